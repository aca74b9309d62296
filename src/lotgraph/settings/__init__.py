"""The settings: one table of (name, type, default, help), read from a file and the environment.

A value is taken from, in this order: an option of the command line, the variable ``LOTGRAPH_NAME`` of the
environment, the line ``name = value`` of ``lotgraph.toml``, the default.  Everything that is wrong is
reported at once, each with the place where it was said.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from lotgraph.errors import UsageError
from lotgraph.formats.media import DUMPED
from lotgraph.schema import LANGUAGE_TAG

FILE = "lotgraph.toml"
PREFIX = "LOTGRAPH_"
DEFAULT_BASE = "https://w3id.org/lotgraph/"

_NOTHING: Mapping[str, object] = MappingProxyType({})


class Type(Enum):
    """What a setting holds; each value is the wording used in messages and docs."""

    BASE = "base IRI"
    TEXT = "text"
    WORD = "text, not empty"
    VERSION = "version"
    DATE = "date"
    HOST = "host"
    PORT = "port"
    COUNT = "whole number"
    LIMIT = "whole number, 1 or more"
    AMOUNT = "whole number, 0 or more"
    ADDRESS = "web address, or empty"
    ADDRESSES = "web addresses, with commas between them"
    EMAIL = "e-mail address, or empty"
    LANGUAGE = "language tag"
    HOSTS = "hosts, with commas between them"
    FORMATS = "formats, with commas between them"


@dataclass(frozen=True)
class Setting:
    """One setting, as users see it."""

    name: str
    type: Type
    default: str | int
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "base",
        Type.BASE,
        DEFAULT_BASE,
        "What the IRIs of the data begin with. The default is meant for the seeds; "
        "who publishes other sources sets an address of their own.",
    ),
    Setting("title", Type.WORD, "lotgraph", "Name of the publication, in the catalogue and on the pages."),
    Setting(
        "description",
        Type.TEXT,
        "",
        "What the publication is about, in the catalogue and on the pages. Empty: a sentence that fits any.",
    ),
    Setting("language", Type.LANGUAGE, "en", "Language of `title`, `description` and `keywords` (BCP 47)."),
    Setting("keywords", Type.TEXT, "", "What the publication may be found by, with commas between them."),
    Setting(
        "themes",
        Type.ADDRESSES,
        "http://publications.europa.eu/resource/authority/data-theme/SOCI",
        "Themes of the publication, best from the EU's list of data themes; the default is population and society.",
    ),
    Setting("publisher", Type.TEXT, "", "Who publishes; empty: not stated."),
    Setting("publisher_url", Type.ADDRESS, "", "Home page of the publisher."),
    Setting("contact_name", Type.TEXT, "", "Whom to ask about the data; empty: `publisher`."),
    Setting("contact_email", Type.EMAIL, "", "E-mail address for questions about the data; it is shown to everybody."),
    Setting("contact_url", Type.ADDRESS, "", "Page or form for questions about the data."),
    Setting(
        "licence",
        Type.WORD,
        "not stated",
        "Licence of the publication as a whole, as text or as an IRI. "
        "Each source keeps the licence that its own `source.toml` states.",
    ),
    Setting(
        "version",
        Type.VERSION,
        "",
        "Version of the release, and the name of its folder. Empty: `0+` and a digest of everything that goes into it.",
    ),
    Setting("issued", Type.DATE, "", "Day on which the release is published, `2026-05-31`; empty: not stated."),
    Setting(
        "dump_formats",
        Type.FORMATS,
        "nquads, trig, turtle, ntriples",
        f"Formats of the dumps, `nquads` among them: {', '.join(f'`{name}`' for name in DUMPED)}. "
        "Each is written plain, with gzip and with zstd, of the whole and of each graph.",
    ),
    Setting(
        "queryable_releases",
        Type.AMOUNT,
        2,
        "Earlier releases that stay queryable beside the current one, those published last; a build drops the stores "
        "of the others. Their dumps, catalogue, report and checksums stay.",
    ),
    Setting(
        "memory_megabytes",
        Type.AMOUNT,
        0,
        "Memory that the tables may take while they are read and mapped; what is more goes to files in the temporary "
        "folder (`TMPDIR`). 0: half of what the machine, or its control group, has.",
    ),
    Setting("host", Type.HOST, "127.0.0.1", "Address to listen on; `0.0.0.0` for all of the machine's."),
    Setting("port", Type.PORT, 8000, "Port to listen on; 0 takes a free one."),
    Setting(
        "workers",
        Type.COUNT,
        16,
        "Queries that are evaluated at once, each in a process of its own; one more is told to come again (429).",
    ),
    Setting("threads", Type.COUNT, 64, "Requests that are answered at a time; those beyond it wait."),
    Setting(
        "address",
        Type.ADDRESS,
        "",
        "Public address of the site, for the service description. Empty: `base` of the release; where that is the "
        "default, the address that the server listens on.",
    ),
    Setting("query_seconds", Type.LIMIT, 30, "Longest that a query may run; a request may ask for less (`timeout=`)."),
    Setting("query_megabytes", Type.LIMIT, 1024, "Memory of its own that the evaluation of a query may take."),
    Setting("query_bytes", Type.LIMIT, 1024 * 1024, "Longest request that is read, in bytes."),
    Setting("answer_rows", Type.LIMIT, 2_000_000, "Rows (of a graph: triples) that an answer may have."),
    Setting("answer_bytes", Type.LIMIT, 1024 * 1024 * 1024, "Bytes that an answer may have, before compression."),
    Setting(
        "stall_seconds",
        Type.LIMIT,
        30,
        "Longest that a client may leave its request unfinished or its answer unread before it is left.",
    ),
    Setting("delivery_seconds", Type.LIMIT, 300, "Longest that the delivery of an answer may wait for its client."),
    Setting("cache_bytes", Type.AMOUNT, 64 * 1024 * 1024, "Memory for answers that are kept to be given again."),
    Setting(
        "store_megabytes",
        Type.AMOUNT,
        6144,
        "Memory that the data of a release may take, with the copy that each worker has of them, and never more than "
        "half of the machine's; where two copies need more, they are read from the disk. 0: always from the disk.",
    ),
    Setting(
        "proxies",
        Type.AMOUNT,
        0,
        "Proxies in front whose X-Forwarded-For, -Proto and -Prefix are believed; 0 believes none.",
    ),
    Setting(
        "engine",
        Type.ADDRESS,
        "",
        "Another SPARQL 1.1 endpoint that evaluates the queries; empty: the store of the release. "
        "A query that is stopped here may run on there.",
    ),
    Setting(
        "service_hosts",
        Type.HOSTS,
        "",
        "Hosts (`query.example.org`, with a port `example.org:8080`) that a query may call by SERVICE. Each can lead "
        "the call on to other addresses, and with any the workers keep the network: trust them. Empty: none.",
    ),
)


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
        for said in _statements(config, environ, options):
            try:
                values[_setting(said).name] = _check(said)
            except ValueError as error:
                problems.append(f"{said.where}: {error}")
        if problems:
            raise UsageError("\n".join(problems))
        return cls(**values)


@dataclass(frozen=True)
class _Statement:
    """A value, and where it was said in the user's terms; ``spelled`` where a number can only be text."""

    name: str
    value: object
    where: str
    spelled: bool = True


def _statements(config: Path | None, environ: Mapping[str, str], options: Mapping[str, object]) -> Iterator[_Statement]:
    """Everything that is said, the strongest last."""
    path = Path(FILE) if config is None else config
    if config is not None or path.is_file():
        for name, value in _table(path).items():
            yield _Statement(name, value, f"{path}: {name}", spelled=False)
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


def _setting(said: _Statement) -> Setting:
    by_name = {setting.name: setting for setting in SETTINGS}
    if said.name in by_name:
        return by_name[said.name]
    near = difflib.get_close_matches(said.name, by_name, n=1)
    if near:
        raise ValueError(f"there is no such setting; did you mean {near[0]}?")
    raise ValueError(f"there is no such setting; there are {', '.join(by_name)}")


def _check(said: _Statement) -> str | int:
    """The value in the type of its setting; ValueError says what it must be."""
    setting, value = _setting(said), said.value
    if said.spelled and isinstance(setting.default, int) and re.fullmatch(r"[0-9]{1,15}", str(value)):
        value = int(str(value))
    return _READERS[setting.type](value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text in quotes, not {value}")
    if re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", value):
        raise ValueError(f"must not hold control characters or line breaks: {value!r}")
    return value


def _word(value: object) -> str:
    text = _text(value)
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def _base(value: object) -> str:
    base = _text(value)
    if re.search(r"[\s<>\"{}|\\^`]", base):
        raise ValueError(f'must not hold spaces or any of <>"{{}}|\\^`: {base!r}')
    if not _is_absolute(base):
        raise ValueError(f"must be an absolute http or https IRI such as {DEFAULT_BASE}, not {base!r}")
    if "?" in base or "#" in base:
        raise ValueError(f"must have no query and no fragment: {base!r}")
    if re.search(r"%(?![0-9A-Fa-f]{2})", base) or {".", ".."} & set(urlsplit(base).path.split("/")):
        raise ValueError(f"must have no stray % and no . or .. between slashes: {base!r}")
    if not base.endswith("/"):
        raise ValueError(f"must end with a slash: {base!r}")
    return base


def _is_absolute(iri: str) -> bool:
    try:
        parts = urlsplit(iri)
        # Reading the port is what makes urlsplit look at it.
        named = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    return named and parts.scheme in {"http", "https"}


def _version(value: object) -> str:
    version = _text(value)
    if version and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}", version):
        raise ValueError(f"must be up to 64 letters, digits and . _ + - and begin with a letter or digit: {version!r}")
    if version.lower() == "latest":
        raise ValueError("must not be 'latest': /releases/latest leads to the current release, whichever it is")
    return version


def _date(value: object) -> str:
    # TOML has dates of its own, so both issued = 2026-05-31 and issued = "2026-05-31" are meant alike.
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    date = value if isinstance(value, str) else str(value)
    if date and not _is_day(date):
        raise ValueError(f"must be a day such as 2026-05-31, not {date!r}")
    return date


def _is_day(text: str) -> bool:
    # fromisoformat alone would take 20260531 and 2026-W22-7 too.
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _host(value: object) -> str:
    host = _text(value)
    if not host or re.search(r"[\s/@]", host):
        raise ValueError(f"must be the name or address of a host, not {host!r}")
    return host


def _port(value: object) -> int:
    return _number(value, 0, 65535)


def _count(value: object) -> int:
    return _number(value, 1, 64)


def _limit(value: object) -> int:
    return _number(value, 1, 10**12)


def _amount(value: object) -> int:
    return _number(value, 0, 10**12)


def _web_address(value: object) -> str:
    address = _text(value)
    if address and (not _is_absolute(address) or re.search(r"[\s<>\"{}|\\^`?#]", address)):
        raise ValueError(f"must be an http or https address without query and fragment, or empty, not {address!r}")
    return address


def _web_addresses(value: object) -> str:
    addresses = [each.strip() for each in _text(value).split(",")]
    return ", ".join(filter(None, map(_web_address, addresses)))


def _email(value: object) -> str:
    email = _text(value)
    # What a mailto: IRI may hold as it is (RFC 6068, 2), of what mail systems take.
    if email and not re.fullmatch(r"[A-Za-z0-9.!$'*+_~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", email):
        raise ValueError(f"must be an e-mail address such as data@example.org, or empty, not {email!r}")
    return email


def _language(value: object) -> str:
    tag = _text(value)
    if not re.fullmatch(LANGUAGE_TAG, tag):
        raise ValueError(f"must be a language tag such as en or pt-BR, not {tag!r}")
    return tag


def _hosts(value: object) -> str:
    hosts = _text(value)
    for host in filter(None, (each.strip() for each in hosts.split(","))):
        if not re.fullmatch(r"[\w.-]+(:[0-9]+)?|\[[0-9A-Fa-f:]+\](:[0-9]+)?", host):
            raise ValueError(f"must be names of hosts with commas between them, not {host!r}")
    return hosts


def _formats(value: object) -> str:
    names = [each.strip() for each in _text(value).split(",")]
    for name in names:
        if name not in DUMPED:
            raise ValueError(f"must be names of formats ({', '.join(DUMPED)}) with commas between them, not {name!r}")
    if "nquads" not in names:
        raise ValueError("must name nquads too, from which a store is made again")
    if len(set(names)) < len(names):
        raise ValueError(f"must name each format once: {value!r}")
    return ", ".join(names)


def _number(value: object, least: int, most: int) -> int:
    # bool is an int to Python, not to the user who writes port = true.
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"must be a whole number, not {value!r}")
    if not least <= value <= most:
        raise ValueError(f"must be from {least} to {most}, not {value}")
    return value


_READERS: Mapping[Type, Callable[[object], str | int]] = MappingProxyType(
    {
        Type.BASE: _base,
        Type.TEXT: _text,
        Type.WORD: _word,
        Type.VERSION: _version,
        Type.DATE: _date,
        Type.HOST: _host,
        Type.PORT: _port,
        Type.COUNT: _count,
        Type.LIMIT: _limit,
        Type.AMOUNT: _amount,
        Type.ADDRESS: _web_address,
        Type.ADDRESSES: _web_addresses,
        Type.EMAIL: _email,
        Type.LANGUAGE: _language,
        Type.HOSTS: _hosts,
        Type.FORMATS: _formats,
    }
)
