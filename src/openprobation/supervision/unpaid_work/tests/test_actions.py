"""Are marks, minutes, places and reports written once, within what is owed, and decided by the officer?"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from openprobation.foundation.access.queries import is_open
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.enforcement.models import Failure
from openprobation.supervision.persons.tests.factories import MergeFactory, PersonFactory
from openprobation.supervision.risk.tests.factories import RegistrationFactory
from openprobation.supervision.sentences.tests.factories import opened_to
from openprobation.supervision.unpaid_work import actions, queries
from openprobation.supervision.unpaid_work.actions import Attendance
from openprobation.supervision.unpaid_work.models import (
    Allocation,
    AppendOnly,
    HoursEntry,
    Obligation,
    WorkAppointment,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    EntryKind,
    Frequency,
    ProjectKind,
    ReportState,
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
    requirement_for,
    supervisor_of,
    terms,
)

pytestmark = pytest.mark.django_db
PRESENT = Attendance(AttendanceMark.PRESENT)
ABSENT = Attendance(AttendanceMark.ABSENT)


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def supervisor(project):
    return supervisor_of(project, name="Bev Ward")


@pytest.fixture
def appointment(project, supervisor):
    (made,) = due(project, supervisor)
    return made


@pytest.fixture
def user(appointment):
    made = officer(name="Sam Patel")
    opened_to(made, appointment.person)
    return made


def mark(appointment, by, said=PRESENT, *, at=MORNING, version=1):
    return actions.mark(
        appointment_id=appointment.pk, seen_version=version, said=said, by=by, at=at
    )


def done(appointment):
    (found,) = queries.progress([appointment.person_id], TODAY)[appointment.person_id]
    return found.done


# ── Marking ────────────────────────────────────────────────────────────────────────────────
def test_whoever_is_present_at_the_van_is_counted_when_the_day_is_over(appointment, supervisor):
    mark(appointment, supervisor)
    before = done(appointment)

    actions.finish(project_id=appointment.project_id, on=TODAY, by=supervisor, at=EVENING)

    assert (before, done(appointment)) == (0, 7 * 60)


def test_while_somebody_works_the_minutes_so_far_are_told_and_not_yet_counted(
    appointment, supervisor
):
    mark(appointment, supervisor)

    (found,) = queries.progress([appointment.person_id], TODAY, at=MORNING.replace(hour=11))[
        appointment.person_id
    ]

    assert (found.today, found.done) == (165, 0)


def test_a_day_finished_twice_is_counted_once(appointment, supervisor):
    mark(appointment, supervisor)
    finish = {"project_id": appointment.project_id, "on": TODAY, "by": supervisor, "at": EVENING}

    assert (actions.finish(**finish), actions.finish(**finish)) == (1, 0)
    assert done(appointment) == 7 * 60


def test_marked_after_the_hours_are_over_it_is_counted_at_once(appointment, supervisor):
    mark(appointment, supervisor, at=EVENING)

    assert done(appointment) == 7 * 60


def test_late_counts_from_when_they_came_less_the_penalty(appointment, supervisor):
    said = Attendance(AttendanceMark.LATE, arrived=time(9, 30), penalty=15)

    mark(appointment, supervisor, said, at=EVENING)

    assert done(appointment) == 7 * 60 - 30 - 15


def test_sent_home_counts_until_then_and_is_reported(appointment, supervisor):
    said = Attendance(AttendanceMark.SENT_HOME, left=time(11), note="Smelt of drink, shouted.")

    mark(appointment, supervisor, said, at=MORNING.replace(hour=11))

    appointment.refresh_from_db()
    assert done(appointment) == 120
    assert appointment.report == ReportState.WAITING


def test_an_absence_is_reported_and_is_nobodys_failure_yet(appointment, supervisor):
    mark(appointment, supervisor, ABSENT)

    appointment.refresh_from_db()
    assert appointment.report == ReportState.WAITING
    assert not Failure.objects.exists()


def test_what_was_missed_is_planned_anew(project, supervisor):
    (appointment,) = due(project, supervisor, hours=7)
    Allocation.objects.create(
        obligation=appointment.obligation,
        project=project,
        frequency=Frequency.WEEKLY,
        weekday=Weekday.THURSDAY,
        starts_on=TODAY - timedelta(days=30),
        start=appointment.start,
        end=appointment.end,
        made_by=supervisor,
        made_at=MORNING,
    )

    mark(appointment, supervisor, ABSENT)

    planned = WorkAppointment.objects.unmarked().get(person=appointment.person)
    assert (planned.on, planned.minutes) == (TODAY + timedelta(days=7), 420)


def test_a_mark_is_a_line_of_the_record_and_of_the_audit(appointment, supervisor):
    mark(appointment, supervisor, at=EVENING)

    line = Contact.objects.get(person=appointment.person)
    assert "present, 09:00, 7 hours counted" in line.summary.replace("from ", "")
    assert line.outcome == "ATTC"
    assert Entry.objects.filter(
        action="unpaid_work.attendance.marked", person_id=appointment.person_id
    ).exists()


def test_of_two_marks_the_second_is_told_of_the_first_and_changes_nothing(appointment, supervisor):
    mark(appointment, supervisor)

    with pytest.raises(actions.AlreadyMarked, match="Bev Ward marked this at 7:45"):
        mark(appointment, supervisor, ABSENT)

    appointment.refresh_from_db()
    assert appointment.mark == AttendanceMark.PRESENT


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Attendance(AttendanceMark.LATE), "the time they came"),
        (Attendance(AttendanceMark.LATE, arrived=time(16)), "from 09:00 to before 16:00"),
        (Attendance(AttendanceMark.SENT_HOME, note="Shouted."), "the time they were sent home"),
        (Attendance(AttendanceMark.SENT_HOME, left=time(10)), "what happened"),
        (Attendance(AttendanceMark.PRESENT, penalty=500), "No more can be taken off"),
    ],
)
def test_times_that_cannot_be_are_refused_and_nothing_changes(appointment, supervisor, said, words):
    with pytest.raises(Refused, match=words):
        mark(appointment, supervisor, said)

    assert not WorkAppointment.objects.filter(mark__isnull=False).exists()
    assert not HoursEntry.objects.exists()


def test_nobody_is_marked_before_the_day(project, supervisor):
    (tomorrow,) = due(project, supervisor, on=TODAY + timedelta(days=1))

    with pytest.raises(actions.NotYet):
        mark(tomorrow, supervisor)


def test_who_comes_to_an_induction_is_inducted(supervisor):
    project = ProjectFactory(kind=ProjectKind.INDUCTION, team=supervisor.postings.get().team)
    (appointment,) = due(project, supervisor)
    Obligation.objects.update(inducted_on=None)

    mark(appointment, supervisor, at=EVENING)

    assert Obligation.objects.get().inducted_on == TODAY


# ── Who may not ────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.UNPAID_WORK_SUPERVISOR])
def test_only_a_supervisor_marks(appointment, role):
    other = officer(role=role)
    opened_to(other, appointment.person)

    with pytest.raises(Refused, match="Your post does not include this"):
        mark(appointment, other)


def test_a_supervisor_of_another_team_marks_nobody(appointment):
    stranger = officer(role=Role.UNPAID_WORK_SUPERVISOR)

    with pytest.raises(Refused, match="not open to you"):
        mark(appointment, stranger)

    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda a, by: actions.decide_report(
            appointment_id=a.pk, decision=ReportState.TAKEN_UP, why="", by=by, at=EVENING
        ),
        lambda a, by: actions.add_travel(appointment_id=a.pk, minutes=30, by=by, at=EVENING),
        lambda a, by: actions.induct(
            person_id=a.person_id,
            requirement_id=a.obligation.requirement_id,
            on=TODAY,
            limits="",
            by=by,
            at=EVENING,
        ),
        lambda a, by: actions.bring_forward(
            obligation_id=a.obligation_id, minutes=60, on=TODAY, why="So.", by=by, at=EVENING
        ),
    ],
)
def test_a_supervisor_decides_adjusts_and_allocates_nothing(appointment, supervisor, act):
    mark(appointment, supervisor, ABSENT)

    with pytest.raises(Refused, match="Your post does not include this"):
        act(appointment, supervisor)


# ── Correcting ─────────────────────────────────────────────────────────────────────────────
def correct(appointment, by, said, *, why="He had come to the other gate.", version=2, at=EVENING):
    return actions.correct(
        appointment_id=appointment.pk, seen_version=version, said=said, why=why, by=by, at=at
    )


def test_a_correction_takes_back_what_was_counted_and_counts_anew(appointment, supervisor):
    mark(appointment, supervisor, at=EVENING)

    correct(appointment, supervisor, Attendance(AttendanceMark.LATE, arrived=time(10)))

    kinds = list(HoursEntry.objects.order_by("number").values_list("kind", "minutes", "balance"))
    assert kinds == [("work", 420, 420), ("taken_back", -420, 0), ("work", 360, 360)]


def test_an_absence_corrected_is_a_report_no_more(appointment, supervisor):
    mark(appointment, supervisor, ABSENT)

    correct(appointment, supervisor, PRESENT)

    appointment.refresh_from_db()
    assert appointment.report == ReportState.WITHDRAWN


def test_a_correction_says_why(appointment, supervisor):
    mark(appointment, supervisor, at=EVENING)

    with pytest.raises(Refused, match="Say why"):
        correct(appointment, supervisor, ABSENT, why=" ")

    assert done(appointment) == 420


def test_on_another_day_the_officer_corrects(appointment, supervisor, user):
    mark(appointment, supervisor, at=EVENING)
    later = EVENING + timedelta(days=1)

    with pytest.raises(actions.NotYoursToCorrect):
        correct(appointment, supervisor, ABSENT, at=later)
    correct(appointment, user, ABSENT, at=later)

    assert done(appointment) == 0


# ── The ledger ─────────────────────────────────────────────────────────────────────────────
def test_nobody_is_credited_more_than_they_owe(project, supervisor):
    (appointment,) = due(project, supervisor, hours=5)

    mark(appointment, supervisor, at=EVENING)

    assert done(appointment) == 300


def test_education_counts_up_to_its_share(project, supervisor):
    project.kind = ProjectKind.EDUCATION
    project.save()
    (appointment,) = due(project, supervisor, hours=10)

    mark(appointment, supervisor, at=EVENING)

    assert done(appointment) == 180
    assert HoursEntry.objects.get().kind == EntryKind.EDUCATION


def test_a_line_is_neither_changed_nor_removed(appointment, supervisor):
    mark(appointment, supervisor, at=EVENING)
    entry = HoursEntry.objects.get()

    for act in (entry.save, entry.delete, HoursEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            act()
    with pytest.raises(AppendOnly):
        HoursEntry.objects.update(minutes=1)


def test_travel_counts_once_a_day_within_its_most(appointment, supervisor, user):
    appointment.project.travel_counts = True
    appointment.project.save()
    mark(appointment, supervisor, at=EVENING)
    travel = {"appointment_id": appointment.pk, "by": user, "at": EVENING}

    with pytest.raises(Refused, match="At most 180 minutes"):
        actions.add_travel(minutes=181, **travel)
    actions.add_travel(minutes=90, **travel)
    with pytest.raises(actions.AlreadyCounted):
        actions.add_travel(minutes=90, **travel)

    assert done(appointment) == 510


def test_travel_is_not_counted_where_the_project_does_not(appointment, supervisor, user):
    mark(appointment, supervisor, at=EVENING)

    with pytest.raises(actions.NoTravelHere):
        actions.add_travel(appointment_id=appointment.pk, minutes=30, by=user, at=EVENING)


def test_hours_are_brought_forward_with_their_source(appointment, user):
    bring = {"obligation_id": appointment.obligation_id, "on": TODAY, "by": user, "at": EVENING}

    with pytest.raises(Refused, match="Say why"):
        actions.bring_forward(minutes=60, why="", **bring)
    with pytest.raises(Refused, match="no more is owed"):
        actions.bring_forward(minutes=6001, why="From the old system.", **bring)
    actions.bring_forward(minutes=1200, why="From the old system.", **bring)

    assert done(appointment) == 1200


# ── Reports ────────────────────────────────────────────────────────────────────────────────
def decide(appointment, by, decision, why=""):
    return actions.decide_report(
        appointment_id=appointment.pk, decision=decision, why=why, by=by, at=EVENING
    )


def test_the_officer_takes_a_report_up_and_the_time_to_explain_begins(
    appointment, supervisor, user
):
    mark(appointment, supervisor, ABSENT)

    decide(appointment, user, ReportState.TAKEN_UP)

    failure = Failure.objects.get()
    assert failure.requirement_id == appointment.obligation.requirement_id
    assert failure.order_id == appointment.obligation.order_id
    assert "Moss Bank Park, main gate, from 09:00 to 16:00" in failure.instruction
    assert failure.excuse == "undecided"


def test_a_reason_accepted_is_no_failure_and_is_said(appointment, supervisor, user):
    mark(appointment, supervisor, ABSENT)

    with pytest.raises(actions.SayWhy):
        decide(appointment, user, ReportState.ACCEPTED)
    decide(appointment, user, ReportState.ACCEPTED, "In hospital since Tuesday.")

    assert not Failure.objects.exists()
    with pytest.raises(actions.NothingToDecide):
        decide(appointment, user, ReportState.TAKEN_UP)


def test_a_mark_put_right_takes_the_failure_back(appointment, supervisor, user):
    mark(appointment, supervisor, ABSENT)
    decide(appointment, user, ReportState.TAKEN_UP)

    correct(appointment, user, PRESENT, version=3)

    assert "now marked: present" in Failure.objects.get().taken_back_why


# ── Stand-downs ────────────────────────────────────────────────────────────────────────────
def test_a_day_stood_down_counts_against_nobody_and_is_counted_for_the_project(project, supervisor):
    people = due(project, supervisor, number=3)

    actions.stand_down(
        project_id=project.pk, on=TODAY, reason=StandDown.WEATHER, by=supervisor, at=MORNING
    )

    assert not WorkAppointment.objects.filter(report__isnull=False).exists()
    assert Contact.objects.filter(outcome="ATSS").count() == len(people)
    (day,) = queries.project_days(
        organisation_ids=[project.team.unit.region.organisation_id], on=TODAY
    )
    assert day.stand_downs == 1
    with pytest.raises(actions.AlreadyOff):
        actions.stand_down(
            project_id=project.pk, on=TODAY, reason=StandDown.TOOLS, by=supervisor, at=MORNING
        )


def test_another_organisation_stands_nothing_down(project):
    stranger = officer(role=Role.UNPAID_WORK_SUPERVISOR)

    with pytest.raises(actions.NotYourProject):
        actions.stand_down(
            project_id=project.pk, on=TODAY, reason=StandDown.TOOLS, by=stranger, at=MORNING
        )


# ── Places ─────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def person(user):
    return opened_to(user, assessed(PersonFactory()))


def allocate(person, requirement, by, given):
    return actions.allocate(
        person_id=person.pk, requirement_id=requirement.pk, terms=given, by=by, at=MORNING
    )


def inducted(person, by, hours=100):
    requirement = requirement_for(person, hours=hours)
    actions.induct(
        person_id=person.pk,
        requirement_id=requirement.pk,
        on=TODAY,
        limits="No lifting: bad back.",
        by=by,
        at=MORNING,
    )
    return requirement


def test_a_place_plans_all_that_is_owed_and_opens_the_record_to_the_team(
    project, supervisor, user, person
):
    requirement = inducted(person, user, hours=40)

    allocate(person, requirement, user, terms(project))

    planned = WorkAppointment.objects.filter(person=person).order_by("on")
    assert sum(each.minutes for each in planned) == 40 * 60
    assert planned[0].on == date(2017, 2, 20)
    assert is_open("person", person.pk, to=supervisor, at=MORNING)


def test_a_place_ended_takes_back_what_is_planned_there_and_closes_the_record(
    project, supervisor, user, person
):
    allocation = allocate(person, inducted(person, user), user, terms(project))

    actions.end_allocation(allocation_id=allocation.pk, why="Works Mondays.", by=user, at=MORNING)

    assert not WorkAppointment.objects.standing().filter(person=person).exists()
    assert is_open("person", person.pk, to=supervisor, at=EVENING)
    assert not is_open("person", person.pk, to=supervisor, at=EVENING + timedelta(days=1))


def test_nobody_works_before_the_induction(project, user, person):
    with pytest.raises(RefusedForSeveralReasons, match="before the induction"):
        allocate(person, requirement_for(person), user, terms(project))

    assert not Allocation.objects.exists()


def test_a_project_takes_nobody_above_its_level_or_registered_as_it_says(project, user):
    project.not_with = [RegistrationKind.RISK_TO_CHILDREN.value]
    project.save()
    person = opened_to(user, assessed(PersonFactory(), HarmLevel.HIGH))
    RegistrationFactory(person=person, kind=RegistrationKind.RISK_TO_CHILDREN)

    with pytest.raises(RefusedForSeveralReasons) as refused:
        allocate(person, inducted(person, user), user, terms(project))

    assert "this is high" in refused.value.message
    assert "registered as risk to children" in refused.value.message


def test_a_full_project_takes_nobody_more(project, user, person):
    project.capacity = 1
    project.save()
    allocate(person, inducted(person, user), user, terms(project))
    other = opened_to(user, assessed(PersonFactory()))

    with pytest.raises(RefusedForSeveralReasons, match="full on Mondays"):
        allocate(other, inducted(other, user), user, terms(project))


def test_a_womens_project_is_for_women(project, user, person):
    project.women_only = True
    project.save()

    with pytest.raises(RefusedForSeveralReasons, match="for women only"):
        allocate(person, inducted(person, user), user, terms(project))


def test_when_supervision_ends_nobody_is_expected_any_more(project, user, person):
    allocate(person, inducted(person, user), user, terms(project))

    actions.stop([person.pk], why="Supervision ended.", by=user, at=EVENING)

    assert not WorkAppointment.objects.standing().filter(person=person).exists()
    assert Obligation.objects.get(person=person).ended_on == TODAY


def test_the_control_tells_who_cannot_finish_and_what_rate_would_do(user):
    slow, idle = ObligationFactory(), ObligationFactory()
    WorkAppointmentFactory(obligation=slow)
    opened_to(user, slow.person)
    actions.bring_forward(
        obligation_id=slow.pk, minutes=600, on=date(2016, 12, 1), why="Old.", by=user, at=EVENING
    )

    found = queries.controlled([slow.person_id, idle.person_id], on=TODAY, at=EVENING)

    assert [each.control.pace for each in found] == ["not_started", "too_slow"]
    assert found[1].control.rate_needed > 0


def test_after_two_records_are_joined_the_project_still_marks(project, supervisor, user, person):
    allocate(person, inducted(person, user), user, terms(project, weekday=Weekday.THURSDAY))
    kept = PersonFactory()
    MergeFactory(kept=kept, folded=person)
    due_today = WorkAppointment.objects.get(person=person, on=TODAY)

    actions.follow(folded_id=person.pk, kept_id=kept.pk, at=MORNING)
    mark(due_today, supervisor)

    assert Contact.objects.filter(person=kept, kind="unpaid_work").exists()
