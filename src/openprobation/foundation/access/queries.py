"""Which records may a viewer open, which only locate, and which are masked?

Three tiers. Locate: every practitioner finds any unrestricted record. Open: within one's relation, or
by a look with a reason that has not run out. Restricted: masked unless on the list, or an emergency look.
`open_to` is one EXISTS in SQL; `is_open` is the same for one record; a property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from openprobation.foundation.identity.models import User
from openprobation.foundation.prepared import written_out
from openprobation.vocabulary.access import HolderKind, LookReview, RestrictionKind

from .check import Authority, authority
from .models import Look, Relation, Request, Restriction, running


def held_by(viewer: Authority) -> Q:
    """Relations that are the viewer's own, their teams' or, for those who lead one, their unit's."""
    mine = Q(holder_kind=HolderKind.USER, holder_id=viewer.user_id)
    if viewer.team_ids:
        mine |= Q(holder_kind=HolderKind.TEAM, holder_id__in=viewer.team_ids)
    if viewer.unit_ids:
        mine |= Q(holder_kind=HolderKind.UNIT, holder_id__in=viewer.unit_ids)
    return mine


def open_to(user: User, *, kind: str, at: datetime, record_id: str = "pk") -> Q:
    """A filter for any table with a column that names the record: what the viewer may open."""
    if user.is_system:
        return ~Q(pk__in=())  # everything, as in open_among
    viewer = authority(user, at)
    outer = OuterRef(record_id)
    related = Relation.objects.filter(
        held_by(viewer), running(at), record_kind=kind, record_id=outer
    )
    looked = Look.objects.filter(
        record_kind=kind, record_id=outer, user_id=user.pk, opened_at__lte=at, until__gt=at
    )
    hidden = restricted_for(user, kind=kind, at=at, record_id=record_id)
    ordinary = Q(Exists(related)) | Q(Exists(looked.filter(is_emergency=False)))
    return (ordinary & ~hidden) | Q(Exists(looked.filter(is_emergency=True)))


def restricted_for(user: User, *, kind: str, at: datetime, record_id: str = "pk") -> Q:
    """A filter: records masked for this viewer, before any emergency look."""
    of_record = Restriction.objects.filter(
        running(at), record_kind=kind, record_id=OuterRef(record_id)
    )
    let_in = of_record.filter(kind=RestrictionKind.LET_IN)
    shut_out = of_record.filter(kind=RestrictionKind.SHUT_OUT, user_id=user.pk)
    not_let_in = Q(Exists(let_in)) & ~Q(Exists(let_in.filter(user_id=user.pk)))
    return not_let_in | Q(Exists(shut_out))


def masked(user: User, *, kind: str, record_ids: Collection[int], at: datetime) -> dict[int, str]:
    """Of these records, those the viewer must not see, with whom to ask. One query, two if any is restricted.

    A record with an emergency look of the viewer's still running is not masked.
    """
    if not record_ids:
        return {}
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            LISTS.format(records=written_out(record_ids)),
            [kind, moment, moment],
        )
        lines = cursor.fetchall()
    asks: dict[int, str] = {}
    let_in: set[int] = set()
    only: set[int] = set()
    out: set[int] = set()
    for record_id, what, user_id, ask in lines:
        asks[record_id] = ask
        if what == RestrictionKind.LET_IN:
            only.add(record_id)
            if user_id == user.pk:
                let_in.add(record_id)
        elif user_id == user.pk:
            out.add(record_id)
    hidden = (only - let_in) | out
    if hidden:
        hidden -= set(
            Look.objects.filter(
                record_kind=kind,
                record_id__in=hidden,
                user_id=user.pk,
                is_emergency=True,
                opened_at__lte=at,
                until__gt=at,
            ).values_list("record_id", flat=True)
        )
    return {record_id: asks[record_id] for record_id in hidden}


def is_open(kind: str, record_id: int, *, to: User, at: datetime) -> bool:
    """Whether one record is open to a viewer: asked by every act and page, so it is one plain query.

    `open_to` says the same of a whole table and `open_among` of many; property tests hold them equal.
    """
    if to.is_system:
        return True
    holders = holders_of(authority(to, at))
    moment = connection.ops.adapt_datetimefield_value(at)
    record = (kind, record_id)
    with connection.cursor() as cursor:
        cursor.execute(
            IS_OPEN.format(theirs=either(holders)),
            [
                *record, to.pk, moment, moment,
                *record, moment, moment, *(value for holder in holders for value in holder),
                *record, to.pk, moment, moment,
                *record, moment, moment,
                *record, to.pk, moment, moment,
                *record, to.pk, moment, moment,
            ],
        )  # fmt: skip
        (found,) = cursor.fetchone()
    return bool(found)


def holders_of(viewer: Authority) -> list[tuple[HolderKind, int]]:
    """Whose relations are the viewer's: their own, their teams', and the unit's they lead."""
    holders = [(HolderKind.USER, viewer.user_id)]
    holders += [(HolderKind.TEAM, pk) for pk in sorted(viewer.team_ids)]
    return holders + [(HolderKind.UNIT, pk) for pk in sorted(viewer.unit_ids)]


def either(holders: Collection[tuple[HolderKind, int]]) -> str:
    return " OR ".join("(holder_kind = %s AND holder_id = %s)" for _holder in holders)


RUNS = "starts_at <= %s AND (ends_at IS NULL OR ends_at > %s)"
LISTS = (
    "SELECT record_id, kind, user_id, ask FROM access_restriction"
    f" WHERE record_kind = %s AND record_id IN ({{records}}) AND {RUNS}"
)
LIST = (
    "SELECT 1 FROM access_restriction WHERE record_kind = %s AND record_id = %s AND kind = '{kind}'"
)
LOOK = (
    "SELECT 1 FROM access_look WHERE record_kind = %s AND record_id = %s AND user_id = %s"
    " AND opened_at <= %s AND until > %s"
)
LET_IN = LIST.format(kind=RestrictionKind.LET_IN.value)
SHUT_OUT = LIST.format(kind=RestrictionKind.SHUT_OUT.value)
IS_OPEN = (
    f"SELECT CASE WHEN EXISTS ({LOOK} AND is_emergency) THEN 1"
    " WHEN NOT (EXISTS (SELECT 1 FROM access_relation WHERE record_kind = %s AND record_id = %s"
    f" AND {RUNS} AND ({{theirs}})) OR EXISTS ({LOOK})) THEN 0"
    f" WHEN EXISTS ({LET_IN} AND {RUNS}) AND NOT EXISTS ({LET_IN} AND user_id = %s AND {RUNS}) THEN 0"
    f" WHEN EXISTS ({SHUT_OUT} AND user_id = %s AND {RUNS}) THEN 0"
    " ELSE 1 END"
)


def open_among(record_ids: Iterable[int], *, kind: str, to: User, at: datetime) -> frozenset[int]:
    """Of these records, those open to the viewer. At most four queries, however many records."""
    ids = list(record_ids)
    if to.is_system:
        return frozenset(ids)
    viewer = authority(to, at)
    related = set(
        Relation.objects.filter(
            held_by(viewer), running(at), record_kind=kind, record_id__in=ids
        ).values_list("record_id", flat=True)
    )
    if len(related) < len(set(ids)):
        related |= set(
            Look.objects.filter(
                record_kind=kind, record_id__in=ids, user_id=to.pk, opened_at__lte=at, until__gt=at
            ).values_list("record_id", flat=True)
        )
    return frozenset(related - masked(to, kind=kind, record_ids=related, at=at).keys())


@dataclass(frozen=True, slots=True)
class Standing:
    """How one record stands to one viewer."""

    is_masked: bool
    is_open: bool
    in_relation: bool
    ask: str
    look_until: datetime | None


def standing(kind: str, record_id: int, *, to: User, at: datetime) -> Standing:
    """How one record stands to one viewer: asked by every page of a person, so it is one plain query.

    One more for a look with a reason, and one or two for a restricted record.
    """
    holders = holders_of(authority(to, at))
    moment = connection.ops.adapt_datetimefield_value(at)
    record = (kind, record_id)
    with connection.cursor() as cursor:
        cursor.execute(
            STANDING.format(theirs=either(holders)),
            [
                *record, moment, moment,
                *record, moment, moment, *(value for holder in holders for value in holder),
            ],
        )  # fmt: skip
        restricted, related = map(bool, cursor.fetchone())
    if restricted:
        ask = masked(to, kind=kind, record_ids=[record_id], at=at).get(record_id)
        if ask is not None:
            return Standing(True, False, related, ask, None)
    if related:
        return Standing(False, True, True, "", None)
    until = (
        Look.objects.filter(
            record_kind=kind, record_id=record_id, user_id=to.pk, opened_at__lte=at, until__gt=at
        )
        .order_by("-until")
        .values_list("until", flat=True)
        .first()
    )
    return Standing(False, until is not None, False, "", until)


STANDING = (
    "SELECT EXISTS (SELECT 1 FROM access_restriction WHERE record_kind = %s AND record_id = %s"
    f" AND {RUNS}), EXISTS (SELECT 1 FROM access_relation WHERE record_kind = %s AND record_id = %s"
    f" AND {RUNS} AND ({{theirs}}))"
)


@dataclass(frozen=True, slots=True)
class LookTaken:
    id: int
    record_id: int
    user_id: int
    name: str
    reason: str
    note: str
    is_emergency: bool
    opened_at: datetime
    until: datetime
    review: str | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    review_note: str


def looks(
    *,
    kind: str = "person",
    record_ids: Collection[int] | None = None,
    user_ids: Collection[int] | None = None,
    unreviewed: bool = False,
    size: int = 200,
) -> list[LookTaken]:
    """Looks beyond a relation, latest first, emergencies before the rest. One query."""
    rows = Look.objects.filter(record_kind=kind)
    if record_ids is not None:
        rows = rows.filter(record_id__in=record_ids)
    if user_ids is not None:
        rows = rows.filter(user_id__in=user_ids)
    if unreviewed:  # one that was asked about still waits for its end
        rows = rows.filter(Q(review__isnull=True) | Q(review=LookReview.QUERIED))
    return [
        LookTaken(*row)
        for row in rows.order_by("-is_emergency", "-opened_at", "-pk").values_list(
            "pk",
            "record_id",
            "user_id",
            "user__name",
            "reason",
            "note",
            "is_emergency",
            "opened_at",
            "until",
            "review",
            "reviewed_by__name",
            "reviewed_at",
            "review_note",
        )[:size]
    ]


def is_restricted(kind: str, record_ids: Collection[int], *, at: datetime) -> bool:
    """Whether any of these records is restricted now, to whomever. One query."""
    rows = Restriction.objects.filter(running(at), record_kind=kind, record_id__in=record_ids)
    return rows.exists()


def restricted_records(kind: str, *, at: datetime) -> frozenset[int]:
    """Every record restricted now, to whomever: for what nobody in particular reads. One query."""
    rows = Restriction.objects.filter(running(at), record_kind=kind)
    return frozenset(rows.values_list("record_id", flat=True))


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    id: int
    record_id: int
    kind: str
    user_id: int
    name: str
    why: str
    ask: str
    placed_by: str
    starts_at: datetime


def restrictions(
    *, at: datetime, kind: str = "person", record_id: int | None = None
) -> list[RestrictionLine]:
    """The restriction lists in force. One query."""
    rows = Restriction.objects.filter(running(at), record_kind=kind)
    if record_id is not None:
        rows = rows.filter(record_id=record_id)
    return [
        RestrictionLine(*row)
        for row in rows.order_by("record_id", "kind", "user__name", "pk").values_list(
            "pk",
            "record_id",
            "kind",
            "user_id",
            "user__name",
            "why",
            "ask",
            "placed_by__name",
            "starts_at",
        )
    ]


@dataclass(frozen=True, slots=True)
class AccessRequest:
    id: int
    record_id: int
    name: str
    why: str
    asked_at: datetime


def requests_waiting(*, kind: str = "person") -> list[AccessRequest]:
    """Requests to be let in to restricted records that nobody has decided, oldest first."""
    rows = Request.objects.filter(record_kind=kind, decided_at__isnull=True)
    return [
        AccessRequest(*row)
        for row in rows.order_by("asked_at", "pk").values_list(
            "pk", "record_id", "user__name", "why", "asked_at"
        )
    ]


def current_holders(*, kind: str, record_id: int, at: datetime) -> frozenset[tuple[str, int, str]]:
    """Whose business a record is now: (holder kind, holder id, relation)."""
    return frozenset(
        Relation.objects.filter(running(at), record_kind=kind, record_id=record_id).values_list(
            "holder_kind", "holder_id", "relation"
        )
    )
