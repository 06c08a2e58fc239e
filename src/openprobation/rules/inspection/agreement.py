"""How far do two or more assessors agree on the same cases, beyond what chance would give?

Formulas as in the literature (Cohen 1960, 1968; Fleiss, Cohen and Everitt 1969; Fleiss 1971; Randolph
2005; Krippendorff 2011); equal to published values, and to the usual libraries, which weigh more than
all of this product (docs/decisions/0026).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import erfc, sqrt

from openprobation.rules.policy import Dated, Timeline

from .intervals import Interval, quantile, wilson

Weights = Callable[[int, int], float]
"""How far apart the answers in two places are: 0 for the same place."""


# ── Two assessors: percent and Cohen's kappa ───────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa, its standard errors (`se0` if there were only chance) and its interval.

    All but `n` are None where chance alone already gives full agreement: kappa is then undefined.
    """

    n: int
    kappa: float | None
    se: float | None = None
    se0: float | None = None
    interval: Interval | None = None

    @property
    def z(self) -> float | None:
        return self.kappa / self.se0 if self.kappa is not None and self.se0 else None

    @property
    def p_two_sided(self) -> float | None:
        return None if self.z is None else erfc(abs(self.z) / sqrt(2))


def unweighted(i: int, j: int) -> float:
    return float(i != j)


def linear(i: int, j: int) -> float:
    return float(abs(i - j))


def quadratic(i: int, j: int) -> float:
    return float((i - j) ** 2)


def toeplitz(distances: Sequence[float]) -> Weights:
    """Distance by how many places two answers are apart."""
    return lambda i, j: distances[abs(i - j)]


def table_of(
    first: Sequence[Hashable], second: Sequence[Hashable], *, labels: Sequence[Hashable]
) -> list[list[int]]:
    """Counts of the first assessor's answer (rows) by the second's. Answers not in `labels` are left out."""
    place = {label: number for number, label in enumerate(labels)}
    table = [[0] * len(labels) for _ in labels]
    for one, other in zip(first, second, strict=True):
        if one in place and other in place:
            table[place[one]][place[other]] += 1
    return table


def cohen(
    table: Sequence[Sequence[int]], *, distance: Weights = unweighted, confidence: float = 0.95
) -> Kappa:
    """Cohen's kappa of a square table of counts, with the large-sample interval."""
    size = range(len(table))
    n = sum(sum(row) for row in table)
    if n == 0:
        return Kappa(0, None)
    furthest = max((distance(i, j) for i in size for j in size), default=0) or 1
    w = [[1 - distance(i, j) / furthest for j in size] for i in size]
    p = [[table[i][j] / n for j in size] for i in size]
    rows = [sum(p[i]) for i in size]
    columns = [sum(p[i][j] for i in size) for j in size]
    seen = sum(w[i][j] * p[i][j] for i in size for j in size)
    chance = sum(w[i][j] * rows[i] * columns[j] for i in size for j in size)
    left = 1 - chance
    if left < 1e-12:
        return Kappa(n, None)
    kappa = (seen - chance) / left
    by_row = [sum(w[i][j] * columns[j] for j in size) for i in size]
    by_column = [sum(w[i][j] * rows[i] for i in size) for j in size]
    spread = sum(
        p[i][j] * (w[i][j] - (by_row[i] + by_column[j]) * (1 - kappa)) ** 2
        for i in size
        for j in size
    )
    spread0 = sum(
        rows[i] * columns[j] * (w[i][j] - (by_row[i] + by_column[j])) ** 2
        for i in size
        for j in size
    )
    below = n * left**2
    se = sqrt(max(0.0, spread - (kappa - chance * (1 - kappa)) ** 2) / below)
    se0 = sqrt(max(0.0, spread0 - chance**2) / below)
    half = quantile(confidence) * se
    return Kappa(n, kappa, se, se0, Interval(kappa - half, kappa + half))


# ── Several assessors: Fleiss ──────────────────────────────────────────────────────────────
def fleiss(counts: Sequence[Sequence[int]], *, is_uniform: bool = False) -> float | None:
    """Fleiss' kappa of cases by answers, each case with as many ratings; Randolph's if uniform."""
    ratings = sum(counts[0]) if counts else 0
    if ratings < 2 or any(sum(case) != ratings for case in counts):
        raise ValueError("Every case needs the same number of ratings, at least two.")
    answers = len(counts[0])
    agreed = [(sum(k * k for k in case) - ratings) / (ratings * (ratings - 1)) for case in counts]
    seen = sum(agreed) / len(counts)
    total = len(counts) * ratings
    shares = [sum(case[k] for case in counts) / total for k in range(answers)]
    chance = 1 / answers if is_uniform else sum(share * share for share in shares)
    return None if 1 - chance < 1e-12 else (seen - chance) / (1 - chance)


# ── Any number of assessors, with gaps: Krippendorff ───────────────────────────────────────
class Level(StrEnum):
    """What the answers are: names, places in an order, or numbers with or without a true zero."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha and its interval; None where everybody gave one and the same answer."""

    units: int
    alpha: float | None
    interval: Interval | None = None


Unit = Sequence[float | None]


def krippendorff(
    units: Sequence[Unit], *, level: Level = Level.NOMINAL, confidence: float = 0.95
) -> Alpha:
    """Alpha of cases, each the answers it was given, None where an assessor gave none.

    The interval leaves out each case in turn (the jackknife); it is None below three cases, or where
    leaving one out leaves nothing to tell apart.
    """
    pairable = [found for unit in units if len(found := [v for v in unit if v is not None]) >= 2]
    counts = [Counter(found) for found in pairable]
    whole = _alpha(counts, level)
    if whole is None or len(counts) < 3:
        return Alpha(len(counts), whole)
    alike = Counter(frozenset(count.items()) for count in counts)  # cases answered alike: one sum
    without = []
    for kind, times in alike.items():
        left = counts.copy()
        left.remove(Counter(dict(kind)))
        without.append((_alpha(left, level), times))
    known = [(alpha, times) for alpha, times in without if alpha is not None]
    if len(known) < len(without):
        return Alpha(len(counts), whole)
    n = len(counts)
    mean = sum(alpha * times for alpha, times in known) / n
    variance = (n - 1) / n * sum(times * (alpha - mean) ** 2 for alpha, times in known)
    half = quantile(confidence) * sqrt(variance)
    return Alpha(len(counts), whole, Interval(whole - half, min(1.0, whole + half)))


def _alpha(units: Sequence[Counter[float]], level: Level) -> float | None:
    totals: Counter[float] = Counter()
    for unit in units:
        totals.update(unit)
    n = sum(totals.values())
    values = sorted(totals)
    apart = _apart(values, totals, level)
    expected = sum(
        totals[c] * totals[d] * apart[c, d] for c in values for d in values if c is not d
    )
    if n < 2 or expected == 0:
        return None
    observed = 0.0
    for unit in units:
        weight = 1 / (sum(unit.values()) - 1)
        observed += weight * sum(unit[c] * unit[d] * apart[c, d] for c in unit for d in unit)
    return 1 - (n - 1) * observed / expected


def _apart(
    values: Sequence[float], totals: Counter[float], level: Level
) -> dict[tuple[float, float], float]:
    """How far apart every two values are."""
    up_to, below = {}, 0.0
    for value in values:
        up_to[value] = below + totals[value] / 2
        below += totals[value]

    def between(c: float, d: float) -> float:
        if c == d:
            return 0.0
        if level is Level.NOMINAL:
            return 1.0
        if level is Level.ORDINAL:
            return (up_to[c] - up_to[d]) ** 2
        if level is Level.INTERVAL:
            return (c - d) ** 2
        return ((c - d) / (c + d)) ** 2

    return {(c, d): between(c, d) for c in values for d in values}


# ── By question ────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two assessors agreed on one question, each figure with its interval."""

    question: str
    n: int
    same: int
    percent_interval: Interval | None
    kappa: Kappa
    alpha: Alpha

    @property
    def share(self) -> float | None:
        return self.same / self.n if self.n else None


def agreement(
    question: str,
    pairs: Sequence[tuple[Hashable, Hashable]],
    *,
    labels: Sequence[Hashable],
    confidence: float = 0.95,
) -> Agreement:
    """Two blind answers to one question for each case, told all three ways."""
    place = {label: float(number) for number, label in enumerate(labels)}
    kept = [(one, other) for one, other in pairs if one in place and other in place]
    same = sum(one == other for one, other in kept)
    return Agreement(
        question=question,
        n=len(kept),
        same=same,
        percent_interval=wilson(same, len(kept), confidence=confidence) if kept else None,
        kappa=cohen(
            table_of([one for one, _ in kept], [other for _, other in kept], labels=labels),
            confidence=confidence,
        ),
        alpha=krippendorff(
            [(place[one], place[other]) for one, other in kept], confidence=confidence
        ),
    )


# ── In words ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class AgreementWords:
    """From which share on agreement is called so, the highest first, and below which kappa chance is named."""

    fewest: int
    called: tuple[tuple[float, str], ...]
    weak: float


AGREEMENT_WORDS = Timeline(
    "inspection.agreement_words",
    "How agreement between two assessors is put in words",
    (
        Dated(
            date(2014, 6, 1),
            AgreementWords(
                fewest=10,
                called=(
                    (0.9, "They almost always agreed"),
                    (0.75, "They mostly agreed"),
                    (0.5, "They often differed"),
                    (0.0, "They differed more often than not"),
                ),
                weak=0.4,
            ),
            "ours; a kappa below 0.4 is called fair at best by Landis and Koch, Biometrics 33, 1977",
            60,
        ),
    ),
)


def told(how: Agreement, *, words: AgreementWords) -> str:
    """What the figures say, for somebody who has never heard of them."""
    if how.share is None:
        return "No case was read twice on this question."
    if how.n < words.fewest:
        return f"Fewer than {words.fewest} cases were read twice: too few to say."
    said = next(called for least, called in words.called if how.share >= least)
    if how.kappa.kappa is None:
        return f"{said}. All gave one answer, so what chance alone would give cannot be told apart."
    if how.kappa.kappa < words.weak and how.share >= words.called[1][0]:
        return f"{said}, but one answer is so common that chance alone would give most of it."
    return f"{said}."
