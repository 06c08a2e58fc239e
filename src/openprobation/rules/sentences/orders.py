"""Is this order lawful as typed?

Everything wrong is said at once, each fault beside its field, in words for the court officer who
typed it. Limits are chosen by the day of the sentence. A fault carries its rule, so that a page can
let an officer confirm what rests on a rule that nobody has checked (`Fault.is_sure`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from openprobation.rules.dates import Length, age_on, last_day_of, words, years
from openprobation.rules.policy import DEFAULT_PACK, Pack, Rule
from openprobation.rules.sentences.limits import (
    CJA_2003,
    COMMUNITY_ORDER,
    CURFEW_HOURS,
    REQUIREMENTS,
    SUSPENDED_SENTENCE,
    TAKES_NO_LENGTH,
    UNPAID_WORK,
    RequirementLimits,
    SuspendedSentenceLimits,
)
from openprobation.vocabulary.sentences import OrderKind, RequirementKind, Unit


@dataclass(frozen=True, slots=True)
class RequirementAsTyped:
    """A requirement on the form. `starts_on` None: with the order. `hours_a_day` is for curfews."""

    kind: RequirementKind
    length: Length | None = None
    starts_on: date | None = None
    hours_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class OrderAsTyped:
    """A community order or suspended sentence order on the form; `ends_on` is its last day.

    For a suspended sentence `ends_on` ends supervision, `operational_ends_on` the time the prison
    is held over the person, `term` that prison. `other_unpaid_work_hours` are hours of other orders
    that must be worked besides these, not at the same time. None: not said, and then not checked,
    except a date of birth that a requirement turns on.
    """

    kind: OrderKind
    sentenced_on: date
    starts_on: date
    ends_on: date
    requirements: tuple[RequirementAsTyped, ...] = ()
    born_on: date | None = None
    operational_ends_on: date | None = None
    term: Length | None = None
    other_unpaid_work_hours: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, beside the field it belongs to; `rule` None: it needs no law to see it.

    Fields are those of `OrderAsTyped`; a requirement's is "requirements.0.length".
    """

    field: str
    message: str
    rule: Rule[Any] | None = None

    @property
    def is_sure(self) -> bool:
        return self.rule is None or self.rule.is_sure


def order_ends_on(starts_on: date, length: Length) -> date:
    """The last day of an order: 12 months from 1 February 2017 end on 31 January 2018."""
    return length.last_day(starts_on)


def order_faults(order: OrderAsTyped, *, pack: Pack = DEFAULT_PACK) -> list[Fault]:
    """Everything wrong with an order as typed, in the order of the form. Empty: nothing is."""
    if order.sentenced_on < CJA_2003:
        return [
            Fault(
                "sentenced_on",
                f"Orders of this kind could first be made on {words(CJA_2003)}: this sentence is"
                f" dated {words(order.sentenced_on)}.",
            )
        ]
    return [
        *_span_faults(order),
        *_community_order_faults(order, pack),
        *_suspended_sentence_faults(order, pack),
        *_unpaid_work_faults(order, pack),
        *_requirement_faults(order, pack),
    ]


def _span_faults(order: OrderAsTyped) -> Iterator[Fault]:
    if order.starts_on < order.sentenced_on:
        yield Fault(
            "starts_on",
            f"The order starts on {words(order.starts_on)}, before the sentence on"
            f" {words(order.sentenced_on)}.",
        )
    if order.ends_on < order.starts_on:
        yield Fault(
            "ends_on",
            f"The order ends on {words(order.ends_on)}, before it starts on"
            f" {words(order.starts_on)}.",
        )


def _community_order_faults(order: OrderAsTyped, pack: Pack) -> Iterator[Fault]:
    if order.kind is not OrderKind.COMMUNITY_ORDER:
        return
    rule = COMMUNITY_ORDER.on(order.sentenced_on, pack=pack)
    longest = last_day_of(order.starts_on, months=rule.value.longest_months)
    if order.ends_on > longest:
        yield Fault(
            "ends_on",
            f"A community order may run {years(rule.value.longest_months)} at most: it would end on"
            f" {words(order.ends_on)}, and {words(longest)} is the last day it may.",
            rule,
        )
    if len(order.requirements) < rule.value.fewest_requirements:
        yield Fault(
            "requirements", "A community order needs at least one requirement. Add one.", rule
        )


def _suspended_sentence_faults(order: OrderAsTyped, pack: Pack) -> Iterator[Fault]:
    if order.kind is not OrderKind.SUSPENDED_SENTENCE:
        return
    rule = SUSPENDED_SENTENCE.on(order.sentenced_on, pack=pack)
    yield from _term_faults(order, rule)
    yield from _operational_faults(order, rule)
    shortest = last_day_of(order.starts_on, months=rule.value.shortest_supervision_months)
    if order.starts_on <= order.ends_on < shortest:
        yield Fault(
            "ends_on",
            f"Supervision under a suspended sentence must last at least"
            f" {rule.value.shortest_supervision_months} months: it would end on"
            f" {words(order.ends_on)}.",
            rule,
        )


def _term_faults(order: OrderAsTyped, rule: Rule[SuspendedSentenceLimits]) -> Iterator[Fault]:
    if order.term is None:
        return
    limits = rule.value
    last = order.term.last_day(order.starts_on)
    shortest = last_day_of(order.starts_on, days=limits.shortest_term_days)
    longest = last_day_of(order.starts_on, months=limits.longest_term_months)
    if not shortest <= last <= longest:
        yield Fault(
            "term",
            f"A prison sentence may be suspended if it is between {limits.shortest_term_days} days"
            f" and {years(limits.longest_term_months)}: this one is {order.term}.",
            rule,
        )


def _operational_faults(
    order: OrderAsTyped, rule: Rule[SuspendedSentenceLimits]
) -> Iterator[Fault]:
    ends_on = order.operational_ends_on
    limits = rule.value
    if ends_on is None:
        longest = last_day_of(order.starts_on, months=limits.longest_operational_months)
        if order.ends_on > longest:
            yield Fault(
                "ends_on",
                f"Supervision under a suspended sentence may last"
                f" {years(limits.longest_operational_months)} at most: it would end on"
                f" {words(order.ends_on)}, and {words(longest)} is the last day it may.",
                rule,
            )
        return
    shortest = last_day_of(order.starts_on, months=limits.shortest_operational_months)
    longest = last_day_of(order.starts_on, months=limits.longest_operational_months)
    if not shortest <= ends_on <= longest:
        yield Fault(
            "operational_ends_on",
            f"The operational period must be between {limits.shortest_operational_months} months"
            f" and {years(limits.longest_operational_months)}: it may end from {words(shortest)} to"
            f" {words(longest)}, and it would end on {words(ends_on)}.",
            rule,
        )
    if order.ends_on > ends_on:
        yield Fault(
            "ends_on",
            f"Supervision may not go on after the operational period: it would end on"
            f" {words(order.ends_on)}, and that period ends on {words(ends_on)}.",
            rule,
        )


def _unpaid_work_faults(order: OrderAsTyped, pack: Pack) -> Iterator[Fault]:
    typed = [
        (number, requirement)
        for number, requirement in enumerate(order.requirements)
        if requirement.kind is RequirementKind.UNPAID_WORK
    ]
    if not typed:
        return
    rule = UNPAID_WORK.on(order.sentenced_on, pack=pack)
    limits = rule.value
    field = f"requirements.{typed[0][0]}.length"
    lengths = [requirement.length for _, requirement in typed]
    hours = sum(length.number for length in lengths if length and length.unit is Unit.HOURS)
    all_hours = hours + order.other_unpaid_work_hours
    all_in_hours = all(length and length.unit is Unit.HOURS for length in lengths)
    if all_in_hours and hours < limits.fewest_hours:
        yield Fault(
            field,
            f"Unpaid work must be at least {limits.fewest_hours} hours: this order has {hours}.",
            rule,
        )
    if all_hours > limits.most_hours:
        besides = f", {order.other_unpaid_work_hours} of them under other orders"
        yield Fault(
            field,
            f"Unpaid work may be {limits.most_hours} hours at most: there would be {all_hours}"
            f"{besides if order.other_unpaid_work_hours else ''}.",
            rule,
        )
    if (
        order.starts_on
        <= order.ends_on
        < last_day_of(order.starts_on, months=limits.shortest_order_months)
    ):
        yield Fault(
            "ends_on",
            f"An order with unpaid work must run at least {limits.shortest_order_months} months:"
            f" it would end on {words(order.ends_on)}.",
            rule,
        )


def _requirement_faults(order: OrderAsTyped, pack: Pack) -> Iterator[Fault]:
    for number, requirement in enumerate(order.requirements):
        rule = REQUIREMENTS.timeline(requirement.kind).find(order.sentenced_on, pack=pack)
        field = f"requirements.{number}"
        if rule is None:
            first = REQUIREMENTS.timeline(requirement.kind).entries[0].in_force_from
            yield Fault(
                f"{field}.kind",
                f"{requirement.kind.label} could not be ordered on {words(order.sentenced_on)}:"
                f" courts could first order it on {words(first)}.",
            )
            continue
        starts_on = requirement.starts_on or order.starts_on
        yield from _start_faults(order, starts_on, field)
        yield from _age_faults(order, requirement, rule, field)
        yield from _length_faults(requirement, starts_on, rule, field)
        yield from _curfew_faults(order, requirement, field, pack)
        yield from _cover_faults(order, requirement, starts_on, rule, field)


def _start_faults(order: OrderAsTyped, starts_on: date, field: str) -> Iterator[Fault]:
    if not order.starts_on <= starts_on <= max(order.ends_on, order.starts_on):
        yield Fault(
            f"{field}.starts_on",
            f"The requirement starts on {words(starts_on)}, outside the order, which runs from"
            f" {words(order.starts_on)} to {words(order.ends_on)}.",
        )


def _age_faults(
    order: OrderAsTyped,
    requirement: RequirementAsTyped,
    rule: Rule[RequirementLimits],
    field: str,
) -> Iterator[Fault]:
    limit = rule.value.under_age
    if limit is None:
        return
    label = requirement.kind.label
    if order.born_on is None:
        yield Fault(
            f"{field}.kind",
            f"{label} is only for people under {limit}. Add the date of birth first.",
            rule,
        )
    elif (age := age_on(order.born_on, order.sentenced_on)) >= limit:
        yield Fault(
            f"{field}.kind",
            f"{label} is only for people under {limit}: this person was {age} on"
            f" {words(order.sentenced_on)}.",
            rule,
        )


def _length_faults(
    requirement: RequirementAsTyped,
    starts_on: date,
    rule: Rule[RequirementLimits],
    field: str,
) -> Iterator[Fault]:
    limits, label, length = rule.value, requirement.kind.label, requirement.length
    if length is None:
        if requirement.kind not in TAKES_NO_LENGTH:
            units = _either(limits.units)
            yield Fault(f"{field}.length", f"{label}: say how many {units} the court ordered.")
        return
    if length.number < 1:
        yield Fault(f"{field}.length", f"{label} must be at least 1 {length.unit.value[:-1]}.")
        return
    if length.unit not in limits.units:
        yield Fault(
            f"{field}.length",
            f"{label} is ordered in {_either(limits.units)}, not {length.unit.value}.",
            rule,
        )
        return
    if limits.least is not None and _is_shorter(length, limits.least, starts_on):
        yield Fault(
            f"{field}.length",
            f"{label} must be at least {limits.least}: this one is {length}.",
            rule,
        )
    if limits.most is not None and _is_shorter(limits.most, length, starts_on):
        yield Fault(
            f"{field}.length",
            f"{label} may be {limits.most} at most: this one is {length}.",
            rule,
        )


def _is_shorter(length: Length, than: Length, starts_on: date) -> bool:
    """Stretches of days are compared from the day they start; amounts by their number."""
    if length.is_time and than.is_time:
        return length.last_day(starts_on) < than.last_day(starts_on)
    return length.number < than.number


def _curfew_faults(
    order: OrderAsTyped, requirement: RequirementAsTyped, field: str, pack: Pack
) -> Iterator[Fault]:
    hours = requirement.hours_a_day
    if requirement.kind is not RequirementKind.CURFEW or hours is None:
        return
    rule = CURFEW_HOURS.on(order.sentenced_on, pack=pack)
    if not rule.value.fewest <= hours <= rule.value.most:
        yield Fault(
            f"{field}.hours_a_day",
            f"A curfew must be between {rule.value.fewest} and {rule.value.most} hours a day: this"
            f" one is {hours}.",
            rule,
        )


def _cover_faults(
    order: OrderAsTyped,
    requirement: RequirementAsTyped,
    starts_on: date,
    rule: Rule[RequirementLimits],
    field: str,
) -> Iterator[Fault]:
    length = requirement.length
    if length is None or not length.is_time or length.number < 1:
        return
    if not rule.value.order_must_cover_it or order.ends_on < order.starts_on:
        return
    ends_on = length.last_day(starts_on)
    if ends_on > order.ends_on:
        yield Fault(
            f"{field}.length",
            f"The order may not end before the {requirement.kind.label.lower()}: that would end on"
            f" {words(ends_on)}, and the order on {words(order.ends_on)}.",
            rule,
        )


def _either(units: tuple[Unit, ...]) -> str:
    names = [unit.value for unit in units]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
