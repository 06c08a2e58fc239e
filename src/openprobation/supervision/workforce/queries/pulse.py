"""Is a pulse open to somebody, and what came of those that are closed?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from openprobation.rules.staff import Shown, may_be_shown
from openprobation.vocabulary.workforce import PulseQuestion

from ..models import Pulse, PulseCount, PulseTaken
from ..policies import LEAST_SHOWN
from .load import pack

VALUES = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Asked:
    """A pulse that is open to somebody, and whether they have answered."""

    pulse_id: int
    closes_on: date
    has_answered: bool


def asked(user_id: int, *, on: date) -> Asked | None:
    """The pulse somebody is asked now. One query."""
    row = (
        PulseTaken.objects.filter(user_id=user_id, pulse__opens_on__lte=on, pulse__closes_on__gt=on)
        .order_by("-pulse__opens_on", "-pulse_id")
        .values_list("pulse_id", "pulse__closes_on", "has_answered")
        .first()
    )
    return Asked(*row) if row else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one closed pulse: only groups that may be shown, and how many were left out."""

    opens_on: date
    closes_on: date
    organisation: str
    units: tuple[tuple[str, Shown], ...]
    together: Shown | None
    left_out: int
    least: int

    @property
    def questions(self) -> tuple[PulseQuestion, ...]:
        return tuple(PulseQuestion)


def results(organisation_ids: Collection[int], *, on: date, size: int = 6) -> list[Outcome]:
    """Closed pulses of these organisations, latest first. Two queries.

    Nothing is shown of one that is open: what changed between two looks would be somebody's answer.
    """
    pulses = list(
        Pulse.objects.filter(organisation_id__in=organisation_ids, closes_on__lte=on)
        .order_by("-closes_on", "-pk")
        .values_list("pk", "opens_on", "closes_on", "organisation__name")[:size]
    )
    counts: dict[int, dict[str, dict[str, dict[int, int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(dict))
    )
    for pulse_id, unit, question, value, count in PulseCount.objects.filter(
        pulse_id__in=[row[0] for row in pulses]
    ).values_list("pulse_id", "unit__name", "question", "value", "count"):
        counts[pulse_id][unit][question][value] = count
    least = LEAST_SHOWN.on(on, pack=pack()).value
    found = []
    for pulse_id, opens_on, closes_on, organisation in pulses:
        groups = {
            unit: [
                [of[question.value].get(value, 0) for value in VALUES] for question in PulseQuestion
            ]
            for unit, of in sorted(counts[pulse_id].items())
        }
        shown, together = may_be_shown(groups, least=least)
        found.append(
            Outcome(
                opens_on,
                closes_on,
                organisation,
                tuple(shown.items()),
                together,
                len(groups) - len(shown),
                least,
            )
        )
    return found
