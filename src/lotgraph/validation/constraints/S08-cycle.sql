-- needs skos:inScheme skos:broader
select distinct scheme.object as this, scheme.subject as value, {skos:broader} as path
from "skos:inScheme" scheme
join "skos:broader+" above on above.focus = scheme.subject and above.value = scheme.subject
