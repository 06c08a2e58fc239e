"""How is a draft checked for accuracy? The named head disputes facts; each point is answered before it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.reporting import why_not_settled
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import AccuracyAnswer, ReportMove, ReportState

from .. import queries
from ..models import AccuracyCopy, AccuracyPoint, WrittenReport
from ..permissions import Permission
from .moving import NoSuchReport, NotNow, Unsaid, locked, move, refuse_all, taken_up, unfit


class NobodyReads(Refused):
    def __init__(self, provider: str) -> None:
        super().__init__(f"Name who reads the draft for {provider}.", field="readers")


class NotItsHead(Refused):
    def __init__(self, provider: str) -> None:
        super().__init__(
            f"Only a head of {provider} may read its draft. Name one who holds such a post today.",
            field="readers",
        )


class NothingFound(Refused):
    def __init__(self) -> None:
        super().__init__("The draft has no verdict and no finding yet: there is nothing to check.")


class AnswerDayPast(Refused):
    def __init__(self) -> None:
        super().__init__("Give a day that is still to come.", field="answer_by")


class SentBack(Refused):
    def __init__(self) -> None:
        super().__init__("You have sent the draft back, so no more points can be written.")


class PointAnswered(Refused):
    def __init__(self) -> None:
        super().__init__("This point has been answered already.")


@transaction.atomic
def send_for_accuracy(
    *,
    report_id: int,
    readers: Mapping[int, int],
    answer_by: date,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> list[AccuracyCopy]:
    """Let the head named for each organisation read the draft: `readers` is provider → account."""
    require(by, Permission.WRITE, at=at)
    report = taken_up(report_id, ReportMove.SEND, at=at, seen_version=seen_version)
    on = timezone.localdate(at)
    faults: list[Refused] = []
    found: list[tuple[int, int, int]] = []
    if not report.verdicts.exists() and not report.passages.exists():
        faults.append(NothingFound())
    if answer_by <= on:
        faults.append(AnswerDayPast())
    for body in queries.bodies_of(report.inspection_id):
        reader = identity.by_id(readers.get(body.id))
        if reader is None:
            faults.append(NobodyReads(body.name))
            continue
        post = next(
            (
                post
                for post in authority(reader, at).posts
                if post.role is Role.HEAD
                and post.organisation_kind == body.kind
                and (body.organisation_id in (None, post.organisation_id))
            ),
            None,
        )
        if post is None:
            faults.append(NotItsHead(body.name))
        else:
            found.append((body.id, reader.pk, post.organisation_id))
    refuse_all(faults)
    copies = [
        AccuracyCopy.objects.create(
            report=report,
            provider_id=provider_id,
            organisation_id=organisation_id,
            reader_id=reader_id,
            answer_by=answer_by,
            sent_at=at,
        )
        for provider_id, reader_id, organisation_id in found
    ]
    move(report, ReportMove.SEND, by=by, at=at)
    return copies


def theirs(copy_id: int, *, by: User, at: datetime) -> AccuracyCopy:
    """The copy, its report's row locked, if it is this reader's and out for reading. Else there is nothing."""
    require(by, Permission.CHECK_ACCURACY, at=at)
    held(AccuracyCopy.objects.filter(pk=copy_id).values_list("report_id", flat=True))
    copy = (
        AccuracyCopy.objects.select_for_update(of=("self",))
        .select_related("report")
        .filter(
            pk=copy_id,
            reader_id=by.pk,
            organisation_id__in=authority(by, at).organisation_ids,  # who moved on reads no more
            closed_at__isnull=True,
        )
        .first()
    )
    if copy is None:
        raise NoSuchReport
    if copy.report.state != ReportState.ACCURACY:
        raise NotNow("The draft is no longer out for checking.")
    if copy.returned_at is not None:
        raise SentBack
    return copy


def held(report_ids: QuerySet[AccuracyCopy, int] | QuerySet[AccuracyPoint, int]) -> None:
    """Lock the report before any of its copies and points, as whoever settles or reopens it does."""
    report_id = report_ids.first()
    if report_id is None:
        raise NoSuchReport
    locked(report_id)


@transaction.atomic
def write_point(
    *,
    copy_id: int,
    text: str,
    by: User,
    at: datetime,
    passage_id: int | None = None,
    verdict_id: int | None = None,
    advice_id: int | None = None,
) -> AccuracyPoint:
    """Dispute a fact: of one passage, verdict or recommendation, or of the summary."""
    copy = theirs(copy_id, by=by, at=at)
    faults = unfit(text=text)
    report = copy.report
    if (
        (passage_id and not report.passages.filter(pk=passage_id).exists())
        or (verdict_id and not report.verdicts.filter(pk=verdict_id).exists())
        or (advice_id and not report.advices.filter(pk=advice_id).exists())
    ):
        faults.append(Unsaid("Choose the part of the draft that this is about.", field="part"))
    refuse_all(faults)
    point = AccuracyPoint.objects.create(
        copy=copy,
        passage_id=passage_id,
        verdict_id=verdict_id,
        advice_id=advice_id,
        text=text.strip(),
        written_at=at,
    )
    record("report.point.written", by=by.username, at=at, on=point, report=report.pk)
    return point


@transaction.atomic
def take_point_back(*, point_id: int, by: User, at: datetime) -> None:
    """Whoever wrote a point takes it back, before the draft is sent back."""
    require(by, Permission.CHECK_ACCURACY, at=at)
    point = AccuracyPoint.objects.filter(pk=point_id, copy__reader_id=by.pk).first()
    if point is None:
        raise NoSuchReport
    theirs(point.copy_id, by=by, at=at)
    if point.answer is not None:
        raise PointAnswered
    record("report.point.taken_back", by=by.username, at=at, on=point, report=point.copy.report_id)
    point.delete()


@transaction.atomic
def return_copy(*, copy_id: int, by: User, at: datetime) -> None:
    """Say that the draft was read: every point that was to be made is made."""
    copy = theirs(copy_id, by=by, at=at)
    copy.returned_at = at
    copy.save(update_fields=["returned_at"])
    record("report.copy.returned", by=by.username, at=at, on=copy, report=copy.report_id)


@transaction.atomic
def answer_point(
    *,
    point_id: int,
    answer: AccuracyAnswer,
    by: User,
    at: datetime,
    reason: str = "",
    now_says: str = "",
) -> None:
    """Answer a point: accepted, and the draft says it otherwise from now on; or not, with the reason."""
    require(by, Permission.WRITE, at=at)
    held(AccuracyPoint.objects.filter(pk=point_id).values_list("copy__report_id", flat=True))
    point = (
        AccuracyPoint.objects.select_for_update(of=("self",))
        .select_related("copy__report", "passage", "verdict", "advice")
        .filter(pk=point_id, copy__closed_at__isnull=True)
        .first()
    )
    if point is None:
        raise NoSuchReport
    report = point.copy.report
    if report.state != ReportState.ACCURACY:
        raise NotNow("Points are answered while the draft is with the providers.")
    if point.answer is not None:
        raise PointAnswered
    if answer is AccuracyAnswer.ACCEPTED:
        refuse_all(unfit(now_says=now_says))
        point.before, point.after = put_otherwise(point, report, now_says.strip())
    else:
        refuse_all(unfit(reason=reason))
    point.answer, point.reason = answer, reason.strip()
    point.answered_by, point.answered_at = by, at
    point.save()
    report.version += 1
    report.save(update_fields=["version"])
    record("report.point.answered", by=by.username, at=at, on=point, answer=answer)


class NothingChanged(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The draft says this already. Write what it shall say, or do not accept the point.",
            field="now_says",
        )


def put_otherwise(point: AccuracyPoint, report: WrittenReport, text: str) -> tuple[str, str]:
    """Change the part of the draft that a point is about; what it said, and says."""
    part = point.passage or point.advice
    if part is not None:
        before, part.text = part.text, text
        changed: tuple[object, str] = (part, "text")
    elif point.verdict is not None:
        before, point.verdict.words = point.verdict.words, text
        changed = (point.verdict, "words")
    else:
        before, report.summary = report.summary, text
        changed = (report, "summary")
    if before == text:
        raise NothingChanged
    row, field = changed
    row.save(update_fields=[field])  # type: ignore[attr-defined]  # each is a model
    return before, text


@transaction.atomic
def settle(*, report_id: int, by: User, at: datetime, seen_version: int | None = None) -> None:
    """Every point is answered and every provider has sent the draft back, or had its time."""
    require(by, Permission.WRITE, at=at)
    report = taken_up(report_id, ReportMove.SETTLE, at=at, seen_version=seen_version)
    copies = list(
        AccuracyCopy.objects.filter(report=report, closed_at__isnull=True).select_related(
            "provider"
        )
    )
    answers = AccuracyPoint.objects.filter(copy__in=copies).values_list("answer", flat=True)
    said = why_not_settled(
        answers=[AccuracyAnswer(one) if one else None for one in answers],
        waiting=[(c.provider.name, c.answer_by) for c in copies if c.returned_at is None],
        on=timezone.localdate(at),
    )
    refuse_all([NotNow(one) for one in said])
    move(report, ReportMove.SETTLE, by=by, at=at)
