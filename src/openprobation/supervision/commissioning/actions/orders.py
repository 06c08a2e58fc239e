"""How is a service ordered, and how does an order move?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import NotAllowed, authority, require
from openprobation.foundation.access.check import roles as table
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.rules.commissioning import MOVES, may_move
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.commissioning import (
    FundingLine,
    PurchaseMove,
    PurchaseState,
    ReturnReason,
)

from .. import queries
from ..events import PurchaseMoved
from ..models import (
    PurchaseOrder,
    PurchaseStep,
    Service,
    in_force,
)
from ..permissions import Permission
from ..policies import MOST_UNITS
from .refusals import Full, NotForYou, NotFound, NotNow, NotOffered, UnitsOutOfRange


@transaction.atomic
def order(
    *,
    service_id: int,
    person_id: int | None,
    units: int,
    funding_line: FundingLine,
    by: User,
    at: datetime,
) -> PurchaseOrder:
    """Order units of a service at the price of the day, for the organisation of one's post."""
    if person_id is not None:
        person_id = persons.kept_id(person_id)
    require(by, Permission.BUY, at=at, person_id=person_id)
    post = authority(by, at).main_post
    if post is None:
        raise NotAllowed(Permission.BUY)
    on = timezone.localdate(at)
    service = Service.objects.select_for_update().filter(in_force(on), pk=service_id).first()
    if service is None:
        raise NotOffered(on)
    if not 0 < units <= MOST_UNITS:
        raise UnitsOutOfRange
    offered = queries.prices_on([service.pk], buyer=post.organisation_kind, on=on)
    price = next(
        (line for line in offered.get(service.pk, ()) if line.funding_line is funding_line), None
    )
    if price is None:
        raise NotForYou
    if queries.used_so_far([service.pk]).get(service.pk, queries.UNUSED).taken >= service.capacity:
        raise Full(service.title)
    made = PurchaseOrder.objects.create(
        service=service,
        price_id=price.id,
        person_id=person_id,
        supplier_id=service.provider_id,
        buyer_id=post.organisation_id,
        buyer_team_id=post.team_id,
        units=units,
        unit_pence=price.pence,
        state=PurchaseState.ORDERED,
        ordered_by=by,
        ordered_at=at,
    )
    stepped(made, PurchaseMove.ORDER, by=by, at=at, before=None)
    return made


def accept_order(*, order_id: int, by: User, at: datetime) -> PurchaseOrder:
    """The supplier will deliver it."""
    return move(order_id, PurchaseMove.ACCEPT, by=by, at=at, is_suppliers=True)


def return_order(*, order_id: int, reason: ReturnReason, by: User, at: datetime) -> PurchaseOrder:
    """The supplier sends it back; nothing is owed."""
    return move(order_id, PurchaseMove.RETURN, by=by, at=at, is_suppliers=True, returned=reason)


def stop_order(*, order_id: int, by: User, at: datetime) -> PurchaseOrder:
    """No more will be delivered: an order nobody accepted is cancelled, one accepted is closed."""
    state = PurchaseOrder.objects.values_list("state", flat=True).get(pk=order_id)
    verb = PurchaseMove.CLOSE if state == PurchaseState.ACCEPTED else PurchaseMove.CANCEL
    return move(order_id, verb, by=by, at=at, is_suppliers=None)


def end_order(
    *, order_id: int, achieved_percent: int | None, by: User, at: datetime
) -> PurchaseOrder:
    """The work is over, and this share of what was wanted was achieved: the catalogue tells of it."""
    ended = move(order_id, PurchaseMove.CLOSE, by=by, at=at, is_suppliers=True)
    ended.achieved_percent = achieved_percent
    ended.save(update_fields=["achieved_percent"])
    return ended


@transaction.atomic
def move(
    order_id: int,
    verb: PurchaseMove,
    *,
    by: User,
    at: datetime,
    is_suppliers: bool | None,
    returned: ReturnReason | None = None,
) -> PurchaseOrder:
    """The one road of every later move: whose it is, the machine, the row, the step, the audit."""
    found = locked(order_id)
    require_side(found, by=by, at=at, is_suppliers=is_suppliers)
    before = PurchaseState(found.state)
    if not may_move(verb, before):
        raise NotNow(before)
    found.state = MOVES[verb][1]
    found.save(update_fields=["state"])
    stepped(found, verb, by=by, at=at, before=before, returned=returned)
    return found


def locked(order_id: int) -> PurchaseOrder:
    found = PurchaseOrder.objects.select_for_update().filter(pk=order_id).first()
    if found is None:
        raise NotFound
    return found


def require_side(
    found: PurchaseOrder, *, by: User, at: datetime, is_suppliers: bool | None
) -> None:
    """Refuse unless somebody is in post with the supplier, or the buyer; None: with either."""
    if by.is_system:
        return
    if is_suppliers is not False and found.supplier_id in suppliers_of(by, at=at):
        return
    if is_suppliers is not True:
        require(
            by,
            Permission.BUY,
            at=at,
            person_id=found.person_id and persons.kept_id(found.person_id),
        )
        return
    require(by, Permission.DELIVER, at=at)
    raise NotFound


def suppliers_of(by: User, *, at: datetime) -> frozenset[int]:
    """The organisations for which somebody's posts let them deliver."""
    return frozenset(
        post.organisation_id
        for post in authority(by, at).posts
        if Permission.DELIVER.value in table()[post.role]
    )


def stepped(
    found: PurchaseOrder,
    verb: PurchaseMove,
    *,
    by: User,
    at: datetime,
    before: PurchaseState | None,
    returned: ReturnReason | None = None,
) -> None:
    PurchaseStep.objects.create(
        order=found,
        move=verb,
        from_state=before,
        to_state=found.state,
        returned=returned,
        by=by,
        at=at,
    )
    record(
        "commissioning.order.moved",
        on=found,
        person_id=found.person_id,
        by=by.username,
        at=at,
        move=verb,
        state=found.state,
    )
    announce(PurchaseMoved(found.pk, found.person_id, PurchaseState(found.state), by.pk, at))
