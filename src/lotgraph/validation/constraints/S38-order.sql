-- needs lg:source lg:amount lg:statistic lg:experienceBand
with salaries as (
    select
        source.object as source, source.subject as claim, amount.object as amount, currency.object as currency,
        occupation.object as occupation, area.object as area, period.object as period, band.object as band,
        coalesce({text:pay.object}, '') as unit,
        case
            when notation.object = '"median"' then 50
            else try_cast(nullif(regexp_extract(notation.object, '^".*percentile-([0-9]+)"$', 1), '') as integer)
        end as percentile
    from "lg:source" source
    join "lg:amount" amount on amount.subject = source.subject
    join "lg:statistic" statistic on statistic.subject = source.subject
    join "skos:notation" notation on notation.subject = statistic.object
    join "schema:currency" currency on currency.subject = source.subject
    join "lg:occupation" occupation on occupation.subject = source.subject
    join "lg:refArea" area on area.subject = source.subject
    join "lg:refPeriod" period on period.subject = source.subject
    join "lg:experienceBand" band on band.subject = source.subject
    left join "lg:payPeriod" pay on pay.subject = source.subject
), pairs as (
    select
        low.source as source, low.claim as low_claim, high.claim as high_claim,
        low.percentile as low_percentile, high.percentile as high_percentile,
        low.amount as low_amount, high.amount as high_amount
    from salaries low
    join salaries high
        on high.source = low.source and high.occupation = low.occupation and high.area = low.area
        and high.period = low.period and high.band = low.band and high.currency = low.currency
        and high.unit = low.unit
    where low.percentile < high.percentile and {compare:low.amount > high.amount}
)
select
    source as this, claim as value, {lg:amount} as path, cast(low_percentile as varchar) as lower,
    cast(high_percentile as varchar) as higher, {text:low_amount} as more, {text:high_amount} as less
from (
    select source, low_claim as claim, low_percentile, high_percentile, low_amount, high_amount from pairs
    union
    select source, high_claim as claim, low_percentile, high_percentile, low_amount, high_amount from pairs
) blamed
