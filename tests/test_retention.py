"""Releases after they were published: listed, gone back to, made queryable again, verified, removed."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
import rdflib
from tests import folders
from tests.dumps import plain

from lotgraph import cli
from lotgraph.build.pipeline import Inputs, build
from lotgraph.errors import ReleaseError, UsageError
from lotgraph.formats.frames import FrameWriter, compress
from lotgraph.rdf.store.loading import open_release
from lotgraph.release import retention
from lotgraph.release.folder import current_release, write_checksums
from lotgraph.release.listing import releases
from lotgraph.release.verification import verify
from lotgraph.settings import Settings
from lotgraph.web import close, create_app

SKILLS = "id,label\npython,Python\n"


def publish(out: Path, version: str, **options: object) -> Path:
    # Each release has what the ones before it had.
    before = [path.name for path in (out / "releases").glob("[!.]*")]
    rows = "".join(f"x-{each},Skill {each}\n" for each in sorted({*before, version}))
    source = folders.put(out.parent / "source", {"skills": f"{SKILLS}{rows}"})
    # Two formats, so that they can be compared.
    said = {"base": "https://data.example.org/", "version": version, "dump_formats": "nquads, turtle"} | options
    return build(Inputs.of([source]), out, Settings.load(Path("/dev/null"), {}, said)).folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of three releases, of which two are queryable, to be copied."""
    out = tmp_path_factory.mktemp("made") / "publication"
    for version in ("2026.1", "2026.2", "2026.3"):
        publish(out, version, queryable_releases=1, issued=f"2026-0{version[-1]}-01")
    return out


@pytest.fixture
def out(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "publication", symlinks=True))


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.main(["release", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def queryable(out: Path) -> list[str]:
    return [each.version for each in releases(out) if each.is_queryable]


def test_earlier_releases_stay_queryable_as_many_as_the_setting_says(out: Path) -> None:
    assert [each.version for each in releases(out)] == ["2026.3", "2026.2", "2026.1"]
    assert queryable(out) == ["2026.3", "2026.2"]
    assert {path.name for path in (out / "releases").iterdir()} == {".lock", "2026.1", "2026.2", "2026.3"}
    assert verify(out / "releases" / "2026.1").problems == ()
    publish(out, "2026.4", queryable_releases=0)
    assert queryable(out) == ["2026.4"]


def test_the_list_tells_version_date_and_state(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    retention.remove(out, "2026.2", "a source withdrew")
    code, text, _ = run(capsys, "list", out)
    assert code == 0
    rows = [line.split(maxsplit=3) for line in text.splitlines()]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("version", "issued", "state"),
        ("2026.3", "2026-03-01", "current, queryable"),
        ("2026.2", "2026-02-01", "removed: a source withdrew"),
        ("2026.1", "2026-01-01", "dumps only"),
    ]


def test_a_publication_without_releases_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = run(capsys, "list", tmp_path)
    assert (code, "holds no releases; make one with" in said) == (3, True)


def test_rollback_goes_back_one_release_or_to_a_version(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "rollback", out)[0] == 0
    assert current_release(out).name == "2026.2"
    assert run(capsys, "rollback", out)[1] == f"current: {out}/releases/2026.1\n"
    code, _, said = run(capsys, "rollback", out)
    assert (code, said) == (3, f"lotgraph: {out}: there is no release before 2026.1\n")
    assert run(capsys, "rollback", out, "2026.3")[0] == 0
    assert current_release(out).name == "2026.3"


def test_rollback_makes_a_lost_store_again_from_the_dumps(out: Path) -> None:
    stored = open_release(out / "releases" / "2026.2" / "store").fingerprints()
    shutil.rmtree(out / "releases" / "2026.2" / "store")
    assert retention.rollback(out, "2026.2").version == "2026.2"
    assert open_release(out / "releases" / "2026.2" / "store").fingerprints() == stored
    assert verify(out / "releases" / "2026.2").problems == ()


@pytest.mark.parametrize(
    "version", ["2026.9", "..", "../2026.1", "", ".lock", "2026.1/", "a b", "\N{GREEK SMALL LETTER ALPHA}"]
)
def test_there_must_be_a_release_of_that_version(out: Path, version: str) -> None:
    for act in (lambda: retention.remove(out, version, "why"), lambda: retention.rollback(out, version or " ")):
        with pytest.raises(ReleaseError, match=r"holds no release .*'lotgraph release list' names those it holds"):
            act()
    assert current_release(out).name == "2026.3"


def test_a_removed_release_leaves_its_description_checksums_and_the_reason(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = out / "releases" / "2026.1"
    sums = (folder / "SHA256SUMS").read_bytes()
    code, text, _ = run(capsys, "remove", out, "2026.1", "--reason", "the licence was withdrawn")
    assert (code, text.splitlines()[0]) == (0, f"removed: {folder}")
    assert {path.name for path in folder.iterdir()} == {"release.json", "SHA256SUMS", "removed.json"}
    assert (folder / "SHA256SUMS").read_bytes() == sums
    assert json.loads((folder / "removed.json").read_text())["reason"] == "the licence was withdrawn"
    assert verify(folder).problems == ()
    assert verify(folder).removed == "the licence was withdrawn"
    with pytest.raises(ReleaseError, match=r"release 2026\.1 was removed \(the licence .*\); choose another"):
        retention.rollback(out, "2026.1")
    # Neither the same nor other content brings the version back.
    for title in ("lotgraph", "Another"):
        with pytest.raises(ReleaseError, match=r"version 2026\.1 was removed .* is never used again; choose another"):
            publish(out, "2026.1", title=title)
    assert current_release(out).name == "2026.3"


def test_the_current_release_is_not_removed(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = run(capsys, "remove", out, "2026.3", "--reason", "why")
    assert (code, "is the current release and cannot be removed; publish another one first" in said) == (3, True)
    with pytest.raises(ReleaseError, match="is removed for a reason; say it with --reason"):
        retention.remove(out, "2026.1", " ")
    assert verify(out / "releases" / "2026.3").problems == ()


def test_a_removal_that_was_interrupted_is_ended_by_the_next_build(out: Path) -> None:
    folder = out / "releases" / "2026.1"
    (folder / "removed.json").write_text('{"version": "2026.1", "reason": "why"}\n')
    publish(out, "2026.4")
    assert {path.name for path in folder.iterdir()} == {"release.json", "SHA256SUMS", "removed.json"}


def test_latest_is_no_version() -> None:
    with pytest.raises(UsageError, match="must not be 'latest'"):
        Settings.load(Path("/dev/null"), {}, {"version": "latest"})


@pytest.mark.parametrize(
    ("formats", "said"),
    [("turtle", "must name nquads too"), ("nquads, csv", "not 'csv'"), ("nquads,nquads", "each format once")],
)
def test_formats_of_dumps_that_cannot_be(formats: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Settings.load(Path("/dev/null"), {}, {"dump_formats": formats})


# verify


def test_verify_says_that_all_is_as_it_was(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = run(capsys, "verify", out)
    assert code == 0
    assert text.startswith(f"{out}/releases/2026.3: as it was published: ")
    for place in ((out, "2026.1"), (out / "releases" / "2026.2",), (out / "current",)):
        assert run(capsys, "verify", *place)[0] == 0


def test_verify_finds_one_flipped_bit_in_any_file(out: Path) -> None:
    folder = current_release(out)
    chance = random.Random(2026)  # noqa: S311 - chance that is the same in each run
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    stored = [path for path in paths if path.parent.name == "store"]
    # Every kind of file; of the many dumps some.
    chosen = [*chance.sample(stored, 6), *chance.sample([path for path in paths if path not in stored], 12)]
    chosen += [folder / name for name in ("SHA256SUMS", "release.json", "store/SHA256SUMS", "catalogue.ttl")]
    for path in chosen:
        data = path.read_bytes()
        flipped = bytearray(data)
        bit = chance.randrange(8 * len(data))
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        problems = verify(folder).problems
        assert problems, (path, bit)
        if path.name != "SHA256SUMS":
            assert any(path.relative_to(folder).as_posix() in problem for problem in problems), problems
        path.write_bytes(data)
    assert verify(folder).problems == ()


def test_verify_names_what_is_missing_added_and_changed(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = current_release(out)
    (folder / "dumps" / "lotgraph.nq.zst").unlink()
    (folder / "notes.txt").write_text("mine")
    (folder / "dumps" / "lotgraph.ttl.gz").write_bytes(b"no gzip")
    code, text, _ = run(capsys, "verify", out)
    assert code == 1
    lines = text.splitlines()
    assert f"{folder}/dumps/lotgraph.nq.zst: is missing" in lines
    assert f"{folder}/notes.txt: does not belong to the release" in lines
    assert f"{folder}/dumps/lotgraph.ttl.gz: is not what was published (SHA-256)" in lines
    assert any(line.startswith(f"{folder}/dumps/lotgraph.ttl.gz: cannot be decompressed") for line in lines)


def test_verify_compares_dumps_and_store_even_where_checksums_were_made_anew(out: Path) -> None:
    folder = current_release(out)
    turtle = folder / "dumps" / "lotgraph.ttl"
    changed = plain(turtle).replace(b'"Skill 2026.3"', b'"Skill 2026.4"')
    with FrameWriter(turtle) as writer:
        writer.write(compress(changed))
    write_checksums(folder)
    problems = verify(folder).problems
    assert "dumps/lotgraph.ttl: has other triples than dumps/lotgraph.nq" in problems
    assert "dumps/lotgraph.ttl.gz: does not hold lotgraph.ttl" in problems
    assert "dumps/lotgraph.ttl.zst: does not hold lotgraph.ttl" in problems
    shutil.rmtree(folder / "store")
    shutil.copytree(out / "releases" / "2026.2" / "store", folder / "store")
    assert any(problem.startswith("store: its default graph has other triples") for problem in verify(folder).problems)


def test_verify_of_a_release_whose_description_is_broken(out: Path) -> None:
    folder = current_release(out)
    (folder / "release.json").write_text("{")
    assert any("release.json" in problem for problem in verify(folder).problems)


def test_a_removed_release_is_named_by_no_feed_sitemap_or_catalogue(out: Path) -> None:
    retention.remove(out, "2026.2", "the licence was withdrawn")
    app = create_app(out, Settings.load(Path("/dev/null"), {}, {"base": "https://data.example.org/"}))
    try:
        client = app.test_client()
        for address in ("/feed.atom", "/sitemap/site.xml"):
            text = client.get(address).get_data(as_text=True)
            assert "releases/2026.1/" in text, address
            assert "releases/2026.2/" not in text, address
        catalogue = rdflib.Graph().parse(data=client.get("/catalogue.ttl").get_data(), format="turtle")
        listed = {str(each).split("/")[-2] for each in catalogue.objects(None, rdflib.DCAT.dataset)}
        assert listed == {"2026.1", "2026.3"}
    finally:
        close(app)
