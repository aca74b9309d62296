"""Whether a mapping holds: one rule, for a row and for whole columns."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import narwhals as nw

NOT = "Not"
BY_HAND = "semapv:ManualMappingCuration"
CHAINED = "semapv:MappingChaining"
NO_TERM = "sssom:NoTermFound"
"""What stands for the concept that was looked for and is not there."""

MATCHES = tuple(f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related"))
CARDINALITIES = ("1:1", "1:n", "n:1", "n:n", "1:0", "0:1")


class MappingStatus(Enum):
    """What a mapping is held to be."""

    ACCEPTED = "accepted"
    CANDIDATE = "candidate"
    REJECTED = "rejected"


def status_of(row: Mapping[str, str | None]) -> MappingStatus:
    """Rejected where the predicate is negated; else accepted where a person stands for it; else a candidate."""
    if row.get("predicate_modifier") == NOT:
        return MappingStatus.REJECTED
    by_hand = row.get("mapping_justification") == BY_HAND
    is_accepted = by_hand or row.get("reviewer_label") or row.get("reviewer_id")
    return MappingStatus.ACCEPTED if is_accepted else MappingStatus.CANDIDATE


def accepted_condition() -> nw.Expr:
    """Whether ``status_of`` is accepted, for the columns of those names."""
    column = nw.col
    is_rejected = nw.coalesce(column("predicate_modifier"), nw.lit("")) == NOT
    reviewed = ~column("reviewer_label").is_null() | ~column("reviewer_id").is_null()
    return ~is_rejected & ((column("mapping_justification") == BY_HAND) | reviewed)
