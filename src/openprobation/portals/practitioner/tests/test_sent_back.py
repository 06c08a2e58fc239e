"""Does what a supplier hands back stand on the officer's day until it is answered, and cost no query a person?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openprobation.portals.practitioner import gathered
from openprobation.portals.practitioner.due import clocks_of
from openprobation.portals.practitioner.somebody import people_of
from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.commissioning.tests.factories import AT, THEN
from openprobation.supervision.interventions import actions
from openprobation.supervision.interventions.tests.factories import SENT_AT, Story
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.commissioning import ReturnReason
from openprobation.vocabulary.interventions import Attendance, NoSessionReason

pytestmark = pytest.mark.django_db
ON = AT.date()
NO_REASON = NoSessionReason.PERSON_UNACCEPTABLE


@pytest.fixture
def story():
    return Story()


def day(story):
    """The line as the officer reads it, kept or gathered anew; and that what is kept is so."""
    line = gathered.lines([story.person.pk], viewer=story.officer, at=AT, on=ON)[story.person.pk]
    assert gathered.prove(at=AT, on=ON).unequal == ()
    return {clock.what: clock for clock in line.clocks}


def sent_back(story, service):
    found = story.refer(service)
    actions.return_referral(
        referral_id=found.pk,
        reason=ReturnReason.NEEDS_MORE,
        why="What does she use?",
        by=story.supplier,
        at=SENT_AT,
    )
    return found


def test_a_returned_referral_stands_on_the_day_until_it_is_sent_again(story):
    assert "Referral sent back: Drink less" not in day(story)

    found = sent_back(story, story.service(title="Drink less"))

    clock = day(story)["Referral sent back: Drink less"]
    assert clock.due_on == (SENT_AT + timedelta(days=2)).date()
    assert clock.working_days_left < 0
    assert clock.address.endswith(f"/referrals/{found.pk}/")

    actions.send_again(referral_id=found.pk, why="Heroin, daily.", by=story.officer, at=AT)

    assert "Referral sent back: Drink less" not in day(story)


def test_what_a_supplier_reported_stands_on_the_day_until_the_officer_decides(story):
    session = story.booked(story.planned(story.service(title="Drink less")))
    assert not any("reported" in what for what in day(story))

    story.reported(session, Attendance.DID_NOT_COME, no_session=NO_REASON)

    ((what, clock),) = [(said, one) for said, one in day(story).items() if "reported" in said]
    assert what.startswith("Drink less on ")
    assert f"/appointments/{session.appointment_id}/outcome/" in clock.address
    actions.decide(
        session_id=session.pk,
        outcome=Outcome.UNACCEPTABLE_ABSENCE,
        note="No reason.",
        by=story.officer,
        at=AT,
    )
    assert not any("reported: decide" in said for said in day(story))


def test_what_is_handed_back_takes_as_many_queries_for_four_as_for_one(story):
    first, second = story.service(title="Drink less"), story.service(title="Use less")
    counts, everybody = [], []
    for more in (1, 3):
        for _one in range(more):
            story.person = case_of(story.officer, story.nps_team, starts_at=THEN).person
            sent_back(story, first)
            session = story.booked(story.planned(second))
            story.reported(session, Attendance.DID_NOT_COME, no_session=NO_REASON)
            everybody.append(story.person.pk)
        people = {pk: one for pk, one in people_of(everybody).items() if pk == one.id}
        with CaptureQueriesContext(connection) as asked:
            found = clocks_of(people, at=AT, on=ON)
        assert all(len(clocks) >= 2 for clocks in found.values())
        counts.append(len(asked))

    assert counts[0] == counts[1]
