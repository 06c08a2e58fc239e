"""How does an order, a requirement or a whole case end?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.contacts.queries import day_start
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences.events import OrderEnded, SupervisionEnded
from openprobation.supervision.sentences.models import (
    Condition,
    Order,
    Requirement,
    SupervisionPeriod,
)
from openprobation.supervision.sentences.permissions import Permission
from openprobation.supervision.sentences.policies import BEFORE_IT_BEGAN, WAYS_TO_END
from openprobation.supervision.sentences.queries import spoken_requirement
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.sentences import EndReason, OrderKind


class EndedAlready(Refused):
    def __init__(self, what: str, on: date, reason: str | None) -> None:
        why = EndReason(reason).label.lower() if reason else "no reason given"
        super().__init__(f"{what} has ended already, on {words(on)}: {why}. Nothing was changed.")


class NothingOpen(Refused):
    def __init__(self) -> None:
        super().__init__("This case is closed already: no order is running. Nothing was changed.")


class NotYet(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(
            f"{words(on)} has not come yet. Record the end once it has happened.", field="on"
        )


class BeforeItBegan(Refused):
    def __init__(self, what: str, starts_on: date) -> None:
        super().__init__(
            f"{what} began on {words(starts_on)}: it cannot have ended before that.", field="on"
        )


class NotThatWay(Refused):
    def __init__(self, kind: OrderKind, reason: EndReason) -> None:
        ways = ", ".join(way.label.lower() for way in WAYS_TO_END[kind])
        super().__init__(
            f"{kind.label}: it does not end as “{reason.label.lower()}”. Choose one of: {ways}.",
            field="reason",
        )


class RunsStill(Refused):
    def __init__(self, what: str, ends_on: date) -> None:
        super().__init__(
            f"{what} runs to {words(ends_on)}. If it ended earlier, choose the reason why.",
            field="reason",
        )


class DeathClosesTheCase(Refused):
    def __init__(self) -> None:
        super().__init__(
            "When the person has died the whole case closes: use “Close the case”.", field="reason"
        )


class RecordTheDeathFirst(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Record the date of death on the person's details first: the case closes with it.",
            field="reason",
        )


class TakeItBack(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A sentence registered in error is taken back from its own page; it does not end.",
            field="reason",
        )


@transaction.atomic
def end_order(*, order_id: int, on: date, reason: EndReason, by: User, at: datetime) -> Order:
    """End one order, with what it requires. The supervision period closes with the last.

    After a recall the period stays open: the person comes back out on licence.
    """
    period = _lock_period_of(order_id)
    order = Order.objects.get(pk=order_id)
    require(by, Permission.CLOSE, at=at, person_id=persons.kept_id(order.person_id))
    if order.ended_on is not None:
        raise EndedAlready(OrderKind(order.kind).label, order.ended_on, order.end_reason)
    _refuse(_order_faults(order, on=on, reason=reason, today=timezone.localdate(at)))

    end_orders([order], on=on, reason=reason)
    _tell(order.person_id, _ended_line([order], reason), on=on, by=by, at=at, about=order)
    audit("sentence.order.ended", on=order, by=by.username, at=at, reason=reason)
    announce(OrderEnded(order.person_id, order.pk, on, by.pk, at))
    if reason is not EndReason.RECALLED:
        _close_if_empty(period, on=on, reason=reason, by=by, at=at)
    return order


@transaction.atomic
def end_requirement(
    *, requirement_id: int, on: date, reason: EndReason, by: User, at: datetime
) -> Requirement:
    """End one requirement: done, or taken off by the court. The order runs on."""
    rows = Requirement.objects.select_for_update(of=("self",)).select_related("order")
    requirement = rows.get(pk=requirement_id)
    order = requirement.order
    require(by, Permission.CLOSE, at=at, person_id=persons.kept_id(order.person_id))
    what = spoken_requirement(requirement)
    if requirement.ended_on is not None:
        raise EndedAlready(what, requirement.ended_on, requirement.end_reason)
    refusals: list[Refused] = []
    if on > timezone.localdate(at):
        refusals.append(NotYet(on))
    if on < requirement.starts_on:
        refusals.append(BeforeItBegan(what, requirement.starts_on))
    if reason is EndReason.DIED:
        refusals.append(DeathClosesTheCase())
    elif reason not in WAYS_TO_END[OrderKind(order.kind)]:
        refusals.append(NotThatWay(OrderKind(order.kind), reason))
    _refuse(refusals)

    requirement.ended_on, requirement.end_reason = on, reason
    requirement.save(update_fields=["ended_on", "end_reason"])
    line = f"Requirement ended: {what}. {reason.label}"
    _tell(order.person_id, line, on=on, by=by, at=at, about=requirement)
    audit(
        "sentence.requirement.ended",
        on=requirement,
        person_id=order.person_id,
        by=by.username,
        at=at,
        reason=reason,
    )
    return requirement


@transaction.atomic
def close_case(*, person_id: int, on: date, reason: EndReason, by: User, at: datetime) -> None:
    """End every order that runs, and with them the supervision of a person."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.CLOSE, at=at, person_id=person_id)
    person = persons.by_id(person_id)
    periods = _open_periods(person.ids if person else (person_id,))
    if person is None or not periods:
        raise NothingOpen
    if reason is EndReason.DIED and person.died_on is None:
        raise RecordTheDeathFirst
    orders = _live_orders(periods)
    today = timezone.localdate(at)
    refusals: list[Refused] = [NotYet(on)] if on > today else []
    if reason is not EndReason.DIED:
        for order in orders:
            refusals += _order_faults(order, on=on, reason=reason, today=today)
    if reason is EndReason.IN_ERROR:
        refusals.append(TakeItBack())
    opened_on = max(period.opened_on for period in periods)
    if on < opened_on:
        refusals.append(BeforeItBegan("Supervision", opened_on))
    _refuse(refusals)
    _close(periods, orders, on=on, reason=reason, by=by, at=at)
    for order in orders:
        announce(OrderEnded(order.person_id, order.pk, on, by.pk, at))
    for period in periods:
        announce(SupervisionEnded(period.person_id, period.pk, on, by.pk, at))


@transaction.atomic
def close_after_death(*, person_id: int, by: User, at: datetime) -> None:
    """What follows from a death on the record: nobody is asked again. Not open: nothing to do.

    Announces nothing: what else follows from a death answers PersonDied itself.
    """
    person = persons.by_id(person_id)
    if person is None or person.died_on is None:
        return
    periods = _open_periods(person.ids)
    if not periods:
        return
    # A death told late may lie before a sentence registered since: nothing closes before it opens.
    on = max(person.died_on, *(period.opened_on for period in periods))
    _close(periods, _live_orders(periods), on=on, reason=EndReason.DIED, by=by, at=at)


# ── What may not be ────────────────────────────────────────────────────────────────────────
def _order_faults(order: Order, *, on: date, reason: EndReason, today: date) -> Iterable[Refused]:
    kind = OrderKind(order.kind)
    if on > today:
        yield NotYet(on)
    if on < order.starts_on and reason not in BEFORE_IT_BEGAN:
        yield BeforeItBegan(kind.label, order.starts_on)
    if reason is EndReason.DIED:
        yield DeathClosesTheCase()
    elif reason not in WAYS_TO_END[kind]:
        yield NotThatWay(kind, reason)
    elif reason is EndReason.COMPLETED and on < order.ends_on:
        yield RunsStill(kind.label, order.ends_on)


def _refuse(refusals: Iterable[Refused]) -> None:
    """All at once; the same message for two orders is said once."""
    said = {(refusal.message, refusal.field): refusal for refusal in refusals}
    if len(said) == 1:
        raise next(iter(said.values()))
    if said:
        raise RefusedForSeveralReasons(said.values())


# ── What is changed, written and announced ─────────────────────────────────────────────────
def _lock_period_of(order_id: int) -> SupervisionPeriod:
    """What every registration and ending for this person queues for."""
    periods = SupervisionPeriod.objects.select_for_update(of=("self",))
    return periods.get(events__orders=order_id)


def _open_periods(person_ids: Collection[int]) -> list[SupervisionPeriod]:
    rows = SupervisionPeriod.objects.select_for_update().filter(
        person_id__in=person_ids, closed_on__isnull=True
    )
    return list(rows.order_by("pk"))


def _live_orders(periods: Sequence[SupervisionPeriod]) -> list[Order]:
    rows = Order.objects.filter(event__period__in=periods, ended_on__isnull=True)
    return list(rows.order_by("starts_on", "pk"))


def end_orders(orders: Sequence[Order], *, on: date, reason: EndReason) -> None:
    for order in orders:
        order.ended_on, order.end_reason = on, reason
    Order.objects.bulk_update(orders, ["ended_on", "end_reason"])
    ids = [order.pk for order in orders]
    Requirement.objects.filter(order_id__in=ids, ended_on__isnull=True).update(
        ended_on=on, end_reason=reason
    )
    Condition.objects.filter(order_id__in=ids, ended_on__isnull=True).update(ended_on=on)


def _close(
    periods: Sequence[SupervisionPeriod],
    orders: Sequence[Order],
    *,
    on: date,
    reason: EndReason,
    by: User,
    at: datetime,
) -> None:
    if orders:
        end_orders(orders, on=on, reason=reason)
    for period in periods:
        theirs = [order for order in orders if order.person_id == period.person_id]
        line = _ended_line(theirs, reason) if theirs else f"Case closed. {reason.label}"
        _tell(period.person_id, line, on=on, by=by, at=at, about=period)
        close_period(period, on=on, reason=reason, by=by, at=at)


def _close_if_empty(
    period: SupervisionPeriod, *, on: date, reason: EndReason, by: User, at: datetime
) -> None:
    ends = list(Order.objects.filter(event__period=period).values_list("ended_on", flat=True))
    if None in ends:
        return
    # Another order of the period may have ended later than this one: it closes with the latest.
    latest = max([on, period.opened_on, *(day for day in ends if day is not None)])
    close_period(period, on=latest, reason=reason, by=by, at=at)
    announce(SupervisionEnded(period.person_id, period.pk, latest, by.pk, at))


def close_period(
    period: SupervisionPeriod, *, on: date, reason: EndReason, by: User, at: datetime
) -> None:
    period.closed_on, period.end_reason = on, reason
    period.save(update_fields=["closed_on", "end_reason"])
    audit("sentence.case.closed", on=period, by=by.username, at=at, reason=reason)


def _ended_line(orders: Sequence[Order], reason: EndReason) -> str:
    kinds = ", ".join(
        OrderKind(order.kind).label if place == 0 else OrderKind(order.kind).label.lower()
        for place, order in enumerate(orders)
    )
    return f"{kinds} ended. {reason.label}"


def _tell(
    person_id: int,
    summary: str,
    *,
    on: date,
    by: User,
    at: datetime,
    about: Order | Requirement | SupervisionPeriod,
) -> None:
    contacts.record(
        person_id=person_id,
        kind=ContactKind.SENTENCE,
        happened_at=at if on == timezone.localdate(at) else day_start(on),
        summary=summary,
        by=by,
        at=at,
        reference=about,
    )
