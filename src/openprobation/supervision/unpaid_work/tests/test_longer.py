"""Is the court asked for longer, are projects changed and closed, and is the person told, each in its place?"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.rules.unpaid_work import Incentive
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.tests.factories import PhoneFactory
from openprobation.supervision.risk.tests.factories import RegistrationFactory
from openprobation.supervision.sentences.tests.factories import opened_to
from openprobation.supervision.unpaid_work import actions, policies, queries
from openprobation.supervision.unpaid_work.models import (
    Allocation,
    Extension,
    Project,
    WorkAppointment,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.messaging import MessageState
from openprobation.vocabulary.risk import RegistrationKind
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    ExtensionAnswer,
    IncentiveStatus,
    Pace,
    ReportState,
)

from .factories import (
    EVENING,
    MORNING,
    TODAY,
    ObligationFactory,
    ProjectFactory,
    assessed,
    due,
    supervisor_of,
    terms,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2017, 2, 20)


@pytest.fixture
def project():
    return ProjectFactory(name="Moss Bank paths")


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def obligation(user):
    made = ObligationFactory(hours=28)
    opened_to(user, assessed(made.person))
    return made


@pytest.fixture
def senior(project):
    return officer(role=Role.SENIOR, team=project.team)


def place(obligation, project, by, **more):
    return actions.allocate(
        person_id=obligation.person_id,
        requirement_id=obligation.requirement_id,
        terms=terms(project, **more),
        by=by,
        at=MORNING,
    )


def page_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# ── The text ───────────────────────────────────────────────────────────────────────────────
def test_whoever_is_given_a_place_is_told_where_and_when_on_a_safe_mobile_only(
    obligation, project, user
):
    place(obligation, project, user)
    silent = Message.objects.exists()
    PhoneFactory(person=obligation.person, confirmed=True)

    allocation = place(obligation, ProjectFactory(), user, starts_on=TODAY)

    (text,) = Message.objects.all()
    assert not silent
    assert f"Hello {obligation.person.given_names}." in text.body
    assert "Come on Monday 20 February from 9am to 4pm." in text.body
    assert project.team.duty_number[:4] in text.body
    actions.end_allocation(allocation_id=allocation.pk, why="Moved.", by=user, at=MORNING)
    assert Message.objects.get().state == MessageState.WITHDRAWN


def test_whoever_speaks_welsh_is_told_in_the_language_of_appointments(obligation, project, user):
    obligation.person.language = "Welsh"
    obligation.person.save()
    PhoneFactory(person=obligation.person, confirmed=True)

    allocation = place(obligation, project, user)
    Message.objects.update(state=MessageState.SENT)
    actions.end_allocation(allocation_id=allocation.pk, why="Moved.", by=user, at=EVENING)

    assert Message.objects.count() == 2


# ── Longer ─────────────────────────────────────────────────────────────────────────────────
def ask(obligation, by, until=date(2018, 1, 31), why="Was in hospital from October to January."):
    return actions.ask_for_longer(
        obligation_id=obligation.pk, until=until, why=why, by=by, at=EVENING
    )


def test_longer_is_asked_once_and_moves_the_last_day_when_the_court_gives_it(obligation, user):
    def by():
        (line,) = queries.controlled([obligation.person_id], on=TODAY, at=EVENING)
        return line.control.finish_by

    before = by()
    asked = ask(obligation, user)
    with pytest.raises(actions.AskedAlready):
        ask(obligation, user)
    while_asked = by()
    answer = {"extension_id": asked.pk, "by": user, "at": EVENING}
    with pytest.raises(Refused, match="later day"):
        actions.record_answer(answer=ExtensionAnswer.GRANTED, granted_to=date(2017, 3, 1), **answer)
    actions.record_answer(answer=ExtensionAnswer.GRANTED, granted_to=date(2018, 1, 15), **answer)
    with pytest.raises(actions.NothingAsked):
        actions.record_answer(answer=ExtensionAnswer.REFUSED, granted_to=None, **answer)

    assert (before, while_asked, by()) == (date(2017, 10, 2), date(2017, 10, 2), date(2018, 1, 15))
    assert Contact.objects.filter(summary__contains="given, until 15 January 2018").exists()
    actions_of = Entry.objects.filter(action__startswith="unpaid_work.longer")
    assert actions_of.count() == 2


def test_longer_says_until_when_and_why_and_changes_nothing_otherwise(obligation, user):
    with pytest.raises(Refused) as refused:
        ask(obligation, user, until=date(2017, 10, 2), why=" ")

    assert {part.field for part in refused.value.parts} == {"until", "why"}
    assert not Extension.objects.exists()


@pytest.mark.parametrize("role", [Role.UNPAID_WORK_SUPERVISOR, Role.COURT_OFFICER, Role.SUPPLIER])
def test_who_may_not_ask_the_court(obligation, role):
    other = officer(role=role)
    opened_to(other, obligation.person)

    with pytest.raises(Refused):
        ask(obligation, other)


def test_by_page_the_court_is_asked_and_its_answer_written_down(client, obligation, user):
    client.force_login(user)
    hours = reverse("unpaid_work:hours", args=[obligation.person.crn])
    assert "Ask the court for longer" in page_of(client.get(hours))
    assert "At least a week" in page_of(client.get(hours))
    address = reverse("unpaid_work:longer", args=[obligation.person.crn, obligation.pk])
    asked = {"until": "2018-01-31", "why": "Was in hospital."}

    kept = page_of(client.post(address, {**asked, "why": ""}))
    client.post(address, asked)
    extension = Extension.objects.get()
    waits = page_of(client.get(hours))
    client.post(
        reverse("unpaid_work:answer", args=[obligation.person.crn, extension.pk]),
        {"answer": "refused"},
    )

    assert "Say why the hours cannot be done in time." in kept
    assert "asked until 31 January 2018, not answered yet" in waits
    assert Extension.objects.get().answer == ExtensionAnswer.REFUSED
    stranger = officer()
    client.force_login(stranger)
    assert client.get(address).status_code in (302, 403, 404)


# ── Projects ───────────────────────────────────────────────────────────────────────────────
def changed(project, **more):
    return {
        "name": project.name,
        "beneficiary": project.beneficiary.name,
        "place": project.place,
        "capacity": "6",
        "highest_harm": "low",
        "not_with": ["RSTC"],
        **more,
    }


def test_a_project_is_changed_after_a_page_that_tells_whom_it_concerns(
    client, obligation, project, user, senior
):
    place(obligation, project, user)
    RegistrationFactory(person=obligation.person, kind=RegistrationKind.RISK_TO_CHILDREN)
    client.force_login(senior)
    address = reverse("unpaid_work:change_project", args=[project.pk])
    given = changed(project, not_with=[RegistrationKind.RISK_TO_CHILDREN.value])
    assert "Moss Bank paths" in page_of(client.get(address))

    check = page_of(client.post(address, given))
    untouched = Project.objects.get().capacity
    client.post(address, {**given, "checked": "yes"})

    now = Project.objects.get()
    assert "1 of them would not be given a place" in check
    assert untouched == 12
    assert (now.capacity, now.highest_harm) == (6, "low")
    assert now.not_with == [RegistrationKind.RISK_TO_CHILDREN.value]
    assert Allocation.objects.filter(ended_at__isnull=True).exists()
    assert Entry.objects.filter(action="unpaid_work.project.changed").count() == 1


def test_a_project_closes_and_its_days_are_planned_elsewhere(
    client, obligation, project, user, senior
):
    place(obligation, project, user)
    client.force_login(senior)
    address = reverse("unpaid_work:close_project", args=[project.pk])
    given = {"ends_on": "2017-02-28", "why": "The council ends it."}

    check = page_of(client.post(address, given))
    planned = WorkAppointment.objects.unmarked().count()
    client.post(address, {**given, "checked": "yes"})

    assert "1 people have a place there, and 2 days are planned after it." in check
    assert planned == 4
    assert list(WorkAppointment.objects.unmarked().order_by("on").values_list("on", flat=True)) == [
        MONDAY,
        MONDAY + timedelta(days=7),
    ]
    assert Contact.objects.filter(summary__contains="closes, last day 28 February 2017").exists()
    assert not WorkAppointment.objects.filter(report__isnull=False).exists()
    assert queries.reasons_against(
        Project.objects.get(),
        persons.by_id(obligation.person_id),
        on=date(2017, 3, 1),
    ) == ["Moss Bank paths has ended."]


@pytest.mark.parametrize("act", ["change_project", "close_project"])
def test_nobody_changes_a_project_of_others(client, project, act):
    address = reverse(f"unpaid_work:{act}", args=[project.pk])
    client.force_login(officer(role=Role.SENIOR))
    assert client.get(address).status_code == 404
    client.force_login(supervisor_of(project))
    assert client.post(address, {"checked": "yes"}).status_code in (403, 404)
    with pytest.raises(Refused):
        actions.close_project(
            project_id=project.pk,
            ends_on=TODAY,
            why="A prank.",
            by=officer(role=Role.SENIOR),
            at=MORNING,
        )

    assert Project.objects.get().ends_on is None


# ── The officer's correction, and time off ─────────────────────────────────────────────────
def test_an_officer_of_another_organisation_puts_their_own_cases_mark_right(client, project):
    supervisor = supervisor_of(project)
    (appointment,) = due(project, supervisor)
    user = officer()
    opened_to(user, appointment.person)
    actions.mark(
        appointment_id=appointment.pk,
        seen_version=1,
        said=actions.Attendance(AttendanceMark.ABSENT),
        by=supervisor,
        at=EVENING,
    )
    client.force_login(user)
    address = reverse("unpaid_work:put_right", args=[appointment.person.crn, appointment.pk])
    hours = page_of(client.get(reverse("unpaid_work:hours", args=[appointment.person.crn])))

    client.post(address, {"mark": "present", "why": "Was at the other gate.", "seen": "2"})

    appointment.refresh_from_db()
    assert address in hours
    assert appointment.report == ReportState.WITHDRAWN
    assert appointment.mark == AttendanceMark.PRESENT


def test_time_off_is_told_where_the_scheme_is_in_force(project, monkeypatch):
    supervisor = supervisor_of(project)
    (appointment,) = due(project, supervisor, hours=20)
    actions.mark(
        appointment_id=appointment.pk,
        seen_version=1,
        said=actions.Attendance(AttendanceMark.PRESENT),
        by=supervisor,
        at=EVENING,
    )
    lines = queries.progress([appointment.person_id], TODAY)[appointment.person_id]

    assert queries.time_off(lines, on=TODAY) == {}
    scheme = SimpleNamespace(value=Incentive(Fraction(1, 4), Fraction(1, 2)))
    monkeypatch.setattr(policies, "incentive", lambda on: scheme)
    (found,) = queries.time_off(lines, on=TODAY).values()
    assert found.status is IncentiveStatus.QUALIFYING
    assert (found.now, found.at_most) == (60, 300)
    assert lines[0].control.pace is not Pace.DONE
