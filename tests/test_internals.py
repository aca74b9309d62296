"""The walks through the code name functions that exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

_NAME = re.compile(r"`([a-z_]+(?:\.[A-Za-z_]+)+)`")
_FILES = (".toml", ".csv", ".py", ".md", ".rq")


def exists(name: str) -> bool:
    """Whether there is such a module of lotgraph, or something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(["lotgraph", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part, None)
        return found is not None
    return False


@pytest.mark.parametrize("page", ["docs/internals.md", "CONTRIBUTING.md"])
def test_what_the_pages_name_exists(root: Path, page: str) -> None:
    text = (root / page).read_text("utf-8")
    names = [name for name in _NAME.findall(text) if not name.endswith(_FILES)]
    assert [name for name in names if not exists(name)] == []
    paths = re.findall(r"`((?:src|docs|tests|shapes|ontology|benchmarks)/[\w./-]*)`", text)
    assert [path for path in paths if not (root / path).exists()] == []
    assert names or paths


def test_a_name_that_is_not_there_is_noticed() -> None:
    assert exists("build.pipeline.build")
    assert not exists("build.pipeline.no_such_function")
    assert not exists("no_such_module.build")
