"""Others can repeat the check: what docs/validation.md says is done, and finds what the published report says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from rdflib import SH

pytestmark = pytest.mark.slow

Findings = set[tuple[rdflib.term.Node | None, ...]]

SAID = (
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.sourceShape,
    SH.sourceConstraintComponent,
    SH.sourceConstraint,
    SH.resultSeverity,
)


def findings(report: Path) -> Findings:
    graph = rdflib.Graph().parse(report)
    return {tuple(graph.value(result, said) for said in SAID) for result in graph.objects(None, SH.result)}


def test_plain_pyshacl_finds_what_the_report_says(root: Path, publication: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "validation.md").read_text("utf-8")
    (block,) = re.findall(r"^```console\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    commands = [line.removeprefix("$ ") for line in block.splitlines()]
    (tmp_path / "county").symlink_to(publication)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": path}
    # One script: the last command ends with 1, as it does not conform, since it has warnings.
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", "\n".join(commands)],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (1, "")
    published = findings(publication / "current" / "report.ttl")
    assert len(published) == 5
    assert findings(tmp_path / "found.ttl") == published
