"""Whose cases are in a test, one by one or eighty at once, and what does a page say of them?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.organisations.tests.factories import (
    OfficeFactory,
    TeamFactory,
    officer,
)
from openprobation.portals.practitioner.models import Gathered
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.courts.tests.factories import CourtFactory
from openprobation.supervision.persons.tests.factories import (
    LONG_AGO,
    PersonFactory,
    held_by,
    restricted,
)
from openprobation.supervision.risk.tests.factories import (
    HarmAssessmentFactory,
    RegistrationFactory,
)
from openprobation.supervision.sentences.tests.factories import (
    EventFactory,
    OrderFactory,
    SupervisionPeriodFactory,
)
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.appointments import AppointmentState, Outcome
from openprobation.vocabulary.risk import HarmLevel

# a portal imports no models, nor do its tests
Spell: Any = apps.get_model("allocations.Spell")
Relation: Any = apps.get_model("access.Relation")

ONE_DAY = timedelta(days=1)
NAMES = ("Lee Ashworth", "عبد الرحمن الحسيني", "Sinéad O'Neill", "Kiran Okafor", "Jo Lee")


def case_of(holder: Any, *, first_contact_by: date | None = None, **about: Any) -> Any:
    """A person whose case the officer holds, with the relation that goes with it."""
    person = PersonFactory(**about)
    held_by(person, holder)
    Spell.objects.create(
        person=person,
        period=SupervisionPeriodFactory(person=person),
        team_id=holder.postings.get().team_id,
        officer=holder,
        reason=SpellReason.ASSIGNED,
        first_contact_by=first_contact_by,
        starts_at=LONG_AGO,
        started_by=holder,
    )
    return person


def sentenced(person: Any, **about: Any) -> Any:
    """An order of somebody whose case is held, by default to 2 October 2017."""
    period = person.supervision_periods.get()
    return OrderFactory(event=EventFactory(person=person, period=period), **about)


def page_of(response: HttpResponse) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main")[-1]))


def questions(client: Client, address: str, query: dict[str, str] | None = None) -> int:
    """How many queries a whole page takes, with session, user, rights and audit.

    The first visit also writes the session down, so the second is counted.
    """
    page_of(client.get(address, query))
    with CaptureQueriesContext(connection) as asked:
        page_of(client.get(address, query))
    return len(asked)


def questions_at_first(client: Client, address: str) -> int:
    """How many the page takes when nothing is kept of what was gathered for it."""
    page_of(client.get(address))
    Gathered.objects.all().delete()
    with CaptureQueriesContext(connection) as asked:
        page_of(client.get(address))
    return len(asked)


@contextmanager
def beneath(django_db_blocker: Any) -> Iterator[None]:
    """What is made within lies beneath the transactions of a module's tests, and is taken back after."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def caseload(cases: int) -> Any:
    """An officer with so many cases, in bulk, each fifth alike.

    One new and not yet arranged, one seen today with a review due, one missed and not written down whose
    order ends soon, one masked, one with a joined record that holds the registration and the last visit.
    """
    holder = officer(team=TeamFactory(name="Bolton 2"))
    office, court = OfficeFactory(), CourtFactory()
    given = [NAMES[n % 5].split(" ", 1) for n in range(cases)]
    people = made(
        PersonFactory.build(given_names=one, family_name=rest, created_by=holder)
        for one, rest in given
    )
    folded = made(
        PersonFactory.build(merged_into=person, created_by=holder) for person in people[4::5]
    )
    periods = made(SupervisionPeriodFactory.build(person=person) for person in people)
    Spell.objects.bulk_create(
        Spell(
            person=period.person,
            period=period,
            team_id=holder.postings.get().team_id,
            officer=holder,
            reason=SpellReason.ASSIGNED,
            first_contact_by=date(2017, 2, 20) if n % 5 == 0 else None,
            starts_at=LONG_AGO,
            started_by=holder,
        )
        for n, period in enumerate(periods)
    )
    Relation.objects.bulk_create(
        Relation(
            record_kind="person",
            record_id=person.pk,
            holder_kind=HolderKind.USER,
            holder_id=holder.pk,
            relation=RelationKind.RESPONSIBLE_OFFICER,
            starts_at=LONG_AGO,
        )
        for person in people
    )
    events = made(
        EventFactory.build(person=period.person, period=period, court=court, registered_by=holder)
        for period in periods
    )
    made(
        OrderFactory.build(
            event=event,
            person=event.person,
            ends_on=date(2017, 3, 1) if n % 5 == 2 else date(2017, 10, 2),
        )
        for n, event in enumerate(events)
    )
    made(
        HarmAssessmentFactory.build(
            person=person,
            assessed_by=holder,
            overall=HarmLevel.HIGH if n % 5 == 1 else HarmLevel.MEDIUM,
            known_adult=HarmLevel.HIGH if n % 5 == 1 else HarmLevel.MEDIUM,
        )
        for n, person in enumerate(people)
    )
    made(
        RegistrationFactory.build(person=person, registered_by=holder, review_due_on=due_on)
        for some, due_on in ((people[1::5], date(2017, 2, 17)), (folded, date(2017, 9, 1)))
        for person in some
    )
    meeting = {"officer": holder, "office": office, "arranged_by": holder}
    minutes = timedelta(minutes=5)
    made(
        AppointmentFactory.build(person=person, starts_at=starts_at, **meeting)
        for n in range(cases // 5)
        for person, starts_at in (
            (people[n * 5 + 1], PUBLICATION_DAY + minutes * (n + 1)),
            (people[n * 5 + 2], PUBLICATION_DAY - ONE_DAY - minutes * n),
            (people[n * 5 + 3], PUBLICATION_DAY + minutes * (n + 1)),
        )
    )
    made(
        AppointmentFactory.build(
            person=person,
            starts_at=PUBLICATION_DAY - 7 * ONE_DAY + minutes * n,
            state=AppointmentState.RECORDED,
            outcome=Outcome.COMPLIED,
            outcome_by=holder,
            outcome_at=PUBLICATION_DAY - 6 * ONE_DAY,
            **meeting,
        )
        for n, person in enumerate(folded)
    )
    for person in people[3::5]:
        restricted(person)
    return holder


def made(rows: Any) -> list[Any]:
    """Saved at once."""
    found = list(rows)
    return list(type(found[0])._default_manager.bulk_create(found)) if found else []
