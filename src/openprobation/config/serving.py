"""What must be so before the service is served? The port, the folder, the tables, the people."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from openprobation.foundation.clock.models import ServiceClock
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.publication.library.actions import released

from .processes import Child, Household

HOST = "127.0.0.1"
PEOPLE = 3000
Say = Callable[[str], None]

# The functions behind our tables' triggers, which stay when a table goes; none another table uses.
FUNCTIONS_OF_TRIGGERS = """
SELECT tgfoid::regprocedure::text
FROM pg_trigger
WHERE NOT tgisinternal
GROUP BY tgfoid
HAVING bool_and(tgrelid::regclass::text = ANY(%(tables)s))
"""


class Kept(Enum):
    """What the database holds before anything is done to it."""

    NOTHING = "nothing"
    DEMONSTRATION = "the demonstration"
    SERVICE = "a service's own records"
    SOMETHING_ELSE = "tables that are not OpenProbation's"


class PortTaken(Refused):
    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is taken by another program."
            f" Stop that one, or choose another port: ./run --port {port + 1}"
        )


class PortNotOurs(Refused):
    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} may not be used from this account. Choose one of 1024 to 65535: --port N"
        )


class FolderUnusable(Refused):
    def __init__(self, fault: OSError, folder: Path) -> None:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            what = f"The disk that holds {folder} is full. Free some space and run it again."
        else:
            what = (
                f"The folder {folder} cannot be written to, and the data are kept there."
                " Set OPENPROBATION_VAR to a folder that can, or change who may write to it."
            )
        super().__init__(what)


class ServedAlready(Refused):
    def __init__(self, by: str) -> None:
        super().__init__(
            f"This folder is being served already ({by}). Stop that one first,"
            " or set OPENPROBATION_VAR to another folder for the data."
        )


class NotTheDemonstration(Refused):
    def __init__(self, kept: Kept) -> None:
        super().__init__(
            f"This database holds {kept.value}: nothing was put into it and nothing was removed."
            " To serve real records set OPENPROBATION_MODE=service; for the"
            " demonstration set DATABASE_URL to an empty database, or leave it out."
        )


class TheDemonstration(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This database holds the demonstration's invented people, so it is not served as a real"
            " service. Set DATABASE_URL to the service's own database."
        )


class OnlyForTheDemonstration(Refused):
    def __init__(self) -> None:
        super().__init__(
            "--reset and --people are for the demonstration, and OPENPROBATION_MODE is service."
            " Nothing was changed."
        )


class NoName(Refused):
    def __init__(self) -> None:
        super().__init__(
            "ALLOWED_HOSTS is not set, so the service would answer nobody."
            " Set it to the name people type, such as probation.example.org."
        )


class DatabaseUnusable(Refused):
    def __init__(self, fault: DatabaseError) -> None:
        words = str(fault).strip().splitlines() or [type(fault).__name__]
        if "full" in words[0]:
            remedy = "Free some space and run it again."
        elif connection.vendor == "postgresql" and isinstance(fault, OperationalError):
            remedy = "Is PostgreSQL running, and is DATABASE_URL right?"
        elif settings.DEMONSTRATION:
            remedy = "If another version made it, make the demonstration anew: ./run --reset"
        else:
            remedy = "Look at `openprobation showmigrations` before anything else."
        super().__init__(f"The database cannot be used: {words[0]}. {remedy}")


def serve(*, port: int, people: int | None, reset: bool, say: Say) -> None:
    """Prepare in order, then serve until asked to stop. Refuses before it changes anything."""
    if not settings.DEMONSTRATION and (reset or people is not None):
        raise OnlyForTheDemonstration
    if people is not None:
        refuse_more_people_than_fit(people)
    want_port(port)
    name_the_address(port)
    with held(settings.VAR):
        try:
            prepare(reset=reset, say=say)
        except DatabaseError as fault:
            raise DatabaseUnusable(fault) from fault
        let_go_of_the_database()
        household = Household(
            server=Child("web server", server_command(port)),
            worker=Child("worker", openprobation("worker")),
            errand=the_rest(PEOPLE if people is None else people),
            say=say,
        )
        household.run(
            url=f"http://{HOST}:{port}/",
            only_200=settings.DEMONSTRATION,  # a service may answer with the way to https
            asking={} if settings.DEMONSTRATION else as_the_proxy_asks(),
        )
    say("Stopped.")


def refuse_more_people_than_fit(people: int) -> None:
    """Asked before there are tables: the people themselves are made by an errand, minutes later."""
    from openprobation.demo import make  # thousands of lines nobody needs who did not ask

    make.refuse_more_than_fit(people)


def as_the_proxy_asks() -> dict[str, str]:
    """A service answers to its own name alone, and over TLS that ends at the proxy before it."""
    name = str(settings.ALLOWED_HOSTS[0]).lstrip(".")
    if not name:
        raise NoName
    return {"Host": HOST if name == "*" else name, "X-Forwarded-Proto": "https"}


def want_port(port: int) -> None:
    """Refuse a port that is taken, before the minute that making the data takes."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except PermissionError as fault:
            raise PortNotOurs(port) from fault
        except OSError as fault:
            raise PortTaken(port) from fault


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The data folder, ours alone while we serve: two workers on one SQLite file would collide."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "serving").open("a+", encoding="utf-8")
    except OSError as fault:
        raise FolderUnusable(fault, folder) from fault
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            file.seek(0)
            raise ServedAlready(file.read()) from fault
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield


# ── The database ───────────────────────────────────────────────────────────────────────────


def prepare(*, reset: bool, say: Say) -> None:
    """Tables as this version wants them; in the demonstration, people for the first page."""
    kept = what_is_kept()
    if settings.DEMONSTRATION:
        if kept in (Kept.SERVICE, Kept.SOMETHING_ELSE):
            raise NotTheDemonstration(kept)
        if reset:
            say("Removing the demonstration's data")
            remove_demonstration()
    elif kept is Kept.DEMONSTRATION:
        raise TheDemonstration
    released.forget_all()  # drawn anew: by this version, from this record
    migrate(say)
    if settings.DEMONSTRATION:
        before_first_page(say)


def what_is_kept() -> Kept:
    """The demonstration is known by its clock, which no service has; a service by who signs in."""
    tables = set(connection.introspection.table_names())
    if not tables:
        return Kept.NOTHING
    if ServiceClock._meta.db_table in tables and ServiceClock.objects.exists():
        return Kept.DEMONSTRATION
    if User._meta.db_table in tables and User.objects.exists():
        return Kept.SERVICE
    recorder = MigrationRecorder(connection)
    known = {app.label for app in apps.get_app_configs()}
    if not recorder.has_table() or {app for app, _ in recorder.applied_migrations()} - known:
        return Kept.SOMETHING_ELSE
    return Kept.NOTHING


def remove_demonstration() -> None:
    """A SQLite file goes whole; on PostgreSQL our own tables go, and what else is there stays."""
    if connection.vendor == "sqlite":
        connection.close()
        kept = str(settings.DATABASES["default"]["NAME"])
        for ending in ("", "-wal", "-shm"):
            Path(kept + ending).unlink(missing_ok=True)
        return
    ours = connection.introspection.django_table_names(only_existing=True, include_views=False)
    ours.append(MigrationRecorder.Migration._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FUNCTIONS_OF_TRIGGERS, {"tables": ours})
        functions = [name for (name,) in cursor.fetchall()]
        for table in ours:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
        for function in functions:
            cursor.execute(f"DROP FUNCTION {function}")


def let_go_of_the_database() -> None:
    """The processes open their own; PostgreSQL's pool has threads, which must not be forked."""
    connections.close_all()
    if close_pool := getattr(connection, "close_pool", None):
        close_pool()


def migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    with timed("Preparing the database", say):
        call_command("migrate", interactive=False, verbosity=0)


def name_the_address(port: int) -> None:
    """Where links that leave the pages lead, in e-mails and feeds: here, unless the service was told."""
    if "OPENPROBATION_ADDRESS" not in os.environ:
        os.environ["OPENPROBATION_ADDRESS"] = settings.SERVICE_ADDRESS = f"http://{HOST}:{port}"


def before_first_page(say: Say) -> None:
    """The stories and one team. They come whole or not at all, so a kill half-way leaves nothing."""
    if what_is_kept() is Kept.DEMONSTRATION:
        return
    from openprobation.demo import make  # thousands of lines nobody needs the second time

    with timed("Making the demonstration", say):
        make.before_first_page(lambda words: say(f"  {words}"))


@contextmanager
def timed(words: str, say: Say) -> Iterator[None]:
    """Say what begins and, when it is through, how long it took."""
    say(words)
    began = time.monotonic()
    yield
    say(f"  {time.monotonic() - began:.1f} s")


# ── The processes ──────────────────────────────────────────────────────────────────────────


def openprobation(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "openprobation.config.command", *arguments]


def server_command(port: int) -> list[str]:
    """Workers are processes with threads: pages are mostly Python, so each core gets one."""
    workers = min(4, os.cpu_count() or 1)
    return [
        *(sys.executable, "-m", "granian", "openprobation.config.wsgi:application"),
        *("--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", HOST, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "5", "--log-level", "warning"),
        "--no-access-log",  # it would hold addresses, and they name people: ours is watching/logs.py
    ]


def the_rest(people: int) -> Child | None:
    """The rest of the people are made beside the first pages, by an errand that ends by itself.

    A process of its own: a fault in making invented people must not take the worker with it.
    """
    if not settings.DEMONSTRATION:
        return None
    command = openprobation("demonstration", "rest", "--people", str(people))
    return Child("making of the demonstration", command)
