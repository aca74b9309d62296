# another area, with a sum of its own
INSERT DATA {
  <obs/figures/share-by-experience/23112013/US-NC/not-stated/3-plus> a lg:ShareObservation , qb:Observation ;
    lg:occupation <occupation/23112013> ; lg:source <source/figures> ;
    qb:dataSet <dataset/figures/share-by-experience> ; lg:refArea <area/US-NC> ; lg:refPeriod <period/not-stated> ;
    lg:experienceBand <experience/3-plus> ; lg:shareBase <code/share-base/not-stated> ;
    lg:sharePercent 100.0 ; lg:valueAsPrinted "100" .
}
