"""What is read in the background: of each release that becomes current, before it is asked for, until the app ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import engines, publications

from lotgraph.errors import ReleaseError
from lotgraph.release.skill_lists import OccupationSkills
from lotgraph.web import (
    close,
    create_app,
    preloading,
    publication_of,
    read_ahead,
    skill_lists,
)
from lotgraph.web.preloading import ReadAhead
from lotgraph.web.publication import OpenRelease

HTML = {"Accept": "text/html"}


def test_what_is_slow_is_read_when_a_release_is_open_and_before_it_is_asked_for(publication: Path) -> None:
    made = create_app(publication, engines.settings(), None, engines.direct)
    read_ahead(made)
    engine = publication_of(made).current().engine
    made.extensions[preloading.EXTENSION].join()
    assert isinstance(engine, engines.Direct)
    asked = engine.asked
    client = made.test_client()
    assert "Machine Learning Engineer" in client.get("/fit?occupation=23112013", headers=HTML).text
    assert "Python" in client.get("/browse/skills", headers=HTML).text
    assert engine.asked == asked
    close(made)


def test_the_next_release_is_read_too(tmp_path: Path) -> None:
    made = create_app(publications.publish(tmp_path), engines.settings(), None, engines.direct)
    read: list[str] = []
    publication_of(made).on_open = lambda release: read.append(release.about.version)
    for version in ("1.0", "1.0", "2.0"):
        if version == "2.0":
            publications.publish(tmp_path, version)
        made.test_client().get("/")
    assert read == ["1.0", "2.0"]
    close(made)


def test_a_reader_ends_with_the_app(publication: Path) -> None:
    begun = threading.Event()

    def read(release: OpenRelease, pause: Callable[[], None]) -> None:
        while True:
            begun.set()
            pause()

    made = create_app(publication, engines.settings(), None, engines.direct)
    made.extensions[preloading.EXTENSION] = ReadAhead(read)
    read_ahead(made)
    publication_of(made).current()
    assert begun.wait(60)
    close(made)
    assert "read ahead" not in {each.name for each in threading.enumerate()}


def test_lists_that_cannot_be_read_are_told_in_the_log_and_to_the_request(
    publication: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def read(path: Path, base: str, pause: Callable[[], None]) -> OccupationSkills:
        pause()
        raise ReleaseError("tables: cannot be read")

    monkeypatch.setattr(skill_lists, "read_skill_lists", read)
    made = create_app(publication, engines.settings(), None, engines.direct)
    read_ahead(made)
    publication_of(made).current()
    made.extensions[preloading.EXTENSION].join()
    assert "cannot be read ahead: tables: cannot be read" in caplog.text
    assert made.test_client().get("/fit", headers=HTML).status_code == 503
    close(made)
