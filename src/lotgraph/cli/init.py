"""``lotgraph init``: the settings of a publisher with what each means, and a small source that builds at once."""

from __future__ import annotations

import textwrap
from importlib.resources import files
from pathlib import Path
from typing import Final

from lotgraph.errors import ReleaseError, UsageError
from lotgraph.settings import FILE, PREFIX
from lotgraph.settings.options import SETTINGS, Setting

EXAMPLE: Final = "example-survey"
"""The folder of the example source, named like its id."""

_OWN: Final = {"base": "https://data.example.org/", "title": "Example labour market"}
"""What a publisher sets first, with the values of the example."""

_HEAD: Final = f"""\
# The settings of this publication. A line that begins with # says the default, or explains.
# A variable of the environment ({PREFIX} and the name in capitals) has precedence, and an option of the
# command line over both.
"""
_WIDTH: Final = 100


def settings_text() -> str:
    """The text of ``lotgraph.toml``: every setting, those that a publisher sets first with a value."""
    return _HEAD + "".join(f"\n{_line(setting)}" for setting in SETTINGS)


def begin(folder: Path) -> tuple[Path, ...]:
    """Write the settings and the example into a folder; gives the files.

    Raises UsageError where one of them is there already, and then writes none; ReleaseError where the folder
    cannot be written.
    """
    written = {folder / FILE: settings_text().encode()}
    example = files(__package__) / "example"
    for entry in sorted(example.iterdir(), key=lambda each: each.name):
        if entry.name.endswith((".csv", ".toml")):
            written[folder / EXAMPLE / entry.name] = entry.read_bytes()
    there = [path for path in (folder / FILE, folder / EXAMPLE) if path.exists() or path.is_symlink()]
    if there:
        raise UsageError(f"{there[0]}: is there already, and nothing is overwritten; choose another folder")
    try:
        (folder / EXAMPLE).mkdir(parents=True)
        for path, content in written.items():
            with path.open("xb") as file:
                file.write(content)
    except OSError as error:
        raise ReleaseError(f"{folder}: cannot be written: {error.strerror}") from error
    return tuple(written)


def _line(setting: Setting) -> str:
    text = textwrap.fill(setting.help, _WIDTH, initial_indent="# ", subsequent_indent="# ")
    value = _OWN.get(setting.name, setting.default)
    shown = value if isinstance(value, int) else f'"{value}"'
    mark = "" if setting.name in _OWN else "# "
    return f"{text}\n{mark}{setting.name} = {shown}\n"
