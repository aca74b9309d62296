"""A tiny publication for the tests of the store and the web: a few triples in several graphs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lotgraph.formats import media
from lotgraph.rdf.store import loading, serialization
from lotgraph.release.folder import (
    DESCRIPTION,
    Graph,
    Release,
    SourceOf,
    describe,
    write_checksums,
)
from lotgraph.schema.vocabulary import mint, prefixes

BASE = "https://data.example.org/work/"
LG = "https://w3id.org/lotgraph/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = f"<{SKOS}prefLabel>"
DECIMAL = "<http://www.w3.org/2001/XMLSchema#decimal>"

SCHEME = f"{BASE}graph/lot/7.3.0"
ENTITIES = f"{BASE}graph/entities"
SOURCE = f"{BASE}graph/source/paper-1"
QUALITY = f"{BASE}graph/quality"
RETIRED = f"{BASE}graph/retired"
BESIDE = (QUALITY, RETIRED)

OCCUPATION = mint(BASE, "occupation", "23112013")
# Ids that need percent-encoding, and one that ends like a format.
SKILLS = {
    "python": "Python",
    "c#": "C#",
    "ci/cd": "CI/CD",
    "100%": "All of it",
    "résumé": "Résumé writing",
    "asp.nt": "<b>ASP</b> & Co",
}


def lines() -> dict[str, list[str]]:
    """The triples of each graph, as N-Triples without their dot."""
    source, share = mint(BASE, "source", "paper-1"), f"{BASE}id/obs/paper-1/share"
    graphs = {SCHEME: [f"<{OCCUPATION}> {A} <{LG}Occupation>", f'<{OCCUPATION}> {LABEL} "Smith & Son"@en']}
    graphs[ENTITIES] = [f"<{mint(BASE, 'skill', key)}> {A} <{LG}Skill>" for key in SKILLS]
    graphs[ENTITIES] += [f'<{mint(BASE, "skill", key)}> {LABEL} "{SKILLS[key]}"@en' for key in SKILLS]
    graphs[SOURCE] = [
        f"<{source}> {A} <{LG}SourceDocument>",
        f'<{source}> <http://purl.org/dc/terms/title> "A paper"@en',
        f"<{share}> {A} <{LG}ShareObservation>",
        f"<{share}> <{LG}occupation> <{OCCUPATION}>",
        f"<{share}> <{LG}skill> <{mint(BASE, 'skill', 'python')}>",
        f'<{share}> <{LG}sharePercent> "70.53"^^{DECIMAL}',
        f"<{share}> <{LG}source> <{source}>",
    ]
    graphs[QUALITY] = [f'<{BASE}id/quality/paper-1/1> <{SKOS}note> "Doubtful"@en']
    return graphs


def write_graphs(folder: Path, graphs: Mapping[str, list[str]]) -> dict[str, Path]:
    """A sorted N-Quads file a graph, by the graph's IRI."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {iri: folder / f"{number}.nq" for number, iri in enumerate(sorted(graphs))}
    for iri, path in paths.items():
        path.write_text("".join(sorted(f"{line} <{iri}> .\n" for line in graphs[iri])), "utf-8")
    return paths


def publish(root: Path, version: str = "1.0", extra: Mapping[str, list[str]] | None = None) -> Path:
    """Write a release and switch it in; the publication folder."""
    graphs = lines()
    for iri, more in (extra or {}).items():
        graphs[iri] = graphs.get(iri, []) + more
    release = root / "releases" / version
    paths = write_graphs(root / "work" / version, graphs)
    data = [path for iri, path in paths.items() if iri not in BESIDE]
    loading.load(release / "store", data, [path for iri, path in paths.items() if iri in BESIDE])
    _files(release, version, graphs, paths)
    link = root / "new"
    link.symlink_to(f"releases/{version}")
    link.replace(root / "current")
    return root


def _files(release: Path, version: str, graphs: dict[str, list[str]], paths: dict[str, Path]) -> None:
    turtle, nquads = media.find_formats("turtle")[0], media.find_formats("nquads")[0]
    for folder in ("dumps/graphs", "ontology", "shapes", "tables/paper-1"):
        (release / folder).mkdir(parents=True)
    data = [path for iri, path in paths.items() if iri not in BESIDE]
    whole = release / "dumps/lotgraph.nq"
    serialization.write_dump(data, whole, nquads)
    whole.write_bytes(b"".join(sorted(whole.read_bytes().splitlines(keepends=True))))
    described = []
    for iri, path in paths.items():
        name = iri.removeprefix(f"{BASE}graph/").replace("/", "-")
        serialization.write_dump([path], release / f"dumps/graphs/{name}.ttl", turtle, prefixes(BASE))
        described.append(Graph(iri, name, len(graphs[iri]), f"dumps/graphs/{name}.ttl"))
    for name in ("ontology/lotgraph.ttl", "shapes/core.ttl", "shapes/pay.ttl", "report.ttl", "catalogue.ttl"):
        (release / name).write_text(f"# {name}\n", "utf-8")
    (release / "tables/paper-1/skills.csv").write_text("id,label\npython,Python\n", "utf-8")
    (release / "tables/paper-1/source.toml").write_text('id = "paper-1"\n', "utf-8")
    source = SourceOf(
        "paper-1",
        mint(BASE, "source", "paper-1"),
        "A paper",
        "Its publisher",
        "https://creativecommons.org/licenses/by/4.0/",
        "document",
        "0" * 64,
    )
    about = Release(
        version=version,
        issued=None,
        base=BASE,
        title="A <tiny> graph",
        publisher="",
        licence="not stated",
        software="0.1.0",
        triples=sum(len(each) for iri, each in graphs.items() if iri not in BESIDE),
        warnings=1,
        graphs=tuple(each for each in described if each.iri not in BESIDE),
        beside=tuple(each for each in described if each.iri in BESIDE),
        sources=(source,),
        counts={"lg:Occupation": 1, "lg:Skill": len(SKILLS), "lg:ShareObservation": 1},
    )
    (release / DESCRIPTION).write_text(describe(about), "utf-8")
    write_checksums(release)
