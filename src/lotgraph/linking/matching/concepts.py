"""What is matched: concepts as plain values, and the words of their texts."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

_BRACKETED = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+[+#]*")
_MARK = re.compile(r"(?<=[^\W_])[^0-9A-Za-z]+(?=[^\W_])")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("s", ""))
_STEPS = 4
"""How many mappings a chain has at most; each of them loses something."""


@dataclass(frozen=True)
class Group:
    """What is said of a concept above: its label, its description, and the examples that this lists."""

    label: str = ""
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Concept:
    """An occupation or a skill of some scheme.

    ``id`` is a CURIE or an IRI.  ``evidence`` are further texts that tell what it is: tasks, skills.
    ``ancestors`` are the concepts above it, the nearest first, each by its keys (``key``);
    ``group`` is what is said of the nearest.
    """

    id: str
    label: str
    other_labels: tuple[str, ...] = ()
    description: str = ""
    evidence: tuple[str, ...] = ()
    notation: str = ""
    ancestors: tuple[frozenset[str], ...] = ()
    group: Group = Group()

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """All labels, the preferred one first, in their comparable form, each once."""
        forms = map(comparable, (self.label, *self.other_labels))
        return tuple(dict.fromkeys(form for form in forms if form))

    @property
    def keys(self) -> frozenset[str]:
        """By what a mapping of others may name it: its id and its notation (``key``)."""
        return frozenset(key(name) for name in (self.id, self.notation) if name)

    @property
    def broader_keys(self) -> tuple[frozenset[str], ...]:
        """The keys of what is above it; where nothing is said of that, the leading parts of its notation."""
        stems = _stems(self.notation)
        return self.ancestors or tuple(frozenset({stem}) for stem in stems)

    @property
    def area(self) -> frozenset[str]:
        """The outermost group that it is in."""
        return (self.broader_keys or (frozenset(),))[-1]

    @property
    def is_bare(self) -> bool:
        """Whether it is no more than its labels."""
        return not (self.description or self.evidence or self.ancestors)


@dataclass(frozen=True)
class Side:
    """The concepts of one of the two folders, which scheme and version they are of, and the folder's mappings."""

    concepts: tuple[Concept, ...]
    source: str = ""
    version: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Chain:
    """Earlier mappings by which one scheme leads to another, over others between them.

    ``links`` are pairs of keys.  Mappings of a detailed code count for its leading parts too (``11-1011`` for
    ``11-1011.00``), as publishers relate codes of different depth.
    """

    links: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _directions(self) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
        there: dict[str, set[str]] = defaultdict(set)
        back: dict[str, set[str]] = defaultdict(set)
        for subject, other in self.links:
            for direction, start, end in ((there, subject, other), (back, other, subject)):
                for name in (start, *_stems(start)[:1]):
                    direction[name].add(end)
        return there, back

    def targets(self, start: frozenset[str], known: Collection[str]) -> frozenset[str]:
        """Which of the ``known`` names the mappings lead to, all in their direction or all against it."""
        reached: set[str] = set()
        for direction in self._directions:
            at, seen = set(start), set(start)
            for _ in range(_STEPS):
                at = {name for here in at for name in direction.get(here, ())} - seen
                seen |= at
                found = {name for name in at if name in known}
                reached |= found
                at -= found
        return frozenset(reached)


def key(name: str) -> str:
    """The last part of a CURIE or an IRI, by which mappings of different publishers name the same code."""
    return re.split(r"[/#:]", name.strip().rstrip("/#:"))[-1]


def _stems(notation: str) -> list[str]:
    """The leading parts of a code, the longest first: 11-1011 and 11 of 11-1011.00."""
    return [notation[: mark.start()] for mark in _MARK.finditer(notation)][::-1]


def comparable(text: str) -> str:
    """The words of a text without case, brackets and plural endings (Unicode NFKC)."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    outside = _BRACKETED.sub(" ", folded)
    return " ".join(_singular(word) for word in _WORD.findall(outside) or _WORD.findall(folded))


def comparable_all(texts: Iterable[str]) -> str:
    """The words of several texts, one after the other."""
    return " ".join(comparable(text) for text in texts)


def _singular(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word
