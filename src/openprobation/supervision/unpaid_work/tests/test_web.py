"""Do the pages of unpaid work show, take and refuse what they should, in a flat number of queries?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openprobation.foundation.clock import PUBLICATION_DAY, stopped_at
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.portals.practitioner.device import KEPT, SENDER, whose
from openprobation.supervision.persons.tests.factories import PersonFactory, restricted
from openprobation.supervision.sentences.tests.factories import opened_to
from openprobation.supervision.unpaid_work import actions, queries
from openprobation.supervision.unpaid_work.models import (
    Allocation,
    HoursEntry,
    Project,
    WorkAppointment,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.unpaid_work import AttendanceMark, ReportState

from .factories import (
    EVENING,
    MORNING,
    TODAY,
    ObligationFactory,
    ProjectFactory,
    assessed,
    due,
    requirement_for,
    supervisor_of,
)

pytestmark = pytest.mark.django_db
DATA = {"accept": "application/json"}
SHEET = "/unpaid-work/sheet/"


@pytest.fixture
def project():
    return ProjectFactory(name="Moss Bank paths")


@pytest.fixture
def supervisor(project):
    return supervisor_of(project, name="Bev Ward")


@pytest.fixture
def appointment(project, supervisor):
    (made,) = due(project, supervisor)
    return made


@pytest.fixture
def browser(client, supervisor):
    client.force_login(supervisor)
    return client


@pytest.fixture
def user(appointment):
    made = officer(name="Sam Patel")
    opened_to(made, appointment.person)
    return made


def page_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def mark_page(appointment):
    return reverse("unpaid_work:mark", args=[appointment.pk])


def counted(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page_of(client.get(address))
    return len(asked)


# ── The sheet ──────────────────────────────────────────────────────────────────────────────
def test_the_sheet_says_who_is_due_what_is_left_and_what_they_cannot_do(browser, appointment):
    appointment.obligation.limits = "No lifting."
    appointment.obligation.save()

    page = page_of(browser.get(SHEET))

    for said in (appointment.person.crn, "100 hours left of 100 hours", "No lifting.", "Moss Bank"):
        assert said in page
    assert f'data-address="{mark_page(appointment)}"' in page


def test_the_sheet_takes_as_many_queries_for_thirty_people_as_for_three(
    browser, project, supervisor
):
    due(project, supervisor, number=3)
    few = counted(browser, SHEET)
    due(project, supervisor, number=27)

    assert counted(browser, SHEET) == few


def test_a_restricted_person_is_masked_on_the_sheet_and_cannot_be_marked(browser, appointment):
    restricted(appointment.person, ask="Pat Lee, head")

    page = page_of(browser.get(SHEET))

    assert appointment.person.family_name not in page
    assert "data-line=" not in page.split("<template")[0]
    assert browser.get(mark_page(appointment)).status_code == 404


def test_what_is_left_of_a_kept_sheet_names_nobody(browser, appointment):
    page = page_of(browser.get(f"{SHEET}left/"))

    assert appointment.person.crn not in page


def test_keeping_it_marks_the_device_and_signing_out_with_something_unsent_goes_by_it(
    browser, supervisor
):
    assert browser.post(f"{SHEET}keep/").status_code == 204
    assert browser.cookies[KEPT].value == whose(supervisor.pk)
    browser.cookies["openprobation_waiting_work"] = "yes"

    assert browser.post("/accounts/logout/")["Location"] == f"{SHEET}?leaving=yes"


@pytest.mark.parametrize("address", [SHEET, f"{SHEET}left/"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.UNPAID_WORK_SUPERVISOR])
def test_nobody_else_has_a_group_sheet(client, address, role):
    client.force_login(officer(role=role))

    assert client.get(address).status_code in (403, 404)


# ── Sent by the sheet ──────────────────────────────────────────────────────────────────────
def send(client, appointment, **fields):
    given = {"mark": "present", "seen": appointment.version, **fields}
    return client.post(mark_page(appointment), given, headers=DATA)


def test_what_the_sheet_sends_twice_is_written_once(browser, appointment):
    sent = {"submission": "6f2b8a52-1c60-4a2e-9c6b-2b6f2f1f9a10"}

    answers = [send(browser, appointment, **sent).json() for _time in range(2)]

    assert answers == [{"saved": True}, {"saved": True}]
    assert WorkAppointment.objects.get().version == 2


def test_a_conflict_is_answered_with_both_sides(browser, appointment, supervisor):
    actions.mark(
        appointment_id=appointment.pk,
        seen_version=1,
        said=actions.Attendance(AttendanceMark.ABSENT),
        by=supervisor,
        at=MORNING,
    )

    told = send(browser, appointment).json()

    assert told["state"] == "recorded"
    assert told["theirs"]["outcome"] == "Did not come"
    assert told["correct"] == reverse("unpaid_work:correct", args=[appointment.pk])


def test_what_cannot_be_is_answered_in_words(browser, appointment):
    told = send(browser, appointment, mark="late").json()

    assert told["saved"] is False
    assert told["errors"] == ["Enter the time they came."]


def test_nothing_is_taken_in_another_supervisors_name(browser, appointment):
    answer = browser.post(
        mark_page(appointment), {"mark": "present"}, headers={**DATA, SENDER: whose(0)}
    )

    assert answer.status_code == 409


def test_a_supervisor_of_another_organisation_finds_nobody(client, appointment):
    client.force_login(officer(role=Role.UNPAID_WORK_SUPERVISOR))

    assert client.get(mark_page(appointment)).status_code == 404
    assert send(client, appointment).status_code == 404


# ── A project's day ────────────────────────────────────────────────────────────────────────
def day_page(project):
    return reverse("unpaid_work:project", args=[project.pk, TODAY])


def test_the_days_projects_and_one_of_them_take_a_flat_number_of_queries(
    browser, project, supervisor
):
    due(project, supervisor, number=2)
    few = [counted(browser, address) for address in ("/unpaid-work/", day_page(project))]
    due(project, supervisor, number=20)
    for _one in range(5):
        due(ProjectFactory(team=project.team), supervisor)

    assert [counted(browser, a) for a in ("/unpaid-work/", day_page(project))] == few


def test_a_day_is_marked_by_page_finished_and_counted(browser, project, appointment):
    browser.post(mark_page(appointment), {"mark": "present", "seen": 1})
    with stopped_at(EVENING):
        browser.post(reverse("unpaid_work:finish", args=[project.pk, TODAY]))

    assert HoursEntry.objects.get().minutes == 420
    assert "7 hours counted" in page_of(browser.get(day_page(project)))


def test_a_supervisor_takes_a_group_of_a_colleague(client, project, supervisor, appointment):
    other = supervisor_of(project, name="Al Dunn")
    Project.objects.update(supervisor=supervisor)
    client.force_login(other)
    before = page_of(client.get(SHEET))

    client.post(reverse("unpaid_work:take", args=[project.pk, TODAY]))

    assert appointment.person.crn not in before
    assert appointment.person.crn in page_of(client.get(SHEET))


def test_a_day_is_stood_down_by_page(browser, project, appointment):
    browser.post(reverse("unpaid_work:call_off", args=[project.pk, TODAY]), {"reason": "weather"})

    assert WorkAppointment.objects.get().mark == AttendanceMark.STOOD_DOWN
    assert "It counts against nobody" in page_of(browser.get(day_page(project)))


def test_another_organisations_project_is_not_found(client, project):
    client.force_login(officer(role=Role.SENIOR))

    assert client.get(day_page(project)).status_code == 404


def test_a_senior_opens_a_project_by_page(client, project):
    client.force_login(officer(role=Role.SENIOR, team=project.team))
    client.post(
        reverse("unpaid_work:new_project"),
        {
            "team": project.team_id,
            "name": "Canal bank",
            "kind": "group",
            "beneficiary": "Canal trust",
            "place": "Lock 4",
            "capacity": "8",
            "highest_harm": "low",
            "starts_on": "2017-03-01",
        },
    )

    assert Project.objects.get(name="Canal bank").beneficiary.name == "Canal trust"


# ── One person ─────────────────────────────────────────────────────────────────────────────
def hours_page(person):
    return reverse("unpaid_work:hours", args=[person.crn])


def test_the_hours_page_tells_the_rate_and_the_rate_that_would_do(client, user, appointment):
    client.force_login(user)

    page = page_of(client.get(hours_page(appointment.person)))

    for said in ("100 hours ordered", "Not started", "A week needed", "2 October 2017"):
        assert said in page


def test_the_hours_page_takes_a_flat_number_of_queries(
    client, project, supervisor, user, appointment
):
    client.force_login(user)
    few = counted(client, hours_page(appointment.person))
    for days in range(1, 25):
        due_on = TODAY + timedelta(days=days)
        WorkAppointment.objects.create(
            obligation=appointment.obligation,
            person=appointment.person,
            project=project,
            on=due_on,
            start=appointment.start,
            end=appointment.end,
            planned_at=MORNING,
        )

    assert counted(client, hours_page(appointment.person)) == few


def test_a_supervisor_opens_no_record(browser, appointment):
    assert browser.get(hours_page(appointment.person)).status_code in (403, 404)


def test_an_officer_inducts_and_allocates_with_a_page_to_check(client, project, user):
    person = opened_to(user, assessed(PersonFactory()))
    requirement = requirement_for(person, hours=40)
    client.force_login(user)
    client.post(
        reverse("unpaid_work:induct", args=[person.crn, requirement.pk]),
        {"on": "2017-02-16", "limits": "No ladders."},
    )
    address = reverse("unpaid_work:allocate", args=[person.crn])
    asked = {
        "requirement": requirement.pk,
        "project": project.pk,
        "weekday": "MONDAY",
        "frequency": "WEEKLY",
        "start": "9",
        "end": "4pm",
        "starts_on": "2017-02-20",
    }
    assert "Moss Bank paths" in page_of(client.get(address))

    check = page_of(client.post(address, asked))
    nothing_yet = not Allocation.objects.exists()
    answer = client.post(address, {**asked, "checked": "yes"})

    assert "Check before you allocate" in check
    assert nothing_yet
    assert answer["Location"] == hours_page(person)
    assert len(queries.coming([person.pk], on=TODAY)) == 6


def test_what_is_refused_on_the_check_page_is_told_beside_its_field(client, project, user):
    person = opened_to(user, assessed(PersonFactory()))
    requirement = requirement_for(person)
    client.force_login(user)

    page = page_of(
        client.post(
            reverse("unpaid_work:allocate", args=[person.crn]),
            {
                "requirement": requirement.pk,
                "project": project.pk,
                "weekday": "MONDAY",
                "frequency": "WEEKLY",
                "start": "9",
                "end": "4pm",
                "starts_on": "2017-02-20",
                "checked": "yes",
            },
        )
    )

    assert "Nobody goes to work before the induction" in page
    assert not Allocation.objects.exists()


def test_the_officer_reads_a_report_and_decides(client, supervisor, user, appointment):
    actions.mark(
        appointment_id=appointment.pk,
        seen_version=1,
        said=actions.Attendance(AttendanceMark.FAILED, note="Sat in the van all morning."),
        by=supervisor,
        at=PUBLICATION_DAY,
    )
    client.force_login(user)
    address = reverse("unpaid_work:report", args=[appointment.person.crn, appointment.pk])

    read = page_of(client.get(address))
    client.post(address, {"decision": "taken_up"})

    assert "Sat in the van all morning." in read
    assert WorkAppointment.objects.get().report == ReportState.TAKEN_UP


def test_the_control_shows_an_officers_own_cases_the_worst_first(client, project, supervisor):
    made = officer()
    slow = ObligationFactory()
    due(project, supervisor, number=2)
    client.force_login(supervisor)
    few = counted(client, "/unpaid-work/control/")

    assert few > 0
    client.force_login(made)
    assert slow.person.crn not in page_of(client.get("/unpaid-work/control/"))


@pytest.mark.parametrize("address", ["/unpaid-work/", "/unpaid-work/control/"])
@pytest.mark.parametrize(
    "role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR, Role.COURT_OFFICER]
)
def test_those_with_no_business_there_find_nothing(client, address, role):
    client.force_login(officer(role=role))

    assert client.get(address).status_code in (403, 404)
