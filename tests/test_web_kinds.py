"""Pages of the kinds that are declared: every number is that of a query, every bad input is told in words."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from tests import engines, publications

from lotgraph.errors import QueryError
from lotgraph.evaluation.contract import Request
from lotgraph.rdf.terms import Term
from lotgraph.web.http.languages import Languages
from lotgraph.web.pages import kinds, sections
from lotgraph.web.publication import current_release

BROWSER = {"Accept": "text/html"}
ID = "https://w3id.org/lotgraph/id/"
OCCUPATION = f"{ID}occupation/23112013"
THINGS = {
    "occupation": "occupation/23112013",
    "skill": "skill/python-programming-language",
    "employer": "employer/google",
    "source": "source/ncstate-3800fd2e",
    "taxonomy": "taxonomy/lot/7.3.0",
    "claim": "obs/cityjobs-34016d0b/salary/23112013/US/not-stated/average/all",
    "area": "area/US",
    "mapping": "mapping/crosswalk-lotgraph/data-structures--esco-7b5cce4d",
}
"""A thing of the seeds for each page."""


class Figures(HTMLParser):
    """The numbers of a page, and its ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: set[str] = set()
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "data" and "computed" not in (said.get("class") or ""):
            self.values.add(str(said["value"]))
        if "id" in said:
            self.ids.append(str(said["id"]))


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication).test_client()


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status, answer.text
    return answer.text


def declared() -> list[tuple[str, str]]:
    return [(page.name, section.name) for page in kinds.pages() for section in page.sections if page.name in THINGS]


@pytest.mark.parametrize("name", THINGS)
def test_every_number_of_a_page_is_that_of_a_query_over_http(client: FlaskClient, name: str) -> None:
    page = kinds.find_page(name)
    assert page is not None
    shown = Figures(get(client, f"/doc/{THINGS[name]}"))
    asked: set[str] = set()
    for text in page.queries({"this": ID + THINGS[name]}).values():
        answer = client.post("/sparql", data={"query": text, "format": "json"})
        assert answer.status_code == 200, answer.text
        rows = json.loads(answer.data)["results"]["bindings"]
        asked |= {term["value"] for row in rows for term in row.values()}
    # A document's own page shows values as they are printed.
    assert shown.values or name == "source"
    assert shown.values <= asked
    assert len(shown.ids) == len(set(shown.ids))


@pytest.mark.parametrize(("name", "section"), declared())
def test_each_section_is_csv_with_metadata_and_a_query(client: FlaskClient, name: str, section: str) -> None:
    this = quote(ID + THINGS[name], safe="")
    answer = client.get(f"/tables/{name}/{section}.csv?this={this}")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    link = re.fullmatch(r'<([^>]*)>; rel="describedby"; type="application/csvm\+json"', answer.headers["Link"])
    assert link
    metadata = client.get(link[1])
    assert metadata.mimetype == "application/csvm+json"
    described = json.loads(metadata.data)
    columns = [each["name"] for each in described["tableSchema"]["columns"]]
    assert columns == next(csv.reader(io.StringIO(answer.text)))
    assert described["url"] == f"https://w3id.org/lotgraph/tables/{name}/{section}.csv?this={ID}{THINGS[name]}"
    assert "release" in described["dc:bibliographicCitation"]
    sources = {each["@id"] for each in described["dc:source"]}
    assert sources == {row["source"] for row in rows if row.get("source")}
    query = client.get(f"/tables/{name}/{section}.rq?this={this}")
    assert query.status_code == 303
    assert query.headers["Location"].startswith("/sparql?query=PREFIX")


def test_a_mark_leads_to_its_row_on_the_page_of_the_source_and_back(client: FlaskClient) -> None:
    page = get(client, "/doc/occupation/23112013")
    marks = set(re.findall(r'class="src" href="([^"]*#c[0-9]+)"', page))
    assert len(marks) > 200
    for href in sorted(marks)[::20]:
        address, _, fragment = href.partition("#")
        source = get(client, address)
        row = re.search(rf'<tr id="{fragment}">.*?</tr>', source, re.DOTALL)
        assert row, href
        assert 'href="/doc/occupation/23112013#' in row[0]


def test_disagreement_stands_side_by_side_and_a_formula_is_told(client: FlaskClient) -> None:
    page = get(client, "/doc/occupation/23112013")
    pay = page[page.index('id="pay"') : page.index('id="skills"')]
    assert pay.index("149,840") < pay.index("158,328")
    assert '<data class="computed" value="8488">8,488</data>' in pay
    assert '<data class="computed" value="5.66">5.66</data>% of the lower' in pay
    assert "a formula, not 5 measurements" in pay
    assert "× 0.75" in pay
    assert "154,084" not in page


def test_what_is_left_out_is_on_the_page_of_its_source_with_the_reason(client: FlaskClient) -> None:
    page = get(client, "/doc/source/ncstate-3800fd2e?section=omitted")
    assert page.count("<tr>") == 1 + 7
    assert "A graph whose values are not in the captured text." in page
    assert "716–934" in page


def test_an_author_and_the_titles_beside_an_occupation_have_their_places(client: FlaskClient) -> None:
    assert "Margaret Rouse" in get(client, "/doc/source/techopedia-524d1d01")
    assert "Technology Specialist" in get(client, "/doc/author/techopedia-524d1d01/margaret-rouse")
    beside = get(client, "/doc/occupation/23112013?section=beside")
    assert "See also, CareerExplorer: 76" in beside
    assert "Actuary" in beside
    assert "they were separated here" in beside


def test_what_describes_a_taxonomy_leads_to_its_place_and_back(client: FlaskClient) -> None:
    page = get(client, "/doc/taxonomy/lot/7.3.0")
    assert "Companies of the Fortune 500." in page
    assert "#c1223" in page
    source = get(client, "/doc/source/lightcast-c5d72436")
    assert '<tr id="c1223">' in source
    assert 'href="/doc/taxonomy/lot/7.3.0#facts"' in source


def test_a_page_is_cached_tagged_and_varies_with_the_language(client: FlaskClient) -> None:
    for path in ("/", "/doc/occupation/23112013", "/compare"):
        first = client.get(path, headers=BROWSER)
        assert "Accept-Language" in first.vary
        again = client.get(path, headers=BROWSER | {"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert client.head(path, headers=BROWSER).headers["ETag"] == first.headers["ETag"]


def test_all_statements_stay_reachable(client: FlaskClient) -> None:
    assert "view=statements" in get(client, "/doc/occupation/23112013")
    statements = get(client, "/doc/occupation/23112013?view=statements")
    assert "lg:locator" in statements
    following = re.search(r'<a rel="next" href="([^"]*)"', statements)
    assert following
    assert "Page 2" in get(client, following[1].replace("&amp;", "&"))
    assert "United States" in get(client, "/doc/area/US")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("section=skills&page=9", 404, "the last is 1"),
        ("section=nothing", 404, "no section"),
        ("page=2", 400, "goes with `section`"),
        ("section=skills&page=0", 400, "whole number from 1"),
        ("lang=<b>", 400, "language tags"),
    ],
)
def test_bad_addresses_are_told_in_words(client: FlaskClient, query: str, status: int, words: str) -> None:
    assert words in get(client, f"/doc/occupation/23112013?{query}", status).replace("&#39;", "'")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("a=23112013&b=23112013", 400, "not with itself"),
        (f"a=23112013&b={ID}skill/linux", 400, "it is no occupation"),
        ("a=23112013&b=99-9999", 404, "No occupation of this release is called “99-9999”"),
        ("a=23112013&b=Machine+Learning+Engineer", 400, "not with itself"),
        ("a=23112013&b=%3Cb%3Ezz", 404, "No occupation of this release is called “&lt;b&gt;zz”"),
        (f"a=23112013&b={'x' * 3000}", 400, "may have up to 200 characters; this has 3,000"),
        ("a=1&b=2&c=3&d=4&e=5", 400, "Two to four"),
        ("a=1&a=2", 400, "each once"),
        ("a=23112013", 200, "Compare"),
        ("", 200, "Compare"),
    ],
)
def test_bad_comparisons_are_told_in_words(client: FlaskClient, query: str, status: int, words: str) -> None:
    assert words in get(client, f"/compare?{query}", status)


def test_occupations_are_compared_by_name(client: FlaskClient) -> None:
    several = get(client, "/compare?a=Machine+Learning+Engineer&b=Artificial+Intelligence+Engineer")
    assert "“Artificial Intelligence Engineer” can mean several occupations. Which one?" in several
    chosen = re.search(r'href="(/compare[^"]*)" rel="nofollow">Artificial Intelligence Engineer<', several)
    assert chosen
    page = get(client, chosen[1].replace("&amp;", "&"))
    assert "Only Machine Learning Engineer" in page
    assert 'value="Artificial Intelligence Engineer" data-suggest="occupation"' in page


def test_a_claim_is_told_in_words(client: FlaskClient) -> None:
    page = get(client, f"/doc/{THINGS['claim']}")
    for name, value in (("Approximate", "yes"), ("Pay period", "a year"), ("Amount", "158,328")):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in page
    assert ">how its entry is mapped</a>" in page
    assert "Salary estimate: Average · Machine Learning Engineer. https://" in page
    assert "P1Y" not in page


def test_a_thing_of_another_taxonomy_has_the_name_that_the_mapping_gives_it(client: FlaskClient) -> None:
    page = get(client, "/doc/skill/python-programming-language")
    assert ">Python (computer programming)</a>" in page
    candidate = get(client, "/doc/mapping/crosswalk-lotgraph/23112013--onet-15-2051.00")
    # A taxonomy of no version is called as its version is.
    assert re.search(r"<dt>Subject source</dt><dd><a[^>]*>Lightcast Occupation Taxonomy</a>", candidate)


def test_a_comparison_says_what_cannot_be_compared(client: FlaskClient) -> None:
    other = f"{ID}occupation/lot-occupation--artificial-intelligence-engineer"
    page = get(client, f"/compare?a=23112013&b={quote(other)}")
    assert "Pay of Artificial Intelligence Engineer: not stated" in page
    assert "Only Machine Learning Engineer" in page


def test_a_section_that_fails_makes_the_page_a_503(publication: Path) -> None:
    app = engines.app(publication)
    with app.test_request_context():
        engine = current_release().engine

    def fail(requests: list[Request]) -> tuple[bytes, ...]:
        raise QueryError(f"one of {len(requests)} fails")

    engine.evaluate_batch = fail  # type: ignore[method-assign,assignment]
    assert app.test_client().get("/doc/occupation/23112013", headers=BROWSER).status_code == 503


def strange(root: Path) -> FlaskClient:
    """An occupation without an English label, with markup in its names, and 5,000 skills of 200 characters."""
    thing, lg, skos = publications.OCCUPATION, publications.LG, publications.SKOS
    category = f"{publications.BASE}id/code/skill-category/essential"
    source = f"{publications.BASE}id/source/paper-1"
    lines = [
        f'<{category}> <{skos}notation> "essential"',
        f'<{category}> {publications.LABEL} "<script>alert(1)</script>"@en',
        f"<{publications.BASE}id/occupation/de> {publications.A} <{lg}Occupation>",
        f'<{publications.BASE}id/occupation/de> {publications.LABEL} "{"Ä" * 200}"@de',
        f"<{publications.BASE}id/occupation/bare> {publications.A} <{lg}Occupation>",
    ]
    for number in range(5000):
        skill, claim = f"{publications.BASE}id/skill/s{number}", f"{publications.BASE}id/listing/paper-1/{number}"
        lines += [
            f"<{claim}> {publications.A} <{lg}SkillListing>",
            f"<{claim}> <{lg}occupation> <{thing}>",
            f"<{claim}> <{lg}skill> <{skill}>",
            f"<{claim}> <{lg}skillCategory> <{category}>",
            f"<{claim}> <{lg}source> <{source}>",
            f'<{skill}> {publications.LABEL} "{number} <img src=x onerror=alert(1)>"@en',
        ]
    publications.publish(root, extra={publications.SOURCE: lines})
    return engines.app(root).test_client()


def test_strange_things_still_have_this_page(tmp_path: Path) -> None:
    client = strange(tmp_path)
    page = get(client, "/doc/occupation/23112013")
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<h1>Smith &amp; Son</h1>" in page
    assert len(page) < 100_000
    assert "1 to 100 of 5,000" in page
    assert "section=skills&amp;page=2" in page
    assert "4,901 to 5,000" in get(client, "/doc/occupation/23112013?section=skills&page=50")
    assert "the last is 50" in get(client, "/doc/occupation/23112013?section=skills&page=51", 404)
    whole = client.get(f"/tables/occupation/skills.csv?this={publications.OCCUPATION}")
    assert whole.text.count("\r\n") == 5001
    german = get(client, "/doc/occupation/de")
    assert f'<h1 lang="de">{"Ä" * 200}</h1> <span class="tag">de</span>' in german
    assert "<h1>" in get(client, "/doc/occupation/de?lang=de")
    bare = get(client, "/doc/occupation/bare")
    assert "occupation:bare" in bare
    assert bare.count("not stated") > 2


def test_the_chain_of_languages_is_one() -> None:
    labels = [Term(tag or "none", "literal", "", tag) for tag in ("sv", "fi", "", "en")]
    chosen = [Languages(asked).choose(labels) for asked in ((), ("de", "fi-FI"), ("pl",))]
    assert [each.language for each in chosen if each] == ["en", "fi", "en"]
    assert Languages().choose(labels[:3]) == labels[2]
    assert Languages().choose(labels[:2]) == labels[1]
    assert Languages().choose([]) is None


def test_a_thing_is_bound_and_never_glued() -> None:
    assert sections.query("claim", "about", {"this": ID}).startswith(f"PREFIX this: <{ID}>\n")
    with pytest.raises(QueryError):
        sections.query("claim", "about", {"this": "http://a/> { } #"})
