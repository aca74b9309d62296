"""``lotgraph serve``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lotgraph.cli.commands import PATH, command, load_settings, take_address


@command("serve", "serve the current release of a publication", "lotgraph serve publication")
@click.argument("publication", type=PATH, metavar="DIR", help="publication folder")
@take_address
def serve(*, config: Path | None, publication: Path, **options: str | None) -> None:
    """Serve until the process is stopped."""
    from lotgraph.release.folder import current_release, read_release
    from lotgraph.web.server import serve as run

    settings = load_settings(config, **options)
    release = read_release(current_release(publication))

    def announce(address: str) -> None:
        print(f"serving {release.title} {release.version} (stop with Ctrl-C)")
        for path, text in (("", "what is here"), ("sparql", "SPARQL endpoint"), ("dumps/", "dumps")):
            print(f"  {address}/{path:<8} {text}")
        sys.stdout.flush()

    run(publication, settings, announce)
