-- needs owl:deprecated
select subject as this, {owl:deprecated} as path
from "owl:deprecated"
where object in ('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"1"^^<http://www.w3.org/2001/XMLSchema#boolean>')
and subject not in (select subject from "dct:isReplacedBy")
and subject not in (select subject from "skos:historyNote")
