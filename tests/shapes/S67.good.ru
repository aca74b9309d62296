# knowledge too
INSERT DATA {
  <skill/c> lg:skillType <code/skill-type/knowledge> .
}
