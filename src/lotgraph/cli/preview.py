"""``lotgraph preview``: sources as they would be published, built again at each save."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Self

from lotgraph.cli import reports
from lotgraph.cli.building import make_inputs, serve_command
from lotgraph.cli.commands import command, load_settings, take_address, take_sources
from lotgraph.errors import InputError, LotgraphError

if TYPE_CHECKING:
    from lotgraph.settings import Settings

_PAUSE: Final = 0.3
"""Seconds between two looks at the files."""

State = frozenset[tuple[str, int, int]]
"""Each file with the time of its last change and its length."""


@command(
    "preview",
    "serve the sources as they would be published, and build again at each save",
    "lotgraph preview my-survey --port 8080",
)
@take_sources
@take_address
def preview(*, config: Path | None, sources: tuple[Path, ...], documents: Path | None, **options: str | None) -> int:
    """Build into a place of its own, where nothing stays, until the process is stopped."""
    settings = load_settings(config, **options)
    watched = [*sources, *settings.own_shapes, *([config] if config else [])]
    # As for Ctrl-C, so that nothing is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with TemporaryDirectory(prefix="lotgraph-preview-") as place, _Server(Path(place), config, settings) as server:
            seen: State | None = None
            while True:
                found = look_at(watched)
                if found != seen:
                    seen = found
                    if _build(sources, documents, Path(place), settings):
                        server.start()
                time.sleep(_PAUSE)
    except KeyboardInterrupt:
        return 0


def look_at(paths: Iterable[Path]) -> State:
    """The state of the files in folders, and of files."""
    return frozenset(each for path in paths for each in _look(path))


def _look(path: Path) -> Iterator[tuple[str, int, int]]:
    for file in path.rglob("*") if path.is_dir() else [path]:
        try:
            state = file.stat()
        except OSError:
            # An editor puts a new file in the place of the old one.
            continue
        yield str(file), state.st_mtime_ns, state.st_size


def _build(sources: tuple[Path, ...], documents: Path | None, place: Path, settings: Settings) -> bool:
    """Build; False, with what is wrong, where that does not go.  What was built before is served on."""
    from dataclasses import replace

    from lotgraph.build import pipeline
    from lotgraph.release.retention import keep_current

    begun = time.monotonic()
    try:
        # What was there before need not stay: this is no publication.
        inputs = replace(make_inputs(sources, documents, settings), alone=True)
        published = pipeline.build(inputs, place, settings)
    except InputError as error:
        reports.refuse(error, reports.TEXT)
    except LotgraphError as error:
        print(f"lotgraph: {error}", file=sys.stderr)
    else:
        keep_current(place)
        seconds = time.monotonic() - begun
        warned = reports.counted(len(published.warnings), "warning")
        print(f"built {published.release.triples:,} triples in {seconds:.1f} s, {warned}", flush=True)
        return True
    print("lotgraph: waiting for the next change", file=sys.stderr, flush=True)
    return False


class _Server:
    """The server of the place, once it was started."""

    def __init__(self, place: Path, config: Path | None, settings: Settings) -> None:
        self._program = serve_command(place, config, settings)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def start(self) -> None:
        """Start it, where it does not run."""
        if self._process is None or self._process.poll() is not None:
            # A group of its own, so that Ctrl-C reaches it through here alone.
            self._process = subprocess.Popen(self._program, start_new_session=True)  # noqa: S603 - our own command

    def __exit__(self, *error: object) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
