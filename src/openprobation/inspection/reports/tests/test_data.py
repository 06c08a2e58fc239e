"""Does the file of published judgements hold only what was published, each with its source?"""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from openprobation.inspection.reports.actions import JUDGEMENTS, PROGRAMMES
from openprobation.vocabulary.inspection import Coding, SourceKind

TOLD = tomllib.loads(JUDGEMENTS.read_text(encoding="utf-8"))
INSPECTIONS = TOLD["inspection"]
JUDGED = [
    (inspection, provider, judgement)
    for inspection in INSPECTIONS
    for provider in inspection["provider"]
    for judgement in provider.get("judgement", [])
]
REFERENCE = Path(__file__).parents[6] / "shared" / "reference" / "q_and_i_judgements.csv"


def named(case):
    inspection, provider, judgement = case
    return f"{inspection['slug']}-{provider['kind']}-{judgement.get('section', 'overall')}"


def test_every_row_of_every_inspection_names_a_source_that_is_listed():
    rows = [
        row
        for inspection in INSPECTIONS
        for row in (
            inspection,
            *inspection.get("finding", []),
            *inspection.get("recommendation", []),
            *(judgement for p in inspection["provider"] for judgement in p.get("judgement", [])),
        )
    ]

    assert [row for row in rows if row.get("source") not in TOLD["source"]] == []


def test_every_source_has_an_address_and_a_date_unless_it_is_our_own_note():
    lacking = [
        code
        for code, source in TOLD["source"].items()
        if source["kind"] != SourceKind.OWN_NOTE
        and not (source.get("url", "").startswith("http") and source["dated"])
    ]

    assert lacking == []


@pytest.mark.parametrize("case", JUDGED, ids=named)
def test_a_judgement_says_something_and_is_coded_with_a_reason(case):
    _inspection, _provider, judgement = case

    assert judgement["words"]
    assert judgement["reason"]
    assert Coding(judgement["coding"]) is not Coding.NOT_KNOWN  # what is not known is left out


@pytest.mark.parametrize("case", JUDGED, ids=named)
def test_words_in_quotation_marks_are_found_in_the_passage_beside_them(case):
    _inspection, _provider, judgement = case
    passage = judgement.get("quotation", "").casefold()

    said = " ".join(judgement.get(part, "") for part in ("words", "detail", "reason"))

    assert [w for w in re.findall("“([^”]+)”", said) if w.casefold() not in passage] == []


@pytest.mark.parametrize("case", JUDGED, ids=named)
def test_a_quotation_stays_short(case):
    _inspection, _provider, judgement = case

    assert len(judgement.get("quotation", "").split()) <= 45


def test_judgements_are_about_outcomes_of_the_framework():
    framework = tomllib.loads((PROGRAMMES / f"{TOLD['framework']}.toml").read_text())
    outcomes = {section["code"] for section in framework["section"] if section["kind"] == "outcome"}

    assert {j["section"] for _i, _p, j in JUDGED if "section" in j} <= outcomes


def test_the_first_seven_are_numbered_and_public_by_publication_day():
    numbered = {i["number"]: i for i in INSPECTIONS if "number" in i}

    assert sorted(numbered) == [1, 2, 3, 4, 5, 6, 7]
    assert all(i["published_on"] <= date(2017, 2, 16) for i in numbered.values())
    assert all(i["published_on"] > date(2017, 2, 16) for i in INSPECTIONS if "number" not in i)


def test_of_york_and_north_yorkshire_nothing_was_read_and_nothing_is_said():
    york = next(i for i in INSPECTIONS if i["slug"].startswith("york"))

    assert york["number_sureness"] == "R"
    assert all("judgement" not in provider for provider in york["provider"])


def test_greater_manchester_is_told_whole():
    manchester = next(i for i in INSPECTIONS if i["slug"] == "greater-manchester-2017")

    judged = {
        (p["kind"], j.get("section", "")) for p in manchester["provider"] for j in p["judgement"]
    }
    assert judged == {
        (kind, code) for kind in ("crc", "nps") for code in ("", "protect", "reoffend", "abide")
    }
    assert [(r["number"], r["addressee"]) for r in manchester["recommendation"]] == [
        (1, "nps"),
        (2, "crc"),
        (3, "crc"),
    ]


@pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference folder is not beside us")
def test_every_judgement_of_the_reference_list_is_here():
    codes = {
        "overall": "",
        "protecting the public": "protect",
        "reducing reoffending": "reoffend",
        "abiding by the sentence": "abide",
    }
    ours = {
        (
            inspection["area"].split(":")[0].split()[0],
            provider["kind"],
            judgement.get("section", ""),
        )
        for inspection, provider, judgement in JUDGED
    }
    theirs = {
        (row["inspection"].split()[0], row["provider_kind"].lower(), codes[row["outcome"]])
        for row in csv.DictReader(REFERENCE.read_text(encoding="utf-8").splitlines())
        if row["outcome"]
    }

    assert theirs - ours == set()
