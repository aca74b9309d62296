"""The command line: parse the arguments, call, and say in plain words what came out.

Exit codes: 0 done; 1 the data or the query are refused; 2 the command line or a setting is wrong; 3 a folder,
a store or a port is not to be had; 4 lotgraph itself is at fault; 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lotgraph import __version__
from lotgraph.cli import (
    changes,
    imports,
    matching,
    reports,
)
from lotgraph.errors import InputError, LotgraphError, UsageError
from lotgraph.settings import Settings, resources

DEFAULT_OUT = Path("publication")
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    try:
        try:
            return _run(_parser().parse_args(arguments))
        finally:
            # At the end of the process Python could only complain of a reader that has gone.
            print(end="", flush=True)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (``| head``); nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace) -> int:
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except InputError as error:
        reports.refuse(error, reports.form(options))
        return error.exit_code
    except LotgraphError as error:
        print(f"lotgraph: {error}", file=sys.stderr)
        return error.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lotgraph", description="Publish labour-market facts as a validated, citable knowledge graph."
    )
    parser.add_argument("--version", action="version", version=f"lotgraph {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_up(commands)
    _add_build(commands)
    _add_validate(commands)
    _add_serve(commands)
    _add_query(commands)
    _add_rebuild(commands)
    _add_releases(commands)
    changes.add_upgrade(commands, _command)
    changes.add_init(commands, _command)
    imports.add_import(commands, _command)
    imports.add_chain(commands, _command)
    matching.add_match(commands, _command, _settings)
    return parser


if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name for it


def _command(
    commands: _Commands, name: str, run: Callable[[argparse.Namespace], int], text: str, example: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=text,
        description=text,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run)
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (default: lotgraph.toml of this folder)")
    return parser


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCE",
        help="a folder with a source.toml, or a folder of such; 'seeds' are those of lotgraph (default)",
    )
    parser.add_argument(
        "--documents", type=Path, metavar="DIR", help="where captured documents are, to check every span in them"
    )
    parser.add_argument("--base", help="what the IRIs of the data begin with")


def _add_release(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", help="version of the release (default: a digest of its content)")
    parser.add_argument("--issued", metavar="DATE", help="day of publication, as 2026-05-31")


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", help="port to listen on (default: 8000; 0 takes a free one)")
    parser.add_argument("--workers", help="queries that are evaluated at once (default: 16)")


def _add_up(commands: _Commands) -> None:
    parser = _command(commands, "up", _up, "build the seeds and serve them", "lotgraph up --port 8080")
    _add_sources(parser)
    _add_release(parser)
    _add_address(parser)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help="publication folder")


def _add_build(commands: _Commands) -> None:
    text = "build a release of the sources and make it the current one"
    parser = _command(commands, "build", _build, text, "lotgraph build my-survey --out publication --version 2026.1")
    _add_sources(parser)
    _add_release(parser)
    reports.add_format(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="publication folder")
    parser.add_argument(
        "--write-retirements",
        type=Path,
        metavar="FILE",
        help="write the rows of retirements.csv that a build is refused for the lack of, to be completed",
    )


def _add_validate(commands: _Commands) -> None:
    text = "check the sources and publish nothing"
    parser = _command(commands, "validate", _validate, text, "lotgraph validate my-survey --format json")
    _add_sources(parser)
    reports.add_format(parser)
    parser.add_argument(
        "--reference",
        action="store_true",
        help="judge by pySHACL: hours for millions of triples",
    )


def _add_serve(commands: _Commands) -> None:
    parser = _command(
        commands, "serve", _serve, "serve the current release of a publication", "lotgraph serve publication"
    )
    parser.add_argument("publication", type=Path, metavar="DIR", help="publication folder")
    _add_address(parser)


def _add_query(commands: _Commands) -> None:
    text = "ask the current release a SPARQL query"
    example = "lotgraph query 'SELECT ?type (COUNT(*) AS ?n) WHERE { ?s a ?type } GROUP BY ?type'"
    example += "\n  lotgraph query question.rq --format csv"
    parser = _command(commands, "query", _query, text, example)
    parser.add_argument("query", help="a query, or a file that holds one (- for standard input)")
    parser.add_argument(
        "--release", type=Path, default=DEFAULT_OUT, metavar="DIR", help="publication folder (default: publication)"
    )
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="default: table")


def _add_rebuild(commands: _Commands) -> None:
    text = "build a release again from its own tables, and compare the bytes"
    example = "lotgraph rebuild publication --out again"
    parser = _command(commands, "rebuild", _rebuild, text, example)
    parser.add_argument("release", type=Path, metavar="DIR", help="publication folder, or the folder of one release")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="publication folder to build in")


def _add_releases(commands: _Commands) -> None:
    text = "the releases of a publication: list, compare, go back, verify, remove"
    parser = commands.add_parser(
        "release",
        help=text,
        description=text,
        epilog="example:\n  lotgraph release list publication",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = parser.add_subparsers(required=True, metavar="COMMAND", help="what to do")
    _add_of_release(parts, "list", _list, "list the releases, the one published last first", "")
    changes.add_diff(parts, _command)
    text = "make an earlier release the current one (default: the one published before it)"
    _add_of_release(parts, "rollback", _rollback, text, " 2026.1").add_argument("version", nargs="?", metavar="VERSION")
    text = "compare a release (default: the current one) with what was published"
    _add_of_release(parts, "verify", _verify, text, " 2026.1").add_argument("version", nargs="?", metavar="VERSION")
    text = "remove a release but for its checksums and the reason; its version is never used again"
    removal = _add_of_release(parts, "remove", _remove, text, " 2026.1 --reason 'the licence was withdrawn'")
    removal.add_argument("version", metavar="VERSION")
    removal.add_argument("--reason", required=True, metavar="TEXT", help="why, for those who look for it later")


def _add_of_release(
    parts: _Commands, name: str, run: Callable[[argparse.Namespace], int], text: str, example: str
) -> argparse.ArgumentParser:
    parser = _command(parts, name, run, text, f"lotgraph release {name} publication{example}")
    parser.add_argument("publication", type=Path, metavar="DIR", help="publication folder")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    names = ("base", "version", "issued", "host", "port", "workers")
    said = {name: getattr(options, name, None) for name in names}
    return Settings.load(options.config, os.environ, said)


def _up(options: argparse.Namespace) -> int:
    settings = _settings(options)
    _publish(options, settings)
    # In a program of its own: a server forks, and threads and stores of a build do not live through that.
    command = [sys.executable, "-P", *(f"-W{said}" for said in sys.warnoptions), "-m", "lotgraph.cli", "serve"]
    command += [f"--host={settings.host}", f"--port={settings.port}", f"--workers={settings.workers}"]
    command += [f"--config={options.config}"] if options.config else []
    os.execv(sys.executable, [*command, "--", str(options.out)])  # noqa: S606 - the very command that runs now


def _build(options: argparse.Namespace) -> int:
    _publish(options, _settings(options))
    return 0


def _publish(options: argparse.Namespace, settings: Settings) -> None:
    from lotgraph.build import pipeline

    sources = _sources(options, settings)
    inputs = replace(
        pipeline.Inputs.of(sources, options.documents), retirements_out=getattr(options, "write_retirements", None)
    )
    with _progress(pipeline.STEPS) as progress:
        published = pipeline.build(inputs, options.out, settings, progress)
    release = published.release
    lines = [
        f"{'published' if published.new else 'already published'}: {published.folder}",
        f"  version   {release.version}" + (f", issued {release.issued}" if release.issued else ""),
        f"  triples   {release.triples:,} in {len(release.graphs)} graphs",
        f"  sources   {len(release.sources)}: {', '.join(source.id for source in release.sources)}",
        f"  checked   conforms to its shapes, with {reports.counted(release.warnings, 'warning')}",
    ]
    reports.accept(published.warnings, "\n".join(lines), reports.form(options))


def _validate(options: argparse.Namespace) -> int:
    from lotgraph.build import pipeline
    from lotgraph.validation import validate

    judge = validate
    if options.reference:
        from lotgraph.validation.reference import validate as judge
    settings = _settings(options)
    inputs = pipeline.Inputs.of(_sources(options, settings), options.documents)
    with _progress(pipeline.STEPS[:3]) as progress:
        checked = pipeline.check(inputs, settings, progress, judge)
    message = f"conforms: {checked.triples:,} triples, {reports.counted(len(checked.warnings), 'warning')}"
    reports.accept(checked.warnings, message, reports.form(options))
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    from lotgraph.build import pipeline
    from lotgraph.release.folder import DESCRIPTION, current_release

    folder: Path = options.release
    if not (folder / DESCRIPTION).exists():
        folder = current_release(folder)
    with _progress(pipeline.STEPS) as progress:
        published, changed = pipeline.rebuild(folder, options.out, progress)
    if changed:
        print(f"{published.folder}: {reports.counted(len(changed), 'file')} not the same as in {folder}:")
        print("".join(f"  {name}\n" for name in changed), end="")
        return 1
    print(f"{published.folder}: the same bytes as {folder}")
    return 0


def _list(options: argparse.Namespace) -> int:
    from lotgraph.cli import releases

    print("\n".join(releases.list_releases(options.publication)))
    return 0


def _rollback(options: argparse.Namespace) -> int:
    from lotgraph.cli import releases

    print(releases.roll_back(options.publication, options.version))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from lotgraph.cli import releases

    is_whole, said = releases.verify_release(options.publication, options.version)
    print("\n".join(said))
    return 0 if is_whole else 1


def _remove(options: argparse.Namespace) -> int:
    from lotgraph.cli import releases

    print(releases.remove_release(options.publication, options.version, options.reason))
    return 0


def _serve(options: argparse.Namespace) -> int:
    return _listen(options.publication, _settings(options))


def _listen(publication: Path, settings: Settings) -> int:
    from lotgraph.release.folder import current_release, read_release
    from lotgraph.web.server import serve

    release = read_release(current_release(publication))

    def announce(address: str) -> None:
        print(f"serving {release.title} {release.version} (stop with Ctrl-C)")
        for path, text in (("", "what is here"), ("sparql", "SPARQL endpoint"), ("dumps/", "dumps")):
            print(f"  {address}/{path:<8} {text}")
        sys.stdout.flush()

    serve(publication, settings, announce)
    return 0


def _query(options: argparse.Namespace) -> int:
    from lotgraph.cli.query import answer

    answer(options.release, _query_text(options.query), options.format, sys.stdout.buffer)
    return 0


def _query_text(message: str) -> str:
    """The query itself, or what the file of that name holds."""
    is_file = False
    with suppress(OSError, ValueError):  # a query may be too long for the name of a file
        is_file = Path(message).is_file()
    try:
        if message == "-" or is_file:
            written = sys.stdin.buffer.read() if message == "-" else Path(message).read_bytes()
            return written.decode("utf-8-sig")
        if message.endswith(".rq"):
            raise UsageError(f"{message}: there is no such file")
        # Bytes of the command line that are not UTF-8 come as what cannot be encoded.
        return message.encode().decode()
    except (OSError, UnicodeError) as error:
        what = {"-": "standard input"}.get(message, message)
        raise UsageError(f"{what}: cannot be read: {error}") from error


def _sources(options: argparse.Namespace, settings: Settings) -> tuple[Path, ...]:
    """The source folders; warns where sources of the user's own would get the IRIs of lotgraph's seeds."""
    seeds = resources.seeds_dir()
    said: Sequence[Path] = options.sources or [Path("seeds")]
    found = tuple(seeds if path == Path("seeds") and not path.exists() else path for path in said)
    own = [path for path in found if not path.resolve().is_relative_to(seeds.resolve())]
    if own and settings.base_is_default:
        print(
            f"lotgraph: warning: the IRIs of {own[0]} will begin with {settings.base}, which is not yours; "
            'set your own in lotgraph.toml: base = "https://data.example.org/"',
            file=sys.stderr,
        )
    return found


@contextmanager
def _progress(steps: Sequence[str]) -> Iterator[Callable[[str], None]]:
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
