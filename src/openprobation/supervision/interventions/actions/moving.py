"""How does one move of a referral come about, whoever makes it?

Every move goes one road, `taken_up` then `move`: the rights, the machine, the step, the record and the audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority, require
from openprobation.foundation.access.check import roles as table
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.interventions import row, why_not
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.commissioning import ReturnReason
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.interventions import (
    ReferralMove,
    ReferralState,
    Side,
    WithdrawalReason,
)
from openprobation.vocabulary.needs import Need

from ..events import ReferralMoved
from ..models import Referral, ReferralStep
from ..permissions import Permission
from ..policies import LONGEST


class NotFound(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such referral.")


class NotNow(Refused):
    """The machine has no such move, or not by this side."""


class ChangedMeanwhile(Refused):
    def __init__(self, state: ReferralState) -> None:
        super().__init__(
            "Somebody changed this since you opened it. It stands at:"
            f" {state.label.lower()}. Nothing of yours was saved."
        )


class TooLong(Refused):
    def __init__(self, length: int, field: str) -> None:
        super().__init__(
            f"This is {length:,} characters long. Keep it to {LONGEST:,}.", field=field
        )


class Missing(Refused):
    """Something a move cannot be made without."""


def suppliers_of(by: User, *, at: datetime) -> frozenset[int]:
    """The organisations for which somebody's posts let them work with people referred."""
    return frozenset(
        post.organisation_id
        for post in authority(by, at).posts
        if Permission.SUPPLY.value in table()[post.role]
    )


def locked(referral_id: int) -> Referral:
    found = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("service", "supplier")
        .filter(pk=referral_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def require_side(found: Referral, side: Side, *, by: User, at: datetime) -> None:
    """An officer needs the person open; a supplier that it was sent to its organisation. Else there is nothing."""
    if by.is_system:
        return
    if side is Side.OFFICER:
        require(by, Permission.REFER, at=at, person_id=persons.kept_id(found.person_id))
        return
    require(by, Permission.SUPPLY, at=at)
    if found.supplier_id not in suppliers_of(by, at=at) or found.sent_at is None:
        raise NotFound
    if access.masked(by, kind="person", record_ids=[persons.kept_id(found.person_id)], at=at):
        raise NotFound


def taken_up(
    referral_id: int,
    verb: ReferralMove,
    side: Side,
    *,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Referral:
    """The referral with its row locked, once the move is allowed. Refuses with the reason why not."""
    found = locked(referral_id)
    require_side(found, side, by=by, at=at)
    if seen_version is not None and seen_version != found.version:
        raise ChangedMeanwhile(ReferralState(found.state))
    said = why_not(verb, ReferralState(found.state), side)
    if said is not None:
        raise NotNow(said)
    return found


def move(
    found: Referral,
    verb: ReferralMove,
    *,
    by: User,
    at: datetime,
    why: str = "",
    returned: ReturnReason | None = None,
    withdrawn: WithdrawalReason | None = None,
    said: str = "",
    note: str = "",
    also: Sequence[str] = (),
) -> ReferralStep:
    """Write the step, the new state, a line of the record where `said`, and the audit."""
    before = ReferralState(found.state)
    machine = row(verb, before)
    assert machine is not None, f"{verb} from {before}"
    found.state = machine.ends
    found.version += 1
    found.save(update_fields=["state", "version", *also])
    step = ReferralStep.objects.create(
        referral=found,
        move=verb,
        from_state=before,
        to_state=machine.ends,
        returned=returned,
        withdrawn=withdrawn,
        why=why.strip(),
        by=by,
        at=at,
    )
    told(found, verb, by=by, at=at, said=said, note=note)
    return step


def told(
    found: Referral, verb: ReferralMove, *, by: User, at: datetime, said: str, note: str = ""
) -> None:
    if said:
        contacts.record(
            person_id=persons.kept_id(found.person_id),
            kind=ContactKind.INTERVENTION,
            happened_at=at,
            summary=said,
            note=note,
            by=by,
            at=at,
            reference=found,
        )
    audit(
        "referral.moved",
        on=found,
        person_id=persons.kept_id(found.person_id),
        by=by.username,
        at=at,
        move=verb,
        state=found.state,
    )
    announce(
        ReferralMoved(
            found.pk, found.person_id, Need(found.need), ReferralState(found.state), by.pk, at
        )
    )


def refuse_unsaid(**texts: str) -> None:
    """Each of these must say something, and not too much."""
    faults: list[Refused] = []
    for field, text in texts.items():
        if not text.strip():
            faults.append(Missing("Write this before you send it.", field=field))
        elif len(text) > LONGEST:
            faults.append(TooLong(len(text), field))
    refuse_all(faults)


def refuse_all(faults: Sequence[Refused]) -> None:
    """All that is wrong at once."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)
