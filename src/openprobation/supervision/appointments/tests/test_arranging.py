"""Is time given to a meeting only when it may be, and is all that follows written?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.access.models import Relation
from openprobation.foundation.access.queries import is_open
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import OfficeFactory, officer
from openprobation.foundation.refusals import Refused
from openprobation.rules.appointments import local
from openprobation.supervision.appointments.actions import arrange
from openprobation.supervision.appointments.actions.booking import NeedsAcceptance
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import (
    MergeFactory,
    PersonFactory,
    PhoneFactory,
    held_by,
    restricted,
)
from openprobation.supervision.sentences.tests.factories import RequirementFactory
from openprobation.vocabulary.access import RelationKind, Role
from openprobation.vocabulary.appointments import AppointmentKind, Repeat

from .factories import HALF_AN_HOUR, AppointmentFactory, case_of, colleague

pytestmark = pytest.mark.django_db

TUESDAY_2PM = datetime(2017, 2, 21, 14, 0, tzinfo=LONDON)


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def person(user):
    return case_of(user, given_names="Lee", family_name="Ashworth")


@pytest.fixture
def office():
    return OfficeFactory(name="Bolton office")


def arranged(person, user, at, **changed):
    terms = {
        "person_id": person.pk,
        "officer_id": user.pk,
        "kind": AppointmentKind.OFFICE,
        "starts_at": TUESDAY_2PM,
        "minutes": 30,
        "place": "Bolton library",
        "by": user,
        "at": at,
    }
    return arrange(**{**terms, **changed})


def nothing_was_changed():
    return not (
        Appointment.objects.exists()
        or Contact.objects.exists()
        or Message.objects.exists()
        or Entry.objects.filter(action__startswith="appointment").exists()
    )


# ── What is written ────────────────────────────────────────────────────────────────────────


def test_an_appointment_is_arranged_with_its_line_in_the_record(user, person, office, at):
    [made] = arranged(person, user, at, office_id=office.pk, place="", purpose="Talk about work.")

    line = Contact.objects.get()
    assert (made.starts_at, made.ends_at) == (TUESDAY_2PM, TUESDAY_2PM + HALF_AN_HOUR)
    assert line.summary == "Office visit with Sam Patel, Bolton office: Talk about work."
    assert (line.at, line.kind, line.reference_id) == (TUESDAY_2PM, "appointment", made.pk)
    assert Entry.objects.get(action="appointment.arranged").record_id == made.pk


def test_a_series_is_made_in_one_act_at_the_same_time_on_the_wall(user, person, at):
    made = arranged(
        person,
        user,
        at,
        starts_at=datetime(2017, 3, 9, 9, 30, tzinfo=LONDON),
        repeat=Repeat.FORTNIGHTLY,
        times=3,
    )

    assert [local(each.starts_at).strftime("%d %b %H:%M") for each in made] == [
        "09 Mar 09:30",
        "23 Mar 09:30",
        "06 Apr 09:30",
    ]
    assert len({each.series for each in made}) == 1
    assert Contact.objects.count() == 3


@pytest.mark.parametrize("times", [0, 1, 27])
def test_a_series_of_fewer_than_two_or_more_than_twenty_six_is_refused(user, person, at, times):
    with pytest.raises(Refused, match=f"this would be {times}") as refused:
        arranged(person, user, at, repeat=Repeat.WEEKLY, times=times)

    assert refused.value.field == "times"
    assert nothing_was_changed()


def test_twenty_six_weeks_may_be_made_at_once(user, person, at):
    made = arranged(person, user, at, repeat=Repeat.WEEKLY, times=26, confirmed_warnings=True)

    assert len(made) == 26


def test_on_29_february_a_series_is_counted_in_weeks(user, person, at):
    leap_day = datetime(2020, 2, 29, 10, 0, tzinfo=LONDON)

    made = arranged(
        person,
        user,
        at,
        starts_at=leap_day,
        repeat=Repeat.FOUR_WEEKLY,
        times=2,
        confirmed_warnings=True,
    )

    assert local(made[1].starts_at).date() == date(2020, 3, 28)


# ── Messages ───────────────────────────────────────────────────────────────────────────────


def test_a_safe_mobile_gets_a_confirmation_after_ten_minutes_and_a_reminder_a_day_before(
    user, person, office, at
):
    PhoneFactory(person=person, confirmed=True)

    arranged(person, user, at, office_id=office.pk, place="")

    confirmation, reminder = Message.objects.order_by("not_before")
    assert confirmation.not_before == at + timedelta(minutes=10)
    assert reminder.not_before == TUESDAY_2PM - timedelta(days=1)
    assert confirmation.body == (
        "Hello Lee. You have a new appointment. See Sam Patel on Tuesday 21 February at 2pm at"
        " Bolton office, 1 Example Street, Bolton, BL1 1AA. If you cannot come, call 0161 496 0100."
    )
    assert "tomorrow" in reminder.body


def test_a_mobile_that_is_not_safe_or_not_confirmed_gets_nothing(user, person, at):
    PhoneFactory(person=person)
    PhoneFactory(person=person, safe=True)

    arranged(person, user, at)

    assert not Message.objects.exists()


def test_a_series_is_confirmed_in_one_text_and_each_has_its_reminder(user, person, at):
    PhoneFactory(person=person, confirmed=True)

    arranged(person, user, at, repeat=Repeat.WEEKLY, times=3)

    assert (
        "Then at the same time on: 28 February, 7 March."
        in Message.objects.get(key__endswith="confirmation").body
    )
    assert Message.objects.filter(key__endswith="reminder").count() == 3


def test_a_reminder_that_would_leave_with_the_confirmation_is_not_written(user, person, at):
    PhoneFactory(person=person, confirmed=True)

    arranged(person, user, at, starts_at=at + timedelta(hours=5))

    assert Message.objects.get().key.endswith("confirmation")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (AppointmentKind.TELEPHONE, "Sam Patel will call you on Tuesday 21 February at 2pm."),
        (AppointmentKind.HOME, "Sam Patel will come to see you at home on Tuesday 21 February"),
    ],
)
def test_a_text_says_who_comes_to_whom(user, person, at, kind, words):
    PhoneFactory(person=person, confirmed=True)

    arranged(person, user, at, kind=kind, place="")

    assert words in Message.objects.earliest("not_before").body


def test_an_arabic_name_is_greeted_as_it_is_written(user, at):
    person = case_of(user, given_names="محمد", family_name="الأحمد")
    PhoneFactory(person=person, confirmed=True)

    arranged(person, user, at)

    assert Message.objects.earliest("not_before").body.startswith("Hello محمد.")


# ── What is refused ────────────────────────────────────────────────────────────────────────


def test_a_person_cannot_be_in_two_places_and_is_told_where_the_other_is(user, person, at):
    AppointmentFactory(person=person, starts_at=TUESDAY_2PM - timedelta(minutes=10))
    before = Contact.objects.count()

    with pytest.raises(Refused, match=r"Office visit is already arranged .* 13:50 to 14:20") as no:
        arranged(person, user, at, confirmed_warnings=True)

    assert [part.field for part in no.value.parts] == ["time"]
    assert (Appointment.objects.count(), Contact.objects.count()) == (1, before)


def test_a_meeting_on_a_record_joined_into_this_one_clashes_too(user, at):
    merge = MergeFactory()
    held_by(merge.kept, user)
    AppointmentFactory(person=merge.folded, starts_at=TUESDAY_2PM)

    with pytest.raises(Refused, match="already arranged"):
        arranged(merge.kept, user, at)


def test_a_telephone_call_may_stand_beside_an_office_visit(user, person, at):
    AppointmentFactory(person=person, starts_at=TUESDAY_2PM)

    assert arranged(person, user, at, kind=AppointmentKind.TELEPHONE, place="")


def test_every_clash_of_a_series_is_told_at_once(user, person, at):
    for weeks in (0, 2):
        AppointmentFactory(person=person, starts_at=TUESDAY_2PM + timedelta(weeks=weeks))

    with pytest.raises(Refused) as refused:
        arranged(person, user, at, repeat=Repeat.WEEKLY, times=4)

    assert [part.message.count("21 February") for part in refused.value.parts] == [1, 0]
    assert len(refused.value.parts) == 2


def test_what_the_officer_should_know_is_told_all_at_once_and_then_accepted(user, person, at):
    good_friday = datetime(2017, 4, 14, 17, 30, tzinfo=LONDON)
    AppointmentFactory(officer=user, starts_at=good_friday)
    AppointmentFactory(person=person, starts_at=good_friday + timedelta(minutes=50))

    with pytest.raises(NeedsAcceptance) as refused:
        arranged(person, user, at, starts_at=good_friday)

    told = [part.message for part in refused.value.parts]
    assert [
        words in message
        for words, message in zip(
            ("The officer is busy", "within the hour", "Good Friday", "outside office hours"),
            told,
            strict=True,
        )
    ] == [True] * 4
    assert {part.field for part in refused.value.parts} == {"accept"}
    assert arranged(person, user, at, starts_at=good_friday, confirmed_warnings=True)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"starts_at": datetime(2017, 2, 15, 9, 0, tzinfo=LONDON)}, "day", "has passed"),
        ({"minutes": 4}, "minutes", "lasts from 5 minutes"),
        ({"minutes": 601}, "minutes", "10 hours"),
        ({"place": ""}, "office", "Choose an office"),
        ({"purpose": "x" * 501}, "purpose", "501 characters"),
        ({"kind": AppointmentKind.ACTIVITY}, "requirement", "Choose the rehabilitation activity"),
        ({"counts_as_rar_day": True}, "requirement", "Choose the rehabilitation activity"),
        ({"requirement_id": 0}, "requirement", "has ended, or is another person's"),
        ({"office_id": 0}, "office", "not open on that day"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(user, person, at, changed, field, words):
    with pytest.raises(Refused, match=words) as refused:
        arranged(person, user, at, **changed)

    assert [part.field for part in refused.value.parts] == [field]
    assert nothing_was_changed()


def test_all_that_is_wrong_is_told_at_once(user, person, at):
    with pytest.raises(Refused) as refused:
        arranged(person, user, at, minutes=0, place="", starts_at=at - timedelta(days=1))

    assert [part.field for part in refused.value.parts] == ["day", "minutes", "office"]


def test_an_activity_is_tied_to_a_requirement_that_runs_then(user, at):
    requirement = RequirementFactory()
    held_by(requirement.order.person, user)

    [made] = arranged(
        requirement.order.person,
        user,
        at,
        kind=AppointmentKind.ACTIVITY,
        requirement_id=requirement.pk,
        counts_as_rar_day=True,
    )

    assert made.requirement_id == requirement.pk
    assert made.counts_as_rar_day


@pytest.mark.parametrize(
    "changed", [{"ended_on": date(2017, 2, 20), "end_reason": "completed"}, {"kind": "unpaid_work"}]
)
def test_an_activity_is_not_tied_to_one_that_has_ended_or_is_for_something_else(user, at, changed):
    requirement = RequirementFactory(**changed)
    held_by(requirement.order.person, user)

    with pytest.raises(Refused) as refused:
        arranged(
            requirement.order.person,
            user,
            at,
            kind=AppointmentKind.ACTIVITY,
            requirement_id=requirement.pk,
            counts_as_rar_day=True,
        )

    assert {part.field for part in refused.value.parts} == {"requirement"}
    assert nothing_was_changed()


def test_nothing_is_arranged_with_somebody_who_has_died(user, at):
    person = case_of(user, died_on=date(2017, 2, 1))

    with pytest.raises(Refused, match="died on 1 February 2017"):
        arranged(person, user, at)

    assert nothing_was_changed()


# ── With whom, and who may ─────────────────────────────────────────────────────────────────


def test_a_colleague_of_the_team_may_see_the_person(user, person, at):
    other = colleague(user)

    [made] = arranged(person, user, at, officer_id=other.pk)

    assert made.officer == other
    assert made.arranged_by == user


@pytest.mark.parametrize("role", [Role.COURT_OFFICER, Role.ADMINISTRATOR, Role.SUPPLIER])
def test_somebody_whose_post_sees_nobody_is_refused(user, person, at, role):
    with pytest.raises(Refused, match="not in a post that sees people") as refused:
        arranged(person, user, at, officer_id=officer(role=role).pk)

    assert refused.value.field == "officer"
    assert nothing_was_changed()


def test_somebody_kept_from_the_record_is_refused(user, person, at):
    restricted(person, let_in=user)

    with pytest.raises(Refused, match="may not open this person's record"):
        arranged(person, user, at, officer_id=colleague(user).pk)

    assert nothing_was_changed()


def test_an_officer_of_another_team_may_open_the_record_until_the_end_of_the_day(user, person, at):
    other = officer()

    arranged(person, user, at, officer_id=other.pk)

    relation = Relation.objects.get(relation=RelationKind.APPOINTMENT)
    assert is_open("person", person.pk, to=other, at=at)
    assert relation.ends_at == datetime(2017, 2, 22, 0, 0, tzinfo=LONDON)


def test_an_officer_whose_case_it_is_needs_no_more(user, person, at):
    arranged(person, user, at)

    assert not Relation.objects.filter(relation=RelationKind.APPOINTMENT).exists()


def test_an_officer_of_another_organisation_without_a_look_may_not_arrange(person, at):
    with pytest.raises(NotYourCase):
        arranged(person, officer(), at)

    assert nothing_was_changed()


@pytest.mark.parametrize("role", [Role.ENFORCEMENT_OFFICER, Role.SUPPLIER, Role.INSPECTOR])
def test_those_whose_post_does_not_include_it_may_not_arrange(person, at, role):
    other = officer(role=role)
    held_by(person, other)

    with pytest.raises(NotAllowed):
        arranged(person, other, at)

    assert nothing_was_changed()


def test_a_restricted_person_is_arranged_with_only_by_those_let_in(user, person, at):
    restricted(person)

    with pytest.raises(NotYourCase):
        arranged(person, user, at)

    assert nothing_was_changed()


def test_arranging_one_takes_few_queries(user, person, at, django_assert_max_num_queries):
    PhoneFactory(person=PersonFactory(), confirmed=True)

    with django_assert_max_num_queries(20):
        arranged(person, user, at)
