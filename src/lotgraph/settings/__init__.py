"""The settings: one table of (name, type, default, help), read from a file and the environment.

A value is taken from, in this order: an option of the command line, the variable ``LOTGRAPH_NAME`` of the
environment, the line ``name = value`` of ``lotgraph.toml``, the default.  Everything that is wrong is
reported at once, each with the place where it was said.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lotgraph.errors import UsageError
from lotgraph.settings.options import DEFAULT_BASE, SETTINGS, Setting, Type
from lotgraph.settings.values import READERS

FILE = "lotgraph.toml"


PREFIX = "LOTGRAPH_"


_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Settings:
    """The settings of one run, each checked; ``SETTINGS`` says what they mean."""

    base: str
    title: str
    description: str
    language: str
    keywords: str
    themes: str
    publisher: str
    publisher_url: str
    contact_name: str
    contact_email: str
    contact_url: str
    licence: str
    version: str
    issued: str
    dump_formats: str
    shapes: str
    queryable_releases: int
    memory_megabytes: int
    host: str
    port: int
    workers: int
    threads: int
    address: str
    query_seconds: int
    query_megabytes: int
    query_bytes: int
    answer_rows: int
    answer_bytes: int
    stall_seconds: int
    delivery_seconds: int
    cache_bytes: int
    store_megabytes: int
    proxies: int
    engine: str
    service_hosts: str

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats of the dumps, by name."""
        return tuple(each.strip() for each in self.dump_formats.split(","))

    @property
    def own_shapes(self) -> tuple[Path, ...]:
        """The folders of the publisher's own shapes."""
        return tuple(map(Path, self.shapes.splitlines()))

    @property
    def services(self) -> tuple[str, ...]:
        """The hosts that a query may call."""
        return tuple(filter(None, (host.strip() for host in self.service_hosts.split(","))))

    @property
    def base_is_default(self) -> bool:
        """Whether the IRIs are those meant for the seeds."""
        return self.base == DEFAULT_BASE

    @classmethod
    def load(
        cls,
        config: Path | None,
        environ: Mapping[str, str],
        options: Mapping[str, object] = _NOTHING,
    ) -> Settings:
        """Read the settings; without ``config``, ``lotgraph.toml`` of the current folder, if there is one.

        ``options`` are those of the command line, by the name of the setting; None says nothing.
        """
        values: dict[str, Any] = {setting.name: setting.default for setting in SETTINGS}
        problems: list[str] = []
        for statement in _statements(config, environ, options):
            try:
                values[_setting(statement).name] = _check(statement)
            except ValueError as error:
                problems.append(f"{statement.where}: {error}")
        if problems:
            raise UsageError("\n".join(problems))
        return cls(**values)


@dataclass(frozen=True)
class _Statement:
    """A value, and where it was said in the user's terms; ``spelled`` where a number can only be text.

    ``folder`` is what paths start from, if not the current one.
    """

    name: str
    value: object
    where: str
    spelled: bool = True
    folder: Path | None = None


def _statements(config: Path | None, environ: Mapping[str, str], options: Mapping[str, object]) -> Iterator[_Statement]:
    """Everything that is said, the strongest last."""
    path = Path(FILE) if config is None else config
    if config is not None or path.is_file():
        for name, value in _table(path).items():
            yield _Statement(name, value, f"{path}: {name}", spelled=False, folder=path.parent)
    for variable, text in sorted(environ.items()):
        if variable.startswith(PREFIX):
            name = variable.removeprefix(PREFIX).lower()
            yield _Statement(name, text, f"environment variable {variable}")
    for name, value in options.items():
        if value is not None:
            yield _Statement(name, value, f"option --{name}")


def _table(path: Path) -> dict[str, object]:
    try:
        # Editors on Windows begin a file with a byte order mark, which tomllib refuses.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 (byte {error.start})") from error
    # A number of 5000 digits is a ValueError, a thousand open brackets a RecursionError.
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is not TOML: {str(error) or 'nested too deep'}") from error


def _setting(statement: _Statement) -> Setting:
    by_name = {setting.name: setting for setting in SETTINGS}
    if statement.name in by_name:
        return by_name[statement.name]
    near = difflib.get_close_matches(statement.name, by_name, n=1)
    if near:
        raise ValueError(f"there is no such setting; did you mean {near[0]}?")
    raise ValueError(f"there is no such setting; there are {', '.join(by_name)}")


def _check(statement: _Statement) -> str | int:
    """The value in the type of its setting; ValueError says what it must be."""
    setting, value = _setting(statement), statement.value
    if statement.spelled and isinstance(setting.default, int) and re.fullmatch(r"[0-9]{1,15}", str(value)):
        value = int(str(value))
    read = READERS[setting.type](value)
    if setting.type is Type.PATHS and statement.folder is not None:
        return "\n".join(str(statement.folder / name) for name in str(read).splitlines())
    return read
