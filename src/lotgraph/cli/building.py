"""``lotgraph up``, ``build``, ``validate`` and ``rebuild``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lotgraph.cli import reports
from lotgraph.cli.commands import (
    DEFAULT_OUT,
    PATH,
    command,
    find_sources,
    load_settings,
    show_progress,
    take_address,
    take_release,
    take_sources,
)

if TYPE_CHECKING:
    from lotgraph.build.pipeline import Inputs
    from lotgraph.settings import Settings


@command("up", "build the seeds and serve them", "lotgraph up --port 8080")
@take_sources
@take_release
@take_address
@click.option("--out", type=PATH, default=DEFAULT_OUT, metavar="DIR", help="publication folder")
def up(
    *,
    config: Path | None,
    sources: tuple[Path, ...],
    documents: Path | None,
    out: Path,
    **options: str | None,
) -> None:
    """Build, and go on as ``serve``."""
    settings = load_settings(config, **options)
    _publish(make_inputs(sources, documents, settings), out, settings)
    # In a program of its own: a server forks, and threads and stores of a build do not live through that.
    os.execv(sys.executable, serve_command(out, config, settings))  # noqa: S606 - the very command that runs now


def serve_command(publication: Path, config: Path | None, settings: Settings) -> list[str]:
    """The program that serves a publication."""
    program = [sys.executable, "-P", *(f"-W{each}" for each in sys.warnoptions), "-m", "lotgraph.cli", "serve"]
    program += [f"--host={settings.host}", f"--port={settings.port}", f"--workers={settings.workers}"]
    program += [f"--config={config}"] if config else []
    return [*program, "--", str(publication)]


@command(
    "build",
    "build a release of the sources and make it the current one",
    "lotgraph build my-survey --out publication --version 2026.1",
)
@take_sources
@take_release
@reports.take_format
@click.option("--out", type=PATH, required=True, metavar="DIR", help="publication folder")
@click.option(
    "--write-retirements",
    type=PATH,
    metavar="FILE",
    help="write the rows of retirements.csv that a build is refused for the lack of, to be completed",
)
@click.option(
    "--reference", is_flag=True, help="judge own shapes that are not known here by pySHACL, however long it takes"
)
@click.option("--fresh", is_flag=True, help="take nothing from the release before, of what did not change")
def build(  # noqa: PLR0913 - an option each
    *,
    config: Path | None,
    sources: tuple[Path, ...],
    documents: Path | None,
    report: str,
    out: Path,
    write_retirements: Path | None,
    reference: bool,
    fresh: bool,
    **options: str | None,
) -> None:
    """Build a release."""
    inputs = make_inputs(sources, documents, settings := load_settings(config, **options))
    _publish(
        replace(inputs, retirements_out=write_retirements, reference=reference, fresh=fresh), out, settings, report
    )


@command(
    "validate",
    "check the sources and publish nothing",
    "lotgraph validate my-survey --format json",
)
@take_sources
@reports.take_format
@click.option("--reference", is_flag=True, help="judge by pySHACL: hours for millions of triples")
def validate(
    *,
    config: Path | None,
    sources: tuple[Path, ...],
    documents: Path | None,
    report: str,
    reference: bool,
    **options: str | None,
) -> None:
    """Judge the sources."""
    from lotgraph.build import pipeline
    from lotgraph.validation import validate as judge

    if reference:
        from lotgraph.validation.reference import validate as judge
    settings = load_settings(config, **options)
    inputs = make_inputs(sources, documents, settings)
    with show_progress(pipeline.STEPS[:3]) as progress:
        checked = pipeline.check(inputs, settings, progress, judge)
    message = f"conforms: {checked.triples:,} triples, {reports.counted(len(checked.warnings), 'warning')}"
    reports.accept(checked.warnings, message, report)


@command(
    "rebuild",
    "build a release again from its own tables, and compare the bytes",
    "lotgraph rebuild publication --out again",
)
@click.argument("release", type=PATH, metavar="DIR", help="publication folder, or the folder of one release")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="publication folder to build in")
def rebuild(*, release: Path, out: Path) -> int:
    """Build a release again; 1 where a file is another."""
    from lotgraph.build import pipeline
    from lotgraph.release.folder import DESCRIPTION, current_release

    folder = release if (release / DESCRIPTION).exists() else current_release(release)
    with show_progress(pipeline.STEPS) as progress:
        published, changed = pipeline.rebuild(folder, out, progress)
    if changed:
        print(f"{published.folder}: {reports.counted(len(changed), 'file')} not the same as in {folder}:")
        print("".join(f"  {name}\n" for name in changed), end="")
        return 1
    print(f"{published.folder}: the same bytes as {folder}")
    return 0


def make_inputs(sources: Sequence[Path], documents: Path | None, settings: Settings) -> Inputs:
    """What a build is made of, as the command line and the settings say."""
    from lotgraph.build import pipeline

    return pipeline.Inputs.of(find_sources(sources, settings), documents, settings.own_shapes)


def _publish(inputs: Inputs, out: Path, settings: Settings, report: str = reports.TEXT) -> None:
    from lotgraph.build import pipeline

    with show_progress(pipeline.STEPS) as progress:
        published = pipeline.build(inputs, out, settings, progress)
    release = published.release
    lines = [
        f"{'published' if published.new else 'already published'}: {published.folder}",
        f"  version   {release.version}" + (f", issued {release.issued}" if release.issued else ""),
        f"  triples   {release.triples:,} in {len(release.graphs)} graphs",
        f"  sources   {len(release.sources)}: {', '.join(source.id for source in release.sources)}",
        f"  checked   conforms to its shapes, with {reports.counted(release.warnings, 'warning')}",
    ]
    reports.accept(published.warnings, "\n".join(lines), report)
