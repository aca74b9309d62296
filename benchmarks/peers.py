"""What others take for parts of a build: a mapping, a load, a judgement.

Each runs in a process of its own and ends its output with the number of triples that it made, or with what it found.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.processes import Spent, run
from lotgraph.formats.frames import open_plain

_LARGE = 20_000
"""Bytes of a file that is worth to be mapped."""

_LOAD = """
import sys, pyoxigraph as ox
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
store.flush()
print("loaded")
"""

_JUDGE = """
import sys
from pathlib import Path
from lotgraph.rdf.statements import read_statements
from lotgraph.validation import read_turtle, {module} as judge
release = Path(sys.argv[1])
with read_statements([release / "dumps" / "lotgraph.nq"]) as statements:
    report = judge.validate(statements, read_turtle(release / "shapes"), read_turtle(release / "ontology"))
print(len(report.violations), "violations,", len(report.warnings), "warnings")
"""

_RUDOF = """
import sys, pyrudof
rudof = pyrudof.Rudof(pyrudof.RudofConfig())
rudof.read_data(sys.argv[1], pyrudof.RDFFormat.NTriples)
for path in sys.argv[3:]:
    rudof.read_data(path, pyrudof.RDFFormat.Turtle, merge=True)
rudof.read_shacl(sys.argv[2], pyrudof.ShaclFormat.Turtle)
print(len(rudof.validate_shacl()), "results")
"""


class Absent(Exception):
    """A program that is not there, or that does not do it."""


def load_quads(release: Path, work: Path) -> Spent:
    """Oxigraph's bulk load of the data graphs, without the copy for the default graph."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        plain = _plain(release / "dumps" / "lotgraph.nq", Path(folder))
        return run([sys.executable, "-c", _LOAD, str(plain), str(Path(folder) / "store")])


def judge_by_lotgraph(release: Path) -> Spent:
    """Our judge, from the dump."""
    return run([sys.executable, "-c", _JUDGE.format(module="judge"), str(release)])


def judge_by_pyshacl(release: Path) -> Spent:
    """The same by the reference."""
    return run([sys.executable, "-c", _JUDGE.format(module="reference"), str(release)])


def judge_by_rudof(environment: Path, release: Path, work: Path) -> Spent:
    """The same by rudof, which takes the shapes as one file."""
    python = _python(environment, "pyrudof")
    with tempfile.TemporaryDirectory(dir=work) as folder:
        plain = _plain(release / "dumps" / "lotgraph.nt", Path(folder))
        shapes = Path(folder) / "shapes.ttl"
        shapes.write_text("\n".join(path.read_text("utf-8") for path in sorted((release / "shapes").glob("*.ttl"))))
        ontology = sorted(map(str, (release / "ontology").glob("*.ttl")))
        return _run_peer([python, "-c", _RUDOF, str(plain), str(shapes), *ontology])


def map_cells(environment: Path, sources: Sequence[Path], work: Path) -> Spent:
    """Morph-KGC on the larger CSV files of the sources: a subject a row, a triple a cell."""
    python = _python(environment, "morph_kgc")
    with tempfile.TemporaryDirectory(dir=work) as folder:
        place = Path(folder)
        tables = [path for source in sources for path in sorted(source.glob("*.csv")) if path.stat().st_size > _LARGE]
        (place / "mapping.ttl").write_text("".join(_rml(tables)), "utf-8")
        (place / "config.ini").write_text("[CONFIGURATION]\noutput_file: out.nt\n[data]\nmappings: mapping.ttl\n")
        spent = _run_peer([python, "-m", "morph_kgc", "config.ini"], place)
        with (place / "out.nt").open("rb") as lines:
            return Spent(spent.wall, spent.cpu, spent.peak, str(sum(1 for _ in lines)))


def _rml(tables: Sequence[Path]) -> Iterator[str]:
    yield "@prefix rr: <http://www.w3.org/ns/r2rml#> . @prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n"
    yield "@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n"
    for number, path in enumerate(tables):
        with path.open(encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        key = "/".join(f"{{{column}}}" for column in columns[:4])
        yield f'<#table{number}> rml:logicalSource [ rml:source "{path}" ; rml:referenceFormulation ql:CSV ] ;\n'
        yield f'  rr:subjectMap [ rr:template "http://example.org/{path.stem}/{key}" ]'
        for column in columns:
            yield f" ;\n  rr:predicateObjectMap [ rr:predicate <http://example.org/ns#{column}> ;"
            yield f' rr:objectMap [ rml:reference "{column}" ] ]'
        yield " .\n"


def _plain(path: Path, folder: Path) -> Path:
    with open_plain(path) as source, (folder / path.name).open("wb") as target:
        shutil.copyfileobj(source, target)
    return folder / path.name


def _python(environment: Path, module: str) -> str:
    if not any(environment.glob(f"lib/python*/site-packages/{module}")):
        raise Absent(f"{module} is not in that environment")
    return str(environment / "bin" / "python")


def _run_peer(command: Sequence[str], folder: Path | None = None) -> Spent:
    try:
        return run(command, folder)
    except subprocess.CalledProcessError as error:
        raise Absent(f"it ended with {error.returncode}") from error
