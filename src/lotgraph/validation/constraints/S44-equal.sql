-- needs qb:dataSet lg:valueAsPrinted
with numbers as (
    select subject, object, {lg:sharePercent} as property from "lg:sharePercent"
    union all
    select subject, object, {lg:postingCount} as property from "lg:postingCount"
    union all
    select subject, object, {lg:amount} as property from "lg:amount"
    union all
    select subject, object, {lg:employment} as property from "lg:employment"
    union all
    select subject, object, {lg:hoursPerWeek} as property from "lg:hoursPerWeek"
    union all
    select subject, object, {lg:ratingValue} as property from "lg:ratingValue"
    union all
    select subject, object, {lg:respondentPercent} as property from "lg:respondentPercent"
    union all
    select subject, object, {lg:greenShare} as property from "lg:greenShare"
), figures as (
    select data.object as data_set, data.subject as claim, number.property, {number:number.object} as number,
        {digits:printed.object} as digits
    from "qb:dataSet" data
    join "lg:valueAsPrinted" printed on printed.subject = data.subject
    join numbers number on number.subject = data.subject
)
select data_set as this, claim as value, property as path
from figures
where number is not null and (digits <> '' or number <> 0)
and not coalesce(
    regexp_matches(digits, '^([0-9]+|[0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3})([.][0-9]+)?$')
    and try_cast(replace(digits, ',', '') as decimal(38, 18)) = abs(number), false
)
and not coalesce(
    regexp_matches(digits, '^([0-9]+|[0-9]{1,3}([.][0-9]{3})+)(,[0-9]+)?$')
    and not regexp_matches(digits, ',[0-9]{3}$')
    and try_cast(replace(replace(digits, '.', ''), ',', '.') as decimal(38, 18)) = abs(number), false
)
