-- needs lg:source lg:shareStatus
select source.object as this, source.subject as value, {lg:share} as path
from "lg:source" source
join "lg:shareStatus" status on status.subject = source.subject
left join "lg:share" share on share.subject = source.subject
where (status.object = {sdmx-code:obsStatus-M} and share.object is not null)
or (status.object = {sdmx-code:obsStatus-A} and share.object is null)
