"""Which draw stands, and to whom are its cases open?"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from openprobation.foundation.access import actions as access
from openprobation.foundation.access import queries as lists
from openprobation.foundation.access.check import require
from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.vocabulary.access import HolderKind, RelationKind, RestrictionKind
from openprobation.vocabulary.inspection import MilestoneKind

from ..models import FramedCase, Given, Sample
from ..permissions import Permission

KIND = "person"


class NotDrawn(Refused):
    def __init__(self) -> None:
        super().__init__("No sample has been drawn.")


class AlreadyAnnounced(Refused):
    def __init__(self) -> None:
        super().__init__("The sample has been announced, so it stands.")


class NoSuchCase(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such case in the sample.")


class WhyMissing(Refused):
    def __init__(self, field: str = "why") -> None:
        super().__init__("Say why.", field=field)


def standing(inspection_id: int, *, by: User, at: datetime) -> Sample:
    """The draw that stands, if this is one of the inspection's leads."""
    require(by, Permission.DRAW, at=at)
    inspection = programmes.led(inspection_id, by=by, at=at)
    sample = inspection.samples.filter(withdrawn_at__isnull=True).first()
    if sample is None:
        raise NotDrawn
    return sample


def is_restricted(case: FramedCase, at: datetime) -> bool:
    """Restricted when the frame stood, or since."""
    return case.is_restricted or lists.is_restricted(KIND, [case.record_id], at=at)


def lines_of(case: FramedCase, at: datetime) -> list[lists.RestrictionLine]:
    return lists.restrictions(at=at, record_id=case.record_id)


def is_shut_out(case: FramedCase, user: User | None, at: datetime) -> bool:
    return user is None or (
        is_restricted(case, at)
        and any(
            line.kind == RestrictionKind.SHUT_OUT and line.user_id == user.pk
            for line in lines_of(case, at)
        )
    )


def open_to(
    case: FramedCase,
    assessor: User,
    *,
    until: datetime,
    at: datetime,
    closed: frozenset[int] | None = None,
) -> None:
    """Let an assessor open the case until the report is out; a cleared one is put on a restricted list."""
    access.relate(
        kind=KIND,
        record_id=case.record_id,
        holder=HolderKind.USER,
        holder_id=assessor.pk,
        relation=RelationKind.INSPECTION,
        at=at,
        until=until,
    )
    if closed is not None and case.record_id not in closed:
        return
    lines = [line for line in lines_of(case, at) if line.kind == RestrictionKind.LET_IN]
    if lines and all(line.user_id != assessor.pk for line in lines):
        access.restrict(
            kind=KIND,
            record_id=case.record_id,
            restriction=RestrictionKind.LET_IN,
            user=assessor,
            why=WHY_LET_IN,
            ask=lines[0].ask,
            by=system_user(),
            at=at,
        )


WHY_LET_IN = "Inspects this case, and is cleared for restricted cases"


def take_back(given: Given, *, at: datetime) -> None:
    given.taken_back_at = at
    given.save(update_fields=["taken_back_at"])
    access.end_relations(
        kind=KIND,
        record_id=given.case.record_id,
        relations=(RelationKind.INSPECTION,),
        at=at,
        holder_id=given.assessor_id,
    )
    for line in lines_of(given.case, at):
        if line.user_id == given.assessor_id and line.why == WHY_LET_IN:
            access.lift_restriction(restriction_id=line.id, by=system_user(), at=at)


def open_until(sample: Sample, at: datetime) -> datetime:
    """The end of the day the report is to be released; at least a day."""
    plan = plans.plan_of(sample.inspection_id)
    day = dict(plan.milestones).get(MilestoneKind.RELEASE) if plan else None
    last = datetime.combine(
        (day or timezone.localdate(at)) + timedelta(days=1), time(), tzinfo=LONDON
    )
    return max(last, at + timedelta(days=1))
