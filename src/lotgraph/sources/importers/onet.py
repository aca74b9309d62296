"""O*NET: occupations of O*NET-SOC 2019, ratings of skills, technology skills, tasks, titles, related occupations.

The official text layout and the Excel layout saved as text are read; the latter has the columns ``Title`` and
``Scale Name`` beside the others, which are looked up by their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lotgraph.errors.problems import Code
from lotgraph.schema.vocabulary import slug
from lotgraph.sources.importers.characters import is_id, printable
from lotgraph.sources.importers.download import (
    Record,
    clean,
    decode,
    files_below,
    records,
    refusal,
)
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.wording import join_and

SCHEME, VERSION = "onet-soc", "2019"
PUBLISHER = "U.S. Department of Labor, Employment and Training Administration"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_ELEMENTS, _TECHNOLOGY = "onet-content-model", "onet-technology"
_OCCUPATIONS = "Occupation Data"
_CODE, _RELATED = "O*NET-SOC Code", "Related O*NET-SOC Code"
_MISSING = "n/a"
_SCALES = {"IM": "importance", "LV": "level"}
_TIERS = {"Primary-Short": "primary-short", "Primary-Long": "primary-long", "Supplemental": "supplemental"}
_TASKS = {"Core": "core-task", "Supplemental": "supplemental-task", _MISSING: "task", "": "task"}
_RELEASE = re.compile(r"O\*NET[^\n0-9]*([0-9]+\.[0-9]+)")


def read(download: Path, target: Target) -> None:
    """Read a download, of which only ``Occupation Data`` is required."""
    below = files_below(download)
    files = {path.stem: path for path in below if path.suffix.lower() == ".txt"}
    if _OCCUPATIONS not in files:
        known = ", ".join(sorted(path.name for path in files.values())[:6]) or "no text file"
        message = f"has no “{_OCCUPATIONS}.txt”; it is not a download of O*NET as text: it has {known}"
        raise refusal(Code.WRONG_DOWNLOAD, download, message)
    _refuse_renamed(files, download)
    release = target.version or _release(files, download, target)
    occupations = _read_occupations(files[_OCCUPATIONS], target)
    for name, reader in _READERS.items():
        if name in files:
            reader(files[name], release, occupations, target)
        else:
            target.report.absent(f"{name}.txt", "is not part of this download")
    for path in below:
        if path not in files.values():
            target.report.left_out(path.name, "is no text file of O*NET; nothing of it was read")
        elif path.stem in _WITHOUT_TABLE:
            target.report.left_out(path.name, "no table has a place for it")
        elif path.stem not in {_OCCUPATIONS, "Read Me", "SOURCE", *_READERS}:
            target.report.unknown(path.name, "is a file of O*NET that is not known here; nothing of it was read")
    target.describe(
        {
            "id": f"onet-{release}",
            "title": f"O*NET {release} Database",
            "publisher": PUBLISHER,
            "licence": LICENCE,
            "attribution": f"This page includes information from the O*NET {release} Database by the U.S. Department"
            " of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license."
            " O*NET® is a trademark of USDOL/ETA. The data were modified: brought into another form.",
            "language": "en",
            "coded_in": SCHEME,
            "url": "https://www.onetcenter.org/database.html",
        }
    )


def _refuse_renamed(files: Mapping[str, Path], download: Path) -> None:
    """Refuse a release in which files that are read here have other names: it would come to less than it holds."""
    renamed = {new: old for new, old in _RENAMED.items() if new in files and old not in files}
    if renamed:
        new, old = (join_and(sorted(set(names))) for names in (renamed, renamed.values()))
        message = f"is of O*NET 30.3 or later: {new} hold what was in {old}, and cannot be read yet"
        raise refusal(Code.WRONG_DOWNLOAD, download, f"{message}; take a release up to 30.2")


def _release(files: Mapping[str, Path], download: Path, target: Target) -> str:
    """The number of the release, from the Read Me or from the name of the folder."""
    message = decode(files["Read Me"], target) if "Read Me" in files else ""
    found = _RELEASE.search(message) or re.search(r"([0-9]{2}[._][0-9])(?![0-9])", download.absolute().name)
    if found:
        return found[1].replace("_", ".")
    target.report.missing("Read Me.txt", "no release is told", 1)
    return "not-stated"


def identifier(code: str) -> str:
    """The id of an occupation: ``onet-soc-2019:15-2051.00``."""
    return f"{SCHEME}-{VERSION}:{code}"


def _scheme(identifier_: str, version: str, title: str, target: Target) -> None:
    pattern = "[0-9]{2}-[0-9]{4}[.][0-9]{2}" if identifier_ == SCHEME else ""
    target.add("schemes", id=identifier_, version=version, title=title, language="en", notation_pattern=pattern)


def _read_occupations(path: Path, target: Target) -> set[str]:
    _scheme(SCHEME, VERSION, "O*NET-SOC taxonomy", target)
    codes: set[str] = set()
    for record in records(path, target, (_CODE, "Title", "Description"), tabs=True):
        code, label = record[_CODE].strip(), clean(record, "Title", target)
        if not re.fullmatch(r"\d\d-\d{4}\.\d\d", code):
            target.report.set_aside(record.file, "has no code of O*NET-SOC", record.row, code)
        elif code in codes:
            target.report.set_aside(record.file, "is there twice", record.row, code)
        elif not label:
            target.report.set_aside(record.file, "has no title", record.row, code)
        else:
            codes.add(code)
            target.add(
                "occupations",
                id=identifier(code),
                scheme=SCHEME,
                label=label,
                notation=code,
                description=_value(record, "Description"),
            )
    return codes


def _value(record: Record, column: str) -> str:
    value = printable(record[column]).strip()
    return "" if value == _MISSING else value


def _is_known(record: Record, occupations: set[str], target: Target, *columns: str) -> bool:
    """Whether the occupations of a record are there; else it is set aside."""
    for column in columns or (_CODE,):
        if record[column].strip() not in occupations:
            message = f"{column} is not in {_OCCUPATIONS}.txt"
            target.report.set_aside(record.file, message, record.row, record[column])
            return False
    return True


def _read_ratings(path: Path, release: str, occupations: set[str], target: Target) -> None:
    needed = (_CODE, "Element ID", "Element Name", "Scale ID", "Data Value")
    names: dict[str, str] = {}
    seen: set[tuple[str, str, str]] = set()
    _scheme(_ELEMENTS, release, "O*NET Content Model", target)
    target.add("areas", id="US", label="United States", part_of="")
    for record in records(path, target, needed, tabs=True):
        element, scale = record["Element ID"].strip(), record["Scale ID"].strip()
        key = (record[_CODE].strip(), element, scale)
        if not _is_known(record, occupations, target):
            continue
        if scale not in _SCALES:
            target.report.set_aside(record.file, "Scale ID is none that is known", record.row, scale)
        elif not _is_number(_value(record, "Data Value")):
            target.report.set_aside(record.file, "Data Value is no number", record.row, record["Data Value"])
        elif not is_id(element):
            target.report.set_aside(record.file, "Element ID cannot be an id", record.row, element)
        elif key in seen:
            target.report.set_aside(record.file, "is there twice", record.row, " ".join(key))
        else:
            seen.add(key)
            _note_name(record, names, element, clean(record, "Element Name", target), target)
            _write_rating(record, element, target)
    for element, name in names.items():
        _write_skill(target, f"onet:{element}", _ELEMENTS, label=name, notation=element)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[0-9]+(\.[0-9]{1,12})?", text))


def _write_rating(record: Record, element: str, target: Target) -> None:
    collected = re.fullmatch(r"(\d\d)/(\d{4})", record["Date"].strip())
    numbers = {"sample_size": "N", "standard_error": "Standard Error"}
    numbers |= {"lower_bound": "Lower CI Bound", "upper_bound": "Upper CI Bound"}
    stated = {name: _value(record, column) for name, column in numbers.items()}
    for name, value in stated.items():
        if value and not _is_number(value):
            target.report.missing(record.file, f"{numbers[name]} is no number", record.row, value)
            stated[name] = ""
    target.add(
        "ratings",
        occupation=identifier(record[_CODE].strip()),
        area="US",
        skill=f"onet:{element}",
        scale=_SCALES[record["Scale ID"].strip()],
        value=_value(record, "Data Value"),
        **stated,
        suppress="true" if record["Recommend Suppress"].strip() == "Y" else "",
        not_relevant="true" if record["Not Relevant"].strip() == "Y" else "",
        collected=f"{collected[2]}-{collected[1]}" if collected else "",
        collected_from=_value(record, "Domain Source"),
    )


def _note_name(record: Record, names: dict[str, str], key: str, name: str, target: Target) -> None:
    if names.setdefault(key, name) != name:
        message = "is named in another way than before; the first name is kept"
        target.report.disagrees(record.file, message, record.row, f"{key} {name}")


def _write_skill(target: Target, skill: str, scheme: str, **stated: str) -> None:
    """Write a skill of a scheme, with the cells that are stated, in the columns that the first row set."""
    cells = {"label": "", "notation": "", "type": "", "parents": ""} | stated
    target.add("skills", id=skill, scheme=scheme, **cells)


def _read_technology(path: Path, release: str, occupations: set[str], target: Target) -> None:
    needed = (_CODE, "Example", "Commodity Code", "Commodity Title", "Hot Technology")
    _scheme(_TECHNOLOGY, release, "O*NET technology skills, by commodity of UNSPSC", target)
    commodities: dict[str, str] = {}
    examples: dict[str, dict[str, None]] = {}
    seen: set[tuple[str, str]] = set()
    for record in records(path, target, needed, tabs=True):
        example, commodity = clean(record, "Example", target), record["Commodity Code"].strip()
        key = (record[_CODE].strip(), example)
        if not _is_known(record, occupations, target):
            continue
        if not is_id(example) or not (commodity == "" or is_id(commodity)):
            what = "Commodity Code" if is_id(example) else "Example"
            target.report.set_aside(record.file, f"{what} cannot be an id", record.row, f"{example} {commodity}")
            continue
        if commodity:
            _note_name(record, commodities, commodity, clean(record, "Commodity Title", target), target)
            examples.setdefault(example, {})[f"unspsc:{commodity}"] = None
        else:
            examples.setdefault(example, {})
        if key in seen:
            target.report.set_aside(record.file, "is there twice", record.row, " ".join(key))
            continue
        seen.add(key)
        overlays = {"hot-technology": "Hot Technology", "in-demand": "In Demand"}
        kinds = ["technology", *(kind for kind, column in overlays.items() if record[column].strip() == "Y")]
        for kind in kinds:
            skill = f"onet-technology:{example}"
            target.add("skill_listings", occupation=identifier(key[0]), skill=skill, category=kind)
    for commodity, title in commodities.items():
        _write_skill(target, f"unspsc:{commodity}", _TECHNOLOGY, label=title, notation=commodity, type="group")
    for example, above in examples.items():
        _write_skill(target, f"onet-technology:{example}", _TECHNOLOGY, label=example, parents="|".join(above))


def _read_tasks(path: Path, _release: str, occupations: set[str], target: Target) -> None:
    seen: set[str] = set()
    for record in records(path, target, (_CODE, "Task ID", "Task", "Task Type"), tabs=True):
        task, kind = record["Task ID"].strip(), record["Task Type"].strip()
        if not _is_known(record, occupations, target):
            continue
        if task in seen or not is_id(task):
            message = "is there twice" if task in seen else "has no Task ID that can be an id"
            target.report.set_aside(record.file, message, record.row, task)
        elif kind not in _TASKS:
            target.report.set_aside(record.file, "Task Type is none that is known", record.row, kind)
        elif not (text := clean(record, "Task", target)):
            target.report.set_aside(record.file, "has no text", record.row, task)
        else:
            seen.add(task)
            occupation = identifier(record[_CODE].strip())
            target.add("statements", id=task, occupation=occupation, kind=_TASKS[kind], text=text)


def _read_titles(path: Path, _release: str, occupations: set[str], target: Target) -> None:
    ids: dict[tuple[str, str], int] = {}
    seen: set[tuple[str, str]] = set()
    for record in records(path, target, (_CODE, "Alternate Title", "Short Title"), tabs=True):
        occupation, title = record[_CODE].strip(), clean(record, "Alternate Title", target)
        if not _is_known(record, occupations, target):
            continue
        if not title:
            target.report.set_aside(record.file, "has no title", record.row, occupation)
        elif (occupation, title) in seen:
            target.report.set_aside(record.file, "is there twice", record.row, f"{occupation} {title}")
        else:
            for text, kind in ((title, "alternative-title"), (_value(record, "Short Title"), "abbreviation")):
                if text and (occupation, text) not in seen:
                    seen.add((occupation, text))
                    _write_title(occupation, text, kind, ids, target)


def _write_title(occupation: str, text: str, kind: str, ids: dict[tuple[str, str], int], target: Target) -> None:
    """Write a title, whose id is its slug, with a number from the second on of a slug within an occupation."""
    short = slug(text) or "title"
    number = ids[occupation, short] = ids.get((occupation, short), 0) + 1
    name = short if number == 1 else f"{short}--{number}"
    target.add("titles", id=name, occupation=identifier(occupation), title=text, kind=kind)


def _read_related(path: Path, _release: str, occupations: set[str], target: Target) -> None:
    seen: set[tuple[str, str]] = set()
    for record in records(path, target, (_CODE, _RELATED, "Relatedness Tier", "Index"), tabs=True):
        ends = (record[_CODE].strip(), record[_RELATED].strip())
        tier, index = record["Relatedness Tier"].strip(), record["Index"].strip()
        if not _is_known(record, occupations, target, _CODE, _RELATED):
            continue
        if tier not in _TIERS:
            target.report.set_aside(record.file, "Relatedness Tier is none that is known", record.row, tier)
        elif ends in seen or ends[0] == ends[1]:
            message = "is there twice" if ends in seen else "relates an occupation to itself"
            target.report.set_aside(record.file, message, record.row, " ".join(ends))
        else:
            seen.add(ends)
            position = index if index.isdecimal() and int(index) else ""
            occupation, related = map(identifier, ends)
            kind = _TIERS[tier]
            target.add("related_occupations", occupation=occupation, related=related, kind=kind, position=position)


_RENAMED = {
    "Essential Skills": "Skills",
    "Transferable Skills": "Skills",
    "Software Skills": "Technology Skills",
    "Job Titles": "Alternate Titles",
}
"""The files of 30.3 and later, by what they were before."""

_WITHOUT_TABLE = {
    *("Abilities", "Abilities to Work Activities", "Abilities to Work Context", "Basic Interests to RIASEC"),
    *("Content Model Reference", "DWA Reference", "Education, Training, and Experience", "Emerging Tasks"),
    *("Education, Training, and Experience Categories", "Interests", "Interests Illustrative Activities"),
    *("Interests Illustrative Occupations", "IWA Reference", "Job Zone Reference", "Job Zones", "Knowledge"),
    *("Level Scale Anchors", "Occupation Level Metadata", "RIASEC Keywords", "Sample of Reported Titles"),
    *("Scales Reference", "Skills to Work Activities", "Skills to Work Context", "Survey Booklet Locations"),
    *("Task Categories", "Task Ratings", "Tasks to DWAs", "Tools Used", "UNSPSC Reference", "Work Activities"),
    *("Work Context", "Work Context Categories", "Work Styles", "Work Values"),
}
"""The files of the releases up to 30.2 that are known, and say what no table holds."""

_READERS = {
    "Skills": _read_ratings,
    "Technology Skills": _read_technology,
    "Task Statements": _read_tasks,
    "Alternate Titles": _read_titles,
    "Related Occupations": _read_related,
}
