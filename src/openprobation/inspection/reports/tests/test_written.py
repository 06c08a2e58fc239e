"""Does a report go only the agreed way, is every point answered, and is nothing out before its second?"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from openprobation.analytics.charts.figures import RatedRow
from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.refusals import Refused
from openprobation.inspection.reports import actions, queries
from openprobation.inspection.reports.actions import files
from openprobation.inspection.reports.models import (
    AccuracyPoint,
    Advice,
    Passage,
    PlanStep,
    ProgressJudgement,
    ReportStep,
    WrittenReport,
)
from openprobation.inspection.reports.queries import showing
from openprobation.publication.library import queries as library
from openprobation.publication.library.models import Edition
from openprobation.publication.news import queries as news_of
from openprobation.vocabulary.inspection import (
    AccuracyAnswer,
    Coding,
    FindingTone,
    PassageKind,
    Progress,
    Rating,
    ReportState,
)

from .reporting import SECRET, SLUG, reporting, sent, settled

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def own_pages(settings, tmp_path):
    settings.RELEASED_ROOT = tmp_path / "released"


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch):
    """Drawing takes seconds; `test_paper` draws one."""
    monkeypatch.setattr(files, "pdf", lambda full, *, public_at: b"%PDF-1.7 drawn")


@pytest.fixture
def made(at):
    return reporting(at)


def state(made):
    return WrittenReport.objects.get(pk=made.report_id).state


def test_the_text_changes_only_in_the_draft_and_says_all_that_is_wrong(made, at):
    text = {
        "report_id": made.report_id, "provider_id": made.crc.pk, "section_id": made.outcome.pk,
        "tone": FindingTone.STRENGTH, "by": made.lead, "at": at,
    }  # fmt: skip
    before = Passage.objects.count()

    with pytest.raises(Refused) as refused:
        actions.write_passage(
            **text, kind=PassageKind.GOOD_PRACTICE, heading=" ", text="X904417 did well"
        )
    assert [part.field for part in refused.value.parts] == ["heading", "text", "changed_name"]
    with pytest.raises(Refused, match="does not say “Petra”"):
        actions.write_passage(
            **text, kind=PassageKind.GOOD_PRACTICE, heading="A", text="B", changed_name="Petra"
        )
    with pytest.raises(Refused, match="still to come"):
        actions.recommend(
            report_id=made.report_id, addressee=made.full.advices[0].addressee, text="Do",
            due_on=at.date(), by=made.lead, at=at,
        )  # fmt: skip
    actions.take_advice_out(
        report_id=made.report_id, advice_id=made.full.advices[0].id, by=made.lead, at=at
    )
    sent(made, at)
    with pytest.raises(Refused, match="only in the draft"):
        actions.write_passage(**text, kind=PassageKind.FINDING, heading="A", text="B")

    assert Passage.objects.count() == before
    assert [one.number for one in made.full.advices] == [1, 2]


def test_each_point_is_answered_before_the_report_goes_on(made, at):
    copies = sent(made, at)
    crc, nps = copies[made.crc.pk], copies[made.nps.pk]
    late = next(one for one in made.full.passages if one.heading == "Plans were late")
    wrong = actions.write_point(
        copy_id=crc, text="It was 8 of 20.", passage_id=late.id, by=made.crc_head, at=at
    )
    opinion = actions.write_point(copy_id=crc, text="We do better.", by=made.crc_head, at=at)
    taken = actions.write_point(copy_id=crc, text="A slip.", by=made.crc_head, at=at)
    actions.take_point_back(point_id=taken.pk, by=made.crc_head, at=at)
    actions.return_copy(copy_id=crc, by=made.crc_head, at=at)

    with pytest.raises(Refused) as refused:
        actions.settle(report_id=made.report_id, by=made.lead, at=at)
    assert "2 points have no answer" in refused.value.message
    assert "NPS Riverside has until" in refused.value.message
    with pytest.raises(Refused, match="sent the draft back"):
        actions.write_point(copy_id=crc, text="One more.", by=made.crc_head, at=at)
    answer = {"point_id": wrong.pk, "answer": AccuracyAnswer.ACCEPTED, "by": made.lead, "at": at}
    with pytest.raises(Refused, match="says this already"):
        actions.answer_point(**answer, now_says=late.text)
    actions.answer_point(**answer, now_says="In 8 of 20 cases the plan was late.")
    with pytest.raises(Refused) as unsaid:
        actions.answer_point(
            point_id=opinion.pk, answer=AccuracyAnswer.NOT_ACCEPTED, by=made.lead, at=at
        )
    assert unsaid.value.field == "reason"
    actions.answer_point(
        point_id=opinion.pk, answer=AccuracyAnswer.NOT_ACCEPTED, reason="Not a fact.",
        by=made.lead, at=at,
    )  # fmt: skip
    actions.return_copy(copy_id=nps, by=made.nps_head, at=at)
    actions.settle(report_id=made.report_id, by=made.lead, at=at)

    assert state(made) == ReportState.EMBARGOED
    assert Passage.objects.get(pk=late.id).text == "In 8 of 20 cases the plan was late."
    assert AccuracyPoint.objects.get(pk=wrong.pk).before == late.text
    steps = ReportStep.objects.order_by("pk").values_list("from_state", "to_state")
    assert list(steps) == [("", "draft"), ("draft", "accuracy"), ("accuracy", "embargoed")]


def test_a_provider_whose_time_is_over_holds_nothing_up_and_reopening_closes_its_room(made, at):
    sent(made, at)
    later = at + timedelta(days=15)
    actions.settle(report_id=made.report_id, by=made.lead, at=later)
    actions.reopen(report_id=made.report_id, why="A figure was wrong.", by=made.lead, at=later)

    assert state(made) == ReportState.DRAFT
    assert queries.for_reader(made.crc_head.pk) == []


def test_only_a_head_of_the_organisation_may_be_named(made, at):
    with pytest.raises(Refused) as refused:
        actions.send_for_accuracy(
            report_id=made.report_id, readers={made.crc.pk: made.senior.pk},
            answer_by=at.date(), by=made.lead, at=at,
        )  # fmt: skip

    assert len(refused.value.parts) == 3
    assert "Only a head of Riverside CRC" in refused.value.message
    assert state(made) == ReportState.DRAFT


# ── Who may do what ────────────────────────────────────────────────────────────────────────

ACTS = {
    "write": lambda m, by, at: actions.keep_opening(
        report_id=m.report_id, title="T", summary="S", by=by, at=at
    ),
    "send": lambda m, by, at: actions.send_for_accuracy(
        report_id=m.report_id, readers={}, answer_by=at.date(), by=by, at=at
    ),
    "release": lambda m, by, at: actions.release(
        report_id=m.report_id, release_at=None, by=by, at=at
    ),
    "correct": lambda m, by, at: actions.correct(
        report_id=m.report_id, text="x", why="y", by=by, at=at
    ),
    "judge": lambda m, by, at: actions.judge_progress(
        advice_id=m.full.advices[0].id, progress=Progress.DONE, reason="x", by=by, at=at
    ),
    "plan": lambda m, by, at: actions.plan_step(
        advice_id=m.full.advices[0].id, organisation_id=0, text="x", post="y",
        due_on=date(2018, 1, 1), by=by, at=at,
    ),
}  # fmt: skip
MAY = {
    "lead": {"write", "send", "release", "correct", "judge"},
    "editor": {"write", "send", "release", "correct"},
    "inspector": set(),
    "crc_head": {"plan"},
    "nps_head": {"plan"},
    "senior": set(),
}


@pytest.mark.parametrize("who", MAY)
def test_who_may_do_what_to_a_report(made, at, who):
    before = Entry.objects.count()
    for act, do in ACTS.items():
        if act not in MAY[who]:
            with pytest.raises(NotAllowed):
                do(made, getattr(made, who), at)
    assert Entry.objects.count() == before
    for act in MAY[who] - {
        "write"
    }:  # allowed, and refused for what the report is, not for who asks
        with pytest.raises(Refused) as refused:
            ACTS[act](made, getattr(made, who), at)
        assert not isinstance(refused.value, NotAllowed)


def test_a_draft_is_there_for_its_named_reader_alone(made, at):
    copy = sent(made, at)[made.crc.pk]

    for other in (made.nps_head, made.other_head):
        with pytest.raises(Refused, match="no such report"):
            actions.write_point(copy_id=copy, text="x", by=other, at=at)
        with pytest.raises(Refused, match="no such report"):
            actions.return_copy(copy_id=copy, by=other, at=at)
        assert copy not in {one.id for one in queries.for_reader(other.pk)}


# ── To the second ──────────────────────────────────────────────────────────────────────────


def on_shelves(at):
    return {document.slug for document in library.documents(at=at)}


def test_nothing_is_out_the_second_before_and_all_of_it_the_second_it_comes(made, at):
    settled(made, at)
    moment = at + 90 * MINUTE
    with pytest.raises(Refused, match="to the minute"):
        actions.release(report_id=made.report_id, release_at=moment + SECOND, by=made.editor, at=at)
    with pytest.raises(Refused, match="has passed"):
        actions.release(report_id=made.report_id, release_at=at - MINUTE, by=made.editor, at=at)
    with pytest.raises(Refused, match="Somebody changed this"):
        actions.release(
            report_id=made.report_id, release_at=moment, by=made.editor, at=at, seen_version=1
        )
    actions.release(report_id=made.report_id, release_at=moment, by=made.editor, at=at)

    before = moment - SECOND
    assert queries.released(at=before) == []
    assert queries.public_report(slug=SLUG, at=before) is None
    assert queries.ever_made(at=before) == []
    assert on_shelves(before) == set()
    assert news_of.article(slug=f"report-{SLUG}", at=before) is None
    for form in ("pdf", "json", "csv", "svg"):
        for slug in (*files.slugs(SLUG), "recommendations"):
            assert library.file(slug=slug, form=form, at=before) is None
    for head in (made.crc_head, made.nps_head):
        theirs = [head.postings.get().team.unit.region.organisation_id]
        assert queries.planned_for(theirs, at=before) == []
    with pytest.raises(Refused, match="no such recommendation"):
        actions.judge_progress(
            advice_id=made.full.advices[0].id, progress=Progress.DONE, reason="x",
            by=made.lead, at=before,
        )  # fmt: skip
    with pytest.raises(Refused, match="not public yet"):
        actions.correct(report_id=made.report_id, text="x", why="y", by=made.lead, at=before)

    assert [line.slug for line in queries.released(at=moment)] == [SLUG]
    assert on_shelves(moment) == {
        f"report-{SLUG}", f"{SLUG}-judgements", f"{SLUG}-questions", "recommendations"
    }  # fmt: skip
    assert len(queries.ever_made(at=moment)) == 3
    told = news_of.article(slug=f"report-{SLUG}", at=moment)
    assert told.tells_of == f"/reports/{SLUG}/"
    said = json.loads(library.file(slug=f"report-{SLUG}", form="json", at=moment).body)
    assert SECRET in said["summary"]
    assert not any(SECRET in str(line) for line in Entry.objects.values_list("detail", flat=True))


def test_a_release_can_be_called_back_before_its_moment_and_not_after(made, at):
    settled(made, at)
    moment = at + 90 * MINUTE
    actions.release(report_id=made.report_id, release_at=moment, by=made.editor, at=at)
    actions.call_back(report_id=made.report_id, why="Not yet.", by=made.editor, at=at + MINUTE)

    assert state(made) == ReportState.EMBARGOED
    assert on_shelves(moment + timedelta(days=9)) == set()
    assert news_of.article(slug=f"report-{SLUG}", at=moment + timedelta(days=9)) is None
    actions.release(report_id=made.report_id, release_at=None, by=made.editor, at=at + 2 * MINUTE)
    with pytest.raises(Refused, match="has come"):
        actions.call_back(report_id=made.report_id, why="Late.", by=made.editor, at=moment)
    assert queries.public_report(slug=SLUG, at=moment) is not None


def test_a_correction_replaces_the_files_in_the_same_act_and_says_what_was_wrong(made, at):
    settled(made, at)
    actions.release(report_id=made.report_id, release_at=None, by=made.editor, at=at)
    late = next(one for one in made.full.passages if one.heading == "Plans were late")
    later = at + timedelta(days=1)

    actions.correct(
        report_id=made.report_id, passage_id=late.id, text="In 8 of 20 cases the plan was late.",
        why="We counted one case twice.", by=made.editor, at=later,
    )  # fmt: skip

    full = queries.public_report(slug=SLUG, at=later)
    assert state(made) == ReportState.CORRECTED
    assert [(one.before, one.why) for one in full.corrections] == [
        (late.text, "We counted one case twice.")
    ]
    body = library.file(slug=f"report-{SLUG}", form="json", at=later).body
    assert "In 8 of 20" in body
    assert library.file(slug=f"report-{SLUG}", form="json", at=later - SECOND).body != body
    assert Edition.objects.filter(document__slug=f"report-{SLUG}").count() == 2


def counted(made, at, *rows):
    """The report with these shares, released: its pictures, and each of its public files."""
    actions.take_ratings(report_id=made.report_id, rows=list(rows), by=made.lead, at=at)
    settled(made, at)
    actions.release(report_id=made.report_id, release_at=None, by=made.editor, at=at)
    full = queries.public_report(slug=SLUG, at=at)
    shelves = [
        library.file(slug=document.slug, form=form, at=at)
        for document in library.documents(at=at)
        for form in document.forms
        if form != "pdf"
    ]
    bodies = {
        (file.slug, file.form): file.body for file in shelves if "questions" in file.slug
        or "report-" in file.slug
    }  # fmt: skip
    return full, {each.kind: each for each in showing.pictures(full)}, bodies


def share(body, met, cases, question="P1", **more):
    """A share whose figures are found nowhere else in a report."""
    low, high = 100 * met / cases - 0.7, 100 * met / cases + 0.6
    return RatedRow(
        body, "protect", "Is harm assessed?", question, met, cases, 100 * met / cases, low, high,
        **more,
    )  # fmt: skip


def test_shares_of_few_cases_cannot_be_worked_out_from_any_file_picture_or_description(made, at):
    full, pictures, files = counted(
        made, at,
        share("crc", 313, 557), share("nps", 3, 4),
        share("crc", 211, 419, "P2"), share("nps", 173, 331, "P2"),
    )  # fmt: skip

    rows = list(csv.DictReader(io.StringIO(files[f"{SLUG}-questions", "csv"])))
    told = [(r["organisation"], r["question"], r["met"], r["applicable"]) for r in rows]
    assert told == [
        ("crc", "P1", "", ""),
        ("nps", "P1", "", ""),
        ("crc", "P2", "211", "419"),
        ("nps", "P2", "173", "331"),
    ]
    assert {r[key] for r in rows[:2] for key in ("percent", "interval_low", "interval_high")} == {
        ""
    }
    picture = pictures["questions"]
    for drawn in (picture.wide, picture.narrow):
        assert "NPS: Fewer than 5 cases" in drawn.description
        assert "CRC: Not published: the few cases of the other organisation" in drawn.description
    everything = "".join(
        [
            *files.values(),
            files_drawn(full),
            repr(picture),
            json.dumps(showing.whole_report(full, at)),
        ]
    )
    assert len(files) == 4
    for secret in ("557", "313", "56.2", "55.5", "75.0", "3 of 4", "75%"):
        assert secret not in everything
    assert "419" in everything


def files_drawn(full):
    """The report as the page and the paper draw it."""
    return "".join(
        render_to_string(
            "reports/body.html",
            {"full": full, "pictures": showing.pictures(full), "smallest": 5, "paper": paper},
        )
        for paper in (True, False)
    )


def test_what_applied_to_no_case_is_said_and_two_that_are_few_hide_nothing_more(made, at):
    _full, pictures, files = counted(
        made, at,
        RatedRow("crc", "protect", "Is harm assessed?", "P1", 0, 0),
        share("nps", 9, 10),
        share("crc", 1, 2, "P2"), share("nps", 2, 3, "P2"),
    )  # fmt: skip

    rows = list(csv.DictReader(io.StringIO(files[f"{SLUG}-questions", "csv"])))
    assert [(r["applicable"], r["explanation"]) for r in rows] == [
        ("0", "Applied to no case."),
        ("10", ""),
        ("", "Fewer than 5 cases: the share is not published."),
        ("", "Fewer than 5 cases: the share is not published."),
    ]
    assert (
        "CRC: Applied to no case; NPS: 90%: 9 of 10 cases" in pictures["questions"].wide.description
    )


def test_words_that_tell_of_few_cases_are_found_before_release(made, at):
    actions.write_passage(
        report_id=made.report_id, kind=PassageKind.FINDING, tone=FindingTone.CONCERN,
        provider_id=made.crc.pk, section_id=None, heading="Too late",
        text="In 3 of 4 cases nobody rang; one of the two women moved. In 9 of 20 they did.",
        by=made.lead, at=at,
    )  # fmt: skip

    assert showing.few_in_words(made.full) == [
        ("Too late", "3 of 4"),
        ("Too late", "one of the two"),
    ]


def test_a_standard_tells_no_share_where_one_of_its_questions_may_not(made, at):
    rows = [
        RatedRow(
            "nps", "2.1", "Assessment", percent=33, rating=Rating.INADEQUATE,
            explanation="Lowest: 2.1.1, 1 of 3.",
        ),
        RatedRow("nps", "2.1", "Is it done?", "2.1.1", 1, 3, 33, 6, 79),
    ]  # fmt: skip
    with pytest.raises(Refused, match="not settled yet"):
        actions.take_settled_ratings(report_id=made.report_id, by=made.lead, at=at)
    actions.take_ratings(report_id=made.report_id, rows=rows, by=made.lead, at=at)

    standard, question = showing.publishable(made.full)

    assert (standard.rating, standard.percent) == (Rating.INADEQUATE, None)
    assert "1 of 3" not in standard.explanation
    assert (question.met, question.applicable, question.low) == (None, None, None)
    assert [each.kind for each in showing.pictures(made.full)] == list(showing.PICTURES)


# ── What followed ──────────────────────────────────────────────────────────────────────────


def test_a_provider_plans_and_shows_and_inspectors_judge(made, at):
    settled(made, at)
    actions.release(report_id=made.report_id, release_at=None, by=made.editor, at=at)
    own, both, ministry = (one.id for one in made.full.advices)
    crc = made.crc_head.postings.get().team.unit.region.organisation_id
    nps = made.nps_head.postings.get().team.unit.region.organisation_id
    step = {
        "text": "Every plan is looked at on day ten.", "post": "Head of delivery unit",
        "due_on": date(2017, 5, 1), "at": at,
    }  # fmt: skip

    assert [one.advised.number for one in queries.planned_for([crc], at=at)] == [1, 2]
    assert [one.advised.number for one in queries.planned_for([nps], at=at)] == [2]
    for advice, organisation, who in (
        (own, nps, made.nps_head),  # not addressed to them
        (own, crc, made.nps_head),  # not their organisation
        (ministry, crc, made.crc_head),
    ):
        with pytest.raises(Refused, match="no such recommendation"):
            actions.plan_step(advice_id=advice, organisation_id=organisation, by=who, **step)
    planned = actions.plan_step(advice_id=own, organisation_id=crc, by=made.crc_head, **step)
    other = actions.plan_step(advice_id=both, organisation_id=crc, by=made.crc_head, **step)
    actions.drop_step(step_id=other.pk, by=made.crc_head, at=at)
    with pytest.raises(Refused, match="not come yet"):
        actions.show_done(
            step_id=planned.pk, done_on=date(2017, 3, 1), evidence="A log.", by=made.crc_head, at=at
        )
    later = at + timedelta(days=90)
    actions.show_done(
        step_id=planned.pk, done_on=date(2017, 5, 1), evidence="A log.", by=made.crc_head, at=later
    )
    actions.judge_progress(
        advice_id=own, progress=Progress.SOME, reason="Half the plans.", by=made.lead, at=later
    )

    first = next(one for one in queries.ever_made(at=later) if one.number == 1)
    assert (first.state, first.steps, first.reason) == ("Some progress", 1, "Half the plans.")
    assert next(o for o in queries.ever_made(at=at) if o.number == 1).progress is None
    rows = csv.DictReader(
        io.StringIO(library.file(slug="recommendations", form="csv", at=later).body)
    )
    assert [row["state"] for row in rows] == [
        "Some progress", "No action plan yet", "Answered outside this service"
    ]  # fmt: skip
    assert (PlanStep.objects.count(), ProgressJudgement.objects.count()) == (2, 1)
    assert Advice.objects.count() == 3


def test_a_second_inspection_tells_what_moved_since_the_first(made, at):
    settled(made, at)
    actions.release(report_id=made.report_id, release_at=None, by=made.editor, at=at)
    again = reporting(at, slug="riverside-2018", follows=made)
    actions.give_verdict(
        report_id=again.report_id, provider_id=again.crc.pk, section_id=again.outcome.pk,
        words="Effective now", coding=Coding.GOOD, by=again.lead, at=at,
    )  # fmt: skip

    since = queries.draft(again.report_id, at=at).since

    moved = {(one.provider, one.outcome): one.moved for one in since}
    assert moved["Riverside CRC", "Protecting the public"] == 1
    assert moved["NPS Riverside", ""] == 0
    assert replace(since[0]) == since[0]


def test_the_three_published_recommendations_are_facts_with_no_state_of_ours(at):
    actions.load_published(at=at)

    made = queries.ever_made(at=at)

    assert len([one for one in made if one.slug == "greater-manchester-2017"]) == 3
    assert {one.state for one in made} == {"Not followed up here"}
    assert all(one.source and not one.is_invented for one in made)
    assert queries.ever_made(at=datetime(2016, 1, 1, tzinfo=at.tzinfo)) == []
