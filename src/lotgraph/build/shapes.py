"""The shapes that a release is judged by: lotgraph's own, and those of its publisher."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import rdflib

from lotgraph.errors import InputError, Problem, StoreError, UnknownShapeError
from lotgraph.errors.problems import Code
from lotgraph.rdf.statements import Statements
from lotgraph.rdf.store.serialization import check
from lotgraph.validation import Report, read_turtle, validate

OWN: Final = "own"
"""Folder, among the shapes of a release, of the publisher's."""

_SMALL: Final = 200_000
"""What the judge does not know is judged by the reference validator, which is slow, up to so many triples."""

Judge = Callable[[Statements, rdflib.Graph, rdflib.Graph], Report]


def check_shapes(folders: Iterable[Path]) -> None:
    """Raise InputError, naming the file and the line, where a folder has no shapes or one is not Turtle."""
    problems = []
    for folder in folders:
        files = sorted(folder.glob("*.ttl")) if folder.is_dir() else []
        if not files:
            text = "has no shapes; name a folder with Turtle files (.ttl) in the setting shapes"
            problems.append(Problem(str(folder), (), "", text, code=Code.WRONG_PATH))
        for file in files:
            try:
                check(file)
            except StoreError as error:
                text = str(error).removeprefix(f"{file}: ")
                problems.append(Problem(str(file), (), "", text, code=Code.UNREADABLE_FILE))
    if problems:
        raise InputError(tuple(sorted(problems)))


def judge(
    statements: Statements,
    shapes: rdflib.Graph,
    ontology: rdflib.Graph,
    own: Sequence[Path],
    by: Judge = validate,
    *,
    reference: bool = False,
) -> Report:
    """What the shapes find, and those of the folders ``own``.

    What of these the judge does not know goes to the reference validator, where there are few triples or
    ``reference`` asks for it; else UnknownShapeError is raised.
    """
    report = by(statements, shapes, ontology)
    for folder in own:
        report = _join(report, _judge_own(statements, read_turtle(folder), ontology, by, reference=reference))
    return report


def _judge_own(
    statements: Statements, shapes: rdflib.Graph, ontology: rdflib.Graph, by: Judge, *, reference: bool
) -> Report:
    try:
        return by(statements, shapes, ontology)
    except UnknownShapeError as error:
        ((triples,),) = statements.rows("select count(*) from triples")
        if triples > _SMALL and not reference:
            raise UnknownShapeError(
                f"{error}; with {triples:,} triples it would take long: ask for it with --reference"
            ) from None
        from lotgraph.validation.reference import validate as validate_slowly  # noqa: PLC0415 - pySHACL loads slowly

        return validate_slowly(statements, shapes, ontology)


def _join(one: Report, other: Report) -> Report:
    validators = dict.fromkeys([*one.validator.split("; "), other.validator])
    return Report.of([*one.findings, *other.findings], "; ".join(validators))


def copy_shapes(own: Sequence[Path], folder: Path) -> None:
    """Put the publisher's shapes among those of a release, a numbered folder each."""
    for number, origin in enumerate(own, 1):
        copy = folder / OWN / str(number)
        copy.mkdir(parents=True, exist_ok=True)
        for path in sorted(origin.glob("*.ttl")):
            shutil.copyfile(path, copy / path.name)


def find_own(shapes: Path) -> tuple[Path, ...]:
    """The publisher's shapes among those of a release."""
    return tuple(sorted((shapes / OWN).glob("*"), key=lambda path: int(path.name)))
