"""``source.toml``: who says it, when, under which licence, and the SHA-256 of what was read."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lotgraph.errors import Problem
from lotgraph.errors.problems import Code
from lotgraph.schema import BY_NAME, LANGUAGE_TAG
from lotgraph.sources.wording import did_you_mean, join_or, quote

FILE = "source.toml"
KINDS = ("document", "table")

_TAG = re.compile(LANGUAGE_TAG)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_LONGEST_ID = 100
"""An id becomes the name of a file, of which systems allow some 255 bytes."""

_TEXTS = (
    "id",
    "kind",
    "title",
    "publisher",
    "licence",
    "language",
    "sha256",
    "document",
    "coded_in",
    "url",
    "attribution",
)
_KEYS = (*_TEXTS, "captured", "upstream")
_REQUIRED = {
    "id": "a short key of your own",
    "title": "what the source is called",
    "publisher": "who publishes the source",
    "licence": 'a name, an IRI, or "not stated"',
    "language": 'the language of its texts, like "en"',
}
_RULES = {"publisher": "S23", "sha256": "S22"}


@dataclass(frozen=True)
class Source:
    """One ``source.toml``.  ``folder`` is where it stands, as the user gave it, for messages.

    ``sha256`` is of the captured document; for a table, where none is given, of the tables as written.
    ``captured`` is in UTC; what the source does not say is an empty text.
    """

    id: str
    kind: str
    title: str
    publisher: str
    licence: str
    language: str
    sha256: str
    document: str
    captured: str
    upstream: tuple[str, ...]
    coded_in: str
    url: str
    folder: str
    attribution: str = ""

    @property
    def file(self) -> str:
        """Its ``source.toml``, for messages."""
        return f"{self.folder}/{FILE}"


def read_source(folder: Path) -> tuple[Source, list[Problem]]:
    """Read the ``source.toml`` of a folder, and say what is wrong with it.

    The source is always one that its tables can be checked with: what cannot be read is left empty.
    """
    file = (folder / FILE).as_posix()
    values: dict[str, Any] = {}
    problem = None
    try:
        values = tomllib.loads((folder / FILE).read_bytes().decode("utf-8-sig"))
    except OSError as error:
        problem = Problem(file, (), "", f"cannot be read: {error.strerror}", code=Code.UNREADABLE_FILE)
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        byte = f"byte 0x{error.object[error.start]:02X}"
        problem = Problem(file, (row,), "", f"is not UTF-8 ({byte}); save it as UTF-8", code=Code.NOT_UTF_8)
    # A number of 5000 digits is a ValueError, a thousand open brackets a RecursionError.
    except (ValueError, RecursionError) as error:
        message = f"is not TOML: {str(error) or 'nested too deep'}"
        problem = Problem(file, (), "", message, code=Code.TOML_SYNTAX)
    source, problems = _check(values, file, folder.as_posix())
    return source, [problem] if problem else problems


def _check(values: dict[str, Any], file: str, folder: str) -> tuple[Source, list[Problem]]:
    problems = [
        Problem(file, (), "", f"has an unknown key {quote(key)}{did_you_mean(key, _KEYS)}", code=Code.UNKNOWN_KEY)
        for key in values
        if key not in _KEYS
    ]
    found: dict[str, Any] = {
        "id": folder,
        "kind": "table",
        "language": "und",
        "upstream": (),
        "folder": folder,
    }
    for key in _KEYS:
        if key in values:
            value, wrong = _READERS.get(key, _text)(values[key])
            wrong = wrong or _refusal(key, value)
        else:
            value, wrong = found.get(key, ""), _missing(key, values)
        if wrong:
            problems.append(Problem(file, (), key, wrong.text, _RULES.get(key, ""), code=wrong.code))
        found[key] = found.get(key, "") if wrong else value
    return Source(**found), problems


def _is_unfit(character: str) -> bool:
    """Whether no IRI may hold the character (RFC 3987, 2.2: ucschar), which is of no use in a text either."""
    code = ord(character)
    special = 0xFDD0 <= code <= 0xFDEF or 0xFFF0 <= code <= 0xFFFF or 0xE0000 <= code <= 0xE0FFF
    return special or code & 0xFFFE == 0xFFFE


@dataclass(frozen=True)
class _Wrong:
    """Why a value is not taken: what kind of problem it is, and in words."""

    code: Code
    text: str


def _missing(key: str, values: dict[str, Any]) -> _Wrong | None:
    if key == "sha256" and values.get("kind") == "document":
        return _Wrong(Code.MISSING_VALUE, "is missing; a document needs the SHA-256 of its bytes")
    return _Wrong(Code.MISSING_VALUE, f"is missing; write {_REQUIRED[key]}") if key in _REQUIRED else None


def _text(value: object) -> tuple[str, _Wrong | None]:
    if not isinstance(value, str):
        return "", _Wrong(Code.WRONG_FORM, "must be a text in quotation marks")
    text = value.strip()
    if any((unicodedata.category(c) in {"Cc", "Co", "Cs"} and c not in "\t\n") or _is_unfit(c) for c in text):
        return "", _Wrong(Code.CONTROL_CHARACTER, "has a control character; remove it")
    return text, None if text else _Wrong(Code.MISSING_VALUE, "is empty")


def _upstream(value: object) -> tuple[tuple[str, ...], _Wrong | None]:
    if not isinstance(value, list):
        return (), _Wrong(Code.WRONG_FORM, 'must be a list of names, like ["Lightcast"]')
    names = [_text(name) for name in value]
    wrong = next((_Wrong(wrong.code, f"has a name that {wrong.text}") for _, wrong in names if wrong), None)
    return tuple(dict.fromkeys(name for name, _ in names)), wrong


def _read_time(value: object) -> tuple[str, _Wrong | None]:
    wrong = _Wrong(Code.WRONG_FORM, "must be a date and time with its offset, like 2026-05-31T12:00:00Z")
    if isinstance(value, str) and _TIME.fullmatch(value.strip()):
        try:
            value = datetime.fromisoformat(value.strip().upper())
        except ValueError:
            return "", wrong
    if not isinstance(value, datetime) or value.tzinfo is None:
        return "", wrong
    try:
        utc = value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return "", wrong
    text = utc.isoformat()
    return (text.rstrip("0") if utc.microsecond else text) + "Z", None


def _language(value: object) -> tuple[str, _Wrong | None]:
    text, wrong = _text(value)
    return text.lower(), wrong


_READERS: dict[str, Callable[[object], tuple[Any, _Wrong | None]]] = {
    "language": _language,
    "upstream": _upstream,
    "captured": _read_time,
}


def _refusal(key: str, value: Any) -> _Wrong | None:
    """Why a text cannot be the value of this key."""
    told = ((code, check(value)) for name, code, check in _CHECKS if name == key)
    return next((_Wrong(code, text) for code, text in told if text), None)


def _id_refusal(value: str) -> str:
    # The same form as the ids in the tables; tables.FORMS writes it for RE2, which Python has not.
    if any(unicodedata.category(c)[0] == "C" or (unicodedata.category(c)[0] == "Z" and c != " ") for c in value):
        return f"{quote(value)} has characters that cannot be seen"
    if set(value) & set('|"<>\\^`{}') or "  " in value:
        return f'{quote(value)} must not hold | " < > \\ ^ ` {{ }} or two spaces together'
    if value in {".", ".."}:
        return f"{quote(value)} cannot be part of an IRI"
    return ""


def _source_id_refusal(value: str) -> str:
    too_long = len(value.encode()) > _LONGEST_ID
    return f"is longer than {_LONGEST_ID} bytes" if too_long else _id_refusal(value)


def _kind_refusal(value: str) -> str:
    return "" if value in KINDS else f"{quote(value)} must be {join_or(KINDS)}"


def _licence_refusal(value: str) -> str:
    if not value.lower().startswith(("http://", "https://")) or _WEB.fullmatch(value):
        return ""
    return f"{quote(value)} is not an IRI; it has a space or another character that an IRI cannot have"


def _url_refusal(value: str) -> str:
    return "" if _WEB.fullmatch(value) else f"{quote(value)} is not an address that starts with http:// or https://"


def _language_refusal(value: str) -> str:
    return "" if _TAG.fullmatch(value) else f"{quote(value)} is not a language tag; write it like en"


def _sha256_refusal(value: str) -> str:
    return "" if _SHA256.fullmatch(value) else f"{quote(value)} must be 64 lower-case hexadecimal digits"


def _folder_refusal(value: str) -> str:
    if "/" in value or "\\" in value or value.startswith("."):
        return f"{quote(value)} must be the name of a file beside {FILE}, without a folder"
    return ""


def _reserved_refusal(value: str) -> str:
    stem, _, suffix = value.rpartition(".")
    if value == FILE or (stem in BY_NAME and suffix.lower() in {"csv", "parquet"}):
        return f"{quote(value)} is the name of a table or of {FILE}; rename the capture"
    return ""


_CHECKS: tuple[tuple[str, Code, Callable[[str], str]], ...] = (
    ("id", Code.WRONG_FORM, _source_id_refusal),
    ("kind", Code.UNKNOWN_CODE, _kind_refusal),
    ("licence", Code.WRONG_FORM, _licence_refusal),
    ("language", Code.WRONG_FORM, _language_refusal),
    ("sha256", Code.WRONG_FORM, _sha256_refusal),
    ("document", Code.WRONG_FORM, _folder_refusal),
    ("document", Code.RESERVED_NAME, _reserved_refusal),
    ("coded_in", Code.WRONG_FORM, _id_refusal),
    ("url", Code.WRONG_FORM, _url_refusal),
)


def source_toml(source: Source, sha256: str) -> str:
    """The text of a ``source.toml`` that reads back as this source, with this SHA-256 or without one."""
    lines = []
    for key in _TEXTS:
        value = sha256 if key == "sha256" else getattr(source, key)
        if value:
            # JSON's escapes are TOML's; control characters other than these do not get here.
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}\n")
    if source.captured:
        lines.append(f"captured = {source.captured}\n")
    if source.upstream:
        names = ", ".join(json.dumps(name, ensure_ascii=False) for name in source.upstream)
        lines.append(f"upstream = [{names}]\n")
    return "".join(lines)
