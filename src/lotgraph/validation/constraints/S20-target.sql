-- needs lg:source lg:viaMapping lg:occupation
select distinct source.object as this, source.subject as value, {lg:viaMapping} as path
from "lg:source" source
join "lg:viaMapping" mapping on mapping.subject = source.subject
join "lg:occupation" occupation on occupation.subject = source.subject
where not exists (
    select 1 from "owl:annotatedTarget" target join "a owl:Axiom" axiom on axiom.node = target.subject
    where target.subject = mapping.object and target.object = occupation.object
)
