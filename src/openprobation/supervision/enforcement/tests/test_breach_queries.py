"""Are the lists of breaches counted once for all, and the papers kept apart?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openprobation.foundation.documents.letters import form_and_texts
from openprobation.rules.breach import FailureFacts, NotServedFacts, OrderFacts, ServedFacts
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.actions.breach import LineReturned
from openprobation.supervision.enforcement.queries import breach as queries
from openprobation.supervision.enforcement.queries import packs
from openprobation.supervision.enforcement.queries.referring import to_refer
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk.models import HarmAssessment
from openprobation.vocabulary.breach import BreachState, PackLine, ReturnReason
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.sentences import OrderKind

from .breaches import AT, FAILED, MISSING_PROOF, around, breached

pytestmark = pytest.mark.django_db

CRC, NPS = OrganisationKind.CRC, OrganisationKind.NPS


@pytest.fixture
def case():
    return breached()


# ── Lists ──────────────────────────────────────────────────────────────────────────────────
def test_fourteen_packs_are_asked_for_as_often_as_one(django_assert_num_queries):
    court = around()
    for _number in range(14):
        breached(court).sent()

    with django_assert_num_queries(4):
        found = queries.packs_with([court.enforcement.pk], at=AT)

    assert len(found) == 14


def test_the_pack_whose_days_run_out_first_comes_first():
    court = around()
    later, sooner = breached(court), breached(court)
    later.sent()
    sooner.sent(at=AT - timedelta(days=1))

    found = queries.packs_with([court.enforcement.pk], at=AT)

    assert [one.breach.person_id for one in found] == [sooner.person.pk, later.person.pk]
    assert [one.days_left(AT.date()) for one in found] == [1, 2]


def test_another_teams_packs_are_not_in_the_list(case):
    case.sent()

    assert queries.packs_with([around().enforcement.pk], at=AT) == []


def test_the_two_days_run_from_the_version_received_last(case):
    breach = case.returned(at=AT)
    actions.resubmit(breach_id=breach.pk, by=case.court.officer, at=AT + timedelta(days=4))

    (one,) = queries.packs_with([case.court.enforcement.pk], at=AT + timedelta(days=4))

    assert one.returns == 1
    assert [clock.deadline.due_on for clock in one.clocks] == [
        date(2017, 2, 20),
        date(2017, 2, 22),
    ]


def test_an_officer_has_no_query_beyond_the_first_where_nothing_is_alleged(
    django_assert_num_queries,
):
    with django_assert_num_queries(1):
        assert queries.live_of([1, 2, 3], at=AT) == []


# ── What must be referred ──────────────────────────────────────────────────────────────────
def test_a_failure_under_a_live_warning_must_be_referred_until_it_is_in_a_breach(case):
    (due,) = to_refer({case.person.pk: CRC}, at=AT)

    assert due.failure_id == case.failure.pk
    assert due.clock.deadline.due_on == date(2017, 2, 20)
    case.draft()
    assert to_refer({case.person.pk: CRC}, at=AT) == []


def test_the_days_of_what_must_be_referred_are_those_of_whoever_answers(case):
    (due,) = to_refer({case.person.pk: NPS}, at=AT)

    assert due.clock.deadline.due_on == date(2017, 2, 22)


def test_a_warning_withdrawn_or_an_excuse_accepted_asks_for_no_referral(case):
    type(case.failure).objects.filter(pk=case.failure.pk).update(excuse=Excuse.ACCEPTED)

    assert to_refer({case.person.pk: CRC}, at=AT) == []


def test_eighty_people_are_asked_about_in_three_queries(django_assert_max_num_queries):
    court = around()
    people = {breached(court).person.pk: CRC for _number in range(5)}

    with django_assert_max_num_queries(3):
        assert len(to_refer(people, at=AT)) == 5


# ── Reasons of returns ─────────────────────────────────────────────────────────────────────
def test_return_reasons_are_counted_by_the_senders_unit_and_month():
    court = around()
    for reason in (ReturnReason.NO_PROOF_OF_INSTRUCTION, ReturnReason.NOTHING_TRIED):
        breach = breached(court).sent()
        actions.return_pack(
            breach_id=breach.pk,
            lines=[MISSING_PROOF, LineReturned(PackLine.TRIED, reason, "")],
            by=court.prosecutor,
            at=AT,
        )

    found = {one.reason: one for one in queries.return_reasons(since=date(2016, 9, 1))}
    (sent,) = queries.sent_and_returned(since=date(2016, 9, 1))

    assert found[ReturnReason.NO_PROOF_OF_INSTRUCTION].times == 2
    assert found[ReturnReason.NOTHING_TRIED].times == 1
    assert {one.unit_id for one in found.values()} == {court.crc_team.unit_id}
    assert (sent.month, sent.sent, sent.returned) == (date(2017, 2, 1), 2, 2)


def test_the_public_providers_own_packs_are_counted_too():
    case = breached()
    own = breached(case.court, holder=case.court.nps_officer)
    own.court.officer = case.court.nps_officer
    breach = own.draft()
    actions.check(breach_id=breach.pk, by=case.court.nps_officer, at=AT)
    actions.submit(breach_id=breach.pk, by=case.court.nps_officer, at=AT)
    actions.return_pack(breach_id=breach.pk, lines=[MISSING_PROOF], by=case.court.prosecutor, at=AT)

    (one,) = queries.return_reasons(since=date(2017, 2, 1))

    assert one.unit_id == case.court.nps_team.unit_id


# ── Two parts that never meet ──────────────────────────────────────────────────────────────
def letters(case, breach):
    person = persons.by_id(case.person.pk)
    line = queries.breach(breach.pk, person_ids=person.ids)
    steps = queries.steps_of([breach.pk])[breach.pk]
    pack = packs.pack_of(line, person, at=AT)
    sender = queries.answering(person.ids, breach_id=breach.pk, at=AT)
    on = AT.date()
    return (
        packs.served_letter(pack, line, crn=person.crn, sender=sender, steps=steps, on=on),
        packs.not_served_letter(pack, line, crn=person.crn, sender=sender, on=on),
    )


def said(letter):
    return "\n".join(form_and_texts(letter)[1])


CANARIES = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=8, max_size=24)


@pytest.fixture
def drafted(case):
    return case.draft()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(canary=CANARIES)
def test_nothing_written_about_risk_or_victims_reaches_the_served_papers(case, drafted, canary):
    planted = f"CANARY{canary}"
    HarmAssessment.objects.filter(person=case.person).update(
        who_is_at_risk=f"{planted} who", what_could_happen=f"{planted} what",
        what_protects_them=f"{planted} protects",
    )  # fmt: skip

    served, not_served = letters(case, drafted)

    assert planted not in said(served)
    assert said(not_served).count(planted) == 3


def test_the_served_papers_are_drawn_from_what_is_served_and_from_nothing_else():
    """The two parts share no field that holds words of the person."""
    shared = set(ServedFacts.__slots__) & set(NotServedFacts.__slots__)

    assert shared == set()


# ── Words that deceive ─────────────────────────────────────────────────────────────────────
def test_marks_that_turn_the_reading_direction_do_not_reach_the_paper(case):
    breach = case.draft(tried="Safe \u202etxet\u202c", proposal="\x00Fine\x07")

    served, _not_served = letters(case, breach)

    assert "\u202e" not in said(served)
    assert "\x00" not in said(served)


def test_a_pack_sent_reads_the_same_after_everything_in_the_record_changed(case):
    breach = case.sent()
    before = packs.sent(breach.pk)
    type(case.failure).objects.update(instruction="Other", decided_why="Other")
    type(case.person).objects.filter(pk=case.person.pk).update(family_name="Other")

    after = packs.sent(breach.pk)

    assert said(after.served) == said(before.served)
    assert after.lines == before.lines


def test_what_is_alleged_of_a_failure_taken_back_stops_the_pack(case):
    breach = case.draft()
    type(case.failure).objects.filter(pk=case.failure.pk).update(
        taken_back_at=AT, taken_back_why="Wrong day"
    )
    person = persons.by_id(case.person.pk)

    pack = packs.pack_of(queries.breach(breach.pk, person_ids=person.ids), person, at=AT)

    assert {line.line for line in pack.missing} == {PackLine.FAILURES}


def test_facts_of_a_failure_say_where_they_are_from(case):
    breach = case.draft()
    person = persons.by_id(case.person.pk)

    pack = packs.pack_of(queries.breach(breach.pk, person_ids=person.ids), person, at=AT)

    (fact,) = pack.served.failures
    assert isinstance(fact, FailureFacts)
    assert isinstance(pack.served.order, OrderFacts)
    assert pack.served.order.kind is OrderKind.COMMUNITY_ORDER
    assert (fact.on, fact.proof) == (FAILED, "In person, 30 January 2017")
    assert queries.breach(breach.pk, person_ids=person.ids).state is BreachState.DRAFT
