"""How is a warning given and withdrawn, and a licence matter put to a senior and answered?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.documents import actions as documents
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.rules.enforcement import Decision, warning_expires
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.enforcement import (
    Alternative,
    Excuse,
    InstructionGiven,
    Response,
    SeniorAnswer,
)
from openprobation.vocabulary.sentences import OrderKind

from ..models import Failure, LicenceMatter, Warning
from ..permissions import Permission
from ..queries import failures as queries
from ..queries.letters import warning_letter
from .failures import (
    RECORD,
    decide,
    line_of,
    opened,
    person_of,
    refuse_unwritten,
    require_holding,
    save,
    tell,
)


class MustBeReferred(Refused):
    def __init__(self, decision: Decision) -> None:
        super().__init__(
            f"{decision.because} The ways out: the excuse is accepted with evidence, or the earlier"
            " warning is withdrawn because it was not valid."
        )


class NoWarningFollows(Refused):
    def __init__(self, decision: Decision) -> None:
        super().__init__(f"No warning can be given: {decision.because}")


class WithdrawnAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This warning was withdrawn already.")


class NotALicence(Refused):
    def __init__(self) -> None:
        super().__init__("Only a licence, or supervision after it, is put to the senior like this.")


class NothingWeighed(Refused):
    def __init__(self) -> None:
        super().__init__("Choose each alternative that you considered.", field="alternatives")


class WithSeniorAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This is with the senior already and waits for an answer.")


class AnsweredAlready(Refused):
    def __init__(self) -> None:
        super().__init__("A senior has answered this already.")


@transaction.atomic
def give_warning(
    *,
    failure_id: int,
    why: str,
    by: User,
    at: datetime,
    order_id: int | None = None,
    instruction_how: InstructionGiven | None = None,
    now: bool = False,
    seen_version: int | None = None,
) -> Warning:
    """In one act: say that there was no reasonable excuse, and give the warning with its letter.

    Refused where the law says that the failure must be referred.
    """
    failure, person = opened(failure_id, Permission.WARN, by=by, at=at, seen=seen_version)
    if failure.excuse != Excuse.NOT_ACCEPTED:
        require(by, Permission.DECIDE, at=at, person_id=person.id)
        decide(
            failure, person, Excuse.NOT_ACCEPTED,
            why=why, order_id=order_id, how=instruction_how, now=now, by=by, at=at,
        )  # fmt: skip
    on = timezone.localdate(at)
    decision = queries.what_follows(failure.pk, on)
    if decision.response is Response.MUST_REFER:
        raise MustBeReferred(decision)
    if not decision.may_warn:
        raise NoWarningFollows(decision)
    return warn(failure, person, by=by, at=at)


def warn(failure: Failure, person: persons.Handle, *, by: User, at: datetime) -> Warning:
    on = timezone.localdate(at)
    order = queries.order_facts(failure.order_id)
    assert order is not None  # a decision against the person names the order
    expires_on, rule = warning_expires(on, order.kind, pack=policy_pack())
    drawn = warning_letter(line_of(failure), person, order.kind, at=at, on=on)
    letter = documents.keep_letter(
        letter=drawn.letter,
        record_kind=RECORD,
        record_id=failure.pk,
        person_id=person.id,
        name=f"Warning {on.isoformat()}",
        by=by,
        at=at,
    )
    warning = Warning.objects.create(
        failure=failure,
        order_id=order.id,
        person_id=person.id,
        given_on=on,
        expires_on=expires_on,
        rule=rule.as_record(),
        given_by=by,
        given_at=at,
        letter=letter,
    )
    save(failure)
    tell(
        failure,
        person,
        f"Warning given, counts until {words(expires_on)}",
        by=by,
        at=at,
        kind=ContactKind.LETTER,
    )
    audit("enforcement.warning.given", on=warning, by=by.username, at=at)
    return warning


@transaction.atomic
def withdraw_warning(*, warning_id: int, why: str, by: User, at: datetime) -> Warning:
    """Take a warning back, saying why: from then on it does not count. The letter stays on the record."""
    warning = (
        Warning.objects.select_for_update(of=("self",)).select_related("failure").get(pk=warning_id)
    )
    person = person_of(warning.person_id)
    require(by, Permission.WARN, at=at, person_id=person.id)
    require_holding(person, by=by, at=at)
    if warning.withdrawn_at is not None:
        raise WithdrawnAlready
    refuse_unwritten(why, "Say why the warning is withdrawn.", "why")
    warning.withdrawn_at, warning.withdrawn_by, warning.withdrawn_why = at, by, why.strip()
    warning.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    if warning.letter_id is not None:
        documents.withdraw(document_id=warning.letter_id, why=why, by=by, at=at)
    tell(warning.failure, person, "Warning withdrawn", by=by, at=at)
    audit("enforcement.warning.withdrawn", on=warning, by=by.username, at=at)
    return warning


@transaction.atomic
def put_to_senior(
    *,
    failure_id: int,
    alternatives: Collection[Alternative],
    weighed: str,
    by: User,
    at: datetime,
) -> LicenceMatter:
    """Put a licence matter to the senior, with what else was considered. Never forced, and not itself a recall."""
    failure, person = opened(failure_id, Permission.WARN, by=by, at=at)
    order = queries.order_facts(failure.order_id)
    if order is None or order.kind not in (
        OrderKind.LICENCE,
        OrderKind.POST_SENTENCE_SUPERVISION,
    ):
        raise NotALicence
    if not alternatives:
        raise NothingWeighed
    refuse_unwritten(weighed, "Say what you weighed, and what you propose.", "weighed")
    if LicenceMatter.objects.filter(failure=failure, answer__isnull=True).exists():
        raise WithSeniorAlready
    matter = LicenceMatter.objects.create(
        failure=failure,
        person_id=person.id,
        alternatives=[each.value for each in alternatives],
        weighed=weighed.strip(),
        sent_by=by,
        sent_at=at,
    )
    tell(failure, person, "Licence matter put to the senior", by=by, at=at)
    audit("enforcement.licence.sent", on=matter, by=by.username, at=at)
    return matter


@transaction.atomic
def answer_licence_matter(
    *, matter_id: int, answer: SeniorAnswer, why: str, by: User, at: datetime
) -> LicenceMatter:
    """What a senior says to it, and why. Going on as now is an answer like any other."""
    matter = (
        LicenceMatter.objects.select_for_update(of=("self",))
        .select_related("failure")
        .get(pk=matter_id)
    )
    person = person_of(matter.person_id)
    require(by, Permission.ANSWER_LICENCE, at=at, person_id=person.id)
    require_holding(person, by=by, at=at)
    if matter.answer is not None:
        raise AnsweredAlready
    refuse_unwritten(why, "Say why, in a sentence.", "why")
    matter.answer, matter.answered_by, matter.answered_at = answer, by, at
    matter.answer_why = why.strip()
    matter.save(update_fields=["answer", "answered_by", "answered_at", "answer_why"])
    contacts.record(
        person_id=person.id,
        kind=ContactKind.MANAGEMENT,
        happened_at=at,
        summary=f"Licence matter: {answer.label.lower()} (failure of {words(matter.failure.on)})",
        by=by,
        at=at,
    )
    audit("enforcement.licence.answered", on=matter, by=by.username, at=at, answer=answer)
    return matter
