"""How is what no paper may hold written, read for a purpose, and ended?

The one place in the service that unwraps such words to show them, and only after who reads, whose case
it is and why have been asked and written down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.quarantine import Quarantined, unwrapped
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.protection import FactKind, ReadingPurpose

from ..models import EnquiryStep, QuarantinedFact
from ..permissions import Permission
from ..queries.quarantine import is_of_holding_organisation
from .refusing import ids_of


class AnotherOrganisationHoldsIt(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Only the organisation that holds the case reads and writes what is kept from papers."
            " Ask the officer who holds it."
        )


class WriteWhat(Refused):
    def __init__(self) -> None:
        super().__init__("Write what must be kept from papers.", field="quarantined_words")


class SayWhatFor(Refused):
    def __init__(self) -> None:
        super().__init__("Say what you need it for.", field="purpose")


class EndedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has ended this already.")


@transaction.atomic
def quarantine(
    *,
    person_id: int,
    kind: FactKind,
    words: Quarantined,
    source: Quarantined,
    by: User,
    at: datetime,
) -> QuarantinedFact:
    """Write what may reach no paper, letter, message, export, search or log."""
    person_id = persons.kept_id(person_id)
    _require(by, Permission.WRITE_QUARANTINED, person_id, at=at)
    if not words:
        raise WriteWhat
    fact = fact_of(person_id, kind, words=words, source=source, by=by, at=at)
    fact.save(force_insert=True)
    audit("risk.quarantined.written", on=fact, by=by.username, at=at, kind=kind)
    return fact


def fact_of(
    person_id: int,
    kind: FactKind,
    *,
    words: Quarantined,
    source: Quarantined,
    by: User,
    at: datetime,
) -> QuarantinedFact:
    """The unsaved fact."""
    return QuarantinedFact(
        person_id=person_id, kind=kind, words=words, source=source, written_by=by, written_at=at
    )


@transaction.atomic
def end_quarantined(*, fact_id: int, by: User, at: datetime) -> QuarantinedFact:
    """Say that it is so no longer. The row stays, ended, and is shown to nobody."""
    fact = QuarantinedFact.objects.select_for_update().get(pk=fact_id)
    _require(by, Permission.WRITE_QUARANTINED, persons.kept_id(fact.person_id), at=at)
    if fact.ended_at is not None:
        raise EndedAlready
    fact.ended_at, fact.ended_by = at, by
    fact.save(update_fields=["ended_at", "ended_by"])
    audit("risk.quarantined.ended", on=fact, by=by.username, at=at, kind=fact.kind)
    return fact


@dataclass(frozen=True, slots=True)
class Opened:
    """Words opened to one reader for one purpose; handed to that reader's page and nowhere else."""

    fact_id: int | None
    what: str
    words: str
    source: str
    written_by: str
    written_at: datetime


@transaction.atomic
def read_quarantined(
    *, person_id: int, purpose: ReadingPurpose | None, by: User, at: datetime
) -> list[Opened]:
    """Open what is kept from papers about somebody, for a purpose. Writes who read it and why."""
    person_id = persons.kept_id(person_id)
    _require(by, Permission.READ_QUARANTINED, person_id, at=at)
    if purpose is None:
        raise SayWhatFor
    ids = ids_of(person_id)
    facts = QuarantinedFact.objects.filter(person_id__in=ids, ended_at__isnull=True)
    answers = EnquiryStep.objects.filter(enquiry__person_id__in=ids).exclude(answer_words="")
    opened = [
        Opened(
            fact.pk,
            FactKind(fact.kind).label,
            unwrapped(fact.words),
            unwrapped(fact.source),
            fact.written_by.name,
            fact.written_at,
        )
        for fact in facts.select_related("written_by").order_by("-written_at", "-pk")
    ]
    opened += [
        Opened(
            None,
            step.enquiry.get_task_display(),
            unwrapped(step.answer_words),
            "",
            step.by.name,
            step.at,
        )
        for step in answers.select_related("by", "enquiry").order_by("-at", "-pk")
    ]
    audit(
        "risk.quarantined.read",
        by=by.username,
        at=at,
        person_id=person_id,
        purpose=purpose,
        lines=len(opened),
    )
    return opened


def _require(by: User, permission: Permission, person_id: int, *, at: datetime) -> None:
    person_id = persons.kept_id(person_id)
    require(by, permission, at=at, person_id=person_id)
    if not is_of_holding_organisation(by, ids_of(person_id), at=at):
        raise AnotherOrganisationHoldsIt
