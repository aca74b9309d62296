# a level that a source adds to the list
INSERT DATA {
  <code/education-level/bootcamp> a lg:EducationLevel ; skos:notation "bootcamp" ; skos:inScheme <code/education-level> .
} ;
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:educationLevel ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:educationLevel <code/education-level/bootcamp> }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:educationLevel ?old }
