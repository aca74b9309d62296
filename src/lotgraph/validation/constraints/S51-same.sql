-- needs lg:source lg:share lg:skill lg:occupation
select distinct source.object as this, source.subject as value, {lg:share} as path
from "lg:source" source
join "lg:share" share on share.subject = source.subject
join "lg:skill" skill on skill.subject = source.subject
join "lg:occupation" occupation on occupation.subject = source.subject
where not exists (
    select 1
    from "a lg:ShareObservation" observation
    join "lg:skill" its_skill on its_skill.subject = observation.node
    join "lg:occupation" its_occupation on its_occupation.subject = observation.node
    join "lg:source" its_source on its_source.subject = observation.node
    where observation.node = share.object and its_skill.object = skill.object
    and its_occupation.object = occupation.object and its_source.object = source.object
)
