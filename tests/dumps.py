"""The dumps of a release as they are before they are packed."""

from __future__ import annotations

from pathlib import Path

from lotgraph.formats.frames import open_plain


def plain(path: Path) -> bytes:
    """The bytes of a dump by the name that it has when it is unpacked."""
    with open_plain(path) as file:
        return file.read()
