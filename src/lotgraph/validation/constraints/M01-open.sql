-- needs owl:annotatedProperty
select predicate.subject as this
from "owl:annotatedProperty" predicate
where not exists (select 1 from "sssom:predicate_modifier" m where m.subject = predicate.subject and m.object = '"Not"')
and not exists (
    select 1 from "dct:source" source join "dct:title" title on title.subject = source.object
    where source.subject = predicate.subject
)
and (
    predicate.subject in (select subject from "sssom:reviewer_label")
    or predicate.subject in (select subject from "sssom:reviewer_id")
    or predicate.subject in (
        select subject from "sssom:mapping_justification" where object = {semapv:ManualMappingCuration}
    )
)
