"""Concepts of source folders: one fact table of labels, texts and hierarchy after another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from lotgraph.errors import InputError, Problem
from lotgraph.matching.concepts import Chain, Concept, Side, key
from lotgraph.resources import ontology_dir
from lotgraph.sources import FactTables, read_sources
from lotgraph.sssom.standing import NOT
from lotgraph.sssom.text import read_mappings
from lotgraph.tables import BY_NAME, TABLES, Table, Type
from lotgraph.vocabulary import SKILL_SCHEME, mint

KINDS = {"occupations": "occupation", "skills": "skill"}

_LABELS = frozenset({"labels", "titles"})
_DESCRIPTIONS = frozenset({"descriptions"})
_NO_EVIDENCE = frozenset({"aliases", "levels", "mappings"})
"""Tables by what their texts are to a concept; any other that names the concept and has a text is evidence."""

_Texts = Mapping[str, tuple[str, ...]]


def read_side(folder: Path, kind: str, base: str, *, all_levels: bool = False) -> Side:
    """The occupations or skills of a source folder, or of the folders in it, in the order of their IRIs.

    Of occupations those of the level that most of them have are taken, and of deeper ones; the levels above
    are their hierarchy.  Raises InputError where the folder cannot be read or has none.
    """
    tables = read_sources((folder,), ontology_dir() / "codes.csv")
    try:
        rows = _rows(tables, f"{kind}s")
        if not rows:
            raise InputError((Problem(folder.as_posix(), (), "", f"has no {kind}s"),))
        chosen = rows if all_levels or kind != "occupation" else _detailed(tables, rows)
        concepts = _concepts(tables, kind, base, rows, chosen)
        scheme = Counter(row.get("scheme") for row in chosen).most_common(1)[0][0]
        versions = {row["id"]: row["version"] for row in _rows(tables, "schemes")}
        source = mint(base, "scheme", scheme or SKILL_SCHEME)
        return Side(tuple(sorted(concepts, key=lambda concept: concept.id)), source, versions.get(scheme, ""))
    finally:
        tables.connection.close()


def read_chain(files: Iterable[Path], base: str) -> Chain:
    """Earlier mappings, file after file, each in the direction in which the chain can go on."""
    return Chain(tuple(_step(file, base) for file in files))


def _step(file: Path, base: str) -> Mapping[str, frozenset[str]]:
    step: dict[str, set[str]] = defaultdict(set)
    for row in read_mappings(file, own_prefixes(base)).rows:
        if row.get("predicate_modifier") != NOT:
            subject, other = key(row["subject_id"]), key(row["object_id"])
            step[subject].add(other)
            step[other].add(subject)
    return {name: frozenset(to) for name, to in step.items()}


def own_prefixes(base: str) -> dict[str, str]:
    """The prefixes by which the fact tables name concepts."""
    return {kind: mint(base, kind, "") for kind in (*KINDS.values(), "scheme")}


def _rows(tables: FactTables, name: str) -> list[dict[str, Any]]:
    if name not in BY_NAME:
        return []
    found = tables.connection.execute(f'select * from "{name}" order by source, "row"')
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _detailed(tables: FactTables, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    depths = {(level["scheme"], level["id"]): int(level["depth"]) for level in _rows(tables, "levels")}
    counted = Counter((row["scheme"], row["level"]) for row in rows)
    scheme, level = max(counted, key=lambda at: (counted[at], depths.get(at, 0), at))
    depth = depths.get((scheme, level), 0)
    return [row for row in rows if row["scheme"] == scheme and depths.get((scheme, row["level"]), 0) >= depth]


def _concepts(
    tables: FactTables, kind: str, base: str, rows: list[dict[str, Any]], chosen: list[dict[str, Any]]
) -> Iterator[Concept]:
    by_id = {row["id"]: row for row in rows}
    names = _texts(tables, kind, [table for table in TABLES if table.name in _LABELS])
    descriptions = _texts(tables, kind, [table for table in TABLES if table.name in _DESCRIPTIONS])
    others = _LABELS | _DESCRIPTIONS | _NO_EVIDENCE | {f"{kind}s"}
    evidence = _texts(tables, kind, [table for table in TABLES if table.name not in others])
    for name, row in {row["id"]: row for row in chosen}.items():
        yield Concept(
            id=row.get("iri") or mint(base, kind, name),
            label=row["label"],
            other_labels=names.get(name, ()),
            description=" ".join((row.get("description") or "", *descriptions.get(name, ()))).strip(),
            evidence=evidence.get(name, ()),
            notation=row.get("notation") or "",
            ancestors=tuple(_ancestors(row, by_id)),
        )


def _texts(tables: FactTables, kind: str, places: Iterable[Table]) -> _Texts:
    """The texts of each concept, each once; where a table names a skill, the label of that."""
    skills = {row["id"]: row["label"] for row in _rows(tables, "skills")}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for table in places:
        concept, text = _concept_column(table, kind), _text_column(table)
        for row in _rows(tables, table.name) if concept and text else ():
            said, about = row[text], (row[concept] or "").removeprefix(f"{kind}:")
            if said and about:
                found[about][skills.get(said, said)] = None
    return {about: tuple(texts) for about, texts in found.items()}


def _concept_column(table: Table, kind: str) -> str:
    return next(
        (
            column.name
            for column in table.columns
            if column.type is Type.CONCEPT or (column.references and column.references.table == f"{kind}s")
        ),
        "",
    )


def _text_column(table: Table) -> str:
    texts = (column.name for column in table.columns if column.type is Type.TEXT and column.required)
    named = (c.name for c in table.columns if not c.many and c.references and c.references.table == "skills")
    return next(texts, "") or next(named, "")


def _ancestors(row: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[frozenset[str]]:
    seen = {row["id"]}
    while (above := by_id.get(row.get("parent") or "")) and above["id"] not in seen:
        seen.add(above["id"])
        yield frozenset(key(name) for name in (above["id"], above.get("notation"), above.get("iri")) if name)
        row = above
