"""``lotgraph import``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lotgraph.commands.changes import Added, Commands

KINDS = {
    "esco": "folder of ESCO as CSV",
    "onet": "folder of O*NET as text",
    "soc": "CSV file of the structure of SOC 2018",
    "isco": "ISCO groups, in a folder of ESCO as CSV",
    "oews": "CSV file of employment and wages of the BLS",
    "crosswalk": "CSV file that relates the codes of O*NET-SOC 2010 and 2019, SOC 2010 and 2018, or ISCO-08",
    "employers": "CSV file of the companies of the S&P 500",
}
"""What ``importers`` reads; said here too, so that --help needs not load it."""


def add_import(commands: Commands, command: Added) -> None:
    """Add ``import`` to the commands of ``lotgraph``."""
    text = "read the download of another publisher into a source folder, which a build takes"
    example = "lotgraph import esco esco-v1.1.1 --out esco\n  lotgraph build seeds esco --out publication"
    parser = command(commands, "import", _import, text, example)
    kinds = "; ".join(f"{name}: {what}" for name, what in KINDS.items())
    parser.add_argument("kind", choices=tuple(KINDS), metavar="KIND", help=kinds)
    parser.add_argument("download", type=Path, metavar="DOWNLOAD", help="the folder or the file of the download")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="source folder to write, a new one")
    parser.add_argument(
        "--release",
        default="",
        metavar="VERSION",
        help="version of what is read, where neither files nor names tell it (or tell it wrongly)",
    )


def _import(options: argparse.Namespace) -> int:
    from lotgraph import importers

    lines = importers.run(options.kind, options.download, options.out, options.release)
    print(f"imported: {options.out}")
    print("".join(f"  {line}\n" for line in lines), end="")
    return 0
