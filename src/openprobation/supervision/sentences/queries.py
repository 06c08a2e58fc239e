"""Why do we hold somebody, how far has it run, and what is required until when?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Count, F, Max, Q, QuerySet

from openprobation.rules.dates import Length
from openprobation.rules.sentences import Progress, progress
from openprobation.vocabulary.sentences import (
    ConditionKind,
    EndReason,
    OrderKind,
    RequirementKind,
    Unit,
)

from .models import Condition, Correction, Event, Offence, Order, Requirement, SupervisionPeriod

L = TypeVar("L", "RequirementLine", "ConditionLine")


# ── How a requirement is said ──────────────────────────────────────────────────────────────
def spoken(kind: RequirementKind, length: Length | None) -> str:
    """ "100 hours of unpaid work", "residence": inside a sentence."""
    name = kind.label if kind.label.isupper() else kind.label[0].lower() + kind.label[1:]
    return f"{length} of {name}" if length is not None else name


def spoken_requirement(requirement: Requirement) -> str:
    length = _length(requirement.length, requirement.unit)
    said = spoken(RequirementKind(requirement.kind), length)
    return said[0].upper() + said[1:]


def _length(number: int | None, unit: str | None) -> Length | None:
    return Length(number, Unit(unit)) if number is not None and unit is not None else None


# ── What a page shows ──────────────────────────────────────────────────────────────────────
USED_UP_DAY_BY_DAY = frozenset(
    {RequirementKind.RAR, RequirementKind.SPECIFIED_ACTIVITY, RequirementKind.PROGRAMME}
)


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """One requirement. `done`: days or hours a higher context counted; None where nobody does."""

    id: int
    order_id: int
    person_id: int
    kind: RequirementKind
    length: Length | None
    detail: str
    hours_a_day: int | None
    starts_on: date
    ended_on: date | None
    end_reason: EndReason | None
    done: int | None = None

    @property
    def is_live(self) -> bool:
        return self.ended_on is None

    @property
    def spoken(self) -> str:
        said = spoken(self.kind, self.length)
        return said[0].upper() + said[1:]

    @property
    def left(self) -> int | None:
        """How much of it is still to do, where somebody counts it."""
        if self.done is None or self.length is None:
            return None
        return max(self.length.number - self.done, 0)

    @property
    def runs_until(self) -> date | None:
        """The last day of a requirement that runs from day to day, such as a curfew."""
        if self.length is None or not self.length.is_time or self.kind in USED_UP_DAY_BY_DAY:
            return None
        return self.length.last_day(self.starts_on)


@dataclass(frozen=True, slots=True)
class ConditionLine:
    id: int
    order_id: int
    kind: ConditionKind
    text: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class OffenceLine:
    event_id: int
    description: str
    committed_on: date
    is_main: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Who took a sentence back, when and why: it was registered in error."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order with all it requires, as it stands on a day."""

    id: int
    person_id: int
    event_id: int
    event_number: int
    court: str
    sentenced_on: date
    registered_by: str
    registered_at: datetime
    kind: OrderKind
    length: Length | None
    custody: Length | None
    starts_on: date
    ends_on: date
    operational_ends_on: date | None
    released_on: date | None
    ended_on: date | None
    end_reason: EndReason | None
    on: date
    progress: Progress
    requirements: tuple[RequirementLine, ...]
    conditions: tuple[ConditionLine, ...]
    offences: tuple[OffenceLine, ...]
    withdrawn: Withdrawn | None = None

    @property
    def is_live(self) -> bool:
        return self.ended_on is None

    @property
    def has_begun(self) -> bool:
        return self.starts_on <= self.on

    @property
    def is_past_its_end(self) -> bool:
        """Its last day is over and nobody has ended it, for example because hours are owed."""
        return self.is_live and self.ends_on < self.on

    @property
    def days_left(self) -> int:
        return self.progress.days_left

    @property
    def main_offence(self) -> str:
        return next((line.description for line in self.offences if line.is_main), "")

    @property
    def live_requirements(self) -> tuple[RequirementLine, ...]:
        return tuple(line for line in self.requirements if line.is_live)

    @property
    def added_conditions(self) -> tuple[ConditionLine, ...]:
        """Conditions beyond the standard ones, still in force."""
        return tuple(
            line
            for line in self.conditions
            if line.kind is not ConditionKind.STANDARD and line.ended_on is None
        )


ORDER_FIELDS = (
    "pk",
    "person_id",
    "event_id",
    "event__number",
    "event__court__name",
    "event__sentenced_on",
    "event__registered_by__name",
    "event__registered_at",
    "kind",
    "length",
    "unit",
    "custody_length",
    "custody_unit",
    "starts_on",
    "ends_on",
    "operational_ends_on",
    "released_on",
    "ended_on",
    "end_reason",
    "event__withdrawn_at",
    "event__withdrawn_by__name",
    "event__withdrawn_why",
)


def orders_of(
    person_ids: Collection[int], on: date, *, done: Mapping[int, int] | None = None
) -> list[OrderLine]:
    """Every order of these people, running ones first, the latest event first. Four queries.

    `done` gives what was done of a requirement by its id: RAR days, hours of unpaid work.
    """
    return _lines(Order.objects.filter(person_id__in=person_ids), on, done or {})


def order(
    order_id: int, *, person_ids: Collection[int], on: date, done: Mapping[int, int] | None = None
) -> OrderLine | None:
    """One order of these people. Four queries."""
    rows = Order.objects.filter(pk=order_id, person_id__in=person_ids)
    return next(iter(_lines(rows, on, done or {})), None)


def orders_of_event(event_id: int, *, person_ids: Collection[int], on: date) -> list[OrderLine]:
    """What one event led to. Four queries."""
    rows = Order.objects.filter(event_id=event_id, person_id__in=person_ids)
    return _lines(rows, on, {})


def _lines(rows: QuerySet[Order], on: date, done: Mapping[int, int]) -> list[OrderLine]:
    found = list(
        rows.order_by(
            F("ended_on").desc(nulls_first=True),
            "-event__sentenced_on",
            "-event__number",
            "starts_on",
            "pk",
        ).values_list(*ORDER_FIELDS)
    )
    if not found:
        return []
    ids = [row[0] for row in found]
    requirements = _by_order(_requirements(Requirement.objects.filter(order_id__in=ids), done))
    conditions = _by_order(_conditions(ids))
    offences = _offences({row[2] for row in found})
    return [
        OrderLine(
            id=pk,
            person_id=person_id,
            event_id=event_id,
            event_number=number,
            court=court,
            sentenced_on=sentenced_on,
            registered_by=registered_by,
            registered_at=registered_at,
            kind=OrderKind(kind),
            length=_length(length, unit),
            custody=_length(custody, custody_unit),
            starts_on=starts_on,
            ends_on=ends_on,
            operational_ends_on=operational_ends_on,
            released_on=released_on,
            ended_on=ended_on,
            end_reason=EndReason(reason) if reason else None,
            on=on,
            progress=progress(starts_on, ends_on, on=on),
            requirements=tuple(requirements[pk]),
            conditions=tuple(conditions[pk]),
            offences=tuple(offences[event_id]),
            withdrawn=Withdrawn(withdrawn_at, withdrawn_by, withdrawn_why)
            if withdrawn_at
            else None,
        )
        for (
            pk,
            person_id,
            event_id,
            number,
            court,
            sentenced_on,
            registered_by,
            registered_at,
            kind,
            length,
            unit,
            custody,
            custody_unit,
            starts_on,
            ends_on,
            operational_ends_on,
            released_on,
            ended_on,
            reason,
            withdrawn_at,
            withdrawn_by,
            withdrawn_why,
        ) in found
    ]


def _by_order(lines: Iterable[L]) -> dict[int, list[L]]:
    found: dict[int, list[L]] = defaultdict(list)
    for line in lines:
        found[line.order_id].append(line)
    return found


REQUIREMENT_FIELDS = (
    "pk",
    "order_id",
    "order__person_id",
    "kind",
    "length",
    "unit",
    "detail",
    "hours_a_day",
    "starts_on",
    "ended_on",
    "end_reason",
)


def _requirements(rows: QuerySet[Requirement], done: Mapping[int, int]) -> list[RequirementLine]:
    """Live ones first."""
    found = rows.order_by(F("ended_on").desc(nulls_first=True), "pk")
    return [
        RequirementLine(
            pk,
            order_id,
            person_id,
            RequirementKind(kind),
            _length(length, unit),
            detail,
            hours,
            starts_on,
            ended_on,
            EndReason(reason) if reason else None,
            done.get(pk),
        )
        for (
            pk,
            order_id,
            person_id,
            kind,
            length,
            unit,
            detail,
            hours,
            starts_on,
            ended_on,
            reason,
        ) in found.values_list(*REQUIREMENT_FIELDS)
    ]


def _conditions(order_ids: Collection[int]) -> list[ConditionLine]:
    rows = Condition.objects.filter(order_id__in=order_ids).order_by("pk")
    return [
        ConditionLine(pk, order_id, ConditionKind(kind), text, ended_on)
        for pk, order_id, kind, text, ended_on in rows.values_list(
            "pk", "order_id", "kind", "text", "ended_on"
        )
    ]


def _offences(event_ids: Collection[int]) -> dict[int, list[OffenceLine]]:
    found: dict[int, list[OffenceLine]] = defaultdict(list)
    rows = Offence.objects.filter(event_id__in=event_ids).order_by("-is_main", "pk")
    for row in rows.values_list("event_id", "description", "committed_on", "is_main"):
        found[row[0]].append(OffenceLine(*row))
    return found


# ── Short answers, one query for all ids ───────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class OrderShort:
    """An order in a list of people."""

    id: int
    person_id: int
    event_id: int
    kind: OrderKind
    starts_on: date
    ends_on: date
    on: date

    @property
    def has_begun(self) -> bool:
        return self.starts_on <= self.on

    @property
    def progress(self) -> Progress:
        return progress(self.starts_on, self.ends_on, on=self.on)

    @property
    def days_left(self) -> int:
        return self.progress.days_left


STANDS = Q(event__withdrawn_at__isnull=True)
"""Rows of sentences nobody has taken back: the others never bound anybody."""


def current(person_ids: Collection[int], on: date) -> dict[int, list[OrderShort]]:
    """Orders not ended on a day, by person, the earliest to begin first. One query."""
    found: dict[int, list[OrderShort]] = {}
    rows = (
        Order.objects.filter(STANDS, _not_ended(on), person_id__in=person_ids)
        .order_by("starts_on", "pk")
        .values_list("pk", "person_id", "event_id", "kind", "starts_on", "ends_on")
    )
    for pk, person_id, event_id, kind, starts_on, ends_on in rows:
        line = OrderShort(pk, person_id, event_id, OrderKind(kind), starts_on, ends_on, on)
        found.setdefault(person_id, []).append(line)
    return found


def _not_ended(on: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gt": on})


@dataclass(frozen=True, slots=True)
class Span:
    """An order's kind and the days it runs, whoever's it is."""

    id: int
    kind: OrderKind
    starts_on: date
    ended_on: date | None


def span(order_id: int) -> Span | None:
    """From when to when an order ran. One query."""
    fields = ("pk", "kind", "starts_on", "ended_on")
    row = Order.objects.filter(pk=order_id).values_list(*fields).first()
    return Span(row[0], OrderKind(row[1]), row[2], row[3]) if row else None


def live_requirements(
    person_ids: Collection[int], on: date, *, done: Mapping[int, int] | None = None
) -> list[RequirementLine]:
    """What is required of these people on a day, by the orders that run then. One query."""
    rows = Requirement.objects.filter(
        _not_ended(on),
        _not_ended(on, "order__"),
        order__event__withdrawn_at__isnull=True,
        order__person_id__in=person_ids,
        starts_on__lte=on,
    )
    return _requirements(rows, done or {})


def requirement(requirement_id: int, *, person_ids: Collection[int]) -> RequirementLine | None:
    """One requirement of these people. One query."""
    rows = Requirement.objects.filter(pk=requirement_id, order__person_id__in=person_ids)
    return next(iter(_requirements(rows, {})), None)


def main_offence(person_ids: Collection[int]) -> dict[int, str]:
    """The main offence of each person's latest event: person id → words. One query."""
    rows = (
        Offence.objects.filter(STANDS, is_main=True, event__person_id__in=person_ids)
        .order_by("event__sentenced_on", "event__number")
        .values_list("event__person_id", "description")
    )
    return dict(rows)  # the latest event's comes last, and stays


@dataclass(frozen=True, slots=True)
class PeriodLine:
    id: int
    person_id: int
    opened_on: date


def open_period(person_ids: Collection[int]) -> PeriodLine | None:
    """The supervision period that is open now, if one is. One query."""
    row = (
        SupervisionPeriod.objects.filter(person_id__in=person_ids, closed_on__isnull=True)
        .order_by("opened_on", "pk")
        .values_list("pk", "person_id", "opened_on")
        .first()
    )
    return PeriodLine(*row) if row else None


def periods_on(person_ids: Collection[int], on: date) -> dict[int, int]:
    """The person of each supervision period that was open on a day, the first opened first. One query."""
    rows = SupervisionPeriod.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on),
        person_id__in=person_ids,
        opened_on__lte=on,
    ).order_by("opened_on", "pk")
    return dict(rows.values_list("pk", "person_id"))


def closed_periods(person_ids: Collection[int]) -> list[int]:
    """The ids of the supervision periods that are over. One query."""
    rows = SupervisionPeriod.objects.filter(person_id__in=person_ids, closed_on__isnull=False)
    return list(rows.values_list("pk", flat=True))


# ── What was put right ─────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """Facts of a sentence that were put right at one moment: what, from, to."""

    id: int
    at: datetime
    by: str
    why: str
    changes: tuple[tuple[str, str, str], ...]


def corrections(event_id: int) -> list[CorrectionLine]:
    """What was put right about one sentence, the latest first. One query."""
    rows = Correction.objects.filter(event_id=event_id).order_by("-pk")
    return [
        CorrectionLine(pk, at, by, why, tuple((what, was, now) for what, was, now in changes))
        for pk, at, by, why, changes in rows.values_list(
            "pk", "corrected_at", "corrected_by__name", "why", "changes"
        )
    ]


def corrections_since(event_ids: Collection[int], at: datetime) -> dict[int, list[CorrectionLine]]:
    """What was put right about these sentences after a moment, the first first, by event. One query."""
    found: dict[int, list[CorrectionLine]] = defaultdict(list)
    rows = Correction.objects.filter(event_id__in=event_ids, corrected_at__gt=at).order_by("pk")
    for event_id, pk, when, by, why, changes in rows.values_list(
        "event_id", "pk", "corrected_at", "corrected_by__name", "why", "changes"
    ):
        said = tuple((what, was, now) for what, was, now in changes)
        found[event_id].append(CorrectionLine(pk, when, by, why, said))
    return found


# ── What a court officer asks ──────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class EventLine:
    """One sentence as registered."""

    id: int
    person_id: int
    number: int
    court: str
    sentenced_on: date
    registered_by_id: int
    registered_by: str
    registered_at: datetime
    kinds: tuple[OrderKind, ...]
    is_withdrawn: bool = False

    @property
    def said(self) -> str:
        """ "Community order", "Licence and post-sentence supervision"."""
        labels = [kind.label for kind in self.kinds]
        return " and ".join([labels[0], *(label.lower() for label in labels[1:])]) if labels else ""


EVENT_FIELDS = (
    "pk",
    "person_id",
    "number",
    "court__name",
    "sentenced_on",
    "registered_by_id",
    "registered_by__name",
    "registered_at",
    "withdrawn_at",
)


def registered_by(user_ids: Collection[int], *, since: datetime, size: int = 20) -> list[EventLine]:
    """What these members of staff registered, the latest first. Two queries."""
    rows = Event.objects.filter(registered_by_id__in=user_ids, registered_at__gte=since)
    return _events(rows.order_by("-registered_at", "-pk")[:size])


def event(event_id: int, *, person_ids: Collection[int]) -> EventLine | None:
    """One sentence of these people. Two queries."""
    rows = Event.objects.filter(pk=event_id, person_id__in=person_ids)
    return next(iter(_events(rows)), None)


def events(event_ids: Collection[int]) -> dict[int, EventLine]:
    """Sentences by id, for lists. Two queries."""
    return {line.id: line for line in _events(Event.objects.filter(pk__in=event_ids))}


def _events(rows: QuerySet[Event]) -> list[EventLine]:
    found = list(rows.values_list(*EVENT_FIELDS))
    kinds: dict[int, list[OrderKind]] = defaultdict(list)
    orders = Order.objects.filter(event_id__in=[row[0] for row in found])
    for event_id, kind in orders.order_by("starts_on", "pk").values_list("event_id", "kind"):
        kinds[event_id].append(OrderKind(kind))
    return [
        EventLine(pk, person_id, number, court, day, by_id, by, at, tuple(kinds[pk]), bool(back))
        for pk, person_id, number, court, day, by_id, by, at, back in found
    ]


def last_court(user_id: int, *, since: datetime) -> int | None:
    """The court of what somebody last registered since a moment: probably they are still there."""
    return (
        Event.objects.filter(registered_by_id=user_id, registered_at__gte=since)
        .order_by("-registered_at", "-pk")
        .values_list("court_id", flat=True)
        .first()
    )


def over_since(before: date) -> dict[int, date]:
    """Records whose supervision all ended before a day, and when: person id → the latest end. One query."""
    rows = (
        SupervisionPeriod.objects.values("person_id")
        .annotate(running=Count("pk", filter=Q(closed_on__isnull=True)), ended=Max("closed_on"))
        .filter(running=0, ended__lt=before)
        .values_list("person_id", "ended")
    )
    return dict(rows)
