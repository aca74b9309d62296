# a category that a source adds to the list
INSERT DATA {
  <code/skill-category/essential> a lg:SkillCategory ; skos:notation "essential" ; skos:inScheme <code/skill-category> .
} ;
DELETE { <listing/page/23112013/necessary/writing> lg:skillCategory ?old }
INSERT { <listing/page/23112013/necessary/writing> lg:skillCategory <code/skill-category/essential> }
WHERE { <listing/page/23112013/necessary/writing> lg:skillCategory ?old }
