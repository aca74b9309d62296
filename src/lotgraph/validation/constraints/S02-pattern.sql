-- needs lg:notationPattern skos:inScheme skos:notation
select this, value, {skos:notation} as path
from (
    select
        scheme.object as this, scheme.subject as value, {text:notation.object} as text,
        pattern.object as pattern
    from "lg:notationPattern" pattern
    join "skos:inScheme" scheme on scheme.object = pattern.subject
    join "skos:notation" notation on notation.subject = scheme.subject
) coded
where not coalesce({matches:lg:notationPattern}, false)
