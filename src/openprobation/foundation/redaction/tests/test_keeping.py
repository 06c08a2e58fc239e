"""Is the journal whole, is a damaged one refused, and are held words read by nobody without the key?"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from openprobation.foundation.redaction import keeping
from openprobation.foundation.redaction.finding import fingerprints_of, key_for

WORDS = "14 Rose Lane"


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.REDACTIONS_JOURNAL = tmp_path / "redactions.jsonl"
    settings.REDACTION_KEY = "a key for tests"
    return settings.REDACTIONS_JOURNAL


def made(number="one"):
    key = key_for("salt", secret=keeping.secret())
    return keeping.Made(
        number=number,
        record="persons.Person",
        record_ids=(1, 2),
        paths=("/people/X1/",),
        salt="salt",
        fingerprints=fingerprints_of([WORDS], key=key),
        tombstone="[removed 16 Feb 2017]",
        at=datetime(2017, 2, 16, 9, tzinfo=UTC),
        asked_by="asha.rao",
        confirmed_by="jo.long",
    )


def test_what_is_written_down_is_read_back_and_finds_the_words(journal):
    keeping.write_down(made())

    (read,) = keeping.written_down()
    assert read == made()
    assert read.finder().spans("at 14 rose lane") == [(3, 15)]


def test_the_journal_tells_the_words_to_nobody_and_is_its_owners_alone(journal):
    keeping.write_down(made())

    assert "rose" not in journal.read_text().lower()
    assert journal.stat().st_mode & 0o077 == 0


def test_half_a_line_left_by_a_machine_that_stopped_is_dropped(journal):
    keeping.write_down(made("one"))
    with journal.open("a") as file:
        file.write('{"made": "{')

    assert [each.number for each in keeping.written_down()] == ["one"]
    keeping.write_down(made("two"))
    assert [each.number for each in keeping.written_down()] == ["one", "two"]


def test_a_changed_line_is_refused_by_its_number(journal):
    keeping.write_down(made())
    journal.write_text(journal.read_text().replace("Person", "Nobody"))

    with pytest.raises(keeping.JournalDamaged, match="Line 1"):
        keeping.written_down()


def test_another_key_is_refused_rather_than_finding_nothing(settings):
    keeping.write_down(made())
    settings.REDACTION_KEY = "another key"

    with pytest.raises(keeping.JournalDamaged):
        keeping.written_down()


def test_held_words_are_read_with_the_key_and_not_without_it(settings):
    sealed = keeping.held([WORDS])

    assert keeping.words_held(sealed) == (WORDS,)
    settings.REDACTION_KEY = "another key"
    with pytest.raises(keeping.OtherKey):
        keeping.words_held(sealed)


def test_where_there_is_no_journal_nothing_was_made(journal):
    assert not os.path.exists(journal)
    assert keeping.written_down() == []
