"""Reading folders: one ``source.toml`` and some tables each, into checked fact tables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from lotgraph.errors import InputError, Problem
from lotgraph.errors.problems import Code
from lotgraph.schema import BY_NAME, Table
from lotgraph.sources.captures import check_capture
from lotgraph.sources.cells import check_header, load_cells
from lotgraph.sources.columnar import stage_parquet
from lotgraph.sources.delimited import read_delimited
from lotgraph.sources.facts import FactTables
from lotgraph.sources.identity import check_identity, refuse_versions
from lotgraph.sources.mappings import FILE as MAPPINGS
from lotgraph.sources.mappings import count_mappings, stage_sssom
from lotgraph.sources.naming import propose_ids, resolve_aliases
from lotgraph.sources.reading import ReadSession, connect, translate_errors
from lotgraph.sources.references import check_references
from lotgraph.sources.source import FILE, Source, read_source
from lotgraph.sources.wording import did_you_mean, join_or, quote
from lotgraph.sources.written import tables_digest

_TABLE_SUFFIXES = {".csv", ".parquet"}
_OTHER_SUFFIXES = {".xlsx", ".xls", ".ods", ".numbers", ".tsv", ".tab"}
_BUILT_IN = ""
"""The source id of the codes that lotgraph brings along."""


def find_sources(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The folders with a ``source.toml``: the paths themselves, or the folders directly below them.

    Raises InputError, which says what was expected, for every path that has none.
    """
    folders, problems = _find(paths)
    if problems:
        raise InputError(tuple(sorted(problems)))
    return folders


def read_sources(
    paths: Iterable[Path],
    codes: Path,
    documents: Path | None = None,
    temp: Path | None = None,
    megabytes: int = 0,
) -> FactTables:
    """Read and check the sources at ``paths``, with the built-in codes of the file ``codes``.

    Captured documents are looked for beside their ``source.toml`` and in ``documents``.  The tables are kept in
    memory; what is more than ``megabytes`` (0: half of the machine's) goes to files below ``temp``.
    Raises InputError with every problem of the run, ResourceError where memory and disk do not suffice.
    """
    paths = tuple(paths)
    folders, problems = _find(paths)
    with translate_errors(", ".join(map(str, paths))), TemporaryDirectory(dir=temp, prefix="reading-") as scratch:
        reading = ReadSession(connect(temp, megabytes), Path(scratch))
        try:
            reading.problems.extend(problems)
            return _read(reading, folders, codes, documents)
        except BaseException:
            reading.connection.close()
            raise


def _read(reading: ReadSession, folders: Iterable[Path], codes: Path, documents: Path | None) -> FactTables:
    _read_table(reading, BY_NAME["codes"], _BUILT_IN, "en", codes)
    sources = tuple(_read_folders(reading, folders))
    propose_ids(reading)
    resolve_aliases(reading)
    check_references(reading, sources)
    check_identity(reading)
    for source in sources:
        check_capture(reading, source, documents)
    count_mappings(reading)
    _warn_of_imports(reading)
    if reading.problems:
        raise InputError(tuple(sorted(set(reading.problems))), tuple(sorted(reading.warnings)))
    return _finish(reading, sources)


def _warn_of_imports(reading: ReadSession) -> None:
    """Warn of the files and columns of a download of which an import did not know what they hold."""
    rows = reading.run("""select source, "row", file, outcome, reason from import_report
        where outcome in ('unknown', 'unknown-column') order by all""")
    for source, row, name, outcome, reason in rows:
        if outcome == "unknown":
            code, what = (
                Code.UNREAD_FILE,
                "was not read, as the import did not know it; what it says is not in the tables",
            )
        else:
            code, what = Code.UNREAD_COLUMN, f"has a column of which the import did not know what it holds: {reason}"
        message = f"{quote(name)} of the download {what}. Import the download again with a newer lotgraph"
        file = reading.files[source, "import_report"]
        reading.warnings.append(Problem(file, (row,), "file", message, code=code))


def _finish(reading: ReadSession, sources: Iterable[Source]) -> FactTables:
    for name in ("staged", "cells", "slugs", "proposals", "names", "broken", "proposed"):
        reading.run(f"drop table if exists {name}")
    done = []
    for read in sorted(sources, key=lambda source: source.id):
        source = read if read.sha256 else replace(read, sha256=tables_digest(reading.connection, read.id))
        done.append(source)
        values = (source.title, source.publisher, source.licence, source.language, source.sha256)
        stated = (source.document, source.captured, source.url, source.coded_in, source.attribution)
        row = [source.id, source.id, source.kind, *values, *(value or None for value in stated)]
        reading.run(f"insert into sources values (?, 1{', ?' * (len(row) - 1)})", row)
        for number, name in enumerate(source.upstream, 1):
            reading.run("insert into upstreams values (?, ?, ?)", [source.id, number, name])
    warnings = tuple(sorted(reading.warnings))
    return FactTables(reading.connection, tuple(done), warnings, MappingProxyType(reading.files))


def _find(paths: Iterable[Path]) -> tuple[tuple[Path, ...], list[Problem]]:
    found: dict[str, Path] = {}
    problems = []
    for path in paths:
        folders, wrong = _below(Path(path))
        problems.extend(wrong)
        for folder in folders:
            found.setdefault(os.path.realpath(folder), folder)
    return tuple(found.values()), problems


def _below(path: Path) -> tuple[list[Path], list[Problem]]:
    file = path.as_posix()
    if not path.is_dir():
        message = "is a file; name the folder it stands in" if path.exists() else "is not there"
        return [], [Problem(file, (), "", message, code=Code.WRONG_PATH)]
    if _is_source(path):
        return [path], []
    try:
        inner = sorted(entry for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        return [], [Problem(file, (), "", message, code=Code.UNREADABLE_FILE)]
    problems = [
        Problem(folder.as_posix(), (), "", f"has tables but no {FILE}", code=Code.MISSING_SOURCE_TOML)
        for folder in inner
        if not _is_source(folder) and any(_tables_in(folder))
    ]
    folders = [folder for folder in inner if _is_source(folder)]
    if not folders and not problems:
        message = f"has no {FILE}, nor has a folder in it; a source is a folder with a {FILE} and its tables"
        problems.append(Problem(file, (), "", message, code=Code.MISSING_SOURCE_TOML))
    return folders, problems


def _is_source(folder: Path) -> bool:
    return os.path.lexists(folder / FILE)


def _tables_in(folder: Path) -> Iterator[Path]:
    try:
        entries = folder.iterdir()
        yield from (entry for entry in entries if entry.suffix.lower() in _TABLE_SUFFIXES or entry.name == MAPPINGS)
    except OSError:
        return


def _read_folders(reading: ReadSession, folders: Iterable[Path]) -> Iterator[Source]:
    """Read every table of the folders, schemes first.  Raises InputError where a scheme has two versions."""
    found = tuple(_find_sources(reading, folders))
    for source, files in found:
        if schemes := files.pop("schemes", None):
            _read_file(reading, source, "schemes", schemes)
    refuse_versions(reading)
    for source, files in found:
        for stem, paths in files.items():
            _read_file(reading, source, stem, paths)
        yield source


def _find_sources(reading: ReadSession, folders: Iterable[Path]) -> Iterator[tuple[Source, dict[str, list[Path]]]]:
    """What each folder says of itself, and its files by the name of their table."""
    known: dict[str, Source] = {}
    for folder in folders:
        source, problems = read_source(folder)
        reading.problems.extend(problems)
        same = known.get(source.id.lower())
        if same:
            reading.refuse(Code.DUPLICATE_KEY, source.file, (), "id", _same_id(source, same))
            continue
        known[source.id.lower()] = source
        yield source, _files_of(reading, source, folder)


def _same_id(source: Source, other: Source) -> str:
    if source.id != other.id:
        return f"{quote(source.id)} differs from that of {other.file} only in case; choose another"
    if source.sha256 and other.sha256:
        same = "the document is the same" if source.sha256 == other.sha256 else "their documents differ (sha256)"
        return f"{quote(source.id)} is also the id of {other.file}; {same}"
    return f"{quote(source.id)} is also the id of {other.file}; choose another"


def _files_of(reading: ReadSession, source: Source, folder: Path) -> dict[str, list[Path]]:
    try:
        files = _table_files(reading, source, sorted(folder.iterdir()))
    except OSError as error:
        reading.refuse(Code.UNREADABLE_FILE, source.folder, (), "", f"cannot be read: {error.strerror}")
        return {}
    if not files:
        message = f"has no table; put at least one beside {FILE}, like salaries.csv"
        reading.refuse(Code.NO_DATA, source.folder, (), "", message)
    return files


def _read_file(reading: ReadSession, source: Source, stem: str, found: list[Path]) -> None:
    file = found[0].as_posix()
    if stem not in BY_NAME:
        near = did_you_mean(stem, BY_NAME) or f"; the tables are {join_or(BY_NAME)}"
        reading.refuse(Code.UNKNOWN_TABLE, file, (), "", f"is an unknown table{near}")
        # It may be the very table that others refer to.
        reading.unread.update(BY_NAME)
    elif len(found) > 1:
        others = ", ".join(other.name for other in found[1:])
        reading.refuse(Code.DUPLICATE_FILE, file, (), "", f"stands beside {others}; keep one of them")
        reading.unread.add(stem)
    else:
        _read_table(reading, BY_NAME[stem], source.id, source.language, found[0])


def _table_files(reading: ReadSession, source: Source, entries: list[Path]) -> dict[str, list[Path]]:
    """The files that are tables, by the name of their table."""
    files: dict[str, list[Path]] = {}
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name in {FILE, source.document}:
            continue
        suffix = entry.suffix.lower()
        if entry.name == MAPPINGS:
            files.setdefault("mappings", []).append(entry)
        elif suffix in _OTHER_SUFFIXES:
            message = "cannot be read; save it as “CSV UTF-8”, named like its table"
            reading.refuse(Code.UNSUPPORTED_FORMAT, entry.as_posix(), (), "", message)
        elif suffix in _TABLE_SUFFIXES:
            files.setdefault(entry.stem, []).append(entry)
    return files


def _read_table(reading: ReadSession, table: Table, source: str, language: str, path: Path) -> None:
    file = path.as_posix()
    reading.files[source, table.name] = file
    before = len(reading.problems)
    rows = 0
    try:
        header = _stage(reading, table, path, file)
        if len(reading.problems) > before:
            reading.unread.add(table.name)
        places = check_header(reading, table, file, header) if header else {}
        if places:
            with translate_errors(file):
                rows = load_cells(reading, table, source, language, places)
    except InputError as error:
        reading.problems.extend(error.problems)
    except OSError as error:
        reading.refuse(Code.UNREADABLE_FILE, file, (), "", f"cannot be read: {error.strerror}")
    if not rows:
        reading.unread.add(table.name)
        if len(reading.problems) == before:
            message = "has no rows; write its header and at least one row, or remove the file"
            reading.refuse(Code.NO_DATA, file, (), "", message)


def _stage(reading: ReadSession, table: Table, path: Path, file: str) -> list[str]:
    """Put a file into the table ``staged`` and say its header; empty where it has none."""
    if path.is_dir():
        reading.refuse(Code.WRONG_PATH, file, (), "", "is a folder, not a file")
        return []
    if not path.is_file():
        message = "is a link to nothing" if path.is_symlink() else "is not a regular file"
        reading.refuse(Code.WRONG_PATH, file, (), "", message)
        return []
    if path.suffix.lower() == ".parquet":
        return stage_parquet(reading, path, file)
    if path.name == MAPPINGS:
        return stage_sssom(reading, path, file)
    bulk = reading.scratch / "rows"
    found = read_delimited(path, file, bulk, [column.name for column in table.columns])
    reading.problems.extend(found.problems)
    reading.warnings.extend(found.formulas)
    if found.header and reading.stage(bulk, len(found.header), found.longest) != found.rows:
        reading.refuse(Code.INTERNAL_FAULT, file, (), "", "could not be loaded whole; please report this")
    return found.header
