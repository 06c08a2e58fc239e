"""Do the two sides ask, answer and close, each with an owner and a day?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.enforcement.actions import questions as actions
from openprobation.supervision.enforcement.models import Breach, Question
from openprobation.supervision.enforcement.queries import questions as queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import QuestionKind

from .breaches import AT, breached

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return breached()


@pytest.fixture
def breach(case):
    return case.sent()


def ask(case, breach=None, *, by=None, **changed):
    given = {
        "kind": QuestionKind.QUESTION,
        "person_id": case.person.pk,
        "breach_id": breach.pk if breach else None,
        "words": "Was the letter posted?",
        "owner_team_id": case.court.crc_team.pk,
        "by": by or case.court.prosecutor,
        "at": AT,
    }
    return actions.ask(**{**given, **changed})


def raise_one(case, **changed):
    given = {
        "words": "Packs arrive late on a Friday.",
        "owner_team_id": case.court.crc_team.pk,
        "by": case.court.prosecutor,
        "at": AT,
    }
    return actions.raise_standing(**{**given, **changed})


def test_a_question_has_an_owner_and_a_day_from_the_start(case, breach):
    asked = ask(case, breach)

    assert asked.owner_team == case.court.crc_team
    assert asked.due_on == date(2017, 2, 23)
    assert asked.asked_by_team == case.court.enforcement


def test_a_question_grows_old_in_working_days(case, breach):
    ask(case, breach)
    (line,) = queries.questions_about([case.person.pk])

    assert line.age(date(2017, 2, 20)) == 2
    assert not line.is_overdue(date(2017, 2, 23))
    assert line.is_overdue(date(2017, 2, 24))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words": "  "}, "words"),
        ({"words": "x" * 4_001}, "words"),
        ({"owner_team_id": 0}, "owner_team"),
        ({"due_on": date(2017, 2, 15)}, "due_on"),
    ],
)
def test_what_is_unfit_is_refused_beside_its_field(case, breach, changed, field):
    with pytest.raises(actions.Refused) as refused:
        ask(case, breach, **changed)

    assert refused.value.field == field
    assert not Question.objects.exists()


def test_an_owner_must_be_of_the_team_it_is_for(case, breach):
    with pytest.raises(actions.NotInThatTeam):
        ask(case, breach, owner_id=case.court.nps_officer.pk)

    assert ask(case, breach, owner_id=case.court.officer.pk).owner == case.court.officer


def test_a_breach_of_somebody_else_is_not_named(case, breach):
    other = breached(case.court).sent()

    with pytest.raises(Breach.DoesNotExist):
        ask(case, other)


def test_whoever_may_not_open_the_record_asks_nothing_about_it(case, breach):
    with pytest.raises(NotYourCase):
        ask(case, breach, by=case.court.nps_officer)


def test_an_answer_may_close_it_and_then_it_is_closed(case, breach):
    asked = ask(case, breach)

    actions.answer(
        question_id=asked.pk, words="On Monday.", closes=True, by=case.court.officer, at=AT
    )

    with pytest.raises(actions.ClosedAlready):
        actions.answer(
            question_id=asked.pk, words="And?", closes=False, by=case.court.prosecutor, at=AT
        )
    assert queries.open_questions([case.court.crc_team.pk]) == []


def test_an_answer_may_leave_it_open(case, breach):
    asked = ask(case, breach)

    actions.answer(
        question_id=asked.pk, words="I will look.", closes=False, by=case.court.officer, at=AT
    )

    (line,) = queries.open_questions([case.court.crc_team.pk])
    assert [said.words for said in line.answers] == ["I will look."]


def test_it_can_be_given_to_another_owner(case, breach):
    asked = ask(case, breach)

    actions.hand_on(
        question_id=asked.pk,
        owner_team_id=case.court.crc_team.pk,
        owner_id=case.court.senior.pk,
        by=case.court.officer,
        at=AT,
    )

    (line,) = queries.questions_about([case.person.pk])
    assert line.whose == f"Ann Senior, {case.court.crc_team.name}"


# ── Standing ───────────────────────────────────────────────────────────────────────────────
def test_a_standing_matter_is_seen_by_both_organisations_and_no_other(case):
    raise_one(case)
    crc = case.court.crc_team.unit.region.organisation_id
    nps = case.court.enforcement.unit.region.organisation_id
    elsewhere = TeamFactory().unit.region.organisation_id

    assert len(queries.standing_matters([crc])) == len(queries.standing_matters([nps])) == 1
    assert queries.standing_matters([elsewhere]) == []


def test_an_officer_raises_no_standing_matter(case):
    with pytest.raises(NotAllowed):
        raise_one(case, by=case.court.officer)


def test_a_senior_of_a_third_organisation_answers_nothing(case):
    asked = raise_one(case)
    stranger = officer(role=Role.SENIOR, team=TeamFactory())

    with pytest.raises(actions.NotYours):
        actions.answer(question_id=asked.pk, words="We too.", closes=True, by=stranger, at=AT)


def test_a_standing_matter_is_closed_by_either_side(case):
    asked = raise_one(case)

    actions.answer(
        question_id=asked.pk, words="Before three.", closes=True, by=case.court.senior, at=AT
    )

    asked.refresh_from_db()
    assert asked.closed_by == case.court.senior


def test_the_database_keeps_a_standing_matter_apart_from_any_case(case):
    asked = raise_one(case)
    asked.person = case.person

    with pytest.raises(IntegrityError):
        asked.save()


def test_lists_ask_as_often_for_ten_as_for_one(case, breach, django_assert_num_queries):
    for number in range(10):
        asked = ask(case, breach, due_on=AT.date() + timedelta(days=number))
        actions.answer(
            question_id=asked.pk, words="Soon.", closes=False, by=case.court.officer, at=AT
        )

    with django_assert_num_queries(2):
        found = queries.open_questions([case.court.crc_team.pk])

    assert len(found) == 10
