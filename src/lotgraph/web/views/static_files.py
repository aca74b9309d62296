"""/static/: the style sheets and scripts of the pages, each in a content coding that the request takes."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Final

from werkzeug.security import safe_join

from lotgraph.errors import NotFound
from lotgraph.web.http.conditional import Tag, answer

if TYPE_CHECKING:
    from flask import Response

ADDRESS: Final = "/static/<path:filename>"
ENDPOINT: Final = "static"
"""The name that Flask gives to the address of a static file."""

_FOLDER: Final = Path(__file__).parents[1] / "static"
_TAG: Final = 32


def file(filename: str) -> Response:
    """One of the files.  Its tag is its digest, whatever release is shown; NotFound where there is none."""
    path = safe_join(str(_FOLDER), filename)
    try:
        content = Path(path or "").read_bytes()
    except (OSError, ValueError) as error:
        raise NotFound(f"There is no file {filename!r} among those of the pages.") from error
    media_type = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    return answer(Tag(hashlib.sha256(content).hexdigest()[:_TAG]), media_type, lambda: content)
