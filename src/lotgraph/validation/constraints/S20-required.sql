-- needs lg:source lg:occupation
select source.object as this, source.subject as value, {lg:viaMapping} as path
from "lg:source" source
join "lg:occupation" occupation on occupation.subject = source.subject
where source.subject not in (select subject from "lg:viaMapping")
and not exists (
    select 1
    from "lg:codedIn" coded
    join "dcat:isVersionOf" version on version.object = coded.object
    join "skos:inScheme" scheme on scheme.object = version.subject
    where coded.subject = source.object and scheme.subject = occupation.object
)
