"""Each code of a problem is made by some input, and its example is the message that this input gives."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests import folders

from lotgraph.build.pipeline import Inputs, build
from lotgraph.errors import InputError, Problem
from lotgraph.errors.descriptions import DESCRIPTIONS
from lotgraph.errors.problems import Code
from lotgraph.release.tombstones import TOMBSTONES, Tombstone, triples
from lotgraph.settings import Settings
from lotgraph.sources import importers
from lotgraph.sources.importers.chains import chain
from lotgraph.sources.reading import ReadSession

SKILLS = "id,label\npython,Python\n"
BASE = "https://data.example.org/"
SKILL = f"{BASE}id/skill/"
SET = f"#license: https://creativecommons.org/licenses/by/4.0/\n#curie_map:\n#  ex: {BASE}\n"
ENDS = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
PAIR = "ex:a\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration"
MAPPING = f"{BASE}a,skos:exactMatch,{BASE}b,semapv:ManualMappingCuration,1"
MAPPINGS = "id,subject_id,predicate_id,object_id,mapping_justification,object_source_version"
DOCUMENT = 'kind = "document"\ndocument = "page.txt"\nsha256 = "{}"\n'

Files = Mapping[str, str | bytes]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


READ: list[tuple[Code, Files]] = [
    (Code.UNSUPPORTED_FORMAT, {"skills.xlsx": b"PK\x03\x04"}),
    (Code.NOT_UTF_8, {"skills": "id,label\ncafe,Caf\u00e9\n".encode("latin-1")}),
    (Code.EMPTY_FILE, {"skills": "\nid,label\npython,Python\n"}),
    (Code.NO_DATA, {"skills": "id,label\n"}),
    (Code.UNKNOWN_TABLE, {"skill": SKILLS}),
    (Code.DUPLICATE_FILE, {"skills": SKILLS, "skills.parquet": b""}),
    (Code.CSV_SYNTAX, {"skills": 'id,label\npython,"Python\n'}),
    (Code.UNCLEAR_DELIMITER, {"skills": "name|text\nPython|A language\n"}),
    (Code.CELL_COUNT, {"skills": "id,label\nr,R, the language\n"}),
    (Code.CONTROL_CHARACTER, {"skills": "id,label\npython,Py\x07thon\n"}),
    (Code.MISSING_HEADER, {"skills": "Kompetenz\nPython\n"}),
    (Code.UNKNOWN_COLUMN, {"skills": "id,lable\npython,Python\n"}),
    (Code.UNNAMED_COLUMN, {"skills": "id,,label\npython,3,Python\n"}),
    (Code.DUPLICATE_COLUMN, {"skills": "id,label,label\npython,Python,Py\n"}),
    (Code.MISSING_COLUMN, {"skills": "id,definition\npython,A language\n"}),
    (Code.MISSING_VALUE, {"skills": "id,label\npython,\n"}),
    (Code.WRONG_FORM, {"areas": "id,label\na|b,Here\n"}),
    (Code.SPREADSHEET_ERROR, {"skills": "id,label\npython,#N/A\n"}),
    (Code.UNKNOWN_CODE, {"skills": SKILLS, "skill_labels": "skill,label,kind\npython,Py,short\n"}),
    (Code.OUT_OF_RANGE, {"mappings": f"{MAPPINGS},confidence\nm1,{MAPPING},1.5\n"}),
    (Code.RESERVED_NAME, {"areas": "id,label\nnot-stated,Nowhere\n"}),
    (Code.MISSING_ID, {"skills": "label\n+\n"}),
    (Code.UNKNOWN_REFERENCE, {"skills": SKILLS, "skill_labels": "skill,label,kind\npyton,Py,alternative\n"}),
    (Code.USELESS_ALIAS, {"skills": SKILLS + "r,R\n", "aliases": "table,name,id\nskills,r,python\n"}),
    (Code.DUPLICATE_KEY, {"skills": SKILLS + "python,Python\n"}),
    (Code.AMBIGUOUS_ID, {"skills": "label\nR\nr\n"}),
    (Code.DUPLICATE_LABEL, {"skills": SKILLS + "python-3,Python\n"}),
    (Code.CONTRADICTING_ROWS, {"skills": SKILLS + "python,Pyhton\n"}),
    (Code.TWO_VERSIONS, {"schemes": "id,version,title\njobs,1,Jobs\njobs,2,Jobs\n"}),
    (Code.YAML_SYNTAX, {"mappings.sssom.tsv": f"#- license\n{ENDS}\n{PAIR}\n"}),
    (Code.UNKNOWN_PREFIX, {"mappings.sssom.tsv": f"{SET}{ENDS}\n{PAIR.replace('ex:b', 'esco:b')}\n"}),
    (Code.MORE_ROWS, {"skills": "id,label\n" + "".join(f"s{number},\n" for number in range(1001))}),
]  # fmt: skip
"""What a reading refuses, of the files of a source."""

TOML: list[tuple[Code, str, Files]] = [
    (Code.TOML_SYNTAX, "title = My survey\n", {"skills": SKILLS}),
    (Code.UNKNOWN_KEY, f'{folders.TOML}license = "CC0"\n', {"skills": SKILLS}),
    (Code.CHANGED_DOCUMENT, folders.TOML + DOCUMENT.format(sha256("old")), {"skills": SKILLS, "page.txt": "new"}),
    (
        Code.WRONG_PLACE,
        folders.TOML + DOCUMENT.format(sha256("A page")),
        {"skills": SKILLS, "page.txt": "A page", "locators": f"span,sha256\n2-90,{sha256('page')}\n"},
    ),
]
"""The same, of a source.toml too."""

WARNED: list[tuple[Code, Files]] = [
    (Code.FORMULA_AS_TEXT, {"skills": "id,label\npython,=Python\n"}),
    (
        Code.UNREAD_FILE,
        {"skills": SKILLS, "import_report": "id,file,outcome,count,reason\n1,new.csv,unknown,1,is not known here\n"},
    ),
    (
        Code.UNREAD_COLUMN,
        {
            "skills": SKILLS,
            "import_report": "id,file,outcome,count,reason\n"
            "1,new.csv,unknown-column,1,“Demand” is not known here; nothing of it was read\n",
        },
    ),
    (Code.ROW_SET_ASIDE, {"mappings.sssom.tsv": f"{SET}{ENDS}\n{PAIR}\n{PAIR}\n"}),
    (Code.VALUE_CHANGED, {"mappings.sssom.tsv": f"{SET}{ENDS}\tmapping_date\n{PAIR}\t2026-05-31T12:00:00Z\n"}),
    (Code.COLUMN_LEFT_OUT, {"mappings.sssom.tsv": f"{SET}{ENDS}\tauthor_label\n{PAIR}\tA. Nyman\n"}),
]
"""What a reading warns of."""

OTHERS: dict[Code, Callable[[pytest.MonkeyPatch], object]] = {}
"""The codes that other commands make, or sources that are more than files of a folder, by what makes them."""


def made_by(code: Code) -> Callable[[Callable[[pytest.MonkeyPatch], object]], None]:
    return lambda make: OTHERS.update({code: make})


@made_by(Code.UNREADABLE_FILE)
def _(_: pytest.MonkeyPatch) -> object:
    folders.put(Path("survey"), {"skills": SKILLS})
    Path("survey/source.toml").unlink()
    Path("survey/source.toml").mkdir()
    return folders.read(Path("survey"))


@made_by(Code.WRONG_PATH)
def _(_: pytest.MonkeyPatch) -> object:
    return folders.read(Path("surveys"))


@made_by(Code.MISSING_SOURCE_TOML)
def _(_: pytest.MonkeyPatch) -> object:
    folders.put(Path("sources/survey"), {"skills": SKILLS})
    Path("sources/survey/source.toml").unlink()
    return folders.read(Path("sources"))


@made_by(Code.RDF_SYNTAX)
def _(_: pytest.MonkeyPatch) -> object:
    Path("jobs.jsonld").write_text(
        '{"@context": "https://example.org/context", "@id": "https://example.org/a"}', "utf-8"
    )
    return importers.run("skos", Path("jobs.jsonld"), Path("jobs"), concepts="occupations", base=BASE, also=[])


@made_by(Code.WRONG_DOWNLOAD)
def _(_: pytest.MonkeyPatch) -> object:
    Path("db_30_1_text").mkdir()
    return importers.run("onet", Path("db_30_1_text"), Path("onet"))


@made_by(Code.UNCONNECTED_MAPPINGS)
def _(_: pytest.MonkeyPatch) -> object:
    for name, ends in (("first", "ab"), ("second", "cd")):
        row = PAIR.replace("ex:a", f"ex:{ends[0]}").replace("ex:b", f"ex:{ends[1]}")
        folders.put(Path(name), {"mappings.sssom.tsv": f"{SET}{ENDS}\n{row}\n"}, folders.TOML.replace("demo", name))
    return chain([Path("first"), Path("second")], Path("chain"), "2026-05-31")


@made_by(Code.INTERNAL_FAULT)
def _(monkeypatch: pytest.MonkeyPatch) -> object:
    stage = ReadSession.stage
    monkeypatch.setattr(ReadSession, "stage", lambda *staged: stage(*staged) - 1)
    return folders.read(folders.put(Path("survey"), {"skills": SKILLS}))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages name files from the working folder."""
    monkeypatch.chdir(tmp_path)


def refused(make: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        make()
    return caught.value.problems


def holds(problems: tuple[Problem, ...], code: Code) -> None:
    """The code is among those of the problems, and its example is the message of one of them."""
    assert code in {problem.code for problem in problems}
    assert DESCRIPTIONS[code].example in {str(problem) for problem in problems if problem.code == code}
    assert all(isinstance(problem.code, Code) for problem in problems)


@pytest.mark.parametrize(("code", "files"), READ)
def test_what_a_reading_refuses(code: Code, files: Files) -> None:
    holds(refused(lambda: folders.read(folders.put(Path("survey"), files))), code)


@pytest.mark.parametrize(("code", "toml", "files"), TOML)
def test_what_is_refused_of_a_source_toml(code: Code, toml: str, files: Files) -> None:
    holds(refused(lambda: folders.read(folders.put(Path("survey"), files, toml))), code)


@pytest.mark.parametrize(("code", "files"), WARNED)
def test_what_a_reading_warns_of(code: Code, files: Files) -> None:
    holds(folders.read(folders.put(Path("survey"), files)).warnings, code)


@pytest.mark.parametrize("code", OTHERS)
def test_what_others_refuse(code: Code, monkeypatch: pytest.MonkeyPatch) -> None:
    holds(refused(lambda: OTHERS[code](monkeypatch)), code)


RETIRED = {
    *(Code.DROPPED_IRIS, Code.RETIRED_AND_PUBLISHED, Code.WRONG_SUCCESSOR),
    *(Code.NEVER_PUBLISHED, Code.PUBLISHED_AGAIN),
}
"""The codes of what a build says beside what is published already."""


def _built(skills: str, *retired: tuple[str, str], version: str) -> tuple[Problem, ...]:
    """Publish these skills and retire others, each with its successor; gives the warnings."""
    files = {"skills": "id,label\n" + "".join(f"{name},{name.title()}\n" for name in skills.split())}
    rows = "".join(f"{SKILL}{iri},Out of use,{SKILL + after if after else ''}\n" for iri, after in retired)
    source = folders.put(Path("survey"), files | {"retirements": f"iri,reason,successor\n{rows}"})
    settings = Settings.load(Path(os.devnull), {}, {"base": BASE, "version": version})
    return build(Inputs.of([source]), Path("publication"), settings).warnings


def test_what_a_build_says_beside_what_is_published() -> None:
    grave = "".join(f"{triple} .\n" for triple in triples(Tombstone(f"{SKILL}perl", "0", "Out of use")))
    folders.put(Path("survey"), {TOMBSTONES: grave})
    warnings = _built("python rust perl go", ("cobol", ""), version="1")
    Path("survey", TOMBSTONES).unlink()
    problems = refused(lambda: _built("python rust", ("rust", ""), ("perl", "ruby"), version="2"))
    found = (*problems, *warnings)
    assert {problem.code for problem in found} == RETIRED
    for code in RETIRED:
        holds(found, code)


def test_each_code_is_made() -> None:
    read = {case[0] for case in READ} | {case[0] for case in TOML} | {case[0] for case in WARNED}
    assert read | set(OTHERS) | RETIRED == set(Code)


def test_no_problem_is_without_a_code() -> None:
    with pytest.raises(TypeError, match="code"):
        Problem("skills.csv", (2,), "label", "is empty")  # type: ignore[call-arg]


def test_codes_are_words_that_are_explained() -> None:
    for code in Code:
        assert code.value == code.name.lower().replace("_", "-")
        assert DESCRIPTIONS[code].meaning.endswith(".")
        assert DESCRIPTIONS[code].remedy.endswith(".")
