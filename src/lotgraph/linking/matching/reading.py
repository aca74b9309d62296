"""Concepts of source folders: one fact table of labels, texts and hierarchy after another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lotgraph.errors import InputError, Problem
from lotgraph.errors.problems import Code
from lotgraph.formats.delimited import read_sheet
from lotgraph.formats.spreadsheet import unguard
from lotgraph.formats.sssom.acceptance import NOT
from lotgraph.formats.sssom.text import read_mappings
from lotgraph.linking.matching.concepts import (
    Concept,
    Group,
    Side,
    key,
)
from lotgraph.schema.vocabulary import SKILL_SCHEME, mint, slug
from lotgraph.settings.resources import ontology_dir
from lotgraph.sources.facts import FactTables
from lotgraph.sources.folder import read_sources
from lotgraph.sources.mappings import FILE as MAPPINGS_FILE
from lotgraph.sources.source import FILE as SOURCE_FILE
from lotgraph.sources.wording import join_or, quote

PROPOSED = "semapv:CompositeMatching"
"""How ``match`` justifies what it proposes: by several measures together."""

_TITLES = ("label", "title", "job title", "name")
_COLUMNS = (*_TITLES, "id", "description")
_NOTHING = "NoTermFound"

KINDS = {"occupations": "occupation", "skills": "skill"}

_LABELS = {
    "occupation": (("occupation_labels", "occupation", "label"), ("titles", "occupation", "title")),
    "skill": (("skill_labels", "skill", "label"),),
}
_EVIDENCE = {
    "occupation": (
        ("statements", "occupation", "heading"),
        ("statements", "occupation", "summary"),
        ("statements", "occupation", "text"),
        ("skill_listings", "occupation", "skill"),
    ),
    "skill": (),
}
"""Where further texts of a concept stand: table, the column that names the concept, and that of the text."""

_PRODUCTS = frozenset({"technology", "hot-technology", "in-demand"})
"""Categories of listings that name products, which many occupations use: they say little of what is done."""

_DESCRIPTIONS = ("definition", "description")

_LISTED = re.compile(r"^[ \t]*[-•][ \t]*((?![^\n]* - [0-9.]+[ \t\r]*$)[^\n]*[^\s])", re.MULTILINE)
"""An example in a description: a line that begins with a dash, without the code of another group at its end."""

_Texts = Mapping[str, tuple[str, ...]]


def read_side(folder: Path, kind: str, base: str, *, all_levels: bool = False) -> Side:
    """The occupations or skills of a source folder, or of the folders in it, in the order of their IRIs.

    Of occupations those of the level that most of them have are taken, and of deeper ones; the levels above
    are their hierarchy.  Of skills, groups are not taken.  A CSV file instead of a folder is a list of labels, one
    a row.  Raises InputError where the folder or file cannot be read or has none.
    """
    if folder.is_file():
        return _read_list(folder, kind, base)
    tables = read_sources((folder,), ontology_dir() / "codes.csv")
    try:
        rows = _rows(tables, f"{kind}s")
        if not rows:
            raise InputError((Problem(folder.as_posix(), (), "", f"has no {kind}s", code=Code.NO_DATA),))
        chosen = rows if all_levels else _add_details(tables, rows) if kind == "occupation" else _leave_out_groups(rows)
        concepts = _concepts(tables, kind, base, rows, chosen)
        scheme = Counter(row.get("scheme") for row in chosen).most_common(1)[0][0]
        scheme_row = next((row for row in _rows(tables, "schemes") if row["id"] == scheme), {})
        source = scheme_row.get("iri") or mint(base, "scheme", scheme or SKILL_SCHEME)
        found = tuple(sorted(concepts, key=lambda concept: concept.id))
        return Side(found, source, scheme_row.get("version") or "", _links(_rows(tables, "mappings")))
    finally:
        tables.connection.close()


def _read_list(file: Path, kind: str, base: str) -> Side:
    """The labels of a CSV file: its column ``label`` or ``title``; ``id`` and ``description`` help."""
    name = file.as_posix()
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise InputError((Problem(name, (), "", message, code=Code.UNREADABLE_FILE),)) from error
    sheet = read_sheet(content, name, _COLUMNS)
    places = {column.casefold(): place for place, column in reversed(list(enumerate(sheet.header)))}
    label = next((places[title] for title in _TITLES if title in places), None)
    if label is None:
        raise InputError((Problem(name, (1,), "", _without_label(sheet.header), code=Code.MISSING_COLUMN),))
    found: dict[str, Concept] = {}
    for _, cells in sheet.rows:
        title, own, text = (
            unguard(cells[place].strip()) if place is not None else ""
            for place in (label, places.get("id"), places.get("description"))
        )
        if identifier := own or slug(title):
            about = mint(base, kind, identifier)
            found.setdefault(about, Concept(about, title, description=text))
    if not found:
        raise InputError((Problem(name, (), "", f"has no {kind}s", code=Code.NO_DATA),))
    return Side(tuple(sorted(found.values(), key=lambda concept: concept.id)))


def _without_label(header: Sequence[str]) -> str:
    if len(header) == 1:
        return (
            f"has no column label or title: the first row is {quote(header[0])}; where that is the first of the "
            "titles, write a row above it that says title"
        )
    return f"has no column label or title; it has {join_or(map(quote, header))}; name the column of the labels title"


def find_mapping_folders(named: Sequence[Path]) -> tuple[Path, ...]:
    """The source folders with mappings that lie beside the named folders, but those themselves; in order."""
    taken = {path.resolve() for path in named}
    around = dict.fromkeys(path.resolve().parent for path in named if path.is_dir())
    return tuple(
        folder
        for parent in around
        for folder in sorted(parent.iterdir())
        if folder.resolve() not in taken
        and (folder / SOURCE_FILE).is_file()
        and any((folder / name).is_file() for name in (MAPPINGS_FILE, "mappings.csv", "mappings.parquet"))
    )


def read_chain(paths: Iterable[Path], base: str) -> tuple[tuple[str, str], ...]:
    """The pairs of keys of earlier mappings: SSSOM files, or source folders with a table of mappings."""
    return tuple(link for path in paths for link in (_of_folder(path) if path.is_dir() else _of_file(path, base)))


def _of_file(file: Path, base: str) -> tuple[tuple[str, str], ...]:
    return _links(read_mappings(file, own_prefixes(base)).rows)


def _of_folder(folder: Path) -> tuple[tuple[str, str], ...]:
    tables = read_sources((folder,), ontology_dir() / "codes.csv")
    try:
        return _links(_rows(tables, "mappings"))
    finally:
        tables.connection.close()


def is_none(row: Mapping[str, Any]) -> bool:
    """Whether a mapping says that there is nothing to map to (SSSOM 1.1, ``sssom:NoTermFound``)."""
    return key(row["object_id"]) == _NOTHING


def _links(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Of mappings that nobody rejected, and that are more than a proposal of a program."""
    return tuple(
        (key(row["subject_id"]), key(row["object_id"]))
        for row in rows
        if row.get("predicate_modifier") != NOT
        and not is_none(row)
        and (row["mapping_justification"] != PROPOSED or row.get("reviewer_label") or row.get("reviewer_id"))
    )


def own_prefixes(base: str) -> dict[str, str]:
    """The prefixes by which the fact tables name concepts."""
    return {kind: mint(base, kind, "") for kind in (*KINDS.values(), "scheme")}


def _rows(tables: FactTables, name: str, columns: Iterable[str] = ()) -> list[dict[str, Any]]:
    wanted = ", ".join(f'"{column}"' for column in columns) or "*"
    found = tables.connection.execute(f'select {wanted} from "{name}" order by source, "row"')
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _add_details(tables: FactTables, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    depths = {(level["scheme"], level["id"]): int(level["depth"]) for level in _rows(tables, "levels")}
    counted = Counter((row["scheme"], row["level"]) for row in rows)
    scheme, level = max(counted, key=lambda at: (counted[at], depths.get(at, 0), at))
    depth = depths.get((scheme, level), 0)
    return [row for row in rows if row["scheme"] == scheme and depths.get((scheme, row["level"]), 0) >= depth]


def _leave_out_groups(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row.get("type") != "group"] or rows


def _concepts(
    tables: FactTables, kind: str, base: str, rows: list[dict[str, Any]], chosen: list[dict[str, Any]]
) -> Iterator[Concept]:
    by_id = {row["id"]: row for row in rows}
    names, evidence = (_texts(tables, places[kind]) for places in (_LABELS, _EVIDENCE))
    matched = {row["id"]: row for row in chosen}
    for name, row in matched.items():
        above = list(_above(row, by_id))
        # What is matched itself is no group, but where nothing else is above.
        above = [group for group in above if group["id"] not in matched] or above
        yield Concept(
            id=row.get("iri") or mint(base, kind, name),
            label=row["label"],
            other_labels=names.get(name, ()),
            description=_description(row),
            evidence=evidence.get(name, ()),
            notation=row.get("notation") or "",
            ancestors=tuple(_keys(group) for group in above),
            group=_group(above[0]) if above else Group(),
        )


def _group(row: Mapping[str, Any]) -> Group:
    text = _description(row)
    return Group(row["label"], text, tuple(_LISTED.findall(text)))


def _description(row: Mapping[str, Any]) -> str:
    return " ".join(row[column] for column in _DESCRIPTIONS if row.get(column))


def _texts(tables: FactTables, places: Iterable[tuple[str, str, str]]) -> _Texts:
    """The texts of each concept, each once; where a table names a skill, the label of that."""
    skills = {row["id"]: row["label"] for row in _rows(tables, "skills")}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for table, concept, text in places:
        more = ("category",) if text == "skill" else ()
        for row in _rows(tables, table, (concept, text, *more)):
            if row[text] and row.get("category") not in _PRODUCTS:
                found[row[concept]][skills.get(row[text], row[text]) if text == "skill" else row[text]] = None
    return {about: tuple(texts) for about, texts in found.items()}


def _above(row: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    seen = {row["id"]}
    at = (row.get("parent") or "", *(row.get("parents") or "").split("|"))
    while (above := next((by_id[name] for name in at if name in by_id), None)) and above["id"] not in seen:
        seen.add(above["id"])
        yield above
        at = (above.get("parent") or "", *(above.get("parents") or "").split("|"))


def _keys(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(key(name) for name in (row["id"], row.get("notation"), row.get("iri")) if name)
