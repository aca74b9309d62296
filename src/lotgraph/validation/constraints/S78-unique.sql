-- needs skos:prefLabel skos:inScheme
with labelled as (
    select class, node, label.object as label, scheme.object as scheme
    from types
    join "skos:prefLabel" label on label.subject = node
    join "skos:inScheme" scheme on scheme.subject = node
    where class = {lg:Skill} and not ends_with({text:scheme.object}, '/taxonomy/lotgraph-skills')
)
select distinct class as this, node as value, {skos:prefLabel} as path
from labelled
join (
    select class, label, scheme from labelled group by class, label, scheme having count(distinct node) > 1
) shared using (class, label, scheme)
