"""How does a record become, and stop being, somebody's business?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.access import (
    HolderKind,
    LookReason,
    LookReview,
    RelationKind,
    RestrictionKind,
)

from .check import require
from .models import Look, Relation, Request, Restriction, running
from .permissions import Permission
from .queries import masked

LOOK_LASTS = timedelta(hours=12)


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why you need to open this record.", field="reason")


class OnlyEmergencyOpensThis(Refused):
    def __init__(self, ask: str) -> None:
        super().__init__(
            f"This record is restricted. Ask {ask}, or choose immediate danger if it cannot wait.",
            field="reason",
        )


class NoteNeeded(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Say what is happening, in a sentence: an emergency look is always reviewed.",
            field="note",
        )


class AlreadyReviewed(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has already reviewed this look.")


class NotYourOwnLook(Refused):
    def __init__(self) -> None:
        super().__init__("You cannot review your own look.")


class AlreadyOnTheList(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is already on this list.", field="user")


class AlreadyAsked(Refused):
    def __init__(self) -> None:
        super().__init__("You have already asked. You will be told when somebody decides.")


class AlreadyDecided(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has already decided this request.")


def relate(
    *,
    kind: str,
    record_id: int,
    holder: HolderKind,
    holder_id: int,
    relation: RelationKind,
    at: datetime,
    until: datetime | None = None,
) -> None:
    """Make a record the business of a user, team or unit. Called by the action whose fact it is."""
    Relation.objects.create(
        record_kind=kind,
        record_id=record_id,
        holder_kind=holder,
        holder_id=holder_id,
        relation=relation,
        starts_at=at,
        ends_at=until,
    )


def end_relations(
    *,
    kind: str,
    record_id: int,
    relations: tuple[RelationKind, ...],
    at: datetime,
    holder_id: int | None = None,
) -> int:
    """End these relations of a record at a moment, of one holder where given. Returns how many ended."""
    live = Relation.objects.filter(running(at), record_kind=kind, record_id=record_id)
    if holder_id is not None:
        live = live.filter(holder_id=holder_id)
    return live.filter(relation__in=relations).update(ends_at=at)


@transaction.atomic
def look(
    *,
    kind: str,
    record_id: int,
    reason: LookReason | None,
    note: str,
    by: User,
    at: datetime,
) -> Look:
    """Open a record beyond one's relation, for a reason. A restricted one opens only for an emergency."""
    require(by, Permission.OPEN_WITH_REASON, at=at)
    if reason is None:
        raise ReasonNeeded
    is_emergency = reason is LookReason.EMERGENCY
    ask = masked(by, kind=kind, record_ids=[record_id], at=at).get(record_id)
    if ask is not None and not is_emergency:
        raise OnlyEmergencyOpensThis(ask)
    if is_emergency and len(note.strip()) < 10:
        raise NoteNeeded
    taken = Look.objects.create(
        record_kind=kind,
        record_id=record_id,
        user=by,
        reason=reason,
        note=note.strip(),
        is_emergency=is_emergency,
        opened_at=at,
        until=at + LOOK_LASTS,
    )
    record(
        f"{kind}.opened_with_reason",
        on=taken,
        person_id=record_id if kind == "person" else None,
        by=by.username,
        at=at,
        reason=reason,
        emergency=is_emergency,
    )
    return taken


@transaction.atomic
def review_look(*, look_id: int, review: LookReview, note: str, by: User, at: datetime) -> Look:
    """A manager says whether a look was needed."""
    require(by, Permission.REVIEW_LOOKS, at=at)
    taken = Look.objects.select_for_update().get(pk=look_id)
    if taken.user_id == by.pk:
        raise NotYourOwnLook
    if taken.review not in (None, LookReview.QUERIED):
        raise AlreadyReviewed
    taken.review = review
    taken.reviewed_by = by
    taken.reviewed_at = at
    taken.review_note = note.strip()
    taken.save(update_fields=["review", "reviewed_by", "reviewed_at", "review_note"])
    record(
        "look.reviewed",
        on=taken,
        person_id=taken.record_id if taken.record_kind == "person" else None,
        by=by.username,
        at=at,
        review=review,
    )
    return taken


@transaction.atomic
def restrict(
    *,
    kind: str,
    record_id: int,
    restriction: RestrictionKind,
    user: User,
    why: str,
    ask: str,
    by: User,
    at: datetime,
) -> Restriction:
    """Put somebody on a record's list of who may, or may not, open it."""
    require(by, Permission.RESTRICT, at=at)
    if not why.strip():
        raise Refused("Say why this record is restricted.", field="why")
    if not ask.strip():
        raise Refused("Say whom people should ask.", field="ask")
    live = Restriction.objects.filter(
        running(at), record_kind=kind, record_id=record_id, kind=restriction, user=user
    )
    if live.exists():
        raise AlreadyOnTheList(user.name)
    line = Restriction.objects.create(
        record_kind=kind,
        record_id=record_id,
        kind=restriction,
        user=user,
        why=why.strip(),
        ask=ask.strip(),
        placed_by=by,
        starts_at=at,
    )
    record(
        "restriction.placed",
        on=line,
        person_id=record_id if kind == "person" else None,
        by=by.username,
        at=at,
        restriction=restriction,
        user=user.username,
    )
    return line


@transaction.atomic
def lift_restriction(*, restriction_id: int, by: User, at: datetime) -> None:
    """Take somebody off a list. The line stays, ended."""
    require(by, Permission.RESTRICT, at=at)
    line = Restriction.objects.select_for_update().get(pk=restriction_id)
    if line.ends_at is not None:
        raise Refused("This line has already ended.")
    line.ends_at = at
    line.save(update_fields=["ends_at"])
    record(
        "restriction.lifted",
        on=line,
        person_id=line.record_id if line.record_kind == "person" else None,
        by=by.username,
        at=at,
    )


@transaction.atomic
def ask_for_access(*, kind: str, record_id: int, why: str, by: User, at: datetime) -> Request:
    """Ask to be let in to a restricted record."""
    require(by, Permission.OPEN_WITH_REASON, at=at)
    if not why.strip():
        raise Refused("Say why you need to open this record.", field="why")
    waiting = Request.objects.filter(
        record_kind=kind, record_id=record_id, user=by, decided_at__isnull=True
    )
    if waiting.exists():
        raise AlreadyAsked
    asked = Request.objects.create(
        record_kind=kind, record_id=record_id, user=by, why=why.strip(), asked_at=at
    )
    record(
        "restriction.access_asked",
        on=asked,
        person_id=record_id if kind == "person" else None,
        by=by.username,
        at=at,
    )
    return asked


@transaction.atomic
def decide_request(*, request_id: int, granted: bool, by: User, at: datetime) -> Request:
    """Let somebody in to a restricted record, or not. Letting in adds a line to the list."""
    require(by, Permission.RESTRICT, at=at)
    asked = Request.objects.select_for_update().select_related("user").get(pk=request_id)
    if asked.decided_at is not None:
        raise AlreadyDecided
    asked.granted, asked.decided_by, asked.decided_at = granted, by, at
    asked.save(update_fields=["granted", "decided_by", "decided_at"])
    if granted:
        ask = (
            Restriction.objects.filter(record_kind=asked.record_kind, record_id=asked.record_id)
            .order_by("-pk")
            .values_list("ask", flat=True)
            .first()
        )
        restrict(
            kind=asked.record_kind,
            record_id=asked.record_id,
            restriction=RestrictionKind.LET_IN,
            user=asked.user,
            why=asked.why,
            ask=ask or by.name,
            by=by,
            at=at,
        )
    record(
        "restriction.access_decided",
        on=asked,
        person_id=asked.record_id if asked.record_kind == "person" else None,
        by=by.username,
        at=at,
        granted=granted,
    )
    return asked
