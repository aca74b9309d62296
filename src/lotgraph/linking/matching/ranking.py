"""From measures to ranked candidates, each with how sure it is and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.linking.matching.concepts import Chain, Concept, comparable
from lotgraph.linking.matching.similarity import (
    MEASURES,
    Matrix,
    Similarities,
    features,
)

_NOTHING: Mapping[str, frozenset[str]] = {}
_WORDS = 6
CASES = ("bare", "plain", "chained")
"""What is known of a subject: its labels alone; more; and earlier mappings that lead from it to an object."""
_LEAST = 0.00005
"""Less is written as a confidence of 0, which is no candidate."""
_NEAR = 0.7
"""From what part of the best of all objects on the neighbours' words count as a reason."""


@dataclass(frozen=True, eq=False)
class Weights:
    """A logistic regression over ``features``: the probability that a reviewer takes a pair to be a match."""

    values: NDArray[np.float64]
    intercept: float

    def confidences(self, block: Matrix) -> NDArray[np.float64]:
        """The probability of each pair of a block of measures."""
        sums = features(block) @ self.values + self.intercept
        found: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(sums, -50, 50)))
        return found


@dataclass(frozen=True)
class Candidate:
    """A pair for a person to review.

    ``confidence`` is from 0 to 1; ``same_labels`` are labels of both, in their comparable form; ``words`` are
    those that both texts share and few others have, the most telling first; ``place`` says what speaks for it
    in the hierarchy and in earlier mappings.
    """

    subject: Concept
    object: Concept
    confidence: float
    same_labels: tuple[str, ...]
    words: tuple[str, ...]
    place: tuple[str, ...]


def read_weights() -> Mapping[str, Weights]:
    """The weights that come with lotgraph, by what is known of a subject (``CASES``)."""
    text = files("lotgraph.linking.matching").joinpath("weights.json").read_text("utf-8")
    document = json.loads(text)
    return {case: _weights(document[case]) for case in CASES}


def _weights(document: Mapping[str, Any]) -> Weights:
    values = [document[kind].get(measure, 0.0) for kind in ("absolute", "relative") for measure in MEASURES]
    return Weights(np.array(values), document["intercept"])


def rank(
    subjects: Sequence[Concept],
    objects: Sequence[Concept],
    via: Chain,
    top: int,
    decided: Mapping[str, frozenset[str]] = _NOTHING,
) -> Iterator[Candidate]:
    """The ``top`` candidates of each subject, the surest first; pairs that were ``decided`` are left out.

    Objects with a confidence of 0 to four decimals are no candidates.  Of equal ones the first comes first.
    """
    if not subjects or not objects:
        return
    alike = Similarities(subjects, objects, via)
    weights = read_weights()
    places = {concept.id: place for place, concept in enumerate(objects)}
    alone = _Alone(subjects, objects)
    for start, block in alike.blocks():
        cases = [case_of(subjects[start + number], measures) for number, measures in enumerate(block)]
        confidences = np.zeros(block.shape[:2])
        for case in CASES:
            rows = [number for number, known in enumerate(cases) if known == case]
            confidences[rows] = weights[case].confidences(block[rows])
        for number, row in enumerate(confidences):
            subject = subjects[start + number]
            same = alone.of(subject)
            if same is not None:
                row[same] = max(row[same], np.nextafter(row.max(), 1))
            row[~block[number].any(axis=1)] = 0
            row[[places[gone] for gone in decided.get(subject.id, ()) if gone in places]] = 0
        best = np.argsort(-confidences, axis=1, kind="stable")[:, :top]
        chosen = [
            (number, int(place))
            for number, row in enumerate(best)
            for place in row
            if confidences[number, place] >= _LEAST
        ]
        if chosen:
            yield from _explain(alike, start, chosen, confidences, block)


def case_of(subject: Concept, measures: Matrix) -> str:
    """Which of ``CASES`` a subject is, with its measures to all objects."""
    if subject.is_bare:
        return "bare"
    return "chained" if measures[:, MEASURES.index("chain")].any() else "plain"


class _Alone:
    """Preferred labels that one subject and one object have, and no other of either side."""

    def __init__(self, subjects: Sequence[Concept], objects: Sequence[Concept]) -> None:
        self._own = Counter(comparable(concept.label) for concept in subjects)
        self._count = Counter(comparable(concept.label) for concept in objects)
        self._place = {comparable(concept.label): place for place, concept in enumerate(objects)}

    def of(self, subject: Concept) -> int | None:
        label = comparable(subject.label)
        return self._place[label] if label and self._own[label] == 1 and self._count[label] == 1 else None


def _explain(
    alike: Similarities,
    start: int,
    chosen: list[tuple[int, int]],
    confidences: NDArray[np.float64],
    block: Matrix,
) -> Iterator[Candidate]:
    """The chosen pairs of a block, each a row within it and an object."""
    rows, places = ([pair[side] for pair in chosen] for side in (0, 1))
    words = alike.subject_words[[start + number for number in rows]].multiply(alike.object_words[places]).tocsr()
    nearest = block.max(axis=1)
    for line, (number, place) in enumerate(chosen):
        subject, other = alike.subjects[start + number], alike.objects[place]
        span = slice(words.indptr[line], words.indptr[line + 1])
        telling = words.indices[span][np.argsort(-words.data[span], kind="stable")][:_WORDS]
        own = frozenset(subject.labels)
        yield Candidate(
            subject,
            other,
            round(float(confidences[number, place]), 4),
            tuple(label for label in other.labels if label in own),
            tuple(str(alike.words[word]) for word in telling),
            tuple(
                _places(
                    subject, *(dict(zip(MEASURES, of, strict=True)) for of in (block[number, place], nearest[number]))
                )
            ),
        )


def _named(measures: Matrix) -> Mapping[str, float]:
    return dict(zip(MEASURES, measures.tolist(), strict=True))


def _places(subject: Concept, of: Mapping[str, float], best: Mapping[str, float]) -> Iterator[str]:
    if of["chain"]:
        yield "earlier mappings lead to it"
    elif of["chain_area"]:
        yield "earlier mappings lead to its group"
    if of["group"] and of["group"] >= _NEAR * best["group"]:
        yield f"the group above is like it: {subject.group.label}"
    if of["siblings"] and of["siblings"] >= _NEAR * best["siblings"]:
        yield "the neighbours in the hierarchy are like it"
