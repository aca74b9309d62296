"""ESCO: occupations, skills, their labels, hierarchies and relations, with the IRIs that ESCO gives them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from lotgraph.sources.importers import isco
from lotgraph.sources.importers.download import Record, clean, records
from lotgraph.sources.importers.esco_files import (
    COLUMNS,
    GREEN,
    LISTINGS,
    SKILL_GROUPS,
    SKILL_PILLAR,
    SKILL_RELATIONS,
    SKILLS,
    compare_versions,
    find_languages,
    note_files,
    read_dictionary,
    tell_version,
)
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.isco import (
    GROUPS,
    OCCUPATION_PILLAR,
    OCCUPATIONS,
    Files,
)

OCCUPATION_SCHEME, SKILL_SCHEME = "esco-occupations", "esco-skills"
_CONCEPT_SCHEMES = "http://data.europa.eu/esco/concept-scheme/"
_Translated = tuple[list[Record], str]
_DECIMALS = 12
"""What a table holds of a number after its point."""
_NACE = re.compile(r"https?://data\.europa\.eu/ux2/nace([0-9.]+)/([0-9A-Z.]+)")
_TYPES = {"skill/competence": "skill", "knowledge": "knowledge"}
_CATEGORIES = ("essential", "optional")


def read(download: Path, target: Target, also: Sequence[Path] = ()) -> None:
    """Read a download, of which only occupations and ISCO groups are required.

    ``also`` are the folders of the same release in other languages, of which labels and notes are read.
    """
    files, *others = find_languages(download, also)
    for stem in (OCCUPATIONS, GROUPS):
        files.needed(stem)
    note_files(files, target)
    for each in others:
        note_files(each, target, translated=True)
    needed = ("conceptUri", "iscoGroup", "preferredLabel", "code")
    found = isco.read_concepts(files.by_stem[OCCUPATIONS], target, needed)
    version = target.version or tell_version(files, found, target)
    compare_versions(files, version, others, target)
    _schemes(target, version, skills=bool({SKILLS, SKILL_GROUPS} & set(files.by_stem)))
    _read_occupations(files, found, others, target)
    _read_industries(found, target)
    read_dictionary(files, target)
    occupations = {record["conceptUri"] for record in found}
    _read_green_shares(files, occupations, target)
    skills = _read_skills(files, others, target)
    _read_listings(files, target, occupations, skills)
    _read_skill_relations(files, target, skills)
    named = [each.language for each in (files, *others)]
    language = "" if named == ["en"] else f"-{'-'.join(named)}"
    target.describe(
        {
            "id": f"esco-{version}{language}",
            "title": f"ESCO {version}",
            "language": files.language,
            "coded_in": OCCUPATION_SCHEME,
            **isco.PUBLISHER,
        }
    )


def _in_others(stem: str, known: Collection[str], others: Iterable[Files], target: Target) -> Iterator[_Translated]:
    """The records of that file in each other language, of concepts that the first one has."""
    for files in others:
        if stem not in files.by_stem:
            continue
        kept = []
        for record in isco.read_concepts(files.by_stem[stem], target, ("conceptUri", "preferredLabel")):
            if record["conceptUri"] in known:
                kept.append(record)
            else:
                reason = "is of a concept that the first language has not"
                target.report.set_aside(record.file, reason, record.row, record["conceptUri"])
        yield kept, files.language


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


def _read_occupations(files: Files, found: list[Record], others: Sequence[Files], target: Target) -> None:
    read_groups, hierarchy = isco.read_groups(files, target), isco.read_hierarchy(files, target)
    groups = {group["conceptUri"] for group in read_groups}
    known = groups | {record["conceptUri"] for record in found}
    above = isco.check_hierarchy(
        _within(hierarchy, groups, target), known, target, ("conceptUri", "broaderUri"), whole=True
    )
    parents = {child: _nearest(child, high, above, hierarchy, target) for child, high in above.items()}
    translated = list(_in_others(GROUPS, groups, others, target))
    isco.write_groups(read_groups, parents, files.language, target, translated)
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
        parents[iri] = parent
    codes = {record["conceptUri"]: clean(record, "code", target) for record in found}
    for concepts, language in ((found, files.language), *_in_others(OCCUPATIONS, codes, others, target)):
        for record in concepts:
            iri = record["conceptUri"]
            target.add(
                "occupations",
                id=identifier(iri),
                scheme=OCCUPATION_SCHEME,
                level="",
                label=clean(record, "preferredLabel", target),
                language=language,
                notation=codes[iri],
                parent=identifier(parents[iri]) if parents[iri] else "",
                iri=iri,
                **_notes(record, target),
            )
            isco.write_labels(record, "occupation", identifier(iri), language, target)


def _read_industries(found: list[Record], target: Target) -> None:
    """Write the industries of occupations; the codes stand in one cell, as IRIs of NACE."""
    for record in found:
        for iri in dict.fromkeys(filter(None, re.split(r"[,\s]+", record["naceCode"]))):
            if named := _NACE.fullmatch(iri):
                code = f"nace-{named[1]}:{named[2]}"
                target.add("industries", occupation=identifier(record["conceptUri"]), industry=code, iri=iri)
            else:
                target.report.missing(record.file, "naceCode is no IRI of NACE", record.row, iri)


def _read_green_shares(files: Files, occupations: set[str], target: Target) -> None:
    """Write how green occupations are."""
    if GREEN not in files.by_stem:
        return
    seen = set()
    needed = ("conceptUri", "greenShare")
    for record in records(files.by_stem[GREEN], target, needed, known=COLUMNS[GREEN]):
        iri, share = record["conceptUri"].strip(), record["greenShare"].strip()
        if iri.startswith(isco.ISCO):
            # The claims of a source are about the scheme that it codes by (S20).
            target.report.set_aside(record.file, "is of an ISCO group; claims are of occupations", record.row, iri)
        elif iri not in occupations:
            target.report.set_aside(record.file, "conceptUri is in no file of the download", record.row, iri)
        elif iri in seen:
            target.report.set_aside(record.file, "is there twice", record.row, iri)
        elif not re.fullmatch(r"0(\.[0-9]+)?|1(\.0+)?", share):
            target.report.set_aside(record.file, "greenShare is no number from 0 to 1", record.row, share)
        else:
            seen.add(iri)
            rounded = f"{Decimal(share):.{_DECIMALS}f}"
            if Decimal(rounded) != Decimal(share):
                reason = f"greenShare is rounded to {_DECIMALS} decimals"
                target.report.repaired(record.file, reason, record.row, f"{share} of {iri}")
            target.add("green_shares", occupation=identifier(iri), share=rounded)


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


def _read_skills(files: Files, others: Sequence[Files], target: Target) -> dict[str, str]:
    """Write skills and groups of skills; gives the type of each, by IRI."""
    found = {
        stem: isco.read_concepts(files.by_stem[stem], target, ("conceptUri", "preferredLabel"))
        for stem in (SKILLS, SKILL_GROUPS)
        if stem in files.by_stem
    }
    known = {record["conceptUri"] for concepts in found.values() for record in concepts}
    above: dict[str, list[str]] = {}
    if SKILL_PILLAR in files.by_stem:
        relations = list(
            records(files.by_stem[SKILL_PILLAR], target, ("conceptUri", "broaderUri"), known=COLUMNS[SKILL_PILLAR])
        )
        above = isco.check_hierarchy(relations, known, target, ("conceptUri", "broaderUri"), whole=True)
    types: dict[str, str] = {}
    reuses: dict[str, str] = {}
    codes: dict[str, str] = {}
    for stem, concepts in found.items():
        for record in concepts:
            iri = record["conceptUri"]
            types[iri] = "group" if stem == SKILL_GROUPS else _coded(record, "skillType", _TYPES, target)
            reuses[iri] = "" if stem == SKILL_GROUPS else _coded(record, "reuseLevel", _REUSE, target)
            codes[iri] = clean(record, "code", target)
        of_file = {record["conceptUri"] for record in concepts}
        told = ((concepts, files.language), *_in_others(stem, of_file, others, target))
        for record, language in ((record, language) for records_, language in told for record in records_):
            iri = record["conceptUri"]
            target.add(
                "skills",
                id=identifier(iri),
                scheme=SKILL_SCHEME,
                type=types[iri],
                reuse_level=reuses[iri],
                label=clean(record, "preferredLabel", target),
                language=language,
                notation=codes[iri],
                parents="|".join(map(identifier, above.get(iri, ()))),
                iri=iri,
                **_notes(record, target),
            )
            isco.write_labels(record, "skill", identifier(iri), language, target)
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
    if LISTINGS not in files.by_stem:
        return
    report, seen = target.report, set()
    needed = ("occupationUri", "relationType", "skillUri")
    for record in records(files.by_stem[LISTINGS], target, needed, known=COLUMNS[LISTINGS]):
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
        message = f"{column} is not that of the skill in {SKILLS}, which is followed"
        target.report.disagrees(record.file, message, record.row, f"{record[column]} of {skill}")


def _read_skill_relations(files: Files, target: Target, skills: Mapping[str, str]) -> None:
    if SKILL_RELATIONS not in files.by_stem:
        return
    report, seen = target.report, set()
    ends_of = ("originalSkillUri", "relatedSkillUri")
    needed = (*ends_of, "relationType")
    for record in records(files.by_stem[SKILL_RELATIONS], target, needed, known=COLUMNS[SKILL_RELATIONS]):
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
