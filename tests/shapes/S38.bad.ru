# the 75th percentile below the 25th; fires: S38-order
INSERT DATA {
  <obs/page/salary/23112013/US/p1y/percentile-75/all> a lg:SalaryEstimate , qb:Observation ;
    lg:occupation <occupation/23112013> ; lg:source <source/page> ; lg:viaMapping <mapping/page/mle> ; lg:locator <loc/page/20-30> ;
    qb:dataSet <dataset/page/salary> ; lg:refArea <area/US> ; lg:refPeriod <period/page/p1y> ;
    lg:statistic <code/statistic/percentile-75> ; lg:experienceBand <experience/all> ;
    lg:amount 100000.0 ; schema:currency "USD" ; lg:valueAsPrinted "$100,000" .
}
