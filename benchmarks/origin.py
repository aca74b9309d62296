"""What the tables of a page were made of: digests of the questions, of the data and of a sample, and parameters.

A page states it in one line.  ``stale`` compares that line with the code that is there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks.publication import Published
from lotgraph.formats.frames import open_plain

HERE = Path(__file__).parent
_BLOCK = 1 << 20
_LINE = re.compile(
    r"^Made of: questions `(?P<questions>[0-9a-f]{16})`, data `(?P<data>[0-9a-f]{16})`, "
    r"sample `(?P<sample>[0-9a-f]{16}|none)`; (?P<parameters>[^\n]+)\.$",
    re.MULTILINE,
)

PAGES = {
    "performance.md": ("queries/*.rq",),
    "performance-connections.md": ("connections.py", "hosts.py"),
    "performance-evaluation.md": ("evaluation.py", "queries/*.rq"),
    "performance-releases.md": ("releases.py", "differences.py"),
    "performance-reconciliation.md": ("reconciliation.py",),
    "performance-imports.md": ("imports.py",),
}
"""The pages of docs/ with measured tables, and the files of this folder that hold what is asked or done."""


@dataclass(frozen=True)
class Origin:
    """What a page was made of.

    ``questions`` and ``data`` are the first 16 hexadecimal digits of SHA-256; so is ``sample``, of the synthetic
    data at the scale of the sample, or ``none`` where the data are not synthetic.
    """

    questions: str
    data: str
    sample: str
    parameters: str

    @classmethod
    def of(cls, page: str, data: str, sample: Published | None, parameters: str) -> Self:
        """The origin of a page by its file name; ``data`` is a digest."""
        return cls(questions_of(page), data, digest([sample.quads_file]) if sample else "none", parameters)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What a page states, or None where it does not."""
        found = _LINE.search(text)
        return cls(**found.groupdict()) if found else None

    def __str__(self) -> str:
        """The line of the page."""
        return f"Made of: questions `{self.questions}`, data `{self.data}`, sample `{self.sample}`; {self.parameters}."


def questions_of(page: str) -> str:
    """The digest of what a page asks."""
    return digest(path for pattern in PAGES[page] for path in sorted(HERE.glob(pattern)))


def stale(page: str, stated: Origin, sample: Published) -> list[str]:
    """What changed since the page was made: its questions, or the data that the generator and the mapping make."""
    changed = [] if stated.questions == questions_of(page) else ["questions"]
    if stated.sample not in ("none", digest([sample.quads_file])):
        changed.append("data")
    return changed


def digest(files: Iterable[Path]) -> str:
    """The first 16 hexadecimal digits of SHA-256 over the files, as they are when they are not compressed."""
    whole = hashlib.sha256()
    for path in files:
        with open_plain(path) as file:
            one = hashlib.sha256()
            while block := file.read(_BLOCK):
                one.update(block)
            whole.update(one.digest())
    return whole.hexdigest()[:16]
