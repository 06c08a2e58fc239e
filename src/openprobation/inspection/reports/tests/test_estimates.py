"""Are the shares from sample and program told beside the sample's own, after release, and never of too few?"""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.refusals import Refused
from openprobation.inspection.reports import actions, queries
from openprobation.inspection.reports.actions import files
from openprobation.inspection.reports.models import ReportedEstimate, WrittenReport
from openprobation.inspection.reports.queries import showing
from openprobation.inspection.verdicts.tests.area import Area
from openprobation.publication.library import queries as library

pytestmark = pytest.mark.django_db
SLUG = "riverside-estimates"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def own_pages(settings, tmp_path, monkeypatch):
    settings.RELEASED_ROOT = tmp_path / "released"
    monkeypatch.setattr(files, "pdf", lambda full, *, public_at: b"%PDF-1.7 drawn")


def written(area):
    """A report in the draft with its estimates taken over."""
    made = actions.begin(
        inspection_id=area.inspection.pk, title="Riverside", summary="Plans came in time.",
        by=area.lead, at=area.at,
    )  # fmt: skip
    actions.take_estimates(report_id=made.pk, by=area.lead, at=area.at)
    return made.pk


def release(area, report_id, *, release_at=None):
    WrittenReport.objects.filter(pk=report_id).update(state="embargoed")
    actions.release(report_id=report_id, release_at=release_at, by=area.lead, at=area.at)


def drawn(full):
    return "".join(
        render_to_string(
            "reports/body.html",
            {"full": full, "pictures": [], "estimates": showing.estimates(full), "paper": paper},
        )
        for paper in (True, False)
    )


def rows_in(at):
    file = library.file(slug=SLUG, form="csv", at=at)
    return list(csv.DictReader(io.StringIO(file.body)))


def test_the_report_keeps_the_estimates_as_they_stood_and_tells_them_beside_the_samples_own():
    area = Area()
    area.load()
    report_id = written(area)
    area.load(lambda case: case.place % 4 < 2)  # later verdicts change nothing taken over

    full = queries.draft(report_id, at=area.at)
    crc, nps, whole = showing.estimates(full)

    assert (crc.of, nps.of, whole.of) == ("crc Riverside", "nps Riverside", "Riverside")
    assert (crc.cases, crc.sample) == ("16 of 40", "40% (26% to 55%)")
    assert crc.both.startswith("40% (3")
    assert crc.words == "The program disagreed with inspectors in 4 of 40."
    assert whole.row["organisation"] == "area"
    page = drawn(full)
    assert "The second figure never replaces the first." in page
    assert "Science 382, 2023" in page
    assert actions.take_estimates(report_id=report_id, by=area.lead, at=area.at) == 3
    _crc, _nps, whole = showing.estimates(queries.draft(report_id, at=area.at))
    assert whole.both == ""
    assert whole.words.endswith(
        "Its verdicts are left alone. The verdicts agree too little with what people judged."
    )


def test_they_are_public_from_the_second_of_release_and_not_before():
    area = Area()
    area.load()
    minute = area.at.replace(second=0, microsecond=0) + 2 * MINUTE
    report_id = written(area)
    release(area, report_id, release_at=minute)

    before = minute - timedelta(seconds=1)
    assert queries.public_report(slug="riverside", at=before) is None
    assert library.file(slug=SLUG, form="csv", at=before) is None
    assert SLUG not in {one.slug for one in library.documents(at=before)}

    rows = rows_in(minute)
    assert [(one["organisation"], one["met"], one["judged"]) for one in rows] == [
        ("crc", "16", "40"),
        ("nps", "16", "40"),
        ("area", "32", "80"),
    ]
    assert {one["verdicts"] for one in rows} == {"combined"}
    assert float(rows[0]["together_high"]) - float(rows[0]["together_low"]) < float(
        rows[0]["sample_high"]
    ) - float(rows[0]["sample_low"])
    whole = json.loads(library.file(slug="report-riverside", form="json", at=minute).body)
    assert whole["invented"] is False
    assert [{**one, "invented": "no"} for one in whole["sample_and_program"]] == rows

    actions.call_back(report_id=report_id, why="Too early.", by=area.lead, at=area.at)
    assert library.file(slug=SLUG, form="csv", at=minute) is None


def test_where_one_share_is_of_too_few_none_of_its_question_is_told_anywhere():
    area = Area(drawn=4)
    area.judge_all(
        [case for case in area.frame if case.provider.kind == "crc"][4:40],
        lambda _number, _case: {"P1": "met"},
    )
    type(area.frame[0]).objects.filter(case__in=[f"crc{n}" for n in range(5, 41)]).update(
        state="chosen"
    )
    area.load()
    report_id = written(area)
    assert list(ReportedEstimate.objects.values_list("body", "judged")) == [
        ("crc", 40),
        ("nps", 4),
        ("", 44),
    ]
    release(area, report_id)

    full = queries.public_report(slug="riverside", at=area.at)

    assert {(one.cases, one.sample, one.both) for one in showing.estimates(full)} == {("", "", "")}
    told = [drawn(full)]
    told += [
        library.file(slug=document.slug, form=form, at=area.at).body
        for document in library.documents(at=area.at)
        for form in document.forms
        if form != "pdf"
    ]
    for row in rows_in(area.at):
        assert row["explanation"] == "Not published: one of its shares is of fewer than 5 cases."
        assert {row[name] for name in ("met", "judged", "sample_percent", "disagreed")} == {""}
    everything = "".join(told)
    for secret in (" of 44", " of 40", " of 4.", "of 4<"):
        assert secret not in everything


def test_without_verdicts_there_is_no_table_and_outside_the_draft_nothing_is_taken():
    area = Area(drawn=5)
    report_id = written(area)
    assert not ReportedEstimate.objects.exists()
    assert "From the sample to the whole area" not in drawn(queries.draft(report_id, at=area.at))
    area.load()
    with pytest.raises(NotAllowed):
        actions.take_estimates(report_id=report_id, by=area.assessor, at=area.at)
    release(area, report_id)

    with pytest.raises(Refused, match="only in the draft"):
        actions.take_estimates(report_id=report_id, by=area.lead, at=area.at)

    assert not ReportedEstimate.objects.exists()
    assert library.file(slug=SLUG, form="csv", at=area.at) is None
