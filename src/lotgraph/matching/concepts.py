"""What is matched: concepts as plain values, and the words of their texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

_BRACKETED = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+[+#]*")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("s", ""))


@dataclass(frozen=True)
class Concept:
    """An occupation or a skill of some scheme.

    ``id`` is a CURIE or an IRI.  ``evidence`` are further texts that tell what it is: tasks, skills.
    ``ancestors`` are the concepts above it, the nearest first, each by its keys (``key``).
    """

    id: str
    label: str
    other_labels: tuple[str, ...] = ()
    description: str = ""
    evidence: tuple[str, ...] = ()
    notation: str = ""
    ancestors: tuple[frozenset[str], ...] = ()

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
    def area(self) -> frozenset[str]:
        """The outermost group that it is in; what stands before the first mark of its notation where none is said."""
        if self.ancestors:
            return self.ancestors[-1]
        return frozenset(re.split(r"[^0-9A-Za-z]", self.notation)[:1])


@dataclass(frozen=True)
class Side:
    """The concepts of one of the two folders, and which scheme and version they are of."""

    concepts: tuple[Concept, ...]
    source: str = ""
    version: str = ""


@dataclass(frozen=True)
class Chain:
    """Steps of earlier mappings from one scheme to the other, each from key to keys; all are taken in turn."""

    steps: tuple[Mapping[str, frozenset[str]], ...] = ()

    def targets(self, start: frozenset[str]) -> frozenset[str]:
        """Where the chain leads from the keys of a concept."""
        reached = start if self.steps else frozenset()
        for step in self.steps:
            reached = frozenset(target for at in reached for target in step.get(at, frozenset()))
        return reached


def key(name: str) -> str:
    """The last part of a CURIE or an IRI, by which mappings of different publishers name the same code."""
    return re.split(r"[/#:]", name.strip().rstrip("/#:"))[-1]


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
