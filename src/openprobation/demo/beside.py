"""How is half of the first team made on the other core? In a copy of its own, whose rows are then taken over.

The embedded database has one writer. A second process sets up the same service in a copy of the empty
database (the same seed gives the same rows under the same keys), makes its share of the people by the
same actions with keys that begin far above, and the first process takes those rows over in its own
transaction. On PostgreSQL, or with one core, everything is made in one process.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

KEYS_FROM = 1_000_000
"""Above any key the first process makes before it takes the rows over."""
KNOWN_TO_BOTH = frozenset({"persons_spelling"})
"""How a word is spelt is kept once for all who bear it, so both may have come to write it down."""


class NotMade(Exception):
    """The other process failed; what it said is the message."""


def can_help() -> bool:
    return connection.vendor == "sqlite" and (os.cpu_count() or 1) > 1


@contextmanager
def making(first: int, last: int) -> Iterator[Made]:
    """While the caller makes its share, make people `first` to `last` beside it."""
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix="making-") as folder:
        copy = Path(folder) / "openprobation.sqlite3"
        with (
            closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        process = subprocess.Popen(
            [sys.executable, "-m", "openprobation.demo.beside", str(first), str(last)],
            env={
                **os.environ,
                "OPENPROBATION_VAR": folder,
                "SECRET_KEY": settings.SECRET_KEY,
                "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield Made(process, copy)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


class Made:
    """What the other process is making."""

    def __init__(self, process: subprocess.Popen[str], copy: Path) -> None:
        self.process = process
        self.copy = copy

    def take_over(self) -> None:
        """Wait for the other process, and write its rows into this transaction."""
        said, _nothing = self.process.communicate()
        if self.process.returncode:
            raise NotMade(said)
        with closing(sqlite3.connect(self.copy)) as source, connection.cursor() as cursor:
            for table in tables():
                rows = source.execute(f'SELECT * FROM "{table}" WHERE rowid > ?', [KEYS_FROM])
                marks = ", ".join("%s" for _column in rows.description)
                verb = "INSERT OR IGNORE" if table in KNOWN_TO_BOTH else "INSERT"
                cursor.executemany(f'{verb} INTO "{table}" VALUES ({marks})', rows.fetchall())


def tables() -> list[str]:
    """Our own tables that number their rows."""
    return [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("openprobation.")
        and model._meta.pk.get_internal_type() == "BigAutoField"
    ]


def begin_keys_far_above() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence")
        cursor.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)",
            [(table, KEYS_FROM) for table in tables()],
        )


def main() -> None:
    """The other process: the same service, then its share of the people."""
    import django

    django.setup()
    from django.db import transaction

    from openprobation.demo import make, road, service
    from openprobation.demo.plan import plan_person

    first, last = (int(number) for number in sys.argv[1:])
    with transaction.atomic(), make.nothing_beside_it():
        made = service.set_up()
        begin_keys_far_above()
        for number in range(first, last + 1):
            road.make(plan_person(number), service=made)


if __name__ == "__main__":
    main()
