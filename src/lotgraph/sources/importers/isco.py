"""ISCO-08 as ESCO publishes it: the groups, their hierarchy and four levels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lotgraph.errors.problems import Code
from lotgraph.formats.delimited import is_spreadsheet_error
from lotgraph.sources.importers.characters import printable
from lotgraph.sources.importers.download import (
    Record,
    clean,
    closing,
    files_below,
    is_iri,
    records,
    refusal,
)
from lotgraph.sources.importers.folder import Target

GROUPS = "ISCOGroups"
OCCUPATIONS = "occupations"
OCCUPATION_PILLAR = "broaderRelationsOccPillar"
SCHEME, VERSION = "isco", "08"
ISCO = "http://data.europa.eu/esco/isco/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
SCHEME_IRI = "http://data.europa.eu/esco/concept-scheme/isco"
PUBLISHER = {
    "publisher": "European Commission",
    "licence": "https://eur-lex.europa.eu/eli/dec/2011/833/oj",
    "attribution": "This uses the ESCO classification of the European Commission.",
    "url": "https://esco.ec.europa.eu/",
}
COLUMNS = frozenset(
    ("conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "hiddenLabels", "status", "modifiedDate",
     "regulatedProfessionNote", "scopeNote", "definition", "inScheme", "description", "code", "naceCode", "skillType",
     "reuseLevel")
)  # fmt: skip
"""The columns of ESCO's files of concepts, of all releases that are known."""

BROADER = frozenset(("conceptType", "conceptUri", "conceptLabel", "broaderType", "broaderUri", "broaderLabel"))
"""The columns of ESCO's files of what is above what."""

_OF_GROUPS = {GROUPS, OCCUPATION_PILLAR}
_LEVELS = (("major", "Major group"), ("sub-major", "Sub-major group"), ("minor", "Minor group"), ("unit", "Unit group"))
_NAME = re.compile(r"([A-Za-z]+?)(?:_([a-z]{2}(?:-[a-z]{2})?))?\.csv")


@dataclass(frozen=True)
class Files:
    """The CSV files of an ESCO download, by their names without the language, which is that of ``language``.

    ``others`` are the files that are named otherwise.
    """

    folder: Path
    by_stem: Mapping[str, Path]
    language: str
    others: tuple[Path, ...] = ()

    def needed(self, stem: str) -> Path:
        """The file of that name.  Raises InputError where the download has none."""
        if stem not in self.by_stem:
            known = ", ".join(sorted(path.name for path in self.by_stem.values())[:6]) or "no CSV file"
            message = f"has no {stem}_en.csv (or another language); it is not a download of ESCO as CSV: it has {known}"
            raise refusal(Code.WRONG_DOWNLOAD, self.folder, message)
        return self.by_stem[stem]


def find(folder: Path) -> Files:
    """The files of a download as unpacked.  Raises InputError where it has several languages or one file twice."""
    found: dict[str, Path] = {}
    languages: dict[str, Path] = {}
    others: list[Path] = []
    for path in files_below(folder):
        name = _NAME.fullmatch(path.name)
        if not name:
            others.append(path)
            continue
        stem, language = name[1], name[2]
        if language:
            languages.setdefault(language, path)
        if stem in found and language and not found[stem].name.endswith(f"_{language}.csv"):
            continue  # told below, with both languages
        if stem in found:
            message = f"is there twice, also as {found[stem].as_posix()}; name the folder of one download"
            raise refusal(Code.DUPLICATE_FILE, path, message)
        found[stem] = path
    if len(languages) > 1:
        message = f"has files in several languages ({', '.join(sorted(languages))}); name the folder of one"
        raise refusal(Code.WRONG_DOWNLOAD, folder, message)
    return Files(folder, found, next(iter(languages), "en"), tuple(others))


def read(download: Path, target: Target) -> None:
    """Read the ISCO groups of an ESCO download, or of its file alone, into a source of their own."""
    if download.is_dir():
        files = find(download)
        for path in (*files.others, *(path for stem, path in files.by_stem.items() if stem not in _OF_GROUPS)):
            target.report.left_out(path.name, "is not of the ISCO groups")
    elif download.is_file() and download.name.startswith(GROUPS):
        files = find(download.parent)
    else:
        if not download.exists():
            raise refusal(Code.WRONG_PATH, download, "is not there")
        message = f"is not the file of the groups, {GROUPS}_en.csv (or another language)"
        raise refusal(Code.WRONG_DOWNLOAD, download, message)
    groups = read_groups(files, target)
    relations = read_hierarchy(files, target)
    iris = {group["conceptUri"] for group in groups}
    above = check_hierarchy(relations, iris, target, ("conceptUri", "broaderUri"), whole=False)
    write_groups(groups, {child: parents[0] for child, parents in above.items()}, files.language, target)
    target.describe(
        {
            "id": f"isco-{VERSION}" + (f"-{files.language}" if files.language != "en" else ""),
            "title": "ISCO-08, as published with ESCO",
            "language": files.language,
            "coded_in": SCHEME,
            **PUBLISHER,
        }
    )


def read_hierarchy(files: Files, target: Target) -> list[Record]:
    """The relations of the occupation pillar, which nobody has judged yet."""
    if OCCUPATION_PILLAR not in files.by_stem:
        target.report.absent(
            f"{OCCUPATION_PILLAR}.csv", "nothing is above the groups, and only groups above occupations"
        )
        return []
    needed = ("conceptUri", "broaderUri")
    return list(records(files.by_stem[OCCUPATION_PILLAR], target, needed, known=BROADER))


def check_hierarchy(
    relations: list[Record], known: set[str], target: Target, columns: tuple[str, str], *, whole: bool
) -> dict[str, list[str]]:
    """What is above each concept, by IRI; relations of or to nothing, doubled ones and cycles are set aside.

    Without ``whole`` a relation that has no end in ``known`` is left for others to judge.
    """
    child, parent = columns
    kept: dict[tuple[str, str], Record] = {}
    for relation in relations:
        ends = (relation[child].strip(), relation[parent].strip())
        unknown = [name for name, end in zip(columns, ends, strict=True) if end not in known]
        if unknown and not whole and ends[0] not in known:
            target.report.set_aside(relation.file, "is of no ISCO group", relation.row)
        elif unknown:
            reason = f"{' and '.join(unknown)} is in no file of the download"
            target.report.set_aside(relation.file, reason, relation.row, " ".join(ends))
        elif ends in kept:
            target.report.set_aside(relation.file, "is there twice", relation.row, " ".join(ends))
        else:
            kept[ends] = relation
    for ends in sorted(closing(kept), key=lambda pair: kept[pair].row):
        relation = kept.pop(ends)
        target.report.set_aside(relation.file, "would put a concept above itself", relation.row, " ".join(ends))
    above: dict[str, list[str]] = {}
    for low, high in kept:
        above.setdefault(low, []).append(high)
    return above


def read_groups(files: Files, target: Target) -> list[Record]:
    """The groups of a download."""
    return read_concepts(files.needed(GROUPS), target, ("conceptUri", "code", "preferredLabel"))


def write_groups(
    groups: list[Record],
    above: Mapping[str, str],
    language: str,
    target: Target,
    others: Iterable[tuple[list[Record], str]] = (),
) -> None:
    """Write the groups; ``above`` is the group above each.  Without the whole hierarchy there are no levels.

    ``others`` are the groups in other languages, each with its language.
    """
    depths = {group["conceptUri"]: _depth(group["conceptUri"], above) for group in groups}
    levelled = set(depths.values()) == {1, 2, 3, 4}
    target.add(
        "schemes",
        id=SCHEME,
        version=VERSION,
        title="International Standard Classification of Occupations 2008",
        language="en",
        abbreviation="ISCO-08",
        number_of_levels=len(_LEVELS) if levelled else "",
        notation_pattern="[0-9]{1,4}",
        iri=SCHEME_IRI,
    )
    for depth, (level, label) in enumerate(_LEVELS, start=1) if levelled else ():
        target.add("levels", scheme=SCHEME, id=level, depth=depth, label=label, language="en")
    told = ((group, language) for groups, language in ((groups, language), *others) for group in groups)
    for group, language in told:  # noqa: PLR1704 - that of the record
        iri = group["conceptUri"]
        target.add(
            "occupations",
            id=group_id(iri),
            scheme=SCHEME,
            level=_LEVELS[depths[iri] - 1][0] if levelled else "",
            label=clean(group, "preferredLabel", target),
            language=language,
            notation=clean(group, "code", target),
            parent=group_id(above[iri]) if iri in above else "",
            iri=iri,
            definition="",
            description=clean(group, "description", target),
            scope_note="",
        )
        write_labels(group, "occupation", group_id(iri), language, target)


def _depth(iri: str, above: Mapping[str, str]) -> int:
    depth = 1
    while iri in above:
        iri, depth = above[iri], depth + 1
    return depth


def group_id(iri: str) -> str:
    """The id of a group: ``isco-08:2511`` for http://data.europa.eu/esco/isco/C2511."""
    return f"{SCHEME}-{VERSION}:{iri.removeprefix(ISCO).removeprefix('C')}"


def read_concepts(path: Path, target: Target, needed: tuple[str, ...]) -> list[Record]:
    """The records of a file of concepts; those without a usable IRI or label, and doubled ones, are set aside."""
    kept: dict[str, Record] = {}
    report = target.report
    for record in records(path, target, needed, known=COLUMNS):
        iri, label = record["conceptUri"].strip(), printable(record["preferredLabel"]).strip()
        if not is_iri(iri) or iri.endswith("/"):
            report.set_aside(record.file, "has no IRI", record.row, iri)
        elif not label:
            report.set_aside(record.file, "has no preferred label", record.row, iri)
        elif iri in kept:
            # Of two records of a concept the one that was changed last is kept; ESCO 1.2.1 has some.
            kept[iri], other = _order_by_date(kept[iri], record)
            same = printable(other["preferredLabel"]).strip() == printable(kept[iri]["preferredLabel"]).strip()
            reason = "is there twice" if same else "is a second preferred label of a concept"
            reason += "; the one changed last is kept" if _day(kept[iri]) != _day(other) else ""
            report.set_aside(other.file, reason, other.row, f"{iri} {label}; see row {kept[iri].row}")
        else:
            kept[iri] = record
    return list(kept.values())


def _order_by_date(first: Record, second: Record) -> tuple[Record, Record]:
    """The record that was changed last, and the other; of equal days the first."""
    return (second, first) if _day(second) > _day(first) else (first, second)


def _day(record: Record) -> str:
    # Without its zone, so that a longer fraction of a second is the later one.
    return record["modifiedDate"].strip().removesuffix("Z")


def write_labels(record: Record, kind: str, identifier: str, language: str, target: Target) -> None:
    """Write alternative and hidden labels; a label stands in one kind only (SKOS, S13): the preferred one wins."""
    report = target.report
    taken = {printable(record["preferredLabel"]).strip(): "the preferred label"}
    for column, name in (("altLabels", "alternative"), ("hiddenLabels", "hidden")):
        doubled: dict[str, str] = {}
        for label in record[column].replace("\r", "\n").split("\n"):
            text = printable(label).strip()
            if not text:
                continue
            if is_spreadsheet_error(text):
                report.missing(record.file, f"{column} has an error value of a spreadsheet", record.row, text)
                continue
            if text in taken:
                doubled.setdefault(taken[text], text)
                continue
            taken[text] = f"another label of {column}" if name == "alternative" else f"another of {column}"
            target.add(f"{kind}_labels", **{kind: identifier}, kind=name, label=text, language=language)
        for what, text in doubled.items():
            report.repaired(record.file, f"{column} repeats {what}", record.row, text)
