"""Do the two sides ask, answer and close, each with an owner and a day?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.enforcement.actions import questions as actions
from openprobation.supervision.enforcement.models import Breach, HandedOn, Question
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


# ── Handed on ──────────────────────────────────────────────────────────────────────────────
def hand_on(case, asked, **changed):
    given = {
        "question_id": asked.pk,
        "owner_team_id": case.court.crc_team.pk,
        "owner_id": case.court.senior.pk,
        "why": "She promised the letter.",
        "by": case.court.officer,
        "at": AT + timedelta(days=4),
    }
    return actions.hand_on(**{**given, **changed})


def test_it_is_given_to_another_owner_with_a_reason_and_keeps_its_age(case, breach):
    asked = ask(case, breach)

    hand_on(case, asked)

    (line,) = queries.questions_about([case.person.pk])
    assert line.whose == f"Ann Senior, {case.court.crc_team.name}"
    assert (line.asked_at, line.due_on) == (AT, asked.due_on)
    assert [one.why for one in line.handed] == ["She promised the letter."]
    assert line.age(date(2017, 2, 20)) == 2


def test_it_goes_to_the_other_organisation_and_both_see_it(case, breach):
    asked = ask(case, breach)

    hand_on(
        case,
        asked,
        owner_team_id=case.court.enforcement.pk,
        owner_id=case.court.prosecutor.pk,
    )

    for team in (case.court.enforcement, case.court.crc_team):
        lines = queries.questions_about([case.person.pk])
        assert lines[0].handed[0].from_team == case.court.crc_team.name
        assert team.pk in {lines[0].owner_team_id, case.court.crc_team.pk}
    assert queries.open_questions([case.court.enforcement.pk])[0].owner == "Eli Enforcer"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"why": " "}, "why"),
        ({"why": "x" * 4_001}, "why"),
        ({"owner_team_id": 0}, "owner"),
        ({"owner_id": "an officer of another team"}, "owner"),
        ({"owner_id": "whom the record is shut to"}, "owner"),
        ({"owner_id": "who has it"}, "owner"),
    ],
)
def test_it_is_not_handed_on_to_nobody_or_without_a_reason(case, breach, wrong, field):
    asked = ask(case, breach, owner_id=case.court.officer.pk)
    if wrong.get("owner_id") == "an officer of another team":
        wrong = {"owner_id": case.court.prosecutor.pk}
    elif wrong.get("owner_id") == "whom the record is shut to":
        wrong = {"owner_id": case.court.nps_officer.pk, "owner_team_id": case.court.nps_team.pk}
    elif wrong.get("owner_id") == "who has it":
        wrong = {"owner_id": case.court.officer.pk}

    with pytest.raises(actions.Refused) as refused:
        hand_on(case, asked, **wrong)

    assert refused.value.field == field
    asked.refresh_from_db()
    assert asked.owner == case.court.officer
    assert not HandedOn.objects.exists()


def test_whoever_may_not_open_the_record_hands_nothing_on(case, breach):
    asked = ask(case, breach)

    with pytest.raises(NotYourCase):
        hand_on(case, asked, by=case.court.nps_officer)


def test_what_is_closed_is_not_handed_on(case, breach):
    asked = ask(case, breach)
    actions.answer(question_id=asked.pk, words="Yes.", closes=True, by=case.court.officer, at=AT)

    with pytest.raises(actions.ClosedAlready):
        hand_on(case, asked)


def test_the_page_offers_both_organisations_hands_it_on_and_tells_both(client, case, breach):
    asked = ask(case, breach)
    here = reverse("enforcement:hand_on", args=[asked.pk])
    client.force_login(case.court.officer)

    shown = client.get(here).content.decode()
    refused = client.post(here, {"owner": f"{case.court.senior.pk}.{case.court.crc_team.pk}"})
    answered = client.post(
        here,
        {
            "owner": f"{case.court.senior.pk}.{case.court.crc_team.pk}",
            "why": "She promised the letter.",
        },
    )

    assert "Eli Enforcer" in shown
    assert "Ann Senior" in shown
    assert "why you hand it on" in refused.content.decode()
    assert answered.url == reverse("enforcement:question", args=[asked.pk])
    for viewer in (case.court.officer, case.court.prosecutor):
        client.force_login(viewer)
        said = client.get(answered.url).content.decode()
        assert "She promised the letter." in said
        assert "Handed on from" in said


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

        hand_on(case, asked)

    with django_assert_num_queries(3):
        found = queries.open_questions([case.court.crc_team.pk])

    assert len(found) == 10
