"""Does a referral go from the case to the end report, each side doing its own?"""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.commissioning.models import PurchaseOrder
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.enforcement.models import Failure
from openprobation.supervision.interventions import actions, queries
from openprobation.supervision.interventions.models import Referral
from openprobation.supervision.needs.tests.factories import AssessmentFactory
from openprobation.supervision.persons.actions import record_death
from openprobation.supervision.sentences.models import Event
from openprobation.supervision.sentences.tests.factories import OrderFactory, RequirementFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import AppointmentState, Outcome
from openprobation.vocabulary.commissioning import (
    PriceUnit,
    PurchaseState,
    ReturnReason,
    ServiceKind,
)
from openprobation.vocabulary.interventions import (
    Achievement,
    Attendance,
    NoSessionReason,
    PathwayStep,
    ReferralState,
    Side,
    WithdrawalReason,
)
from openprobation.vocabulary.needs import Need

from .factories import AT, SENT_AT, Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return Story()


def line(found):
    return queries.referral(found.pk, person_ids=[found.person_id])


# ── Journey (a), without a browser ─────────────────────────────────────────────────────────
def test_from_the_case_to_the_end_report_and_the_money_follows(story):
    found = story.planned(story.service(pence=4_500))
    for days in (4, 2):
        story.reported(story.booked(found, starts_at=AT - timedelta(days=days)))

    story.ended(found)

    standing = line(found)
    assert standing.state is ReferralState.ENDED
    assert queries.told(found.pk).score_percent == 100
    money = commissioning.orders([found.order_id])[found.order_id]
    assert (money.state, money.spent) == (PurchaseState.CLOSED, "£90")
    assert PurchaseOrder.objects.get().achieved_percent == 100


def test_buying_and_sending_are_one_act_and_nothing_is_typed_again(story):
    AssessmentFactory(person=story.person)

    found = story.refer()

    sent = {part.code: part.text for part in queries.told(found.pk).summary}
    assert found.state == ReferralState.SENT
    assert PurchaseOrder.objects.get().state == PurchaseState.ORDERED
    assert "Alcohol: high need" in sent[queries.NEEDS_MET]
    assert queries.WHO not in sent


def test_every_step_lands_in_the_record(story):
    found = story.planned()
    story.reported(story.booked(found))

    told = Contact.objects.filter(person=story.person, kind="intervention").order_by("pk")
    assert [each.summary.split(":")[0].split(" to ")[0] for each in told][:2] == [
        "Referred",
        f"{story.crc.name} accepted the referral",
    ]
    assert told.filter(summary__contains="reports “Came”").exists()


# ── Refusals, and that nothing changed ─────────────────────────────────────────────────────
def test_one_live_referral_to_a_service(story):
    service = story.service()
    first = story.refer(service)

    with pytest.raises(actions.ReferredAlready, match=first.reference):
        story.refer(service)

    assert PurchaseOrder.objects.count() == 1


def test_whoever_the_person_is_not_open_to_refers_nobody(story):
    service = story.service()

    with pytest.raises(NotYourCase):
        story.refer(service, by=officer(team=None))

    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in (Role.SUPPLIER,)], ids=lambda r: r.value
)
def test_nobody_but_a_supplier_answers_a_referral(story, role):
    found = story.refer()

    with pytest.raises(NotAllowed):
        actions.accept(referral_id=found.pk, by=officer(role=role, team=story.services_team), at=AT)

    assert Referral.objects.get().state == ReferralState.SENT


def test_another_supplier_finds_nothing_and_does_nothing(story):
    found = story.planned()
    session = story.booked(found)
    other = officer(role=Role.SUPPLIER)
    tries = [
        lambda: actions.assess(referral_id=found.pk, text="x", by=other, at=AT),
        lambda: story.booked(found, by=other),
        lambda: story.reported(session, by=other),
        lambda: actions.end(referral_id=found.pk, text="x", scores={}, by=other, at=AT),
        lambda: actions.withdraw(
            referral_id=found.pk,
            reason=WithdrawalReason.MOVED,
            why="",
            by=other,
            at=AT,
            side=Side.SUPPLIER,
        ),
    ]

    for act in tries:
        with pytest.raises(actions.NotFound):
            act()

    assert queries.supplied(found.pk, organisation_ids=[other.postings.get().team_id]) is None
    assert Referral.objects.get().state == ReferralState.PLANNED


def test_a_supplier_does_not_refer(story):
    service = story.service()

    with pytest.raises(NotAllowed):
        story.refer(service, by=story.supplier)


def test_a_supplier_skips_no_step(story):
    found = story.accepted()

    with pytest.raises(actions.NotNow):
        actions.end(referral_id=found.pk, text="Done.", scores={}, by=story.supplier, at=AT)
    with pytest.raises(actions.NotNow):
        actions.make_plan(referral_id=found.pk, text="x", sessions=2, by=story.supplier, at=AT)


def test_of_two_who_answer_the_second_is_told(story):
    found = story.refer()
    actions.accept(referral_id=found.pk, by=story.supplier, at=AT, seen_version=1)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.return_referral(
            referral_id=found.pk,
            reason=ReturnReason.NO_CAPACITY,
            why="Full.",
            by=story.supplier,
            at=AT,
            seen_version=1,
        )


def test_an_end_report_scores_every_outcome(story):
    found = story.planned()
    story.reported(story.booked(found))
    first = queries.told(found.pk).wanted[0]

    with pytest.raises(Exception, match="Say whether this was achieved"):
        actions.end(
            referral_id=found.pk,
            text="Done.",
            scores={first.id: Achievement.PARTLY},
            by=story.supplier,
            at=AT,
        )

    assert line(found).state is ReferralState.SESSIONS


# ── Return and send again ──────────────────────────────────────────────────────────────────
def test_what_comes_back_can_be_sent_again_at_the_price_of_that_day(story):
    service = story.service(pence=4_500)
    found = story.refer(service)
    actions.return_referral(
        referral_id=found.pk,
        reason=ReturnReason.NEEDS_MORE,
        why="What does she use?",
        by=story.supplier,
        at=SENT_AT,
    )
    story.price(service, 5_000, starts_on=AT.date())

    assert queries.returned([story.person.pk])[story.person.pk][0][0] == found.pk
    actions.send_again(referral_id=found.pk, why="Heroin, daily.", by=story.officer, at=AT)

    orders = PurchaseOrder.objects.order_by("pk")
    assert [(each.unit_pence, each.state) for each in orders] == [
        (4_500, PurchaseState.RETURNED),
        (5_000, PurchaseState.ORDERED),
    ]
    assert queries.told(found.pk).why == "Heroin, daily."


def test_a_withdrawal_has_a_coded_reason_and_frees_the_order(story):
    found = story.planned()

    actions.withdraw(
        referral_id=found.pk, reason=WithdrawalReason.MOVED, why="", by=story.officer, at=AT
    )

    assert line(found).state is ReferralState.WITHDRAWN
    assert PurchaseOrder.objects.get().state == PurchaseState.CLOSED
    assert queries.told(found.pk).steps[0].withdrawn is WithdrawalReason.MOVED


def test_nobody_waits_for_somebody_who_died(story):
    found = story.refer()

    record_death(person_id=story.person.pk, died_on=AT.date(), by=story.officer, at=AT)

    assert line(found).state is ReferralState.WITHDRAWN
    assert PurchaseOrder.objects.get().state == PurchaseState.CANCELLED


# ── Sessions: the supplier reports, the officer decides ────────────────────────────────────
def test_a_booked_session_is_an_appointment_with_whoever_holds_the_case(story):
    found = story.planned()

    session = story.booked(found)

    meeting = Appointment.objects.get(pk=session.appointment_id)
    assert meeting.officer == story.officer
    assert story.crc.name in meeting.purpose


def test_a_report_that_nobody_came_is_no_failure_until_the_officer_says_so(story):
    found = story.planned()
    session = story.booked(found)
    story.reported(session, Attendance.DID_NOT_COME, no_session=NoSessionReason.PERSON_UNACCEPTABLE)

    assert not Failure.objects.exists()
    (waiting,) = queries.to_decide([story.person.pk])
    assert waiting.attendance is Attendance.DID_NOT_COME
    actions.decide(
        session_id=session.pk,
        outcome=Outcome.UNACCEPTABLE_ABSENCE,
        note="No reason.",
        by=story.officer,
        at=AT,
    )

    assert Failure.objects.get().on == (AT - timedelta(days=2)).date()
    assert queries.to_decide([story.person.pk]) == []


def test_the_supplier_does_not_decide(story):
    session = story.reported(story.booked(story.planned()))

    with pytest.raises(NotAllowed):
        actions.decide(
            session_id=session.pk,
            outcome=Outcome.UNACCEPTABLE_ABSENCE,
            note="",
            by=story.supplier,
            at=AT,
        )

    assert Appointment.objects.get().state == AppointmentState.PLANNED


def test_a_missed_session_costs_nothing_and_a_report_is_given_once(story):
    found = story.planned()
    session = story.reported(
        story.booked(found), Attendance.DID_NOT_COME, no_session=NoSessionReason.LOGISTICS
    )

    with pytest.raises(actions.ReportedAlready):
        story.reported(session)

    assert commissioning.orders([found.order_id])[found.order_id].account.delivered == 0


def test_rar_days_are_ordered_planned_delivered_and_attended(story):
    order = OrderFactory(event=Event.objects.get(person=story.person))
    requirement = RequirementFactory(order=order)
    found = story.planned(requirement_id=requirement.pk)
    story.reported(story.booked(found, starts_at=AT - timedelta(days=4)))
    story.reported(
        story.booked(found, starts_at=AT - timedelta(days=3)),
        Attendance.DID_NOT_COME,
        no_session=NoSessionReason.PERSON_ACCEPTABLE,
    )
    story.booked(found, starts_at=AT + timedelta(days=4))

    days = line(found).rar(6, on=AT.date())

    assert (days.ordered, days.planned, days.delivered, days.attended) == (6, 1, 2, 1)
    assert Appointment.objects.filter(counts_as_rar_day=True).count() == 3


# ── Why was nothing used, and how far did treatment get ────────────────────────────────────
def test_a_reason_is_asked_only_of_a_first_need_with_no_service_for_six_weeks(story):
    AssessmentFactory(person=story.person)  # alcohol first, on 1 December 2016

    before = queries.why_asked((story.person.pk,), on=date(2017, 1, 11))
    after = queries.why_asked((story.person.pk,), on=AT.date())
    story.refer(story.service(need=Need.ALCOHOL))

    assert before == ()
    assert Need.ALCOHOL in {each.need for each in after}
    served = queries.why_asked((story.person.pk,), on=AT.date())
    assert Need.ALCOHOL not in {each.need for each in served}


def test_the_road_from_referral_to_treatment_is_visible(story):
    found = story.planned(story.service(kind=ServiceKind.TREATMENT))
    session = story.booked(found)

    before = queries.pathways([story.person.pk])[story.person.pk][Need.DRUGS]
    story.reported(session)
    after = queries.pathways([story.person.pk])[story.person.pk][Need.DRUGS]

    assert (before, after) == (PathwayStep.ASSESSED, PathwayStep.IN_TREATMENT)
    assert queries.started([story.person.pk]) == {story.person.pk: {Need.DRUGS}}


# ── Accredited programmes ──────────────────────────────────────────────────────────────────
def group_of(story, service, *, sessions=2):
    return actions.make_group(
        service_id=service.pk,
        name="Monday group",
        place="12 Mill Street",
        facilitator_id=story.supplier.pk,
        room_for=1,
        minutes=120,
        starts_on=AT.date(),
        at_time=time(18, 0),
        weekdays=[AT.date().weekday()],
        sessions=sessions,
        by=story.supplier,
        at=SENT_AT,
    )


def test_a_programme_is_complete_when_the_missed_session_was_caught_up(story):
    service = story.service(
        kind=ServiceKind.ACCREDITED, need=Need.THINKING, unit=PriceUnit.PLACE, usual_units=1
    )
    group = group_of(story, service)
    found = story.planned(service, units=1)
    member = actions.join(referral_id=found.pk, group_id=group.pk, by=story.supplier, at=SENT_AT)
    first, second = found.sessions.order_by("starts_at")

    story.reported(
        first,
        Attendance.DID_NOT_COME,
        no_session=NoSessionReason.PERSON_ACCEPTABLE,
        at=AT + timedelta(days=1),
    )
    story.reported(second, at=AT + timedelta(days=8))
    (shown,) = queries.groups([story.crc.pk])
    (standing,) = queries.members(shown, at=AT)
    assert standing.standing.to_catch_up == (1,)
    catch_up = actions.book_catch_up(
        referral_id=found.pk,
        number=1,
        starts_at=AT + timedelta(days=10),
        by=story.supplier,
        at=AT + timedelta(days=9),
    )
    story.reported(catch_up, at=AT + timedelta(days=11))

    member.refresh_from_db()
    assert member.completed_on == (AT + timedelta(days=10)).date()
    assert commissioning.orders([found.order_id])[found.order_id].account.delivered == 1


def test_a_full_group_takes_nobody(story):
    service = story.service(kind=ServiceKind.ACCREDITED, unit=PriceUnit.PLACE, usual_units=1)
    group = group_of(story, service)
    found = story.planned(service, units=1)
    actions.join(referral_id=found.pk, group_id=group.pk, by=story.supplier, at=SENT_AT)
    other = Story(area=story.area, nps=story.nps, crc=story.crc)
    second = other.planned(service, units=1)

    with pytest.raises(actions.GroupFull):
        actions.join(referral_id=second.pk, group_id=group.pk, by=story.supplier, at=SENT_AT)


# ── Flat questions ─────────────────────────────────────────────────────────────────────────
def test_lists_ask_no_more_when_they_are_longer(story, django_assert_num_queries):
    story.refer()
    with django_assert_num_queries(3):
        queries.open_referrals([story.crc.pk])
    for _n in range(3):
        Story(area=story.area, nps=story.nps, crc=story.crc).refer()

    with django_assert_num_queries(3):
        assert len(queries.open_referrals([story.crc.pk])) == 4
