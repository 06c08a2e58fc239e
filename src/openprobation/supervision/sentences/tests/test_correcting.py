"""How is a wrongly registered sentence put right or taken back, what is kept of it, and who may not?"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.urls import reverse

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import Length
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments.actions.standing import CountsTowardsIt
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.courts.tests.factories import CourtFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.sentences import actions, queries
from openprobation.supervision.sentences.actions import (
    OffenceGiven,
    OrderGiven,
    RequirementGiven,
)
from openprobation.supervision.sentences.actions.correcting import (
    CorrectedMeanwhile,
    HasRunItsCourse,
    NothingDiffers,
    NotYourTeamsSentence,
    SayWhy,
    TakenBackAlready,
    between,
)
from openprobation.supervision.sentences.models import (
    Correction,
    Event,
    Order,
    Requirement,
    SupervisionPeriod,
)
from openprobation.supervision.sentences.tests.factories import court_officer, opened_to
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import TeamKind
from openprobation.vocabulary.sentences import EndReason, OrderKind, RequirementKind, Unit

pytestmark = pytest.mark.django_db

TODAY = date(2017, 2, 16)
THEFT = OffenceGiven("Theft from a shop", date(2016, 12, 1), is_main=True)
RAR = RequirementGiven(RequirementKind.RAR, 20, Unit.DAYS)
COMMUNITY_ORDER = OrderGiven(OrderKind.COMMUNITY_ORDER, 12, Unit.MONTHS, requirements=[RAR])
SUSPENDED = OrderGiven(
    OrderKind.SUSPENDED_SENTENCE,
    12,
    Unit.MONTHS,
    custody_length=20,
    custody_unit=Unit.WEEKS,
    operational_length=18,
    operational_unit=Unit.MONTHS,
    requirements=[RAR],
)
WHY = "The court's list had the line of another person."
TOKEN = "0b8f4c1e-6a53-4a8e-9d0e-1f2a3b4c5d6e"


@pytest.fixture
def team():
    return TeamFactory(nps=True, kind=TeamKind.COURT)


@pytest.fixture
def clerk(team):
    return court_officer(team=team, name="Ruth Ackroyd")


@pytest.fixture
def person(clerk):
    return opened_to(clerk, PersonFactory(date_of_birth=date(1990, 6, 1)))


@pytest.fixture
def event(clerk, person, at):
    return registered(clerk, person, at)


def registered(by, person, at, *, on=TODAY, offence=THEFT, order=COMMUNITY_ORDER):
    return actions.register_sentence(
        person_id=person.pk,
        court_id=CourtFactory().pk,
        sentenced_on=on,
        offences=[offence],
        orders=[order],
        by=by,
        at=at,
    )


def withdrawn(event, by, at, why=WHY):
    return actions.withdraw_sentence(event_id=event.pk, why=why, by=by, at=at)


def corrected(event, by, at, *, seen=0, why=WHY, **changed):
    order = event.orders.order_by("starts_on", "pk").first()
    facts = replace(actions.facts_of(order.pk), **changed)
    return actions.correct_sentence(
        order_id=order.pk, facts=facts, seen=seen, why=why, by=by, at=at
    )


# ── Registered in error ────────────────────────────────────────────────────────────────────
def test_a_sentence_taken_back_stays_with_who_and_why_and_binds_nobody(event, clerk, person, at):
    withdrawn(event, clerk, at)

    line = queries.orders_of([person.pk], TODAY)[0]
    assert (line.withdrawn.by, line.withdrawn.why) == ("Ruth Ackroyd", WHY)
    assert (line.is_live, line.end_reason) == (False, EndReason.IN_ERROR)
    assert queries.current([person.pk], TODAY) == {}
    assert queries.live_requirements([person.pk], TODAY) == []
    assert queries.main_offence([person.pk]) == {}


def test_with_the_only_sentence_supervision_ends_and_nobody_holds_the_case(
    event, clerk, person, at
):
    withdrawn(event, clerk, at)

    assert SupervisionPeriod.objects.get().end_reason == EndReason.IN_ERROR
    assert allocations.holders([person.pk], at) == {}
    assert allocations.awaiting_organisation(at) == []


def test_with_another_sentence_supervision_runs_on_from_that_one(event, clerk, person, at):
    later = replace(THEFT, description="Burglary")
    other = registered(clerk, person, at, on=date(2017, 2, 15), offence=later)

    withdrawn(other, clerk, at)

    period = SupervisionPeriod.objects.get()
    assert (period.closed_on, period.opened_on) == (None, TODAY)
    assert Order.objects.get(event=event).ended_on is None
    assert allocations.event_to_allocate([person.pk]) == event.pk


def test_taking_back_is_told_in_the_record_and_the_audit(event, clerk, at):
    withdrawn(event, clerk, at)

    told = Contact.objects.current().order_by("-pk").first()
    first = Contact.objects.get(corrects__isnull=False)
    assert told.summary.startswith("Sentence registered in error: event 1")
    assert told.note == WHY
    assert (first.is_withdrawn, first.why_corrected) == (True, WHY)
    assert Entry.objects.filter(action="sentence.withdrawn", person_id=event.person_id).exists()


def test_what_was_taken_back_can_be_registered_rightly(event, clerk, person, at):
    withdrawn(event, clerk, at)

    again = actions.register_sentence(
        person_id=person.pk,
        court_id=event.court_id,
        sentenced_on=TODAY,
        offences=[THEFT],
        orders=[COMMUNITY_ORDER],
        by=clerk,
        at=at,
    )

    assert again.number == 2
    assert list(queries.current([person.pk], TODAY)) == [person.pk]


def test_a_sentence_towards_which_somebody_was_seen_is_not_taken_back(event, clerk, person, at):
    requirement = Requirement.objects.get()
    AppointmentFactory(person=person, requirement=requirement)

    with pytest.raises(CountsTowardsIt, match="1 appointment counts"):
        withdrawn(event, clerk, at)

    assert Event.objects.get().withdrawn_at is None
    assert Order.objects.get().ended_on is None
    assert not Entry.objects.filter(action="sentence.withdrawn").exists()


def test_an_order_that_somebody_ended_was_in_force_and_is_not_taken_back(event, clerk, at):
    Order.objects.update(ended_on=TODAY, end_reason=EndReason.REVOKED_PROGRESS)

    with pytest.raises(HasRunItsCourse, match="revoked for good progress"):
        withdrawn(event, clerk, at)

    assert Event.objects.get().withdrawn_at is None


def test_it_is_taken_back_once_and_with_a_reason(event, clerk, at):
    with pytest.raises(SayWhy):
        withdrawn(event, clerk, at, why=" ")
    withdrawn(event, clerk, at)

    with pytest.raises(TakenBackAlready, match="Ruth Ackroyd took this sentence back"):
        withdrawn(event, clerk, at)


# ── Who may ────────────────────────────────────────────────────────────────────────────────
def colleague(team):
    return court_officer(team=team)


def a_senior(team):
    return officer(role=Role.SENIOR)


def a_head(team):
    return officer(role=Role.HEAD)


@pytest.mark.parametrize("somebody", [colleague, a_senior, a_head])
def test_the_registering_team_a_senior_and_the_head_may(event, person, team, at, somebody):
    by = somebody(team)
    opened_to(by, person)

    assert actions.may_correct(event_id=event.pk, by=by, at=at)
    corrected(event, by, at, sentenced_on=date(2017, 2, 15))
    withdrawn(event, by, at)

    assert Event.objects.get().withdrawn_by == by


def another_court(team):
    return court_officer()


def an_officer(team):
    return officer()


@pytest.mark.parametrize(
    ("somebody", "refusal"), [(another_court, NotYourTeamsSentence), (an_officer, NotAllowed)]
)
def test_another_court_team_and_an_officer_may_not(event, person, team, at, somebody, refusal):
    by = somebody(team)
    opened_to(by, person)

    with pytest.raises(refusal):
        withdrawn(event, by, at)
    with pytest.raises(refusal):
        corrected(event, by, at, sentenced_on=date(2017, 2, 15))

    assert not actions.may_correct(event_id=event.pk, by=by, at=at)
    assert Event.objects.get().sentenced_on == TODAY


def test_a_senior_to_whom_the_record_is_not_open_may_not(event, at):
    with pytest.raises(NotYourCase):
        withdrawn(event, officer(role=Role.SENIOR), at)


# ── Facts put right ────────────────────────────────────────────────────────────────────────
def test_a_new_date_of_sentence_takes_what_began_on_it_along(event, clerk, at):
    corrected(event, clerk, at, sentenced_on=date(2017, 2, 13))

    order = Order.objects.get()
    assert (order.starts_on, order.ends_on) == (date(2017, 2, 13), date(2018, 2, 12))
    assert Requirement.objects.get().starts_on == date(2017, 2, 13)
    assert SupervisionPeriod.objects.get().opened_on == date(2017, 2, 13)


def test_a_new_length_moves_the_last_day_and_what_stood_is_kept(event, clerk, at):
    corrected(event, clerk, at, length=Length(18, Unit.MONTHS))

    line = queries.corrections(event.pk)[0]
    assert Order.objects.get().ends_on == date(2018, 8, 15)
    assert (line.by, line.why) == ("Ruth Ackroyd", WHY)
    assert line.changes == (
        ("Community order, length", "12 months", "18 months"),
        ("Community order, last day", "15 February 2018", "15 August 2018"),
    )


def test_the_court_and_the_offence_are_put_right(event, clerk, at):
    court = CourtFactory(name="Salford Magistrates' Court")
    offence = actions.facts_of(event.orders.get().pk).offences[0]
    said = replace(offence, description="Theft from a person", committed_on=date(2016, 11, 30))

    corrected(event, clerk, at, court_id=court.pk, offences=(said,))

    event.refresh_from_db()
    assert (event.court, event.offences.get().description) == (court, "Theft from a person")
    assert len(queries.corrections(event.pk)[0].changes) == 3


def test_a_suspension_moves_with_the_sentence_by_its_own_length(clerk, person, at):
    event = registered(clerk, person, at, order=SUSPENDED)

    corrected(event, clerk, at, sentenced_on=date(2017, 2, 1))

    order = Order.objects.get()
    assert (order.ends_on, order.operational_ends_on) == (date(2018, 1, 31), date(2018, 7, 31))


@pytest.mark.parametrize("length", [Length(18, Unit.MONTHS), Length(100, Unit.DAYS)])
def test_the_length_between_two_days_is_the_one_that_runs_from_one_to_the_other(length):
    assert between(TODAY, length.last_day(TODAY)).last_day(TODAY) == length.last_day(TODAY)


def test_the_days_of_a_licence_are_as_entered(clerk, person, at):
    event = registered(clerk, person, at, order=OrderGiven(OrderKind.LICENCE, custody_months=10))

    corrected(event, clerk, at, starts_on=date(2017, 7, 10))

    licence = Order.objects.get(kind=OrderKind.LICENCE)
    assert licence.starts_on == licence.released_on == date(2017, 7, 10)


def test_putting_right_is_told_in_the_record_and_the_audit_without_content(event, clerk, at):
    corrected(event, clerk, at, length=Length(6, Unit.MONTHS))

    told = Contact.objects.current().order_by("-pk").first()
    first = Contact.objects.get(corrects__isnull=False)
    entry = Entry.objects.get(action="sentence.corrected")
    assert told.summary == (
        "Sentence corrected, event 1: community order, length, community order, last day"
    )
    assert "12 months → 6 months" in told.note
    assert "community order of 6 months" in first.summary
    assert "6 months" not in str(entry.detail)


def test_what_cannot_be_is_refused_beside_its_field_and_nothing_changes(event, clerk, at):
    with pytest.raises(Refused) as refusal:
        corrected(event, clerk, at, sentenced_on=date(2016, 11, 1))

    assert refusal.value.field == "offences.0.committed_on"
    assert Event.objects.get().sentenced_on == TODAY
    assert not Correction.objects.exists()


def test_a_length_beyond_the_law_is_refused_beside_the_length(event, clerk, at):
    with pytest.raises(Refused) as refusal:
        corrected(event, clerk, at, length=Length(60, Unit.MONTHS))

    assert refusal.value.field in ("length", "as_ordered")
    assert Order.objects.get().length == 12


def test_no_reason_no_difference_and_an_old_page_are_refused(event, clerk, at):
    with pytest.raises(SayWhy):
        corrected(event, clerk, at, why="", sentenced_on=date(2017, 2, 13))
    with pytest.raises(NothingDiffers):
        corrected(event, clerk, at)
    corrected(event, clerk, at, sentenced_on=date(2017, 2, 13))

    with pytest.raises(CorrectedMeanwhile):
        corrected(event, clerk, at, sentenced_on=date(2017, 2, 14))


def test_what_was_taken_back_is_not_corrected(event, clerk, at):
    withdrawn(event, clerk, at)

    with pytest.raises(TakenBackAlready):
        corrected(event, clerk, at, sentenced_on=date(2017, 2, 13))


# ── The pages ──────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def signed_in(client, clerk):
    client.force_login(clerk)
    return client


def page(name, event):
    return reverse(f"sentences:{name}", args=[event.person.crn, event.orders.first().pk])


def words(response):
    return html.unescape(response.content.decode())


def filled(event, **more):
    """The page's own words, with some of them changed."""
    facts = actions.facts_of(event.orders.first().pk)
    offence = facts.offences[0]
    return {
        "court_id": facts.court_id,
        **day("sentenced_on", facts.sentenced_on),
        "offences.0.description": offence.description,
        **day("offences.0.committed_on", offence.committed_on),
        "length": facts.length.number,
        "length_unit": facts.length.unit.value,
        "why": WHY,
        "seen": "0",
        "submission": TOKEN,
        **more,
    }


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_the_order_page_leads_to_both_for_those_who_may(signed_in, event, client):
    shown = words(signed_in.get(page("order", event)))
    client.force_login(opened_officer(event.person))
    to_an_officer = words(client.get(page("order", event)))

    assert page("correct", event) in shown
    assert page("withdraw", event) in shown
    assert page("correct", event) not in to_an_officer


def opened_officer(person):
    user = officer()
    opened_to(user, person)
    return user


@pytest.mark.parametrize("name", ["correct", "withdraw"])
def test_an_officer_is_told_that_the_post_does_not_include_it(client, event, name):
    client.force_login(opened_officer(event.person))

    assert client.post(page(name, event), filled(event)).status_code == 403
    assert Event.objects.get().withdrawn_at is None


def test_another_court_team_is_told_whom_to_ask(client, event):
    stranger = court_officer()
    opened_to(stranger, event.person)
    client.force_login(stranger)

    response = client.get(page("withdraw", event), follow=True)

    assert "Ruth Ackroyd registered this sentence" in words(response)


def test_a_correction_is_shown_before_and_after_and_then_done(signed_in, event):
    checked = signed_in.post(page("correct", event), filled(event, length="18"))
    unchanged = Order.objects.get().length
    response = signed_in.post(
        page("correct", event), filled(event, length="18", checked="yes"), follow=True
    )

    assert re.search(r"12 months.*18 months", words(checked), re.DOTALL)
    assert (unchanged, Order.objects.get().length) == (12, 18)
    assert "Put right" in words(response)
    assert WHY in words(response)


def test_a_correction_that_changes_nothing_is_told_so(signed_in, event):
    response = signed_in.post(page("correct", event), filled(event))

    assert "This is what the record says already" in words(response)


def test_what_cannot_be_is_told_beside_its_field(signed_in, event):
    response = signed_in.post(
        page("correct", event), filled(event, **day("sentenced_on", date(2017, 3, 1)))
    )

    assert 'id="id_sentenced_on-error"' in words(response)
    assert "has not come yet" in words(response)


def test_taking_back_shows_what_goes_and_then_says_so_on_the_order(signed_in, event):
    checked = signed_in.post(page("withdraw", event), {"why": WHY, "submission": TOKEN})
    still = Event.objects.get().withdrawn_at
    response = signed_in.post(
        page("withdraw", event),
        {"why": WHY, "submission": TOKEN, "checked": "yes"},
        follow=True,
    )

    assert "the case closes" in words(checked)
    assert still is None
    assert "Registered in error: this sentence was taken back" in words(response)
    assert page("correct", event) not in words(response)


def test_the_refusal_says_why_on_the_page(signed_in, event):
    AppointmentFactory(person=event.person, requirement=Requirement.objects.get())

    response = signed_in.post(
        page("withdraw", event), {"why": WHY, "submission": TOKEN, "checked": "yes"}
    )

    assert "counts towards what this sentence requires" in words(response)
    assert WHY in words(response)


def test_correcting_asks_the_same_queries_however_much_was_put_right(
    event, clerk, at, django_assert_num_queries
):
    corrected(event, clerk, at, sentenced_on=date(2017, 2, 13))
    corrected(event, clerk, at, sentenced_on=date(2017, 2, 14), seen=1)

    with django_assert_num_queries(1):
        assert len(queries.corrections(event.pk)) == 2


def test_the_moment_of_a_correction_is_kept(event, clerk):
    moment = datetime(2017, 2, 16, 14, 5, tzinfo=LONDON)

    corrected(event, clerk, moment, sentenced_on=date(2017, 2, 13))

    assert queries.corrections(event.pk)[0].at == moment
