"""The source folder that an import makes: written beside its place and renamed into it when it is whole."""

from __future__ import annotations

import csv
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from lotgraph.errors import ReleaseError, UsageError
from lotgraph.importers.report import Line, Report
from lotgraph.sources.source import FILE, Source, source_toml
from lotgraph.spreadsheet import guard
from lotgraph.tables import BY_NAME, Type

_TEXTS = {Type.TEXT, Type.ID, Type.CONCEPT}


class Target:
    """A source folder in the making.  ``version`` is what the user said of the download's version, if anything."""

    def __init__(self, folder: Path, place: Path, version: str, files: ExitStack) -> None:
        self.version = version
        self.report = Report()
        self._folder = folder
        self._place = place
        self._files = files
        self._writers: dict[str, Any] = {}
        self._columns: dict[str, list[tuple[str, bool]]] = {}
        self._read: dict[str, str] = {}

    @classmethod
    @contextmanager
    def beside(cls, out: Path, version: str) -> Iterator[Target]:
        """A folder beside ``out``, which is removed again unless it is finished."""
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UsageError(f"{out}: is there already; name a new folder, or remove it first")
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        except OSError as error:
            raise ReleaseError(f"{out}: cannot be written ({error.strerror})") from error
        try:
            with ExitStack() as files:
                yield cls(folder, out, version, files)
        except OSError as error:
            raise ReleaseError(f"{out}: cannot be written ({error.strerror})") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def taken(self, name: str, content: bytes) -> None:
        """Note a file that was read, for the digest of the source."""
        self._read[name] = hashlib.sha256(content).hexdigest()

    @property
    def first_file(self) -> str:
        """Name of the file that was read first."""
        return next(iter(self._read), "")

    def add(self, table: str, **cells: object) -> None:
        """Write a row; the first of a table says which columns it has."""
        if table not in self._writers:
            known = {column.name: column.type in _TEXTS for column in BY_NAME[table].columns}
            self._columns[table] = [(name, known[name]) for name in cells]
            out = self._files.enter_context((self._folder / f"{table}.csv").open("w", encoding="utf-8", newline=""))
            self._writers[table] = csv.writer(out, lineterminator="\n")
            self._writers[table].writerow(cells)
        self._writers[table].writerow(
            [guard(str(cells[name])) if is_text else cells[name] for name, is_text in self._columns[table]]
        )

    def describe(self, stated: Mapping[str, str], upstream: tuple[str, ...] = ()) -> None:
        """Write the ``source.toml``; its digest is that of the digests and names of the files read."""
        said = {"kind": "table", "document": "", "captured": "", "coded_in": "", "url": "", **stated}
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._read.items()))
        digest = hashlib.sha256(lines.encode()).hexdigest()
        source = Source(sha256=digest, upstream=upstream, folder="", **said)
        (self._folder / FILE).write_text(source_toml(source, digest), encoding="utf-8")

    def finish(self) -> tuple[Line, ...]:
        """Write the report and put the folder in its place."""
        lines = self.report.lines()
        for number, line in enumerate(lines, start=1):
            self.add(
                "import_report",
                id=number,
                file=line.file,
                outcome=line.outcome,
                count=line.count,
                reason=line.reason,
                example=line.example,
            )
        self._files.close()
        if self._place.exists():
            self._place.rmdir()
        self._folder.chmod(0o755)
        self._folder.rename(self._place)
        return lines
