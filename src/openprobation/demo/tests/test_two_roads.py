"""Do the road of actions and the bulk road lead to the same rows? Every table, row by row, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from hashlib import sha256
from itertools import count, islice

import pytest
from django.apps import apps
from django.db import models, transaction

from openprobation.demo import bulk, make, protection, road, service
from openprobation.demo.plan import FIRST_TEAM_PEOPLE, OPENING, PersonPlan, plan_person
from openprobation.foundation.identity import actions as identity
from openprobation.foundation.organisations import actions as organisations
from openprobation.foundation.quarantine import unwrapped
from openprobation.portals.practitioner.models import Gathered, Overtaken
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.risk import MappaLevel, RegistrationKind
from openprobation.vocabulary.sentences import OrderKind

DEPUTY_ON_THE_DAY, NO_FIXED_ABODE, MAPPA_LOOKED_AT_AGAIN = 218, 273, 511
LONGEST = 16
"""Meetings of the others: by actions each takes its time, and there are enough in the three named."""


def fifty() -> list[PersonPlan]:
    """People beyond the first team: three chosen for what is rare, then the next with short records."""
    rare = (DEPUTY_ON_THE_DAY, NO_FIXED_ABODE, MAPPA_LOOKED_AT_AGAIN)
    plans = [plan_person(number) for number in rare]
    following = map(plan_person, count(FIRST_TEAM_PEOPLE + 1))
    known = {plan.number for plan in plans}
    short = (p for p in following if p.number not in known and len(p.meetings) <= LONGEST)
    return [*plans, *islice(short, 50 - len(plans))]


PLANS = fifty()

MACHINE_TIME = {("audit.entry", "really_at")}
"""The machine's own moment of writing, which no two roads share."""

NAMED_BY_KIND = {
    "contacts.contact": {"reference_id": "reference_kind"},
    "audit.entry": {"record_id": "record_kind", "person_id": "persons.person"},
    "access.relation": {"record_id": "record_kind"},
}


def acts(plan: PersonPlan, kind: type) -> list[object]:
    return [act for act in protection.plan_of(plan) if isinstance(act, kind)]


COVERED: dict[str, Callable[[PersonPlan], object]] = {
    "held by a company": lambda plan: plan.provider is OrganisationKind.CRC,
    "held by the public provider": lambda plan: plan.provider is OrganisationKind.NPS,
    "on licence": lambda plan: plan.sentence.kind is OrderKind.LICENCE,
    "suspended sentence": lambda plan: plan.sentence.kind is OrderKind.SUSPENDED_SENTENCE,
    "woman": lambda plan: plan.sex is Sex.FEMALE,
    "under MAPPA": lambda plan: plan.risk.mappa,
    "MAPPA looked at again": lambda plan: any(
        isinstance(review.of, MappaLevel) for review in plan.reviews
    ),
    "flag looked at again": lambda plan: any(
        isinstance(review.of, RegistrationKind) for review in plan.reviews
    ),
    "another name": lambda plan: plan.alias,
    "no fixed abode": lambda plan: plan.no_fixed_abode,
    "officer changed": lambda plan: len(plan.holdings) > 1,
    "rehabilitation activity": lambda plan: any(meeting.is_rar for meeting in plan.meetings),
    "outcome never written": lambda plan: any(
        meeting.outcome is None for meeting in plan.meetings[:-1]
    ),
    "held while a deputy stands in": lambda plan: any(
        holding.officer == 2 and holding.at.date() >= date(2017, 2, 6)
        for holding in plan.holdings
        if plan.team == "CRC-BOL"
    ),
    "kept from papers": lambda plan: acts(plan, protection.Kept),
    "at risk, checked again": lambda plan: any(
        act.checked_at for act in acts(plan, protection.Named)
    ),
    "enquiry chased": lambda plan: any(act.chased_at for act in acts(plan, protection.Enquired)),
    "enquiry answered, not used": lambda plan: any(
        act.answered_at and not act.used_at for act in acts(plan, protection.Enquired)
    ),
    "enquiry used, by an assessment of its own": lambda plan: any(
        act.with_assessment for act in acts(plan, protection.Enquired)
    ),
    "enquiry used, at a look that was due": lambda plan: any(
        act.used_at and not act.with_assessment for act in acts(plan, protection.Enquired)
    ),
    "disability": lambda plan: plan.disabilities,
    "emergency contact": lambda plan: plan.emergency,
}


@pytest.mark.parametrize("what", COVERED)
def test_the_fifty_people_are_of_every_kind(what):
    assert any(COVERED[what](plan) for plan in PLANS)


@pytest.mark.slow
def test_both_roads_write_the_same_rows_in_every_table(db):
    assert_roads_agree(PLANS)


@pytest.mark.postgres
def test_both_roads_write_the_same_rows_on_postgresql(db):
    assert_roads_agree(PLANS[:12])


def assert_roads_agree(plans: list[PersonPlan]) -> None:
    a_deputy_stands_in()

    with taken_back():
        made = service.load()
        with make.nothing_beside_it():
            for plan in plans:
                road.make(plan, service=made)
        by_actions = every_table()
    with taken_back():
        bulk.make(plans, place=bulk.Place.of(service.load())).write()
        in_bulk = every_table()

    assert len(by_actions["persons.person"]) == len(plans)
    for table, rows in by_actions.items():
        assert_same(table, rows, in_bulk[table])


def a_deputy_stands_in() -> None:
    """The third officer of the first team is away, as in the stories."""
    made = service.set_up()
    organisations.cover(
        user=made.officer("CRC-BOL", 2),
        deputy=made.officer("CRC-BOL", 0),
        starts_on=date(2017, 2, 6),
        by=identity.system_user(),
        at=OPENING,
    )


class TakenBack(Exception):
    """The rows have been read, and go."""


@contextmanager
def taken_back() -> Iterator[None]:
    with suppress(TakenBack), transaction.atomic():
        yield
        raise TakenBack


def assert_same(table: str, rows: list[str], others: list[str]) -> None:
    """Equal, or the first row that is not, as it can be read."""
    for row, other in zip(rows, others, strict=False):
        assert row == other, f"{table}: by actions\n  {row}\nin bulk\n  {other}"
    assert len(rows) == len(others), table


def every_table() -> dict[str, list[str]]:
    """Every row of every table of the project, in the order written, with no key in it.

    What pages gathered is no record, nor what overtook it: it is gathered anew.
    A key gives way to the content of the row it stands for; so two databases that differ only in keys
    read the same.
    """
    kinds = {
        model._meta.label_lower: model
        for model in apps.get_models()
        if model.__module__.startswith("openprobation.") and model not in (Gathered, Overtaken)
    }
    return Reading(kinds).tables()


class Reading:
    def __init__(self, kinds: dict[str, type[models.Model]]) -> None:
        self.kinds = kinds
        self.rows = {
            label: {
                row[kind._meta.pk.attname]: row
                for row in kind._base_manager.order_by("pk").values(
                    *(field.attname for field in kind._meta.concrete_fields)
                )
            }
            for label, kind in kinds.items()
        }
        self.known: dict[tuple[str, object], str] = {}

    def tables(self) -> dict[str, list[str]]:
        return {label: [self.read(label, key) for key in rows] for label, rows in self.rows.items()}

    def read(self, label: str, key: object) -> str:
        """A row in words: "kind='licence' person=persons.person:1f3a…"."""
        kind, row = self.kinds[label], self.rows[label][key]
        return " ".join(
            f"{field.attname}={self.value(label, field, row)}"
            for field in kind._meta.concrete_fields
            if not isinstance(field, models.AutoField)
            and (label, field.attname) not in MACHINE_TIME
        )

    def value(self, label: str, field: models.Field, row: dict[str, object]) -> str:
        value = row[field.attname]
        if isinstance(field, models.ForeignKey) and value is not None:
            return self.stand_in(field.related_model._meta.label_lower, value)
        named = NAMED_BY_KIND.get(label, {}).get(field.attname)
        if named is not None and value is not None:
            of = str(row.get(named, named))
            return self.stand_in("persons.person" if of == "person" else of, value)
        return repr(unwrapped(value))  # behind their masks all words would be equal

    def stand_in(self, label: str, key: object) -> str:
        if (label, key) not in self.known:
            if label not in self.rows or key not in self.rows[label]:
                return f"{label}:no such row {key!r}"
            content = sha256(self.read(label, key).encode()).hexdigest()
            self.known[label, key] = f"{label}:{content[:12]}"
        return self.known[label, key]
