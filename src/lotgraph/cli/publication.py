"""``lotgraph release list``, ``rollback``, ``verify`` and ``remove``."""

from __future__ import annotations

from pathlib import Path

import click

from lotgraph.cli.commands import PATH, command

_publication = click.argument("publication", type=PATH, metavar="DIR", help="publication folder")
_version = click.argument("version", required=False, metavar="[VERSION]", help="version of a release")


@command("list", "list the releases, the one published last first", "lotgraph release list publication")
@_publication
def list_all(*, publication: Path) -> None:
    """List the releases."""
    from lotgraph.cli.releases import list_releases

    print("\n".join(list_releases(publication)))


@command(
    "rollback",
    "make an earlier release the current one (default: the one published before it)",
    "lotgraph release rollback publication 2026.1",
)
@_publication
@_version
def rollback(*, publication: Path, version: str | None) -> None:
    """Go back to a release."""
    from lotgraph.cli.releases import roll_back

    print(roll_back(publication, version))


@command(
    "verify",
    "compare a release (default: the current one) with what was published",
    "lotgraph release verify publication 2026.1",
)
@_publication
@_version
def verify(*, publication: Path, version: str | None) -> int:
    """Verify a release; 1 where it is not what was published."""
    from lotgraph.cli.releases import verify_release

    is_whole, lines = verify_release(publication, version)
    print("\n".join(lines))
    return 0 if is_whole else 1


@command(
    "remove",
    "remove a release but for its checksums and the reason; its version is never used again",
    "lotgraph release remove publication 2026.1 --reason 'the licence was withdrawn'",
)
@_publication
@click.argument("version", metavar="VERSION", help="version of a release")
@click.option("--reason", required=True, metavar="TEXT", help="why, for those who look for it later")
def remove(*, publication: Path, version: str, reason: str) -> None:
    """Remove a release."""
    from lotgraph.cli.releases import remove_release

    print(remove_release(publication, version, reason))
