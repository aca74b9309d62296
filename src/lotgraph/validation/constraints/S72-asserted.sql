-- needs dct:source owl:annotatedSource owl:annotatedProperty owl:annotatedTarget
select source.object as this, source.subject as value, {owl:annotatedTarget} as path
from "dct:source" source
join "a owl:Axiom" axiom on axiom.node = source.subject
join "owl:annotatedSource" subject on subject.subject = source.subject
join "owl:annotatedProperty" predicate on predicate.subject = source.subject
join "owl:annotatedTarget" object on object.subject = source.subject
where predicate.object in (
    {skos:exactMatch}, {skos:closeMatch}, {skos:broadMatch}, {skos:narrowMatch}, {skos:relatedMatch}
)
and object.object <> {sssom:NoTermFound} and subject.object <> {sssom:NoTermFound}
and not exists (
    select 1 from triples held
    where held.subject = subject.object and held.predicate = predicate.object and held.object = object.object
)
