"""Where a query breaks the grammar of SPARQL, and what was found there: pure functions over its text.

A parser says how far it came, and what it would have taken there.  Oxigraph's compares as many characters as a
keyword has, and so may have come further at one place with a long keyword than at a later one.  It is therefore
asked of the query with its tokens set apart by more characters than any keyword has (``apart``): how far it came
then tells the token that it could not take.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Final

_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\r\n])*"|'(?:\\.|[^'\\\r\n])*')
    | (?P<variable>[?$]\w+)
    | (?P<name>(?:_|[^\W\d_][\w.-]*)?:(?:[\w.:%-]|\\.)*)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<word>[^\W\d]\w*)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<mark>\^\^|&&|\|\||!=|<=|>=|\S)""",
    re.VERBOSE | re.DOTALL,
)

_FUNCTION_NAMES: Final = """
    ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI EXISTS FLOOR GROUP_CONCAT
    HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND
    REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS
    STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TZ UCASE URI UUID YEAR
"""
_OTHER_WORDS: Final = """
    A AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT FALSE FILTER FROM GRAPH GROUP HAVING IN LIMIT MINUS
    NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR SERVICE SILENT TRUE UNDEF UNION VALUES WHERE
"""
_UPDATE_WORDS: Final = "INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH"

_FUNCTIONS: Final = frozenset(_FUNCTION_NAMES.split())
KEYWORDS: Final = _FUNCTIONS | frozenset(_OTHER_WORDS.split())
"""The words of the grammar of queries (SPARQL 1.1 Query Language, 19.8)."""

_UPDATES: Final = frozenset(_UPDATE_WORDS.split())

_GAP: Final = 32
MOST: Final = 20_000
"""How many tokens a query may have to be explained: set apart, it is many times as long."""

_BRACKETS: Final = {"(": ")", "{": "}", "[": "]"}
_NO_IRI: Final = re.compile(r"<[^<>\s][^<>\r\n]*>")


@dataclass(frozen=True)
class Token:
    """A piece of a query: its kind, its text, and where it begins."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True)
class Apart:
    """A query and its tokens, and the same query with its tokens set apart."""

    query: str
    tokens: tuple[Token, ...]
    text: str
    starts: tuple[int, ...]

    def explain(self, reached: int, expected: Sequence[str]) -> str:
        """The message for the query, which a parser refused: line and column, what was found there, likely why.

        ``reached`` is how far the parser came in ``text``, in characters, and ``expected`` what it would have taken
        there: keywords, characters between double quotes, or sentences.
        """
        at = sum(start <= reached for start in self.starts) - 1
        start, reason = _explain(self, max(at, 0), expected)
        return f"{place(self.query, start)}: {reason}"


def apart(query: str) -> Apart:
    """The query, ready to be explained."""
    tokens = tuple(
        Token(match.lastgroup or "", match[0], match.start())
        for match in _TOKEN.finditer(query)
        if match.lastgroup != "comment"
    )
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for before, token in zip((None, *tokens), tokens, strict=False):
        # What is said of a string stands at its end.
        gap = "" if before is None or (before.kind, token.text[0]) in (("string", "@"), ("string", "^")) else " " * _GAP
        starts.append(length + len(gap))
        pieces += (gap, token.text)
        length += len(gap) + len(token.text)
    # The end of the query is a token of its own.
    return Apart(query, tokens, "".join(pieces) + " " * 2 * _GAP, (*starts, length + _GAP))


def place(text: str, start: int) -> str:
    """Where a character stands, both numbers from 1: ``line 2, column 7``."""
    before = text[:start]
    return f"line {before.count(chr(10)) + 1}, column {start - before.rfind(chr(10))}"


def describe_error(query: str, start: int) -> str:
    """The message for what stands at a place of a query."""
    token = next((each for each in apart(query).tokens if each.start >= start), None)
    return f"{place(query, start)}: {'the query ends here' if token is None else f'found {_shown(token.text)}'}"


def _explain(message: Apart, at: int, expected: Sequence[str]) -> tuple[int, str]:
    """Where it went wrong, and how, when the parser could not take the token of that number."""
    tokens = message.tokens
    known = (
        _find_unclosed(message, at)
        or _without_meaning(tokens, at, expected)
        or _find_undeclared(tokens, at)
        or _bound_again(tokens[:at])
    )
    if known is not None:
        return known
    if at >= len(tokens):
        return _explain_end(message)
    token, before = tokens[at], tokens[at - 1].text.upper() if at else ""
    if token.kind == "word" and before == "PREFIX":
        return token.start, f"found {token.text}; a prefix ends with a colon: {token.text}:"
    if token.kind == "word" and token.text.upper() not in KEYWORDS:
        return token.start, _unknown(token.text)
    return token.start, f"found {_shown(token.text)}{_hint(token.text, before, expected)}"


def _find_unclosed(message: Apart, at: int) -> tuple[int, str] | None:
    """A string without an end, or an IRI with a space in it, up to that token."""
    for token in message.tokens[: at + 1]:
        if token.kind == "mark" and token.text in "\"'":
            return token.start, "the string that begins here does not end"
        match = _NO_IRI.match(message.query, token.start) if token.text == "<" else None
        if match and (at >= len(message.tokens) or message.tokens[at].start < match.end()):
            return token.start, f"found {_shown(match[0])}; this is no IRI"
    return None


def _hint(token: str, before: str, expected: Sequence[str]) -> str:
    if token.upper() in _FUNCTIONS and before in ("SELECT", "DISTINCT", "REDUCED"):
        return f"; an expression of SELECT has brackets and a name: ({token}(...) AS ?name)"
    marks = [each for each in expected if each.startswith('"')]
    few = marks if len(marks) == len(expected) <= 4 else [each for each in expected if expected in (["BY"], ["AS"])]
    return f"; expected {' or '.join(few)}" if few else ""


def _shown(text: str) -> str:
    if not text.isprintable():
        text = "".join(each if each.isprintable() else f"U+{ord(each):04X}" for each in text)
    return text if len(text) <= 40 else f"{text[:40]}..."


def _unknown(word: str) -> str:
    if word.upper() in _UPDATES:
        return f"found {word}; only queries are answered here, no updates"
    close = get_close_matches(word.upper(), sorted(KEYWORDS), 1)
    return f"{_shown(word)} is no keyword of SPARQL{f'; {close[0]}?' if close else ''}"


def _without_meaning(tokens: Sequence[Token], at: int, expected: Sequence[str]) -> tuple[int, str] | None:
    """What is grammatical and means nothing: a parser sees it when it has read on."""
    before, told = tokens[:at], " ".join(expected)
    if "not authorized with GROUP BY" in told:
        star = next((each for each in before if each.text == "*"), None)
        return _guilty(star, "SELECT * and GROUP BY do not go together")
    if "Duplicated variable name" in told:
        names = [each for last, each in pairwise(before) if last.text.upper() == "AS"]
        return _guilty(names[-1] if names else None, "two expressions have the name of one variable")
    if "overrides an existing variable" in told:
        reason = "AS cannot name a variable that is in use, as in VALUES; HAVING restricts the values of an aggregate"
        return _guilty(_named_again(tokens), reason)
    if "contains a variable that is unbound" in told:
        return _guilty(_not_grouped(tokens), "it is neither grouped by nor in an aggregate")
    return None


def _guilty(token: Token | None, reason: str) -> tuple[int, str] | None:
    return None if token is None else (token.start, f"found {_shown(token.text)}; {reason}")


def _not_grouped(tokens: Sequence[Token]) -> Token | None:
    """The first variable of the first SELECT that is not among those behind its GROUP BY."""
    words = [each.text.upper() for each in tokens]
    if "SELECT" not in words or "GROUP" not in words:
        return None
    grouped = {each.text[1:] for each in tokens[words.index("GROUP") :] if each.kind == "variable"}
    depth = 0
    for token in tokens[words.index("SELECT") : words.index("GROUP")]:
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and not depth and token.text[1:] not in grouped:
            return token
    return None


def _named_again(tokens: Sequence[Token]) -> Token | None:
    """The first variable behind an AS that stands elsewhere too."""
    names = [each.text[1:] for each in tokens if each.kind == "variable"]
    after = (each for last, each in pairwise(tokens) if last.text.upper() == "AS" and each.kind == "variable")
    return next((each for each in after if names.count(each.text[1:]) > 1), None)


def _find_undeclared(tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    """The first name up to that token, or the one behind it, with a prefix that is declared nowhere."""
    declared = {each.text for last, each in pairwise(tokens) if last.text.upper() == "PREFIX"}
    names = [each for each in tokens if each.kind == "name" and each.text[:2] != "_:"]
    unknown = [each for each in names if f"{each.text.partition(':')[0]}:" not in declared]
    if not unknown or unknown[0] not in tokens[: at + 2]:
        return None
    prefixes = sorted({f"{each.text.partition(':')[0]}:" for each in unknown})
    return _guilty(unknown[0], f"no PREFIX declares {', '.join(prefixes)}")


def _bound_again(before: Sequence[Token]) -> tuple[int, str] | None:
    """The variable of the BIND that ends just before, where it stands before that BIND too."""
    if len(before) < 3 or before[-1].text != ")" or before[-3].text.upper() != "AS":
        return None
    name = before[-2]
    start = max((n for n, each in enumerate(before) if each.text.upper() == "BIND"), default=0)
    if any(each.kind == "variable" and each.text[1:] == name.text[1:] for each in before[:start]):
        return _guilty(name, "BIND cannot name a variable that is in use before it")
    return None


def _explain_end(message: Apart) -> tuple[int, str]:
    """What is missing at the end of a query."""
    if not message.tokens:
        return 0, "the query is empty"
    opened: list[Token] = []
    for token in message.tokens:
        if token.text in _BRACKETS:
            opened.append(token)
        elif opened and token.text == _BRACKETS[opened[-1].text]:
            opened.pop()
    end = message.tokens[-1].start + len(message.tokens[-1].text)
    if opened:
        last = opened[-1]
        return end, f"the query ends here, and {last.text} of {place(message.query, last.start)} is not closed"
    return end, "the query ends here, and is not whole"
