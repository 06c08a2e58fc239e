"""Is a quiet session signed out when the machine's clock has jumped?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from openprobation.foundation.clock import machine_now
from openprobation.foundation.identity import middleware
from openprobation.foundation.identity.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jump(monkeypatch):
    """Put the machine's clock elsewhere than it is."""

    def jumped(**there):
        monkeypatch.setattr(middleware, "machine_now", lambda: machine_now() + timedelta(**there))

    return jumped


@pytest.fixture
def visitor(client):
    client.force_login(UserFactory())
    client.get("/")
    return client


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_an_hour_back_signs_nobody_out(visitor, jump):
    jump(hours=-1)
    visitor.get("/")

    assert is_signed_in(visitor)


def test_a_day_on_signs_the_quiet_out(visitor, jump):
    jump(days=1)
    visitor.get("/")

    assert not is_signed_in(visitor)


def test_a_session_used_while_the_clock_was_ahead_still_ends_after_quiet(visitor, jump):
    session = visitor.session
    session["seen_at"] = int((machine_now() + timedelta(days=1)).timestamp())
    session.save()

    visitor.get("/")
    jump(minutes=61)
    visitor.get("/")

    assert not is_signed_in(visitor)
