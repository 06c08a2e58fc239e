"""Do organisations, teams, posts and cover come and go by their rules, and never by anybody's wish?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations import actions
from openprobation.foundation.organisations.authority import NotAllowed, authority, may
from openprobation.foundation.organisations.models import Area, Cover, Coverage, Posting, Team
from openprobation.foundation.organisations.permissions import Permission
from openprobation.foundation.organisations.tests.factories import (
    AreaFactory,
    CoverageFactory,
    OrganisationFactory,
    PostingFactory,
    RegionFactory,
    TeamFactory,
    UnitFactory,
    officer,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind

pytestmark = pytest.mark.django_db

TODAY = PUBLICATION_DAY.date()


@pytest.fixture
def administrator():
    return officer(role=Role.ADMINISTRATOR)


def post(user, team, *, by, role=Role.PROBATION_OFFICER, starts_on=TODAY):
    return actions.post(
        user=user, role=role, grade=Grade.PROBATION_OFFICER, team=team, starts_on=starts_on, by=by,
        at=PUBLICATION_DAY,
    )  # fmt: skip


def every_change(by):
    """One call of each change, made to be refused for want of a right alone."""
    at, unit, team = PUBLICATION_DAY, UnitFactory(), TeamFactory()
    somebody = UserFactory()
    posting = PostingFactory()
    return [
        lambda: actions.keep_organisation(
            code="X", name="X", kind=OrganisationKind.CRC, owner="X", operating_model="",
            starts_on=TODAY, by=by, at=at),
        lambda: actions.add_region(organisation=OrganisationFactory(), name="X", by=by, at=at),
        lambda: actions.add_unit(region=RegionFactory(), name="X", by=by, at=at),
        lambda: actions.add_office(
            name="X", address="X", postcode="X", telephone="X", by=by, at=at),
        lambda: actions.add_team(
            unit=unit, code="X", name="X", kind=TeamKind.COURT, office=None, duty_number="",
            starts_on=TODAY, by=by, at=at),
        lambda: actions.change_team(team=team, name="X", office=None, duty_number="", by=by, at=at),
        lambda: actions.close_team(team=team, ends_on=TODAY, by=by, at=at),
        lambda: actions.cover_area(area=AreaFactory(), team=team, starts_on=TODAY, by=by, at=at),
        lambda: actions.add_area(code="X", name="X", by=by, at=at),
        lambda: post(somebody, team, by=by),
        lambda: actions.end_post(posting_id=posting.pk, ends_on=TODAY, by=by, at=at),
        lambda: actions.cover(user=somebody, deputy=posting.user, starts_on=TODAY, by=by, at=at),
        lambda: actions.end_cover(user=somebody, ends_on=TODAY, by=by, at=at),
        lambda: actions.open_account(name="X", email="x@example.org", by=by, at=at),
        lambda: actions.close_account(user=somebody, by=by, at=at),
        lambda: actions.reopen_account(user=somebody, by=by, at=at),
        lambda: actions.allow_new_password(user=somebody, by=by, at=at),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.SENIOR, Role.HEAD, Role.INSPECTOR, Role.SUPPLIER])
def test_nobody_but_an_administrator_changes_organisations_posts_or_accounts(role):
    user = officer(role=role)

    for change in every_change(user):
        with pytest.raises(NotAllowed):
            change()

    assert not Entry.objects.exists()


# ── Posts are dated ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("days", "allowed"), [(-1, False), (0, True), (9, True), (10, False)],
    ids=["the day before", "the first day", "the last day", "the day it is over"],
)  # fmt: skip
def test_a_post_gives_rights_from_its_first_day_and_not_on_the_day_it_ends(days, allowed):
    user = UserFactory()
    PostingFactory(
        user=user, role=Role.ADMINISTRATOR, starts_on=TODAY, ends_on=TODAY + timedelta(days=10)
    )

    assert may(user, Permission.KEEP_ACCOUNTS, at=PUBLICATION_DAY + timedelta(days=days)) is allowed


def test_rights_are_those_of_every_post_held():
    user = officer(role=Role.PROBATION_OFFICER)
    PostingFactory(user=user, role=Role.SENIOR, leads_unit=True)

    theirs = authority(user, PUBLICATION_DAY)

    assert theirs.roles == {Role.PROBATION_OFFICER, Role.SENIOR}
    assert len(theirs.team_ids) == 2
    assert len(theirs.unit_ids) == 1


def test_a_post_is_filled_ended_and_may_be_filled_again(administrator):
    user, team = UserFactory(), TeamFactory()
    first = post(user, team, by=administrator)

    actions.end_post(
        posting_id=first.pk, ends_on=TODAY + timedelta(days=5), by=administrator, at=PUBLICATION_DAY
    )
    post(user, team, by=administrator, starts_on=TODAY + timedelta(days=5))

    assert Posting.objects.filter(user=user).count() == 2


def test_a_post_in_a_team_that_is_closed_is_refused(administrator):
    team = TeamFactory(ends_on=TODAY)

    with pytest.raises(actions.AlreadyEnded):
        post(UserFactory(), team, by=administrator)


def test_a_post_cannot_end_before_it_began(administrator):
    posting = PostingFactory(starts_on=TODAY)

    with pytest.raises(actions.EndsBeforeItStarts):
        actions.end_post(
            posting_id=posting.pk, ends_on=date(2017, 2, 15), by=administrator, at=PUBLICATION_DAY
        )

    posting.refresh_from_db()
    assert posting.ends_on is None


# ── Cover ──────────────────────────────────────────────────────────────────────────────────
def test_a_new_deputy_takes_over_from_the_one_before(administrator):
    user, first, second = officer(), officer(), officer()
    for deputy, day in ((first, TODAY), (second, TODAY + timedelta(days=7))):
        actions.cover(user=user, deputy=deputy, starts_on=day, by=administrator, at=PUBLICATION_DAY)

    assert list(Cover.objects.order_by("pk").values_list("deputy", "ends_on")) == [
        (first.pk, TODAY + timedelta(days=7)),
        (second.pk, None),
    ]


def test_cover_that_is_not_there_cannot_end(administrator):
    with pytest.raises(actions.Refused, match="has no deputy"):
        actions.end_cover(user=officer(), ends_on=TODAY, by=administrator, at=PUBLICATION_DAY)


# ── Teams and areas ────────────────────────────────────────────────────────────────────────
def test_a_second_team_with_the_code_is_refused(administrator):
    TeamFactory(code="B1")

    with pytest.raises(actions.NameTaken) as refused:
        actions.add_team(
            unit=UnitFactory(), code="B1", name="Bolton", kind=TeamKind.SUPERVISION, office=None,
            duty_number="", starts_on=TODAY, by=administrator, at=PUBLICATION_DAY,
        )  # fmt: skip

    assert refused.value.field == "code"
    assert Team.objects.filter(code="B1").count() == 1


def test_a_team_is_closed_once(administrator):
    team = TeamFactory()
    actions.close_team(team=team, ends_on=TODAY, by=administrator, at=PUBLICATION_DAY)

    with pytest.raises(actions.AlreadyEnded):
        actions.close_team(team=team, ends_on=TODAY, by=administrator, at=PUBLICATION_DAY)


def test_an_area_is_received_by_one_team_of_an_organisation_and_one_of_another(administrator):
    crc, nps = CoverageFactory(), TeamFactory(nps=True)

    actions.cover_area(
        area=crc.area, team=nps, starts_on=TODAY, by=administrator, at=PUBLICATION_DAY
    )

    assert Coverage.objects.filter(area=crc.area, ends_on=None).count() == 2


@pytest.mark.parametrize("field", ["code", "name"])
def test_a_second_area_of_the_same_code_or_name_is_refused(administrator, field):
    AreaFactory(code="E08000001", name="Bolton")
    given = {"code": "E08000002", "name": "Bury"} | {
        field: {"code": "E08000001", "name": "Bolton"}[field]
    }

    with pytest.raises(actions.NameTaken) as refused:
        actions.add_area(**given, by=administrator, at=PUBLICATION_DAY)

    assert refused.value.field == field
    assert Area.objects.count() == 1


# ── Accounts ───────────────────────────────────────────────────────────────────────────────
def test_an_account_is_closed_once_and_opened_once(administrator):
    user = UserFactory()
    actions.close_account(user=user, by=administrator, at=PUBLICATION_DAY)

    with pytest.raises(actions.Refused, match="closed already"):
        actions.close_account(user=user, by=administrator, at=PUBLICATION_DAY)
    actions.reopen_account(user=user, by=administrator, at=PUBLICATION_DAY)
    with pytest.raises(actions.Refused, match="open already"):
        actions.reopen_account(user=user, by=administrator, at=PUBLICATION_DAY)


def test_the_service_itself_may_keep_everything():
    assert may(system_user(), Permission.KEEP_ORGANISATIONS, at=PUBLICATION_DAY)
    assert not authority(system_user(), PUBLICATION_DAY).roles
