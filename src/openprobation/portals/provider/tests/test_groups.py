"""Does a group of a programme run from its schedule to the completion report, by its own supplier only?"""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.commissioning.models import DeliveryLine
from openprobation.supervision.commissioning.tests.factories import AT
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.interventions import actions, queries
from openprobation.supervision.interventions.models import Group, Session
from openprobation.supervision.interventions.tests.factories import SENT_AT, Story
from openprobation.supervision.persons.tests.factories import restricted
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import Outcome, WhoAsked
from openprobation.vocabulary.commissioning import PriceUnit, ServiceKind
from openprobation.vocabulary.interventions import (
    Attendance,
    NoSessionReason,
    RegisterMark,
    SessionState,
)
from openprobation.vocabulary.needs import Need

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def story():
    return Story()


@pytest.fixture
def service(story):
    return story.service(
        kind=ServiceKind.ACCREDITED, need=Need.THINKING, unit=PriceUnit.PLACE, usual_units=1
    )


def group_of(story, service, *, sessions=2, room_for=12):
    """Begun eight days ago: one session was a week ago and one is today."""
    return actions.make_group(
        service_id=service.pk,
        name="Thursday group",
        place="12 Mill Street",
        facilitator_id=story.supplier.pk,
        room_for=room_for,
        minutes=120,
        starts_on=TODAY - timedelta(days=7),
        at_time=time(8, 30),
        weekdays=[TODAY.weekday()],
        sessions=sessions,
        by=story.supplier,
        at=SENT_AT,
    )


def members(story, service, group, count):
    every = [story, *(Story(area=story.area, nps=story.nps, crc=story.crc) for _n in range(count))]
    referrals = [each.planned(service, units=1) for each in every[: count or 1]]
    for found in referrals:
        actions.join(referral_id=found.pk, group_id=group.pk, by=story.supplier, at=SENT_AT)
    return referrals


def on_register(group, number):
    return list(
        Session.objects.filter(
            group_session__group=group, group_session__number=number, kind="group"
        ).order_by("pk")
    )


def signed_in(client, user):
    client.force_login(user)
    return client


# ── By its pages ───────────────────────────────────────────────────────────────────────────
def test_a_group_is_made_filled_marked_caught_up_and_completed(client, story, service):
    supplier = signed_in(client, story.supplier)
    asked = {
        "service": service.pk,
        "name": "Thursday group",
        "place": "12 Mill Street",
        "facilitator": story.supplier.pk,
        "room_for": "8",
        "starts_on_day": "23",
        "starts_on_month": "2",
        "starts_on_year": "2017",
        "at_time": "18:00",
        "minutes": "120",
        "weekdays": ["3"],
        "sessions": "2",
    }

    checked = supplier.post(reverse("provider:new_group"), asked).content.decode()
    assert "2 March 2017" in checked
    assert not Group.objects.exists()
    supplier.post(reverse("provider:new_group"), {**asked, "checked": "yes"})
    made = Group.objects.get()
    found = story.planned(service, units=1)
    supplier.post(reverse("provider:join", args=[made.pk]), {"referral": found.pk})
    page = supplier.get(reverse("provider:group", args=[made.pk])).content.decode()

    assert story.person.family_name in page
    assert "0 of 2" in page
    assert Appointment.objects.filter(person=story.person).count() == 2


def test_everybody_is_marked_on_one_page_and_it_lands_in_each_record(client, story, service):
    group = group_of(story, service)
    first, second, third = members(story, service, group, 3)
    met = group.schedule.get(number=1)
    sessions = on_register(group, 1)
    marks = ["present", "late", "excused"]
    sent = {f"mark_{each.pk}": mark for each, mark in zip(sessions, marks, strict=True)}

    supplier = signed_in(client, story.supplier)
    page = reverse("provider:register", args=[met.pk])
    assert supplier.get(page + "?present=all").content.decode().count("checked") == 3
    supplier.post(page, {**sent, f"note_{sessions[2].pk}": "Rang: at hospital."})

    assert [each.attendance for each in on_register(group, 1)] == ["came", "late", "did_not_come"]
    lines = Contact.objects.filter(reference_kind="interventions.session")
    assert {line.person_id for line in lines} == {each.person_id for each in (first, second, third)}
    assert {each.outcome for each in Appointment.objects.all()} == {None}
    line = queries.register(met.pk, organisation_ids=[story.crc.pk]).lines[2]
    assert (line.mark, line.note) == (RegisterMark.EXCUSED, "Rang: at hospital.")
    progress = queries.progress([first.pk, third.pk], at=AT)
    assert (progress[first.pk].standing.done, progress[third.pk].standing.to_catch_up) == (1, (1,))
    shown = supplier.get(reverse("provider:group", args=[group.pk])).content.decode()
    assert "Session 1" in shown


def test_a_mark_is_corrected_with_a_reason_and_the_money_and_the_record_follow(
    client, story, service
):
    group = group_of(story, service)
    (found,) = members(story, service, group, 0)
    met = group.schedule.get(number=1)
    (session,) = on_register(group, 1)
    supplier = signed_in(client, story.supplier)
    page = reverse("provider:register", args=[met.pk])
    supplier.post(page, {f"mark_{session.pk}": "present"})
    assert commissioning.orders([found.order_id])[found.order_id].account.delivered == 1

    refused = supplier.post(page, {f"mark_{session.pk}": "absent"}).content.decode()
    assert "Say why the report changes." in refused
    supplier.post(page, {f"mark_{session.pk}": "absent", "why": "Marked the wrong line."})

    session.refresh_from_db()
    assert (session.attendance, session.no_session) == ("did_not_come", "person_unacceptable")
    assert commissioning.orders([found.order_id])[found.order_id].account.delivered == 0
    assert [line.units for line in DeliveryLine.objects.order_by("pk")] == [1, -1]
    assert commissioning.reconciled(story.crc.pk, story.nps.pk).is_true
    lines = Contact.objects.filter(reference_kind="interventions.session").order_by("pk")
    assert len(lines) == 2
    assert lines[1].corrects_id == lines[0].pk


def test_what_the_officer_decided_a_supplier_does_not_correct(story, service):
    group = group_of(story, service)
    members(story, service, group, 0)
    (session,) = on_register(group, 1)
    story.reported(session)
    actions.decide(
        session_id=session.pk, outcome=Outcome.COMPLIED, note="", by=story.officer, at=AT
    )

    with pytest.raises(actions.DecidedAlready):
        actions.correct_report(
            session_id=session.pk,
            attendance=Attendance.DID_NOT_COME,
            no_session=NoSessionReason.LOGISTICS,
            note="",
            why="Wrong.",
            by=story.supplier,
            at=AT,
        )

    session.refresh_from_db()
    assert session.attendance == Attendance.CAME


def test_a_register_is_all_or_nothing(story, service):
    group = group_of(story, service)
    members(story, service, group, 2)
    met = group.schedule.get(number=1)
    one, other = on_register(group, 1)
    story.reported(other)
    marks = {
        one.pk: actions.Marked(RegisterMark.PRESENT),
        other.pk: actions.Marked(RegisterMark.ABSENT),
    }

    with pytest.raises(Exception, match="Say why the report changes"):
        actions.take_register(group_session_id=met.pk, marks=marks, by=story.supplier, at=AT)

    one.refresh_from_db()
    assert one.state == SessionState.PLANNED


def test_a_session_of_the_group_moves_for_everybody_and_stays_in_order(client, story, service):
    group = group_of(story, service, sessions=4)
    members(story, service, group, 2)
    third = group.schedule.get(number=3)
    page = reverse("provider:move_group_session", args=[third.pk])
    supplier = signed_in(client, story.supplier)
    when = {"day_month": "2", "day_year": "2017", "time": "19:00", "why": "The hall is closed."}

    refused = supplier.post(page, {**when, "day_day": "2", "day_month": "3"}).content.decode()
    assert "A session stays after the one before it" in refused
    supplier.post(page, {**when, "day_day": "24"})

    third.refresh_from_db()
    assert third.starts_at.date() == TODAY + timedelta(days=8)
    assert {each.starts_at for each in on_register(group, 3)} == {third.starts_at}
    alone = on_register(group, 4)[0]
    with pytest.raises(actions.MovesWithItsGroup):
        actions.move_session(
            session_id=alone.pk,
            starts_at=AT + timedelta(days=30),
            who_asked=WhoAsked.PERSON,
            why="Works.",
            by=story.supplier,
            at=AT,
        )


# ── A session alone ────────────────────────────────────────────────────────────────────────
def test_a_session_is_moved_and_cancelled_and_the_appointment_with_it(client, story):
    found = story.planned()
    session = story.booked(found, starts_at=AT + timedelta(days=3))
    supplier = signed_in(client, story.supplier)

    supplier.post(
        reverse("provider:move", args=[found.pk, session.pk]),
        {"day_day": "1", "day_month": "3", "day_year": "2017", "time": "10:00", "who_asked": "person",
         "why": "Starts a job."},
    )  # fmt: skip
    session.refresh_from_db()
    assert session.starts_at.date().isoformat() == "2017-03-01"
    assert session.appointment.moved_from is not None
    refused = supplier.post(reverse("provider:cancel", args=[found.pk, session.pk]), {"why": " "})
    assert refused.status_code == 200
    supplier.post(
        reverse("provider:cancel", args=[found.pk, session.pk]), {"why": "The worker is ill."}
    )

    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED
    assert session.appointment.outcome == Outcome.STOOD_DOWN
    with pytest.raises(actions.ReportedAlready):
        story.reported(session)


def test_when_a_referral_ends_nobody_is_expected_any_more(story):
    found = story.planned()
    story.reported(story.booked(found))
    story.booked(found, starts_at=AT + timedelta(days=3))

    story.ended(found)

    coming = Appointment.objects.get(starts_at__gt=AT)
    assert coming.outcome == Outcome.STOOD_DOWN
    assert Session.objects.filter(state=SessionState.CANCELLED).count() == 1


# ── Rights ─────────────────────────────────────────────────────────────────────────────────
def test_another_supplier_finds_no_group_and_no_register(client, story, service):
    group = group_of(story, service)
    found = members(story, service, group, 0)[0]
    met = group.schedule.get(number=1)
    (session,) = on_register(group, 1)
    other = signed_in(client, officer(role=Role.SUPPLIER))

    for name, args in [
        ("group", [group.pk]),
        ("join", [group.pk]),
        ("register", [met.pk]),
        ("move_group_session", [met.pk]),
        ("catch_up", [found.pk, 1]),
        ("correct", [found.pk, session.pk]),
        ("move", [found.pk, session.pk]),
        ("cancel", [found.pk, session.pk]),
    ]:
        assert other.get(reverse(f"provider:{name}", args=args)).status_code == 404, name
    with pytest.raises(actions.NotFound):
        actions.take_register(
            group_session_id=met.pk,
            marks={session.pk: actions.Marked(RegisterMark.PRESENT)},
            by=officer(role=Role.SUPPLIER),
            at=AT,
        )
    assert group.name not in other.get(reverse("provider:groups")).content.decode()


def test_somebody_restricted_since_is_masked_and_cannot_be_marked(client, story, service):
    group = group_of(story, service)
    found = members(story, service, group, 0)[0]
    met = group.schedule.get(number=1)
    restricted(story.person, ask="Pat Lee, head")
    supplier = signed_in(client, story.supplier)

    for name, args in [("home", []), ("group", [group.pk]), ("register", [met.pk])]:
        page = supplier.get(reverse(f"provider:{name}", args=args)).content.decode()
        assert story.person.family_name not in page, name
        assert "Pat Lee" in page, name
    assert supplier.get(reverse("provider:referral", args=[found.pk])).status_code == 404
    with pytest.raises(actions.NotFound):
        story.reported(on_register(group, 1)[0])


def test_the_officer_sees_how_far_the_programme_is(client, story, service):
    group = group_of(story, service)
    found = members(story, service, group, 0)[0]
    story.reported(on_register(group, 1)[0])

    page = signed_in(client, story.officer).get(
        reverse("interventions:referral", args=[story.person.crn, found.pk])
    )

    assert "1 of 2 sessions done" in page.content.decode()


def test_the_pages_of_a_group_ask_no_more_when_more_people_are_in_it(client, story, service):
    group = group_of(story, service)
    members(story, service, group, 1)
    met = group.schedule.get(number=1)
    supplier = signed_in(client, story.supplier)
    pages = [
        reverse("provider:group", args=[group.pk]),
        reverse("provider:register", args=[met.pk]),
    ]

    def asked():
        with CaptureQueriesContext(connection) as seen:
            for page in pages:
                assert supplier.get(page).status_code == 200
        return len(seen)

    asked()
    before = asked()
    for _n in range(2):
        other = Story(area=story.area, nps=story.nps, crc=story.crc).planned(service, units=1)
        actions.join(referral_id=other.pk, group_id=group.pk, by=story.supplier, at=SENT_AT)

    assert asked() == before
