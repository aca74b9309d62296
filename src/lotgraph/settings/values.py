"""The values of settings: checked by type, each in its one form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from lotgraph.formats.media import DUMPED
from lotgraph.schema import LANGUAGE_TAG
from lotgraph.settings.options import DEFAULT_BASE, Type


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


def _paths(value: object) -> str:
    """A line each."""
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"must be a list of folders, not {value!r}")
    return "\n".join(filter(None, (name.strip() for name in names)))


def _number(value: object, least: int, most: int) -> int:
    # bool is an int to Python, not to the user who writes port = true.
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"must be a whole number, not {value!r}")
    if not least <= value <= most:
        raise ValueError(f"must be from {least} to {most}, not {value}")
    return value


READERS: Mapping[Type, Callable[[object], str | int]] = MappingProxyType(
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
        Type.PATHS: _paths,
    }
)
