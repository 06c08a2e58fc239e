"""Who judges which case, who reads some of them again, and when are they told?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openprobation.foundation.access import queries as lists
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans

from .. import queries
from ..models import FramedCase, Given, Sample
from .standing import (
    KIND,
    AlreadyAnnounced,
    NoSuchCase,
    is_restricted,
    is_shut_out,
    open_to,
    open_until,
    standing,
    take_back,
)


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
    if not member.is_cleared and any(is_restricted(case, at) for case in cases):
        raise NotCleared(member.name)
    for case in cases:
        if is_shut_out(case, assessor, at):
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
            take_back(before, at=at)
        Given.objects.create(case=case, assessor=assessor, is_second=is_second, given_at=at)
        given += 1
        if sample.announced_at is not None:
            open_to(case, assessor, until=open_until(sample, at), at=at)
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


class NobodyCleared(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The sample has restricted cases and nobody on the team is cleared for them."
        )


class NobodyElse(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Nobody else on the team could read a case a second time. Put another assessor on the team,"
            " or have none read twice.",
            field="twice",
        )


class NotAShare(Refused):
    def __init__(self) -> None:
        super().__init__("Give a number from 0 to 100.", field="twice")


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who would be given which cases: a plan to look at first."""

    twice: int  # of a hundred
    firsts: tuple[tuple[int, int], ...]  # case, assessor
    seconds: tuple[tuple[int, int], ...]
    by_organisation: dict[str, tuple[int, int]]  # read twice, of so many
    waiting: tuple[str, ...]  # to be read twice, and nobody else on the team may
    load: dict[int, tuple[int, int]]  # by assessor afterwards: first readings, second ones


def sharing(*, inspection_id: int, by: User, at: datetime, twice: int | None = None) -> Sharing:
    """Share the cases nobody has over the assessors evenly, restricted ones over those cleared first.

    Which cases are read twice is drawn by the seed, so nobody picks them. The second reader is another
    assessor than the first. Whoever has a case keeps it.
    """
    return _shared(standing(inspection_id, by=by, at=at), twice=twice, at=at)


def _shared(sample: Sample, *, twice: int | None, at: datetime) -> Sharing:
    percent = sample.twice if twice is None else twice
    if not 0 <= percent <= 100:
        raise NotAShare
    line = queries.sample_of(sample.inspection_id)
    assert line is not None
    wanted = set(queries.read_twice(line, percent=percent).standing)
    hands = _Hands(sample, at=at)
    if wanted and len(hands.team) < 2:
        raise NobodyElse
    firsts = tuple(
        (case.pk, hands.give(case)) for case in hands.cases if case.pk not in hands.first
    )
    if any(user_id is None for _case_id, user_id in firsts):
        raise NobodyCleared
    again = [case for case in hands.cases if case.pk in wanted and case.pk not in hands.second]
    seconds = [(case, hands.give(case, again=True)) for case in again]
    of: dict[str, tuple[int, int]] = {}
    for case in sorted(hands.cases, key=lambda case: case.provider.name):
        read, number = of.get(case.provider.name, (0, 0))
        of[case.provider.name] = read + (case.pk in wanted), number + 1
    return Sharing(
        percent,
        tuple((case_id, user_id) for case_id, user_id in firsts if user_id is not None),
        tuple((case.pk, user_id) for case, user_id in seconds if user_id is not None),
        of,
        tuple(case.case for case, user_id in seconds if user_id is None),
        hands.load,
    )


class _Hands:
    """Who has which case, and who may have another: restricted ones only whoever is cleared."""

    def __init__(self, sample: Sample, *, at: datetime) -> None:
        plan = plans.plan_of(sample.inspection_id)
        assert plan is not None
        self.at = at
        self.team = [one for one in plan.team if one.part != "lead"] or list(plan.team)
        self.cleared = [one for one in self.team if one.is_cleared] or [
            one for one in plan.team if one.is_cleared
        ]
        pool = {one.user_id for one in (*self.team, *self.cleared)}
        self.accounts = {user_id: identity.by_id(user_id) for user_id in pool}
        self.cases = list(
            sample.frame.filter(state__in=queries.JUDGED)
            .select_related("provider")
            .order_by("provider__kind", "place", "case", "pk")
        )
        listed = lists.restricted_records(KIND, at=at)
        self.closed = {
            case.pk for case in self.cases if case.is_restricted or case.record_id in listed
        }
        self.cases.sort(key=lambda case: case.pk not in self.closed)
        self.first: dict[int, int] = {}
        self.second: dict[int, int] = {}
        for case_id, user_id, is_second in Given.objects.filter(
            case__sample=sample, taken_back_at__isnull=True
        ).values_list("case_id", "assessor_id", "is_second"):
            (self.second if is_second else self.first)[case_id] = user_id

    @property
    def load(self) -> dict[int, tuple[int, int]]:
        first, second = Counter(self.first.values()), Counter(self.second.values())
        users = sorted({*self.accounts, *first, *second})
        return {user_id: (first[user_id], second[user_id]) for user_id in users}

    def give(self, case: FramedCase, *, again: bool = False) -> int | None:
        """To whoever has fewest of those who may have it: to read again, somebody other than the first."""
        is_closed = case.pk in self.closed
        able = [
            one.user_id
            for one in (self.cleared if is_closed else self.team)
            if not (again and one.user_id == self.first[case.pk])
            and not (is_closed and is_shut_out(case, self.accounts[one.user_id], self.at))
        ]
        if not able:
            return None
        load = self.load
        found = min(able, key=lambda user_id: sum(load[user_id]))
        (self.second if again else self.first)[case.pk] = found
        return found


@transaction.atomic
def share_out(*, inspection_id: int, by: User, at: datetime, twice: int | None = None) -> Sharing:
    """Give the cases nobody has to the assessors, and to a second one those that are read twice.

    `twice` is of a hundred; without it, what the policy said when the sample was drawn.
    """
    sample = standing(inspection_id, by=by, at=at)
    shared = _shared(sample, twice=twice, at=at)
    cases = sample.frame.in_bulk([pk for pk, _user in (*shared.firsts, *shared.seconds)])
    rows = [
        Given(case=cases[pk], assessor_id=user_id, is_second=is_second, given_at=at)
        for is_second, group in ((False, shared.firsts), (True, shared.seconds))
        for pk, user_id in group
    ]
    Given.objects.bulk_create(rows)
    if sample.twice != shared.twice:
        sample.twice = shared.twice
        sample.save(update_fields=["twice"])
    if sample.announced_at is not None:
        until, closed = open_until(sample, at), lists.restricted_records(KIND, at=at)
        accounts = {user_id: identity.by_id(user_id) for user_id in shared.load}
        for row in rows:
            account = accounts[row.assessor_id]
            assert account is not None
            open_to(row.case, account, until=until, at=at, closed=closed)
    record(
        "sample.shared_out",
        on=sample,
        by=by.username,
        at=at,
        cases=len(shared.firsts),
        second=len(shared.seconds),
        twice=shared.twice,
    )
    return shared


class NotReadTwice(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody reads this case a second time.")


@transaction.atomic
def read_once(*, inspection_id: int, case_id: int, by: User, at: datetime) -> None:
    """Take a case back from its second reader. What they wrote stays, and is theirs no more to change."""
    sample = standing(inspection_id, by=by, at=at)
    case = sample.frame.filter(pk=case_id, state__in=queries.JUDGED).first()
    if case is None:
        raise NoSuchCase
    given = case.given.filter(is_second=True, taken_back_at__isnull=True).first()
    if given is None:
        raise NotReadTwice
    take_back(given, at=at)
    record("sample.second.taken_back", on=case, by=by.username, at=at)


class SomeNotGiven(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(f"Give every case to an assessor first. Not given yet: {number}.")


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
    until, closed = open_until(sample, at), lists.restricted_records(KIND, at=at)
    for one in given:
        open_to(one.case, one.assessor, until=until, at=at, closed=closed)
    record("sample.announced", on=sample, by=by.username, at=at, cases=sample.size)
    return sample


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
        take_back(one, at=at)
    return sum(not one.is_second for one in theirs)
