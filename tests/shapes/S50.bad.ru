# defining, and necessary too; fires: S50-exclusive
INSERT DATA {
  <listing/page/23112013/necessary/python> a lg:SkillListing ;
    lg:occupation <occupation/23112013> ; lg:source <source/page> ; lg:viaMapping <mapping/page/mle> ; lg:locator <loc/page/20-30> ;
    lg:skill <skill/python> ; lg:skillCategory <code/skill-category/necessary> ; lg:shareStatus sdmx-code:obsStatus-M ; lg:valueAsPrinted "(%)" .
}
