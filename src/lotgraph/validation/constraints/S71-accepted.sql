-- needs dct:source
select source.object as this, source.subject as value, {sssom:reviewer_label} as path
from "dct:source" source
join "a owl:Axiom" axiom on axiom.node = source.subject
where source.subject not in (select subject from "sssom:reviewer_label")
and source.subject not in (select subject from "sssom:reviewer_id")
and source.subject not in (
    select subject from "sssom:mapping_justification" where object = {semapv:ManualMappingCuration}
)
