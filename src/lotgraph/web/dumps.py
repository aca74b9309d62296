"""/dumps/, /release/ and /releases/: the files of a release as they are, by conditional and range requests too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, send_from_directory, url_for

from lotgraph import media
from lotgraph.errors import NotFound
from lotgraph.release.folder import CHECKSUMS, DESCRIPTION, read_checksums, read_release
from lotgraph.web.publication import current_release, release_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


blueprint = Blueprint("dumps", __name__)

FOLDERS: Final = ("dumps", "ontology", "shapes", "tables")
"""The folders of a release that are published; the store is not."""

CATALOGUE: Final = "catalogue.ttl"
FILES: Final = (DESCRIPTION, "report.ttl", CATALOGUE, CHECKSUMS)

_UNITS: Final = ("kB", "MB", "GB", "TB")


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
    return _served(current_release().path, name, address)


@blueprint.get("/releases/<version>/")
@blueprint.get("/releases/<version>/<path:name>")
def file_of_version(version: str, name: str = "") -> Response | str:
    """A file of the release of that version, at an address that never means another."""

    def own_address(name: str) -> str:
        return url_for("dumps.file_of_version", version=version, name=name)

    return _served(release_of(version), name, own_address)


def files(release: Path, folder: str = "") -> tuple[File, ...]:
    """The published files under a folder of a release, by name; none where there is no such folder."""
    sums = read_checksums(release)
    paths = [path for each in ([folder] if folder else FOLDERS) for path in (release / each).rglob("*")]
    if not folder:
        paths += [release / name for name in FILES]
    names = sorted((path.relative_to(release).as_posix(), path) for path in paths if path.is_file())
    return tuple(File(name, path.stat().st_size, media.of_file(name), sums.get(name, "")) for name, path in names)


def _served(release: Path, name: str, own_address: Callable[[str], str]) -> Response | str:
    parts = name.strip("/").split("/")
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
    return send_from_directory(release, name, mimetype=media.of_file(name))


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
