"""Do the officer, the manager and, without names, the leader see a plan with no intervention for its first need?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.commissioning.tests.factories import THEN
from openprobation.supervision.interventions.tests.factories import Story
from openprobation.supervision.needs.tests.factories import AssessmentFactory
from openprobation.supervision.plans.tests.factories import GoalFactory, PlanFactory
from openprobation.vocabulary.needs import Need

pytestmark = pytest.mark.django_db
PLANNED, LATER = date(2016, 12, 2), date(2017, 5, 2)


def words_of(page):
    assert page.status_code == 200
    main = page.content.decode().split("<main")[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_officer_manager_and_leader_see_a_plan_with_nothing_for_its_first_need(client):
    story = Story()
    people = [story.person]
    people += [
        case_of(story.officer, story.nps_team, starts_at=THEN, area=story.area).person
        for _one in range(5)
    ]
    for person in people:
        AssessmentFactory(person=person, ranked=(Need.ALCOHOL,))
        GoalFactory(plan=PlanFactory(person=person, agreed_on=PLANNED, review_due_on=LATER))
    row = "With a plan, and no service for the need that comes first"

    def read(user, name):
        client.force_login(user)
        return words_of(client.get(reverse(name)))

    assert "No service for six weeks: alcohol" in read(story.officer, "practitioner:due")
    manager = read(story.head, "manager:plans")
    assert "Of 6 agreed plans" in manager
    assert story.person.crn in manager
    leader = read(story.head, "interventions:spend")
    assert f"{row} 6 " in leader
    assert not any(person.crn in leader or person.family_name in leader for person in people)

    story.planned(story.service(need=Need.ALCOHOL))

    assert story.person.crn not in read(story.officer, "practitioner:due")
    manager = read(story.head, "manager:plans")
    assert "Of 6 agreed plans" in manager
    assert story.person.crn not in manager
    assert people[5].crn in manager
    assert f"{row} more than 1 " in read(story.head, "interventions:spend")  # who is not, is one
