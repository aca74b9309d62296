-- needs dqv:value
select subject as this, object as value
from "dqv:value"
where starts_with(object, '"')
and not ends_with(object, '^^<http://www.w3.org/2001/XMLSchema#integer>')
and not (
    ends_with(object, '^^<http://www.w3.org/2001/XMLSchema#decimal>') and coalesce({number:object} <= 1, false)
)
