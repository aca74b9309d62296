"""Official crosswalks between O*NET-SOC, SOC and ISCO, from CSV files told apart by their headers.

The files relate codes and say no more.  What a pair is is read from the shape of the relation: one to one with the
same title is an exact match, a code that is split is mapped to narrower ones, codes that merge to a broader one, and
where both happen the pair is only related.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lotgraph.errors.problems import Code
from lotgraph.formats.sssom.acceptance import BY_HAND
from lotgraph.sources.importers import isco, onet, soc
from lotgraph.sources.importers.download import (
    Record,
    clean,
    header_of,
    records,
    refusal,
)
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.wording import join_or

_BLS = {
    "publisher": soc.PUBLISHER,
    "licence": soc.LICENCE,
    "attribution": "",
    "url": "https://www.bls.gov/soc/soccrosswalks.htm",
}
_ONET = {
    "publisher": onet.PUBLISHER,
    "licence": onet.LICENCE,
    "attribution": "This includes information from the O*NET-SOC taxonomy by the U.S. Department of Labor, Employment "
    "and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a trademark of USDOL/ETA. "
    "The data were modified: brought into another form, with a relation of SKOS for each pair of codes.",
    "url": "https://www.onetcenter.org/taxonomy.html",
}
_PART = "part"
_WITHOUT_ZERO = ("110", "210", "310")
"""The unit groups of the armed forces (0110 and on) as numbers; any other code of three digits is a minor group."""

_FOOTNOTE = re.compile(r"\s*\(##\)\s*$")


@dataclass(frozen=True)
class Taxonomy:
    """One side of a crosswalk: how its concepts are named, and its codes written."""

    source: str
    version: str
    name: str
    code: re.Pattern[str]
    concept: Callable[[str], str]


def _onet(version: str) -> Taxonomy:
    code = re.compile(r"\d\d-\d{4}\.\d\d")
    return Taxonomy(
        f"scheme:{onet.SCHEME}", version, f"O*NET-SOC {version}", code, lambda code: _own(onet.SCHEME, version, code)
    )


def _soc(version: str) -> Taxonomy:
    return Taxonomy(
        f"scheme:{soc.SCHEME}", version, f"SOC {version}", soc.CODE, lambda code: _own(soc.SCHEME, version, code)
    )


def _own(scheme: str, version: str, code: str) -> str:
    return f"occupation:{scheme}-{version}:{code}"


_ISCO = Taxonomy(
    isco.SCHEME_IRI, isco.VERSION, f"ISCO-{isco.VERSION}", re.compile(r"\d{1,4}"), lambda code: f"{isco.ISCO}C{code}"
)


@dataclass(frozen=True)
class Crosswalk:
    """A kind of file: its columns (code and title of one side, then of the other), and what it relates."""

    columns: tuple[str, str, str, str]
    subject: Taxonomy
    object: Taxonomy
    id: str
    stated: dict[str, str]


_CROSSWALKS = (
    Crosswalk(
        ("O*NET-SOC 2010 Code", "O*NET-SOC 2010 Title", "O*NET-SOC 2019 Code", "O*NET-SOC 2019 Title"),
        _onet("2010"), _onet("2019"), "onet-soc-2010--2019", _ONET,
    ),
    Crosswalk(
        ("O*NET-SOC 2019 Code", "O*NET-SOC 2019 Title", "2018 SOC Code", "2018 SOC Title"),
        _onet("2019"), _soc("2018"), "onet-soc-2019--soc-2018", _ONET,
    ),
    Crosswalk(
        ("isco2008", "isco2008_title", "soc2010", "soc2010_title"),
        _ISCO, _soc("2010"), "isco-08--soc-2010", _BLS,
    ),
    Crosswalk(
        ("soc2010", "soc2010_title", "soc2018", "soc2018_title"),
        _soc("2010"), _soc("2018"), "soc-2010--2018", _BLS,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two codes that a row relates, with their titles; ``in_part`` where the row says that only a part is meant."""

    subject: str
    subject_title: str
    object: str
    object_title: str
    in_part: bool = False


def read(path: Path, target: Target) -> None:
    """Read a crosswalk, whichever of those known it is."""
    header = header_of(path, target)
    known = next((each for each in _CROSSWALKS if set(each.columns) <= set(header)), None)
    if known is None:
        kinds = join_or(f"{each.subject.name} to {each.object.name}" for each in _CROSSWALKS)
        message = f"is no crosswalk that is known here ({kinds}); it has the columns {join_or(header)}"
        raise refusal(Code.WRONG_DOWNLOAD, path, message, 1)
    pairs: dict[tuple[str, str], Pair] = {}
    for record in records(path, target, known.columns):
        pair = _pair(record, known, target)
        if pair is None:
            continue
        if (pair.subject, pair.object) in pairs:
            what = f"{pair.subject} {pair.object}"
            target.report.set_aside(record.file, "is there twice", record.row, what)
        else:
            pairs[pair.subject, pair.object] = pair
    if not pairs:
        raise refusal(Code.NO_DATA, path, "has no row that relates two codes")
    _write(known, tuple(pairs.values()), target)
    title = f"{known.subject.name} to {known.object.name} crosswalk"
    target.describe({"id": known.id, "title": title, "language": "en", **known.stated})


def _pair(record: Record, known: Crosswalk, target: Target) -> Pair | None:
    """The pair of a row; None where it is set aside."""
    subject, subject_title, other, object_title = known.columns
    part = record[_PART].strip()
    in_part = "*" in part
    codes = []
    for column, taxonomy in ((subject, known.subject), (other, known.object)):
        raw = record[column]
        code = raw.strip().rstrip("*").strip()
        in_part = in_part or raw.strip().endswith("*")
        if code != raw:
            target.report.repaired(record.file, f"{column} has more than a code around it", record.row, raw)
        if taxonomy is _ISCO and code in _WITHOUT_ZERO:
            target.report.repaired(record.file, f"{column} lacks its leading zero", record.row, raw)
            code = f"0{code}"
        if not taxonomy.code.fullmatch(code):
            target.report.set_aside(record.file, f"{column} is no code of {taxonomy.name}", record.row, raw)
            return None
        codes.append(code)
    titles = [_title(record, column, target) for column in (subject_title, object_title)]
    return Pair(codes[0], titles[0], codes[1], titles[1], in_part)


def _title(record: Record, column: str, target: Target) -> str:
    text = clean(record, column, target)
    bare = _FOOTNOTE.sub("", text)
    if bare != text:
        target.report.repaired(record.file, f"{column} ends in the mark of a footnote", record.row, text)
    return bare


def _write(known: Crosswalk, pairs: tuple[Pair, ...], target: Target) -> None:
    objects_of = Counter(pair.subject for pair in pairs)
    subjects_of = Counter(pair.object for pair in pairs)
    for pair in pairs:
        several_subjects, several_objects = subjects_of[pair.object] > 1, objects_of[pair.subject] > 1
        predicate, why = _relation(pair, several_subjects=several_subjects, several_objects=several_objects)
        target.add(
            "mappings",
            id=f"{pair.subject}--{pair.object}",
            subject_id=known.subject.concept(pair.subject),
            subject_label=pair.subject_title,
            predicate_id=f"skos:{predicate}Match",
            object_id=known.object.concept(pair.object),
            object_label=pair.object_title,
            mapping_justification=BY_HAND,
            subject_source=known.subject.source,
            subject_source_version=known.subject.version,
            object_source=known.object.source,
            object_source_version=known.object.version,
            mapping_cardinality=f"{'n' if several_subjects else '1'}:{'n' if several_objects else '1'}",
            comment=why,
        )


def _relation(pair: Pair, *, several_subjects: bool, several_objects: bool) -> tuple[str, str]:
    """The relation that the shape tells, and how."""
    if pair.in_part:
        return "related", "The file says that only a part corresponds."
    if several_subjects and several_objects:
        return "related", "Several codes correspond to several."
    base, _, detail = pair.subject.partition(".")
    if base == pair.object and detail:
        # The codes of O*NET-SOC are those of SOC with two digits more: 00 is SOC's own occupation.
        return (
            ("exact", "The same occupation of SOC.")
            if detail == "00"
            else ("broad", "A detail of the occupation of SOC.")
        )
    if several_objects:
        return "narrow", "The code is split."
    if several_subjects:
        return "broad", "Several codes merge."
    same = pair.subject_title.casefold() == pair.object_title.casefold()
    return ("exact", "One to one, under one title.") if same else ("close", "One to one, under another title.")
