"""Does the day tell of plans to review, first needs that nothing answers, and needs of which a reason is asked?"""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openprobation.foundation.clock import LONDON
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.portals.practitioner import gathered
from openprobation.portals.practitioner.due import clocks_of
from openprobation.portals.practitioner.somebody import people_of
from openprobation.supervision.commissioning.tests.factories import AT
from openprobation.supervision.interventions.tests.factories import Story
from openprobation.supervision.needs.tests.factories import AssessmentFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.plans.tests.factories import GoalFactory, PlanFactory
from openprobation.vocabulary.needs import Need

from .caseload import case_of

pytestmark = pytest.mark.django_db
ON = date(2017, 2, 16)
MOMENT = datetime(2017, 2, 16, 9, 0, tzinfo=LONDON)
LATELY = datetime(2017, 1, 19, 10, 0, tzinfo=LONDON)


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def person(user):
    return case_of(user)


def told(*people, at=MOMENT):
    """What is due of these by what it says, with its clock."""
    found = clocks_of(
        {pk: one for pk, one in people_of([each.pk for each in people]).items() if pk == one.id},
        at=at,
        on=at.date(),
    )
    return {clock.what: clock for clocks in found.values() for clock in clocks}


def test_a_plan_is_told_a_fortnight_before_its_review(person):
    PlanFactory(person=person, agreed_on=ON, review_due_on=date(2017, 3, 2))

    clock = told(person)["Formal review of the plan"]

    assert clock.due_on == date(2017, 3, 2)
    assert clock.working_days_left == 10
    assert clock.address.endswith("/plan/review/")


def test_a_plan_to_review_later_and_one_nobody_agreed_are_not_told(person, user):
    PlanFactory(person=person, agreed_on=ON, review_due_on=date(2017, 3, 3))
    drafted = case_of(user)
    PlanFactory(person=drafted)

    assert told(person, drafted) == {}


def test_of_two_joined_records_the_later_plan_is_told(person):
    folded = PersonFactory(merged_into=person)
    PlanFactory(person=folded, agreed=True)
    PlanFactory(person=person, agreed_on=ON, review_due_on=date(2017, 5, 2))

    assert told(person) == {}


def test_a_first_need_without_an_intervention_is_told_before_a_reason_is_asked(person):
    AssessmentFactory(person=person, signed_at=LATELY, ranked=(Need.ALCOHOL, Need.ETE))
    GoalFactory(
        plan=PlanFactory(person=person, agreed_on=LATELY.date(), review_due_on=date(2017, 5, 2))
    )

    assert [(what, clock.due_on) for what, clock in told(person).items()] == [
        ("The need that comes first has had no intervention: alcohol", date(2017, 3, 2))
    ]


def test_a_reason_is_asked_once_after_six_weeks_and_of_all_first_needs_on_one_line(person):
    AssessmentFactory(person=person, ranked=(Need.ALCOHOL, Need.ETE))  # signed on 1 December
    PlanFactory(person=person, agreed_on=date(2016, 12, 2), review_due_on=date(2017, 5, 2))

    found = told(person)

    (clock,) = found.values()
    assert clock.what.startswith("No service for six weeks: alcohol")
    assert clock.due_on == date(2017, 1, 12)
    assert clock.act == "Find one or say why not"


def test_a_referral_under_way_asks_no_reason_and_a_started_one_nothing():
    story = Story()
    AssessmentFactory(person=story.person, ranked=(Need.ALCOHOL,))
    PlanFactory(person=story.person, agreed_on=date(2016, 12, 2), review_due_on=date(2017, 5, 2))
    before = told(story.person, at=AT)

    story.refer(story.service(need=Need.ALCOHOL))
    sent = told(story.person, at=AT)
    apps.get_model("interventions.Referral")._default_manager.update(state="planned")
    started = told(story.person, at=AT)

    assert list(before) == ["No service for six weeks: alcohol"]
    assert list(sent) == ["The need that comes first has had no intervention: alcohol"]
    assert started == {}


def test_what_is_told_of_plans_takes_as_many_queries_for_ten_people_as_for_two(user):
    counts = []
    for many in (2, 10):
        people = [case_of(user) for _one in range(many)]
        for each in people:
            AssessmentFactory(person=each, signed_at=LATELY)
            PlanFactory(person=each, agreed_on=LATELY.date(), review_due_on=ON)
        with CaptureQueriesContext(connection) as asked:
            assert told(*people)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_an_agreed_plan_is_read_from_the_kept_line_again(person, user, django_assert_num_queries):
    PlanFactory(person=person, agreed=True)
    first = gathered.lines([person.pk], viewer=user, at=MOMENT, on=ON)

    with django_assert_num_queries(2):
        again = gathered.lines([person.pk], viewer=user, at=MOMENT, on=ON)

    assert again == first
    assert "plan.review" in {clock.matter for clock in again[person.pk].clocks}
