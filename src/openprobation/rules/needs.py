"""Which needs come first, and when must a senior read an assessment?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Rule, Timeline
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.needs import CountersignReason, Need, NeedLevel

MOST_RANKED = 3
"""The needs a plan must answer first."""

WEIGHT = {NeedLevel.NONE: 0, NeedLevel.SOME: 1, NeedLevel.HIGH: 2}

READ_BY_A_SENIOR: Timeline[tuple[Role, ...]] = Timeline(
    "needs.read_by_a_senior",
    "Whose assessments a senior reads",
    (
        Dated(
            SPLIT_ON,
            (Role.PROBATION_SERVICES_OFFICER,),
            "Service default: assessments by those not qualified are countersigned [general knowledge]",
            60,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found of one need, and what it bears on."""

    level: NeedLevel
    bears_on_harm: bool = False
    bears_on_reoffending: bool = False

    @property
    def is_need(self) -> bool:
        return self.level is not NeedLevel.NONE


def suggested(looked: Mapping[Need, Looked]) -> tuple[Need, ...]:
    """The needs to put first: the higher first; among equals what bears on harm, then on reoffending."""
    needs = [need for need in Need if need in looked and looked[need].is_need]
    needs.sort(
        key=lambda need: (
            -WEIGHT[looked[need].level],
            not looked[need].bears_on_harm,
            not looked[need].bears_on_reoffending,
            list(Need).index(need),
        )
    )
    return tuple(needs[:MOST_RANKED])


@dataclass(frozen=True, slots=True)
class Countersigning:
    """Whether a senior must read it before it is in use, and why."""

    reasons: tuple[CountersignReason, ...]
    high: tuple[Need, ...]
    rule: Rule[tuple[Role, ...]]

    @property
    def is_needed(self) -> bool:
        return bool(self.reasons)

    @property
    def because(self) -> str:
        if not self.reasons:
            return "No reason for a senior to read it first."
        said = [reason.meaning.rstrip(".") for reason in self.reasons]
        if CountersignReason.HARM in self.reasons:
            said.append(", ".join(need.label.lower() for need in self.high))
        return f"{'; '.join(said)}."


def countersigning(
    looked: Mapping[Need, Looked],
    *,
    roles: Collection[Role],
    asked: bool,
    on: date,
    pack: Pack = DEFAULT_PACK,
) -> Countersigning:
    """A senior reads it when the assessor's grade, a high need linked to harm or the assessor asks for it."""
    rule = READ_BY_A_SENIOR.on(on, pack=pack)
    high = tuple(
        need
        for need in Need
        if need in looked and looked[need].level is NeedLevel.HIGH and looked[need].bears_on_harm
    )
    reasons = []
    if roles and set(roles) <= set(rule.value):
        reasons.append(CountersignReason.GRADE)
    if high:
        reasons.append(CountersignReason.HARM)
    if asked:
        reasons.append(CountersignReason.ASKED)
    return Countersigning(tuple(reasons), high, rule)
