"""How is a report written? Its opening, its verdicts, its findings, its recommendations; in the draft only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from openprobation.analytics.charts.figures import RatedRow
from openprobation.foundation.access.check import require
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.inspection.ratings import queries as ratings
from openprobation.inspection.verdicts import queries as verdicts
from openprobation.vocabulary.inspection import (
    Addressee,
    Coding,
    FindingTone,
    PassageKind,
    ReportMove,
    ReportState,
)

from .. import queries
from ..models import (
    AccuracyPoint,
    Advice,
    Passage,
    ReportedEstimate,
    ReportedRow,
    Verdict,
    WrittenReport,
)
from ..permissions import Permission
from .moving import changed, refuse_all, step, unfit, writable


class ReportedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This inspection has a report already.", field="inspection")


class NotInspectedHere(Refused):
    def __init__(self) -> None:
        super().__init__("This inspection did not look at that organisation.", field="provider")


class NotAskedHere(Refused):
    def __init__(self) -> None:
        super().__init__("The framework of this inspection has no such part.", field="section")


class NoVerdict(Refused):
    def __init__(self) -> None:
        super().__init__("A verdict of ours is known: choose what it comes to.", field="coding")


class NoChangedName(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Give the person a name that is not theirs: good practice is told by a changed name.",
            field="changed_name",
        )


class ChangedNameNotUsed(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"The text does not say “{name}”. Use the changed name in it, or give another.",
            field="changed_name",
        )


class DueInThePast(Refused):
    def __init__(self) -> None:
        super().__init__("Give a day that is still to come.", field="due_on")


class NotThere(Refused):
    def __init__(self) -> None:
        super().__init__("This part of the report is no longer there.")


@transaction.atomic
def begin(
    *,
    inspection_id: int,
    title: str,
    summary: str,
    by: User,
    at: datetime,
    is_invented: bool = False,
    follows_id: int | None = None,
) -> WrittenReport:
    """Begin to write what an inspection found."""
    require(by, Permission.WRITE, at=at)
    refuse_all(unfit(title=title, summary=summary))
    if inspection_id not in {one.id for one in queries.without_report()}:
        raise ReportedAlready
    report = WrittenReport.objects.create(
        inspection_id=inspection_id,
        follows_id=follows_id or queries.report_followed(inspection_id),
        title=title.strip(),
        summary=summary.strip(),
        state=ReportState.DRAFT,
        is_invented=is_invented,
    )
    step(report, ReportMove.BEGIN, before="", by=by, at=at)
    return report


@transaction.atomic
def keep_opening(*, report_id: int, title: str, summary: str, by: User, at: datetime) -> None:
    """The headline and the summary."""
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    refuse_all(unfit(title=title, summary=summary))
    report.title, report.summary = title.strip(), summary.strip()
    report.save(update_fields=["title", "summary"])
    changed(report, part="opening", by=by, at=at)


def refuse_strangers(
    report: WrittenReport, provider_id: int | None, section_id: int | None
) -> list[Refused]:
    """What is wrong with an organisation or an outcome that is not this inspection's."""
    faults: list[Refused] = []
    if provider_id is not None and provider_id not in {
        body.id for body in queries.bodies_of(report.inspection_id)
    }:
        faults.append(NotInspectedHere())
    if section_id is not None and section_id not in {
        one.id for one in queries.outline_of(report.inspection_id)
    }:
        faults.append(NotAskedHere())
    return faults


@transaction.atomic
def give_verdict(
    *,
    report_id: int,
    provider_id: int,
    section_id: int | None,
    words: str,
    coding: Coding,
    by: User,
    at: datetime,
    detail: str = "",
) -> Verdict:
    """Say in words how an organisation did, overall or on an outcome; again to say it otherwise."""
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    faults = [*refuse_strangers(report, provider_id, section_id), *unfit(words=words)]
    if coding is Coding.NOT_KNOWN:
        faults.append(NoVerdict())
    refuse_all(faults)
    verdict, _made = Verdict.objects.update_or_create(
        report=report,
        provider_id=provider_id,
        section_id=section_id,  # type: ignore[misc]  # null: overall
        defaults={"words": words.strip(), "detail": detail.strip(), "coding": coding},
    )
    changed(report, part="verdict", by=by, at=at)
    return verdict


@transaction.atomic
def write_passage(
    *,
    report_id: int,
    kind: PassageKind,
    provider_id: int | None,
    section_id: int | None,
    tone: FindingTone,
    heading: str,
    text: str,
    by: User,
    at: datetime,
    changed_name: str = "",
    passage_id: int | None = None,
) -> Passage:
    """Write a finding or an example of good practice, or write it otherwise."""
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    name = changed_name.strip() if kind is PassageKind.GOOD_PRACTICE else ""
    faults = [
        *refuse_strangers(report, provider_id, section_id),
        *unfit(heading=heading, text=text),
    ]
    if kind is PassageKind.GOOD_PRACTICE and not name:
        faults.append(NoChangedName())
    elif name and name.casefold() not in text.casefold():
        faults.append(ChangedNameNotUsed(name))
    refuse_all(faults)
    latest = report.passages.aggregate(latest=Max("position"))["latest"] or 0
    passage = (
        Passage(report=report, position=latest + 1)
        if passage_id is None
        else report.passages.filter(pk=passage_id).first()
    )
    if passage is None:
        raise NotThere
    passage.kind, passage.tone = kind, tone
    passage.provider_id, passage.section_id = provider_id, section_id
    passage.heading, passage.text, passage.changed_name = heading.strip(), text.strip(), name
    passage.save()
    changed(report, part="passage", by=by, at=at)
    return passage


@transaction.atomic
def take_passage_out(*, report_id: int, passage_id: int, by: User, at: datetime) -> None:
    """Take a passage out of the draft. What a provider disputed stays, so that its answer can be read."""
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    passage = report.passages.filter(pk=passage_id).first()
    if passage is None:
        raise NotThere
    refuse_disputed(passage=passage)
    passage.delete()
    changed(report, part="passage", by=by, at=at)


class Disputed(Refused):
    def __init__(self) -> None:
        super().__init__("A provider disputed this, so it stays, with the answer. Rewrite it.")


def refuse_disputed(**part: object) -> None:
    if AccuracyPoint.objects.filter(**part).exists():
        raise Disputed


@transaction.atomic
def recommend(
    *,
    report_id: int,
    addressee: Addressee,
    text: str,
    due_on: date,
    by: User,
    at: datetime,
    advice_id: int | None = None,
) -> Advice:
    """Make a recommendation, numbered after those before it; or put it otherwise."""
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    faults = unfit(text=text)
    if due_on <= timezone.localdate(at):
        faults.append(DueInThePast())
    refuse_all(faults)
    latest = report.advices.aggregate(latest=Max("number"))["latest"] or 0
    advice = (
        Advice(report=report, number=latest + 1)
        if advice_id is None
        else report.advices.filter(pk=advice_id).first()
    )
    if advice is None:
        raise NotThere
    advice.addressee, advice.text, advice.due_on = addressee, text.strip(), due_on
    advice.save()
    changed(report, part="recommendation", by=by, at=at)
    return advice


@transaction.atomic
def take_advice_out(*, report_id: int, advice_id: int, by: User, at: datetime) -> None:
    """Take a recommendation out of the draft; those after it move up."""
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    advice = report.advices.filter(pk=advice_id).first()
    if advice is None:
        raise NotThere
    refuse_disputed(advice=advice)
    number = advice.number
    advice.delete()
    for after in report.advices.filter(number__gt=number).order_by("number"):
        after.number -= 1
        after.save(update_fields=["number"])
    changed(report, part="recommendation", by=by, at=at)


@transaction.atomic
def take_ratings(*, report_id: int, rows: Sequence[RatedRow], by: User, at: datetime) -> int:
    """Take the ratings table over as it stands now, in place of what was taken before."""
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    report.rows.all().delete()
    ReportedRow.objects.bulk_create(
        ReportedRow(
            report=report,
            position=position,
            body=row.body,
            standard=row.standard,
            title=row.title,
            question=row.question,
            met=row.met,
            applicable=row.applicable,
            percent=row.percent,
            low=row.low,
            high=row.high,
            rating=row.rating or "",
            explanation=row.explanation,
        )
        for position, row in enumerate(rows, start=1)
    )
    changed(report, part="ratings", by=by, at=at)
    return len(rows)


class NothingSettled(Refused):
    def __init__(self) -> None:
        super().__init__("The ratings of this inspection are not settled yet.")


@transaction.atomic
def take_settled_ratings(*, report_id: int, by: User, at: datetime) -> int:
    """Take over the ratings as they were last settled, and the estimates beside them as they stand now.

    How many lines of ratings that is.
    """
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    table = ratings.ratings_of(report.inspection_id, by=by, at=at)
    if table is None or not table.number:
        raise NothingSettled
    take_estimates(report_id=report_id, by=by, at=at)
    return take_ratings(report_id=report_id, rows=ratings.rows_for_report(table), by=by, at=at)


@transaction.atomic
def take_estimates(*, report_id: int, by: User, at: datetime) -> int:
    """Take over each question's share with a program's verdicts, where they are loaded; how many lines."""
    require(by, Permission.WRITE, at=at)
    report = writable(report_id)
    before, _kinds = report.estimates.all().delete()
    found = verdicts.estimates(report.inspection_id, by=by, at=at)
    load = found.load if found else None
    lines = [
        estimate_of(report, asked, share, verdicts_on=load.as_of)
        for asked in (found.questions if found else ())
        for share in asked.shares
        if load is not None and asked.is_covered
    ]
    for position, line in enumerate(lines, start=1):
        line.position = position
    ReportedEstimate.objects.bulk_create(lines)
    if lines or before:
        changed(report, part="estimates", by=by, at=at)
    return len(lines)


def estimate_of(
    report: WrittenReport,
    asked: verdicts.QuestionLine,
    share: verdicts.ShareLine,
    *,
    verdicts_on: date,
) -> ReportedEstimate:
    """A line as it is kept, in per cent."""
    beside, both = share.beside, share.combined
    return ReportedEstimate(
        report=report,
        body=share.kind,
        standard=asked.section,
        question=asked.code,
        title=asked.text,
        met=share.met,
        judged=share.judged,
        percent=round(100 * share.alone.share, 1),
        low=round(100 * share.alone.interval.low, 1),
        high=round(100 * share.alone.interval.high, 1),
        both_percent=round(100 * both.share, 1) if both else None,
        both_low=round(100 * both.interval.low, 1) if both else None,
        both_high=round(100 * both.interval.high, 1) if both else None,
        ground=beside.together.ground if beside else "",
        cases=beside.together.cases if beside else 0,
        compared=beside.compared if beside else 0,
        disagreed=beside.disagreed if beside else 0,
        verdicts_on=verdicts_on,
    )
