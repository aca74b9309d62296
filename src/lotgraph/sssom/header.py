"""The header of an SSSOM/TSV file: the part of YAML that such headers are written in.

Read are keys with one value, lists of values, and the map of prefixes; flow style but for quoted texts, anchors
and texts over several lines are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_ENTRY = re.compile(r"(['\"]?)([\w.-]+)\1:(?:\s+(.*))?")
_COMMENT = re.compile(r"\s+#.*$")


@dataclass(frozen=True)
class Header:
    """What a header says: the prefixes, and each other key with its value, of a list the values parted by ``|``."""

    prefixes: Mapping[str, str]
    stated: Mapping[str, str]


def read_header(lines: Iterable[str]) -> Header:
    """Read the lines that begin with ``#``; what is not understood is left out."""
    bare = [line[1:].rstrip() for line in lines]
    depth = min((len(line) - len(line.lstrip()) for line in bare if line.strip()), default=0)
    prefixes: dict[str, str] = {}
    stated: dict[str, str] = {}
    key = ""
    for line in (line[depth:] for line in bare if line.strip()):
        item = line.lstrip()
        found = _ENTRY.fullmatch(item)
        if item.startswith("- "):
            stated[key] = "|".join(filter(None, (stated.get(key, ""), _scalar(item[2:]))))
        elif found and not line[0].isspace():
            key = found[2]
            stated[key] = _scalar(found[3] or "")
        elif found and key == "curie_map":
            prefixes[found[2]] = _scalar(found[3] or "")
    return Header(prefixes, {name: value for name, value in stated.items() if value})


def _scalar(text: str) -> str:
    """The text of a plain or quoted scalar (YAML 1.2, 7.3)."""
    text = text.strip()
    if text[:1] == '"':
        try:
            value, _ = json.JSONDecoder().raw_decode(text)
        except ValueError:
            return text.strip('"')
        return str(value)
    if text[:1] == "'":
        return text[1 : text.rfind("'")].replace("''", "'") if text.count("'") > 1 else text[1:]
    plain = _COMMENT.sub("", text)
    return "" if plain in {"~", "null"} else plain
