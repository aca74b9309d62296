"""The lists of skills of the release that answers: read in the background once it is open, and held in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flask import current_app

from lotgraph.release.skill_lists import OccupationSkills, read_skill_lists
from lotgraph.web.pages import sections
from lotgraph.web.release_cache import ReleaseCache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lotgraph.linking.recommendation.likelihood import Part, Ranked
    from lotgraph.web.publication import OpenRelease

EXTENSION: Final = "lotgraph.skill_lists"
"""Under this name the app holds its ``SkillLists``."""

MOST: Final = 50
"""How many skills can be asked for at a time."""

PROFILE: Final = 30
"""How many skills of an occupation others are compared by: those that tell most of it."""

_HELD: Final = 2
"""Of so many releases the lists are held: 185,000 skills of ESCO and O*NET take 30 MB."""


@dataclass(frozen=True)
class Lists:
    """The lists of a release, and the skills that an accepted mapping takes for another, each with the relation."""

    skills: OccupationSkills
    mapped: Mapping[str, Mapping[str, str]]

    def meant(self, skills: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Each skill with those that it may stand for, itself first."""
        return {skill: (skill, *sorted(self.mapped.get(skill, ()))) for skill in skills}

    def profile(self, occupation: str) -> tuple[str, ...]:
        """The skills that tell most of an occupation."""
        return tuple(part.skill for part in self.skills.lists.skills(occupation)[:PROFILE])

    def like(self, occupation: str, most: int) -> list[tuple[Ranked, list[Part]]]:
        """So many occupations that ask for what tells most of this one, each with what they share, the best first."""
        meant = self.meant(self.profile(occupation))
        ranked = self.skills.lists.rank(meant, without=occupation)[:most]
        return [(each, self.skills.lists.ordered(each.occupation, meant)) for each in ranked]


class SkillLists:
    """The lists of the releases that were asked for last; any thread may ask."""

    def __init__(self) -> None:
        self._cache: ReleaseCache[Lists] = ReleaseCache(_HELD)

    def of(self, release: OpenRelease, pause: Callable[[], None] = lambda: None) -> Lists:
        """The lists of a release; ReleaseError or StoreError where they cannot be read.

        ``pause`` is called after each piece of some milliseconds; what it raises ends the reading.
        """
        return self._cache.get(release, "skills", lambda: _read(release, pause))


def lists_of(release: OpenRelease) -> Lists:
    """The lists of a release that the app of this request shows."""
    return cast("SkillLists", current_app.extensions[EXTENSION]).of(release)


def _read(release: OpenRelease, pause: Callable[[], None]) -> Lists:
    (found,) = sections.evaluate(release, (sections.query("fit", "mapped", {}),))
    mapped: dict[str, dict[str, str]] = {}
    # Of two relations the closer one: exactMatch is after closeMatch.
    for row in sorted(found.rows, key=lambda row: row["relation"].value):
        mapped.setdefault(row["skill"].value, {})[row["other"].value] = row["relation"].value
    return Lists(read_skill_lists(release.path, release.about.base, pause), mapped)
