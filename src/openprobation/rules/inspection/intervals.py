"""How sure is a share from a sample, how many cases must be drawn, and what can so many show?

Formulas: Wilson (1927); Cochran with finite-population correction; Krejcie and Morgan (1970).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor, sqrt
from statistics import NormalDist

from openprobation.rules.policy import Dated, Timeline

KREJCIE_MORGAN_CHI_SQUARE = 3.841
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which shares the truth lies, as far as a sample can say. From 0 to 1."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    def covers(self, truth: float) -> bool:
        return self.low <= truth <= self.high

    @property
    def told(self) -> str:
        return f"{100 * self.low:.0f}% to {100 * self.high:.0f}%"


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """How sure a sample is to be, within which margin, and of which confidence intervals are told."""

    confidence: float
    margin: float
    told_confidence: float
    power: float


SAMPLE_PLAN = Timeline(
    "inspection.sample_plan",
    "How many cases an inspection draws",
    (
        Dated(
            date(2014, 6, 1),
            SamplePlan(confidence=0.80, margin=0.05, told_confidence=0.95, power=0.80),
            "80 per cent confidence and 5 points: the inspectorate's, [general knowledge]; intervals"
            " are told at 95 per cent, ours",
            60,
        ),
    ),
)


def quantile(confidence: float) -> float:
    """The two-sided normal quantile: 1.959964 for 0.95."""
    if not 0 < confidence < 1:
        raise ValueError(f"Confidence lies between 0 and 1, not {confidence}.")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(successes: float, n: float, *, confidence: float = 0.95) -> Interval:
    """Wilson's interval of a share. Counts may be effective ones, so they need not be whole."""
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"There is no share of {successes} in {n}.")
    z = quantile(confidence)
    share, spread = successes / n, 1 + z * z / n
    centre = (share + z * z / (2 * n)) / spread
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / spread
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Interval(low, high)


def wilson_from_variance(share: float, variance: float, *, confidence: float = 0.95) -> Interval:
    """Wilson's interval for an estimate that is no plain share: as of the sample size that would give
    its variance. The share must lie strictly between 0 and 1."""
    n = share * (1 - share) / variance
    return wilson(share * n, n, confidence=confidence)


def krejcie_morgan(population: int) -> int:
    """The published table's size for a population: 95 per cent, 5 points, half."""
    chi = KREJCIE_MORGAN_CHI_SQUARE * HALF * HALF
    size = KREJCIE_MORGAN_CHI_SQUARE * population * HALF * HALF
    return floor(size / (0.05**2 * (population - 1) + chi) + HALF)


def cochran(population: int, *, confidence: float, margin: float, share: float = HALF) -> int:
    """How many cases to draw for a margin, with finite-population correction, rounded up."""
    if population < 1 or not 0 < margin < 1:
        raise ValueError("A sample needs a population and a margin between 0 and 1.")
    infinite = quantile(confidence) ** 2 * share * (1 - share) / margin**2
    exact = infinite / (1 + (infinite - 1) / population)
    return min(population, ceil(exact - 1e-9))


def margin_of(size: int, population: int, *, confidence: float, share: float = HALF) -> float:
    """How far a share from so many cases may be out, half-way being worst. 0 where all are drawn."""
    if population <= 1 or size >= population:
        return 0.0
    left = (population - size) / (population - 1)
    return quantile(confidence) * sqrt(share * (1 - share) / size * left)


def smallest_difference(
    one: tuple[float, float], other: tuple[float, float], *, plan: SamplePlan
) -> float:
    """The smallest difference between two shares near half that is usually told from chance.

    Each part is how many were drawn, of how many; one that is read whole adds no chance.
    """
    variance = sum(
        HALF * HALF / drawn * max(0.0, 1 - drawn / framed) for drawn, framed in (one, other)
    )
    seen = quantile(plan.told_confidence) + NormalDist().inv_cdf(plan.power)
    return min(1.0, seen * sqrt(variance))


@dataclass(frozen=True, slots=True)
class Reach:
    """What a sample of a size can and cannot show of a population."""

    size: int
    population: int
    margin: float
    smallest_difference: float
    can: str
    cannot: str


def reach(size: int, population: int, *, plan: SamplePlan) -> Reach:
    """Told for the whole sample and for two halves of it set side by side."""
    confidence = plan.told_confidence
    margin = margin_of(size, population, confidence=confidence)
    half = (max(1.0, size / 2), max(1.0, population / 2))
    smallest = smallest_difference(half, half, plan=plan)
    if size >= population:
        can = f"All {population:,} cases are read: a share is exact, as far as judging is."
        cannot = "It cannot say how other years or other areas do."
        return Reach(size, population, 0.0, 0.0, can, cannot)
    can = (
        f"{size:,} of {population:,} cases show a share near half to within"
        f" {100 * margin:.0f} points either way, in {100 * confidence:.0f} samples of 100."
    )
    cannot = (
        f"It will often miss a difference between two halves of the sample (two organisations, say)"
        f" that is smaller than {100 * smallest:.0f} points. A question that fits few of the cases is"
        " less sure than this: each share is shown with its own number of cases and interval."
    )
    return Reach(size, population, margin, smallest, can, cannot)
