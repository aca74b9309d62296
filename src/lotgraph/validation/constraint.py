"""Constraints and what breaks them, as values (pure)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Constraint:
    """What the results of one constraint component of a shape have in common; ``path`` is empty for no property."""

    shape: str
    component: str
    severity: str
    message: str
    path: str = ""


@dataclass(frozen=True)
class Breach:
    """One result: the focus node, and a path and a value where there are any; all are terms.

    Without a path it is about that of the constraint.
    """

    constraint: Constraint
    focus: str
    path: str = ""
    value: str = ""
