# a second source that disagrees, as a claim of its own
INSERT DATA {
  <dataset/figures/salary> a qb:DataSet ; qb:structure <structure/salary> ; dct:source <source/figures> .
  <obs/figures/salary/23112013/US/not-stated/average/all> a lg:SalaryEstimate , qb:Observation ;
    lg:occupation <occupation/23112013> ; lg:source <source/figures> ;
    qb:dataSet <dataset/figures/salary> ; lg:refArea <area/US> ; lg:refPeriod <period/not-stated> ;
    lg:statistic <code/statistic/average> ; lg:experienceBand <experience/all> ;
    lg:amount 158328.0 ; schema:currency "USD" ; lg:payPeriod "P1Y"^^xsd:duration ; lg:valueAsPrinted "158328" .
}
