"""How is a step of an escalation or a transfer written down, and when is either no question any more?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from openprobation.foundation.access.actions import end_relations
from openprobation.foundation.access.models import Relation, running
from openprobation.foundation.audit.actions import entry, record_many
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.supervision.allocations.models import (
    Escalation,
    EscalationStep,
    Transfer,
    TransferStep,
)
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import RelationKind
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.moves import (
    ESCALATION_OPEN,
    EscalationRefusal,
    EscalationReturn,
    EscalationState,
    EscalationVerb,
    TransferRejection,
    TransferState,
    TransferVerb,
)

from .standing import Needed

LONGEST_WHY = 4_000
SENDS = (EscalationVerb.REFER, EscalationVerb.NAME_ANOTHER, EscalationVerb.SEND_AGAIN)


# ── Escalation ──
def step(
    escalation: Escalation,
    verb: EscalationVerb,
    before: EscalationState | None,
    *,
    by: User,
    at: datetime,
    code: str = "",
    why: str = "",
    to_id: int | None = None,
) -> None:
    """The row, the line both organisations read, and the audit."""
    if len(why) > LONGEST_WHY:
        raise Needed("why", f"Keep it to {LONGEST_WHY:,} characters: this is {len(why):,}.")
    EscalationStep.objects.create(
        escalation=escalation,
        verb=verb,
        before=before,
        after=escalation.state,
        code=code,
        why=why,
        to_id=to_id,
        by=by,
        at=at,
    )
    contacts.record(
        person_id=persons.kept_id(escalation.person_id),
        kind=ContactKind.RISK,
        happened_at=at,
        summary=said_of_step(escalation, verb, code=code),
        note=why,
        reference=escalation,
        by=by,
        at=at,
    )
    audit(
        f"allocation.escalation.{DONE[verb]}",
        on=escalation,
        by=by.username,
        at=at,
        code=code,
        urgent=escalation.is_urgent,
    )


DONE = {
    EscalationVerb.RAISE: "raised",
    EscalationVerb.KEEP: "kept",
    EscalationVerb.REFER: "referred",
    EscalationVerb.RETURN: "returned",
    EscalationVerb.SEND_AGAIN: "sent_again",
    EscalationVerb.NAME_ANOTHER: "passed",
    EscalationVerb.ACCEPT: "accepted",
    EscalationVerb.REFUSE: "refused",
    EscalationVerb.TAKE: "taken",
    EscalationVerb.MEET: "met",
    EscalationVerb.WITHDRAW: "withdrawn",
    EscalationVerb.LAPSE: "lapsed",
}


def said_of_step(escalation: Escalation, verb: EscalationVerb, *, code: str) -> str:
    """What the record says of a step: the same words for both organisations."""
    opening = "Urgent risk escalation" if escalation.is_urgent else "Risk escalation"
    state = EscalationState(escalation.state).label.lower()
    said = f"{opening}: {state}"
    if (
        verb in (EscalationVerb.REFER, EscalationVerb.NAME_ANOTHER, EscalationVerb.SEND_AGAIN)
        and escalation.named is not None
    ):
        said = f"{opening}: referred to {escalation.named.name}"
    if verb is EscalationVerb.ACCEPT and escalation.moves_at is not None:
        moment = timezone.localtime(escalation.moves_at)
        said = f"{opening}: accepted, responsibility moves at {moment:%H:%M on %-d %B %Y}"
    if code:
        words = {
            **{c.value: c for c in EscalationReturn},
            **{c.value: c for c in EscalationRefusal},
        }
        said = f"{said}, {words[code].label[:1].lower()}{words[code].label[1:]}"
    return said


def lapse_escalations(person_ids: Collection[int], *, why: str, by: User, at: datetime) -> None:
    """What is open about these people is no question any more. The rights are the caller's."""
    open_ones = Escalation.objects.select_for_update(of=("self",)).filter(
        person_id__in=person_ids, state__in=[state.value for state in ESCALATION_OPEN]
    )
    for escalation in open_ones.order_by("pk"):
        before = EscalationState(escalation.state)
        escalation.state = EscalationState.LAPSED
        escalation.save(update_fields=["state"])
        step(escalation, EscalationVerb.LAPSE, before, why=why, by=by, at=at)
        end_relations(
            kind="person",
            record_id=escalation.person_id,
            relations=(RelationKind.REFERRED,),
            at=at,
        )


# ── Transfer ──
def steps(
    transfers: Sequence[Transfer],
    verb: TransferVerb,
    before: TransferState | None,
    *,
    by: User,
    at: datetime,
    code: str = "",
    why: str = "",
) -> None:
    """The rows, the lines of the record and the audit, of a whole set at once."""
    TransferStep.objects.bulk_create(
        TransferStep(
            transfer=each,
            verb=verb,
            before=before,
            after=each.state,
            code=code,
            why=why,
            by=by,
            at=at,
        )
        for each in transfers
    )
    contacts.record_many(
        [
            contacts.line(
                person_id=each.person_id,
                kind=ContactKind.ALLOCATION,
                happened_at=at,
                summary=said_of_transfer(each, code=code),
                note=why,
                reference=each,
                by=by,
                at=at,
            )
            for each in transfers
        ]
    )
    record_many(
        entry(
            f"allocation.transfer.{TRANSFER_DONE[verb]}",
            on=each,
            by=by.username,
            at=at,
            code=code,
            team=each.to_team_id,
        )
        for each in transfers
    )


TRANSFER_DONE = {
    TransferVerb.ASK: "asked",
    TransferVerb.ACCEPT: "accepted",
    TransferVerb.REJECT: "rejected",
    TransferVerb.WITHDRAW: "withdrawn",
    TransferVerb.LAPSE: "lapsed",
}


def said_of_transfer(transfer: Transfer, *, code: str) -> str:
    state = TransferState(transfer.state).label.lower()
    said = f"Transfer to {transfer.to_team.name}: {state}"
    if code:
        label = TransferRejection(code).label
        said = f"{said}, {label[:1].lower()}{label[1:]}"
    return said


def no_longer_asked(person_ids: Collection[int], *, at: datetime) -> None:
    """Nobody considers a transfer of these records any more. One query."""
    live = Relation.objects.filter(
        running(at),
        record_kind="person",
        record_id__in=person_ids,
        relation=RelationKind.ASKED_FOR,
    )
    live.update(ends_at=at)


def lapse_transfers(person_ids: Collection[int], *, why: str, at: datetime) -> None:
    """What is asked about these people is no question any more. The rights are the caller's. None if none."""
    waiting = list(
        Transfer.objects.select_for_update(of=("self",))
        .filter(person_id__in=person_ids, state=TransferState.ASKED)
        .order_by("pk")
    )
    if not waiting:
        return
    Transfer.objects.filter(pk__in=[each.pk for each in waiting]).update(state=TransferState.LAPSED)
    for each in waiting:
        each.state = TransferState.LAPSED
    steps(waiting, TransferVerb.LAPSE, TransferState.ASKED, why=why, by=system_user(), at=at)
    no_longer_asked([each.person_id for each in waiting], at=at)


def lapse_moves(person_ids: Collection[int], *, why: str, at: datetime) -> None:
    """Supervision is over: neither an escalation nor a transfer is a question any more."""
    lapse_escalations(person_ids, why=why, by=system_user(), at=at)
    lapse_transfers(person_ids, why=why, at=at)
