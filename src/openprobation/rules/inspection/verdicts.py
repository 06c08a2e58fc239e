"""What do stored verdicts on every case say of a key question, and what do they add to a sample?

The engine's verdicts are rows of case, standard and verdict; a table says which key question each of its
standards bears on. A case meets a question when every such standard that applies is met; one that is not
met decides; a case with none that applies is not of the question, and a case whose verdict is not known
has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
class Beside:
    """The estimate of a question, and how many judged cases the verdicts do not hold: those are left out."""

    question: str
    together: Together
    left_out: int


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
    known = {case: is_met for case, is_met in judged.items() if case in verdicts}
    if not known:
        return None
    pairs = [Judged(verdicts[case], is_met) for case, is_met in sorted(known.items())]
    census = Counter(verdicts.values())
    told = estimate(pairs, census, rules=rules, confidence=confidence)
    return Beside(question, told, len(judged) - len(known))
