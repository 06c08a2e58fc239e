"""By when must a case be allocated, the person seen and a plan made?

Each clock starts from a stored event and is counted in full business days after it; due by the end
of the last. Source: data.justice.gov.uk, probation performance measures [page].
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from openprobation.rules.dates import words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.rules.working_days import (
    ENGLAND_AND_WALES,
    Deadline,
    HolidayCalendar,
    deadline,
)
from openprobation.vocabulary.sentences import OrderKind


def _clock(code: str, title: str, days: int, source: str, *, certainty: int = 90) -> Timeline[int]:
    return Timeline(f"clock.{code}", title, (Dated(SPLIT_ON, days, f"{source} [page]", certainty),))


ALLOCATION = _clock(
    "allocation", "Allocated by the end of the second full business day", 2, "NPS SL002"
)
FIRST_APPOINTMENT_ORDER = _clock(
    "first_appointment.order",
    "First appointment within five business days of allocation",
    5,
    "NPS SL003R, CRC SL001R",
)
FIRST_APPOINTMENT_LICENCE = _clock(
    "first_appointment.licence",
    "First appointment within one business day of release",
    1,
    "NPS SL004R, CRC SL002R",
)
PLAN = _clock(
    "plan",
    "Plan within fifteen business days of the first attended appointment",
    15,
    "CRC plan, SL006",
)
UNPAID_WORK = _clock(
    "unpaid_work", "Unpaid work arranged within seven business days", 7, "CRC SL006R"
)
BREACH_OWN = _clock("breach.own", "Own breach to court within ten business days", 10, "NPS SL014")
BREACH_REFERRED = _clock(
    "breach.referred", "Breach referred within eight business days", 8, "CRC schedule 9, AE"
)
BREACH_PRESENTED = _clock(
    "breach.presented", "Accepted referral to court within two business days", 2, "NPS SL015"
)
MISSED_CONTACT = _clock(
    "missed_contact",
    "Missed contact followed up within five business days",
    5,
    "CRC schedule 9, AK",
)

STARTED_BY: Mapping[str, str] = {
    ALLOCATION.code: "the sentence",
    FIRST_APPOINTMENT_ORDER.code: "the allocation",
    FIRST_APPOINTMENT_LICENCE.code: "the release",
    PLAN.code: "the first appointment that was attended",
    UNPAID_WORK.code: "the allocation",
    BREACH_OWN.code: "the day we became aware of the failure",
    BREACH_REFERRED.code: "the day we became aware of the failure",
    BREACH_PRESENTED.code: "the receipt of an acceptable referral",
    MISSED_CONTACT.code: "the missed contact",
}
"""What starts each clock, as it is said in a sentence."""


def due(
    clock: Timeline[int],
    started_on: date,
    *,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Deadline | None:
    """The deadline a clock gives an event; None where no such clock ran then (before 2014)."""
    rule = clock.find(started_on, pack=pack)
    if rule is None:
        return None
    days = "business day" if rule.value == 1 else "business days"
    return deadline(
        started_on,
        rule.value,
        because=f"{rule.value} {days} after {STARTED_BY[clock.code]} on {words(started_on)}.",
        rule=rule,
        calendar=calendar,
    )


def allocation_due(
    sentenced_on: date,
    *,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Deadline | None:
    """By when the organisation that supervises must be decided: counted from the sentence."""
    return due(ALLOCATION, sentenced_on, pack=pack, calendar=calendar)


def first_appointment_due(
    kind: OrderKind,
    started_on: date,
    *,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Deadline | None:
    """By when the first appointment must take place.

    For orders `started_on` is the day of allocation; for a licence, and for supervision that starts
    with release, it is the day of release. What counts is *arranged to take place* by then.
    """
    on_release = kind in (OrderKind.LICENCE, OrderKind.POST_SENTENCE_SUPERVISION)
    clock = FIRST_APPOINTMENT_LICENCE if on_release else FIRST_APPOINTMENT_ORDER
    return due(clock, started_on, pack=pack, calendar=calendar)


def plan_due(
    first_attended_on: date,
    *,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Deadline | None:
    """By when the plan must be done: counted from the first appointment that was attended."""
    return due(PLAN, first_attended_on, pack=pack, calendar=calendar)
