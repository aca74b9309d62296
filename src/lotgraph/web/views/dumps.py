"""/dumps/, /release/ and /releases/VERSION/: the files of a release, by conditional and range requests too."""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.security import safe_join
from werkzeug.wsgi import wrap_file

from lotgraph.errors import NotFound
from lotgraph.formats import media
from lotgraph.formats.frames import SUFFIXES, is_there, open_plain, plain_size
from lotgraph.release import folder as release_folder
from lotgraph.release.folder import (
    CHECKSUMS,
    DESCRIPTION,
    read_checksums,
    read_plain_checksums,
    read_release,
)
from lotgraph.web.http.codings import CODINGS, IDENTITY, choose
from lotgraph.web.publication import current_release, release_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


blueprint = Blueprint("dumps", __name__)

FOLDERS: Final = ("dumps", "ontology", "shapes", "tables")
"""The folders of a release that are published; the store is not."""

CATALOGUE: Final = release_folder.CATALOGUE
FILES: Final = (DESCRIPTION, "report.ttl", CATALOGUE, CHECKSUMS)

_CHUNK: Final = 1 << 18
_UNITS: Final = ("kB", "MB", "GB", "TB")
_RANGE: Final = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class File:
    """A file of the release; ``name`` is its path in it, ``sha256`` what ``SHA256SUMS`` says."""

    name: str
    size: int
    media_type: str
    sha256: str


@blueprint.get("/dumps/")
@blueprint.get("/dumps/<path:name>")
def dump(name: str = "") -> Response | str:
    """A dump, or the list of them."""
    return release_file(f"dumps/{name}")


@blueprint.get("/release/")
@blueprint.get("/release/<path:name>")
def release_file(name: str = "") -> Response | str:
    """A file of the current release, or the list of those in a folder."""
    return _serve(current_release().path, name, address)


@blueprint.get("/releases/<version>/<path:name>")
def file_of_version(version: str, name: str) -> Response | str:
    """A file of the release of that version, at an address that never means another."""

    def own_address(name: str) -> str:
        return url_for("dumps.file_of_version", version=version, name=name)

    answer = _serve(release_of(version), name, own_address)
    if isinstance(answer, Response) and answer.status_code in (200, 206, 304):
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def files(release: Path, folder: str = "") -> tuple[File, ...]:
    """The published files under a folder of a release, by name; none where there is no such folder.

    A plain dump that lies there compressed is one of them.
    """
    sums = read_checksums(release)
    paths = [path for each in ([folder] if folder else FOLDERS) for path in (release / each).rglob("*")]
    if not folder:
        paths += [release / name for name in FILES]
    found = {path.relative_to(release).as_posix(): path.stat().st_size for path in paths if path.is_file()}
    plain = {name: sha256 for name, sha256 in read_plain_checksums(release).items() if name + SUFFIXES["zstd"] in found}
    found |= {name: plain_size(release / name) for name in plain}
    sums |= plain
    return tuple(File(name, size, media.of_file(name), sums.get(name, "")) for name, size in sorted(found.items()))


def _serve(release: Path, name: str, own_address: Callable[[str], str]) -> Response | str:
    parts = name.strip("/").split("/")
    if "\0" in name:
        raise NotFound("No name of a file holds that.")
    published = parts[0] in FOLDERS or (len(parts) == 1 and parts[0] in ("", *FILES))
    if not published or not {".", ".."}.isdisjoint(parts):
        raise NotFound(f"There is no file {name} in this release.")
    listed = files(release, "/".join(parts))
    if listed:
        about = read_release(release)
        return render_template(
            "files.html", release=current_release(), version=about.version, folder=parts[-1], files=listed,
            own_address=own_address,
        )  # fmt: skip
    return _sent(release, name)


class _Plain:
    """The bytes that a name stands for: a file, or what its frames hold."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            self.path = path.with_name(path.name + SUFFIXES["zstd"])
        self.state = self.path.stat()
        self.is_packed = self.path != path
        self.size = plain_size(path)

    def open(self) -> IO[bytes]:
        """Open it, to be read from any byte."""
        return open_plain(self.path) if self.is_packed else self.path.open("rb")


def _sent(release: Path, name: str) -> Response:
    """A file, whole or in part: a dump in the content coding that the request takes, where it is kept in that."""
    path = safe_join(str(release), name)
    sums = read_checksums(release) | read_plain_checksums(release)
    if path is None or not (Path(path).is_file() or (name in sums and is_there(Path(path)))):
        raise NotFound(f"There is no file {name} in this release.")
    kept = {coding: suffix for coding, suffix in SUFFIXES.items() if name + suffix in sums}
    if not _is_one_range(request.environ):
        request.environ.pop("HTTP_RANGE", None)
    coding = _coding(release, name, kept, sums)
    file = _Plain(Path(path + kept.get(coding, "")))
    response = _file(file, media.of_file(name), _etag(file, name, coding, sums))
    if coding != IDENTITY:
        response.headers["Content-Encoding"] = coding
    if kept:
        response.vary.add("Accept-Encoding")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"
    if sha256 := sums.get(name + kept.get(coding, "")):
        # Of what was published (RFC 9530, 3): a file that was changed since does not have it.
        with suppress(ValueError):
            response.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
    return response


def _file(file: _Plain, media_type: str, etag: str) -> Response:
    """As Flask's ``send_file``, which takes the length of no file but one that lies there."""
    if not file.is_packed:
        return send_file(file.path, mimetype=media_type, conditional=True, etag=etag)
    opened = file.open()
    response = Response(wrap_file(request.environ, opened, _CHUNK), mimetype=media_type, direct_passthrough=True)
    response.call_on_close(opened.close)
    response.content_length = file.size
    response.last_modified = datetime.fromtimestamp(file.state.st_mtime, UTC)
    response.set_etag(etag)
    response.cache_control.no_cache = True
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable:
        opened.close()
        raise
    return response


def _coding(release: Path, name: str, kept: Mapping[str, str], sums: Mapping[str, str]) -> str:
    """The coding to send a file in.

    A part is one of the plain file, unless it goes on with a coding that the client has a part of.
    """
    if "HTTP_RANGE" in request.environ:
        for coding, suffix in kept.items():
            etag = _etag(_Plain(release / (name + suffix)), name, coding, sums)
            if request.headers.get("If-Range", "") == f'"{etag}"':
                return coding
        return IDENTITY
    return choose(request.headers.get("Accept-Encoding"), tuple(each for each in CODINGS if each in kept))


def _etag(file: _Plain, name: str, coding: str, sums: Mapping[str, str]) -> str:
    """What names the bytes: their checksum, and the state of the file, which somebody may have changed."""
    sha256 = sums.get(name + SUFFIXES.get(coding, ""), "")
    state = f"{sha256[:32]}-{file.size:x}-{file.state.st_mtime_ns:x}"
    return state + ("" if coding == IDENTITY else f"-{coding}")


def _is_one_range(environ: Mapping[str, Any]) -> bool:
    """Whether a part is asked for that can be sent; all else is asked as if for the whole (RFC 9110, 14.2)."""
    match = _RANGE.fullmatch(environ.get("HTTP_RANGE", ""))
    if match is None or environ["REQUEST_METHOD"] != "GET":
        return False
    return bool(match[1]) != bool(match[2]) or bool(match[1] and int(match[1]) <= int(match[2]))


def size(count: int) -> str:
    """A number of bytes as people read it."""
    if count < 1000:
        return f"{count} bytes"
    power = min((len(str(count)) - 1) // 3, len(_UNITS))
    return f"{count / 1000**power:.1f} {_UNITS[power - 1]}"


def address(name: str) -> str:
    """Where a file of the release is found on this site."""
    if name.startswith("dumps/"):
        return url_for("dumps.dump", name=name.removeprefix("dumps/"))
    return url_for("dumps.release_file", name=name)
