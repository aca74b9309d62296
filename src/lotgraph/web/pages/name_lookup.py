"""Which thing a typed name means: the one that is called so, or several to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lotgraph.linking.reconciliation.matching import Query, candidates
from lotgraph.web.index import open_index

if TYPE_CHECKING:
    from lotgraph.web.publication import OpenRelease

TEXT: Final = 200
"""Characters that a name may have."""

_CHOICES: Final = 8


@dataclass(frozen=True)
class Choice:
    """A thing that may be meant."""

    iri: str
    name: str
    description: str


@dataclass(frozen=True)
class Unresolved:
    """A name that no one thing has; ``exact``: several have it, else those to choose from are like it."""

    text: str
    exact: bool
    choices: tuple[Choice, ...]


def look_up(release: OpenRelease, text: str, of_class: str) -> Choice | Unresolved:
    """The thing of the class that is called so; else those that may be meant.

    Raises NotFound where the release has no index.
    """
    with open_index(release) as index:
        found = candidates(index, Query(text, (of_class,), strict=True, conditions=(), limit=_CHOICES))
    likely = tuple(Choice(each.thing.iri, each.thing.name, each.thing.description) for each in found)
    if found and found[0].match:
        return likely[0]
    exact = tuple(choice for choice, each in zip(likely, found, strict=True) if each.exact)
    return Unresolved(text, bool(exact), exact or likely)
