-- needs skos:prefLabel
with labelled as (
    select class, node, label.object as label from types join "skos:prefLabel" label on label.subject = node
    where class in ({lg:Skill}, {lg:Employer})
), shared as (
    select class, label from labelled group by class, label having count(distinct node) > 1
), own as (
    select class, label, node, scheme.object as scheme
    from labelled
    join shared using (class, label)
    left join "skos:inScheme" scheme on scheme.subject = node
)
select distinct class as this, node as value, {skos:prefLabel} as path
from own
where scheme is null
or (
    ends_with({text:scheme}, '/taxonomy/lotgraph-skills')
    and exists (
        select 1 from own other
        where other.class = own.class and other.label = own.label and other.node <> own.node
        and other.scheme = own.scheme
    )
)
