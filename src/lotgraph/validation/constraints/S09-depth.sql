-- needs xkos:levels rdf:first
with listed as (
    select levels.subject as scheme, first.object as level
    from "xkos:levels" levels join "rdf:first" first on first.subject = levels.object
    union
    select levels.subject as scheme, first.object as level
    from "xkos:levels" levels
    join "rdf:rest+" rest on rest.focus = levels.object
    join "rdf:first" first on first.subject = rest.value
)
, depths as (
    select scheme, level, depth.object as depth
    from listed left join "xkos:depth" depth on depth.subject = level
)
select distinct scheme as this, level as value, {xkos:depth} as path
from depths own
where (
    not coalesce({number:own.depth} = 1, false)
    and not exists (
        select 1 from depths above
        where above.scheme = own.scheme and {number:own.depth} = {number:above.depth} + 1
    )
)
or exists (
    select 1 from depths beside
    where beside.scheme = own.scheme and beside.level <> own.level and beside.depth = own.depth
)
