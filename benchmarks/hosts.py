"""lotgraph's app behind other servers, to be measured beside its own.

``python -m benchmarks.hosts NAME PUBLICATION PORT``, where NAME is waitress, granian or gunicorn: install it first.
None of them is given anything but the app and its number of threads: this is what each does by itself.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

from lotgraph.settings import Settings
from lotgraph.web import create_app

PUBLICATION = "BENCHMARK_PUBLICATION"


def make_app() -> Any:
    """The app of the publication that the environment names."""
    settings = Settings.load(None, os.environ, {})
    return create_app(Path(os.environ[PUBLICATION]), settings)


def _waitress(port: int, threads: int) -> None:
    server = importlib.import_module("waitress")
    server.serve(
        make_app(), host="127.0.0.1", port=port, threads=threads, connection_limit=5000, asyncore_use_poll=True
    )


def _granian(port: int, threads: int) -> None:
    server = importlib.import_module("granian")
    kinds = importlib.import_module("granian.constants")
    server.Granian(
        "benchmarks.hosts:make_app",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=kinds.Interfaces.WSGI,
        blocking_threads=threads,
        backpressure=8000,
        log_enabled=False,
    ).serve()


def _gunicorn(port: int, threads: int) -> None:
    base = importlib.import_module("gunicorn.app.base")

    class Server(base.BaseApplication):  # type: ignore[misc, name-defined] # there is no telling what it is
        def load_config(self) -> None:
            chosen = {
                "bind": f"127.0.0.1:{port}",
                "worker_class": "gthread",
                "threads": threads,
                "loglevel": "critical",
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return make_app()

    Server().run()


HOSTS = {"gunicorn": _gunicorn, "waitress": _waitress, "granian": _granian}


def main() -> None:
    """Serve until a signal ends it."""
    name, publication, port = sys.argv[1:]
    os.environ[PUBLICATION] = publication
    HOSTS[name](int(port), Settings.load(None, os.environ, {}).threads)


if __name__ == "__main__":
    main()
