"""How is a sample drawn, taken back, and one case of it replaced?"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.rules.inspection.sampling import DRAW_RULES, READ_TWICE, Framed
from openprobation.rules.inspection.sampling import draw as drawn_from
from openprobation.vocabulary.inspection import ReplacedFor, SampleState, Stratify

from .. import queries
from ..models import FramedCase, Given, Replacement, Sample
from ..permissions import Permission
from .standing import (
    AlreadyAnnounced,
    NoSuchCase,
    WhyMissing,
    is_restricted,
    is_shut_out,
    open_to,
    open_until,
    standing,
    take_back,
)


class FrameIsEmpty(Refused):
    def __init__(self) -> None:
        super().__init__("No case stood with these organisations on that day.", field="as_of")


class AlreadyDrawn(Refused):
    def __init__(self) -> None:
        super().__init__("A sample has been drawn already. Withdraw it first, and say why.")


class SizeOutOfReach(Refused):
    def __init__(self, population: int) -> None:
        super().__init__(f"Give a number of cases from 1 to {population:,}.", field="size")


class OutOfRange(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("Give a number between 0 and 100.", field=field)


class DayToCome(Refused):
    def __init__(self) -> None:
        super().__init__("The frame stands on a day that is past.", field="as_of")


@transaction.atomic
def draw(
    *,
    inspection_id: int,
    rows: Sequence[queries.FrameRow],
    as_of: datetime,
    confidence: float,
    margin: float,
    strata: Collection[Stratify],
    by: User,
    at: datetime,
    size: int | None = None,
    seed: str | None = None,
) -> Sample:
    """Draw from the frame handed over. The seed is made here, unless one was agreed beforehand."""
    require(by, Permission.DRAW, at=at)
    inspection = programmes.led(inspection_id, by=by, at=at)
    if inspection.samples.filter(withdrawn_at__isnull=True).exists():
        raise AlreadyDrawn
    faults: list[Refused] = []
    if not 0 < confidence < 1:
        faults.append(OutOfRange("confidence"))
    if not 0 < margin < 1:
        faults.append(OutOfRange("margin"))
    if as_of > at:
        faults.append(DayToCome())
    if not rows:
        faults.append(FrameIsEmpty())
    elif size is not None and not 1 <= size <= len(rows):
        faults.append(SizeOutOfReach(len(rows)))
    if faults:
        raise faults[0] if len(faults) == 1 else RefusedForSeveralReasons(faults)
    on = timezone.localdate(as_of)
    number = queries.proposal(
        len(rows), confidence=confidence, margin=margin, on=on, size=size
    ).size
    parted = queries.parted_by(strata)
    seed = seed or secrets.token_hex(8)
    known = {row.case: row for row in rows}
    found = drawn_from(
        [
            Framed(
                row.case,
                queries.stratum_of(
                    parted,
                    organisation=row.organisation,
                    sex=row.sex,
                    harm=row.harm,
                    sentence=row.sentence,
                ),
            )
            for row in rows
        ],
        number,
        seed=seed,
        rules=DRAW_RULES.on(on).value,
    )
    sample = Sample.objects.create(
        inspection=inspection,
        as_of=as_of,
        confidence=confidence,
        margin=margin,
        size=number,
        strata=parted,
        seed=seed,
        frame_digest=found.frame_digest,
        drawn_at=at,
        drawn_by=by,
        twice=READ_TWICE.on(on).value.percent,
    )
    FramedCase.objects.bulk_create(
        (
            FramedCase(
                sample=sample,
                case=each.case,
                record_id=known[each.case].record_id,
                provider_id=known[each.case].provider_id,
                sex=known[each.case].sex,
                harm=known[each.case].harm,
                sentence=known[each.case].sentence,
                starts_on=known[each.case].starts_on,
                is_restricted=known[each.case].is_restricted,
                place=each.place,
                state=state,
            )
            for state, group in (
                (SampleState.CHOSEN, found.chosen),
                (SampleState.RESERVE, found.reserves),
            )
            for each in group
        ),
        batch_size=500,
    )
    record(
        "sample.drawn",
        on=sample,
        by=by.username,
        at=at,
        cases=number,
        framed=len(rows),
        seed=seed,
    )
    return sample


@transaction.atomic
def withdraw(*, inspection_id: int, why: str, by: User, at: datetime) -> None:
    """Take a draw back before it is announced. It is kept with its seed and why, for all to see."""
    sample = standing(inspection_id, by=by, at=at)
    if sample.announced_at is not None:
        raise AlreadyAnnounced
    if not why.strip():
        raise WhyMissing
    Given.objects.filter(case__sample=sample, taken_back_at__isnull=True).update(taken_back_at=at)
    sample.withdrawn_at, sample.withdrawn_why = at, why.strip()
    sample.save(update_fields=["withdrawn_at", "withdrawn_why"])
    record("sample.withdrawn", on=sample, by=by.username, at=at)


class NoneInReserve(Refused):
    def __init__(self) -> None:
        super().__init__("Every case of this group was drawn: there is none to bring in.")


@transaction.atomic
def replace(*, case_id: int, reason: ReplacedFor, note: str, by: User, at: datetime) -> FramedCase:
    """Replace a drawn case by the next in its group's order; whoever had it has the new one."""
    gone = FramedCase.objects.select_related("sample").filter(pk=case_id).first()
    if gone is None:
        raise NoSuchCase
    sample = standing(gone.sample.inspection_id, by=by, at=at)
    gone.refresh_from_db()  # another lead may have replaced it while we waited
    if gone.sample_id != sample.pk or gone.state not in queries.JUDGED:
        raise NoSuchCase
    if reason is ReplacedFor.OTHER and not note.strip():
        raise WhyMissing("note")
    alike = {"provider_id": gone.provider_id} | {
        name: getattr(gone, name)
        for name in (Stratify.SEX.value, Stratify.HARM.value, Stratify.SENTENCE.value)
        if name in sample.strata
    }
    came = sample.frame.filter(state=SampleState.RESERVE, **alike).order_by("place", "pk").first()
    if came is None:
        raise NoneInReserve
    for before in gone.given.filter(taken_back_at__isnull=True).select_related("assessor"):
        take_back(before, at=at)
        member = next(
            (
                one
                for plan in plans.planned(only=sample.inspection_id)
                for one in plan.team
                if one.user_id == before.assessor_id
            ),
            None,
        )
        able = member is not None and (member.is_cleared or not is_restricted(came, at))
        if able and not is_shut_out(came, before.assessor, at):
            Given.objects.create(
                case=came, assessor=before.assessor, is_second=before.is_second, given_at=at
            )
            if sample.announced_at is not None:
                open_to(came, before.assessor, until=open_until(sample, at), at=at)
    gone.state, came.state = SampleState.REPLACED, SampleState.BROUGHT_IN
    gone.save(update_fields=["state"])
    came.save(update_fields=["state"])
    Replacement.objects.create(gone=gone, came=came, reason=reason, note=note.strip(), by=by, at=at)
    record("sample.case.replaced", on=gone, by=by.username, at=at, reason=reason)
    return came
