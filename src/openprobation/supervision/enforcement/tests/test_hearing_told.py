"""Is the person told of a day in court in their language, and is nothing said that must not be?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.messaging.models import Message
from openprobation.foundation.quarantine import Quarantined
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.models import BreachHearing
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import PhoneFactory, restricted
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.risk.tests.factories import QuarantinedFactFactory
from openprobation.vocabulary.breach import (
    CourtProcess,
    HearingOutcome,
    HearingTold,
    WithdrawalReason,
)
from openprobation.vocabulary.messaging import MessageState

from .breaches import AT, TODAY, breached

pytestmark = pytest.mark.django_db

IN_COURT = date(2017, 3, 2)


@pytest.fixture
def case():
    found = breached()
    PhoneFactory(person=found.person, confirmed=True)
    return found


def listed(case, *, on=IN_COURT, process=CourtProcess.SUMMONS):
    breach = case.laid()
    return actions.list_hearing(
        breach_id=breach.pk,
        court_id=case.order.event.court_id,
        on=on,
        process=process,
        by=case.court.prosecutor,
        at=AT,
    )


def speaks(case, language):
    Person.objects.filter(pk=case.person.pk).update(language=language)


def texts():
    return Message.objects.filter(key__startswith="hearing.")


def test_the_person_is_told_the_day_the_court_and_what_to_bring(case):
    hearing = listed(case)

    said = texts().get()
    assert hearing.told == HearingTold.TEXT
    assert "2 March 2017" in said.body
    assert case.order.event.court.name in said.body
    assert "Bring the summons" in said.body
    assert said.not_before == AT + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("language", "told", "begins"),
    [
        ("Welsh", HearingTold.NOT_CHECKED, "Helo"),
        ("Urdu", HearingTold.IN_ENGLISH, "Hello"),
    ],
)
def test_it_is_in_their_language_where_there_is_a_wording_and_the_officer_is_told_else(
    case, language, told, begins
):
    speaks(case, language)

    hearing = listed(case)

    assert hearing.told == told
    assert texts().get().body.startswith(begins)
    assert Contact.objects.filter(note__contains=told.label).exists()


def test_no_text_announces_a_warrant(case):
    assert listed(case, process=CourtProcess.WARRANT).told == HearingTold.WARRANT
    assert not texts().exists()


def test_no_text_goes_where_no_number_is_confirmed():
    assert listed(breached()).told == HearingTold.NO_NUMBER
    assert not texts().exists()


def test_nothing_about_a_restricted_record_leaves(case):
    breach = case.laid()
    restricted(case.person, let_in=case.court.prosecutor)

    hearing = actions.list_hearing(
        breach_id=breach.pk,
        court_id=case.order.event.court_id,
        on=IN_COURT,
        process=CourtProcess.SUMMONS,
        by=case.court.prosecutor,
        at=AT,
    )

    assert hearing.told == HearingTold.RESTRICTED
    assert not texts().exists()


def test_a_text_that_would_hold_quarantined_words_is_not_sent(case):
    QuarantinedFactFactory(
        person=case.person, words=f"She works at {case.order.event.court.name} on 2 March 2017."
    )

    hearing = listed(case)

    assert hearing.told == HearingTold.QUARANTINED
    assert not texts().exists()
    assert not Contact.objects.filter(note__contains="She works").exists()


def test_a_day_that_has_come_is_not_announced(case):
    assert listed(case, on=TODAY).told == HearingTold.TOO_LATE
    assert not texts().exists()


def test_the_text_is_taken_back_with_the_breach_and_a_next_day_is_told_anew(case):
    hearing = listed(case)
    actions.record_hearing(
        hearing_id=hearing.pk,
        outcome=HearingOutcome.ADJOURNED,
        next_on=date(2017, 3, 16),
        by=case.court.prosecutor,
        at=AT + timedelta(days=14),
    )
    actions.withdraw(
        breach_id=hearing.breach_id,
        reason=WithdrawalReason.EXCUSE_ACCEPTED,
        by=case.court.prosecutor,
        at=AT + timedelta(days=14),
    )

    first, second = texts().order_by("pk")
    assert "16 March 2017" in second.body
    assert {first.state, second.state} == {MessageState.WITHDRAWN}
    assert BreachHearing.objects.count() == 2


def test_the_page_says_what_the_person_was_told(client, case):
    speaks(case, "Urdu")
    hearing = listed(case)
    client.force_login(case.court.prosecutor)

    page = client.get(reverse("court:pack", args=[hearing.breach_id])).content.decode()

    assert "Told by text, in English" in page


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        ("at 4 Heron Court", True),
        ("Heron Court", True),
        ("Heron Close", False),
        ("He lives at 4 Heron Way", True),
        ("", False),
    ],
)
def test_a_text_tells_quarantined_words_that_hold_them_or_three_in_a_row(words, tells):
    text = "Come at 4 Heron Court. He lives near."

    assert Quarantined(words).is_told_by(text) is tells


def test_two_questions_are_asked_however_much_is_quarantined(case, django_assert_num_queries):
    for _number in range(5):
        QuarantinedFactFactory(person=case.person)

    with django_assert_num_queries(2):
        assert risk.would_tell([case.person.pk], "She is with her sister, they say.")
