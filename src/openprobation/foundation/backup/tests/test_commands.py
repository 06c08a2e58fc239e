"""What is said on the command line, and does a backup hold one moment while others write?"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from openprobation.foundation.refusals import Refused

COMMAND = Path(sys.executable).with_name("openprobation")
WRITE_PAIRS = """
import sys, threading, django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from openprobation.foundation import clock
from openprobation.foundation.identity.models import User
from openprobation.foundation.jobs.models import Run

call_command("migrate", verbosity=0)
done = threading.Event()
written = []

def write():
    while not done.is_set():
        number = len(written)
        with transaction.atomic():
            User.objects.create(username=f"{number}a", email=f"{number}a@example.org")
            User.objects.create(username=f"{number}b", email=f"{number}b@example.org")
        written.append(number)
    connection.close()

writer = threading.Thread(target=write)
writer.start()
while len(written) < 50:
    pass
for time in range(3):
    before = len(written)
    call_command("backup", f"{sys.argv[1]}/{time}.backup")
    assert len(written) > before, "the writer was held up"
done.set()
writer.join()
for time in range(3):
    call_command("restore", f"{sys.argv[1]}/{time}.backup", replace=True)
    names = set(User.objects.values_list("username", flat=True))
    count = len(names) // 2
    assert count >= 50
    assert names == {f"{n}{letter}" for n in range(count) for letter in "ab"}, "half a pair"
print("each held one moment")
"""


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    path = tmp_path / "key"
    call_command("backup", new_key=path)
    monkeypatch.setenv("OPENPROBATION_BACKUP_KEY_FILE", str(path))
    return path


def environment(var, key_file):
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "OPENPROBATION_VAR": str(var),
        "OPENPROBATION_MODE": "demonstration",
        "OPENPROBATION_BACKUP_KEY_FILE": str(key_file),
        "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
    }


def test_a_new_key_is_for_its_owner_alone_and_replaces_none(key_file):
    before = key_file.read_text()

    with pytest.raises(Refused, match="may hold a key"):
        call_command("backup", new_key=key_file)

    assert key_file.read_text() == before
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_without_a_key_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENPROBATION_BACKUP_KEY_FILE", raising=False)
    monkeypatch.delenv("OPENPROBATION_BACKUP_KEY", raising=False)

    with pytest.raises(Refused, match="--new-key"):
        call_command("backup", str(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_what_is_no_key_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENPROBATION_BACKUP_KEY", "correct horse battery staple")

    with pytest.raises(Refused, match="not a backup key"):
        call_command("backup", str(tmp_path))


@pytest.mark.django_db
def test_a_backup_says_what_it_holds_and_a_check_says_it_is_whole(
    tmp_path, key_file, capsys, settings
):
    settings.MEDIA_ROOT = tmp_path / "media"

    call_command("backup", str(tmp_path))
    [made] = tmp_path.glob("openprobation-*.backup")
    call_command("restore", str(made), check=True)

    said = capsys.readouterr().out
    assert "rows in" in said
    assert "written and read back" in said
    assert "is whole" in said


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path, key_file):
    with pytest.raises(CommandError, match="was not restored: No such file"):
        call_command("restore", str(tmp_path / "gone.backup"))


@pytest.mark.slow
def test_a_backup_holds_one_moment_while_another_thread_writes(tmp_path, key_file):
    done = subprocess.run(
        [sys.executable, "-c", WRITE_PAIRS, str(tmp_path)],
        env=environment(tmp_path / "var", key_file),
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "each held one moment" in done.stdout


@pytest.mark.slow
def test_on_a_fresh_machine_a_restore_makes_the_tables_and_fills_them(tmp_path, key_file):
    one, other = environment(tmp_path / "one", key_file), environment(tmp_path / "other", key_file)
    file = tmp_path / "one.backup"
    subprocess.run([COMMAND, "migrate", "-v0"], env=one, check=True)
    subprocess.run([COMMAND, "backup", file], env=one, check=True, capture_output=True)

    done = subprocess.run([COMMAND, "restore", file], env=other, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Restored ")
    assert "chain is whole" in done.stdout
