"""Where the ontology, the shapes and the seeds lie.

A wheel carries them as ``lotgraph/data/``; in a checkout they are the folders at its top level, and an
editable install reads those.  There is one copy in either case.
"""

from __future__ import annotations

from pathlib import Path

from lotgraph.errors import LotgraphError

_PACKAGE = Path(__file__).resolve().parents[1]


def ontology_dir() -> Path:
    """The folder of the ontology and its code lists."""
    return find("ontology")


def shapes_dir() -> Path:
    """The folder of the SHACL shapes."""
    return find("shapes")


def seeds_dir() -> Path:
    """The folder of the seeds, one folder a source."""
    return find("seeds")


def find(name: str, package: Path = _PACKAGE) -> Path:
    """The folder of that name, carried by the package or at the top level of its checkout."""
    carried = package / "data" / name
    if carried.is_dir():
        return carried
    checkout = package.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise LotgraphError(
        f"the folder {name}/ of lotgraph is missing: neither {carried} nor {checkout / name} is there. "
        "Install lotgraph again, or restore the checkout."
    )
