"""The same form in two tabs at the same moment, on PostgreSQL: does one stand, is the other told, is nothing lost?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from openprobation.foundation.refusals import Refused
from openprobation.inspection.assessments import actions
from openprobation.inspection.assessments.models import Answer, Judgement

from .test_judging import MET, NOT_MET, made

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Do these at the same moment, each on a connection of its own: what each gave back, or its refusal."""
    ready = Barrier(len(acts))

    def alone(act):
        try:
            connection.ensure_connection()
            ready.wait(timeout=10)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


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
