"""The files of ESCO: which are known, with which columns, in which languages, and of which version."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from lotgraph.errors.problems import Code
from lotgraph.sources.importers import isco
from lotgraph.sources.importers.download import Record, records, refusal
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.isco import (
    GROUPS,
    OCCUPATION_PILLAR,
    OCCUPATIONS,
    Files,
)

SKILLS, SKILL_GROUPS = "skills", "skillGroups"
SKILL_PILLAR = "broaderRelationsSkillPillar"
LISTINGS, SKILL_RELATIONS = "occupationSkillRelations", "skillSkillRelations"
OPTIONAL = (SKILLS, SKILL_GROUPS, SKILL_PILLAR, LISTINGS, SKILL_RELATIONS)
GREEN, _DICTIONARY = "greenShareOcc", "dictionary"
_READ = {OCCUPATIONS, GROUPS, OCCUPATION_PILLAR, GREEN, _DICTIONARY, *OPTIONAL}
_LEFT_OUT = {
    "skillsHierarchy": f"says what {SKILL_PILLAR} and {SKILL_GROUPS} say",
    "conceptSchemes": "lists what each concept says of itself",
}
_COLLECTIONS = frozenset(
    (
        "digCompSkillsCollection",
        "digitalSkillsCollection",
        "greenSkillsCollection",
        "languageSkillsCollection",
        "researchOccupationsCollection",
        "researchSkillsCollection",
        "transversalSkillsCollection",
    )
)
TRANSLATED = frozenset((OCCUPATIONS, GROUPS, SKILLS, SKILL_GROUPS))
COLUMNS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(TRANSLATED, isco.COLUMNS),
    **dict.fromkeys((OCCUPATION_PILLAR, SKILL_PILLAR), isco.BROADER),
    GREEN: ("conceptType", "conceptUri", "code", "preferredLabel", "greenShare"),
    LISTINGS: ("occupationUri", "relationType", "skillUri", "skillType", "occupationLabel", "skillLabel"),
    SKILL_RELATIONS: ("originalSkillUri", "originalSkillType", "relationType", "relatedSkillType", "relatedSkillUri"),
}
"""The columns that are known of each file that is read."""
_RELEASES = {"2022-07-27": "v1.1.1", "2024-04-30": "v1.2.0", "2025-12-15": "v1.2.1"}
"""Releases, by the last day on which an occupation was changed."""
_VERSION = re.compile(r"(?<![0-9.])v?([0-9]+\.[0-9]+(?:\.[0-9]+)?)(?![0-9])", re.IGNORECASE)


def find_languages(download: Path, also: Sequence[Path]) -> tuple[Files, ...]:
    """The folders, English first.  Raises InputError where two are in one language."""
    found: dict[str, Files] = {}
    for folder in (download, *also):
        files = isco.find(folder)
        if files.language in found:
            other = found[files.language].folder.as_posix()
            message = f"is in the language {files.language}, as {other} is; name each language once"
            raise refusal(Code.DUPLICATE_FILE, folder, message)
        found[files.language] = files
    return tuple(sorted(found.values(), key=lambda files: files.language != "en"))


def compare_versions(files: Files, version: str, others: Sequence[Files], target: Target) -> None:
    """Raise InputError where the folders are of two versions, by what was changed last in them or by their names."""
    first = _RELEASES.get(_last_day(files), "")
    for other in others:
        known = _RELEASES.get(_last_day(other), "")
        # What --release says names the whole; it does not make two versions one.
        one, another = (first, known) if first and known else ("", "")
        if not one and not target.version:
            one, another = version, known or _named_version(other) or version
        if one != another:
            message = f"is of ESCO {another}, and {files.folder.as_posix()} of {one}; name folders of one version"
            raise refusal(Code.WRONG_DOWNLOAD, other.folder, message)


def _last_day(files: Files) -> str:
    """The last day on which an occupation was changed; empty where the file does not tell."""
    days = re.findall(
        r"(?<![0-9])(20[0-9]{2}-[0-9]{2}-[0-9]{2})T", files.needed(OCCUPATIONS).read_text("utf-8", "replace")
    )
    return max(days, default="")


def note_files(files: Files, target: Target, *, translated: bool = False) -> None:
    """Report what is not read of a folder; of a ``translated`` one labels and notes alone are."""
    for stem, path in files.by_stem.items():
        if translated and stem not in TRANSLATED:
            target.report.left_out(path.name, "says what that of the first language says")
            continue
        if stem in _LEFT_OUT:
            target.report.left_out(path.name, _LEFT_OUT[stem])
        elif stem in _COLLECTIONS:
            target.report.left_out(path.name, "is a collection of skills or occupations that other files hold")
        elif stem not in _READ:
            target.report.unknown(path.name, "is a file of ESCO that is not known here; nothing of it was read")
    for path in files.others:
        target.report.left_out(path.name, "is not named as a file of ESCO is; nothing of it was read")
    for stem in (SKILLS, SKILL_GROUPS) if translated else OPTIONAL:
        if stem not in files.by_stem:
            name = f"{stem}_{files.language}" if translated else stem
            target.report.absent(f"{name}.csv", "is not part of this download")


def tell_version(files: Files, found: list[Record], target: Target) -> str:
    """The version, by the last day on which an occupation was changed, else by the names, else that day itself."""
    days = [record["modifiedDate"].strip()[:10] for record in found]
    day = max((day for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day)), default="")
    named, known = _named_version(files), _RELEASES.get(day, "")
    name = files.by_stem[OCCUPATIONS].name
    if known and named and known != named:
        message = f"its folder is named {named}; by the last change to an occupation it is {known}, which is taken"
        target.report.disagrees(name, message, 1, day)
    if known or named:
        return known or named
    message = (
        "no name tells the version; that of the last change to an occupation is taken" if day else "no version is told"
    )
    target.report.missing(name, message, 1, day)
    return day or "not-stated"


def _named_version(files: Files) -> str:
    path, root = files.by_stem[OCCUPATIONS].absolute(), files.folder.absolute()
    for part in (*path.relative_to(root).parts[::-1], root.name, root.resolve().name, root.parent.name):
        if named := _VERSION.search(part):
            return f"v{named[1]}"
    return ""


def read_dictionary(files: Files, target: Target) -> None:
    """Report the columns that the dictionary of the download describes and that are not known here."""
    if _DICTIONARY not in files.by_stem:
        return
    for record in records(files.by_stem[_DICTIONARY], target, ("filename", "data header", "property", "description")):
        stem, column = record["filename"].strip(), record["data header"].strip()
        known = COLUMNS.get(stem)
        if stem and stem not in {*_READ, *_LEFT_OUT, *_COLLECTIONS}:
            target.report.unknown(f"{stem}_{files.language}.csv", "is described by the dictionary and not known here")
        elif known and column and column not in known:
            target.report.unknown_column(record.file, f"{column} of {stem}")
