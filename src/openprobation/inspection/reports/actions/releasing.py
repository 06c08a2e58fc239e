"""How is a report released, called back and corrected?

Release names a moment. Files go on the public shelves at once and are not there for anybody before it:
every page asks for the state and the moment together, so nothing needs to run when it comes.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.documents.letters import PdfNotPossible
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.publication.library import queries as library
from openprobation.publication.news import actions as news
from openprobation.ui.article_text import one_line
from openprobation.vocabulary.inspection import ReportMove, ReportState
from openprobation.vocabulary.publication import Form, Topic

from .. import queries
from ..events import ReportChanged
from ..models import AccuracyCopy, Correction, WrittenReport
from ..permissions import Permission
from . import files
from .accuracy import NothingChanged
from .moving import NoSuchReport, Unsaid, move, refuse_all, taken_up, unfit


class MomentPast(Refused):
    def __init__(self) -> None:
        super().__init__("This moment has passed. Name one still to come.", field="release_at")


class NotToTheMinute(Refused):
    def __init__(self) -> None:
        super().__init__("A release is named to the minute.", field="release_at")


def release(
    *,
    report_id: int,
    release_at: datetime | None,
    by: User,
    at: datetime,
    seen_version: int | None = None,
    with_pdf: bool = True,
) -> None:
    """Make it public, now (None) or at a minute still to come.

    The PDF takes seconds to draw, so it is drawn before the rows are locked; a report changed
    meanwhile is refused. Where none can be drawn the report goes out without it.
    """
    require(by, Permission.RELEASE, at=at)
    moment = release_at or at
    if release_at is not None and (release_at.second or release_at.microsecond):
        raise NotToTheMinute
    if moment < at:
        raise MomentPast
    full = queries.draft(report_id, at=at)
    if full is None:
        raise NoSuchReport
    if full.line.state is ReportState.EMBARGOED:
        drawn = pdf_of(full, moment) if with_pdf else None
    else:
        drawn = None
    with transaction.atomic():
        report = taken_up(
            report_id,
            ReportMove.RELEASE,
            at=at,
            seen_version=full.version if seen_version is None else seen_version,
        )
        if report.version != full.version:
            taken_up(report_id, ReportMove.RELEASE, at=at, seen_version=full.version)
        report.release_at = moment
        move(report, ReportMove.RELEASE, by=by, at=at)
        files.shelve_report(full, pdf=drawn, public_at=moment, at=at, by=by.username)
        files.shelve_recommendations(at=at, by=by.username)
        tell_the_public(full, moment, by=by, at=at)
        announce(ReportChanged(full.line.slug))


def print_missing(*, by: User, at: datetime) -> int:
    """Draw the PDF of each public report that went out without one; how many were drawn."""
    require(by, Permission.RELEASE, at=at)
    there = {document.slug for document in library.documents(at=at) if Form.PDF in document.forms}
    count = 0
    for line in queries.released(at=at):
        full = None if f"report-{line.slug}" in there else queries.draft(line.id, at=at)
        if full is None or line.release_at is None:
            continue
        drawn = pdf_of(full, line.release_at)
        if drawn is None:
            continue
        standing = library.file(slug=f"report-{line.slug}", form=Form.JSON, at=at)
        with transaction.atomic():
            files.shelve_report(
                full,
                pdf=drawn,
                public_at=standing.public_at if standing else line.release_at,
                at=at,
                by=by.username,
            )
            announce(ReportChanged(line.slug))
        count += 1
    return count


def pdf_of(full: queries.ReportInFull, moment: datetime) -> bytes | None:
    try:
        return files.pdf(full, public_at=moment)
    except PdfNotPossible:
        return None


TOPICS = {
    "protect": Topic.PROTECTION,
    "reoffend": Topic.REOFFENDING,
    "abide": Topic.SENTENCE,
}


def tell_the_public(
    full: queries.ReportInFull, moment: datetime, *, by: User, at: datetime
) -> None:
    """An article from the same moment on, so that subscribers are told that day at noon."""
    line = full.line
    topics = [TOPICS[one.code] for one in full.outcomes if one.code in TOPICS]
    if full.between:
        topics.append(Topic.WORKING_TOGETHER)
    news.release_article(
        slug=article_of(line.slug),
        title=line.title,
        summary=full.summary,
        text=said_in_short(full),
        topics=topics,
        tells_of=f"/reports/{line.slug}/",
        public_at=moment,
        by=by,
        at=at,
        is_invented=line.is_invented,
    )


def article_of(slug: str) -> str:
    return f"report-{slug}"


def said_in_short(full: queries.ReportInFull) -> str:
    """The verdicts on each organisation and the recommendations, as the text of an article."""
    titles = {one.id: one.title for one in full.outcomes}
    lines: list[str] = []
    for body in full.bodies:
        given = [one for one in full.verdicts if one.provider_id == body.id]
        if given:
            lines += ["", f"## {one_line(body.name)}", ""]
            lines += [
                f"- **{one_line(titles.get(one.section_id or 0, _('Overall')))}**: {one_line(one.words)}"
                for one in given
            ]
    if full.advices:
        lines += ["", f"## {_('What is recommended')}", ""]
        lines += [f"{n}. {one_line(one.text)}" for n, one in enumerate(full.advices, start=1)]
    return "\n".join(lines).strip() or full.summary


@transaction.atomic
def call_back(*, report_id: int, why: str, by: User, at: datetime) -> None:
    """Take back a release whose moment has not come: it leaves the shelves and is under embargo again."""
    require(by, Permission.RELEASE, at=at)
    refuse_all(unfit(why=why))
    report = taken_up(report_id, ReportMove.CALL_BACK, at=at)
    report.release_at = None
    move(report, ReportMove.CALL_BACK, by=by, at=at, why=why)
    files.take_back_report(report.inspection.slug, at=at, by=by.username)
    news.call_release_back(slug=article_of(report.inspection.slug), why=why, by=by, at=at)
    announce(ReportChanged(report.inspection.slug))
    files.shelve_recommendations(at=at, by=by.username)


@transaction.atomic
def reopen(*, report_id: int, why: str, by: User, at: datetime) -> None:
    """Go back to the draft. The copies out with the providers are closed; it must be sent again."""
    require(by, Permission.WRITE, at=at)
    refuse_all(unfit(why=why))
    report = taken_up(report_id, ReportMove.REOPEN, at=at)
    AccuracyCopy.objects.filter(report=report, closed_at__isnull=True).update(closed_at=at)
    move(report, ReportMove.REOPEN, by=by, at=at, why=why)


def correct(
    *,
    report_id: int,
    text: str,
    why: str,
    by: User,
    at: datetime,
    passage_id: int | None = None,
    verdict_id: int | None = None,
    advice_id: int | None = None,
    with_pdf: bool = True,
) -> None:
    """Put right one text of what is public; none of the three names the summary.

    What it said, what it says and why are told on the page. The files are replaced in the same act.
    """
    require(by, Permission.RELEASE, at=at)
    refuse_all(unfit(text=text, why=why))
    with transaction.atomic():
        report = taken_up(report_id, ReportMove.CORRECT, at=at)
        where, before = put_right(report, text.strip(), passage_id, verdict_id, advice_id)
        Correction.objects.create(
            report=report, where=where, before=before, after=text.strip(), why=why.strip(),
            by=by, at=at,
        )  # fmt: skip
        move(report, ReportMove.CORRECT, by=by, at=at, why=why)
        full = queries.draft(report_id, at=at)
        assert full is not None
        assert report.release_at is not None
        drawn = pdf_of(full, timezone.localtime(report.release_at)) if with_pdf else None
        files.shelve_report(full, pdf=drawn, public_at=at, at=at, by=by.username)
        files.shelve_recommendations(at=at, by=by.username)
        record("report.corrected", by=by.username, at=at, on=report)
        announce(ReportChanged(report.inspection.slug))


def put_right(
    report: WrittenReport,
    text: str,
    passage_id: int | None,
    verdict_id: int | None,
    advice_id: int | None,
) -> tuple[str, str]:
    """Change one text; where it stood, and what it said."""
    passage = report.passages.filter(pk=passage_id).first() if passage_id else None
    verdict = report.verdicts.filter(pk=verdict_id).first() if verdict_id else None
    advice = report.advices.filter(pk=advice_id).first() if advice_id else None
    if (passage_id or verdict_id or advice_id) and not (passage or verdict or advice):
        raise Unsaid("Choose the part of the report that is wrong.", field="part")
    if passage:
        where, before, passage.text = f"“{passage.heading}”", passage.text, text
        passage.save(update_fields=["text"])
    elif verdict:
        where, before, verdict.words = "A verdict", verdict.words, text
        verdict.save(update_fields=["words"])
    elif advice:
        where, before, advice.text = f"Recommendation {advice.number}", advice.text, text
        advice.save(update_fields=["text"])
    else:
        where, before, report.summary = "The summary", report.summary, text
        report.save(update_fields=["summary"])
    if before == text:
        raise NothingChanged
    return where, before
