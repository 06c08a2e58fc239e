"""Are files taken, kept, found, replaced and removed as they should be, and the dangerous ones not?"""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.documents import actions, queries, reactions, storing
from openprobation.foundation.documents.accepting import NotAccepted, NothingInIt, TooLarge
from openprobation.foundation.documents.models import Document
from openprobation.foundation.documents.policies import LARGEST
from openprobation.foundation.documents.web.sending import attachment, download
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.redaction.events import WordsRedacted, WordsSought
from openprobation.foundation.redaction.finding import Everything, Known
from openprobation.foundation.redaction.sweeping import Sweep
from openprobation.vocabulary.documents import DocumentKind, Part

from .factories import PNG, a_letter, archive, kept

pytestmark = pytest.mark.django_db

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 16
HEIC = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 16
WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>Off sick</w:t></w:r></w:p></w:body></w:document>"
)


def lies(digest: str) -> bool:
    return storing.path_of(digest).exists()


def sweep(words: str, *, writes: bool = True, everything: bool = False) -> Sweep:
    finder = Everything() if everything else Known((words,))
    return Sweep("persons.Person", (7,), ("/people/X1/",), finder, "[removed]", writes)


# ── Kept ───────────────────────────────────────────────────────────────────────────────────
def repeatable(content: bytes) -> str:
    """A name for a file: an archive holds the second it was made in."""
    said = content[:2] if content.startswith(b"PK") else content[:24]
    return f"{bytes(byte for byte in said if 32 <= byte < 127).decode()} {len(content)}"


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PNG, "sick note.png", "image/png"),
        (JPEG, "sick note.jpg", "image/jpeg"),
        (HEIC, "sick note.heic", "image/heic"),
        (b"%PDF-1.4 plain", "sick note.pdf", "application/pdf"),
        (b"I was ill.", "sick note.txt", "text/plain"),
        (archive(word__document_dot_xml=WORD), "sick note.docx", actions.DOCX),
    ],
    ids=["png", "jpeg", "heic", "pdf", "txt", "docx"],
)
def test_a_file_is_what_its_bytes_say(content, name, media_type):
    document = kept(content, name="sick note.exe")

    found = queries.content(document.pk)
    assert (found.name, found.media_type, found.data) == (name, media_type, content)
    assert Entry.objects.get(action="document.kept").person_id == 7


def test_a_name_loses_folders_and_signs_that_deceive():
    document = kept(PNG, name='../../etc/"passwd\u202egnp<script>.exe')

    assert document.name == "passwdgnpscript.png"


def test_the_words_of_a_word_document_are_kept_to_be_searched():
    assert kept(archive(word__document_dot_xml=WORD)).words == "Off sick"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"  <?xml version='1.0'?><svg onload='x'/>",
        b"#!/bin/sh\nrm -rf /",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"GIF89a\x01\x00\xff",
        b"%PDF-1.4 /OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        b"%PDF-1.4 /Open#41ction 3 0 R",
        b"%PDF-1.4 /EmbeddedFiles 3 0 R",
        b"%PDF-1.4 /Encrypt 3 0 R",
        b"PK\x03\x04 broken",
        archive(evil_dot_txt="hello"),
        archive(word__document_dot_xml=WORD, word__vbaProject_dot_bin="x"),
        archive(word__document_dot_xml=WORD, word__embeddings__a_dot_xlsx="x"),
        archive(word__document_dot_xml='<!DOCTYPE x [<!ENTITY a "b">]>' + WORD),
        archive(word__document_dot_xml="<not-closed"),
        b"hidden\x00zero",
    ],
    ids=repeatable,
)
def test_a_hostile_file_is_refused_and_nothing_is_kept(content):
    with pytest.raises(NotAccepted, match="Send a photograph"):
        kept(content)

    assert not Document.objects.exists()


def test_an_empty_file_and_one_too_large_are_refused():
    with pytest.raises(NothingInIt):
        kept(b"")
    with pytest.raises(TooLarge, match="10 MB"):
        kept(PNG + bytes(LARGEST))


def test_a_bomb_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("openprobation.foundation.documents.accepting.MOST_UNPACKED", 10)

    with pytest.raises(NotAccepted, match="too large"):
        kept(archive(word__document_dot_xml=WORD))


def test_the_same_bytes_lie_on_the_disk_once():
    first, second = kept(PNG), kept(PNG, person_id=8)

    assert first.digest == second.digest
    assert oct(storing.path_of(first.digest).stat().st_mode)[-3:] == "600"


def test_damaged_bytes_are_shown_to_nobody():
    document = kept(PNG)
    storing.path_of(document.digest).write_bytes(b"other")

    with pytest.raises(storing.FileDamaged):
        queries.content(document.pk)


def test_evidence_is_kept_for_years_and_a_letter_as_long_as_its_case(at):
    evidence = kept()
    letter = actions.keep_letter(
        letter=a_letter(),
        record_kind="story",
        record_id=1,
        person_id=7,
        name="Letter",
        by=UserFactory(),
        at=at,
    )

    assert evidence.keep_until == date(2020, 2, 15)
    assert letter.keep_until is None
    assert queries.letter(letter.pk) == a_letter()


def test_held_gives_every_file_of_each_record_in_one_query(django_assert_num_queries):
    kept(), kept(record_id=2, part=Part.SERVED), kept(record_kind="other")

    with django_assert_num_queries(1):
        found = queries.held("story", [1, 2, 3])

    assert {pk: [line.part for line in lines] for pk, lines in found.items()} == {
        1: [Part.RECORD],
        2: [Part.SERVED],
    }


# ── Put right ──────────────────────────────────────────────────────────────────────────────
def test_a_file_is_replaced_once_and_the_old_one_stays():
    old = kept()
    new = kept(PNG, replaces=old)

    with pytest.raises(actions.ReplacedAlready):
        kept(replaces=old)

    lines = {line.id: line for line in queries.held("story", [1])[1]}
    assert lines[old.pk].replaced_by_id == new.pk
    assert not lines[old.pk].stands
    assert lines[new.pk].stands


def test_a_file_is_withdrawn_with_a_reason_once(at):
    document, by = kept(), UserFactory()

    with pytest.raises(actions.WhyWithdrawn):
        actions.withdraw(document_id=document.pk, why=" ", by=by, at=at)
    actions.withdraw(document_id=document.pk, why="About somebody else", by=by, at=at)
    with pytest.raises(actions.WithdrawnAlready):
        actions.withdraw(document_id=document.pk, why="Again", by=by, at=at)

    assert not queries.by_id(document.pk).stands


# ── Gone ───────────────────────────────────────────────────────────────────────────────────
def test_a_file_that_holds_words_that_must_vanish_goes_whole_and_the_row_stays(
    at, django_capture_on_commit_callbacks
):
    document = kept(b"She stays at 14 Rose Lane now.")
    digest = document.digest

    with django_capture_on_commit_callbacks(execute=True):
        reactions.redact_words(WordsRedacted(sweep("14 Rose Lane"), 0, at))

    document.refresh_from_db()
    assert (document.digest, document.words, document.removed_at) == ("", "", at)
    assert not lies(digest)
    assert queries.content(document.pk) is None


def test_a_letter_loses_its_file_and_can_be_read_without_the_words(
    at, django_capture_on_commit_callbacks
):
    letter = actions.keep_letter(
        letter=a_letter("Come to 14 Rose Lane"),
        record_kind="story",
        record_id=1,
        person_id=7,
        name="Letter",
        by=UserFactory(),
        at=at,
    )

    with django_capture_on_commit_callbacks(execute=True):
        reactions.redact_words(WordsRedacted(sweep("14 Rose Lane"), 0, at))

    assert not lies(letter.digest)
    assert queries.letter(letter.pk).blocks[1].text == "Come to [removed]"


def test_looking_for_words_removes_nothing(at):
    document = kept(b"She stays at 14 Rose Lane now.")

    asked = sweep("14 Rose Lane", writes=False)
    reactions.redact_words(WordsSought(asked, 0, at))

    assert asked.counts() == {"documents.document": 1}
    assert lies(document.digest)


def test_bytes_that_another_person_holds_stay(at, django_capture_on_commit_callbacks):
    document = kept(b"At 14 Rose Lane")
    kept(b"At 14 Rose Lane", person_id=8)

    with django_capture_on_commit_callbacks(execute=True):
        reactions.redact_words(WordsRedacted(sweep("14 Rose Lane"), 0, at))

    assert lies(document.digest)


def test_an_act_that_is_undone_shreds_nothing(at, django_capture_on_commit_callbacks):
    document = kept()

    with django_capture_on_commit_callbacks() as afterwards:
        actions.remove([document.pk], at=at)

    assert len(afterwards) == 1  # so only a commit takes the bytes away
    assert lies(document.digest)


def test_a_file_past_its_time_is_removed_unless_its_record_is_held(at):
    old, held, young = kept(), kept(person_id=9), kept()
    Document.objects.exclude(pk=young.pk).update(keep_until=at.date() - timedelta(days=1))

    going = sweep("", everything=True)
    count = reactions.forget_files(going, on=at.date(), at=at, not_of=[9])

    assert count == 1
    old.refresh_from_db()
    assert old.removed_at == at
    assert not Document.objects.exclude(removed_at=None).filter(pk__in=[held.pk, young.pk])


def test_files_that_no_row_holds_are_taken_away_after_a_day(at):
    document = kept()
    stray, fresh = storing.put(b"stray"), storing.put(b"fresh")
    for digest in (stray, document.digest):
        os.utime(storing.path_of(digest), (1, 1))

    actions.forget_strays(at)

    assert (lies(stray), lies(fresh), lies(document.digest)) == (False, True, True)


# ── Handed over ────────────────────────────────────────────────────────────────────────────
def test_a_file_is_handed_over_to_save_and_can_run_nowhere():
    response = download(kept(PNG, name="näme.png").pk)

    assert response.content == PNG
    assert response["Content-Disposition"] == (
        "attachment; filename=\"n_me.png\"; filename*=UTF-8''n%C3%A4me.png"
    )
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_name_cannot_end_the_line_it_stands_in():
    response = attachment('a"\r\nSet-Cookie: x', "text/plain", b"")

    assert "\n" not in response["Content-Disposition"]


def test_every_backup_carries_the_files(settings):
    assert storing.folder().is_relative_to(settings.MEDIA_ROOT)


def test_a_row_has_a_file_or_says_it_was_removed():
    document = kept()

    with pytest.raises(Exception, match="document_has_a_file_or_is_removed"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(digest="")
    assert connection.is_usable()
    assert document.kind == DocumentKind.EVIDENCE
