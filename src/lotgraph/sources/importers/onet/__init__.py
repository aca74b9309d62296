"""O*NET: occupations of O*NET-SOC 2019, and what the database says of them; see ``files`` for each file.

The text form, the Excel layout saved as text or CSV, and the CSV form are read, in the layouts of the releases up to
30.2 and from 30.3 on.  Columns are looked up by their names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from lotgraph.errors import DownloadError
from lotgraph.errors.problems import Code
from lotgraph.sources.importers.download import (
    Record,
    decode,
    files_below,
    records,
    refusal,
)
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.onet.files import (
    BY_KEY,
    FILES,
    OCCUPATIONS,
    READ_ME,
    File,
    key_of,
)
from lotgraph.sources.importers.onet.reading import SCHEME as SCHEME
from lotgraph.sources.importers.onet.reading import (
    Era,
    Reading,
    first_names,
    number_of,
)
from lotgraph.sources.importers.succession import Earlier, retire

PUBLISHER: Final = "U.S. Department of Labor, Employment and Training Administration"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_RELEASE: Final = re.compile(r"O\*NET[^\n0-9]*([0-9]+\.[0-9]+)")
_FORMS: Final = (".txt", ".csv")
_WORKBOOKS: Final = (".xlsx", ".xls")
_SAVE: Final = "is an Excel workbook; save its sheet as “CSV UTF-8” under the same name, or take the text form"
_MERGED: Final = {f"onet:job-zone-{zone}": "onet:job-zone-1-2" for zone in (1, 2)}
"""The codes that went into another one, which has another label."""


def read(download: Path, target: Target, earlier: Earlier | None = None) -> None:
    """Read a download, of which only ``Occupation Data`` is required.

    ``earlier`` is the release over which the folder will be built: what O*NET of another release has there, and this
    one no longer has, is retired.
    """
    below = files_below(download)
    files = _find_files(below, download)
    release, era = _tell_release(files, download, target)
    reading = Reading(release, era, target)
    for file in FILES:
        if file.reader and file.key in files:
            file.reader(_records_of(files[file.key], file, reading), reading)
        elif file.reader and file.era in {era, Era.EVERY}:
            target.report.absent(f"{file.name}.txt", "is not part of this download")
    reading.write_codes()
    _account(below, target)
    source = f"onet-{release}"
    if earlier is not None:
        retire(target, earlier, "onet", source, f"O*NET {release}", _MERGED)
    target.describe(
        {
            "id": source,
            "title": f"O*NET {release} Database",
            "publisher": PUBLISHER,
            "licence": LICENCE,
            "attribution": f"This page includes information from the O*NET {release} Database by the U.S. Department"
            " of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license."
            " O*NET® is a trademark of USDOL/ETA. The data were modified: brought into another form.",
            "language": "en",
            "coded_in": SCHEME,
            "url": "https://www.onetcenter.org/database.html",
        }
    )


def _find_files(below: Iterable[Path], download: Path) -> dict[str, Path]:
    """The files that may hold tables, by their keys.  Raises DownloadError where they are not one release of O*NET."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in below:
        if path.suffix.lower() in _FORMS:
            found[key_of(path.stem)].append(path)
    if key_of(OCCUPATIONS) not in found:
        raise refusal(Code.WRONG_DOWNLOAD, download, _lacks_occupations(below, found))
    for key, paths in found.items():
        if len(paths) > 1 and key in BY_KEY:
            names = " and ".join(path.relative_to(download).as_posix() for path in paths[:2])
            message = f"has {names}, which are one file of O*NET in two releases or two forms; name the folder of one"
            raise refusal(Code.WRONG_DOWNLOAD, download, message)
    return {key: paths[0] for key, paths in found.items()}


def _lacks_occupations(below: Iterable[Path], found: Mapping[str, list[Path]]) -> str:
    books = [path.name for path in below if path.suffix.lower() in _WORKBOOKS]
    names = sorted(path.name for paths in found.values() for path in paths)
    message = f"has no “{OCCUPATIONS}.txt”"
    if not names and books:
        return (
            f"{message}; {first_names(books)} {'are Excel workbooks' if len(books) > 1 else 'is an Excel workbook'}: "
            "save each sheet as “CSV UTF-8” under the name of its file, or take the text form of the download"
        )
    if any(key in BY_KEY and BY_KEY[key].reader for key in found):
        csv_form = f" (“{key_of(OCCUPATIONS)}.csv” in the CSV form)"
        return f"{message}{csv_form}, without which nothing can be read; it has {first_names(names, 6)}"
    return f"{message}; it is not a download of O*NET as text or CSV: it has {first_names(names, 6) or 'no text file'}"


def _tell_release(files: Mapping[str, Path], download: Path, target: Target) -> tuple[str, Era]:
    """The release and its era.  Raises DownloadError where files of two releases are mixed."""
    of = {
        era: [files[file.key].name for file in FILES if file.era is era and file.key in files]
        for era in (Era.OLD, Era.NEW)
    }
    if of[Era.OLD] and of[Era.NEW]:
        old, new = (f"{first_names(of[era])} ({era.value})" for era in (Era.OLD, Era.NEW))
        message = f"has files of two releases of O*NET: {old} and {new}; name a folder with the files of one"
        raise refusal(Code.WRONG_DOWNLOAD, download, message)
    stated = _stated_release(files, download, target)
    release = target.version or stated or "not-stated"
    by_number = Era.NEW if number_of(release) >= (30, 3) else Era.OLD
    era = next((era for era, names in of.items() if names), by_number)
    if number_of(release) and era is not by_number:
        place = "--release says" if target.version else "its Read Me or its name says"
        message = (
            f"has {first_names(of[era])}, as O*NET {era.value} names its files, but {place} {release}; "
            "the files are of another release, or were renamed"
        )
        raise refusal(Code.WRONG_DOWNLOAD, download, message)
    if release == "not-stated":
        target.report.missing("Read Me.txt", "no release is told", 1)
    return release, era


def _stated_release(files: Mapping[str, Path], download: Path, target: Target) -> str:
    """The number of the release, from the Read Me or from the name of the folder."""
    path = files.get(key_of(READ_ME))
    message = decode(path, target) if path and not target.version else ""
    found = _RELEASE.search(message) or re.search(r"([0-9]{2}[._][0-9])(?![0-9])", download.absolute().name)
    return found[1].replace("_", ".") if found else ""


def _records_of(path: Path, file: File, reading: Reading) -> Iterator[Record]:
    """The records of a file.  Raises DownloadError where it is that of another release under its name."""
    tabs = path.suffix.lower() == ".txt"
    try:
        for record in records(path, reading.target, file.needed, tabs=tabs, known=file.columns):
            if file.elements and reading.era is Era.NEW:
                _check_element(path, record, file)
            yield record
    except DownloadError as error:
        first, *others = error.problems
        if first.code is not Code.MISSING_COLUMN or not file.was:
            raise
        hint = f"; up to O*NET 30.2 it was {file.was}, with other columns: is it a file of such a release, renamed?"
        raise DownloadError((replace(first, text=first.text + hint), *others)) from error


def _check_element(path: Path, record: Record, file: File) -> None:
    element = record["Element ID"].strip()
    if element and not element.startswith(file.elements):
        was = f"; up to 30.2 it was in {file.was}" if file.was else ""
        message = (
            f"has the element {element}, but from O*NET 30.3 on those of {file.name} begin with {file.elements}{was}; "
            "it is a file of an earlier release, or another file under this name"
        )
        raise refusal(Code.WRONG_DOWNLOAD, path, message, record.row)


def _account(below: Iterable[Path], target: Target) -> None:
    """Say of each file that was not read why it was not."""
    for path in below:
        file, form = BY_KEY.get(key_of(path.stem)), path.suffix.lower()
        if form in _WORKBOOKS:
            target.report.left_out(path.name, _SAVE)
        elif form not in _FORMS:
            target.report.left_out(path.name, "is no text or CSV file of O*NET; nothing of it was read")
        elif file is None:
            target.report.unknown(path.name, "is a file of O*NET that is not known here; nothing of it was read")
        elif file.left_out:
            target.report.left_out(path.name, file.left_out)
