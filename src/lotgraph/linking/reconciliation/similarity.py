"""How alike two normalised texts are, from 0 to 1 (pure).

It is the part of their letters that stand in the same order, or of their groups of three letters where the words stand
in another, whichever is more.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from lotgraph.linking.reconciliation.normalisation import grams

_LEAST: Final = 0.3
"""How alike a text has to be to be worth naming."""
_READ: Final = 15
"""How many texts are compared letter by letter, which takes the most time."""


def similarities(text: str, others: Iterable[str]) -> dict[str, float]:
    """How alike the texts are that are most alike by their groups of letters."""
    own = grams(text)
    shared = {other: _dice(own, grams(other)) for other in others}
    best = sorted(shared, key=lambda other: (-shared[other], other))[:_READ]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text)
    found = {}
    for other in best:
        matcher.set_seq1(other)
        found[other] = max(shared[other], matcher.ratio())
    return {other: alike for other, alike in found.items() if alike >= _LEAST}


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    """The Dice coefficient of two sets."""
    return 2 * len(one & other) / (len(one) + len(other) or 1)
