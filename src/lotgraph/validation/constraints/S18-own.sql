-- needs lg:source lg:locator
select distinct source.object as this, source.subject as value, {lg:locator} as path
from "lg:source" source
join "lg:locator" locator on locator.subject = source.subject
where not exists (
    select 1 from "oa:hasSource" place join "lg:source" own on own.object = place.object
    where place.subject = locator.object and own.subject = source.subject
)
