"""The competency questions: SPARQL queries that say what the seeds can be asked.

Each is one file here, ``NN-name.rq``, whose first line states the question.  The tests hold their answers,
and the pages show the same files as examples.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

__all__ = ["Question", "questions"]


@dataclass(frozen=True)
class Question:
    """One question: ``title`` is its wording, ``text`` the whole file, comments included."""

    number: int
    name: str
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
    return Question(int(number), name, first_line.removeprefix("# "), text)
