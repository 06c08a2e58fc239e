"""Is what lists show of a person kept until something is written about them, and never after it?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import LONDON
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.portals.practitioner import gathered
from openprobation.portals.practitioner.gathered import LINES
from openprobation.portals.practitioner.keeping import Seen
from openprobation.portals.practitioner.models import Gathered, Overtaken, Shown
from openprobation.portals.practitioner.person import PAGES, page_of
from openprobation.portals.practitioner.reactions import forget_both
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.persons.events import RecordsMerged
from openprobation.supervision.persons.models import Person
from openprobation.supervision.persons.queries import by_id
from openprobation.supervision.persons.tests.factories import (
    MergeFactory,
    PersonFactory,
    restricted,
)
from openprobation.supervision.risk.tests.factories import (
    HarmAssessmentFactory,
    MappaFactory,
    RegistrationFactory,
    ReoffendingScoreFactory,
)
from openprobation.supervision.sentences.tests.factories import RequirementFactory
from openprobation.supervision.workforce.tests.factories import CaseTierFactory

from .caseload import case_of, sentenced

pytestmark = pytest.mark.django_db
ON = date(2017, 2, 16)


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def person(user):
    return case_of(user)


def lines(*people, viewer, at):
    return gathered.lines([one.pk for one in people], viewer=viewer, at=at, on=at.date())


def test_what_was_gathered_once_is_asked_of_no_context_again(
    person, user, at, django_assert_num_queries
):
    sentenced(person)
    RegistrationFactory(person=person)
    first = lines(person, viewer=user, at=at)

    with django_assert_num_queries(2):
        again = lines(person, viewer=user, at=at)

    assert again == first
    assert again[person.pk].person.flags


def test_anything_written_about_somebody_is_seen_at_once(person, user, at):
    lines(person, viewer=user, at=at)

    Person.objects.filter(pk=person.pk).update(family_name="Othername")
    record("person.name.changed", by=user.username, at=at, person_id=person.pk)

    assert "Othername" in lines(person, viewer=user, at=at)[person.pk].person.name


def test_a_look_changes_nothing(person, user, at):
    lines(person, viewer=user, at=at)

    record("person.viewed", by=user.username, at=at, person_id=person.pk)

    assert LINES.kept([person.pk], at=at, on=ON)


def test_an_act_that_was_taken_back_leaves_what_was_kept(person, user, at):
    lines(person, viewer=user, at=at)

    with transaction.atomic():
        record("person.name.changed", by=user.username, at=at, person_id=person.pk)
        transaction.set_rollback(True)

    assert LINES.kept([person.pk], at=at, on=ON)


def test_it_is_gathered_anew_tomorrow_and_when_the_next_appointment_is_over(person, user, at):
    meeting = AppointmentFactory(person=person, starts_at=at + timedelta(hours=2))
    lines(person, viewer=user, at=at)

    assert LINES.kept([person.pk], at=meeting.ends_at - timedelta(seconds=1), on=ON)
    assert not LINES.kept([person.pk], at=meeting.ends_at, on=ON)
    assert not LINES.kept([person.pk], at=at, on=date(2017, 2, 17))


def test_what_is_written_while_somebody_gathers_is_not_overwritten_by_what_stood_before(
    person, user, at
):
    seen = Seen.of([person.pk], Shown.LINE)
    found = LINES.asks([person.pk], at=at, on=ON)

    record("person.name.changed", by=user.username, at=at, person_id=person.pk)
    LINES.keep(found, seen=seen, on=ON)

    assert not LINES.kept([person.pk], at=at, on=ON)


def test_of_two_who_gather_the_one_who_asked_before_a_write_does_not_overwrite_the_other(
    person, user, at
):
    early = Seen.of([person.pk], Shown.LINE)
    before = LINES.asks([person.pk], at=at, on=ON)
    Person.objects.filter(pk=person.pk).update(family_name="Othername")
    record("person.name.changed", by=user.username, at=at, person_id=person.pk)
    lines(person, viewer=user, at=at)

    LINES.keep(before, seen=early, on=ON)

    assert "Othername" in LINES.kept([person.pk], at=at, on=ON)[person.pk].person.name


def test_what_an_earlier_release_kept_and_this_one_cannot_read_is_gathered_anew(person, user, at):
    lines(person, viewer=user, at=at)
    Gathered.objects.update(text='{"person": {"id": 1}}')

    assert not LINES.kept([person.pk], at=at, on=ON)
    assert lines(person, viewer=user, at=at)[person.pk].person.crn == person.crn


def test_who_is_masked_is_the_viewers_and_kept_of_nobody(person, user, at):
    lines(person, viewer=user, at=at)

    restricted(person)
    line = lines(person, viewer=user, at=at)[person.pk]

    assert line.person.is_masked
    assert (line.person.name, line.order, line.clocks) == ("", None, ())


def test_joined_records_are_one_line_that_goes_with_a_write_on_either(
    person, user, at, django_assert_num_queries
):
    folded = MergeFactory(kept=person).folded
    found = lines(person, folded, viewer=user, at=at)

    with django_assert_num_queries(3):
        assert lines(person, viewer=user, at=at)[person.pk] == found[folded.pk]
    record("person.phone.added", by=user.username, at=at, person_id=folded.pk)

    assert not LINES.kept([person.pk], at=at, on=ON)


def test_once_joined_neither_record_stands_alone_any_more(person, user, at):
    other = case_of(user)
    lines(person, other, viewer=user, at=at)

    forget_both(RecordsMerged(kept_id=person.pk, folded_id=other.pk, by_id=user.pk, at=at))

    assert not LINES.kept([person.pk, other.pk], at=at, on=ON)


def test_a_name_in_arabic_and_half_a_day_in_british_summer_time_come_back_as_they_were(
    person, user
):
    at = datetime(2017, 6, 1, 9, tzinfo=LONDON)
    Person.objects.filter(pk=person.pk).update(given_names="محمد", family_name='O\u2019"<b>')
    AppointmentFactory(person=person, starts_at=at + timedelta(days=1))
    first = lines(person, viewer=user, at=at)

    assert lines(person, viewer=user, at=at) == first
    assert LINES.kept([person.pk], at=at, on=at.date())


def test_the_command_gathers_everybody_somebody_holds_and_proves_it(person, user, at, capsys):
    call_command("gather")
    call_command("gather", "--prove")

    assert LINES.kept([person.pk], at=at, on=ON)
    assert "2 compared, 0 not equal" in capsys.readouterr().out


def test_the_proof_names_whose_line_is_not_so(person, user, at, capsys):
    call_command("gather")
    Person.objects.filter(pk=person.pk).update(family_name="Unsaid")

    with pytest.raises(SystemExit):
        call_command("gather", "--prove")

    assert f"1 not equal: {person.crn}" in capsys.readouterr().out


def test_writes_about_people_nobody_lists_do_not_pile_up(person, user, at):
    record("person.name.changed", by=user.username, at=at, person_id=person.pk)
    other = PersonFactory()
    record("person.name.changed", by=user.username, at=at, person_id=other.pk)
    Overtaken.objects.update(really_at=at - timedelta(hours=2))

    call_command("gather")

    assert not Overtaken.objects.exists()


# ── The person's page ──────────────────────────────────────────────────────────────────────
def page(person, *, at):
    return page_of(by_id(person.pk), at=at, on=at.date())


def test_a_page_gathered_once_is_asked_of_no_context_again(
    person, user, at, django_assert_num_queries
):
    sentenced(person)
    HarmAssessmentFactory(person=person, high=True)
    AppointmentFactory(person=person, officer=user)
    first, found = page(person, at=at), by_id(person.pk)

    with django_assert_num_queries(1):
        again = page_of(found, at=at, on=ON)

    assert again == first
    assert all((again.harm, again.orders, again.next))


def test_a_page_is_gathered_anew_after_anything_written_about_the_person(person, user, at):
    page(person, at=at)
    RegistrationFactory(person=person)
    assert not page(person, at=at).flags

    record("risk.registered", by=user.username, at=at, person_id=person.pk)

    assert page(person, at=at).flags


def test_a_look_leaves_the_page_as_it_was(person, user, at):
    page(person, at=at)

    record("person.viewed", by=user.username, at=at, person_id=person.pk)

    assert PAGES.kept([person.pk], at=at, on=ON)


def test_a_list_that_gathers_does_not_take_the_page_for_gathered(person, user, at):
    page(person, at=at)
    Person.objects.filter(pk=person.pk).update(language="Polish")
    record("person.details.changed", by=user.username, at=at, person_id=person.pk)

    lines(person, viewer=user, at=at)

    assert dict(page(person, at=at).needs)["Language"] == "Polish"


def test_a_page_is_so_until_the_next_appointment_begins_and_then_until_it_ends(person, user, at):
    meeting = AppointmentFactory(person=person, starts_at=at + timedelta(hours=2))
    second = timedelta(seconds=1)

    page(person, at=at)
    assert PAGES.kept([person.pk], at=meeting.starts_at - second, on=ON)
    assert not PAGES.kept([person.pk], at=meeting.starts_at, on=ON)

    assert page(person, at=meeting.starts_at).last.latest.id == meeting.pk
    assert PAGES.kept([person.pk], at=meeting.ends_at - second, on=ON)
    assert not PAGES.kept([person.pk], at=meeting.ends_at, on=ON)


def test_the_page_of_joined_records_goes_with_a_write_on_either(person, user, at):
    folded = MergeFactory(kept=person).folded
    page(person, at=at)
    assert PAGES.kept([person.pk], at=at, on=ON)

    record("person.phone.added", by=user.username, at=at, person_id=folded.pk)

    assert not PAGES.kept([person.pk], at=at, on=ON)


def test_a_team_that_changes_its_number_is_shown_so_on_a_page_that_is_kept(person, user, client):
    client.force_login(user)
    address = reverse("practitioner:person", args=[person.crn])
    client.get(address)

    user.postings.get().team.__class__.objects.update(duty_number="0161 496 0999")

    assert "0161 496 0999" in client.get(address).content.decode()


def test_a_kept_page_is_closed_to_whom_it_closes(person, user, client):
    client.force_login(user)
    address = reverse("practitioner:person", args=[person.crn])
    assert client.get(address).status_code == 200

    restricted(person)

    assert client.get(address).status_code == 302


def test_the_command_gathers_the_page_of_whoever_is_expected_and_lets_old_ones_go(
    person, user, at, capsys
):
    other = case_of(user)
    AppointmentFactory(person=person, officer=user, starts_at=at + timedelta(hours=1))
    PAGES.gather([other.pk], at=at - timedelta(days=1), on=date(2017, 2, 15))

    call_command("gather")
    call_command("gather", "--prove")

    pages = Gathered.objects.filter(shown=Shown.PAGE)
    assert [row.person_id for row in pages] == [person.pk]
    assert "5 compared, 0 not equal" in capsys.readouterr().out


def test_the_proof_names_whose_page_is_not_so(person, user, at, capsys):
    page(person, at=at)
    RegistrationFactory(person=person)

    with pytest.raises(SystemExit):
        call_command("gather", "--prove")

    assert f"1 not equal: {person.crn}" in capsys.readouterr().out


def test_every_kind_of_thing_on_a_page_comes_back_as_it_was(person, user, at):
    order = sentenced(person)
    RequirementFactory(order=order)
    HarmAssessmentFactory(person=person)
    ReoffendingScoreFactory(person=person)
    RegistrationFactory(person=person)
    MappaFactory(person=person)
    CaseTierFactory(person=person)
    AppointmentFactory(person=person, officer=user)
    AppointmentFactory(person=person, officer=user, attended=True)

    first = page(person, at=at)

    assert PAGES.kept([person.pk], at=at, on=ON) == {person.pk: first}
    assert all((first.rsr, first.mappa, first.tier, first.last, first.orders[0].requirements))
