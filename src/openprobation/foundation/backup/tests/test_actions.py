"""Does the record come back as it was, and is a backup that is not whole refused?"""

from __future__ import annotations

import stat
from random import Random

import pytest
from django.db import connection

from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record, seal
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.audit.queries import chain
from openprobation.foundation.backup import actions, files, rows
from openprobation.foundation.backup.actions import (
    RESTORED,
    NotEmpty,
    OtherVersion,
    back_up,
    read_back,
    restore,
)
from openprobation.foundation.backup.sealing import (
    CHUNK,
    HEADER,
    DamagedBackup,
    NotABackup,
    WrongKey,
    new_key,
    read_key,
)
from openprobation.foundation.drafts.models import Draft, Submission
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.persons.tests.factories import OtherNameFactory, PersonFactory
from openprobation.supervision.sentences.tests.factories import RequirementFactory

pytestmark = pytest.mark.django_db
KEY = read_key(new_key())
TOLD = []


def keep_names():
    return sorted(User.objects.values_list("username", flat=True))


def hear(restored):
    TOLD.append(restored)


def fail(_restored):
    raise Refused("Redactions could not be replayed.")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "letters").mkdir(parents=True)
    (settings.MEDIA_ROOT / "letters" / "first.pdf").write_bytes(bytes(range(256)) * 3000)
    (settings.MEDIA_ROOT / "empty.txt").touch()
    TOLD.clear()
    return settings.MEDIA_ROOT


@pytest.fixture
def small_record(at):
    """A few of most kinds of value: words in any script, moments, times, JSON, nulls, a sealed audit."""
    appointment = AppointmentFactory()
    PersonFactory(given_names="Siân", family_name="O’Neill-Łukasz “😀”\nline")
    OtherNameFactory()
    RequirementFactory()
    user = User.objects.first()
    Draft.objects.create(
        user=user, path="/a/", fields={"z": "1", "a": ["ü", None, 2.5]}, saved_at=at
    )
    Submission.objects.create(token="é-1", user=user, path="/a/", went_to="/b/", sent_at=at)
    record("appointment.looked_at", by="asha.rao", at=at, on=appointment, urgent=True)
    seal(at=at, settled_for=-1)
    return appointment


def whole_record():
    return {
        name: sorted(line for line in map(table.same_everywhere, table.lines()))
        for name, table in rows.tables().items()
    }


def made(tmp_path, at, name="one.backup"):
    return back_up(
        tmp_path / name, key=KEY, program="OpenProbation", made_at=clock.machine_now(), at=at
    )


def bring_back(path, *, key=KEY, replace=True):
    return restore(path, key=key, replace=replace, now=clock.now)


def less_the_line_of_the_restore(record):
    return record | {"audit_entry": [x for x in record["audit_entry"] if b"record.rest" not in x]}


def test_what_is_restored_equals_what_was_backed_up(small_record, tmp_path, at, media):
    before = whole_record()
    kept = made(tmp_path, at)
    PersonFactory.create_batch(3)
    Draft.objects.all().delete()
    (media / "later.txt").write_text("written after the backup")

    _restored, _kept, audit = bring_back(kept.path)

    assert less_the_line_of_the_restore(whole_record()) == before
    assert kept.contents.rows == sum(len(lines) for lines in before.values())
    assert sorted(name for name, _ in files.kept(media)) == ["empty.txt", "letters/first.pdf"]
    assert (media / "letters" / "first.pdf").read_bytes() == bytes(range(256)) * 3000
    assert audit.is_whole
    assert audit.seals == 1


def test_the_audit_says_it_was_restored_and_goes_on_whole(small_record, tmp_path, at):
    kept = made(tmp_path, at)

    bring_back(kept.path)
    seal(at=at, settled_for=-1)

    line = Entry.objects.get(action=RESTORED)
    assert line.detail["backup"] == kept.heading.number
    assert line.detail["service_moment"] == at.isoformat()
    assert line.at == at
    assert chain().seals == 2
    assert chain().is_whole


def test_the_audit_is_append_only_again_after_a_restore(small_record, tmp_path, at):
    bring_back(made(tmp_path, at).path)

    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")


def test_a_key_given_out_before_the_backup_is_not_given_out_again(small_record, tmp_path, at):
    user = User.objects.first()
    gone = Draft.objects.create(user=user, path="/gone/", fields={}, saved_at=at).pk
    Draft.objects.filter(pk=gone).delete()
    kept = made(tmp_path, at)

    bring_back(kept.path)

    assert Draft.objects.create(user=user, path="/new/", fields={}, saved_at=at).pk > gone


def test_a_full_record_is_not_replaced_unasked(small_record, tmp_path, at):
    kept = made(tmp_path, at)
    PersonFactory()
    before = whole_record()

    with pytest.raises(NotEmpty, match="--replace"):
        bring_back(kept.path, replace=False)

    assert whole_record() == before


def test_an_empty_database_needs_no_asking(small_record, tmp_path, at, media):
    before = whole_record()
    kept = made(tmp_path, at)
    rows.clear()
    for _name, path in list(files.kept(media)):
        path.unlink()

    restored, *_ = bring_back(kept.path, replace=False)

    assert not restored.replaced
    assert less_the_line_of_the_restore(whole_record()) == before


def spots(size):
    """In every part of the header, and throughout the rest."""
    return [*range(0, HEADER, 7), *range(HEADER, size, max(1, size // 40)), size - 1]


def test_one_flipped_byte_anywhere_is_found_and_named(small_record, tmp_path, at):
    kept = made(tmp_path, at)
    whole, hurt = kept.path.read_bytes(), tmp_path / "hurt.backup"

    for spot in spots(len(whole)):
        hurt.write_bytes(whole[:spot] + bytes([whole[spot] ^ 1]) + whole[spot + 1 :])
        with pytest.raises(DamagedBackup, match=r"hurt\.backup is damaged"):
            read_back(hurt, key=KEY)


def test_a_damaged_backup_changes_nothing(small_record, tmp_path, at, media):
    kept = made(tmp_path, at)
    whole = bytearray(kept.path.read_bytes())
    whole[-40] ^= 128
    kept.path.write_bytes(whole)
    before = whole_record()

    with pytest.raises(DamagedBackup):
        bring_back(kept.path)

    assert whole_record() == before
    assert [path.name for path in tmp_path.iterdir()].count("media") == 1


def test_a_backup_cut_short_or_added_to_is_named_as_such(small_record, tmp_path, at, media):
    (media / "noise").write_bytes(Random(1).randbytes(3 * CHUNK))
    kept = made(tmp_path, at)
    whole, hurt = kept.path.read_bytes(), tmp_path / "hurt.backup"
    cuts = [HEADER - 5, HEADER, HEADER + CHUNK + 16, len(whole) - 1]

    for cut in cuts:
        hurt.write_bytes(whole[:cut])
        with pytest.raises(DamagedBackup, match="cut short"):
            read_back(hurt, key=KEY)
    hurt.write_bytes(whole + bytes(CHUNK + 17))
    with pytest.raises(DamagedBackup, match="changed"):
        read_back(hurt, key=KEY)


def test_chunks_in_another_order_do_not_open(small_record, tmp_path, at, media):
    (media / "noise").write_bytes(Random(1).randbytes(3 * CHUNK))
    whole = made(tmp_path, at).path.read_bytes()
    a, b = HEADER, HEADER + CHUNK + 16
    hurt = tmp_path / "hurt.backup"
    hurt.write_bytes(whole[:a] + whole[b : b + CHUNK + 16] + whole[a:b] + whole[b + CHUNK + 16 :])

    with pytest.raises(DamagedBackup):
        read_back(hurt, key=KEY)


def test_another_key_is_told_apart_from_damage(small_record, tmp_path, at):
    kept = made(tmp_path, at)
    before = whole_record()

    with pytest.raises(WrongKey, match="another key"):
        bring_back(kept.path, key=read_key(new_key()))

    assert whole_record() == before


def test_a_file_that_is_something_else_is_named_so(tmp_path):
    other = tmp_path / "photo.jpg"
    other.write_bytes(b"\xff\xd8" * 400)

    with pytest.raises(NotABackup, match=r"photo\.jpg is not a backup"):
        read_back(other, key=KEY)


def test_another_versions_tables_are_refused_by_name(small_record, tmp_path, at, monkeypatch):
    kept = made(tmp_path, at)
    here = rows.migrations_of_the_program()
    monkeypatch.setattr(rows, "migrations_of_the_program", lambda: [*here, "persons.0009_nickname"])
    before = whole_record()

    with pytest.raises(OtherVersion, match=r"another version.*persons\.0009_nickname"):
        bring_back(kept.path)

    assert whole_record() == before


def test_what_is_registered_is_told_of_the_restore(small_record, tmp_path, at, settings):
    settings.BEFORE_RESTORE = {"names": f"{__name__}.keep_names"}
    settings.AFTER_RESTORE = [f"{__name__}.hear"]
    kept = made(tmp_path, at)
    User.objects.create(username="later", email="later@example.org")

    bring_back(kept.path)

    [told] = TOLD
    assert (told.backup, told.at, told.replaced) == (kept.heading.number, at, True)
    assert "later" in told.carried["names"]


def test_a_restore_whose_replay_fails_changes_nothing(small_record, tmp_path, at, settings, media):
    settings.AFTER_RESTORE = [f"{__name__}.fail"]
    kept = made(tmp_path, at)
    PersonFactory()
    (media / "later.txt").write_text("still here")
    before = whole_record()

    with pytest.raises(Refused, match="replayed"):
        bring_back(kept.path)

    assert whole_record() == before
    assert (media / "later.txt").exists()
    assert not list(tmp_path.glob("media.*"))


def test_a_restore_that_fails_after_the_files_changed_names_puts_them_back(
    small_record, tmp_path, at, monkeypatch, media
):
    kept = made(tmp_path, at)
    (media / "later.txt").write_text("still here")
    place = files.Exchange.put_in_place

    def place_and_fail(self):
        place(self)
        raise OSError("the disk is full")

    monkeypatch.setattr(files.Exchange, "put_in_place", place_and_fail)
    with pytest.raises(OSError, match="full"):
        bring_back(kept.path)

    assert (media / "later.txt").exists()
    assert not list(tmp_path.glob("media.*"))


@pytest.mark.parametrize("completed", [True, False])
def test_the_files_of_a_killed_restore_follow_what_the_database_says(tmp_path, completed):
    folder, going = tmp_path / "kept", tmp_path / "kept.going-0a"
    for where, word in ((folder, "new"), (going, "old")):
        where.mkdir()
        (where / "word").write_text(word)

    files.settle(folder, lambda _number: completed)

    assert (folder / "word").read_text() == ("new" if completed else "old")
    assert not going.exists()


def test_nothing_of_the_record_is_readable_in_the_file_or_left_beside_it(
    small_record, tmp_path, at
):
    kept = made(tmp_path, at)

    assert b"asha" not in kept.path.read_bytes()
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["media", "one.backup"]


def test_a_backup_that_fails_leaves_nothing_behind(small_record, tmp_path, at, monkeypatch):
    monkeypatch.setattr(actions, "read_back", lambda *_, **__: fail(None))

    with pytest.raises(Refused):
        made(tmp_path, at)

    assert sorted(p.name for p in tmp_path.iterdir()) == ["media"]


def test_a_backup_never_writes_over_a_file(small_record, tmp_path, at):
    kept = made(tmp_path, at)
    before = kept.path.read_bytes()

    with pytest.raises(Refused, match="there already"):
        made(tmp_path, at)

    assert kept.path.read_bytes() == before
