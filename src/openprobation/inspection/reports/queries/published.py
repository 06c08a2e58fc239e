"""What may the public read about inspections on a given day?

Everything here takes the day and passes through `Report.objects.public(on)`: what is published
later is not there, not counted and not hinted at.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext

from openprobation.analytics.charts.figures import Area, Cell, Judged, Judgements
from openprobation.inspection.programmes import queries as programmes
from openprobation.inspection.programmes.queries import Outcome as Outcome
from openprobation.vocabulary.inspection import (
    Addressee,
    Coding,
    DatePrecision,
    FindingSubject,
    FindingTone,
    SourceKind,
    Sureness,
)
from openprobation.vocabulary.organisations import OrganisationKind

from ..models import Finding, Judgement, Recommendation, RelatedReading, Report, Source

FRAMEWORK = "quality_impact_2016"
FIRST_SEVEN = range(1, 8)
PAIR = (OrganisationKind.CRC, OrganisationKind.NPS)


@dataclass(frozen=True, slots=True)
class Page:
    """Where a fact was read. `address` is empty where it is our own note."""

    title: str
    publisher: str
    dated: str
    address: str
    kind: SourceKind


@dataclass(frozen=True, slots=True)
class Said:
    """One judgement, with what it rests on."""

    outcome: str  # the outcome's code; empty for the overall verdict
    words: str
    quotation: str
    detail: str
    coding: Coding
    reason: str
    source: Page

    @property
    def shown(self) -> str:
        return self.words or self.coding.label


@dataclass(frozen=True, slots=True)
class JudgedProvider:
    kind: OrganisationKind
    name: str
    owner: str
    sureness: Sureness
    overall: Said
    outcomes: tuple[Said, ...]

    @property
    def judgements(self) -> tuple[Said, ...]:
        return (self.overall, *self.outcomes)


@dataclass(frozen=True, slots=True)
class FoundThing:
    subject: FindingSubject
    tone: FindingTone
    heading: str
    text: str
    source: Page


@dataclass(frozen=True, slots=True)
class Told:
    """A recommendation, to whom it was made."""

    number: int
    addressee: Addressee
    text: str
    source: Page


@dataclass(frozen=True, slots=True)
class PublishedInspection:
    """One inspection as the public may read it."""

    slug: str
    area: str
    number: int | None
    number_sureness: Sureness | None
    published_on: date
    precision: DatePrecision
    headline: str
    verdict: str
    source: Page
    providers: tuple[JudgedProvider, ...]

    @property
    def published(self) -> str:
        """The day, the month, or that no page gives it."""
        return publication_day(self.published_on, self.precision)


@dataclass(frozen=True, slots=True)
class InspectionInFull:
    """One inspection with all that was published about it."""

    inspection: PublishedInspection
    outcomes: tuple[Outcome, ...]
    findings: tuple[FoundThing, ...]
    recommendations: tuple[Told, ...]
    related: tuple[Page, ...]


def publication_day(on: date, precision: DatePrecision) -> str:
    """As it is printed beside an area: "16 February 2017", "August 2016", "2016, day not read"."""
    match precision:
        case DatePrecision.DAY:
            return f"{on.day} {MONTHS[on.month]} {on.year}"
        case DatePrecision.MONTH:
            return f"{MONTHS[on.month]} {on.year}"
        case DatePrecision.NOT_READ:
            return gettext("%(year)s, date not read") % {"year": on.year}


def outcomes() -> tuple[Outcome, ...]:
    """What every organisation was judged on. One query."""
    return programmes.outcomes(code=FRAMEWORK)


def published(
    *, on: date, slug: str | None = None, numbers: range | None = None
) -> list[PublishedInspection]:
    """Inspections public on a day: the numbered in order, then the rest by day. Two queries."""
    reports = Report.objects.public(on).filter(inspection__framework__code=FRAMEWORK)
    if slug is not None:
        reports = reports.filter(inspection__slug=slug)
    if numbers is not None:
        reports = reports.filter(inspection__number__in=numbers)
    judgements = (
        Judgement.objects.filter(report__in=reports)
        .select_related("source", "section", "provider")
        .order_by("provider__kind", "provider_id", "section__position", "pk")
    )
    of_report: dict[int, dict[int, list[Judgement]]] = defaultdict(lambda: defaultdict(list))
    for judgement in judgements:
        of_report[judgement.report_id][judgement.provider_id].append(judgement)
    rows = reports.select_related("inspection", "source")
    return [
        PublishedInspection(
            slug=report.inspection.slug,
            area=report.inspection.area,
            number=report.inspection.number,
            number_sureness=(
                Sureness(report.inspection.number_sureness)
                if report.inspection.number_sureness
                else None
            ),
            published_on=report.published_on,
            precision=DatePrecision(report.precision),
            headline=report.headline,
            verdict=report.verdict,
            source=_page(report.source),
            providers=tuple(_judged(theirs) for theirs in of_report[report.pk].values()),
        )
        for report in sorted(rows, key=_place)
    ]


def inspection_in_full(*, slug: str, on: date) -> InspectionInFull | None:
    """One inspection with its findings, recommendations and reading; none before its day."""
    found = published(on=on, slug=slug)
    if not found:
        return None
    about = {"report__inspection__slug": slug}
    return InspectionInFull(
        inspection=found[0],
        outcomes=outcomes(),
        findings=tuple(
            FoundThing(
                FindingSubject(finding.subject),
                FindingTone(finding.tone),
                finding.heading,
                finding.text,
                _page(finding.source),
            )
            for finding in Finding.objects.filter(**about)
            .select_related("source")
            .order_by("position", "pk")
        ),
        recommendations=tuple(
            Told(row.number, Addressee(row.addressee), row.text, _page(row.source))
            for row in Recommendation.objects.filter(**about)
            .select_related("source")
            .order_by("number", "pk")
        ),
        related=tuple(
            _page(reading.source)
            for reading in RelatedReading.objects.filter(**about)
            .select_related("source")
            .order_by("pk")
        ),
    )


def earlier_reading(*, on: date, besides: str) -> list[tuple[str, Page]]:
    """Pages about the other inspections public on a day, newest first. One query."""
    rows = (
        RelatedReading.objects.filter(report__in=Report.objects.public(on))
        .exclude(report__inspection__slug=besides)
        .select_related("report__inspection", "source")
        .order_by("-report__published_on", "pk")
    )
    return [(row.report.inspection.area, _page(row.source)) for row in rows]


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the areas where both verdicts are known: which organisation our coding puts higher."""

    areas: int
    public_service_higher: tuple[str, ...]
    company_higher: tuple[str, ...]


def tally(inspections: list[PublishedInspection]) -> Tally:
    """Compare overall codings, area by area. What is not known is left out."""
    known, nps, crc = 0, [], []
    for inspection in inspections:
        ranks = {
            provider.kind: RANK[provider.overall.coding]
            for provider in inspection.providers
            if provider.overall.coding in RANK
        }
        if set(ranks) != set(PAIR):
            continue
        known += 1
        if ranks[OrganisationKind.NPS] > ranks[OrganisationKind.CRC]:
            nps.append(inspection.area)
        elif ranks[OrganisationKind.CRC] > ranks[OrganisationKind.NPS]:
            crc.append(inspection.area)
    return Tally(known, tuple(nps), tuple(crc))


RANK = {Coding.NOT_SUFFICIENT: 0, Coding.BETWEEN: 1, Coding.GOOD: 2}


# ── Figures for pictures ───────────────────────────────────────────────────────────────────


def side_by_side(full: InspectionInFull) -> Judgements:
    """What the picture of one inspection says."""
    inspection = full.inspection
    return Judgements(
        title=_outcome_by_outcome(inspection),
        subtitle=gettext("Quality & Impact inspection, published %(day)s")
        % {"day": inspection.published},
        kinds=tuple(_kind(provider.kind) for provider in inspection.providers),
        overall=gettext("Overall"),
        outcomes=tuple(outcome.title for outcome in full.outcomes),
        areas=(_area(inspection, full.outcomes),),
        legend=_legend(),
        note=_note(),
        source=_read_in(inspection.source),
    )


def many_areas(
    inspections: list[PublishedInspection], outcomes: tuple[Outcome, ...], *, title: str
) -> Judgements:
    """What the picture of many inspections says. Each area has a company and a public service."""
    return Judgements(
        title=title,
        subtitle=gettext("Quality & Impact inspections, %(first)s to %(last)s")
        % {"first": inspections[0].published, "last": inspections[-1].published}
        if inspections
        else "",
        kinds=tuple(_kind(kind) for kind in PAIR),
        overall=gettext("Overall verdict"),
        outcomes=tuple(outcome.title for outcome in outcomes),
        areas=tuple(_area(inspection, outcomes) for inspection in inspections),
        legend=_legend(),
        note=_note(),
        source=gettext(
            "Source: HM Inspectorate of Probation’s published findings; the data name each page."
            " Words in quotation marks are the inspectorate’s; the rest are ours."
        ),
    )


def first_seven_title() -> str:
    return gettext("The first seven inspections: how each organisation was judged")


def first_seven(*, on: date) -> list[PublishedInspection]:
    """The seven that the picture is about; fewer before the last of them was public."""
    return published(on=on, numbers=FIRST_SEVEN)


def rows_of(
    inspections: list[PublishedInspection], outcomes: tuple[Outcome, ...]
) -> list[dict[str, str]]:
    """The data behind a picture: one row a judgement, known or not, in the picture's order."""
    titles = {outcome.code: outcome.title for outcome in outcomes}
    return [
        {
            "number": str(inspection.number or ""),
            "number_sureness": inspection.number_sureness or "",
            "area": inspection.area,
            "published": inspection.published,
            "provider_kind": provider.kind.value,
            "provider": provider.name,
            "provider_sureness": provider.sureness.value,
            "owner": provider.owner,
            "outcome": titles[said.outcome] if said.outcome else "Overall",
            "words": said.words,
            "quotation": said.quotation,
            "detail": said.detail,
            "our_coding": said.coding.value,
            "our_reason": said.reason,
            "source": said.source.title,
            "source_publisher": said.source.publisher,
            "source_dated": said.source.dated,
            "source_address": said.source.address,
        }
        for inspection in inspections
        for provider in inspection.providers
        for said in provider.judgements
    ]


# ── The parts ──────────────────────────────────────────────────────────────────────────────


def _place(report: Report) -> tuple[int, date, int]:
    """By number where there is one; the rest after them, by day."""
    number = report.inspection.number
    return (number if number is not None else 10_000, report.published_on, report.pk)


def _said(judgement: Judgement) -> Said:
    return Said(
        outcome=judgement.section.code if judgement.section else "",
        words=judgement.words,
        quotation=judgement.quotation,
        detail=judgement.detail,
        coding=Coding(judgement.coding),
        reason=judgement.reason,
        source=_page(judgement.source),
    )


def _judged(judgements: list[Judgement]) -> JudgedProvider:
    provider = judgements[0].provider
    said = [_said(judgement) for judgement in judgements]
    return JudgedProvider(
        kind=OrganisationKind(provider.kind),
        name=provider.name,
        owner=provider.owner,
        sureness=Sureness(provider.sureness),
        overall=next((one for one in said if not one.outcome), _nothing_said(said[0].source)),
        outcomes=tuple(one for one in said if one.outcome),
    )


def _nothing_said(source: Page) -> Said:
    reason = gettext("No page that we have read gives this judgement.")
    return Said("", "", "", "", Coding.NOT_KNOWN, reason, source)


def _page(source: Source) -> Page:
    return Page(source.title, source.publisher, source.dated, source.url, SourceKind(source.kind))


def _area(inspection: PublishedInspection, outcomes: tuple[Outcome, ...]) -> Area:
    return Area(
        name=inspection.area,
        published=inspection.published,
        number=str(inspection.number or ""),
        providers=tuple(
            Judged(
                name=provider.name,
                kind=_kind(provider.kind),
                owner=provider.owner,
                overall=_cell(provider, ""),
                outcomes=tuple(_cell(provider, outcome.code) for outcome in outcomes),
            )
            for provider in inspection.providers
        ),
    )


def _cell(provider: JudgedProvider, outcome: str) -> Cell:
    """A cell of a picture. What nobody wrote down is not known."""
    said = next((one for one in provider.judgements if one.outcome == outcome), None)
    return Cell(said.coding, said.words, said.detail) if said else Cell(Coding.NOT_KNOWN)


def _kind(kind: OrganisationKind) -> str:
    return f"{kind.label} ({kind.value.upper()})"


def _legend() -> tuple[tuple[Coding, str], ...]:
    return (
        (Coding.GOOD, gettext("Good or effective")),
        (Coding.BETWEEN, gettext("In between: acceptable or mixed")),
        (Coding.NOT_SUFFICIENT, gettext("Not sufficient, or poor")),
        (Coding.NOT_KNOWN, gettext("Not known: no page we read says")),
    )


def _outcome_by_outcome(inspection: PublishedInspection) -> str:
    if len(inspection.providers) == 2:
        title = gettext("Probation in %(area)s: two organisations, outcome by outcome")
    else:
        title = gettext("Probation in %(area)s, outcome by outcome")
    return title % {"area": inspection.area}


def _read_in(page: Page) -> str:
    """The line of a picture that says where its facts were read."""
    match page.kind:
        case SourceKind.OWN_NOTE:
            return page.title
        case SourceKind.INSPECTORATE:
            told = gettext("Source: %(publisher)s, %(day)s.")
        case SourceKind.REPRINT | SourceKind.SUMMARY:
            told = gettext(
                "Source: HM Inspectorate of Probation’s findings as told by %(publisher)s, %(day)s."
            )
    words = gettext("Words in quotation marks are the inspectorate’s; the rest are ours.")
    return f"{told % {'publisher': page.publisher, 'day': page.dated}} {words}"


def _note() -> str:
    return gettext(
        "Colours are our coding of the published words. The inspectorate gave no ratings."
    )
