-- needs skos:inScheme
select scheme.object as this, scheme.subject as value, {skos:member} as path
from "skos:inScheme" scheme
join "a lg:Occupation" occupation on occupation.node = scheme.subject
left join (
    select member.object as concept, member.subject as level
    from "skos:member" member join "a xkos:ClassificationLevel" class on class.node = member.subject
) levels on levels.concept = scheme.subject
group by scheme.object, scheme.subject
having count(distinct level) <> 1
