"""Settings: where they come from, which one wins, what is refused and in which words."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lotgraph.errors import UsageError
from lotgraph.settings import Settings
from lotgraph.settings.options import DEFAULT_BASE, SETTINGS


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refusal(text: str, environ: dict[str, str] | None = None) -> str:
    """What is said of a ``lotgraph.toml``."""
    Path("lotgraph.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Settings.load(None, environ or {})
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_defaults_are_those_of_the_table() -> None:
    settings = Settings.load(None, {})
    assert dataclasses.asdict(settings) == {setting.name: setting.default for setting in SETTINGS}
    assert settings.base_is_default


def test_every_setting_is_a_field_of_that_type() -> None:
    fields = {field.name: str(field.type) for field in dataclasses.fields(Settings)}
    assert fields == {setting.name: type(setting.default).__name__ for setting in SETTINGS}


def test_every_default_passes_its_own_check() -> None:
    defaults = {setting.name: setting.default for setting in SETTINGS}
    assert Settings.load(None, {}, defaults) == Settings.load(None, {})


def test_every_setting_is_documented(root: Path) -> None:
    page = (root / "docs" / "settings.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert f"| `{setting.name}` | `LOTGRAPH_{setting.name.upper()}` |" in page
        assert setting.help in page


def test_file_of_the_current_folder() -> None:
    Path("lotgraph.toml").write_text(
        'base = "https://data.example.org/jobs/"\nport = 9000\nissued = 2026-05-31\n', encoding="utf-8"
    )
    settings = Settings.load(None, {})
    assert (settings.base, settings.port) == ("https://data.example.org/jobs/", 9000)
    assert settings.issued == "2026-05-31"
    assert not settings.base_is_default


def test_named_file_instead_of_the_one_in_the_current_folder(tmp_path: Path) -> None:
    Path("lotgraph.toml").write_text("port = 1\n", encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text("workers = 3\n", encoding="utf-8")
    settings = Settings.load(other, {})
    assert (settings.port, settings.workers) == (8000, 3)


def test_environment_wins_over_file_and_option_over_both() -> None:
    Path("lotgraph.toml").write_text('port = 1\nworkers = 5\ntitle = "file"\n', encoding="utf-8")
    environ = {"LOTGRAPH_PORT": "2", "LOTGRAPH_TITLE": "environment", "HOME": "/"}
    settings = Settings.load(None, environ, {"port": 3, "title": None, "version": "1.0"})
    assert (settings.port, settings.workers) == (3, 5)
    assert (settings.title, settings.version) == ("environment", "1.0")


def test_byte_order_mark_and_crlf() -> None:
    Path("lotgraph.toml").write_bytes(b"\xef\xbb\xbfport = 9000\r\n")
    assert Settings.load(None, {}).port == 9000


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings.load(None, {}).port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 1", "lotgraph.toml: prot: there is no such setting; did you mean port?"),
        ('[server]\nport = "1"', "lotgraph.toml: server: there is no such setting"),
        ("zzz = 1", "lotgraph.toml: zzz: there is no such setting; there are base, title, description"),
        ('port = "8000"', "lotgraph.toml: port: must be a whole number, not '8000'"),
        ("port = true", "lotgraph.toml: port: must be a whole number, not True"),
        ("port = 8.5", "lotgraph.toml: port: must be a whole number, not 8.5"),
        ("port = 65536", "lotgraph.toml: port: must be from 0 to 65535, not 65536"),
        ("workers = 0", "lotgraph.toml: workers: must be from 1 to 64, not 0"),
        (
            'contact_email = "nobody"',
            "lotgraph.toml: contact_email: must be an e-mail address such as data@example.org",
        ),
        ('contact_url = "example.org"', "lotgraph.toml: contact_url: must be an http or https address"),
        ('themes = "https://example.org/a, jobs"', "lotgraph.toml: themes: must be an http or https address"),
        ('language = ""', "lotgraph.toml: language: must be a language tag such as en or pt-BR, not ''"),
        ("title = 5", "lotgraph.toml: title: must be text in quotes, not 5"),
        ('title = ""', "lotgraph.toml: title: must not be empty"),
        ('title = "a\\nb"', "lotgraph.toml: title: must not hold control characters"),
        ('licence = " "', "lotgraph.toml: licence: must not be empty"),
        ('host = "a b"', "lotgraph.toml: host: must be the name or address of a host"),
        ('version = "../1"', "lotgraph.toml: version: must be up to 64 letters"),
        ('version = ".."', "lotgraph.toml: version: must be up to 64 letters"),
        ('version = "1 0"', "lotgraph.toml: version: must be up to 64 letters"),
        ('issued = "2026-02-30"', "lotgraph.toml: issued: must be a day such as 2026-05-31"),
        ('issued = "20260531"', "lotgraph.toml: issued: must be a day such as 2026-05-31"),
        ("issued = 2026-05-31T12:00:00Z", "lotgraph.toml: issued: must be a day such as 2026-05-31"),
        ("port = ", "lotgraph.toml: is not TOML: Invalid value (at"),
        ("port = 1\nport = 2", "lotgraph.toml: is not TOML: Cannot overwrite a value"),
    ],
)
def test_refused_line_is_named(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ("https://example.org/jobs", "must end with a slash"),
        ("https://example.org", "must end with a slash"),
        ("https://example.org/#", "must have no query and no fragment"),
        ("https://example.org/#/", "must have no query and no fragment"),
        ("https://example.org/?a=b/", "must have no query and no fragment"),
        ("https://example.org/?", "must have no query and no fragment"),
        ("ftp://example.org/", "must be an absolute http or https IRI"),
        ("urn:jobs:/", "must be an absolute http or https IRI"),
        ("//example.org/", "must be an absolute http or https IRI"),
        ("/jobs/", "must be an absolute http or https IRI"),
        ("", "must be an absolute http or https IRI"),
        ("https:///", "must be an absolute http or https IRI"),
        ("https://[::1/", "must be an absolute http or https IRI"),
        ("https://example.org:port/", "must be an absolute http or https IRI"),
        ("https://me:secret@example.org/", "must be an absolute http or https IRI"),
        ("https://example.org/my jobs/", "must not hold spaces"),
        (" https://example.org/", "must not hold spaces"),
        ("https://example.org/<a>/", "must not hold spaces or any of"),
        ("https://example.org/100%/", "must have no stray %"),
        ("https://example.org/a/../", "must have no stray % and no . or .."),
    ],
)
def test_refused_base(base: str, reason: str) -> None:
    assert refusal(f"base = '{base}'").startswith(f"lotgraph.toml: base: {reason}")


@pytest.mark.parametrize(
    "base",
    [
        "http://localhost:8000/",
        "https://example.org/a/b/",
        "https://example.org/%C3%A9/",
        "https://bücher.example/é/",
    ],
)
def test_accepted_base(base: str) -> None:
    assert Settings.load(None, {"LOTGRAPH_BASE": base}).base == base


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        (
            "LOTGRAPH_PROT",
            "1",
            "environment variable LOTGRAPH_PROT: there is no such setting; did you mean port?",
        ),
        ("LOTGRAPH_PORT", "", "environment variable LOTGRAPH_PORT: must be a whole number, not ''"),
        ("LOTGRAPH_PORT", "-1", "environment variable LOTGRAPH_PORT: must be a whole number, not '-1'"),
        ("LOTGRAPH_PORT", "٣", "environment variable LOTGRAPH_PORT: must be a whole number, not '٣'"),
        ("LOTGRAPH_BASE", "x", "environment variable LOTGRAPH_BASE: must be an absolute http or https IRI"),
        ("LOTGRAPH_TITLE", "\udcff", "environment variable LOTGRAPH_TITLE: must not hold control characters"),
    ],
)
def test_refused_variable_is_named(variable: str, text: str, message: str) -> None:
    with pytest.raises(UsageError, match="^" + re.escape(message)):
        Settings.load(None, {variable: text})


def test_everything_wrong_is_said_at_once() -> None:
    said = refusal("prot = 1\nworkers = 0\n", {"LOTGRAPH_BASE": "x"}).splitlines()
    assert [line.split(": ")[:2] for line in said] == [
        ["lotgraph.toml", "prot"],
        ["lotgraph.toml", "workers"],
        [
            "environment variable LOTGRAPH_BASE",
            f"must be an absolute http or https IRI such as {DEFAULT_BASE}, not 'x'",
        ],
    ]


def test_options_are_checked_alike() -> None:
    with pytest.raises(UsageError, match=r"^option --version: must be up to 64 letters"):
        Settings.load(None, {}, {"version": "a/b"})


def test_missing_file_and_unreadable_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.toml: there is no such file"):
        Settings.load(tmp_path / "nowhere.toml", {})
    with pytest.raises(UsageError, match="cannot be read"):
        Settings.load(tmp_path, {})
    latin = tmp_path / "latin.toml"
    latin.write_bytes('title = "Büro"'.encode("latin-1"))
    with pytest.raises(UsageError, match=r"latin\.toml: is not UTF-8 \(byte 10\)"):
        Settings.load(latin, {})


@given(st.text())
@example("https://[v1.a]/")
@example("https://example.org:99999/")
def test_any_base_is_accepted_or_refused_with_a_reason(text: str) -> None:
    try:
        base = Settings.load(None, {"LOTGRAPH_BASE": text}).base
    except UsageError:
        return
    assert base == text
    assert base.endswith("/")
