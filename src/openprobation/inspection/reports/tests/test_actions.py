"""Is what was published taken in whole, once, and put on the shelves from its own day on?"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON, PUBLICATION_DAY
from openprobation.inspection.reports import queries
from openprobation.inspection.reports.actions import (
    JUDGEMENTS,
    FactsDoNotHold,
    as_csv,
    load_published,
    published,
)
from openprobation.inspection.reports.models import Finding, Judgement, Report, Source
from openprobation.publication.library import queries as library
from openprobation.publication.library.models import Edition
from openprobation.vocabulary.inspection import Coding

pytestmark = pytest.mark.django_db

LAST = datetime(2018, 4, 1, tzinfo=LONDON)


def changed(tmp_path, old, new):
    text = JUDGEMENTS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / JUDGEMENTS.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def sent(slug, form, at):
    found = library.file(slug=slug, form=form, at=at)
    return found.body if found else None


def test_load_published_makes_a_cell_for_each_organisation_overall_and_on_each_outcome(at):
    load_published(at=at)

    manchester = Judgement.objects.filter(report__inspection__slug="greater-manchester-2017")
    assert manchester.count() == 8
    assert not manchester.filter(coding=Coding.NOT_KNOWN).exists()


def test_what_the_file_does_not_say_is_loaded_as_not_known_with_a_reason_and_a_source(at):
    load_published(at=at)

    york = Judgement.objects.filter(report__inspection__slug="york-and-north-yorkshire-2016")
    assert york.count() == 8
    assert {judgement.coding for judgement in york} == {Coding.NOT_KNOWN}
    assert all(judgement.reason and judgement.source_id for judgement in york)


def test_loading_again_changes_no_row_and_writes_no_second_line(at):
    first = load_published(at=at)
    before = sorted(Judgement.objects.values_list("pk", "words", "coding"))

    second = load_published(at=at + timedelta(days=1))

    assert first == second
    assert sorted(Judgement.objects.values_list("pk", "words", "coding")) == before
    assert Entry.objects.filter(action="published.judgements.loaded").count() == 1
    assert Edition.objects.filter(made_at__gt=at).count() == 0


def test_a_changed_file_changes_the_row_in_place_and_corrects_the_shelves(at, tmp_path):
    load_published(at=at)
    path = changed(tmp_path, 'words = "Generally good"', 'words = "Good"')

    whole = Judgement.objects.count()

    load_published(at=at + timedelta(hours=1), path=path)

    assert Judgement.objects.filter(words="Good").count() == 1
    assert Judgement.objects.count() == whole
    assert ">Good</text>" in sent("greater-manchester-2017", "svg", at)
    assert ",Good," in sent("greater-manchester-2017", "csv", at)


def test_a_new_version_of_the_framework_takes_the_place_of_the_one_before(
    at, tmp_path, monkeypatch
):
    load_published(at=at)
    before = Judgement.objects.count()
    old = (published.PROGRAMMES / "quality_impact_2016.toml").read_text()
    newer = tmp_path / "quality_impact_2016.toml"
    newer.write_text(old.replace("version = 2", "version = 3"))
    monkeypatch.setattr(published, "PROGRAMMES", tmp_path)
    path = tmp_path / JUDGEMENTS.name
    path.write_text(JUDGEMENTS.read_text() + "# said again\n")

    load_published(at=at, path=path)

    assert Judgement.objects.count() == before
    assert set(Judgement.objects.values_list("section__framework__version", flat=True)) == {None, 3}


def test_a_finding_taken_out_of_the_file_goes(at, tmp_path):
    load_published(at=at)
    whole = Finding.objects.count()
    text = JUDGEMENTS.read_text(encoding="utf-8")
    start = text.index("  [[inspection.finding]]")
    end = text.index("  [[inspection.finding]]", start + 1)
    path = tmp_path / JUDGEMENTS.name
    path.write_text(text[:start] + text[end:], encoding="utf-8")

    load_published(at=at, path=path)

    assert Finding.objects.count() == whole - 1


def test_words_in_quotation_marks_that_nobody_published_are_refused_and_nothing_is_kept(
    at, tmp_path
):
    path = changed(tmp_path, "“had deteriorated”", "“had collapsed”")

    with pytest.raises(FactsDoNotHold, match="had collapsed"):
        load_published(at=at, path=path)

    assert not Report.objects.exists()
    assert not Source.objects.exists()


def test_all_that_is_wrong_with_the_file_is_told_at_once(at, tmp_path):
    path = changed(tmp_path, "“had deteriorated”", "“had collapsed”")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('source = "kent-release"', 'source = "nowhere"', 1))

    with pytest.raises(FactsDoNotHold) as refused:
        load_published(at=at, path=path)

    assert len(refused.value.faults) == 2


def test_the_command_loads_and_says_what_stands(capsys):
    call_command("published", "load")

    assert "14 inspections" in capsys.readouterr().out
    assert Report.objects.count() == 14


# ── What is on the shelves ─────────────────────────────────────────────────────────────────


def test_a_picture_is_not_on_the_shelves_before_its_day(at):
    load_published(at=at)
    midnight = datetime(2017, 2, 16, tzinfo=LONDON)

    for form in ("svg", "csv", "json"):
        assert sent("greater-manchester-2017", form, midnight - timedelta(seconds=1)) is None
        assert sent("greater-manchester-2017", form, midnight)


LATER = ["Gwent", "Northamptonshire", "Suffolk", "South Yorkshire", "Cumbria", "Working Links"]


@pytest.mark.parametrize("slug", ["published-judgements", "first-seven-inspections"])
@pytest.mark.parametrize("form", ["csv", "json", "svg"])
def test_no_later_inspection_leaks_into_the_open_data(at, slug, form):
    load_published(at=at)

    body = sent(slug, form, at) or ""

    assert [name for name in LATER if f'"{name}"' in body or f",{name}," in body] == []


def test_the_open_data_grow_on_the_day_and_not_before(at):
    load_published(at=at)
    day = datetime(2017, 4, 19, tzinfo=LONDON)

    before = sent("published-judgements", "csv", day - timedelta(seconds=1))
    after = sent("published-judgements", "csv", day)

    assert ",Gwent," not in before
    assert ",Gwent," in after
    assert ",Northamptonshire," not in after


def test_the_rows_of_the_csv_are_the_cells_of_the_picture(at):
    load_published(at=at)
    seven = queries.first_seven(on=at.date())
    figure = queries.many_areas(seven, queries.outcomes(), title="x")

    rows = list(csv.DictReader(io.StringIO(sent("first-seven-inspections", "csv", at))))

    drawn = [
        (area.name, provider.name, title, cell.words, cell.coding.value)
        for area in figure.areas
        for provider in area.providers
        for title, cell in zip(
            ("Overall", *figure.outcomes), (provider.overall, *provider.outcomes), strict=True
        )
    ]
    told = [(r["area"], r["provider"], r["outcome"], r["words"], r["our_coding"]) for r in rows]
    assert told == drawn
    assert len(told) == 7 * 2 * 4


def test_csv_and_json_hold_the_same_rows(at):
    load_published(at=at)

    rows = list(csv.DictReader(io.StringIO(sent("published-judgements", "csv", LAST))))

    assert json.loads(sent("published-judgements", "json", LAST))["rows"] == rows


def test_every_row_of_the_open_data_names_its_source(at):
    load_published(at=at)

    rows = json.loads(sent("published-judgements", "json", LAST))["rows"]

    assert all(row["source"] and row["our_reason"] for row in rows)
    assert all(row["words"] == "" for row in rows if row["our_coding"] == "not_known")


def test_a_cell_that_a_spreadsheet_would_run_is_made_text():
    rows = [{"words": "=1+1", "area": "Kent"}, {"words": "@SUM", "area": "-Kent"}]

    assert as_csv(rows).splitlines()[1:] == ["'=1+1,Kent", "'@SUM,'-Kent"]


def test_each_later_inspection_waits_for_its_own_day():
    load_published(at=PUBLICATION_DAY)

    shown = {
        day: len(queries.published(on=day))
        for day in (
            date(2016, 8, 30),
            date(2016, 8, 31),
            date(2017, 2, 15),
            date(2017, 2, 16),
            date(2017, 4, 18),
            date(2017, 4, 19),
            date(2018, 3, 31),
        )
    }

    assert list(shown.values()) == [0, 1, 6, 7, 7, 8, 14]
