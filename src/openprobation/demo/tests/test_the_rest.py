"""Is the rest of the demonstration made whole, once, and beside people who use the site?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection

from openprobation.demo import make, rows, service, stories
from openprobation.demo.plan import FIRST_TEAM_PEOPLE, OPENING, crn_of
from openprobation.foundation.audit import actions as audit
from openprobation.foundation.audit import queries as audit_queries
from openprobation.foundation.audit.models import Entry
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.actions import create_person
from openprobation.supervision.persons.models import Person
from openprobation.vocabulary.persons import Sex

TEN = FIRST_TEAM_PEOPLE + 10
THIRTY = FIRST_TEAM_PEOPLE + 30


class Killed(Exception):
    """The process ended here."""


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(make, "BATCH", 10)


@pytest.fixture
def killed_in_the_second_batch(monkeypatch, small_batches):
    """The first table's rows of the second batch go in, and then no more."""
    settled = rows.Ready.settled

    def until_contacts(self, keys, *, now):
        if self.kind is Contact and Contact.objects.exists():
            raise Killed
        return settled(self, keys, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(rows.Ready, "settled", until_contacts)
        service.set_up()
        with pytest.raises(Killed):
            make.the_rest(THIRTY, quietly)


def quietly(words):
    """A progress line nobody reads."""


def everybody():
    return list(Person.objects.order_by("pk").values_list("crn", flat=True))


@pytest.mark.django_db
def test_a_killed_run_leaves_whole_batches_and_nothing_of_the_next(killed_in_the_second_batch):
    assert everybody() == [crn_of(number) for number in range(FIRST_TEAM_PEOPLE + 1, TEN + 1)]
    assert set(Appointment.objects.values_list("person__crn", flat=True)) <= set(everybody())
    assert Entry.objects.filter(action="person.created").count() == 10


@pytest.mark.django_db
def test_the_next_run_makes_whoever_is_missing_once(killed_in_the_second_batch):
    make.the_rest(THIRTY, quietly)

    assert everybody() == [crn_of(number) for number in range(FIRST_TEAM_PEOPLE + 1, THIRTY + 1)]
    assert Spell.objects.filter(ends_at__isnull=True).count() == 30


@pytest.mark.django_db
def test_with_everybody_there_nothing_is_made_and_nothing_said():
    service.set_up()
    make.the_rest(TEN, quietly)
    said = []

    make.the_rest(TEN, said.append)

    assert said == []
    assert Person.objects.count() == 10


@pytest.mark.django_db
def test_the_audit_of_the_rest_can_be_sealed_and_is_whole(small_batches):
    service.set_up()
    make.the_rest(THIRTY, quietly)

    audit.seal(at=OPENING, settled_for=0)

    assert audit_queries.chain().is_whole


@pytest.mark.django_db
def test_somebody_made_afterwards_gets_a_key_of_their_own():
    made = service.set_up()
    make.the_rest(TEN, quietly)

    person = new_person(made)

    assert person.pk > max(Person.objects.exclude(pk=person.pk).values_list("pk", flat=True))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nobody_who_uses_the_site_meanwhile_takes_the_same_key(small_batches):
    made = service.set_up()
    stop = Event()

    with ThreadPoolExecutor(1) as threads:
        beside = threads.submit(make_people_until, stop, made)
        try:
            make.the_rest(FIRST_TEAM_PEOPLE + 100, quietly)
        finally:
            stop.set()
        on_the_site = beside.result(timeout=30)

    assert on_the_site > 1
    assert Person.objects.count() == 100 + on_the_site
    assert Entry.objects.filter(action="person.created").count() == 100 + on_the_site
    audit.seal(at=OPENING, settled_for=0)
    assert audit_queries.chain().is_whole


def make_people_until(stop, made):
    """Somebody at court makes one person after another. Returns how many.

    The first has the number of the first story: numbers given out here count on from the stories'.
    """
    new_person(made, crn=crn_of(stories.FIRST))
    many = 1
    try:
        while not stop.is_set():
            new_person(made)
            many += 1
    finally:
        connection.close()
    return many


def new_person(made, crn=None):
    return create_person(
        crn=crn,
        given_names="Robin",
        family_name="Holt",
        date_of_birth=date(1990, 1, 1),
        sex=Sex.MALE,
        by=made.court_officer("NPS-C-BOL"),
        at=OPENING,
    )
