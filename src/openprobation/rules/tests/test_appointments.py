"""Is what clashes refused, what is unwise warned of, and the next time the right one?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.appointments import (
    MOST_REPEATS,
    Activity,
    Booking,
    activity_days_done,
    activity_progress,
    arrangement,
    at_same_time,
    awaits_explanation,
    explanation_due,
    local,
    may_have_action,
    needs_action,
    next_suggestion,
    outcome_fault,
    outcomes_allowed,
    overlap,
    repeat_days,
    usual_interval_days,
)
from openprobation.rules.working_days import is_working_day
from openprobation.vocabulary.appointments import Outcome, Repeat

DAY = timedelta(days=1)
TODAY = date(2017, 2, 16)


def moment(hour, minute=0, day=TODAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


NOON = Booking(1, 7, moment(12), moment(12, 30), what="Office visit")


def booking(start, end, *, person=1, officer=8, **other):
    return Booking(person, officer, moment(*start), moment(*end), **other)


# ── Outcomes ───────────────────────────────────────────────────────────────────────────────


def test_before_the_start_only_an_accepted_absence_may_be_recorded():
    allowed = outcomes_allowed(starts_at=moment(12), at=moment(11, 59))

    assert allowed
    assert all(not outcome.attended and outcome.acceptable for outcome in allowed)
    assert Outcome.RESCHEDULED_BY_PERSON in allowed
    assert Outcome.COMPLIED not in allowed


def test_from_the_start_on_any_outcome_may_be_recorded():
    assert outcomes_allowed(starts_at=moment(12), at=moment(12)) == tuple(Outcome)


def test_too_soon_says_when_it_may_be_recorded():
    fault = outcome_fault(Outcome.COMPLIED, starts_at=moment(12), at=moment(9))

    assert fault.message == (
        "“Attended and complied” can be recorded once the appointment has started, at"
        " 12:00 on 16 February 2017. Before that only an accepted absence can be."
    )


def test_an_action_goes_only_with_what_is_not_acceptable_and_enforceable():
    for outcome in Outcome:
        assert may_have_action(outcome) is (outcome.acceptable is False and outcome.enforceable)
        assert not needs_action(outcome, on=TODAY) or may_have_action(outcome)


@pytest.mark.parametrize(
    ("outcome", "may"),
    [
        (Outcome.COMPLIED, False),
        (Outcome.SENT_HOME_BEHAVIOUR, True),
        (Outcome.SENT_HOME_SERVICE, False),
        (Outcome.AWAITING_EVIDENCE, False),
        (Outcome.UNACCEPTABLE_ABSENCE, True),
        (Outcome.ABSENT_MEDICAL, False),
    ],
)
def test_which_outcomes_may_have_an_action(outcome, may):
    assert may_have_action(outcome) is may


@pytest.mark.parametrize("outcome", [Outcome.UNACCEPTABLE_ABSENCE, Outcome.FAILED_TO_COMPLY])
def test_a_failure_needs_an_action(outcome):
    assert needs_action(outcome, on=TODAY)
    assert not needs_action(Outcome.AWAITING_EVIDENCE, on=TODAY)


def test_an_undecided_absence_waits_five_working_days_for_a_reason():
    assert awaits_explanation(Outcome.AWAITING_EVIDENCE)
    assert not awaits_explanation(Outcome.UNACCEPTABLE_ABSENCE)
    assert explanation_due(date(2017, 4, 12)).due_on == date(2017, 4, 21)
    assert not explanation_due(TODAY).rule.is_sure


# ── Arranging ──────────────────────────────────────────────────────────────────────────────


def test_a_free_time_is_arranged_without_a_word():
    assert arrangement(NOON, [booking((14,), (15,))]).warnings == ()
    assert arrangement(NOON, []).is_allowed


@pytest.mark.parametrize(
    ("start", "end", "clashes"),
    [
        ((11,), (12,), False),
        ((11,), (12, 1), True),
        ((12, 10), (12, 20), True),
        ((12,), (12, 30), True),
        ((12, 29), (13,), True),
        ((12, 30), (13,), False),
    ],
)
def test_a_person_cannot_be_in_two_places(start, end, clashes):
    found = arrangement(NOON, [booking(start, end, what="Programme session")])

    assert found.is_allowed is not clashes
    if clashes:
        assert found.refusals[0].startswith("Programme session is already arranged for this person")


def test_a_contact_that_needs_no_attendance_does_not_clash():
    letter = booking((12,), (12, 30), needs_attendance=False)

    assert arrangement(NOON, [letter]).is_allowed


def test_a_busy_officer_is_a_warning():
    found = arrangement(NOON, [booking((12, 15), (13,), person=2, officer=7)])

    assert found.is_allowed
    assert found.warnings == (
        "The officer is busy from 12:15 to 13:00 on 16 February 2017: an appointment.",
    )


def test_an_officer_who_is_free_or_another_officer_is_no_warning():
    later = booking((15,), (16,), person=2, officer=7)
    elsewhere = booking((12,), (12, 30), person=2, officer=9)

    assert arrangement(NOON, [later, elsewhere]).warnings == ()


def test_a_clash_is_told_once():
    found = arrangement(NOON, [booking((12,), (12, 30), officer=7)])

    assert len(found.refusals) == 1
    assert found.warnings == ()


def test_another_persons_appointment_and_one_at_the_same_time_are_not_near():
    other_person = booking((13,), (13, 30), person=2)
    same_time = booking((12,), (12, 30), needs_attendance=False)

    assert arrangement(NOON, [other_person, same_time]).warnings == ()


@pytest.mark.parametrize(
    ("start", "end", "warned"),
    [
        ((13, 29), (14,), True),
        ((13, 30), (14,), False),
        ((10,), (11,), False),
        ((10,), (11, 1), True),
    ],
)
def test_another_appointment_within_the_hour_is_a_warning(start, end, warned):
    found = arrangement(NOON, [booking(start, end)])

    assert any("within the hour" in warning for warning in found.warnings) is warned
    assert found.is_allowed


@pytest.mark.parametrize(
    ("day", "why"), [(date(2017, 4, 14), "Good Friday"), (date(2017, 2, 18), "a Saturday")]
)
def test_a_day_nobody_works_is_a_warning(day, why):
    found = arrangement(Booking(1, 7, moment(12, day=day), moment(13, day=day)), [])

    assert found.warnings == (f"{day:%-d %B %Y} is {why}: the office may be shut.",)


@pytest.mark.parametrize(
    ("start", "end", "warned"),
    [
        ((9,), (9, 30), False),
        ((8, 59), (9, 30), True),
        ((16,), (17,), False),
        ((16,), (17, 1), True),
    ],
)
def test_outside_office_hours_is_a_warning(start, end, warned):
    found = arrangement(booking(start, end), [])

    assert any("outside office hours" in warning for warning in found.warnings) is warned


def test_office_hours_are_londons_also_in_summer():
    day = date(2017, 7, 3)
    early = Booking(1, 7, moment(8, day=day), moment(8, 30, day=day))

    assert arrangement(early, []).warnings == ()


def test_an_appointment_ends_after_it_starts():
    found = arrangement(replace(NOON, ends_at=NOON.starts_at), [])

    assert found.refusals == ("The appointment must end after it starts.",)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2017, 2, 16, 12))


MINUTES = st.integers(0, 600)


@given(start=MINUTES, length=st.integers(1, 90), other=MINUTES, other_length=st.integers(1, 90))
def test_overlap_is_a_shared_minute_whichever_way_round(start, length, other, other_length):
    def at(minutes):
        return moment(8) + timedelta(minutes=minutes)

    one = Booking(1, 1, at(start), at(start + length))
    two = Booking(1, 1, at(other), at(other + other_length))

    shared = set(range(start, start + length)) & set(range(other, other + other_length))

    assert overlap(one, two) is overlap(two, one) is bool(shared)


# ── Repeating ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("repeat", "days"),
    [
        (Repeat.DAILY, [16, 17, 18]),
        (Repeat.WEEKLY, [16, 23, 30]),
        (Repeat.FORTNIGHTLY, [16, 30, 44]),
        (Repeat.FOUR_WEEKLY, [16, 44, 72]),
    ],
)
def test_a_series_keeps_its_step(repeat, days):
    found = repeat_days(TODAY, repeat, times=3)

    assert [each.day for each in found.days] == [TODAY + DAY * (n - 16) for n in days]


def test_a_series_runs_until_its_last_day_and_that_day_counts():
    assert len(repeat_days(TODAY, Repeat.WEEKLY, until=TODAY + 14 * DAY).days) == 3
    assert len(repeat_days(TODAY, Repeat.WEEKLY, until=TODAY + 13 * DAY).days) == 2
    assert len(repeat_days(TODAY, Repeat.NONE).days) == 1


def test_a_series_may_be_of_one_or_of_the_most():
    assert len(repeat_days(TODAY, Repeat.WEEKLY, times=1).days) == 1
    assert len(repeat_days(TODAY, Repeat.WEEKLY, until=TODAY).days) == 1
    assert len(repeat_days(TODAY, Repeat.WEEKLY, times=MOST_REPEATS).days) == MOST_REPEATS


def test_a_bank_holiday_in_a_series_is_kept_with_a_warning():
    found = repeat_days(date(2017, 4, 7), Repeat.WEEKLY, times=2)

    assert [each.warning for each in found.days] == [None, "14 April 2017 is Good Friday."]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({}, "how many times, or until"),
        ({"times": 2, "until": TODAY}, "how many times, or until"),
        ({"times": 0}, f"from 1 to {MOST_REPEATS}"),
        ({"times": MOST_REPEATS + 1}, f"from 1 to {MOST_REPEATS}"),
        ({"until": TODAY - DAY}, "before the first"),
        ({"until": date.max}, f"from 1 to {MOST_REPEATS}"),
    ],
)
def test_a_series_that_cannot_be_says_why(options, fault):
    found = repeat_days(TODAY, Repeat.WEEKLY, **options)

    assert found.days == ()
    assert fault in found.fault


def test_the_time_on_the_wall_stays_when_the_clocks_change():
    before = datetime(2017, 3, 23, 10, 30, tzinfo=UTC)

    after = at_same_time(before, date(2017, 3, 30))

    assert (after.hour, after.minute) == (10, 30)
    assert after.astimezone(UTC).hour == 9


# ── The next one ───────────────────────────────────────────────────────────────────────────


def test_the_next_is_a_week_on_at_the_same_time():
    found = next_suggestion(moment(10, 30), at=moment(11))

    assert found.starts_at == moment(10, 30, day=TODAY + 7 * DAY)
    assert found.because == "Every week, on a Thursday at 10:30."


def test_the_next_follows_how_often_the_person_is_seen():
    seen = [TODAY - 28 * DAY, TODAY - 14 * DAY, TODAY]

    assert next_suggestion(moment(10), at=moment(11), seen_on=seen).interval_days == 14
    assert (
        next_suggestion(moment(10), at=moment(11), seen_on=seen, every=Repeat.WEEKLY).interval_days
        == 7
    )


def test_a_bank_holiday_moves_to_the_next_working_day():
    day = date(2017, 4, 7)

    found = next_suggestion(moment(9, day=day), at=moment(10, day=day))

    assert local(found.starts_at).date() == date(2017, 4, 18)
    assert found.because == (
        "Every week, on a Friday at 10:00; 14 April 2017 is Good Friday, so the next working day."
    )


def test_the_next_is_after_now_when_the_last_was_long_ago():
    found = next_suggestion(moment(10), at=moment(9, day=TODAY + 30 * DAY))

    assert found.starts_at == moment(10, day=TODAY + 35 * DAY).astimezone(found.starts_at.tzinfo)


@pytest.mark.parametrize(
    ("gaps", "interval"),
    [([], None), ([7], 7), ([3], 7), ([7, 8, 6], 7), ([14, 13, 28], 14), ([28, 29], 28)],
)
def test_the_usual_interval_is_the_middle_gap_in_weeks(gaps, interval):
    days = [TODAY]
    for gap in gaps:
        days.append(days[-1] + gap * DAY)

    assert usual_interval_days(days) == interval


@given(
    day=st.dates(date(2015, 2, 1), date(2020, 12, 31)),
    hour=st.integers(0, 23),
    later=st.integers(0, 400),
    every=st.sampled_from(Repeat),
)
def test_the_next_is_always_later_and_on_a_working_day(day, hour, later, every):
    last = moment(hour, day=day)
    at = last + timedelta(days=later)

    found = next_suggestion(last, at=at, every=every)

    assert found.starts_at > at
    assert is_working_day(local(found.starts_at).date())
    assert local(found.starts_at).time() == local(last).time()


# ── Rehabilitation activity days ───────────────────────────────────────────────────────────


def test_two_activities_on_one_day_are_one_day():
    activities = [Activity(TODAY, True), Activity(TODAY, None), Activity(TODAY - DAY, True)]

    assert activity_days_done(activities, on=TODAY) == {TODAY, TODAY - DAY}


@pytest.mark.parametrize(
    ("days_on", "attended", "counts"),
    [
        (0, True, True),
        (0, None, True),
        (0, False, False),
        (-1, None, True),
        (1, None, False),
        (1, True, False),
    ],
)
def test_a_day_counts_when_attended_or_not_recorded_yet_and_not_in_the_future(
    days_on, attended, counts
):
    done = activity_days_done([Activity(TODAY + days_on * DAY, attended)], on=TODAY)

    assert bool(done) is counts


def test_progress_tells_done_planned_left_and_beyond():
    activities = [
        Activity(TODAY - 2 * DAY, True),
        Activity(TODAY - DAY, False),
        Activity(TODAY, None),
        Activity(TODAY + 7 * DAY, None),
        Activity(TODAY + 7 * DAY, None),
    ]

    found = activity_progress(activities, ordered=10, on=TODAY)

    assert (found.done, found.planned, found.left, found.beyond) == (2, 1, 8, 0)
    assert (found.unrecorded, found.percent) == (1, 20)
    assert activity_progress(activities, ordered=1, on=TODAY).beyond == 1
