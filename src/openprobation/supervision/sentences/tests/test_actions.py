"""How does a sentence come to be on the record, how does it end, and who may not?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.access.models import Restriction
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.tests.at_once import refused_at_once
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.courts.tests.factories import CourtFactory
from openprobation.supervision.persons import actions as persons
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.sentences import actions
from openprobation.supervision.sentences.actions import (
    OffenceGiven,
    OrderGiven,
    RequirementGiven,
)
from openprobation.supervision.sentences.actions.ending import (
    BeforeItBegan,
    DeathClosesTheCase,
    EndedAlready,
    NothingOpen,
    NotThatWay,
    NotYet,
    RecordTheDeathFirst,
    RunsStill,
)
from openprobation.supervision.sentences.actions.registering import (
    NotConfirmed,
    SentenceAlreadyRegistered,
)
from openprobation.supervision.sentences.events import (
    OrderEnded,
    SentenceRegistered,
    SupervisionEnded,
)
from openprobation.supervision.sentences.models import (
    Condition,
    Event,
    Offence,
    Order,
    Requirement,
    SupervisionPeriod,
)
from openprobation.supervision.sentences.tests.factories import (
    ConditionFactory,
    EventFactory,
    OrderFactory,
    RequirementFactory,
    SupervisionPeriodFactory,
    court_officer,
    opened_to,
)
from openprobation.vocabulary.access import RestrictionKind, Role
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.sentences import EndReason, OrderKind, RequirementKind, Unit

pytestmark = pytest.mark.django_db

TODAY = date(2017, 2, 16)
THEFT = OffenceGiven("Theft from a shop", date(2016, 12, 1), is_main=True)
RAR = RequirementGiven(RequirementKind.RAR, 20, Unit.DAYS)
COMMUNITY_ORDER = OrderGiven(OrderKind.COMMUNITY_ORDER, 12, Unit.MONTHS, requirements=[RAR])
PRISON = OrderGiven(OrderKind.LICENCE, custody_months=10)


@pytest.fixture
def announced(monkeypatch):
    """What was announced, in order, by registering and ending."""
    told: list[object] = []
    for module in ("registering", "ending"):
        monkeypatch.setattr(
            f"openprobation.supervision.sentences.actions.{module}.announce", told.append
        )
    return told


def registered(at, *, by=None, person=None, **changed):
    by = by or court_officer()
    person = person or opened_to(by, PersonFactory(date_of_birth=date(1990, 6, 1)))
    facts = {
        "court_id": changed.pop("court", None) or CourtFactory().pk,
        "sentenced_on": TODAY,
        "offences": [THEFT],
        "orders": [COMMUNITY_ORDER],
        **changed,
    }
    return actions.register_sentence(person_id=person.pk, by=by, at=at, **facts)


def nothing_was_written():
    return not any(
        model.objects.exists()
        for model in (SupervisionPeriod, Event, Offence, Order, Requirement, Contact, Entry)
    )


# ── Registering ────────────────────────────────────────────────────────────────────────────
def test_a_registered_sentence_is_whole(at, announced):
    event = registered(at)

    order = event.orders.get()
    assert (event.number, event.period.opened_on) == (1, TODAY)
    assert (order.starts_on, order.ends_on) == (TODAY, date(2018, 2, 15))
    assert order.requirements.get().length == 20
    assert event.offences.get(is_main=True).description == "Theft from a shop"


def test_registering_is_told_in_the_record_the_audit_and_to_whoever_reacts(at, announced):
    officer = court_officer()

    event = registered(at, by=officer)

    line = Contact.objects.get()
    assert line.kind == ContactKind.SENTENCE
    assert "community order of 12 months with 20 days of rehabilitation activity" in line.summary
    assert (line.reference_kind, line.reference_id) == ("sentences.event", event.pk)
    entry = Entry.objects.get(action="sentence.registered")
    assert (entry.by, entry.person_id, entry.record_id) == (
        officer.username,
        event.person_id,
        event.pk,
    )
    assert announced == [
        SentenceRegistered(event.person_id, event.pk, event.period_id, TODAY, True, officer.pk, at)
    ]


def test_prison_is_written_as_a_licence_and_the_supervision_after_it(at, announced):
    event = registered(at, orders=[PRISON])

    licence, supervision = event.orders.order_by("starts_on")
    assert (licence.kind, licence.custody_length, licence.custody_unit) == (
        OrderKind.LICENCE,
        10,
        Unit.MONTHS,
    )
    assert licence.conditions.count() == 7
    assert supervision.kind == OrderKind.POST_SENTENCE_SUPERVISION
    assert supervision.conditions.count() == 8
    assert event.period.opened_on == TODAY


def test_several_orders_stand_on_one_event(at, announced):
    event = registered(at, orders=[COMMUNITY_ORDER, PRISON])

    assert event.orders.count() == 3
    assert SupervisionPeriod.objects.count() == 1


def test_a_second_sentence_is_numbered_and_joins_the_open_period(at, announced):
    officer = court_officer()
    first = registered(at, by=officer)

    second = registered(
        at,
        by=officer,
        person=first.person,
        offences=[OffenceGiven("Burglary", date(2017, 1, 3), is_main=True)],
    )

    assert (second.number, second.period_id) == (2, first.period_id)
    assert announced[-1].opened is False


def test_a_sentence_after_a_closed_period_opens_another(at, announced):
    officer = court_officer()
    period = SupervisionPeriodFactory(closed=True)
    opened_to(officer, period.person)

    event = registered(at, by=officer, person=period.person)

    assert event.period_id != period.pk
    assert announced[-1].opened is True


def test_an_earlier_hearing_is_told_at_the_start_of_its_day(at, announced):
    registered(at, sentenced_on=date(2017, 2, 14))

    assert Contact.objects.get().at == datetime(2017, 2, 14, tzinfo=ZoneInfo("Europe/London"))


def test_everything_wrong_is_refused_at_once_and_nothing_is_written(at, announced):
    with pytest.raises(RefusedForSeveralReasons) as refusal:
        registered(
            at,
            offences=[replace(THEFT, committed_on=date(2017, 3, 1))],
            orders=[replace(COMMUNITY_ORDER, length=40)],
        )

    assert [part.field for part in refusal.value.parts] == [
        "offences.0.committed_on",
        "orders.0.length",
    ]
    assert nothing_was_written()
    assert announced == []


def test_a_doubt_is_refused_until_it_is_confirmed(at, announced):
    curfew = RequirementGiven(RequirementKind.CURFEW, 3, Unit.MONTHS, hours_a_day=18)
    orders = [replace(COMMUNITY_ORDER, requirements=[curfew])]
    with pytest.raises(NotConfirmed) as refusal:
        registered(at, orders=orders)

    event = registered(at, orders=orders, as_ordered=True)

    assert refusal.value.field == "as_ordered"
    assert event.orders.get().requirements.get().hours_a_day == 18
    assert Entry.objects.get().detail["doubts_confirmed"] == 1


def test_a_fault_cannot_be_confirmed_away(at, announced):
    with pytest.raises(Refused, match="3 years at most"):
        registered(at, orders=[replace(COMMUNITY_ORDER, length=40)], as_ordered=True)


def test_the_same_sentence_is_refused_and_says_who_registered_it(at, announced):
    colleague = court_officer(name="Asha Patel")
    court = CourtFactory().pk
    first = registered(at, by=colleague, court=court)
    officer = court_officer()
    opened_to(officer, first.person)

    with pytest.raises(SentenceAlreadyRegistered, match="Asha Patel registered this sentence at"):
        registered(
            at,
            by=officer,
            person=first.person,
            court=court,
            offences=[replace(THEFT, description=" theft FROM a shop")],
        )

    assert Event.objects.count() == 1


def test_a_court_that_is_not_on_the_list_is_refused_beside_its_field(at, announced):
    with pytest.raises(Refused) as refusal:
        registered(at, court=404)

    assert refusal.value.field == "court_id"
    assert nothing_was_written()


def test_a_joined_record_numbers_events_across_both(at, announced):
    officer = court_officer()
    kept = opened_to(officer, PersonFactory())
    folded = PersonFactory()
    EventFactory(person=folded, number=1)
    Person.objects.filter(pk=folded.pk).update(merged_into=kept)

    event = registered(at, by=officer, person=kept)

    assert event.number == 2
    assert event.period.person_id == folded.pk


def test_a_sentence_joins_the_kept_records_own_supervision_before_a_joined_ones(at, announced):
    officer = court_officer()
    kept = opened_to(officer, PersonFactory())
    folded = EventFactory(person=PersonFactory(), period__opened_on=date(2015, 3, 2)).person
    Person.objects.filter(pk=folded.pk).update(merged_into=kept)
    own = EventFactory(person=kept).period

    event = registered(at, by=officer, person=folded)

    assert (event.person_id, event.period) == (kept.pk, own)


@pytest.mark.parametrize(
    "role", [Role.PROBATION_OFFICER, Role.SENIOR, Role.DUTY_OFFICER, Role.HEAD, Role.SUPPLIER]
)
def test_only_a_court_officer_registers(at, role):
    somebody = officer(role=role)

    with pytest.raises(NotAllowed):
        registered(at, by=somebody)

    assert nothing_was_written()


def test_a_court_officer_does_not_register_on_a_record_that_is_not_open(at):
    with pytest.raises(NotYourCase):
        registered(at, person=PersonFactory())

    assert nothing_was_written()


def test_a_restricted_record_is_not_registered_on(at):
    officer = court_officer()
    person = opened_to(officer, PersonFactory())
    Restriction.objects.create(
        record_kind="person",
        record_id=person.pk,
        kind=RestrictionKind.SHUT_OUT,
        user=officer,
        why="A relative",
        ask="The head of unit",
        placed_by=court_officer(),
        starts_at=at - timedelta(days=1),
    )

    with pytest.raises(NotYourCase):
        registered(at, by=officer, person=person)

    assert nothing_was_written()


def test_registering_costs_the_same_with_one_order_and_with_ten(
    at, announced, django_assert_max_num_queries
):
    officer, court = court_officer(), CourtFactory().pk
    person = opened_to(officer, PersonFactory(date_of_birth=date(1990, 6, 1)))

    with django_assert_max_num_queries(24):
        registered(at, by=officer, person=person, court=court, orders=[COMMUNITY_ORDER] * 10)

    assert Order.objects.count() == 10


# ── Ending an order ────────────────────────────────────────────────────────────────────────
def ended(order, at, *, on=TODAY, reason=EndReason.REVOKED_PROGRESS, by=None):
    by = by or officer()
    opened_to(by, order.person)
    return actions.end_order(order_id=order.pk, on=on, reason=reason, by=by, at=at)


def test_ending_the_last_order_ends_all_it_requires_and_closes_the_period(at, announced):
    requirement = RequirementFactory()
    order = requirement.order

    ended(order, at)

    order.refresh_from_db()
    requirement.refresh_from_db()
    period = SupervisionPeriod.objects.get()
    assert (order.ended_on, order.end_reason) == (TODAY, EndReason.REVOKED_PROGRESS)
    assert requirement.ended_on == TODAY
    assert (period.closed_on, period.end_reason) == (TODAY, EndReason.REVOKED_PROGRESS)
    assert [type(told) for told in announced] == [OrderEnded, SupervisionEnded]


def test_ending_is_told_in_the_record_and_the_audit(at, announced):
    order = OrderFactory()

    ended(order, at)

    line = Contact.objects.get()
    assert line.summary == "Community order ended. Revoked for good progress"
    assert set(Entry.objects.values_list("action", flat=True)) == {
        "sentence.order.ended",
        "sentence.case.closed",
    }


def test_the_period_stays_open_while_another_order_runs(at, announced):
    order = OrderFactory()
    OrderFactory(event=EventFactory(person=order.person, number=2, period=order.event.period))

    ended(order, at)

    assert SupervisionPeriod.objects.get().closed_on is None
    assert [type(told) for told in announced] == [OrderEnded]


def test_the_period_stays_open_after_a_recall(at, announced):
    order = OrderFactory(licence=True)

    ended(order, at, reason=EndReason.RECALLED)

    assert SupervisionPeriod.objects.get().closed_on is None


ENDINGS = [
    ("a day to come", {}, {"on": date(2017, 2, 17)}, NotYet),
    ("before it began", {}, {"on": date(2016, 10, 2)}, BeforeItBegan),
    ("completed too soon", {}, {"reason": EndReason.COMPLETED}, RunsStill),
    ("an order recalled", {}, {"reason": EndReason.RECALLED}, NotThatWay),
    ("a death", {}, {"reason": EndReason.DIED}, DeathClosesTheCase),
    (
        "a licence revoked by the court",
        {"licence": True},
        {"reason": EndReason.REVOKED_BREACH},
        NotThatWay,
    ),
    (
        "supervision recalled",
        {"after_prison": True},
        {"reason": EndReason.RECALLED},
        NotThatWay,
    ),
]


@pytest.mark.parametrize(
    ("order", "said", "refusal"),
    [ending[1:] for ending in ENDINGS],
    ids=[ending[0] for ending in ENDINGS],
)
def test_an_ending_that_cannot_be_is_refused_and_changes_nothing(at, order, said, refusal):
    order = OrderFactory(**order)

    with pytest.raises(refusal):
        ended(order, at, **said)

    order.refresh_from_db()
    assert order.ended_on is None
    assert not Entry.objects.exists()


def test_an_order_past_its_end_has_run_its_course(at, announced):
    order = OrderFactory(starts_on=date(2016, 2, 16), ends_on=date(2017, 2, 15))

    ended(order, at, on=date(2017, 2, 15), reason=EndReason.COMPLETED)

    assert Order.objects.get().end_reason == EndReason.COMPLETED


def test_what_has_ended_is_not_ended_again(at):
    order = OrderFactory(ended=True)

    with pytest.raises(EndedAlready, match="on 31 January 2017: revoked for good progress"):
        ended(order, at)

    assert not Contact.objects.exists()


def test_an_officer_ends_no_order_of_somebody_elses_case(at):
    order = OrderFactory()

    with pytest.raises(NotYourCase):
        actions.end_order(
            order_id=order.pk, on=TODAY, reason=EndReason.REVOKED_BREACH, by=officer(), at=at
        )


@pytest.mark.parametrize("role", [Role.COURT_OFFICER, Role.ENFORCEMENT_OFFICER, Role.SUPPLIER])
def test_only_those_who_supervise_end_an_order(at, role):
    order = OrderFactory()

    with pytest.raises(NotAllowed):
        ended(order, at, by=officer(role=role))

    assert Order.objects.filter(ended_on__isnull=True).exists()


# ── Ending a requirement ───────────────────────────────────────────────────────────────────
def requirement_ended(requirement, at, *, on=TODAY, reason=EndReason.COMPLETED):
    by = officer()
    opened_to(by, requirement.order.person)
    return actions.end_requirement(
        requirement_id=requirement.pk, on=on, reason=reason, by=by, at=at
    )


def test_a_requirement_that_is_done_leaves_the_order_running(at, announced):
    requirement = RequirementFactory(unpaid_work=True)

    requirement_ended(requirement, at)

    requirement.refresh_from_db()
    assert (requirement.ended_on, requirement.end_reason) == (TODAY, EndReason.COMPLETED)
    assert Order.objects.get().ended_on is None
    assert Contact.objects.get().summary == (
        "Requirement ended: 100 hours of unpaid work. Ran its course"
    )


def test_a_requirement_ends_once(at):
    requirement = RequirementFactory(ended_on=date(2017, 1, 1), end_reason=EndReason.COMPLETED)

    with pytest.raises(EndedAlready):
        requirement_ended(requirement, at)


def test_a_requirement_does_not_end_tomorrow_or_before_it_began(at):
    requirement = RequirementFactory()

    with pytest.raises(NotYet):
        requirement_ended(requirement, at, on=date(2017, 2, 17))
    with pytest.raises(BeforeItBegan):
        requirement_ended(requirement, at, on=date(2016, 1, 1))

    assert Requirement.objects.get().ended_on is None


# ── Closing a case ─────────────────────────────────────────────────────────────────────────
def closed(person, at, *, on=TODAY, reason=EndReason.REVOKED_OFFENCE, by=None):
    by = by or officer()
    opened_to(by, person)
    actions.close_case(person_id=person.pk, on=on, reason=reason, by=by, at=at)


def test_closing_ends_every_order_and_the_period(at, announced):
    order = OrderFactory()
    OrderFactory(event=order.event)

    closed(order.person, at)

    assert Order.objects.filter(ended_on=TODAY).count() == 2
    assert SupervisionPeriod.objects.get().closed_on == TODAY
    assert [type(told) for told in announced] == [OrderEnded, OrderEnded, SupervisionEnded]
    assert Contact.objects.get().summary == (
        "Community order, community order ended. Revoked after a new offence"
    )


def test_a_case_with_nothing_open_is_not_closed_again(at):
    period = SupervisionPeriodFactory(closed=True)

    with pytest.raises(NothingOpen):
        closed(period.person, at)

    assert not Entry.objects.exists()


def test_a_case_does_not_run_its_course_while_an_order_runs(at):
    order = OrderFactory()

    with pytest.raises(RunsStill, match="2 October 2017"):
        closed(order.person, at, reason=EndReason.COMPLETED)

    assert SupervisionPeriod.objects.get().closed_on is None


def test_a_death_is_recorded_before_it_closes_a_case(at):
    order = OrderFactory()

    with pytest.raises(RecordTheDeathFirst):
        closed(order.person, at, reason=EndReason.DIED)


def test_a_death_ends_a_licence_that_has_not_begun(at, announced):
    order = OrderFactory(licence=True, starts_on=date(2017, 7, 3), ends_on=date(2017, 12, 15))
    ConditionFactory(order=order)
    Person.objects.filter(pk=order.person_id).update(died_on=date(2017, 2, 10))

    closed(order.person, at, on=date(2017, 2, 10), reason=EndReason.DIED)

    assert Order.objects.get().end_reason == EndReason.DIED
    assert Condition.objects.get().ended_on == date(2017, 2, 10)


def test_a_recalled_case_with_no_order_left_can_be_closed(at, announced):
    order = OrderFactory(licence=True, ended_on=date(2017, 2, 1), end_reason=EndReason.RECALLED)

    closed(order.person, at, reason=EndReason.TRANSFERRED)

    assert SupervisionPeriod.objects.get().closed_on == TODAY
    assert Contact.objects.get().summary == "Case closed. Moved out of England and Wales"


def test_a_death_on_the_record_closes_the_case_and_what_else_follows_is_named_in_the_table(
    at, announced
):
    order = OrderFactory()
    Person.objects.filter(pk=order.person_id).update(died_on=date(2017, 2, 12))

    actions.close_after_death(person_id=order.person_id, by=officer(), at=at)

    assert Order.objects.get().ended_on == date(2017, 2, 12)
    assert SupervisionPeriod.objects.get().end_reason == EndReason.DIED
    assert announced == []


def test_a_death_with_no_case_open_changes_nothing(at):
    person = PersonFactory(died_on=date(2017, 2, 12))

    actions.close_after_death(person_id=person.pk, by=officer(), at=at)

    assert not Contact.objects.exists()


def test_recording_a_death_closes_the_case_in_the_same_moment(at):
    order = OrderFactory()
    by = officer()
    opened_to(by, order.person)

    persons.record_death(person_id=order.person_id, died_on=date(2017, 2, 12), by=by, at=at)

    assert Order.objects.get().end_reason == EndReason.DIED
    assert SupervisionPeriod.objects.get().closed_on == date(2017, 2, 12)


# ── Two at once ────────────────────────────────────────────────────────────────────────────
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_court_officers_registering_for_one_person_at_once_open_one_period(at):
    team, court = TeamFactory(nps=True), CourtFactory().pk
    officers = [court_officer(team=team), court_officer(team=team)]
    person = PersonFactory(date_of_birth=date(1990, 6, 1))
    for one in officers:
        opened_to(one, person)
    offences = ["Theft from a shop", "Burglary"]

    refused = refused_at_once(
        lambda place: registered(
            at,
            by=officers[place],
            person=person,
            court=court,
            offences=[replace(THEFT, description=offences[place])],
        )
    )

    assert refused == []
    assert SupervisionPeriod.objects.count() == 1
    assert sorted(Event.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_court_officers_registering_one_sentence_at_once_one_is_told(at):
    court = CourtFactory().pk
    officers = [court_officer(), court_officer()]
    person = PersonFactory(date_of_birth=date(1990, 6, 1))
    for one in officers:
        opened_to(one, person)

    refused = refused_at_once(
        lambda place: registered(at, by=officers[place], person=person, court=court)
    )

    assert [type(fault) for fault in refused] == [SentenceAlreadyRegistered]
    assert Event.objects.count() == 1
    assert Order.objects.count() == 1
