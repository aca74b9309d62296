"""How good matching is: the reviewed ESCO to O*NET pairs, beside plain baselines.

``python -m benchmarks.matching [--data DIR]`` prints the figures as Markdown; with ``--fit`` it first fits the
weights that come with lotgraph anew and writes them.  DIR holds the downloads of the publishers, which are first
imported as a user would; ``--folders DIR`` takes what was imported before (its folders ``esco`` and ``onet``).
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from sklearn.linear_model import LogisticRegression

from benchmarks import crosswalks
from lotgraph.cli import main
from lotgraph.formats.sssom.text import read_mappings
from lotgraph.linking.matching.concepts import Chain, Concept
from lotgraph.linking.matching.ranking import Weights, rank
from lotgraph.linking.matching.reading import read_side
from lotgraph.linking.matching.similarity import (
    CHAINED,
    MEASURES,
    Matrix,
    Similarities,
    features,
)

_DATA = Path("../shared/data")
_BASE = "https://w3id.org/lotgraph/"
_WEIGHTS = Path("src/lotgraph/linking/matching/weights.json")
_FOLDS, _SHUFFLES = 5, 4
_NEGATIVES = 100
_PENALTY = 0.03
_BANDS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)

Ranks = list[int]
"""For each reviewed concept the place of the first right one, from 1; 0 where it is not among those listed."""


@dataclass(frozen=True)
class Pairs:
    """The measures of the reviewed concepts to all objects, and which objects are right."""

    measures: Matrix
    right: NDArray[np.bool_]

    def candidates(self, number: int) -> NDArray[np.int64]:
        """The objects that a fit learns from: the most alike by a plain sum, and the right ones."""
        total = features(self.measures[number : number + 1])[0, :, len(MEASURES) :].sum(axis=1)
        return np.union1d(np.argsort(-total, kind="stable")[:_NEGATIVES], np.flatnonzero(self.right[number]))


def fit(pairs: Pairs, numbers: Sequence[int]) -> Weights:
    """A logistic regression over some of the reviewed concepts, on standardised features."""
    chosen = [(number, pairs.candidates(number)) for number in numbers]
    known = np.concatenate([features(pairs.measures[[number]])[0, places] for number, places in chosen])
    right = np.concatenate([pairs.right[number, places] for number, places in chosen])
    means, spreads = known.mean(axis=0), known.std(axis=0)
    spreads[spreads == 0] = np.inf
    model = LogisticRegression(C=_PENALTY, max_iter=1000, solver="newton-cholesky").fit(
        (known - means) / spreads, right
    )
    values = model.coef_[0] / spreads
    return Weights(values, float(model.intercept_[0] - means @ values))


def _ranks(pairs: Pairs, numbers: Sequence[int], weights: Weights) -> tuple[Ranks, list[tuple[float, bool]]]:
    ranks, told = [], []
    for number in numbers:
        confidences = weights.confidences(pairs.measures[[number]])[0]
        order = np.argsort(-confidences, kind="stable")
        ranks.append(1 + int(pairs.right[number, order].argmax()) if pairs.right[number].any() else 0)
        told += [(float(confidences[place]), bool(pairs.right[number, place])) for place in order[:10]]
    return ranks, told


def crossed(pairs: Pairs, groups: Sequence[str] = ()) -> tuple[Ranks, list[tuple[float, bool]]]:
    """Ranks of concepts that the fit did not see, over several shuffles; and each confidence with its truth.

    Concepts of one group, where ``groups`` are given, are seen together or not at all.
    """
    ranks: Ranks = []
    told = []
    kept_together = np.array(groups or range(len(pairs.right)))
    for shuffle in range(_SHUFFLES):
        order = np.random.default_rng(shuffle).permutation(np.unique(kept_together))
        for fold in range(_FOLDS):
            is_unseen = np.isin(kept_together, order[fold::_FOLDS])
            unseen, seen = (np.flatnonzero(chosen).tolist() for chosen in (is_unseen, ~is_unseen))
            found = _ranks(pairs, unseen, fit(pairs, seen))
            ranks += found[0]
            told += found[1]
    return ranks, told


def measured(
    subjects: Sequence[Concept], objects: Sequence[Concept], via: Chain, right: dict[str, frozenset[str]]
) -> Pairs:
    """The measures of the reviewed subjects, among all of them."""
    alike = Similarities(subjects, objects, via)
    numbers = [number for number, concept in enumerate(subjects) if concept.id in right]
    truth = [[concept.notation in right[subjects[number].id] for concept in objects] for number in numbers]
    blocks = [alike.block(numbers[start : start + 64]) for start in range(0, len(numbers), 64)]
    return Pairs(np.concatenate(blocks), np.array(truth))


def without_chain(pairs: Pairs) -> Pairs:
    """The same pairs, as if there were no earlier mappings."""
    measures = pairs.measures.copy()
    measures[:, :, [MEASURES.index(name) for name in CHAINED]] = 0
    return Pairs(measures, pairs.right)


def bare(concepts: Iterable[Concept]) -> list[Concept]:
    """The concepts with no more than their preferred labels, as in a spreadsheet of job titles."""
    return [Concept(concept.id, concept.label) for concept in concepts]


def _said(weights: Weights) -> dict[str, Any]:
    values = [round(float(value), 4) for value in weights.values]
    absolute, relative = values[: len(MEASURES)], values[len(MEASURES) :]
    return {
        "intercept": round(weights.intercept, 4),
        "absolute": {name: value for name, value in zip(MEASURES, absolute, strict=True) if value},
        "relative": {name: value for name, value in zip(MEASURES, relative, strict=True) if value},
    }


def ship(cases: Mapping[str, Pairs], path: Path = _WEIGHTS) -> None:
    """Fit on all reviewed concepts and write the weights that come with lotgraph."""
    everything = range(len(cases["plain"].right))
    said = {
        "about": "Logistic regression, made by: python -m benchmarks.matching --fit",
        "fitted_on": f"{len(everything)} reviewed pairs of ESCO 1.1.1 to O*NET-SOC 2019, the right ones against the"
        f" {_NEGATIVES} most alike of each; L2 penalty C={_PENALTY} on standardised features",
        **{case: _said(fit(pairs, everything)) for case, pairs in cases.items()},
    }
    path.write_text(json.dumps(said, indent=2) + "\n", "utf-8")


def exact_label(asked: Sequence[Concept], objects: Sequence[Concept]) -> Iterator[list[str]]:
    """Baseline: objects with an equal label, preferred ones first."""
    having: dict[str, list[tuple[bool, str]]] = defaultdict(list)
    for other in objects:
        for label in other.labels:
            having[label].append((label != other.labels[0], other.notation))
    for subject in asked:
        found = sorted(
            (number > 0, is_other, name)
            for number, label in enumerate(subject.labels)
            for is_other, name in having[label]
        )
        yield list(dict.fromkeys(name for *_, name in found))


def best_ratio(asked: Sequence[Concept], objects: Sequence[Concept]) -> Iterator[list[str]]:
    """Baseline: objects by the best rapidfuzz ratio of their labels to the preferred label."""
    owned = [(label, other.notation) for other in objects for label in other.labels]
    for subject in asked:
        scores = process.cdist(subject.labels[:1], [label for label, _ in owned], scorer=fuzz.ratio)[0]
        yield list(dict.fromkeys(owned[number][1] for number in np.argsort(-scores, kind="stable")[:500]))


Baseline = Callable[[Sequence[Concept], Sequence[Concept]], Iterator[list[str]]]


def place(found: Sequence[str], right: frozenset[str]) -> int:
    """The place of the first right one, from 1; 0 where there is none."""
    return next((number for number, name in enumerate(found, 1) if name in right), 0)


def _row(name: str, ranks: Ranks, seconds: float | None = None) -> str:
    at = [sum(0 < rank <= most for rank in ranks) / len(ranks) for most in (1, 5)]
    reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    return f"| {name} | {at[0]:.3f} | {at[1]:.3f} | {reciprocal:.3f} | {'' if seconds is None else f'{seconds:.1f}'} |"


def _calibration(told: list[tuple[float, bool]]) -> Iterator[str]:
    yield "| confidence | pairs | mean confidence | right |\n| --- | ---: | ---: | ---: |"
    for low, high in pairwise(_BANDS):
        inside = [(said, right) for said, right in told if low <= said < high or said == high == 1]
        if inside:
            mean, true = (sum(values) / len(inside) for values in zip(*inside, strict=True))
            yield f"| {low:g} to {high:g} | {len(inside)} | {mean:.3f} | {true:.3f} |"


def imported(data: Path, folder: Path) -> None:
    """Import the downloads of ESCO and O*NET, as a user would."""
    for kind, download in (("esco", "esco-v1.1.1"), ("onet", "onet-29.3")):
        if main(["import", kind, str(data / download), "--out", str(folder / kind)]):
            raise SystemExit(1)


def by_command(folders: Path, notations: Mapping[str, str], *more: str) -> tuple[dict[str, list[str]], float]:
    """What ``lotgraph match`` writes, by subject and by confidence, and the seconds that it takes."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "candidates.sssom.tsv"
        start = time.perf_counter()
        sides = (str(folders / kind) for kind in ("esco", "onet"))
        if main(["match", *sides, "--top", "10", "--out", str(out), *more]):
            raise SystemExit(1)
        seconds = time.perf_counter() - start
        rows = sorted(read_mappings(out, {}).rows, key=lambda row: -float(row["confidence"]))
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row["subject_id"]].append(notations[row["object_id"]])
    return found, seconds


def report(data: Path, folders: Path, *, refit: bool) -> Iterator[str]:
    """The page, line by line."""
    subjects, objects = (read_side(folders / kind, "occupation", _BASE).concepts for kind in ("esco", "onet"))
    via, right = crosswalks.official(data), crosswalks.reviewed(data)
    asked = [concept for concept in subjects if concept.id in right]
    pairs = measured(subjects, objects, via, right)
    cases = {
        "bare": measured(bare(asked), objects, Chain(), right),
        "plain": without_chain(pairs),
        "chained": pairs,
    }
    if refit:
        ship(cases)
    yield f"# Matching\n\n{len(subjects):,} ESCO occupations to {len(objects):,} of O*NET; {len(asked)} reviewed.\n"
    yield "| | hits at 1 | hits at 5 | mean reciprocal rank | seconds |\n| --- | ---: | ---: | ---: | ---: |"
    baselines: tuple[tuple[str, Baseline], ...] = (
        ("exact label", exact_label),
        ("best ratio of rapidfuzz", best_ratio),
    )
    for name, baseline in baselines:
        start = time.perf_counter()
        found_by = zip(asked, baseline(asked, objects), strict=True)
        ranks = [place(names, right[concept.id]) for concept, names in found_by]
        yield _row(f"{name} (reviewed only)", ranks, time.perf_counter() - start)
    for name, case in (("job titles alone", "bare"), ("no chain", "plain"), ("official chain", "chained")):
        yield _row(f"cross-validated, {name}", crossed(cases[case])[0])
    groups = [min(concept.ancestors[0]) for concept in asked]
    yield _row("cross-validated by ISCO group, no chain", crossed(cases["plain"], groups)[0])
    notations = {concept.id: concept.notation for concept in objects}
    command, seconds = by_command(folders, notations)
    ranks = [place(command.get(concept.id, ()), right[concept.id]) for concept in asked]
    yield _row("`lotgraph match` (all; seen in the fit)", ranks, seconds)
    for chain in (Chain(), via):
        found: dict[str, list[str]] = defaultdict(list)
        for candidate in rank(subjects, objects, chain, 10):
            found[candidate.subject.id].append(candidate.object.notation)
        ranks = [place(found.get(concept.id, ()), right[concept.id]) for concept in asked]
        yield _row(f"the same in memory{', official chain' if chain.links else ''}", ranks)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"\nMost memory of this whole measurement: {peak:,.0f} MiB.\n"
    yield "The cross-validated rows are the honest ones: the shipped weights have seen these very pairs.\n"
    for name, case in (("job titles alone", "bare"), ("no chain", "plain"), ("official chain", "chained")):
        yield f"Confidence of the first ten of each, cross-validated ({name}), against how many are right:\n"
        yield from _calibration(crossed(cases[case])[1])
        yield ""


def measure() -> None:
    """Measure, and print the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=_DATA, metavar="DIR")
    parser.add_argument("--folders", type=Path, metavar="DIR", help="with the folders esco and onet, as imported")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew and write them")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        if not options.folders:
            imported(options.data, Path(folder))
        for line in report(options.data, options.folders or Path(folder), refit=options.fit):
            print(line, flush=True)


if __name__ == "__main__":
    measure()
