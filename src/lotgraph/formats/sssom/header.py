"""The metadata of a set of mappings: YAML in the commented header of an SSSOM/TSV file, or in a file beside it.

YAML is read by PyYAML's basic loader, which makes texts of all scalars, so that the version ``1.10`` stays what it
is, and knows no tags.  What a hostile header could do beyond that is bounded: its size, its depth, and how often an
alias repeats what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import yaml

_LONGEST: Final = 1_000_000
_DEEPEST: Final = 20
_MOST: Final = 100_000
_NO_VALUE: Final = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True)
class Header:
    """What a header says: the prefixes, and each other key with its value, of a list the values parted by ``|``."""

    prefixes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    stated: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def over(self, other: Header) -> Header:
        """The header, with what only the other one says."""
        return Header({**other.prefixes, **self.prefixes}, {**other.stated, **self.stated})


class HeaderError(ValueError):
    """A header is not the YAML that it must be; ``line`` is the line of its text, from 1."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


def read_header(text: str) -> Header:
    """Read the YAML of a header.  Raises HeaderError."""
    if len(text) > _LONGEST:
        raise HeaderError(1, f"has more than {_LONGEST:,} characters of metadata")
    try:
        _check_depth(text)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        raise HeaderError(
            _line(error.problem_mark), f"the metadata are not YAML: {error.problem or error.context}"
        ) from error
    except yaml.YAMLError as error:
        raise HeaderError(1, f"the metadata are not YAML: {str(error).splitlines()[0]}") from error
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return Header()
    if not isinstance(root, yaml.MappingNode):
        raise HeaderError(1, "the metadata are not keys with their values, like license: https://example.org/licence")
    return _read_stated(root)


def _check_depth(text: str) -> None:
    """Raise HeaderError where the text is nested deeper than any header, before it takes time or memory."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise HeaderError(_line(event.start_mark), f"the metadata are nested more than {_DEEPEST} deep")


def _line(mark: Any) -> int:
    return int(mark.line) + 1 if mark else 1


def _read_stated(root: yaml.MappingNode) -> Header:
    prefixes: dict[str, str] = {}
    stated: dict[str, str] = {}
    for key, node in root.value:
        if key.value == "curie_map" and isinstance(node, yaml.MappingNode):
            prefixes |= {name.value: _scalar(value) for name, value in node.value if isinstance(name.value, str)}
        elif isinstance(key, yaml.ScalarNode) and (value := "|".join(_values(node))):
            stated[key.value] = value
    return Header(prefixes, stated)


def _values(node: yaml.Node) -> Iterator[str]:
    """The texts of a value, of a list those of its members; a map has none."""
    members = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if len(members) > _MOST:
        raise HeaderError(_line(node.start_mark), f"has a list of more than {_MOST:,} values")
    yield from filter(None, map(_scalar, members))


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        return ""
    text = " ".join(str(node.value).split())
    return "" if node.style is None and text in _NO_VALUE else text
