"""Is a failure noticed, explained, decided on, warned of and taken back as it should be, by those who may?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.documents import queries as documents
from openprobation.foundation.documents.accepting import NotAccepted
from openprobation.foundation.documents.models import Document
from openprobation.foundation.documents.tests.factories import HOSTILE, PNG
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.appointments.actions import correct_outcome, undo_outcome
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.enforcement import queries
from openprobation.supervision.enforcement.actions import failures, warnings
from openprobation.supervision.enforcement.models import EvidenceLink, Failure, Warning
from openprobation.supervision.persons.tests.factories import PhoneFactory
from openprobation.supervision.sentences.tests.factories import EventFactory, OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.documents import DocumentKind
from openprobation.vocabulary.enforcement import Alternative, Excuse, Response, SeniorAnswer
from openprobation.vocabulary.sentences import OrderKind

from .breaches import failure_of, opened_to_team
from .missed import ADDRESS, AT, missed

pytestmark = pytest.mark.django_db
TODAY = date(2017, 2, 16)


def decide(case, failure, excuse=Excuse.NOT_ACCEPTED, **more):
    said = {"why": "Nothing was heard.", "now": True, "by": case.officer, "at": AT}
    return failures.decide_excuse(failure_id=failure.pk, excuse=excuse, **{**said, **more})


# ── From an outcome ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "outcome",
    [
        Outcome.UNACCEPTABLE_ABSENCE,
        Outcome.FAILED_TO_COMPLY,
        Outcome.SENT_HOME_BEHAVIOUR,
        Outcome.AWAITING_EVIDENCE,
    ],
)
def test_an_outcome_that_counts_begins_the_time_to_explain(outcome):
    case = missed()

    failure = case.records(outcome)

    assert failure.explain_by == date(2017, 2, 23)
    assert failure.explain_rule["code"] == "appointment.time_to_explain"
    assert (failure.order, failure.on, failure.excuse) == (case.order, TODAY, Excuse.UNDECIDED)
    assert failure.instruction.startswith("Office visit with")
    assert Entry.objects.filter(action="enforcement.failure.noticed").count() == 1


def test_an_accepted_absence_is_no_failure():
    case = missed()

    with pytest.raises(Failure.DoesNotExist):
        case.records(Outcome.ABSENT_MEDICAL)


def test_where_two_orders_ran_nobody_guesses_which_was_broken():
    case = missed()
    OrderFactory(event=EventFactory(person=case.person, period=case.order.event.period, number=3))

    failure = case.records()

    assert failure.order is None
    with pytest.raises(failures.WhichOrder):
        decide(case, failure)
    assert decide(case, failure, order_id=case.order.pk).order == case.order


def test_an_outcome_undone_takes_the_failure_back_and_recording_it_again_makes_another():
    case = missed()
    first = case.records()

    undo_outcome(appointment_id=case.appointment.pk, by=case.officer, at=AT + timedelta(minutes=1))

    first.refresh_from_db()
    assert first.taken_back_at
    assert queries.what_follows(first.pk, TODAY).response is Response.NOTHING
    with pytest.raises(failures.TakenBack):
        decide(case, first)


def test_an_outcome_corrected_to_an_accepted_one_withdraws_the_warning_too():
    case = missed()
    warning = case.warned()

    correct_outcome(
        appointment_id=case.appointment.pk,
        outcome=Outcome.ABSENT_MEDICAL,
        why="A sick note came.",
        note="",
        by=case.officer,
        at=AT + timedelta(hours=1),
    )

    warning.refresh_from_db()
    assert warning.withdrawn_why == "The outcome is now: absent: medical."
    assert queries.live_warnings([case.person.pk], TODAY) == {}


def test_another_outcome_that_counts_changes_the_failure_and_makes_no_second():
    case = missed()
    failure = case.records(Outcome.AWAITING_EVIDENCE)

    correct_outcome(
        appointment_id=case.appointment.pk,
        outcome=Outcome.UNACCEPTABLE_ABSENCE,
        why="Nothing came.",
        note="",
        by=case.officer,
        at=AT + timedelta(days=8),
    )

    assert Failure.objects.get(appointment=case.appointment).pk == failure.pk


# ── What they say, and the decision ────────────────────────────────────────────────────────
def test_what_they_say_is_added_and_nothing_is_lost():
    case = missed()
    failure = case.records()

    for said in ("The bus did not come.", "Here is the ticket."):
        failures.write_explanation(failure_id=failure.pk, explanation=said, by=case.officer, at=AT)

    failure.refresh_from_db()
    assert failure.explanation == "The bus did not come.\n\nHere is the ticket."
    assert not Contact.objects.filter(summary__contains="bus").exists()


def test_before_their_time_is_over_the_officer_says_that_they_decide_now():
    case = missed()
    failure = case.records()

    with pytest.raises(failures.TimeToExplainRuns, match="23 February 2017"):
        decide(case, failure, now=False)

    failure.refresh_from_db()
    assert failure.excuse == Excuse.UNDECIDED


@pytest.mark.parametrize("explained", [True, False])
def test_once_they_explained_or_their_time_is_over_it_is_simply_decided(explained):
    case = missed()
    failure = case.records()
    at = AT if explained else AT + timedelta(days=8)
    if explained:
        failures.write_explanation(
            failure_id=failure.pk, explanation="I forgot.", by=case.officer, at=AT
        )

    assert decide(case, failure, now=False, at=at).excuse == Excuse.NOT_ACCEPTED


def test_an_excuse_accepted_later_withdraws_the_warning_it_rested_on():
    case = missed()
    warning = case.warned()

    decide(case, warning.failure, Excuse.ACCEPTED, why="A hospital letter came.")

    warning.refresh_from_db()
    assert "A hospital letter came." in warning.withdrawn_why


def test_a_page_that_is_out_of_date_is_told():
    case = missed()
    failure = case.records()

    with pytest.raises(failures.ChangedMeanwhile):
        decide(case, failure, seen_version=7)


def test_a_decision_says_why():
    case = missed()

    with pytest.raises(failures.WordsNeeded):
        decide(case, case.records(), why="  ")


def test_what_must_be_decided_is_asked_for_when_the_time_is_over():
    case = missed()
    failure = case.records()
    last_day = failure.explain_by

    assert queries.to_decide([case.person.pk], last_day) == {}
    due = queries.to_decide([case.person.pk], last_day + timedelta(days=1))
    assert [line.failure_id for line in due[case.person.pk]] == [failure.pk]


# ── Warnings ───────────────────────────────────────────────────────────────────────────────
def test_a_warning_is_one_act_with_its_letter_and_twelve_months():
    case = missed()

    warning = case.warned()

    assert (warning.given_on, warning.expires_on) == (TODAY, date(2018, 2, 16))
    assert warning.failure.excuse == Excuse.NOT_ACCEPTED
    letter = documents.letter(warning.letter_id)
    said = " ".join(block.text for block in letter.blocks if hasattr(block, "text"))
    assert "unacceptable" in said
    assert "before 16 February 2018" in said
    assert "taken back to court" in said


def test_under_a_live_warning_it_must_be_referred_and_nothing_is_written():
    case = missed()
    earlier = failure_of(
        case.person, case.order, on=date(2016, 11, 28), noticed=AT, by=case.officer
    )
    Warning.objects.create(
        failure=earlier, order=case.order, person=case.person, given_on=date(2016, 12, 1),
        expires_on=date(2017, 12, 1), given_by=case.officer, given_at=AT,
    )  # fmt: skip

    with pytest.raises(warnings.MustBeReferred, match="1 December 2016"):
        case.warned()

    assert Warning.objects.count() == 1
    assert not Document.objects.exists()
    assert Failure.objects.get(appointment=case.appointment).excuse == Excuse.UNDECIDED


def test_a_warning_withdrawn_counts_no_more_and_its_letter_says_so():
    case = missed()
    warning = case.warned()

    with pytest.raises(failures.WordsNeeded):
        warnings.withdraw_warning(warning_id=warning.pk, why="", by=case.officer, at=AT)
    warnings.withdraw_warning(warning_id=warning.pk, why="Sent in error.", by=case.officer, at=AT)
    with pytest.raises(warnings.WithdrawnAlready):
        warnings.withdraw_warning(warning_id=warning.pk, why="Again.", by=case.officer, at=AT)

    assert queries.live_warnings([case.person.pk], TODAY) == {}
    assert documents.by_id(warning.letter_id).withdrawn_why == "Sent in error."


@pytest.mark.parametrize(
    ("language", "said", "code"),
    [
        ("English", "", "en-GB"),
        ("Urdu", "no letter in Urdu", "en-GB"),
        ("Welsh", "translator", "cy"),
    ],
)
def test_the_letter_is_in_their_language_where_there_is_one_else_it_is_said(language, said, code):
    case = missed(language=language)
    failure = case.records()
    line = queries.failure(failure.pk, person_ids=[case.person.pk])

    drawn = warnings.warning_letter(
        line, failures.person_of(case.person.pk), OrderKind.COMMUNITY_ORDER, at=AT, on=TODAY
    )

    assert drawn.letter.language == code
    assert said in drawn.to_know
    assert bool(said) == bool(drawn.to_know)


def test_the_letter_says_what_they_did_and_not_what_we_wait_for():
    case = missed()
    failure = case.records(Outcome.AWAITING_EVIDENCE)
    line = queries.failure(failure.pk, person_ids=[case.person.pk])

    drawn = warnings.warning_letter(
        line, failures.person_of(case.person.pk), OrderKind.COMMUNITY_ORDER, at=AT, on=TODAY
    )

    assert "What we wrote down: Did not attend." in drawn.letter.blocks[1].text


def test_a_hostile_name_is_only_a_name_in_the_letter():
    case = missed(
        given_names="Sam %(officer)s {{ 7*7 }}",
        family_name=HOSTILE.replace("\x00", "").replace("\ud800", ""),
    )

    letter = documents.letter(case.warned().letter_id)

    assert "{{ 7*7 }}" in letter.to[0]
    assert "%(officer)s" in letter.to[0]


# ── Licence ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("kind", [OrderKind.LICENCE, OrderKind.POST_SENTENCE_SUPERVISION])
def test_on_a_licence_nothing_is_forced(kind):
    case = missed(kind=kind)
    failure = case.records()
    decide(case, failure)

    assert queries.what_follows(failure.pk, TODAY).response is Response.MAY_REFER


def test_a_licence_matter_goes_to_the_senior_with_what_else_was_weighed():
    case = missed(kind=OrderKind.LICENCE)
    failure = case.records()
    sent = {
        "failure_id": failure.pk,
        "weighed": "Seen weekly instead.",
        "by": case.officer,
        "at": AT,
    }

    with pytest.raises(warnings.NothingWeighed):
        warnings.put_to_senior(alternatives=[], **sent)
    matter = warnings.put_to_senior(alternatives=[Alternative.MORE_CONTACT], **sent)
    with pytest.raises(warnings.WithSeniorAlready):
        warnings.put_to_senior(alternatives=[Alternative.HELP], **sent)
    with pytest.raises(NotAllowed):
        answer(matter, by=case.officer)
    answer(matter, by=case.court.senior)

    assert queries.matters_of([case.person.pk])[0].answer is SeniorAnswer.CONTINUE


def answer(matter, *, by):
    return warnings.answer_licence_matter(
        matter_id=matter.pk, answer=SeniorAnswer.CONTINUE, why="Weekly is enough.", by=by, at=AT
    )


def test_an_order_is_not_put_to_the_senior_like_a_licence():
    case = missed()

    with pytest.raises(warnings.NotALicence):
        warnings.put_to_senior(
            failure_id=case.records().pk, alternatives=[Alternative.HELP], weighed="x",
            by=case.officer, at=AT,
        )  # fmt: skip


# ── Evidence ───────────────────────────────────────────────────────────────────────────────
def send(token, **more):
    said = {"name": "note.png", "content": PNG, "said": "", "at": AT + timedelta(days=1)}
    return failures.send_in(token=token, **{**said, **more})


def test_they_send_in_a_file_and_words_by_their_link():
    asked = missed().asked()

    failure = send(asked.token, said="I was in hospital.")

    assert "I was in hospital." in failure.explanation
    assert failure.explained_at
    kinds = {line.kind for line in queries.papers_of(failure.pk)}
    assert kinds == {DocumentKind.EVIDENCE, DocumentKind.LETTER}


def test_only_a_hash_of_the_link_is_kept():
    asked = missed().asked()

    assert asked.token not in EvidenceLink.objects.get().token_hash
    assert not Entry.objects.filter(detail__icontains=asked.token).exists()


def test_a_hostile_file_is_refused_and_nothing_is_kept():
    asked = missed().asked()

    with pytest.raises(NotAccepted):
        send(asked.token, content=b"<html><script>", said="hello")

    assert not Document.objects.filter(kind=DocumentKind.EVIDENCE).exists()
    assert Failure.objects.get().explanation == ""


def test_ten_files_are_enough():
    asked = missed().asked()
    for number in range(10):
        send(asked.token, content=PNG + bytes([number]))

    with pytest.raises(failures.EnoughFiles):
        send(asked.token)


def test_a_link_ends_with_the_time_with_the_decision_and_with_a_new_one():
    case = missed()
    first = case.asked()
    failure = Failure.objects.get()

    second = failures.ask_to_explain(failure_id=failure.pk, address=ADDRESS, by=case.officer, at=AT)
    for token, at in ((first.token, AT), (second.token, AT + timedelta(days=30)), ("guessed", AT)):
        with pytest.raises(failures.LinkOver):
            send(token, at=at)
    decide(case, failure)

    with pytest.raises(failures.LinkOver):
        send(second.token)


def test_the_link_goes_by_text_only_to_a_mobile_that_is_safe():
    unsafe, safe = missed(), missed()
    PhoneFactory(person=safe.person, confirmed=True)

    assert (unsafe.asked().is_texted, safe.asked().is_texted) == (False, True)
    assert Message.objects.get(key__startswith="enforcement.evidence").person_id == safe.person.pk


# ── Who may ────────────────────────────────────────────────────────────────────────────────
def acts(case, failure, by):
    return {
        "explain": lambda: failures.write_explanation(
            failure_id=failure.pk, explanation="x", by=by, at=AT
        ),
        "ask": lambda: failures.ask_to_explain(
            failure_id=failure.pk, address=ADDRESS, by=by, at=AT
        ),
        "decide": lambda: decide(case, failure, by=by),
        "warn": lambda: warnings.give_warning(
            failure_id=failure.pk, why="x", now=True, by=by, at=AT
        ),
    }


@pytest.mark.parametrize("act", ["explain", "ask", "decide", "warn"])
def test_the_officer_and_the_senior_of_the_organisation_that_holds_the_case_write(act):
    case = missed()
    failure = case.records()

    acts(case, failure, case.court.senior)[act]()


@pytest.mark.parametrize("act", ["explain", "ask", "decide", "warn"])
def test_the_other_organisation_may_not_even_where_the_record_is_open_to_it(act):
    case = missed()
    failure = case.records()
    opened_to_team(case.person, case.court.nps_team)

    with pytest.raises(failures.NotYourOrganisation):
        acts(case, failure, case.court.nps_officer)[act]()


@pytest.mark.parametrize("act", ["explain", "ask", "decide", "warn"])
@pytest.mark.parametrize(
    "role",
    [
        Role.SUPPLIER,
        Role.INSPECTOR,
        Role.COURT_OFFICER,
        Role.ENFORCEMENT_OFFICER,
        Role.ADMINISTRATOR,
    ],
)
def test_others_may_not(act, role):
    case = missed()
    failure = case.records()
    opened_to_team(case.person, case.court.crc_team)

    with pytest.raises(NotAllowed):
        acts(case, failure, officer(role=role, team=case.court.crc_team))[act]()


@pytest.mark.parametrize("act", ["explain", "ask", "decide", "warn"])
def test_an_officer_to_whom_the_record_is_not_open_may_not(act):
    case = missed()
    failure = case.records()

    with pytest.raises(NotYourCase):
        acts(case, failure, officer())[act]()
