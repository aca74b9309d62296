"""``lotgraph preview``: what is saved is seen, what is wrong is told, and nothing is left."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests import folders

SKILLS = "id,label\npython,Python\n"


class Preview:
    """A preview that runs, and what it prints."""

    def __init__(self, source: Path, temp: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "lotgraph.cli", "preview", str(source), "--port=0", "--workers=1"],
            cwd=source.parent,
            env=os.environ
            | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temp)}
            | {"LOTGRAPH_BASE": "https://data.example.org/jobs/"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self.process.stdout.close()

    def end(self) -> int:
        """End it as Ctrl-C does; gives its exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(60)
        self._reader.join(60)
        return code

    def wait_for(self, text: str) -> str:
        """The next line that holds a text."""
        while True:
            line = self._lines.get(timeout=60)
            if text in line:
                return line


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return folders.put(tmp_path / "source", {"skills": SKILLS})


@pytest.fixture
def preview(source: Path, tmp_path: Path) -> Iterator[Preview]:
    temp = tmp_path / "temp"
    temp.mkdir()
    running = Preview(source, temp)
    yield running
    assert running.end() == 0
    assert not list(temp.glob("lotgraph-preview-*")), "nothing is left"


def test_each_save_is_served_and_a_fault_is_told_and_the_last_good_one_stays(preview: Preview, source: Path) -> None:
    preview.wait_for("built ")
    address = preview.wait_for("what is here").split()[0].rstrip("/")
    page = "/doc/skill/python"
    assert "Python" in httpx.get(address + page, trust_env=False).text
    (source / "skills.csv").write_text(SKILLS.replace("Python", "Snake language"), "utf-8")
    preview.wait_for("built ")
    assert "Snake language" in httpx.get(address + page, trust_env=False).text
    (source / "skills.csv").write_text(SKILLS.replace("label", "lable"), "utf-8")
    preview.wait_for("waiting for the next change")
    assert "Snake language" in httpx.get(address + page, trust_env=False).text
    # What is left out may go, as nothing was published.
    (source / "skills.csv").write_text("id,label\nrust,Rust\n", "utf-8")
    preview.wait_for("built ")
    assert httpx.get(address + page, trust_env=False).status_code == 404
