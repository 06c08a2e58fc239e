"""Are the lists right, bounded, and one query however long?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openprobation.foundation.clock import LONDON
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.rules.appointments import local
from openprobation.supervision.appointments import queries
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.persons.tests.factories import MergeFactory, PersonFactory
from openprobation.supervision.sentences.tests.factories import RequirementFactory
from openprobation.vocabulary.appointments import AppointmentKind, AppointmentState, Outcome

from .factories import HALF_AN_HOUR, TODAY_9_30, AppointmentFactory, case_of

pytestmark = pytest.mark.django_db


def many(person, user, count, *, every=timedelta(days=7), until=TODAY_9_30, **about):
    """Appointments of one person, made at once and told nowhere: for counting queries."""
    return Appointment.objects.bulk_create(
        Appointment(
            person=person,
            officer=user,
            kind=AppointmentKind.OFFICE,
            starts_at=until - every * n,
            ends_at=until - every * n + HALF_AN_HOUR,
            arranged_by=user,
            arranged_at=until - every * (count + 1),
            **about,
        )
        for n in range(count)
    )


# ── An officer's work ──────────────────────────────────────────────────────────────────────


def test_a_day_is_in_time_order_and_says_what_came_of_each():
    user = officer()
    later = AppointmentFactory(officer=user)
    earlier = AppointmentFactory(
        officer=user,
        starts_at=TODAY_9_30 - timedelta(hours=1),
        state=AppointmentState.RECORDED,
        outcome=Outcome.COMPLIED,
        outcome_by=user,
        outcome_at=TODAY_9_30,
    )

    day = queries.day(user.pk, TODAY_9_30.date())

    assert [entry.id for entry in day] == [earlier.pk, later.pk]
    assert [entry.outcome for entry in day] == [Outcome.COMPLIED, None]
    assert day[0].outcome_by == user.name


def test_a_day_leaves_out_what_was_moved_other_officers_and_other_days():
    user = officer()
    AppointmentFactory()
    AppointmentFactory(officer=user, starts_at=TODAY_9_30 + timedelta(days=1))
    AppointmentFactory(
        officer=user,
        state=AppointmentState.MOVED,
        outcome=Outcome.RESCHEDULED_BY_PERSON,
        outcome_by=user,
        outcome_at=TODAY_9_30,
    )

    assert queries.day(user.pk, TODAY_9_30.date()) == []


@pytest.mark.parametrize("day", [date(2017, 3, 26), date(2017, 10, 29)])
def test_a_day_on_which_the_clocks_change_begins_and_ends_at_midnight_here(day):
    user = officer()
    first = datetime(day.year, day.month, day.day, 0, 0, tzinfo=LONDON)
    last = datetime(day.year, day.month, day.day, 23, 30, tzinfo=LONDON)
    for starts_at in (first - HALF_AN_HOUR, first, last, last + HALF_AN_HOUR):
        AppointmentFactory(officer=user, starts_at=starts_at)

    found = queries.day(user.pk, day)

    assert [local(entry.starts_at).hour for entry in found] == [0, 23]


def test_a_day_of_eighty_people_is_one_query(django_assert_num_queries):
    user = officer()
    for n in range(80):
        many(PersonFactory(), user, 1, until=TODAY_9_30 + timedelta(minutes=n))

    with django_assert_num_queries(1):
        day = queries.day(user.pk, TODAY_9_30.date())

    assert len(day) == 80


def test_to_log_is_oldest_first_with_the_number_in_all(at, django_assert_num_queries):
    user = officer()
    many(case_of(user), user, 30, until=TODAY_9_30 - timedelta(days=7))
    AppointmentFactory(officer=user)
    AppointmentFactory(officer=user, attended=True)

    with django_assert_num_queries(1):
        found = queries.to_log(user.pk, at, limit=5)

    assert found.count == 30
    assert len(found.entries) == 5
    assert found.entries == sorted(found.entries, key=lambda entry: entry.starts_at)
    assert found.entries[0].starts_at == TODAY_9_30 - timedelta(days=7 * 30)


def test_with_nothing_to_log_the_number_is_said_to_be_nought(at):
    assert queries.to_log(officer().pk, at) == queries.ToLog(0, [])


# ── A person's meetings ────────────────────────────────────────────────────────────────────


def test_next_is_the_soonest_planned_one_that_is_not_over(at):
    person = PersonFactory()
    AppointmentFactory(person=person, starts_at=at - timedelta(days=1))
    AppointmentFactory(person=person, starts_at=at + timedelta(days=9))
    going_on = AppointmentFactory(person=person, starts_at=at - timedelta(minutes=10))

    found = queries.next_for([person.pk, 0], at)

    assert {person_id: entry.id for person_id, entry in found.items()} == {person.pk: going_on.pk}


def test_last_tells_the_latest_and_the_latest_they_came_to(at):
    person = PersonFactory()
    came = AppointmentFactory(person=person, attended=True, starts_at=at - timedelta(days=21))
    AppointmentFactory(person=person, missed=True, starts_at=at - timedelta(days=14))
    unwritten = AppointmentFactory(person=person, starts_at=at - timedelta(days=7))

    last = queries.last_for([person.pk], at)[person.pk]

    assert last.latest.id == unwritten.pk
    assert last.attended is not None
    assert last.attended.id == came.pk


def test_last_has_no_attended_one_where_they_never_came(at):
    person = AppointmentFactory(missed=True).person

    last = queries.last_for([person.pk], at)[person.pk]

    assert last.latest.outcome is Outcome.UNACCEPTABLE_ABSENCE
    assert last.attended is None


def test_next_and_last_of_eighty_people_are_one_query_each(at, django_assert_num_queries):
    user = officer()
    people = [PersonFactory() for _ in range(80)]
    for person in people:
        many(person, user, 12, until=at + timedelta(days=21))
    ids = [person.pk for person in people]

    with django_assert_num_queries(1):
        following = queries.next_for(ids, at)
    with django_assert_num_queries(1):
        before = queries.last_for(ids, at)

    assert len(following) == len(before) == 80


def test_five_thousand_appointments_of_one_person_change_no_count(at, django_assert_num_queries):
    user = officer()
    person = case_of(user)
    many(person, user, 5_000, every=timedelta(hours=6), until=at + timedelta(days=60))
    one = AppointmentFactory(person=person, officer=user, attended=True)

    with django_assert_num_queries(1):
        assert queries.next_for([person.pk], at)[person.pk].starts_at > at - HALF_AN_HOUR
    with django_assert_num_queries(1):
        assert queries.last_for([person.pk], at)[person.pk].attended is not None
    with django_assert_num_queries(1):
        assert len(queries.for_person([person.pk], at)) == 20
    with django_assert_num_queries(1):
        assert queries.to_log(user.pk, at).count > 4_000
    detail = queries.by_id(one.pk, person_ids=[person.pk])
    with django_assert_num_queries(4):
        queries.suggestion(detail, person_ids=(person.pk,), at=at)


def test_upcoming_is_soonest_first_and_of_every_record_of_the_person(at):
    merge = MergeFactory()
    second = AppointmentFactory(person=merge.kept, starts_at=at + timedelta(days=2))
    first = AppointmentFactory(person=merge.folded, starts_at=at + timedelta(days=1))

    found = queries.for_person((merge.kept.pk, merge.folded.pk), at)

    assert [entry.id for entry in found] == [first.pk, second.pk]


# ── One appointment ────────────────────────────────────────────────────────────────────────


def test_one_appointment_is_found_only_among_its_own_persons(django_assert_num_queries):
    appointment = AppointmentFactory(activity=True)

    with django_assert_num_queries(1):
        detail = queries.by_id(appointment.pk, person_ids=(appointment.person_id,))

    assert detail is not None
    assert detail.is_for_activity
    assert queries.by_id(appointment.pk, person_ids=(PersonFactory().pk,)) is None


def test_a_sensitive_note_is_hidden_from_those_who_may_not_read_it(at):
    from openprobation.supervision.appointments.actions import record_outcome

    user = officer()
    appointment = AppointmentFactory(officer=user, person=case_of(user), begun=True)
    record_outcome(
        appointment_id=appointment.pk,
        seen_version=1,
        outcome=Outcome.COMPLIED,
        note="Told me of a threat.",
        is_sensitive=True,
        by=user,
        at=at,
    )

    [hidden] = queries.changes(appointment.pk, may_see_sensitive=False)
    [shown] = queries.changes(appointment.pk, may_see_sensitive=True)

    assert hidden.note is None
    assert shown.note == "Told me of a threat."


# ── Rehabilitation activity ────────────────────────────────────────────────────────────────


def test_two_activities_on_one_day_are_one_day(at):
    requirement = RequirementFactory()
    person = requirement.order.person
    for hours in (0, 3):
        AppointmentFactory(
            activity=True,
            attended=True,
            person=person,
            requirement=requirement,
            starts_at=at - timedelta(days=3) + timedelta(hours=hours),
        )

    days = queries.rar_days([requirement.pk], at.date())[requirement.pk]

    assert (days.done, days.planned, days.unrecorded) == (1, 0, 0)


def test_a_requirement_nobody_has_worked_on_has_no_days(at, django_assert_num_queries):
    requirement = RequirementFactory()

    with django_assert_num_queries(1):
        days = queries.rar_days([requirement.pk], at.date())

    assert days == {requirement.pk: queries.RarDays(0, 0, 0)}


HISTORY = st.lists(
    st.tuples(
        st.integers(min_value=-3, max_value=3),
        st.sampled_from([None, Outcome.COMPLIED, Outcome.UNACCEPTABLE_ABSENCE]),
        st.booleans(),
    ),
    max_size=8,
)


@given(history=HISTORY)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_days_done_are_the_distinct_dates_that_count_and_nobody_denied(history, at):
    requirement = RequirementFactory()
    for place, (day, outcome, counts) in enumerate(history):
        written = {"state": AppointmentState.RECORDED, "outcome": outcome} if outcome else {}
        AppointmentFactory(
            person=requirement.order.person,
            requirement=requirement,
            counts_as_rar_day=counts,
            starts_at=at + timedelta(days=day, minutes=place),
            **(
                {**written, "outcome_by": requirement.order.event.registered_by, "outcome_at": at}
                if outcome
                else {}
            ),
        )

    days = queries.rar_days([requirement.pk], at.date())[requirement.pk]

    not_denied = {
        day for day, outcome, counts in history if counts and (outcome is None or outcome.attended)
    }
    assert days.done == len({day for day in not_denied if day <= 0})
    assert days.done <= len(history)


# ── The next one ───────────────────────────────────────────────────────────────────────────


def suggested_after(appointment, at):
    detail = queries.by_id(appointment.pk, person_ids=(appointment.person_id,))
    return queries.suggestion(detail, person_ids=(appointment.person_id,), at=at)


def test_the_next_is_suggested_at_the_same_weekday_and_time_as_often_as_usual(at):
    user = officer()
    person = case_of(user)
    for weeks in (2, 4, 6):
        AppointmentFactory(
            attended=True,
            person=person,
            officer=user,
            starts_at=TODAY_9_30 - timedelta(weeks=weeks),
        )
    appointment = AppointmentFactory(person=person, officer=user)

    found = suggested_after(appointment, at)

    assert found.starts_at == TODAY_9_30 + timedelta(weeks=2)
    assert found.because == "Every 2 weeks, on a Thursday at 9:30."
    assert found.minutes == 30
    assert found.already is None


def test_a_suggestion_that_falls_on_good_friday_moves_to_the_tuesday_after_easter(at):
    appointment = AppointmentFactory(starts_at=datetime(2017, 4, 7, 9, 30, tzinfo=LONDON))

    found = suggested_after(appointment, datetime(2017, 4, 7, 10, 0, tzinfo=LONDON))

    assert local(found.starts_at) == datetime(2017, 4, 18, 9, 30, tzinfo=LONDON)
    assert "Good Friday" in found.because


def test_a_suggestion_over_the_night_the_clocks_go_forward_keeps_the_time_on_the_wall():
    starts_at = datetime(2017, 3, 23, 9, 30, tzinfo=LONDON)
    appointment = AppointmentFactory(starts_at=starts_at)

    found = suggested_after(appointment, starts_at + HALF_AN_HOUR)

    assert local(found.starts_at).strftime("%d %B %H:%M") == "30 March 09:30"
    assert found.starts_at.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("hour", "minute", "suggested"), [(8, 15, "09:00"), (16, 45, "16:30"), (19, 0, "16:30")]
)
def test_a_suggestion_outside_office_hours_moves_inside_and_says_so(at, hour, minute, suggested):
    starts_at = datetime(2017, 2, 16, hour, minute, tzinfo=LONDON)
    appointment = AppointmentFactory(starts_at=starts_at)

    found = suggested_after(appointment, at)

    assert local(found.starts_at).strftime("%d %B %H:%M") == f"23 February {suggested}"
    assert found.arrangement.warnings == ()
    assert "outside office hours, so " in found.because


@pytest.mark.parametrize(("hour", "minute"), [(9, 0), (16, 30)])
def test_a_suggestion_at_the_edge_of_office_hours_stays(at, hour, minute):
    starts_at = datetime(2017, 2, 16, hour, minute, tzinfo=LONDON)
    appointment = AppointmentFactory(starts_at=starts_at)

    assert suggested_after(appointment, at).starts_at == starts_at + timedelta(days=7)


def test_a_suggestion_moved_inside_hours_is_never_already_past():
    appointment = AppointmentFactory(starts_at=datetime(2017, 2, 9, 19, 0, tzinfo=LONDON))

    found = suggested_after(appointment, datetime(2017, 2, 16, 17, 30, tzinfo=LONDON))

    assert local(found.starts_at) == datetime(2017, 2, 23, 16, 30, tzinfo=LONDON)


# ── The first one ──────────────────────────────────────────────────────────────────────────


def first_for(person, user, at, due_on=date(2017, 2, 20)):
    return queries.first_free(user.pk, person_ids=(person.pk,), due_on=due_on, at=at)


def test_the_first_is_when_the_officer_is_next_free_from_tomorrow_on(at):
    user = officer()
    person = case_of(user)
    for hour, minute in ((9, 0), (9, 30), (10, 15)):
        AppointmentFactory(
            officer=user, starts_at=datetime(2017, 2, 17, hour, minute, tzinfo=LONDON)
        )

    found = first_for(person, user, at)

    assert local(found.starts_at) == datetime(2017, 2, 17, 11, 0, tzinfo=LONDON)
    assert found.because == "When the officer is next free: it is due by 20 February 2017."


@pytest.mark.parametrize(
    ("due_on", "day", "said"),
    [
        (date(2017, 2, 16), date(2017, 2, 16), "it is due by 16 February 2017"),
        (date(2017, 2, 10), date(2017, 2, 16), "later than 10 February 2017"),
        (None, date(2017, 2, 17), "When the officer is next free."),
    ],
    ids=["today", "overdue", "no day"],
)
def test_the_first_is_today_when_it_is_due(at, due_on, day, said):
    user = officer()

    found = first_for(case_of(user), user, at, due_on)

    assert local(found.starts_at).date() == day
    assert found.starts_at > at
    assert said in found.because


def test_the_first_is_never_on_a_weekend(at):
    user = officer()
    friday = at + timedelta(days=1, hours=8)  # after the last half hour

    found = first_for(case_of(user), user, friday, due_on=date(2017, 2, 28))

    assert local(found.starts_at) == datetime(2017, 2, 20, 9, 0, tzinfo=LONDON)


def test_an_officer_in_no_post_has_no_free_time(at):
    user = officer()
    user.postings.update(ends_on=date(2017, 2, 16))

    assert first_for(PersonFactory(), user, at) is None


def test_finding_the_first_takes_two_queries_however_full_the_days(at, django_assert_num_queries):
    user = officer()
    person = case_of(user)
    for half_hours in range(16):
        AppointmentFactory(officer=user, starts_at=at + timedelta(days=1, minutes=30 * half_hours))

    with django_assert_num_queries(2):
        found = first_for(person, user, at)

    assert local(found.starts_at) == datetime(2017, 2, 20, 9, 0, tzinfo=LONDON)


def test_a_suggestion_says_what_is_already_arranged(at):
    user = officer()
    person = case_of(user)
    appointment = AppointmentFactory(person=person, officer=user)
    planned = AppointmentFactory(
        person=person, officer=user, starts_at=TODAY_9_30 + timedelta(days=7)
    )

    found = suggested_after(appointment, at)

    assert found.already is not None
    assert found.already.id == planned.pk


# ── What stands in the way ─────────────────────────────────────────────────────────────────


def judged(user, person, starts_at, *, kind=AppointmentKind.OFFICE, minutes=30):
    proposal = queries.Proposal(user.pk, kind, starts_at, minutes)
    return queries.judged([proposal], person_ids=(person.pk,))[0]


def test_judging_a_time_is_two_queries(django_assert_num_queries):
    user, person = officer(), PersonFactory()

    with django_assert_num_queries(2):
        found = judged(user, person, TODAY_9_30)

    assert found.is_allowed
    assert found.warnings == ()


def test_an_officer_who_will_have_left_is_warned_of():
    user, person = officer(), PersonFactory()
    user.postings.update(ends_on=date(2017, 3, 1))

    found = judged(user, person, TODAY_9_30 + timedelta(days=28))

    assert found.warnings == ("The officer is in no post on 16 March 2017, so may not be there.",)


def test_a_missed_appointment_does_not_fill_its_time_but_one_that_was_attended_does():
    user, person = officer(), PersonFactory()
    missed = AppointmentFactory(missed=True, person=person)
    attended = AppointmentFactory(attended=True, person=person, starts_at=TODAY_9_30)

    assert judged(user, person, missed.starts_at).is_allowed
    assert not judged(user, person, attended.starts_at).is_allowed


def test_an_hour_in_the_night_the_clocks_go_back_is_an_hour():
    proposal = queries.Proposal(
        1, AppointmentKind.OFFICE, datetime(2017, 10, 29, 0, 30, tzinfo=LONDON), 90
    )

    assert proposal.ends_at - proposal.starts_at == timedelta(minutes=90)
    assert local(proposal.ends_at).strftime("%H:%M") == "01:00"
