"""Is every region of a nation whole, on its own, and under names of its own?"""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from openprobation.demo import bulk, make, nation, service
from openprobation.demo.plan import plan_person, shortened
from openprobation.foundation import clock
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons

PEOPLE, COPIES = range(200, 230), 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is where it can be")
def test_more_people_than_a_region_has_are_refused_on_the_embedded_database():
    with pytest.raises(nation.NeedsPostgres, match="Set DATABASE_URL"):
        make.the_rest(20_001, print)


def test_a_shortened_plan_has_about_twenty_contacts_and_the_meeting_to_come():
    plan = plan_person(300)

    short = shortened(plan)

    assert len(short.meetings) + len(short.entries) <= 20
    assert short.meetings[-1] == plan.meetings[-1]


@pytest.fixture
def grown(db, monkeypatch):
    """A small region and two copies of it."""
    monkeypatch.setattr(nation, "PEOPLE_WITH_STORIES", len(PEOPLE))
    place = bulk.Place.of(service.set_up())
    bulk.make(map(plan_person, PEOPLE), place=place).write()
    nation.grow(len(PEOPLE) * (COPIES + 1), lambda words: None)


@pytest.mark.postgres
def test_each_region_is_whole_and_on_its_own(grown):
    person = apps.get_model("persons.Person")
    everybody = list(person.objects.order_by("pk").values_list("pk", "crn"))
    holders = allocations.holders([pk for pk, _crn in everybody], clock.PUBLICATION_DAY)
    teams = {pk: holders[pk].team_id for pk, _crn in everybody if pk in holders}

    assert len(everybody) == len({crn for _pk, crn in everybody}) == len(PEOPLE) * (COPIES + 1)
    regions = [
        {teams[pk] for pk, _crn in everybody[first : first + len(PEOPLE)]}
        for first in range(0, len(everybody), len(PEOPLE))
    ]
    assert all(regions)
    assert not regions[0] & regions[1]
    assert not regions[1] & regions[2]
    for label in ("contacts.Contact", "appointments.Appointment", "sentences.Order"):
        assert apps.get_model(label).objects.count() % (COPIES + 1) == 0


@pytest.mark.postgres
def test_the_people_of_a_copy_are_found_by_names_of_their_own(grown):
    person = apps.get_model("persons.Person")
    last = person.objects.latest("pk")
    officer = apps.get_model("identity.User").objects.get(
        pk=allocations.holder([last.pk], clock.PUBLICATION_DAY).officer_id
    )

    found = persons.locate(last.name, viewer=officer, at=clock.PUBLICATION_DAY)

    assert last.crn in {hit.crn for hit in found}
    names = set(person.objects.values_list("given_names", "family_name"))
    assert len(names) > person.objects.count() * 0.8


@pytest.mark.postgres
def test_what_is_written_next_gets_a_key_of_its_own(grown):
    place = bulk.Place.of(service.load())

    bulk.make([plan_person(400)], place=place).write()

    assert apps.get_model("persons.Person").objects.count() == len(PEOPLE) * (COPIES + 1) + 1


@pytest.mark.postgres
def test_a_nation_left_half_made_says_so_and_a_whole_one_is_left_alone(grown):
    nation.grow(len(PEOPLE) * (COPIES + 1), print)

    with pytest.raises(nation.HalfMade, match="--reset"):
        nation.grow(len(PEOPLE) * 9, print)
