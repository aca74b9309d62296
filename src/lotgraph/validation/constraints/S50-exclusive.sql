-- needs lg:source lg:skillCategory skos:notation
with sorted as (
    select
        source.object as source, source.subject as claim, occupation.object as occupation, skill.object as skill,
        category.object as category
    from "lg:source" source
    join "lg:occupation" occupation on occupation.subject = source.subject
    join "lg:skill" skill on skill.subject = source.subject
    join "lg:skillCategory" category on category.subject = source.subject
    join "skos:notation" code on code.subject = category.object
    where code.object in ('"baseline"', '"defining"', '"necessary"', '"distinguishing"')
)
select distinct
    source as this, claim as value, {lg:skillCategory} as path,
    regexp_replace({text:skill}, '^.*[/#]', '') as name
from sorted
join (
    select source, occupation, skill from sorted
    group by source, occupation, skill having count(distinct category) > 1
) several using (source, occupation, skill)
