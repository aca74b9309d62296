# a statement with its place in the list
INSERT DATA {
  <text/page/23112013/task/2> lg:listPosition 1 ; lg:mentionsSkill <skill/c> .
}
