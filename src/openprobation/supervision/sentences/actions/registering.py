"""How does a sentence come to be on the record?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.contacts.queries import day_start
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences.events import SentenceRegistered
from openprobation.supervision.sentences.models import (
    Condition,
    Event,
    Offence,
    Order,
    Requirement,
    SupervisionPeriod,
)
from openprobation.supervision.sentences.permissions import Permission
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.supervision.sentences.queries import spoken
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.sentences import OrderKind

from .given import OffenceGiven, OrderGiven
from .planning import (
    Fault,
    Plan,
    PlannedOrder,
    hearing_faults,
    main_offence,
    offence_faults,
    plan,
)


class Faulty(Refused):
    """Something in what was typed cannot be right, beside its field."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message, field=fault.field)


class NotConfirmed(Refused):
    """Something that may be right after all, if the court's paper says so."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(
            f"{fault.message} If the court's paper says so, confirm it.", field="as_ordered"
        )


class SentenceAlreadyRegistered(Refused):
    def __init__(self, event: Event, name: str) -> None:
        when = timezone.localtime(event.registered_at)
        super().__init__(
            f"{name} registered this sentence at {when:%H:%M on %-d %B %Y}, as event"
            f" {event.number}. Nothing was saved twice."
        )


def check_hearing(
    *,
    person_id: int,
    court_id: int,
    sentenced_on: date,
    offences: Sequence[OffenceGiven],
    at: datetime,
) -> None:
    """Refuse what is wrong with the hearing and the offences, before the orders are asked for."""
    person = _person(person_id)
    faults = [
        *hearing_faults(
            person=person,
            court=courts.by_id(court_id),
            sentenced_on=sentenced_on,
            today=timezone.localdate(at),
        ),
        *offence_faults(person=person, sentenced_on=sentenced_on, offences=offences),
    ]
    refuse_together([Faulty(fault) for fault in faults])


def plan_sentence(
    *,
    person_id: int,
    court_id: int,
    sentenced_on: date,
    offences: Sequence[OffenceGiven],
    orders: Sequence[OrderGiven],
    at: datetime,
) -> Plan:
    """What would be written, and everything wrong with it: for a check page. Writes nothing."""
    return plan(
        person=_person(person_id),
        court=courts.by_id(court_id),
        sentenced_on=sentenced_on,
        offences=offences,
        orders=orders,
        today=timezone.localdate(at),
        pack=policy_pack(),
    )


@transaction.atomic
def register_sentence(
    *,
    person_id: int,
    court_id: int,
    sentenced_on: date,
    offences: Sequence[OffenceGiven],
    orders: Sequence[OrderGiven],
    by: User,
    at: datetime,
    as_ordered: bool = False,
) -> Event:
    """Write down what the court passed. Refuses all that is wrong at once, and the same twice.

    `as_ordered` says that whoever registers has read the doubts and the court's paper bears it out.
    """
    person = _person(person_id)
    require(by, Permission.REGISTER, at=at, person_id=person.id)
    court = courts.by_id(court_id)
    planned = plan(
        person=person,
        court=court,
        sentenced_on=sentenced_on,
        offences=offences,
        orders=orders,
        today=timezone.localdate(at),
        pack=policy_pack(),
    )
    refuse_faults(planned, as_ordered=as_ordered)
    assert court is not None  # its absence is a fault
    period, opened = _open_period(person, sentenced_on)
    _refuse_the_same(person, court_id, sentenced_on, offences)

    event = Event.objects.create(
        person_id=person.id,
        number=_next_number(person),
        period=period,
        court_id=court_id,
        sentenced_on=sentenced_on,
        registered_by=by,
        registered_at=at,
    )
    _write_offences(event, offences)
    _write_orders(event, planned.orders)
    contacts.record(
        person_id=person.id,
        kind=ContactKind.SENTENCE,
        happened_at=moment_of(sentenced_on, at),
        summary=summary(planned.orders, court.name),
        note=note(planned.orders, offences),
        by=by,
        at=at,
        reference=event,
    )
    audit(
        "sentence.registered",
        on=event,
        by=by.username,
        at=at,
        orders=len(planned.orders),
        doubts_confirmed=len(planned.doubts),
    )
    announce(SentenceRegistered(person.id, event.pk, period.pk, sentenced_on, opened, by.pk, at))
    return event


def refuse_faults(planned: Plan, *, as_ordered: bool) -> None:
    refusals: list[Refused] = [Faulty(fault) for fault in planned.certain]
    if not as_ordered:
        refusals += [NotConfirmed(fault) for fault in planned.doubts]
    refuse_together(refusals)


def _person(person_id: int) -> persons.Handle:
    person = persons.by_id(person_id)
    if person is None:
        raise Refused("This person's record could not be found.")
    return person


def refuse_together(refusals: Sequence[Refused]) -> None:
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise RefusedForSeveralReasons(refusals)


def _open_period(person: persons.Handle, sentenced_on: date) -> tuple[SupervisionPeriod, bool]:
    """The open period, locked until the transaction ends, or a new one.

    Its row is what two court officers, or a registration and a closing, queue for; so an event's
    number is taken by one of them only.
    """
    found = _locked_period(person)
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            opened = SupervisionPeriod.objects.create(person_id=person.id, opened_on=sentenced_on)
            return opened, True
    except IntegrityError:
        found = _locked_period(person)
        if found is None:
            raise
        return found, False


def _locked_period(person: persons.Handle) -> SupervisionPeriod | None:
    periods = SupervisionPeriod.objects.select_for_update().filter(
        person_id__in=person.ids, closed_on__isnull=True
    )
    own_first = sorted(
        periods.order_by("opened_on", "pk"), key=lambda period: period.person_id != person.id
    )
    return next(iter(own_first), None)


def _refuse_the_same(
    person: persons.Handle, court_id: int, sentenced_on: date, offences: Sequence[OffenceGiven]
) -> None:
    """One court passes one sentence a day for one offence; its several orders are one event."""
    main = main_offence(offences)
    assert main is not None  # its absence is a fault
    same = Offence.objects.filter(
        event__person_id__in=person.ids,
        event__court_id=court_id,
        event__sentenced_on=sentenced_on,
        event__withdrawn_at__isnull=True,
        is_main=True,
        committed_on=main.committed_on,
    ).select_related("event__registered_by")
    for offence in same:
        if offence.description.casefold() == main.description.strip().casefold():
            raise SentenceAlreadyRegistered(offence.event, offence.event.registered_by.name)


def _next_number(person: persons.Handle) -> int:
    found = Event.objects.filter(person_id__in=person.ids).aggregate(latest=Max("number"))
    return int(found["latest"] or 0) + 1


def _write_offences(event: Event, offences: Iterable[OffenceGiven]) -> None:
    Offence.objects.bulk_create(offences_of(event, offences))


def _write_orders(event: Event, planned: Sequence[PlannedOrder]) -> None:
    orders = Order.objects.bulk_create(order_of(event, line) for line in planned)
    pairs = list(zip(orders, planned, strict=True))
    Requirement.objects.bulk_create(
        row for order, line in pairs for row in requirements_of(order, line)
    )
    Condition.objects.bulk_create(
        row for order, line in pairs for row in conditions_of(order, line)
    )


# ── The rows, unsaved ──────────────────────────────────────────────────────────────────────
def offences_of(event: Event, offences: Iterable[OffenceGiven]) -> list[Offence]:
    return [
        Offence(
            event=event,
            description=offence.description.strip(),
            committed_on=offence.committed_on,
            is_main=offence.is_main,
        )
        for offence in offences
    ]


def requirements_of(order: Order, line: PlannedOrder) -> list[Requirement]:
    return [
        Requirement(
            order=order,
            kind=requirement.kind,
            length=requirement.length,
            unit=requirement.unit if requirement.length is not None else None,
            detail=requirement.detail.strip(),
            hours_a_day=requirement.hours_a_day,
            starts_on=order.starts_on,
        )
        for requirement in line.requirements
    ]


def conditions_of(order: Order, line: PlannedOrder) -> list[Condition]:
    return [
        Condition(
            order=order,
            kind=condition.kind,
            text=condition.text.strip(),
            starts_on=order.starts_on,
        )
        for condition in line.conditions
    ]


def order_of(event: Event, line: PlannedOrder) -> Order:
    return Order(
        event=event,
        person_id=event.person_id,
        kind=line.kind,
        length=line.length.number if line.length else None,
        unit=line.length.unit if line.length else None,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        custody_length=line.custody.number if line.custody else None,
        custody_unit=line.custody.unit if line.custody else None,
        operational_ends_on=line.operational_ends_on,
        released_on=line.released_on,
    )


# ── What the record says of it ─────────────────────────────────────────────────────────────
def moment_of(sentenced_on: date, at: datetime) -> datetime:
    """Only the day of an earlier hearing is known: its line stands before all else of that day."""
    return at if sentenced_on == timezone.localdate(at) else day_start(sentenced_on)


def summary(planned: Sequence[PlannedOrder], court: str) -> str:
    return f"Sentenced at {court}: {'; '.join(_said(line) for line in planned)}"


def _said(line: PlannedOrder) -> str:
    if line.kind is OrderKind.LICENCE:
        return f"{line.custody} of prison, licence from {line.starts_on:%-d %B %Y}"
    if line.kind is OrderKind.POST_SENTENCE_SUPERVISION:
        return f"then supervision until {line.ends_on:%-d %B %Y}"
    required = ", ".join(
        spoken(requirement.kind, requirement.how_long) for requirement in line.requirements
    )
    return f"{line.kind.label.lower()} of {line.length} with {required}"


def note(planned: Sequence[PlannedOrder], offences: Sequence[OffenceGiven]) -> str:
    crimes = "\n".join(
        f"{'Main offence' if offence.is_main else 'Also'}: {offence.description.strip()},"
        f" {offence.committed_on:%-d %B %Y}"
        for offence in sorted(offences, key=lambda offence: not offence.is_main)
    )
    reasons = "\n".join(f"{line.kind.label}: {line.because}" for line in planned)
    return f"{crimes}\n\n{reasons}"
