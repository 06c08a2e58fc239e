"""How is a sample drawn, shared out, announced and put right?"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access import actions as access
from openprobation.foundation.access import queries as lists
from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.rules.inspection.sampling import DRAW_RULES, Framed
from openprobation.rules.inspection.sampling import draw as drawn_from
from openprobation.vocabulary.access import HolderKind, RelationKind, RestrictionKind
from openprobation.vocabulary.inspection import (
    InterviewWith,
    MilestoneKind,
    ReplacedFor,
    SampleState,
    Stratify,
)

from . import queries
from .models import FramedCase, Given, Interview, Replacement, Sample
from .permissions import Permission

KIND = "person"


class FrameIsEmpty(Refused):
    def __init__(self) -> None:
        super().__init__("No case stood with these organisations on that day.", field="as_of")


class AlreadyDrawn(Refused):
    def __init__(self) -> None:
        super().__init__("A sample has been drawn already. Withdraw it first, and say why.")


class NotDrawn(Refused):
    def __init__(self) -> None:
        super().__init__("No sample has been drawn.")


class AlreadyAnnounced(Refused):
    def __init__(self) -> None:
        super().__init__("The sample has been announced, so it stands.")


class SizeOutOfReach(Refused):
    def __init__(self, population: int) -> None:
        super().__init__(f"Give a number of cases from 1 to {population:,}.", field="size")


class OutOfRange(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("Give a number between 0 and 100.", field=field)


class DayToCome(Refused):
    def __init__(self) -> None:
        super().__init__("The frame stands on a day that is past.", field="as_of")


class WhyMissing(Refused):
    def __init__(self, field: str = "why") -> None:
        super().__init__("Say why.", field=field)


class NoSuchCase(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such case in the sample.")


class NotCleared(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not cleared for restricted cases. Give them to somebody who is.",
            field="assessor",
        )


class MayNotOpen(Refused):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(f"{name} may not open {case}. Give it to another.", field="assessor")


class JudgesItAlready(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} judges one of these already.", field="assessor")


class NobodyCleared(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The sample has restricted cases and nobody on the team is cleared for them."
        )


class SomeNotGiven(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(f"Give every case to an assessor first. Not given yet: {number}.")


class NoneInReserve(Refused):
    def __init__(self) -> None:
        super().__init__("Every case of this group was drawn: there is none to bring in.")


class NothingSaid(Refused):
    def __init__(self) -> None:
        super().__init__("Write what was said.", field="note")


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
    parted = [each.value for each in Stratify if each is Stratify.ORGANISATION or each in strata]
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


@transaction.atomic
def give(
    *,
    inspection_id: int,
    case_ids: Collection[int],
    assessor_id: int | None,
    by: User,
    at: datetime,
    is_second: bool = False,
) -> int:
    """Give cases to an assessor of the team, in place of whoever had them. Returns how many."""
    sample = standing(inspection_id, by=by, at=at)
    plan = plans.plan_of(inspection_id)
    member = plan.member(assessor_id) if plan and assessor_id else None
    assessor = identity.by_id(assessor_id) if member else None
    if member is None or assessor is None:
        raise programmes.NotOnTheTeam
    cases = list(
        sample.frame.filter(pk__in=case_ids, state__in=queries.JUDGED).order_by("case", "pk")
    )
    if not cases or len(cases) != len(set(case_ids)):
        raise NoSuchCase
    if not member.is_cleared and any(_is_restricted(case, at) for case in cases):
        raise NotCleared(member.name)
    for case in cases:
        if _is_shut_out(case, assessor, at):
            raise MayNotOpen(member.name, case.case)
        if case.given.filter(
            assessor=assessor, is_second=not is_second, taken_back_at__isnull=True
        ).exists():
            raise JudgesItAlready(member.name)
    given = 0
    for case in cases:
        before = case.given.filter(is_second=is_second, taken_back_at__isnull=True).first()
        if before is not None and before.assessor_id == assessor.pk:
            continue
        if before is not None:
            _take_back(before, at=at)
        Given.objects.create(case=case, assessor=assessor, is_second=is_second, given_at=at)
        given += 1
        if sample.announced_at is not None:
            _open(case, assessor, until=_until(sample, at), at=at)
    record(
        "sample.given",
        on=sample,
        by=by.username,
        at=at,
        cases=given,
        user=assessor.username,
        second=is_second,
    )
    return given


@transaction.atomic
def share_out(*, inspection_id: int, by: User, at: datetime) -> int:
    """Share the cases nobody has over the assessors evenly, restricted ones over those cleared first."""
    sample = standing(inspection_id, by=by, at=at)
    plan = plans.plan_of(inspection_id)
    assert plan is not None
    team = [one for one in plan.team if one.part != "lead"] or list(plan.team)
    cleared = [one for one in team if one.is_cleared] or [
        one for one in plan.team if one.is_cleared
    ]
    waiting = list(
        sample.frame.filter(state__in=queries.JUDGED)
        .exclude(
            pk__in=Given.objects.filter(taken_back_at__isnull=True, is_second=False).values(
                "case_id"
            )
        )
        .order_by("provider__kind", "place", "case", "pk")
    )
    load = queries.load_of(inspection_id)
    accounts = {one.user_id: identity.by_id(one.user_id) for one in (*team, *cleared)}
    listed = lists.restricted_records(KIND, at=at)
    closed = {case.pk: case.is_restricted or case.record_id in listed for case in waiting}
    waiting.sort(key=lambda case: not closed[case.pk])
    rows: list[Given] = []
    for case in waiting:
        able = [
            one
            for one in (cleared if closed[case.pk] else team)
            if not (closed[case.pk] and _is_shut_out(case, accounts[one.user_id], at))
        ]
        if not able:
            raise NobodyCleared
        least = min(able, key=lambda one: load.get(one.user_id, 0))
        load[least.user_id] = load.get(least.user_id, 0) + 1
        rows.append(Given(case=case, assessor_id=least.user_id, given_at=at))
    Given.objects.bulk_create(rows)
    if sample.announced_at is not None:
        until = _until(sample, at)
        for row in rows:
            account = accounts[row.assessor_id]
            assert account is not None
            _open(row.case, account, until=until, at=at, closed=listed)
    record("sample.shared_out", on=sample, by=by.username, at=at, cases=len(rows))
    return len(rows)


@transaction.atomic
def announce(*, inspection_id: int, by: User, at: datetime) -> Sample:
    """Tell the providers which cases were drawn, and open each to the assessors it was given to."""
    sample = standing(inspection_id, by=by, at=at)
    if sample.announced_at is not None:
        raise AlreadyAnnounced
    judged = sample.frame.filter(state__in=queries.JUDGED)
    given = list(
        Given.objects.filter(case__in=judged, taken_back_at__isnull=True)
        .select_related("case", "assessor")
        .order_by("pk")
    )
    left = judged.count() - sum(not one.is_second for one in given)
    if left:
        raise SomeNotGiven(left)
    sample.announced_at = at
    sample.save(update_fields=["announced_at"])
    until, closed = _until(sample, at), lists.restricted_records(KIND, at=at)
    for one in given:
        _open(one.case, one.assessor, until=until, at=at, closed=closed)
    record("sample.announced", on=sample, by=by.username, at=at, cases=sample.size)
    return sample


@transaction.atomic
def replace(*, case_id: int, reason: ReplacedFor, note: str, by: User, at: datetime) -> FramedCase:
    """Replace a drawn case by the next in its group's order; whoever had it has the new one."""
    gone = FramedCase.objects.select_related("sample").filter(pk=case_id).first()
    if gone is None:
        raise NoSuchCase
    sample = standing(gone.sample.inspection_id, by=by, at=at)
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
        _take_back(before, at=at)
        member = next(
            (
                one
                for plan in plans.planned(only=sample.inspection_id)
                for one in plan.team
                if one.user_id == before.assessor_id
            ),
            None,
        )
        able = member is not None and (member.is_cleared or not _is_restricted(came, at))
        if able and not _is_shut_out(came, before.assessor, at):
            Given.objects.create(
                case=came, assessor=before.assessor, is_second=before.is_second, given_at=at
            )
            if sample.announced_at is not None:
                _open(came, before.assessor, until=_until(sample, at), at=at)
    gone.state, came.state = SampleState.REPLACED, SampleState.BROUGHT_IN
    gone.save(update_fields=["state"])
    came.save(update_fields=["state"])
    Replacement.objects.create(gone=gone, came=came, reason=reason, note=note.strip(), by=by, at=at)
    record("sample.case.replaced", on=gone, by=by.username, at=at, reason=reason)
    return came


@transaction.atomic
def keep_interview(
    *,
    case_id: int,
    with_whom: InterviewWith,
    held_on: date,
    note: str,
    by: User,
    at: datetime,
) -> Interview:
    """Write down what the officer or the person said; only whoever judges the case may."""
    require(by, Permission.VIEW, at=at)
    case = queries.sampled_case(case_id)
    if case is None or not case.is_announced or not case.is_judged_by(by.pk):
        raise NoSuchCase
    if held_on > timezone.localdate(at):
        raise Refused("Give a day that is past, or today.", field="held_on")
    if not note.strip():
        raise NothingSaid
    interview = Interview.objects.create(
        case_id=case_id, with_whom=with_whom, held_on=held_on, note=note.strip(), by=by, at=at
    )
    record("sample.interview.kept", on=interview, by=by.username, at=at, who=with_whom)
    return interview


@transaction.atomic
def leave_team(*, inspection_id: int, user_id: int, by: User, at: datetime) -> int:
    """Take somebody off the team and take their cases back. Returns how many wait for another."""
    programmes.leave_team(inspection_id=inspection_id, user_id=user_id, by=by, at=at)
    theirs = list(
        Given.objects.filter(
            case__sample__inspection_id=inspection_id,
            assessor_id=user_id,
            taken_back_at__isnull=True,
        ).select_related("case")
    )
    for one in theirs:
        _take_back(one, at=at)
    return sum(not one.is_second for one in theirs)


def standing(inspection_id: int, *, by: User, at: datetime) -> Sample:
    """The draw that stands, if this is one of the inspection's leads."""
    require(by, Permission.DRAW, at=at)
    inspection = programmes.led(inspection_id, by=by, at=at)
    sample = inspection.samples.filter(withdrawn_at__isnull=True).first()
    if sample is None:
        raise NotDrawn
    return sample


def _is_restricted(case: FramedCase, at: datetime) -> bool:
    """Restricted when the frame stood, or since."""
    return case.is_restricted or lists.is_restricted(KIND, [case.record_id], at=at)


def _lines(case: FramedCase, at: datetime) -> list[lists.RestrictionLine]:
    return lists.restrictions(at=at, record_id=case.record_id)


def _is_shut_out(case: FramedCase, user: User | None, at: datetime) -> bool:
    return user is None or (
        _is_restricted(case, at)
        and any(
            line.kind == RestrictionKind.SHUT_OUT and line.user_id == user.pk
            for line in _lines(case, at)
        )
    )


def _open(
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
    lines = [line for line in _lines(case, at) if line.kind == RestrictionKind.LET_IN]
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


def _take_back(given: Given, *, at: datetime) -> None:
    given.taken_back_at = at
    given.save(update_fields=["taken_back_at"])
    access.end_relations(
        kind=KIND,
        record_id=given.case.record_id,
        relations=(RelationKind.INSPECTION,),
        at=at,
        holder_id=given.assessor_id,
    )
    for line in _lines(given.case, at):
        if line.user_id == given.assessor_id and line.why == WHY_LET_IN:
            access.lift_restriction(restriction_id=line.id, by=system_user(), at=at)


def _until(sample: Sample, at: datetime) -> datetime:
    """The end of the day the report is to be released; at least a day."""
    plan = plans.plan_of(sample.inspection_id)
    day = dict(plan.milestones).get(MilestoneKind.RELEASE) if plan else None
    last = datetime.combine(
        (day or timezone.localdate(at)) + timedelta(days=1), time(), tzinfo=LONDON
    )
    return max(last, at + timedelta(days=1))
