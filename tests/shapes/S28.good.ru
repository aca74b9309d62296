# a share of Python in another area
INSERT DATA {
  <obs/page/share-by-skill/23112013/US/p1y/python> a lg:ShareObservation , qb:Observation ;
    lg:occupation <occupation/23112013> ; lg:source <source/page> ; lg:viaMapping <mapping/page/mle> ; lg:locator <loc/page/20-30> ;
    qb:dataSet <dataset/page/share-by-skill> ; lg:refArea <area/US> ; lg:refPeriod <period/page/p1y> ;
    lg:skill <skill/python> ; lg:shareBase <code/share-base/not-stated> ;
    lg:sharePercent 71.0 ; lg:valueAsPrinted "71%" .
}
