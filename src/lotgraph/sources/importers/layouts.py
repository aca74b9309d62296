"""The layout of a table that a publisher brings as it is: a TOML file that says what its columns hold."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lotgraph.errors import UsageError
from lotgraph.errors.problems import Code
from lotgraph.sources.importers.characters import is_id
from lotgraph.sources.importers.download import refusal
from lotgraph.sources.wording import did_you_mean, join_or

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("scheme", "columns", "labels", "levels", "parents", "only"),
    "scheme": ("id", "version", "title", "language", "publisher", "licence", "url", "kind"),
    "columns": ("code", "label", "parent", "level", "alternative", "separator", "definition", "description"),
    "levels": ("name", "value", "code", "label", "labels"),
    "parents": ("prefix",),
}
KINDS: Final = ("occupations", "skills")


@dataclass(frozen=True)
class Level:
    """A level, the highest first: the word for it in the column of levels, or columns of its codes and labels."""

    name: str
    value: str = ""
    code: str = ""
    label: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """What the columns hold; columns are named as in the files, languages are tags (BCP 47)."""

    path: Path
    scheme: Mapping[str, str]
    columns: Mapping[str, str]
    labels: Mapping[str, str]
    levels: tuple[Level, ...]
    only: Mapping[str, tuple[str, ...]]
    is_prefixed: bool

    @property
    def kind(self) -> str:
        """What the concepts are: occupations or skills."""
        return self.scheme.get("kind", KINDS[0])

    def named(self) -> dict[str, str]:
        """Each column that the layout names, with the place where it does."""
        found = {name: f"[columns] {key}" for key, name in self.columns.items() if key != "separator"}
        found |= {name: f"[labels] {language}" for language, name in self.labels.items()}
        for level in self.levels:
            for name in filter(None, (level.code, level.label, *level.labels.values())):
                found.setdefault(name, f"[[levels]] {level.name}")
        return found | dict.fromkeys(self.only, "[only]")


def read_layout(path: Path | None) -> Layout:
    """Read the file.  Raises UsageError without one, and DownloadError that names the key that is wrong."""
    if path is None:
        raise UsageError("import table: needs --map FILE, which says what the columns hold (docs/taxonomies.md)")
    stated = _toml(path)
    _check_keys(path, "", stated, _KEYS[""])
    scheme, columns, labels = (_texts(path, name, stated.get(name, {})) for name in ("scheme", "columns", "labels"))
    for name, table in (("scheme", scheme), ("columns", columns)):
        _check_keys(path, f"[{name}]", table, _KEYS[name])
    for name, key, table in (("columns", "code", columns), ("scheme", "id", scheme), ("scheme", "title", scheme)):
        if not table.get(key):
            raise refusal(Code.MISSING_VALUE, path, f"has no {key} in [{name}]")
    if not is_id(scheme["id"]):
        raise refusal(Code.WRONG_FORM, path, f"[scheme] id {scheme['id']!r} cannot be an id; use letters, digits and -")
    if scheme.get("kind", KINDS[0]) not in KINDS:
        raise refusal(Code.UNKNOWN_CODE, path, f"[scheme] kind must be {join_or(KINDS)}")
    parents = _check_keys(path, "[parents]", stated.get("parents", {}), _KEYS["parents"])
    levels = tuple(_level(path, each) for each in _list(path, stated.get("levels", [])))
    only = {name: tuple(map(str, _list(path, values))) for name, values in _check_only(path, stated).items()}
    return Layout(path, scheme, columns, labels, levels, only, parents.get("prefix") is True)


def check_columns(layout: Layout, header: Collection[str]) -> None:
    """Raise DownloadError for a column that the layout names and none of the files has."""
    for name, place in layout.named().items():
        if name not in header:
            near = did_you_mean(name, list(header)) or f"; they have {', '.join(sorted(header)[:8])}"
            message = f"{place} names the column {name!r}, which none of the files has{near}"
            raise refusal(Code.MISSING_COLUMN, layout.path, message)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise refusal(Code.WRONG_PATH, path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise refusal(Code.NOT_UTF_8, path, f"is not UTF-8 (byte {error.start})") from error
    # A number of 5000 digits is a ValueError, a thousand open brackets a RecursionError.
    except (ValueError, RecursionError) as error:
        raise refusal(Code.TOML_SYNTAX, path, f"is not TOML: {str(error) or 'nested too deep'}") from error


def _check_keys(path: Path, place: str, table: object, known: tuple[str, ...]) -> dict[str, Any]:
    """The table, whose keys are all known."""
    if not isinstance(table, dict):
        raise refusal(Code.WRONG_FORM, path, f"{place or 'the file'} must be a table, written as {place or '[scheme]'}")
    for key in table:
        if key not in known:
            near = did_you_mean(key, known) or f"; there are {', '.join(known)}"
            raise refusal(Code.UNKNOWN_CODE, path, f"has the unknown key {key!r} in {place or 'its top'}{near}")
    return table


def _texts(path: Path, name: str, table: object) -> dict[str, str]:
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise refusal(Code.WRONG_FORM, path, f"[{name}] must be a table of texts in quotes")
    return dict(table)


def _list(path: Path, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise refusal(Code.WRONG_FORM, path, "[[levels]] and the values of [only] are lists")
    return value


def _check_only(path: Path, stated: Mapping[str, Any]) -> dict[str, Any]:
    only = stated.get("only", {})
    if not isinstance(only, dict):
        raise refusal(Code.WRONG_FORM, path, "[only] must be a table: a column, and the list of the values to take")
    return only


def _level(path: Path, stated: object) -> Level:
    level = _check_keys(path, "[[levels]]", stated, _KEYS["levels"])
    labels = _texts(path, "levels.labels", level.get("labels", {}))
    texts = _texts(path, "levels", {key: value for key, value in level.items() if key != "labels"})
    if not texts.get("name") or not (texts.get("value") or texts.get("code")):
        message = "[[levels]] needs a name, and a value (a word of the column of levels) or a code (a column)"
        raise refusal(Code.MISSING_VALUE, path, message)
    return Level(**texts, labels=labels)
