"""How many points is each piece of work, how many has a week, and from when is a load too large?

The published model of the Ministry of Justice's workload tools, restated (wmt-db at 2400929d945f and
hmpps-workload at 1e70153, both MIT). It came later than 2017: the pack applies it early and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openprobation.rules.policy import SPLIT_ON, UNIFIED_ON, Dated, Timeline
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import CasePlace, ReductionReason, ReportKind, Tier

SOURCE = "wmt-db at 2400929d945f and hmpps-workload at 1e70153 [code]; the day is ours"

PointsOfTiers = Mapping[Tier, int]


def row(*points: int) -> PointsOfTiers:
    """Points in the order of the tiers, A3 first."""
    return dict(zip(Tier, points, strict=True))


@dataclass(frozen=True, slots=True)
class CasePoints:
    """What a case is worth, by where it is served and its tier; young adults' cases separately."""

    standard: Mapping[CasePlace, PointsOfTiers]
    young_adult: Mapping[CasePlace, PointsOfTiers]


# fmt: off
#                   A3   A2   A1   A0   B3   B2   B1  B0  C3  C2  C1  C0  D3  D2  D1  D0
COMMUNITY = row(   206, 158, 146, 110, 146, 115, 102, 72, 79, 63, 50, 35, 51, 41, 29, 29)
LICENCE   = row(   219, 175, 163,   0, 161, 132, 119,  0, 77, 65, 52,  0, 51, 43, 31,  0)
CUSTODY   = row(    75,  60,  59,   0,  59,  48,  47,  0, 30, 24, 23,  0, 17, 14, 13,  0)
# fmt: on

CASE_POINTS = Timeline(
    "workload.points.cases",
    "Points of a case",
    (
        Dated(
            UNIFIED_ON,
            CasePoints(
                standard={
                    CasePlace.COMMUNITY: COMMUNITY,
                    CasePlace.LICENCE: LICENCE,
                    CasePlace.CUSTODY: CUSTODY,
                },
                young_adult=dict.fromkeys(CasePlace, CUSTODY),
            ),
            SOURCE,
            95,
        ),
    ),
)

REPORT_POINTS = Timeline(
    "workload.points.reports",
    "Points of a report to court",
    (Dated(UNIFIED_ON, {ReportKind.STANDARD: 138, ReportKind.FAST: 65}, SOURCE, 95),),
)


def contact_points() -> dict[str, int]:
    """Work done for a colleague's case, by the published code: low, medium and high effort.

    Group sessions have codes too, worth nothing: what is not here is worth nothing either.
    """
    efforts = {
        1: (9, 13, 18),  # delivering the plan
        4: (9, 18, 26),  # referrals
        7: (9, 18, 26),  # partnership meetings
        10: (9, 18, 26),  # case conferences
        13: (9, 13, 18),  # information and intelligence
        16: (9, 13, 18),  # home and prison visits
        19: (9, 13, 18),  # home detention curfew
        22: (5, 9, 13),  # victims' services
        25: (9, 13, 18),  # courts
        28: (5, 9, 18),  # writing and ringing
        31: (9, 13, 18),  # assessments
        34: (9, 13, 18),  # release on temporary licence
    }
    return {
        f"CMS{first + step:02d}": points
        for first, of_effort in efforts.items()
        for step, points in enumerate(of_effort)
    }


CONTACT_POINTS = Timeline(
    "workload.points.contacts",
    "Points of work done on a colleague's case",
    (Dated(UNIFIED_ON, contact_points(), SOURCE, 90),),
)


@dataclass(frozen=True, slots=True)
class Week:
    """What a full week of a grade is: the points it gives and the hours it has."""

    points: int
    hours: Decimal


FULL = Week(2176, Decimal(37))
NO_CASES = Week(2176, Decimal(0))
"""A senior's week gives no points: seniors are not expected to hold cases."""

FULL_WEEK: Timeline[Mapping[Grade, Week]] = Timeline(
    "workload.points.week",
    "Points and hours of a full week",
    (
        Dated(
            UNIFIED_ON,
            {
                Grade.PROBATION_OFFICER: FULL,
                Grade.TRAINEE: FULL,
                Grade.PROBATION_SERVICES_OFFICER: FULL,
                Grade.SENIOR_PROBATION_OFFICER: NO_CASES,
                Grade.HEAD: NO_CASES,
                Grade.ADMINISTRATOR: NO_CASES,
                Grade.OTHER: NO_CASES,
            },
            SOURCE,
            95,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of the week a reason takes: a fixed share, a share at most, or what is agreed."""

    percent: int | None = None
    at_most: int | None = None
    months: int | None = None


AWAY = Allowance(percent=100)
AGREED = Allowance()

ALLOWANCES: Timeline[Mapping[ReductionReason, Allowance]] = Timeline(
    "workload.points.reductions",
    "What a reduction takes off a week",
    (
        Dated(
            UNIFIED_ON,
            {
                ReductionReason.DISABILITY: AGREED,
                ReductionReason.LONG_SICKNESS: AWAY,
                ReductionReason.PHASED_RETURN: AGREED,
                ReductionReason.MATERNITY: Allowance(percent=100, months=6),
                ReductionReason.PREGNANCY: AGREED,
                ReductionReason.ADOPTION: Allowance(percent=100, months=6),
                ReductionReason.SPECIAL_LEAVE: AWAY,
                ReductionReason.PAID_LEAVE: AWAY,
                ReductionReason.UNPAID_LEAVE: AWAY,
                ReductionReason.UNION: Allowance(at_most=50),
                ReductionReason.TRAINEE_FIRST: Allowance(percent=80, months=6),
                ReductionReason.TRAINEE_SECOND: Allowance(percent=60, months=6),
                ReductionReason.TRAINEE_THIRD: Allowance(percent=40, months=6),
                ReductionReason.NEWLY_QUALIFIED: Allowance(percent=20, months=9),
                ReductionReason.SERVICES_OFFICER_LEARNING: Allowance(percent=20, months=6),
                ReductionReason.VOCATIONAL: Allowance(percent=5, months=6),
                ReductionReason.ACCESS: Allowance(percent=10, months=6),
                ReductionReason.CO_WORKED: AGREED,
                ReductionReason.GROUPS: AGREED,
                ReductionReason.COURT_DUTY: AGREED,
                ReductionReason.REPORTS: AGREED,
                ReductionReason.SPLIT_ROLE: AGREED,
                ReductionReason.CUSTODY_WORK: AGREED,
                ReductionReason.SINGLE_CONTACT: Allowance(at_most=5),
                ReductionReason.OTHER: AGREED,
            },
            SOURCE,
            90,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Overload:
    """From when a load is too large: more cases than this, or so much above full for so long."""

    cases: int
    percent: Decimal
    nights: int


OVERLOAD = Timeline(
    "workforce.overload",
    "When a load is too large",
    (
        Dated(
            SPLIT_ON,
            Overload(cases=50, percent=Decimal(110), nights=28),
            "Inspected quality falls above 50 cases (HMIP 2021/02); 110% for four weeks is this"
            " service's own [page]",
            60,
        ),
    ),
)
