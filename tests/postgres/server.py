"""Where do tests that need a real PostgreSQL find one? They start it, and take it away again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PREFERRED = 15
OLDEST = 14
ACCOUNT = "postgres"
FAST_AND_FORGETFUL = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "60",
}


class NoPostgres(Exception):
    """There is no server here, and none could be started; the message says why."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server: the one DATABASE_URL names, else a new one in a temporary folder.

    The new one listens on a socket in that folder alone, so it needs no port and no password.
    """
    if (url := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
        yield url
        return
    programs = installed_programs()
    if programs is None:
        raise NoPostgres("PostgreSQL's server is not installed (package postgresql-15)")
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="openprobation-pg-"))
    control = [*account, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-s", "-w"]
    try:
        if account:
            shutil.chown(folder, ACCOUNT)
        do(
            [
                *(*account, str(programs / "initdb"), "-D", str(folder / "data")),
                *("-U", ACCOUNT, "--auth=trust", "--no-sync"),
                *("--encoding=UTF8", "--locale=C.UTF-8"),
            ],
            folder,
        )
        settings = [f"-c {name}='{value}'" for name, value in FAST_AND_FORGETFUL.items()]
        options = " ".join([f"-k {folder}", *settings])
        do([*control, "-l", str(folder / "data" / "log"), "-o", options, "start"], folder)
        try:
            yield f"postgresql://{ACCOUNT}@{quote(str(folder), safe='')}/postgres"
        finally:
            do([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def installed_programs() -> Path | None:
    """Where initdb and pg_ctl are: version 15 if it is there, else the newest that will do."""
    found = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "initdb").exists()
    }
    if PREFERRED in found:
        return found[PREFERRED]
    if fitting := [version for version in found if version >= OLDEST]:
        return found[max(fitting)]
    if shutil.which("pg_config"):
        folder = Path(do(["pg_config", "--bindir"], Path.cwd()).strip())
        return folder if (folder / "initdb").exists() else None
    return None


def server_account() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as its own account, by runuser."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("runuser"):
        raise NoPostgres("it refuses to run as root, and runuser is not here")
    return ["runuser", "-u", ACCOUNT, "--"]


def do(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise NoPostgres(f"{Path(command[0]).name} failed: {words[-1]}")
    return done.stdout
