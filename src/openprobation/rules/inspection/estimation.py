"""What is an area's true share, from a sample that was judged and a verdict on every case together?

Prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan and Zrnic, Science 382, 2023, 669):
use a machine's verdict on every case, and correct it by what people found where they looked. With yes
or no verdicts and the weight that serves best, that estimate is the post-stratified one (Holt and Smith,
1979), which is what this computes: the judged share among cases of each verdict, weighted by how many
cases of the area have that verdict. It stands beside the plain sample estimate and never replaces it.

Where the verdicts say too little about the judgements, or too few cases were judged, the plain estimate
is all there is, and the answer says so. The verdicts can then do no harm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt

from openprobation.rules.policy import Dated, Timeline
from openprobation.vocabulary.inspection import EstimateGround

from .intervals import Interval, wilson, wilson_from_variance

NO_VERDICT = ""


@dataclass(frozen=True, slots=True)
class CombineRules:
    """When verdicts may be used: judged cases in all and of each verdict, and how well they agree.

    `most_elsewhere` is the largest share of read cases that verdicts and people may hold to be of
    different questions: one says it applies, the other that it does not.
    """

    fewest_judged: int
    fewest_judged_of_a_verdict: int
    least_correlation: float
    most_elsewhere: float


COMBINE_RULES = Timeline(
    "inspection.census_and_sample",
    "When verdicts on every case may sharpen a sample's estimate",
    (
        Dated(
            date(2014, 6, 1),
            CombineRules(
                fewest_judged=30,
                fewest_judged_of_a_verdict=5,
                least_correlation=0.3,
                most_elsewhere=0.1,
            ),
            "ours: in simulation the intervals keep their coverage from these sizes on, and weaker"
            " verdicts gain less than a twentieth of the interval; where one case in ten is another"
            " question's, the two speak of different cases",
            90,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A case of the sample to which the question applied: its stored verdict, and what people found.

    `weight` is how many cases of the area it stands for, where strata were not drawn alike.
    """

    verdict: str
    is_met: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of the area with its interval, from so many judged cases."""

    share: float
    interval: Interval
    judged: int


@dataclass(frozen=True, slots=True)
class Together:
    """The plain estimate, and the sharper one where there is one.

    `combined` None: the verdicts were left alone, and `ground` is why.
    """

    plain: Estimate
    combined: Estimate | None
    ground: EstimateGround
    correlation: float | None
    cases: int
    explanation: str

    @property
    def best(self) -> Estimate:
        return self.combined or self.plain

    def alone(self, ground: EstimateGround) -> Together:
        """The plain estimate and nothing beside it, for this reason."""
        return replace(self, combined=None, ground=ground, explanation=_alone(ground))


def estimate(
    judged: Sequence[Judged],
    census: Mapping[str, int],
    *,
    rules: CombineRules,
    confidence: float = 0.95,
) -> Together:
    """The area's share of cases that met a question.

    `census` counts the cases of the area by verdict, those judged included; a case without a verdict
    counts under its own name (`NO_VERDICT`), as a verdict like any other.
    """
    cases = sum(census.values())
    if not judged or cases < len(judged):
        raise ValueError(f"{len(judged)} judged cases of {cases} are no sample.")
    plain = _plain(judged, cases, confidence)
    correlation = _correlation(judged)
    ground = _ground(judged, census, correlation, rules)
    if ground is EstimateGround.COMBINED:
        combined = _post_stratified(judged, census, confidence)
        if combined is not None and combined.interval.width < plain.interval.width:
            said = _told(plain, combined, cases, confidence)
            return Together(plain, combined, ground, correlation, cases, said)
        ground = EstimateGround.NO_GAIN
    return Together(plain, None, ground, correlation, cases, _alone(ground))


def _plain(judged: Sequence[Judged], cases: int, confidence: float) -> Estimate:
    """The sample's own (weighted) share, with Wilson's interval, narrower as more of the area is read."""
    share = _share(judged)
    left = _left(_effective(judged), cases)
    if left == 0:
        return Estimate(share, Interval(share, share), len(judged))
    n = _effective(judged) / left
    return Estimate(share, wilson(share * n, n, confidence=confidence), len(judged))


def _post_stratified(
    judged: Sequence[Judged], census: Mapping[str, int], confidence: float
) -> Estimate | None:
    """The judged share of each verdict, weighted by the area's cases of that verdict.

    The variance of a group is that of its share with one case more of each answer, so that a group all
    of one answer is not taken for certain; and it counts what the sizes of the groups left to chance.
    """
    cases, n = sum(census.values()), _effective(judged)
    share = variance = 0.0
    for verdict, held in census.items():
        if not held:
            continue
        group = [each for each in judged if each.verdict == verdict]
        weight, size = held / cases, _effective(group)
        found = _share(group)
        smooth = (found * size + 1) / (size + 2)
        spread = smooth * (1 - smooth) / max(size - 1, 1)
        share += weight * found
        variance += weight**2 * spread * _left(size, held)
        variance += (1 - weight) * spread * size / n**2 * _left(n, cases)
    if not 0 < share < 1 or variance <= 0:
        return None
    interval = wilson_from_variance(share, variance, confidence=confidence)
    return Estimate(share, interval, len(judged))


def _ground(
    judged: Sequence[Judged],
    census: Mapping[str, int],
    correlation: float | None,
    rules: CombineRules,
) -> EstimateGround:
    """Whether the verdicts may be used, and if not, why."""
    if any(each.verdict not in census for each in judged):
        return EstimateGround.NOT_OF_THE_AREA
    if len(judged) < rules.fewest_judged:
        return EstimateGround.TOO_FEW_JUDGED
    for verdict, held in census.items():
        found = sum(each.verdict == verdict for each in judged)
        if found > held:
            return EstimateGround.NOT_OF_THE_AREA
        if held and found < min(rules.fewest_judged_of_a_verdict, held):
            return EstimateGround.TOO_FEW_OF_A_VERDICT
    if correlation is None or correlation < rules.least_correlation:
        return EstimateGround.MISLEADING
    return EstimateGround.COMBINED


def _correlation(judged: Sequence[Judged]) -> float | None:
    """Between "met" as the verdict has it and as people found it, among cases with a verdict of either."""
    known = [each for each in judged if each.verdict in (MET, NOT_MET)]
    n = len(known)
    if not n:
        return None
    x = sum(each.verdict == MET for each in known) / n
    y = sum(each.is_met for each in known) / n
    both = sum(each.verdict == MET and each.is_met for each in known) / n
    spread = x * (1 - x) * y * (1 - y)
    return (both - x * y) / sqrt(spread) if spread > 0 else None


MET, NOT_MET = "met", "not_met"


def _share(judged: Sequence[Judged]) -> float:
    return sum(each.weight for each in judged if each.is_met) / sum(each.weight for each in judged)


def sample_alone(judged: Sequence[Judged], *, confidence: float = 0.95) -> Estimate:
    """The sample's share with Wilson's interval, as shares are told everywhere: the area's size is not used."""
    share, n = _share(judged), _effective(judged)
    return Estimate(share, wilson(share * n, n, confidence=confidence), len(judged))


def _effective(judged: Sequence[Judged]) -> float:
    """Kish's effective size: the number itself where all weigh alike."""
    total = sum(each.weight for each in judged)
    return total**2 / sum(each.weight**2 for each in judged)


def _left(drawn: float, held: int) -> float:
    """The share of the variance that remains when so many of so many were read."""
    return max(0.0, 1 - drawn / held)


def _alone(ground: EstimateGround) -> str:
    return f"The estimate is the sample's alone: {ground.meaning[0].lower()}{ground.meaning[1:]}"


def _told(plain: Estimate, combined: Estimate, cases: int, confidence: float) -> str:
    narrower = round(100 * (1 - combined.interval.width / plain.interval.width))
    return (
        f"People judged {plain.judged:,} cases: {100 * plain.share:.0f}% met it, and the area's share"
        f" lies in {plain.interval.told}, as {100 * confidence:.0f} samples of 100 would say."
        f" Every one of the {cases:,} cases also has a verdict worked out from the record. Corrected by"
        f" what people found, they give {100 * combined.share:.0f}%, in {combined.interval.told}:"
        f" {narrower}% narrower. The judgements decide; the verdicts only say how like the sample is to"
        " the whole."
    )
