"""The real server for tests, in processes of its own, asked over HTTP."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

_START = """
import sys
from pathlib import Path
from lotgraph.web.server import serve
from lotgraph.settings import Settings
options = dict(each.split("=", 1) for each in sys.argv[2:])
settings = Settings.load(Path("/dev/null"), {}, options)
serve(Path(sys.argv[1]), settings, lambda address: print(address, flush=True))
"""


@dataclass(frozen=True)
class Server:
    address: str
    process: subprocess.Popen[str]
    log: Path


@contextmanager
def running(
    publication: Path, environ: Mapping[str, str] | None = None, files: int = 0, **settings: object
) -> Iterator[Server]:
    """A server of a publication with these settings, on a free port; ``files`` is how many it may open."""
    said = {"port": 0, "workers": 2} | settings
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", _START, str(publication)]
            + [f"{name}={value}" for name, value in said.items()],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | dict(environ or {}),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            # A group of its own, so that a test can signal all of it.
            start_new_session=True,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_NOFILE, (files, files)) if files else None,  # noqa: PLW1509
        )
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            assert address, Path(log.name).read_text()
            yield Server(address, process, Path(log.name))
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    """End it and all that it started, whatever state it is in."""
    process.terminate()
    try:
        process.communicate(timeout=60)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def children(parent: int) -> dict[int, str]:
    """The processes that a process started: the command of each by its number."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = (line.split(None, 2) for line in listed.splitlines())
    return {int(pid): command for pid, of, command in rows if int(of) == parent}


def lines(server: Server, requests: int = 0) -> list[dict[str, Any]]:
    """What the server has logged of so many requests or more: one object a request, and nothing else.

    A line is written when the answer is on its way, so the last one may come after it.
    """
    until = time.monotonic() + 30
    while (text := server.log.read_text()).count("\n") < requests and time.monotonic() < until:
        time.sleep(0.01)
    return [json.loads(line) for line in text.splitlines()]
