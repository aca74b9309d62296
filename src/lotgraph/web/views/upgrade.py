"""POST /upgrade: what is current in place of old IRIs and codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, request

from lotgraph.errors import (
    BadRequest,
    InputError,
    NotAcceptable,
    PayloadTooLarge,
    UnsupportedMediaType,
)
from lotgraph.formats import media
from lotgraph.formats.delimited import read_sheet
from lotgraph.release.upgrade import (
    Upgrader,
    column_place,
    csv_lines,
    known_columns,
)
from lotgraph.web.publication import current_release

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

blueprint = Blueprint("upgrade", __name__)

MOST: Final = 2_000
"""How many IRIs or codes one request may bring."""

_JSON: Final = "application/json"
_CSV: Final = "text/csv"


@blueprint.post("/upgrade")
def upgrade() -> Response:
    """Take a list of IRIs or codes, and say of each what became of it."""
    chosen = media.negotiate(request.headers.get("Accept"), (_JSON, _CSV))
    if chosen is None:
        raise NotAcceptable(f"The answer can be sent as {_JSON} or {_CSV}.")
    release = current_release()
    upgrader = Upgrader(release.store, release.about.base, request.args.get("scheme", ""))
    given = _read_list(upgrader)
    if len(given) > MOST:
        raise PayloadTooLarge(f"Up to {MOST:,} IRIs or codes are upgraded at a time, and {len(given):,} were sent.")
    found = {each: upgrader.upgrade(each) for each in dict.fromkeys(given)}
    answers = [found[each] for each in given]
    if chosen == _CSV:
        return Response("".join(csv_lines(answers)), mimetype=_CSV)
    document = {"release": release.about.version, "results": [each.as_json() for each in answers]}
    return Response(json.dumps(document, ensure_ascii=False) + "\n", mimetype=_JSON)


def _read_list(upgrader: Upgrader) -> Sequence[str]:
    readers: Mapping[str, Callable[[str], Sequence[str]]] = {_JSON: _of_json, media.TEXT: _of_lines}
    sent = request.mimetype or media.TEXT
    if sent == _CSV:
        return _of_csv(request.get_data(), upgrader)
    if sent not in readers:
        raise UnsupportedMediaType(f"IRIs or codes are posted as {_JSON}, {_CSV} or {media.TEXT}, not {sent}.")
    try:
        return readers[sent](request.get_data().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRequest(f"The list is not UTF-8 (byte {error.start}).") from error


def _of_json(text: str) -> Sequence[str]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The list is not JSON: {error}.") from error
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise BadRequest('A list of texts is expected, like ["15-1252", "https://data.example.org/id/skill/python"].')
    try:
        "".join(given).encode()
    except UnicodeEncodeError as error:
        raise BadRequest("A text of the list has half a surrogate pair, which is no character.") from error
    return given


def _of_csv(content: bytes, upgrader: Upgrader) -> Sequence[str]:
    column = request.args.get("column")
    try:
        sheet = read_sheet(content, "The list", known_columns(column))
    except InputError as error:
        raise BadRequest(f"{error.problems[0]}.") from error
    if column is not None and column not in sheet.header:
        raise BadRequest(f"There is no column {column!r}; there are {', '.join(sheet.header)}.")
    try:
        place = column_place(sheet, column, upgrader)
    except ValueError as error:
        raise BadRequest(f"The list {error}.") from error
    return [cells[place] for _, cells in sheet.rows]


def _of_lines(text: str) -> Sequence[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
