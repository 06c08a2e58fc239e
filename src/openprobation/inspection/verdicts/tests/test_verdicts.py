"""Are verdicts kept load by load, shown after one's own answer alone, and set beside the sample honestly?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.refusals import Refused
from openprobation.inspection.assessments import queries as assessments
from openprobation.inspection.assessments.models import Answer, VerdictLook
from openprobation.inspection.samples.models import Given, Sample
from openprobation.inspection.verdicts import actions, queries
from openprobation.inspection.verdicts.models import Load, StoredVerdict
from openprobation.vocabulary.inspection import CaseAnswer, EstimateGround, Reading

from .area import FILE, Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def area(db):
    return Area()


def estimates(area, code="P1"):
    found = queries.estimates(area.inspection.pk, by=area.lead, at=area.at)
    return next(one for one in found.questions if one.code == code)


# ── Loading ────────────────────────────────────────────────────────────────────────────────
def test_a_load_keeps_the_frames_cases_and_a_later_one_counts_while_the_earlier_stays(area):
    first = area.load()
    second = area.load(lambda case: False, by=system_user())

    assert (first.number, first.kept, first.passed_over) == (1, 600, 301)
    assert StoredVerdict.objects.count() == 1200
    assert [(one.number, one.by) for one in queries.loads(area.inspection.pk)] == [
        (2, "OpenProbation"),
        (1, area.lead.name),
    ]
    assert queries.latest(area.inspection.pk).id == second.pk
    counts = queries.census_of(second.pk)
    assert {sum(each.values()) for each in counts.values()} == {200, 100}
    assert {each["met"] for each in counts.values()} == {0}
    line = Entry.objects.get(action="verdict.loaded", record_id=first.pk)
    assert line.detail["kept"] == 600
    assert line.by == area.lead.username


def test_a_load_is_refused_and_nothing_changes(area):
    for told, said in (
        ({"as_of": area.at.date() + timedelta(days=1)}, "has not come"),
        ({"rows": []}, "None of the 0 rows"),
        ({"case_of": {FILE: 1}}, "None of the 901 rows"),
        ({"table": {}}, "None of the 901 rows"),
    ):
        with pytest.raises(Refused, match=said):
            area.load(**told)
    with pytest.raises(NotAllowed):
        area.load(by=area.assessor)
    with pytest.raises(Refused, match="no such inspection"):
        area.load(by=Area(slug="elsewhere").lead)
    Sample.objects.update(announced_at=None, withdrawn_at=area.at, withdrawn_why="Drawn anew")
    with pytest.raises(Refused, match="no frame to load for"):
        area.load()
    assert not Load.objects.exists()
    assert not Entry.objects.filter(action="verdict.loaded").exists()


@pytest.mark.parametrize("cases", [200, 2000])
def test_a_load_asks_as_little_of_the_database_however_many_cases(cases, django_assert_num_queries):
    area = Area(crc=cases)
    rows = [StoredVerdict()] * (2 * len(area.frame))
    fields = StoredVerdict._meta.concrete_fields[1:]
    at_once = min(connection.ops.bulk_batch_size(fields, rows), actions.AT_ONCE)

    with django_assert_num_queries(15 + -(-len(rows) // at_once)):
        area.load()


# ── Looking ────────────────────────────────────────────────────────────────────────────────
def look(area, user, case=None, code="P1"):
    return actions.look(
        inspection_id=area.inspection.pk,
        case_id=(case or area.read[1]).pk,
        question_id=area.questions[code].pk,
        by=user,
        at=area.at,
    )


def test_what_the_program_found_is_shown_after_ones_own_answer_and_each_look_is_kept(area):
    area.load()

    found = look(area, area.assessor)
    look(area, area.assessor)

    assert [(one.standard, one.met, one.evidence_id) for one in found] == [
        ("home-visit", False, 8),
        ("plan-in-time", True, 7),
    ]
    assert VerdictLook.objects.count() == 1
    answered = Answer.objects.get(looks__isnull=False)
    Answer.objects.create(
        judgement=answered.judgement, question=answered.question, version=2, replaces=answered,
        answer=CaseAnswer.NOT_MET, at=area.at,
    )  # fmt: skip
    seen = assessments.looks([case.pk for case in area.read])
    assert [(one.assessor, one.looks, one.changed) for one in seen] == [(area.assessor.name, 1, 1)]


def test_nobody_looks_before_answering_or_at_anothers_case(area):
    area.load()

    for user, case, code in (
        (area.assessor, area.read[1], "P2"),  # not answered
        (area.second, area.read[1], "P1"),  # another's
        (area.lead, area.read[1], "P1"),
        (area.assessor, area.frame[-1], "P1"),  # not drawn
    ):
        with pytest.raises(Refused, match="Answer the question first"):
            look(area, user, case, code)
    with pytest.raises(NotAllowed):
        look(area, UserFactory())
    assert not VerdictLook.objects.exists()


def test_without_verdicts_there_is_nothing_to_look_at_and_no_look_is_counted(area):
    with pytest.raises(Refused, match="No verdicts are loaded"):
        look(area, area.assessor)

    assert not VerdictLook.objects.exists()


# ── Estimates ──────────────────────────────────────────────────────────────────────────────
def test_each_organisation_and_the_area_has_the_samples_share_and_the_estimate_beside_it(area):
    area.load()

    crc, nps, whole = estimates(area).shares

    assert [(one.kind, one.judged) for one in (crc, nps, whole)] == [
        ("crc", 40),
        ("nps", 40),
        ("", 80),
    ]
    assert crc.combined.interval.width < crc.alone.interval.width
    assert crc.beside.together.cases == 200
    assert (crc.beside.disagreed, crc.beside.compared) == (4, 40)
    assert "disagreed with inspectors in 8 of 80" in whole.beside.told
    assert whole.alone.share == pytest.approx((2 * crc.alone.share + nps.alone.share) / 3)
    (without,) = {one.beside for one in estimates(area, "P3").shares}
    assert without is None
    assert not estimates(area, "P3").is_covered


def test_verdicts_that_mislead_leave_the_samples_share_alone(area):
    plain = [one.alone for one in estimates(area).shares]
    assert [one.beside for one in estimates(area).shares] == [None] * 3

    area.load(lambda case: case.place % 4 < 2)

    for one, before in zip(estimates(area).shares, plain, strict=True):
        assert one.combined is None
        assert one.beside.together.ground is EstimateGround.MISLEADING
        assert one.alone == before
        assert "left alone" in one.beside.told


def test_cases_the_question_did_not_fit_are_counted_against_the_verdicts(area):
    area.load()
    Answer.objects.filter(judgement__case__in=area.read[2:12]).update(
        answer=CaseAnswer.NOT_APPLICABLE
    )

    crc = estimates(area).shares[0]

    assert (crc.judged, crc.beside.misplaced) == (30, 10)
    assert crc.beside.together.ground is EstimateGround.OTHER_CASES


def test_estimates_are_for_whoever_leads_and_edits_alone(area):
    for user in (area.assessor, UserFactory()):
        with pytest.raises(NotAllowed):
            queries.estimates(area.inspection.pk, by=user, at=area.at)
    assert queries.estimates(0, by=area.lead, at=area.at) is None


@pytest.mark.parametrize("drawn", [5, 40])
def test_estimates_ask_as_little_of_the_database_however_many_cases(
    drawn, django_assert_num_queries
):
    area = Area(drawn=drawn)
    area.load()
    area.judge(area.read[0], by=area.second, reading=Reading.SECOND, P1=CaseAnswer.MET)

    with django_assert_num_queries(21):
        queries.estimates(area.inspection.pk, by=area.lead, at=area.at)
    assert Given.objects.count() == 2 * drawn + 1
