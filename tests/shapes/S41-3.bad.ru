# an occupation for the skill; fires: S41-skill
DELETE WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:educationLevel ?old } ;
INSERT DATA {
  <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:skill <occupation/ai> .
}
