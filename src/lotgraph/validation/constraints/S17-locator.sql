-- needs lg:source
select object as this, subject as value, {lg:locator} as path
from "lg:source"
where subject not in (select subject from "lg:locator")
