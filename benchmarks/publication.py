"""A publication of synthetic facts, made as ``lotgraph build`` makes one: read, map, validate, publish."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generate
from lotgraph import __version__
from lotgraph.build.pipeline import Inputs, build
from lotgraph.formats.frames import open_plain
from lotgraph.release.folder import STORE, current_release, read_release
from lotgraph.settings import Settings

SAMPLE = 0.01
"""The scale at which answers and data are compared with those that are known."""

_STAMP = "benchmark.json"
_SETTINGS = {"title": "Synthetic facts for benchmarks", "dump_formats": "nquads, turtle, ntriples, trig"}


@dataclass(frozen=True)
class Published:
    """A publication folder, its store, its dumps as N-Quads and as N-Triples, and how many triples it has."""

    folder: Path
    store: Path
    quads_file: Path
    triples_file: Path
    triples: int


def publish(folder: Path, scale: float, seed: int = generate.SEED) -> Published:
    """Build the publication, or take the one that an earlier run left there with the same scale, seed and code."""
    stamp = folder / _STAMP
    made_of = {"scale": scale, "seed": seed, "software": __version__, "code": _code()}
    if not (stamp.is_file() and json.loads(stamp.read_text("utf-8")) == made_of):
        shutil.rmtree(folder, ignore_errors=True)
        sources = generate.write(folder / "sources", scale, seed)
        build(Inputs.of(sources), folder, Settings.load(None, {}, _SETTINGS))
        stamp.write_text(json.dumps(made_of), "utf-8")
    release = current_release(folder)
    triples = read_release(release).triples
    quads, lines = (_unpack(release / "dumps" / f"lotgraph.{suffix}", folder) for suffix in ("nq", "nt"))
    return Published(folder, release / STORE, quads, lines, triples)


def _unpack(dump: Path, folder: Path) -> Path:
    """The plain file of a dump beside the release, for programs that read no other."""
    plain = folder / dump.name
    if not plain.is_file():
        with open_plain(dump) as packed, plain.open("wb") as file:
            shutil.copyfileobj(packed, file)
    return plain


def _code() -> str:
    """A digest of what makes the data, so that a change of it makes them anew."""
    package = Path(generate.__file__).parent.parent
    made_by = [
        Path(generate.__file__),
        generate.WORDS,
        *sorted((package / "src").rglob("*.py")),
        *sorted((package / "ontology").iterdir()),
        *sorted((package / "shapes").rglob("*.ttl")),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()[:16]
