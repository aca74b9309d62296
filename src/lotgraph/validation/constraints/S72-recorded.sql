-- needs
select held.predicate as this, held.subject as value, held.predicate as path
from triples held
where held.predicate in (
    {skos:exactMatch}, {skos:closeMatch}, {skos:broadMatch}, {skos:narrowMatch}, {skos:relatedMatch}
)
and not exists (
    select 1
    from "owl:annotatedSource" subject
    join "owl:annotatedProperty" predicate on predicate.subject = subject.subject
    join "owl:annotatedTarget" object on object.subject = subject.subject
    where subject.object = held.subject and predicate.object = held.predicate and object.object = held.object
)
