"""How is a backup made from the command line? `openprobation backup FOLDER`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils.module_loading import import_string

from openprobation.foundation import clock
from openprobation.foundation.backup.actions import back_up
from openprobation.foundation.backup.keeping import counted, key_given, sized, write_new_key


class Command(BaseCommand):
    help = "Write the whole record, sealed, to one new file, and read it back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", nargs="?", type=Path, metavar="FOLDER|FILE")
        parser.add_argument(
            "--key-file",
            type=Path,
            help="the file that holds the key (else OPENPROBATION_BACKUP_KEY_FILE,"
            " or the key itself in OPENPROBATION_BACKUP_KEY)",
        )
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="make a key, write it here, and stop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            write_new_key(options["new_key"])
            self.stdout.write(
                f"{options['new_key']} holds a new key. Keep a copy of it where the backups are"
                " not: without it no backup can be opened, and with it every one can."
            )
            return
        if options["target"] is None:
            raise CommandError("Say where to: openprobation backup FOLDER")
        began = time.monotonic()
        try:
            kept = back_up(
                options["target"],
                key=key_given(options["key_file"]),
                program=f"OpenProbation {import_string(settings.PROGRAM_VERSION)()}",
                made_at=clock.machine_now(),
                at=clock.now(),
            )
        except (OperationalError, ProgrammingError) as fault:
            raise CommandError(f"The record cannot be read: {fault}") from None
        except OSError as fault:
            raise CommandError(f"The backup cannot be written: {fault.strerror}.") from None
        self.stdout.write(
            f"{kept.path}: {counted(kept)}, {sized(kept.size)}, written and read back in"
            f" {time.monotonic() - began:.1f} s."
        )
