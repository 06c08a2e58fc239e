"""How are hours set, absence recorded and ended, and a week reduced?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules import workload
from openprobation.rules.dates import months_later
from openprobation.rules.workload import Allowance
from openprobation.rules.workload.policy import FULL
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import AbsenceKind, ReductionReason

from .. import queries
from ..models import Absence, AbsenceReason, Contract, Reduction
from ..models.time import in_force
from ..permissions import Permission
from ..policies import LONGEST_LINE, LONGEST_NOTE
from .guarding import EndsBeforeItStarts, NotFound, TooLong, refuse_all, require_manager

DAY = timedelta(days=1)
LONGEST_WEEK = Decimal(60)


class NotAWeek(Refused):
    def __init__(self) -> None:
        super().__init__("Weekly hours are more than 0 and at most 60.", field="hours")


class BeforeTheContractInForce(Refused):
    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"The hours in force began on {starts_on:%-d %B %Y}. Give a later day.",
            field="starts_on",
        )


class AlreadyAway(Refused):
    def __init__(self, since: date) -> None:
        super().__init__(
            f"An absence since {since:%-d %B %Y} covers these days. End that one first.",
            field="starts_on",
        )


class AbsenceIsOver(Refused):
    def __init__(self, last_on: date) -> None:
        super().__init__(f"This absence ended on {last_on:%-d %B %Y}. Somebody else ended it.")


class AllowanceIsFixed(Refused):
    def __init__(self, reason: ReductionReason, hours: Decimal, percent: int) -> None:
        super().__init__(
            f"“{reason.label}” takes {percent}% of the week: {hours} hours. Leave the hours empty.",
            field="hours",
        )


class OverAllowance(Refused):
    def __init__(self, reason: ReductionReason, most: Decimal, percent: int) -> None:
        super().__init__(
            f"“{reason.label}” takes {percent}% of the week at most: {most} hours.", field="hours"
        )


class SayHowMany(Refused):
    def __init__(self) -> None:
        super().__init__("Say how many hours a week are agreed.", field="hours")


class MoreThanTheWeek(Refused):
    def __init__(self, weekly: Decimal) -> None:
        super().__init__(f"The week has {weekly} hours. Give no more than that.", field="hours")


class ReductionIsOver(Refused):
    def __init__(self) -> None:
        super().__init__("This reduction is over or was taken back. Nothing was changed.")


# ── Hours ──────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def set_hours(
    *, user_id: int, grade: Grade, hours: Decimal, starts_on: date, by: User, at: datetime
) -> Contract:
    """Say what grade and how many hours a week somebody has from a day; what was before ends then."""
    require_manager(by, user_id, Permission.KEEP_STAFF, at=at)
    if not 0 < hours <= LONGEST_WEEK:
        raise NotAWeek
    before = (
        Contract.objects.select_for_update()
        .filter(user_id=user_id, ends_on__isnull=True)
        .order_by("-starts_on")
        .first()
    )
    if before is not None and before.starts_on >= starts_on:
        raise BeforeTheContractInForce(before.starts_on)
    if before is not None:
        before.ends_on = starts_on
        before.save(update_fields=["ends_on"])
    contract = Contract.objects.create(
        user_id=user_id,
        grade=grade,
        hours=hours,
        starts_on=starts_on,
        recorded_by=by,
        recorded_at=at,
    )
    record("workforce.hours.set", on=contract, by=by.username, at=at, user=user_id, grade=grade)
    return contract


# ── Absence ────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def record_absence(
    *,
    user_id: int,
    kind: AbsenceKind,
    starts_on: date,
    by: User,
    at: datetime,
    last_on: date | None = None,
    expected_back_on: date | None = None,
    reason: str = "",
) -> Absence:
    """Somebody is away from a day. The reason, where one is given, goes where no list can see it."""
    require_manager(by, user_id, Permission.KEEP_STAFF, at=at)
    refuse_all(absence_faults(user_id, starts_on, last_on, expected_back_on, reason.strip()))
    absence = Absence(
        user_id=user_id,
        kind=kind,
        starts_on=starts_on,
        ends_on=last_on + DAY if last_on else None,
        expected_back_on=expected_back_on,
        recorded_by=by,
        recorded_at=at,
    )
    try:
        with transaction.atomic():
            absence.save(force_insert=True)
    except IntegrityError:
        raise AlreadyAway(starts_on) from None
    if reason.strip():
        AbsenceReason.objects.create(absence=absence, text=reason.strip())
    record("workforce.absence.recorded", on=absence, by=by.username, at=at, user=user_id)
    return absence


def absence_faults(
    user_id: int,
    starts_on: date,
    last_on: date | None,
    expected_back_on: date | None,
    reason: str,
) -> Iterable[Refused]:
    if last_on is not None and last_on < starts_on:
        yield EndsBeforeItStarts(starts_on, "last_on")
    if expected_back_on is not None and expected_back_on <= starts_on:
        yield EndsBeforeItStarts(starts_on, "expected_back_on")
    if len(reason) > LONGEST_NOTE:
        yield TooLong("reason", len(reason), LONGEST_NOTE)
    overlapping = Absence.objects.filter(user_id=user_id).exclude(ends_on__lte=starts_on)
    if last_on is not None:
        overlapping = overlapping.filter(starts_on__lte=last_on)
    if (before := overlapping.order_by("starts_on").first()) is not None:
        yield AlreadyAway(before.starts_on)


@transaction.atomic
def end_absence(*, absence_id: int, last_on: date, by: User, at: datetime) -> Absence:
    """Somebody is back: the last day away."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if absence is None:
        raise NotFound
    require_manager(by, absence.user_id, Permission.KEEP_STAFF, at=at)
    if absence.ends_on is not None:
        raise AbsenceIsOver(absence.ends_on - DAY)
    if last_on < absence.starts_on:
        raise EndsBeforeItStarts(absence.starts_on, "last_on")
    absence.ends_on = last_on + DAY
    absence.save(update_fields=["ends_on"])
    record("workforce.absence.ended", on=absence, by=by.username, at=at, user=absence.user_id)
    return absence


@transaction.atomic
def read_reason(*, absence_id: int, by: User, at: datetime) -> str:
    """Why somebody is away, to who has leave to know it; one's own always. The look is written down."""
    line = queries.absence(absence_id)
    if line is None:
        raise NotFound
    if line.user_id != by.pk:
        require_manager(by, line.user_id, Permission.VIEW_ABSENCE_REASON, at=at)
    record(
        "workforce.absence.reason_read",
        on=Absence(pk=absence_id),
        by=by.username,
        at=at,
        user=line.user_id,
    )
    return queries.reason_of(absence_id)


# ── Reductions ─────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def reduce(
    *,
    user_id: int,
    reason: ReductionReason,
    starts_on: date,
    by: User,
    at: datetime,
    hours: Decimal | None = None,
    last_on: date | None = None,
    note: str = "",
) -> Reduction:
    """Take hours off what somebody is asked for. A fixed share is reckoned; the rest is agreed."""
    require_manager(by, user_id, Permission.KEEP_STAFF, at=at)
    weekly = weekly_hours(user_id, starts_on)
    allowance = workload.allowances(starts_on, pack=queries.pack()).value[reason]
    refuse_all(reduction_faults(reason, allowance, weekly, hours, starts_on, last_on, note))
    taken = share(weekly, allowance.percent) if allowance.percent else hours
    assert taken is not None  # refused above
    if last_on is None and allowance.months is not None:
        last_on = months_later(starts_on, allowance.months) - DAY
    reduction = Reduction.objects.create(
        user_id=user_id,
        reason=reason,
        hours=taken,
        note=note.strip(),
        starts_on=starts_on,
        ends_on=last_on + DAY if last_on else None,
        recorded_by=by,
        recorded_at=at,
    )
    record("workforce.reduction.added", on=reduction, by=by.username, at=at, user=user_id)
    return reduction


def weekly_hours(user_id: int, on: date) -> Decimal:
    """The hours of somebody's week, a full one where none are written down. One query."""
    rows = Contract.objects.filter(in_force(on), user_id=user_id)
    return rows.values_list("hours", flat=True).first() or FULL.hours


def share(weekly: Decimal, percent: int) -> Decimal:
    """So many per cent of a week, in tenths of an hour."""
    return (weekly * percent / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def reduction_faults(
    reason: ReductionReason,
    allowance: Allowance,
    weekly: Decimal,
    hours: Decimal | None,
    starts_on: date,
    last_on: date | None,
    note: str,
) -> Iterable[Refused]:
    if allowance.percent is not None:
        fixed = share(weekly, allowance.percent)
        if hours is not None and hours != fixed:
            yield AllowanceIsFixed(reason, fixed, allowance.percent)
    elif hours is None or hours <= 0:
        yield SayHowMany()
    elif allowance.at_most is not None and hours > share(weekly, allowance.at_most):
        yield OverAllowance(reason, share(weekly, allowance.at_most), allowance.at_most)
    elif hours > weekly:
        yield MoreThanTheWeek(weekly)
    if last_on is not None and last_on < starts_on:
        yield EndsBeforeItStarts(starts_on, "last_on")
    if len(note) > LONGEST_LINE:
        yield TooLong("note", len(note), LONGEST_LINE)


@transaction.atomic
def end_reduction(*, reduction_id: int, last_on: date, by: User, at: datetime) -> Reduction:
    """Say which day is its last."""
    reduction = standing(reduction_id, by=by, at=at)
    if last_on < reduction.starts_on:
        raise EndsBeforeItStarts(reduction.starts_on, "last_on")
    reduction.ends_on = last_on + DAY
    reduction.save(update_fields=["ends_on"])
    record("workforce.reduction.ended", on=reduction, by=by.username, at=at, user=reduction.user_id)
    return reduction


@transaction.atomic
def delete_reduction(*, reduction_id: int, by: User, at: datetime) -> Reduction:
    """Take back one entered by mistake: the row stays, and counts nothing."""
    reduction = standing(reduction_id, by=by, at=at)
    reduction.deleted_by, reduction.deleted_at = by, at
    reduction.save(update_fields=["deleted_by", "deleted_at"])
    record(
        "workforce.reduction.deleted", on=reduction, by=by.username, at=at, user=reduction.user_id
    )
    return reduction


def standing(reduction_id: int, *, by: User, at: datetime) -> Reduction:
    """One that is not over and not taken back, of somebody `by` manages."""
    reduction = Reduction.objects.select_for_update().filter(pk=reduction_id).first()
    if reduction is None:
        raise NotFound
    require_manager(by, reduction.user_id, Permission.KEEP_STAFF, at=at)
    over = reduction.ends_on is not None and reduction.ends_on <= timezone.localdate(at)
    if over or reduction.deleted_at is not None:
        raise ReductionIsOver
    return reduction
