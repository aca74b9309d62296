# defining, and salary-boosting too
INSERT DATA {
  <listing/page/23112013/salary-boosting/python> a lg:SkillListing ;
    lg:occupation <occupation/23112013> ; lg:source <source/page> ; lg:viaMapping <mapping/page/mle> ; lg:locator <loc/page/20-30> ;
    lg:skill <skill/python> ; lg:skillCategory <code/skill-category/salary-boosting> ; lg:shareStatus sdmx-code:obsStatus-M ; lg:valueAsPrinted "(%)" .
}
