"""Is a plan set with its steps, agreed with the person, and formally reviewed with what was dropped and why?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.needs.tests.factories import (
    AssessmentFactory,
    ProtectiveFactorFactory,
)
from openprobation.supervision.persons.actions import record_death
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.supervision.plans import actions, queries
from openprobation.supervision.plans.models import (
    Goal,
    GoalChange,
    OperatingModel,
    Plan,
    Review,
    StageMark,
    Step,
)
from openprobation.supervision.sentences.tests.factories import SupervisionPeriodFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.needs import AssessmentState, Need
from openprobation.vocabulary.plans import (
    Actor,
    Agreement,
    GoalState,
    ReviewReason,
    Stage,
    StepState,
)

from .factories import BEGAN, GoalFactory, OperatingModelFactory, PlanFactory, StepFactory

pytestmark = pytest.mark.django_db
TODAY = date(2017, 2, 16)
MAY = date(2017, 5, 16)


@pytest.fixture
def amira():
    return officer(name="Amira Khan", team=TeamFactory())


@pytest.fixture
def person(amira):
    person = PersonFactory()
    held_by(person, amira)
    return person


def set_goal(person, by, at, **more):
    given = {
        "need": Need.ALCOHOL,
        "words": "Stay dry on Fridays.",
        "by_when": MAY,
        "steps": [actions.StepGiven("Go to the group.", Actor.PERSON)],
    }
    return actions.add_goal(person_id=person.pk, by=by, at=at, **(given | more))


# ── Goals ──────────────────────────────────────────────────────────────────────────────────
def test_the_first_goal_begins_the_plan_and_the_second_joins_it(person, amira, at):
    first = set_goal(person, amira, at)
    second = set_goal(person, amira, at, need=Need.ETE)

    assert first.plan_id == second.plan_id
    step = Step.objects.get(goal=first)
    assert (step.by_when, step.state) == (MAY, StepState.NOT_STARTED)
    assert Contact.objects.filter(reference_kind="plans.goal").count() == 2
    assert Entry.objects.filter(action="plan.goal.added", person_id=person.pk).count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": " "}, "words"),
        ({"by_when": date(2017, 2, 15)}, "by_when"),
        ({"steps": []}, "step_1"),
        ({"steps": [actions.StepGiven("Ring.", None)]}, "actor_1"),
        ({"steps": [actions.StepGiven("Ring.", Actor.OFFICER, date(2017, 5, 17))]}, "step_by_1"),
    ],
)
def test_a_goal_has_words_a_day_to_come_and_a_step_with_somebody_who_does_it(
    person, amira, at, more, field
):
    with pytest.raises(Refused) as refused:
        set_goal(person, amira, at, **more)

    fields = {part.field for part in refused.value.parts or (refused.value,)}
    assert field in fields
    assert not Plan.objects.exists()


def test_nobody_plans_for_whom_it_is_not_their_case_nor_without_the_right(person, at):
    head = officer(role=Role.HEAD)
    held_by(person, head)

    with pytest.raises(NotYourCase):
        set_goal(person, officer(), at)
    with pytest.raises(NotAllowed):
        set_goal(person, head, at)


def test_a_goal_is_dropped_only_with_a_reason_and_once(person, amira, at):
    goal = set_goal(person, amira, at)

    with pytest.raises(actions.SayWhyDropped):
        actions.close_goal(goal_id=goal.pk, state=GoalState.DROPPED, why="", by=amira, at=at)
    actions.close_goal(goal_id=goal.pk, state=GoalState.DROPPED, why="Moved away.", by=amira, at=at)

    assert GoalChange.objects.get().why == "Moved away."
    with pytest.raises(actions.NoLongerWorkedOn):
        actions.close_goal(goal_id=goal.pk, state=GoalState.ACHIEVED, why="", by=amira, at=at)


def test_a_step_that_will_not_be_done_says_why(person, amira, at):
    step = set_goal(person, amira, at).steps.get()

    with pytest.raises(actions.SayWhyNotDone):
        actions.mark_step(step_id=step.pk, state=StepState.NOT_DONE, by=amira, at=at)
    actions.mark_step(step_id=step.pk, state=StepState.DONE, by=amira, at=at)

    step.refresh_from_db()
    assert step.state == StepState.DONE


# ── Agreement ──────────────────────────────────────────────────────────────────────────────
def ask(person, by, at, answer=Agreement.AGREES, said="", on=TODAY):
    return actions.agree(person_id=person.pk, answer=answer, said=said, on=on, by=by, at=at)


def test_there_is_nothing_to_agree_without_a_goal(person, amira, at):
    with pytest.raises(actions.NoGoal):
        ask(person, amira, at)


def test_agreeing_gives_the_review_its_day(person, amira, at):
    set_goal(person, amira, at)

    ask(person, amira, at)

    plan = Plan.objects.get()
    assert (plan.agreed_on, plan.review_due_on) == (TODAY, date(2017, 6, 16))


def test_who_does_not_agree_is_heard_in_their_own_words(person, amira, at):
    set_goal(person, amira, at)

    with pytest.raises(actions.SayWhyNot):
        ask(person, amira, at, Agreement.DISAGREES)
    ask(person, amira, at, Agreement.DISAGREES, "I never drink.")

    assert queries.plan([person.pk]).agreements[0].said == "I never drink."


# ── Review ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def goals(person):
    plan = PlanFactory(person=person, agreed=True)
    made = [GoalFactory(plan=plan), GoalFactory(plan=plan, need=Need.ETE, words="A job.")]
    for goal in made:
        StepFactory(goal=goal)
    return made


def go_through(person, by, at, goals, through=None, **more):
    kept, dropped = goals
    given = {
        "on": TODAY,
        "reason": ReviewReason.DUE,
        "what_changed": "He moved in with his sister.",
        "goals": through
        or {
            kept.pk: actions.GoneThrough(GoalState.ACTIVE),
            dropped.pk: actions.GoneThrough(GoalState.DROPPED, "He has one."),
        },
        "person_took_part": True,
        "answer": Agreement.AGREES,
        "said": "",
        "next_due_on": MAY,
    }
    return actions.review(person_id=person.pk, by=by, at=at, **(given | more))


def test_a_review_keeps_its_day_what_changed_and_what_was_dropped_and_why(person, amira, at, goals):
    factor = ProtectiveFactorFactory(person=person)

    go_through(person, amira, at, goals, factors=[factor.pk])

    found = queries.plan([person.pk])
    review = found.reviews[0]
    assert (review.on, review.what_changed) == (TODAY, "He moved in with his sister.")
    assert [(line.words, line.why) for line in review.dropped] == [("A job.", "He has one.")]
    assert review.agreement.answer is Agreement.AGREES
    assert found.review_due_on == MAY
    assert [line.words for line in found.active] == ["Stay dry on Fridays."]
    factor.refresh_from_db()
    assert factor.looked_at_on == TODAY
    assert Contact.objects.get(reference_kind="plans.review").summary == (
        "Formal review of the plan: goals 1 kept, 1 dropped"
    )


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"what_changed": " "}, "what_changed"),
        ({"next_due_on": TODAY}, "next_due_on"),
        ({"on": date(2016, 10, 2)}, "on"),
        ({"answer": Agreement.DISAGREES}, "said"),
    ],
)
def test_a_review_is_refused_whole_and_changes_nothing(person, amira, at, goals, more, field):
    with pytest.raises(Refused) as refused:
        go_through(person, amira, at, goals, **more)

    assert refused.value.field == field
    assert not Review.objects.exists()
    assert Goal.objects.filter(state=GoalState.ACTIVE).count() == 2


def test_every_goal_is_gone_through_and_a_dropped_one_says_why(person, amira, at, goals):
    given = {goals[1].pk: actions.GoneThrough(GoalState.DROPPED)}

    with pytest.raises(RefusedForSeveralReasons) as refused:
        go_through(person, amira, at, goals, through=given)

    assert {part.field for part in refused.value.parts} == {
        f"goal_{goals[0].pk}",
        f"why_{goals[1].pk}",
    }


def test_a_review_saved_meanwhile_is_not_written_over_unread(person, amira, at, goals):
    go_through(person, amira, at, goals, seen_id=0)

    with pytest.raises(actions.ReviewedSince):
        go_through(person, amira, at, goals, seen_id=0)

    assert Review.objects.count() == 1


def test_a_draft_is_agreed_before_it_is_reviewed(person, amira, at):
    draft = GoalFactory(plan=PlanFactory(person=person))

    with pytest.raises(actions.NotAgreedYet):
        go_through(person, amira, at, (draft, draft))


# ── Stages and what is due ─────────────────────────────────────────────────────────────────
def test_only_stages_no_other_row_tells_of_are_marked_and_once_a_day(person, amira, at):
    def mark(stage):
        return actions.reach_stage(person_id=person.pk, stage=stage, on=TODAY, by=amira, at=at)

    mark(Stage.INDUCTION)

    with pytest.raises(actions.MarkedAlready):
        mark(Stage.INDUCTION)
    with pytest.raises(actions.NotMarkedByHand):
        mark(Stage.PLAN)


def test_a_plan_without_an_intervention_for_its_first_need_is_named_in_three_queries(
    django_assert_num_queries,
):
    planned = GoalFactory()
    AssessmentFactory(person=planned.plan.person, ranked=(Need.ALCOHOL,))
    unplanned = GoalFactory(need=Need.ETE)
    AssessmentFactory(person=unplanned.plan.person, ranked=(Need.DRUGS,))
    started = GoalFactory()
    AssessmentFactory(person=started.plan.person, ranked=(Need.ALCOHOL,))
    ids = [goal.plan.person_id for goal in (planned, unplanned, started)]

    with django_assert_num_queries(3):
        found = queries.top_need_not_started(ids, {ids[2]: {Need.ALCOHOL}})

    assert {pk: (one.need, one.is_planned) for pk, one in found.items()} == {
        ids[0]: (Need.ALCOHOL, True),
        ids[1]: (Need.DRUGS, False),
    }


def test_the_person_sees_only_what_they_were_asked_about():
    shown = StepFactory().goal
    draft = GoalFactory(plan=PlanFactory())

    mine = queries.for_person([shown.plan.person_id])
    assert [goal.words for goal in mine] == ["Stay dry on Fridays."]
    assert queries.for_person([draft.plan.person_id]) == ()


def test_counts_tell_no_names():
    goal = GoalFactory()
    AssessmentFactory(person=goal.plan.person)
    other = PersonFactory()

    first = goal.plan.person_id
    records = {first: (first,), other.pk: (other.pk,)}

    told = queries.counted(records, {}, on=TODAY)
    seen = queries.counted(records, {first: {Need.ALCOHOL}}, on=TODAY)

    assert (told.people, told.assessed, told.agreed, told.answers_first_need) == (2, 1, 1, 1)
    assert (told.nothing_for_first_need, seen.nothing_for_first_need) == (1, 0)
    assert told.reviewed_in_time == 0


# ── Records that were joined, and plans that ended ─────────────────────────────────────────
def test_of_two_joined_plans_the_later_is_in_force_and_the_other_is_kept_and_changes_no_more(
    person, amira, at
):
    folded = PersonFactory()
    earlier = StepFactory(
        goal=GoalFactory(plan=PlanFactory(person=folded, agreed=True), words="Earlier words.")
    )
    later = StepFactory(
        goal=GoalFactory(
            plan=PlanFactory(person=person, agreed=True, began_at=BEGAN + timedelta(hours=1))
        )
    )
    AssessmentFactory(person=folded, ranked=(Need.DRUGS,))
    folded.merged_into = person
    folded.save()
    ids = [person.pk, folded.pk]

    in_force, other = queries.all_plans(ids)

    assert (in_force.id, other.id) == (later.goal.plan_id, earlier.goal.plan_id)
    assert other.goals[0].words == "Earlier words."
    assert queries.standing(ids)[person.pk].plan_id == later.goal.plan_id
    assert queries.top_need_not_started(ids, {})[person.pk].need is Need.DRUGS
    assert len(queries.for_person(ids)) == 1
    refuse_every_change(earlier, amira, at)
    set_goal(person, amira, at)
    assert queries.all_plans(ids)[0].goals[-1].plan_id == later.goal.plan_id


def refuse_every_change(step, by, at):
    goal = step.goal
    given = actions.StepGiven("Ring.", Actor.OFFICER)
    with pytest.raises(actions.PlanEnded):
        actions.add_step(goal_id=goal.pk, given=given, by=by, at=at)
    with pytest.raises(actions.PlanEnded):
        actions.mark_step(step_id=step.pk, state=StepState.DONE, by=by, at=at)
    with pytest.raises(actions.PlanEnded):
        actions.close_goal(goal_id=goal.pk, state=GoalState.ACHIEVED, why="", by=by, at=at)
    step.refresh_from_db()
    goal.refresh_from_db()
    assert (step.state, goal.state) == (StepState.NOT_STARTED, GoalState.ACTIVE)
    assert goal.steps.count() == 1


def test_a_death_ends_the_plan_and_none_begins_after_it(person, amira, at):
    step = StepFactory(goal=GoalFactory(plan=PlanFactory(person=person, agreed=True)))

    record_death(person_id=person.pk, died_on=TODAY, by=amira, at=at)

    assert queries.plan([person.pk]).ended_on == TODAY
    assert queries.standing([person.pk]) == {}
    assert queries.for_person([person.pk]) == ()
    with pytest.raises(actions.Died):
        set_goal(person, amira, at)
    refuse_every_change(step, amira, at)


# ── What the person agreed to ──────────────────────────────────────────────────────────────
def test_what_was_added_since_they_were_asked_is_not_on_their_phone_until_they_are_asked(
    person, amira, at
):
    goal = set_goal(person, amira, at)
    ask(person, amira, at)
    soon = at + timedelta(minutes=5)
    actions.add_step(
        goal_id=goal.pk, given=actions.StepGiven("Ring.", Actor.OFFICER), by=amira, at=soon
    )
    set_goal(person, amira, soon, need=Need.ETE, words="A job.")

    (mine,) = queries.for_person([person.pk])
    assert [step.what for step in mine.steps] == ["Go to the group."]
    assert queries.plan([person.pk]).changed_since_agreed

    ask(person, amira, soon, Agreement.DISAGREES, "Not the job.")

    both = queries.for_person([person.pk])
    assert [(one.words, len(one.steps), one.is_agreed) for one in both] == [
        ("Stay dry on Fridays.", 2, False),
        ("A job.", 1, False),
    ]
    assert not queries.plan([person.pk]).changed_since_agreed


def test_nobody_was_asked_about_a_plan_before_it_began(person, amira, at):
    set_goal(person, amira, at)

    with pytest.raises(actions.BeforeThePlan):
        ask(person, amira, at, on=TODAY - timedelta(days=1))

    assert Plan.objects.get().agreed_on is None


# ── The operating model ────────────────────────────────────────────────────────────────────
def test_in_a_case_a_stage_counts_from_its_first_mark_and_only_an_assessment_in_use(person):
    SupervisionPeriodFactory(person=person, opened_on=date(2016, 10, 3))
    for day in (date(2016, 10, 5), date(2016, 11, 5)):
        StageMark.objects.create(
            person=person, stage=Stage.INDUCTION, on=day, by=UserFactory(), at=BEGAN
        )
    AssessmentFactory(
        person=person,
        state=AssessmentState.SENT_BACK,
        answer="Say more.",
        answered_by=UserFactory(),
        answered_at=BEGAN,
    )

    def reached(stage):
        here = queries.in_this_case(
            [person.pk],
            known=None,
            assessments=needs.versions([person.pk]),
            organisation_id=None,
            on=TODAY,
        )
        return {line.stage: line.reached_on for line in here.applied.lines}[stage]

    assert reached(Stage.INDUCTION) == date(2016, 10, 5)
    assert reached(Stage.ASSESSMENT) is None
    AssessmentFactory(person=person, version=2)
    assert reached(Stage.ASSESSMENT) == date(2016, 12, 1)


def test_a_model_is_bound_begins_after_the_one_in_force_and_replaces_one_not_begun(at):
    team = TeamFactory()
    head, owner = officer(role=Role.HEAD, team=team), team.unit.region.organisation.owner
    OperatingModelFactory(owner=owner)

    def keep(**more):
        given = {
            "name": "Second",
            "starts_on": MAY,
            "within": {Stage.INDUCTION: 0, Stage.MODULES: 365},
            "asks": {},
            "review_months": 24,
        }
        return actions.keep_model(owner_id=owner.pk, by=head, at=at, **(given | more))

    for more, fields in (
        ({"review_months": 25, "within": {Stage.PLAN: 366}}, {"review_months", "within_plan"}),
        ({"review_months": 0, "name": " "}, {"review_months", "name"}),
        ({"starts_on": date(2015, 2, 1)}, {"starts_on"}),
    ):
        with pytest.raises(Refused) as refused:
            keep(**more)
        assert {part.field for part in refused.value.parts or (refused.value,)} == fields
    assert OperatingModel.objects.count() == 1

    first = keep()
    second = keep(starts_on=date(2017, 4, 1), name="Third")

    assert first.pk == second.pk
    assert [(one.name, one.starts_on) for one in queries.models([owner.pk])] == [
        ("Third", date(2017, 4, 1)),
        ("Steps away from crime", date(2015, 2, 1)),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        OperatingModelFactory(owner=owner, starts_on=MAY, review_months=25)
