"""Do the days of a breach run as counted by hand, whatever is returned, moved or closed between?"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.breach import Happened, answer_due, clocks, result_due, sender_of
from openprobation.rules.clocks import BREACH_OWN, BREACH_PRESENTED, BREACH_REFERRED
from openprobation.rules.policy import PROBATION_SERVICE_2021, SPLIT_ON, TR_2014_2021, Dated
from openprobation.rules.responsibility import LONDON
from openprobation.vocabulary.breach import BreachMove, Side
from openprobation.vocabulary.organisations import OrganisationKind

CRC, NPS = OrganisationKind.CRC, OrganisationKind.NPS
SUBMIT, RESUBMIT = BreachMove.SUBMIT, BreachMove.RESUBMIT
RETURN, ACCEPT, LAY = BreachMove.RETURN, BreachMove.ACCEPT, BreachMove.LAY

#: Bank holidays of England and Wales around which the days below are counted (GOV.UK, OGL).
HOLIDAYS = {
    date.fromisoformat(day)
    for day in [
        "2014-08-25",
        "2014-12-25",
        "2014-12-26",
        "2015-01-01",
        "2015-04-03",
        "2015-04-06",
        "2015-05-04",
        "2015-05-25",
        "2015-08-31",
        "2015-12-25",
        "2015-12-28",
        "2016-01-01",
        "2016-03-25",
        "2016-03-28",
        "2016-05-02",
        "2016-05-30",
        "2016-08-29",
        "2016-12-26",
        "2016-12-27",
        "2017-01-02",
        "2017-04-14",
        "2017-04-17",
        "2017-05-01",
        "2017-05-29",
        "2017-08-28",
        "2017-12-25",
        "2017-12-26",
        "2018-01-01",
        "2018-03-30",
        "2018-04-02",
        "2018-05-07",
        "2018-05-28",
        "2018-08-27",
        "2018-12-25",
        "2018-12-26",
        "2019-01-01",
        "2019-04-19",
        "2019-04-22",
        "2019-05-06",
        "2019-05-27",
        "2019-08-26",
        "2019-12-25",
        "2019-12-26",
        "2020-01-01",
    ]
}

#: Days as a calendar on the wall gives them: started on, and due by the end of.
REFERRED_WITHIN_8 = [
    ("2015-05-05", "2015-05-15"),  # no holiday between
    ("2015-12-22", "2016-01-06"),  # Christmas on a Friday, its Monday and New Year
    ("2016-12-19", "2017-01-03"),  # Christmas Day on a Sunday: Monday and Tuesday after
    ("2016-12-23", "2017-01-09"),  # from the last working day before Christmas
    ("2017-04-05", "2017-04-19"),  # over Good Friday and Easter Monday
    ("2017-04-14", "2017-04-27"),  # from Good Friday itself, over Easter Monday
    ("2017-02-16", "2017-02-28"),  # from a Thursday
    ("2017-02-18", "2017-03-01"),  # from a Saturday
    ("2017-02-19", "2017-03-01"),  # from a Sunday: the same
    ("2017-02-20", "2017-03-02"),  # from the Monday after: one day more
]
PRESENTED_WITHIN_2 = [
    ("2015-07-25", "2015-07-28"),
    ("2015-08-01", "2015-08-04"),
    ("2017-02-16", "2017-02-20"),
    ("2017-04-13", "2017-04-19"),  # received on the Thursday before Easter
    ("2017-12-22", "2017-12-28"),  # received on the Friday before Christmas
    ("2017-12-27", "2017-12-29"),
    ("2019-12-17", "2019-12-19"),
]
OWN_WITHIN_10 = [
    ("2016-12-17", "2017-01-04"),
    ("2017-02-16", "2017-03-02"),
    ("2017-04-07", "2017-04-25"),
    ("2018-03-10", "2018-03-23"),
    ("2019-04-30", "2019-05-15"),
]


def moment(day: str, clock: str = "10:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=LONDON)


def happened(verb, day, *, sender=CRC, clock="10:00") -> Happened:
    return Happened(verb, moment(day, clock), sender)


def counted_by_hand(day: date, count: int) -> date:
    """The n-th working day after a day, one day at a time."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in HOLIDAYS
    return day


# ── Days on the wall ───────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("aware", "due"), REFERRED_WITHIN_8)
def test_a_company_refers_within_eight_days_of_becoming_aware(aware, due):
    (clock,) = clocks(moment(aware), [], sender_now=CRC)

    assert clock.deadline.due_on == date.fromisoformat(due)
    assert clock.side is Side.SENDER
    assert clock.is_running


@pytest.mark.parametrize(("received", "due"), PRESENTED_WITHIN_2)
def test_the_public_provider_presents_within_two_days_of_receiving(received, due):
    aware = moment(received) - timedelta(days=5)

    _refer, present = clocks(aware, [happened(SUBMIT, received)], sender_now=CRC)

    assert present.deadline.due_on == date.fromisoformat(due)
    assert present.side is Side.ENFORCEMENT


@pytest.mark.parametrize(("aware", "due"), OWN_WITHIN_10)
def test_the_public_provider_takes_its_own_within_ten_days_of_becoming_aware(aware, due):
    (clock,) = clocks(moment(aware), [], sender_now=NPS)

    assert clock.deadline.due_on == date.fromisoformat(due)


# ── What does not stop them ────────────────────────────────────────────────────────────────
def test_a_return_keeps_the_senders_days_running():
    sent = [happened(SUBMIT, "2017-02-10"), happened(RETURN, "2017-02-13")]

    (clock,) = clocks(moment("2017-02-06"), sent, sender_now=CRC)

    assert clock.is_running
    assert clock.deadline.due_on == date(2017, 2, 16)
    assert clock.is_overdue(date(2017, 2, 17))


def test_after_a_return_and_a_second_return_the_days_are_counted_to_the_version_accepted():
    sent = [
        happened(SUBMIT, "2017-02-10"),
        happened(RETURN, "2017-02-13"),
        happened(RESUBMIT, "2017-02-14"),
        happened(RETURN, "2017-02-15"),
        happened(RESUBMIT, "2017-02-17"),
        happened(ACCEPT, "2017-02-20"),
    ]

    refer, present = clocks(moment("2017-02-06"), sent, sender_now=CRC)

    assert refer.done_on == date(2017, 2, 17)
    assert refer.was_in_time is False
    assert present.deadline.starts_on == date(2017, 2, 17)
    assert present.deadline.due_on == date(2017, 2, 21)


def test_what_is_laid_in_time_is_in_time_and_a_day_later_is_not():
    sent = [happened(SUBMIT, "2017-02-10"), happened(ACCEPT, "2017-02-10")]

    for laid, in_time in (("2017-02-14", True), ("2017-02-15", False)):
        found = clocks(moment("2017-02-06"), [*sent, happened(LAY, laid)], sender_now=CRC)
        assert [clock.was_in_time for clock in found] == [True, in_time]


def test_a_decision_not_to_go_to_court_stops_the_days_and_is_neither_in_time_nor_late():
    sent = [happened(SUBMIT, "2017-02-10"), happened(BreachMove.DO_NOT_LAY, "2017-03-20")]

    _refer, present = clocks(moment("2017-02-06"), sent, sender_now=CRC)

    assert not present.is_running
    assert present.was_in_time is None
    assert not present.is_overdue(date(2017, 3, 21))


def test_a_withdrawal_stops_the_days():
    (clock,) = clocks(
        moment("2017-02-06"), [happened(BreachMove.WITHDRAW, "2017-02-08")], sender_now=CRC
    )

    assert clock.stopped_on == date(2017, 2, 8)
    assert not clock.is_overdue(date(2017, 6, 1))


# ── Edges ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("clock", ["00:00", "00:30", "12:00", "23:59"])
@pytest.mark.parametrize(
    ("aware", "due"), [("2017-02-06", "2017-02-16"), ("2017-07-03", "2017-07-13")]
)
def test_the_minute_of_the_day_makes_no_difference(aware, due, clock):
    """In summer 00:30 here is the day before by UTC."""
    (found,) = clocks(moment(aware, clock), [], sender_now=CRC)

    assert found.deadline.due_on == date.fromisoformat(due)


def test_a_case_that_moves_to_the_public_provider_before_it_is_sent_takes_its_days_along():
    (before,) = clocks(moment("2017-02-06"), [], sender_now=CRC)
    (after,) = clocks(moment("2017-02-06"), [], sender_now=NPS)

    assert (before.deadline.due_on, after.deadline.due_on) == (
        date(2017, 2, 16),
        date(2017, 2, 20),
    )
    assert before.deadline.starts_on == after.deadline.starts_on


def test_a_case_that_moves_after_it_was_sent_stays_the_senders():
    sent = [happened(SUBMIT, "2017-02-10", sender=CRC)]

    assert sender_of(sent, now=NPS) is CRC


def test_a_case_that_moves_while_it_is_returned_is_the_new_holders():
    sent = [happened(SUBMIT, "2017-02-10"), happened(RETURN, "2017-02-13")]

    assert sender_of(sent, now=NPS) is NPS
    (clock,) = clocks(moment("2017-02-06"), sent, sender_now=NPS)
    assert clock.code == BREACH_OWN.code


def test_an_event_of_2016_is_judged_by_the_numbers_of_2016(monkeypatch):
    changed = replace(
        BREACH_REFERRED,
        entries=(*BREACH_REFERRED.entries, Dated(date(2017, 1, 1), 5, "Made up for a test", 50)),
    )
    monkeypatch.setattr("openprobation.rules.breach.timing.BREACH_REFERRED", changed)

    (old,) = clocks(moment("2016-11-30"), [], sender_now=CRC)
    (new,) = clocks(moment("2017-02-06"), [], sender_now=CRC)

    assert (old.deadline.working_days, new.deadline.working_days) == (8, 5)


def test_before_the_work_was_shared_out_no_such_clock_ran():
    assert clocks(moment("2014-05-30"), [], sender_now=CRC) == ()


def test_each_clock_says_from_what_it_is_counted():
    refer, present = clocks(moment("2017-02-06"), [happened(SUBMIT, "2017-02-10")], sender_now=CRC)

    assert refer.deadline.because == (
        "8 business days after the day we became aware of the failure on 6 February 2017."
    )
    assert present.deadline.because == (
        "2 business days after the receipt of an acceptable referral on 10 February 2017."
    )


# ── Against counting by the day ────────────────────────────────────────────────────────────
MOMENTS = st.builds(
    lambda day, minute: datetime.combine(day, time(minute // 60, minute % 60), tzinfo=LONDON),
    st.dates(SPLIT_ON, date(2019, 10, 1)),
    st.sampled_from([0, 1, 30, 539, 720, 1438, 1439]),
)
GAPS = st.lists(st.integers(0, 2 * 24 * 60), max_size=9)


def sent_and_returned(start, gaps):
    """Sending, then return and sending in turn, each some minutes after the one before."""
    found, at = [], start
    for number, gap in enumerate(gaps):
        at += timedelta(minutes=gap)
        verb = RETURN if number % 2 else (RESUBMIT if number else SUBMIT)
        found.append(Happened(verb, at, CRC))
    return found


@given(aware=MOMENTS, gaps=GAPS)
def test_the_clocks_agree_with_counting_day_by_day_through_any_returns(aware, gaps):
    sent = sent_and_returned(aware, gaps)
    is_with_us = len(sent) % 2 == 1

    found = clocks(aware, sent, sender_now=CRC)

    assert found[0].deadline.due_on == counted_by_hand(aware.date(), 8)
    assert found[0].is_running is not is_with_us
    assert len(found) == (2 if is_with_us else 1)
    if is_with_us:
        assert found[0].done_on == sent[-1].at.date()
        assert found[1].deadline.due_on == counted_by_hand(sent[-1].at.date(), 2)


@given(aware=MOMENTS, gaps=GAPS)
def test_own_cases_agree_with_counting_day_by_day_through_any_returns(aware, gaps):
    sent = [replace(each, sender=NPS) for each in sent_and_returned(aware, gaps)]

    (clock,) = clocks(aware, sent, sender_now=NPS)

    assert clock.deadline.due_on == counted_by_hand(aware.date(), 10)
    assert clock.is_running


@given(aware=MOMENTS, later=st.integers(0, 40))
def test_days_left_agree_with_counting_day_by_day(aware, later):
    (clock,) = clocks(aware, [], sender_now=CRC)
    on = aware.date() + timedelta(days=later)

    left = clock.days_left(on)

    assert clock.is_overdue(on) is (left < 0 or on > clock.deadline.due_on)
    if left > 0:
        assert counted_by_hand(on, left) == clock.deadline.due_on
    elif left < 0:
        assert counted_by_hand(clock.deadline.due_on, -left) <= on


# ── As published ───────────────────────────────────────────────────────────────────────────
MEASURES = {
    "breachPresentedOwnCase": (BREACH_OWN, NPS),
    "breachReferredByContractor": (BREACH_REFERRED, CRC),
    "breachPresentedAfterReferral": (BREACH_PRESENTED, CRC),
}


@pytest.mark.parametrize("minute", ["00:01", "23:59"])
def test_published_due_dates_of_breaches(vectors, minute):
    for row in vectors("service_level_due_dates.jsonl", ["businessDayDue"]):
        if row["input"]["measure"] not in MEASURES:
            continue
        timeline, kind = MEASURES[row["input"]["measure"]]
        start = moment(row["input"]["triggerDate"], minute)
        sent = [Happened(SUBMIT, start, CRC)] if timeline is BREACH_PRESENTED else []
        pack = TR_2014_2021 if start.year < 2021 else PROBATION_SERVICE_2021

        found = {clock.code: clock for clock in clocks(start, sent, sender_now=kind, pack=pack)}

        assert found[timeline.code].deadline.due_on.isoformat() == row["expected"]["due"], row["id"]


def test_a_result_is_written_down_within_two_days_of_the_hearing():
    assert result_due(date(2017, 4, 13)).due_on == date(2017, 4, 19)


def test_a_question_is_answered_within_five_days():
    assert answer_due(date(2017, 2, 16)).due_on == date(2017, 2, 23)
