"""Who is away, whose supervision and training is overdue, and who is new?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery

from openprobation.rules import staff as rules
from openprobation.rules.staff import SupervisionDue
from openprobation.vocabulary.workforce import AbsenceKind

from ..models import Absence, AgreedAction, Contract, Observation, SupervisionSession, Training
from ..models.time import in_force
from ..policies import NEW_FOR_MONTHS, OBSERVED_EVERY_MONTHS, SUPERVISION_EVERY
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
    """The support of each of these members of staff. Six queries, however many."""
    away = absent(user_ids, on=on)
    started = dict(
        Contract.objects.filter(user_id__in=user_ids)
        .values_list("user_id")
        .annotate(first=Min("starts_on"))
    )
    last = last_sessions(user_ids, on=on)
    back = dict(
        Absence.objects.filter(user_id__in=user_ids, ends_on__lte=on)
        .exclude(kind__in=(AbsenceKind.LEAVE, AbsenceKind.TRAINING))
        .values_list("user_id")
        .annotate(back=Max("ends_on"))
    )
    late = dict(
        AgreedAction.objects.filter(
            session__member_id__in=user_ids, done_at__isnull=True, due_on__lt=on
        )
        .values_list("session__member_id")
        .annotate(late=Count("pk"))
    )
    untaught = dict(
        Training.objects.filter(user_id__in=user_ids, done_on__isnull=True, due_on__lt=on)
        .values_list("user_id")
        .annotate(late=Count("pk"))
    )
    observed = dict(
        Observation.objects.filter(member_id__in=user_ids, observed_on__lte=on)
        .values_list("member_id")
        .annotate(latest=Max("observed_on"))
    )
    months = NEW_FOR_MONTHS.on(on, pack=pack()).value
    every = SUPERVISION_EVERY.on(on, pack=pack()).value
    observed_after = OBSERVED_EVERY_MONTHS.on(on, pack=pack()).value
    found = {}
    for user_id in user_ids:
        begun = started.get(user_id)
        new = rules.is_new(begun, on=on, months=months)
        held_on, next_on = last.get(user_id, (None, None))
        due = rules.supervision_due(
            last_on=held_on,
            agreed_next=next_on,
            started_on=begun,
            back_on=back.get(user_id),
            days=every.new if new else every.others,
        )
        seen = observed.get(user_id)
        found[user_id] = Support(
            is_new=new,
            started_on=begun,
            last_session_on=held_on,
            due=due,
            is_overdue=user_id not in away and due.is_overdue(on),
            days_over=due.days_over(on),
            actions_late=late.get(user_id, 0),
            training_late=untaught.get(user_id, 0),
            observed_on=seen,
            is_observation_due=seen is None or seen < on - timedelta(days=observed_after * 30),
        )
    return found


def last_sessions(user_ids: Collection[int], *, on: date) -> dict[int, tuple[date, date]]:
    """When each was last supervised, and which day was agreed for the next. One query."""
    latest = SupervisionSession.objects.filter(
        member_id=OuterRef("member_id"), held_on__lte=on
    ).order_by("-held_on", "-pk")
    rows = SupervisionSession.objects.filter(
        Q(pk=Subquery(latest.values("pk")[:1])), member_id__in=user_ids
    )
    return {
        member_id: (held_on, next_on)
        for member_id, held_on, next_on in rows.values_list("member_id", "held_on", "next_on")
    }
