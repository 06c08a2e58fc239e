"""How is what was delivered written down, stated, disputed and answered?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.commissioning import Account, pounds
from openprobation.vocabulary.commissioning import (
    DisputeReason,
    DisputeState,
    PurchaseState,
)

from .. import queries
from ..models import (
    DeliveryLine,
    Dispute,
    PurchaseOrder,
    Statement,
)
from ..permissions import Permission
from ..policies import LONGEST_NOTE
from .orders import locked, require_side, suppliers_of
from .refusals import (
    AnsweredAlready,
    DisputedAlready,
    InDispute,
    MoreThanOrdered,
    NoEvidence,
    NotFound,
    NothingToState,
    NotNow,
    NotOver,
    StatedAlready,
    TakenBackAlready,
    TooLong,
)


def account(found: PurchaseOrder) -> Account:
    lines = queries.lines_of(models.Q(order=found)).get(found.pk, [])
    return Account(found.units, found.unit_pence, PurchaseState(found.state), tuple(lines))


@transaction.atomic
def deliver(
    *, order_id: int, units: int, evidence: str, on: date, by: User, at: datetime
) -> DeliveryLine:
    """Record units delivered on a day, with what shows it; never more than is left of the order."""
    found = locked(order_id)
    require_side(found, by=by, at=at, is_suppliers=True)
    if found.state != PurchaseState.ACCEPTED:
        raise NotNow(PurchaseState(found.state))
    faults: list[Refused] = []
    if not evidence.strip():
        faults.append(NoEvidence())
    if len(evidence) > LONGEST_NOTE:
        faults.append(TooLong(len(evidence), "evidence"))
    if on > timezone.localdate(at):
        faults.append(Refused("This has not happened yet.", field="on"))
    standing = account(found)
    if not standing.may_deliver(units):
        faults.append(MoreThanOrdered(standing.left))
    refuse_all(faults)
    line = DeliveryLine.objects.create(
        order=found,
        units=units,
        on=on,
        evidence=evidence.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    record(
        "commissioning.units.delivered",
        on=line,
        person_id=found.person_id,
        by=by.username,
        at=at,
        order=order_id,
        units=units,
    )
    return line


@transaction.atomic
def take_back(*, line_id: int, by: User, at: datetime) -> DeliveryLine:
    """The supplier finds that a delivery did not happen: it is credited, on a statement if it was on one."""
    order_id = DeliveryLine.objects.values_list("order_id", flat=True).get(pk=line_id)
    found = locked(order_id)
    require_side(found, by=by, at=at, is_suppliers=True)
    line = DeliveryLine.objects.get(pk=line_id)
    if line.units < 0 or hasattr(line, "taken_back_by"):
        raise TakenBackAlready
    if Dispute.objects.filter(line=line, state=DisputeState.OPEN).exists():
        raise InDispute
    credit = credited(line, by=by, at=at)
    record(
        "commissioning.units.taken_back",
        on=credit,
        person_id=found.person_id,
        by=by.username,
        at=at,
        order=order_id,
        units=line.units,
    )
    return credit


def credited(line: DeliveryLine, *, by: User, at: datetime) -> DeliveryLine:
    """The line that takes another back."""
    return DeliveryLine.objects.create(
        order_id=line.order_id,
        units=-line.units,
        on=timezone.localdate(at),
        evidence="",
        takes_back=line,
        recorded_by=by,
        recorded_at=at,
    )


def refuse_all(faults: Sequence[Refused]) -> None:
    """All that is wrong at once."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)


@transaction.atomic
def issue_statement(
    *, supplier_id: int, buyer_id: int, month: date, by: User, at: datetime
) -> Statement:
    """State a month: every delivery up to its end that is on no statement yet, credits among them."""
    require(by, Permission.DELIVER, at=at)
    if not by.is_system and supplier_id not in suppliers_of(by, at=at):
        raise NotFound
    month = month.replace(day=1)
    following = (month.replace(day=28) + (date(2001, 1, 5) - date(2001, 1, 1))).replace(day=1)
    if timezone.localdate(at) < following:
        raise NotOver
    if Statement.objects.filter(supplier_id=supplier_id, buyer_id=buyer_id, month=month).exists():
        raise StatedAlready(month)
    waiting = (
        DeliveryLine.objects.select_for_update(of=("self",))
        .filter(
            order__supplier_id=supplier_id,
            order__buyer_id=buyer_id,
            statement__isnull=True,
            on__lt=following,
        )
        .exclude(order__unit_pence=0)
        .order_by("pk")
    )
    lines = list(waiting.values_list("pk", "units", "order__unit_pence"))
    if not lines:
        raise NothingToState
    made = Statement.objects.create(
        supplier_id=supplier_id,
        buyer_id=buyer_id,
        month=month,
        total_pence=sum(units * pence for _pk, units, pence in lines),
        issued_by=by,
        issued_at=at,
    )
    DeliveryLine.objects.filter(pk__in=[pk for pk, _units, _pence in lines]).update(statement=made)
    record(
        "commissioning.statement.issued",
        on=made,
        by=by.username,
        at=at,
        buyer=buyer_id,
        lines=len(lines),
        total=pounds(made.total_pence),
    )
    return made


@transaction.atomic
def dispute(*, line_id: int, reason: DisputeReason, note: str, by: User, at: datetime) -> Dispute:
    """Say that a line of a statement is not right; the supplier answers."""
    require(by, Permission.CHECK_STATEMENT, at=at)
    line = (
        DeliveryLine.objects.select_for_update(of=("self",))
        .select_related("order")
        .filter(
            pk=line_id,
            statement__isnull=False,
            order__buyer_id__in=authority(by, at).organisation_ids,
        )
        .first()
    )
    if line is None or line.units < 0:
        raise NotFound
    if len(note) > LONGEST_NOTE:
        raise TooLong(len(note), "note")
    if Dispute.objects.filter(line=line).exists():
        raise DisputedAlready
    if hasattr(line, "taken_back_by"):
        raise TakenBackAlready
    made = Dispute.objects.create(
        line=line,
        reason=reason,
        note=note.strip(),
        raised_by=by,
        raised_at=at,
        state=DisputeState.OPEN,
    )
    record(
        "commissioning.line.disputed",
        on=made,
        person_id=line.order.person_id,
        by=by.username,
        at=at,
        reason=reason,
    )
    return made


@transaction.atomic
def answer_dispute(
    *, dispute_id: int, is_upheld: bool, answer: str, by: User, at: datetime
) -> Dispute:
    """The supplier agrees, and the units are credited on the next statement; or shows that they stand."""
    require(by, Permission.DELIVER, at=at)
    found = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("line__order")
        .filter(pk=dispute_id, line__order__supplier_id__in=suppliers_of(by, at=at))
        .first()
    )
    if found is None:
        raise NotFound
    if found.state != DisputeState.OPEN:
        raise AnsweredAlready
    if not answer.strip():
        raise Refused("Say what you found, in a sentence.", field="answer")
    if len(answer) > LONGEST_NOTE:
        raise TooLong(len(answer), "answer")
    found.state = DisputeState.UPHELD if is_upheld else DisputeState.REJECTED
    found.answer, found.answered_by, found.answered_at = answer.strip(), by, at
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if is_upheld:
        credited(found.line, by=by, at=at)
    record(
        "commissioning.dispute.answered",
        on=found,
        person_id=found.line.order.person_id,
        by=by.username,
        at=at,
        state=found.state,
    )
    return found
