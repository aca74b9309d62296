from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.folders import TABLES, put

from lotgraph.cli import main
from lotgraph.errors import InputError
from lotgraph.formats.sssom.text import UNSTATED_LICENCE, read_mappings, write_lines
from lotgraph.linking.matching.concepts import (
    Chain,
    Concept,
    Group,
    comparable,
    key,
)
from lotgraph.linking.matching.ranking import rank
from lotgraph.linking.matching.reading import read_chain, read_side
from lotgraph.linking.matching.similarity import MEASURES, Similarities

BASE = "https://data.example.org/"
OCCUPATION = f"{BASE}id/occupation/"
OCCUPATIONS = "id,scheme,level,label,notation,parent\n"


def concept(name: str, *labels: str, description: str = "", above: str = "") -> Concept:
    ancestors = (frozenset({above}),) if above else ()
    return Concept(name, labels[0], labels[1:], description, notation=name, ancestors=ancestors)


BAKER = concept("a1", "baker", "bread maker", description="bakes bread and cakes in an oven")
WELDER = concept("a2", "welder", description="joins metal parts with heat")
BAKERS = concept("b1", "Bakers", "Bread Baker", description="Mix and bake bread, rolls and cakes", above="b")
WELDERS = concept("b2", "Welders", "Metal Joiner", description="Join metal with welding tools", above="b")
COOKS = concept("b3", "Cooks", description="Cook meals, bake cakes", above="c")


def ranked(
    subjects: list[Concept], objects: list[Concept], via: Chain | None = None, top: int = 10
) -> list[tuple[str, str, float]]:
    return [
        (found.subject.id, found.object.id, found.confidence) for found in rank(subjects, objects, via or Chain(), top)
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Bakers", "baker"),
        ("C++ (Programming Language)", "c++"),
        ("ﬁsh Ärzte", "fish ärzte"),
        ("(only)", "only"),
        ("–", ""),
    ],
)
def test_words_are_compared_without_case_brackets_and_plural(text: str, form: str) -> None:
    assert comparable(text) == form


@settings(max_examples=50)
@given(st.text(max_size=30))
def test_the_comparable_form_has_only_words(text: str) -> None:
    form = comparable(text)
    assert form == " ".join(form.split())
    assert form == comparable(text.casefold())


def test_a_concept_is_known_by_the_last_part_of_its_name() -> None:
    names = ("http://data.example.org/isco/2511", "isco:2511", "2511", "http://data.example.org/isco#2511")
    assert {key(name) for name in names} == {"2511"}


def test_the_right_ones_come_first_and_the_order_is_always_the_same() -> None:
    found = ranked([BAKER, WELDER], [COOKS, BAKERS, WELDERS])
    assert found == ranked([BAKER, WELDER], [COOKS, BAKERS, WELDERS])
    firsts = {subject: other for subject, other, _ in reversed(found)}
    assert firsts == {"a1": "b1", "a2": "b2"}


def test_confidence_falls_from_0_to_1_within_a_subject() -> None:
    found = [confidence for subject, _, confidence in ranked([BAKER], [COOKS, BAKERS, WELDERS])]
    assert found == sorted(found, reverse=True)
    assert all(0 < confidence <= 1 for confidence in found)


def test_nothing_is_matched_with_nothing() -> None:
    assert ranked([], [BAKERS]) == ranked([BAKER], []) == []


def test_labels_without_a_word_are_no_reason() -> None:
    assert ranked([concept("a", "–")], [concept("b", "…")]) == []


@settings(max_examples=8, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5))
def test_a_preferred_label_that_only_two_have_comes_first(labels: list[str]) -> None:
    same = concept("same", "quality surveyor", description="something else")
    objects = [concept(f"b{place}", label, "quality surveyor 2") for place, label in enumerate(labels)]
    found = ranked([concept("a", "Quality Surveyors", "quality surveyor 2")], [*objects, same], top=1)
    assert [other for _, other, _ in found] == ["same"]


def test_labels_are_compared_alike_in_both_directions() -> None:
    left, right = [BAKER, WELDER], [COOKS, BAKERS, WELDERS]
    there = Similarities(left, right, Chain()).block(range(2))
    back = Similarities(right, left, Chain()).block(range(3))
    for measure in ("letters", "description", "same_preferred", "same_other"):
        number = MEASURES.index(measure)
        assert there[:, :, number] == pytest.approx(back[:, :, number].T, abs=1e-6)


def test_earlier_mappings_lead_to_a_place_and_say_so() -> None:
    plumber = concept("a3", "pipe fitter", above="71")
    via = Chain((("71", "x-1.5"), ("x-1.5", "b2")))
    found = list(rank([plumber], [COOKS, BAKERS, WELDERS], via, 3))
    assert [candidate.object.id for candidate in found][:2] == ["b2", "b1"]
    assert found[0].place == ("earlier mappings lead to it",)
    assert found[1].place == ("earlier mappings lead to its group",)


def test_earlier_mappings_are_followed_in_one_direction_and_over_codes_of_other_depth() -> None:
    chain = Chain((("2511", "15-1121"), ("15-1121.00", "15-1211.00"), ("2512", "15-1121"), ("2512", "15-1132")))
    known = {"15-1211.00", "15-1132"}
    assert chain.targets(frozenset({"2511"}), known) == {"15-1211.00"}
    assert Chain((("b", "m"), ("m", "a"))).targets(frozenset({"a"}), {"b"}) == {"b"}
    assert Chain().targets(frozenset({"b"}), {"b"}) == frozenset()


def test_the_group_above_speaks_for_a_match_and_is_named() -> None:
    group = Group("Bakers and confectioners", "They bake bread.\n- Bread Baker\n", ("Bread Baker",))
    crumber = Concept("a", "crumber", ancestors=(frozenset({"75"}),), group=group)
    found = next(rank([crumber], [COOKS, WELDERS, BAKERS], Chain(), 1))
    assert found.object.id == "b1"
    assert "the group above is like it: Bakers and confectioners" in found.place


def test_job_titles_alone_are_judged_by_weights_of_their_own() -> None:
    sure, unsure = (
        next(rank([Concept("a", label)], [BAKERS, WELDERS, COOKS], Chain(), 1)).confidence
        for label in ("Baker", "bread artist")
    )
    assert sure > 0.8
    assert unsure < 0.3


_IDS = st.text("abc123-._%", min_size=1, max_size=8)
_CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


@settings(max_examples=40)
@given(st.lists(st.tuples(_IDS, _IDS, _CELLS, _CELLS), max_size=5))
def test_what_is_written_as_sssom_reads_back(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, ...]]
) -> None:
    rows = tuple(
        {
            "subject_id": f"http://a.example/x/{subject}",
            "predicate_id": "skos:closeMatch",
            "object_id": f"http://b.example/y#{other}",
            "mapping_justification": "semapv:LexicalMatching",
            "subject_label": label,
            "comment": comment,
        }
        for subject, other, label, comment in cells
    )
    file = tmp_path_factory.mktemp("sssom") / "m.sssom.tsv"
    file.write_text("".join(write_lines(rows, {}, f"{BASE}m", UNSTATED_LICENCE)), "utf-8")
    assert read_mappings(file, {}).rows == rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subject_id\tobject_id\n", "row 1: has no column predicate_id, mapping_justification"),
        ("H\nx:1\tskos:closeMatch\tx:2\tsemapv:LexicalMatching\n", "row 2: has 4 cells, the header has 5"),
        ("H\ny:1\tskos:closeMatch\tx:2\tsemapv:LexicalMatching\t\n", "row 2: subject_id has the prefix “y”"),
        (
            "H\nx:1\tskos:closeMatch\tx:2\tsemapv:LexicalMatching\tNo\n",
            "row 2: predicate_modifier 'No' must be Not or empty",
        ),
        ("H\nx:1\t\tx:2\tsemapv:LexicalMatching\t\n", "row 2: predicate_id is empty"),
    ],
)
def test_a_file_of_mappings_that_cannot_be_used_is_told(tmp_path: Path, text: str, said: str) -> None:
    header = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tpredicate_modifier"
    file = tmp_path / "m.tsv"
    file.write_text(text.replace("H", header, 1), "utf-8")
    with pytest.raises(InputError, match=said):
        read_mappings(file, {"x": "http://x.example/"})


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    top = "id,scheme,level,label,notation,parent\n"
    tables = {"schemes": TABLES["schemes"], "levels": TABLES["levels"]}
    ours = f"{top}10,lot,area,Crafts,10,\n1011,lot,job,Baker,1011,10\n1012,lot,job,Welder,1012,10\n"
    theirs = f"{top}20,lot,area,Work,20,\nB1,lot,job,Bakers,B1,20\nB2,lot,job,Welders of metal,B2,20\n"
    theirs += "B3,lot,job,Bread baker,B3,20\n"
    return str(put(tmp_path / "a", tables | {"occupations": ours})), str(
        put(tmp_path / "b", tables | {"occupations": theirs})
    )


def test_two_folders_give_a_file_to_review_and_what_was_decided_is_kept(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "first.sssom.tsv", tmp_path / "second.sssom.tsv"
    said = ["match", *folders, "--base", BASE, "--date", "2026-11-22"]
    assert main([*said, "--out", str(first)]) == 0
    assert "for 2 occupations" in capsys.readouterr().out
    rows = read_mappings(first, {}).rows
    pairs = [(row["subject_id"], row["object_id"]) for row in rows]
    baker, welder = f"{OCCUPATION}1011", f"{OCCUPATION}1012"
    assert pairs[0] == (baker, f"{OCCUPATION}B1")
    assert (baker, f"{OCCUPATION}B3") in pairs
    assert (welder, f"{OCCUPATION}B2") in pairs
    assert rows[0]["match_string"] == "baker"
    assert rows[0]["comment"].startswith("same labels: baker; shared words: baker")
    assert rows[0]["object_source_version"] == "7.3.0"

    decided = [
        dict(rows[0]) | {"reviewer_label": "A. Reviewer"},
        dict(rows[pairs.index((baker, f"{OCCUPATION}B3"))])
        | {"predicate_modifier": "Not", "reviewer_label": "A. Reviewer"},
    ]
    reviewed = tmp_path / "reviewed.sssom.tsv"
    reviewed.write_text("".join(write_lines(decided, {}, f"{BASE}m", UNSTATED_LICENCE)), "utf-8")
    for _ in range(2):
        assert main([*said, "--out", str(second), "--reviewed", str(reviewed)]) == 0
        assert "kept      1 accepted, 1 rejected" in capsys.readouterr().out
        kept = read_mappings(second, {})
        assert [*kept.accepted()] == [decided[0]]
        assert [*kept.rejected()] == [decided[1]]
        again = [(row["subject_id"], row["object_id"]) for row in kept.rows]
        assert len(again) == len(set(again))
        reviewed = second


def test_nothing_is_proposed_for_what_somebody_found_no_match_for(folders: tuple[str, str], tmp_path: Path) -> None:
    reviewed, out = tmp_path / "reviewed.sssom.tsv", tmp_path / "out.sssom.tsv"
    none = {
        "subject_id": f"{OCCUPATION}1011",
        "predicate_id": "skos:exactMatch",
        "object_id": "https://w3id.org/sssom/NoTermFound",
        "mapping_justification": "semapv:ManualMappingCuration",
    }
    reviewed.write_text("".join(write_lines([none], {}, f"{BASE}m", UNSTATED_LICENCE)), "utf-8")
    assert main(["match", *folders, "--base", BASE, "--out", str(out), "--reviewed", str(reviewed)]) == 0
    rows = read_mappings(out, {}).rows
    (kept,) = (row for row in rows if row["subject_id"] == none["subject_id"])
    assert kept["object_id"].endswith("NoTermFound")
    assert len(rows) > 1


def test_a_file_of_job_titles_is_matched_as_it_is(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    titles, out = tmp_path / "titles.csv", tmp_path / "out.sssom.tsv"
    titles.write_text("\ufeffTitle,City\r\nBaker,Bonn\r\nBaker,Trier\r\n,Ulm\r\nmetal welder,Bonn\r\n", "utf-8")
    said = ["match", str(titles), folders[1], "--base", BASE, "--out", str(out)]
    assert main(said) == 0
    assert "for 2 occupations" in capsys.readouterr().out
    rows = read_mappings(out, {}).rows
    firsts = {row["subject_label"]: row["object_label"] for row in reversed(rows)}
    assert firsts == {"Baker": "Bakers", "metal welder": "Welders of metal"}
    assert rows[0]["subject_id"] == f"{OCCUPATION}baker"
    titles.write_text("Town,City\nA,B\n", "utf-8")
    assert main(said) == 1
    assert "titles.csv row 1: has no column label or title" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffTitle;Code\r\nWelder;1\r\nNurse;2\r\n",
        "title\tcode\nWelder\tx\nNurse\ty\n",
        "sep=;\nTitle;\nWelder;\nNurse;\n",
        "Name,,\nWelder,,\nNurse\n",
    ],
)
def test_a_list_of_titles_is_read_as_spreadsheets_write_it(text: str, tmp_path: Path) -> None:
    (tmp_path / "titles.csv").write_text(text, "utf-8", newline="")
    side = read_side(tmp_path / "titles.csv", "occupation", BASE)
    assert {concept.label for concept in side.concepts} == {"Welder", "Nurse"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Welder\nNurse\n", "row 1: has no column label or title: the first row is 'Welder'; where that is the first"),
        ("title\n#N/A\n", "row 2: title “#N/A” is an error value of a spreadsheet"),
    ],
)
def test_a_list_that_is_none_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "titles.csv").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read_side(tmp_path / "titles.csv", "occupation", BASE)
    assert f"titles.csv {said}" in str(caught.value)


def test_what_importers_write_is_read(tmp_path: Path) -> None:
    skills = "id,label,type,parents,description\ns1,bread,knowledge,g1,\ng1,food,group,,On food\n"
    tables = {
        "schemes": TABLES["schemes"],
        "levels": TABLES["levels"],
        "occupations": "id,scheme,level,label,notation,parent,definition,description\n"
        '10,lot,area,Crafts,10,,,"Work by hand.\n- Baker\n- Cook - 2522"\n'
        "1011,lot,job,Baker,1011,10,Bakes.,Makes bread.\n",
        "occupation_labels": "occupation,kind,label\n1011,alternative,bread maker\n",
        "titles": "occupation,title,kind\n1011,Pastry Cook,alternative-title\n",
        "statements": "id,occupation,kind,text\nt1,1011,core-task,Knead dough.\n",
        "skills": skills,
        "skill_labels": "skill,kind,label\ns1,hidden,loaf\n",
        "skill_listings": "occupation,skill,category\n1011,s1,essential\n",
    }
    folder = put(tmp_path / "a", tables)
    (baker,) = read_side(folder, "occupation", BASE).concepts
    assert baker.labels == ("baker", "bread maker", "pastry cook")
    assert baker.description == "Bakes. Makes bread."
    assert baker.evidence == ("Knead dough.", "bread")
    assert baker.group.label == "Crafts"
    assert baker.group.examples == ("Baker",)
    (bread,) = read_side(folder, "skill", BASE).concepts
    assert bread.labels == ("bread", "loaf")
    assert bread.group == Group("food", "On food")


def test_mappings_of_the_folders_are_a_chain(folders: tuple[str, str], tmp_path: Path) -> None:
    mappings = "id,subject_id,predicate_id,object_id,mapping_justification,object_source_version\n"
    mappings += "m1,occupation:1012,skos:closeMatch,https://b.example/B3,semapv:ManualMappingCuration,7.3.0\n"
    mappings += "m2,occupation:1012,skos:closeMatch,https://b.example/B1,semapv:CompositeMatching,7.3.0\n"
    (Path(folders[0]) / "mappings.csv").write_text(mappings, "utf-8")
    assert read_side(Path(folders[0]), "occupation", BASE).links == (("1012", "B3"),)
    assert read_chain((Path(folders[0]),), BASE) == (("1012", "B3"),)


def test_mappings_that_lie_beside_the_folders_are_followed_and_named(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mappings = "id,subject_id,predicate_id,object_id,mapping_justification,object_source_version\n"
    mappings += "m1,occupation:1012,skos:closeMatch,https://b.example/B3,semapv:ManualMappingCuration,7.3.0\n"
    tables = {"schemes": TABLES["schemes"], "levels": TABLES["levels"], "mappings": mappings}
    tables["occupations"] = "id,scheme,level,label,notation\n1012,lot,job,Welder,1012\n"
    put(tmp_path / "crosswalk", tables)
    # What cannot be read was not asked for, and stops nothing.
    broken = put(tmp_path / "broken", {"mappings": mappings})
    (broken / "mappings.csv").write_bytes(b"\xff\xfe")
    said = ["match", *folders, "--base", BASE, "--out", str(tmp_path / "out.sssom.tsv")]
    assert main(said) == 0
    assert "followed  mappings beside the two: crosswalk (--only-via leaves them out)" in capsys.readouterr().out
    (welder,) = (
        row
        for row in read_mappings(tmp_path / "out.sssom.tsv", {}).rows
        if row["subject_label"] == "Welder" and row["object_label"] == "Bread baker"
    )
    assert "earlier mappings lead to it" in welder["comment"]
    assert main([*said, "--only-via"]) == 0
    assert "followed" not in capsys.readouterr().out
    assert "earlier mappings" not in (tmp_path / "out.sssom.tsv").read_text("utf-8")


def test_a_missing_extra_is_told(folders: tuple[str, str], tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['sklearn'] = None; from lotgraph.cli import main;"
        f"sys.exit(main(['match', {folders[0]!r}, {folders[1]!r}, '--out', {str(tmp_path / 'x.tsv')!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "install it with: python -m pip install 'lotgraph[match]'" in done.stderr
    assert not (tmp_path / "x.tsv").exists()


def test_the_plain_program_does_not_load_the_extra() -> None:
    loads = "import sys, lotgraph.cli, lotgraph.linking.matching.proposal"
    program = f"{loads}; assert not {{'sklearn', 'scipy'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--kind", "skills"], 1, "a: has no skills"),
        (["--top", "0"], 2, "not a whole number from 1"),
        (["--date", "soon"], 2, "not a day like 2026-05-31"),
        (["--via", "nowhere.tsv"], 1, "nowhere.tsv: cannot be read"),
    ],
)
def test_what_cannot_be_matched_is_told(
    folders: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: int, said: str
) -> None:
    try:
        got = main(["match", *folders, "--out", str(tmp_path / "x.tsv"), *more])
    except SystemExit as error:
        got = int(error.code or 0)
    assert got == code
    assert said in capsys.readouterr().err
    assert not (tmp_path / "x.tsv").exists()
