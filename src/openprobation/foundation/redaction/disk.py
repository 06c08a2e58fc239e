"""Are words that left the rows also gone from the disk? A database keeps old bytes until it is told not to.

SQLite: freed bytes are overwritten (`secure_delete`, in settings), the file is written anew and the log
emptied. PostgreSQL: the touched tables and the planner's samples are written anew, and the log's old
parts removed at a checkpoint. What the database's user may not do is named, for the administrator.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

SMALL = 64 * 1024 * 1024
"""bytes: a file this small is written anew at once, while somebody waits; a bigger one by the job"""

PATIENCE, PAUSE = 30.0, 0.2
"""seconds, all in all and between tries: an older transaction that still sees the rows keeps them"""

WAL = ("SELECT pg_switch_wal()", "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT")


def is_small() -> bool:
    if connection.vendor != "sqlite":
        return False
    path = Path(str(connection.settings_dict["NAME"]))
    return path.exists() and path.stat().st_size <= SMALL


def clear(tables: Iterable[str]) -> list[str]:
    """Clear old bytes, outside any transaction. Returns what is left for the administrator, in a line each."""
    if connection.vendor == "sqlite":
        return _clear_sqlite()
    return _clear_postgresql(sorted(set(tables)))


def _clear_sqlite() -> list[str]:
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA secure_delete = ON")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, *_pages) = cursor.fetchone()
        except DatabaseError as fault:
            return [f"SQLite could not write the file anew ({type(fault).__name__})"]
    return ["SQLite could not empty its log: somebody was reading"] if busy else []


def _clear_postgresql(tables: list[str]) -> list[str]:
    anew = [connection.ops.quote_name(table) for table in tables] + ["pg_statistic"]
    left: list[str] = []
    until = time.monotonic() + PATIENCE
    for table in anew:
        try:
            if kept := _written_anew(table, until):
                left.append(f"{table}: an older transaction still sees {kept} removed rows")
        except DatabaseError as fault:
            left.append(f"VACUUM (FULL) {table} ({type(fault).__name__})")
    with connection.cursor() as cursor:
        for step in WAL:
            try:
                cursor.execute(step)
            except DatabaseError as fault:
                left.append(f"{step} ({type(fault).__name__})")
        cursor.execute("SHOW wal_recycle")
        if cursor.fetchone()[0] == "on":
            left.append("wal_recycle is on: old parts of the log are kept for use again")
    return list(dict.fromkeys(left))


def _written_anew(table: str, until: float) -> int:
    """Write a table anew, again while somebody's older transaction keeps removed rows. How many it kept."""
    while True:
        with connection.cursor() as cursor, _details(cursor) as told:
            cursor.execute(f"VACUUM (FULL, ANALYZE, VERBOSE) {table}")
        kept = sum(int(found[0]) for detail in told if (found := re.match(r"\d+", detail)))
        if not kept or time.monotonic() > until:
            return kept
        time.sleep(PAUSE)


@contextmanager
def _details(cursor: Any) -> Iterator[list[str]]:
    """What PostgreSQL tells beside its answers; of a table written anew, the removed rows it kept."""
    told: list[str] = []

    def note(diagnostic: Any) -> None:
        told.append(diagnostic.message_detail or "")

    cursor.connection.add_notice_handler(note)
    try:
        yield told
    finally:
        cursor.connection.remove_notice_handler(note)
