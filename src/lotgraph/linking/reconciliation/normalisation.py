"""Texts as they are compared: without case, accents, punctuation and needless spaces, in any script (pure)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_MARKS: Final = frozenset((*range(10, 37), *range(200, 256)))
"""Combining classes (Unicode, 4.3) of what people leave out when they type: points of Hebrew and Arabic, accents.
The signs of other scripts have other classes: there they are a part of the letter."""

_KEPT: Final = "LNM"
"""Categories of characters that words are made of: letters, numbers, marks."""

_BETWEEN: Final = re.compile(r"[^a-z0-9+#]+")


def normalise(text: str) -> str:
    """The text as it is compared; where it has neither letter nor digit, its signs are all there is to compare.

    C, C++ and C# stay three.
    """
    if text.isascii():
        folded = text.lower()
        words = _BETWEEN.sub(" ", folded).strip()
    else:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        words = " ".join("".join(map(_letter, folded)).split())
        words = unicodedata.normalize("NFC", words)
    return words or " ".join(folded.split())


def grams(text: str) -> frozenset[str]:
    """Three characters that follow each other in a word of a normalised text, two spaces before it and behind it."""
    padded = f"  {text.replace(' ', '  ')}  "
    return frozenset({padded[start : start + 3] for start in range(len(padded) - 2)}) if text else frozenset()


def _letter(character: str) -> str:
    """The character where words are made of it, nothing for an accent, else a space."""
    if unicodedata.combining(character) in _MARKS:
        return ""
    kept = unicodedata.category(character)[0] in _KEPT or character in "+#"
    return character if kept else " "
