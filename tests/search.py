"""A small publication to search: names ``X (Y)``, kinds of things, a retired one, labels that are no plain text."""

from __future__ import annotations

from pathlib import Path

from tests import publications
from tests import reconciliation as small
from tests.publications import BASE, LABEL, LG, SCHEME, SKOS, SOURCE, A

from lotgraph.linking.reconciliation.building import INDEX, write_index
from lotgraph.release.folder import current_release
from lotgraph.schema.vocabulary import mint

BRACKETED = {
    "c": "C (Programming Language)",
    "r": "R (Programming Language)",
    "git": "Git (Version Control System)",
    "keras": "Keras (Neural Network Library)",
    "python-language": "Python (Programming Language)",
    "pandas": "Pandas (Python Package)",
    "kubernetes": "Kubernetes",
}
EVIL = mint(BASE, "skill", "evil")
EVIL_LABEL = '<img src=x onerror="alert(1)"> & markup'
OHIO = mint(BASE, "area", "US-OH")
NURSE_AIDE, OLD_NURSE = (mint(BASE, "occupation", key) for key in ("5321", "nurse-1988"))


def skill(key: str) -> str:
    return mint(BASE, "skill", key)


def publish(root: Path) -> Path:
    """The publication, with its index and one tombstone."""
    graphs = small.graphs()
    for key, label in (BRACKETED | {"evil": EVIL_LABEL.replace('"', '\\"')}).items():
        graphs[publications.ENTITIES] += [f"<{skill(key)}> {A} <{LG}Skill>", f'<{skill(key)}> {LABEL} "{label}"@en']
    graphs[publications.ENTITIES] += [f"<{OHIO}> {A} <{LG}Region>", f'<{OHIO}> {LABEL} "Ohio"@en']
    graphs[SCHEME] += [
        f"<{NURSE_AIDE}> {A} <{LG}Occupation>",
        f'<{NURSE_AIDE}> {LABEL} "Nurse aide"@en',
        f"<{NURSE_AIDE}> <{SKOS}inScheme> <{small.OTHER}>",
    ]
    # The second is known of better than the first.
    graphs[SOURCE] += [
        f"<{BASE}id/listing/{n}> <{LG}skill> <{skill(key)}>" for n, key in ((2, "keras"), (3, "git"), (4, "git"))
    ]
    publications.publish(root, extra=graphs)
    release = current_release(root)
    tombstone = [
        f"{A} <{LG}Occupation>",
        f'{LABEL} "Ward nurse"@en',
        f"<{SKOS}inScheme> <{small.VERSION}>",
        '<http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    ]
    retired = release / "tables" / "tombstones.nt"
    retired.write_text("".join(sorted(f"<{OLD_NURSE}> {line} .\n" for line in tombstone)), "utf-8")
    write_index(release / "store" / INDEX, release / "dumps" / "lotgraph.nq", "en", retired)
    return root
