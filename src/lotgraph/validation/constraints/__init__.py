r"""The SPARQL constraints of lotgraph's own shapes once more, as SQL over the statements.

A file here is named like its constraint, and finds the same rows: ``this``, ``value`` and ``path`` as terms, and
whatever else the message shows as plain text.  The tests hold each to its SPARQL.  In a file stand for

- ``"skos:broader"`` the statements of a property: ``subject`` and ``object``
- ``"skos:broader+"`` what it leads to when it is taken once or more: ``focus`` and ``value``
- ``"a lg:Skill"`` the members of a class: ``node``
- ``{lg:Skill}`` an IRI, as a term
- ``{text:x}``, ``{number:x}``, ``{compare:x > y}`` what a term says, as ``expressions`` has it
- ``{shown:x}`` a number as text, ``{digits:x}`` the digits of a term, and ``{encoded:x}`` its text as in an IRI
- ``-- needs lg:amount`` in the first line: without statements of these properties there is nothing to find
- ``{matches:lg:notationPattern}`` whether the column ``text`` matches the column ``pattern``, a value of the property
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import rdflib
from rdflib import SH

from lotgraph.database import dialect
from lotgraph.rdf.nquads import value_of
from lotgraph.schema.vocabulary import expand
from lotgraph.settings import resources
from lotgraph.validation.expressions import compare_numbers, number, quote, text_of
from lotgraph.validation.patterns import UnknownPattern, translate
from lotgraph.validation.queries import Check
from lotgraph.validation.relations import Relations

Values = Callable[[str], Iterable[str]]
"""The values of a property, a term, in the data."""

_RELATION = re.compile(r'"((a )?([a-z][a-z-]*:\w+)(\+?))"')
_PLACE = re.compile(r"\{([a-z-]+):([^{}]+)\}")


def find_text(check: Check) -> str | None:
    """The file of a SPARQL constraint; None where it is not one of lotgraph's own, or no longer says the same."""
    if own_constraints().get(check.constraint) != check.select:
        return None
    return (files(__name__) / f"{check.constraint.rpartition('#')[2]}.sql").read_text(encoding="utf-8")


def needs(text: str) -> frozenset[str]:
    """The properties without which it finds nothing, as terms."""
    first = text.partition("\n")[0]
    return frozenset(f"<{expand(curie)}>" for curie in first.removeprefix("-- needs").split())


def write_query(text: str, closures: dict[str, str] | None = None, values: Values = lambda _: ()) -> str:
    """The SQL of what is written so.

    Names the ``closures`` that it reads, and asks ``values`` for patterns that stand in the data.
    Raises UnknownPattern where one of these is not known.
    """
    relations = Relations({} if closures is None else closures)
    text = text.removeprefix(text.partition("\n")[0] if text.startswith("--") else "")
    text = _PLACE.sub(lambda found: _fill(found[1], found[2], values), text)
    used = dict.fromkeys(_RELATION.findall(text))
    named = [f'"{name}" as ({_relation(curie, is_class, many, relations)})' for name, is_class, curie, many in used]
    if own := re.match(r"\s*with\s", text):
        return f"with {', '.join(named)}, {text[own.end() :]}"
    return f"with {', '.join(named)} {text}"


@lru_cache(maxsize=1)
def own_constraints() -> dict[str, str]:
    """The queries of the shapes that lotgraph comes with, by constraint."""
    graph = rdflib.Graph(bind_namespaces="none")
    for path in sorted(resources.shapes_dir().rglob("*.ttl")):
        graph.parse(path)
    return {str(constraint): str(select) for constraint, select in graph.subject_objects(SH.select)}


def _relation(curie: str, is_class: str, many: str, relations: Relations) -> str:
    term = f"<{expand(curie)}>"
    edges = f"from triples where predicate = {quote(term)}"
    if many:
        return f"select focus, value from {relations.close(f'select subject as focus, object as value {edges}')}"
    if is_class:
        return f"select node from types where class = {quote(term)}"
    return f"select subject, object {edges}"


def _fill(kind: str, argument: str, values: Values) -> str:
    if kind in _FUNCTIONS:
        return _FUNCTIONS[kind](argument)
    term = f"<{expand(argument if kind == 'matches' else f'{kind}:{argument}')}>"
    return _match(values(term)) if kind == "matches" else quote(term)


def _digits(term: str) -> str:
    return dialect.remove_all(dialect.remove_all(text_of(term), "[^0-9.,]"), "^[.,]+|[.,]+$")


def _shown(number: str) -> str:
    return f"regexp_replace(cast({number} as varchar), {quote('[.]?0+$')}, '')"


_FUNCTIONS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "compare": lambda argument: compare_numbers(*argument.split(" ")),
        "digits": _digits,
        "encoded": lambda term: dialect.encode(text_of(term)),
        "number": number,
        "shown": _shown,
        "text": text_of,
    }
)


def _match(patterns: Iterable[str]) -> str:
    """Each pattern is a constant, as an engine reads such a one once and not for each row."""
    cases = []
    for pattern in patterns:
        try:
            known = translate(f"^({value_of(pattern)})$")
        except UnknownPattern as error:
            raise UnknownPattern(f"the pattern {pattern} has {error}") from None
        test = "false" if known is None else f"regexp_matches(text, {quote(known)})"
        cases.append(f"when {quote(pattern)} then {test}")
    return f"case pattern {' '.join(cases)} end" if cases else "false"
