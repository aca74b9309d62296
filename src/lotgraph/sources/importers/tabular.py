"""Any table of a taxonomy as its publisher brings it, by a layout that says what its columns hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from lotgraph.database import connect
from lotgraph.errors.problems import Code
from lotgraph.schema.vocabulary import slug
from lotgraph.sources.columnar import refuse_rows
from lotgraph.sources.importers.characters import is_id, text_of
from lotgraph.sources.importers.download import Record, closing, content_of, records, refusal
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.layouts import Layout, Level, check_columns, read_layout
from lotgraph.sources.importers.nesting import NestingError, check_json
from lotgraph.sources.reading import literal_path, translate_errors

_SINGLE: Final = ("label", "parent", "level", "definition", "description")
"""What a concept has once."""

_ABSENT: Final = "not-stated"


@dataclass
class _Concept:
    """What the files say of a code, and where it was met first."""

    record: Record
    texts: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


def read(path: Path, target: Target, *, also: Sequence[Path] = (), layout: Path | None = None) -> None:
    """Read the files as one taxonomy; the first has its concepts, the others say more of them, by their code.

    Raises UsageError without a layout, and InputError where a file or the layout cannot be used.
    """
    plan = read_layout(layout)
    files = [list(_records(each, target)) for each in (path, *also)]
    for each, found in zip((path, *also), files, strict=True):
        if not found:
            raise refusal(Code.NO_DATA, each, "has no records")
    headers = [{name for record in found for name in record.cells} for found in files]
    check_columns(plan, set().union(*headers))
    concepts: dict[str, _Concept] = {}
    for number, (found, header) in enumerate(zip(files, headers, strict=True)):
        if plan.columns["code"] not in header:
            message = f"has no column {plan.columns['code']!r}, by which the files are joined ([columns] code)"
            raise refusal(Code.MISSING_COLUMN, (path, *also)[number], message, 1)
        for record in found:
            if any(name in header and text_of(record[name]) not in values for name, values in plan.only.items()):
                target.report.set_aside(record.file, "is not among what [only] names", record.row)
            else:
                _take(record, plan, concepts, target, is_first=number == 0)
    _write(concepts, plan, target)


def _records(path: Path, target: Target) -> Iterator[Record]:
    """The records of a file, in the format of its suffix."""
    suffix = path.suffix.lower()
    if suffix == ".json":
        yield from _read_json(path, target)
    elif suffix == ".parquet":
        yield from _read_parquet(path, target)
    else:
        yield from records(path, target, ())


def _read_json(path: Path, target: Target) -> Iterator[Record]:
    content = content_of(path)
    target.taken(path.name, content)
    try:
        check_json(content)
        document = json.loads(content)
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        message = f"has half of a character (\\u{ord(error.object[error.start]):04x}, a lone surrogate); write it anew"
        raise refusal(Code.WRONG_DOWNLOAD, path, message) from error
    except (ValueError, RecursionError, NestingError) as error:
        raise refusal(Code.WRONG_DOWNLOAD, path, f"is not JSON: {error}") from error
    found = _find_list(document)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        message = "is no list of records: [{...}, {...}], alone or as the only list of an object"
        raise refusal(Code.WRONG_DOWNLOAD, path, message)
    flat = [dict(_flatten("", each)) for each in found]
    header = list(dict.fromkeys(name for cells in flat for name in cells))
    used = target.report.columns(path.name, header)
    target.report.opened(path.name)
    for row, cells in enumerate(flat, start=1):
        target.report.read(path.name)
        # Without what it has not: each record may have names of its own.
        yield Record(path.name, row, cells, used)


def _find_list(document: Any) -> Any:
    """The only list of a document, at whatever depth; the document itself where it is not told which."""
    found = document
    while isinstance(found, dict):
        lists: list[Any] = [each for each in found.values() if isinstance(each, list)]
        inner = lists or [each for each in found.values() if isinstance(each, dict)]
        if len(inner) != 1:
            return document
        found = inner[0]
    return found


def _flatten(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """The texts of a value by their names with dots: of a list of texts a line each, of one of objects the first."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flatten(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        yield name, "\n".join(value)
    elif isinstance(value, list):
        taken: dict[str, str] = {}
        for inner in value:
            for key, text in _flatten(name, inner):
                taken.setdefault(key, text)
        yield from taken.items()
    elif value is not None:
        yield name, "true" if value is True else "false" if value is False else str(value)


def _read_parquet(path: Path, target: Target) -> Iterator[Record]:
    target.taken(path.name, content_of(path))
    with translate_errors(path.as_posix()):
        connection = connect()
        try:
            if message := refuse_rows(connection, path):
                raise refusal(Code.UNSUPPORTED_FORMAT, path, message)
            found = connection.execute("select columns(*)::varchar from read_parquet(?)", [literal_path(path)])
            header, rows = [each[0] for each in found.description or ()], found.fetchall()
        finally:
            connection.close()
    used = target.report.columns(path.name, header)
    target.report.opened(path.name)
    for row, cells in enumerate(rows, start=2):
        target.report.read(path.name)
        yield Record(path.name, row, {name: cell or "" for name, cell in zip(header, cells, strict=True)}, used)


def _take(record: Record, plan: Layout, concepts: dict[str, _Concept], target: Target, *, is_first: bool) -> None:
    """Bring what a record says to its concept."""
    report, code = target.report, text_of(record[plan.columns["code"]])
    if not is_id(code):
        report.set_aside(record.file, "has no code that can be an id", record.row, code)
    elif not is_first and code not in concepts:
        report.set_aside(record.file, "is of a code that the first file has not", record.row, code)
    else:
        concept = concepts.setdefault(code, _Concept(record))
        for key in _SINGLE:
            _set(concept.texts, key, plan.columns.get(key, ""), record, target)
        for language, column in plan.labels.items():
            _set(concept.labels, language, column, record, target)
        cell = record[plan.columns["alternative"]] if plan.columns.get("alternative") in record.cells else ""
        separator = plan.columns.get("separator", "")
        parts = (part for line in cell.split("\n") for part in (line.split(separator) if separator else [line]))
        concept.others += filter(None, map(text_of, parts))
        _take_levels(record, plan, code, concepts, target)


def _set(texts: dict[str, str], key: str, column: str, record: Record, target: Target) -> None:
    text = text_of(record[column]) if column in record.cells else ""
    if text and texts.setdefault(key, text) != text:
        what = "label" if key not in _SINGLE or key == "label" else key
        message = f"is a second {what} of its code{f' in {key}' if key not in _SINGLE else ''}; the first is kept"
        target.report.disagrees(record.file, message, record.row, f"{text}; the first is {texts[key]}")


def _take_levels(record: Record, plan: Layout, code: str, concepts: dict[str, _Concept], target: Target) -> None:
    """The groups that a row names in columns of their own, each above the next, the last above the row's own code."""
    above = [(level, text_of(record[level.code])) for level in plan.levels if level.code in record.cells]
    chain = [(level, name) for level, name in above if name and name != code]
    for level, name in chain:
        if not is_id(name):
            target.report.missing(record.file, f"the code of {level.name} cannot be an id", record.row, name)
            continue
        group = concepts.setdefault(name, _Concept(record))
        group.texts["level"] = level.name
        _set(group.texts, "label", level.label, record, target)
        for language, column in level.labels.items():
            _set(group.labels, language, column, record, target)
    for (_, high), low in (*((one, two[1]) for one, two in pairwise(chain)), *([(chain[-1], code)] if chain else [])):
        if low in concepts:
            concepts[low].texts.setdefault("parent", high)
    for level, name in above:
        if name == code:
            concepts[code].texts.setdefault("level", level.name)


def _write(concepts: dict[str, _Concept], plan: Layout, target: Target) -> None:
    kept = {}
    for code, concept in concepts.items():
        if concept.texts.get("label"):
            kept[code] = concept
        else:
            target.report.set_aside(concept.record.file, "has no label", concept.record.row, code)
    if not kept:
        raise refusal(Code.NO_DATA, plan.path, "nothing can be kept of the files by this layout")
    scheme, version = plan.scheme["id"], target.version or plan.scheme.get("version", _ABSENT)
    title, language = plan.scheme["title"], plan.scheme.get("language", "en")
    levels = _name_levels(kept, plan)
    parents = _find_parents(kept, plan, target)
    is_regular = bool(levels) and _is_regular(kept, levels, parents, plan, target)
    target.add(
        "schemes",
        id=scheme,
        version=version,
        title=title,
        language=language,
        # A build refuses what does not keep to a stated number of levels (S03 to S09).
        number_of_levels=len(plan.levels) if is_regular else "",
    )
    for depth, level in enumerate(plan.levels if levels else (), start=1):
        target.add("levels", scheme=scheme, id=slug(level.name), depth=depth, label=level.name, language=language)
    for code, concept in kept.items():
        for tag, label in {language: concept.texts["label"], **concept.labels}.items():
            about = concept.texts if tag == language else {}
            cells = {
                "id": f"{scheme}-{version}:{code}",
                "scheme": scheme,
                "label": label,
                "language": tag,
                "notation": code,
                "definition": about.get("definition", ""),
                "description": about.get("description", ""),
            }
            parent = f"{scheme}-{version}:{parents[code]}" if code in parents else ""
            if plan.kind == "occupations":
                target.add("occupations", **cells, level=levels.get(code, ""), parent=parent)
            else:
                target.add("skills", **cells, parents=parent)
        kind = plan.kind.removesuffix("s")
        for other in dict.fromkeys(concept.others):
            if other != concept.texts["label"]:
                cells = {kind: f"{scheme}-{version}:{code}", "kind": "alternative", "label": other}
                target.add(f"{kind}_labels", **cells, language=language)
    target.describe(
        {
            "id": slug(f"{scheme}-{version}")[:90],
            "title": f"{title} {version}" if version != _ABSENT else title,
            "publisher": plan.scheme.get("publisher", "not stated"),
            "licence": plan.scheme.get("licence", "not stated"),
            "attribution": "",
            "language": language,
            "coded_in": scheme if plan.kind == "occupations" else "",
            "url": plan.scheme.get("url", ""),
        }
    )


def _name_levels(kept: dict[str, _Concept], plan: Layout) -> dict[str, str]:
    """The id of the level of each concept.  Raises DownloadError for a level that no record is of."""
    words = {level.value or level.name: level for level in plan.levels}
    found: dict[str, Level] = {}
    for code, concept in kept.items():
        if level := words.get(concept.texts.get("level", "")) or _by_name(plan.levels, concept.texts.get("level", "")):
            found[code] = level
    for level in plan.levels:
        if level not in found.values():
            place = f"the value {level.value!r}" if level.value else f"the column {level.code!r}"
            message = f"[[levels]] {level.name}: no record is of this level; {place} gives none"
            raise refusal(Code.UNKNOWN_REFERENCE, plan.path, message)
    return {code: slug(level.name) for code, level in found.items()} if len(found) == len(kept) else {}


def _is_regular(
    kept: dict[str, _Concept], levels: Mapping[str, str], parents: Mapping[str, str], plan: Layout, target: Target
) -> bool:
    """Whether each concept is right below one of the next higher level; those that are not are reported."""
    depths = {slug(level.name): depth for depth, level in enumerate(plan.levels)}
    regular = True
    for code, concept in kept.items():
        depth, above = depths[levels[code]], parents.get(code)
        if (depths[levels[above]] if above else -1) != depth - 1:
            reason = "is not below a concept of the next higher level; how many levels there are is left out"
            target.report.disagrees(concept.record.file, reason, concept.record.row, f"{code} {above or ''}".strip())
            regular = False
    return regular


def _by_name(levels: Iterable[Level], name: str) -> Level | None:
    return next((level for level in levels if level.name == name), None)


def _find_parents(kept: dict[str, _Concept], plan: Layout, target: Target) -> dict[str, str]:
    """The code above each code: as stated, or the longest other code that it begins with."""
    above = {code: concept.texts.get("parent", "") for code, concept in kept.items()}
    if plan.is_prefixed:
        for code, stated in above.items():
            stems = (code[:length] for length in range(len(code) - 1, 0, -1))
            above[code] = stated or next((stem for stem in stems if stem in kept), "")
    found = {}
    for code, parent in above.items():
        record = kept[code].record
        if parent and parent not in kept:
            target.report.disagrees(record.file, "the parent is no code of the files", record.row, f"{code} {parent}")
        elif parent:
            found[code] = parent
    for code, parent in closing(found.items()):
        record = kept[code].record
        target.report.disagrees(record.file, "the parent would put a code above itself", record.row, f"{code} {parent}")
        del found[code]
    return found
