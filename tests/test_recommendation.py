"""The measure of fit: its laws, over lists that hypothesis makes."""

from __future__ import annotations

import math
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.linking.recommendation import weights
from lotgraph.linking.recommendation.likelihood import (
    FORMULA,
    SMOOTHING,
    Entry,
    Kind,
    SkillLists,
    gain,
)

X, Y = Kind("x", "listed"), Kind("y", "listed")
SKILLS = st.sampled_from("abcdefgh")
WEIGHTS = st.sampled_from((0.15, 0.5, 0.8, 1.0))
ENTRIES = st.lists(st.builds(Entry, st.sampled_from((X, Y)), st.sampled_from("123456"), SKILLS, WEIGHTS))
ASKED = st.lists(SKILLS, min_size=1, unique=True)


def asked(skills: list[str]) -> dict[str, tuple[str, ...]]:
    return {skill: (skill,) for skill in skills}


@given(ENTRIES, ASKED)
def test_a_score_is_the_sum_of_what_its_numbers_give(entries: list[Entry], skills: list[str]) -> None:
    lists = SkillLists(entries)
    for occupation, score in lists.rank(asked(skills)):
        parts = lists.parts(occupation, asked(skills))
        again = sum(gain(part.weight / part.of_list, part.of_skill / part.of_all) for part in parts)
        assert math.isclose(score, again)
        assert math.isclose(score, sum(part.score for part in parts))


@given(ENTRIES, ASKED, st.randoms(use_true_random=False))
def test_neither_the_order_of_skills_nor_that_of_the_data_matters(
    entries: list[Entry], skills: list[str], chance: Random
) -> None:
    ranked = SkillLists(entries).rank(asked(skills))
    chance.shuffle(entries)
    chance.shuffle(skills)
    assert SkillLists(entries).rank(asked(skills)) == ranked


@given(ENTRIES, ASKED, SKILLS)
def test_another_skill_puts_nobody_who_lacks_it_before_one_who_has_it(
    entries: list[Entry], skills: list[str], more: str
) -> None:
    lists = SkillLists(entries)
    before = dict(lists.rank(asked(skills)))
    after = dict(lists.rank(asked([*skills, more])))
    for occupation, score in after.items():
        has = bool(lists.parts(occupation, asked([more]))) and more not in skills
        assert (score > before.get(occupation, 0.0)) == has


@given(ENTRIES, ASKED)
def test_equal_lists_have_equal_scores(entries: list[Entry], skills: list[str]) -> None:
    twins = [each._replace(occupation="twin") for each in entries if each.occupation == "1"]
    ranked = dict(SkillLists([*entries, *twins]).rank(asked(skills)))
    assert ranked.get("1") == ranked.get("twin")


@given(st.sets(SKILLS, min_size=1), SKILLS)
def test_of_two_lists_that_hold_all_the_shorter_one_is_first(held: set[str], more: str) -> None:
    short = [Entry(X, "short", skill, 1.0) for skill in held]
    long = [Entry(X, "long", skill, 1.0) for skill in {*held, more, "another"}]
    ranked = SkillLists([*short, *long]).rank(asked(sorted(held)))
    assert [each.occupation for each in ranked] == ["short", "long"]


def test_a_rare_skill_and_one_that_is_asked_for_more_count_more() -> None:
    lists = SkillLists(
        Entry(X, occupation, skill, weight)
        for occupation, skills in {
            "1": {"rare": 1.0, "common": 1.0},
            "2": {"common": 1.0, "little": 0.2},
            "3": {"common": 1.0, "little": 1.0},
        }.items()
        for skill, weight in skills.items()
    )
    rare, common = lists.parts("1", asked(["rare", "common"]))
    assert rare.score > common.score
    assert [each.occupation for each in lists.rank(asked(["little"]))] == ["3", "2"]


def test_what_a_skill_is_mapped_to_counts_and_is_named() -> None:
    lists = SkillLists([Entry(X, "1", "python-lang", 1.0), Entry(X, "2", "other", 1.0)])
    meant = {"python": ("python", "python-lang")}
    ((occupation, score),) = lists.rank(meant)
    (part,) = lists.parts("1", meant)
    assert (occupation, part.skill, part.found) == ("1", "python", "python-lang")
    assert score == part.score
    assert lists.rank(asked(["python"])) == []


def test_occupations_are_ranked_among_those_that_are_meant() -> None:
    lists = SkillLists(Entry(X, occupation, "a", 1.0) for occupation in "123")
    assert [each.occupation for each in lists.rank(asked(["a"]), among={"3", "1"}, without="1")] == ["3"]
    assert lists.parts("nobody", asked(["a"])) == lists.skills("nobody") == []


def test_the_greater_weight_holds_and_a_skill_of_no_weight_is_not_asked_for() -> None:
    lists = SkillLists([Entry(X, "1", "a", 0.2), Entry(X, "1", "a", 0.9), Entry(X, "2", "a", 0.0)])
    (part,) = lists.skills("1")
    assert part.weight == 0.9
    assert lists.occupations == ("1",)
    assert len(lists) == 1


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (weights.of_share(25), 0.25),
        (weights.of_share(0), 0.0),
        (weights.of_importance(5), 1.0),
        (weights.of_importance(1), 0.0),
        (weights.of_category("essential"), 1.0),
        (weights.of_category("baseline"), weights.UNSTATED),
    ],
)
def test_weights(weight: float, expected: float) -> None:
    assert weight == expected


def test_the_page_about_it_has_the_formula_and_the_numbers_of_the_code(root: Path) -> None:
    page = (root / "docs" / "fit.md").read_text("utf-8")
    assert "\n".join(FORMULA) in page
    stated = {*weights.CATEGORIES.values(), weights.UNSTATED}
    assert f"λ is {SMOOTHING}." in page
    assert all(f"{weight:g}" in page for weight in stated)
