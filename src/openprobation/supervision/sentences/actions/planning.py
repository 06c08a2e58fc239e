"""What orders follow from what the court said, until when and why, and what is wrong with it?

Deciding, apart from doing: a check page shows the plan, `registering` carries it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from openprobation.rules.dates import Length, age_on, words
from openprobation.rules.policy import Pack
from openprobation.rules.sentences import (
    Custody,
    CustodyDates,
    KeyDate,
    OrderAsTyped,
    custody_dates,
    key_dates,
    order_ends_on,
    order_faults,
)
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.sentences.policies import (
    STANDARD_LICENCE_CONDITIONS,
    STANDARD_SUPERVISION_REQUIREMENTS,
)
from openprobation.vocabulary.sentences import ConditionKind, OrderKind, RequirementKind, Unit

from .given import ConditionGiven, OffenceGiven, OrderGiven, RequirementGiven

YOUNGEST_OFFENDER = 10
"""Nobody under ten can commit an offence in England and Wales: below it a date is wrong."""
YOUNGEST_SUPERVISED = 18
LARGEST_NUMBER = 999
LONGEST_DESCRIPTION = 500
STRETCHES = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)
NAMED_IN_DETAIL = {
    RequirementKind.EXCLUSION: "Say which place the person must not enter.",
    RequirementKind.PROHIBITED_ACTIVITY: "Say what the person must not do.",
    RequirementKind.RESIDENCE: "Say where the person must live.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, beside the field it belongs to ("orders.0.requirements.1.length").

    One that is not `is_sure` rests on a rule nobody has checked, or may be right after all: whoever
    has the court's paper in hand may say so and go on.
    """

    field: str
    message: str
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """An order as it will be written, with the reason for its dates."""

    kind: OrderKind
    starts_on: date
    ends_on: date
    because: str
    length: Length | None = None
    custody: Length | None = None
    operational_ends_on: date | None = None
    released_on: date | None = None
    requirements: tuple[RequirementGiven, ...] = ()
    conditions: tuple[ConditionGiven, ...] = ()
    key_dates: tuple[KeyDate, ...] = ()
    nothing_after_because: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    orders: tuple[PlannedOrder, ...]
    faults: tuple[Fault, ...]

    @property
    def certain(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.is_sure)

    @property
    def doubts(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if not fault.is_sure)


def plan(
    *,
    person: Handle,
    court: courts.CourtLine | None,
    sentenced_on: date,
    offences: Sequence[OffenceGiven],
    orders: Sequence[OrderGiven],
    today: date,
    pack: Pack,
) -> Plan:
    """The orders to write, and everything wrong at once. A faulty order may be missing."""
    faults = [
        *hearing_faults(person=person, court=court, sentenced_on=sentenced_on, today=today),
        *offence_faults(person=person, sentenced_on=sentenced_on, offences=offences),
    ]
    if not orders:
        faults.append(Fault("orders", "Say what the court ordered: at least one order."))
    planned: list[PlannedOrder] = []
    for number, given in enumerate(orders):
        field = f"orders.{number}"
        shape = list(_shape_faults(given, field))
        faults += shape
        if any(fault.field.startswith(field) for fault in shape):
            continue
        if given.kind is OrderKind.LICENCE:
            made, wrong = _after_prison(given, field, person, sentenced_on, offences, pack)
        else:
            made, wrong = _court_order(given, field, person, sentenced_on, pack)
        planned += made
        faults += wrong
        faults += _over_already(made, field, today)
    return Plan(tuple(planned), tuple(faults))


# ── The hearing and the offences ───────────────────────────────────────────────────────────
def hearing_faults(
    *, person: Handle, court: courts.CourtLine | None, sentenced_on: date, today: date
) -> Iterator[Fault]:
    if court is None:
        yield Fault("court_id", "Choose the court from the list.")
    if sentenced_on > today:
        yield Fault(
            "sentenced_on",
            f"The sentence is dated {words(sentenced_on)}, which has not come yet."
            " Register it once the court has passed it.",
        )
    age = age_on(person.date_of_birth, sentenced_on)
    if age < YOUNGEST_SUPERVISED:
        yield Fault(
            "sentenced_on",
            f"{person.name} was {age} on {words(sentenced_on)}: people under 18 are supervised by"
            " the youth offending team. Check the date, and the date of birth on the record.",
        )
    if person.died_on is not None and sentenced_on > person.died_on:
        yield Fault(
            "sentenced_on",
            f"The record says that {person.name} died on {words(person.died_on)},"
            " before this sentence.",
        )


def offence_faults(
    *, person: Handle, sentenced_on: date, offences: Sequence[OffenceGiven]
) -> Iterator[Fault]:
    if not offences:
        yield Fault("offences", "Enter at least one offence.")
    elif sum(offence.is_main for offence in offences) != 1:
        yield Fault("offences", "Say which one of the offences is the main one.")
    for number, offence in enumerate(offences):
        field = f"offences.{number}"
        if not offence.description.strip():
            yield Fault(f"{field}.description", "Say what the offence was.")
        if len(offence.description) > LONGEST_DESCRIPTION:
            yield Fault(
                f"{field}.description",
                f"Keep the offence to {LONGEST_DESCRIPTION} characters:"
                f" this is {len(offence.description):,}.",
            )
        if offence.committed_on > sentenced_on:
            yield Fault(
                f"{field}.committed_on",
                f"The offence is dated {words(offence.committed_on)}, after the sentence on"
                f" {words(sentenced_on)}.",
            )
        elif (age := age_on(person.date_of_birth, offence.committed_on)) < YOUNGEST_OFFENDER:
            yield Fault(
                f"{field}.committed_on",
                f"{person.name} was {'not born yet' if age < 0 else age} on"
                f" {words(offence.committed_on)}. Check the year.",
            )


def main_offence(offences: Sequence[OffenceGiven]) -> OffenceGiven | None:
    return next((offence for offence in offences if offence.is_main), None)


# ── Whether an order can be planned at all ─────────────────────────────────────────────────
def _shape_faults(given: OrderGiven, field: str) -> Iterator[Fault]:
    for number, requirement in enumerate(given.requirements):
        yield from _requirement_shape_faults(requirement, f"{field}.requirements.{number}")
    for number, condition in enumerate(given.conditions):
        if not condition.text.strip():
            yield Fault(f"{field}.conditions.{number}.text", "Say what the condition is.")
    match given.kind:
        case OrderKind.POST_SENTENCE_SUPERVISION:
            yield Fault(
                f"{field}.kind",
                "Supervision after a sentence follows from the prison passed: choose prison and"
                " licence, and it is worked out.",
            )
        case OrderKind.LICENCE:
            yield from _stretch_faults(
                given.custody, f"{field}.custody_length", "Say how long the prison sentence is."
            )
            if given.requirements:
                yield Fault(
                    f"{field}.requirements",
                    "A licence has conditions, not requirements. Write them as conditions.",
                )
            if not 0 <= given.remand_days <= LARGEST_NUMBER:
                yield Fault(
                    f"{field}.remand_days",
                    f"Days on remand must be between 0 and {LARGEST_NUMBER}.",
                )
        case _:
            yield from _stretch_faults(
                given.how_long,
                f"{field}.length",
                "Say how long the person is supervised."
                if given.kind is OrderKind.SUSPENDED_SENTENCE
                else "Say how long the order is.",
            )
            yield from _held_over_faults(given, field)


def _held_over_faults(given: OrderGiven, field: str) -> Iterator[Fault]:
    if given.kind is not OrderKind.SUSPENDED_SENTENCE:
        if given.custody is not None:
            yield Fault(f"{field}.custody_length", "A community order holds no prison sentence.")
        return
    if not given.requirements:
        yield Fault(
            f"{field}.requirements",
            "With no requirement nobody supervises a suspended sentence, so there is nothing to"
            " register. Add what the court required.",
        )
    yield from _stretch_faults(
        given.custody, f"{field}.custody_length", "Say how long the prison sentence is."
    )
    yield from _stretch_faults(
        given.operational, f"{field}.operational_length", "Say for how long it is suspended."
    )


def _stretch_faults(length: Length | None, field: str, missing: str) -> Iterator[Fault]:
    if length is None:
        yield Fault(field, missing)
    elif length.unit not in STRETCHES:
        yield Fault(field, "Give the length in days, weeks or months.")
    elif not 1 <= length.number <= LARGEST_NUMBER:
        yield Fault(field, f"The length must be between 1 and {LARGEST_NUMBER}.")


def _requirement_shape_faults(requirement: RequirementGiven, field: str) -> Iterator[Fault]:
    length = requirement.how_long
    if length is not None and length.number > LARGEST_NUMBER:
        yield Fault(f"{field}.length", f"The length must be between 1 and {LARGEST_NUMBER}.")
    if requirement.kind in NAMED_IN_DETAIL and not requirement.detail.strip():
        yield Fault(f"{field}.detail", NAMED_IN_DETAIL[requirement.kind])


# ── Community orders and suspended sentence orders ─────────────────────────────────────────
def _court_order(
    given: OrderGiven, field: str, person: Handle, sentenced_on: date, pack: Pack
) -> tuple[list[PlannedOrder], list[Fault]]:
    length = given.how_long
    assert length is not None  # `_shape_faults` has refused an order without one
    starts_on = given.starts_on or sentenced_on
    ends_on = order_ends_on(starts_on, length)
    operational_ends_on = (
        order_ends_on(starts_on, given.operational) if given.operational is not None else None
    )
    typed = OrderAsTyped(
        kind=given.kind,
        sentenced_on=sentenced_on,
        starts_on=starts_on,
        ends_on=ends_on,
        requirements=tuple(requirement.as_typed() for requirement in given.requirements),
        born_on=person.date_of_birth,
        operational_ends_on=operational_ends_on,
        term=given.custody,
    )
    named = partial(_as_given, order=field, starts_given=given.starts_on is not None)
    faults = [
        Fault(named(fault.field), fault.message, fault.is_sure)
        for fault in order_faults(typed, pack=pack)
    ]
    planned = PlannedOrder(
        kind=given.kind,
        starts_on=starts_on,
        ends_on=ends_on,
        because=_runs_because(given, length, starts_on, ends_on, operational_ends_on),
        length=length,
        custody=given.custody,
        operational_ends_on=operational_ends_on,
        requirements=tuple(given.requirements),
        key_dates=() if any(fault.is_sure for fault in faults) else key_dates(typed, pack=pack),
    )
    return [planned], faults


def _runs_because(
    given: OrderGiven,
    length: Length,
    starts_on: date,
    ends_on: date,
    operational_ends_on: date | None,
) -> str:
    runs = "runs" if length.number == 1 else "run"
    said = f"{length} from {words(starts_on)}, that day counted, {runs} to {words(ends_on)}."
    if operational_ends_on is None:
        return said
    return (
        f"Supervision: {said} The prison sentence of {given.custody} is suspended for"
        f" {given.operational}, to {words(operational_ends_on)}."
    )


def _as_given(field: str, *, order: str, starts_given: bool) -> str:
    """The rule speaks of the order's dates; the officer typed lengths."""
    if field == "sentenced_on" or (field == "starts_on" and not starts_given):
        return "sentenced_on"
    typed = {
        "ends_on": "length",
        "operational_ends_on": "operational_length",
        "term": "custody_length",
    }
    return f"{order}.{typed.get(field, field)}"


# ── Prison, the licence and the supervision after it ───────────────────────────────────────
def _after_prison(
    given: OrderGiven,
    field: str,
    person: Handle,
    sentenced_on: date,
    offences: Sequence[OffenceGiven],
    pack: Pack,
) -> tuple[list[PlannedOrder], list[Fault]]:
    """The day of the main offence decides whether supervision follows."""
    offence, length = main_offence(offences), given.custody
    if offence is None or length is None:
        return [], []
    custody = Custody(
        starts_on=sentenced_on,
        offence_on=offence.committed_on,
        born_on=person.date_of_birth,
        remand_days=given.remand_days,
        **{length.unit.value: length.number},
    )
    dates = custody_dates(custody, pack=pack)
    if dates.licence is None:
        return [], [Fault(f"{field}.custody_length", _no_licence(length, offence.committed_on))]
    released_on = given.released_on or dates.released_on
    faults = list(_release_faults(given, field, sentenced_on, dates))
    licence = PlannedOrder(
        kind=OrderKind.LICENCE,
        starts_on=released_on,
        ends_on=max(dates.expires_on, released_on),
        because=_licence_because(given, length, sentenced_on, dates),
        custody=length,
        released_on=released_on,
        conditions=(
            *(
                ConditionGiven(ConditionKind.STANDARD, text)
                for text in STANDARD_LICENCE_CONDITIONS.on(released_on, pack=pack).value
            ),
            *given.conditions,
        ),
        key_dates=_licence_days(released_on, dates),
        nothing_after_because="" if dates.supervision else dates.because,
    )
    if dates.supervision is None:
        return [licence], faults
    starts_on = dates.supervision.starts_on
    supervision = PlannedOrder(
        kind=OrderKind.POST_SENTENCE_SUPERVISION,
        starts_on=starts_on,
        ends_on=dates.supervision.ends_on,
        because=f"{dates.because} The offence was on {words(offence.committed_on)}.",
        released_on=released_on,
        conditions=tuple(
            ConditionGiven(ConditionKind.STANDARD, text)
            for text in STANDARD_SUPERVISION_REQUIREMENTS.on(starts_on, pack=pack).value
        ),
        key_dates=(KeyDate(dates.supervision.ends_on, "Supervision ends"),),
    )
    return [licence, supervision], faults


def _no_licence(length: Length, committed_on: date) -> str:
    return (
        f"No licence follows {length} for an offence on {words(committed_on)}, so there is nothing"
        " to supervise. Check the length and the date of the offence."
    )


def _release_faults(
    given: OrderGiven, field: str, sentenced_on: date, dates: CustodyDates
) -> Iterator[Fault]:
    if given.released_on is None:
        return
    if given.released_on < sentenced_on:
        yield Fault(
            f"{field}.released_on",
            f"The release is dated {words(given.released_on)}, before the sentence on"
            f" {words(sentenced_on)}.",
        )
    if given.released_on > dates.expires_on:
        yield Fault(
            f"{field}.released_on",
            f"The release is dated {words(given.released_on)}, after the sentence ends on"
            f" {words(dates.expires_on)}.",
        )


def _licence_because(
    given: OrderGiven, length: Length, sentenced_on: date, dates: CustodyDates
) -> str:
    remand = given.remand_days
    counted = f", {Length(remand, Unit.DAYS)} on remand counted," if remand else ""
    ends = "ends" if length.number == 1 else "end"
    sentence = (
        f"{length} of prison from {words(sentenced_on)}{counted} {ends} on"
        f" {words(dates.expires_on)}."
    )
    if given.released_on is None or given.released_on == dates.released_on:
        return f"{sentence} Half is served: release on {words(dates.released_on)}."
    return (
        f"{sentence} Release on {words(given.released_on)}, as you entered it;"
        f" half way would be {words(dates.released_on)}."
    )


def _licence_days(released_on: date, dates: CustodyDates) -> tuple[KeyDate, ...]:
    return (KeyDate(released_on, "Release"), KeyDate(dates.expires_on, "Licence ends"))


# ── A slip in the year ─────────────────────────────────────────────────────────────────────
def _over_already(made: Sequence[PlannedOrder], field: str, today: date) -> Iterator[Fault]:
    """Everything an order led to is over: right for an old paper, more often a slip in the year."""
    if not made:
        return
    last = max(order.ends_on for order in made)
    if last < today:
        yield Fault(
            "sentenced_on",
            f"This sentence would have ended on {words(last)}. Check the year.",
            is_sure=False,
        )
