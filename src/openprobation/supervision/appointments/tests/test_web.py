"""Do the pages do what an officer with one hand and bad signal needs, and lose nothing typed?"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.access.models import Look
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.appointments.actions import record_outcome, undo_outcome
from openprobation.supervision.appointments.models import Appointment, AppointmentChange
from openprobation.supervision.persons.tests.factories import (
    AdjustmentFactory,
    CircumstanceFactory,
    PhoneFactory,
    held_by,
    restricted,
)
from openprobation.supervision.sentences.tests.factories import (
    RequirementFactory,
    SupervisionPeriodFactory,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.appointments import AppointmentState, Outcome, WhoAsked
from openprobation.vocabulary.persons import AdjustmentKind, CircumstanceKind

from .factories import TODAY_9_30, AppointmentFactory, case_of, colleague

pytestmark = pytest.mark.django_db

NEXT_WEEK = TODAY_9_30 + timedelta(days=7)
PAGES = ("outcome", "correct", "move", "appointment")


@pytest.fixture
def user():
    return officer(name="Sam Patel")


@pytest.fixture
def person(user):
    return case_of(user, given_names="Lee", family_name="Ashworth")


@pytest.fixture
def appointment(user, person):
    return AppointmentFactory(officer=user, person=person, begun=True)


@pytest.fixture
def browser(client, user):
    client.force_login(user)
    return client


def address(name, appointment):
    return reverse(f"appointments:{name}", args=[appointment.person.crn, appointment.pk])


def opened(browser, url):
    """A page's words, and what its form would send if nothing were changed."""
    response = browser.get(url)
    assert response.status_code == 200
    return response.content.decode(), as_sent(response.content.decode())


def as_sent(page):
    """What a browser sends of a page's form: inputs, ticked boxes, selects and notes as they stand."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        is_choice = re.search(r'type="(radio|checkbox)"', tag)
        if name and (not is_choice or " checked" in tag):
            fields[name[1]] = value[1] if value else "on"
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else ""
    for name, body in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.S
    ):
        fields[name] = body
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


# ── The outcome, in three taps ─────────────────────────────────────────────────────────────


def test_one_choice_and_save_write_the_outcome_and_the_next_appointment(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))

    response = browser.post(address("outcome", appointment), {**sent, "outcome": Outcome.COMPLIED})

    appointment.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, reverse("practitioner:day"))
    assert appointment.outcome == Outcome.COMPLIED
    assert Appointment.objects.filter(starts_at=appointment.starts_at + timedelta(days=7)).exists()


def test_the_day_page_then_tells_what_was_recorded_with_an_undo(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    browser.post(address("outcome", appointment), {**sent, "outcome": Outcome.COMPLIED})

    page, _sent = opened(browser, reverse("practitioner:day"))

    assert "Lee Ashworth: Attended and complied" in page
    assert "Thu 23 Feb 2017" in page
    assert "Undo (until 9:10am)" in words_of(page)
    assert address("undo", appointment) in page


def test_the_page_shows_the_eight_usual_outcomes_and_the_others_one_tap_away(browser, appointment):
    page, _sent = opened(browser, address("outcome", appointment))

    before_others, others = page.split("Other outcomes")
    assert before_others.count('name="outcome"') == 8
    assert "Sent home because of behaviour" in others
    assert "Rescheduled" not in others


def test_before_anything_is_decided_the_page_shows_what_must_weigh(browser, appointment, user):
    AdjustmentFactory(person=appointment.person, kind=AdjustmentKind.QUIET_ROOM)
    CircumstanceFactory(person=appointment.person, kind=CircumstanceKind.PREGNANT)
    CircumstanceFactory(person=appointment.person, kind=CircumstanceKind.CUSTODY, ended=True)
    appointment.person.language, appointment.person.interpreter_needed = "Urdu", True
    appointment.person.save()

    page, _sent = opened(browser, address("outcome", appointment))

    above = words_of(page.split("What came of it?")[0])
    assert "Quiet room" in above
    assert "Pregnant" in above
    assert "Interpreter needed : Urdu" in above
    assert "In custody" not in above


def test_with_nothing_to_weigh_the_page_says_so(browser, appointment):
    page, _sent = opened(browser, address("outcome", appointment))

    assert "No adjustments, interpreter, pregnancy, caring, hospital or custody recorded." in page


def test_without_the_tick_no_next_appointment_is_made(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    sent.pop("arrange_next")

    browser.post(address("outcome", appointment), {**sent, "outcome": Outcome.COMPLIED})

    assert Appointment.objects.count() == 1


def test_the_next_appointment_can_be_changed_before_it_is_made(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))

    browser.post(
        address("outcome", appointment),
        {**sent, "outcome": Outcome.COMPLIED, "next_day_day": "24", "next_time": "2pm"},
    )

    made = Appointment.objects.get(starts_at=datetime(2017, 2, 24, 14, 0, tzinfo=LONDON))
    assert made.ends_at - made.starts_at == timedelta(minutes=30)


def test_what_there_is_to_know_of_the_suggestion_is_told_and_one_tick_arranges_it(
    browser, appointment, user
):
    AppointmentFactory(officer=user, starts_at=appointment.starts_at + timedelta(days=7))
    page, sent = opened(browser, address("outcome", appointment))

    response = browser.post(
        address("outcome", appointment),
        {**sent, "outcome": Outcome.COMPLIED, "arrange_next": "on"},
    )

    assert "The officer is busy" in page
    assert "arrange_next" not in sent
    assert response.status_code == 302
    assert Appointment.objects.filter(person=appointment.person_id).count() == 2


def test_what_is_already_arranged_is_said_and_not_arranged_again(browser, appointment, user):
    AppointmentFactory(person=appointment.person, officer=user, starts_at=NEXT_WEEK)

    page, sent = opened(browser, address("outcome", appointment))

    assert "Next is already arranged" in page
    assert "arrange_next" not in sent


def test_saving_without_a_choice_keeps_the_note_and_asks(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))

    response = browser.post(address("outcome", appointment), {**sent, "note": "Came late"})

    page = response.content.decode()
    assert response.status_code == 200
    assert 'href="#id_outcome"' in page
    assert as_sent(page)["note"] == "Came late"
    assert not AppointmentChange.objects.exists()


def test_a_note_of_12001_characters_is_told_and_kept(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))

    response = browser.post(
        address("outcome", appointment),
        {**sent, "outcome": Outcome.COMPLIED, "note": "x" * 12_001},
    )

    page = response.content.decode()
    assert "12,001" in words_of(page)
    assert as_sent(page)["note"] == "x" * 12_001
    assert not AppointmentChange.objects.exists()


def test_a_note_of_4000_characters_over_many_lines_is_saved(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    note = "\r\n".join(["seven78"] * 500)

    browser.post(
        address("outcome", appointment), {**sent, "outcome": Outcome.COMPLIED, "note": note}
    )

    assert len(AppointmentChange.objects.get().line.note) == 500 * 8 - 1


def test_the_same_form_sent_twice_is_saved_once_and_told(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    twice = {**sent, "outcome": Outcome.COMPLIED}
    browser.post(address("outcome", appointment), twice)

    response = browser.post(address("outcome", appointment), twice, follow=True)

    assert "It was saved once" in response.content.decode()
    assert AppointmentChange.objects.count() == 1


def test_when_somebody_else_was_first_what_was_typed_stays_and_can_become_a_correction(
    browser, appointment, user, client, at
):
    _page, sent = opened(browser, address("outcome", appointment))
    other = colleague(user, name="Alex Kaur")
    held_by(appointment.person, other)
    record_outcome(
        appointment_id=appointment.pk,
        seen_version=1,
        outcome=Outcome.UNACCEPTABLE_ABSENCE,
        note="",
        by=other,
        at=at,
    )
    mine = {**sent, "outcome": Outcome.COMPLIED, "note": "He was with me"}

    refused = browser.post(address("outcome", appointment), mine).content.decode()
    correction = as_sent(refused)
    browser.post(address("correct", appointment), {**correction, "why": "He was in room 2."})

    appointment.refresh_from_db()
    assert "Alex Kaur recorded “Unacceptable absence” at 9:00 on 16 February 2017" in refused
    assert correction["note"] == "He was with me"
    assert f'formaction="{address("correct", appointment)}"' in refused
    assert appointment.outcome == Outcome.COMPLIED
    assert AppointmentChange.objects.count() == 2


def test_an_older_page_is_told_keeps_its_words_and_can_then_be_saved(
    browser, appointment, user, at
):
    _page, sent = opened(browser, address("outcome", appointment))
    record_outcome(
        appointment_id=appointment.pk,
        seen_version=1,
        outcome=Outcome.COMPLIED,
        note="",
        by=user,
        at=at,
    )
    undo_outcome(appointment_id=appointment.pk, by=user, at=at)
    mine = {**sent, "outcome": Outcome.ABSENT_WORK, "note": "Shift ran over"}

    told = browser.post(address("outcome", appointment), mine).content.decode()
    saved = browser.post(address("outcome", appointment), as_sent(told))

    appointment.refresh_from_db()
    assert "has changed since you opened the page" in told
    assert as_sent(told)["note"] == "Shift ran over"
    assert saved.status_code == 302
    assert appointment.outcome == Outcome.ABSENT_WORK


def test_before_it_starts_only_accepted_absences_are_offered(browser, user, person):
    appointment = AppointmentFactory(officer=user, person=person)

    page, _sent = opened(browser, address("outcome", appointment))

    assert "It has not started yet" in page
    assert f'value="{Outcome.ABSENT_MEDICAL.value}"' in page
    assert f'value="{Outcome.UNACCEPTABLE_ABSENCE.value}"' not in page


def test_a_tick_given_for_one_time_does_not_accept_another(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    saturday = {**sent, "outcome": Outcome.COMPLIED, "next_day_day": "25"}
    warned = as_sent(browser.post(address("outcome", appointment), saturday).content.decode())

    response = browser.post(
        address("outcome", appointment),
        {**warned, "next_accept": "on", "next_day_day": "26"},
    )

    assert "a Sunday" in response.content.decode()
    assert not AppointmentChange.objects.exists()


def test_one_tick_accepts_what_there_is_to_know(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    saturday = {**sent, "outcome": Outcome.COMPLIED, "next_day_day": "25"}
    warned = browser.post(address("outcome", appointment), saturday).content.decode()

    response = browser.post(
        address("outcome", appointment), {**as_sent(warned), "next_accept": "on"}
    )

    assert "a Saturday" in warned
    assert response.status_code == 302
    assert Appointment.objects.filter(starts_at__day=25).exists()


def test_a_wrong_next_day_nobody_wants_does_not_stop_the_outcome(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    sent.pop("arrange_next")

    response = browser.post(
        address("outcome", appointment),
        {**sent, "outcome": Outcome.COMPLIED, "next_day_day": "99", "next_time": "?"},
    )

    assert response.status_code == 302


def test_what_is_written_down_leads_to_the_appointment(browser, user, person):
    appointment = AppointmentFactory(attended=True, officer=user, person=person)

    response = browser.get(address("outcome", appointment))

    assert response["Location"] == address("appointment", appointment)


# ── Undo ───────────────────────────────────────────────────────────────────────────────────


def test_undo_leads_back_to_the_page_with_the_note_still_there(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    browser.post(
        address("outcome", appointment),
        {**sent, "outcome": Outcome.UNACCEPTABLE_ABSENCE, "note": "Rang at 8"},
    )

    response = browser.post(address("undo", appointment), follow=True)

    appointment.refresh_from_db()
    assert appointment.outcome is None
    assert "Undone" in response.content.decode()
    assert as_sent(response.content.decode())["note"] == "Rang at 8"


def test_an_undo_that_comes_too_late_says_so_on_the_appointment(browser, appointment, at):
    _page, sent = opened(browser, address("outcome", appointment))
    browser.post(address("outcome", appointment), {**sent, "outcome": Outcome.COMPLIED})

    with clock.stopped_at(at + timedelta(minutes=11)):
        response = browser.post(address("undo", appointment), follow=True)

    assert "could be undone until 9:10" in response.content.decode()
    assert "Correct the outcome" in response.content.decode()


def test_undo_is_not_done_by_following_a_link(browser, appointment):
    assert browser.get(address("undo", appointment)).status_code == 405


# ── Arranging ──────────────────────────────────────────────────────────────────────────────


def arrange_address(person):
    return reverse("appointments:arrange", args=[person.crn])


def test_a_first_appointment_is_arranged_on_one_page(browser, person, user):
    held_by_team(person, user)
    _page, sent = opened(browser, arrange_address(person))

    response = browser.post(
        arrange_address(person),
        {
            **sent,
            "day_day": "21",
            "day_month": "2",
            "day_year": "2017",
            "time": "2pm",
            "place": "Bolton library",
        },
        follow=True,
    )

    made = Appointment.objects.get()
    assert "Arranged: Tue 21 Feb 2017 at 2pm." in response.content.decode()
    assert (made.kind, made.officer) == ("initial", user)


def held_by_team(person, user):
    """What allocation writes: the officer holds the case."""
    period = person.supervision_periods.first() or SupervisionPeriodFactory(person=person)
    Spell.objects.create(
        person=person,
        period=period,
        team=user.postings.get().team,
        officer=user,
        reason=SpellReason.ASSIGNED,
        starts_at=clock.PUBLICATION_DAY - timedelta(days=30),
        started_by=user,
    )


def test_a_first_appointment_opens_filled_and_is_arranged_as_it_stands(browser, person, user):
    held_by_team(person, user)
    team = user.postings.get().team
    Spell.objects.update(first_contact_by=date(2017, 2, 20))
    page, sent = opened(browser, arrange_address(person))

    response = browser.post(arrange_address(person), sent)

    made = Appointment.objects.get()
    assert "When the officer is next free: it is due by 20 February 2017." in page
    assert response["Location"] == reverse("practitioner:person", args=[person.crn])
    assert (made.kind, made.officer, made.office) == ("initial", user, team.office)
    assert made.starts_at == datetime(2017, 2, 17, 9, 0, tzinfo=LONDON)


def test_somebody_seen_before_nine_is_offered_nine_and_nothing_is_left_to_accept(
    browser, person, user
):
    early = datetime(2017, 2, 16, 8, 15, tzinfo=LONDON)
    AppointmentFactory(officer=user, person=person, starts_at=early)
    page, sent = opened(browser, arrange_address(person))

    browser.post(arrange_address(person), sent)

    made = Appointment.objects.latest("starts_at")
    assert "at 8:15; that is outside office hours, so 9:00." in page
    assert made.starts_at == datetime(2017, 2, 23, 9, 0, tzinfo=LONDON)


def test_the_page_opens_filled_from_the_latest_and_says_where_from(browser, person, user):
    AppointmentFactory(attended=True, officer=user, person=person)

    page, sent = opened(browser, arrange_address(person))

    assert (sent["day_day"], sent["time"], sent["minutes"]) == ("16", "9:30am", "30")
    assert "Every week, on a Thursday at 9:30." in page


def test_a_colleague_can_be_chosen_and_the_responsible_officer_is_first(browser, person, user):
    held_by_team(person, user)
    colleague(user, name="Alex Kaur")

    page, sent = opened(browser, arrange_address(person))

    assert "Sam Patel (responsible officer)" in page
    assert "Alex Kaur" in page
    assert sent["officer"] == str(user.pk)


def test_an_activity_can_be_tied_to_the_requirement_which_says_how_far_it_is(browser, user):
    requirement = RequirementFactory()
    person = requirement.order.person
    held_by(person, user)
    held_by_team(person, user)
    page, sent = opened(browser, arrange_address(person))

    browser.post(
        arrange_address(person),
        {
            **sent,
            "kind": "activity",
            "requirement": requirement.pk,
            "place": "Hall",
            "day_day": "21",
            "day_month": "2",
            "day_year": "2017",
            "time": "2pm",
        },
    )

    assert "0 done, 0 planned" in page
    assert Appointment.objects.get().counts_as_rar_day


def test_warnings_are_shown_beside_the_tick_and_accepted_with_it(browser, person, user):
    held_by_team(person, user)
    _page, sent = opened(browser, arrange_address(person))
    good_friday = {
        **sent,
        "day_day": "14",
        "day_month": "4",
        "day_year": "2017",
        "time": "9:30",
        "place": "Hall",
    }

    warned = browser.post(arrange_address(person), good_friday).content.decode()
    response = browser.post(arrange_address(person), {**as_sent(warned), "accept": "on"})

    assert "Good Friday" in warned
    assert 'name="accept"' in warned
    assert response.status_code == 302
    assert Appointment.objects.count() == 1


def test_a_repeat_without_a_number_is_asked_about(browser, person, user):
    held_by_team(person, user)
    _page, sent = opened(browser, arrange_address(person))

    response = browser.post(
        arrange_address(person),
        {
            **sent,
            "day_day": "21",
            "day_month": "2",
            "day_year": "2017",
            "time": "2pm",
            "place": "Hall",
            "repeat": "weekly",
            "times": "",
        },
    )

    assert "Enter how many in all, from 2 to 26" in response.content.decode()
    assert not Appointment.objects.exists()


def test_a_time_the_clocks_skip_is_told_beside_the_time(browser, person, user):
    held_by_team(person, user)
    _page, sent = opened(browser, arrange_address(person))

    response = browser.post(
        arrange_address(person),
        {
            **sent,
            "day_day": "26",
            "day_month": "3",
            "day_year": "2017",
            "time": "01:30",
            "place": "Hall",
        },
    )

    assert "The clocks go forward that night" in response.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("day", "year", "words"), [("29", "2017", "not a leap year"), ("31", "2017", "February")]
)
def test_a_day_that_is_not_is_told_and_kept(browser, person, day, year, words):
    _page, sent = opened(browser, arrange_address(person))

    page = browser.post(
        arrange_address(person),
        {**sent, "day_day": day, "day_month": "2", "day_year": year, "time": "9:30"},
    ).content.decode()

    assert words in words_of(page)
    assert as_sent(page)["day_day"] == day


def test_an_unknown_office_is_asked_about(browser, person, user):
    held_by_team(person, user)
    _page, sent = opened(browser, arrange_address(person))

    page = browser.post(
        arrange_address(person),
        {
            **sent,
            "day_day": "21",
            "day_month": "2",
            "day_year": "2017",
            "time": "2pm",
            "office": "999999",
        },
    ).content.decode()

    assert 'href="#id_office"' in page
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("confirmed", [True, False])
def test_the_page_says_whether_a_text_will_go(browser, person, confirmed):
    if confirmed:
        PhoneFactory(person=person, confirmed=True)

    page, _sent = opened(browser, arrange_address(person))

    assert ("gets a text" in page) is confirmed
    assert ("no confirmed mobile" in page) is not confirmed


# ── Moving, correcting, looking ────────────────────────────────────────────────────────────


def test_a_moved_appointment_leads_to_the_new_one(browser, user, person):
    appointment = AppointmentFactory(officer=user, person=person)
    _page, sent = opened(browser, address("move", appointment))

    response = browser.post(
        address("move", appointment),
        {**sent, "day_day": "17", "who_asked": WhoAsked.PERSON, "why": "Job interview"},
        follow=True,
    )

    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.MOVED
    assert "Moved to Fri 17 Feb 2017 at 9:30am." in response.content.decode()
    old = words_of(browser.get(address("appointment", appointment)).content.decode())
    assert "Rescheduled: they asked" in old
    assert "Job interview" in old


def test_a_correction_asks_why(browser, user, person):
    appointment = AppointmentFactory(missed=True, officer=user, person=person)
    _page, sent = opened(browser, address("correct", appointment))

    page = browser.post(
        address("correct", appointment), {**sent, "outcome": Outcome.ABSENT_MEDICAL}
    ).content.decode()

    assert "Say why the outcome is corrected" in page
    assert as_sent(page)["outcome"] == Outcome.ABSENT_MEDICAL.value


def test_an_appointment_shows_all_that_was_done_with_it(browser, appointment):
    _page, sent = opened(browser, address("outcome", appointment))
    browser.post(address("outcome", appointment), {**sent, "outcome": Outcome.UNACCEPTABLE_ABSENCE})
    browser.post(address("undo", appointment))
    _page, sent = opened(browser, address("outcome", appointment))
    browser.post(address("outcome", appointment), {**sent, "outcome": Outcome.COMPLIED})

    page = words_of(browser.get(address("appointment", appointment)).content.decode())

    assert "What was done with it 3" in page
    assert "Undone later" in page


def test_a_sensitive_note_is_not_shown_to_who_may_not_read_it(browser, appointment, client):
    _page, sent = opened(browser, address("outcome", appointment))
    browser.post(
        address("outcome", appointment),
        {**sent, "outcome": Outcome.COMPLIED, "note": "A threat", "is_sensitive": "on"},
    )
    court = officer(role=Role.COURT_OFFICER)
    held_by(appointment.person, court)
    client.force_login(court)

    page = client.get(address("appointment", appointment)).content.decode()

    assert "A threat" not in page
    assert "The note is sensitive and not shown to you" in page


# ── Who may not ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PAGES)
def test_another_organisations_officer_is_asked_for_a_reason_first(client, appointment, name):
    client.force_login(officer())

    response = client.get(address(name, appointment))

    assert response["Location"].startswith(
        reverse("practitioner:open", args=[appointment.person.crn])
    )


def test_with_a_look_another_officer_may_write_the_outcome(client, appointment, at):
    other = officer()
    client.force_login(other)
    Look.objects.create(
        record_kind="person",
        record_id=appointment.person_id,
        user=other,
        reason="duty_call",
        opened_at=at,
        until=at + timedelta(hours=12),
    )
    _page, sent = opened(client, address("outcome", appointment))

    client.post(address("outcome", appointment), {**sent, "outcome": Outcome.COMPLIED})

    appointment.refresh_from_db()
    assert appointment.outcome_by == other


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_partners_and_those_without_cases_find_nothing_or_are_told(client, appointment, name, role):
    client.force_login(officer(role=role))

    response = client.get(address(name, appointment))

    assert response.status_code in ({404} if role is Role.SUPPLIER else {403, 404})


@pytest.mark.parametrize("name", PAGES)
def test_a_restricted_person_is_masked(browser, appointment, name):
    restricted(appointment.person)

    response = browser.get(address(name, appointment))

    assert response.status_code == 302
    assert appointment.person.name not in response["Location"]


@pytest.mark.parametrize("name", PAGES)
def test_another_persons_appointment_is_not_found_under_this_one(browser, person, name):
    other = AppointmentFactory()

    response = browser.get(reverse(f"appointments:{name}", args=[person.crn, other.pk]))

    assert response.status_code == 404


def test_who_is_not_signed_in_is_asked_to_and_keeps_the_note(client, appointment):
    response = client.post(address("outcome", appointment), {"note": "Typed with no session"})

    assert "/accounts/login/" in response["Location"]
    assert not AppointmentChange.objects.exists()


def test_every_look_at_a_page_is_audited(browser, appointment):
    browser.get(address("outcome", appointment))

    entry = Entry.objects.get(action="person.viewed")
    assert (entry.person_id, entry.detail["page"]) == (
        appointment.person_id,
        "appointments:outcome",
    )


# ── How much is asked of the database ──────────────────────────────────────────────────────


def test_the_outcome_page_asks_no_more_with_a_long_history(
    browser, appointment, user, django_assert_max_num_queries
):
    for weeks in range(1, 40):
        AppointmentFactory(
            attended=True,
            officer=user,
            person=appointment.person,
            starts_at=appointment.starts_at - timedelta(weeks=weeks),
        )

    with django_assert_max_num_queries(26):
        browser.get(address("outcome", appointment))
