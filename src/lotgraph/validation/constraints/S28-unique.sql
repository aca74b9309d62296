-- needs qb:dataSet lg:occupation lg:refArea lg:refPeriod
with figures as (
    select
        data.object as data_set, data.subject as figure, occupation.object as occupation, area.object as area,
        period.object as period
    from "qb:dataSet" data
    join "lg:occupation" occupation on occupation.subject = data.subject
    join "lg:refArea" area on area.subject = data.subject
    join "lg:refPeriod" period on period.subject = data.subject
), shared as (
    select data_set, occupation, area, period, skill, education_level, experience, employer, statistic, scale, interest, work_style, requirement, requirement_level
    from (
        select figures.*, skill.object as skill, education_level.object as education_level, experience.object as experience, employer.object as employer, statistic.object as statistic, scale.object as scale, interest.object as interest, work_style.object as work_style, requirement.object as requirement, requirement_level.object as requirement_level
        from figures
    left join "lg:skill" skill on skill.subject = figure
    left join "lg:educationLevel" education_level on education_level.subject = figure
    left join "lg:experienceBand" experience on experience.subject = figure
    left join "lg:employer" employer on employer.subject = figure
    left join "lg:statistic" statistic on statistic.subject = figure
    left join "lg:ratingScale" scale on scale.subject = figure
    left join "lg:interest" interest on interest.subject = figure
    left join "lg:workStyle" work_style on work_style.subject = figure
    left join "lg:requirement" requirement on requirement.subject = figure
    left join "lg:requirementLevel" requirement_level on requirement_level.subject = figure
    ) described
    group by data_set, occupation, area, period, skill, education_level, experience, employer, statistic, scale, interest, work_style, requirement, requirement_level
    having count(distinct figure) > 1
)
select distinct figures.data_set as this, figures.figure as value
from shared
join figures
    on figures.data_set = shared.data_set and figures.occupation = shared.occupation
    and figures.area = shared.area and figures.period = shared.period
where true
and (shared.skill is null or exists (select 1 from "lg:skill" own where own.subject = figures.figure and own.object = shared.skill))
and (shared.education_level is null or exists (select 1 from "lg:educationLevel" own where own.subject = figures.figure and own.object = shared.education_level))
and (shared.experience is null or exists (select 1 from "lg:experienceBand" own where own.subject = figures.figure and own.object = shared.experience))
and (shared.employer is null or exists (select 1 from "lg:employer" own where own.subject = figures.figure and own.object = shared.employer))
and (shared.statistic is null or exists (select 1 from "lg:statistic" own where own.subject = figures.figure and own.object = shared.statistic))
and (shared.scale is null or exists (select 1 from "lg:ratingScale" own where own.subject = figures.figure and own.object = shared.scale))
and (shared.interest is null or exists (select 1 from "lg:interest" own where own.subject = figures.figure and own.object = shared.interest))
and (shared.work_style is null or exists (select 1 from "lg:workStyle" own where own.subject = figures.figure and own.object = shared.work_style))
and (shared.requirement is null or exists (select 1 from "lg:requirement" own where own.subject = figures.figure and own.object = shared.requirement))
and (shared.requirement_level is null or exists (select 1 from "lg:requirementLevel" own where own.subject = figures.figure and own.object = shared.requirement_level))
