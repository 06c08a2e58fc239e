"""Is a frame made of whoever the organisations answered for on its day, as the record stood, restricted people too?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.programmes.tests.factories import InspectionFactory, ProviderFactory
from openprobation.portals.inspector.framing import frame
from openprobation.supervision.allocations.tests.factories import SpellFactory, service
from openprobation.supervision.persons.tests.factories import PersonFactory, restricted
from openprobation.supervision.risk.tests.factories import HarmAssessmentFactory
from openprobation.supervision.sentences.tests.factories import EventFactory, OrderFactory
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.persons import Sex

pytestmark = pytest.mark.django_db

DAY = datetime(2017, 1, 16, 0, 0, tzinfo=LONDON)
BEFORE, AFTER = DAY - timedelta(days=60), DAY + timedelta(days=9)


@pytest.fixture
def place(at):
    return service()


def held(team, *, starts_at=BEFORE, ends_at=None, order=None, **person):
    event = EventFactory(person=PersonFactory(**person))
    OrderFactory(event=event, **(order or {"starts_on": date(2016, 10, 3)}))
    spell = SpellFactory(event=event, team=team, starts_at=starts_at, ends_at=ends_at)
    return spell.person


@pytest.fixture
def framed(place, at):
    """The cases of a frame of both organisations on the day, by number."""
    inspection = InspectionFactory(
        announced_at=at,
        announced_by=UserFactory(),
        fieldwork_from=at.date(),
        fieldwork_until=at.date(),
    )
    for organisation in (place.crc, place.nps):
        ProviderFactory(inspection=inspection, kind=organisation.kind, organisation=organisation)

    def framed(as_of=DAY):
        return {row.case: row for row in frame(plans.plan_of(inspection.pk), as_of=as_of)}

    return framed


def test_a_frame_holds_whoever_was_answered_for_that_day_and_nobody_else(place, framed):
    there = held(place.crc_team)
    moved = held(place.crc_team, ends_at=AFTER)
    SpellFactory(
        event=moved.events.first(), team=place.nps_team, starts_at=AFTER, decision=None,
        reason=SpellReason.RISK_CHANGE,
    )  # fmt: skip
    public = held(place.nps_team)
    came_later = held(place.crc_team, starts_at=AFTER)
    left_before = held(place.crc_team, ends_at=DAY - timedelta(days=1))
    ended = held(place.crc_team, order={"ended_on": date(2017, 1, 10), "end_reason": "completed"})
    ended_since = held(
        place.crc_team, order={"ended_on": date(2017, 1, 20), "end_reason": "completed"}
    )
    not_begun = held(place.crc_team, order={"starts_on": date(2017, 1, 18)})
    elsewhere = held(TeamFactory())

    found = framed()

    assert {row.case: row.organisation for row in found.values()} == {
        there.crn: "crc",
        moved.crn: "crc",
        ended_since.crn: "crc",
        public.crn: "nps",
    }
    for absent in (came_later, left_before, ended, not_begun, elsewhere):
        assert absent.crn not in found
    assert framed(as_of=AFTER)[moved.crn].organisation == "nps"


def test_a_case_stands_in_it_as_it_was_then_and_a_restricted_one_is_in_it(place, framed):
    person = held(place.crc_team, sex=Sex.FEMALE)
    HarmAssessmentFactory(person=person, low=True, assessed_at=BEFORE)
    HarmAssessmentFactory(person=person, high=True, assessed_at=AFTER)
    hidden = held(place.crc_team)
    restricted(hidden)

    found = framed()

    one = found[person.crn]
    assert (one.sex, one.harm, one.sentence, one.starts_on, one.is_restricted) == (
        "female",
        "low",
        "community_order",
        date(2016, 10, 3),
        False,
    )
    assert (found[hidden.crn].is_restricted, found[hidden.crn].harm) == (True, "")
    assert framed(as_of=AFTER)[person.crn].harm == "high"


def test_it_asks_as_little_of_the_database_however_many_cases(
    place, framed, django_assert_num_queries
):
    held(place.crc_team)
    with django_assert_num_queries(13):
        framed()
    for _n in range(5):
        held(place.nps_team)
    with django_assert_num_queries(13):
        assert len(framed()) == 6
