"""ESCO: occupations, skills, their labels, hierarchies and relations, with the IRIs that ESCO gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lotgraph.sources.importers import isco
from lotgraph.sources.importers.download import Record, clean, records
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.isco import (
    GROUPS,
    OCCUPATION_PILLAR,
    OCCUPATIONS,
    Files,
)

OCCUPATION_SCHEME, SKILL_SCHEME = "esco-occupations", "esco-skills"
_CONCEPT_SCHEMES = "http://data.europa.eu/esco/concept-scheme/"
_SKILLS, _SKILL_GROUPS = "skills", "skillGroups"
_SKILL_PILLAR = "broaderRelationsSkillPillar"
_LISTINGS, _SKILL_RELATIONS = "occupationSkillRelations", "skillSkillRelations"
_OPTIONAL = (_SKILLS, _SKILL_GROUPS, _SKILL_PILLAR, _LISTINGS, _SKILL_RELATIONS)
_READ = {OCCUPATIONS, GROUPS, OCCUPATION_PILLAR, *_OPTIONAL}
_LEFT_OUT = {
    "skillsHierarchy": f"says what {_SKILL_PILLAR} and {_SKILL_GROUPS} say",
    "conceptSchemes": "lists what each concept says of itself",
    "greenShareOcc": "no table has a place for it",
    "dictionary": "says what the columns of the other files are",
}
_TYPES = {"skill/competence": "skill", "knowledge": "knowledge"}
_CATEGORIES = ("essential", "optional")
_VERSION = re.compile(r"(?<![0-9.])v?([0-9]+\.[0-9]+(?:\.[0-9]+)?)(?![0-9])", re.IGNORECASE)


def read(download: Path, target: Target) -> None:
    """Read a download, of which only occupations and ISCO groups are required."""
    files = isco.find(download)
    for stem in (OCCUPATIONS, GROUPS):
        files.needed(stem)
    _note_files(files, target)
    needed = ("conceptUri", "iscoGroup", "preferredLabel", "code")
    found = isco.read_concepts(files.by_stem[OCCUPATIONS], target, needed)
    version = target.version or _version(files, found, target)
    _schemes(target, version, skills=bool({_SKILLS, _SKILL_GROUPS} & set(files.by_stem)))
    _read_occupations(files, found, target)
    occupations = {record["conceptUri"] for record in found}
    skills = _read_skills(files, target)
    _read_listings(files, target, occupations, skills)
    _read_skill_relations(files, target, skills)
    language = "" if files.language == "en" else f"-{files.language}"
    target.describe(
        {
            "id": f"esco-{version}{language}",
            "title": f"ESCO {version}",
            "language": files.language,
            "coded_in": OCCUPATION_SCHEME,
            **isco.PUBLISHER,
        }
    )


def _note_files(files: Files, target: Target) -> None:
    for stem, path in files.by_stem.items():
        if stem in _LEFT_OUT:
            target.report.left_out(path.name, _LEFT_OUT[stem])
        elif stem.endswith("Collection"):
            target.report.left_out(path.name, "is a collection of skills or occupations that other files hold")
        elif stem not in _READ:
            target.report.unknown(path.name, "is a file of ESCO that is not known here; nothing of it was read")
    for path in files.others:
        target.report.left_out(path.name, "is not named as a file of ESCO is; nothing of it was read")
    for stem in _OPTIONAL:
        if stem not in files.by_stem:
            target.report.absent(f"{stem}.csv", "is not part of this download")


def _version(files: Files, found: list[Record], target: Target) -> str:
    """The version that the names of the download tell, else the last day on which an occupation was changed."""
    path = files.by_stem[OCCUPATIONS].absolute()
    root = files.folder.absolute()
    parts = [*path.relative_to(root).parts[::-1], root.name, root.resolve().name, root.parent.name]
    for part in parts:
        if named := _VERSION.search(part):
            return f"v{named[1]}"
    days = [record["modifiedDate"].strip()[:10] for record in found]
    day = max((day for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day)), default="")
    message = (
        "no name tells the version; that of the last change to an occupation is taken" if day else "no version is told"
    )
    target.report.missing(path.name, message, 1, day)
    return day or "not-stated"


def _schemes(target: Target, version: str, *, skills: bool) -> None:
    for identifier, title, iri in (
        (OCCUPATION_SCHEME, "ESCO occupations", "occupations"),
        *(((SKILL_SCHEME, "ESCO skills", "skills"),) if skills else ()),
    ):
        target.add(
            "schemes",
            id=identifier,
            version=version,
            title=title,
            language="en",
            abbreviation="ESCO",
            number_of_levels="",
            notation_pattern="",
            iri=f"{_CONCEPT_SCHEMES}{iri}",
        )


def identifier(iri: str) -> str:
    """The id of a concept of ESCO: what its IRI ends with; of one of ISCED-F ``isced-f-0613``."""
    if iri.startswith(isco.ISCO):
        return isco.group_id(iri)
    *_, kind, name = iri.split("/")
    return name if kind in {"occupation", "skill"} else f"{kind}-{name}"


def _read_occupations(files: Files, found: list[Record], target: Target) -> None:
    read_groups, hierarchy = isco.read_groups(files, target), isco.read_hierarchy(files, target)
    groups = {group["conceptUri"] for group in read_groups}
    known = groups | {record["conceptUri"] for record in found}
    above = isco.check_hierarchy(
        _within(hierarchy, groups, target), known, target, ("conceptUri", "broaderUri"), whole=True
    )
    parents = {child: _nearest(child, high, above, hierarchy, target) for child, high in above.items()}
    isco.write_groups(read_groups, parents, files.language, target)
    for record in found:
        iri, group = record["conceptUri"], f"{isco.ISCO}C{record['iscoGroup'].strip()}"
        parent = parents.get(iri, "")
        if group not in groups:
            reason = "iscoGroup is the code of no ISCO group"
            target.report.disagrees(record.file, reason, record.row, f"{record['iscoGroup']} of {iri}")
        elif not parent:
            parent = group
        elif group not in _ancestors(iri, parents):
            reason = f"iscoGroup is not above the occupation in {OCCUPATION_PILLAR}, which is followed"
            target.report.disagrees(record.file, reason, record.row, f"{record['iscoGroup']} of {iri}")
        target.add(
            "occupations",
            id=identifier(iri),
            scheme=OCCUPATION_SCHEME,
            level="",
            label=clean(record, "preferredLabel", target),
            language=files.language,
            notation=clean(record, "code", target),
            parent=identifier(parent) if parent else "",
            iri=iri,
            **_notes(record, target),
        )
        isco.write_labels(record, "occupation", identifier(iri), files.language, target)


def _within(hierarchy: list[Record], groups: set[str], target: Target) -> list[Record]:
    """The relations but those that put an ISCO group under an occupation, which are set aside."""
    kept = []
    for relation in hierarchy:
        ends = (relation["conceptUri"].strip(), relation["broaderUri"].strip())
        if ends[0] in groups and ends[1] not in groups and ends[1].startswith(isco.OCCUPATION):
            target.report.set_aside(relation.file, "puts a group under an occupation", relation.row, " ".join(ends))
        else:
            kept.append(relation)
    return kept


def _nearest(
    child: str, above: list[str], pillar: Mapping[str, list[str]], relations: list[Record], target: Target
) -> str:
    """The one parent of an occupation: of several the lowest, the others are set aside."""
    if len(above) == 1:
        return above[0]
    chosen = max(above, key=lambda iri: (len(_all_above(iri, pillar)), iri))
    for relation in relations:
        ends = (relation["conceptUri"].strip(), relation["broaderUri"].strip())
        if ends[0] == child and ends[1] in above and ends[1] != chosen:
            reason = "is a second parent; the lower of the two is kept"
            target.report.set_aside(relation.file, reason, relation.row, " ".join(ends))
    return chosen


def _all_above(iri: str, pillar: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    open_ = [iri]
    while open_:
        new = [high for high in pillar.get(open_.pop(), ()) if high not in found]
        found.update(new)
        open_ += new
    return found


def _ancestors(iri: str, parents: Mapping[str, str]) -> set[str]:
    found = set()
    while iri in parents:
        iri = parents[iri]
        found.add(iri)
    return found


def _notes(record: Record, target: Target) -> dict[str, str]:
    columns = {"definition": "definition", "description": "description", "scope_note": "scopeNote"}
    return {name: clean(record, column, target) for name, column in columns.items()}


def _read_skills(files: Files, target: Target) -> dict[str, str]:
    """Write skills and groups of skills; gives the type of each, by IRI."""
    found = {
        stem: isco.read_concepts(files.by_stem[stem], target, ("conceptUri", "preferredLabel"))
        for stem in (_SKILLS, _SKILL_GROUPS)
        if stem in files.by_stem
    }
    known = {record["conceptUri"] for concepts in found.values() for record in concepts}
    above: dict[str, list[str]] = {}
    if _SKILL_PILLAR in files.by_stem:
        relations = list(records(files.by_stem[_SKILL_PILLAR], target, ("conceptUri", "broaderUri")))
        above = isco.check_hierarchy(relations, known, target, ("conceptUri", "broaderUri"), whole=True)
    types: dict[str, str] = {}
    for stem, concepts in found.items():
        for record in concepts:
            iri = record["conceptUri"]
            types[iri] = "group" if stem == _SKILL_GROUPS else _coded(record, "skillType", _TYPES, target)
            reuse = "" if stem == _SKILL_GROUPS else _coded(record, "reuseLevel", _REUSE, target)
            target.add(
                "skills",
                id=identifier(iri),
                scheme=SKILL_SCHEME,
                type=types[iri],
                reuse_level=reuse,
                label=clean(record, "preferredLabel", target),
                language=files.language,
                notation=clean(record, "code", target),
                parents="|".join(map(identifier, above.get(iri, ()))),
                iri=iri,
                **_notes(record, target),
            )
            isco.write_labels(record, "skill", identifier(iri), files.language, target)
    return types


_REUSE = {name: name for name in ("transversal", "cross-sector", "sector-specific", "occupation-specific")}


def _coded(record: Record, column: str, codes: Mapping[str, str], target: Target) -> str:
    value = record[column].strip()
    if not value:
        target.report.missing(record.file, f"{column} is empty", record.row, record["conceptUri"])
    elif value not in codes:
        target.report.missing(record.file, f"{column} is none that is known", record.row, value)
    return codes.get(value, "")


def _read_listings(files: Files, target: Target, occupations: set[str], skills: Mapping[str, str]) -> None:
    if _LISTINGS not in files.by_stem:
        return
    report, seen = target.report, set()
    for record in records(files.by_stem[_LISTINGS], target, ("occupationUri", "relationType", "skillUri")):
        occupation, skill = record["occupationUri"].strip(), record["skillUri"].strip()
        category, ends = record["relationType"].strip(), f"{occupation} {skill}"
        unknown = [
            name
            for name, end, known in (("occupationUri", occupation, occupations), ("skillUri", skill, skills))
            if end not in known
        ]
        if unknown:
            report.set_aside(record.file, f"{' and '.join(unknown)} is in no file of the download", record.row, ends)
        elif skills[skill] == "group":
            report.set_aside(record.file, "is to a group of skills", record.row, ends)
        elif category not in _CATEGORIES:
            report.set_aside(record.file, "relationType is none that is known", record.row, category)
        elif (occupation, skill, category) in seen:
            report.set_aside(record.file, "is there twice", record.row, ends)
        else:
            seen.add((occupation, skill, category))
            _compare_types(record, "skillType", skill, skills, target)
            target.add("skill_listings", occupation=identifier(occupation), skill=identifier(skill), category=category)


def _compare_types(record: Record, column: str, skill: str, skills: Mapping[str, str], target: Target) -> None:
    stated = _TYPES.get(record[column].strip(), "")
    if stated != skills[skill]:
        message = f"{column} is not that of the skill in {_SKILLS}, which is followed"
        target.report.disagrees(record.file, message, record.row, f"{record[column]} of {skill}")


def _read_skill_relations(files: Files, target: Target, skills: Mapping[str, str]) -> None:
    if _SKILL_RELATIONS not in files.by_stem:
        return
    report, seen = target.report, set()
    ends_of = ("originalSkillUri", "relatedSkillUri")
    for record in records(files.by_stem[_SKILL_RELATIONS], target, (*ends_of, "relationType")):
        ends = tuple(record[name].strip() for name in ends_of)
        kind, what = record["relationType"].strip(), " ".join(ends)
        unknown = [name for name, end in zip(ends_of, ends, strict=True) if end not in skills]
        if unknown:
            report.set_aside(record.file, f"{' and '.join(unknown)} is in no file of the download", record.row, what)
        elif ends[0] == ends[1]:
            report.set_aside(record.file, "relates a skill to itself", record.row, what)
        elif kind not in _CATEGORIES:
            report.set_aside(record.file, "relationType is none that is known", record.row, kind)
        elif (*ends, kind) in seen:
            report.set_aside(record.file, "is there twice", record.row, what)
        elif "group" in {skills[end] for end in ends}:
            report.set_aside(record.file, "is of a group of skills", record.row, what)
        else:
            seen.add((*ends, kind))
            for column, end in zip(("originalSkillType", "relatedSkillType"), ends, strict=True):
                _compare_types(record, column, end, skills, target)
            target.add("related_skills", skill=identifier(ends[0]), related=identifier(ends[1]), kind=kind)
