"""What an import keeps can be built: whatever an importer writes with exit 0 passes validation, or it says why not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.downloads import DOWNLOADS, OF_FILES, download

from lotgraph.build import pipeline
from lotgraph.errors import InputError
from lotgraph.settings import Settings
from lotgraph.sources import importers

pytestmark = pytest.mark.slow

EXAMPLES = 12
"""Each is a whole validation, of a second or so; some hundreds were run by hand."""

SETTINGS = Settings.load(None, {}, {"base": "https://data.example.org/"})
ODD = st.sampled_from(
    (
        *("", " ", "#N/A", "#REF!", "=1+1", "-", "n/a", "x" * 300, "\x07", "\u200b", "e\u0301", "A|B", "'q", "0", "00"),
        *("-1", "1e5", "9" * 30, "..", "a/b", "a b", "a  b", "Ünïcode 😀", "<b>", "http://x.example/a b", "12/2024"),
        *("2024-13-01", "Y", "N/A", "\ue000", 'say "x"', "a\u2028b", "{}", "%", "C++", "C#", "?", "15-2051.00"),
    )
)
CROSSWALK = "isco2008,isco2008_title,soc2010,soc2010_title,part\n2511,Analysts,15-1121,Analysts,\n110,A,55-1011,B,*\n"
SSSOM = (
    "#curie_map:\n#  x: https://x.example/\n#license: https://l.example/\n#mapping_set_title: Set\n"
    "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\treviewer_label\tmapping_date\tcomment\n"
    "x:1\tA\tskos:exactMatch\tx:2\tsemapv:ManualMappingCuration\tAnn\t2026-05-31\tso\n"
    "x:1\tA\tskos:broadMatch\tx:3\tsemapv:LexicalMatching\t\t\t\n"
)
TABLES: dict[str, dict[str, str]] = {
    **{kind: files for kind, files in DOWNLOADS.items() if kind != "skos"},
    "crosswalk": {"crosswalk.csv": CROSSWALK},
    "sssom": {"set.sssom.tsv": SSSOM},
}


def changed(text: str, tabs: bool, draw: Callable[[Any], Any]) -> str:
    """A table with some odd cells, and with some rows once more."""
    lines = text.split("\n")
    head = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    comment = "".join(f"{line}\n" for line in lines[:head])
    delimiter = "\t" if tabs else ","
    header, *rows = csv.reader(io.StringIO("\n".join(lines[head:])), delimiter=delimiter)
    rows = [row for row in rows if row]
    rows += [list(rows[number]) for number in draw(st.lists(st.integers(0, len(rows) - 1), max_size=2))]
    for _ in range(draw(st.integers(1, 3))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(ODD)
    if tabs:
        return comment + "".join(delimiter.join(row) + "\n" for row in [header, *rows])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def builds_or_is_refused(kind: str, files: dict[str, str], folder: Path, **options: Any) -> bool:
    """Import a download, and validate what it writes; whether anything was written."""
    given_ = download(kind, folder / "it", files) if kind in DOWNLOADS else folder / "it" / next(iter(files))
    if kind not in DOWNLOADS:
        given_.parent.mkdir()
        given_.write_text(files[given_.name], "utf-8")
    try:
        lines = importers.run(kind, given_, folder / "out", **options)
    except InputError:
        return False
    counted = {outcome: sum(line.count for line in lines if line.outcome == outcome) for outcome in OUTCOMES}
    assert counted["read"] == counted["kept"] + counted["set-aside"]
    pipeline.check(pipeline.Inputs.of([folder / "out"]), SETTINGS)
    return True


OUTCOMES = ("read", "kept", "set-aside")


@pytest.mark.parametrize("kind", sorted({*TABLES, *OF_FILES}))
def test_a_small_download_builds(kind: str, tmp_path: Path) -> None:
    files = TABLES.get(kind, DOWNLOADS.get(kind, {}))
    assert builds_or_is_refused(kind, files, tmp_path)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(sorted(TABLES)), data=st.data())
def test_odd_tables_build_or_are_refused(kind: str, data: st.DataObject) -> None:
    files = dict(TABLES[kind])
    name = data.draw(st.sampled_from(sorted(name for name in files if name != "Read Me.txt")))
    files[name] = changed(files[name], name.endswith((".txt", ".tsv")), data.draw)
    with TemporaryDirectory() as folder:
        builds_or_is_refused(kind, files, Path(folder))


CONCEPTS = [":a", ":b", ":c", "<http://o.example/1>", "<https://jobs.example.org/id/odd%20one>", "_:x"]
VALUES = ["'A'@en", "'B'@de", "'A'@x-private", "'#N/A'@en", "'a\\u0000b'", "' x '@en", "'12'^^:code", "''@en", "'='@en"]
STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from([*CONCEPTS, ":scheme"]),
        st.sampled_from(
            [
                *("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "skos:definition", "skos:notation"),
                *("skos:broader", "skos:narrower", "skos:related", "skos:inScheme", "skos:topConceptOf"),
                *("skos:exactMatch", "skos:broadMatch", "dct:title", "dct:license", "dct:publisher", "owl:versionInfo"),
            ]
        ),
        st.sampled_from([*CONCEPTS, *VALUES, ":scheme", "<https://l.example/a>", "<urn:x>"]),
    ),
    max_size=12,
)
HEAD = """\
@prefix : <https://jobs.example.org/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:scheme a skos:ConceptScheme .
:a a skos:Concept ; skos:prefLabel "One"@en ; skos:inScheme :scheme .
:b a skos:Concept ; skos:prefLabel "Two"@en .
"""


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(statements=STATEMENTS, concepts=st.sampled_from(["occupations", "skills"]))
def test_odd_taxonomies_build_or_are_refused(statements: list[tuple[str, str, str]], concepts: str) -> None:
    text = HEAD + "".join(f"{' '.join(statement)} .\n" for statement in statements)
    with TemporaryDirectory() as folder:
        builds_or_is_refused("skos", {"jobs.ttl": text}, Path(folder), concepts=concepts)


def test_two_skills_of_one_label_in_a_scheme_of_others_are_a_warning(tmp_path: Path) -> None:
    text = HEAD + ':c a skos:Concept ; skos:prefLabel "One"@en ; skos:inScheme :scheme .\n'
    given_ = download("skos", tmp_path / "it", {"jobs.ttl": text})
    importers.run("skos", given_, tmp_path / "out", concepts="skills")
    checked = pipeline.check(pipeline.Inputs.of([tmp_path / "out"]), SETTINGS)
    (warning,) = map(str, checked.warnings)
    assert warning.startswith(f"{tmp_path}/out/skills.csv rows 2, ")
    assert warning.endswith("is the label of several skills of a scheme, which only its publisher can tell apart (S78)")
