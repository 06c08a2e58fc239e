"""Who is away, whose supervision and training is overdue, and who is new?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from openprobation.rules import staff as rules
from openprobation.rules.staff import SupervisionDue
from openprobation.vocabulary.workforce import AbsenceKind

from ..models import Absence
from ..models.time import in_force
from ..policies import NEW_FOR_MONTHS, OBSERVED_EVERY_MONTHS, SUPERVISION_EVERY
from .facts import Facts, facts
from .load import pack


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody is away, since when, and when they are expected: never why."""

    absence_id: int
    kind: AbsenceKind
    since: date
    expected_back_on: date | None
    on: date

    @property
    def days(self) -> int:
        return (self.on - self.since).days


def absent(user_ids: Collection[int], *, on: date) -> dict[int, Absent]:
    """Who of these is away on a day. One query."""
    rows = Absence.objects.filter(in_force(on), user_id__in=user_ids)
    return {
        user_id: Absent(pk, AbsenceKind(kind), since, ends_on or back_on, on)
        for user_id, pk, kind, since, ends_on, back_on in rows.order_by(
            "starts_on", "pk"
        ).values_list("user_id", "pk", "kind", "starts_on", "ends_on", "expected_back_on")
    }


@dataclass(frozen=True, slots=True)
class Support:
    """Whether somebody gets what they need: supervision, practice seen, training."""

    is_new: bool
    started_on: date | None
    last_session_on: date | None
    due: SupervisionDue
    is_overdue: bool
    """Not said of who is away: they are due after they come back."""
    days_over: int
    actions_late: int
    training_late: int
    observed_on: date | None
    is_observation_due: bool


def support(user_ids: Collection[int], *, on: date) -> dict[int, Support]:
    """The support of each of these members of staff. One query, however many."""
    return {pk: supported(each, on=on) for pk, each in facts(user_ids, on=on).items()}


def away_of(each: Facts, *, on: date) -> Absent | None:
    """Whether somebody is away, as `absent` tells it."""
    if each.absence_id is None or each.away is None or each.away_since is None:
        return None
    return Absent(each.absence_id, each.away, each.away_since, each.expected_back_on, on)


def supported(each: Facts, *, on: date) -> Support:
    """The support of one member of staff, from what is written down of them."""
    months = NEW_FOR_MONTHS.on(on, pack=pack()).value
    every = SUPERVISION_EVERY.on(on, pack=pack()).value
    observed_after = OBSERVED_EVERY_MONTHS.on(on, pack=pack()).value
    new = rules.is_new(each.started_on, on=on, months=months)
    due = rules.supervision_due(
        last_on=each.last_session_on,
        agreed_next=each.next_session_on,
        started_on=each.started_on,
        back_on=each.back_on,
        days=every.new if new else every.others,
    )
    seen = each.observed_on
    return Support(
        is_new=new,
        started_on=each.started_on,
        last_session_on=each.last_session_on,
        due=due,
        is_overdue=each.absence_id is None and due.is_overdue(on),
        days_over=due.days_over(on),
        actions_late=each.actions_late,
        training_late=each.training_late,
        observed_on=seen,
        is_observation_due=seen is None or seen < on - timedelta(days=observed_after * 30),
    )
