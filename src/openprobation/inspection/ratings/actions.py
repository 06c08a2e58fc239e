"""How are the ratings of an inspection settled, and moved by a panel?"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from openprobation.foundation.access.check import may, require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.inspection.frameworks import Framework
from openprobation.rules.inspection.ratings import (
    PanelMove as Move,
)
from openprobation.rules.inspection.ratings import discretion, why_not_moved
from openprobation.vocabulary.inspection import Rating

from . import queries
from .models import (
    EvidenceRating,
    PanelMove,
    PanelSeat,
    QuestionShare,
    Settling,
    StandardRating,
)
from .permissions import Permission
from .policies import Carried, CountedFor, FoundFor, Worked, work_out

LONGEST = 4_000
CASE_NUMBER = re.compile(r"\b[A-Za-z]\d{6}\b")


class NoSuchInspection(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such inspection.")


class NoRules(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is known of how this inspection's framework rates.")


class NothingToSettle(Refused):
    def __init__(self) -> None:
        super().__init__("No case was judged and no finding was made yet.")


class NotFit(Refused):
    """A count or a finding that this inspection cannot hold."""


class NotMoved(Refused):
    """The rules do not let a panel do this, or something must be said first."""


class NoSuchRating(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such rating.")


class SettledAgain(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The ratings were settled again since you opened this. Nothing was saved: look at how"
            " they stand now."
        )


class MovedAlready(Refused):
    def __init__(self, to: Rating) -> None:
        super().__init__(
            f"A panel moved this to {to.label} already. Take that back before it is moved again."
        )


class NamesSomebody(Refused):
    def __init__(self, field: str) -> None:
        super().__init__(
            "This holds a case number. Why a rating was moved is published: tell of nobody who can"
            " be found by it.",
            field=field,
        )


class NotOnPanel(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is no inspector, and a panel is made of inspectors.", field="members"
        )


class NoMove(Refused):
    def __init__(self) -> None:
        super().__init__("No panel's move stands here.")


@transaction.atomic
def settle(
    *,
    inspection_id: int,
    counts: Sequence[CountedFor],
    findings: Sequence[FoundFor] = (),
    by: User,
    at: datetime,
) -> Settling:
    """Work out every rating anew, from counts and findings as given.

    What was settled before stays. Its panels' moves go on standing where their grounds hold.
    """
    require(by, Permission.SETTLE, at=at)
    inspection = queries.inspected([inspection_id]).get(inspection_id)
    if inspection is None:
        raise NoSuchInspection
    if inspection.framework is None:
        raise NoRules
    if not counts and not findings:
        raise NothingToSettle
    refuse_all(unfit(inspection, inspection.framework, counts, findings))
    hold(inspection_id)
    number, moves = queries.moves_before(inspection_id)
    worked = work_out(
        inspection.framework,
        inspection.rules,
        provider_ids=[body.id for body in inspection.bodies],
        counts=counts,
        findings=findings,
        moves=moves,
    )
    return write_settling(inspection_id, number + 1, list(worked), by=by, at=at)


@transaction.atomic
def settle_judged(
    *, inspection_id: int, by: User, at: datetime, seen_number: int | None = None
) -> Settling:
    """Work out every rating anew from the judged cases and from what evidence was rated."""
    require(by, Permission.SETTLE, at=at)
    hold(inspection_id)
    inspection = queries.inspected([inspection_id])[inspection_id]
    if inspection.framework is None:
        raise NoRules
    proposal = queries.proposed(inspection)
    if seen_number is not None and seen_number != proposal.number:
        raise SettledAgain
    if not proposal.worked:
        raise NothingToSettle
    return write_settling(inspection_id, proposal.number + 1, proposal.worked, by=by, at=at)


def hold(inspection_id: int) -> None:
    """Lock the inspection: whoever settles or rates at the same time waits for this to end."""
    if (
        queries.inspections().select_for_update(of=("self",)).filter(pk=inspection_id).first()
        is None
    ):
        raise NoSuchInspection


def write_settling(
    inspection_id: int, number: int, worked: Sequence[Worked], *, by: User, at: datetime
) -> Settling:
    settling = Settling.objects.create(inspection_id=inspection_id, number=number, by=by, at=at)
    for each in worked:
        row = StandardRating.objects.create(
            settling=settling,
            provider_id=each.provider_id,
            standard=each.standard,
            percent=each.rated.percent,
            rating=each.rated.rating or "",
            findings=each.found_why,
            explanation=each.rated.explanation,
        )
        QuestionShare.objects.bulk_create(
            QuestionShare(
                rating=row,
                position=position,
                question=count.key_question,
                met=count.met,
                applicable=count.applicable,
            )
            for position, count in enumerate(each.counts, start=1)
        )
        for move in each.moves:
            carry(move, row)
    carried = [move for each in worked for move in each.moves if not move.move.lapsed_why]
    kept = sum(move.stands for move in carried)
    record(
        "rating.settled",
        by=by.username,
        at=at,
        on=settling,
        number=number,
        moves_kept=kept,
        moves_lapsed=len(carried) - kept,
    )
    return settling


def carry(carried: Carried, row: StandardRating) -> None:
    """Write a panel's move beside the new rating: as the same panel made it, standing or lapsed."""
    before = PanelMove.objects.get(pk=carried.move.id)
    moved = PanelMove.objects.create(
        rating=row,
        from_rating=before.from_rating,
        to_rating=before.to_rating,
        grounds=carried.grounds or before.grounds,
        why=before.why,
        by=before.by,
        at=before.at,
        carried_from=before,
        lapsed_why=carried.lapsed_why,
    )
    PanelSeat.objects.bulk_create(
        PanelSeat(move=moved, member_id=member_id)
        for member_id in before.seats.order_by("pk").values_list("member_id", flat=True)
    )


# ── Standards judged from evidence ─────────────────────────────────────────────────────────


@transaction.atomic
def rate_from_findings(
    *, provider_id: int, standard: str, rating: Rating, why: str, by: User, at: datetime
) -> EvidenceRating:
    """Rate an organisation on a standard judged from evidence, in place of what was said before.

    It counts from the next settling on.
    """
    require(by, Permission.SETTLE, at=at)
    inspection = inspection_of(provider_id)
    if inspection.framework is None:
        raise NoRules
    found = FoundFor(provider_id, standard, rating, why)
    faults: list[Refused] = []
    if not why.strip():
        faults.append(NotFit("Say why, from what was seen and heard.", field="why"))
    elif len(why) > LONGEST:
        faults.append(NotFit(f"Keep it to {LONGEST:,} characters.", field="why"))
    elif CASE_NUMBER.search(why):
        faults.append(NamesSomebody("why"))
    else:
        faults += unfit(inspection, inspection.framework, (), [found])
    refuse_all(faults)
    end_standing(provider_id, standard, by=by, at=at)
    made = EvidenceRating.objects.create(
        provider_id=provider_id, standard=standard, rating=rating, why=why.strip(), by=by, at=at
    )
    record(
        "rating.evidence.rated", by=by.username, at=at, on=made, standard=standard, rating=rating
    )
    return made


@transaction.atomic
def take_back_findings(*, provider_id: int, standard: str, by: User, at: datetime) -> None:
    """Leave a standard judged from evidence without a rating, from the next settling on."""
    require(by, Permission.SETTLE, at=at)
    inspection_of(provider_id)
    ended = end_standing(provider_id, standard, by=by, at=at)
    if ended is None:
        raise NoSuchRating
    record("rating.evidence.taken_back", by=by.username, at=at, on=ended, standard=standard)


def inspection_of(provider_id: int) -> queries.Inspected:
    """The inspection an organisation was looked at in, locked."""
    inspection_id = (
        queries.inspections().filter(providers=provider_id).values_list("pk", flat=True).first()
    )
    if inspection_id is None:
        raise NoSuchInspection
    hold(inspection_id)
    return queries.inspected([inspection_id])[inspection_id]


def end_standing(
    provider_id: int, standard: str, *, by: User, at: datetime
) -> EvidenceRating | None:
    standing = EvidenceRating.objects.filter(
        provider_id=provider_id, standard=standard, ended_at__isnull=True
    ).first()
    if standing is not None:
        standing.ended_by, standing.ended_at = by, at
        standing.save(update_fields=["ended_by", "ended_at"])
    return standing


# ── The panel ──────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def move_by_panel(
    *,
    rating_id: int,
    to: Rating,
    members: Collection[User],
    why: str,
    by: User,
    at: datetime,
) -> PanelMove:
    """Write down that a panel moved a rating within its discretion."""
    require(by, Permission.MOVE, at=at)
    found, inspection = taken_up(rating_id)
    standing = PanelMove.objects.standing().filter(rating=found).first()
    if standing is not None:
        raise MovedAlready(Rating(standing.to_rating))
    counts = queries.counted(list(found.shares.all()))
    if not found.rating or found.percent is None:
        raise NotMoved("No share decided this rating, so a panel has nothing to move it from.")
    move = Move(to, tuple(member.username for member in members), why)
    said = why_not_moved(found.standard, counts, move, rules=inspection.rules)
    faults: list[Refused] = [NotMoved(each.said, field=each.about) for each in said]
    if len(why) > LONGEST:
        faults.append(NotMoved(f"Keep it to {LONGEST:,} characters.", field="why"))
    if CASE_NUMBER.search(why):
        faults.append(NamesSomebody("why"))
    faults += [
        NotOnPanel(member.get_full_name())
        for member in members
        if member.is_system or not may(member, Permission.VIEW, at=at)
    ]
    refuse_all(faults)
    allowed = discretion(found.standard, counts, rules=inspection.rules)
    grounds = next(each.explanation for each in allowed if each.to is to)
    moved = PanelMove.objects.create(
        rating=found,
        from_rating=found.rating,
        to_rating=to,
        grounds=grounds,
        why=why.strip(),
        by=by,
        at=at,
    )
    PanelSeat.objects.bulk_create(
        PanelSeat(move=moved, member=member)
        for member in sorted(set(members), key=lambda member: member.pk)
    )
    record(
        "rating.moved",
        by=by.username,
        at=at,
        on=found,
        standard=found.standard,
        before=found.rating,
        after=to,
    )
    return moved


@transaction.atomic
def take_back_move(*, rating_id: int, why: str, by: User, at: datetime) -> None:
    """Undo a panel's move: the rating is again what its shares give. The move stays on record."""
    require(by, Permission.MOVE, at=at)
    found, _inspection = taken_up(rating_id)
    move = PanelMove.objects.standing().filter(rating=found).first()
    if move is None:
        raise NoMove
    if not why.strip() or len(why) > LONGEST:
        raise NotMoved("Say why it is taken back.", field="why")
    move.taken_back_by, move.taken_back_at, move.taken_back_why = by, at, why.strip()
    move.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_why"])
    record("rating.move.taken_back", by=by.username, at=at, on=found, standard=found.standard)


def taken_up(rating_id: int) -> tuple[StandardRating, queries.Inspected]:
    """A rating of the latest settling, with its inspection locked."""
    found = StandardRating.objects.select_related("settling").filter(pk=rating_id).first()
    if found is None:
        raise NoSuchRating
    inspection_id = found.settling.inspection_id
    hold(inspection_id)
    later = Settling.objects.filter(inspection_id=inspection_id, number__gt=found.settling.number)
    if later.exists():
        raise SettledAgain
    return found, queries.inspected([inspection_id])[inspection_id]


def refuse_all(faults: Sequence[Refused]) -> None:
    """All that is wrong at once."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)


def unfit(
    inspection: queries.Inspected,
    framework: Framework,
    counts: Sequence[CountedFor],
    findings: Sequence[FoundFor],
) -> list[Refused]:
    """What this inspection cannot hold: strangers, impossible counts, ratings that nobody reasoned."""
    bodies = {body.id for body in inspection.bodies}
    said: list[str] = []
    asked: set[tuple[int, str]] = set()
    for count in counts:
        standard = framework.standard(count.standard)
        if count.provider_id not in bodies:
            said.append("This inspection did not look at that organisation.")
        if standard is None:
            said.append(f"The framework has no standard {count.standard}.")
        elif not standard.is_casework:
            said.append(f"{standard.id} {standard.title} is judged from evidence, not from cases.")
        elif not standard.asks(count.question):
            said.append(f"Standard {standard.id} has no key question {count.question}.")
        if not 0 <= count.met <= count.applicable:
            said.append(f"{count.met} of {count.applicable} cannot have met {count.question}.")
        if (count.provider_id, count.question) in asked:
            said.append(f"{count.question} was counted twice for one organisation.")
        asked.add((count.provider_id, count.question))
    rated: set[tuple[int, str]] = set()
    for finding in findings:
        standard = framework.standard(finding.standard)
        if finding.provider_id not in bodies:
            said.append("This inspection did not look at that organisation.")
        if standard is None:
            said.append(f"The framework has no standard {finding.standard}.")
        elif standard.is_casework:
            said.append(f"{standard.id} {standard.title} is rated from cases, not from findings.")
        if not framework.is_scored:
            said.append("This framework rates nothing: say it in words, in the report.")
        if not finding.why.strip() or len(finding.why) > LONGEST:
            said.append(f"Say why {finding.standard} is rated {finding.rating.label}.")
        if (finding.provider_id, finding.standard) in rated:
            said.append(f"{finding.standard} was rated twice for one organisation.")
        rated.add((finding.provider_id, finding.standard))
    return [NotFit(each) for each in dict.fromkeys(said)]
