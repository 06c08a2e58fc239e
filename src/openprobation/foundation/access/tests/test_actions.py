"""How does a record open beyond one's own cases, and how is it closed to somebody?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from openprobation.foundation.access import actions, overseeing, queries
from openprobation.foundation.access.check import NotAllowed, NotYourCase, require
from openprobation.foundation.access.models import Look, Relation, Request, Restriction
from openprobation.foundation.access.permissions import Permission
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.vocabulary.access import (
    HolderKind,
    LookReason,
    LookReview,
    RelationKind,
    RestrictionKind,
    Role,
)

pytestmark = pytest.mark.django_db

NOW = PUBLICATION_DAY
RECORD = 7


@pytest.fixture
def user():
    return officer()


@pytest.fixture
def administrator():
    return officer(role=Role.ADMINISTRATOR)


@pytest.fixture
def senior():
    return officer(role=Role.SENIOR)


def look(by, reason=LookReason.DUTY_CALL, note=""):
    return actions.look(kind="person", record_id=RECORD, reason=reason, note=note, by=by, at=NOW)


def restrict(who, by, restriction=RestrictionKind.LET_IN, **words):
    given = {"why": "Works with the police.", "ask": "Pat Lee, head", **words}
    return actions.restrict(
        kind="person", record_id=RECORD, restriction=restriction, user=who, by=by, at=NOW, **given
    )


def is_open(to, at=NOW):
    return queries.is_open("person", RECORD, to=to, at=at)


def related(to):
    actions.relate(
        kind="person", record_id=RECORD, holder=HolderKind.USER, holder_id=to.pk,
        relation=RelationKind.RESPONSIBLE_OFFICER, at=NOW - timedelta(days=1),
    )  # fmt: skip


# ── Looks ──────────────────────────────────────────────────────────────────────────────────
def test_a_reason_opens_a_record_for_twelve_hours_and_is_audited(user):
    assert not is_open(user)

    look(user)

    assert is_open(user)
    assert is_open(user, NOW + timedelta(hours=11, minutes=59))
    assert not is_open(user, NOW + timedelta(hours=12))
    line = Entry.objects.get(action="person.opened_with_reason")
    assert (line.person_id, line.detail["reason"]) == (RECORD, "duty_call")


def test_without_a_reason_nothing_opens(user):
    with pytest.raises(actions.ReasonNeeded) as refused:
        look(user, reason=None)

    assert refused.value.field == "reason"
    assert not Look.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPPLIER, Role.INSPECTOR])
def test_those_who_do_not_practise_cannot_look(role):
    with pytest.raises(NotAllowed):
        look(officer(role=role))

    assert not Look.objects.exists()


def test_an_ordinary_reason_does_not_open_a_restricted_record(user, administrator):
    restrict(officer(), administrator)

    with pytest.raises(actions.OnlyEmergencyOpensThis, match="Ask Pat Lee, head"):
        look(user)

    assert not Look.objects.exists()


def test_an_emergency_opens_a_restricted_record_and_must_say_what_is_happening(user, administrator):
    restrict(officer(), administrator)

    with pytest.raises(actions.NoteNeeded) as refused:
        look(user, LookReason.EMERGENCY, "help")
    look(user, LookReason.EMERGENCY, "The hostel says she has taken tablets.")

    assert refused.value.field == "note"
    assert is_open(user)
    assert Look.objects.get().is_emergency


def test_an_act_on_a_record_that_is_not_open_is_refused(user):
    with pytest.raises(NotYourCase):
        require(user, Permission.LOCATE, at=NOW, person_id=RECORD)
    look(user)

    require(user, Permission.LOCATE, at=NOW, person_id=RECORD)


# ── Reviews ────────────────────────────────────────────────────────────────────────────────
def review(taken, by, verdict=LookReview.JUSTIFIED):
    return actions.review_look(look_id=taken.pk, review=verdict, note="", by=by, at=NOW)


def test_a_manager_reviews_a_look_once(user, senior):
    taken = look(user)
    review(taken, senior)

    with pytest.raises(actions.AlreadyReviewed):
        review(taken, senior, LookReview.NOT_JUSTIFIED)

    taken.refresh_from_db()
    assert taken.review == LookReview.JUSTIFIED


def test_a_look_that_was_asked_about_can_be_reviewed_again(user, senior):
    taken = look(user)
    review(taken, senior, LookReview.QUERIED)

    review(taken, senior)

    taken.refresh_from_db()
    assert taken.review == LookReview.JUSTIFIED


def test_nobody_reviews_their_own_look(senior):
    taken = look(senior)

    with pytest.raises(actions.NotYourOwnLook):
        review(taken, senior)

    taken.refresh_from_db()
    assert taken.review is None


def test_an_officer_cannot_review(user):
    taken = look(officer())

    with pytest.raises(NotAllowed):
        review(taken, user)


def test_looks_that_wait_are_counted_by_team(user, senior):
    look(user)
    look(user, LookReason.EMERGENCY, "The hostel says she has taken tablets.")
    review(look(officer()), senior)

    (waiting,) = overseeing.looks_waiting(on=NOW.date())

    assert waiting.team == user.postings.get().team.name
    assert (waiting.looks, waiting.emergencies, waiting.oldest) == (2, 1, NOW)


# ── Restrictions ───────────────────────────────────────────────────────────────────────────
def test_a_list_hides_a_record_from_everybody_not_on_it(user, administrator):
    related(user)
    restrict(officer(), administrator)

    assert not is_open(user)
    assert queries.masked(user, kind="person", record_ids=[RECORD], at=NOW) == {
        RECORD: "Pat Lee, head"
    }


def test_being_on_the_list_is_not_enough_without_business_with_the_record(user, administrator):
    restrict(user, administrator)

    assert not is_open(user)
    related(user)
    assert is_open(user)


def test_somebody_shut_out_cannot_open_what_is_their_business(user, administrator):
    related(user)
    restrict(user, administrator, RestrictionKind.SHUT_OUT)

    assert not is_open(user)


def test_a_lifted_line_stays_and_has_no_effect_from_then(user, administrator):
    related(user)
    line = restrict(user, administrator, RestrictionKind.SHUT_OUT)

    actions.lift_restriction(restriction_id=line.pk, by=administrator, at=NOW)

    assert is_open(user)
    assert Restriction.objects.count() == 1
    with pytest.raises(actions.Refused, match="already ended"):
        actions.lift_restriction(restriction_id=line.pk, by=administrator, at=NOW)


@pytest.mark.parametrize("field", ["why", "ask"])
def test_a_line_says_why_and_whom_to_ask(user, administrator, field):
    with pytest.raises(actions.Refused) as refused:
        restrict(user, administrator, **{field: "  "})

    assert refused.value.field == field
    assert not Restriction.objects.exists()


def test_the_same_line_twice_is_refused_by_the_act_and_by_the_database(user, administrator):
    line = restrict(user, administrator)

    with pytest.raises(actions.AlreadyOnTheList):
        restrict(user, administrator)
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.SENIOR, Role.HEAD])
def test_practitioners_do_not_keep_lists(role, administrator):
    line = restrict(officer(), administrator)
    practitioner = officer(role=role)

    with pytest.raises(NotAllowed):
        restrict(practitioner, practitioner)
    with pytest.raises(NotAllowed):
        actions.lift_restriction(restriction_id=line.pk, by=practitioner, at=NOW)

    assert Restriction.objects.get().ends_at is None


# ── Asking to be let in ────────────────────────────────────────────────────────────────────
def ask(by, why="Court today."):
    return actions.ask_for_access(kind="person", record_id=RECORD, why=why, by=by, at=NOW)


def decide(asked, by, granted=True):
    return actions.decide_request(request_id=asked.pk, granted=granted, by=by, at=NOW)


def test_a_yes_puts_whoever_asked_on_the_list_with_the_same_person_to_ask(user, administrator):
    related(user)
    restrict(officer(), administrator)

    decide(ask(user), administrator)

    assert is_open(user)
    assert Restriction.objects.get(user=user).ask == "Pat Lee, head"


def test_a_no_lets_nobody_in(user, administrator):
    related(user)
    restrict(officer(), administrator)

    decide(ask(user), administrator, granted=False)

    assert not is_open(user)
    assert Request.objects.get().granted is False


def test_a_request_is_asked_once_with_a_reason_and_decided_once(user, administrator):
    with pytest.raises(actions.Refused, match="Say why"):
        ask(user, " ")
    asked = ask(user)
    with pytest.raises(actions.AlreadyAsked):
        ask(user)
    decide(asked, administrator)
    with pytest.raises(actions.AlreadyDecided):
        decide(asked, administrator, granted=False)

    assert Request.objects.get().granted is True


def test_whoever_asks_cannot_decide(user):
    asked = ask(user)

    with pytest.raises(NotAllowed):
        decide(asked, user)

    asked.refresh_from_db()
    assert asked.granted is None


# ── Relations and closing ──────────────────────────────────────────────────────────────────
def test_a_relation_ends_at_its_moment_and_stays_written(user):
    related(user)

    ended = actions.end_relations(
        kind="person", record_id=RECORD, relations=(RelationKind.RESPONSIBLE_OFFICER,), at=NOW
    )

    assert ended == 1
    assert not is_open(user)
    assert is_open(user, NOW - timedelta(hours=1))
    assert Relation.objects.get().ends_at == NOW


def test_a_team_whose_business_a_record_is_cannot_close(administrator):
    team = TeamFactory(name="Bolton 1")
    actions.relate(
        kind="person", record_id=RECORD, holder=HolderKind.TEAM, holder_id=team.pk,
        relation=RelationKind.TEAM, at=NOW,
    )  # fmt: skip

    with pytest.raises(overseeing.StillHasCases, match="Bolton 1 still holds 1 case"):
        overseeing.close_team(team=team, ends_on=NOW.date(), by=administrator, at=NOW)

    team.refresh_from_db()
    assert team.ends_on is None
