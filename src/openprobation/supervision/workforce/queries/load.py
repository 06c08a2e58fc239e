"""What does each officer carry, how much room has their week, and has it been too much for too long?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from openprobation.foundation.prepared import prepared
from openprobation.rules import workload
from openprobation.rules.policy import PACKS, Pack
from openprobation.rules.workload.policy import CASE_POINTS, FULL, OVERLOAD
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.risk import ScoreSource
from openprobation.vocabulary.workforce import Tier

from ..models import CaseTier, LoadNight
from ..policies import NOT_SEEN_FOR
from .facts import Facts, facts

WEEK, FOUR_WEEKS = timedelta(weeks=1), timedelta(weeks=4)
NOBODY = 0
NIGHTS_LOOKED_AT = 12 * 7
"""How many nights back a run of too much is followed: enough to say "twelve weeks or more"."""


def pack() -> Pack:
    """The rule book this service works by."""
    return PACKS[settings.POLICY_PACK]


# ── Tiers ──────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class TierLine:
    """The tier of a case, with its source."""

    person_id: int
    tier: Tier
    is_young_adult: bool
    source: ScoreSource
    assessed_on: date
    recorded_by: str
    recorded_at: datetime
    superseded_at: datetime | None


def tiers(person_ids: Collection[int]) -> dict[int, TierLine]:
    """The tier that stands, by person. One query."""
    rows = CaseTier.objects.filter(person_id__in=person_ids, superseded_at__isnull=True)
    return {line.person_id: line for line in tier_lines(rows)}


def tier_history(person_ids: Collection[int]) -> list[TierLine]:
    """Every tier of these people, latest first. One query."""
    rows = CaseTier.objects.filter(person_id__in=person_ids)
    return list(tier_lines(rows.order_by("-recorded_at", "-pk")))


def tier_lines(rows: QuerySet[CaseTier]) -> Iterable[TierLine]:
    for person_id, tier, young, source, on, by, at, superseded in rows.values_list(
        "person_id",
        "tier",
        "is_young_adult",
        "source",
        "assessed_on",
        "recorded_by__name",
        "recorded_at",
        "superseded_at",
    ):
        yield TierLine(person_id, Tier(tier), young, ScoreSource(source), on, by, at, superseded)


# ── Loads ──────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """What somebody carries on a day, of what there is room for, and whether it is too much."""

    cases: int
    points: int
    without_tier: int
    available: int
    weekly: Decimal
    left: Decimal
    hours_are_known: bool
    percent: Decimal
    before: Decimal | None
    """What the share was four weeks ago, where that night was kept."""
    verdict: workload.Verdict
    is_applied_early: bool
    on: date

    @property
    def weeks_over(self) -> int:
        """For how many whole weeks it has been above the limit."""
        since = self.verdict.over_since
        return (self.on - since).days // 7 if since else 0


def loads(
    held: Mapping[int, Collection[int]], grades: Mapping[int, Grade], *, on: date
) -> dict[int, OfficerLoad]:
    """The load of each officer, from the people each answers for. Four queries, however many.

    `grades` is each one's grade by post, for those of whom no hours are written down: they are
    reckoned with a full week.
    """
    everybody = {person_id for people in held.values() for person_id in people}
    worth = points(everybody, on=on)
    carried = {pk: Carried.of(worth[each] for each in people) for pk, people in held.items()}
    return loads_of(carried, grades, facts(held, on=on), on=on)


@dataclass(frozen=True, slots=True)
class Carried:
    """What somebody holds: cases, the points they come to, and of how many no tier is known."""

    cases: int
    points: int
    without_tier: int

    @classmethod
    def of(cls, worth: Iterable[int | None]) -> Carried:
        """From what each case is worth; None of one that has no tier."""
        held = list(worth)
        return cls(len(held), sum(each or 0 for each in held), held.count(None))


def points(person_ids: Collection[int], *, on: date) -> dict[int, int | None]:
    """What each case is worth on a day; None where nobody has put it in a tier. Two queries."""
    tier_of = tiers_short(person_ids)
    orders = sentences.current(person_ids, on)
    table = CASE_POINTS.on(on, pack=pack()).value
    found: dict[int, int | None] = {}
    for person_id in person_ids:
        tier, young = tier_of.get(person_id, (None, False))
        held = orders.get(person_id, ())
        place = workload.place_of((order.kind, order.has_begun) for order in held)
        case = workload.Case(place, tier, young)
        found[person_id] = None if tier is None else workload.points_of(case, table)
    return found


def loads_of(
    carried: Mapping[int, Carried],
    grades: Mapping[int, Grade],
    known: Mapping[int, Facts],
    *,
    on: date,
) -> dict[int, OfficerLoad]:
    """The load of each officer, from what they carry and what is written down of them. One query."""
    weeks = {pk: week_of(known.get(pk), grades.get(pk), on=on) for pk in carried}
    shares = {
        pk: workload.percent(work.points, weeks[pk][0].points) for pk, work in carried.items()
    }
    limit = OVERLOAD.on(on, pack=pack()).value.percent
    nights = nights_of(carried, {pk for pk, share in shares.items() if share > limit}, on=on)
    is_applied_early = CASE_POINTS.on(on, pack=pack()).is_applied_early
    found: dict[int, OfficerLoad] = {}
    for user_id, work in carried.items():
        week, hours_are_known = weeks[user_id]
        share = shares[user_id]
        kept = nights.get(user_id, ())
        found[user_id] = OfficerLoad(
            cases=work.cases,
            points=work.points,
            without_tier=work.without_tier,
            available=week.points,
            weekly=week.weekly,
            left=week.left,
            hours_are_known=hours_are_known,
            percent=share,
            before=share_on(kept, on - FOUR_WEEKS),
            verdict=workload.overload(work.cases, share, kept, on=on, pack=pack()),
            is_applied_early=is_applied_early,
            on=on,
        )
    return found


def tiers_short(person_ids: Collection[int]) -> dict[int, tuple[Tier, bool]]:
    """The tier that stands and whether it counts as a young adult's, by person. One query."""
    rows = CaseTier.objects.filter(person_id__in=person_ids, superseded_at__isnull=True)
    return {
        person_id: (Tier(tier), young)
        for person_id, tier, young in rows.values_list("person_id", "tier", "is_young_adult")
    }


def week_of(
    each: Facts | None, grade: Grade | None, *, on: date
) -> tuple[workload.Available, bool]:
    """The room of somebody's week, and whether their hours are written down. No query."""
    is_known = each is not None and each.hours is not None
    weekly = each.hours if each is not None and each.hours is not None else FULL.hours
    by_contract = each.grade if each is not None else None
    off = each.hours_off if each is not None else Decimal(0)
    return (
        workload.available(
            by_contract or grade or Grade.OTHER,
            weekly,
            [workload.Reduction(off, on, on)],
            on=on,
            pack=pack(),
        ),
        is_known,
    )


def nights_of(
    user_ids: Collection[int], over_ids: Collection[int], *, on: date
) -> dict[int, list[workload.Night]]:
    """What each one's load came to in the week up to four weeks ago, and of those over on every night. One query."""
    found: dict[int, list[workload.Night]] = defaultdict(list)
    first, last = on - FOUR_WEEKS - WEEK, on - FOUR_WEEKS
    since = on - timedelta(days=NIGHTS_LOOKED_AT)
    for user_id, night, points, available in nights_between(
        tuple(user_ids), first, last, tuple(over_ids) or (NOBODY,), since, on
    ):
        found[user_id].append(workload.Night(night, workload.percent(points, available)))
    return found


@prepared
def nights_between(
    user_ids: tuple[int, ...],
    after: date,
    until: date,
    over_ids: tuple[int, ...],
    since: date,
    before: date,
) -> QuerySet[LoadNight, tuple[Any, ...]]:
    rows = LoadNight.objects.filter(
        Q(officer_id__in=user_ids, on__gt=after, on__lte=until)
        | Q(officer_id__in=over_ids, on__gte=since, on__lt=before)
    )
    return rows.values_list("officer_id", "on", "points", "available")


def share_on(nights: Collection[workload.Night], on: date) -> Decimal | None:
    """What the share was on a day, by the latest night kept in the week up to it."""
    week = [night for night in nights if on - WEEK < night.on <= on]
    return max(week, key=lambda night: night.on).percent if week else None


@dataclass(frozen=True, slots=True)
class NightLine:
    """What somebody carried on one night, as it was kept."""

    on: date
    cases: int
    points: int
    available: int
    without_tier: int
    percent: Decimal
    is_over: bool


def week_by_week(user_id: int, *, on: date) -> list[NightLine]:
    """What somebody carried, the latest night of each of the last weeks, latest first. One query."""
    limit = OVERLOAD.on(on, pack=pack()).value.percent
    rows = LoadNight.objects.filter(
        officer_id=user_id, on__lt=on, on__gte=on - timedelta(days=NIGHTS_LOOKED_AT)
    ).order_by("-on")
    found: dict[int, NightLine] = {}
    for night, cases, points, available, without in rows.values_list(
        "on", "cases", "points", "available", "without_tier"
    ):
        share = workload.percent(points, available)
        found.setdefault(
            (on - night).days // 7,
            NightLine(night, cases, points, available, without, share, share > limit),
        )
    return list(found.values())


def kept_for(user_ids: Collection[int], *, night: date) -> frozenset[int]:
    """Whose load is kept for a night. One query."""
    rows = LoadNight.objects.filter(officer_id__in=user_ids, on=night)
    return frozenset(rows.values_list("officer_id", flat=True))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How load is reckoned on a day: from when it is too much, and whose numbers the points are."""

    cases: int
    percent: int
    source: str
    is_applied_early: bool


def reckoned(on: date) -> Reckoned:
    limit = OVERLOAD.on(on, pack=pack()).value
    points = CASE_POINTS.on(on, pack=pack())
    return Reckoned(limit.cases, int(limit.percent), points.source, points.is_applied_early)


def not_seen_for(on: date) -> timedelta:
    """After how long a person nobody has seen is on the manager's page."""
    return timedelta(days=NOT_SEEN_FOR.on(on, pack=pack()).value)


@dataclass(frozen=True, slots=True)
class NightToKeep:
    """One officer's load, to be kept for a night."""

    user_id: int
    load: OfficerLoad
