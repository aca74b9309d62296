"""How alike the concepts of two sides are, by some simple measures; numbers in, numbers out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from lotgraph.linking.matching.concepts import (
    Chain,
    Concept,
    comparable,
    comparable_all,
)

Matrix = NDArray[np.float32]

CHAINED = ("chain", "chain_area")
PLAIN = (
    *("letters", "description", "account", "evidence", "topics"),
    *("labels", "same_preferred", "same_other"),
    *("siblings", "group", "group_label", "group_examples"),
)
MEASURES = (*PLAIN, *CHAINED)
"""The measures, each from 0 to about 1, in the order of ``Similarities.block``.

letters: n-grams of letters within the words of all labels; description: words of the descriptions; account:
words of the first's description in the description and evidence of the second; evidence: words of the first's
evidence there; topics: all texts of both, by the words that go together in them; labels: for each label of the
first the best of the second, on average; same_preferred, same_other: preferred or other labels that are equal,
less where many have the label; siblings: the words of the first's neighbours in the hierarchy; group, group_label:
the text of the group above the first, and the label of that in the labels of the second; group_examples: examples
of that group that are a label of the second; chain, chain_area: where earlier mappings lead, and its outermost group.
"""

_TOPICS = 200
"""How many directions the latent semantic analysis keeps at most."""

_BLOCK = 64
"""Rows at a time: enough to be fast, few enough that a block against 100,000 labels fits in memory."""


class Similarities:
    """The measures between all concepts of one side and all of another."""

    def __init__(self, subjects: Sequence[Concept], objects: Sequence[Concept], via: Chain) -> None:
        self.subjects = subjects
        self.objects = objects
        self._letters = _compare(
            [" ".join(concept.labels) for concept in subjects],
            [" ".join(concept.labels) for concept in objects],
            analyzer="char_wb",
            ngram_range=(3, 5),
        )
        described = [comparable(concept.description) for concept in subjects]
        evident = [comparable_all(concept.evidence) for concept in subjects]
        object_descriptions = [comparable(concept.description) for concept in objects]
        object_evident = [comparable_all(concept.evidence) for concept in objects]
        accounts = [f"{a} {b}" for a, b in zip(object_descriptions, object_evident, strict=True)]
        self._descriptions = _compare(described, object_descriptions)
        self._accounts = _compare(described, accounts)
        self._evidence = _compare(evident, accounts)
        own = [" ".join((*c.labels, text)) for c, text in zip(subjects, described, strict=True)]
        others = [" ".join((*c.labels, text)) for c, text in zip(objects, accounts, strict=True)]
        self._topics = _topics([f"{text} {more}" for text, more in zip(own, evident, strict=True)], others)
        self._groups = _Groups(subjects, objects, others)
        vectors, self.subject_words, self.object_words = _vectors(own, others, ngram_range=(1, 2))
        self.words = vectors.get_feature_names_out()
        self._labels = _Labels(subjects, objects)
        self._siblings = _Siblings(subjects, self.subject_words)
        self._same = (_Same(subjects, objects, _prefer), _Same(subjects, objects, _other))
        self.place = Place(objects, via)

    def blocks(self) -> Iterator[tuple[int, Matrix]]:
        """All measures, some rows of subjects at a time, with the number of the first row."""
        for start in range(0, len(self.subjects), _BLOCK):
            yield start, self.block(range(start, min(start + _BLOCK, len(self.subjects))))

    def block(self, rows: Sequence[int]) -> Matrix:
        """The measures of some subjects: subjects by objects by ``MEASURES``."""
        found = np.zeros((len(rows), len(self.objects), len(MEASURES)), np.float32)
        compared = (self._letters, self._descriptions, self._accounts, self._evidence)
        for number, (left, right) in enumerate(compared):
            found[:, :, number] = (left[rows] @ right).toarray()
        found[:, :, MEASURES.index("topics")] = np.maximum(self._topics[0][rows] @ self._topics[1], 0)
        found[:, :, MEASURES.index("labels")] = self._labels.means(rows)
        first = MEASURES.index("group")
        found[:, :, first : first + 3] = self._groups.of(rows)
        found[:, :, MEASURES.index("siblings")] = (self._siblings.texts(rows) @ self.object_words.T).toarray()
        for number, row in enumerate(rows):
            for same, measure in zip(self._same, ("same_preferred", "same_other"), strict=True):
                for column, value in same.of(row):
                    found[number, column, MEASURES.index(measure)] += value
            targets, area = self.place.of(self.subjects[row])
            if targets:
                found[number, targets, MEASURES.index("chain")] = len(targets) ** -0.5
                found[number, area, MEASURES.index("chain_area")] = 1
        return found


def features(block: Matrix) -> Matrix:
    """The measures as they are, then each relative to the best of its row, which says how much it stands out."""
    best = block.max(axis=1, keepdims=True, initial=0)
    return np.concatenate([block, block / np.where(best > 0, best, np.float32(1))], axis=2)


def _vectors(left: list[str], right: list[str], **options: Any) -> tuple[TfidfVectorizer, csr_matrix, csr_matrix]:
    """TF-IDF vectors of two lists of texts, over the words of both."""
    options = {"token_pattern": r"\S+", "stop_words": "english"} | options
    if options.get("analyzer"):
        options |= {"token_pattern": None, "stop_words": None}
    vectors = TfidfVectorizer(sublinear_tf=True, lowercase=False, dtype=np.float32, **options)
    # A word that stands nowhere else, so that there are words even where all texts are empty.
    found = vectors.fit_transform([*left, *right, "\N{WHITE SQUARE}\N{WHITE SQUARE}"])
    return vectors, found[: len(left)].tocsr(), found[len(left) : -1].tocsr()


def _compare(left: list[str], right: list[str], **options: Any) -> tuple[csr_matrix, csr_matrix]:
    _, a, b = _vectors(left, right, **options)
    return a, b.T.tocsr()


def _topics(left: list[str], right: list[str]) -> tuple[Matrix, Matrix]:
    """Latent semantic analysis: vectors of unit length over the strongest directions of the words of both sides."""
    _, a, b = _vectors(left, right)
    both = vstack([a, b]).tocsr()
    vectors, strengths, _ = randomized_svd(both, min(_TOPICS, *both.shape), random_state=0)
    places: Matrix = normalize(vectors * strengths).astype(np.float32)
    # Texts without words have no place; what is left of rounding is none either.
    places[both.getnnz(axis=1) == 0] = 0
    return places[: len(left)], places[len(left) :].T


class _Groups:
    """What is said of the group above a subject, beside the objects; each group is looked at once."""

    def __init__(self, subjects: Sequence[Concept], objects: Sequence[Concept], others: list[str]) -> None:
        groups = list(dict.fromkeys(concept.group for concept in subjects))
        numbers = {group: number for number, group in enumerate(groups)}
        self._number = np.array([numbers[concept.group] for concept in subjects])
        texts = [comparable_all((group.label, group.description)) for group in groups]
        labels = [comparable(group.label) for group in groups]
        self._compared = (
            _compare(texts, others),
            _compare(labels, [" ".join(concept.labels) for concept in objects]),
        )
        listed = [Concept("", "", group.examples) for group in groups]
        self._same = _Same(listed, objects, _all)
        self._listed = [max(len(concept.labels), 1) for concept in listed]

    def of(self, rows: Sequence[int]) -> Matrix:
        numbers = self._number[rows]
        found = np.zeros((len(rows), self._compared[0][1].shape[1], 3), np.float32)
        for place, (left, right) in enumerate(self._compared):
            found[:, :, place] = (left[numbers] @ right).toarray()
        for row, number in enumerate(numbers):
            for column, value in self._same.of(number):
                found[row, column, 2] += value / self._listed[number]
        return found


class _Labels:
    """For each label of a subject the most similar label of an object, by TF-IDF over words."""

    def __init__(self, subjects: Sequence[Concept], objects: Sequence[Concept]) -> None:
        own = [concept.labels or ("",) for concept in subjects]
        others = [concept.labels or ("",) for concept in objects]
        _, self._own, right = _vectors(list(chain(*own)), list(chain(*others)), stop_words=None)
        self._others = right.T.tocsr()
        self._starts = [0, *accumulate(map(len, own))]
        self._object_starts = [0, *accumulate(map(len, others))][:-1]

    def means(self, rows: Sequence[int]) -> Matrix:
        spans = [range(self._starts[row], self._starts[row + 1]) for row in rows]
        found: Matrix = (self._own[list(chain(*spans))] @ self._others).toarray()
        best = np.maximum.reduceat(found, self._object_starts, axis=1)
        starts = [0, *accumulate(map(len, spans))][:-1]
        counts = np.array([len(span) for span in spans], np.float32)
        means: Matrix = (np.add.reduceat(best, starts, axis=0) / counts[:, None]).astype(np.float32)
        return means


class _Siblings:
    """The words of the concepts that have the same concept above them, on average, without the concept's own."""

    def __init__(self, concepts: Sequence[Concept], words: csr_matrix) -> None:
        groups: dict[frozenset[str], int] = {}
        self._group = [
            groups.setdefault(concept.ancestors[0], len(groups)) if concept.ancestors else -1 for concept in concepts
        ]
        members = [place for place, group in enumerate(self._group) if group >= 0]
        ones = np.ones(len(members), np.float32)
        at = ([self._group[place] for place in members], members)
        self._sums = csr_matrix((ones, at), (max(len(groups), 1), len(concepts))) @ words
        self._sizes = Counter(self._group)
        self._words = words

    def texts(self, rows: Sequence[int]) -> csr_matrix:
        groups = np.array([self._group[row] for row in rows])
        others = np.array([self._sizes[group] - 1 if group >= 0 else 0 for group in groups])
        share = np.where(others > 0, 1 / np.maximum(others, 1), 0).astype(np.float32)
        weights = csr_matrix((share, (range(len(rows)), range(len(rows)))))
        return weights @ (self._sums[np.maximum(groups, 0)] - self._words[rows])


def _all(concept: Concept) -> tuple[str, ...]:
    return concept.labels


def _prefer(concept: Concept) -> tuple[str, ...]:
    return (comparable(concept.label),)


def _other(concept: Concept) -> tuple[str, ...]:
    preferred = comparable(concept.label)
    return tuple(label for label in concept.labels if label != preferred)


class _Same:
    """Equal labels: each counts one over the root of how many objects have it."""

    def __init__(
        self,
        subjects: Sequence[Concept],
        objects: Sequence[Concept],
        labels: Callable[[Concept], tuple[str, ...]],
    ) -> None:
        self._subjects = subjects
        self._labels = labels
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, concept in enumerate(objects):
            for label in labels(concept):
                self._having[label].append(place)

    def of(self, row: int) -> Iterator[tuple[int, float]]:
        for label in self._labels(self._subjects[row]):
            having = self._having.get(label, ())
            for place in having if label else ():
                yield place, len(having) ** -0.5


class Place:
    """Where earlier mappings lead from a concept, or else from the nearest above it that they know."""

    def __init__(self, objects: Sequence[Concept], via: Chain) -> None:
        self._via = via
        self._known: dict[str, list[int]] = defaultdict(list)
        self._areas: dict[frozenset[str], list[int]] = defaultdict(list)
        self._area = [concept.area for concept in objects]
        for place, concept in enumerate(objects):
            for name in frozenset[str]().union(concept.keys, *concept.broader_keys):
                self._known[name].append(place)
            self._areas[concept.area].append(place)

    def of(self, concept: Concept) -> tuple[list[int], list[int]]:
        """The objects that the chain leads to, and all of their outermost groups."""
        for start in (concept.keys, *concept.broader_keys):
            reached = sorted(self._all(self._via.targets(start, self._known)))
            if reached:
                areas = {self._area[place] for place in reached}
                return reached, sorted(place for area in areas for place in self._areas[area])
        return [], []

    def _all(self, names: Iterable[str]) -> set[int]:
        return {place for name in names for place in self._known.get(name, ())}
