"""Namespaces, and every IRI that lotgraph mints: pure functions of a thing's own dimensions.

Each kind of thing has one path in ``PATHS``.  The same path serves a single name (``mint``) and a whole
column (``mint_columns``), so that pages, messages and the mapping cannot disagree.  Ids are percent-encoded, so
two different ids never give one IRI.  Nothing here looks at a value, at the clock or at a request.
"""

from __future__ import annotations

import re
from typing import Final

import narwhals as nw

from lotgraph.schema import CUBES, TABLES

LG: Final = "https://w3id.org/lotgraph/ns#"
LGSH: Final = "https://w3id.org/lotgraph/shapes#"

NAMESPACES: Final[dict[str, str]] = {
    "lg": LG,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sssom": "https://w3id.org/sssom/",
    "time": "http://www.w3.org/2006/time#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_CLAIMS: Final = {table.claim.path: table for table in TABLES if table.claim and table.claim.path}
"""The tables of claims that are no figures, by the kinds of their IRIs."""


def _path(path: str, dimensions: tuple[str, ...]) -> str:
    return f"id/{path}{'/{}' * len(dimensions)}"


ESCAPES: Final = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
"""What canonical N-Quads escapes in a literal (RDF Dataset Canonicalization 1.0, 5), the backslash first."""

PATHS: Final[dict[str, str]] = {
    "agent": "id/agent/{}",
    "area": "id/area/{}",
    "code": "id/code/{}/{}",
    "code-list": "id/code/{}",
    "component": "id/structure/{}/{}",
    "dataset": "id/dataset/{}/{}",
    "employer": "id/employer/{}",
    "entry": "id/entry/{}/{}",
    "experience": "id/experience/{}",
    "import": "id/import/{}/{}",
    "import-metric": "quality#import-{}",
    "level": "id/taxonomy/{}/{}/level/{}",
    "level-cell": "id/taxonomy/{}/{}/levels/{}",
    "locator": "id/loc/{}/{}",
    "mapping": "id/mapping/{}/{}",
    "occupation": "id/occupation/{}",
    "period": "id/period/{}/{}",
    "period-end": "id/period/{}/{}/end",
    "period-not-stated": "id/period/not-stated",
    "ontology-node": "ontology#node-{}",
    "omission": "id/omission/{}/{}",
    "quality": "id/quality/{}/{}",
    "quality-body": "id/quality/{}/{}/body",
    "scheme": "id/taxonomy/{}",
    "scheme-version": "id/taxonomy/{}/{}",
    "shapes-node": "shapes#node-{}",
    "selector": "id/loc/{}/{}/selector",
    "skill": "id/skill/{}",
    "source": "id/source/{}",
    "structure": "id/structure/{}",
    **{f"obs-{cube.name}": _path(f"obs/{{}}/{cube.name}", cube.dimensions) for each in CUBES.values() for cube in each},
    **{path: _path(f"{path}/{{}}", table.key) for path, table in _CLAIMS.items()},
    "graph-catalogue": "graph/catalogue",
    "graph-codes": "graph/codes",
    "graph-entities": "graph/entities",
    "graph-mapping-candidates": "graph/mapping-candidates",
    "graph-mappings": "graph/mappings",
    "graph-ontology": "graph/ontology",
    "graph-quality": "graph/quality",
    "graph-retired": "graph/retired",
    "graph-scheme": "graph/{}/{}",
    "graph-shapes": "graph/shapes",
    "graph-source": "graph/source/{}",
}
"""Path of each kind of thing under the base IRI, a pair of braces for each dimension, in their order."""

OF_A_SOURCE: Final = ("dataset", "entry", "loc", "mapping", "obs", "omission", "period", "source", *_CLAIMS)
"""The kinds of things of the data that have the id of their source behind the kind, in their path."""

SKILL_SCHEME: Final = "lotgraph-skills"
"""Id of the concept scheme that the skills form."""

_ENCODED: Final = tuple((c, f"%{ord(c):02X}") for c in "%/?#[] ")
"""Of what an id may hold (``tables.FORMS``), what may not stand in one segment of an IRI's path (RFC 3987,
2.2: isegment); the percent sign first."""

_ENCODED_OF_TEXT: Final = (*_ENCODED, *((c, f"%{ord(c):02X}") for c in '"<>\\^`{|}\t\n\r'))
"""What is encoded of a name, which may hold anything but control characters."""

_PLAIN: Final = r"^[A-Za-z0-9._~+-]*$"


def encode(identifier: str) -> str:
    """The id or name as one segment of an IRI's path: what may not stand there is percent-encoded."""
    for character, code in _ENCODED_OF_TEXT:
        identifier = identifier.replace(character, code)
    return identifier


def encode_column(column: nw.Expr, *, names: bool = False) -> nw.Expr:
    """``encode`` for a column of ids, or of names."""
    result = column
    for character, code in _ENCODED_OF_TEXT if names else _ENCODED:
        result = result.str.replace_all(character, code, literal=True)
    return nw.when(column.str.contains(_PLAIN)).then(column).otherwise(result)


def mint(base: str, kind: str, *dimensions: str) -> str:
    """IRI of the thing of that kind with those dimensions (each percent-encoded) under ``base``."""
    return base + PATHS[kind].format(*map(encode, dimensions))


def mint_columns(base: str, kind: str, *dimensions: nw.Expr) -> tuple[str | nw.Expr, ...]:
    """``mint`` for columns of segments that ``encode_column`` gave: the texts that, joined, are the IRIs."""
    fixed = PATHS[kind].split("{}")
    parts: list[str | nw.Expr] = [base + fixed[0]]
    for dimension, text in zip(dimensions, fixed[1:], strict=True):
        parts += [dimension, text]
    return tuple(parts)


def slug(label: str) -> str:
    """The id proposed for a label: "C++ (Programming Language)" gives "c-plus-plus-programming-language".

    Letters and digits of every script are kept, in lower case; "++", "#" and "&" are spelt out, so that C,
    C++ and C# stay three.  Empty where the label holds nothing to keep.
    """
    spelt = label.replace("++", "-plus-plus-").replace("#", "-sharp-").replace("&", "-and-")
    return re.sub(r"[\W_]+", "-", spelt.lower()).strip("-")


def expand(curie: str) -> str:
    """The IRI of a CURIE whose prefix is one of ``NAMESPACES``; KeyError where it is not."""
    prefix, _, name = curie.partition(":")
    return NAMESPACES[prefix] + name


def compact(iri: str) -> str:
    """The CURIE of an IRI in one of ``NAMESPACES``, else the IRI itself."""
    for prefix, namespace in NAMESPACES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def prefixes(base: str) -> dict[str, str]:
    """Prefixes for Turtle: the namespaces, and one for each kind of thing under ``base``."""
    kinds = sorted({path.split("{}")[0].rstrip("/") for path in PATHS.values() if path.startswith("id/")})
    own = {path.removeprefix("id/").replace("/", "-"): f"{base}{path}/" for path in kinds if path.count("/") == 1}
    return NAMESPACES | own
