"""Cells that are safe to open in a spreadsheet, and back.

A spreadsheet runs a cell that starts with one of ``= + - @`` (or a tab or carriage return before one) as a
formula.  Text that lotgraph writes is guarded by an apostrophe, which spreadsheets take as "this is text";
reading takes the apostrophe off again, so nothing is lost: ``unguard(guard(text)) == text``.
"""

from __future__ import annotations

_STARTS = "=+-@\t\r'"
"""The apostrophe is among them, or a text that has one of its own would lose it."""


def guard(text: str) -> str:
    """The text as it is written into a CSV file."""
    return "'" + text if text[:1] and text[0] in _STARTS else text


def unguard(cell: str) -> str:
    """The text that a cell of a CSV file stands for."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in _STARTS else cell


def guard_expression(column: str) -> str:
    """``guard`` as SQL."""
    starts = ", ".join(f"chr({ord(start)})" for start in _STARTS)
    return f"case when left({column}, 1) in ({starts}) then chr(39) || {column} else {column} end"


def quote_expression(column: str) -> str:
    """SQL for a column as a cell of a CSV file: empty for null, quoted where RFC 4180 asks for it."""
    quoted = f"chr(34) || replace({column}, chr(34), chr(34) || chr(34)) || chr(34)"
    plain = f"coalesce({column}, '')"
    return f"case when regexp_matches({column}, '[\",\\r\\n]') then {quoted} else {plain} end"
