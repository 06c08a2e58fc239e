"""Do the pages about plans open filled from the last, check before they save, and refuse who may not?"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.needs.tests.factories import (
    AssessmentFactory,
    OwnViewFactory,
    ProtectiveFactorFactory,
)
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.supervision.plans.models import Goal, OperatingModel, Review, Step
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.plans import StepState

from .factories import BEGAN, GoalFactory, OperatingModelFactory, PlanFactory, StepFactory

pytestmark = pytest.mark.django_db
PAGES = ("plan", "add_goal", "agree", "stage")
KEEPERS = {Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER, Role.SENIOR, Role.DUTY_OFFICER}


@pytest.fixture
def user():
    return officer(name="Sam Patel", team=TeamFactory(nps=True))


@pytest.fixture
def person(user):
    person = PersonFactory(given_names="Lee", family_name="Ashworth")
    held_by(person, user)
    return person


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


def address(name, person, *more):
    return reverse(f"plans:{name}", args=[person.crn, *more])


def words_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def on(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_a_new_goal_opens_with_the_first_need_no_goal_answers_and_their_own_words(browser, person):
    AssessmentFactory(person=person)
    OwnViewFactory(person=person)
    GoalFactory(plan=PlanFactory(person=person), need=Need.ALCOHOL)

    page = browser.get(address("add_goal", person)).content.decode()

    assert '<option value="ete" selected>' in page
    assert "A job with my hands." in page


def test_a_goal_is_set_and_the_person_is_asked(browser, person):
    form = {"need": "ete", "words": "A job.", **on("by_when", date(2017, 5, 1))}
    form |= {"step_1": "See the adviser.", "actor_1": "person"}

    answered = browser.post(address("add_goal", person), form)
    browser.post(
        address("agree", person),
        {"answer": "agrees", "said": "", **on("on", date(2017, 2, 16))},
    )

    assert answered.status_code == 302
    assert Goal.objects.get().plan.agreed_on == date(2017, 2, 16)


def test_what_a_goal_lacks_stands_beside_its_field(browser, person):
    form = {"need": "ete", "words": "A job.", **on("by_when", date(2017, 5, 1))}

    page = words_of(browser.post(address("add_goal", person), form))

    assert "Say at least one step" in page
    assert not Goal.objects.exists()


@pytest.fixture
def step(person):
    plan = PlanFactory(person=person, agreed=True)
    return StepFactory(goal=GoalFactory(plan=plan), state=StepState.DONE)


def test_a_review_opens_filled_from_the_plan_and_the_record(browser, person, step):
    ProtectiveFactorFactory(person=person, starts_on=date(2017, 1, 9))

    page = browser.get(address("review", person)).content.decode()

    assert re.search(rf'name="goal_{step.goal_id}" type="radio" value="achieved" checked', page)
    assert "New protective factor: family or partner. His sister rings every evening." in page
    assert "From the record since 3 October 2016" in page


def test_a_review_opens_with_the_steps_done_since_the_last_look_each_with_its_day(
    browser, person, step
):
    StepFactory(
        goal=step.goal,
        what="Long ago.",
        state=StepState.DONE,
        changed_at=BEGAN - timedelta(days=9),
    )

    page = words_of(browser.get(address("review", person)))

    assert "Done on 3 October 2016: Go to the Friday group." in page
    assert "Long ago." in page  # among the steps of its goal
    assert ": Long ago." not in page


def test_an_earlier_plan_that_was_joined_is_shown_below_the_one_in_force(browser, person):
    GoalFactory(
        plan=PlanFactory(person=PersonFactory(merged_into=person), agreed=True),
        words="Earlier words.",
    )
    GoalFactory(plan=PlanFactory(person=person, began_at=BEGAN + timedelta(days=1)), words="Now.")

    page = words_of(browser.get(address("plan", person)))

    assert page.index("Now.") < page.index("Earlier plans") < page.index("Earlier words.")
    assert "joined to this one" in page


def test_a_review_is_checked_and_then_saved(browser, person, step):
    factor = ProtectiveFactorFactory(person=person)
    form = {
        **on("on", date(2017, 2, 16)),
        "reason": "due",
        "person_took_part": "yes",
        "what_changed": "He is dry.",
        f"goal_{step.goal_id}": "dropped",
        "factors": str(factor.pk),
        "answer": "agrees",
        **on("next_due_on", date(2017, 6, 16)),
        "seen": "0",
    }

    refused = words_of(browser.post(address("review", person), form))
    assert "Say why the goal is dropped." in refused
    form[f"why_{step.goal_id}"] = "Nobody drinks at work."
    assert "Check the review" in words_of(browser.post(address("review", person), form))
    assert not Review.objects.exists()

    browser.post(address("review", person), {**form, "checked": "yes"})

    assert Review.objects.get().changes.get().why == "Nobody drinks at work."
    page = words_of(browser.get(address("plan", person)))
    assert "Nobody drinks at work." in page


def test_without_an_agreed_plan_there_is_no_review(browser, person):
    assert browser.get(address("review", person)).status_code == 302


def test_the_plan_costs_the_same_however_long(browser, person, django_assert_max_num_queries):
    plan = PlanFactory(person=person, agreed=True)
    for _n in range(8):
        StepFactory(goal=GoalFactory(plan=plan))

    with django_assert_max_num_queries(24):
        page = words_of(browser.get(address("plan", person)))

    assert "The formal review was due on 3 February 2017" in page


def test_a_step_is_marked_and_anothers_is_not_found(browser, person, step):
    browser.post(address("step", person, step.pk), {"state": "started", "note": ""})

    assert Step.objects.get(pk=step.pk).state == StepState.STARTED
    assert browser.get(address("step", person, StepFactory().pk)).status_code == 404


def test_a_head_sets_the_model_of_their_own_owner_only(client):
    team = TeamFactory()
    head = officer(role=Role.HEAD, team=team)
    owner = team.unit.region.organisation.owner
    OperatingModelFactory(owner=owner)
    other = OperatingModelFactory(owner=TeamFactory().unit.region.organisation.owner).owner
    client.force_login(head)

    page = client.get(reverse("plans:keep_model", args=[owner.pk])).content.decode()
    assert "Steps away from crime" in page
    form = {"name": "Second model", **on("starts_on", date(2017, 3, 1)), "review_months": "4"}
    form |= {f"within_{stage}": "7" for stage in ("induction", "assessment", "plan", "modules")}
    client.post(reverse("plans:keep_model", args=[owner.pk]), form)

    assert OperatingModel.objects.filter(owner=owner).count() == 2
    assert client.get(reverse("plans:keep_model", args=[other.pk])).status_code == 404
    page = words_of(client.get(reverse("plans:models")))
    assert "From 1 March 2017: Second model" in page
    assert page.index("Second model") < page.index("In force since 1 February 2015")
    page = client.get(reverse("plans:keep_model", args=[owner.pk])).content.decode()
    assert "has not begun yet" in page
    assert 'value="Second model"' in page


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", PAGES)
def test_who_may_open_which_page(client, role, name):
    user = officer(role=role)
    person = PersonFactory()
    held_by(person, user)
    client.force_login(user)

    status = client.get(address(name, person)).status_code

    may = role in KEEPERS or (role is Role.HEAD and name == "plan")
    assert (status == 200) is may, status
