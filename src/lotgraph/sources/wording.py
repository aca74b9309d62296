"""How messages show what a user wrote."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 60


def quote(value: str) -> str:
    """A value in quotation marks, on one line, short, with what cannot be seen spelt out."""
    cut = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
    return "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut) + "'"


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """The nearest known word, if one is near."""
    by_lower = {name.lower(): name for name in known}
    return [by_lower[near] for near in get_close_matches(word.lower(), by_lower, n=1)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known word as the end of a message, or nothing."""
    return "".join(f"; did you mean {quote(near)}?" for near in near_words(word, known))


def join_or(names: Iterable[str]) -> str:
    """Names as a sentence lists them: a, b or c."""
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def join_and(names: Iterable[str]) -> str:
    """Names as a sentence lists them: a, b and c."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def article(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[0].lower() in 'aei' else 'a'} {noun}"
