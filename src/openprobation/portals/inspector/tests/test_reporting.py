"""Who finds which page of a report, and does anything of it show before its second, by any road?"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.inspection.programmes.tests.factories import InspectionFactory
from openprobation.inspection.reports import actions, queries
from openprobation.inspection.reports.actions import files
from openprobation.inspection.reports.models import AccuracyPoint, PlanStep, WrittenReport
from openprobation.inspection.reports.tests.reporting import (
    SECRET,
    SLUG,
    Reporting,
    reporting,
    sent,
    settled,
)
from openprobation.portals.public import reporting as public
from openprobation.publication.library.actions import released as pages_kept
from openprobation.publication.news import actions as news
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import Addressee, FindingTone, PassageKind, ReportState
from openprobation.vocabulary.publication import Topic

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
BAND = "Demonstration: invented people and figures"


@pytest.fixture(autouse=True)
def own_pages(settings, tmp_path):
    settings.RELEASED_ROOT = tmp_path / "released"


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch):
    monkeypatch.setattr(files, "pdf", lambda full, *, public_at: b"%PDF-1.7 drawn")


@pytest.fixture
def made(at):
    return reporting(at)


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def page(name, *args):
    return reverse(f"reporting:{name}", args=args)


def body_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def token(client, address):
    return re.search(r'name="submission" value="([^"]+)"', body_of(client.get(address)))[1]


def seen(client, address):
    return re.search(r'name="seen" value="(\d+)"', body_of(client.get(address)))[1]


FORMS = ("opening", "new_passage", "new_recommendation", "send", "settle", "reopen")


@pytest.mark.parametrize(
    ("who", "reads", "writes", "releases", "judges"),
    [
        ("lead", 200, 200, 200, 200),
        ("editor", 200, 200, 200, 404),
        ("inspector", 200, 404, 404, 404),
        ("crc_head", 403, 403, 403, 403),
        ("nps_head", 403, 403, 403, 403),
        ("senior", 403, 403, 403, 403),
    ],
)
def test_who_finds_which_page(made, at, who, reads, writes, releases, judges):
    settled(made, at)
    pk, first = made.report_id, made.full.advices[0].id
    client = as_(getattr(made, who))

    assert {client.get(page("desk")).status_code, client.get(page("report", pk)).status_code} == {
        reads
    }
    assert {client.get(page(form, pk)).status_code for form in FORMS} == {writes}
    assert client.get(page("begin")).status_code == writes
    assert ("Text settled" in client.get(page("report", pk)).text) == (reads == 200)
    assert client.get(page("release_check", pk)).status_code == releases
    assert client.get(page("call_back", pk)).status_code == releases
    progress = client.get(page("progress", pk, first)).status_code
    assert progress == (404 if judges == 200 else judges)  # nothing to judge before it is public
    assert SECRET not in client.get(page("report", pk)).content.decode() or reads == 200
    assert Client().get(page("report", pk)).status_code == 302


def test_the_providers_room_is_the_named_heads_alone(made, at):
    copy = sent(made, at)[made.crc.pk]
    addresses = [
        reverse("manager:inspection_copy", args=[copy]),
        reverse("manager:inspection_point", args=[copy]),
        reverse("manager:inspection_send_back", args=[copy]),
    ]
    mine = as_(made.crc_head)

    assert SECRET in body_of(mine.get(addresses[0]))
    assert made.full.line.title in body_of(mine.get(reverse("manager:inspection")))
    for other, status in ((made.nps_head, 404), (made.other_head, 404), (made.senior, 403)):
        client = as_(other)
        assert {client.get(each).status_code for each in addresses} == {status}
        if other is not made.nps_head:
            assert SECRET not in client.get(reverse("manager:inspection")).content.decode()
    assert {as_(made.lead).get(each).status_code for each in addresses} == {404}
    made.crc_head.postings.update(ends_on=at.date())
    officer(role=Role.HEAD).postings.update(user=made.crc_head)  # a head, and elsewhere
    assert {as_(made.crc_head).get(each).status_code for each in addresses} == {404}


def every_road(made: Reporting):
    """Each way somebody outside might come by a word of the report, with who comes."""
    anybody, head, senior = Client(), as_(made.crc_head), as_(made.senior)
    slugs = (*files.slugs(SLUG), "recommendations")
    for address in (
        f"/reports/{SLUG}/", "/reports/", "/recommendations/", "/open-data/", "/inspections/",
        f"/inspections/{SLUG}/", f"/pictures/{SLUG}/", "/", "/robots.txt",
        *(f"/library/{slug}.{form}" for slug in slugs for form in ("pdf", "json", "csv", "svg")),
    ):  # fmt: skip
        yield address, anybody.get(address)
        yield address, head.get(address)
    for client in (head, senior):
        for address in (
            reverse("manager:inspection"),
            page("desk"),
            page("report", made.report_id),
            f"/people/?words={SECRET}",
            *(reverse("manager:inspection_plan", args=[one.id]) for one in made.full.advices),
        ):
            yield address, client.get(address)


@pytest.mark.slow
def test_nothing_is_found_by_any_road_until_its_second(made, at):
    settled(made, at)
    WrittenReport.objects.filter(pk=made.report_id).update(summary=f"{SECRET} once more")
    moment = at + timedelta(minutes=30)
    editor = as_(made.editor)
    check = page("release_check", made.report_id) + f"?at={moment:%Y-%m-%dT%H:%M}"
    named = editor.post(
        page("release", made.report_id),
        {"when": "later", "on_day": "16", "on_month": "2", "on_year": "2017", "time": "9:30"},
    )
    assert named.url == check.replace(":", "%3A")
    assert made.full.line.state is ReportState.EMBARGOED
    editor.post(check, {"submission": token(editor, check), "seen": seen(editor, check)})
    assert made.full.line.state is ReportState.RELEASED

    with clock.stopped_at(moment - SECOND):
        allowed = {reverse("manager:inspection")}  # the named head's own room, for its draft
        for address, answer in every_road(made):
            said = answer.content.decode(errors="replace")
            if address in allowed:
                said = said.replace(made.full.line.title, "")
            assert SECRET not in said, address
            assert SLUG not in said or answer.status_code == 404, address
    with clock.stopped_at(moment):
        found = {address for address, answer in every_road(made) if answer.status_code == 200}
        assert f"/reports/{SLUG}/" in found
        assert f"/library/report-{SLUG}.pdf" in found
        assert SECRET in body_of(Client().get("/recommendations/"))
        assert SECRET in body_of(Client().get(f"/reports/{SLUG}/"))
        assert Client().get(f"/library/report-{SLUG}.pdf").content == b"%PDF-1.7 drawn"


def test_a_stale_check_page_and_a_double_press_release_nothing_twice(made, at):
    settled(made, at)
    editor = as_(made.editor)
    check = page("release_check", made.report_id)
    old = seen(editor, check)
    WrittenReport.objects.filter(pk=made.report_id).update(version=99)

    refused = editor.post(check, {"submission": token(editor, check), "seen": old})
    assert "Somebody changed this report" in body_of(refused)
    assert made.full.line.state is ReportState.EMBARGOED

    sent_once = {"submission": token(editor, check), "seen": "99"}
    assert editor.post(check, sent_once).status_code == 302
    assert editor.post(check, sent_once).status_code == 302
    assert [step.move.value for step in queries.steps_of(made.report_id)].count("release") == 1


def test_a_head_disputes_and_plans_and_a_refusal_stands_beside_its_field(made, at):
    copy = sent(made, at)[made.crc.pk]
    head = as_(made.crc_head)
    new = reverse("manager:inspection_point", args=[copy])
    late = next(one for one in made.full.passages if one.heading == "Plans were late")
    wrong = {"part": f"passage-{late.id}", "text": "X904417 was in time."}

    refused = body_of(head.post(new, {**wrong, "submission": token(head, new)}))
    assert "This holds a case number" in refused
    assert "X904417 was in time." in refused
    assert not AccuracyPoint.objects.exists()
    head.post(new, {**wrong, "text": "It was 8 of 20.", "submission": token(head, new)})
    line = AccuracyPoint.objects.get()
    answer = page("point", made.report_id, line.pk)
    lead = as_(made.lead)
    lead.post(
        answer,
        {"answer": "accepted", "now_says": "8 of 20.", "submission": token(lead, answer)},
    )
    assert "It now says:" in body_of(head.get(reverse("manager:inspection_copy", args=[copy])))
    back = reverse("manager:inspection_send_back", args=[copy])
    head.post(back, {"submission": token(head, back)})
    later = at + timedelta(days=15)
    actions.settle(report_id=made.report_id, by=made.lead, at=later)
    actions.release(report_id=made.report_id, release_at=None, by=made.lead, at=later)
    with clock.stopped_at(later):
        plan = reverse("manager:inspection_plan", args=[made.full.advices[0].id])
        head.post(
            plan,
            {
                "text": "Look on day ten.", "post": "Head", "submission": token(head, plan),
                "due_on_day": "1", "due_on_month": "5", "due_on_year": "2017",
            },
        )  # fmt: skip
        assert "Look on day ten." in body_of(head.get(plan))
        assert as_(made.other_head).get(plan).status_code == 404
        assert "Look on day ten." in body_of(Client().get(f"/reports/{SLUG}/"))
        judged = body_of(lead.get(page("progress", made.report_id, made.full.advices[0].id)))
        assert "Look on day ten." in judged
        assert "What became of it" in body_of(lead.get(page("report", made.report_id)))
        assert lead.get(page("correct", made.report_id, "summary", 0)).status_code == 200
    assert PlanStep.objects.count() == 1


def test_a_released_page_is_a_file_from_its_second_and_a_correction_replaces_it(
    made, at, django_capture_on_commit_callbacks
):
    settled(made, at)
    moment = at + timedelta(minutes=5)
    address, late = f"/reports/{SLUG}/", made.full.passages[0]
    with django_capture_on_commit_callbacks(execute=True):
        actions.release(report_id=made.report_id, release_at=moment, by=made.editor, at=at)

    with clock.stopped_at(moment - SECOND):
        public.keep_pages(clock.now())
        assert not pages_kept.file_of(public.name_of(SLUG)).exists()
        assert Client().get(address).status_code == 404
    with clock.stopped_at(moment):
        public.keep_pages(clock.now())
        assert late.text in pages_kept.file_of(public.name_of(SLUG)).read_text()
        sent_whole = b"".join(Client().get(address).streaming_content).decode()
        assert late.text in sent_whole
        assert BAND in sent_whole
    later = moment + timedelta(days=1)
    with clock.stopped_at(later):
        with django_capture_on_commit_callbacks(execute=True):
            actions.correct(
                report_id=made.report_id, passage_id=late.id, text="Only 8 of 20.", why="A slip.",
                by=made.editor, at=later,
            )  # fmt: skip
        kept = pages_kept.file_of(public.name_of(SLUG)).read_text()
        assert "Only 8 of 20." in kept
        assert "Corrected since release" in kept
        assert pages_kept.stale(public.FOLDER, queries.page_stamps(at=later)) == []


def test_two_inspections_of_one_area_that_wait_for_a_report_are_told_apart(made):
    for month in (3, 11):
        until = date(2017, month, 20)
        InspectionFactory(
            area="Riverside",
            announced_at=clock.now(),
            announced_by=made.lead,
            fieldwork_from=until - timedelta(days=9),
            fieldwork_until=until,
        )

    words = as_(made.lead).get(page("begin")).text

    assert "Riverside, fieldwork until 20 March 2017" in words
    assert "Riverside, fieldwork until 20 November 2017" in words


def test_pages_of_a_report_ask_as_little_of_the_database_however_much_it_says(made, at):
    pages = [
        (made.lead, page("desk")),
        (made.lead, page("report", made.report_id)),
        (made.editor, reverse("editor:desk")),
    ]

    def asked(user, address):
        client = as_(user)
        body_of(client.get(address))
        with CaptureQueriesContext(connection) as few:
            body_of(client.get(address))
        return len(few)

    say = {"by": made.lead, "at": at}
    news.write(title="First", summary="s", text="t", topics=(Topic.INSPECTION,), **say)
    before = [asked(*each) for each in pages]
    for number in range(6):
        actions.write_passage(
            report_id=made.report_id, kind=PassageKind.FINDING, tone=FindingTone.CONCERN,
            provider_id=None, section_id=None, heading=f"Heading {number}", text="Text.", **say,
        )  # fmt: skip
        actions.recommend(
            report_id=made.report_id, addressee=Addressee.CRC, text=f"Advice {number}.",
            due_on=date(2017, 9, 30), **say,
        )  # fmt: skip
        news.write(
            title=f"Article {number}", summary="s", text="t", topics=(Topic.INSPECTION,), **say
        )

    after = [asked(*each) for each in pages]

    assert after == before
    assert max(after) <= 20
