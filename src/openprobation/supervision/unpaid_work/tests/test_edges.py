"""What did a cold reading find? Each fault that was mended, so that it does not come back."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import restricted
from openprobation.supervision.sentences.tests.factories import opened_to
from openprobation.supervision.unpaid_work import actions, queries
from openprobation.supervision.unpaid_work.actions import Attendance
from openprobation.supervision.unpaid_work.models import (
    Allocation,
    HoursEntry,
    WorkAppointment,
    WorkSession,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    EntryKind,
    Frequency,
    PlanTrigger,
    ProjectKind,
    StandDown,
    Weekday,
)

from .factories import (
    EVENING,
    MORNING,
    TODAY,
    ObligationFactory,
    ProjectFactory,
    WorkAppointmentFactory,
    assessed,
    due,
    supervisor_of,
    terms,
)

pytestmark = pytest.mark.django_db
PRESENT = Attendance(AttendanceMark.PRESENT)
ABSENT = Attendance(AttendanceMark.ABSENT)
A_WEEK = timedelta(days=7)


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def supervisor(project):
    return supervisor_of(project)


def mark(appointment, by, said=PRESENT, *, at=MORNING):
    return actions.mark(appointment_id=appointment.pk, seen_version=1, said=said, by=by, at=at)


def correct(appointment, by, said, *, version=2, at=EVENING):
    return actions.correct(
        appointment_id=appointment.pk,
        seen_version=version,
        said=said,
        why="It was otherwise.",
        by=by,
        at=at,
    )


def finish(project, by, *, on=TODAY, at=EVENING):
    return actions.finish(project_id=project.pk, on=on, by=by, at=at)


def every_thursday(appointment, by):
    allocation = Allocation.objects.create(
        obligation=appointment.obligation,
        project=appointment.project,
        frequency=Frequency.WEEKLY,
        weekday=Weekday.THURSDAY,
        starts_on=TODAY - timedelta(days=30),
        start=appointment.start,
        end=appointment.end,
        made_by=by,
        made_at=MORNING,
    )
    appointment.allocation = allocation
    appointment.save()
    return allocation


def expected(appointment):
    rows = WorkAppointment.objects.unmarked().filter(obligation=appointment.obligation)
    return list(rows.order_by("on").values_list("on", flat=True))


# ── A day ──────────────────────────────────────────────────────────────────────────────────
def test_somebody_restricted_since_the_mark_does_not_stop_the_days_count(project, supervisor):
    one, other = due(project, supervisor, number=2)
    mark(one, supervisor)
    mark(other, supervisor)
    restricted(one.person, ask="Pat Lee, head")

    assert finish(project, supervisor) == 2
    assert HoursEntry.objects.count() == 2


@pytest.mark.parametrize("role", [Role.UNPAID_WORK_SUPERVISOR, Role.SENIOR])
def test_nobody_of_another_team_finishes_a_day(project, supervisor, role):
    (appointment,) = due(project, supervisor)
    mark(appointment, supervisor)

    with pytest.raises(Refused):
        finish(project, officer(role=role))

    assert not HoursEntry.objects.exists()


def test_a_supervisor_of_another_team_stands_nothing_down(project):
    beside = ProjectFactory()
    beside.team.unit = project.team.unit
    beside.team.save()

    with pytest.raises(actions.NotYourProject):
        actions.stand_down(
            project_id=project.pk,
            on=TODAY,
            reason=StandDown.TOOLS,
            by=supervisor_of(beside),
            at=MORNING,
        )


def test_a_day_finished_early_plans_what_is_missing_anew(project, supervisor):
    (appointment,) = due(project, supervisor, hours=7)
    every_thursday(appointment, supervisor)
    mark(appointment, supervisor)

    finish(project, supervisor, at=MORNING.replace(hour=13))

    again = WorkAppointment.objects.unmarked().get()
    assert (again.on, again.minutes) == (TODAY + A_WEEK, 135)


def test_nobody_is_credited_for_hours_that_have_not_come(project, supervisor):
    (appointment,) = due(project, supervisor)

    with pytest.raises(Refused, match="has not come"):
        mark(appointment, supervisor, Attendance(AttendanceMark.PRESENT, left=time(16)))

    assert not HoursEntry.objects.exists()


# ── All done ───────────────────────────────────────────────────────────────────────────────
def test_with_the_last_hour_nobody_is_expected_and_the_place_is_free(project, supervisor):
    (appointment,) = due(project, supervisor, hours=7)
    allocation = every_thursday(appointment, supervisor)
    WorkAppointmentFactory(obligation=appointment.obligation, project=project, on=TODAY + A_WEEK)
    mark(appointment, supervisor)

    finish(project, supervisor)

    allocation.refresh_from_db()
    assert expected(appointment) == []
    assert allocation.ended_why == "All the hours are done."
    assert Contact.objects.filter(summary="Unpaid work: all 7 hours are done").count() == 1


# ── Stood down ─────────────────────────────────────────────────────────────────────────────
def test_a_day_stood_down_is_turned_into_no_absence_of_anybody(project, supervisor):
    (appointment,) = due(project, supervisor)
    actions.stand_down(
        project_id=project.pk, on=TODAY, reason=StandDown.WEATHER, by=supervisor, at=MORNING
    )

    with pytest.raises(Refused, match="counts against nobody"):
        correct(appointment, supervisor, ABSENT)
    correct(appointment, supervisor, Attendance(AttendanceMark.PRESENT, left=time(11)))

    assert HoursEntry.objects.get().minutes == 120
    assert WorkAppointment.objects.get().report is None


def test_nothing_is_planned_on_a_day_stood_down_ahead(project, supervisor):
    (appointment,) = due(project, supervisor, hours=14)
    every_thursday(appointment, supervisor)
    actions.stand_down(
        project_id=project.pk, on=TODAY + A_WEEK, reason=StandDown.PLACE, by=supervisor, at=MORNING
    )

    found = queries.plan_of(appointment.obligation, trigger=PlanTrigger.ALLOCATION, at=MORNING)

    assert [each.on for each in found.create] == [TODAY + 2 * A_WEEK]


@pytest.mark.parametrize(
    ("on", "counted"), [(date(2016, 2, 29), 1), (date(2016, 2, 28), 0), (date(2015, 3, 1), 1)]
)
def test_days_called_off_in_a_year_are_counted_on_29_february_too(project, on, counted):
    WorkSession.objects.create(
        project=project,
        on=date(2015, 3, 1) if on.day != 28 else date(2016, 2, 29),
        stood_down=StandDown.TOOLS,
        stood_down_by=project.opened_by,
        stood_down_at=MORNING,
    )
    project.starts_on = date(2015, 1, 5)
    project.save()

    (day,) = queries.project_days(
        organisation_ids=[project.team.unit.region.organisation_id], on=on
    )

    assert day.stand_downs == counted


def test_a_bank_holiday_is_left_out(project, supervisor):
    (appointment,) = due(project, supervisor, hours=14, on=TODAY - timedelta(days=1))
    allocation = every_thursday(appointment, supervisor)
    Allocation.objects.filter(pk=allocation.pk).update(
        weekday=Weekday.MONDAY, starts_on=date(2017, 4, 17)
    )

    found = queries.plan_of(appointment.obligation, trigger=PlanTrigger.ALLOCATION, at=EVENING)

    assert [each.on for each in found.create] == [date(2017, 4, 24)]  # the 17th is Easter Monday


# ── Minutes ────────────────────────────────────────────────────────────────────────────────
def test_travel_of_two_places_on_one_day_stays_within_the_days_most(supervisor, project):
    project.travel_counts = True
    project.save()
    obligation = ObligationFactory()
    user = officer()
    for each in (supervisor, user):
        opened_to(each, obligation.person)
    morning, afternoon = (
        WorkAppointmentFactory(
            obligation=obligation, project=project, start=time(hour), end=time(hour + 3)
        )
        for hour in (9, 13)
    )
    for each in (morning, afternoon):
        mark(each, supervisor, at=EVENING)
    travel = {"by": user, "at": EVENING}
    actions.add_travel(appointment_id=morning.pk, minutes=120, **travel)

    with pytest.raises(Refused, match="120 are counted already"):
        actions.add_travel(appointment_id=afternoon.pk, minutes=61, **travel)
    actions.add_travel(appointment_id=afternoon.pk, minutes=60, **travel)

    assert sum(e.minutes for e in HoursEntry.objects.filter(kind=EntryKind.TRAVEL)) == 180


def test_a_correction_keeps_the_travel_of_who_was_there_and_takes_it_from_who_was_not(
    project, supervisor
):
    project.travel_counts = True
    project.save()
    (appointment,) = due(project, supervisor)
    user = officer()
    opened_to(user, appointment.person)
    mark(appointment, supervisor, at=EVENING)
    actions.add_travel(appointment_id=appointment.pk, minutes=45, by=user, at=EVENING)

    correct(appointment, user, Attendance(AttendanceMark.PRESENT, penalty=15))
    kept = queries.credited_of(appointment.pk)
    correct(appointment, user, ABSENT, version=3)

    assert (kept, queries.credited_of(appointment.pk)) == (450, 0)


def test_hours_of_one_stretch_are_brought_forward_once():
    obligation = ObligationFactory()
    user = officer()
    opened_to(user, obligation.person)
    bring = {"obligation_id": obligation.pk, "why": "The old register.", "by": user, "at": EVENING}
    actions.bring_forward(minutes=600, on=TODAY - A_WEEK, **bring)

    with pytest.raises(Refused, match="brought forward already"):
        actions.bring_forward(minutes=600, on=TODAY - A_WEEK, **bring)

    assert HoursEntry.objects.get().balance == 600


def test_nobody_is_given_more_education_than_may_count(project, supervisor):
    project.kind = ProjectKind.EDUCATION
    project.save()
    (appointment,) = due(project, supervisor, hours=10)
    mark(appointment, supervisor, at=EVENING)
    user = officer()
    opened_to(user, assessed(appointment.person))

    with pytest.raises(Refused, match="All the education"):
        actions.allocate(
            person_id=appointment.person_id,
            requirement_id=appointment.obligation.requirement_id,
            terms=terms(project),
            by=user,
            at=EVENING,
        )

    assert HoursEntry.objects.get().minutes == 180


def test_an_induction_nobody_came_to_is_none(supervisor):
    induction = ProjectFactory(kind=ProjectKind.INDUCTION)
    by = supervisor_of(induction)
    (appointment,) = due(induction, by)
    appointment.obligation.inducted_on = None
    appointment.obligation.save()
    mark(appointment, by, at=EVENING)

    correct(appointment, by, ABSENT)

    appointment.obligation.refresh_from_db()
    assert appointment.obligation.inducted_on is None


# ── Pages ──────────────────────────────────────────────────────────────────────────────────
def test_a_day_no_calendar_knows_is_today_or_not_found(client, project, supervisor):
    client.force_login(supervisor)

    for asked in ("0001-01-01", "9999-12-31", "2017-02-30"):
        assert client.get(f"/unpaid-work/?on={asked}").status_code == 200
        assert client.get(f"/unpaid-work/projects/{project.pk}/{asked}/").status_code == 404


def test_one_minute_in_years_breaks_no_page(client):
    obligation = ObligationFactory(hours=300, starts_on=date(2010, 1, 4))
    user = officer()
    opened_to(user, obligation.person)
    actions.bring_forward(
        obligation_id=obligation.pk, minutes=1, on=TODAY, why="A slip.", by=user, at=EVENING
    )
    client.force_login(user)

    page = client.get(reverse("unpaid_work:hours", args=[obligation.person.crn])).content.decode()

    assert "Never" in page
