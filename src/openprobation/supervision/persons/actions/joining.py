"""How are two records of one person joined, and parted again?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons.events import RecordsMerged, RecordsParted
from openprobation.supervision.persons.models import Merge, Person
from openprobation.supervision.persons.permissions import Permission
from openprobation.vocabulary.access import RelationKind

from .people import ReasonNeeded
from .searching import let_nobody_else_write_keys, renew_search_keys

#: Whose case it is. With two answers, nobody could say who answers for the person.
HOLDING = (RelationKind.RESPONSIBLE_OFFICER, RelationKind.TEAM, RelationKind.COURT_TEAM)


class SameRecord(Refused):
    def __init__(self) -> None:
        super().__init__(
            "That is this record's own CRN. Enter the CRN of the other record.", field="crn"
        )


class JoinedAlready(Refused):
    def __init__(self, crn: str) -> None:
        super().__init__(
            f"{crn} has already been joined into another record. Open that one instead.",
            field="crn",
        )


class HoldsOthers(Refused):
    def __init__(self, crn: str) -> None:
        super().__init__(
            f"Another record is joined into {crn}. Part the two first, or keep {crn} and join the"
            " other one into it.",
            field="crn",
        )


class HeldByDifferentOfficers(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Both records have a live case, and not with the same officer. Move both cases to one"
            " officer first, so that it is never in doubt who answers for the person.",
            field="crn",
        )


class KeepTheOther(Refused):
    def __init__(self, crn: str) -> None:
        super().__init__(
            f"The live case is on {crn}. Keep that record and join this one into it.", field="crn"
        )


class RestrictedDifferently(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The two records have different restriction lists. Ask an administrator to make them"
            " the same first, so that joining opens nothing that is shut.",
            field="crn",
        )


class PartedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("These records have already been parted.")


@transaction.atomic
def merge(*, kept_id: int, folded_id: int, why: str, by: User, at: datetime) -> Merge:
    """Join two records of one person: the folded one leads to the kept one; nothing else moves."""
    kept, folded = refuse_merge(kept_id, folded_id, why, by=by, at=at)

    folded.merged_into = kept
    folded.save(update_fields=["merged_into"])
    joined = Merge.objects.create(kept=kept, folded=folded, why=why.strip(), by=by, at=at)
    renew_search_keys(kept)

    for person, other in ((kept, folded), (folded, kept)):
        record(
            "person.merged",
            on=joined,
            person_id=person.pk,
            by=by.username,
            at=at,
            kept=kept.crn,
            folded=folded.crn,
            other=other.pk,
        )
    announce(RecordsMerged(kept.pk, folded.pk, by.pk, at))
    return joined


@transaction.atomic
def check_merge(*, kept_id: int, folded_id: int, why: str, by: User, at: datetime) -> None:
    """Refuse what merge would refuse, and change nothing: for the page that asks once more."""
    refuse_merge(kept_id, folded_id, why, by=by, at=at)


@transaction.atomic
def part(*, merge_id: int, why: str, by: User, at: datetime) -> Merge:
    """Undo a joining: both records stand as they were, with what was written on each since."""
    joined = Merge.objects.select_for_update().select_related("kept", "folded").get(pk=merge_id)
    require(by, Permission.MERGE, at=at, person_id=joined.kept_id)
    if joined.undone_at is not None:
        raise PartedAlready
    if not why.strip():
        raise ReasonNeeded

    folded = joined.folded
    folded.merged_into = None
    folded.save(update_fields=["merged_into"])
    joined.undone_by, joined.undone_at, joined.undone_why = by, at, why.strip()
    joined.save(update_fields=["undone_by", "undone_at", "undone_why"])
    let_nobody_else_write_keys()
    for person in (folded, joined.kept):
        renew_search_keys(person)

    for person_id in (joined.kept_id, joined.folded_id):
        record(
            "person.parted",
            on=joined,
            person_id=person_id,
            by=by.username,
            at=at,
            kept=joined.kept.crn,
            folded=folded.crn,
        )
    announce(RecordsParted(joined.kept_id, joined.folded_id, by.pk, at))
    return joined


def refuse_merge(
    kept_id: int, folded_id: int, why: str, *, by: User, at: datetime
) -> tuple[Person, Person]:
    for person_id in (kept_id, folded_id):
        require(by, Permission.MERGE, at=at, person_id=person_id)
    kept, folded = locked_pair(kept_id, folded_id)
    if not why.strip():
        raise ReasonNeeded
    refuse_unfit(kept, folded, at=at)
    return kept, folded


def locked_pair(kept_id: int, folded_id: int) -> tuple[Person, Person]:
    """Both rows held, in the order of their ids, so that two at once cannot wait on each other."""
    if kept_id == folded_id:
        raise SameRecord
    rows = Person.objects.select_for_update().filter(pk__in=(kept_id, folded_id)).order_by("pk")
    people = {person.pk: person for person in rows}
    return people[kept_id], people[folded_id]


def refuse_unfit(kept: Person, folded: Person, *, at: datetime) -> None:
    for person in (kept, folded):
        if person.merged_into_id is not None:
            raise JoinedAlready(person.crn)
    if Person.objects.filter(merged_into=folded).exists():
        raise HoldsOthers(folded.crn)
    refuse_two_live_cases(kept, folded, at=at)
    if shut(kept, at=at) != shut(folded, at=at):
        raise RestrictedDifferently


def refuse_two_live_cases(kept: Person, folded: Person, *, at: datetime) -> None:
    """A live case stays on the record kept; two are joined only if one officer has both."""
    on_folded = holders(folded, at=at)
    if not on_folded:
        return
    on_kept = holders(kept, at=at)
    if not on_kept:
        raise KeepTheOther(folded.crn)
    officer = {user for relation, user in on_folded if relation == RelationKind.RESPONSIBLE_OFFICER}
    same = {user for relation, user in on_kept if relation == RelationKind.RESPONSIBLE_OFFICER}
    if not officer or officer != same:
        raise HeldByDifferentOfficers


def holders(person: Person, *, at: datetime) -> frozenset[tuple[str, int]]:
    """Who holds a live case on this record: (relation, whose)."""
    return frozenset(
        (relation, holder_id)
        for _holder, holder_id, relation in access.current_holders(
            kind="person", record_id=person.pk, at=at
        )
        if relation in HOLDING
    )


def shut(person: Person, *, at: datetime) -> frozenset[tuple[str, int]]:
    lines = access.restrictions(at=at, record_id=person.pk)
    return frozenset((line.kind, line.user_id) for line in lines)
