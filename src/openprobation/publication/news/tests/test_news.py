"""Does an article go only the agreed way, and is nothing of it out before its second?"""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, transaction

from openprobation.foundation import clock
from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.portals.public import news as pages
from openprobation.publication.library.actions import released
from openprobation.publication.news import actions, queries
from openprobation.publication.news.models import Article, ArticleStep
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.publication import ArticleState, Topic

from .writing import SECRET, desk

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
BAND = "Invented: nobody in it is real."
EVERYWHERE = ("/", "/news/", "/news/feed.atom", "/topics/staff/", "/open-data/", "/noon/mail/")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.RELEASED_ROOT = tmp_path / "released"


def test_another_than_the_writer_approves_and_only_what_was_approved_goes_out(at):
    who = desk()
    article = actions.write(
        title="A title", summary="S", text="T", topics=[Topic.WOMEN], by=who.editor, at=at
    )

    for act in (
        lambda: actions.approve(article_id=article.pk, by=who.editor, at=at),
        lambda: actions.publish(article_id=article.pk, publish_at=None, by=who.editor, at=at),
        lambda: actions.correct(
            article_id=article.pk, title="B", summary="S", text="T", why="W", by=who.editor, at=at
        ),
        lambda: actions.write(title=" ", summary="", text="", topics=[], by=who.editor, at=at),
    ):
        with pytest.raises(Refused):
            act()
    for role in (Role.INSPECTOR, Role.HEAD, Role.PROBATION_OFFICER):
        with pytest.raises(NotAllowed):
            actions.approve(article_id=article.pk, by=officer(role=role), at=at)
    with pytest.raises(NotAllowed):
        actions.publish(article_id=article.pk, publish_at=None, by=who.lead, at=at)
    assert Article.objects.get().state == ArticleState.DRAFT
    assert ArticleStep.objects.count() == 1

    actions.approve(article_id=article.pk, by=who.lead, at=at)
    for when in (at - MINUTE, at + SECOND):
        with pytest.raises(Refused):
            actions.publish(article_id=article.pk, publish_at=when, by=who.editor, at=at)
    actions.publish(article_id=article.pk, publish_at=at + MINUTE, by=who.editor, at=at)

    moves = list(ArticleStep.objects.order_by("pk").values_list("from_state", "to_state"))
    assert moves == [("", "draft"), ("draft", "approved"), ("approved", "published")]
    assert Entry.objects.filter(action="article.moved").count() == 3


def test_the_database_refuses_a_writer_who_approves_and_a_public_article_without_a_moment(at):
    article = desk().approved(at)

    for wrong in ({"approved_by": article.written_by}, {"state": "published"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.filter(pk=article.pk).update(**wrong)


def test_nothing_of_it_is_anywhere_before_its_second(
    at, client, django_capture_on_commit_callbacks, caplog
):
    with django_capture_on_commit_callbacks(execute=True):
        article = desk().published(at, at + MINUTE)
    address = f"/news/{article.slug}/"

    with clock.stopped_at(at + MINUTE - SECOND):
        pages.keep_pages(clock.now())
        early = {path: client.get(path) for path in EVERYWHERE}
        hidden, never = client.get(address), client.get("/news/never-was/")
    with clock.stopped_at(at + MINUTE):
        listed = client.get("/news/").content.decode()
        fed = client.get("/news/feed.atom")
        drawn = client.get(address)
        pages.keep_pages(clock.now())
        sent = client.get(address)

    assert all(SECRET.lower() not in r.content.decode().lower() for r in early.values())
    assert hidden.status_code == never.status_code == 404
    assert not caplog.text or SECRET not in caplog.text
    assert SECRET in listed
    assert SECRET in fed.content.decode()
    assert fed.headers["Content-Type"].startswith("application/atom+xml")
    assert drawn.status_code == sent.status_code == 200
    assert b"".join(sent.streaming_content) == released.file_of(f"news/{article.slug}").read_bytes()
    assert "Content-Security-Policy" in sent.headers


def test_a_correction_and_a_withdrawal_replace_the_files_before_they_answer(
    at, client, django_capture_on_commit_callbacks
):
    who = desk()
    with django_capture_on_commit_callbacks(execute=True):
        article, other = who.published(at), who.published(at, title="Another of the kind")
    pages.keep_pages(at)
    file, kin = (released.file_of(f"news/{one.slug}") for one in (article, other))
    assert SECRET in file.read_text()
    assert SECRET in kin.read_text(), "related posts"

    with django_capture_on_commit_callbacks(execute=False) as kept:
        actions.correct(
            article_id=article.pk, title="Put right", summary="S", text="T", why="A slip",
            by=who.editor, at=at + MINUTE,
        )  # fmt: skip
    gone = not file.exists() and not kin.exists()
    with clock.stopped_at(at + MINUTE):
        pages.keep_pages(clock.now())
        still_gone = not file.exists()
        for each in kept:
            each()

        assert gone, "whoever dies here leaves no old file"
        assert still_gone, "nobody else writes it while it is held"
        assert "A slip" in file.read_text()
        assert SECRET not in file.read_text() + kin.read_text()
        said = ArticleStep.objects.get(move="correct").said
        assert SECRET in said["title"]

        with django_capture_on_commit_callbacks(execute=True):
            actions.withdraw(article_id=article.pk, why="All wrong", by=who.editor, at=clock.now())
        answer = client.get(f"/news/{article.slug}/")
        assert answer.status_code == 410
        assert "All wrong" in answer.content.decode()
        assert not file.exists()
        assert "Put right" not in kin.read_text()
        assert client.get("/news/").content.decode().count("Put right") == 0


def test_a_report_is_announced_called_back_and_announced_again(at):
    by = desk().lead
    told = {
        "slug": "report-riverside", "title": "Riverside", "summary": "S", "text": "T",
        "topics": [Topic.INSPECTION], "tells_of": "/reports/riverside/", "by": by, "at": at,
    }  # fmt: skip

    actions.release_article(**told, public_at=at + MINUTE)
    assert actions.call_release_back(slug="report-riverside", why="Not yet", by=by, at=at)
    assert queries.article(slug="report-riverside", at=at + MINUTE) is None
    actions.release_article(**told, public_at=at + MINUTE)

    assert queries.article(slug="report-riverside", at=at) is None
    assert queries.article(slug="report-riverside", at=at + MINUTE).tells_of == told["tells_of"]
    assert not actions.call_release_back(slug="report-riverside", why="Late", by=by, at=at + MINUTE)


def test_an_editor_writes_approves_and_publishes_by_the_pages(at, client):
    who = desk()
    client.force_login(who.lead)
    said = {"title": "By hand", "summary": "S", "text": "T", "topics": ["staff"]}
    client.post("/editor/write/", said)
    pk = Article.objects.get().pk
    assert "You wrote this" in client.post(f"/editor/{pk}/approve/", {}).content.decode()

    client.force_login(who.editor)
    client.post(f"/editor/{pk}/approve/", {})
    asked = client.post(f"/editor/{pk}/publish/", {"when": "now"})
    assert client.get(asked.headers["Location"]).status_code == 200
    client.post(asked.headers["Location"], {})
    assert "Read it as the public does" in client.get(f"/editor/{pk}/").content.decode()
    assert client.get("/editor/").status_code == client.get("/editor/noon/").status_code == 200
    assert Article.objects.get().state == ArticleState.PUBLISHED

    client.force_login(officer(role=Role.INSPECTOR))
    assert client.get(f"/editor/{pk}/").status_code == 404
    client.force_login(officer())
    assert client.get(f"/editor/{pk}/").status_code == 403


TOLD = "## What was found\n\n- Plans were late\n- [The report](/reports/x/)\n\n<b>Not</b> bold"


def test_the_feed_is_atom_and_says_of_each_article_whether_it_is_invented(at, client, settings):
    who = desk()
    article = who.published(at, is_invented=True)
    who.published(at, title="Of somebody real")

    with clock.stopped_at(at):
        fed = ElementTree.fromstring(client.get("/news/feed.atom").content.decode())

    def texts(of, *names):
        return ["".join(of.find(f"{{*}}{name}").itertext()).strip() for name in names]

    for each in (fed, *fed.iterfind("{*}entry")):  # RFC 4287, 4.1: what each must have
        assert all(texts(each, "id", "title", "updated"))
    assert texts(fed, "author/{*}name") == ["OpenProbation"]
    assert {link.get("rel"): link.get("href") for link in fed.iterfind("{*}link")} == {
        "alternate": f"{settings.SERVICE_ADDRESS}/news/",
        "self": f"{settings.SERVICE_ADDRESS}/news/feed.atom",
    }
    assert texts(fed, "id") == [f"{settings.SERVICE_ADDRESS}/news/"]
    marked = {
        texts(one, "title")[0]: [BAND in said for said in texts(one, "summary", "content")]
        for one in fed.iterfind("{*}entry")
    }
    assert marked == {article.title: [True, True], "Of somebody real": [False, False]}


def test_headings_lists_and_links_are_on_the_page_and_in_the_feed_and_hostile_text_is_words(
    at, client
):
    desk().published(at, title="A <i>title</i> & more", text=TOLD)
    with clock.stopped_at(at + SECOND):
        page = client.get(f"/news/{Article.objects.get().slug}/").content.decode()
        feed = client.get("/news/feed.atom").content.decode()

    assert '<h2 class="govuk-heading-m">What was found</h2>' in page
    assert '<a class="govuk-link" href="/reports/x/">The report</a>' in page
    assert "&lt;b&gt;Not&lt;/b&gt; bold" in page
    entry = ElementTree.fromstring(feed).find("{http://www.w3.org/2005/Atom}entry")
    content = entry.find("{http://www.w3.org/2005/Atom}content")
    assert content.get("type") == "html"
    assert "<li>Plans were late</li>" in content.text
    assert 'href="http' in content.text
    assert "&lt;b&gt;Not&lt;/b&gt; bold" in content.text


def test_a_link_to_a_script_is_refused_beside_the_text_and_nothing_is_written(at):
    who = desk()

    with pytest.raises(Refused) as refused:
        actions.write(
            title="T",
            summary="S",
            text="[press](javascript:alert)",
            topics=[],
            by=who.editor,
            at=at,
        )

    assert (refused.value.field, "cannot be linked" in refused.value.message) == ("text", True)
    assert not Article.objects.exists()
