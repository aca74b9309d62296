"""Nothing disappears: what was published is published still, or retired with a reason, and its successor is found."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
import rdflib
from tests import folders
from tests.dumps import plain

from lotgraph.build.pipeline import (
    Inputs,
    Published,
    build,
    rebuild,
)
from lotgraph.cli import main
from lotgraph.errors import InputError
from lotgraph.rdf.statements import read_statements
from lotgraph.rdf.store.loading import open_release
from lotgraph.rdf.store.serialization import parse
from lotgraph.release.folder import current_release, differing
from lotgraph.release.tombstones import Tombstone, read_tombstones, tombstones_of
from lotgraph.release.upgrade import Upgrade, Upgrader
from lotgraph.schema.vocabulary import expand
from lotgraph.settings import Settings, resources
from lotgraph.validation import validate

BASE = "https://data.example.org/"
SKILLS = "id,label\npython,Python\nrust,Rust\nperl,Perl\n"


def settings_of(**options: object) -> Settings:
    # The other dumps say the same, and take their time.
    return Settings.load(Path(os.devnull), {}, {"base": BASE, "dump_formats": "nquads"} | options)


def published(source: Path, out: Path, version: str) -> Published:
    return build(Inputs.of([source]), out, settings_of(version=version))


def skill(name: str) -> str:
    return f"{BASE}id/skill/{name}"


def skills(*names: str) -> str:
    return "id,label\n" + "".join(f"{name},{name.title()}\n" for name in names)


def rows(*said: tuple[str, str, str]) -> str:
    lines = (f"{skill(iri)},{reason},{skill(after) if after else ''}\n" for iri, reason, after in said)
    return "iri,reason,successor\n" + "".join(lines)


def graves(release: Path) -> dict[str, Tombstone]:
    return {grave.iri: grave for grave in tombstones_of(release)}


def upgraded(release: Path, given: str, scheme: str = "") -> Upgrade:
    return Upgrader(open_release(release / "store"), BASE, scheme).upgrade(given)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return folders.put(tmp_path / "source", {"skills": skills("python", "rust", "perl")})


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of three skills, to be copied."""
    folder = tmp_path_factory.mktemp("first")
    source = folders.put(folder / "source", {"skills": skills("python", "rust", "perl")})
    published(source, folder / "publication", "1")
    return folder / "publication"


@pytest.fixture
def out(first: Path, tmp_path: Path) -> Path:
    return copied(first, tmp_path)


def copied(publication: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(publication, tmp_path / "publication", symlinks=True))


@pytest.fixture(scope="module")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That publication with a second release, in which Perl is retired in favour of Rust; to be copied."""
    folder = tmp_path_factory.mktemp("second")
    tables = {"skills": skills("python", "rust"), "retirements": rows(("perl", "Old", "rust"))}
    out = copied(first, folder)
    published(folders.put(folder / "source", tables), out, "2")
    return out


@pytest.fixture(scope="module")
def third(second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That publication with a third release, in which Rust is retired in favour of Python; to be copied."""
    folder = tmp_path_factory.mktemp("third")
    # The row of the first retirement may be left out: what is retired stays so.
    tables = {"skills": skills("python"), "retirements": rows(("rust", "Older", "python"))}
    out = copied(second, folder)
    published(folders.put(folder / "source", tables), out, "3")
    return out


def refusals(source: Path, out: Path, tables: dict[str, str]) -> list[str]:
    """What a second release is refused for; the first stays."""
    with pytest.raises(InputError) as caught:
        published(folders.put(source, tables), out, "2")
    assert str((out / "current").readlink()) == "releases/1"
    assert not (out / "releases" / "2").exists()
    return [str(problem).replace(f"{source}/", "").replace(f"{out}/", "") for problem in caught.value.problems]


def test_a_build_that_drops_an_iri_fails(source: Path, out: Path) -> None:
    (problem,) = refusals(source, out, {"skills": skills("python")})
    lost = f"<{skill('perl')}>, <{skill('rust')}>"
    assert problem.startswith("releases/1: has 2 IRIs that this build would drop; publish them again, or write rows")
    assert problem.endswith(
        f": 2 rows retire them: {lost}; --write-retirements FILE writes these rows, to be completed"
    )


def test_the_rows_that_are_missing_are_written_to_be_completed(source: Path, out: Path, tmp_path: Path) -> None:
    many = [f"s{number}" for number in range(8)]
    published(folders.put(source, {"skills": skills("python", "rust", "perl", *many)}), out, "2")
    folders.put(source, {"skills": skills("python", "rust", "perl")})
    file = tmp_path / "rows.csv"
    arguments = ["build", str(source), "--out", str(out), "--base", BASE, "--version", "3"]
    assert main([*arguments, "--write-retirements", str(file)]) != 0
    written = file.read_text("utf-8")
    assert written == "iri,reason,successor\n" + "".join(f"{skill(name)},,\n" for name in many)
    shutil.copyfile(file, source / "retirements.csv")
    with pytest.raises(InputError, match="reason"):
        published(source, out, "3")
    (source / "retirements.csv").write_text(written.replace(",,", ",Out of use,"), "utf-8")
    assert list(graves(published(source, out, "3").folder)) == [skill(name) for name in many]


def test_one_row_retires_a_thing_with_its_claims(source: Path, out: Path, tmp_path: Path) -> None:
    after = folders.needed("titles", "posting_counts") | {"skills": SKILLS}
    more = {
        "occupations": "1012,lot,job,Welder,1012,10\n",
        "entries": "welder,Welder\n",
        "mappings": "m2,entry:welder,skos:closeMatch,occupation:1012,semapv:ManualMappingCuration,7.3.0\n",
        "titles": "1012,m2,Joiner,abbreviation\n",
        "posting_counts": "1012,m2,US-NC,P1M,7\n",
    }
    whole = folders.put(tmp_path / "whole", {name: text + more.get(name, "") for name, text in after.items()})
    before = published(whole, out, "2").folder
    folders.put(whole, after)
    occupation = f"{BASE}id/occupation/1012"
    with pytest.raises(InputError, match=rf"has \d+ IRIs .*: 1 row retires them: <{occupation}>; "):
        published(whole, out, "3")
    folders.put(whole, {"retirements": f"iri,reason,successor\n{occupation},Merged,{BASE}id/occupation/1011\n"})
    found = graves(published(whole, out, "3").folder)
    assert found[occupation].retired_with == ""
    assert {grave.retired_with for iri, grave in found.items() if iri != occupation} == {occupation}
    kinds = {iri.removeprefix(f"{BASE}id/").partition("/")[0] for iri in found}
    assert kinds >= {"occupation", "title", "obs", "entry"}
    (count,) = (grave for iri, grave in found.items() if "/obs/" in iri and grave.replaced_by == ())
    assert count.reason == '"Merged"@en'
    stated = plain(before / "dumps" / "lotgraph.nq").decode()
    assert all(f"<{iri}> " in stated for iri in found)


def test_a_successor_may_be_of_another_publisher(source: Path, out: Path) -> None:
    other = "http://data.europa.eu/esco/skill/1"
    said = f"iri,reason,successor\n{skill('perl')},Merged,{other}\n"
    release = published(folders.put(source, {"skills": skills("python", "rust"), "retirements": said}), out, "2").folder
    (grave,) = tombstones_of(release)
    assert grave.successors == grave.replaced_by == (other,)
    # It stays so when what it was merged with is itself succeeded.
    (source / "retirements.csv").unlink()
    folders.put(source, {"skills": skills("python"), "retirements": rows(("rust", "Old", "perl"))})
    assert graves(published(source, out, "3").folder)[skill("rust")].replaced_by == (other,)


def test_the_source_that_they_are_of_is_named(source: Path, out: Path, tmp_path: Path) -> None:
    whole = folders.put(tmp_path / "whole", folders.needed("titles", "posting_counts") | {"skills": SKILLS})
    published(whole, out, "2")
    (whole / "source.toml").write_text(folders.TOML.replace('"demo"', '"other"'), "utf-8")
    with pytest.raises(InputError) as caught:
        published(whole, out, "3")
    (problem,) = caught.value.problems
    assert re.search(r"has \d+ IRIs that this build would drop; publish them again", problem.text)
    assert f": 1 row retires them: <{BASE}id/source/demo>; " in problem.text


def test_another_base_would_lose_every_iri(source: Path, out: Path) -> None:
    with pytest.raises(InputError, match=r"do not begin with the base IRI https://other\.example/; keep the base, or"):
        build(Inputs.of([source]), out, settings_of(base="https://other.example/", version="2"))


def test_a_retired_iri_gets_a_tombstone(source: Path, out: Path) -> None:
    tables = {"skills": skills("python", "rust"), "retirements": rows(("perl", '"Said ""no"" to"', "rust"))}
    release = published(folders.put(source, tables), out, "2").folder
    (grave,) = tombstones_of(release)
    assert (grave.iri, grave.last_release, grave.reason) == (skill("perl"), "1", '"Said \\"no\\" to"@en')
    assert grave.successors == grave.replaced_by == (skill("rust"),)
    assert grave.values("rdf:type") == (expand("skos:Concept"), expand("lg:Skill"))
    assert grave.values("skos:prefLabel") == ("Perl",)
    assert grave.values("skos:inScheme") == (f"{BASE}id/taxonomy/lotgraph-skills",)
    dumped = set(parse(release / "dumps" / "graphs" / "retired.nq"))
    stored = open_release(release / "store").describe_node(skill("perl"))
    assert {(each.predicate, each.object) for each in stored} == {(each.predicate, each.object) for each in dumped}
    assert {each.graph for each in stored} == {f"{BASE}graph/retired"}
    assert skill("perl") not in plain(release / "dumps" / "lotgraph.nq").decode()
    assert not (open_release(release / "store").query(f"ASK {{ <{skill('perl')}> ?p ?o }}")).boolean


def test_tombstones_are_carried_on_and_lead_to_the_live_end(source: Path, third: Path, tmp_path: Path) -> None:
    release = current_release(third)
    found = graves(release)
    assert {iri: (grave.last_release, grave.replaced_by) for iri, grave in found.items()} == {
        skill("perl"): ("1", (skill("python"),)),
        skill("rust"): ("2", (skill("python"),)),
    }
    assert found[skill("perl")].successors == (skill("rust"),)
    answer = upgraded(release, skill("perl"))
    assert (answer.status, answer.current, answer.reason) == ("replaced", ((skill("python"), ""),), "Old")
    assert answer.path == (skill("perl"), skill("rust"), skill("python"))
    folders.put(source, {"skills": skills("python")})
    again = published(source, copied(third, tmp_path), "4").folder
    assert graves(again) == found


def test_a_release_with_tombstones_is_built_again_from_its_tables(third: Path, tmp_path: Path) -> None:
    release = current_release(third)
    made, changed = rebuild(release, tmp_path / "again")
    assert changed == ()
    # Also where a later release came before it.
    _, changed = rebuild(third / "releases" / "1", tmp_path / "again")
    assert changed == ()
    assert differing(made.folder, release) == ()


def test_the_same_build_again_is_the_same_release(source: Path, out: Path) -> None:
    folders.put(source, {"skills": skills("python", "rust"), "retirements": rows(("perl", "Old", ""))})
    one = build(Inputs.of([source]), out, settings_of())
    assert (one.new, one.warnings) == (True, ())
    two = build(Inputs.of([source]), out, settings_of())
    assert (two.new, two.release.version) == (False, one.release.version)


def test_what_is_retired_may_have_several_successors_or_none(source: Path, out: Path) -> None:
    said = f"iri,reason,successor\n{skill('perl')},Split,{skill('rust')} | {skill('python')}\n"
    release = published(folders.put(source, {"skills": skills("python", "rust"), "retirements": said}), out, "2").folder
    assert graves(release)[skill("perl")].replaced_by == (skill("python"), skill("rust"))
    said = "iri,reason\n" + "".join(f"{skill(name)},Gone\n" for name in ("rust", "python"))
    release = published(folders.put(source, {"skills": skills("go"), "retirements": said}), out, "3").folder
    assert {grave.replaced_by for grave in tombstones_of(release)} == {()}
    answer = upgraded(release, skill("perl"))
    assert (answer.status, answer.current, answer.reason, answer.last_release) == ("retired", (), "Split", "1")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ([("python", "Old", "")], f"iri <{skill('python')}> is published by this build; remove the row, or what publ"),
        ([("perl", "Old", "cobol")], f"successor <{skill('cobol')}> is neither published nor retired; name one that"),
        ([("perl", "Old", "rust"), ("rust", "Old", "perl")], "successor leads in a circle: <"),
        ([("perl", "Old", "perl")], f"successor leads in a circle: <{skill('perl')}> → <{skill('perl')}>; one of them"),
    ],
)
def test_rows_that_cannot_be_followed(source: Path, out: Path, said: list[tuple[str, str, str]], message: str) -> None:
    kept = {"python", "rust", "perl"} - {iri for iri, _, _ in said} | {"python"}
    (problem,) = refusals(source, out, {"skills": skills(*sorted(kept)), "retirements": rows(*said)})
    assert problem.startswith("retirements.csv row ")
    assert message in problem


def test_an_iri_that_is_not_one_is_refused(source: Path, out: Path) -> None:
    (problem,) = refusals(source, out, {"retirements": "iri,reason\nperl,Old\n"})
    assert "iri 'perl' is not an IRI; write it like https://" in problem


def test_one_iri_is_not_retired_for_two_reasons(source: Path, out: Path) -> None:
    said = rows(("perl", "Old", ""), ("perl", "Bad", ""))
    (problem,) = refusals(source, out, {"skills": skills("python", "rust"), "retirements": said})
    assert problem.startswith("retirements.csv rows 2, 3: iri")


def test_an_iri_that_was_never_published_is_warned_of(source: Path, out: Path) -> None:
    made = published(folders.put(source, {"retirements": rows(("cobol", "Old", "nothing"))}), out, "2")
    assert [problem.text for problem in made.warnings] == [
        f"<{skill('cobol')}> was never published here, so there is nothing to retire"
    ]
    assert not list(tombstones_of(made.folder))
    assert not (made.folder / "dumps" / "graphs" / "retired.nq").exists()


def test_what_is_published_again_is_no_longer_retired(source: Path, second: Path, tmp_path: Path) -> None:
    made = published(source, copied(second, tmp_path), "3")
    assert [problem.text for problem in made.warnings] == [f"1 retired IRIs are published again: <{skill('perl')}>"]
    assert not list(tombstones_of(made.folder))


def test_a_tombstone_edited_by_hand_is_told(source: Path, second: Path, tmp_path: Path) -> None:
    out = copied(second, tmp_path)
    path = current_release(out) / "tables" / "tombstones.nt"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(reversed(lines)), "utf-8")
    with pytest.raises(Exception, match=r"tombstones\.nt: is not sorted, so it was changed since lotgraph wrote it"):
        published(source, out, "3")


def test_tombstones_pass_the_shapes_of_what_is_deprecated(second: Path, tmp_path: Path) -> None:
    release = current_release(second)
    together = tmp_path / "together.nq"
    stones = (release / "tables" / "tombstones.nt").read_text("utf-8")
    together.write_text(plain(release / "dumps" / "lotgraph.nq").decode() + stones, "utf-8")
    shapes, ontology = rdflib.Graph(), rdflib.Graph()
    shapes.parse(resources.shapes_dir() / "taxonomy.ttl")
    shapes.parse(resources.shapes_dir() / "header.ttl")
    ontology.parse(resources.ontology_dir() / "lotgraph.ttl")
    with read_statements([together]) as statements:
        found = validate(statements, shapes, ontology).violations
    assert not [each for each in found if each.name in ("S11", "S12")]


# Codes


SCHEMES = {
    "schemes": "id,version,title\na,1,A\nb,1,B\n",
    "levels": "scheme,id,depth,label\na,job,1,Job\nb,job,1,Job\n",
}


def occupations(*said: tuple[str, str, str]) -> str:
    lines = (f"{iri},{scheme},job,Label {iri},{code}\n" for iri, scheme, code in said)
    return "id,scheme,level,label,notation\n" + "".join(lines)


def test_codes_of_live_and_of_retired_concepts(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "publication"
    one = occupations(("old", "a", "11"), ("new", "a", "12"), ("both", "a", "7"), ("other", "b", "7"), ("x", "b", "99"))
    published(folders.put(source, SCHEMES | {"occupations": one}), out, "1")
    two = occupations(("new", "a", "12"), ("both", "a", "7"), ("other", "b", "7"), ("again", "b", "99"))
    said = (
        f"iri,reason,successor\n{BASE}id/occupation/old,Merged,{BASE}id/occupation/new\n{BASE}id/occupation/x,Gone,\n"
    )
    release = published(folders.put(source, {"occupations": two, "retirements": said}), out, "2").folder
    answer = upgraded(release, " 11 ")
    assert (answer.status, answer.current) == ("replaced", ((f"{BASE}id/occupation/new", "12"),))
    assert (answer.iri, answer.reason, answer.last_release) == (f"{BASE}id/occupation/old", "Merged", "1")
    assert upgraded(release, "12").status == "current"
    # A code that its scheme gave to another occupation means that one now.
    assert upgraded(release, "99").iri == f"{BASE}id/occupation/again"
    assert upgraded(release, "12345").status == upgraded(release, "").status == "unknown"
    answer = upgraded(release, "7")
    assert (answer.status, answer.schemes) == ("ambiguous", (f"{BASE}id/taxonomy/a", f"{BASE}id/taxonomy/b"))
    for scheme in ("b", f"{BASE}id/taxonomy/b", f"{BASE}id/taxonomy/b/1"):
        answer = upgraded(release, "7", scheme)
        assert (answer.status, answer.iri) == ("current", f"{BASE}id/occupation/other")
    assert upgraded(release, "7", "nowhere").status == "unknown"
    assert upgraded(release, "https://data.example.org/id/<>").status == "unknown"


# A whole source


@pytest.fixture(scope="module")
def recaptured(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Three seeds published, and again with a newer capture of one, which one row puts in its place."""
    folder = tmp_path_factory.mktemp("recaptured")
    for name in ("lightcast", "ncstate", "cityjobs"):
        shutil.copytree(seeds / name, folder / "sources" / name)
    published(folder / "sources", folder / "publication", "1")
    newer = folder / "sources" / "cityjobs"
    toml = (newer / "source.toml").read_text("utf-8")
    (old,) = re.findall(r'^id = "(.*)"', toml, re.MULTILINE)
    (newer / "source.toml").write_text(toml.replace(f'id = "{old}"', 'id = "cityjobs-2027"'), "utf-8")
    # The newer page has one statement less.
    lines = (newer / "statements.csv").read_text("utf-8").splitlines(keepends=True)
    (newer / "statements.csv").write_text("".join(lines[:-1]), "utf-8")
    row = f"{BASE}id/source/{old},A newer capture,{BASE}id/source/cityjobs-2027\n"
    (newer / "retirements.csv").write_text(f"iri,reason,successor\n{row}", "utf-8")
    published(folder / "sources", folder / "publication", "2")
    return folder / "publication", old


def test_one_row_replaces_a_capture(recaptured: tuple[Path, str]) -> None:
    publication, old = recaptured
    release = current_release(publication)
    found = graves(release)
    before = plain(publication / "releases" / "1" / "dumps" / "lotgraph.nq").decode()
    of_old = set(re.findall(rf"^<({BASE}id/[\w-]+/{old}(?:/[^>]*)?)> ", before, re.MULTILINE))
    assert found.keys() == of_old
    assert {grave.reason for grave in found.values()} == {'"A newer capture"@en'}
    assert {grave.retired_with for grave in found.values()} == {"", f"{BASE}id/source/{old}"}
    after = plain(release / "dumps" / "lotgraph.nq").decode()
    without = set()
    for iri, grave in found.items():
        same = iri.replace(f"/{old}", "/cityjobs-2027")
        if grave.replaced_by:
            assert grave.replaced_by == (same,)
            assert f"\n<{same}> " in after
        else:
            without.add(iri.split("/")[4])
            assert "/loc/" in iri or f"\n<{same}> " not in after
    assert without == {"loc", "text"}
    assert sum(not grave.replaced_by for iri, grave in found.items() if "/text/" in iri) == 1


def test_a_source_that_is_retired_is_built_again(recaptured: tuple[Path, str], tmp_path: Path) -> None:
    release = current_release(recaptured[0])
    assert rebuild(release, tmp_path / "again")[1] == ()


def test_a_claim_leads_to_the_same_claim_of_the_newer_capture(recaptured: tuple[Path, str]) -> None:
    publication, old = recaptured
    (iri,) = [iri for iri in graves(current_release(publication)) if "/obs/" in iri][:1]
    answer = upgraded(current_release(publication), iri)
    assert (answer.status, answer.current) == ("replaced", ((iri.replace(old, "cityjobs-2027"), ""),))


def test_a_source_is_succeeded_by_a_source(out: Path, tmp_path: Path) -> None:
    said = f"iri,reason,successor\n{BASE}id/source/demo,Old,{skill('rust')}\n"
    tables = {"skills": SKILLS, "retirements": said}
    other = folders.put(tmp_path / "other", tables, folders.TOML.replace('"demo"', '"other"'))
    with pytest.raises(InputError, match=f"successor <{skill('rust')}> is no source; a source is succeeded by a so"):
        published(other, out, "2")


def test_no_tombstones_without_a_file(tmp_path: Path) -> None:
    assert list(read_tombstones(tmp_path / "tombstones.nt")) == []
