"""The competency questions: SPARQL queries that say what the seeds can be asked.

Each is one file here, ``NN-name.rq``, whose first line states the question.  The tests hold their answers,
and the query editor shows the same files as examples, by theme.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

__all__ = ["Question", "questions"]

_THEMES: Final = (
    (1, "Taxonomy"),
    (3, "Skills"),
    (9, "Postings"),
    (10, "Pay"),
    (16, "Education and experience"),
    (18, "Employers"),
    (21, "Sources"),
    (26, "Across taxonomies"),
)
"""The themes, each with the number of its first question: it goes as far as the next one."""


@dataclass(frozen=True)
class Question:
    """One question: ``title`` is its wording, ``text`` the whole file, comments included."""

    number: int
    name: str
    theme: str
    title: str
    text: str


def questions() -> tuple[Question, ...]:
    """All of them, by number."""
    found = (
        _question(file.name.removesuffix(".rq"), file.read_text(encoding="utf-8"))
        for file in files(__name__).iterdir()
        if file.name.endswith(".rq")
    )
    return tuple(sorted(found, key=lambda question: question.number))


def _question(stem: str, text: str) -> Question:
    number, _, name = stem.partition("-")
    first_line = text.partition("\n")[0]
    theme = next(name for first, name in reversed(_THEMES) if first <= int(number))
    return Question(int(number), name, theme, first_line.removeprefix("# "), text)
