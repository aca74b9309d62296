-- needs qb:dataSet lg:experienceBand lg:sharePercent
with shares as (
    select
        data.object as data_set, data.subject as claim, percent.object as percent, occupation.object as occupation,
        area.object as area, period.object as period
    from "qb:dataSet" data
    join "lg:experienceBand" band on band.subject = data.subject
    join "lg:sharePercent" percent on percent.subject = data.subject
    join "lg:occupation" occupation on occupation.subject = data.subject
    join "lg:refArea" area on area.subject = data.subject
    join "lg:refPeriod" period on period.subject = data.subject
), sums as (
    select data_set, occupation, area, period, sum({number:percent}) as total
    from shares
    group by data_set, occupation, area, period
    having count(*) = count({number:percent})
)
select shares.data_set as this, shares.claim as value, {lg:sharePercent} as path, {shown:sums.total} as sum
from sums
join shares using (data_set, occupation, area, period)
where abs(sums.total - 100) > 0.5
