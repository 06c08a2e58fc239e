"""From the words in every field to nothing left, rows, disk and an older backup: run as a program.

    python -m tests.canary.journey FOLDER

with the database in the environment. Says what was found after each step, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django


def main(folder: Path) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from openprobation.foundation import clock

    with clock.stopped_at(clock.PUBLICATION_DAY):
        sys.stdout.write(json.dumps(journey(folder)) + "\n")


def journey(folder: Path) -> dict[str, object]:
    from django.conf import settings
    from django.db import connection

    from openprobation.foundation import clock
    from openprobation.foundation.backup.actions import back_up, restore
    from openprobation.foundation.backup.sealing import new_key, read_key
    from openprobation.foundation.organisations.tests.factories import officer
    from openprobation.supervision.persons.tests.factories import PersonFactory, held_by
    from openprobation.supervision.redactions import actions
    from openprobation.vocabulary.access import Role

    from .planting import LEFT, WORDS, columns_with, plant, set_checks_aside

    at, key = clock.now(), read_key(new_key())
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    person, asker, senior = PersonFactory(), officer(), officer(role=Role.SENIOR)
    held_by(person, asker)
    held_by(person, senior)
    set_checks_aside()
    told: dict[str, object] = {"fields": plant(person, asker)}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("CHECKPOINT")  # so that the tables' own files hold the words
    kept = back_up(folder / "older.backup", key=key, program="test", made_at=at, at=at)
    told["planted"] = len(columns_with(LEFT))
    told["on_disk_before"] = len(files_with(LEFT))

    asked = actions.ask(person_id=person.pk, words=WORDS, why="The wrong record.", by=asker, at=at)
    actions.confirm(redaction_id=asked.pk, by=senior, at=at)
    told["after"] = columns_with(LEFT)
    told["left_to_do"] = actions.clear_now(at=at)
    told["on_disk"] = files_with(LEFT)
    told["journal"] = LEFT in Path(settings.REDACTIONS_JOURNAL).read_text().lower()

    restore(kept.path, key=key, replace=True)
    told["after_restore"] = columns_with(LEFT)
    told["left_after_restore"] = actions.clear_now(at=at)
    told["on_disk_after_restore"] = files_with(LEFT)
    return told


def files_with(words: str) -> list[str]:
    """The database's own files in which the bytes are, whatever the case they were written in."""
    from django.db import connection

    if connection.vendor == "sqlite":
        main = Path(str(connection.settings_dict["NAME"]))
        files = [main, main.with_name(main.name + "-wal"), main.with_name(main.name + "-journal")]
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            files = list(Path(cursor.fetchone()[0]).rglob("*"))
    return [
        file.name
        for file in files
        if file.is_file() and words.encode() in file.read_bytes().lower()
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
