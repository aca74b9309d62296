"""SSSOM files: the mappings of others, and those that ``lotgraph match`` proposed and a person reviewed."""

from __future__ import annotations

from pathlib import Path

from lotgraph.importers.download import refused
from lotgraph.importers.folder import Target
from lotgraph.sources.mappings import adopted, carried, named
from lotgraph.sssom.standing import MATCHES
from lotgraph.sssom.text import SUFFIX, UNSTATED_LICENCE, read_mappings
from lotgraph.vocabulary import slug


def read(path: Path, target: Target) -> None:
    """Read an SSSOM/TSV file; each row stays what it is: accepted, a candidate or rejected.

    Raises InputError, which names every bad row.
    """
    found = adopted(read_mappings(path, {}))
    if not found.rows:
        raise refused(path, "has no row")
    target.taken(path.name, path.read_bytes())
    columns, left = carried(found.rows)
    if left:
        target.report.left_out(path.name, f"the columns {', '.join(left)}")
    for row, number in zip(named(found.rows), found.lines, strict=True):
        target.report.read(path.name)
        if row["predicate_id"] not in MATCHES:
            said = "predicate_id is no mapping predicate of SKOS"
            target.report.set_aside(path.name, said, number, row["predicate_id"])
        else:
            target.add("mappings", **{column: row.get(column, "") for column in columns})
    stated = found.stated
    name = path.name.removesuffix(SUFFIX).removesuffix(path.suffix)
    licence = stated["license"]
    who = (stated.get(key, "").replace("|", ", ") for key in ("creator_label", "author_label", "mapping_provider"))
    target.describe(
        {
            "id": slug(name) or "mappings",
            "title": stated.get("mapping_set_title", f"Mappings {name}"),
            "publisher": next(filter(None, who), "not stated"),
            "licence": "not stated" if licence == UNSTATED_LICENCE else licence,
            "attribution": "",
            "language": "en",
        }
    )
