"""How likely is serious harm overall, and when must what we know of risk be looked at again?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from openprobation.rules.dates import months_later, words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, PolicyTable, Rule
from openprobation.vocabulary.risk import HarmGroup, HarmLevel, MappaLevel, RegistrationKind

ORDER = (HarmLevel.LOW, HarmLevel.MEDIUM, HarmLevel.HIGH, HarmLevel.VERY_HIGH)
"""From the least to the most."""

OUR_DEFAULT = (
    "Service default; the register's own review periods are not published [general knowledge]"
)


def _months(number: int, *, certainty: int = 50) -> tuple[Dated[int], ...]:
    return (Dated(SPLIT_ON, number, OUR_DEFAULT, certainty),)


HARM_REVIEW_MONTHS = PolicyTable[HarmLevel, int](
    code="review.harm",
    title="Months until a harm level is reviewed",
    rows={HarmLevel.VERY_HIGH: _months(3), HarmLevel.HIGH: _months(4)},
    otherwise=_months(6),
)
REGISTRATION_REVIEW_MONTHS = PolicyTable[RegistrationKind, int](
    code="review.registration",
    title="Months until a registration is reviewed",
    rows={
        RegistrationKind.CHILD_PROTECTION: _months(3),
        RegistrationKind.RISK_TO_CHILDREN: _months(4),
        RegistrationKind.SELF_HARM: _months(3),
        RegistrationKind.TERRORISM: _months(3),
        RegistrationKind.LIFE_LICENCE: _months(12),
    },
    otherwise=_months(6),
)
MAPPA_REVIEW_MONTHS = PolicyTable[MappaLevel, int](
    code="review.mappa",
    title="Months until a MAPPA level is reviewed",
    rows={MappaLevel.THREE: _months(2), MappaLevel.TWO: _months(4)},
    otherwise=_months(6),
)


@dataclass(frozen=True, slots=True)
class OverallHarm:
    """The highest level of any group, and the groups that have it."""

    level: HarmLevel
    groups: tuple[HarmGroup, ...]
    lower: Mapping[HarmGroup, HarmLevel]

    @property
    def because(self) -> str:
        """In a sentence: which groups set the level, and what the others are."""
        names = _listed([group.label.lower() for group in self.groups])
        said = f"{self.level.label} for {names}"
        if not self.lower:
            return f"{said}."
        rest = "; ".join(
            f"{level.label.lower()} for {group.label.lower()}"
            for group, level in self.lower.items()
        )
        return f"{said}; {rest}."


def overall(levels: Mapping[HarmGroup, HarmLevel]) -> OverallHarm | None:
    """The highest level of any group. None where no group has been assessed. [code]"""
    if not levels:
        return None
    highest = max(levels.values(), key=ORDER.index)
    return OverallHarm(
        level=highest,
        groups=tuple(group for group in HarmGroup if levels.get(group) is highest),
        lower={
            group: levels[group]
            for group in HarmGroup
            if group in levels and levels[group] is not highest
        },
    )


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """By which day to look again, counted from the last look."""

    counted_from: date
    due_on: date
    months: int
    rule: Rule[int]

    @property
    def because(self) -> str:
        unsure = "" if self.rule.is_sure else " (a period this service has set for itself)"
        return f"{self.months} months after {words(self.counted_from)}{unsure}."

    def is_overdue(self, on: date) -> bool:
        """Whether the due day is over."""
        return on > self.due_on


def harm_review_due(level: HarmLevel, *, set_on: date, pack: Pack = DEFAULT_PACK) -> ReviewDue:
    """When a harm level set or confirmed on a day is to be reviewed."""
    return _due(HARM_REVIEW_MONTHS.on(set_on, level, pack=pack), set_on)


def registration_review_due(
    kind: RegistrationKind, *, set_on: date, pack: Pack = DEFAULT_PACK
) -> ReviewDue:
    """When a registration made or reviewed on a day is to be reviewed again."""
    return _due(REGISTRATION_REVIEW_MONTHS.on(set_on, kind, pack=pack), set_on)


def mappa_review_due(level: MappaLevel, *, set_on: date, pack: Pack = DEFAULT_PACK) -> ReviewDue:
    """When a MAPPA level set or confirmed on a day is to be reviewed."""
    return _due(MAPPA_REVIEW_MONTHS.on(set_on, level, pack=pack), set_on)


def _due(rule: Rule[int], set_on: date) -> ReviewDue:
    return ReviewDue(set_on, months_later(set_on, rule.value), rule.value, rule)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
