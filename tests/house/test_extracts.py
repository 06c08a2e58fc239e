"""Is every table of an extract described, filled, ordered and blank where a person is restricted?"""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import call_command

from openprobation.analytics.tables import PERSON, TABLES, Kind, printed
from openprobation.config import extracts
from openprobation.foundation.audit.models import Entry
from openprobation.supervision.commissioning.models import DeliveryLine, PurchaseOrder
from openprobation.supervision.interventions.models import ReferralStep, Session
from openprobation.supervision.interventions.tests.factories import AT, Story
from openprobation.supervision.persons.tests.factories import restricted

ROOT = Path(__file__).parents[2]
FILLED = [filled for share in extracts.SHARES for filled in share]


def test_data_md_is_printed_from_the_tables():
    assert (ROOT / "docs" / "data.md").read_text() == printed(TABLES), (
        "run: openprobation extract --describe"
    )


def test_every_table_is_filled_once_by_a_context_that_is_listed():
    contexts = (ROOT / "src" / "openprobation").glob("*/*/extract.py")

    assert [filled.table for filled in FILLED] == list(TABLES)
    assert len(list(contexts)) == len(extracts.SHARES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_names_each_column_once_and_says_what_it_means(table):
    assert table.header[0] == "id"
    assert len(set(table.header)) == len(table.header)
    assert all(column.meaning.endswith(".") for column in (table, *table.columns))
    assert not any(column.stays for column in table.columns if column.name == PERSON)


def test_a_row_of_the_wrong_length_or_kind_is_refused():
    table = TABLES[0]

    with pytest.raises(ValueError, match="columns"):
        table.told((1,), ())
    assert not Kind.DAY.fits(AT)
    assert not Kind.NUMBER.fits(True)


def read(folder, name):
    with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.django_db
def test_an_extract_holds_every_row_in_order_and_blanks_whoever_is_restricted(tmp_path, capsys):
    story = Story()
    found = story.planned(story.service())
    story.reported(story.booked(found))
    hidden = Story(area=story.area, nps=story.nps, crc=story.crc)
    hidden.refer()
    restricted(hidden.person)

    call_command("extract", tmp_path)

    assert "referrals.csv: 2 rows" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{table.name}.csv" for table in TABLES
    )
    rows = read(tmp_path, "referrals")
    assert [row["person"] for row in rows] == [str(found.person_id), ""]
    assert (rows[1]["need"], rows[1]["sent_at"], rows[1]["state"]) == ("", "", "sent")
    assert len(read(tmp_path, "referral_moves")) == ReferralStep.objects.count()
    assert len(read(tmp_path, "sessions")) == Session.objects.count() == 1
    money = read(tmp_path, "deliveries")
    assert sum(int(row["pence"]) for row in money) == sum(
        line.units * line.order.unit_pence for line in DeliveryLine.objects.all()
    )
    assert len(read(tmp_path, "orders")) == PurchaseOrder.objects.count()
    for table in TABLES:
        numbers = [int(row["id"]) for row in read(tmp_path, table.name)]
        assert all(one < other for one, other in pairwise(numbers))
        assert story.person.family_name not in (tmp_path / f"{table.name}.csv").read_text()
    assert Entry.objects.filter(action="extract.written").count() == 1


def test_an_extract_into_no_folder_is_refused(tmp_path):
    with pytest.raises(extracts.NoFolder):
        extracts.write(tmp_path / "none", at=AT)
