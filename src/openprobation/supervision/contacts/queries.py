"""What happened with a person, latest first, however long the record?"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from openprobation.foundation.prepared import prepared
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.contacts import ContactKind

from .models import Contact

PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline as shown. `note` is None where it is sensitive and hidden from the viewer."""

    id: int
    kind: ContactKind
    at: datetime
    summary: str
    note: str | None
    outcome: str
    is_sensitive: bool
    is_withdrawn: bool
    corrects_id: int | None
    why_corrected: str
    recorded_by: str
    recorded_at: datetime
    reference_kind: str
    reference_id: int | None

    @property
    def outcome_word(self) -> Outcome | None:
        """What came of it, where the line tells of an appointment."""
        return Outcome(self.outcome) if self.outcome else None

    @property
    def cursor(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.id}"


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the record is wanted."""

    kinds: frozenset[ContactKind] = frozenset()
    since: date | None = None
    until: date | None = None
    words: str = ""
    with_sensitive: bool = True


@dataclass(frozen=True, slots=True)
class Timeline:
    lines: list[Line]
    older: str | None


FIELDS = (
    "pk",
    "kind",
    "at",
    "summary",
    "note",
    "outcome",
    "is_sensitive",
    "is_withdrawn",
    "corrects_id",
    "why_corrected",
    "recorded_by__name",
    "recorded_at",
    "reference_kind",
    "reference_id",
)


def timeline(
    person_ids: tuple[int, ...],
    *,
    may_see_sensitive: bool,
    filters: Filters = Filters(),
    before: str | None = None,
    as_of: datetime | None = None,
    size: int = PAGE,
) -> Timeline:
    """A page of the record, latest first, older than the cursor `before`. One query, however long the record.

    `as_of` gives the record as it stood at a moment. Words are looked for in summaries and in notes the
    viewer may read.
    """
    if filters == Filters() and before is None and as_of is None:
        found = latest_lines(size + 1)(person_ids)
        return page_of(found, may_see_sensitive=may_see_sensitive, size=size)
    standing = Contact.objects.as_of(as_of) if as_of else Contact.objects.current()
    rows = narrowed(standing.of(person_ids), filters=filters, may_see_sensitive=may_see_sensitive)
    if before is not None:
        rows = rows.filter(older_than(before))
    found = list(rows.order_by("-at", "-pk").values_list(*FIELDS)[: size + 1])
    return page_of(found, may_see_sensitive=may_see_sensitive, size=size)


def page_of(found: Sequence[tuple[Any, ...]], *, may_see_sensitive: bool, size: int) -> Timeline:
    lines = [shown(row, may_see_sensitive=may_see_sensitive) for row in found[:size]]
    return Timeline(lines, lines[-1].cursor if len(found) > size else None)


@cache
def latest_lines(size: int) -> Callable[[tuple[int, ...]], list[tuple[Any, ...]]]:
    """The record from its end, unfiltered: what every person's page shows."""

    @prepared
    def rows(person_ids: tuple[int, ...]) -> QuerySet[Contact, tuple[Any, ...]]:
        standing = Contact.objects.current().of(person_ids).order_by("-at", "-pk")
        return standing.values_list(*FIELDS)[:size]

    return rows


def narrowed(
    rows: QuerySet[Contact], *, filters: Filters, may_see_sensitive: bool
) -> QuerySet[Contact]:
    if filters.kinds:
        rows = rows.filter(kind__in=filters.kinds)
    if filters.since:
        rows = rows.filter(at__gte=day_start(filters.since))
    if filters.until:
        rows = rows.filter(at__lt=day_start(filters.until + timedelta(days=1)))
    for word in filters.words.split():
        found = Q(summary__icontains=word) | Q(note__icontains=word)
        rows = rows.filter(found if may_see_sensitive else found & Q(is_sensitive=False))
    if not filters.with_sensitive:
        rows = rows.filter(is_sensitive=False)
    return rows


def day_start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class BadCursor(ValueError):
    """A cursor that this service did not make."""


def older_than(cursor: str) -> Q:
    """What comes after a cursor in the order shown: keyset, so page ten costs what page one does."""
    at, pk = moment_of(cursor)
    return Q(at__lt=at) | Q(at=at, pk__lt=pk)


def moment_of(cursor: str) -> tuple[datetime, int]:
    """The moment and key a cursor names: whole microseconds since 1970, then the key."""
    made_by_us = re.fullmatch(r"(-?\d{1,16})-(\d{1,18})", cursor, re.ASCII)
    if made_by_us is None:
        raise BadCursor(cursor)
    microseconds, pk = (int(part) for part in made_by_us.groups())
    return EPOCH + timedelta(microseconds=microseconds), pk


def shown(row: tuple[object, ...], *, may_see_sensitive: bool) -> Line:
    pk, kind, at, summary, note, outcome, sensitive, *rest = row
    hidden = bool(sensitive) and not may_see_sensitive
    return Line(
        pk,  # type: ignore[arg-type]  # columns as in FIELDS
        ContactKind(str(kind)),
        at,  # type: ignore[arg-type]
        "Sensitive line" if hidden else summary,  # type: ignore[arg-type]
        None if hidden else note,  # type: ignore[arg-type]
        outcome,  # type: ignore[arg-type]
        bool(sensitive),
        *rest,  # type: ignore[arg-type]
    )


def by_id(contact_id: int, *, person_ids: tuple[int, ...]) -> Line | None:
    """One line of a person's record, sensitive parts included: the caller has checked. One query."""
    row = Contact.objects.of(person_ids).filter(pk=contact_id).values_list(*FIELDS).first()
    return shown(row, may_see_sensitive=True) if row else None


def is_sensitive_since(contact_id: int) -> bool:
    """Whether what now stands in a line's place is sensitive: so is what stood there. One query a correction."""
    stands = contact_id
    later = Contact.objects.filter(corrects_id=stands).values_list("pk", "is_sensitive")
    while (row := later.first()) is not None:
        stands, is_sensitive = row
        if is_sensitive:
            return True
        later = Contact.objects.filter(corrects_id=stands).values_list("pk", "is_sensitive")
    return False


def history(contact_id: int, *, person_ids: tuple[int, ...]) -> list[Line]:
    """A line and all it corrected, latest first. One query a correction."""
    lines = []
    following: int | None = contact_id
    while following is not None:
        line = by_id(following, person_ids=person_ids)
        if line is None:
            break
        lines.append(line)
        following = line.corrects_id
    return lines


def latest(person_ids: Collection[int], *, by: datetime) -> dict[int, datetime]:
    """When each person was last in the record, not after `by`: person id → moment. One query."""
    rows = (
        Contact.objects.current()
        .filter(person_id__in=person_ids, at__lte=by, is_withdrawn=False)
        .values_list("person_id")
        .annotate(latest=Max("at"))
    )
    return dict(rows)


def note_about(reference_kind: str, reference_id: int, *, may_see_sensitive: bool) -> str:
    """The note of the current line that tells of another context's record. One query."""
    row = (
        Contact.objects.current()
        .filter(reference_kind=reference_kind, reference_id=reference_id)
        .values_list("note", "is_sensitive")
        .first()
    )
    return row[0] if row and (may_see_sensitive or not row[1]) else ""
