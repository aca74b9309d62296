"""DuckDB as it is used here: with how much memory, where it puts what does not fit, and its end in our words."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir
from typing import Final

import duckdb

from lotgraph.errors import ResourceError

_SHARE: Final = 2
"""The database takes one part in so many of the machine's memory; the stores of a build need the rest."""

_LEAST: Final = 256
_CGROUPS: Final = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_SETTINGS: Final[dict[str, str | bool | int | float | list[str]]] = {
    # Nothing is fetched from anywhere, and no table name is taken for a Python variable.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


def connect(temp: Path | None = None, megabytes: int = 0) -> duckdb.DuckDBPyConnection:
    """An empty database in memory.

    What is more than ``megabytes`` (0: half of what the machine has) goes to files below ``temp``, by default below
    the system's temporary folder.  They are made when they are needed, and removed when the connection is closed.
    """
    # A folder that is there before, DuckDB would leave behind.
    files = str((temp or Path(gettempdir())) / f"lotgraph-facts-{uuid.uuid4().hex}")
    limit = f"{megabytes or machine_megabytes() // _SHARE}MB"
    return duckdb.connect(":memory:", config=_SETTINGS | {"memory_limit": limit, "temp_directory": files})


def machine_megabytes() -> int:
    """The memory that this process may have, of the machine or of its control group, in MB."""
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in _CGROUPS:
        with suppress(OSError, ValueError):
            sizes.append(int(file.read_text()))
    return max(min(sizes) // 1_000_000, _SHARE * _LEAST)


@contextmanager
def memory_errors() -> Iterator[None]:
    """The end of the memory, or of the disk that is to take its place, as one line that says what to do."""
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        why = " ".join(str(error).partition("\n")[0].split()).removeprefix("Out of Memory Error: ")
        raise ResourceError(
            "the tables need more memory than they may have; set memory_megabytes higher, make room in the temporary "
            f"folder ({gettempdir()}), or build fewer sources together{f' ({why})' if why else ''}"
        ) from error
