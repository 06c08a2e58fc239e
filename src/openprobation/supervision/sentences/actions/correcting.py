"""How is a sentence that was registered wrongly put right, with what stood before kept and shown?

Facts are corrected one order at a time: the rows hold what stands now, a `Correction` beside them what
stood before, and why. A sentence that was never passed on this person is withdrawn; it stays to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import authority, may, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import Length, words
from openprobation.rules.sentences import OrderAsTyped, RequirementAsTyped, order_faults
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences.events import (
    OrderEnded,
    SentenceWithdrawn,
    SupervisionEnded,
)
from openprobation.supervision.sentences.models import (
    Condition,
    Correction,
    Event,
    Offence,
    Order,
    Requirement,
    SupervisionPeriod,
)
from openprobation.supervision.sentences.permissions import Permission
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.sentences import EndReason, OrderKind, RequirementKind, Unit

from .ending import close_period, end_orders
from .given import (
    ConditionGiven,
    OffenceFacts,
    OffenceGiven,
    RequirementGiven,
    SentenceFacts,
    length_of,
)
from .planning import Fault, PlannedOrder, hearing_faults, offence_faults
from .registering import Faulty, NotConfirmed, moment_of, refuse_together, summary

OVERSEE = frozenset({Role.SENIOR, Role.HEAD})
COURT_PASSES = (OrderKind.COMMUNITY_ORDER, OrderKind.SUSPENDED_SENTENCE)
LONGEST_WHY = 500
MOST_MONTHS = 120


class NotYourTeamsSentence(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} registered this sentence. Only their court team, the senior or the head can put"
            " it right: ask one of them."
        )


class TakenBackAlready(Refused):
    def __init__(self, event: Event) -> None:
        name = event.withdrawn_by.name if event.withdrawn_by else ""
        when = event.withdrawn_at
        on = f" on {words(timezone.localdate(when))}" if when else ""
        super().__init__(
            f"{name} took this sentence back{on}: it was registered in error. Nothing was changed."
        )


class SayWhy(Refused):
    def __init__(self) -> None:
        super().__init__("Say why, so that whoever reads it next knows.", field="why")


class WhyTooLong(Refused):
    def __init__(self, length: int) -> None:
        super().__init__(
            f"Keep the reason to {LONGEST_WHY} characters: this is {length:,}.", field="why"
        )


class HasRunItsCourse(Refused):
    def __init__(self, what: str, on: date, reason: EndReason) -> None:
        super().__init__(
            f"{what} ended on {words(on)}: {reason.label.lower()}. What somebody ended was in force,"
            " so the sentence stays on the record. Correct what is wrong in it instead."
        )


class NothingDiffers(Refused):
    def __init__(self) -> None:
        super().__init__("This is what the record says already. Change what is wrong.")


class CorrectedMeanwhile(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Somebody corrected this sentence since you opened it. Open it again to see what it says"
            " now. Nothing of yours was saved."
        )


# ── Who may ────────────────────────────────────────────────────────────────────────────────
def may_correct(*, event_id: int, by: User, at: datetime) -> bool:
    """Whether to offer it: the post, and the team that registered it or one who oversees."""
    if not may(by, Permission.CORRECT, at=at):
        return False
    event = Event.objects.select_related("registered_by").get(pk=event_id)
    return event.withdrawn_at is None and _is_theirs(event, by, at)


def _is_theirs(event: Event, by: User, at: datetime) -> bool:
    theirs = authority(by, at)
    if by.is_system or by.pk == event.registered_by_id or theirs.roles & OVERSEE:
        return True
    return bool(theirs.team_ids & authority(event.registered_by, event.registered_at).team_ids)


def _begin(event_id: int, *, why: str, by: User, at: datetime) -> Event:
    """Lock what every registration and ending queues for, and refuse whoever may not."""
    SupervisionPeriod.objects.select_for_update(of=("self",)).get(events=event_id)
    event = Event.objects.select_related("registered_by", "withdrawn_by", "period", "court").get(
        pk=event_id
    )
    require(by, Permission.CORRECT, at=at, person_id=_person(event).id)
    if not _is_theirs(event, by, at):
        raise NotYourTeamsSentence(event.registered_by.name)
    if event.withdrawn_at is not None:
        raise TakenBackAlready(event)
    if not why.strip():
        raise SayWhy
    if len(why) > LONGEST_WHY:
        raise WhyTooLong(len(why))
    return event


def _person(event: Event) -> persons.Handle:
    """Whose sentence it is: of joined records the kept one."""
    person = persons.by_id(event.person_id)
    if person is None:
        raise Refused("This person's record could not be found.")
    return person


# ── Registered in error ────────────────────────────────────────────────────────────────────
@transaction.atomic
def withdraw_sentence(*, event_id: int, why: str, by: User, at: datetime) -> Event:
    """Take back a sentence that was never passed on this person. It stays, marked, with who and why.

    Refused where something rests on it: an order or requirement that somebody ended, or, by those who
    answer `SentenceWithdrawn`, an appointment that counts towards what it requires. Supervision ends
    when no other sentence holds it open.
    """
    event = _begin(event_id, why=why, by=by, at=at)
    orders = list(event.orders.order_by("starts_on", "pk"))
    _refuse_what_was_ended(orders)
    announce(SentenceWithdrawn(event.person_id, event.pk, by.pk, at))

    today = timezone.localdate(at)
    event.withdrawn_at, event.withdrawn_by, event.withdrawn_why = at, by, why.strip()
    event.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    end_orders(orders, on=today, reason=EndReason.IN_ERROR)
    _tell_of_withdrawal(event, why=why, by=by, at=at)
    audit("sentence.withdrawn", on=event, by=by.username, at=at, orders=len(orders))
    for order in orders:
        announce(OrderEnded(order.person_id, order.pk, today, by.pk, at))
    _leave_the_period(event.period, today=today, by=by, at=at)
    return event


def _refuse_what_was_ended(orders: Sequence[Order]) -> None:
    for order in orders:
        if order.ended_on is not None and order.end_reason is not None:
            raise HasRunItsCourse(
                OrderKind(order.kind).label, order.ended_on, EndReason(order.end_reason)
            )
    ended = Requirement.objects.filter(order__in=orders, ended_on__isnull=False).first()
    if ended is not None and ended.ended_on is not None and ended.end_reason is not None:
        raise HasRunItsCourse(
            RequirementKind(ended.kind).label, ended.ended_on, EndReason(ended.end_reason)
        )


def _leave_the_period(period: SupervisionPeriod, *, today: date, by: User, at: datetime) -> None:
    """Other sentences hold it open still; with none, nobody is supervised and it closes."""
    _open_with_the_first(period)
    others = Order.objects.filter(event__period=period, event__withdrawn_at__isnull=True)
    ends = list(others.values_list("ended_on", "end_reason"))
    if any(on is None or reason == EndReason.RECALLED for on, reason in ends):
        return
    on, reason = max(
        ((on, EndReason(reason)) for on, reason in ends if on is not None and reason is not None),
        default=(today, EndReason.IN_ERROR),
    )
    on = max(on, period.opened_on)
    close_period(period, on=on, reason=reason, by=by, at=at)
    announce(SupervisionEnded(period.person_id, period.pk, on, by.pk, at))


def _open_with_the_first(period: SupervisionPeriod) -> None:
    """Supervision began with the earliest sentence that stands."""
    days = period.events.filter(withdrawn_at__isnull=True).order_by("sentenced_on")
    first = days.values_list("sentenced_on", flat=True).first()
    if first is not None and first != period.opened_on:
        period.opened_on = first
        period.save(update_fields=["opened_on"])


def _tell_of_withdrawal(event: Event, *, why: str, by: User, at: datetime) -> None:
    """The line of the sentence says that it was taken back, and today's line that it happened."""
    with suppress(ObjectDoesNotExist):  # one from before the record was kept here has no line
        contacts.supersede_reference(event, why=why, by=by, at=at, note="", is_withdrawn=True)
    contacts.record(
        person_id=_person(event).id,
        kind=ContactKind.SENTENCE,
        happened_at=at,
        summary=f"Sentence registered in error: event {event.number}, {event.court.name},"
        f" {words(event.sentenced_on)}. Taken back",
        note=why.strip(),
        by=by,
        at=at,
    )


# ── Facts put right ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Change:
    """One fact: how it is called, what it said, what it says now."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class CorrectionPlan:
    """What would change, and everything wrong with it."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]

    @property
    def doubts(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if not fault.is_sure)


@dataclass(slots=True)
class _Rows:
    """A sentence in memory: what is read, changed, compared and then saved."""

    event: Event
    court: str
    offences: list[Offence]
    orders: list[Order]
    requirements: dict[int, list[Requirement]]


def facts_of(order_id: int) -> SentenceFacts:
    """What the record says now, to open a page with. Three queries."""
    order = Order.objects.select_related("event").get(pk=order_id)
    offences = Offence.objects.filter(event=order.event_id).order_by("-is_main", "pk")
    passed = order.kind in COURT_PASSES
    return SentenceFacts(
        court_id=order.event.court_id,
        sentenced_on=order.event.sentenced_on,
        offences=tuple(
            OffenceFacts(line.pk, line.description, line.committed_on) for line in offences
        ),
        length=_length(order.length, order.unit),
        custody=_length(order.custody_length, order.custody_unit),
        operational_ends_on=order.operational_ends_on,
        starts_on=None if passed else order.starts_on,
        ends_on=None if passed else order.ends_on,
    )


def plan_correction(*, order_id: int, facts: SentenceFacts, at: datetime) -> CorrectionPlan:
    """What a correction would change, for a check page. Writes nothing."""
    _rows, _moved, plan = _planned(order_id, facts, at)
    return plan


@transaction.atomic
def correct_sentence(
    *,
    order_id: int,
    facts: SentenceFacts,
    seen: int,
    why: str,
    by: User,
    at: datetime,
    as_ordered: bool = False,
) -> Correction:
    """Put right what was registered of a hearing, its offences and one order.

    `seen` is how many corrections the page knew of. When the date of sentence moves, orders that began
    on it begin on the new day and are worked out again; the days of a licence are as entered.
    """
    event_id = Order.objects.values_list("event_id", flat=True).get(pk=order_id)
    event = _begin(event_id, why=why, by=by, at=at)
    if Correction.objects.filter(event=event).count() != seen:
        raise CorrectedMeanwhile
    rows, moved, plan = _planned(order_id, facts, at)
    if not plan.changes:
        raise NothingDiffers
    refusals: list[Refused] = [Faulty(fault) for fault in plan.faults if fault.is_sure]
    if not as_ordered:
        refusals += [NotConfirmed(fault) for fault in plan.doubts]
    refuse_together(refusals)

    _save(rows, moved)
    _open_with_the_first(event.period)
    correction = Correction.objects.create(
        event=event,
        changes=[(change.what, change.was, change.now) for change in plan.changes],
        why=why.strip(),
        corrected_by=by,
        corrected_at=at,
    )
    _tell_of_correction(rows, plan.changes, why=why, by=by, at=at)
    audit(
        "sentence.corrected",
        on=event,
        by=by.username,
        at=at,
        correction=correction.pk,
        facts=len(plan.changes),
    )
    return correction


def _planned(
    order_id: int, facts: SentenceFacts, at: datetime
) -> tuple[_Rows, dict[int, date], CorrectionPlan]:
    rows = _read(order_id)
    before, faults_before = _told(rows), _faults(rows, order_id, at)
    moved = _apply(rows, order_id, facts)
    after = _told(rows)
    known = {fault.message for fault in faults_before}
    faults = [fault for fault in _faults(rows, order_id, at) if fault.message not in known]
    changes = (Change(what, before[what], now) for what, now in after.items())
    return (
        rows,
        moved,
        CorrectionPlan(
            tuple(change for change in changes if change.was != change.now), tuple(faults)
        ),
    )


def _read(order_id: int) -> _Rows:
    event = Event.objects.select_related("court", "period").get(orders=order_id)
    orders = list(event.orders.order_by("starts_on", "pk"))
    requirements: dict[int, list[Requirement]] = {order.pk: [] for order in orders}
    for requirement in Requirement.objects.filter(order__in=orders).order_by("pk"):
        requirements[requirement.order_id].append(requirement)
    offences = list(event.offences.order_by("-is_main", "pk"))
    return _Rows(event, event.court.name, offences, orders, requirements)


def _apply(rows: _Rows, order_id: int, facts: SentenceFacts) -> dict[int, date]:
    """Change the rows in memory. Returns the day each order began that begins on another now."""
    sentenced_before = rows.event.sentenced_on
    court = courts.by_id(facts.court_id)
    rows.event.court_id, rows.event.sentenced_on = facts.court_id, facts.sentenced_on
    rows.court = court.name if court else ""
    given = {offence.id: offence for offence in facts.offences}
    for offence in rows.offences:
        said = given.get(offence.pk)
        if said is not None:
            offence.description = said.description.strip()
            offence.committed_on = said.committed_on
    began = {order.pk: order.starts_on for order in rows.orders}
    for order in rows.orders:
        its_own = facts if order.pk == order_id else None
        if order.kind in COURT_PASSES:
            begins = facts.sentenced_on if order.starts_on == sentenced_before else order.starts_on
            _work_out_again(order, its_own, begins)
        elif its_own is not None:
            _as_entered(order, its_own)
    return {
        order.pk: began[order.pk] for order in rows.orders if began[order.pk] != order.starts_on
    }


def _work_out_again(order: Order, its_own: SentenceFacts | None, begins: date) -> None:
    """An order of a court: its last day follows from its first and its length, unless neither moved."""
    before, length_before = order.starts_on, _length(order.length, order.unit)
    suspended_until = order.operational_ends_on
    if its_own is not None:
        order.length, order.unit = _parts(its_own.length)
        order.custody_length, order.custody_unit = _parts(its_own.custody)
    order.starts_on = begins
    length = _length(order.length, order.unit)
    if length is not None and (begins != before or length != length_before):
        order.ends_on = length.last_day(begins)
    if suspended_until is None:
        return
    if its_own is not None and its_own.operational_ends_on not in (None, suspended_until):
        order.operational_ends_on = its_own.operational_ends_on
    elif begins != before:
        order.operational_ends_on = between(before, suspended_until).last_day(begins)


def _as_entered(order: Order, facts: SentenceFacts) -> None:
    """A licence, or what follows it: from prison, so its days are given and not worked out here."""
    if facts.starts_on is not None:
        if order.released_on == order.starts_on:
            order.released_on = facts.starts_on
        order.starts_on = facts.starts_on
    if facts.ends_on is not None:
        order.ends_on = facts.ends_on
    if order.custody_length is not None:
        order.custody_length, order.custody_unit = _parts(facts.custody)


def between(first: date, last: date) -> Length:
    """The length that runs from one day to another: whole months where they fit, else days."""
    for months in range(1, MOST_MONTHS):
        length = Length(months, Unit.MONTHS)
        if length.last_day(first) == last:
            return length
    return Length((last - first).days + 1, Unit.DAYS)


# ── What is wrong with it ──────────────────────────────────────────────────────────────────
FIELDS = {"term": "custody_length", "ends_on": "length"}
"""The rule speaks of an order's dates; the page asks for lengths."""


def _faults(rows: _Rows, order_id: int, at: datetime) -> list[Fault]:
    person = _person(rows.event)
    offences = [
        OffenceGiven(offence.description, offence.committed_on, offence.is_main)
        for offence in rows.offences
    ]
    sentenced_on = rows.event.sentenced_on
    found = [
        *hearing_faults(
            person=person,
            court=courts.by_id(rows.event.court_id),
            sentenced_on=sentenced_on,
            today=timezone.localdate(at),
        ),
        *offence_faults(person=person, sentenced_on=sentenced_on, offences=offences),
    ]
    for order in rows.orders:
        theirs = list(_order_faults(order, rows, born_on=person.date_of_birth))
        if order.pk != order_id:  # its own fields are on its own page
            theirs = [Fault("sentenced_on", one.message, one.is_sure) for one in theirs]
        found += theirs
    closed_on = rows.event.period.closed_on
    if closed_on is not None and sentenced_on > closed_on:
        found.append(
            Fault("sentenced_on", f"Supervision closed on {words(closed_on)}, before this date.")
        )
    return found


def _order_faults(order: Order, rows: _Rows, *, born_on: date) -> Iterable[Fault]:
    kind = OrderKind(order.kind)
    if order.ended_on is not None and order.ended_on < order.starts_on:
        yield Fault(
            "starts_on" if kind not in COURT_PASSES else "sentenced_on",
            f"{kind.label} ended on {words(order.ended_on)}: it cannot have begun after that.",
        )
    if kind not in COURT_PASSES:
        if order.custody_length == 0:
            yield Fault("custody_length", "Say how long the prison sentence is.")
        if order.starts_on < rows.event.sentenced_on:
            yield Fault(
                "starts_on",
                f"It cannot begin before the sentence, on {words(rows.event.sentenced_on)}.",
            )
        if order.ends_on < order.starts_on:
            yield Fault("ends_on", "The last day is before the first.")
        return
    typed = OrderAsTyped(
        kind=kind,
        sentenced_on=rows.event.sentenced_on,
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        requirements=tuple(
            RequirementAsTyped(
                RequirementKind(line.kind),
                _length(line.length, line.unit),
                hours_a_day=line.hours_a_day,
            )
            for line in rows.requirements[order.pk]
        ),
        born_on=born_on,
        operational_ends_on=order.operational_ends_on,
        term=_length(order.custody_length, order.custody_unit),
    )
    for fault in order_faults(typed, pack=policy_pack()):
        yield Fault(FIELDS.get(fault.field, fault.field), fault.message, fault.is_sure)


# ── What the record says ───────────────────────────────────────────────────────────────────
def _told(rows: _Rows) -> dict[str, str]:
    """Every fact that can be put right, as people read it."""
    said = {"Court": rows.court, "Date of sentence": words(rows.event.sentenced_on)}
    for place, offence in enumerate(rows.offences):
        name = "Main offence" if offence.is_main else f"Offence {place + 1}"
        said[name] = offence.description
        said[f"{name}, date"] = words(offence.committed_on)
    kinds = [order.kind for order in rows.orders]
    for place, order in enumerate(rows.orders):
        name = OrderKind(order.kind).label
        if kinds.count(order.kind) > 1:
            name = f"{name} {kinds[: place + 1].count(order.kind)}"
        if length := _length(order.length, order.unit):
            said[f"{name}, length"] = str(length)
        if custody := _length(order.custody_length, order.custody_unit):
            said[f"{name}, prison sentence"] = str(custody)
        if order.operational_ends_on is not None:
            said[f"{name}, suspended until"] = words(order.operational_ends_on)
        said[f"{name}, first day"] = words(order.starts_on)
        said[f"{name}, last day"] = words(order.ends_on)
    return said


def _tell_of_correction(
    rows: _Rows, changes: Sequence[Change], *, why: str, by: User, at: datetime
) -> None:
    """The line of the sentence follows what it says now, and today's line says what was put right."""
    differs = "\n".join(f"{line.what}: {line.was} → {line.now}" for line in changes)
    with suppress(ObjectDoesNotExist):  # one from before the record was kept here has no line
        contacts.supersede_reference(
            rows.event,
            why=why,
            by=by,
            at=at,
            summary=summary([_as_planned(order, rows) for order in rows.orders], rows.court),
            happened_at=moment_of(rows.event.sentenced_on, at),
        )
    contacts.record(
        person_id=_person(rows.event).id,
        kind=ContactKind.SENTENCE,
        happened_at=at,
        summary=f"Sentence corrected, event {rows.event.number}:"
        f" {', '.join(line.what[0].lower() + line.what[1:] for line in changes)}",
        note=f"{differs}\n\n{why.strip()}",
        by=by,
        at=at,
    )


def _as_planned(order: Order, rows: _Rows) -> PlannedOrder:
    return PlannedOrder(
        kind=OrderKind(order.kind),
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        because="",
        length=_length(order.length, order.unit),
        custody=_length(order.custody_length, order.custody_unit),
        requirements=tuple(
            RequirementGiven(
                RequirementKind(line.kind),
                line.length,
                Unit(line.unit) if line.unit else None,
                line.detail,
                line.hours_a_day,
            )
            for line in rows.requirements[order.pk]
        ),
        conditions=tuple[ConditionGiven, ...](),
    )


def _save(rows: _Rows, moved: dict[int, date]) -> None:
    rows.event.save(update_fields=["court", "sentenced_on"])
    Offence.objects.bulk_update(rows.offences, ["description", "committed_on"])
    Order.objects.bulk_update(
        rows.orders,
        [
            "length",
            "unit",
            "starts_on",
            "ends_on",
            "custody_length",
            "custody_unit",
            "operational_ends_on",
            "released_on",
        ],
    )
    for order in rows.orders:
        if order.pk in moved:
            for model in (Requirement, Condition):
                model.objects.filter(order=order, starts_on=moved[order.pk]).update(
                    starts_on=order.starts_on
                )


def _length(number: int | None, unit: str | None) -> Length | None:
    return length_of(number, Unit(unit) if unit else None)


def _parts(length: Length | None) -> tuple[int | None, Unit | None]:
    return (length.number, length.unit) if length is not None else (None, None)
