"""The mappings of a release as one SSSOM/TSV file: accepted ones, candidates and rejections, each as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Final

from lotgraph.formats.sssom.rows import STEPS, TEXTS
from lotgraph.formats.sssom.text import UNSTATED_LICENCE, write_lines
from lotgraph.rdf.nquads import (
    lines_of,
    parse_line,
    subject_of,
    value_of,
)
from lotgraph.release.folder import Release
from lotgraph.schema.vocabulary import NAMESPACES, expand, mint

PATH: Final = "dumps/mappings.sssom.tsv"
MEDIA_TYPE: Final = "text/tab-separated-values"

_COLUMNS: Final = {
    expand("owl:annotatedSource"): "subject_id",
    expand("owl:annotatedProperty"): "predicate_id",
    expand("owl:annotatedTarget"): "object_id",
    expand("rdfs:comment"): "comment",
    expand("prov:wasDerivedFrom"): STEPS,
    expand("dct:source"): "mapping_source",
}
_AXIOM: Final = expand("owl:Axiom")
_TYPE: Final = expand("rdf:type")


def write_mappings(
    folder: Path, graphs: Iterable[Path], release: Release, steps: Mapping[str, tuple[str, ...]]
) -> str | None:
    """Write the mappings of these graphs, which are sorted N-Quads; gives their path in the release, None for none.

    ``steps`` are those of each chain in their order, which a graph does not tell.
    """
    licences = {source.iri: source.licence for source in release.sources if "://" in source.licence}
    rows = []
    for row in rows_of(graphs):
        if row["record_id"] in steps:
            row[STEPS] = "|".join(steps[row["record_id"]])
        if (licence := licences.get(row.get("mapping_source", ""))) is not None:
            row["license"] = licence
        rows.append(row)
    if not rows:
        return None
    names = {kind: mint(release.base, kind, "") for kind in ("occupation", "skill", "scheme", "source")}
    licence = release.licence if "://" in release.licence else UNSTATED_LICENCE
    stated = {"mapping_set_title": f"Mappings of {release.title}", "mapping_set_version": release.version}
    lines = write_lines(rows, names, f"{release.base}{PATH}", licence, stated)
    with (folder / PATH).open("w", encoding="utf-8", newline="") as out:
        out.writelines(lines)
    return PATH


def rows_of(graphs: Iterable[Path]) -> list[dict[str, str]]:
    """The records of mappings in sorted N-Quads as rows of SSSOM, in the order of their IRIs."""
    found = (row for graph in graphs for row in _records(graph))
    return sorted(found, key=lambda row: row["record_id"])


def _records(graph: Path) -> Iterator[dict[str, str]]:
    with lines_of(graph) as lines:
        for _, about in groupby(lines, key=subject_of):
            quads = [parse_line(line) for line in about]
            stated: dict[str, list[str]] = {}
            for quad in quads:
                stated.setdefault(value_of(quad.predicate), []).append(value_of(quad.object))
            if _AXIOM in stated.get(_TYPE, ()):
                row = {column: _cell(column, values) for name, values in stated.items() if (column := _column(name))}
                yield {"record_id": value_of(quads[0].subject)} | {column: _term(text) for column, text in row.items()}


def _cell(column: str, values: Iterable[str]) -> str:
    """The values in one cell; a pipe within a text is told by a backslash before it (SSSOM 1.1)."""
    if column not in TEXTS:
        return "|".join(values)
    escaped = (value.replace("|", r"\|") for value in values)
    # A backslash at the end of a text would be taken for one before a pipe.
    return "|".join(f"{value} " if value.endswith("\\") else value for value in escaped)


def _column(predicate: str) -> str:
    """The column of a property; empty where there is none."""
    space = NAMESPACES["sssom"]
    return _COLUMNS.get(predicate) or (predicate.removeprefix(space) if predicate.startswith(space) else "")


def _term(text: str) -> str:
    """The CURIEs of SSSOM's own words, which stand so in such files."""
    for prefix in ("skos", "semapv", "sssom"):
        if text.startswith(NAMESPACES[prefix]):
            return f"{prefix}:{text.removeprefix(NAMESPACES[prefix])}"
    return text
