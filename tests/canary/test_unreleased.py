"""Is anything of an inspection that is not public told by any address, file, log, e-mail or extract, to anybody else?

Words and figures are planted in every judgement, rating and draft. Every address is asked with the keys of what is
there, one second before the release; and each answer must be the same, byte for byte, as if nothing were there.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models, transaction
from django.test import Client

from openprobation.config import extracts
from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import machine_now
from openprobation.foundation.drafts import actions as drafts
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.inspection.assessments.models import Answer, Judgement, Moderation
from openprobation.inspection.programmes.models import Inspection, Question
from openprobation.inspection.ratings.models import QuestionShare
from openprobation.inspection.reports import actions as reports
from openprobation.inspection.reports.actions import files
from openprobation.inspection.reports.models import ReportedRow, ReportStep, WrittenReport
from openprobation.inspection.reports.tests.factories import RecommendationFactory
from openprobation.inspection.reports.tests.reporting import SECRET, SLUG, reporting, settled
from openprobation.inspection.samples.models import FramedCase, Sample
from openprobation.inspection.verdicts.models import Load
from openprobation.portals.public import news as news_pages
from openprobation.portals.public import reporting as report_pages
from openprobation.publication.digests import actions as digests
from openprobation.publication.library.actions import released
from openprobation.publication.news import actions as news
from openprobation.selfservice.sign_in.web import session
from openprobation.supervision.persons.tests.factories import held_by
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.publication import Topic

from .planting import row_of, set_checks_aside
from .walking import (
    addresses,
    body_of,
    columns_that_hold,
    everything_said,
    files_that_hold,
    holds,
    leaks,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FIGURE = 7371937
PLANTED = (SECRET, str(FIGURE), f"{FIGURE:,}")
LATER, SECOND = timedelta(hours=4), timedelta(seconds=1)
PUBLISHED = {"source", "report", "relatedreading", "finding", "recommendation", "factsfile"}
"""Tables of what others published; `reports.Judgement` too."""
CODES = {"body", "standard", "question", "key"}
FOR_THE_INSPECTED = {("samples", "replacement"), ("samples", "framedcase"), ("samples", "sample")}
"""What an organisation is shown of its own sample once it is announced."""
MAY_HOLD = {"assessments", "verdicts", "ratings", "reports", "samples", "library", "news", "drafts"}
THEIRS = {"inspecting:samples", "inspecting:own", "inspecting:frame", "manager:audit"}
"""Pages that tell the head of an organisation that its sample was announced, and that inspectors read."""
LISTS_HEADS = {"enforcement:raise_standing"}
"""Names whoever heads the other side: the heads that the report needs are new here."""
INSPECTORS = ("inspecting:", "judging:", "reporting:", "editor:")
SOUGHT = urlencode(
    dict.fromkeys(("q", "words", "number", "before", "after", "order", "topic", "on"), SECRET[:5])
)
"""A search for the beginning of what was planted, whatever a page calls what it seeks by."""
TOKEN = re.compile(r'name="(csrfmiddlewaretoken|submission)" value="[^"]*"|"X-CSRFToken": ?"[^"]*"')


def unreleased_models():
    for model in apps.get_models():
        label, name = model._meta.app_label, model._meta.model_name
        is_ours = model.__module__.startswith("openprobation.inspection.") and label != "programmes"
        is_published = label == "reports" and name in PUBLISHED | {"judgement"}
        if is_ours and not is_published and (label, name) not in FOR_THE_INSPECTED:
            yield model


def words_of(model):
    return [
        each.name
        for each in model._meta.concrete_fields
        if isinstance(each, models.TextField | models.CharField)
        and not each.choices
        and each.name not in CODES
    ]


@pytest.fixture(autouse=True)
def own_pages(settings, tmp_path, monkeypatch):
    settings.RELEASED_ROOT = tmp_path / "released"
    monkeypatch.setattr(files, "pdf", lambda full, *, public_at: f"%PDF {SECRET}".encode())


@pytest.fixture
def world(at):
    """An organisation at work, before anybody inspects it."""
    team = TeamFactory()
    person = OrderFactory().person
    staff = {
        role: officer(role=role, team=team, leads_unit=role is Role.HEAD)
        for role in (Role.HEAD, Role.PARTNER, Role.ADMINISTRATOR)
    }
    staff[Role.COURT_OFFICER] = officer(role=Role.COURT_OFFICER, team=TeamFactory(nps=True))
    for user in staff.values():
        held_by(person, user)
    news.release_article(
        slug="before", title="Before", summary="Before.", text="Before.",
        topics=[Topic.PROTECTION], tells_of="/inspections/", public_at=at,
        by=officer(role=Role.EDITOR), at=at, is_invented=True,
    )  # fmt: skip
    RecommendationFactory(report__published_on=at.date() - timedelta(days=9))
    files.shelve_recommendations(at=at - timedelta(days=1), by="a test")
    return SimpleNamespace(team=team, person=person, staff=staff)


def inspect(world, at):
    """A report under embargo with a release to come, and under it judgements of this person's case."""
    made = reporting(at)
    settled(made, at)
    set_checks_aside()
    organisation = world.team.unit.region.organisation
    type(made.crc)._base_manager.filter(pk=made.crc.pk).update(organisation=organisation)
    Inspection._base_manager.filter(pk=made.inspection.pk).update(
        announced_at=at, announced_by=made.lead, fieldwork_from=at.date(), fieldwork_until=at.date()
    )
    shown, hidden = (
        Sample.objects.create(
            inspection=inspection, as_of=at, confidence=0.8, margin=0.05, size=1, strata=[],
            seed=seed, frame_digest=seed, drawn_at=at, drawn_by=made.lead, announced_at=announced,
        )
        for inspection, seed, announced in (
            (made.inspection, "seen by all", at),
            (type(made.inspection).objects.create(
                framework=made.inspection.framework, slug="second", area="Second",
                announced_at=at, announced_by=made.lead,
            ), SECRET, None),
        )
    )  # fmt: skip
    case, _other = (
        FramedCase.objects.create(
            sample=sample, case=world.person.crn, record_id=world.person.pk, provider=made.crc,
            sex="male", is_restricted=False, place=1, state="chosen", sentence=sentence,
        )
        for sample, sentence in ((shown, ""), (hidden, SECRET))
    )  # fmt: skip
    rows = {
        type(world.person): world.person,
        type(made.inspector): made.inspector,
        FramedCase: case,
        Sample: shown,
        Inspection: made.inspection,
        type(made.crc): made.crc,
        WrittenReport: WrittenReport.objects.get(pk=made.report_id),
        type(made.outcome): made.outcome,
    }
    for model in apps.get_models():
        if model.__module__.startswith("openprobation.inspection."):
            there = model._base_manager.order_by("pk").first()
            if there is not None:
                rows.setdefault(model, there)
    question = row_of(Question, world.person, rows)
    for model in unreleased_models():
        if not model._base_manager.exists():
            row_of(model, world.person, rows)
        if words := words_of(model):
            model._base_manager.update(**dict.fromkeys(words, SECRET))
    for counted in (ReportedRow, QuestionShare):
        counted._base_manager.update(met=FIGURE, applicable=FIGURE)
    Load._base_manager.update(kept=FIGURE, passed_over=FIGURE)
    for action in ("sample.case.viewed", "assessment.difference.viewed"):
        record(action, by=made.inspector.username, at=at, person_id=world.person.pk)
    drafts.keep(
        user=made.inspector,
        path=f"/inspector/judging/cases/{case.pk}/sections/protect/",
        fields={"why": [SECRET]},
        at=machine_now(),
    )
    reports.release(report_id=made.report_id, release_at=at + LATER, by=made.editor, at=at)
    return made, case, question


def values_for(world, made, case, question):
    slugs = [SLUG, *files.slugs(SLUG), "recommendations", "second", "protect", "summary"]
    keys = {
        "pk": [made.inspection.pk, made.report_id, case.pk],
        "case": [case.pk],
        "question": [question.pk],
        "judgement": [Judgement.objects.get().pk],
        "provider": [made.crc.pk],
        "section": [made.outcome.pk],
        "passage": [made.full.passages[0].id],
        "advice": [made.full.advices[0].id],
        "row": [made.full.passages[0].id],
        "user": [made.inspector.pk],
        "crn": [world.person.crn],
        "form": ["pdf", "json", "csv", "svg"],
        "topic": ["protection"],
        "part": ["passage"],
        "kind": ["release"],
    }

    def values(address, kind, name):
        is_judged = address.startswith((*INSPECTORS, "public:", "library:", "manager:insp"))
        if name == "slug":
            return slugs if address.startswith(("public:", "library:")) else ["x"]
        if name in keys and (is_judged or name == "crn"):
            return ["protect"] if (kind, name) == ("slug", "section") else keys[name]
        return [1] if kind == "int" else ["x"]

    return values


def browsers(world):
    """Who walks: by name, each with a browser of their own; the public, staff and the person."""
    yield "the public", Client(raise_request_exception=False)
    for role, user in world.staff.items():
        browser = Client(raise_request_exception=False)
        browser.force_login(user)
        yield role.value, browser
    browser = Client(raise_request_exception=False)
    kept = browser.session
    kept[session.PERSON], kept[session.SEEN] = world.person.pk, int(machine_now().timestamp())
    kept.save()
    yield "the person", browser


def told(answer):
    return answer.status_code, TOKEN.sub("", body_of(answer))


@transaction.atomic
def walk(browser, every):
    """What each address says; nothing a look writes down is left."""
    answers = {address: browser.get(address) for _name, address in every}
    transaction.set_rollback(True)
    return answers


COMPARED = ("the public", Role.HEAD.value)


def has_a_key(path):
    return any(part.isdecimal() for part in path.split("/"))


def knock(browser, every):
    """Send a form to every page of the inspectors."""
    for name, path in every:
        if name.startswith(INSPECTORS) and name not in THEIRS:
            refused = browser.post(path, {"q": SECRET, "why": SECRET})
            assert refused.status_code in (403, 404, 405), path
            assert not leaks(refused, str(FIGURE)), path


def test_one_second_before_release_nobody_else_is_told_anything_by_any_road(world, at, tmp_path):
    moment, names, seen = at + LATER, {}, {}
    with transaction.atomic(), clock.stopped_at(moment - SECOND):
        with clock.stopped_at(at):
            made, case, question = inspect(world, at)
        every = list(addresses(values_for(world, made, case, question)))
        names = {address: name for name, address in every}
        names |= {f"{address}?{SOUGHT}": name for name, address in every}
        report_pages.keep_pages(clock.now())
        news_pages.keep_pages(clock.now())
        digests.write_noon(clock.now())
        steps = ReportStep.objects.count(), Answer.objects.count(), Moderation.objects.count()
        for who, browser in browsers(world):
            mine = [each for each in every if who != "the person" or each[1].startswith("/my/")]
            with everything_said() if who == Role.HEAD.value else nullcontext() as said:
                answers = walk(browser, mine)
            if who in COMPARED:
                lists = [(name, f"{path}?{SOUGHT}") for name, path in mine if not has_a_key(path)]
                answers |= walk(browser, lists)
            for planted in PLANTED:
                leaky = [path for path, answer in answers.items() if leaks(answer, planted)]
                assert leaky == [], f"{who}: {planted}"
                assert said is None or not holds(said.getvalue(), planted)
            assert not [path for path, answer in answers.items() if answer.status_code == 500]
            if who in COMPARED:
                seen[who] = {path: told(answer) for path, answer in answers.items()}
            if who == Role.HEAD.value:
                knock(browser, every)
        audit = seen[Role.HEAD.value][f"/manager/audit/{world.person.crn}/"][1]
        assert "An inspector</strong> read the case for an inspection" in audit
        assert made.inspector.name not in audit
        with everything_said() as said:
            judge = Client()
            judge.force_login(made.inspector)
            judge.post("/drafts/", {"path": "/x", "fields": {"why": [SECRET]}}, "application/json")
        (tmp_path / "extract").mkdir()
        extracts.write(tmp_path / "extract", at=clock.now())

        assert not holds(said.getvalue(), SECRET)
        assert {each.split("_")[0] for each in columns_that_hold(SECRET)} <= MAY_HOLD
        assert list(files_that_hold(SECRET, tmp_path)) == []
        assert mail.outbox == []
        assert steps == (
            ReportStep.objects.count(),
            Answer.objects.count(),
            Moderation.objects.count(),
        )
        transaction.set_rollback(True)

    with clock.stopped_at(moment - SECOND):
        for who, browser in browsers(world):
            if who in COMPARED:
                lists = [(names[path], path) for path in seen[who]]
                before = {path: told(answer) for path, answer in walk(browser, lists).items()}
                changed = {path for path, answer in before.items() if seen[who][path] != answer}
                assert {names[path] for path in changed} <= THEIRS | LISTS_HEADS, who


def test_at_its_second_the_report_is_everywhere_and_as_a_file(
    world, at, django_capture_on_commit_callbacks
):
    with clock.stopped_at(at), django_capture_on_commit_callbacks(execute=True):
        inspect(world, at)
    place, browser = f"/reports/{SLUG}/", Client()

    with clock.stopped_at(at + LATER - SECOND):
        report_pages.keep_pages(clock.now())
        early = browser.get(place)
        assert early.status_code == 404
        assert "max-age" not in early.get("Cache-Control", "")
        assert not released.file_of(f"reports/{SLUG}").exists()
    with clock.stopped_at(at + LATER):
        assert leaks(browser.get(place), SECRET), "drawn from the record"
        report_pages.keep_pages(clock.now())
        assert released.file_of(f"reports/{SLUG}").exists()
        answer = browser.get(place)
        assert leaks(answer, SECRET), "sent as a file"
        assert "no-cache" in answer["Cache-Control"]
        assert leaks(browser.get("/news/"), SECRET)
        assert leaks(browser.get(f"/library/report-{SLUG}.pdf"), SECRET)


def test_a_release_called_back_leaves_nothing_at_the_second_it_was_named_for(world, at):
    with clock.stopped_at(at):
        made, case, question = inspect(world, at)
        reports.call_back(report_id=made.report_id, why=SECRET, by=made.editor, at=at)
        every = list(addresses(values_for(world, made, case, question)))
    public = [each for each in every if each[0].startswith(("public:", "library:", "home"))]

    with clock.stopped_at(at + LATER):
        report_pages.keep_pages(clock.now())
        answers = walk(Client(), public)

    assert [path for path, answer in answers.items() if leaks(answer, SECRET)] == []
    assert not released.file_of(f"reports/{SLUG}").exists()


@pytest.fixture(autouse=True)
def checks_again():
    """The checks that `set_checks_aside` put aside stand again for the next test of this connection."""
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
