"""What does somebody need first, what holds them steady, what do they say, and what works with them?

Every answer is for many people at once, by person's id. A person whose records were joined is asked for
with all ids; `latest` then picks the row that stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from openprobation.foundation.prepared import prepared
from openprobation.rules.policy import PACKS, Pack
from openprobation.vocabulary.needs import (
    AssessmentState,
    CountersignReason,
    EngagementKind,
    Need,
    NeedLevel,
    ProtectiveKind,
)

from .models import AssessedNeed, EngagementNote, OwnView, ProtectiveFactor
from .models import Assessment as Version
from .policies import LOOKED_AT_WITHIN


class Written(Protocol):
    """Something with the moment it was written: what `latest` compares."""

    @property
    def at(self) -> datetime: ...


W = TypeVar("W", bound=Written)


def latest(found: Mapping[int, W]) -> W | None:
    """Of the answers for one person's several ids, the one written last."""
    return max(found.values(), key=lambda one: one.at, default=None)


def pack() -> Pack:
    """The rule book this service works by."""
    return PACKS[settings.POLICY_PACK]


# ── Assessments ────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class NeedLine:
    """What was found of one need."""

    need: Need
    level: NeedLevel
    bears_on_harm: bool
    bears_on_reoffending: bool
    found: str
    strength: str
    rank: int | None

    @property
    def is_need(self) -> bool:
        return self.level is not NeedLevel.NONE

    @property
    def bears_on(self) -> str:
        """In words: what a need hangs together with."""
        said = [
            word
            for word, is_so in (
                ("serious harm", self.bears_on_harm),
                ("reoffending", self.bears_on_reoffending),
            )
            if is_so
        ]
        return f"Bears on {' and '.join(said)}" if said else ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One signed version; `needs` hold one line a need, in the order of the list."""

    id: int
    person_id: int
    version: int
    state: AssessmentState
    what_led_to_it: str
    reasons: tuple[CountersignReason, ...]
    signed_by_id: int
    signed_by: str
    at: datetime
    answered_by: str
    answered_at: datetime | None
    answer: str
    needs: Mapping[Need, NeedLine]

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    @property
    def ranked(self) -> tuple[Need, ...]:
        """The first three, in their order."""
        places = [(line.rank, line.need) for line in self.needs.values() if line.rank is not None]
        return tuple(need for _rank, need in sorted(places))

    @property
    def in_order(self) -> tuple[NeedLine, ...]:
        """The ranked first, then the other needs, then what is no need."""
        order = {NeedLevel.HIGH: 0, NeedLevel.SOME: 1, NeedLevel.NONE: 2}
        return tuple(
            sorted(
                self.needs.values(),
                key=lambda line: (line.rank or 9, order[line.level], list(Need).index(line.need)),
            )
        )

    @property
    def strengths(self) -> tuple[NeedLine, ...]:
        return tuple(line for line in self.needs.values() if line.strength)

    @property
    def is_awaiting(self) -> bool:
        return self.state is AssessmentState.AWAITING


FIELDS = (
    "pk",
    "person_id",
    "version",
    "state",
    "what_led_to_it",
    "needs_reading",
    "signed_by_id",
    "signed_by__name",
    "signed_at",
    "answered_by__name",
    "answered_at",
    "answer",
)


def current(person_ids: Collection[int], on: date | None = None) -> dict[int, Assessment]:
    """The version that stands on a day, by person: the latest not sent back. Two queries."""
    standing = Version.objects.filter(person_id=OuterRef("person_id"))
    standing = standing.exclude(state=AssessmentState.SENT_BACK)
    rows = Version.objects.filter(person_id__in=person_ids)
    if on is not None:
        standing = standing.filter(signed_at__date__lte=on)
    last = standing.order_by("-version").values("pk")[:1]
    found = _assessments(rows.filter(pk=Subquery(last)))
    return {one.person_id: one for one in found}


def versions(person_ids: Collection[int]) -> list[Assessment]:
    """Every version of one person, latest first. Two queries."""
    return _assessments(Version.objects.filter(person_id__in=person_ids))


def assessment(pk: int, person_ids: Collection[int]) -> Assessment | None:
    """One version of this person. Two queries."""
    found = _assessments(Version.objects.filter(pk=pk, person_id__in=person_ids))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Ranked:
    """The needs somebody has first to third, and since when they stand so."""

    needs: tuple[Need, ...]
    at: datetime


def ranked(person_ids: Collection[int]) -> dict[int, Ranked]:
    """The needs ranked first to third in the version that stands, by the kept record. One query."""
    found: dict[int, list[Need]] = defaultdict(list)
    signed: dict[int, tuple[datetime, int]] = {}
    whose: dict[int, int] = {}
    for person_id, kept, need, at, version in ranks_of(tuple(person_ids)):
        found[person_id].append(Need(need))
        signed[person_id] = (at, version)
        whose[person_id] = kept or person_id
    stands: dict[int, Ranked] = {}
    for person_id in sorted(found, key=lambda pk: (signed[pk], pk)):  # the one signed last stays
        stands[whose[person_id]] = Ranked(tuple(found[person_id]), signed[person_id][0])
    return stands


@prepared
def ranks_of(person_ids: tuple[int, ...]) -> QuerySet[AssessedNeed, tuple[Any, ...]]:
    later = (
        Version.objects.filter(
            person_id=OuterRef("assessment__person_id"),
            version__gt=OuterRef("assessment__version"),
        )
        .exclude(state=AssessmentState.SENT_BACK)
        .order_by()
    )
    return (
        AssessedNeed.objects.filter(
            ~Exists(later), assessment__person_id__in=person_ids, rank__isnull=False
        )
        .exclude(assessment__state=AssessmentState.SENT_BACK)
        .order_by("rank")
        .values_list(
            "assessment__person_id",
            "assessment__person__merged_into_id",
            "need",
            "assessment__signed_at",
            "assessment__version",
        )
    )


def top_needs(person_ids: Collection[int]) -> dict[int, tuple[Need, ...]]:
    """The needs ranked first to third in the version that stands, by the kept record. One query."""
    return {pk: one.needs for pk, one in ranked(person_ids).items()}


def _assessments(rows: QuerySet[Version]) -> list[Assessment]:
    known = list(rows.order_by("-signed_at", "-version", "-pk").values_list(*FIELDS))
    lines: dict[int, dict[Need, NeedLine]] = defaultdict(dict)
    if known:
        rows_of_needs = AssessedNeed.objects.filter(assessment_id__in=[row[0] for row in known])
        for of, need, level, harm, reoffending, what, strength, rank in rows_of_needs.values_list(
            "assessment_id",
            "need",
            "level",
            "bears_on_harm",
            "bears_on_reoffending",
            "found",
            "strength",
            "rank",
        ):
            lines[of][Need(need)] = NeedLine(
                Need(need), NeedLevel(level), harm, reoffending, what, strength, rank
            )
    return [
        Assessment(
            id=pk,
            person_id=person_id,
            version=version,
            state=AssessmentState(state),
            what_led_to_it=led,
            reasons=tuple(CountersignReason(word) for word in reasons.split()),
            signed_by_id=signed_by_id,
            signed_by=signed_by,
            at=at,
            answered_by=answered_by or "",
            answered_at=answered_at,
            answer=answer,
            needs={need: lines[pk][need] for need in Need if need in lines[pk]},
        )
        for (
            pk,
            person_id,
            version,
            state,
            led,
            reasons,
            signed_by_id,
            signed_by,
            at,
            answered_by,
            answered_at,
            answer,
        ) in known
    ]


@dataclass(frozen=True, slots=True)
class Awaiting:
    """An assessment that a senior has yet to read."""

    assessment_id: int
    person_id: int
    version: int
    signed_by: str
    signed_at: datetime


def awaiting(person_ids: Collection[int] | QuerySet[Any]) -> list[Awaiting]:
    """What waits for a senior's signature about these people, by the kept record, longest first. One query.

    Of joined records only the version signed last can be answered, so only that one waits.
    """
    newer = Version.objects.filter(person_id=OuterRef("person_id"), version__gt=OuterRef("version"))
    rows = Version.objects.filter(~Exists(newer), person_id__in=person_ids)
    last = {
        kept or person_id: (state, Awaiting(pk, kept or person_id, version, name, at))
        for pk, person_id, kept, version, state, name, at in rows.order_by(
            "signed_at", "version", "pk"
        ).values_list(
            "pk",
            "person_id",
            "person__merged_into_id",
            "version",
            "state",
            "signed_by__name",
            "signed_at",
        )
    }
    waiting = [one for state, one in last.values() if state == AssessmentState.AWAITING]
    return sorted(waiting, key=lambda one: (one.signed_at, one.assessment_id))


# ── The person's own view ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class View:
    """What the person said on a day, in their own words."""

    person_id: int
    said_on: date
    going_well: str
    is_hard: str
    wants: str
    written_by: str
    at: datetime


def own_views(person_ids: Collection[int]) -> list[View]:
    """Everything the person said, latest first. One query."""
    rows = OwnView.objects.filter(person_id__in=person_ids).order_by("-said_on", "-pk")
    return [
        View(*row)
        for row in rows.values_list(
            "person_id",
            "said_on",
            "going_well",
            "is_hard",
            "wants",
            "written_by__name",
            "written_at",
        )
    ]


# ── Protective factors ─────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class FactorLine:
    """Something that holds or held the person steady."""

    id: int
    person_id: int
    kind: ProtectiveKind
    what: str
    starts_on: date
    looked_at_on: date
    written_by: str
    ends_on: date | None
    end_why: str
    ended_by: str

    @property
    def is_live(self) -> bool:
        return self.ends_on is None

    def days_since(self, on: date) -> int:
        return (on - self.looked_at_on).days

    def is_old(self, on: date) -> bool:
        """Whether nobody has looked at it for long."""
        return self.is_live and self.days_since(on) > LOOKED_AT_WITHIN


def factors(person_ids: Collection[int]) -> list[FactorLine]:
    """What holds or held these people steady: what still holds first, then the latest. One query."""
    rows = ProtectiveFactor.objects.filter(person_id__in=person_ids).order_by(
        F("ends_on").desc(nulls_first=True), "-starts_on", "pk"
    )
    return [
        FactorLine(
            pk,
            person_id,
            ProtectiveKind(kind),
            what,
            since,
            looked,
            name,
            ends,
            why or "",
            by or "",
        )
        for pk, person_id, kind, what, since, looked, name, ends, why, by in rows.values_list(
            "pk",
            "person_id",
            "kind",
            "what",
            "starts_on",
            "looked_at_on",
            "written_by__name",
            "ends_on",
            "end_why",
            "ended_by__name",
        )
    ]


# ── How to work with them ──────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Engagement:
    """One thing to know for whoever works with the person."""

    id: int
    kind: EngagementKind
    what: str
    written_by: str
    at: datetime

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)


def engagement(person_ids: Collection[int]) -> list[Engagement]:
    """What gets in the way and what works, as it stands, latest first. One query."""
    rows = EngagementNote.objects.filter(Q(withdrawn_at__isnull=True), person_id__in=person_ids)
    return [
        Engagement(pk, EngagementKind(kind), what, name, at)
        for pk, kind, what, name, at in rows.order_by("-written_at", "-pk").values_list(
            "pk", "kind", "what", "written_by__name", "written_at"
        )
    ]


def of_kind(notes: Iterable[Engagement], kind: EngagementKind) -> list[Engagement]:
    return [note for note in notes if note.kind is kind]
