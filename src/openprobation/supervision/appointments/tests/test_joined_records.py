"""Is every act and page of a joined record one of the record that is kept?

Here, because this is the highest context that acts on a person and may see all the others.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

import openprobation.supervision
from openprobation.foundation.access.check import NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.supervision.allocations import actions as allocations
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.appointments import actions, queries
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.courts.tests.factories import CourtFactory
from openprobation.supervision.persons.tests.factories import MergeFactory, held_by
from openprobation.supervision.risk import actions as risk
from openprobation.supervision.risk.models import ReoffendingScore
from openprobation.supervision.sentences import actions as sentences
from openprobation.supervision.sentences.actions import (
    OffenceGiven,
    OrderGiven,
    RequirementGiven,
)
from openprobation.supervision.sentences.models import Event, Order
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import AppointmentKind, Outcome
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.sentences import EndReason, OrderKind, RequirementKind, Unit

from .factories import HALF_AN_HOUR, TODAY_9_30, AppointmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def merge(user):
    """The record kept is the officer's; the one folded in was somebody's before."""
    merge = MergeFactory()
    held_by(merge.kept, user)
    return merge


# ── Acts ───────────────────────────────────────────────────────────────────────────────────
def write(person_id, by, at):
    contacts.write(
        person_id=person_id, kind=ContactKind.CASE_NOTE, happened_at=at, summary="Rang.",
        note="", is_sensitive=False, by=by, at=at,
    )  # fmt: skip
    return Contact.objects.get(kind=ContactKind.CASE_NOTE)


def arrange(person_id, by, at):
    made = actions.arrange(
        person_id=person_id, officer_id=by.pk, kind=AppointmentKind.TELEPHONE,
        starts_at=TODAY_9_30 + timedelta(days=1), minutes=30, by=by, at=at,
        confirmed_warnings=True,
    )  # fmt: skip
    return made[0]


def score(person_id, by, at):
    return risk.record_score(
        person_id=person_id, rsr=Decimal("2.10"), assessed_on=date(2017, 2, 1), by=by, at=at
    )


ACTS = [write, arrange, score]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_on_a_joined_record_is_an_act_on_the_one_kept(merge, user, at, act):
    row = act(merge.folded_id, user, at)

    assert row.person_id == merge.kept_id
    assert {entry.person_id for entry in Entry.objects.all()} == {merge.kept_id}


@pytest.mark.parametrize("act", ACTS)
def test_to_whom_only_the_joined_record_was_open_may_not_act_on_the_one_kept(merge, at, act):
    former = officer()
    held_by(merge.folded, former)

    with pytest.raises(NotYourCase):
        act(merge.folded_id, former, at)

    for kind in (Contact, Appointment, ReoffendingScore, Entry):
        assert not kind.objects.exists()


def test_a_sentence_registered_on_a_joined_record_stands_on_the_one_kept(merge, at):
    court_officer = officer(role=Role.COURT_OFFICER)
    held_by(merge.kept, court_officer)

    event = sentences.register_sentence(
        person_id=merge.folded_id,
        court_id=CourtFactory().pk,
        sentenced_on=date(2017, 2, 15),
        offences=[OffenceGiven("Theft from a shop", date(2017, 1, 4), is_main=True)],
        orders=[
            OrderGiven(
                kind=OrderKind.COMMUNITY_ORDER,
                length=12,
                unit=Unit.MONTHS,
                requirements=(RequirementGiven(RequirementKind.UNPAID_WORK, 100, Unit.HOURS),),
            )
        ],
        by=court_officer,
        at=at,
        as_ordered=True,
    )

    assert event.person_id == merge.kept_id
    assert Spell.objects.get().person_id == merge.kept_id


def test_an_order_of_a_joined_record_is_ended_by_whoever_holds_the_one_kept(merge, user, at):
    order = OrderFactory(event__person=merge.folded)

    sentences.end_order(
        order_id=order.pk, on=at.date(), reason=EndReason.REVOKED_PROGRESS, by=user, at=at
    )

    assert Order.objects.get().ended_on == at.date()
    assert Event.objects.get().person_id == merge.folded_id


def test_a_case_named_by_a_joined_record_is_assigned_on_the_one_kept(at):
    team = TeamFactory()
    spell = case_of(None, team)
    merge = MergeFactory(kept=spell.person)
    taker, senior = officer(team=team), officer(role=Role.SENIOR, team=team)

    allocations.assign_officer(person_id=merge.folded_id, officer_id=taker.pk, by=senior, at=at)

    assert Spell.objects.get(ends_at=None).person_id == merge.kept_id
    assert Spell.objects.get(ends_at=None).officer == taker


def test_a_line_of_a_joined_record_is_corrected_by_whoever_holds_the_one_kept(merge, user, at):
    line = contacts.record(
        person_id=merge.folded_id, kind=ContactKind.CASE_NOTE, happened_at=at, summary="Rang.",
        by=user, at=at,
    )  # fmt: skip

    contacts.withdraw(contact_id=line.pk, why="Somebody else.", by=user, at=at)

    assert Contact.objects.current().get().is_withdrawn


# ── Appointments ───────────────────────────────────────────────────────────────────────────
def test_a_meeting_on_a_joined_record_is_on_the_page_of_the_one_kept(client, merge, user, at):
    planned = AppointmentFactory(person=merge.folded, officer=user, begun=True)
    client.force_login(user)

    page = client.get(f"/people/{merge.kept.crn}/appointments/{planned.pk}/")

    assert page.status_code == 200
    found = queries.for_person((merge.kept_id, merge.folded_id), at - timedelta(minutes=1))
    assert [entry.id for entry in found] == [planned.pk]


def test_its_outcome_is_recorded_by_whoever_holds_the_one_kept(merge, user, at):
    planned = AppointmentFactory(person=merge.folded, officer=user, begun=True)

    actions.record_outcome(
        appointment_id=planned.pk, seen_version=planned.version, outcome=Outcome.COMPLIED,
        note="", by=user, at=at + HALF_AN_HOUR,
    )  # fmt: skip

    planned.refresh_from_db()
    assert planned.outcome == Outcome.COMPLIED


# ── Pages ──────────────────────────────────────────────────────────────────────────────────
PAGES = [
    "appointments:arrange",
    "contacts:write",
    "risk:summary",
    "allocations:history",
    "sentences:close",
]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_a_joined_record_leads_to_the_one_kept(client, merge, user, name):
    client.force_login(user)

    response = client.get(reverse(name, args=[merge.folded.crn]))

    assert response["Location"] == reverse(name, args=[merge.kept.crn])
    assert f"joined into {merge.kept.crn}" in client.get(response["Location"]).content.decode()


def test_what_is_sent_to_a_joined_records_page_is_written_on_the_one_kept(client, merge, user):
    client.force_login(user)

    client.post(
        reverse("contacts:write", args=[merge.folded.crn]),
        {"kind": "case_note", "day": "16/2/2017", "time": "8:50", "summary": "Rang his mother."},
    )

    assert Contact.objects.get().person_id == merge.kept_id


# ── The rule, in every action there is or will be ──────────────────────────────────────────
ASKS = re.compile(r"require\(by, [\w.]+, at=at, person_id=(.*)\)\n")
KEPT = re.compile(r"kept_id|person\.id|_person\(|handle\(")
RESOLVED = ("person_id = persons.kept_id(", "person_id = kept_id(")
EXEMPT = {
    "persons/actions/joining.py": "to be joined, both records are open as they are",
    "allocations/actions/deciding.py": "asked within an act that began from the kept record",
    "redactions/actions.py": "words are removed from the record they stand on",
}


def test_every_act_asks_leave_for_the_record_that_is_kept():
    unresolved = []
    for file, words in sources_of_actions():
        for asked in ASKS.finditer(words):
            before = words[words.rfind("\ndef ", 0, asked.start()) : asked.start()]
            if not KEPT.search(asked[1]) and not any(line in before for line in RESOLVED):
                unresolved.append(f"{file}: {asked[0].strip()}")

    assert unresolved == []


def sources_of_actions():
    root = Path(openprobation.supervision.__path__[0])
    for source in sorted(root.rglob("*.py")):
        file = str(source.relative_to(root))
        is_action = "actions" in source.parts or source.name == "actions.py"
        if is_action and file not in EXEMPT:
            yield file, source.read_text()
