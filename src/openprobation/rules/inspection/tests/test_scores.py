"""Does a table of scores become the ratings it should, and is every faulty row told?"""

from __future__ import annotations

import pytest

from openprobation.rules.inspection.frameworks import CORE_2018_CRC, FRAMEWORKS
from openprobation.rules.inspection.scores import COLUMNS, compute
from openprobation.vocabulary.inspection import Rating


def rows(*lines):
    """Rows as the table has them, the heading being row 1."""
    return [
        (number, dict(zip(COLUMNS, line.split(","), strict=False)))
        for number, line in enumerate(lines, start=2)
    ]


def only(*lines, framework=None):
    computed = compute(rows(*lines), framework=framework)
    assert computed.faults == ()
    (body,) = computed.bodies
    return body


def test_repeated_rows_are_summed_the_lowest_share_decides_and_a_given_rating_beats_counts():
    body = only(
        "A,2.10,2.10.1,9,10,",
        "A,2.2,2.2.2,5,10,",
        "A,2.2,2.2.2,1,10,",
        "A,2.2,2.2.1,7,10,",
        "A,2.9,2.9.1,0,10,",
        "A,2.9,,,,good",
    )

    told = [(s.standard, s.percent, s.rating, s.score) for s in body.standards]
    assert told == [
        ("2.2", 30, Rating.INADEQUATE, 0),
        ("2.9", None, Rating.GOOD, 2),
        ("2.10", 90, Rating.OUTSTANDING, 3),
    ]
    assert (body.overall.score, body.overall.highest) == (5, 9)


def test_without_a_framework_the_standards_present_are_all_there_are():
    body = only("A,1.1,,,,Requires Improvement", "A,2.1,2.1.1,0,0,")

    assert body.overall.missing == ("2.1",)
    assert (body.overall.score, body.overall.highest) == (None, 6)


def test_with_a_framework_what_is_missing_is_named_and_its_order_is_kept():
    lines = [f"B,{each.id},,,,Good" for each in reversed(CORE_2018_CRC.standards)]

    whole = only(*lines, framework=CORE_2018_CRC)
    short = only(*lines[:-1], framework=CORE_2018_CRC)

    assert [s.standard for s in whole.standards] == [s.id for s in CORE_2018_CRC.standards]
    assert (whole.overall.score, whole.overall.rating) == (20, Rating.GOOD)
    assert (short.overall.score, short.overall.highest) == (None, 30)
    assert short.overall.missing == ("1.1",)


def test_what_does_not_count_is_shown_and_left_out_of_the_sum():
    youth = FRAMEWORKS["yjs_2021"]
    lines = [
        f"E,{each.id},,,,{'Good' if each.counts else 'Inadequate'}" for each in youth.standards
    ]

    body = only(*lines, framework=youth)

    assert len(body.standards) == 13
    assert (body.overall.score, body.overall.highest) == (24, 36)
    assert "Not in the sum: 4.1" in body.overall.explanation


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",2.1,2.1.1,1,2,", "body is empty."),
        ("A,,2.1.1,1,2,", "standard is empty."),
        ("A,2.1,2.1.1,3,2,", "met is 3, more than the 2 applicable."),
        ("A,2.1,2.1.1,-1,2,", "met must be a whole number, not “-1”."),
        ("A,2.1,2.1.1,1.5,2,", "met must be a whole number, not “1.5”."),
        ("A,2.1,2.1.1,,2,", "met must be a whole number, not “”."),
        ("A,2.1,2.1.1,1,,", "applicable must be a whole number, not “”."),
        ("A,2.1,2.1.1,1", "applicable must be a whole number, not “”."),
        ("A,2.1,2.1.1,9999999,9999999,", "met must be a whole number"),
        ("A,2.1,,1,2,", "give a key question with its counts, or a rating."),
        ("A,2.1,,,,Fair", "“Fair” is not a rating: use Outstanding, Good, Requires improvement or"),
        ("A,2.1,2.1.1,1,2,Fair", "“Fair” is not a rating"),
        ("A,9.1,9.1.1,1,2,", "core_2018_crc has no standard 9.1."),
        ("A,2.1,2.2.1,1,2,", "standard 2.1 has no key question 2.2.1."),
        ("A,2.1,2.1.1,1,0,", "met is 1, more than the 0 applicable."),
        ("A,2.1,2.1.1,١,٢,", "met must be a whole number"),
        ("A,2.1,2.1.1,1e1,20,", "met must be a whole number"),
        ("A,2.1,2.1.1,,,Good", "met must be a whole number"),
        ("A,1.2,,5,2,Good", "met is 5, more than the 2 applicable."),
        ("A,1.2,,x,,Good", "met must be a whole number, not “x”."),
        ("A,1.1,,,,Good", "1.1 was given Inadequate in a row before."),
        ("A\u200b,2.1,2.1.1,1,2,", "body holds a character that cannot be seen (U+200B)."),
        ("A\x00,2.1,2.1.1,1,2,", "body holds a character that cannot be seen (U+0000)."),
        ("A\u202eB,2.1,2.1.1,1,2,", "body holds a character that cannot be seen (U+202E)."),
        ("A,2.1,2.1.1\ufeff,1,2,", "key_question holds a character that cannot be seen (U+FEFF)."),
        ("A,2.1,2.1.1,1\x1b[2J,2,", "met must be a whole number, not “1\\u001b[2J”."),
        (f"A,2.1,2.1.1,{'9' * 90},2,", f"not “{'9' * 59}…”."),
    ],
)
def test_a_faulty_row_is_told_with_its_number_and_nothing_is_computed(line, said):
    computed = compute(rows("A,1.1,,,,Inadequate", line), framework=CORE_2018_CRC)

    assert computed.bodies == ()
    (fault,) = [each for each in computed.faults if said in each.message]
    assert str(fault).startswith("row 3: ")


def test_one_name_typed_two_ways_is_one_body_named_as_it_was_first():
    body = only(
        "Caf\u00e9  Road,1.1,,,,Good", "Cafe\u0301\u00a0Road,1.1,,,,Good", "Café Road,1.2,,,,Good"
    )

    assert (body.body, len(body.standards)) == ("Caf\u00e9  Road", 2)


def test_a_row_of_a_key_question_counts_whatever_rating_stands_beside_it():
    (standard,) = only("A,2.1,2.1.1,1,10,Good", "A,2.1,2.1.2,9,10,").standards

    assert (standard.percent, standard.rating) == (10, Rating.INADEQUATE)


def test_all_faults_of_all_rows_are_told_at_once():
    computed = compute(rows("A,2.1,2.1.1,x,y,", "A,2.1,2.1.1,1,1,", ",,2.1.1,1,1,"))

    assert [fault.row for fault in computed.faults] == [2, 2, 4, 4]
