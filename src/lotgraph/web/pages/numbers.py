"""Numbers as people read them: the digits as the data have them, thousands by comma."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def format_number(value: object, decimals: int = 0) -> str:
    """The number with commas; filled up with figure spaces to so many decimals, so that the points stand in line."""
    digits = str(value)
    sign = "−" if digits.startswith("-") else ""
    whole, point, rest = digits.lstrip("+-").partition(".")
    # U+2007 is as wide as a digit, U+2008 as a point.
    filled = "\u2007" * max(0, decimals - len(rest)) + ("\u2008" if decimals and not rest else "")
    return f"{sign}{int(whole):,}{point}{rest}{filled}" if whole.isdigit() else digits


def decimals(values: Iterable[str]) -> int:
    """The most decimals that any of these numbers has."""
    return max((len(each.partition(".")[2]) for each in values), default=0)
