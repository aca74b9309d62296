"""The command line: parse the arguments, call, and say in plain words what came out.

Exit codes: 0 done; 1 the data or the query are refused; 2 the command line or a setting is wrong; 3 a folder,
a store or a port is not to be had; 4 lotgraph itself is at fault; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

import click

from lotgraph import __version__
from lotgraph.cli import building, changes, imports, matching, preview, publication, query, serving

_INTERRUPTED: Final = 130
_RELEASES: Final = "the releases of a publication: list, compare, go back, verify, remove"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    words = [*(sys.argv[1:] if arguments is None else arguments)]
    try:
        try:
            # Not click's own main, which gives 1 where a reader of the output has gone.
            with lotgraph.make_context("lotgraph", words) as context:
                return int(lotgraph.invoke(context))
        finally:
            # At the end of the process Python could only complain of a reader that has gone.
            print(end="", flush=True)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (``| head``); nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class _InOrder(click.Group):
    """A group whose help names the commands in the order in which they are given."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Their names."""
        return [*self.commands]


release = _InOrder(
    "release",
    {each.name or "": each for each in (
        publication.list_all, changes.diff, publication.rollback, publication.verify, publication.remove,
    )},
    help=_RELEASES,
    short_help=_RELEASES,
    epilog="\b\nexample:\n  lotgraph release list publication",
)  # fmt: skip

lotgraph = click.version_option(__version__, message="lotgraph %(version)s")(
    _InOrder(
        "lotgraph",
        {each.name or "": each for each in (
            building.up, building.build, building.validate, preview.preview, serving.serve, query.query,
            building.rebuild, release, changes.upgrade, changes.init, imports.read, imports.chain, matching.match,
        )},
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help="Publish labour-market facts as a validated, citable knowledge graph.",
    )
)  # fmt: skip
"""The program."""
