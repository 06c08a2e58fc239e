"""How is the court asked for longer than twelve months, and what did it say?"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules import unpaid_work as rules
from openprobation.rules.dates import words
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.unpaid_work import ExtensionAnswer

from .. import policies, queries
from ..models import Extension, Obligation
from ..permissions import Permission
from .ledger import held, latest
from .people import tell


class NothingLeft(Refused):
    def __init__(self) -> None:
        super().__init__("All the hours are done, so the court need not be asked.")


class AskedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("The court is asked already. Record its answer first.")


class NothingAsked(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is asked of the court, or somebody recorded its answer.")


class LongerUnfit(Refused):
    """A day or a reason that cannot be, beside its field."""


@transaction.atomic
def ask_for_longer(
    *, obligation_id: int, until: date, why: str, by: User, at: datetime
) -> Extension:
    """Write down that the court is asked for longer, until when and why."""
    found = Obligation.objects.only("person_id").get(pk=obligation_id)
    person_id = persons.kept_id(found.person_id)
    require(by, Permission.LONGER, at=at, person_id=person_id)
    obligation = held(obligation_id)
    last = latest(obligation)
    left = obligation.owed - (last.balance if last else 0)
    if left <= 0:
        raise NothingLeft
    if obligation.extensions.filter(answer__isnull=True).exists():
        raise AskedAlready
    refuse_unfit(until, why, now_by=queries.finish_by(obligation, on=timezone.localdate(at)), at=at)
    made = Extension.objects.create(
        obligation=obligation, until=until, why=why.strip(), asked_by=by, asked_at=at
    )
    tell(
        person_id,
        f"Unpaid work: the court is asked for longer, until {words(until)};"
        f" {rules.spoken(left)} left",
        obligation,
        by=by,
        at=at,
        note=why.strip(),
    )
    record("unpaid_work.longer.asked", on=made, person_id=person_id, by=by.username, at=at)
    return made


def refuse_unfit(until: date, why: str, *, now_by: date, at: datetime) -> None:
    faults: list[Refused] = []
    if until <= max(now_by, timezone.localdate(at)):
        faults.append(
            LongerUnfit(
                f"Enter a day after {words(max(now_by, timezone.localdate(at)))}.", field="until"
            )
        )
    if not why.strip():
        faults.append(LongerUnfit("Say why the hours cannot be done in time.", field="why"))
    if len(why) > policies.LONGEST_WORDS:
        faults.append(
            LongerUnfit(f"Keep it to {policies.LONGEST_WORDS:,} characters.", field="why")
        )
    if faults:
        raise RefusedForSeveralReasons(faults)


@transaction.atomic
def record_answer(
    *,
    extension_id: int,
    answer: ExtensionAnswer,
    granted_to: date | None,
    by: User,
    at: datetime,
) -> Extension:
    """What the court said. Where it gave longer, the hours are to be done by that day."""
    found = Extension.objects.select_related("obligation").get(pk=extension_id)
    person_id = persons.kept_id(found.obligation.person_id)
    require(by, Permission.LONGER, at=at, person_id=person_id)
    obligation = held(found.obligation_id)
    asked = Extension.objects.select_for_update(of=("self",)).get(pk=extension_id)
    if asked.answer is not None:
        raise NothingAsked
    given = granted_to if answer is ExtensionAnswer.GRANTED else None
    if answer is ExtensionAnswer.GRANTED and (
        given is None or given <= queries.finish_by(obligation, on=timezone.localdate(at))
    ):
        raise LongerUnfit("Enter until which later day the court gave.", field="granted_to")
    asked.answer, asked.granted_to = answer, given
    asked.answered_by, asked.answered_at = by, at
    asked.save(update_fields=["answer", "granted_to", "answered_by", "answered_at"])
    until = f", until {words(given)}" if given else ""
    tell(
        person_id,
        f"Unpaid work, longer asked of the court: {answer.label.lower()}{until}",
        obligation,
        by=by,
        at=at,
    )
    record(
        "unpaid_work.longer.answered",
        on=asked,
        person_id=person_id,
        by=by.username,
        at=at,
        answer=answer,
    )
    return asked
