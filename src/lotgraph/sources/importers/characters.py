"""Which characters the tables hold (``sources.cells`` says it for RE2)."""

from __future__ import annotations

import re
from typing import Final

from lotgraph.formats.delimited import is_spreadsheet_error

_PLANES: Final = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    f"{_PLANES}]"
)
"""Control characters, those of private use, and what is no character."""

_NOT_IN_IDS: Final = frozenset('|"<>\\^`{}')


def printable(text: str) -> str:
    """A text with a blank for each character that no cell may hold; line ends are line feeds."""
    return _UNFIT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_of(text: str) -> str:
    """What a cell holds of a text: printable, without blanks around it; nothing of a spreadsheet's error value."""
    bare = printable(text).strip()
    return "" if is_spreadsheet_error(bare) else bare


def is_id(text: str) -> bool:
    """Whether it can be an id of the tables (``tables.FORMS``)."""
    return (
        bool(text) and text.isprintable() and text == text.strip() and "  " not in text and _NOT_IN_IDS.isdisjoint(text)
    )
