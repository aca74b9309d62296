r"""Regular expressions of XPath as those that RE2 and Java read alike (pure).

SHACL's ``sh:pattern`` is SPARQL's REGEX (SHACL, 4.4.3), which is ``fn:matches`` (XPath and XQuery Functions 3.1,
5.6.1).  What the three do not share is refused: a guess would let through what the pattern is there to stop.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_TOKENS: Final = re.compile(r"\\[pP]\{[A-Za-z]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:|\(\?|\{[0-9,]*\}|.", re.DOTALL)
_ESCAPED: Final = frozenset(r"nrt\|.?*+(){}-[]^$")
_CATEGORY: Final = re.compile(r"\\[pP]\{(?:[LMNPZSC]|L[ulmot]|M[nce]|N[dlo]|P[cdseifo]|Z[slp]|S[mcko]|C[cf])\}")
_SETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        r"\d": r"\p{Nd}", r"\D": r"\P{Nd}", r"\s": r"[ \t\n\r]", r"\S": r"[^ \t\n\r]",
        r"\w": r"[^\p{P}\p{Z}\p{C}]", r"\W": r"[\p{P}\p{Z}\p{C}]", "$": r"\z",
    }
)  # fmt: skip
"""What XML Schema (part 2, G.4.2.5) means by these, and the end of the text, which is no end of a line."""

_MOST: Final = 1000
"""More repetitions RE2 does not count."""


class UnknownPattern(ValueError):
    """A pattern, or its flags, that is not known here; its text says why."""


def translate(pattern: str, flags: str = "") -> str | None:
    """The pattern for RE2 and Java; None where it is no regular expression.

    Raises UnknownPattern where it uses what they do not share.
    """
    if set(flags) - {"i", "s"}:
        raise UnknownPattern(f"the flags {flags!r}")
    parts = [_translate(part, flags) for part in _TOKENS.findall(pattern)]
    try:
        # Python has neither categories nor \z, which do not matter for whether it is one.
        re.compile("".join(re.sub(r"\\[pP]\{\w+\}", "a", part).replace(r"\z", "$") for part in parts))
    except (re.error, RecursionError, OverflowError):
        return None
    return ("(?i)" if "i" in flags else "") + "".join(parts)


def _translate(part: str, flags: str) -> str:
    if part in _SETS:
        return _SETS[part]
    if part == ".":
        return r"[\s\S]" if "s" in flags else r"[^\n]"
    if part == "(?":
        raise UnknownPattern("a group that begins with '(?'")
    if part[0] == "{" and any(int(number) > _MOST for number in re.findall("[0-9]+", part)):
        raise UnknownPattern(f"more than {_MOST} repetitions")
    if part[0] == "\\":
        _check_escape(part)
    elif part[0] == "[" and len(part) > 1:
        return _translate_class(part)
    return part


def _translate_class(part: str) -> str:
    if re.search(r"-\[|&&|\[:", part):
        raise UnknownPattern(f"the class of characters {part}")
    inner = re.findall(r"\\[pP]\{[A-Za-z]*\}|\\.|.", part[1:-1], re.DOTALL)
    return f"[{''.join(_translate_member(each) for each in inner)}]"


def _translate_member(member: str) -> str:
    if member in {r"\d", r"\D"}:
        return _SETS[member]
    if member == r"\s":
        return r" \t\n\r"
    if member == "[":
        return r"\["
    if member[0] == "\\":
        _check_escape(member)
    return member


def _check_escape(part: str) -> None:
    if part[1] not in _ESCAPED and not _CATEGORY.fullmatch(part):
        raise UnknownPattern(f"the escape {part}")
