"""How does a supplier answer a referral, name a worker, assess, plan and report what came of it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.rules.interventions import score
from openprobation.supervision.commissioning import actions as commissioning
from openprobation.vocabulary.commissioning import ReturnReason
from openprobation.vocabulary.interventions import (
    Achievement,
    PaperKind,
    ReferralMove,
    Side,
)

from ..models import Paper, Referral, WantedOutcome
from ..policies import LONGEST, MOST_SESSIONS
from .moving import Missing, TooLong, move, refuse_all, refuse_unsaid, taken_up
from .sessions import stand_down_to_come


class NotYourColleague(Refused):
    def __init__(self) -> None:
        super().__init__("Choose somebody who works for this supplier today.", field="worker")


class TooManySessions(Refused):
    def __init__(self) -> None:
        super().__init__(f"Plan from 1 to {MOST_SESSIONS} sessions.", field="sessions")


@transaction.atomic
def accept(
    *, referral_id: int, by: User, at: datetime, seen_version: int | None = None
) -> Referral:
    """The supplier takes it, and the order with it."""
    found = taken_up(
        referral_id, ReferralMove.ACCEPT, Side.SUPPLIER, by=by, at=at, seen_version=seen_version
    )
    assert found.order_id is not None
    commissioning.accept_order(order_id=found.order_id, by=by, at=at)
    move(
        found,
        ReferralMove.ACCEPT,
        by=by,
        at=at,
        said=f"{found.supplier.name} accepted the referral to {found.service.title}",
    )
    return found


@transaction.atomic
def return_referral(
    *,
    referral_id: int,
    reason: ReturnReason,
    why: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Referral:
    """Send it back with a reason from the list and a sentence; the order goes back with it."""
    found = taken_up(
        referral_id, ReferralMove.RETURN, Side.SUPPLIER, by=by, at=at, seen_version=seen_version
    )
    refuse_unsaid(why=why)
    assert found.order_id is not None
    commissioning.return_order(order_id=found.order_id, reason=reason, by=by, at=at)
    move(
        found,
        ReferralMove.RETURN,
        by=by,
        at=at,
        why=why,
        returned=reason,
        said=f"{found.supplier.name} sent back the referral to {found.service.title}:"
        f" {reason.label.lower()}",
        note=why.strip(),
    )
    return found


@transaction.atomic
def assign(*, referral_id: int, worker_id: int, by: User, at: datetime) -> Referral:
    """Say who of the supplier works with the person."""
    found = taken_up(referral_id, ReferralMove.ASSIGN, Side.SUPPLIER, by=by, at=at)
    posts = organisations.posts_on([worker_id], on=timezone.localdate(at))[worker_id]
    if not any(post.organisation_id == found.supplier_id for post in posts):
        raise NotYourColleague
    found.worker_id = worker_id
    worker = User.objects.values_list("name", flat=True).get(pk=worker_id)
    move(
        found,
        ReferralMove.ASSIGN,
        by=by,
        at=at,
        said=f"{worker} of {found.supplier.name} works with the person: {found.service.title}",
        also=("worker",),
    )
    return found


@transaction.atomic
def assess(*, referral_id: int, text: str, by: User, at: datetime) -> Referral:
    """Write what was found on meeting the person."""
    found = taken_up(referral_id, ReferralMove.ASSESS, Side.SUPPLIER, by=by, at=at)
    refuse_unsaid(text=text)
    written(found, PaperKind.ASSESSMENT, text, by=by, at=at)
    found.assessed_at = at
    move(
        found,
        ReferralMove.ASSESS,
        by=by,
        at=at,
        said=f"{found.supplier.name} assessed for {found.service.title}",
        note=text.strip(),
        also=("assessed_at",),
    )
    return found


@transaction.atomic
def make_plan(*, referral_id: int, text: str, sessions: int, by: User, at: datetime) -> Referral:
    """Write what will be done, in how many sessions."""
    found = taken_up(referral_id, ReferralMove.PLAN, Side.SUPPLIER, by=by, at=at)
    refuse_unplanned(text, sessions)
    written(found, PaperKind.ACTION_PLAN, text, sessions=sessions, by=by, at=at)
    move(
        found,
        ReferralMove.PLAN,
        by=by,
        at=at,
        said=f"Action plan of {found.supplier.name}: {sessions} sessions",
        note=text.strip(),
    )
    return found


@transaction.atomic
def change_plan(
    *, referral_id: int, text: str, sessions: int, why: str, by: User, at: datetime
) -> Referral:
    """A new version of the plan and why; those before stay."""
    found = taken_up(referral_id, ReferralMove.CHANGE_PLAN, Side.SUPPLIER, by=by, at=at)
    refuse_unsaid(why=why)
    refuse_unplanned(text, sessions)
    written(found, PaperKind.ACTION_PLAN, text, sessions=sessions, why=why, by=by, at=at)
    move(
        found,
        ReferralMove.CHANGE_PLAN,
        by=by,
        at=at,
        why=why,
        said=f"Action plan of {found.supplier.name} changed: now {sessions} sessions",
        note=why.strip(),
    )
    return found


def refuse_unplanned(text: str, sessions: int) -> None:
    faults: list[Refused] = []
    if not text.strip():
        faults.append(Missing("Say what will be done.", field="text"))
    if len(text) > LONGEST:
        faults.append(TooLong(len(text), "text"))
    if not 0 < sessions <= MOST_SESSIONS:
        faults.append(TooManySessions())
    refuse_all(faults)


@transaction.atomic
def end(
    *,
    referral_id: int,
    text: str,
    scores: Mapping[int, Achievement],
    by: User,
    at: datetime,
) -> Referral:
    """The end report: each outcome that was wanted is scored, and what is left to do is said."""
    found = taken_up(referral_id, ReferralMove.END, Side.SUPPLIER, by=by, at=at)
    refuse_unsaid(text=text)
    wanted = list(WantedOutcome.objects.filter(referral=found).order_by("pk"))
    refuse_all(
        [
            Missing("Say whether this was achieved.", field=f"outcome_{each.pk}")
            for each in wanted
            if each.pk not in scores
        ]
    )
    for each in wanted:
        each.achievement = scores[each.pk]
    WantedOutcome.objects.bulk_update(wanted, ["achievement"])
    written(found, PaperKind.END_REPORT, text, by=by, at=at)
    share = score(scores[each.pk] for each in wanted)
    percent = round(100 * share) if share is not None else None
    assert found.order_id is not None
    commissioning.end_order(order_id=found.order_id, achieved_percent=percent, by=by, at=at)
    found.ended_at = at
    stand_down_to_come(found, why="The work with this service is over.", at=at)
    move(
        found,
        ReferralMove.END,
        by=by,
        at=at,
        said=f"End report of {found.supplier.name} for {found.service.title}"
        + (f": {percent}% achieved" if percent is not None else ""),
        note=text.strip(),
        also=("ended_at",),
    )
    return found


def written(
    found: Referral,
    kind: PaperKind,
    text: str,
    *,
    by: User,
    at: datetime,
    sessions: int | None = None,
    why: str = "",
) -> Paper:
    return Paper.objects.create(
        referral=found,
        kind=kind,
        number=found.papers.filter(kind=kind).count() + 1,
        text=text.strip(),
        why=why.strip(),
        sessions=sessions,
        written_by=by,
        written_at=at,
    )
