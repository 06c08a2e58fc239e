"""Who may decide on a failure and warn: every role of every organisation, however the failure stands?"""

from __future__ import annotations

import pytest
from django.db import transaction

from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.enforcement.actions import failures, warnings
from openprobation.supervision.enforcement.models import Failure, LicenceMatter, Warning
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.enforcement import Alternative, Excuse, SeniorAnswer
from openprobation.vocabulary.sentences import OrderKind

from .breaches import opened_to_team
from .missed import ADDRESS, AT, missed

pytestmark = pytest.mark.django_db

OFFICERS = {
    Role.PROBATION_OFFICER,
    Role.PROBATION_SERVICES_OFFICER,
    Role.SENIOR,
    Role.DUTY_OFFICER,
}
WHERE = ("own", "another company", "public provider")
EVERY = {"undecided", "excused", "not excused", "warned", "withdrawn"}
#: Verb → the states of a failure in which it can be done, told by hand.
ORDER = {
    "explain": EVERY,
    "ask": {"undecided"},
    "excuse": EVERY - {"excused"},
    "do not excuse": {"undecided", "excused"},
    "warn": {"undecided", "excused", "not excused", "withdrawn"},
    "withdraw": {"warned"},
}
#: The same on a licence, where a senior may be asked.
LICENCE = {"put to the senior": {"undecided", "not excused"}, "answer": {"with the senior"}}
LICENCE_STATES = {"undecided", "not excused", "with the senior", "answered"}


def stands(case, state):
    """The failure of a case, brought to a state by its own officer."""
    failure = case.records()
    said = {"failure_id": failure.pk, "why": "x", "now": True, "by": case.officer, "at": AT}
    if state == "excused":
        failures.decide_excuse(excuse=Excuse.ACCEPTED, **said)
    if state == "not excused":
        failures.decide_excuse(excuse=Excuse.NOT_ACCEPTED, **said)
    if state in ("warned", "withdrawn"):
        warning = warnings.give_warning(**said)
        if state == "withdrawn":
            warnings.withdraw_warning(warning_id=warning.pk, why="x", by=case.officer, at=AT)
    if state in ("with the senior", "answered"):
        matter = put(failure, by=case.officer)
        if state == "answered":
            answer(matter, by=case.court.senior)
    return failure


def put(failure, *, by):
    return warnings.put_to_senior(
        failure_id=failure.pk, alternatives=[Alternative.HELP], weighed="x", by=by, at=AT
    )


def answer(matter, *, by):
    return warnings.answer_licence_matter(
        matter_id=matter.pk, answer=SeniorAnswer.CONTINUE, why="x", by=by, at=AT
    )


def attempt(verb, failure, by):
    said = {"failure_id": failure.pk, "by": by, "at": AT}
    decided = {"why": "x", "now": True, **said}
    warning = Warning.objects.filter(failure=failure).order_by("pk").last()
    acts = {
        "explain": lambda: failures.write_explanation(explanation="x", **said),
        "ask": lambda: failures.ask_to_explain(address=ADDRESS, **said),
        "excuse": lambda: failures.decide_excuse(excuse=Excuse.ACCEPTED, **decided),
        "do not excuse": lambda: failures.decide_excuse(excuse=Excuse.NOT_ACCEPTED, **decided),
        "warn": lambda: warnings.give_warning(**decided),
        "withdraw": lambda: warnings.withdraw_warning(
            warning_id=warning.pk, why="x", by=by, at=AT
        ),
        "put to the senior": lambda: put(failure, by=by),
        "answer": lambda: answer(LicenceMatter.objects.get(failure=failure), by=by),
    }  # fmt: skip
    acts[verb]()


def everything():
    return (
        list(Failure.objects.values_list("pk", "version", "excuse", "explanation")),
        list(Warning.objects.values_list("pk", "withdrawn_at")),
        list(LicenceMatter.objects.values_list("pk", "answer")),
    )


def everybody(case):
    """Somebody in every role of three organisations, to each of whom the record is open."""
    teams = {
        "own": case.court.crc_team,
        "another company": TeamFactory(),
        "public provider": case.court.nps_team,
    }
    for team in teams.values():
        opened_to_team(case.person, team)
    return {
        (role, where): officer(role=role, team=team)
        for where, team in teams.items()
        for role in Role
    }


def refuse_all_but_theirs(case, verb, state, theirs):
    """Try one verb by everybody in one state; `theirs` says who gets through."""
    failure = stands(case, state)
    was, wrong = everything(), []
    for (role, where), user in everybody(case).items():
        with transaction.atomic():
            try:
                attempt(verb, failure, user)
                found = True
            except (Refused, Warning.DoesNotExist):
                found = False
                assert everything() == was
            transaction.set_rollback(True)
        if found is not (where == "own" and role in theirs):
            wrong.append((role.value, where, found))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("state", sorted(EVERY))
@pytest.mark.parametrize("verb", ORDER)
def test_on_an_order_every_role_may_do_just_what_is_theirs(verb, state):
    if verb == "withdraw" and state not in ("warned", "withdrawn"):
        return  # there is no warning to take back
    theirs = OFFICERS if state in ORDER[verb] else set()

    refuse_all_but_theirs(missed(), verb, state, theirs)


@pytest.mark.slow
@pytest.mark.parametrize("state", sorted(LICENCE_STATES))
@pytest.mark.parametrize("verb", LICENCE)
def test_on_a_licence_every_role_may_do_just_what_is_theirs(verb, state):
    if verb == "answer" and state not in ("with the senior", "answered"):
        return  # nothing was put to the senior
    theirs = {Role.SENIOR} if verb == "answer" else OFFICERS
    can_be = LICENCE[verb] | ({"answered"} if verb == "put to the senior" else set())

    refuse_all_but_theirs(
        missed(kind=OrderKind.LICENCE), verb, state, theirs if state in can_be else set()
    )
