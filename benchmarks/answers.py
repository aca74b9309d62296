"""The answers of the benchmark's queries on the sample of the data, and whether a server gives them.

``python -m benchmarks.answers --write`` asks a server of the sample and writes ``queries/answers.json``; without
``--write`` it compares.  The answer to a query whose LIMIT cuts an order that it does not state is counted only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.client import Connection, Endpoint
from benchmarks.measure import QUERIES, Question, answer_lines, questions
from benchmarks.publication import SAMPLE, publish
from benchmarks.servers import lotgraph, running

EXPECTED = QUERIES / "answers.json"
Answers = dict[str, dict[str, Any]]


def ask(endpoint: Endpoint, asked: Iterable[Question]) -> Answers:
    """The number of rows or triples of each answer, and their digest in sorted order."""
    found: Answers = {}
    with closing(Connection(endpoint)) as connection:
        for question in asked:
            reply = connection.ask(question.text, keep=True)
            lines = answer_lines(reply) if reply.status == 200 else []
            found[question.name] = {"rows": len(lines)}
            if question.is_repeatable:
                found[question.name]["sha256"] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def wrong(found: Answers) -> list[str]:
    """A line for each answer that is not the expected one or has no row, and each expected one not asked for."""
    expected: Answers = json.loads(EXPECTED.read_text("utf-8"))
    lines = [
        f"{name}: expected {expected.get(name)}, not {found.get(name)}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]
    return [*lines, *(f"{name}: no row" for name, answer in sorted(found.items()) if not answer["rows"])]


def check(folder: Path) -> None:
    """Ask lotgraph's server of the sample, which is made in the folder; ends the program where an answer is wrong."""
    with running(lotgraph(publish(folder, SAMPLE).folder), "ASK {}") as server:
        if problems := wrong(ask(server.endpoint, questions())):
            raise SystemExit("answers are not what they were:\n" + "\n".join(problems))


def main() -> None:
    """Compare or write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the answers instead of comparing them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lotgraph-benchmark-") as work:
        if not options.write:
            check(Path(work))
            return
        with running(lotgraph(publish(Path(work), SAMPLE).folder), "ASK {}") as server:
            found = ask(server.endpoint, questions())
    EXPECTED.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
