"""What became of the records of a download, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lotgraph.formats.delimited import is_spreadsheet_error
from lotgraph.sources.importers.characters import printable

_LONGEST = 200
_NAMED = 40
"""So many columns that are not used are named."""

UNKNOWN: Final = ("unknown", "unknown-column")
"""The outcomes of what a reader does not know: they stand at the top of a report."""


@dataclass(frozen=True)
class Line:
    """One line of a report: of a file, how many records had this outcome for this reason, and one of them."""

    file: str
    outcome: str
    count: int
    reason: str = ""
    example: str = ""

    def __str__(self) -> str:
        message = f"{self.file}: {self.outcome.replace('-', ' ')} {self.count:,}"
        message += f": {self.reason}" if self.reason else ""
        return message + (f" ({self.example})" if self.example else "")


@dataclass
class Report:
    """The counts of an import.  A record that is read is kept, unless it is set aside, which is said once."""

    _read: dict[str, int] = field(default_factory=dict)
    _said: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)
    _columns: dict[str, tuple[tuple[str, ...], set[str]]] = field(default_factory=dict)

    def read(self, file: str) -> None:
        """Count a record, or with the first call the file."""
        self._read[file] = self._read.get(file, 0) + 1

    def opened(self, file: str) -> None:
        """Note a file, which may have no records."""
        self._read.setdefault(file, 0)

    def set_aside(self, file: str, reason: str, row: int, what: str = "") -> None:
        """Count a record that is not kept."""
        self._note(file, "set-aside", reason, row, what)

    def repaired(self, file: str, reason: str, row: int, what: str = "") -> None:
        """Count a record that is kept in another form than it came."""
        self._note(file, "repaired", reason, row, what)

    def missing(self, file: str, reason: str, row: int, what: str = "") -> None:
        """Count a value that the source does not give."""
        self._note(file, "missing", reason, row, what)

    def disagrees(self, file: str, reason: str, row: int, what: str = "") -> None:
        """Count a record that contradicts another file of the download."""
        self._note(file, "disagrees", reason, row, what)

    def columns(self, file: str, header: Sequence[str]) -> set[str]:
        """Note the columns of a file; gives the set of those that were asked for, to be filled by the reader."""
        used: set[str] = set()
        self._columns[file] = (tuple(header), used)
        return used

    def unknown(self, file: str, reason: str) -> None:
        """Note a file of which the reader does not know what it holds."""
        self._note(file, "unknown", reason, 0, "")

    def unknown_column(self, file: str, column: str) -> None:
        """Note a column of which the reader does not know what it holds."""
        self._note(file, "unknown-column", f"“{column}” is not known here; nothing of it was read", 0, "")

    def left_out(self, file: str, reason: str) -> None:
        """Note a file that is not read."""
        self._note(file, "left-out", reason, 0, "")

    def absent(self, file: str, reason: str) -> None:
        """Note a file that the download could have and has not."""
        self._note(file, "absent", reason, 0, "")

    def note(self, file: str, outcome: str, reason: str, row: int, what: str = "") -> None:
        """Count a record with the outcome that is named."""
        self._note(file, outcome, reason, row, what)

    def _note(self, file: str, outcome: str, reason: str, row: int, what: str) -> None:
        key = (file, outcome, reason)
        found = self._said.get(key)
        if found:
            self._said[key] = (found[0] + 1, found[1])
            return
        shown = " ".join(printable(what).split())[:_LONGEST]
        shown = f"“{shown}”" if is_spreadsheet_error(shown) else shown
        self._said[key] = (1, ": ".join(part for part in (f"row {row}" if row else "", shown) if part))

    def lines(self) -> tuple[Line, ...]:
        """The report: what the reader does not know, then each file with what was read and kept, and what else."""
        unknown = {key: found for key, found in self._said.items() if key[1] in UNKNOWN}
        lines = [Line(*key[:2], found[0], key[2], found[1]) for key, found in sorted(unknown.items())]
        for file in sorted({*self._read, *(file for file, _, _ in self._said.keys() - unknown.keys())}):
            said = [(*key[1:], *found) for key, found in self._said.items() if key[0] == file and key not in unknown]
            said += self._unused(file)
            if file in self._read:
                aside = sum(count for outcome, _, count, _ in said if outcome == "set-aside")
                lines.append(Line(file, "read", self._read[file]))
                lines.append(Line(file, "kept", self._read[file] - aside))
            lines += [Line(file, outcome, count, reason, example) for outcome, reason, count, example in said]
        return tuple(lines)

    def _unused(self, file: str) -> list[tuple[str, str, int, str]]:
        """The columns of a file that no table got anything of."""
        header, used = self._columns.get(file, ((), set()))
        unused = [name for name in header if name and name not in used]
        if not unused or not self._read.get(file):
            return []
        named = ", ".join(unused[:_NAMED]) + (f" and {len(unused) - _NAMED:,} more" if len(unused) > _NAMED else "")
        return [("left-out", f"the column{'s' if len(unused) > 1 else ''} {named}", 1, "")]
