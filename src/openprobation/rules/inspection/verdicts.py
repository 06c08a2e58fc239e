"""What do stored verdicts on every case say of a key question, and what do they add to a sample?

The engine's verdicts are rows of case, standard and verdict; a table says which key question each of its
standards bears on. A case meets a question when every such standard that applies is met; one that is not
met decides; a case with none that applies is not of the question, and a case whose verdict is not known
has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openprobation.vocabulary.inspection import EstimateGround

from .estimation import MET, NO_VERDICT, NOT_MET, CombineRules, Judged, Together, estimate

NOT_APPLICABLE = "not_applicable"
NOT_KNOWN = "not_known"
SAID = frozenset({MET, NOT_MET, NOT_APPLICABLE, NOT_KNOWN})


class UnknownVerdict(ValueError):
    """A stored row says something that is no verdict."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored row."""

    case: str
    standard: str
    verdict: str


def by_question(rows: Iterable[Stored], questions: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The verdict of each case on each key question: "met", "not_met" or none ("").

    `questions` is the table: the engine's standard to the key question. Other standards are passed over.
    """
    said: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        if row.verdict not in SAID:
            raise UnknownVerdict(f"“{row.verdict}” is no verdict: {', '.join(sorted(SAID))}.")
        question = questions.get(row.standard)
        if question is not None:
            said.setdefault(question, {}).setdefault(row.case, set()).add(row.verdict)
    return {
        question: {
            case: _of_all(verdicts)
            for case, verdicts in sorted(cases.items())
            if verdicts != {NOT_APPLICABLE}
        }
        for question, cases in said.items()
    }


def _of_all(verdicts: set[str]) -> str:
    if NOT_MET in verdicts:
        return NOT_MET
    return NO_VERDICT if NOT_KNOWN in verdicts else MET


@dataclass(frozen=True, slots=True)
class Sample:
    """What people found in the cases they read: met or not, and those the question did not fit."""

    met: Mapping[str, bool]
    unfit: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=dict)  # cases each stands for; else 1


@dataclass(frozen=True, slots=True)
class Beside:
    """The estimate of a question beside the sample's own.

    Of `compared` cases both verdict and people said met or not, and `disagreed` of those were not
    alike. `left_out` cases people judged have no verdict; `misplaced` have one though people held
    the question not to fit them.
    """

    question: str
    together: Together
    compared: int
    disagreed: int
    left_out: int
    misplaced: int = 0

    @property
    def told(self) -> str:
        """Why there is a second figure, or none, for somebody who has never heard of it."""
        looked = (
            f"The program looked at every case, found {self.together.cases:,} that the question fits,"
            f" and disagreed with inspectors in {self.disagreed} of {self.compared}."
        )
        combined = self.together.combined
        if combined is None:
            ground = self.together.ground.meaning
            return f"{looked} Its verdicts are left alone: {ground[0].lower()}{ground[1:]}"
        return (
            f"{looked} Corrected for that, {100 * combined.share:.0f}% met it, most likely"
            f" {combined.interval.told}. It never replaces the sample's figure."
        )


def beside_the_sample(
    question: str,
    verdicts: Mapping[str, str],
    judged: Mapping[str, bool],
    *,
    rules: CombineRules,
    confidence: float = 0.95,
) -> Beside | None:
    """A question's share from its judged cases (by case number, met or not) and the verdicts on all.

    A judged case that the verdicts hold not to be of the question is left out, and counted. None where
    no judged case is left.
    """
    return beside_census(
        question,
        Counter(verdicts.values()),
        verdicts,
        Sample(judged),
        rules=rules,
        confidence=confidence,
    )


def beside_census(
    question: str,
    census: Mapping[str, int],
    said: Mapping[str, str],
    sample: Sample,
    *,
    rules: CombineRules,
    confidence: float = 0.95,
) -> Beside | None:
    """The same where the area's cases were counted by verdict and only the sample's verdicts are at hand."""
    pairs = [
        Judged(said[case], is_met, sample.weights.get(case, 1.0))
        for case, is_met in sorted(sample.met.items())
        if case in said
    ]
    if not pairs:
        return None
    known = [each for each in pairs if each.verdict != NO_VERDICT]
    told = estimate(pairs, census, rules=rules, confidence=confidence)
    left_out, misplaced = len(sample.met) - len(pairs), len(sample.unfit & said.keys())
    elsewhere = (left_out + misplaced) / (len(sample.met) + misplaced)
    if elsewhere > rules.most_elsewhere:
        told = told.alone(EstimateGround.OTHER_CASES)
    return Beside(
        question,
        told,
        compared=len(known),
        disagreed=sum(each.is_met != (each.verdict == MET) for each in known),
        left_out=left_out,
        misplaced=misplaced,
    )
