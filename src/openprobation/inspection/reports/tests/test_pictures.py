"""Is a picture drawn safely: escaped, without styles, and saying in words what it shows?"""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string

from openprobation.analytics.charts import judgements as charts
from openprobation.analytics.charts.figures import Area, Cell, Judged, Judgements
from openprobation.inspection.reports import queries
from openprobation.inspection.reports.actions import drawn
from openprobation.inspection.reports.tests.published import loaded_beneath
from openprobation.vocabulary.inspection import Coding

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert('x')</script>\" onload=\"alert(1)"


def hostile():
    cell = Cell(Coding.GOOD, HOSTILE, HOSTILE)
    one = Judged(HOSTILE, HOSTILE, HOSTILE, cell, (cell,))
    return Judgements(
        title=HOSTILE,
        subtitle=HOSTILE,
        kinds=(HOSTILE, HOSTILE),
        overall=HOSTILE,
        outcomes=(HOSTILE,),
        areas=(Area(HOSTILE, HOSTILE, (one, one), "1"),),
        legend=((Coding.GOOD, HOSTILE),),
        note=HOSTILE,
        source=HOSTILE,
    )


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    with loaded_beneath(django_db_blocker):
        yield


@pytest.fixture
def loaded(published, db):
    """What is published by 16 February 2017."""


@pytest.mark.parametrize(
    "draw",
    [
        charts.side_by_side,
        charts.side_by_side_narrow,
        charts.many_areas,
        charts.many_areas_narrow,
    ],
)
def test_hostile_text_is_text(draw):
    svg = drawn(draw(hostile(), name="p"))

    root = ET.fromstring(svg)
    assert root.find(f".//{SVG}script") is None
    assert not [e for e in root.iter() if any(name.startswith("on") for name in e.attrib)]
    assert root.find(f"{SVG}title").text == HOSTILE


def test_a_picture_has_a_role_a_title_a_description_and_no_style(loaded, at):
    full = queries.inspection_in_full(slug="greater-manchester-2017", on=at.date())
    picture = charts.side_by_side(queries.side_by_side(full), name="gm")

    svg = render_to_string("reports/picture.svg", {"picture": picture})

    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "gm-title gm-desc"
    assert "Greater Manchester" in root.find(f"{SVG}title").text
    assert "NPS North West division: overall" in root.find(f"{SVG}desc").text
    assert "<style" not in svg
    assert "style=" not in svg


def test_the_words_in_the_picture_are_real_text(loaded, at):
    full = queries.inspection_in_full(slug="greater-manchester-2017", on=at.date())
    picture = charts.side_by_side(queries.side_by_side(full), name="gm")

    text = " ".join(e.text for e in ET.fromstring(drawn(picture)).iter(f"{SVG}text"))

    assert "Not sufficiently effective" in text
    assert "Colours are our coding of the published words." in text
    assert "16 February 2017" in text


def test_ids_in_a_picture_are_its_own(loaded, at):
    full = queries.inspection_in_full(slug="greater-manchester-2017", on=at.date())
    figure = queries.side_by_side(full)

    ids = [
        element.get("id")
        for picture in (
            charts.side_by_side(figure, name="wide"),
            charts.side_by_side_narrow(figure, name="narrow"),
        )
        for element in ET.fromstring(drawn(picture)).iter()
        if element.get("id")
    ]

    assert len(ids) == len(set(ids))


def test_our_own_note_is_not_told_as_the_inspectorates_finding(loaded, at):
    york = queries.inspection_in_full(slug="york-and-north-yorkshire-2016", on=at.date())

    source = queries.side_by_side(york).source

    assert source.startswith("No page about this inspection was read.")
    assert "HM Inspectorate" not in source
