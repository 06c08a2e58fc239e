"""Is what is typed kept, is what is secret never, and is a form taken once?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from openprobation.foundation.clock import machine_now
from openprobation.foundation.drafts import actions, queries
from openprobation.foundation.drafts.models import Draft, Submission
from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.refusals import Refused

pytestmark = pytest.mark.django_db
HERE = "/people/X000001/appointments/new/"


@pytest.fixture
def user():
    return UserFactory()


def keep(user, fields=None, *, path=HERE, at=None):
    typed = fields if fields is not None else {"note": ["Came early."]}
    return actions.keep(user=user, path=path, fields=typed, at=at or machine_now())


def typed(user, path=HERE):
    found = queries.typed(user=user, path=path)
    return found.fields if found else None


def once(user, act, *, token="one"):
    return actions.once(token=token, user=user, path=HERE, at=machine_now(), act=act)


# ── Keeping ────────────────────────────────────────────────────────────────────────────────
def test_what_is_typed_is_kept_and_the_latest_counts(user):
    assert keep(user, {"note": ["Came ear"]})
    assert keep(user, {"note": ["Came early."], "kinds": ["call", "visit"]})

    assert typed(user) == {"note": ["Came early."], "kinds": ["call", "visit"]}
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    "name",
    ["csrfmiddlewaretoken", "submission", "seen", "login", "code", "password", "password1",
     "password2", "oldpassword"],
)  # fmt: skip
def test_what_is_secret_or_a_token_is_never_kept(user, name):
    keep(user, {name: ["river-lantern"], "note": ["Came early."]})

    assert typed(user) == {"note": ["Came early."]}


@pytest.mark.parametrize("fields", [{}, {"note": [""]}, {"note": ["   "]}, {"password": ["x"]}])
def test_nothing_worth_keeping_is_not_kept(user, fields):
    assert not keep(user, fields)
    assert not Draft.objects.exists()


def test_far_too_much_is_not_kept(user):
    assert not keep(user, {"note": ["x" * (actions.MOST_TYPED + 1)]})
    assert not Draft.objects.exists()


def test_a_draft_is_its_writers_and_its_pages_alone(user):
    keep(user)

    assert typed(UserFactory()) is None
    assert typed(user, "/people/X000002/appointments/new/") is None


def test_a_discarded_draft_is_gone_and_others_stay(user):
    keep(user)
    keep(user, path="/elsewhere/")

    actions.discard(user=user, path=HERE)

    assert typed(user) is None
    assert typed(user, "/elsewhere/")


def test_what_nobody_came_back_for_is_forgotten_after_a_week(user):
    keep(user, at=machine_now() - timedelta(days=8))
    keep(user, path="/elsewhere/", at=machine_now() - timedelta(days=6))

    actions.clear_old(machine_now())

    assert list(Draft.objects.values_list("path", flat=True)) == ["/elsewhere/"]


# ── Once ───────────────────────────────────────────────────────────────────────────────────
def test_a_form_is_done_and_its_draft_is_gone(user):
    keep(user)

    assert once(user, lambda: "/done/") == "/done/"

    assert typed(user) is None


def test_the_same_form_sent_again_does_nothing_and_says_where_it_went(user):
    done = []
    once(user, lambda: done.append("first") or "/done/")

    with pytest.raises(actions.SentAlready) as sent:
        once(user, lambda: done.append("second") or "/done/")

    assert sent.value.went_to == "/done/"
    assert done == ["first"]


def test_a_refused_form_can_be_corrected_and_sent_with_the_same_token(user):
    keep(user)

    def refuse():
        raise Refused("That day is over.")

    with pytest.raises(Refused):
        once(user, refuse)

    assert not Submission.objects.exists()
    assert typed(user)
    assert once(user, lambda: "/done/") == "/done/"


def test_a_form_without_a_token_is_done(user):
    assert once(user, lambda: "/done/", token="") == "/done/"
    assert not Submission.objects.exists()


def test_what_the_act_wrote_goes_with_it_when_it_fails(user):
    def fail():
        UserFactory(name="Half done")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(user, fail)

    assert not User.objects.filter(name="Half done").exists()
    assert not Submission.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_one_form_at_once_one_does_it_and_the_other_is_told(user):
    together = Barrier(2)
    done = []

    def send(_number):
        try:
            together.wait(timeout=10)
            return once(user, lambda: done.append("done") or "/done/")
        except actions.SentAlready as sent:
            return f"told {sent.went_to}"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(send, range(2)))

    assert answers == ["/done/", "told /done/"]
    assert done == ["done"]
