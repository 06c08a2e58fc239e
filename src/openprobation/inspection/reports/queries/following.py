"""What became of every recommendation ever made, and what does a provider still have to plan?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from openprobation.vocabulary.inspection import Addressee, DatePrecision, Progress
from openprobation.vocabulary.organisations import OrganisationKind

from ..models import AccuracyCopy, Advice, PlanStep, Recommendation, Report, WrittenReport
from .published import publication_day
from .written import Advised, advices_of


@dataclass(frozen=True, slots=True)
class EverMade:
    """One recommendation, wherever it was made, with its state if it is followed up here."""

    slug: str
    area: str
    published: str
    published_on: date
    is_ours: bool
    is_invented: bool
    number: int
    addressee: Addressee
    text: str
    source: str
    source_address: str
    due_on: date | None = None
    steps: int = 0
    progress: Progress | None = None
    reason: str = ""
    judged_on: date | None = None

    @property
    def state(self) -> str:
        """The state in the fewest words."""
        if not self.is_ours:
            return "Not followed up here"
        if self.progress:
            return self.progress.label
        if self.addressee is Addressee.MINISTRY:
            return "Answered outside this service"
        return "Action plan made, not judged yet" if self.steps else "No action plan yet"


def ever_made(*, at: datetime) -> list[EverMade]:
    """Every recommendation public at a moment, the newest first. Six queries, however many."""
    on = timezone.localdate(at)
    made = [
        EverMade(
            slug=row.report.inspection.slug,
            area=row.report.inspection.area,
            published=publication_day(row.report.published_on, DatePrecision(row.report.precision)),
            published_on=row.report.published_on,
            is_ours=False,
            is_invented=False,
            number=row.number,
            addressee=Addressee(row.addressee),
            text=row.text,
            source=f"{row.source.title}, {row.source.publisher}",
            source_address=row.source.url,
        )
        for row in Recommendation.objects.filter(report__in=Report.objects.public(on))
        .select_related("report__inspection", "source")
        .order_by("number", "pk")
    ]
    reports = {row.pk: row for row in WrittenReport.objects.public(at).select_related("inspection")}
    for report_id, advices in advices_of(reports, at=at).items():
        report = reports[report_id]
        assert report.release_at is not None
        released_on = timezone.localdate(report.release_at)
        made += [
            EverMade(
                slug=report.inspection.slug,
                area=report.inspection.area,
                published=publication_day(released_on, DatePrecision.DAY),
                published_on=released_on,
                is_ours=True,
                is_invented=report.is_invented,
                number=one.number,
                addressee=one.addressee,
                text=one.text,
                source=report.title,
                source_address="",
                due_on=one.due_on,
                steps=len(one.plan),
                progress=one.progress.progress if one.progress else None,
                reason=one.progress.reason if one.progress else "",
                judged_on=timezone.localdate(one.progress.at) if one.progress else None,
            )
            for one in advices
        ]
    return sorted(made, key=lambda one: (-one.published_on.toordinal(), one.slug, one.number))


@dataclass(frozen=True, slots=True)
class Planned:
    """A recommendation an organisation must answer."""

    report_id: int
    area: str
    title: str
    organisation_id: int
    organisation: str
    advised: Advised


def planned_for(organisation_ids: Collection[int], *, at: datetime) -> list[Planned]:
    """Public recommendations addressed to these organisations, the newest report first. Five queries."""
    copies = (
        AccuracyCopy.objects.filter(
            organisation_id__in=organisation_ids,
            closed_at__isnull=True,
            report__in=WrittenReport.objects.public(at),
        )
        .select_related("report__inspection", "provider", "organisation")
        .order_by("-report__release_at", "pk")
    )
    advices = advices_of([copy.report_id for copy in copies], at=at)
    return [
        Planned(
            copy.report_id,
            copy.report.inspection.area,
            copy.report.title,
            copy.organisation_id,
            copy.organisation.name,
            one,
        )
        for copy in copies
        for one in advices.get(copy.report_id, ())
        if is_for(one.addressee, OrganisationKind(copy.provider.kind))
    ]


def is_for(addressee: Addressee, kind: OrganisationKind) -> bool:
    """Whether a recommendation is an organisation's to answer."""
    if addressee is Addressee.MINISTRY:
        return False
    return addressee is Addressee.BOTH or addressee.value == kind.value


def organisations_addressed(advice: Advice) -> set[int]:
    """Whose a recommendation is to answer. One query."""
    copies = AccuracyCopy.objects.filter(
        report_id=advice.report_id, closed_at__isnull=True
    ).values_list("organisation_id", "provider__kind")
    return {
        organisation_id
        for organisation_id, kind in copies
        if is_for(Addressee(advice.addressee), OrganisationKind(kind))
    }


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A step with its evidence: for the organisation itself and for inspectors."""

    id: int
    organisation_id: int
    organisation: str
    text: str
    post: str
    due_on: date
    done_on: date | None
    evidence: str
    shown_at: datetime | None


def plan_of(advice_id: int, *, organisation_ids: Collection[int] | None = None) -> list[PlanLine]:
    """The steps for a recommendation: every organisation's, or these organisations'. One query."""
    rows = PlanStep.objects.filter(advice_id=advice_id, dropped_at__isnull=True)
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=organisation_ids)
    return [
        PlanLine(
            row.pk,
            row.organisation_id,
            row.organisation.name,
            row.text,
            row.post,
            row.due_on,
            row.done_on,
            row.evidence,
            row.shown_at,
        )
        for row in rows.select_related("organisation").order_by("due_on", "pk")
    ]
