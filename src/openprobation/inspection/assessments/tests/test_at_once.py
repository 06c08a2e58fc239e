"""Two tabs, or a lead and a reader, at the same moment on PostgreSQL: does one stand, is nothing lost?"""

from __future__ import annotations

import pytest

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.tests.at_once import at_once, refused_at_once
from openprobation.foundation.refusals import Refused
from openprobation.inspection.assessments import actions, queries
from openprobation.inspection.assessments.models import Answer, Judgement, Moderation

from .test_judging import MET, NOT_APPLICABLE, NOT_MET, made

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def read_by_both(judging, *, handed_in=True):
    """Both readers differ on the first question."""
    judging.answer(judging.given(0, MET), judging.given(1), judging.given(2))
    judging.answer(judging.given(0, NOT_MET), judging.given(1), judging.given(2), by=judging.second)
    judging.hand_in(judging.first)
    if handed_in:
        judging.hand_in(judging.second)


def test_two_first_answers_of_one_assessor_begin_one_judgement_and_both_stand(at):
    judging = made(at)

    went = at_once(*(lambda n=n: judging.answer(judging.given(n)) for n in range(3)))

    assert len({one.pk for one in went}) == 1
    assert Judgement.objects.count() == 1
    assert Answer.objects.standing().count() == 3


def test_one_question_answered_in_two_tabs_stands_once_and_the_other_is_told(at):
    judging = made(at)

    went = at_once(
        lambda: judging.answer(judging.given(0, MET)),
        lambda: judging.answer(judging.given(0, NOT_MET)),
    )

    assert sum(isinstance(one, actions.AnsweredSince) for one in went) == 1
    assert Answer.objects.count() == 1


def test_two_inspectors_of_one_case_never_wait_for_each_other(at):
    judging = made(at)

    went = at_once(
        lambda: judging.answer(judging.given(0, MET)),
        lambda: judging.answer(judging.given(0, NOT_MET), by=judging.second),
    )

    assert {one.reading for one in went} == {"first", "second"}


def test_an_answer_at_the_moment_of_handing_in_is_in_or_refused_and_never_after(at):
    judging = made(at)
    judging.answer(*(judging.given(number) for number in range(3)))

    answered, handed_in = at_once(
        lambda: judging.answer(judging.given(0, NOT_MET, seen=1)),
        lambda: judging.hand_in(judging.first),
    )

    assert isinstance(handed_in, Judgement)
    refused = isinstance(answered, actions.HandedInAlready)
    (stands,) = Answer.objects.standing().filter(question=judging.questions[0])
    assert stands.answer == (MET if refused else NOT_MET)


def test_handing_in_twice_at_once_is_handed_in_once(at):
    judging = made(at)
    judging.answer(*(judging.given(number) for number in range(3)))

    (refused,) = refused_at_once(lambda _n: judging.hand_in(judging.first))

    assert isinstance(refused, actions.HandedInAlready)
    assert Entry.objects.filter(action="assessment.handed_in").count() == 1


def test_a_lead_who_settles_while_the_second_hands_in_settles_both_or_is_told_to_wait(at):
    judging = made(at)
    read_by_both(judging, handed_in=False)

    handed_in, settled = at_once(lambda: judging.hand_in(judging.second), judging.settle)

    assert isinstance(handed_in, Judgement)
    if isinstance(settled, Refused):
        assert isinstance(settled, actions.NotHandedIn)
        assert not Moderation.objects.exists()
        settled = judging.settle()
    assert (settled.first.answer, settled.second.answer) == (MET, NOT_MET)
    assert queries.final([judging.case.pk])[0].answer is NOT_MET


def test_two_leads_settle_one_difference_once_and_the_other_is_told(at):
    judging = made(at)
    read_by_both(judging)

    (refused,) = refused_at_once(lambda n: judging.settle(answer=(NOT_MET, NOT_APPLICABLE)[n]))

    assert isinstance(refused, actions.SettledAlready)
    assert Moderation.objects.count() == 1
    assert Entry.objects.filter(action="assessment.settled").count() == 1


def test_a_case_given_back_while_it_is_settled_is_one_or_the_other(at):
    judging = made(at)
    read_by_both(judging)
    first = Judgement.objects.get(reading="first")

    settled, back = at_once(
        judging.settle,
        lambda: actions.give_back(judgement_id=first.pk, by=judging.lead, at=judging.at),
    )

    first.refresh_from_db()
    if isinstance(back, Refused):
        assert isinstance(back, actions.SettledAlready)
        assert (Moderation.objects.count(), first.handed_in_at is None) == (1, False)
    else:
        assert isinstance(settled, actions.NotHandedIn)
        assert (Moderation.objects.count(), first.handed_in_at is None) == (0, True)
