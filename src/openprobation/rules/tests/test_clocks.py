"""Do the clocks end on the published days, and say what started them?"""

from datetime import date

from openprobation.rules.clocks import (
    ALLOCATION,
    BREACH_OWN,
    BREACH_PRESENTED,
    BREACH_REFERRED,
    FIRST_APPOINTMENT_LICENCE,
    FIRST_APPOINTMENT_ORDER,
    MISSED_CONTACT,
    PLAN,
    STARTED_BY,
    UNPAID_WORK,
    allocation_due,
    due,
    first_appointment_due,
    plan_due,
)
from openprobation.rules.policy import PROBATION_SERVICE_2021
from openprobation.vocabulary.sentences import OrderKind

CLOCKS = {
    "allocationDecision": ALLOCATION,
    "firstContactCommunity": FIRST_APPOINTMENT_ORDER,
    "firstContactRelease": FIRST_APPOINTMENT_LICENCE,
    "sentencePlan": PLAN,
    "unpaidWorkArranged": UNPAID_WORK,
    "breachPresentedOwnCase": BREACH_OWN,
    "breachReferredByContractor": BREACH_REFERRED,
    "breachPresentedAfterReferral": BREACH_PRESENTED,
    "followUpMissedContact": MISSED_CONTACT,
}


def test_published_due_dates_by_measure(vectors):
    for row in vectors("service_level_due_dates.jsonl", ["businessDayDue"]):
        clock = CLOCKS[row["input"]["measure"]]
        event = date.fromisoformat(row["input"]["triggerDate"])

        found = due(clock, event, pack=PROBATION_SERVICE_2021)

        assert found.working_days == row["input"]["businessDays"], row["id"]
        assert found.due_on.isoformat() == row["expected"]["due"], row["id"]


def test_a_case_sentenced_before_easter_is_allocated_by_the_wednesday_after():
    found = allocation_due(date(2017, 4, 13))

    assert found.due_on == date(2017, 4, 19)
    assert found.because == "2 business days after the sentence on 13 April 2017."
    assert found.rule.in_force_from == date(2014, 6, 1)


def test_first_appointment_is_sooner_after_release_than_after_allocation():
    day = date(2017, 2, 16)

    assert first_appointment_due(OrderKind.COMMUNITY_ORDER, day).due_on == date(2017, 2, 23)
    assert first_appointment_due(OrderKind.SUSPENDED_SENTENCE, day).due_on == date(2017, 2, 23)
    assert first_appointment_due(OrderKind.LICENCE, day).due_on == date(2017, 2, 17)


def test_a_plan_is_due_fifteen_business_days_after_the_first_attended_appointment():
    assert plan_due(date(2017, 2, 16)).due_on == date(2017, 3, 9)


def test_before_june_2014_no_such_clock_ran():
    assert allocation_due(date(2014, 5, 31)) is None
    assert allocation_due(date(2014, 6, 1)) is not None


def test_every_clock_says_what_starts_it():
    assert set(STARTED_BY) == {clock.code for clock in CLOCKS.values()}
