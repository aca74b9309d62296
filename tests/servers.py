"""The real server for tests: gunicorn and its workers in processes of their own, asked over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_START = """
import sys
from pathlib import Path
from lotgraph.server import serve
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
def running(publication: Path, environ: Mapping[str, str] | None = None, **settings: object) -> Iterator[Server]:
    """A server of a publication with these settings, on a free port."""
    said = {"port": 0, "workers": 2} | settings
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("w") as log:
        process = subprocess.Popen(
            # Gunicorn leaves sockets to the garbage collector when it begins and ends.
            [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "-c", _START, str(publication)]
            + [f"{name}={value}" for name, value in said.items()],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | dict(environ or {}),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            assert address, Path(log.name).read_text()
            yield Server(address, process, Path(log.name))
        finally:
            process.terminate()
            process.communicate(timeout=60)


def lines(server: Server, requests: int = 0) -> list[dict[str, Any]]:
    """What the server has logged of so many requests or more: one object a request, and nothing else.

    A line is written when the answer is on its way, so the last one may come after it.
    """
    until = time.monotonic() + 10
    while (text := server.log.read_text()).count("\n") < requests and time.monotonic() < until:
        time.sleep(0.01)
    return [json.loads(line) for line in text.splitlines()]
