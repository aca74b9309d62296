# percentiles of an hour and of a year
INSERT DATA {
  <obs/page/salary/23112013/US/p1y/percentile-75/all> a lg:SalaryEstimate , qb:Observation ;
    lg:occupation <occupation/23112013> ; lg:source <source/page> ; lg:viaMapping <mapping/page/mle> ; lg:locator <loc/page/20-30> ;
    qb:dataSet <dataset/page/salary> ; lg:refArea <area/US> ; lg:refPeriod <period/page/p1y> ;
    lg:statistic <code/statistic/percentile-75> ; lg:experienceBand <experience/all> ;
    lg:amount 60.5 ; schema:currency "USD" ; lg:valueAsPrinted "$60.50" ; lg:payPeriod "PT1H"^^xsd:duration .
}
