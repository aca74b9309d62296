"""A switch under load gives no failed and no mixed answer; killed at any step, a build leaves the release before it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Self

import httpx
import pytest
from tests import folders, publications
from tests.servers import running

from lotgraph.build.pipeline import Inputs, build
from lotgraph.release import retention
from lotgraph.release.folder import current_release
from lotgraph.release.switch import staging, switch
from lotgraph.release.verification import verify
from lotgraph.schema.vocabulary import mint
from lotgraph.settings import Settings

VERSIONS = ("1.0", "2.0")
ENOUGH = 40
NOTE = "http://www.w3.org/2004/02/skos/core#note"

# Facts of two graphs that must be of one release; the number makes each query one that was never asked.
QUERY = (
    f"SELECT ?a ?b {{{{ GRAPH <{publications.ENTITIES}> {{{{ ?s <{NOTE}> ?a }}}} "
    f"GRAPH <{publications.SOURCE}> {{{{ ?t <{NOTE}> ?b }}}} FILTER({{0}} = {{0}}) }}}}"
)


class Load:
    """Clients that ask a server without pause, and what they were answered."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self.failed: list[str] = []
        self.bodies: dict[tuple[str, str], set[bytes]] = {}
        self.versions: Counter[str] = Counter()
        self._clients = [threading.Thread(target=self._ask, args=(number,)) for number in range(3)]

    def __enter__(self) -> Self:
        for client in self._clients:
            client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for client in self._clients:
            client.join()

    def _ask(self, number: int) -> None:
        with httpx.Client(base_url=self._address, trust_env=False, timeout=60) as client:
            turn = 0
            while not self._ended.is_set():
                turn += 1
                for name, path, params in (
                    ("fresh", "/sparql", {"query": QUERY.format(1000 * turn + number)}),
                    ("kept", "/sparql", {"query": QUERY.format(0)}),
                    ("dump", "/dumps/lotgraph.nq", {}),
                    ("graph", "/doc/source/paper-1.nt", {}),
                    ("about", "/release/release.json", {}),
                    ("latest", "/releases/latest/release.json", {}),
                ):
                    self._once(client, name, path, params)

    def _once(self, client: httpx.Client, name: str, path: str, params: dict[str, str]) -> None:
        try:
            answer = client.get(path, params=params, headers={"Accept": "text/csv, */*"}, follow_redirects=True)
        except httpx.HTTPError as error:
            with self._lock:
                self.failed.append(f"{name}: {error!r}")
            return
        with self._lock:
            if answer.status_code != 200:
                self.failed.append(f"{name}: {answer.status_code} {answer.text[:200]}")
                return
            said = {version for version in VERSIONS if f"note {version}" in answer.text}
            said |= {version for version in VERSIONS if f'"version": "{version}"' in answer.text}
            if len(said) != 1:
                self.failed.append(f"{name}: says {said or 'nothing'}: {answer.text[:200]}")
            if name == "latest" and not any(f"/releases/{version}/" in str(answer.url) for version in said):
                self.failed.append(f"{name}: {answer.url} says {said}")
            self.versions.update(said)
            # The same name of bytes for two bodies would let a cache mix them.
            self.bodies.setdefault((path, answer.headers.get("ETag", answer.text)), set()).add(answer.content)


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    place = tmp_path / "publication"
    source = mint(publications.BASE, "source", "paper-1")
    for version in VERSIONS:
        note = f'<{source}> <{NOTE}> "note {version}"'
        other = f'<{publications.OCCUPATION}> <{NOTE}> "note {version}"'
        publications.publish(place, version, {publications.SOURCE: [note], publications.ENTITIES: [other]})
    return place


def test_a_switch_under_load_fails_and_mixes_no_answer(publication: Path) -> None:
    with running(publication, workers=4) as server:
        with Load(server.address) as load:
            # As long as it takes for both to have answered often, which a busy machine makes long.
            end = time.monotonic() + 60
            while time.monotonic() < end and min(load.versions[version] for version in VERSIONS) <= ENOUGH:
                time.sleep(0.3)
                retention.rollback(publication, "1.0")
                time.sleep(0.3)
                switch(publication, "2.0")
        assert load.failed == []
    assert all(load.versions[version] > ENOUGH for version in VERSIONS), load.versions
    assert [key for key, bodies in load.bodies.items() if len(bodies) > 1] == []


# Builds up to a step, and from there again and again in a child that kills itself at its n-th change of the disk.
WALK = """
import os, shutil, signal, stat, sys
from pathlib import Path
from lotgraph.build import pipeline
from lotgraph.settings import Settings

source, out = Path(sys.argv[1]), Path(sys.argv[2])

def wrapped(name, at):
    real = getattr(os, name)
    def call(*arguments, **options):
        # Of the many files each is like the others; of the folders none is.
        if name != "fsync" or stat.S_ISDIR(os.fstat(arguments[0]).st_mode):
            at[0] -= 1
            if not at[0]:
                os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    return call

def walk(step):
    if step != "publish":
        return
    kept = out.with_name("kept")
    shutil.copytree(out, kept, symlinks=True)
    number = 0
    while True:
        number += 1
        child = os.fork()
        if not child:
            at, retain = [number], pipeline.retain
            # What follows frees what belongs to threads that are not in this process.
            pipeline.retain = lambda *arguments: (retain(*arguments), os._exit(0))
            for name in ("rename", "replace", "symlink", "mkdir", "rmdir", "fsync"):
                setattr(os, name, wrapped(name, at))
            return
        status = os.waitpid(child, 0)[1]
        print("signal" if os.WIFSIGNALED(status) else "status", status, flush=True)
        if not os.WIFSIGNALED(status):
            os._exit(0)
        sys.stdin.readline()
        shutil.rmtree(out)
        shutil.copytree(kept, out, symlinks=True)

settings = Settings.load(Path(os.devnull), {}, {
    "base": "https://data.example.org/", "version": "3", "dump_formats": "nquads", "queryable_releases": 1})
pipeline.build(pipeline.Inputs.of([source]), out, settings, walk)
os._exit(0)
"""


def test_a_build_killed_at_any_change_of_the_disk_leaves_a_whole_release(tmp_path: Path) -> None:
    source, out = folders.put(tmp_path / "source", {"skills": "id,label\npython,Python\n"}), tmp_path / "out"
    for version in ("1", "2"):
        said = {"base": "https://data.example.org/", "version": version, "dump_formats": "nquads"}
        build(Inputs.of([source]), out, Settings.load(Path("/dev/null"), {}, said))
    seen: list[str] = []
    command = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", WALK, str(source), str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while (said_ := process.stdout.readline().strip()) == "signal 9":
            # In a copy, because the one who builds holds the lock of the place itself.
            copied = Path(shutil.copytree(out, tmp_path / "copied", symlinks=True))
            folder = current_release(copied)
            assert folder.name in ("2", "3")
            assert (folder / "store" / "CURRENT").is_file()
            thorough = not seen or seen[-1] != folder.name
            if thorough:
                assert verify(folder).problems == ()
            with staging(copied):
                pass
            left = {path.name for path in (copied / "releases").iterdir()} - {".lock"}
            assert {"1", "2"} <= left <= {"1", "2", "3"}
            assert {path.name for path in copied.iterdir()} == {"current", "releases"}
            if thorough:
                retention.retain(copied, 1)
                assert verify(copied / "releases" / "1").problems == ()
            shutil.rmtree(copied)
            seen.append(folder.name)
            process.stdin.write("\n")
        assert said_ == "status 0"
    # Before the link was replaced the earlier release was served, after it the new one, and never anything else.
    assert seen == sorted(seen)
    assert set(seen) == {"2", "3"}
    assert len(seen) > 10
    assert current_release(out).name == "3"
    assert all(verify(out / "releases" / version).problems == () for version in ("1", "2", "3"))
    assert not (out / "releases" / "1" / "store").exists()
