"""The source folder that an import makes: written beside its place and renamed into it when it is whole."""

from __future__ import annotations

import csv
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from lotgraph.errors import (
    DownloadError,
    InputError,
    Problem,
    ReleaseError,
    UsageError,
)
from lotgraph.errors.problems import Code
from lotgraph.formats.spreadsheet import guard
from lotgraph.schema import BY_NAME, Type
from lotgraph.settings.resources import ontology_dir
from lotgraph.sources.folder import read_sources
from lotgraph.sources.importers.characters import printable
from lotgraph.sources.importers.report import Line, Report
from lotgraph.sources.source import FILE, Source, source_toml

_FRAMES = {"schemes", "levels", "areas", "codes", "retirements"}
"""The tables that frame what others say, and say nothing alone."""

_TEXTS = {Type.TEXT, Type.ID, Type.CONCEPT}


class Target:
    """A source folder in the making.

    ``version`` is what the user said of the download's version, if anything; ``stands_alone`` whether its tables
    refer to those of no other source.
    """

    def __init__(self, folder: Path, place: Path, version: str, files: ExitStack) -> None:
        self.version = version
        self.report = Report()
        self.stands_alone = True
        self._folder = folder
        self._place = place
        self._files = files
        self._writers: dict[str, Any] = {}
        self._outs: dict[str, TextIO] = {}
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
            self._outs[table] = out
            self._writers[table] = csv.writer(out, lineterminator="\n")
            self._writers[table].writerow(cells)
        self._writers[table].writerow(
            [guard(str(cells[name])) if is_text else cells[name] for name, is_text in self._columns[table]]
        )

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of a table as they are written by now, their cells guarded."""
        if table not in self._writers:
            return []
        self._outs[table].flush()
        with (self._folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def printable(self, text: str, column: str, file: str, row: int) -> str:
        """A text without characters that no cell may hold and without blanks around it; says what was taken away."""
        fit = printable(text)
        if fit != text.replace("\r\n", "\n").replace("\r", "\n"):
            self.report.repaired(file, f"control characters in {column}", row, text)
        return fit.strip()

    def describe(self, stated: Mapping[str, str], upstream: tuple[str, ...] = ()) -> None:
        """Write the ``source.toml``; its digest is that of the digests and names of the files read."""
        said = {"kind": "table", "document": "", "captured": "", "coded_in": "", "url": "", **stated}
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._read.items()))
        digest = hashlib.sha256(lines.encode()).hexdigest()
        source = Source(sha256=digest, upstream=upstream, folder="", **said)
        (self._folder / FILE).write_text(source_toml(source, digest), encoding="utf-8")

    def finish(self, *, check: bool = False) -> tuple[Line, ...]:
        """Write the report and put the folder in its place.

        With ``check`` it is read first as a build will: raises DownloadError, which says what a build would refuse.
        """
        lines = self.report.lines()
        if not self._writers.keys() - _FRAMES:
            why = max((line for line in lines if line.outcome == "set-aside"), key=lambda line: line.count, default="")
            message = f"has nothing that can be kept{f'; {why}' if why else ''}"
            raise DownloadError((Problem(self.first_file, (), "", message, code=Code.NO_DATA),))
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
        if check and self.stands_alone:
            self._check()
        if self._place.exists():
            self._place.rmdir()
        self._folder.chmod(0o755)
        self._folder.rename(self._place)
        return lines

    def _check(self) -> None:
        """Read what was written as a build will, so that nothing is kept that no build takes."""
        try:
            read_sources((self._folder,), ontology_dir() / "codes.csv").connection.close()
        except InputError as error:
            start = f"{self._folder.as_posix()}/"
            message = "a build would refuse what this import makes of the download"
            problems = (
                replace(each, file=self._place.name, text=f"{each.text} ({message}, {each.file.removeprefix(start)})")
                for each in error.problems
            )
            raise DownloadError(tuple(problems)) from error
