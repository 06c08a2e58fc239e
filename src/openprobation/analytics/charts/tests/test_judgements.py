"""Does every word lie inside its box, whatever the words are?"""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openprobation.analytics.charts import judgements
from openprobation.analytics.charts.drawing import LEADING, LOOKS, Picture
from openprobation.analytics.charts.figures import Area, Cell, Judged, Judgements
from openprobation.analytics.charts.text import width
from openprobation.vocabulary.inspection import Coding

CODINGS = st.sampled_from(list(Coding))
LONG = st.one_of(
    st.sampled_from(["", "Good", "Rehabilitationsunternehmensbewertung" * 3]),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=50),
    st.lists(st.text("abcdefWW ", max_size=30), max_size=9).map(" ".join),
)


def judged(name="Cheshire and Greater Manchester CRC", coding=Coding.GOOD, words="Good", detail=""):
    cell = Cell(coding, "" if coding is Coding.NOT_KNOWN else words, detail)
    return Judged(name, "CRC", "An owner", cell, (cell, cell, cell))


def figure(*areas, **changes):
    areas = areas or (Area("Kent", "6 October 2016", (judged(), judged()), "4"),)
    figure = Judgements(
        title="How each was judged",
        subtitle="Inspections",
        kinds=("Community Rehabilitation Company", "National Probation Service"),
        overall="Overall verdict",
        outcomes=("Protecting the public", "Reducing reoffending", "Abiding by the sentence"),
        areas=areas,
        legend=tuple((coding, coding.label) for coding in Coding),
        note="Colours are our coding of the published words.",
        source="Source: somebody.",
    )
    return dataclasses.replace(figure, **changes)


DRAWN = {
    "side by side": judgements.side_by_side,
    "side by side, narrow": judgements.side_by_side_narrow,
    "many areas": judgements.many_areas,
    "many areas, narrow": judgements.many_areas_narrow,
}
every_form = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)


def assert_nothing_overflows(picture: Picture):
    for text in picture.texts:
        assert width(text.content, size=text.size, bold=text.bold) <= text.room + 1e-6, text
        assert text.left >= -1e-6, text
        assert text.left + text.room <= picture.width + 1e-6, text
        assert 0 < text.y <= picture.height, text
    for box in picture.boxes:
        assert box.x >= 0, box
        assert box.right <= picture.width + 1e-6, box
        assert box.bottom <= picture.height + 1e-6, box


def assert_words_stay_in_their_cells(picture: Picture):
    """A line that starts inside a tinted cell ends inside it, above and below as well."""
    cells = [box for box in picture.boxes if box.edge and not box.hatch and box.height > 30]
    for text in picture.texts:
        inside = [
            box
            for box in cells
            if box.x <= text.left and text.left + text.room <= box.right
            if box.y < text.y - text.size * 0.4 < box.bottom
        ]
        for box in inside:
            assert text.y - text.size * 0.8 >= box.y - 0.5, (text, box)
            assert text.y + text.size * 0.25 <= box.bottom + 0.5, (text, box)


@every_form
def test_nothing_overflows_with_the_words_of_real_judgements(draw):
    picture = draw(
        figure(
            Area(
                "Staffordshire and Stoke",
                "12 January 2017",
                (
                    judged(words="“Poor”; “poorer than any other area inspected this year”"),
                    judged(coding=Coding.NOT_KNOWN),
                ),
                "6",
            )
        ),
        name="p",
    )

    assert_nothing_overflows(picture)
    assert_words_stay_in_their_cells(picture)


@every_form
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_overflows_whatever_the_words(draw, data):
    providers = tuple(
        judged(data.draw(LONG), data.draw(CODINGS), data.draw(LONG) or "x", data.draw(LONG))
        for _ in range(2)
    )
    area = Area(data.draw(LONG), data.draw(LONG), providers, data.draw(st.sampled_from(["", "17"])))

    picture = draw(figure(area, title=data.draw(LONG), source=data.draw(LONG)), name="p")

    assert_nothing_overflows(picture)
    assert_words_stay_in_their_cells(picture)


@every_form
def test_two_lines_of_text_never_lie_on_each_other(draw):
    picture = draw(figure(), name="p")

    rows = sorted(picture.texts, key=lambda text: (text.x, text.y))
    for above, below in itertools.pairwise(rows):
        if above.x == below.x:
            assert below.y - above.y >= min(above.size, below.size) * (LEADING - 0.4)


@every_form
def test_what_is_not_known_is_said_and_hatched(draw):
    unknown = judged(coding=Coding.NOT_KNOWN)

    picture = draw(figure(Area("York", "2016", (unknown, unknown), "2")), name="p")

    marks = [mark for mark in picture.marks if mark.look.coding is Coding.NOT_KNOWN]
    assert len(marks) == 8 + 1  # two verdicts, six outcomes, and the legend
    assert any(text.content == "Not known" for text in picture.texts)
    assert any(box.hatch is Coding.NOT_KNOWN for box in picture.boxes)


def test_a_longer_judgement_makes_a_taller_picture_and_never_a_smaller_text():
    short = judgements.side_by_side(figure(), name="p")
    wordy = Area("Kent", "2016", (judged(words="very " * 60), judged()), "4")

    tall = judgements.side_by_side(figure(wordy), name="p")

    assert tall.height > short.height
    assert {text.size for text in tall.texts} == {text.size for text in short.texts}


def test_colour_is_never_alone():
    assert set(LOOKS) == set(Coding)
    assert len({look.shape for look in LOOKS.values()}) == len(Coding)
    assert len({look.hatch for look in LOOKS.values()}) == len(Coding)


def test_one_organisation_alone_takes_the_whole_width():
    alone = figure(Area("London", "2018", (judged(),), ""), kinds=("National Probation Service",))

    assert_nothing_overflows(judgements.side_by_side(alone, name="p"))
    assert_nothing_overflows(judgements.side_by_side_narrow(alone, name="p"))


def test_the_description_says_every_judgement_and_what_is_not_known():
    area = Area("Kent", "2016", (judged(words="Poor"), judged("NPS", Coding.NOT_KNOWN)), "4")

    said = judgements.described(figure(area))

    assert "Kent, Cheshire and Greater Manchester CRC: overall, Poor" in said
    assert "Kent, NPS: not known." in said
