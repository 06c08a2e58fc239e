"""What could go wrong, to whom, what protects them, and what must be looked at again?

Every answer is for many people at once, by person's id. A person whose records were joined is asked
for with all ids; `latest` then picks the row that stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, TypeVar

from django.conf import settings
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from openprobation.rules import harm as rules
from openprobation.rules.policy import PACKS, Pack
from openprobation.vocabulary.risk import (
    HarmGroup,
    HarmLevel,
    MappaCategory,
    MappaLevel,
    RegistrationKind,
    ScoreSource,
)

from ..models import (
    HarmAssessment,
    Mappa,
    Registration,
    RegistrationReview,
    ReoffendingScore,
)

M = TypeVar("M", bound=Model)


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


# ── Harm ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Harm:
    """How likely serious harm is, to whom, and what protects them, as last assessed."""

    id: int
    person_id: int
    overall: HarmLevel
    levels: Mapping[HarmGroup, HarmLevel]
    who_is_at_risk: str
    what_could_happen: str
    what_protects_them: str
    assessed_by: str
    at: datetime

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    @property
    def because(self) -> str:
        """Which groups set the level, in a sentence."""
        said = rules.overall(self.levels)
        return said.because if said else ""

    @property
    def review_due_on(self) -> date:
        return rules.harm_review_due(self.overall, set_on=self.on, pack=pack()).due_on


HARM_FIELDS = (
    "pk",
    "person_id",
    "overall",
    *(group.value for group in HarmGroup),
    "who_is_at_risk",
    "what_could_happen",
    "what_protects_them",
    "assessed_by__name",
    "assessed_at",
)


def harm(person_ids: Collection[int]) -> dict[int, Harm]:
    """The assessment that stands, by person; nobody is in it who was never assessed. One query."""
    rows = _standing(HarmAssessment.objects.filter(person_id__in=person_ids), "assessed_at")
    return {line.person_id: line for line in _harms(rows)}


def harm_history(person_ids: Collection[int]) -> list[Harm]:
    """Every assessment of these people, latest first. One query."""
    rows = HarmAssessment.objects.filter(person_id__in=person_ids)
    return _harms(rows.order_by("-assessed_at", "-pk"))


def _harms(rows: QuerySet[HarmAssessment]) -> list[Harm]:
    groups = len(HarmGroup)
    return [
        Harm(
            row[0],
            row[1],
            HarmLevel(row[2]),
            {group: HarmLevel(row[3 + n]) for n, group in enumerate(HarmGroup)},
            *row[3 + groups :],
        )
        for row in rows.values_list(*HARM_FIELDS)
    ]


def _standing(rows: QuerySet[M], moment: str) -> QuerySet[M]:
    """Of each person's rows the one written last."""
    last = rows.model._default_manager.filter(person_id=OuterRef("person_id")).order_by(
        f"-{moment}", "-pk"
    )
    return rows.filter(pk=Subquery(last.values("pk")[:1]))


# ── Reoffending ────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Score:
    """The risk of serious recidivism, a percentage, with its source."""

    id: int
    person_id: int
    rsr: Decimal
    source: ScoreSource
    assessed_on: date
    recorded_by: str
    at: datetime


SCORE_FIELDS = ("pk", "person_id", "rsr", "source", "assessed_on", "recorded_by__name")


def rsr(person_ids: Collection[int]) -> dict[int, Score]:
    """The score that stands, by person. One query."""
    rows = _standing(ReoffendingScore.objects.filter(person_id__in=person_ids), "recorded_at")
    return {line.person_id: line for line in _scores(rows)}


def rsr_history(person_ids: Collection[int]) -> list[Score]:
    """Every score of these people, latest first. One query."""
    rows = ReoffendingScore.objects.filter(person_id__in=person_ids)
    return _scores(rows.order_by("-recorded_at", "-pk"))


def _scores(rows: QuerySet[ReoffendingScore]) -> list[Score]:
    return [
        Score(pk, person_id, score, ScoreSource(source), on, by, at)
        for pk, person_id, score, source, on, by, at in rows.values_list(
            *SCORE_FIELDS, "recorded_at"
        )
    ]


# ── Registrations ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Flag:
    """A registration as a mark beside a name: no note, no names."""

    id: int
    person_id: int
    kind: RegistrationKind
    starts_on: date
    review_due_on: date

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def meaning(self) -> str:
        return self.kind.meaning

    def is_overdue(self, on: date) -> bool:
        return on > self.review_due_on


def flags(
    person_ids: Collection[int], kinds: Collection[RegistrationKind] | None = None
) -> dict[int, tuple[Flag, ...]]:
    """Registrations in force, in the order of the words, by person; of these kinds. One query."""
    rows = Registration.objects.filter(person_id__in=person_ids, ends_on__isnull=True)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    found: dict[int, list[Flag]] = defaultdict(list)
    for pk, person_id, kind, starts_on, due_on in rows.values_list(
        "pk", "person_id", "kind", "starts_on", "review_due_on"
    ):
        found[person_id].append(Flag(pk, person_id, RegistrationKind(kind), starts_on, due_on))
    order = list(RegistrationKind)
    return {
        person_id: tuple(sorted(lines, key=lambda flag: order.index(flag.kind)))
        for person_id, lines in found.items()
    }


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One look again at a registration."""

    registration_id: int
    reviewed_on: date
    note: str
    next_due_on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RegistrationLine:
    """A registration with what was written about it, its reviews latest first, and its end."""

    id: int
    person_id: int
    kind: RegistrationKind
    note: str
    starts_on: date
    review_due_on: date
    registered_by: str
    at: datetime
    ends_on: date | None
    reviews: tuple[ReviewLine, ...]
    end_why: str
    ended_by: str

    @property
    def is_live(self) -> bool:
        return self.ends_on is None

    def is_overdue(self, on: date) -> bool:
        return self.is_live and on > self.review_due_on


def registrations(person_ids: Collection[int]) -> list[RegistrationLine]:
    """Every registration of these people: those in force first, then ended ones. Two queries."""
    return _registrations(Registration.objects.filter(person_id__in=person_ids))


def registration(registration_id: int, *, person_ids: Collection[int]) -> RegistrationLine | None:
    """One registration of these people. Two queries."""
    rows = Registration.objects.filter(pk=registration_id, person_id__in=person_ids)
    return next(iter(_registrations(rows)), None)


def _registrations(rows: QuerySet[Registration]) -> list[RegistrationLine]:
    found = list(
        rows.order_by("-starts_on", "-pk").values_list(
            "pk",
            "person_id",
            "kind",
            "note",
            "starts_on",
            "review_due_on",
            "registered_by__name",
            "registered_at",
            "ends_on",
            "deregistration__why",
            "deregistration__by__name",
        )
    )
    reviews: dict[int, list[ReviewLine]] = defaultdict(list)
    looked = RegistrationReview.objects.filter(registration_id__in=[row[0] for row in found])
    for row in looked.order_by("-reviewed_on", "-pk").values_list(
        "registration_id", "reviewed_on", "note", "next_due_on", "by__name", "at"
    ):
        reviews[row[0]].append(ReviewLine(*row))
    lines = [
        RegistrationLine(
            pk,
            person,
            RegistrationKind(kind),
            note,
            starts,
            due,
            by,
            at,
            ends,
            tuple(reviews[pk]),
            why or "",
            ended_by or "",
        )
        for pk, person, kind, note, starts, due, by, at, ends, why, ended_by in found
    ]
    return sorted(lines, key=lambda line: not line.is_live)


# ── MAPPA ──────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class MappaLine:
    """A MAPPA category and level, from a day to a day."""

    id: int
    person_id: int
    category: MappaCategory
    level: MappaLevel
    starts_on: date
    review_due_on: date
    set_by: str
    at: datetime
    ends_on: date | None
    end_why: str | None
    ended_by: str | None
    ended_at: datetime | None

    @property
    def said(self) -> str:
        """ "MAPPA category 2, level 1"."""
        return f"MAPPA {self.category.label.lower()}, {self.level.label.lower()}"

    def is_overdue(self, on: date) -> bool:
        return self.ends_on is None and on > self.review_due_on


def mappa(person_ids: Collection[int]) -> dict[int, MappaLine]:
    """The category and level in force, by person. One query."""
    rows = Mappa.objects.filter(person_id__in=person_ids, ends_on__isnull=True)
    return {line.person_id: line for line in _mappas(rows)}


def mappa_history(person_ids: Collection[int]) -> list[MappaLine]:
    """Every category and level these people had, latest first. One query."""
    rows = Mappa.objects.filter(person_id__in=person_ids)
    return _mappas(rows.order_by("-starts_on", "-pk"))


def _mappas(rows: QuerySet[Mappa]) -> list[MappaLine]:
    return [
        MappaLine(
            pk,
            person,
            MappaCategory(category),
            MappaLevel(level),
            starts,
            due,
            set_by,
            at,
            ends,
            why,
            ended_by,
            ended_at,
        )
        for (
            pk,
            person,
            category,
            level,
            starts,
            due,
            set_by,
            at,
            ends,
            why,
            ended_by,
            ended_at,
        ) in rows.values_list(
            "pk",
            "person_id",
            "category",
            "level",
            "starts_on",
            "review_due_on",
            "set_by__name",
            "set_at",
            "ends_on",
            "end_why",
            "ended_by__name",
            "ended_at",
        )
    ]


# ── What changed, and what is due ──────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Change:
    """Something about risk that somebody wrote, in words for an officer's day."""

    person_id: int
    what: str
    by: str
    at: datetime


def changed_since(person_ids: Collection[int], since: datetime) -> dict[int, tuple[Change, ...]]:
    """What was written about risk after a moment, latest first, by person. Four queries."""
    changes = [*_harm_since(person_ids, since), *_score_since(person_ids, since)]
    changes += [*_flags_since(person_ids, since), *_mappa_since(person_ids, since)]
    found: dict[int, list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda one: one.at, reverse=True):
        found[change.person_id].append(change)
    return {person_id: tuple(lines) for person_id, lines in found.items()}


def _harm_since(person_ids: Collection[int], since: datetime) -> Iterable[Change]:
    before = HarmAssessment.objects.filter(
        person_id=OuterRef("person_id"), assessed_at__lt=OuterRef("assessed_at")
    ).order_by("-assessed_at", "-pk")
    rows = HarmAssessment.objects.filter(person_id__in=person_ids, assessed_at__gt=since)
    for person_id, overall, was, by, at in rows.annotate(
        was=Subquery(before.values("overall")[:1])
    ).values_list("person_id", "overall", "was", "assessed_by__name", "assessed_at"):
        yield Change(person_id, harm_change(was, overall), by, at)


def harm_change(before: str | None, overall: str) -> str:
    """ "Risk of serious harm now high, was medium"."""
    now = HarmLevel(overall).label.lower()
    if before is None:
        return f"Risk of serious harm assessed: {now}"
    if before == overall:
        return f"Risk of serious harm looked at again: still {now}"
    return f"Risk of serious harm now {now}, was {HarmLevel(before).label.lower()}"


def _score_since(person_ids: Collection[int], since: datetime) -> Iterable[Change]:
    rows = ReoffendingScore.objects.filter(person_id__in=person_ids, recorded_at__gt=since)
    for person_id, score, by, at in rows.values_list(
        "person_id", "rsr", "recorded_by__name", "recorded_at"
    ):
        yield Change(person_id, f"RSR score of {score}% recorded", by, at)


def _flags_since(person_ids: Collection[int], since: datetime) -> Iterable[Change]:
    """Registrations made, and ended: two facts of one row, read in one query."""
    rows = Registration.objects.filter(
        Q(registered_at__gt=since) | Q(deregistration__at__gt=since), person_id__in=person_ids
    )
    for person_id, kind, by, at, ended_by, ended_at in rows.values_list(
        "person_id",
        "kind",
        "registered_by__name",
        "registered_at",
        "deregistration__by__name",
        "deregistration__at",
    ):
        label = RegistrationKind(kind).label
        if at > since:
            yield Change(person_id, f"Registered: {label}", by, at)
        if ended_at is not None and ended_at > since:
            yield Change(person_id, f"Registration ended: {label}", ended_by, ended_at)


def _mappa_since(person_ids: Collection[int], since: datetime) -> Iterable[Change]:
    rows = Mappa.objects.filter(
        Q(set_at__gt=since) | Q(ended_at__gt=since), person_id__in=person_ids
    )
    for line in _mappas(rows):
        if line.at > since:
            yield Change(line.person_id, f"{line.said} set", line.set_by, line.at)
        if line.ended_at is not None and line.ended_at > since:
            yield Change(line.person_id, f"{line.said} ended", line.ended_by or "", line.ended_at)


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """Something about risk that must be looked at again by a day. `matter` is its code, one a person."""

    person_id: int
    what: str
    due_on: date
    matter: str
    registration_id: int | None = None

    def is_overdue(self, on: date) -> bool:
        return on > self.due_on


class FlagsAndMappa(Protocol):
    """Flags and MAPPA of the same people, asked for before."""

    @property
    def flags(self) -> Mapping[int, Sequence[Flag]]: ...
    @property
    def mappa(self) -> Mapping[int, MappaLine]: ...


def reviews_due(
    person_ids: Collection[int], by_day: date, *, already: FlagsAndMappa | None = None
) -> dict[int, tuple[ReviewDue, ...]]:
    """What must be looked at again by a day, the earliest first, by person.

    Three queries, or one where flags and MAPPA are known already.
    """
    live = already.flags if already else flags(person_ids)
    managed = already.mappa if already else mappa(person_ids)
    due = [
        ReviewDue(
            flag.person_id, flag.label, flag.review_due_on, f"registration.{flag.id}", flag.id
        )
        for lines in live.values()
        for flag in lines
    ]
    due += [
        ReviewDue(line.person_id, line.said, line.review_due_on, "mappa")
        for line in managed.values()
    ]
    due += [
        ReviewDue(line.person_id, "Risk of serious harm", line.review_due_on, "harm")
        for line in harm(person_ids).values()
    ]
    found: dict[int, list[ReviewDue]] = defaultdict(list)
    for one in sorted(due, key=lambda one: (one.due_on, one.what)):
        if one.due_on <= by_day:
            found[one.person_id].append(one)
    return {person_id: tuple(lines) for person_id, lines in found.items()}
