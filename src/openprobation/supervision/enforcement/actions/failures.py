"""How is a failure noticed, explained, decided on, and taken back?"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.documents import actions as documents
from openprobation.foundation.documents.models import Document
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.foundation.messaging import actions as messaging
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.rules.enforcement import time_to_explain
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.appointments import AppointmentKind, Outcome
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.documents import DocumentKind
from openprobation.vocabulary.enforcement import Excuse, InstructionGiven
from openprobation.vocabulary.messaging import Channel
from openprobation.vocabulary.term import Term

from ..models import EvidenceLink, Failure, Warning
from ..permissions import Permission
from ..policies import LONGEST_WORDS, MOST_FILES
from ..queries import failures as queries
from ..queries.letters import letter_to_explain

RECORD = "enforcement.failure"
"""How documents know a failure."""


class NotYourOrganisation(Refused):
    def __init__(self, holder: allocations.Holder | None) -> None:
        who = (
            f"{holder.organisation} supervises this person" if holder else "Nobody holds this case"
        )
        super().__init__(f"{who}, so only their officers and seniors can write this.")


class TakenBack(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This failure was taken back, because its outcome was undone or corrected."
        )


class ChangedMeanwhile(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Somebody changed this failure since you opened it. Read it as it is now, and save again."
        )


class WordsNeeded(Refused):
    def __init__(self, message: str, field: str) -> None:
        super().__init__(message, field=field)


class TooLong(Refused):
    def __init__(self, length: int, field: str) -> None:
        super().__init__(
            f"This is {length:,} characters long. Keep it to {LONGEST_WORDS:,}.", field=field
        )


class WhichOrder(Refused):
    def __init__(self) -> None:
        super().__init__("Choose the order or licence that was broken.", field="order")


class TimeToExplainRuns(Refused):
    def __init__(self, failure: Failure) -> None:
        super().__init__(
            f"They have until {words(failure.explain_by)} to explain, and nothing has come yet."
            " Wait, or tick that you decide now and say in the reason why.",
            field="now",
        )


class NothingChanges(Refused):
    def __init__(self, excuse: Excuse) -> None:
        super().__init__(f"That is how it stands already: {excuse.label.lower()}.", field="excuse")


class LinkOver(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This link does not work any more. Ring your officer and tell them what happened."
        )


class EnoughFiles(Refused):
    def __init__(self) -> None:
        super().__init__(
            f"You have sent {MOST_FILES} files already. Ring your officer if there is more.",
            field="file",
        )


# ── From outcomes ──────────────────────────────────────────────────────────────────────────
def counts(outcome: Outcome) -> bool:
    """Whether an outcome is a failure, or may be one once they have explained."""
    return outcome.enforceable or outcome is Outcome.AWAITING_EVIDENCE


def notice(
    *, appointment_id: int, person_id: int, outcome: Outcome, by: User, at: datetime
) -> Failure:
    """What came of a meeting is a failure: time to explain begins. One with another outcome is put right."""
    known = Failure.objects.standing().filter(appointment_id=appointment_id).first()
    if known is not None:
        return put_right(known, outcome, by=by, at=at)
    person = person_of(person_id)
    found = appointments.by_id(appointment_id, person_ids=person.ids)
    if found is None:
        raise LookupError(f"appointment {appointment_id} of person {person_id}")
    order_id = order_broken(person, found)
    failure = failure_of(
        person_id=person.id,
        order_id=order_id,
        requirement_id=found.requirement_id if order_id else None,
        appointment_id=appointment_id,
        starts_at=found.entry.starts_at,
        told=instruction(
            found.entry.kind, found.entry.officer, found.entry.where, at=found.entry.starts_at
        ),
        told_at=found.arranged_at,
        outcome=outcome,
        by=by,
        at=at,
    )
    failure.save()
    audit("enforcement.failure.noticed", on=failure, by=by.username, at=at, outcome=outcome)
    return failure


def notice_reported(
    *,
    person_id: int,
    order_id: int,
    requirement_id: int,
    outcome: Outcome,
    starts_at: datetime,
    told: str,
    told_at: datetime,
    by: User,
    at: datetime,
) -> Failure:
    """An officer took up what somebody else reported, such as a supervisor of unpaid work."""
    failure = failure_of(
        person_id=person_id,
        order_id=order_id,
        requirement_id=requirement_id,
        appointment_id=None,
        starts_at=starts_at,
        told=told,
        told_at=told_at,
        outcome=outcome,
        by=by,
        at=at,
    )
    failure.save()
    audit("enforcement.failure.noticed", on=failure, by=by.username, at=at, outcome=outcome)
    return failure


def failure_of(
    *,
    person_id: int,
    order_id: int | None,
    requirement_id: int | None,
    appointment_id: int | None,
    starts_at: datetime,
    told: str,
    told_at: datetime,
    outcome: Outcome,
    by: User,
    at: datetime,
) -> Failure:
    """An unsaved failure, with its time to explain."""
    explain = time_to_explain(timezone.localdate(at), pack=policy_pack())
    return Failure(
        person_id=person_id,
        order_id=order_id,
        requirement_id=requirement_id,
        appointment_id=appointment_id,
        on=timezone.localdate(starts_at),
        outcome=outcome,
        instruction=told,
        instruction_given_on=timezone.localdate(told_at),
        noticed_at=at,
        noticed_by=by,
        explain_by=explain.due_on,
        explain_rule=explain.rule.as_record() if explain.rule else {},
    )


def instruction(kind: AppointmentKind, officer: str, where: str, *, at: datetime) -> str:
    """What they were told to do, from the appointment."""
    starts = timezone.localtime(at)
    clock = f"{starts:%-I:%M}{starts:%p}".lower()
    return f"{kind.label} with {officer} at {clock}" + (f", {where}" if where else "")


def order_broken(person: persons.Handle, found: appointments.Detail) -> int | None:
    """The order whose requirement the meeting was for; else the only one that ran; else nobody knows yet."""
    day = timezone.localdate(found.entry.starts_at)
    if found.requirement_id is not None:
        line = sentences.requirement(found.requirement_id, person_ids=person.ids)
        if line is not None:
            return line.order_id
    ran = [
        order
        for orders in sentences.current(person.ids, day).values()
        for order in orders
        if order.starts_on <= day
    ]
    return ran[0].id if len(ran) == 1 else None


def put_right(failure: Failure, outcome: Outcome, *, by: User, at: datetime) -> Failure:
    if failure.outcome != outcome:
        failure.outcome = outcome
        save(failure, "outcome")
        audit("enforcement.failure.changed", on=failure, by=by.username, at=at, outcome=outcome)
    return failure


def take_back(*, appointment_id: int, why: str, by: User, at: datetime) -> None:
    """The outcome was undone or became an accepted one: failure, link and warning with it."""
    take_back_each(
        Failure.objects.standing().filter(appointment_id=appointment_id), why=why, by=by, at=at
    )


def take_back_reported(
    *, person_ids: Collection[int], requirement_id: int, on: date, why: str, by: User, at: datetime
) -> None:
    """What was reported of a day of work was put right at its source."""
    take_back_each(
        Failure.objects.standing().filter(
            person_id__in=person_ids,
            requirement_id=requirement_id,
            on=on,
            appointment__isnull=True,
        ),
        why=why,
        by=by,
        at=at,
    )


def take_back_each(failures: Iterable[Failure], *, why: str, by: User, at: datetime) -> None:
    for failure in failures:
        failure.taken_back_at, failure.taken_back_why = at, why
        save(failure, "taken_back_at", "taken_back_why")
        end_link(failure, at=at)
        withdraw_warnings(failure, why=why, by=by, at=at)
        audit("enforcement.failure.taken_back", on=failure, by=by.username, at=at)


def withdraw_warnings(failure: Failure, *, why: str, by: User, at: datetime) -> int:
    """What a warning rested on is gone: so is the warning. The letter stays, and says it was withdrawn."""
    found = Warning.objects.filter(failure=failure, withdrawn_at__isnull=True)
    for warning in found:
        warning.withdrawn_at, warning.withdrawn_by, warning.withdrawn_why = at, by, why
        warning.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        messaging.withdraw(f"enforcement.warning.{warning.pk}")
        audit("enforcement.warning.withdrawn", on=warning, by=by.username, at=at)
    return len(found)


def save(failure: Failure, *fields: str) -> None:
    failure.version += 1
    failure.save(update_fields=["version", *fields])


# ── What they say of it ────────────────────────────────────────────────────────────────────
@transaction.atomic
def write_explanation(
    *, failure_id: int, explanation: str, by: User, at: datetime, seen_version: int | None = None
) -> Failure:
    """Add what the person said of it. What was said before stays above it."""
    failure, person = opened(failure_id, Permission.DECIDE, by=by, at=at, seen=seen_version)
    refuse_unwritten(explanation, "Write what they said.", "explanation")
    said = "\n\n".join(part for part in (failure.explanation, explanation.strip()) if part)
    if len(said) > LONGEST_WORDS:
        raise TooLong(len(said), "explanation")
    failure.explanation, failure.explained_at = said, at
    save(failure, "explanation", "explained_at")
    tell(failure, person, "Explained why they failed to comply", by=by, at=at)
    audit("enforcement.failure.explained", on=failure, by=by.username, at=at)
    return failure


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter that asks for an explanation, and whether its link was also sent by text."""

    link: EvidenceLink
    letter: Document
    token: str
    is_texted: bool


@transaction.atomic
def ask_to_explain(*, failure_id: int, address: str, by: User, at: datetime) -> Asked:
    """Write the letter that asks why, with a link for evidence; text the link where that is safe.

    `address` is the page with "{token}" where the link's own part goes. An older link ends.
    """
    failure, person = opened(failure_id, Permission.DECIDE, by=by, at=at)
    if failure.excuse != Excuse.UNDECIDED:
        raise NothingChanges(Excuse(failure.excuse))
    end_link(failure, at=at)
    token = secrets.token_urlsafe(16)
    on = timezone.localdate(at)
    full = address.replace("{token}", token)
    drawn = letter_to_explain(line_of(failure), person, address=full, at=at, on=on)
    letter = documents.keep_letter(
        letter=drawn.letter,
        record_kind=RECORD,
        record_id=failure.pk,
        person_id=person.id,
        name=f"Please explain {on.isoformat()}",
        by=by,
        at=at,
    )
    link = EvidenceLink.objects.create(
        failure=failure,
        token_hash=hashed(token),
        letter=letter,
        made_by=by,
        made_at=at,
        good_until=max(end_of(failure), at + timedelta(days=1)),
    )
    mobile = mobile_of(person, at=at)
    if mobile:
        messaging.write(
            key=f"enforcement.evidence.{link.pk}",
            channel=Channel.TEXT,
            to=mobile,
            body=(
                f"Hello {person.called}. Please tell us by {words(failure.explain_by)} why you missed"
                f" what we arranged. Send a letter or sick note: {full}"
            ),
            person_id=person.id,
            at=at,
        )
    tell(
        failure,
        person,
        "Asked to explain a failure to comply",
        by=by,
        at=at,
        kind=ContactKind.LETTER,
    )
    audit("enforcement.evidence.asked", on=failure, by=by.username, at=at)
    return Asked(link, letter, token, bool(mobile))


def end_of(failure: Failure) -> datetime:
    """The end of the last day to explain."""
    day = failure.explain_by + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time()))


def mobile_of(person: persons.Handle, *, at: datetime) -> str:
    numbers = persons.text_numbers(person.ids, on=timezone.localdate(at), confirmed=True)
    return next((numbers[pk] for pk in person.ids if pk in numbers), "")


def hashed(token: str) -> str:
    return salted_hmac("enforcement.evidence", token, algorithm="sha256").hexdigest()


def end_link(failure: Failure, *, at: datetime) -> None:
    links = EvidenceLink.objects.filter(failure=failure, ended_at__isnull=True)
    for pk in links.values_list("pk", flat=True):
        messaging.withdraw(f"enforcement.evidence.{pk}")
    links.update(ended_at=at)


@transaction.atomic
def send_in(*, token: str, name: str, content: bytes, said: str, at: datetime) -> Failure:
    """The person sends a file, or a few words, by their link. A hostile file is refused; nothing is kept then."""
    link = (
        EvidenceLink.objects.select_for_update(of=("self",))
        .select_related("failure")
        .filter(token_hash=hashed(token), ended_at__isnull=True, good_until__gt=at)
        .first()
    )
    if link is None or link.failure.taken_back_at is not None:
        raise LinkOver
    failure, by = link.failure, system_user()
    if not content and not said.strip():
        raise WordsNeeded("Choose a file, or write what happened.", "said")
    if content:
        sent = Document.objects.filter(
            record_kind=RECORD, record_id=failure.pk, kind=DocumentKind.EVIDENCE
        )
        if sent.count() >= MOST_FILES:
            raise EnoughFiles
        documents.keep(
            kind=DocumentKind.EVIDENCE,
            record_kind=RECORD,
            record_id=failure.pk,
            person_id=failure.person_id,
            name=name,
            content=content,
            by=by,
            at=at,
        )
    if said.strip():
        text = f"Written by the person on {words(timezone.localdate(at))}:\n{said.strip()}"
        whole = "\n\n".join(part for part in (failure.explanation, text) if part)
        if len(whole) > LONGEST_WORDS:
            raise TooLong(len(whole), "said")
        failure.explanation = whole
    failure.explained_at = at
    save(failure, "explanation", "explained_at")
    audit("enforcement.evidence.sent_in", on=failure, by=by.username, at=at)
    return failure


# ── The decision ───────────────────────────────────────────────────────────────────────────
@transaction.atomic
def decide_excuse(
    *,
    failure_id: int,
    excuse: Excuse,
    why: str,
    by: User,
    at: datetime,
    order_id: int | None = None,
    instruction_how: InstructionGiven | None = None,
    now: bool = False,
    seen_version: int | None = None,
) -> Failure:
    """Say whether there was a reasonable excuse, and why. Before their time is over only when told to.

    Accepting an excuse later takes back a warning given for it.
    """
    failure, person = opened(failure_id, Permission.DECIDE, by=by, at=at, seen=seen_version)
    decide(
        failure,
        person,
        excuse,
        why=why,
        order_id=order_id,
        how=instruction_how,
        now=now,
        by=by,
        at=at,
    )
    if excuse is Excuse.ACCEPTED:
        withdraw_warnings(failure, why=f"The excuse was accepted: {why.strip()}", by=by, at=at)
    return failure


def decide(
    failure: Failure,
    person: persons.Handle,
    excuse: Excuse,
    *,
    why: str,
    by: User,
    at: datetime,
    order_id: int | None,
    how: InstructionGiven | None,
    now: bool,
) -> None:
    refuse_unwritten(why, "Say why, in a sentence.", "why")
    if failure.excuse == excuse:
        raise NothingChanges(excuse)
    put_to_order(failure, person, order_id)
    if excuse is Excuse.NOT_ACCEPTED:
        if failure.order_id is None:
            raise WhichOrder
        is_early = timezone.localdate(at) <= failure.explain_by
        if is_early and failure.explained_at is None and not now:
            raise TimeToExplainRuns(failure)
    failure.excuse, failure.decided_by, failure.decided_at = excuse, by, at
    failure.decided_why = why.strip()
    failure.instruction_how = how or failure.instruction_how
    save(
        failure, "excuse", "decided_by", "decided_at", "decided_why", "order", "requirement",
        "instruction_how",
    )  # fmt: skip
    end_link(failure, at=at)
    tell(failure, person, excuse.label, by=by, at=at)
    audit("enforcement.excuse.decided", on=failure, by=by.username, at=at, excuse=excuse)


def put_to_order(failure: Failure, person: persons.Handle, order_id: int | None) -> None:
    """Which order was broken, once somebody says; only one of the person's that ran that day."""
    if order_id is None or order_id == failure.order_id:
        return
    ran = {
        order.id
        for orders in sentences.current(person.ids, failure.on).values()
        for order in orders
        if order.starts_on <= failure.on
    }
    if order_id not in ran:
        raise WhichOrder
    failure.order_id, failure.requirement_id = order_id, None


# ── Shared with warnings ───────────────────────────────────────────────────────────────────
def opened(
    failure_id: int, permission: Term, *, by: User, at: datetime, seen: int | None = None
) -> tuple[Failure, persons.Handle]:
    """The failure, held until the act is over, for whoever supervises the person. Refuses all others."""
    failure = Failure.objects.select_for_update(of=("self",)).get(pk=failure_id)
    person = person_of(failure.person_id)
    require(by, permission, at=at, person_id=person.id)
    require_holding(person, by=by, at=at)
    if failure.taken_back_at is not None:
        raise TakenBack
    if seen is not None and seen != failure.version:
        raise ChangedMeanwhile
    return failure, person


def person_of(person_id: int) -> persons.Handle:
    person = persons.by_id(person_id)
    if person is None:
        raise LookupError(f"person {person_id}")
    return person


def require_holding(person: persons.Handle, *, by: User, at: datetime) -> None:
    """Those who supervise write; others read."""
    holder = allocations.holder(person.ids, at)
    if by.is_system:
        return
    if holder is None or holder.organisation_id not in authority(by, at).organisation_ids:
        raise NotYourOrganisation(holder)


def refuse_unwritten(text: str, message: str, field: str) -> None:
    if not text.strip():
        raise WordsNeeded(message, field)
    if len(text) > LONGEST_WORDS:
        raise TooLong(len(text), field)


def line_of(failure: Failure) -> queries.FailureLine:
    found = queries.failure(failure.pk, person_ids=[failure.person_id])
    if found is None:
        raise LookupError(f"failure {failure.pk}")
    return found


def tell(
    failure: Failure,
    person: persons.Handle,
    summary: str,
    *,
    by: User,
    at: datetime,
    kind: ContactKind = ContactKind.CASE_NOTE,
) -> None:
    """A line in the record. What was said stays with the failure."""
    contacts.record(
        person_id=person.id,
        kind=kind,
        happened_at=at,
        summary=told(summary, failure),
        by=by,
        at=at,
    )


def told(summary: str, failure: Failure) -> str:
    return f"{summary} (failure of {words(failure.on)})"
