"""Who finds the ratings, what do they show side by side, and is a refusal beside its field?"""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.inspection.ratings import actions, queries
from openprobation.inspection.ratings.models import EvidenceRating, PanelMove, Settling
from openprobation.inspection.ratings.tests.judging import MET, NOT_MET, SECRET, judged
from openprobation.inspection.reports import actions as reports
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import Coding, Rating
from openprobation.vocabulary.organisations import OrganisationKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(at):
    found = judged(at)
    found.judge(found.crc, "2.1.1", [MET] * 61 + [NOT_MET] * 39)
    found.judge(found.nps, "2.1.1", [MET] * 9 + [NOT_MET])
    return found


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def page(made, name, *args):
    return reverse(f"rating:{name}", args=[made.inspection.pk, *args])


def words(answer):
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def line(made, standard="2.1"):
    table = queries.ratings_of(made.inspection.pk, by=made.lead, at=made.at)
    return next(each for each in table.bodies[0].standards if each.standard == standard)


def settle(made):
    actions.settle_judged(inspection_id=made.inspection.pk, by=made.lead, at=made.at)


def send(client, address, **given):
    told = client.get(address).content.decode()
    hidden = dict(re.findall(r'name="(submission|seen)" value="([^"]*)"', told))
    return client.post(address, {**hidden, **given})


def test_both_organisations_stand_side_by_side_with_shares_intervals_ratings_and_why(
    made, django_assert_max_num_queries
):
    settle(made)
    client = as_(made.inspector)
    client.get(page(made, "table"))

    with django_assert_max_num_queries(45):
        told = words(client.get(page(made, "table")))

    assert told.index("Riverside CRC") < told.index("NPS Riverside")
    assert "61% 61 of 100 ( 51% to 70%)".replace("( ", "(") in told.replace("( ", "(")
    assert "90% 9 of 10 (60% to 98%)" in told
    assert "The only key question, 2.1.1, was met in 61% (61 of 100)" in told
    assert "Requires improvement 1 of 3" in told
    assert "No overall rating yet: 1.1, 1.2" in told
    assert "May be moved to Good: 61% is within 5 points of 65%." in told
    assert "Settle the ratings" not in told
    assert "A panel moved it" not in told


def test_the_lead_settles_on_a_page_that_shows_what_changes_and_an_old_page_is_refused(made):
    lead = as_(made.lead)
    assert "Settling now would change 2 lines" in words(lead.get(page(made, "table")))

    told = words(lead.get(page(made, "settle")))
    assert "Requires improvement" in told
    old = lead.get(page(made, "settle")).content.decode()
    assert send(lead, page(made, "settle")).status_code == 302

    hidden = dict(re.findall(r'name="(submission|seen)" value="([^"]*)"', old))
    assert "settled again since" in words(lead.post(page(made, "settle"), hidden))
    assert Settling.objects.count() == 1
    assert "Settling now would change" not in words(lead.get(page(made, "table")))


def test_a_standard_is_rated_from_evidence_with_its_reason_and_taken_out_again(made):
    lead, address = as_(made.lead), page(made, "found", made.crc.pk, "1.1")

    refused = send(lead, address, rating="good", why="As in case X123456.")
    assert 'id="id_why-error"' in refused.content.decode()
    assert "case number" in words(refused)
    assert not EvidenceRating.objects.exists()

    assert send(lead, address, rating="good", why="Heard in meetings.").status_code == 302
    assert "Heard in meetings." in words(lead.get(page(made, "table")))
    send(lead, page(made, "found_back", made.crc.pk, "1.1"))
    assert not EvidenceRating.objects.filter(ended_at__isnull=True).exists()
    for provider, standard in ((made.crc.pk, "2.1"), (made.crc.pk, "9.9"), (0, "1.1")):
        assert lead.get(page(made, "found", provider, standard)).status_code == 404


def test_a_panels_move_is_written_down_by_the_lead_and_taken_back(made):
    settle(made)
    lead, address = as_(made.lead), page(made, "move", line(made).id)

    alone = send(lead, address, to="good", members=[made.lead.pk], why="It was near.")
    assert 'id="id_members-error"' in alone.content.decode()
    assert "at least 2 people" in words(alone)
    outside = send(lead, address, to="outstanding", members=[made.lead.pk], why="x")
    assert 'id="id_to-error"' in outside.content.decode()
    assert not PanelMove.objects.exists()

    both = [made.lead.pk, made.inspector.pk]
    assert send(lead, address, to="good", members=both, why="It was near.").status_code == 302
    told = words(lead.get(page(made, "table")))
    assert "Moved by a panel : Requires improvement → Good" in told
    assert made.inspector.name in told
    assert "one did already" in words(lead.get(address))
    back = page(made, "move_back", line(made).id)
    assert 'id="id_why-error"' in send(lead, back, why=" ").content.decode()
    assert send(lead, back, why="The wrong standard.").status_code == 302
    assert line(made).rating is Rating.REQUIRES_IMPROVEMENT
    assert lead.get(back).status_code == 404


def test_a_move_that_lapsed_says_why(made):
    settle(made)
    actions.move_by_panel(
        rating_id=line(made).id, to=Rating.GOOD, members=[made.lead, made.inspector],
        why="It was near.", by=made.lead, at=made.at,
    )  # fmt: skip
    made.judge(made.crc, "2.1.1", [NOT_MET] * 9)
    lead = as_(made.lead)

    assert "lapses. At 56% the rules no longer let a panel" in words(lead.get(page(made, "settle")))
    send(lead, page(made, "settle"))

    told = words(lead.get(page(made, "table")))
    assert "A panel’s move lapsed" in told
    assert "At 56% the rules no longer let a panel move it to Good." in told


def test_a_framework_that_rates_nothing_shows_words_and_shares_and_no_rating(at):
    made = judged(at, code="quality_impact_2016", scored=False)
    made.judge(made.crc, "P1", [MET, NOT_MET, MET])
    settle(made)
    report = reports.begin(
        inspection_id=made.inspection.pk, title="T", summary="S", by=made.lead, at=at
    )
    (outcome,) = {question.section_id for question in made.questions.values()}
    reports.give_verdict(
        report_id=report.pk, provider_id=made.crc.pk, section_id=outcome,
        words="Not sufficient", coding=Coding.NOT_SUFFICIENT, by=made.lead, at=at,
    )  # fmt: skip

    told = words(as_(made.lead).get(page(made, "table")))

    assert "67% 2 of 3" in told
    assert "Not sufficient" in told
    assert "rates nothing" in told
    for rating in ("Not rated yet", "Overall", "Requires improvement", "Rate it"):
        assert rating not in told
    assert as_(made.lead).get(page(made, "found", made.crc.pk, "protect")).status_code == 404


@pytest.mark.parametrize(
    ("who", "reads", "acts"),
    [("lead", 200, 200), ("other_lead", 200, 404), ("inspector", 200, 404)],
)
def test_which_inspector_finds_which_page(made, who, reads, acts):
    settle(made)
    client = as_(getattr(made, who))

    assert client.get(page(made, "table")).status_code == reads
    for name, args in (
        ("settle", []),
        ("found", [made.crc.pk, "1.1"]),
        ("move", [line(made).id]),
    ):
        assert client.get(page(made, name, *args)).status_code == acts
        if acts == 404:
            assert client.post(page(made, name, *args), {"why": "x"}).status_code == 404
    assert Settling.objects.count() == 1


def test_a_provider_sees_nothing_of_it_on_any_page_and_an_editor_reads(made):
    actions.rate_from_findings(
        provider_id=made.crc.pk, standard="1.1", rating=Rating.GOOD, why=SECRET, by=made.lead,
        at=made.at,
    )  # fmt: skip
    settle(made)
    pages = [
        page(made, "table"),
        page(made, "settle"),
        page(made, "found", made.crc.pk, "1.1"),
        page(made, "move", line(made).id),
        page(made, "move_back", line(made).id),
    ]
    for kind in (OrganisationKind.CRC, OrganisationKind.NPS):
        team = TeamFactory(unit__region__organisation=OrganisationFactory(kind=kind))
        for role in (Role.HEAD, Role.SENIOR, Role.PROBATION_OFFICER):
            client = as_(officer(role=role, team=team))
            for address in pages:
                answer = client.get(address)
                assert answer.status_code in (403, 404)
                assert SECRET not in answer.content.decode()
    assert {Client().get(each).status_code for each in pages} == {302}
    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    editor = as_(officer(role=Role.EDITOR, team=team))
    assert editor.get(pages[0]).status_code == 200
    assert {editor.get(each).status_code for each in pages[1:]} == {404}
