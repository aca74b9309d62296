-- needs lg:source lg:shareStatus lg:valueAsPrinted
select source.object as this, source.subject as value, {lg:valueAsPrinted} as path
from "lg:source" source
join "lg:shareStatus" status on status.subject = source.subject
join "lg:valueAsPrinted" printed on printed.subject = source.subject
where status.object = {sdmx-code:obsStatus-M} and regexp_matches({text:printed.object}, '[0-9]')
