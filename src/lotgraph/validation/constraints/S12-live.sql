-- needs dct:isReplacedBy
select replaced.subject as this, replaced.object as value, {dct:isReplacedBy} as path
from "dct:isReplacedBy" replaced
where replaced.object in (select subject from "owl:deprecated" where object in ('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>'))
or replaced.object not in (select node from types)
