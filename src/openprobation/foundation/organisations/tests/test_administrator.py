"""Does `openprobation administrator create` make one account that can keep the service, and no second?"""

from __future__ import annotations

import getpass
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.authority import may
from openprobation.foundation.organisations.models import Organisation, Posting, Team
from openprobation.foundation.organisations.permissions import Permission
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import TeamKind

pytestmark = pytest.mark.django_db

PASSWORD = "river-lantern-otter-42"


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("FIRST_PASSWORD", PASSWORD)


def create(email="Ada@example.org", name="Ada Okoro", **options):
    said = StringIO()
    given = {"password_from_environment": "FIRST_PASSWORD", **options}
    call_command("administrator", "create", email=email, name=name, stdout=said, **given)
    return said.getvalue()


def test_in_an_empty_service_it_makes_the_account_and_somewhere_to_post_it():
    said = create()

    user = User.objects.get(email="ada@example.org")
    assert user.check_password(PASSWORD)
    assert may(user, Permission.KEEP_ACCOUNTS, at=PUBLICATION_DAY)
    assert may(user, Permission.KEEP_ORGANISATIONS, at=PUBLICATION_DAY)
    assert "can sign in with ada@example.org" in said
    assert Organisation.objects.count() == 1


def test_the_account_signs_in_to_the_administration(client):
    create()

    answers = {"login": "ada@example.org", "password": PASSWORD}
    page = client.post("/accounts/login/", answers, follow=True)

    assert page.redirect_chain[-1][0] == "/administration/"


def test_in_a_service_with_an_administration_it_posts_there():
    team = TeamFactory(kind=TeamKind.ADMINISTRATION)
    before = Team.objects.count()

    create()

    assert Posting.objects.get(user__email="ada@example.org").team == team
    assert Team.objects.count() == before


def test_in_a_service_with_organisations_and_no_administration_it_adds_the_team_there():
    unit = TeamFactory().unit

    create()

    posting = Posting.objects.get(user__email="ada@example.org")
    assert posting.team.unit == unit
    assert Organisation.objects.count() == 1


def test_the_same_command_again_changes_nothing_and_says_so():
    create()

    said = create()

    assert "is an administrator already. Nothing was changed." in said
    assert Posting.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_a_second_administrator_joins_the_same_team():
    create()
    create(email="bo@example.org", name="Bo Lind")

    assert Posting.objects.filter(role=Role.ADMINISTRATOR).count() == 2
    assert Team.objects.count() == 1


def test_an_account_that_is_there_is_not_made_an_administrator():
    UserFactory(username="ada@example.org")

    with pytest.raises(CommandError, match="There is already an account"):
        create()

    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    ("weak", "said"),
    [
        ("short", "at least 12 characters"),
        ("password1234", "too common"),
        ("ada@example.org", "too similar"),
    ],
)
def test_a_weak_password_is_refused_and_nothing_is_made(monkeypatch, weak, said):
    monkeypatch.setenv("FIRST_PASSWORD", weak)

    with pytest.raises(CommandError, match=said):
        create()

    assert not User.objects.filter(is_system=False).exists()
    assert not Organisation.objects.exists()


def test_what_is_not_an_address_is_refused():
    with pytest.raises(CommandError, match="not an e-mail address"):
        create(email="ada")


def test_a_name_is_needed(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _question: " ")

    with pytest.raises(CommandError, match="Give the name"):
        create(name="")


def test_a_variable_that_is_not_set_is_named():
    with pytest.raises(CommandError, match="NO_SUCH_VARIABLE is not set"):
        create(password_from_environment="NO_SUCH_VARIABLE")


def test_it_asks_for_what_was_not_given(monkeypatch):
    answers = iter(["ada@example.org", "Ada Okoro"])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    monkeypatch.setattr(getpass, "getpass", lambda _question: PASSWORD)

    create(email=None, name=None, password_from_environment=None)

    assert User.objects.get(email="ada@example.org").check_password(PASSWORD)


def test_a_password_typed_differently_the_second_time_is_refused(monkeypatch):
    typed = iter([PASSWORD, "another-thing-altogether"])
    monkeypatch.setattr(getpass, "getpass", lambda _question: next(typed))

    with pytest.raises(CommandError, match="not the same"):
        create(password_from_environment=None)

    assert not User.objects.filter(is_system=False).exists()
