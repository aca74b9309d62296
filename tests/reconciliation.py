"""A small publication to reconcile with: names in several languages and scripts, namesakes, employers."""

from __future__ import annotations

from pathlib import Path

from tests import publications
from tests.publications import BASE, LABEL, LG, SCHEME, SKOS, SOURCE, A

from lotgraph.linking.reconciliation.building import INDEX, write_index
from lotgraph.release.folder import current_release
from lotgraph.schema.vocabulary import mint

VERSION = mint(BASE, "scheme-version", "lot", "7.3.0")
OTHER = mint(BASE, "scheme-version", "isco", "2008")
NURSE, DEVELOPER, PROGRAMMER, COMPUTING, WELDER = (
    mint(BASE, "occupation", key) for key in ("2221", "2512", "2514", "25", "welder")
)
JAVA, PLUS, SHARP, ACME = (
    *(mint(BASE, "skill", key) for key in ("java", "c-plus-plus", "c-sharp")),
    mint(BASE, "employer", "acme"),
)
SECTOR, FOUNDED, SINCE, SEAT = (
    mint(BASE, "code", "employer-fact", key) for key in ("sector", "founded", "since", "seat")
)
INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"
DECIMAL = "<http://www.w3.org/2001/XMLSchema#decimal>"


def _occupation(iri: str, label: str, scheme: str = VERSION, **said: str) -> list[str]:
    lines = [f"<{iri}> {A} <{LG}Occupation>", f"<{iri}> {LABEL} {label}", f"<{iri}> <{SKOS}inScheme> <{scheme}>"]
    return lines + [f"<{iri}> <{SKOS}{name}> {value}" for name, value in said.items()]


def _fact(number: int, kind: str, value: str) -> list[str]:
    claim = f"{BASE}id/employer-fact/{number}"
    return [
        f"<{claim}> {A} <{LG}EmployerFact>",
        f"<{claim}> <{LG}about> <{ACME}>",
        f"<{claim}> <{LG}factKind> <{kind}>",
        f'<{claim}> <{LG}value> "{value}"',
    ]


def graphs() -> dict[str, list[str]]:
    """The triples beside those of ``publications``."""
    title = "<http://purl.org/dc/terms/title>"
    scheme = [f'<{VERSION}> {title} "A taxonomy"@en', f'<{VERSION}> <{SKOS}altLabel> "LOT"@en']
    scheme += [f'<{OTHER}> {title} "Another"@en']
    scheme += _occupation(COMPUTING, '"Computing"@en', notation='"25"')
    scheme += _occupation(DEVELOPER, '"Software developer"@en', notation='"2512.4"', broader=f"<{COMPUTING}>")
    scheme += [
        f'<{DEVELOPER}> <{SKOS}altLabel> "Programmer"@en',
        f'<{DEVELOPER}> <{SKOS}altLabel> "Softwareentwickler"@de',
        f'<{DEVELOPER}> <{SKOS}altLabel> "Разработчик ПО"@ru',
        f'<{DEVELOPER}> <{SKOS}definition> "Writes \\"programs\\" & tests <them>."@en',
    ]
    scheme += _occupation(PROGRAMMER, '"Programmer"@en', OTHER)
    scheme += _occupation(WELDER, '"Welder"@en', OTHER)
    scheme += _occupation(NURSE, '"Registered nurse"@en', notation='"2221"')
    labels = (
        '"Krankenpfleger"@de',
        '"Infirmière diplômée"@fr',
        '"看護師"@ja',
        '"ممرّض"@ar',
        '"नर्स"@hi',
        '"Welder"@de-AT',
    )
    scheme += [f"<{NURSE}> <{SKOS}altLabel> {label}" for label in labels]
    scheme += [f'<{NURSE}> <{SKOS}hiddenLabel> "nusre"@en']
    entities = [f"<{ACME}> {A} <{LG}Employer>", f'<{ACME}> {LABEL} "Acme, Inc."@en']
    for iri, label in ((JAVA, "Java"), (PLUS, "C++"), (SHARP, "C# language")):
        entities += [f"<{iri}> {A} <{LG}Skill>", f'<{iri}> {LABEL} "{label}"@en']
    entities += [f'<{iri}> {LABEL} "{label}"@en' for iri, label in ((SECTOR, "Sector"), (FOUNDED, "Founded"))]
    title_claim, listing, count = (f"{BASE}id/{name}" for name in ("title/1", "listing/1", "obs/1"))
    source = [
        f"<{title_claim}> <{LG}occupation> <{DEVELOPER}>",
        f'<{title_claim}> <{LG}title> "Code wizard"@en',
        f"<{listing}> {A} <{LG}SkillListing>",
        f"<{listing}> <{LG}occupation> <{DEVELOPER}>",
        f"<{listing}> <{LG}skill> <{JAVA}>",
        f"<{count}> {A} <{LG}PostingCount>",
        f"<{count}> <{LG}occupation> <{DEVELOPER}>",
        f'<{count}> <{LG}postingCount> "533"^^{INTEGER}',
    ]
    for number, (kind, value) in enumerate(
        ((SECTOR, "Industrials"), (FOUNDED, "1902"), (SINCE, "1976-08-09"), (SEAT, "Saint Paul, Minnesota"))
    ):
        source += _fact(number, kind, value)
    return {SCHEME: scheme, publications.ENTITIES: entities, SOURCE: source}


def publish(root: Path) -> Path:
    """The publication, with its index."""
    publications.publish(root, extra=graphs())
    release = current_release(root)
    write_index(release / "store" / INDEX, release / "dumps" / "lotgraph.nq", "en")
    return root
