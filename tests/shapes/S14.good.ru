# the same count, named by an IRI
INSERT DATA {
  <obs/figures/posting-count/23112013/not-stated/not-stated> a lg:PostingCount , qb:Observation ;
    lg:occupation <occupation/23112013> ; lg:source <source/figures> ;
    qb:dataSet <dataset/figures/posting-count> ; lg:refArea <area/not-stated> ; lg:refPeriod <period/not-stated> ;
    lg:postingCount 7 ; lg:valueAsPrinted "7" .
}
