-- needs xkos:numberOfLevels
with listed as (
    select levels.subject as scheme, first.object as level
    from "xkos:levels" levels join "rdf:first" first on first.subject = levels.object
    union
    select levels.subject as scheme, first.object as level
    from "xkos:levels" levels
    join "rdf:rest+" rest on rest.focus = levels.object
    join "rdf:first" first on first.subject = rest.value
)
select
    levels.subject as this, levels.object as value, {xkos:numberOfLevels} as path,
    cast(count(distinct level) as varchar) as listed
from "xkos:numberOfLevels" levels
left join listed on listed.scheme = levels.subject
group by levels.subject, levels.object
having count(distinct level) <> {number:levels.object}
