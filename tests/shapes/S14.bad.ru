# a count that is a blank node; fires: S14
INSERT DATA {
  _:count a lg:PostingCount , qb:Observation ;
    lg:occupation <occupation/23112013> ; lg:source <source/figures> ;
    qb:dataSet <dataset/figures/posting-count> ; lg:refArea <area/not-stated> ; lg:refPeriod <period/not-stated> ;
    lg:postingCount 7 ; lg:valueAsPrinted "7" .
}
