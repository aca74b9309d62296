"""What the commands have in common: how one is declared, the options of several, and the settings they give."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lotgraph.cli import reports
from lotgraph.errors import InputError, LotgraphError
from lotgraph.settings import Settings, resources

if TYPE_CHECKING:
    Function = Callable[..., Any]

PATH: Final = click.Path(path_type=Path)
DEFAULT_OUT: Final = Path("publication")


def command(name: str, text: str, *examples: str) -> Callable[[Function], click.Command]:
    """Declare a command: ``text`` says what it does, each of ``examples`` is a command line.

    The function gives the exit code, or None for 0.  An error of lotgraph becomes a message and the error's own code.
    """
    epilog = "\b\n" + "\n".join(["example:", *(f"  {each}" for each in examples)])

    def declare(function: Function) -> click.Command:
        @wraps(function)
        def run(**options: Any) -> int:
            try:
                return function(**options) or 0
            except InputError as error:
                reports.refuse(error, options.get("report", reports.TEXT))
                return error.exit_code
            except LotgraphError as error:
                print(f"lotgraph: {error}", file=sys.stderr)
                return error.exit_code

        take_config = click.option(
            "--config",
            type=PATH,
            metavar="FILE",
            help="settings (default: lotgraph.toml of this folder)",
            # A command that has no settings takes the option all the same, as all others do.
            expose_value="config" in signature(function).parameters,
        )
        return click.command(name, help=text, short_help=text, epilog=epilog)(take_config(run))

    return declare


def take_sources(function: Function) -> Function:
    """The options by which a command is given sources."""
    return _together(
        click.argument(
            "sources",
            nargs=-1,
            type=PATH,
            metavar="[SOURCE]...",
            help="a folder with a source.toml, or a folder of such; 'seeds' are those of lotgraph (default)",
        ),
        click.option(
            "--documents", type=PATH, metavar="DIR", help="where captured documents are, to check every span in them"
        ),
        click.option("--base", help="what the IRIs of the data begin with"),
    )(function)


def take_release(function: Function) -> Function:
    """The options of a release that is built."""
    return _together(
        click.option("--version", help="version of the release (default: a digest of its content)"),
        click.option("--issued", metavar="DATE", help="day of publication, as 2026-05-31"),
    )(function)


def take_address(function: Function) -> Function:
    """The options of a server."""
    return _together(
        click.option("--host", help="address to listen on (default: 127.0.0.1)"),
        click.option("--port", help="port to listen on (default: 8000; 0 takes a free one)"),
        click.option("--workers", help="queries that are evaluated at once (default: 16)"),
    )(function)


def _together(*parts: Callable[[Function], Function]) -> Callable[[Function], Function]:
    def apply(function: Function) -> Function:
        for part in reversed(parts):
            function = part(function)
        return function

    return apply


def load_settings(config: Path | None, **options: str | None) -> Settings:
    """The settings of a command, with what its options say."""
    return Settings.load(config, os.environ, options)


def find_sources(sources: Sequence[Path], settings: Settings) -> tuple[Path, ...]:
    """The source folders; warns where sources of the user's own would get the IRIs of lotgraph's seeds."""
    seeds = resources.seeds_dir()
    named = sources or [Path("seeds")]
    found = tuple(seeds if path == Path("seeds") and not path.exists() else path for path in named)
    own = [path for path in found if not path.resolve().is_relative_to(seeds.resolve())]
    if own and settings.base_is_default:
        print(
            f"lotgraph: warning: the IRIs of {own[0]} will begin with {settings.base}, which is not yours; "
            'set your own in lotgraph.toml: base = "https://data.example.org/"',
            file=sys.stderr,
        )
    return found


@contextmanager
def show_progress(steps: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """A bar that moves on with each step; nothing where the output is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=len(steps), bar_format="{desc:<10} {bar:30} {elapsed}", leave=False) as bar:

        def move(step: str) -> None:
            bar.update(steps.index(step) - bar.n)
            bar.set_description_str(step)

        yield move
