"""Two people move one report at the same moment, on PostgreSQL: is it released once, and never half?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from openprobation.foundation.drafts.tests.at_once import at_once, refused_at_once
from openprobation.foundation.refusals import Refused
from openprobation.inspection.reports import actions
from openprobation.inspection.reports.actions import files
from openprobation.inspection.reports.models import AccuracyPoint, ReportStep, WrittenReport
from openprobation.publication.library.models import Edition
from openprobation.publication.news.models import Article
from openprobation.vocabulary.inspection import AccuracyAnswer, ReportMove, ReportState

from .reporting import reporting, sent, settled

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = timedelta(hours=4)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.RELEASED_ROOT = tmp_path / "released"
    monkeypatch.setattr(files, "pdf", lambda full, *, public_at: b"%PDF")


def steps(move):
    return ReportStep.objects.filter(move=move).count()


def test_a_report_is_released_once_by_two_editors(at):
    made = reporting(at)
    settled(made, at)

    (refused,) = refused_at_once(
        lambda n: actions.release(
            report_id=made.report_id, release_at=at + LATER * (n + 1), by=made.editor, at=at
        )
    )

    assert isinstance(refused, Refused)
    report = WrittenReport.objects.get()
    assert (report.state, steps(ReportMove.RELEASE)) == (ReportState.RELEASED, 1)
    assert Article.objects.get().published_at == report.release_at
    assert set(
        Edition.objects.filter(document__slug__startswith="report-").values_list(
            "public_at", flat=True
        )
    ) == {report.release_at}


def test_a_release_while_the_exchange_is_settled_comes_after_it_or_not_at_all(at):
    made = reporting(at)
    for provider_id, copy_id in sent(made, at).items():
        head = made.crc_head if provider_id == made.crc.pk else made.nps_head
        actions.return_copy(copy_id=copy_id, by=head, at=at)

    settled_, released = at_once(
        lambda: actions.settle(report_id=made.report_id, by=made.lead, at=at),
        lambda: actions.release(
            report_id=made.report_id, release_at=at + LATER, by=made.editor, at=at
        ),
    )

    assert settled_ is None
    state = WrittenReport.objects.get().state
    assert state == (ReportState.EMBARGOED if released else ReportState.RELEASED)
    assert Article.objects.exists() is (released is None)
    assert steps(ReportMove.SETTLE) == 1


def test_a_release_called_back_while_it_is_reopened_leaves_nothing_public(at):
    made = reporting(at)
    settled(made, at)
    actions.release(report_id=made.report_id, release_at=at + LATER, by=made.editor, at=at)

    (refused,) = refused_at_once(
        lambda _n: actions.call_back(report_id=made.report_id, why="A figure.", by=made.lead, at=at)
    )

    assert isinstance(refused, Refused)
    assert WrittenReport.objects.get().state == ReportState.EMBARGOED
    assert steps(ReportMove.CALL_BACK) == 1


def test_a_point_made_while_the_exchange_is_settled_is_answered_or_refused(at):
    made = reporting(at)
    copies = sent(made, at)
    late = at + timedelta(days=20)  # their time is over, so the lead may settle without them

    settled_, point = at_once(
        lambda: actions.settle(report_id=made.report_id, by=made.lead, at=late),
        lambda: actions.write_point(
            copy_id=copies[made.crc.pk], text="It was 8 of 20.", by=made.crc_head, at=late
        ),
    )

    assert isinstance(settled_, Refused) != isinstance(point, Refused)
    state = WrittenReport.objects.get().state
    assert (state == ReportState.EMBARGOED) == (not AccuracyPoint.objects.exists())


def test_two_points_answered_at_once_are_two_versions(at):
    made = reporting(at)
    copies = sent(made, at)
    points = [
        actions.write_point(copy_id=copies[body.pk], text="Not so.", by=head, at=at)
        for body, head in ((made.crc, made.crc_head), (made.nps, made.nps_head))
    ]
    before = WrittenReport.objects.get().version

    went = refused_at_once(
        lambda n: actions.answer_point(
            point_id=points[n].pk, answer=AccuracyAnswer.ACCEPTED, now_says=f"Said by {n}.",
            by=made.lead, at=at,
        )
    )  # fmt: skip

    assert went == []
    assert WrittenReport.objects.get().version == before + 2
    said = WrittenReport.objects.get().summary
    assert said in [f"Said by {n}." for n in range(2)]
    first, last = sorted(AccuracyPoint.objects.all(), key=lambda one: one.after == said)
    assert last.before == first.after
