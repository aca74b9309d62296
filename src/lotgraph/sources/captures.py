"""The captured document of a source, where it is at hand, against the places that the tables give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lotgraph.errors import InputError
from lotgraph.errors.problems import Code
from lotgraph.sources.document import Document, parse_span, read_document
from lotgraph.sources.reading import ReadSession
from lotgraph.sources.source import Source
from lotgraph.sources.wording import quote


def check_capture(reading: ReadSession, source: Source, documents: Path | None) -> None:
    """Note what does not fit the document of a source; nothing where the document is not at hand."""
    if not source.document:
        return
    folders = [Path(source.folder), *([documents] if documents else [])]
    path = next((folder / source.document for folder in folders if (folder / source.document).exists()), None)
    if path is None:
        return
    if not path.is_file():
        reading.refuse(Code.WRONG_PATH, source.file, (), "document", f"{quote(source.document)} is not a file")
        return
    try:
        document = read_document(path)
    except InputError as error:
        reading.problems.extend(replace(each, file=path.as_posix()) for each in error.problems)
        return
    if source.sha256 and document.sha256 != source.sha256:
        message = f"is not that of {path.as_posix()}, which is {document.sha256}; the places no longer hold"
        reading.refuse(Code.CHANGED_DOCUMENT, source.file, (), "sha256", message, "S22")
        return
    _check_places(reading, source, document)


def _check_places(reading: ReadSession, source: Source, document: Document) -> None:
    places = reading.run(
        'select "row", span, sha256 from locators where source = ? and span is not null order by "row"',
        [source.id],
    )
    for row, text, sha256 in places:
        file = reading.files[source.id, "locators"]
        try:
            digest = document.digest(parse_span(text))
        except InputError as error:
            for problem in error.problems:
                reading.problems.append(replace(problem, file=file, rows=(row,), column="span"))
            continue
        if sha256 is not None and digest != sha256:
            message = f"is not that of {text} in {document.name}, which is {digest}"
            reading.refuse(Code.CHANGED_DOCUMENT, file, (row,), "sha256", message, "S22")
