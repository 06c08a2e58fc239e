"""Do hours, schedules and the control of them come to what was published and to what is fair?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules import unpaid_work as rules
from openprobation.rules.policy import PROBATION_SERVICE_2021, NothingInForce
from openprobation.rules.unpaid_work import Existing, Incentive, IncentiveEvent, Slot
from openprobation.vocabulary.unpaid_work import (
    AdjustmentVerdict,
    Frequency,
    IncentiveStatus,
    Pace,
    PlanOutcome,
    PlanTrigger,
    Weekday,
)

HOURS, SCHEDULE = "upw_hours.jsonl", "upw_schedule.jsonl"
TODAY = date(2017, 2, 16)  # a Thursday
NOW = datetime(2017, 2, 16, 9, 0)


def clock(text):
    return time.fromisoformat(text)


def scheme(said):
    exact = [Fraction(str(said[name])) for name in ("qualifyingThresholdRatio", "discountRatio")]
    return Incentive(*exact)


# ── The published rows ─────────────────────────────────────────────────────────────────────
def test_published_minutes_to_credit(vectors):
    for row in vectors(HOURS, ["minutesToCredit"]):
        said = row["input"]
        found = rules.minutes_to_credit(
            attended=said.get("attended"),
            start=clock(said["start"]),
            end=clock(said["end"]),
            penalty=said["penaltyMinutes"],
        )
        assert found == row["expected"], row["id"]


def test_published_education_allowance(vectors):
    for row in vectors(HOURS, ["eteAllowance"]):
        said = row["input"]
        found = rules.education_allowance(
            required=said["requiredMinutes"], completed=said["completedEteMinutes"], percent=30
        )
        assert (found.allowed, found.remaining) == tuple(row["expected"].values()), row["id"]


def test_published_judgements_of_adjustments(vectors):
    for row in vectors(HOURS, ["adjustmentValidation"]):
        said = row["input"]
        found = rules.judge_adjustment(
            minutes=said["minutes"],
            most=said["reasonMaxMinutes"],
            on=date.fromisoformat(said.get("adjustmentDate", said["today"])),
            today=date.fromisoformat(said["today"]),
            sentenced_on=date.fromisoformat(said["sentenceDate"]),
            left=rules.remaining(
                required=said["requiredMinutes"],
                adjustments=said["adjustments"],
                completed=said["completedMinutes"],
            ),
        )
        assert found == row["expected"], row["id"]


def test_published_thresholds_and_discounts(vectors):
    for row in vectors(
        HOURS, ["incentiveThreshold", "incentiveMaximumDiscount", "incentiveDiscount"]
    ):
        said = row["input"]
        if row["rule"] == "incentiveThreshold":
            exact = Incentive(Fraction(str(said["ratio"])), Fraction(1, 2))
            found = rules.threshold(said["requiredMinutes"], scheme=exact)
        elif row["rule"] == "incentiveMaximumDiscount":
            found = rules.maximum_discount(said["requiredMinutes"], scheme=scheme(said))
        else:
            got = rules.discount(
                said["qualifyingMinutes"],
                status=IncentiveStatus(said["status"]),
                required=said["requiredMinutes"],
                scheme=scheme(said),
            )
            found = {"current": got.current, "projected": got.projected}
        assert found == row["expected"], row["id"]


def test_published_progress_towards_time_off(vectors):
    for row in vectors(HOURS, ["incentiveProgress"]):
        said = row["input"]
        found = rules.progress(
            [
                IncentiveEvent(each["minutes"], each.get("disqualifying", False))
                for each in said["events"]
                if each.get("qualifying", True)
            ],
            required=said["requiredMinutes"],
            scheme=scheme(said),
        )
        told = {"qualifyingMinutes": found.qualifying, "status": found.status.value}
        assert {name: told[name] for name in row["expected"]} == row["expected"], row["id"]


def test_published_schedules(vectors):
    rows = vectors(SCHEDULE, ["unpaidWorkSchedule"])

    for row in rows:
        said = row["input"]
        found = rules.plan(
            required=said["requirementMinutes"],
            slots=[slot_of(each) for each in said["allocations"]],
            existing=[existing_of(each) for each in said["appointments"]],
            non_working=[date.fromisoformat(day) for day in said["nonWorking"]],
            trigger=PlanTrigger.ALLOCATION
            if said["trigger"] == "AllocationChanged"
            else PlanTrigger.APPOINTMENT,
            now=datetime.fromisoformat(said["now"]),
        )
        told = {
            "create": [
                {
                    "project": each.project,
                    "allocation": each.allocation,
                    "date": each.on.isoformat(),
                    "start": f"{each.start:%H:%M}",
                    "end": f"{each.end:%H:%M}",
                }
                for each in found.create
            ],
            "outcome": found.outcome.value,
        }
        if found.shortfall:
            told["shortfall"] = found.shortfall
        assert in_order(told) == in_order(row["expected"]), row["id"]


def in_order(said):
    """The published lists are sets: theirs stand in the order of their allocations' names."""
    return said | {"create": sorted(said["create"], key=lambda each: sorted(each.items()))}


def slot_of(said):
    ends = said["end_date"]
    return Slot(
        said["id"],
        said["project"],
        Frequency(said["frequency"]),
        Weekday(said["dow"]),
        date.fromisoformat(said["start"]),
        date.fromisoformat(ends) if ends else None,
        clock(said["from"]),
        clock(said["until"]),
    )


def existing_of(said):
    return Existing(
        date.fromisoformat(said["date"]),
        clock(said["start"]),
        clock(said["end"]),
        said["project"],
        said["allocation"],
        said["hasOutcome"],
        said["credited"],
    )


# ── Our own ────────────────────────────────────────────────────────────────────────────────
def test_a_penalty_longer_than_the_session_earns_nothing_and_takes_nothing():
    found = rules.minutes_to_credit(attended=True, start=time(9), end=time(10), penalty=90)

    assert found is None


def test_time_off_is_no_rule_of_2017_under_any_pack():
    with pytest.raises(NothingInForce):
        rules.INCENTIVE.on(TODAY)
    with pytest.raises(NothingInForce):
        rules.INCENTIVE.on(TODAY, pack=PROBATION_SERVICE_2021)


def test_the_published_example_of_time_off():
    """A hundred hours, thirty-six worked: five and a half hours off."""
    off = rules.discount(
        36 * 60,
        status=IncentiveStatus.QUALIFYING,
        required=6000,
        scheme=Incentive(Fraction(1, 4), Fraction(1, 2)),
    )

    assert off.current == 330


def test_halves_are_rounded_up():
    assert rules.threshold(2, scheme=Incentive(Fraction(1, 4), Fraction(1, 2))) == 1


def test_nothing_is_planned_earlier_today():
    slot = weekly(start=time(8), weekday=Weekday.THURSDAY)

    found = planned(600, [slot])

    assert [each.on for each in found.create] == [date(2017, 2, 23), date(2017, 3, 2)]


def weekly(start=time(10), end=time(16), weekday=Weekday.MONDAY, **more):
    return Slot("a", "p", Frequency.WEEKLY, weekday, TODAY - timedelta(days=30), None, start, end)


def planned(required, slots, existing=(), trigger=PlanTrigger.APPOINTMENT, non_working=()):
    return rules.plan(
        required=required,
        slots=slots,
        existing=existing,
        non_working=non_working,
        trigger=trigger,
        now=NOW,
    )


def test_without_an_allocation_all_of_it_falls_short():
    found = planned(2400, [])

    assert (found.outcome, found.shortfall) == (PlanOutcome.INSUFFICIENT, 2400)


def test_a_session_in_the_past_that_nobody_wrote_down_counts_as_offered():
    past = Existing(TODAY - timedelta(days=7), time(10), time(16), "p", "a", has_outcome=False)

    found = planned(360, [weekly()], [past])

    assert found.outcome is PlanOutcome.SATISFIED


slots = st.builds(
    Slot,
    st.integers(1, 4),
    st.just("p"),
    st.sampled_from(Frequency),
    st.sampled_from(Weekday),
    st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60)),
    st.none() | st.dates(TODAY, TODAY + timedelta(days=200)),
    st.times(time(7), time(11)).map(lambda t: t.replace(second=0, microsecond=0)),
    st.times(time(12), time(18)).map(lambda t: t.replace(second=0, microsecond=0)),
)


@given(
    required=st.integers(1, 18_000),
    given_slots=st.lists(slots, max_size=4, unique_by=lambda slot: slot.key),
)
def test_what_is_planned_and_what_falls_short_come_to_what_is_owed(required, given_slots):
    found = planned(required, given_slots)

    assert sum(each.minutes for each in found.create) + found.shortfall == required
    assert all(each.minutes > 0 and each.on >= TODAY for each in found.create)


@given(
    required=st.integers(1, 18_000),
    given_slots=st.lists(slots, max_size=4, unique_by=lambda slot: slot.key),
)
def test_planning_twice_plans_nothing_more(required, given_slots):
    first = planned(required, given_slots)
    there = [
        Existing(each.on, each.start, each.end, each.project, each.allocation, has_outcome=False)
        for each in first.create
    ]

    again = planned(required, given_slots, there, trigger=PlanTrigger.ALLOCATION)

    assert again.create == ()


# ── In time? ───────────────────────────────────────────────────────────────────────────────
def judged(required=6000, credited=0, months_ago=6, recent=None):
    starts = date(2016, 8, 16) if months_ago == 6 else date(2016, 2, 16 - 1)
    return rules.control(
        required=required,
        credited=credited,
        starts_on=starts,
        on=TODAY,
        months=12,
        review_months=(6, 9, 12),
        recent=recent,
    )


def test_nobody_who_has_worked_nothing_is_called_in_time():
    found = judged()

    assert (found.pace, found.reviewed_at, found.cannot_finish) == (Pace.NOT_STARTED, 6, True)


def test_the_rate_that_would_do_is_told_beside_the_present_one():
    found = judged(credited=1200, recent=480)

    assert found.pace is Pace.TOO_SLOW
    assert (found.rate, found.finish_by) == (60, date(2017, 8, 15))
    assert found.rate_needed == 186  # 80 hours in 181 days


def test_where_nobody_knows_what_is_recent_the_rate_is_that_of_all_the_time():
    found = judged(credited=1840)

    assert found.rate == 1840 * 7 // 184


def test_at_the_rate_that_would_do_it_is_done_in_time():
    needed = judged(credited=1200, recent=480).rate_needed

    assert judged(credited=1200, recent=needed * 8).pace is Pace.IN_TIME


def test_after_twelve_months_it_is_past_and_no_rate_is_told():
    found = judged(credited=5400, months_ago=12)

    assert (found.pace, found.rate_needed, found.left) == (Pace.PAST, None, 600)


def test_all_the_hours_are_done():
    found = judged(credited=6000)

    assert (found.pace, found.left, found.rate_needed) == (Pace.DONE, 0, 0)


def test_an_adjustment_of_all_that_is_left_may_be_entered_and_one_minute_more_may_not():
    said = {"most": 180, "on": TODAY, "today": TODAY, "sentenced_on": TODAY}

    assert rules.judge_adjustment(minutes=60, left=60, **said) is AdjustmentVerdict.OK
    assert (
        rules.judge_adjustment(minutes=61, left=60, **said) is AdjustmentVerdict.EXCEEDS_REMAINING
    )
