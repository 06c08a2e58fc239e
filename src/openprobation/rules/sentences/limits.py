"""How long may an order run, and how much may it require? The dated limits of the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openprobation.rules.dates import Length
from openprobation.rules.policy import Dated, PolicyTable, Timeline
from openprobation.vocabulary.sentences import RequirementKind, Unit

CJA_2003 = date(2005, 4, 4)
"""The Criminal Justice Act 2003's community orders and suspended sentence orders began."""
LASPO_2012 = date(2012, 12, 3)
"""The Legal Aid, Sentencing and Punishment of Offenders Act 2012 changed both."""
ORA_2014 = date(2015, 2, 1)
"""The Offender Rehabilitation Act 2014: rehabilitation activity, post-sentence supervision."""
PCSC_2022 = date(2022, 6, 28)
"""The Police, Crime, Sentencing and Courts Act 2022 changed curfews."""


@dataclass(frozen=True, slots=True)
class CommunityOrderLimits:
    longest_months: int
    fewest_requirements: int


@dataclass(frozen=True, slots=True)
class SuspendedSentenceLimits:
    """The term is the prison held over the person."""

    shortest_term_days: int
    longest_term_months: int
    shortest_operational_months: int
    longest_operational_months: int
    shortest_supervision_months: int


@dataclass(frozen=True, slots=True)
class UnpaidWorkLimits:
    """Hours in all that are not worked at the same time, and how long the order must run."""

    fewest_hours: int
    most_hours: int
    shortest_order_months: int


@dataclass(frozen=True, slots=True)
class CurfewHours:
    """Hours in any one day."""

    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class RequirementLimits:
    """In which units a requirement is written, from how little to how much, and until which age.

    `order_must_cover_it`: the order may not end before the requirement does. `is_restrictive`: it
    forbids or confines, and gives nobody a mandate for change.
    """

    units: tuple[Unit, ...]
    least: Length | None = None
    most: Length | None = None
    under_age: int | None = None
    order_must_cover_it: bool = False
    is_restrictive: bool = False


COMMUNITY_ORDER = Timeline(
    "sentence.community_order",
    "How long a community order may run",
    (
        Dated(
            CJA_2003, CommunityOrderLimits(36, 1), "CJA 2003 s.177; Sentencing Council [page]", 95
        ),
    ),
)
SUSPENDED_SENTENCE = Timeline(
    "sentence.suspended",
    "How long a suspended sentence order may run",
    (
        Dated(
            CJA_2003,
            SuspendedSentenceLimits(28 * 7, 12, 6, 24, 6),
            "CJA 2003 s.189 as first in force [general knowledge]",
            70,
        ),
        Dated(
            LASPO_2012,
            SuspendedSentenceLimits(14, 24, 6, 24, 6),
            "CJA 2003 s.189 as amended by LASPO 2012 s.68 [general knowledge]",
            85,
        ),
    ),
)
UNPAID_WORK = Timeline(
    "sentence.unpaid_work",
    "Hours of unpaid work, and how long the order must run",
    (
        Dated(
            CJA_2003,
            UnpaidWorkLimits(40, 300, 12),
            "CJA 2003 ss.199–200, as in Sentencing Act 2020 Sch 9 paras 1–2 [law];"
            " order of 12 months at least: court data checks [code]",
            95,
        ),
    ),
)
CURFEW_HOURS = Timeline(
    "sentence.curfew_hours",
    "Hours of curfew in a day",
    (
        Dated(
            CJA_2003, CurfewHours(2, 12), "CJA 2003 s.204 as first in force [general knowledge]", 80
        ),
        Dated(LASPO_2012, CurfewHours(2, 16), "LASPO 2012 s.71 [general knowledge]", 85),
        Dated(PCSC_2022, CurfewHours(2, 20), "PCSC Act 2022 s.150 [general knowledge]", 80),
    ),
)


def _months(number: int) -> Length:
    return Length(number, Unit.MONTHS)


def _days(number: int) -> Length:
    return Length(number, Unit.DAYS)


def _hours(number: int) -> Length:
    return Length(number, Unit.HOURS)


ANY_TIME = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS)

REQUIREMENTS = PolicyTable[RequirementKind, RequirementLimits](
    code="sentence.requirement",
    title="What a requirement may be",
    rows={
        RequirementKind.RAR: (
            Dated(
                ORA_2014,
                RequirementLimits((Unit.DAYS,), least=_days(1)),
                "CJA 2003 s.200A; RAR guidance 2019 [page]",
                95,
            ),
        ),
        RequirementKind.UNPAID_WORK: (
            Dated(CJA_2003, RequirementLimits((Unit.HOURS,)), "CJA 2003 s.199 [law]", 95),
        ),
        RequirementKind.PROGRAMME: (
            Dated(
                CJA_2003,
                RequirementLimits((Unit.SESSIONS, Unit.DAYS)),
                "CJA 2003 s.202; requirement types [code]",
                80,
            ),
        ),
        RequirementKind.CURFEW: (
            Dated(
                CJA_2003,
                RequirementLimits(
                    ANY_TIME, most=_months(6), order_must_cover_it=True, is_restrictive=True
                ),
                "CJA 2003 s.204 as first in force [general knowledge]; order covers it [code]",
                75,
            ),
            Dated(
                LASPO_2012,
                RequirementLimits(
                    ANY_TIME, most=_months(12), order_must_cover_it=True, is_restrictive=True
                ),
                "LASPO 2012 s.71 [general knowledge]; order covers it [code]",
                85,
            ),
            Dated(
                PCSC_2022,
                RequirementLimits(
                    ANY_TIME, most=_months(24), order_must_cover_it=True, is_restrictive=True
                ),
                "PCSC Act 2022 s.150 [general knowledge]; order covers it [code]",
                80,
            ),
        ),
        RequirementKind.ALCOHOL_ABSTINENCE: (
            Dated(
                LASPO_2012,
                RequirementLimits(
                    ANY_TIME, most=_days(120), order_must_cover_it=True, is_restrictive=True
                ),
                "CJA 2003 s.212A [general knowledge]; order covers it [code]",
                85,
            ),
        ),
        RequirementKind.EXCLUSION: (
            Dated(
                CJA_2003,
                RequirementLimits(ANY_TIME, most=_months(24), is_restrictive=True),
                "CJA 2003 s.205 [page]",
                95,
            ),
        ),
        RequirementKind.DRUG_REHABILITATION: (
            Dated(
                CJA_2003,
                RequirementLimits(ANY_TIME, least=_months(6), most=_months(36)),
                "CJA 2003 s.209, wording before 2015 [page]; LASPO 2012 s.74 may have taken the"
                " six months away [general knowledge]",
                60,
            ),
        ),
        RequirementKind.ALCOHOL_TREATMENT: (
            Dated(CJA_2003, RequirementLimits(ANY_TIME), "CJA 2003 s.212 [general knowledge]", 70),
        ),
        RequirementKind.MENTAL_HEALTH: (
            Dated(CJA_2003, RequirementLimits(ANY_TIME), "CJA 2003 s.207 [general knowledge]", 80),
        ),
        RequirementKind.ATTENDANCE_CENTRE: (
            Dated(
                CJA_2003,
                RequirementLimits((Unit.HOURS,), least=_hours(12), most=_hours(36), under_age=25),
                "CJA 2003 s.214 [general knowledge]",
                85,
            ),
        ),
        RequirementKind.SPECIFIED_ACTIVITY: (
            Dated(
                CJA_2003,
                RequirementLimits((Unit.DAYS,), most=_days(60)),
                "CJA 2003 s.201, explanatory notes [law]",
                90,
            ),
        ),
        RequirementKind.PROHIBITED_ACTIVITY: (
            Dated(
                CJA_2003,
                RequirementLimits(ANY_TIME, is_restrictive=True),
                "CJA 2003 s.203; requirement types [code]",
                80,
            ),
        ),
        RequirementKind.RESIDENCE: (
            Dated(
                CJA_2003,
                RequirementLimits(ANY_TIME, is_restrictive=True),
                "CJA 2003 s.206; requirement types [code]",
                80,
            ),
        ),
        RequirementKind.FOREIGN_TRAVEL: (
            Dated(
                LASPO_2012,
                RequirementLimits(ANY_TIME, most=_months(12), is_restrictive=True),
                "CJA 2003 s.206A [general knowledge]; requirement types [code]",
                75,
            ),
        ),
    },
    otherwise=(Dated(CJA_2003, RequirementLimits(tuple(Unit)), "No limit is known", 50),),
)

TAKES_NO_LENGTH = frozenset({RequirementKind.RESIDENCE, RequirementKind.SUPERVISION})
"""Requirements that run as long as the order unless the court says otherwise."""
