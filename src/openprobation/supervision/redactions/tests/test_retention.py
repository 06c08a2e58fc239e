"""Is only what is past its time removed, told of first, and never what is held?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from openprobation.config.schedule import say_what_is_past_its_time
from openprobation.foundation.access.models import Look
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
from openprobation.supervision.redactions import actions, queries, tasks
from openprobation.supervision.redactions.models import NightlyPlan
from openprobation.supervision.sentences.models import SupervisionPeriod
from openprobation.vocabulary.access import LookReason, Role
from openprobation.vocabulary.messaging import Channel, MessageState
from openprobation.vocabulary.redactions import RecordKind
from openprobation.vocabulary.sentences import EndReason

pytestmark = pytest.mark.django_db
NOTE = "He talked of his brother"


def case(*, ended):
    person = PersonFactory()
    SupervisionPeriod.objects.create(
        person=person,
        opened_on=date(2008, 1, 1),
        closed_on=ended,
        end_reason=next(iter(EndReason)) if ended else None,
    )
    ContactFactory(person=person, note=NOTE)
    return person


@pytest.fixture
def past():
    return case(ended=date(2011, 2, 15))


def notes():
    return list(Contact.objects.order_by("pk").values_list("note", flat=True))


def test_the_plan_says_what_would_go_and_changes_nothing(past, at):
    made = tasks.plan(at=at)

    assert [(each.person.crn, each.kept_because) for each in made.due] == [(past.crn, "")]
    assert notes() == [NOTE]
    assert not Entry.objects.filter(action="retention.words.removed").exists()


def test_what_is_past_its_time_goes_and_the_figures_stay(past, at):
    born = past.date_of_birth

    tasks.carry_out(at=at)

    assert notes() == ["[past its time, removed 16 Feb 2017]"]
    kept = Person.objects.get()
    assert kept.family_name.startswith("[past its time")
    assert (kept.crn, kept.date_of_birth) == (past.crn, born)


def test_the_night_counts_what_would_go_and_removes_nothing(past, at):
    held = case(ended=date(2010, 3, 1))
    head = officer(role=Role.HEAD, name="Pat Lee")
    held_by(held, head)
    actions.hold(person_id=held.pk, why="An inquest", by=head, at=at)

    say_what_is_past_its_time(at)

    counted = queries.latest_plan()
    assert (counted.cases, counted.cases_kept, counted.rows) == (1, 1, 0)
    assert notes() == [NOTE, NOTE]
    assert not Entry.objects.filter(action="retention.words.removed").exists()


def test_a_night_counted_twice_is_kept_once_as_counted_last(past, at):
    tasks.keep_the_plan(at=at)
    tasks.carry_out(at=at)

    tasks.keep_the_plan(at=at + timedelta(minutes=5))

    assert NightlyPlan.objects.count() == 1
    assert queries.latest_plan().cases == 0


def test_before_a_night_has_counted_there_is_no_plan():
    assert queries.latest_plan() is None


def test_doing_it_again_finds_nothing(past, at):
    tasks.carry_out(at=at)

    assert tasks.plan(at=at).cases == ()


@pytest.mark.parametrize("ended", [date(2011, 2, 16), date(2016, 1, 1), None])
def test_six_years_to_the_day_or_less_is_not_past(at, ended):
    case(ended=ended)

    tasks.carry_out(at=at)

    assert notes() == [NOTE]


def test_a_joined_record_that_still_runs_keeps_both(past, at):
    other = case(ended=None)
    Person.objects.filter(pk=past.pk).update(merged_into=other)

    tasks.carry_out(at=at)

    assert notes() == [NOTE, NOTE]


def test_a_held_record_is_kept_and_the_plan_says_why(past, at):
    head = officer(role=Role.HEAD, name="Pat Lee")
    held_by(past, head)
    actions.hold(person_id=past.pk, why="An inquest", by=head, at=at)

    made = tasks.carry_out(at=at)

    assert made.due == ()
    assert made.cases[0].kept_because == "held by Pat Lee since 16 February 2017"
    assert notes() == [NOTE]


def test_messages_and_notes_of_looks_have_times_of_their_own(at):
    person = PersonFactory()
    old, recent = at - timedelta(days=800), at - timedelta(days=700)
    for key, sent in (("old", old), ("recent", recent)):
        Message.objects.create(
            key=key, channel=Channel.TEXT, to="07700900123", body="Come at ten", sent_at=sent,
            state=MessageState.SENT, written_at=sent, not_before=sent, person_id=person.pk,
        )  # fmt: skip
    long_ago = at - timedelta(days=2500)
    Look.objects.create(
        record_kind="person", record_id=person.pk, user=officer(), reason=LookReason.COURT,
        note="In court", opened_at=long_ago, until=long_ago + timedelta(hours=12),
    )  # fmt: skip

    made = tasks.carry_out(at=at)

    assert made.rows == {RecordKind.MESSAGE: 1, RecordKind.LOOK: 1, RecordKind.FILE: 0}
    assert Message.objects.get(key="recent").body == "Come at ten"
    assert Message.objects.get(key="old").body.startswith("[past its time")


def test_the_command_says_and_does_nothing_until_told(past, at, capsys):
    call_command("retention")

    told = capsys.readouterr().out
    assert f"{past.crn}, ended 15 February 2011" in told
    assert "Nothing was changed" in told
    assert notes() == [NOTE]


def test_the_command_does_it_when_told(past, at, capsys):
    call_command("retention", "--do")

    assert "removed" in capsys.readouterr().out
    assert notes() != [NOTE]


def test_the_page_of_a_person_past_their_time_still_opens(past, at, client):
    user = officer()
    held_by(past, user)
    tasks.carry_out(at=at)

    client.force_login(user)
    page = client.get(reverse("practitioner:person", args=[past.crn]))

    assert page.status_code == 200
