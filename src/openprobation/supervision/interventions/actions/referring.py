"""How does an officer send somebody to a service, send again, or take it back?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.supervision.commissioning import actions as commissioning
from openprobation.supervision.commissioning.queries import orders
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.commissioning import FundingLine, PurchaseState
from openprobation.vocabulary.interventions import (
    ReferralMove,
    ReferralState,
    Side,
    WithdrawalReason,
)
from openprobation.vocabulary.sentences import RequirementKind

from .. import queries
from ..models import Referral, ReferralStep, WantedOutcome
from ..permissions import Permission
from ..policies import LONGEST, MOST_OUTCOMES
from .moving import (
    Missing,
    NotFound,
    TooLong,
    locked,
    move,
    refuse_all,
    require_side,
    taken_up,
    told,
)
from .sessions import stand_down_to_come

COUNTS = (RequirementKind.RAR, RequirementKind.PROGRAMME)
"""Requirements whose days a service may use: rehabilitation activity, and a programme."""


class ReferredAlready(Refused):
    def __init__(self, reference: str) -> None:
        super().__init__(f"{reference} to this service is still open. Withdraw it first.")


class Died(Refused):
    def __init__(self, died_on: date) -> None:
        super().__init__(f"This person died on {words(died_on)}.")


class NotTheirRequirement(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This requirement has ended, or is another person's. Choose one that is running.",
            field="requirement",
        )


@transaction.atomic
def refer(
    *,
    person_id: int,
    service_id: int,
    units: int,
    funding_line: FundingLine,
    why: str,
    wanted: Sequence[str],
    by: User,
    at: datetime,
    requirement_id: int | None = None,
    with_who: bool = False,
) -> Referral:
    """Buy and send in one act: the order, and the referral with the risk summary as it stands now."""
    person = persons.by_id(persons.kept_id(person_id))
    if person is None:
        raise NotFound
    require(by, Permission.REFER, at=at, person_id=person.id)
    on = timezone.localdate(at)
    hoped = [text.strip() for text in wanted if text.strip()]
    refuse_unfit(person, why=why, wanted=hoped, requirement_id=requirement_id, on=on)
    refuse_a_second(person, service_id)
    order = commissioning.order(
        service_id=service_id,
        person_id=person.id,
        units=units,
        funding_line=funding_line,
        by=by,
        at=at,
    )
    refuse_a_second(person, service_id)  # the order waited its turn: somebody may have sent one
    found = Referral.objects.create(
        person_id=person.id,
        service_id=service_id,
        supplier_id=order.supplier_id,
        order=order,
        requirement_id=requirement_id,
        need=order.service.need,
        reference=f"IR{order.pk:06d}",
        state=ReferralState.SENT,
        why=why.strip(),
        summary=queries.summary(person, on=on, with_who=with_who),
        begun_by=by,
        begun_at=at,
        sent_at=at,
    )
    WantedOutcome.objects.bulk_create([WantedOutcome(referral=found, text=text) for text in hoped])
    ReferralStep.objects.bulk_create(
        [
            ReferralStep(
                referral=found, move=ReferralMove.DRAFT, to_state=ReferralState.DRAFT, by=by, at=at
            ),
            ReferralStep(
                referral=found,
                move=ReferralMove.SEND,
                from_state=ReferralState.DRAFT,
                to_state=ReferralState.SENT,
                by=by,
                at=at,
            ),
        ]
    )
    told(
        found,
        ReferralMove.SEND,
        by=by,
        at=at,
        said=f"Referred to {order.service.title}, {order.supplier.name}",
        note=why.strip(),
    )
    return found


def refuse_a_second(person: persons.Handle, service_id: int) -> None:
    """One live referral of somebody to a service: what was sent twice is sent once."""
    before = (
        Referral.objects.live()
        .filter(person_id__in=person.ids, service_id=service_id)
        .values_list("reference", flat=True)
        .first()
    )
    if before is not None:
        raise ReferredAlready(before)


def refuse_unfit(
    person: persons.Handle,
    *,
    why: str,
    wanted: Sequence[str],
    requirement_id: int | None,
    on: date,
) -> None:
    if person.died_on is not None:
        raise Died(person.died_on)
    faults: list[Refused] = []
    if not wanted:
        faults.append(Missing("Say what it should bring about.", field="wanted_1"))
    if len(wanted) > MOST_OUTCOMES:
        faults.append(Missing(f"Name {MOST_OUTCOMES} outcomes at most."))
    for field, text in [("why", why), *((f"wanted_{n}", t) for n, t in enumerate(wanted, 1))]:
        if len(text) > LONGEST:
            faults.append(TooLong(len(text), field))
    if requirement_id is not None:
        live = {line.id: line for line in sentences.live_requirements(person.ids, on)}
        if requirement_id not in live or live[requirement_id].kind not in COUNTS:
            faults.append(NotTheirRequirement())
    refuse_all(faults)


@transaction.atomic
def send_again(*, referral_id: int, why: str, by: User, at: datetime) -> Referral:
    """After a return: a new order at the price of today, and the summary as it stands now."""
    found = taken_up(referral_id, ReferralMove.SEND_AGAIN, Side.OFFICER, by=by, at=at)
    if len(why) > LONGEST:
        raise TooLong(len(why), "why")
    person = persons.by_id(persons.kept_id(found.person_id))
    assert person is not None
    assert found.order_id is not None
    before = orders([found.order_id])[found.order_id]
    order = commissioning.order(
        service_id=found.service_id,
        person_id=person.id,
        units=before.account.ordered,
        funding_line=before.funding_line,
        by=by,
        at=at,
    )
    found.order = order
    found.summary = queries.summary(
        person, on=timezone.localdate(at), with_who=queries.WHO in found.summary
    )
    found.sent_at = at
    if why.strip():
        found.why = why.strip()
    move(
        found,
        ReferralMove.SEND_AGAIN,
        by=by,
        at=at,
        why=why,
        said=f"Referred again to {found.service.title}, {found.supplier.name}",
        also=("order", "summary", "sent_at", "why"),
    )
    return found


@transaction.atomic
def withdraw(
    *,
    referral_id: int,
    reason: WithdrawalReason,
    why: str,
    by: User,
    at: datetime,
    side: Side = Side.OFFICER,
) -> Referral:
    """End it early, with a reason from the list; nothing more is owed than what was delivered."""
    found = taken_up(referral_id, ReferralMove.WITHDRAW, side, by=by, at=at)
    if reason is WithdrawalReason.OTHER and not why.strip():
        raise Missing("Say what the other reason is.", field="why")
    if len(why) > LONGEST:
        raise TooLong(len(why), "why")
    leave(found, reason, why=why, by=by, at=at)
    return found


@transaction.atomic
def withdraw_all(
    *, person_ids: Collection[int], reason: WithdrawalReason, by: User, at: datetime
) -> int:
    """Everything open of these records ends for one reason. Returns how many."""
    keys = list(
        Referral.objects.live()
        .filter(person_id__in=person_ids)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for key in keys:
        leave(locked(key), reason, why="", by=by, at=at)
    return len(keys)


def leave(found: Referral, reason: WithdrawalReason, *, why: str, by: User, at: datetime) -> None:
    found.ended_at = at
    if found.order_id is not None:
        stop(found.order_id, at=at)
    stand_down_to_come(found, why=f"The referral was withdrawn: {reason.label.lower()}.", at=at)
    move(
        found,
        ReferralMove.WITHDRAW,
        by=by,
        at=at,
        why=why,
        withdrawn=reason,
        said=f"Referral to {found.service.title} withdrawn: {reason.label.lower()}",
        also=("ended_at",),
    )


def stop(order_id: int, *, at: datetime) -> None:
    """Whoever withdrew, the order ends with the referral: by the service itself."""
    from openprobation.foundation.identity.actions import system_user

    if orders([order_id])[order_id].state in (PurchaseState.ORDERED, PurchaseState.ACCEPTED):
        commissioning.stop_order(order_id=order_id, by=system_user(), at=at)


__all__ = ["ReferredAlready", "refer", "require_side", "send_again", "withdraw", "withdraw_all"]
