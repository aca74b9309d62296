-- needs skos:inScheme skos:broader
select distinct scheme.object as this, scheme.subject as value, {skos:broader} as path
from "skos:inScheme" scheme
join "skos:broader" broader on broader.subject = scheme.subject
where scheme.subject not in (
    select parent.subject
    from "skos:broader" parent
    join "skos:member" level on level.object = parent.subject
    join "xkos:depth" depth on depth.subject = level.subject
    join "skos:member" above on above.object = parent.object
    join "xkos:depth" higher on higher.subject = above.subject
    where {number:depth.object} = {number:higher.object} + 1
)
