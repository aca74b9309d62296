-- needs qb:dataSet lg:valueAsPrinted
select data.object as this, data.subject as value, number.property as path
from "qb:dataSet" data
join "lg:valueAsPrinted" printed on printed.subject = data.subject
join (
    select subject, object, {lg:sharePercent} as property from "lg:sharePercent"
    union all
    select subject, object, {lg:postingCount} as property from "lg:postingCount"
) number on number.subject = data.subject
where {number:number.object} = 0 and strpos({text:printed.object}, '0') = 0
