"""/browse: the ways into a release, taxonomies as trees that are opened by address, and what sources say of them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from tests import engines, publications

BROWSER = {"Accept": "text/html"}
ID = "https://w3id.org/lotgraph/id/"
MLE = f"{ID}occupation/23112013"
AREA = f"{ID}occupation/lot-career-area--information-technology-and-computer-science"


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication).test_client()


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status, answer.text
    return answer.text


def opened(iri: str) -> str:
    return f"/browse?open={quote(iri, safe='')}"


def test_the_ways_in_lead_to_each_taxonomy_employer_area_and_source(client: FlaskClient) -> None:
    page = get(client, "/browse")
    for path in ("employer/google", "area/US-NC", "source/ncstate-3800fd2e"):
        assert f'href="/doc/{path}"' in page
    assert 'value="1547">1,547</data>' in page
    rows = list(csv.DictReader(io.StringIO(client.get("/tables/browse/taxonomies.csv").text)))
    counts = {row["scheme"]: row["concepts"] for row in rows}
    assert counts[f"{ID}taxonomy/lot/7.3.0"] == "4"
    assert client.get("/tables/browse/areas.csv-metadata.json").mimetype == "application/csvm+json"
    assert client.get("/tables/browse/employers.rq").status_code == 303


def test_a_tree_is_opened_step_by_step_from_the_top_and_closed_again(client: FlaskClient) -> None:
    top = get(client, "/doc/taxonomy/lot/7.3.0")
    (address,) = re.findall(r'<a class="fold" href="([^"]*)" aria-label="Open Information', top)
    names: list[str] = []
    for _ in range(3):
        page = get(client, address.replace("&amp;", "&"))
        found = re.findall(r'<a class="fold" href="([^"]*)" aria-label="Open ([^"]*)"', page)
        if not found:
            break
        ((address, name),) = found
        names.append(name)
    assert names == ["Data Analysis and Mathematics", "Artificial Intelligence Engineer"]
    leaf = get(client, opened(MLE))
    assert leaf.count('aria-label="Close ') == 3
    assert "Open Machine" not in leaf
    closed = client.get(opened(f"{ID}taxonomy/lot/7.3.0"))
    assert (closed.status_code, closed.headers["Location"]) == (303, "/doc/taxonomy/lot/7.3.0#tops")


def test_only_open_branches_are_sent(client: FlaskClient) -> None:
    page = get(client, opened(AREA))
    assert "Data Analysis and Mathematics" in page
    assert "Artificial Intelligence Engineer" not in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/browse?open=lot", 400, "named by an IRI"),
        ("/browse?open=https://example.org/none", 404, "no concept and no taxonomy"),
        (f"/browse?open={ID}employer/google", 400, "no concept of a taxonomy"),
        (f"/browse?skills={MLE}", 400, "no taxonomy"),
        (f"/browse?skills={ID}taxonomy/none/1", 404, "no concept and no taxonomy"),
        (f"/browse?skills={MLE}&open={MLE}", 400, "not both"),
        (f"/browse?open={AREA}&section=tree&page=2", 404, "the last is 1"),
        ("/browse?section=areas&page=9", 404, "the last is 1"),
    ],
)
def test_bad_addresses_are_told_in_words(client: FlaskClient, path: str, status: int, words: str) -> None:
    assert words in get(client, path, status)


def test_skills_stand_by_the_number_of_occupations(client: FlaskClient) -> None:
    page = get(client, f"/browse?skills={ID}taxonomy/lotgraph-skills")
    assert "80 skills by the number of occupations" in page
    assert 'href="/doc/skill/linux"' in page


def test_what_describes_a_taxonomy_has_its_place(client: FlaskClient) -> None:
    page = get(client, "/doc/taxonomy/lot/7.3.0")
    assert page.count('<data value="1800">1,800</data> specialized occupations') == 2
    assert "Companies of the Fortune 500." in page
    assert "proprietary" in page
    assert "#c1223" in page
    source = get(client, "/doc/source/lightcast-c5d72436")
    assert '<tr id="c1223">' in source
    assert 'href="/doc/taxonomy/lot/7.3.0#said"' in source


def test_what_is_left_out_is_on_the_page_of_its_source_with_the_reason(client: FlaskClient) -> None:
    page = get(client, "/doc/source/ncstate-3800fd2e?section=omitted")
    assert page.count("<tr>") == 1 + 7
    assert "A graph whose values are not in the captured text." in page
    assert "716–934" in page
    author = get(client, "/doc/source/techopedia-524d1d01")
    assert "Margaret Rouse" in author


def test_titles_beside_an_occupation_are_on_its_page(client: FlaskClient) -> None:
    page = get(client, "/doc/occupation/23112013?section=beside")
    assert "See also, CareerExplorer: 76" in page
    assert "Actuary" in page
    assert "they were parted here" in page


def test_a_proposed_mapping_has_its_page_too(client: FlaskClient) -> None:
    page = get(client, "/doc/occupation/23112013")
    proposed = re.findall(r'href="(/doc/mapping/crosswalk-lotgraph/[^"]*)"', page)
    assert proposed
    shown = get(client, proposed[0])
    assert "Mapping · proposed" in shown
    assert "nobody yet" in shown
    assert "No claim of this release rests on it." in shown


def broad(root: Path) -> FlaskClient:
    """A concept of 5,000 others, one of which stands below a second one too."""
    skos, base = publications.SKOS, publications.BASE
    scheme, top, other = (f"{base}id/{path}" for path in ("taxonomy/t/1", "occupation/top", "occupation/other"))
    lines = [
        f"<{scheme}> {publications.A} <{skos}ConceptScheme>",
        *(f"<{scheme}> <{skos}hasTopConcept> <{each}>" for each in (top, other)),
        *(f"<{each}> {publications.A} <{publications.LG}Occupation>" for each in (top, other)),
        *(f"<{each}> <{skos}inScheme> <{scheme}>" for each in (top, other)),
        f"<{base}id/occupation/c7> <{skos}broader> <{other}>",
    ]
    for number in range(5000):
        child = f"{base}id/occupation/c{number}"
        lines += [
            f"<{child}> {publications.A} <{publications.LG}Occupation>",
            f"<{child}> <{skos}broader> <{top}>",
            f'<{child}> <{skos}notation> "{number}"',
        ]
    publications.publish(root, extra={publications.SOURCE: lines})
    return engines.app(root).test_client()


def test_a_branch_of_thousands_is_sent_a_hundred_at_a_time(tmp_path: Path) -> None:
    client = broad(tmp_path)
    base = publications.BASE
    page = get(client, opened(f"{base}id/occupation/top"))
    assert "1 to 100 of 5,000" in page
    assert len(page) < 100_000
    assert "4,901 to 5,000" in get(client, f"{opened(f'{base}id/occupation/top')}&section=tree&page=50")
    assert "the last is 50" in get(client, f"{opened(f'{base}id/occupation/top')}&section=tree&page=51", 404)
    below = get(client, opened(f"{base}id/occupation/c7"))
    assert below.count('aria-label="Close ') == 2
    assert "It stands below 2 others" in below
    whole = client.get(f"/tables/branch/tree.csv?this={quote(f'{base}id/occupation/top', safe='')}")
    assert whole.text.count("\r\n") == 5001
