"""What every test has: no network, no settings from the outside, the folders of the checkout, its seeds served."""

from __future__ import annotations

import fcntl
import gc
import ipaddress
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import rdflib
from tests import browser

from lotgraph.release.folder import Release, current_release, read_release

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent

# Examples are the same in each run: a red test is red again, and no run depends on the clock.
hypothesis.settings.register_profile("lotgraph", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("lotgraph")


# A shell that runs the tests in the background has them ignore SIGINT, and all that they start with them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """What was imported stays until the end: it need not be gone through for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()


@pytest.fixture(scope="module", autouse=True)
def own_resources() -> Iterator[None]:
    """What a module of tests leaves open is found at its end, and not in the middle of another."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def root() -> Path:
    """The top level of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def seeds(root: Path) -> Path:
    """The fact tables of the five documents."""
    return root / "seeds"


@pytest.fixture(scope="session")
def captures(root: Path) -> Path:
    """The five documents as captured, which are beside the checkout and not in it."""
    folder = root.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("../shared/seeds is not here")
    return folder


@pytest.fixture(scope="session")
def publication(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds as published with the default settings; to be read only, as all tests of a run share it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "publication"
    with (shared / "publication.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "current").is_symlink():
            command = [sys.executable, "-W", "error", "-m", "lotgraph.cli", "build", str(seeds), "--out", folder.name]
            built = subprocess.run(
                command, cwd=shared, env=own_environ(), capture_output=True, text=True, check=False, timeout=100
            )
            if built.returncode:
                pytest.fail(f"the seeds cannot be published: {built.stderr}")
            (shared / "publication.txt").write_text(built.stdout, "utf-8")
    return folder


@pytest.fixture(scope="session")
def build_output(publication: Path) -> str:
    """What the command said that published the seeds."""
    return publication.with_suffix(".txt").read_text("utf-8")


def own_environ() -> dict[str, str]:
    """The environment without the settings of the one who runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LOTGRAPH_")}


@pytest.fixture(scope="session")
def folder(publication: Path) -> Path:
    """The folder of the release of the seeds."""
    return current_release(publication)


@pytest.fixture(scope="session")
def release(folder: Path) -> Release:
    """What that release says of itself."""
    return read_release(folder)


@pytest.fixture(scope="session")
def described(folder: Path) -> rdflib.Graph:
    """Its catalogue."""
    return rdflib.Graph().parse(folder / "catalogue.ttl")


@pytest.fixture(scope="session")
def endpoint(publication: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the SPARQL endpoint of the seeds, served by ``lotgraph serve`` in a process of its own."""
    folder = tmp_path_factory.mktemp("serving")
    command = [sys.executable, "-W", "error", "-m", "lotgraph.cli", "serve", str(publication)]
    command += ["--host", "127.0.0.1", "--port", "0", "--workers", "1"]
    environ = own_environ()
    with (
        (folder / "stderr").open("w+") as errors,
        subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        addresses = (re.search(r"http://127\.0\.0\.1:[0-9]+/sparql\b", line) for line in process.stdout)
        try:
            address = next(filter(None, addresses), None)
            if address is None:
                errors.seek(0)
                pytest.fail(f"the seeds are not served: {errors.read()}")
            yield address[0]
        finally:
            process.terminate()
            process.communicate(timeout=30)


@pytest.fixture(scope="session")
def served_seeds(endpoint: str) -> str:
    """Address of the server of the seeds, without a slash at its end."""
    return endpoint.removesuffix("/sparql")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that the tests of a worker share; without a Chromium they are skipped."""
    with browser.launched() as launched:
        yield launched


@pytest.fixture
def open_page(chromium: Browser, served_seeds: str) -> Iterator[browser.Pages]:
    """Opens pages of the seeds by path, as wide and in the colours that are asked for."""
    pages = browser.Pages(chromium, served_seeds)
    yield pages
    pages.close()


@pytest.fixture
def page(open_page: browser.Pages) -> Page:
    """An empty page of a desktop, whose addresses are those of the served seeds."""
    return open_page()


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Only this machine can be reached; servers and clients of the tests are here."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def local_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            _refuse_remote(address[0])
        connect(self, address)

    def local_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_remote(host)
        return resolve(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", local_connect)
        patch.setattr(socket, "getaddrinfo", local_resolve)
        # A wheel that is built has the front end as it is here, or none.
        patch.setenv("npm_config_offline", "true")
        yield


@pytest.fixture(scope="session", autouse=True)
def no_wait_for_disk() -> Iterator[None]:
    """No test cuts the power, so a release that a test builds need not wait until the disk has its files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the one who runs the tests do not reach them."""
    for name in [name for name in os.environ if name.startswith("LOTGRAPH_")]:
        monkeypatch.delenv(name)


def _refuse_remote(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost", "0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        return
    try:
        local = ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        local = False
    if not local:
        raise RuntimeError(f"a test reaches out to {name}")
