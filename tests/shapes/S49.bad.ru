# unknown, with a share; fires: S49-share
INSERT DATA {
  <obs/page/share-by-skill/23112013/not-stated/p1y/writing> a lg:ShareObservation , qb:Observation ;
    lg:occupation <occupation/23112013> ; lg:source <source/page> ; lg:viaMapping <mapping/page/mle> ; lg:locator <loc/page/20-30> ;
    qb:dataSet <dataset/page/share-by-skill> ; lg:refArea <area/not-stated> ; lg:refPeriod <period/page/p1y> ;
    lg:skill <skill/writing> ; lg:shareBase <code/share-base/not-stated> ;
    lg:sharePercent 0.5 ; lg:valueAsPrinted "(0.5%)" .
  <listing/page/23112013/necessary/writing> lg:share <obs/page/share-by-skill/23112013/not-stated/p1y/writing> .
}
