"""Puts what a benchmark prints into a page of docs/, between two marks that name the benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def write(page: Path, benchmark: str, lines: Sequence[str]) -> None:
    """Put the lines between the marks of that benchmark."""
    begin, end = (f"<!-- {edge} of what benchmarks/{benchmark}.py writes -->" for edge in ("begin", "end"))
    before, rest = page.read_text("utf-8").split(begin)
    after = rest.split(end)[1]
    page.write_text("\n".join([before + begin, "", *lines, end + after]), "utf-8")
