"""Do the pages of a failure show what weighs, take what only a person can write, and stay shut to others?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from openprobation.foundation.clock import stopped_at
from openprobation.foundation.documents.models import Document
from openprobation.foundation.documents.tests.factories import PNG
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.enforcement.models import Failure, LicenceMatter, Warning
from openprobation.supervision.persons.tests.factories import CircumstanceFactory, restricted
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.persons import CircumstanceKind
from openprobation.vocabulary.sentences import OrderKind

from .breaches import opened_to_team
from .missed import AT, missed

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return missed()


def at(case, name, *args):
    return reverse(f"enforcement:{name}", args=[case.person.crn, *args])


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def post(client, user, address, **data):
    client.force_login(user)
    return client.post(address, data)


def get(client, user, address):
    client.force_login(user)
    return client.get(address)


def test_an_outcome_that_counts_leads_to_its_failure_and_an_attendance_to_the_day(client, case):
    address = reverse("appointments:outcome", args=[case.person.crn, case.appointment.pk])

    answered = post(client, case.officer, address, outcome="UAAB", seen="1")
    followed = client.get(answered["Location"], follow=True)

    failure = Failure.objects.get()
    assert followed.redirect_chain[-1][0] == at(case, "failure", failure.pk)
    assert "Undo the outcome until" in text(followed)
    assert "No warning under this order counts" in text(followed)


def test_before_an_unacceptable_outcome_is_saved_what_weighs_is_shown(client, case):
    CircumstanceFactory(person=case.person, kind=CircumstanceKind.PREGNANT)
    outcome = reverse("appointments:outcome", args=[case.person.crn, case.appointment.pk])

    before = text(get(client, case.officer, outcome))
    failure = case.records()

    assert CircumstanceKind.PREGNANT.label in before
    for name in ("failure", "decide", "warn"):
        shown = text(get(client, case.officer, at(case, name, failure.pk)))
        assert CircumstanceKind.PREGNANT.label in shown


def test_the_warning_page_shows_the_letter_and_gives_it_in_one_step(client, case):
    failure = case.records()
    address = at(case, "warn", failure.pk)

    shown = text(get(client, case.officer, address))
    answered = post(
        client, case.officer, address,
        why="No reason was given.", order=case.order.pk, now="on", seen=failure.version,
    )  # fmt: skip

    assert "You may be taken back to court" in shown or "you may be taken back to court" in shown
    assert answered.status_code == 302
    assert Warning.objects.get().failure == failure


def test_what_is_typed_comes_back_when_it_is_refused(client, case):
    failure = case.records()

    answered = post(
        client, case.officer, at(case, "warn", failure.pk), why="Never came.", order=case.order.pk
    )

    assert "until 23 February 2017" in text(answered)
    assert "Never came." in text(answered)
    assert not Warning.objects.exists()


def test_a_letter_is_read_on_a_page_and_saved_as_pdf_and_docx(client, case):
    warning = case.warned()
    where = (warning.failure_id, warning.letter_id)

    shown = get(client, case.officer, at(case, "paper", *where, "page"))
    pdf = get(client, case.officer, at(case, "paper", *where, "pdf"))
    docx = get(client, case.officer, at(case, "paper", *where, "docx"))

    assert "unacceptable" in text(shown)
    assert pdf.content.startswith(b"%PDF")
    assert docx.content.startswith(b"PK")
    assert "attachment" in docx["Content-Disposition"]


def test_a_paper_of_another_failure_is_not_found(client, case):
    warning, other = case.warned(), missed()
    theirs = other.warned()

    for where in ((warning.failure_id, theirs.letter_id), (theirs.failure_id, theirs.letter_id)):
        assert get(client, case.officer, at(case, "paper", *where, "pdf")).status_code == 404


def test_a_failure_without_excuse_says_by_when_the_warning_letter_goes(client, case):
    failure = case.records()
    here = at(case, "failure", failure.pk)
    undecided = text(get(client, case.officer, here))
    post(
        client, case.officer, at(case, "decide", failure.pk),
        excuse="not_accepted", why="There was none.", order=case.order.pk, now="on",
    )  # fmt: skip

    decided = text(get(client, case.officer, here))
    with stopped_at(AT + timedelta(days=5)):  # Tuesday: it was to go on Monday
        late = text(get(client, case.officer, here))
        post(client, case.officer, at(case, "warn", failure.pk), why="x", order=case.order.pk)
        warned = text(get(client, case.officer, here))

    assert "Send the warning letter by" not in undecided
    assert "Send the warning letter by Monday 20 February 2017" in decided
    assert "Send the warning letter by Monday 20 February 2017" in late
    assert "Send the warning letter by" not in warned


def test_no_warning_letter_is_due_of_an_excuse_accepted_or_a_failure_to_refer(client, case):
    failure = case.records()
    Failure.objects.filter(pk=failure.pk).update(
        excuse=Excuse.ACCEPTED, decided_at=AT, decided_by=case.officer, decided_why="Ill."
    )

    shown = text(get(client, case.officer, at(case, "failure", failure.pk)))

    assert "Send the warning letter by" not in shown


def test_explaining_deciding_and_withdrawing_each_have_a_page(client, case):
    failure = case.records()
    post(client, case.officer, at(case, "explain", failure.pk), explanation="The bus.")
    post(
        client, case.officer, at(case, "decide", failure.pk),
        excuse="not_accepted", why="There was another.", order=case.order.pk,
    )  # fmt: skip
    failure.refresh_from_db()
    assert (failure.explanation, failure.excuse) == ("The bus.", Excuse.NOT_ACCEPTED)

    post(client, case.officer, at(case, "warn", failure.pk), why="x", order=case.order.pk)
    warning = Warning.objects.get()
    post(client, case.officer, at(case, "withdraw", warning.pk), why="In error.")

    warning.refresh_from_db()
    assert warning.withdrawn_why == "In error."
    assert "Withdrawn" in text(get(client, case.officer, at(case, "record")))


def test_a_licence_matter_is_sent_and_answered(client):
    case = missed(kind=OrderKind.LICENCE)
    failure = case.records()
    assert "nothing is forced" in text(get(client, case.officer, at(case, "failure", failure.pk)))

    post(
        client, case.officer, at(case, "to_senior", failure.pk),
        alternatives=["help", "more_contact"], weighed="Both.",
    )  # fmt: skip
    matter = LicenceMatter.objects.get()
    post(
        client,
        case.court.senior,
        at(case, "answer_matter", matter.pk),
        answer="continue",
        why="So.",
    )

    matter.refresh_from_db()
    assert matter.answer == "continue"


# ── The person's own page ──────────────────────────────────────────────────────────────────
def test_the_person_sends_in_evidence_without_signing_in_and_learns_nothing(client, case):
    token = case.asked().token
    address = reverse("enforcement:evidence", args=[token])

    shown = text(client.get(address))
    sent = client.post(address, {"file": SimpleUploadedFile("note.exe", PNG), "said": "Ill."})

    assert case.person.family_name not in shown
    assert case.person.crn not in shown
    assert sent.status_code == 200
    assert "Thank you" in text(sent)
    assert Document.objects.get(kind="evidence").name == "note.png"


def test_a_hostile_file_is_refused_in_plain_words(client, case):
    address = reverse("enforcement:evidence", args=[case.asked().token])

    sent = client.post(address, {"file": SimpleUploadedFile("a.png", b"<html><script>")})

    assert sent.status_code == 422
    assert "Send a photograph" in text(sent)
    assert not Document.objects.filter(kind="evidence").exists()


def test_a_guessed_link_and_one_that_is_over_say_the_same(client, case):
    token = case.asked().token
    guessed = client.post(reverse("enforcement:evidence", args=["guess"]), {"said": "x"})
    with stopped_at(AT + timedelta(days=60)):
        over = client.post(reverse("enforcement:evidence", args=[token]), {"said": "x"})

    assert "does not work any more" in text(guessed)
    assert "does not work any more" in text(over)


# ── Who may see ────────────────────────────────────────────────────────────────────────────
PAGES = ("failure", "explain", "ask_why", "decide", "warn", "to_senior")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.PUBLIC, Role.PERSON, Role.INSPECTOR])
def test_suppliers_and_others_find_nothing(client, case, page, role):
    failure = case.records()

    assert get(client, officer(role=role), at(case, page, failure.pk)).status_code == 404


def test_the_other_organisation_reads_and_is_offered_no_act(client, case):
    failure = case.records()
    opened_to_team(case.person, case.court.nps_team)

    shown = get(client, case.court.nps_officer, at(case, "failure", failure.pk))

    assert shown.status_code == 200
    assert "Give a warning" not in text(shown)
    assert "Write down what they said" not in text(shown)


def test_a_restricted_record_stays_shut(client, case):
    failure = case.records(Outcome.AWAITING_EVIDENCE)
    restricted(case.person)

    shown = get(client, case.officer, at(case, "failure", failure.pk))

    assert shown.status_code in (302, 403, 404)
    assert case.person.family_name not in text(shown)


def test_the_failure_page_asks_as_much_however_long_the_record(
    client, case, django_assert_max_num_queries
):
    failure = case.records()
    for _n in range(3):
        Failure.objects.create(
            person=case.person, order=case.order, on=failure.on, outcome=failure.outcome,
            noticed_at=AT, noticed_by=case.officer, explain_by=failure.explain_by,
        )  # fmt: skip
    client.force_login(case.officer)

    with django_assert_max_num_queries(32):
        client.get(at(case, "failure", failure.pk))
