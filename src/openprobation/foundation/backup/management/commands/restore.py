"""How does the record come back from the command line? `openprobation restore FILE`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from openprobation.foundation.backup.actions import read_back, restore
from openprobation.foundation.backup.keeping import counted, key_given, sized


class Command(BaseCommand):
    help = "Bring the record back from a backup: all of it, or nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--key-file",
            type=Path,
            help="the file that holds the key (else OPENPROBATION_BACKUP_KEY_FILE,"
            " or the key itself in OPENPROBATION_BACKUP_KEY)",
        )
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of the record that is here"
        )
        parser.add_argument(
            "--check", action="store_true", help="read it through, say what is in it, and stop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        path, key = options["file"], key_given(options["key_file"])
        try:
            if options["check"]:
                kept = read_back(path, key=key)
            else:
                restored, kept, chain = restore(path, key=key, replace=options["replace"])
        except OSError as fault:
            raise CommandError(f"{path} was not restored: {fault.strerror}.") from None
        except OperationalError as fault:
            raise CommandError(
                f"The database cannot be written: {fault}. Stop the service first."
                " Nothing was changed."
            ) from None
        what = (
            f"{counted(kept)} ({sized(kept.size)}), made on"
            f" {kept.heading.made_at:%d %B %Y at %H:%M} UTC by {kept.heading.program}"
        )
        took = f"{time.monotonic() - began:.1f} s"
        if options["check"]:
            self.stdout.write(f"{path} is whole: {what}. Read in {took}.")
            return
        seals = (
            f"whole: {chain.seals} seals"
            if chain.is_whole
            else f"broken at seal {chain.broken_at}, as it was when the backup was made"
        )
        self.stdout.write(f"Restored {what}, in {took}. The audit's chain is {seals}.")
        if restored.replaced:
            self.stdout.write("The record that was here has been replaced.")
