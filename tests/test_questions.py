"""The competency questions have the answers that the documents give, asked of the served endpoint."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from rdflib.plugins.sparql import prepareQuery

from lotgraph.web.questions import Question, questions

ANSWERS = Path(__file__).parent / "questions"
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

each_question = pytest.mark.parametrize(
    "question", questions(), ids=lambda question: f"{question.number:02}-{question.name}"
)


@each_question
def test_a_question_has_the_answer_of_the_documents(question: Question, endpoint: str) -> None:
    expected = (ANSWERS / f"{question.number:02}.csv").read_text(encoding="utf-8")
    response = httpx.get(endpoint, params={"query": question.text}, headers={"Accept": "text/csv"}, trust_env=False)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == "text/csv"
    assert rows(response.text) == rows(expected)


def rows(text: str) -> list[list[str | Decimal]]:
    return [[value(cell) for cell in row] for row in csv.reader(text.splitlines())]


def value(cell: str) -> str | Decimal:
    """Numbers by value, for 129.6 and 129.60 are one answer."""
    return Decimal(cell) if NUMBER.fullmatch(cell) else cell


def test_there_are_29_questions_and_each_has_an_answer() -> None:
    numbers = [question.number for question in questions()]
    assert numbers == list(range(1, 30))
    assert sorted(int(path.stem) for path in ANSWERS.glob("*.csv")) == numbers


@each_question
def test_a_question_begins_with_its_wording(question: Question) -> None:
    assert question.text.startswith(f"# {question.title}\n")
    assert re.fullmatch(r"[A-Z].*\?", question.title)


@each_question
def test_a_question_does_not_depend_on_the_base_of_the_data(question: Question) -> None:
    assert "lotgraph/id/" not in question.text
    assert "lotgraph/graph/" not in question.text


@each_question
def test_the_order_of_an_answer_is_determined(question: Question) -> None:
    answer = rows((ANSWERS / f"{question.number:02}.csv").read_text(encoding="utf-8"))
    assert len(answer) == 2 or "\nORDER BY " in question.text


@each_question
def test_a_question_is_read_by_another_engine_too(question: Question) -> None:
    prepareQuery(question.text)


@each_question
def test_a_question_declares_the_prefixes_that_it_uses_and_no_others(question: Question) -> None:
    declared = re.findall(r"^PREFIX ([\w-]+): <", question.text, flags=re.MULTILINE)
    body = re.sub(r"^(#|PREFIX) .*$", "", question.text, flags=re.MULTILINE)
    used = set(re.findall(r"(?<![\w?\"-])([a-z][\w-]*):\w", body))
    assert declared == sorted(used)
