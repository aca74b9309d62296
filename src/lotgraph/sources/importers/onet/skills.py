"""Skills and software of O*NET: ratings of skills, and the software that occupations use, in groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lotgraph.sources.importers.characters import is_id
from lotgraph.sources.importers.download import Record, clean
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.onet.reading import CODE, Reading, identifier
from lotgraph.sources.importers.onet.surveys import rated

_ELEMENTS: Final = "onet-content-model"
_TECHNOLOGY: Final = "onet-technology"
_OVERLAYS: Final = {"hot-technology": "Hot Technology", "in-demand": "In Demand"}


def read_ratings(records: Iterable[Record], reading: Reading) -> None:
    """Ratings of skills, and the skills that are rated."""
    names: dict[str, str] = {}
    reading.add_scheme(_ELEMENTS, reading.release, "O*NET Content Model")
    reading.add_area()
    for record, element, scale in rated(records, reading, ("IM", "LV")):
        reading.note_name(record, names, element, clean(record, "Element Name", reading.target))
        reading.add_figure("ratings", record, {"skill": f"onet:{element}", "scale": scale.code}, "value")
    for element, name in names.items():
        _write_skill(reading.target, f"onet:{element}", _ELEMENTS, label=name, notation=element)


def _write_skill(target: Target, skill: str, scheme: str, **stated: str) -> None:
    """Write a skill of a scheme, with the cells that are stated, in the columns that the first row set."""
    cells = {"label": "", "notation": "", "type": "", "parents": ""} | stated
    target.add("skills", id=skill, scheme=scheme, **cells)


def read_technology(records: Iterable[Record], reading: Reading) -> None:
    """Technology skills (up to 30.2), in groups that are commodities of UNSPSC."""
    title = "O*NET technology skills, by commodity of UNSPSC"
    _read_software(records, reading, title, "Example", ("Commodity Code", "Commodity Title", "unspsc"))


def read_software(records: Iterable[Record], reading: Reading) -> None:
    """Software skills (30.3 and later), in groups that are elements of the content model."""
    title = "O*NET software skills, by element of the content model"
    _read_software(records, reading, title, "Workplace Example", ("Element ID", "Element Name", "onet"))


def _read_software(
    records: Iterable[Record], reading: Reading, title: str, named: str, group: tuple[str, str, str]
) -> None:
    target, (id_column, name_column, prefix) = reading.target, group
    reading.add_scheme(_TECHNOLOGY, reading.release, title)
    groups: dict[str, str] = {}
    examples: dict[str, dict[str, None]] = {}
    seen: set[tuple[str, str]] = set()
    for record in records:
        example, above = clean(record, named, target), record[id_column].strip()
        key = (record[CODE].strip(), example)
        if not reading.is_known(record):
            continue
        if not is_id(example) or not (above == "" or is_id(above)):
            what = id_column if is_id(example) else named
            reading.set_aside(record, f"{what} cannot be an id", f"{example} {above}")
            continue
        parents = examples.setdefault(example, {})
        if above:
            reading.note_name(record, groups, above, clean(record, name_column, target))
            parents[f"{prefix}:{above}"] = None
        if key in seen:
            reading.set_aside(record, "is there twice", " ".join(key))
            continue
        seen.add(key)
        for kind in ("technology", *(kind for kind, column in _OVERLAYS.items() if record[column].strip() == "Y")):
            skill = f"onet-technology:{example}"
            target.add("skill_listings", occupation=identifier(key[0]), skill=skill, category=kind)
    for code, name in groups.items():
        _write_skill(target, f"{prefix}:{code}", _TECHNOLOGY, label=name, notation=code, type="group")
    for example, above_it in examples.items():
        _write_skill(target, f"onet-technology:{example}", _TECHNOLOGY, label=example, parents="|".join(above_it))
