"""How is a backup made, and how does the record come back from one? By command line only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.module_loading import import_string

from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.audit.queries import Chain, chain
from openprobation.foundation.refusals import Refused

from . import files, rows
from .contents import Contents, Heading, Reader, Rows, Writer, read_through
from .sealing import NUMBER, DamagedBackup, Key, private_file

RESTORED = "record.restored"


class OtherVersion(Refused):
    """The backup's tables are not this program's tables."""


class NotEmpty(Refused):
    """There is a record here already."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that was made, or read through."""

    path: Path
    heading: Heading
    contents: Contents
    size: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What the functions in AFTER_RESTORE are told."""

    backup: str
    made_at: datetime
    service_moment: datetime
    at: datetime
    replaced: bool
    carried: Mapping[str, Any]
    """By its name in BEFORE_RESTORE, what each of those functions kept of the record replaced."""


def back_up(target: Path, *, key: Key, program: str, made_at: datetime, at: datetime) -> Kept:
    """Write the whole record to a new file, read it back, and only then give it its name.

    The service may run meanwhile: the backup holds the record of the moment it began.
    """
    number = secrets.token_hex(NUMBER)
    if target.is_dir():
        target = target / f"openprobation-{made_at:%Y-%m-%d-%H%M}-{number[:6]}.backup"
    if target.exists():
        raise Refused(f"{target} is there already. A backup never writes over a file.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}. Make it first.")
    unfinished = target.with_name(f".{target.name}.unfinished-{number}")
    try:
        with private_file(unfinished) as file, rows.one_moment():
            written = _write(Writer(file, key, _heading(number, program, made_at, at)))
            file.flush()
            os.fsync(file.fileno())
        read = read_back(unfinished, key=key)
        if read.contents.told() != written.told():
            raise DamagedBackup("What was read back is not what was written. No backup was made.")
        os.link(unfinished, target)  # unlike a rename, refuses when another took the name meanwhile
    finally:
        unfinished.unlink(missing_ok=True)
    return Kept(target, read.heading, read.contents, read.size)


def read_back(path: Path, *, key: Key) -> Kept:
    """Open every chunk and count every row and byte; refuse a backup that is damaged or not ours."""
    with path.open("rb") as file:
        reader = Reader(file, key, path.name)
        refuse_other_version(reader)
        contents = read_through(reader, rows.tables())
    return Kept(path, reader.heading, contents, path.stat().st_size)


def restore(
    path: Path, *, key: Key, replace: bool, now: Callable[[], datetime] = clock.now
) -> tuple[Restored, Kept, Chain]:
    """Bring the record back as it was. Everything or nothing.

    `now` is asked after the rows are back: in a demonstration the clock itself is among them.
    """
    backup = read_back(path, key=key)
    media = Path(settings.MEDIA_ROOT)
    ready_to_be_written(media, replace=replace)
    number = secrets.token_hex(NUMBER)
    try:
        with files.exchange(media, number) as exchange, transaction.atomic():
            replaced = not rows.is_empty()
            if replaced and not replace:
                raise not_empty()
            carried = (
                {name: import_string(keep)() for name, keep in settings.BEFORE_RESTORE.items()}
                if replaced
                else {}
            )
            rows.clear()
            _load(path, key, exchange)
            rows.go_on_from(backup.heading.last_numbers)
            connection.check_constraints()
            refuse_unequal(backup)
            rows.forget_what_was_read()
            clock.forget()
            restored = Restored(
                backup=backup.heading.number,
                made_at=backup.heading.made_at,
                service_moment=backup.heading.service_moment,
                at=now(),
                replaced=replaced,
                carried=carried,
            )
            whole = chain()
            record(
                RESTORED,
                by="openprobation restore",
                at=restored.at,
                backup=restored.backup,
                made_at=restored.made_at.isoformat(),
                service_moment=restored.service_moment.isoformat(),
                rows=backup.contents.rows,
                replaced=replaced,
                restore=number,
            )
            for hook in settings.AFTER_RESTORE:
                import_string(hook)(restored)
            exchange.put_in_place()
    finally:
        rows.forget_what_was_read()
        clock.forget()
    return restored, backup, whole


def ready_to_be_written(media: Path, *, replace: bool) -> None:
    """Make the tables when there are none yet; refuse tables of another version, and a full record."""
    if not rows.is_empty():
        if not replace:
            raise not_empty()
        if rows.migrations_of_the_database() != rows.migrations_of_the_program():
            raise OtherVersion(
                "The database here is at another version than this program."
                " Run this first: openprobation migrate"
            )
    elif rows.migrations_of_the_database() != rows.migrations_of_the_program():
        call_command("migrate", verbosity=0, interactive=False)
    files.settle(
        media, lambda number: Entry.objects.filter(action=RESTORED, detail__restore=number).exists()
    )
    if not replace and any(files.kept(media)):
        raise not_empty()


def not_empty() -> NotEmpty:
    return NotEmpty(
        "There is a record here already. To put the backup in its place and lose what is here,"
        " give --replace. Nothing was changed."
    )


def refuse_other_version(reader: Reader) -> None:
    """A backup restores into the program whose tables it was made from."""
    heading = reader.heading
    ours = {name: table.columns for name, table in rows.tables().items()}
    theirs, here = set(heading.migrations), set(rows.migrations_of_the_program())
    if reader.form == 1 and theirs == here and heading.columns == ours:
        return
    odd = sorted(theirs ^ here) or sorted(
        name for name in {*ours, *heading.columns} if ours.get(name) != heading.columns.get(name)
    )
    raise OtherVersion(
        f"This backup was made by another version of OpenProbation ({heading.program}, with other"
        f" tables: {', '.join(odd[:3]) or 'another form'}). Restore it with that version, then"
        " upgrade. Nothing was changed."
    )


def refuse_unequal(backup: Kept) -> None:
    """Read every table again, and hold it against the backup's list."""
    for name, table in rows.tables().items():
        if table.tally() != backup.contents.tables[name]:
            raise DamagedBackup(
                f"The table {name} did not come back as it is in {backup.path.name}."
                " Nothing was changed."
            )


def _heading(number: str, program: str, made_at: datetime, at: datetime) -> Heading:
    return Heading(
        number=number,
        made_at=made_at,
        service_moment=at,
        program=program,
        database=connection.vendor,
        migrations=rows.migrations_of_the_database(),
        columns={name: table.columns for name, table in rows.tables().items()},
        last_numbers=rows.last_numbers(),
    )


def _write(writer: Writer) -> Contents:
    for table in rows.tables().values():
        writer.table(table)
    for name, path in files.kept(Path(settings.MEDIA_ROOT)):
        writer.file(name, path)
    return writer.finish()


def _load(path: Path, key: Key, exchange: files.Exchange) -> None:
    known = rows.tables()
    with path.open("rb") as file:
        for part in Reader(file, key, path.name).parts():
            if isinstance(part, Rows):
                known[part.table].load(part.lines)
            else:
                exchange.add(part.file, part.data)
