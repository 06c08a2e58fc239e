"""Can an administrator keep a service, and can nobody else, and does nothing change when it is refused?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from openprobation.config.roles import ROLES
from openprobation.foundation.access.actions import ask_for_access, look
from openprobation.foundation.access.models import Relation, Request, Restriction
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.drafts.models import Submission
from openprobation.foundation.identity.models import User
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.models import (
    Area,
    Cover,
    Coverage,
    Office,
    Organisation,
    Posting,
    Region,
    Team,
    Unit,
)
from openprobation.foundation.organisations.tests.factories import (
    AreaFactory,
    CoverageFactory,
    OfficeFactory,
    OrganisationFactory,
    PostingFactory,
    RegionFactory,
    TeamFactory,
    UnitFactory,
    officer,
)
from openprobation.portals.administration.roles import by_right
from openprobation.supervision.persons.tests.factories import PersonFactory, restricted
from openprobation.vocabulary.access import (
    HolderKind,
    LookReason,
    RelationKind,
    RestrictionKind,
    Role,
)
from openprobation.vocabulary.organisations import TeamKind

pytestmark = pytest.mark.django_db

START = {"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2017"}
END = {"ends_on_day": "1", "ends_on_month": "3", "ends_on_year": "2017"}


@pytest.fixture
def administrator():
    team = TeamFactory(kind=TeamKind.ADMINISTRATION, name="Administration")
    return officer(role=Role.ADMINISTRATOR, team=team, name="Ada Okoro")


@pytest.fixture
def browser(client, administrator):
    client.force_login(administrator)
    return client


def address(name, *args):
    return reverse(f"administration:{name}", args=args)


def words(page):
    return page.content.decode()


def check(browser, path, answers=None):
    """Send the questions: the check page, or the questions again with what is wrong."""
    return browser.post(path, answers or {})


def confirm(browser, path, answers=None, **more):
    return browser.post(path, {**(answers or {}), "confirmed": "yes", **more})


def acts():
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


# ── Who may not ────────────────────────────────────────────────────────────────────────────
PLAIN = ["home", "roles", "looks", "organisations", "new-organisation", "teams", "offices",
         "new-office", "slow", "areas", "new-area", "accounts", "new-account", "restrictions"]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_an_administrator_opens_every_page(browser, name):
    page = browser.get(address(name))

    assert page.status_code == 200
    assert "Content-Security-Policy" in page


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.COURT_OFFICER, Role.HEAD])
def test_practitioners_are_told_that_it_is_not_theirs(client, name, role):
    client.force_login(officer(role=role))

    page = client.get(address(name))

    expected = 200 if (name, role) == ("looks", Role.HEAD) else 403
    assert page.status_code == expected


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, None])
def test_partners_and_those_without_a_post_find_nothing(client, name, role):
    client.force_login(officer(role=role) if role else UserFactory())

    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", PLAIN)
def test_whoever_is_not_signed_in_is_asked_to(client, name):
    assert client.get(address(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("path", ["/people/", "/people/{crn}/", "/people/{crn}/details/", "/day/"])
def test_an_administrator_is_not_a_practitioner(browser, path):
    person = PersonFactory()

    page = browser.get(path.format(crn=person.crn))

    assert page.status_code in (403, 404)
    assert person.family_name not in words(page)


def test_an_officer_who_sends_a_form_changes_nothing(client):
    client.force_login(officer())

    page = confirm(client, address("new-area"), {"name": "Bolton", "code": "E08000001"})

    assert page.status_code == 403
    assert not Area.objects.exists()


# ── A change is asked, checked, and done once ──────────────────────────────────────────────
AREA = {"name": "Bolton", "code": "e08000001"}


def test_a_change_is_shown_to_be_checked_and_nothing_is_changed_yet(browser):
    page = check(browser, address("new-area"), AREA)

    assert "Check before you go on" in words(page)
    assert "Bolton" in words(page)
    assert not Area.objects.exists()
    assert acts() == []


def test_a_change_that_was_checked_is_done_told_and_audited(browser, administrator):
    page = browser.post(address("new-area"), {**AREA, "confirmed": "yes"}, follow=True)

    assert "The area is added" in words(page)
    assert Area.objects.get().code == "E08000001"
    line = Entry.objects.get(action="organisation.area.added")
    assert line.by == administrator.username


def test_changing_the_answers_opens_the_questions_filled(browser):
    page = check(browser, address("new-area"), {**AREA, "change": "yes"})

    assert 'value="Bolton"' in words(page)
    assert "Check before you go on" not in words(page)


def test_what_would_be_refused_is_said_beside_the_field_before_the_check(browser):
    AreaFactory(name="Bolton")

    page = check(browser, address("new-area"), AREA)

    assert "There is already one called Bolton" in words(page)
    assert 'id="id_name-error"' in words(page)
    assert Area.objects.count() == 1
    assert acts() == []


def test_the_same_change_sent_twice_is_done_once_and_told(browser):
    token = "6f2c1a52-6a7e-4a53-9d2c-0e6d1f5d3c11"
    confirm(browser, address("new-area"), AREA, submission=token)

    page = browser.post(
        address("new-area"), {**AREA, "confirmed": "yes", "submission": token}, follow=True
    )

    assert "You had already sent this" in words(page)
    assert Area.objects.count() == 1
    assert Submission.objects.count() == 1


def test_an_empty_form_says_what_is_missing_beside_each_field(browser):
    page = check(browser, address("new-organisation"))

    for said in ("Enter the name", "Enter the code", "Select what it is", "Enter who owns it"):
        assert said in words(page)


# ── Organisations, teams, offices, areas ───────────────────────────────────────────────────
def test_an_organisation_is_added_with_its_owner(browser):
    answers = {"name": "Example CRC", "code": "EX", "kind": "crc", "owner": "Example Holdings"}

    page = confirm(browser, address("new-organisation"), {**answers, **START})

    made = Organisation.objects.get(code="EX")
    assert page.url == address("organisation", made.pk)
    assert (made.owner.name, made.starts_on) == ("Example Holdings", date(2017, 3, 1))


@pytest.mark.parametrize(("field", "value"), [("name", "Example CRC"), ("code", "EX")])
def test_a_second_organisation_of_the_same_name_or_code_is_refused(browser, field, value):
    OrganisationFactory(**{field: value})
    before = Organisation.objects.count()
    answers = {"name": "Example CRC", "code": "EX", "kind": "crc", "owner": "Example Holdings"}

    page = confirm(browser, address("new-organisation"), {**answers, **START})

    assert f'id="id_{field}-error"' in words(page)
    assert Organisation.objects.count() == before


def test_regions_and_delivery_units_are_added_under_their_organisation(browser):
    organisation = OrganisationFactory()

    confirm(browser, address("new-region", organisation.pk), {"name": "North"})
    region = Region.objects.get(name="North")
    confirm(browser, address("new-unit", region.pk), {"name": "Bolton and Wigan"})

    assert Unit.objects.get(name="Bolton and Wigan").region == region
    assert "Bolton and Wigan" in words(browser.get(address("organisation", organisation.pk)))


def test_a_region_of_the_same_name_is_refused(browser):
    region = RegionFactory(name="North")

    page = confirm(browser, address("new-region", region.organisation_id), {"name": "North"})

    assert "There is already one called North" in words(page)
    assert Region.objects.filter(name="North").count() == 1


def test_a_team_is_added_to_a_delivery_unit(browser):
    unit, office = UnitFactory(), OfficeFactory()
    answers = {"name": "Bolton 1", "code": "B1", "kind": "supervision", "office": office.pk,
               "duty_number": "0161 496 0111"}  # fmt: skip

    confirm(browser, address("new-team", unit.pk), {**answers, **START})

    team = Team.objects.get(code="B1")
    assert (team.unit, team.office, team.duty_number) == (unit, office, "01614960111")


def test_an_office_that_is_not_on_the_list_is_refused(browser):
    team = TeamFactory()

    page = confirm(
        browser,
        address("change-team", team.pk),
        {"name": "Bolton 1", "office": "999999", "duty_number": "0161 496 0111"},
    )

    assert "Select the office" in words(page)
    assert Team.objects.get(pk=team.pk).name == team.name


def test_a_team_opens_filled_and_is_changed(browser):
    team = TeamFactory(name="Bolton 1")

    assert 'value="Bolton 1"' in words(browser.get(address("change-team", team.pk)))
    confirm(
        browser,
        address("change-team", team.pk),
        {"name": "Bolton East", "office": "", "duty_number": "0161 496 0112"},
    )

    team.refresh_from_db()
    assert (team.name, team.office, team.duty_number) == ("Bolton East", None, "01614960112")
    assert acts()[-1] == "organisation.team.changed"


def test_a_team_with_staff_cannot_close(browser):
    team = TeamFactory(name="Bolton 1")
    PostingFactory(team=team)

    page = confirm(browser, address("close-team", team.pk), END)

    assert "Bolton 1 still has 1 member of staff" in words(page)
    assert Team.objects.get(pk=team.pk).ends_on is None


def test_a_team_that_receives_an_area_cannot_close(browser):
    team = CoverageFactory().team

    page = confirm(browser, address("close-team", team.pk), END)

    assert "still receives new cases from 1 area" in words(page)
    assert Team.objects.get(pk=team.pk).ends_on is None


def test_a_team_that_holds_a_case_cannot_close(browser):
    team = TeamFactory()
    Relation.objects.create(
        record_kind="person",
        record_id=PersonFactory().pk,
        holder_kind=HolderKind.TEAM,
        holder_id=team.pk,
        relation=RelationKind.TEAM,
        starts_at=PUBLICATION_DAY - timedelta(days=1),
    )

    page = confirm(browser, address("close-team", team.pk), END)

    assert "still holds 1 case. Move them first" in words(page)
    assert Team.objects.get(pk=team.pk).ends_on is None


def test_a_team_cannot_close_before_it_began(browser):
    team = TeamFactory()
    early = {**END, "ends_on_year": "2014"}

    page = confirm(browser, address("close-team", team.pk), early)

    assert 'id="id_ends_on-error"' in words(page)


def test_an_empty_team_closes(browser):
    team = TeamFactory()

    confirm(browser, address("close-team", team.pk), END)

    assert Team.objects.get(pk=team.pk).ends_on == date(2017, 3, 1)


def test_an_office_is_added(browser):
    answers = {"name": "Leigh", "address": "1 Example Street\nLeigh", "postcode": "wn71aa",
               "telephone": "0161 496 0113"}  # fmt: skip

    confirm(browser, address("new-office"), answers)

    assert Office.objects.get(name="Leigh").postcode == "WN7 1AA"


def test_an_area_goes_to_another_team_and_the_first_ends_that_day(browser):
    before = CoverageFactory()
    team = TeamFactory(unit=before.team.unit)

    confirm(browser, address("cover-area", team.pk), {"area": before.area_id, **START})

    before.refresh_from_db()
    assert before.ends_on == date(2017, 3, 1)
    assert Coverage.objects.get(ends_on=None).team == team


def test_an_area_nobody_receives_is_named(browser):
    AreaFactory(name="Nowhere Borough")

    assert "Nowhere Borough" in words(browser.get(address("areas")))


@pytest.mark.parametrize(
    "name",
    ["organisation", "new-region", "new-unit", "new-team", "team", "change-team", "close-team",
     "cover-area", "post-here", "account", "post", "deputy", "end-deputy", "close-account",
     "reopen-account", "password-link", "end-post", "lift", "decide"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(browser, name):
    assert browser.get(address(name, 999999)).status_code == 404


# ── Accounts and posts ─────────────────────────────────────────────────────────────────────
def test_an_account_is_added_without_a_password(browser):
    confirm(browser, address("new-account"), {"name": "Bo Lind", "email": "Bo@Example.org"})

    user = User.objects.get(email="bo@example.org")
    assert not user.has_usable_password()
    assert acts()[-1] == "identity.account.created"


def test_a_second_account_with_the_address_is_refused(browser):
    UserFactory(username="bo@example.org")
    before = User.objects.count()

    page = check(browser, address("new-account"), {"name": "Bo", "email": "BO@example.org"})

    assert "There is already an account for bo@example.org" in words(page)
    assert User.objects.count() == before


def test_somebody_is_posted_from_their_account(browser):
    user, team = UserFactory(), TeamFactory()
    answers = {"team": team.pk, "role": "senior", "grade": "spo", **START}

    confirm(browser, address("post", user.pk), answers)

    posting = Posting.objects.get(user=user)
    assert (posting.team, posting.role, posting.starts_on) == (team, "senior", date(2017, 3, 1))
    assert not posting.leads_unit


def test_somebody_is_posted_from_the_teams_page_by_their_address(browser):
    user, team = UserFactory(), TeamFactory()
    answers = {"email": user.email, "role": "head", "grade": "head", "leads_unit": "on", **START}

    confirm(browser, address("post-here", team.pk), answers)

    assert Posting.objects.get(user=user).leads_unit


def test_an_address_nobody_has_is_refused_beside_the_field(browser):
    answers = {"email": "nobody@example.org", "role": "head", "grade": "head", **START}

    page = check(browser, address("post-here", TeamFactory().pk), answers)

    assert "There is no account for nobody@example.org" in words(page)
    assert 'id="id_email-error"' in words(page)


def test_the_same_post_twice_is_refused(browser):
    posting = PostingFactory()
    answers = {"team": posting.team_id, "role": posting.role, "grade": "po", **START}

    page = check(browser, address("post", posting.user_id), answers)

    assert "already has this role" in words(page)
    assert Posting.objects.filter(user=posting.user).count() == 1


@pytest.mark.parametrize("role", ["person", "public"])
def test_nobody_is_posted_as_a_person_or_as_the_public(browser, role):
    user = UserFactory()
    answers = {"team": TeamFactory().pk, "role": role, "grade": "po", **START}

    page = confirm(browser, address("post", user.pk), answers)

    assert "Select a role" in words(page)
    assert not Posting.objects.filter(user=user).exists()


def test_an_administrator_cannot_give_themselves_a_post(browser, administrator):
    answers = {"team": TeamFactory().pk, "role": "probation_officer", "grade": "po", **START}

    page = confirm(browser, address("post", administrator.pk), answers)

    assert "You cannot post yourself" in words(page)
    assert Posting.objects.filter(user=administrator).count() == 1


def test_a_post_is_ended_and_the_rights_with_it(browser, client):
    posting = PostingFactory()

    confirm(
        browser, address("end-post", posting.pk), {**END, "ends_on_day": "16", "ends_on_month": "2"}
    )

    posting.refresh_from_db()
    assert posting.ends_on == PUBLICATION_DAY.date()
    client.force_login(posting.user)
    assert client.get("/day/").status_code == 404


def test_a_post_that_is_over_cannot_end_again(browser):
    posting = PostingFactory(ends_on=date(2017, 1, 1))

    page = confirm(browser, address("end-post", posting.pk), END)

    assert "already ended on 1 January 2017" in words(page)


def test_an_administrator_cannot_end_their_own_post(browser, administrator):
    posting = administrator.postings.get()

    page = confirm(browser, address("end-post", posting.pk), END)

    assert "Ask another administrator" in words(page)
    posting.refresh_from_db()
    assert posting.ends_on is None


def test_a_deputy_stands_in_and_stops(browser):
    user, deputy = officer(), officer()

    confirm(browser, address("deputy", user.pk), {"deputy": deputy.email, **START})
    confirm(browser, address("end-deputy", user.pk), {**END, "ends_on_month": "4"})

    assert Cover.objects.get().ends_on == date(2017, 4, 1)


def test_nobody_is_their_own_deputy(browser):
    user = officer()

    page = check(browser, address("deputy", user.pk), {"deputy": user.email, **START})

    assert "nobody can be their own deputy" in words(page)
    assert not Cover.objects.exists()


def test_a_closed_account_is_signed_out_at_once_and_cannot_sign_in(browser, client):
    user = officer()
    theirs = Client()
    theirs.force_login(user)

    confirm(browser, address("close-account", user.pk))

    assert theirs.get("/day/").url.startswith(reverse("account_login"))
    assert acts()[-1] == "identity.account.closed"


def test_an_administrator_cannot_close_their_own_account(browser, administrator):
    page = confirm(browser, address("close-account", administrator.pk))

    assert "You cannot close the account of yourself" in words(page)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_an_account_is_opened_again(browser):
    user = UserFactory(is_active=False)

    confirm(browser, address("reopen-account", user.pk))

    user.refresh_from_db()
    assert user.is_active


def test_a_link_to_set_a_password_goes_to_the_accounts_address(browser):
    user = UserFactory(name="Sîan O’Brien")

    confirm(browser, address("password-link", user.pk))

    (sent,) = mail.outbox
    assert sent.to == [user.email]
    assert "Sîan O’Brien" in sent.body
    assert "/accounts/password/reset/key/" in sent.body
    assert "identity.password_link.sent" in acts()


def test_no_link_goes_to_a_closed_account(browser):
    user = UserFactory(is_active=False)

    page = confirm(browser, address("password-link", user.pk))

    assert "This account is closed" in words(page)
    assert mail.outbox == []


def test_the_services_own_account_is_not_found(browser):
    system = UserFactory(is_system=True)

    assert browser.get(address("account", system.pk)).status_code == 404


def test_accounts_are_found_by_name_and_continue_on_the_next_page(browser):
    for number in range(60):
        UserFactory(name=f"Zed {number:02d}")

    first = words(browser.get(address("accounts"), {"words": "Zed"}))
    following = words(browser.get(address("accounts"), {"words": "Zed", "after": "Zed 49|0"}))

    assert "Zed 00" in first
    assert "Zed 55" not in first
    assert "Zed 55" in following


@pytest.mark.parametrize("accounts", [1, 40])
def test_the_list_asks_as_many_questions_however_long(browser, accounts, django_assert_num_queries):
    for _ in range(accounts):
        officer()
    browser.get(address("accounts"))  # the first page of a session notes when it was used

    with django_assert_num_queries(5):
        browser.get(address("accounts"))


# ── Roles and looks ────────────────────────────────────────────────────────────────────────
def test_the_table_of_roles_says_every_right_what_it_means_and_who_holds_it(browser):
    page = words(browser.get(address("roles")))

    shown = {right.permission.value for _title, rights in by_right() for right in rights}
    assert shown == set().union(*ROLES.values())
    assert "Open a record for a stated reason, which a manager may review." in page
    assert "Court officer" in page


def test_looks_are_counted_by_team_and_name_nobody(browser):
    duty = officer(role=Role.DUTY_OFFICER, name="Dana Quill")
    person = PersonFactory()
    look(kind="person", record_id=person.pk, reason=LookReason.DUTY_CALL, note="", by=duty,
         at=PUBLICATION_DAY)  # fmt: skip

    page = words(browser.get(address("looks")))

    assert duty.postings.get().team.name in page
    assert "Dana Quill" not in page
    assert person.crn not in page


# ── Restriction lists ──────────────────────────────────────────────────────────────────────
LINE = {"restriction": "let_in", "why": "Works with the police.", "ask": "Pat Lee, head"}


def test_a_list_is_found_by_crn_and_the_name_is_nowhere(browser):
    person = PersonFactory(given_names="Zebedee", family_name="Quillfeather")
    restricted(person)

    page = browser.get(address("restrictions"), {"crn": person.crn.lower()}, follow=True)
    everything = words(page) + words(browser.get(address("restrictions")))

    assert person.crn in everything
    assert "Works with the police." in everything
    assert "Zebedee" not in everything
    assert "Quillfeather" not in everything


def test_seeing_a_list_is_audited_as_a_look_at_the_person(browser):
    person = PersonFactory()

    browser.get(address("restrictions-of", person.crn))

    assert Entry.objects.get(action="restriction.list_viewed").person_id == person.pk


def test_a_crn_nobody_has_is_told_beside_the_field(browser):
    page = words(browser.get(address("restrictions"), {"crn": "X999999"}))

    assert "Nobody has this CRN" in page
    assert browser.get(address("restrictions-of", "X999999")).status_code == 404


def test_somebody_is_let_in_after_a_warning(browser, administrator):
    person, user = PersonFactory(), officer()
    answers = {**LINE, "user": user.email}

    warned = words(check(browser, address("restrict", person.crn), answers))
    confirm(browser, address("restrict", person.crn), answers)

    assert "hidden from everybody who is not on the list" in warned
    line = Restriction.objects.get()
    assert (line.user, line.kind, line.placed_by) == (user, RestrictionKind.LET_IN, administrator)


def test_the_check_page_of_a_restriction_restricts_nothing_yet(browser):
    person, user = PersonFactory(), officer()

    check(browser, address("restrict", person.crn), {**LINE, "user": user.email})

    assert not Restriction.objects.exists()
    assert "restriction.placed" not in acts()


def test_somebody_on_the_list_already_is_refused(browser):
    person, user = PersonFactory(), officer()
    restricted(person, let_in=user)

    page = check(browser, address("restrict", person.crn), {**LINE, "user": user.email})

    assert "is already on this list" in words(page)
    assert Restriction.objects.count() == 1


@pytest.mark.parametrize("field", ["why", "ask"])
def test_a_restriction_says_why_and_whom_to_ask(browser, field):
    person, user = PersonFactory(), officer()

    page = confirm(
        browser, address("restrict", person.crn), {**LINE, "user": user.email, field: ""}
    )

    assert f'id="id_{field}-error"' in words(page)
    assert not Restriction.objects.exists()


def test_taking_the_last_one_off_warns_that_the_record_opens(browser):
    person = PersonFactory()
    restricted(person)
    line = Restriction.objects.get()

    warned = words(browser.get(address("lift", line.pk)))
    confirm(browser, address("lift", line.pk))

    line.refresh_from_db()
    assert "no longer be hidden from anybody" in warned
    assert line.ends_at is not None
    assert browser.get(address("lift", line.pk)).status_code == 404


@pytest.mark.parametrize(("answer", "lines"), [("yes", 2), ("no", 1)])
def test_a_request_to_be_let_in_is_decided(browser, answer, lines):
    person, user = PersonFactory(), officer()
    restricted(person)
    asked = ask_for_access(kind="person", record_id=person.pk, why="Court today.", by=user,
                           at=PUBLICATION_DAY)  # fmt: skip

    confirm(browser, address("decide", asked.pk), {"granted": answer})

    assert Request.objects.get().granted is (answer == "yes")
    assert Restriction.objects.count() == lines


def test_a_request_somebody_decided_is_not_found(browser):
    person, user = PersonFactory(), officer()
    asked = ask_for_access(kind="person", record_id=person.pk, why="Court today.", by=user,
                           at=PUBLICATION_DAY)  # fmt: skip
    confirm(browser, address("decide", asked.pk), {"granted": "no"})

    assert browser.get(address("decide", asked.pk)).status_code == 404


def test_a_senior_cannot_keep_restriction_lists(client):
    person = PersonFactory()
    client.force_login(officer(role=Role.SENIOR))

    page = confirm(client, address("restrict", person.crn), {**LINE, "user": "a@example.org"})

    assert page.status_code == 403
    assert not Restriction.objects.exists()


# ── Lost keys and phones ───────────────────────────────────────────────────────────────────
LOST = {"loss": "lost", "is_them": "on"}


@pytest.fixture
def colleague():
    user = officer(role=Role.HEAD, name="Cy Umar")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "sealed"})
    return user


def has_all(user):
    return Authenticator.objects.filter(user=user).count() == 2


def test_an_administrator_removes_a_colleagues_keys_and_codes(browser, colleague):
    theirs = Client()
    theirs.force_login(colleague)

    asked = check(browser, address("reset-factors", colleague.pk), LOST)
    assert has_all(colleague)
    confirm(browser, address("reset-factors", colleague.pk), LOST)

    assert "Check before you go on" in words(asked)
    assert not Authenticator.objects.filter(user=colleague).exists()
    assert Entry.objects.get(action="identity.factor.reset").detail == {"loss": "lost"}


def test_whose_keys_were_removed_is_signed_out_everywhere_and_told(browser, colleague):
    theirs = Client()
    theirs.force_login(colleague)

    confirm(browser, address("reset-factors", colleague.pk), LOST)

    assert theirs.get("/people/").url.startswith(reverse("account_login"))
    assert browser.get(address("home")).status_code == 200
    assert [m.to for m in mail.outbox] == [[colleague.email]]


def test_removing_keys_sent_twice_is_done_once(browser, colleague):
    token = {"submission": "0d5ce4b4-23f6-4ef8-b1ad-5cd3f2a5d3c1"}

    confirm(browser, address("reset-factors", colleague.pk), LOST, **token)
    again = confirm(browser, address("reset-factors", colleague.pk), LOST, **token)

    assert again.status_code == 302
    assert acts().count("identity.factor.reset") == 1


@pytest.mark.parametrize(
    "answers", [{"loss": "lost"}, {"is_them": "on"}], ids=["not sure who asks", "no reason"]
)
def test_without_a_reason_or_knowing_who_asks_no_key_is_removed(browser, colleague, answers):
    confirm(browser, address("reset-factors", colleague.pk), answers)

    assert has_all(colleague)
    assert "identity.factor.reset" not in acts()


def test_nobody_removes_their_own_keys_as_an_administrator(browser, administrator):
    Authenticator.objects.create(user=administrator, type="totp", data={"secret": "sealed"})

    page = check(browser, address("reset-factors", administrator.pk), LOST)
    confirm(browser, address("reset-factors", administrator.pk), LOST)

    assert "Ask another administrator" in words(page)
    assert Authenticator.objects.filter(user=administrator).exists()
    assert mail.outbox == []


def test_whoever_has_no_key_has_none_to_remove(browser):
    page = check(browser, address("reset-factors", officer(name="Di Ray").pk), LOST)

    assert "There is nothing to remove" in words(page)


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.HEAD, Role.SENIOR])
def test_others_remove_no_keys(client, colleague, role):
    client.force_login(officer(role=role))

    page = confirm(client, address("reset-factors", colleague.pk), LOST)

    assert page.status_code == 403
    assert has_all(colleague)
    assert "identity.factor.reset" not in acts()
