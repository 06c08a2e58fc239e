"""Are words that left the rows also gone from the disk? A database keeps old bytes until it is told not to.

SQLite: freed bytes are overwritten (`secure_delete`, in settings), the file is written anew and the log
emptied. PostgreSQL: the touched tables and the planner's samples are written anew, and the log's old
parts removed at a checkpoint. What the database's user may not do is named, for the administrator.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import DatabaseError, connection

SMALL = 64 * 1024 * 1024
"""bytes: a file this small is written anew at once, while somebody waits; a bigger one by the job"""

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
    quoted = [connection.ops.quote_name(table) for table in tables]
    steps = [f"VACUUM (FULL, ANALYZE) {table}" for table in quoted]
    steps += ["VACUUM (FULL) pg_statistic", *WAL]
    left: list[str] = []
    with connection.cursor() as cursor:
        for step in steps:
            try:
                cursor.execute(step)
            except DatabaseError as fault:
                left.append(f"{step} ({type(fault).__name__})")
        cursor.execute("SHOW wal_recycle")
        if cursor.fetchone()[0] == "on":
            left.append("wal_recycle is on: old parts of the log are kept for use again")
    return list(dict.fromkeys(left))
