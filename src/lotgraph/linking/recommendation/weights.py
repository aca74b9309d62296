"""How much an occupation asks for a skill, from 0 to 1, by what a source says of the two.

Only the ratio of two weights in one list matters: ``likelihood`` divides each by their sum.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

UNSTATED: Final = 0.15
"""The weight of a skill that is listed without a share, in a category that says nothing of how much it is asked
for: about the median of the shares that are stated.  What is not stated is not zero."""

CATEGORIES: Final = MappingProxyType(
    {"essential": 1.0, "optional": 0.8, "in-demand": 1.0, "technology": 0.8, "hot-technology": 0.8}
)
"""The weight of a skill without a share by its category, where this says how much it is asked for.

With 0.8 the skill that is asked for more is told from the other at almost no cost to what
``benchmarks/fit.py`` measures, which draws both kinds alike.  A hot technology is asked for much by employers of
all kinds, which says nothing of this occupation.
"""

_LEAST: Final = 1.0
_MOST: Final = 5.0


def of_share(percent: float) -> float:
    """The weight of a skill that so many percent of postings ask for."""
    return _bound(percent / 100)


def of_importance(rating: float) -> float:
    """The weight of a skill of that importance, on a scale from 1 (not important) to 5."""
    return _bound((rating - _LEAST) / (_MOST - _LEAST))


def of_category(category: str) -> float:
    """The weight of a skill that is listed in that category without a share."""
    return CATEGORIES.get(category, UNSTATED)


def _bound(weight: float) -> float:
    return min(1.0, max(0.0, weight))
