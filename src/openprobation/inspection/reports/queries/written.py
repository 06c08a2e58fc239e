"""What does a report made here say, who may read it when, and how did it come to where it stands?

The public's questions pass through `WrittenReport.objects.public(at)`. The inspectors' do not, and each
says so; the named head's ask for the reader.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from openprobation.analytics.charts.figures import RatedRow
from openprobation.rules.reporting import is_public, moved
from openprobation.vocabulary.inspection import (
    AccuracyAnswer,
    Addressee,
    Coding,
    EstimateGround,
    FindingTone,
    PassageKind,
    Progress,
    Rating,
    ReportMove,
    ReportState,
    SectionKind,
)

from ..models import (
    AccuracyCopy,
    AccuracyPoint,
    Advice,
    Correction,
    Passage,
    PlanStep,
    ProgressJudgement,
    ReportedEstimate,
    ReportedRow,
    ReportStep,
    Verdict,
    WrittenReport,
)
from .inspected import InspectedBody, Outlined, bodies_of, outline_of


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list."""

    id: int
    slug: str
    area: str
    title: str
    state: ReportState
    release_at: datetime | None
    is_invented: bool

    def is_public(self, at: datetime) -> bool:
        return is_public(self.state, self.release_at, at=at)


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict on one organisation; `section_id` None is overall."""

    id: int
    provider_id: int
    section_id: int | None
    words: str
    detail: str
    coding: Coding


@dataclass(frozen=True, slots=True)
class Passed:
    """A finding or an example of good practice."""

    id: int
    position: int
    kind: PassageKind
    provider_id: int | None
    section_id: int | None
    tone: FindingTone
    heading: str
    text: str
    changed_name: str


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of an action plan, as it is public: a post, never a name, and no evidence."""

    id: int
    organisation: str
    text: str
    post: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Judged:
    """How far a recommendation was carried out, as judged on a day."""

    progress: Progress
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Advised:
    """A recommendation with what followed from it."""

    id: int
    number: int
    addressee: Addressee
    text: str
    due_on: date
    plan: tuple[PlannedStep, ...] = ()
    judged: tuple[Judged, ...] = ()

    @property
    def progress(self) -> Judged | None:
        return self.judged[0] if self.judged else None


@dataclass(frozen=True, slots=True)
class PutRight:
    where: str
    before: str
    after: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Since:
    """One verdict beside that of the inspection before."""

    provider: str
    outcome: str  # empty: overall
    before: str
    after: str
    moved: int | None  # 1 better, 0 the same, -1 worse


@dataclass(frozen=True, slots=True)
class Estimated:
    """A question's share from the sample, and from sample and a program's verdicts on every case.

    `body` is empty for the whole area. `both_percent` None: the verdicts were left alone, `ground`
    says why; no ground: no judged case has a verdict.
    """

    body: str
    standard: str
    question: str
    title: str
    met: int
    judged: int
    percent: float
    low: float
    high: float
    both_percent: float | None
    both_low: float | None
    both_high: float | None
    ground: EstimateGround | None
    cases: int
    compared: int
    disagreed: int
    verdicts_on: date


@dataclass(frozen=True, slots=True)
class ReportInFull:
    """All that a report says."""

    line: ReportLine
    inspection_id: int
    framework: str
    is_scored: bool
    summary: str
    version: int
    bodies: tuple[InspectedBody, ...]
    outcomes: tuple[Outlined, ...]
    joint: tuple[Outlined, ...]
    verdicts: tuple[Given, ...]
    passages: tuple[Passed, ...]
    advices: tuple[Advised, ...]
    rows: tuple[RatedRow, ...]
    corrections: tuple[PutRight, ...]
    follows_id: int | None
    since: tuple[Since, ...]
    estimates: tuple[Estimated, ...] = ()

    @property
    def findings(self) -> tuple[Passed, ...]:
        return tuple(one for one in self.passages if one.kind is PassageKind.FINDING)

    @property
    def good_practice(self) -> tuple[Passed, ...]:
        return tuple(one for one in self.passages if one.kind is PassageKind.GOOD_PRACTICE)

    @property
    def between(self) -> tuple[Passed, ...]:
        return tuple(one for one in self.findings if one.provider_id is None)

    def of(self, provider_id: int, section_id: int | None) -> tuple[Passed, ...]:
        """What was found of one organisation on one outcome, or beside them all."""
        return tuple(
            one
            for one in self.findings
            if one.provider_id == provider_id and one.section_id == section_id
        )

    def verdict(self, provider_id: int, section_id: int | None) -> Given | None:
        return next(
            (
                one
                for one in self.verdicts
                if one.provider_id == provider_id and one.section_id == section_id
            ),
            None,
        )


# ── For anybody ────────────────────────────────────────────────────────────────────────────


def released(*, at: datetime) -> list[ReportLine]:
    """Reports public at a moment, the latest first. One query."""
    rows = WrittenReport.objects.public(at).order_by("-release_at", "pk")
    return [_line(row) for row in rows.select_related("inspection")]


def public_report(*, slug: str, at: datetime) -> ReportInFull | None:
    """A report as the public reads it; None before its moment."""
    found = (
        WrittenReport.objects.public(at)
        .filter(inspection__slug=slug)
        .select_related("inspection__framework")
        .first()
    )
    return in_full(found, at=at) if found else None


def page_stamps(*, at: datetime) -> dict[str, datetime]:
    """When each public page last changed, by its inspection. Five queries, however many."""
    reports = {row.pk: row for row in WrittenReport.objects.public(at).select_related("inspection")}
    stamps = {pk: row.release_at for pk, row in reports.items() if row.release_at}
    moments: list[tuple[int, datetime | None]] = [
        *Correction.objects.filter(report__in=reports).values_list("report_id", "at"),
        *ProgressJudgement.objects.filter(advice__report__in=reports).values_list(
            "advice__report_id", "at"
        ),
    ]
    for report_id, *changes in PlanStep.objects.filter(advice__report__in=reports).values_list(
        "advice__report_id", "written_at", "shown_at", "dropped_at"
    ):
        moments += [(report_id, change) for change in changes]
    for report_id, moment in moments:
        if moment is not None and moment <= at:
            stamps[report_id] = max(stamps[report_id], moment)
    for pk, row in reports.items():  # it says what the one before it says
        if row.follows_id in stamps:
            stamps[pk] = max(stamps[pk], stamps[row.follows_id])
    return {reports[pk].inspection.slug: moment for pk, moment in stamps.items()}


def kin(slug: str) -> list[str]:
    """A report and those that tell what moved since it. One query."""
    rows = WrittenReport.objects.filter(
        Q(inspection__slug=slug) | Q(follows__inspection__slug=slug)
    )
    return sorted(rows.values_list("inspection__slug", flat=True))


def report_followed(inspection_id: int) -> int | None:
    """The report of the inspection that this one looks at again. One query."""
    return (
        WrittenReport.objects.filter(inspection__followed_by=inspection_id)
        .values_list("pk", flat=True)
        .first()
    )


# ── For inspectors: whoever calls asks `report.view` first ─────────────────────────────────


def desk() -> list[ReportLine]:
    """Every report, in the making or public, the newest first. One query."""
    rows = WrittenReport.objects.select_related("inspection").order_by("-pk")
    return [_line(row) for row in rows]


def draft(report_id: int, *, at: datetime) -> ReportInFull | None:
    """A report wherever it stands."""
    found = (
        WrittenReport.objects.filter(pk=report_id).select_related("inspection__framework").first()
    )
    return in_full(found, at=at) if found else None


@dataclass(frozen=True, slots=True)
class StepLine:
    move: ReportMove
    state: ReportState
    release_at: datetime | None
    why: str
    by: str
    at: datetime


def steps_of(report_id: int) -> list[StepLine]:
    """How the report came to where it stands, the latest first. One query."""
    rows = ReportStep.objects.filter(report_id=report_id).select_related("by").order_by("-pk")
    return [
        StepLine(
            ReportMove(row.move),
            ReportState(row.to_state),
            row.release_at,
            row.why,
            row.by.name,
            row.at,
        )
        for row in rows
    ]


# ── The accuracy exchange ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Copy:
    """A draft given to a named head."""

    id: int
    report_id: int
    area: str
    title: str
    provider_id: int
    provider: str
    organisation_id: int
    organisation: str
    reader_id: int
    reader: str
    answer_by: date
    sent_at: datetime
    returned_at: datetime | None
    state: ReportState
    release_at: datetime | None

    def is_public(self, at: datetime) -> bool:
        return is_public(self.state, self.release_at, at=at)


@dataclass(frozen=True, slots=True)
class PointLine:
    """A disputed fact, where it stands in the draft, and its answer."""

    id: int
    copy_id: int
    provider: str
    where: str
    now: str
    text: str
    written_at: datetime
    answer: AccuracyAnswer | None
    reason: str
    before: str
    after: str


def copies_of(report_id: int) -> list[Copy]:
    """The copies out with the providers now. One query."""
    return _copies(report_id=report_id)


def for_reader(user_id: int) -> list[Copy]:
    """The copies that somebody was named for and that are still open to them. One query."""
    return _copies(reader_id=user_id)


def _copies(**of: int) -> list[Copy]:
    rows = (
        AccuracyCopy.objects.filter(closed_at__isnull=True, **of)
        .select_related("report__inspection", "provider", "organisation", "reader")
        .order_by("pk")
    )
    return [
        Copy(
            row.pk,
            row.report_id,
            row.report.inspection.area,
            row.report.title,
            row.provider_id,
            row.provider.name,
            row.organisation_id,
            row.organisation.name,
            row.reader_id,
            row.reader.name,
            row.answer_by,
            row.sent_at,
            row.returned_at,
            ReportState(row.report.state),
            row.report.release_at,
        )
        for row in rows
    ]


def points_of(copy_ids: Collection[int]) -> list[PointLine]:
    """Every point of these copies, in the order written. One query."""
    rows = (
        AccuracyPoint.objects.filter(copy_id__in=copy_ids)
        .select_related("copy__provider", "copy__report", "passage", "verdict", "advice")
        .order_by("pk")
    )
    return [
        PointLine(
            row.pk,
            row.copy_id,
            row.copy.provider.name,
            where(row),
            now(row),
            row.text,
            row.written_at,
            AccuracyAnswer(row.answer) if row.answer else None,
            row.reason,
            row.before,
            row.after,
        )
        for row in rows
    ]


def where(point: AccuracyPoint) -> str:
    """The place in the draft that a point is about."""
    if point.passage:
        return f"“{point.passage.heading}”"
    if point.verdict:
        return f"The verdict “{point.verdict.words}”"
    if point.advice:
        return f"Recommendation {point.advice.number}"
    return "The summary"


def now(point: AccuracyPoint) -> str:
    """What the draft says there now."""
    if point.passage:
        return point.passage.text
    if point.verdict:
        return point.verdict.words
    if point.advice:
        return point.advice.text
    return point.copy.report.summary


# ── The whole ──────────────────────────────────────────────────────────────────────────────


def in_full(found: WrittenReport, *, at: datetime) -> ReportInFull:
    """All of a report. Twelve queries, however long it is; three more where it follows another."""
    inspection = found.inspection
    bodies = bodies_of(inspection.pk)
    outlined = outline_of(inspection.pk)
    outcomes = tuple(one for one in outlined if one.kind is SectionKind.OUTCOME)
    verdicts = verdicts_of(found.pk)
    return ReportInFull(
        line=_line(found),
        inspection_id=inspection.pk,
        framework=inspection.framework.title,
        is_scored=inspection.framework.is_scored,
        summary=found.summary,
        version=found.version,
        bodies=bodies,
        outcomes=outcomes,
        joint=tuple(one for one in outlined if one.kind is not SectionKind.OUTCOME),
        verdicts=verdicts,
        passages=tuple(
            Passed(
                row.pk,
                row.position,
                PassageKind(row.kind),
                row.provider_id,
                row.section_id,
                FindingTone(row.tone),
                row.heading,
                row.text,
                row.changed_name,
            )
            for row in Passage.objects.filter(report=found).order_by("position", "pk")
        ),
        advices=advices_of([found.pk], at=at).get(found.pk, ()),
        rows=rows_reported(found.pk),
        corrections=tuple(
            PutRight(row.where, row.before, row.after, row.why, row.at)
            for row in Correction.objects.filter(report=found).order_by("pk")
        ),
        follows_id=found.follows_id,
        since=compared(found, bodies, outcomes, verdicts, at=at),
        estimates=estimates_reported(found.pk),
    )


def verdicts_of(report_id: int) -> tuple[Given, ...]:
    return tuple(
        Given(row.pk, row.provider_id, row.section_id, row.words, row.detail, Coding(row.coding))
        for row in Verdict.objects.filter(report_id=report_id).order_by("pk")
    )


def rows_reported(report_id: int) -> tuple[RatedRow, ...]:
    return tuple(
        RatedRow(
            body=row.body,
            standard=row.standard,
            title=row.title,
            question=row.question,
            met=row.met,
            applicable=row.applicable,
            percent=row.percent,
            low=row.low,
            high=row.high,
            rating=Rating(row.rating) if row.rating else None,
            explanation=row.explanation,
        )
        for row in ReportedRow.objects.filter(report_id=report_id).order_by("position", "pk")
    )


def estimates_reported(report_id: int) -> tuple[Estimated, ...]:
    """One query."""
    return tuple(
        Estimated(
            row.body,
            row.standard,
            row.question,
            row.title,
            row.met,
            row.judged,
            row.percent,
            row.low,
            row.high,
            row.both_percent,
            row.both_low,
            row.both_high,
            EstimateGround(row.ground) if row.ground else None,
            row.cases,
            row.compared,
            row.disagreed,
            row.verdicts_on,
        )
        for row in ReportedEstimate.objects.filter(report_id=report_id).order_by("position", "pk")
    )


def advices_of(report_ids: Collection[int], *, at: datetime) -> dict[int, tuple[Advised, ...]]:
    """The recommendations of these reports with what followed by a moment. Four queries."""
    rows = list(Advice.objects.filter(report_id__in=report_ids).order_by("number", "pk"))
    ids = [row.pk for row in rows]
    plans: dict[int, list[PlannedStep]] = {}
    report_of = {row.pk: row.report_id for row in rows}
    named = {
        (report_id, organisation_id): name
        for report_id, organisation_id, name in AccuracyCopy.objects.filter(
            report_id__in=report_ids, closed_at__isnull=True
        ).values_list("report_id", "organisation_id", "provider__name")
    }
    for step in PlanStep.objects.filter(
        advice_id__in=ids, dropped_at__isnull=True, written_at__lte=at
    ).order_by("due_on", "pk"):
        plans.setdefault(step.advice_id, []).append(
            PlannedStep(
                step.pk,
                named.get((report_of[step.advice_id], step.organisation_id), ""),
                step.text,
                step.post,
                step.due_on,
                step.done_on,
            )
        )
    judged: dict[int, list[Judged]] = {}
    for said in ProgressJudgement.objects.filter(advice_id__in=ids, at__lte=at).order_by("-pk"):
        judged.setdefault(said.advice_id, []).append(
            Judged(Progress(said.progress), said.reason, said.at)
        )
    found: dict[int, tuple[Advised, ...]] = {}
    for row in rows:
        found[row.report_id] = (
            *found.get(row.report_id, ()),
            Advised(
                row.pk,
                row.number,
                Addressee(row.addressee),
                row.text,
                row.due_on,
                tuple(plans.get(row.pk, ())),
                tuple(judged.get(row.pk, ())),
            ),
        )
    return found


def compared(
    found: WrittenReport,
    bodies: Collection[InspectedBody],
    outcomes: Collection[Outlined],
    verdicts: Collection[Given],
    *,
    at: datetime,
) -> tuple[Since, ...]:
    """Verdicts beside those of the report before, kind by kind; nothing where that is not public."""
    if found.follows_id is None:
        return ()
    before = (
        WrittenReport.objects.public(at)
        .filter(pk=found.follows_id)
        .select_related("inspection")
        .first()
    )
    if before is None:
        return ()
    kinds = {body.id: body.kind for body in bodies_of(before.inspection_id)}
    codes = {one.id: one.code for one in outline_of(before.inspection_id)}
    earlier = {
        (kinds[one.provider_id], codes.get(one.section_id or 0, "")): one
        for one in verdicts_of(before.pk)
    }
    said = {(one.provider_id, one.section_id): one for one in verdicts}
    titled: list[tuple[int | None, str, str]] = [
        *((one.id, one.code, one.title) for one in outcomes),
        (None, "", ""),
    ]
    lines = []
    for body in bodies:
        for section_id, code, title in titled:
            then, after = earlier.get((body.kind, code)), said.get((body.id, section_id))
            if then and after:
                lines.append(
                    Since(
                        body.name, title, then.words, after.words, moved(then.coding, after.coding)
                    )
                )
    return tuple(lines)


def _line(row: WrittenReport) -> ReportLine:
    return ReportLine(
        row.pk,
        row.inspection.slug,
        row.inspection.area,
        row.title,
        ReportState(row.state),
        timezone.localtime(row.release_at) if row.release_at else None,
        row.is_invented,
    )
