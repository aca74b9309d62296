-- needs lg:versionPattern
select this, value, {dcat:version} as path
from (
    select pattern.subject as this, version.object as value, {text:version.object} as text, pattern.object as pattern
    from "lg:versionPattern" pattern left join "dcat:version" version on version.subject = pattern.subject
) versioned
where not coalesce({matches:lg:versionPattern}, false)
