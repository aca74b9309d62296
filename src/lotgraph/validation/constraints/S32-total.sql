-- needs lg:postingCount schema:containedInPlace lg:refArea
with counts as (
    select
        count.subject as claim, count.object as number, source.object as source, occupation.object as occupation,
        period.object as period
    from "lg:postingCount" count
    join "lg:source" source on source.subject = count.subject
    join "lg:occupation" occupation on occupation.subject = count.subject
    join "lg:refPeriod" period on period.subject = count.subject
    join "a lg:PostingCount" total on total.node = count.subject
), pairs as (
    select lower.claim as part, upper.claim as whole, lower.number as lower_number, upper.number as upper_number,
        lower.source as source
    from counts lower
    join "lg:refArea" inside on inside.subject = lower.claim
    join "schema:containedInPlace+" within on within.focus = inside.object
    join "lg:refArea" outside on outside.object = within.value
    join counts upper
        on upper.claim = outside.subject and upper.source = lower.source and upper.occupation = lower.occupation
        and upper.period = lower.period
    where {compare:lower.number > upper.number}
)
select
    source as this, claim as value, {lg:postingCount} as path,
    {text:lower_number} as part, {text:upper_number} as whole
from (
    select source, part as claim, lower_number, upper_number from pairs
    union
    select source, whole as claim, lower_number, upper_number from pairs
) blamed
