"""Does `ratings compute` answer as it says, and does it keep quiet about a table it cannot read?"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from openprobation.rules.inspection.frameworks import CORE_2018_CRC, FRAMEWORKS

HEADING = "body,standard,key_question,met,applicable,rating\n"


@pytest.fixture
def run(tmp_path, capsys):
    """Run it on a text: what it printed, what it complained of, and how it ended."""

    def run(text, *options):
        path = tmp_path / "scores.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = 0
        try:
            call_command("ratings", "compute", str(path), *options)
        except SystemExit as ended:
            code = ended.code
        told = capsys.readouterr()
        return told.out, told.err, code

    return run


def test_it_answers_with_the_shape_it_promises(run):
    text = (
        "\ufeff"
        + HEADING
        + "North,2.1,2.1.1,33,50,\r\nNorth,2.1,2.1.2,27,50,\n\nNorth,1.1,,,,Good\n"
        '"South, west",2.1,2.1.1,0,0,\n'
    )

    out, err, code = run(text, "--json")

    assert (err, code) == ("", 0)
    assert json.loads(out) == {
        "bodies": [
            {
                "body": "North",
                "standards": [
                    {"standard": "1.1", "percent": None, "rating": "Good", "score": 2},
                    {
                        "standard": "2.1",
                        "percent": 54,
                        "rating": "Requires improvement",
                        "score": 1,
                    },
                ],
                "overall": {"score": 3, "max": 6, "rating": "Requires improvement"},
            },
            {
                "body": "South, west",
                "standards": [{"standard": "2.1", "percent": None, "rating": None, "score": None}],
                "overall": {"score": None, "max": 3, "rating": None, "missing": ["2.1"]},
            },
        ]
    }


def test_with_a_framework_a_missing_standard_is_named_and_that_is_no_fault(run):
    lines = "".join(f"X,{each.id},,,,Good\n" for each in CORE_2018_CRC.standards[1:])

    out, err, code = run(HEADING + lines, "--json", "--framework", "core_2018_crc")

    assert (err, code) == ("", 0)
    assert json.loads(out)["bodies"][0]["overall"] == {
        "score": None,
        "max": 30,
        "rating": None,
        "missing": ["1.1"],
    }


def test_without_json_it_prints_a_table_with_the_reasons(run):
    out, _, code = run(HEADING + "North,2.1,2.1.1,40,50,\n")

    assert code == 0
    assert "80%  Outstanding" in out
    assert "The only key question, 2.1.1, was met in 80% (40 of 50)" in out
    assert "Overall: 3 of 3" in out


PUBLISHED = {
    # ../shared/reference/published_results.csv: the standards' scores in the framework's order
    ("yjs_2021", "East Sussex Youth Justice Service 2024"): ("2233203311323", 25, 36, "Good"),
    ("pdu_2021", "Birmingham North, East and Solihull PDU 2022"): (
        "010100000",
        2,
        27,
        "Inadequate",
    ),
    ("pdu_2021", "Hammersmith, Fulham and others PDU 2022"): ("000000000", 0, 27, "Inadequate"),
}
WORDS = ("Inadequate", "Requires improvement", "Good", "Outstanding")


def rows_of(body, framework, scores):
    standards = FRAMEWORKS[framework].standards
    return "".join(
        f'"{body}",{standard.id},,,,{WORDS[int(score)]}\n'
        for standard, score in zip(standards, scores, strict=True)
    )


@pytest.mark.parametrize(("published", "told"), PUBLISHED.items())
def test_the_published_sets_of_ratings_come_out_as_published(run, published, told):
    framework, body = published
    scores, score, highest, rating = told

    out, err, code = run(
        HEADING + rows_of(body, framework, scores), "--json", "--framework", framework
    )

    assert (err, code) == ("", 0)
    assert json.loads(out)["bodies"][0]["overall"] == {
        "score": score,
        "max": highest,
        "rating": rating,
    }


@pytest.mark.parametrize(
    ("framework", "highest_of_each"),
    [
        ("pdu_2023", (3, 10, 17, 21)),
        ("region_2023", (4, 12, 20, 24)),
        ("pdu_2021", (4, 13, 22, 27)),
        ("core_2018_nps", (5, 15, 25, 30)),
        ("yjs_2021", (6, 18, 30, 36)),
    ],
)
def test_every_point_total_of_each_number_of_standards_is_banded(run, framework, highest_of_each):
    counted = len(FRAMEWORKS[framework].counted)
    rest = len(FRAMEWORKS[framework].standards) - counted
    totals = range(3 * counted + 1)
    lines = [
        rows_of(
            f"total {total}",
            framework,
            [min(3, max(0, total - 3 * n)) for n in range(counted)] + [3] * rest,
        )
        for total in totals
    ]

    out, _, _ = run(HEADING + "".join(lines), "--json", "--framework", framework)

    for total, body in zip(totals, json.loads(out)["bodies"], strict=True):
        place = next(n for n, highest in enumerate(highest_of_each) if total <= highest)
        assert body["overall"] == {
            "score": total,
            "max": 3 * counted,
            "rating": WORDS[place],
        }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADING + "A,2.1,2.1.1,1,2,\nA,2.1,2.1.1,3,2,\n", "row 3: met is 3"),
        (HEADING + 'A,2.1,2.1.1,1,2,"\n', "row 2: this cannot be read as CSV"),
        (HEADING + "A,2.1,2.1.1,1,2,,,\n", "row 2: there are more cells than headings"),
        (HEADING + "A,2.1,2.1.1,1,2,\n\n\u200b,2.1,2.1.1,1,2,\n", "row 4: body holds a character"),
        ("A,2.1,2.1.1,1,2,\n", "row 1: columns not found: body,"),
        ((HEADING + "A,2.1,2.1.1,1,2,\n").encode("utf-16"), "row 1: this is not UTF-8"),
        ("body,standard\nA,2.1\n", "row 1: columns not found: key_question, met"),
        ("", "row 1: the file is empty"),
        (HEADING.encode() + b"A,2.1,\xff,1,2,\n", "row 2: this is not UTF-8"),
        (HEADING.replace("met", "met,met"), "row 1: columns given twice: met"),
    ],
)
def test_a_faulty_row_is_told_on_the_other_stream_and_nothing_is_printed(run, text, said):
    out, err, code = run(text, "--json")

    assert (out, code) == ("", 2)
    assert err.startswith(said)


def test_it_is_read_on_a_terminal_that_has_no_letter_of_a_name(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text(HEADING + "Café,1.1,,,,Good\n", encoding="utf-8")
    told = [
        subprocess.run(
            [
                sys.executable,
                "-m",
                "openprobation.config.command",
                "ratings",
                "compute",
                str(path),
                *options,
            ],
            env=os.environ | {"PYTHONIOENCODING": "ascii"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for options in ([], ["--json"])
    ]

    assert told[0].startswith(r"Caf\xe9")
    assert json.loads(told[1])["bodies"][0]["body"] == "Café"


def test_a_file_that_is_not_there_is_told_too(run, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("ratings", "compute", str(tmp_path / "none.csv"))

    assert ended.value.code == 2
    assert "cannot be read" in capsys.readouterr().err
