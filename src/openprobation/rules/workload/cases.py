"""How much work does somebody hold, how much has their week room for, and what share is that?

The published per-case model: a case has points by where it is served and its tier; a report has
points; work done for colleagues adds, work colleagues did is taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from openprobation.rules.policy import DEFAULT_PACK, Pack, Rule
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.sentences import OrderKind
from openprobation.vocabulary.workforce import (
    CasePlace,
    ReductionReason,
    ReductionState,
    ReportKind,
    Tier,
)

from .policy import (
    ALLOWANCES,
    CASE_POINTS,
    CONTACT_POINTS,
    FULL_WEEK,
    NO_CASES,
    REPORT_POINTS,
    Allowance,
    CasePoints,
)

AFTER_PRISON = (OrderKind.LICENCE, OrderKind.POST_SENTENCE_SUPERVISION)
NOTHING = Decimal(0)


# ── What is held ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Case:
    """One case to be counted. `tier` None is a case nobody has put in a tier: it scores nothing."""

    place: CasePlace
    tier: Tier | None
    is_young_adult: bool = False


@dataclass(frozen=True, slots=True)
class Contacts:
    """Work that is not where the case is, by published code: for colleagues, and by colleagues."""

    for_colleagues: Mapping[str, int]
    by_colleagues: Mapping[str, int]


NO_CONTACTS = Contacts({}, {})


@dataclass(frozen=True, slots=True)
class Workload:
    """Points held, and of how many cases no tier is known: those score nothing."""

    points: int
    cases: int
    without_tier: int
    is_applied_early: bool


def place_of(orders: Iterable[tuple[OrderKind, bool]]) -> CasePlace:
    """Where a case is served, from its orders, each with whether it has begun.

    Out of prison on licence counts as licence, whatever else runs; a licence that has not begun,
    with nothing else running, is custody.
    """
    held = list(orders)
    if any(kind in AFTER_PRISON and begun for kind, begun in held):
        return CasePlace.LICENCE
    if any(kind not in AFTER_PRISON for kind, _begun in held):
        return CasePlace.COMMUNITY
    return CasePlace.CUSTODY if held else CasePlace.COMMUNITY


def points_of(case: Case, points: CasePoints) -> int:
    """What one case is worth."""
    if case.tier is None:
        return 0
    table = points.young_adult if case.is_young_adult else points.standard
    return table[case.place][case.tier]


def total(
    cases: Iterable[Case] = (),
    *,
    points: CasePoints,
    reports: Mapping[ReportKind, int] | None = None,
    report_points: Mapping[ReportKind, int] | None = None,
    contacts: Contacts = NO_CONTACTS,
    contact_points: Mapping[str, int] | None = None,
) -> int:
    """The sum of the published model. A code nobody knows is worth nothing."""
    of_report, of_contact = report_points or {}, contact_points or {}
    return (
        sum(points_of(case, points) for case in cases)
        + sum(of_report[kind] * count for kind, count in (reports or {}).items())
        + sum(of_contact.get(code, 0) * n for code, n in contacts.for_colleagues.items())
        - sum(of_contact.get(code, 0) * n for code, n in contacts.by_colleagues.items())
    )


def workload(
    cases: Iterable[Case],
    *,
    on: date,
    reports: Mapping[ReportKind, int] | None = None,
    contacts: Contacts = NO_CONTACTS,
    pack: Pack = DEFAULT_PACK,
) -> Workload:
    """What somebody holds on a day, by the numbers of that day."""
    held = list(cases)
    rule = CASE_POINTS.on(on, pack=pack)
    return Workload(
        points=total(
            held,
            points=rule.value,
            reports=reports,
            report_points=REPORT_POINTS.on(on, pack=pack).value,
            contacts=contacts,
            contact_points=CONTACT_POINTS.on(on, pack=pack).value,
        ),
        cases=len(held),
        without_tier=sum(case.tier is None for case in held),
        is_applied_early=rule.is_applied_early,
    )


# ── What a week has room for ───────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Reduction:
    """Hours a week taken off, from a day to a day: the last day included, None for no end."""

    hours: Decimal
    starts_on: date
    last_on: date | None
    is_deleted: bool = False

    def state(self, on: date) -> ReductionState:
        if self.is_deleted:
            return ReductionState.DELETED
        if on < self.starts_on:
            return ReductionState.SCHEDULED
        if self.last_on is not None and on > self.last_on:
            return ReductionState.ARCHIVED
        return ReductionState.ACTIVE


def hours_left(weekly: Decimal, reductions: Iterable[Reduction], *, on: date) -> Decimal:
    """Weekly hours less what is taken off on the day. May be less than none."""
    active = (each for each in reductions if each.state(on) is ReductionState.ACTIVE)
    return weekly - sum((each.hours for each in active), NOTHING)


def available_points(points: int | Decimal, hours: Decimal, *, left: Decimal) -> int:
    """What a week of so many hours gives, where a full week has `hours` and gives `points`."""
    if left <= 0 or hours == 0:
        return 0
    share = (left / hours).quantize(Decimal(1).scaleb(-15), ROUND_HALF_UP)
    return int((points * share).to_integral_value(ROUND_DOWN))


@dataclass(frozen=True, slots=True)
class Available:
    """Points a week has room for, with what it came from."""

    points: int
    weekly: Decimal
    left: Decimal


def available(
    grade: Grade,
    weekly: Decimal,
    reductions: Iterable[Reduction] = (),
    *,
    on: date,
    pack: Pack = DEFAULT_PACK,
) -> Available:
    """What a member of staff has room for on a day."""
    week = FULL_WEEK.on(on, pack=pack).value.get(grade, NO_CASES)
    left = hours_left(weekly, reductions, on=on)
    return Available(available_points(week.points, week.hours, left=left), weekly, left)


def percent(points: int | Decimal, room: int | Decimal) -> Decimal:
    """What is held of what there is room for, in per cent with one decimal; 0 where either is none."""
    if not points or not room:
        return NOTHING
    share = (Decimal(points) / Decimal(room)).quantize(Decimal("0.001"), ROUND_HALF_UP)
    return share * 100


def allowances(on: date, *, pack: Pack = DEFAULT_PACK) -> Rule[Mapping[ReductionReason, Allowance]]:
    """What each reason may take off a week on a day."""
    return ALLOWANCES.on(on, pack=pack)
