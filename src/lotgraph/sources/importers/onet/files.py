"""The files of O*NET, each once: in which releases it is, what it becomes, or why it is left out.

A file goes by the name that it has in the text form.  The Excel files, saved as text or CSV, have the same names and
more columns; the CSV form has them in lower case with underscores (``essential_skills.csv``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from lotgraph.sources.importers.download import Record
from lotgraph.sources.importers.onet.occupations import (
    RELATED,
    read_alternate_titles,
    read_job_titles,
    read_occupations,
    read_related,
    read_reported_titles,
    read_tasks,
)
from lotgraph.sources.importers.onet.reading import CODE, Era, Reading
from lotgraph.sources.importers.onet.skills import read_ratings, read_software, read_technology
from lotgraph.sources.importers.onet.surveys import (
    read_categories,
    read_definitions,
    read_interests,
    read_requirements,
    read_work_styles,
    read_zone_names,
    read_zones,
)

Reader = Callable[[Iterable[Record], Reading], None]

OCCUPATIONS: Final = "Occupation Data"
READ_ME: Final = "Read Me"


@dataclass(frozen=True)
class File:
    """A file of O*NET.

    One that is read has a ``reader``, and in ``becomes`` the tables that it fills; ``needed`` are the columns that it
    must have, ``known`` those that it may have.  Any other has the reason why it is left out.  ``elements`` is how
    the ids of its elements begin in releases from 30.3 on, ``was`` the file that held it before.
    """

    name: str
    era: Era = Era.EVERY
    reader: Reader | None = None
    becomes: str = ""
    needed: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    left_out: str = ""
    elements: str = ""
    was: str = ""

    @property
    def key(self) -> str:
        """What its name is in every form."""
        return key_of(self.name)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that are known, those of the Excel layout too."""
        return frozenset((*self.needed, *self.known, "Title", "Scale Name", "Category Description"))


def key_of(stem: str) -> str:
    """A name of a file without its ending, as the CSV form has it: ``essential_skills``."""
    return re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")


_ELEMENT = (CODE, "Element ID", "Element Name", "Scale ID", "Data Value")
_WHEN = ("Date", "Domain Source")
_SURVEY = ("N", "Standard Error", "Lower CI Bound", "Upper CI Bound", "Recommend Suppress", *_WHEN)
_RATINGS = (*_SURVEY, "Not Relevant")
_SKILLS = "ratings, skills"
_SOFTWARE = "skill_listings, skills"
_TITLES = "titles"
_ASKED = "respondent_shares, requirement_ratings"
_LEVELS = "codes (requirement-level)"
_CATEGORY = ("Element ID", "Scale ID", "Category", "Category Description")
_OVERLAYS = ("Hot Technology", "In Demand")

_NOT_SKILLS = "rates what is no skill; no table has a place for such ratings"
_OF_ELEMENTS = "relates elements of the content model to each other; it says nothing of an occupation"
_OF_ACTIVITIES = "names work activities, which no table has a place for"
_OF_INTERESTS = "explains interests by words or examples; it rates no occupation"
_OF_SCALES = "explains a scale of files that are left out"

FILES: Final = (
    File(OCCUPATIONS, reader=read_occupations, becomes="occupations, schemes", needed=(CODE, "Title", "Description")),
    File("Skills", Era.OLD, read_ratings, _SKILLS, _ELEMENT, _RATINGS),
    File("Essential Skills", Era.NEW, read_ratings, _SKILLS, _ELEMENT, _RATINGS, elements="2.A.", was="Skills"),
    File("Transferable Skills", Era.NEW, read_ratings, _SKILLS, _ELEMENT, _RATINGS, elements="2.B.", was="Skills"),
    File(
        "Technology Skills",
        Era.OLD,
        read_technology,
        _SOFTWARE,
        (CODE, "Example", "Commodity Code", "Commodity Title", "Hot Technology"),
        ("In Demand",),
    ),
    File(
        "Software Skills",
        Era.NEW,
        read_software,
        _SOFTWARE,
        (CODE, "Workplace Example", "Element ID", "Element Name", "Hot Technology"),
        ("In Demand",),
        elements="2.E.",
        was="Technology Skills",
    ),
    File(
        "Task Statements",
        reader=read_tasks,
        becomes="statements",
        needed=(CODE, "Task ID", "Task", "Task Type"),
        known=("Incumbents Responding", *_WHEN),
    ),
    File(
        "Alternate Titles",
        Era.OLD,
        read_alternate_titles,
        _TITLES,
        (CODE, "Alternate Title", "Short Title"),
        ("Source(s)",),
    ),
    File(
        "Job Titles",
        Era.NEW,
        read_job_titles,
        _TITLES,
        (CODE, "Job Title", "Short Title"),
        ("Source(s)",),
        was="Alternate Titles",
    ),
    File(
        "Sample of Reported Titles",
        reader=read_reported_titles,
        becomes=_TITLES,
        needed=(CODE, "Reported Job Title"),
        known=("Shown in My Next Move",),
    ),
    File(
        "Related Occupations",
        reader=read_related,
        becomes="related_occupations",
        needed=(CODE, RELATED, "Relatedness Tier", "Index"),
        known=("Related Title",),
    ),
    File("Interests", Era.OLD, read_interests, "interests", _ELEMENT, _WHEN),
    File(
        "Career Interest Types",
        Era.NEW,
        read_interests,
        "interests",
        _ELEMENT,
        _WHEN,
        elements="1.B.1.",
        was="Interests",
    ),
    File("Specific Interest Areas", Era.NEW, read_interests, "interests", _ELEMENT, _WHEN, elements="1.B.3."),
    File("Work Styles", Era.EVERY, read_work_styles, "work_styles", _ELEMENT, _SURVEY, elements="1.D."),
    File(
        "Education, Training, and Experience Categories",
        Era.OLD,
        read_categories,
        _LEVELS,
        _CATEGORY,
        ("Element Name",),
    ),
    File("Education Categories", Era.NEW, read_categories, _LEVELS, _CATEGORY, ("Element Name",), elements="2.D."),
    File(
        "Training and Experience Categories",
        Era.NEW,
        read_categories,
        _LEVELS,
        _CATEGORY,
        ("Element Name",),
        elements="3.A.",
    ),
    File(
        "Education, Training, and Experience",
        Era.OLD,
        read_requirements,
        _ASKED,
        (*_ELEMENT, "Category"),
        _SURVEY,
    ),
    File(
        "Education",
        Era.NEW,
        read_requirements,
        _ASKED,
        (*_ELEMENT, "Category"),
        _SURVEY,
        elements="2.D.",
        was="Education, Training, and Experience",
    ),
    File(
        "Training and Experience",
        Era.NEW,
        read_requirements,
        _ASKED,
        (*_ELEMENT, "Category"),
        _SURVEY,
        elements="3.A.",
        was="Education, Training, and Experience",
    ),
    File(
        "Job Zone Reference",
        reader=read_zone_names,
        becomes="codes (job-zone)",
        needed=("Job Zone", "Name"),
        known=("Experience", "Education", "Job Training", "Examples", "SVP Range"),
    ),
    File("Job Zones", reader=read_zones, becomes="job_zones", needed=(CODE, "Job Zone"), known=_WHEN),
    # Of all elements it defines those that the files before rate.
    File(
        "Content Model Reference",
        reader=read_definitions,
        becomes="codes (their definitions)",
        needed=("Element ID", "Description"),
        known=("Element Name",),
    ),
    File(READ_ME, left_out="says which release it is; it has no data"),
    File("SOURCE", left_out="says where the files come from; it has no data"),
    *(File(name, left_out=_NOT_SKILLS) for name in ("Abilities", "Knowledge", "Work Activities", "Work Context")),
    File("Work Values", Era.OLD, left_out=_NOT_SKILLS),
    File("Task Ratings", left_out="rates tasks; no table has a place for such ratings"),
    File("Task Categories", left_out=_OF_SCALES),
    File("Work Context Categories", left_out=_OF_SCALES),
    File("Level Scale Anchors", left_out="explains points of scales; it rates no occupation"),
    File("Scales Reference", left_out="names the scales, whose codes and bounds are part of lotgraph"),
    File("Emerging Tasks", left_out="holds tasks that are proposed, and that have no id yet"),
    File("Occupation Level Metadata", left_out="says how the data were collected, not what they are"),
    File("Survey Booklet Locations", left_out="says where questions stand in the questionnaires"),
    File("Tools Used", Era.OLD, left_out="lists tools and machines, which are no skills"),
    File("UNSPSC Reference", Era.OLD, left_out="repeats the commodities, whose titles Technology Skills has"),
    *(File(name, Era.OLD, left_out=_OF_ACTIVITIES) for name in ("DWA Reference", "IWA Reference")),
    *(File(name, Era.NEW, left_out=_OF_ACTIVITIES) for name in ("GWAs to IWAs", "GWAs to IWAs to DWAs")),
    File("Tasks to DWAs", left_out="puts tasks under work activities, which no table has a place for"),
    File("Basic Interests to RIASEC", Era.OLD, left_out=_OF_ELEMENTS),
    File("Specific Interest Areas to Career Interest Types", Era.NEW, left_out=_OF_ELEMENTS),
    File("RIASEC Keywords", Era.OLD, left_out=_OF_INTERESTS),
    File("Career Interest Type Keywords", Era.NEW, left_out=_OF_INTERESTS),
    *(File(f"Interests Illustrative {what}", left_out=_OF_INTERESTS) for what in ("Activities", "Occupations")),
    *(File(f"Abilities to Work {what}", left_out=_OF_ELEMENTS) for what in ("Activities", "Context")),
    *(File(f"Skills to Work {what}", Era.OLD, left_out=_OF_ELEMENTS) for what in ("Activities", "Context")),
    *(
        File(f"{skills} to Work {what}", Era.NEW, left_out=_OF_ELEMENTS)
        for skills in ("Essential Skills", "Transferable Skills", "Work Styles")
        for what in ("Activities", "Context")
    ),
)
"""Every file, those that are read in the order in which they are: what others refer to comes first."""

BY_KEY: Final = {file.key: file for file in FILES}
