-- needs lg:postingCount lg:source
with counts as (
    select
        count.subject as claim, count.object as number, source.object as source, occupation.object as occupation,
        area.object as area, period.object as period
    from "lg:postingCount" count
    join "lg:source" source on source.subject = count.subject
    join "lg:occupation" occupation on occupation.subject = count.subject
    join "lg:refArea" area on area.subject = count.subject
    join "lg:refPeriod" period on period.subject = count.subject
), parts as (
    select source, occupation, area, period, sum({number:number}) as total
    from counts join "a lg:EmployerPostingCount" part on part.node = claim
    group by source, occupation, area, period
    having count(*) = count({number:number})
), wholes as (
    select source, occupation, area, period, number from counts join "a lg:PostingCount" whole on whole.node = claim
)
select
    counts.source as this, counts.claim as value, {lg:postingCount} as path,
    {shown:parts.total} as sum, {text:wholes.number} as total
from parts
join wholes using (source, occupation, area, period)
join counts using (source, occupation, area, period)
where parts.total > {number:wholes.number}
