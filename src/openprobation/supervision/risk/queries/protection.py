"""Who is at risk, when was what protects them last checked, and what does policy ask of these cases?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from openprobation.rules.protection import Asked, Facts, Protection, asked_of
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.persons import CircumstanceKind
from openprobation.vocabulary.protection import (
    ENQUIRIES,
    AnswerKind,
    CheckFinding,
    EnquiryState,
    ProtectionTask,
)
from openprobation.vocabulary.risk import HarmGroup, HarmLevel, RegistrationKind

from ..models import AtRisk, Enquiry, EnquiryStep, HarmAssessment, Mappa, ProtectionCheck
from .standing import Flag, MappaLine, flags, mappa, pack

CLOSED = (EnquiryState.USED, EnquiryState.NOT_NEEDED)


# ── People at risk ─────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class AtRiskLine:
    """Somebody at risk, from what, and what protected them when last checked."""

    id: int
    person_id: int
    group: HarmGroup
    who: str
    from_what: str
    finding: CheckFinding
    what_protects: str
    checked_by: str
    checked_at: datetime

    @property
    def checked_on(self) -> date:
        return timezone.localdate(self.checked_at)

    def days_since(self, on: date) -> int:
        """Days since somebody last made sure."""
        return (on - self.checked_on).days

    @property
    def is_protected(self) -> bool:
        return self.finding is not CheckFinding.FAILED


def at_risk(person_ids: Collection[int], *, as_of: datetime | None = None) -> list[AtRiskLine]:
    """Who is at risk from these people now, the check made longest ago first. One query.

    `as_of` gives who was at risk at a moment, with the check that was the last one then.
    """
    last = ProtectionCheck.objects.filter(at_risk=OuterRef("at_risk")).order_by("-at", "-pk")
    stands = Q(at_risk__ended_at__isnull=True)
    if as_of is not None:
        last = last.filter(at__lte=as_of)
        stands = Q(at_risk__added_at__lte=as_of) & (stands | Q(at_risk__ended_at__gt=as_of))
    rows = ProtectionCheck.objects.filter(
        stands, at_risk__person_id__in=person_ids, pk=Subquery(last.values("pk")[:1])
    )
    return [
        AtRiskLine(pk, person, HarmGroup(group), who, what, CheckFinding(finding), protects, by, at)
        for pk, person, group, who, what, finding, protects, by, at in rows.order_by(
            "at", "at_risk_id"
        ).values_list(
            "at_risk_id",
            "at_risk__person_id",
            "at_risk__group",
            "at_risk__who",
            "at_risk__from_what",
            "finding",
            "what_protects",
            "by__name",
            "at",
        )
    ]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of what protects somebody."""

    at_risk_id: int
    finding: CheckFinding
    what_protects: str
    by: str
    at: datetime


def checks(person_ids: Collection[int]) -> dict[int, list[CheckLine]]:
    """Every check of those at risk from these people, latest first, by who is at risk. One query."""
    found: dict[int, list[CheckLine]] = defaultdict(list)
    rows = ProtectionCheck.objects.filter(at_risk__person_id__in=person_ids)
    for at_risk_id, finding, what, by, at in rows.order_by("-at", "-pk").values_list(
        "at_risk_id", "finding", "what_protects", "by__name", "at"
    ):
        found[at_risk_id].append(CheckLine(at_risk_id, CheckFinding(finding), what, by, at))
    return found


@dataclass(frozen=True, slots=True)
class NoLongerAtRisk:
    """Somebody who was at risk, and why no longer."""

    who: str
    group: HarmGroup
    added_at: datetime
    ended_at: datetime
    ended_by: str
    why: str


def no_longer_at_risk(person_ids: Collection[int]) -> list[NoLongerAtRisk]:
    """Who was at risk from these people, the latest to end first. One query."""
    rows = AtRisk.objects.filter(person_id__in=person_ids, ended_at__isnull=False)
    return [
        NoLongerAtRisk(who, HarmGroup(group), added_at, ended_at, by or "", why or "")
        for who, group, added_at, ended_at, by, why in rows.order_by(
            "-ended_at", "-pk"
        ).values_list("who", "group", "added_at", "ended_at", "ended_by__name", "end_why")
        if ended_at is not None
    ]


# ── Enquiries ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class EnquiryLine:
    """An enquiry and how it stands. What was answered is quarantined; of what kind it was is not."""

    id: int
    person_id: int
    task: ProtectionTask
    asked_of: str
    because: str
    state: EnquiryState
    since: datetime

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    @property
    def on(self) -> date:
        return timezone.localdate(self.since)


ENQUIRY_FIELDS = ("pk", "person_id", "task", "asked_of", "because", "state", "since")


def enquiries(person_ids: Collection[int]) -> list[EnquiryLine]:
    """Every enquiry about these people, the latest to move first. One query."""
    rows = Enquiry.objects.filter(person_id__in=person_ids).order_by("-since", "-pk")
    return [
        EnquiryLine(pk, person, ProtectionTask(task), of, why, EnquiryState(state), since)
        for pk, person, task, of, why, state, since in rows.values_list(*ENQUIRY_FIELDS)
    ]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of an enquiry."""

    enquiry_id: int
    state: EnquiryState
    why: str
    answer: AnswerKind | None
    has_words: bool
    assessed_at: datetime | None
    by: str
    at: datetime


def steps(enquiry_ids: Collection[int]) -> dict[int, list[StepLine]]:
    """The steps of these enquiries, in order, without what was answered. One query."""
    found: dict[int, list[StepLine]] = defaultdict(list)
    rows = EnquiryStep.objects.filter(enquiry_id__in=enquiry_ids).order_by("at", "pk")
    for pk, state, why, answer, words, assessed, by, at in rows.values_list(
        "enquiry_id",
        "to_state",
        "why",
        "answer",
        "answer_words",
        "assessment__assessed_at",
        "by__name",
        "at",
    ):
        said = AnswerKind(answer) if answer else None
        found[pk].append(
            StepLine(pk, EnquiryState(state), why, said, bool(words), assessed, by, at)
        )
    return found


# ── What policy asks ───────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class KnownAlready:
    """What whoever asks has asked for before: flags, MAPPA and orders of the same people."""

    flags: Mapping[int, Sequence[Flag]]
    mappa: Mapping[int, MappaLine]
    orders: Mapping[int, Sequence[sentences.OrderShort]]


def known(person_ids: Collection[int], on: date) -> KnownAlready:
    """Three queries."""
    return KnownAlready(flags(person_ids), mappa(person_ids), sentences.current(person_ids, on))


def protection(
    records: Mapping[int, Collection[int]], *, on: date, already: KnownAlready | None = None
) -> dict[int, Protection]:
    """What policy asks of each of these people, by the kept record of each, with all their records.

    Five queries, and three more where nothing is known already.
    """
    ids = [pk for many in records.values() for pk in many]
    already = already or known(ids, on)
    levels = levels_of(ids)
    circumstances = persons.circumstances_of(ids, on=on)
    done = closed_on(ids)
    managed = managed_since(ids)
    checked: dict[int, dict[int, date]] = defaultdict(dict)
    for line in at_risk(ids):
        checked[line.person_id][line.id] = line.checked_on
    return {
        kept: asked_of(
            facts_of(
                many,
                already=already,
                levels=levels,
                circumstances=circumstances,
                done=done,
                managed=managed,
                checked=checked,
                on=on,
            ),
            on=on,
            pack=pack(),
        )
        for kept, many in records.items()
    }


Levels = list[tuple[datetime, Mapping[HarmGroup, HarmLevel]]]


def levels_of(person_ids: Collection[int]) -> dict[int, Levels]:
    """The levels of every assessment, by person. One query."""
    found: dict[int, Levels] = defaultdict(list)
    rows = HarmAssessment.objects.filter(person_id__in=person_ids)
    groups = [group.value for group in HarmGroup]
    for person_id, at, *levels in rows.values_list("person_id", "assessed_at", *groups):
        said = {group: HarmLevel(level) for group, level in zip(HarmGroup, levels, strict=True)}
        found[person_id].append((at, said))
    return found


def closed_on(person_ids: Collection[int]) -> dict[int, dict[ProtectionTask, date]]:
    """When each task was last used in the assessment or decided to be not needed. One query."""
    found: dict[int, dict[ProtectionTask, date]] = defaultdict(dict)
    rows = Enquiry.objects.filter(person_id__in=person_ids, state__in=CLOSED).order_by("since")
    for person_id, task, since in rows.values_list("person_id", "task", "since"):
        found[person_id][ProtectionTask(task)] = timezone.localdate(since)
    return found


def managed_since(person_ids: Collection[int]) -> dict[int, date]:
    """Since when people have been under MAPPA without a break, whatever the level. One query.

    Looking again sets category and level anew, which is no new reason to ask for anything.
    """
    found: dict[int, date] = {}
    rows = Mappa.objects.filter(person_id__in=person_ids).order_by("-starts_on", "-pk")
    for person_id, starts_on, ends_on in rows.values_list("person_id", "starts_on", "ends_on"):
        if ends_on is None or found.get(person_id) == ends_on:
            found[person_id] = starts_on
    return found


def facts_of(
    ids: Collection[int],
    *,
    already: KnownAlready,
    levels: Mapping[int, Levels],
    circumstances: Mapping[int, Collection[CircumstanceKind]],
    done: Mapping[int, Mapping[ProtectionTask, date]],
    managed: Mapping[int, date],
    checked: Mapping[int, Mapping[int, date]],
    on: date,
) -> Facts:
    """One person's records read as one."""
    begun = [
        order.starts_on for pk in ids for order in already.orders.get(pk, ()) if order.has_begun
    ]
    every = sorted((line for pk in ids for line in levels.get(pk, ())), key=lambda line: line[0])
    live: dict[RegistrationKind, Flag] = {}
    for flag in (flag for pk in ids for flag in already.flags.get(pk, ())):
        if flag.kind not in live or flag.starts_on < live[flag.kind].starts_on:
            live[flag.kind] = flag
    last: dict[ProtectionTask, date] = {}
    for task, day in (each for pk in ids for each in done.get(pk, {}).items()):
        last[task] = max(day, last.get(task, day))
    return Facts(
        began_on=min(begun, default=None),
        levels=[(timezone.localdate(at), said) for at, said in every],
        registrations={kind: flag.starts_on for kind, flag in live.items()},
        reviews_due={kind: flag.review_due_on for kind, flag in live.items()},
        circumstances=frozenset(kind for pk in ids for kind in circumstances.get(pk, ())),
        mappa_since=min((managed[pk] for pk in ids if pk in managed), default=None),
        done=last,
        checked={row: day for pk in ids for row, day in checked.get(pk, {}).items()},
    )


def enquiries_due(protections: Mapping[int, Protection], by_day: date) -> dict[int, list[Asked]]:
    """Of what policy asks, what must be done by a day and has no list of its own, by person.

    Reviews of registrations have one: `reviews_due`.
    """
    wanted = (*ENQUIRIES, ProtectionTask.PROTECTION_CHECK)
    found: dict[int, list[Asked]] = {}
    for person_id, said in protections.items():
        due = [each for each in said.asked if each.task in wanted and each.due_on <= by_day]
        if due:
            found[person_id] = sorted(due, key=lambda each: (each.due_on, each.task))
    return found


def open_enquiries(person_ids: Collection[int]) -> dict[int, dict[ProtectionTask, EnquiryLine]]:
    """Enquiries under way, by person and task. One query."""
    found: dict[int, dict[ProtectionTask, EnquiryLine]] = defaultdict(dict)
    for line in enquiries(person_ids):
        if line.is_open:
            found[line.person_id].setdefault(line.task, line)
    return found
