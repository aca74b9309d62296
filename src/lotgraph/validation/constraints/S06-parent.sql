-- needs skos:inScheme skos:member xkos:depth
select scheme.object as this, scheme.subject as value, {skos:broader} as path
from "skos:inScheme" scheme
join "skos:member" level on level.object = scheme.subject
join "xkos:depth" depth on depth.subject = level.subject
where {number:depth.object} > 1
and scheme.subject not in (select subject from "skos:broader")
