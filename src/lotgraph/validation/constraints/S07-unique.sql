-- needs skos:inScheme skos:notation
select distinct scheme.object as this, scheme.subject as value, {skos:notation} as path, {encoded:notation.object} as code
from "skos:inScheme" scheme
join "skos:notation" notation on notation.subject = scheme.subject
join (
    select inside.object as scheme, code.object as notation
    from "skos:inScheme" inside join "skos:notation" code on code.subject = inside.subject
    group by inside.object, code.object
    having count(distinct inside.subject) > 1
) shared on shared.scheme = scheme.object and shared.notation = notation.object
