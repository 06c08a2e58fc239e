"""Are days, times and numbers written everywhere the same?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from openprobation.ui import jinja, wording
from openprobation.ui.catalogue import Colour

DAY = date(2017, 2, 16)


def test_days_in_their_three_lengths():
    assert wording.day(DAY) == "Thursday 16 February 2017"
    assert wording.short_day(DAY) == "Thu 16 Feb 2017"
    assert wording.plain_day(DAY) == "16 February 2017"


def test_a_moment_is_told_in_our_time_not_in_utc():
    late = datetime(2017, 6, 30, 23, 5, tzinfo=UTC)

    assert wording.moment(late) == "00:05 on 1 July 2017"
    assert wording.day(late) == "Saturday 1 July 2017"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(9, 5), "9:05am"),
        (time(9), "9am"),
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(12, 30), "12:30pm"),
        (time(0, 15), "12:15am"),
        (time(17), "5pm"),
    ],
)
def test_times_as_people_say_them(at, words):
    assert wording.time_of_day(at) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (16, "today"),
        (17, "tomorrow"),
        (15, "yesterday"),
        (19, "in 3 days"),
        (13, "3 days ago"),
    ],
)
def test_days_from_today(day, words):
    assert wording.days_from(date(2017, 2, day), DAY) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (2, "2 working days left"),
        (1, "1 working day left"),
        (0, "due today"),
        (-1, "overdue by 1 working day"),
        (-3, "overdue by 3 working days"),
    ],
)
def test_working_days_left(left, words):
    assert wording.working_days_left(left) == words


@pytest.mark.parametrize(
    ("digits", "grouped"),
    [
        ("01614960123", "0161 496 0123"),
        ("07700900123", "07700 900123"),
        ("02079460123", "020 7946 0123"),
        ("01632960123", "01632 960123"),
        ("+353209120000", "+353209120000"),
    ],
)
def test_telephone_numbers_are_grouped_to_be_read_aloud(digits, grouped):
    assert wording.phone(digits) == grouped


def test_initials_of_one_two_and_no_names():
    assert wording.initials("Amira Khan") == "AK"
    assert wording.initials("Amira Jane Khan") == "AK"
    assert wording.initials("Amira") == "A"
    assert wording.initials(" ") == ""


def test_plural_counts_in_thousands():
    assert wording.plural(1, "case", "cases") == "1 case"
    assert wording.plural(1200, "case", "cases") == "1,200 cases"


def test_filters_carry_the_machines_form_and_may_be_plain():
    assert jinja.day(DAY) == '<time datetime="2017-02-16">Thursday 16 February 2017</time>'
    assert jinja.day(DAY, plain=True) == "Thursday 16 February 2017"
    assert jinja.time_of_day(datetime(2017, 7, 1, 8, 5, tzinfo=UTC)) == (
        '<time datetime="09:05">9:05am</time>'
    )
    assert jinja.day(None) == ""


def test_a_label_is_shown_and_a_bare_value_is_refused_with_the_remedy():
    assert jinja.label(Colour.RED) == "Red"
    assert jinja.label("red", Colour) == "Red"
    assert jinja.label(None) == ""
    with pytest.raises(jinja.Missing, match="stored value"):
        jinja.label("red")


def test_lines_keep_paragraphs_and_escape_what_was_typed():
    assert jinja.lines("One\ntwo\n\n<b>three</b>") == (
        '<p class="govuk-body op-lines" dir="auto">One<br>two</p>'
        '<p class="govuk-body op-lines" dir="auto">&lt;b&gt;three&lt;/b&gt;</p>'
    )


def test_with_query_leaves_out_what_is_empty():
    assert jinja.with_query("/cases/", {"tier": "A", "team": ""}, before=3) == (
        "/cases/?tier=A&before=3"
    )
    assert jinja.with_query("/cases/", tier=None) == "/cases/"
