"""Is every acknowledged write there once, and whole, after the machine's worst moments?

`.venv/bin/python tools/survive.py [--database sqlite|postgres] [--only web|worker|database|disk|clock]`

It serves a demonstration of its own, lets several officers write through HTTP, and in the middle of
that kills a process outright, fills the disk or moves the clock. Then it waits for the service to come
back by itself, and counts in the database what was acknowledged. Exit 1 if a write is missing, doubled
or half there, if the database or the chain of seals is broken, or if the service did not come back.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.postgres.server import ACCOUNT, NoPostgres, do, installed_programs, server_account

COMMAND = Path(sys.executable).with_name("openprobation")
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|seen)" value="([^"]*)"')
OFFERED = re.compile(r'name="outcome"[^>]*? value="(\w+)"')
CLEAR_WORDS = "Nothing of this was saved"
WRITERS = 4
MIB = 1024 * 1024
FAULTS = ("web", "worker", "database", "disk", "clock")

# What PostgreSQL is given: everything that makes a commit a promise is on.
KEEPS_ITS_PROMISES = {
    "listen_addresses": "",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "max_connections": "60",
    "max_wal_size": "64MB",
    "min_wal_size": "32MB",
}

# Put on the path of every process of the service: its clocks read a file, which a round writes.
MOVED_CLOCK = """
import os, time, datetime
from django.utils import timezone
_file, _real = os.environ["OPENPROBATION_SURVIVE_CLOCK"], time.time
def _moved():
    try:
        with open(_file) as file:
            return float(file.read() or 0)
    except OSError:
        return 0.0
timezone.now = lambda: datetime.datetime.fromtimestamp(_real() + _moved(), tz=datetime.UTC)
time.time = lambda: _real() + _moved()
"""

# Read by the program's own models, so that one reading serves both databases.
READ_BACK = """
import contextlib, django, json, sys, time; django.setup()
from collections import Counter
from django.db import IntegrityError, connection
from openprobation.foundation.audit.actions import seal
from openprobation.foundation.audit.models import Entry, Seal
from openprobation.foundation.audit.queries import chain
from openprobation.foundation import clock
from openprobation.foundation.drafts.models import Submission
from openprobation.supervision.appointments.models import Appointment, AppointmentChange
from openprobation.supervision.contacts.models import Contact
asked = json.load(sys.stdin)
mark, tokens, outcomes = asked["mark"], asked["tokens"], asked["outcomes"]
done = set(Submission.objects.filter(token__in=tokens.values()).values_list("token", flat=True))
found, half = Counter(), []
notes = list(Contact.objects.filter(summary__startswith=mark).values_list("pk", "summary"))
told = Counter(Entry.objects.filter(action="contact.recorded",
    record_id__in=[pk for pk, _ in notes]).values_list("record_id", flat=True))
for pk, summary in notes:
    found[summary] += 1
    if told[pk] != 1 or tokens.get(summary) not in done:
        half.append(summary)
for name, pk in outcomes.items():
    lines = Entry.objects.filter(action="appointment.outcome.recorded", record_id=pk).count()
    changes = AppointmentChange.objects.filter(appointment_id=pk, after="recorded").count()
    row = Appointment.objects.get(pk=pk)
    if lines: found[name] = lines
    if not (lines == changes == (row.state == "recorded") == (tokens[name] in done)):
        half.append(name)
for name, token in tokens.items():
    if (token in done) != (name in found):
        half.append(name)
for _ in range(10):  # the worker seals too, and whoever still writes is waited for
    with contextlib.suppress(IntegrityError):
        seal(at=clock.now(), settled_for=0)
    last = Seal.objects.order_by("-last_entry").first()
    unsealed = Entry.objects.filter(pk__gt=last.last_entry if last else 0).count()
    if not unsealed:
        break
    time.sleep(1)
state = chain()
faults = []
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        faults = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        faults += [f"{row[0]} points nowhere" for row in cursor.fetchall()]
print(json.dumps({"found": found, "half": sorted(set(half)), "seals": state.seals,
    "chain_is_whole": state.is_whole, "unsealed": unsealed, "faults": faults}))
"""

CASES = """
import django, json; django.setup()
from openprobation.foundation import clock
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.appointments.models import Appointment
from openprobation.foundation.organisations.models import Posting
officer = Posting.objects.filter(team__code="CRC-BOL").order_by("pk").values_list("user", flat=True)
held = Spell.objects.filter(ends_at=None, officer__in=officer).order_by("officer", "person")
first = held.first().officer_id
people = [s.person for s in held.filter(officer=first).select_related("person")]
planned = Appointment.objects.filter(state="planned", person__in=people).order_by("-starts_at")
print(json.dumps({"people": [p.crn for p in people],
    "planned": [(a.person.crn, a.pk) for a in planned.select_related("person")]}))
"""


class NotAsItShouldBe(Exception):
    """The round could not be held, or the service did not come back; the message says why."""


# ── What came of a round ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the writers know: each write by its name, sent, acknowledged, and when."""

    sent: Mapping[str, str]
    """Each write's name, with its form's token."""
    acknowledged: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the database knows of the same writes."""

    sent: int
    acknowledged: int
    found: int
    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    half: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return not (self.missing or self.doubled or self.half)


def judge(ledger: Ledger, *, found: Mapping[str, int], half: Sequence[str]) -> Verdict:
    """Compare what was acknowledged with what is there."""
    return Verdict(
        sent=len(ledger.sent),
        acknowledged=len(ledger.acknowledged),
        found=len(found),
        missing=tuple(sorted(ledger.acknowledged - found.keys())),
        doubled=tuple(sorted(name for name, times in found.items() if times > 1)),
        half=tuple(half),
    )


def back_after(fault_at: float, answers: Sequence[tuple[float, bool]]) -> float | None:
    """Seconds from the fault to the first answer after the last failure it caused.

    0 when nothing failed; None when nothing was answered again. `answers` are (moment, acknowledged).
    """
    later = sorted((moment, good) for moment, good in answers if moment >= fault_at)
    failures = [moment for moment, good in later if not good]
    if not failures:
        return 0.0
    good_again = [moment for moment, good in later if good and moment > failures[-1]]
    return good_again[0] - fault_at if good_again else None


@dataclass(frozen=True, slots=True)
class Row:
    """One round, as the table shows it."""

    database: str
    fault: str
    verdict: Verdict
    back: float | None
    whole: str
    note: str = ""

    @property
    def is_good(self) -> bool:
        return self.verdict.is_good and self.back is not None and self.whole == "yes"


HEADINGS = (
    *("database", "fault", "sent", "acknowledged", "found"),
    *("missing", "doubled", "half there", "whole", "back after", "remarks"),
)


def cells(row: Row) -> tuple[str, ...]:
    verdict = row.verdict
    numbers = (verdict.sent, verdict.acknowledged, verdict.found)
    wrong = (len(verdict.missing), len(verdict.doubled), len(verdict.half))
    back = "never" if row.back is None else f"{row.back:.1f} s" if row.back else "never away"
    return (
        *(row.database, row.fault),
        *(str(number) for number in (*numbers, *wrong)),
        *(row.whole, back, row.note),
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as a table that reads well in a terminal and is Markdown too."""
    lines = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    shown = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


# ── Those who write ────────────────────────────────────────────────────────────────────────


class FollowsNothing(urllib.request.HTTPRedirectHandler):
    """A redirect is the acknowledgement: the page after it is another matter."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


class Browser:
    """An officer's browser, without a browser: cookies, and forms sent as they came."""

    def __init__(self, service: str) -> None:
        self.service = service
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar), FollowsNothing
        )

    def ask(self, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the page; 0 when nobody answered."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(
            self.service + path, data=data, headers={"Origin": self.service}
        )
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, "", answer.read().decode()
        except HTTPError as answer:
            with answer:
                return (
                    *(answer.code, str(answer.headers.get("Location", ""))),
                    answer.read().decode(errors="replace"),
                )
        except (URLError, OSError, http.client.HTTPException):
            return 0, "", ""

    def enter(self) -> None:
        hidden = dict(HIDDEN.findall(self.ask("/")[2]))
        self.ask("/demonstration/enter/", {**hidden, "door": "officer"})


@dataclass(slots=True)
class Load:
    """Several officers writing at once. Each sends a form until it is acknowledged, as people do."""

    service: str
    mark: str
    people: Sequence[str]
    planned: list[tuple[str, int]]
    sent: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    answers: list[tuple[float, bool]] = field(default_factory=list)
    pages: dict[int, int] = field(default_factory=dict)
    clear_pages: int = 0
    refused: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self.threads = [
            threading.Thread(target=self.write, args=(number,)) for number in range(WRITERS)
        ]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=150)

    def write(self, writer: int) -> None:
        browser = Browser(self.service)
        browser.enter()
        number = 0
        while not self.stopping.is_set():
            number += 1
            if writer % 2 and number % 3 == 0 and self.planned:
                self.write_outcome(browser)
            else:
                self.write_note(browser, f"{self.mark} {writer}.{number}")

    def write_note(self, browser: Browser, name: str) -> None:
        crn = self.people[hash(name) % len(self.people)]
        fields = {
            "kind": "case_note",
            "day_day": "15",
            "day_month": "2",
            "day_year": "2017",
            "time": "10:00",
            "summary": name,
            "note": "x" * 4_000,
        }
        self.send(browser, name, f"/people/{crn}/record/new/", lambda _page: fields)

    def write_outcome(self, browser: Browser) -> None:
        crn, pk = self.planned.pop()
        name = f"{self.mark} outcome of {pk}"
        self.outcomes[name] = pk
        path = f"/people/{crn}/appointments/{pk}/outcome/"
        self.send(browser, name, path, lambda page: {"outcome": OFFERED.findall(page)[0]})

    def send(
        self, browser: Browser, name: str, path: str, fill: Callable[[str], dict[str, str]]
    ) -> None:
        """The form is opened, and sent with one token until it is acknowledged or there is no more time."""
        token = str(uuid.uuid4())
        form: dict[str, str] = {}
        while not self.stopping.is_set():
            if not form:
                status, _to, page = browser.ask(path)
                if status in (302, 403):
                    browser.enter()
                if status != 200:
                    self.note(status, page)
                    continue
                form = {**dict(HIDDEN.findall(page)), **fill(page), "submission": token}
            self.sent[name] = token
            status, to, page = browser.ask(path, form)
            if status == 302 and "sign" not in to and "login" not in to:
                self.acknowledged.add(name)
                self.answers.append((time.monotonic(), True))
                return
            if status in (200, 302, 403):  # a form shown again, or signed out: open it afresh
                if status == 200:
                    self.refused.append(name)
                    return
                form = {}
                browser.enter()
            self.note(status, page)

    def note(self, status: int, page: str) -> None:
        self.pages[status] = self.pages.get(status, 0) + 1
        if status in (0, 500, 502, 503, 507):
            self.answers.append((time.monotonic(), False))
            self.clear_pages += CLEAR_WORDS in page
        time.sleep(0.1)

    def ledger(self) -> Ledger:
        return Ledger(dict(self.sent), frozenset(self.acknowledged))


# ── The service, and the database it stands on ─────────────────────────────────────────────


@dataclass(slots=True)
class Service:
    """`openprobation serve`, as ./run starts it, with a folder of its own."""

    var: Path
    database_url: str | None
    clock: Path
    process: subprocess.Popen[bytes] | None = None
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        less = ("DATABASE_URL", "SECRET_KEY", "PYTHONPATH")
        kept = {name: value for name, value in os.environ.items() if name not in less}
        more = {
            "OPENPROBATION_MODE": "demonstration",
            "OPENPROBATION_VAR": str(self.var),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "openprobation.config.settings",
            "PYTHONPATH": str(self.clock.parent),
            "OPENPROBATION_SURVIVE_CLOCK": str(self.clock),
        }
        return {
            **kept,
            **more,
            **({"DATABASE_URL": self.database_url} if self.database_url else {}),
        }

    @property
    def log(self) -> Path:
        return self.clock.parent / "service.log"

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [COMMAND, "serve", "--port", str(port), "--people", "0"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + 600
        while f"Ready: {self.url}" not in self.log.read_text(errors="replace"):
            if self.process.poll() is not None or time.monotonic() > until:
                raise NotAsItShouldBe("The service did not start:\n" + self.log.read_text()[-2000:])
            time.sleep(0.2)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=40)

    def child(self, words: str) -> int | None:
        """The process among the service's children whose command holds these words."""
        assert self.process is not None
        for pid in children(self.process.pid):
            if words in command_of(pid):
                return pid
        return None

    def read(self, program: str, given: object = None) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=self.environment,
            input=json.dumps(given),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise NotAsItShouldBe("The database could not be read:\n" + done.stderr[-2000:])
        return json.loads(done.stdout.splitlines()[-1])


def children(pid: int) -> list[int]:
    """The processes whose parent this is."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[1]) == pid:
                    found.append(int(folder.name))
    return found


def command_of(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


@dataclass(slots=True)
class Postgres:
    """A real PostgreSQL of our own, whose commits are promises."""

    folder: Path
    programs: Path
    account: list[str]

    @classmethod
    def made_in(cls, folder: Path) -> Postgres:
        programs = installed_programs()
        if programs is None:
            raise NoPostgres("PostgreSQL's server is not installed (package postgresql-15)")
        server = cls(folder, programs, server_account())
        if server.account:
            shutil.chown(folder, ACCOUNT)
        initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", ACCOUNT]
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        do([*server.account, *initdb, *options], folder)
        return server

    @property
    def url(self) -> str:
        return f"postgresql://{ACCOUNT}@{urllib.parse.quote(str(self.folder), safe='')}/postgres"

    def start(self) -> None:
        settings = " ".join(f"-c {name}='{value}'" for name, value in KEEPS_ITS_PROMISES.items())
        self.control("-l", str(self.folder / "log"), "-o", f"-k {self.folder} {settings}", "start")

    def control(self, *arguments: str) -> None:
        program = [str(self.programs / "pg_ctl"), "-D", str(self.folder / "data"), "-s", "-w"]
        do([*self.account, *program, *arguments], self.folder)

    def is_running(self) -> bool:
        command = [str(self.programs / "pg_isready"), "-h", str(self.folder), "-q"]
        return subprocess.run(command).returncode == 0

    def kill(self) -> None:
        """The postmaster and every one of its processes, at once, with no chance to say goodbye."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        for pid in [postmaster, *children(postmaster)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        if self.is_running():
            with contextlib.suppress(NoPostgres):
                self.control("-m", "immediate", "stop")

    def faults(self) -> list[str]:
        """What pg_amcheck finds wrong in tables and indexes; it brings its own extension."""
        if not (self.programs / "pg_amcheck").exists():
            return ["pg_amcheck is not installed: nothing was checked"]
        done = subprocess.run(
            [
                *(str(self.programs / "pg_amcheck"), "-h", str(self.folder), "-U", ACCOUNT),
                *("--install-missing", "--heapallindexed", "-d", "postgres"),
            ],
            capture_output=True,
            text=True,
        )
        return (done.stdout + done.stderr).strip().splitlines()[:5] if done.returncode else []


@dataclass(slots=True)
class Disk:
    """A small disk: a tmpfs where this account may mount one, else a limit on each file's size."""

    folder: Path
    is_mounted: bool

    @classmethod
    def at(cls, folder: Path, size: int) -> Disk:
        folder.mkdir(exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        try:
            is_mounted = subprocess.run(mount, capture_output=True).returncode == 0
        except OSError:
            is_mounted = False
        return cls(folder, is_mounted)

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """Take all that is left; those who write find out."""
        with self.ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(64 * 1024))

    def free(self) -> None:
        self.ballast.unlink(missing_ok=True)

    def unmount(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "-l", str(self.folder)], capture_output=True)


# ── The rounds ─────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Round:
    """The service under load, one fault, and what came of it."""

    database: str
    fault: str
    before: float
    after: float
    service: Service
    postgres: Postgres | None
    disk: Disk | None
    worker_back: float = 0.0

    def hold(self) -> Row:
        cases = self.service.read(CASES)
        mark = f"Written while the {self.fault} fails {uuid.uuid4().hex[:6]}"
        load = Load(self.service.url, mark, cases["people"], [tuple(p) for p in cases["planned"]])
        load.start()
        self.wait(120, lambda: bool(load.acknowledged))
        time.sleep(self.before)
        if not load.acknowledged:
            load.stop()
            raise NotAsItShouldBe(f"Nothing was acknowledged before the fault: {load.pages}")
        try:
            began, note = getattr(self, f"fail_{self.fault}")(load)
            time.sleep(2)
            self.wait(120, lambda: back_after(began, load.answers) is not None)
            time.sleep(self.after)
        finally:
            load.stop()
        back = back_after(began, load.answers)
        if self.fault == "disk" and back == 0.0:
            back = min(
                (at - began for at, good in load.answers if good and at > began), default=None
            )
        if self.fault == "worker":
            note += f"; the worker was back after {self.worker_back:.1f} s"
        return self.judged(load, back=back, note=note)

    @staticmethod
    def wait(seconds: float, until: Callable[[], bool]) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            time.sleep(0.25)

    def judged(self, load: Load, *, back: float | None, note: str) -> Row:
        told = self.service.read(
            READ_BACK,
            {
                "mark": load.mark,
                "tokens": load.sent,
                "outcomes": {n: pk for n, pk in load.outcomes.items() if n in load.sent},
            },
        )
        faults = [*told["faults"], *(self.postgres.faults() if self.postgres else [])]
        if not told["chain_is_whole"]:
            faults.append("the chain of seals is broken")
        if told["unsealed"]:
            faults.append(f"{told['unsealed']} lines cannot be sealed")
        verdict = judge(load.ledger(), found=told["found"], half=told["half"])
        answers = ", ".join(f"{n} × {s or 'no answer'}" for s, n in sorted(load.pages.items()))
        remarks = [note, f"answers other than yes: {answers or 'none'}", *faults]
        if load.refused:
            remarks.append(f"{len(load.refused)} forms shown again")
        whole = "NO" if faults else "yes"
        return Row(
            self.database, self.fault, verdict, back, whole, "; ".join(filter(None, remarks))
        )

    def fail_web(self, _load: Load) -> tuple[float, str]:
        """The web server and each of its processes, at once."""
        server = self.service.child("granian")
        if server is None:
            raise NotAsItShouldBe("There is no web server to kill")
        began = time.monotonic()
        os.killpg(server, signal.SIGKILL)
        return began, "server and its workers killed"

    def fail_worker(self, _load: Load) -> tuple[float, str]:
        first = self.service.child("config.command worker")
        if first is None:
            raise NotAsItShouldBe("There is no worker to kill")
        began = time.monotonic()
        os.kill(first, signal.SIGKILL)
        while (now := self.service.child("config.command worker")) in (None, first):
            if time.monotonic() - began > 60:
                raise NotAsItShouldBe("The worker did not come back")
            time.sleep(0.1)
        self.worker_back = time.monotonic() - began
        return began, f"process {first} killed, {now} took its place"

    def fail_database(self, load: Load) -> tuple[float, str]:
        """PostgreSQL whole; SQLite is in our processes, so every one of them that has it open."""
        began = time.monotonic()
        if self.postgres is None:
            self.fail_worker_and_web()
            return began, "web server and worker killed in one moment"
        self.postgres.kill()
        time.sleep(3)
        self.postgres.start()  # what the machine's own service manager does
        up = time.monotonic() - began
        return began, f"PostgreSQL killed, started again by its manager and ready after {up:.1f} s"

    def fail_worker_and_web(self) -> None:
        for words in ("granian", "config.command worker"):
            if pid := self.service.child(words):
                os.killpg(pid, signal.SIGKILL)

    def fail_disk(self, load: Load) -> tuple[float, str]:
        assert self.disk is not None
        if not self.disk.is_mounted:
            return self.fail_disk_by_limit(load)
        reader = Browser(self.service.url)
        reader.enter()
        self.disk.fill()
        full_at = time.monotonic()
        time.sleep(8)
        reading = self.reads(reader)
        refused = sum(not good for moment, good in load.answers if moment > full_at)
        self.disk.free()
        began = time.monotonic()
        note = (
            f"tmpfs full for 8 s: {refused} answers refused, {load.clear_pages} of them forms given"
            f" back with what was typed, {reading}"
        )
        if self.postgres and not self.postgres.is_running():
            self.postgres.start()
            note += ", PostgreSQL had stopped and was started by its manager"
        return began, note

    def fail_disk_by_limit(self, load: Load) -> tuple[float, str]:
        raise NotAsItShouldBe("This account may not mount a tmpfs, so no disk was filled")

    def reads(self, reader: Browser) -> str:
        """Whether pages that write nothing go on: the first page, and a signed-in officer's own day."""
        own = reader.ask("/start/")[1] or "/start/"
        told = {path: reader.ask(path)[0] for path in ("/", own)}
        words = ", ".join(f"{path} {status or 'no answer'}" for path, status in told.items())
        went_on = all(status == 200 for status in told.values())
        return f"reading {'went on' if went_on else 'STOPPED'} ({words})"

    def fail_clock(self, load: Load) -> tuple[float, str]:
        """An hour back, a day on, and right again; the officers are signed out by the day, and come back."""
        began = time.monotonic()
        for hours in (-1, 24, 0):
            self.service.clock.write_text(str(hours * 3600))
            time.sleep(7)
        return began, "1 h back, 1 day on, right again"


@contextlib.contextmanager
def ground(database: str, record: Path | None) -> Iterator[tuple[Service, Postgres | None]]:
    """A service made for these rounds, in a folder of its own, and what it stands on."""
    with contextlib.ExitStack() as leaving:
        folder = Path(tempfile.mkdtemp(prefix="openprobation-survive-"))
        leaving.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        (folder / "clock").mkdir()
        (folder / "clock" / "sitecustomize.py").write_text(MOVED_CLOCK)
        kept = folder / "kept"
        kept.mkdir()
        postgres = None
        if record and database == "sqlite":
            shutil.copytree(record, kept / "var")
        if database == "postgres":
            (kept / "postgres").mkdir()
            postgres = Postgres.made_in(kept / "postgres")
            postgres.start()
            leaving.callback(postgres.stop)
        url = postgres.url if postgres else None
        service = Service(kept / "var", url, folder / "clock" / "offset")
        service.start()
        leaving.callback(service.stop)
        yield service, postgres


@contextlib.contextmanager
def on_a_small_disk(service: Service, postgres: Postgres | None) -> Iterator[Disk]:
    """The same record, moved to a disk of which little is left."""
    service.stop()
    if postgres:
        postgres.control("-m", "fast", "stop")
    kept = service.var.parent
    aside = kept.with_name("aside")
    kept.rename(aside)
    size = sum(file.stat().st_size for file in aside.rglob("*") if file.is_file())
    disk = Disk.at(kept, size + (96 if postgres else 24) * MIB)
    kept.chmod(0o755)
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(kept)], check=True)
        if postgres:
            postgres.start()
        service.start()
        yield disk
    finally:
        disk.free()
        service.stop()
        if postgres:
            postgres.stop()
        disk.unmount()
        shutil.rmtree(kept, ignore_errors=True)
        aside.rename(kept)


def hold(
    database: str,
    faults: Sequence[str],
    *,
    before: float,
    after: float,
    record: Path | None = None,
) -> Iterator[Row | NotAsItShouldBe]:
    """The rounds, one after another on one service; the disk last, for it moves the record."""
    with ground(database, record) as (service, postgres):
        for fault in sorted(faults, key=lambda name: name == "disk"):
            print(f"{database}: {fault} …", file=sys.stderr, flush=True)
            try:
                if fault == "disk":
                    with on_a_small_disk(service, postgres) as disk:
                        yield Round(database, fault, before, after, service, postgres, disk).hold()
                else:
                    yield Round(database, fault, before, after, service, postgres, None).hold()
            except NotAsItShouldBe as reason:
                yield reason


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", choices=("sqlite", "postgres"), action="append")
    parser.add_argument("--only", choices=FAULTS, action="append")
    parser.add_argument(
        "--before", type=float, default=8.0, help="seconds of load before the fault"
    )
    parser.add_argument("--after", type=float, default=10.0, help="seconds of load after it")
    words = "a folder with a SQLite demonstration in it, copied instead of making one"
    parser.add_argument("--record", type=Path, help=words)
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    could_not = False
    for database in options.database or ("sqlite", "postgres"):
        try:
            rounds = hold(
                database,
                options.only or FAULTS,
                before=options.before,
                after=options.after,
                record=options.record,
            )
            for came in rounds:
                if isinstance(came, Row):
                    rows.append(came)
                    print(" | ".join(cells(came)), file=sys.stderr, flush=True)
                else:
                    could_not = True
                    print(f"{database}: {came}", file=sys.stderr, flush=True)
        except (NotAsItShouldBe, NoPostgres) as reason:
            could_not = True
            print(f"{database}: {reason}", file=sys.stderr, flush=True)
    print(table(rows))
    for row in rows:
        for what in ("missing", "doubled", "half"):
            for name in getattr(row.verdict, what)[:20]:
                print(f"{row.database}, {row.fault}: {what}: {name}")
    return 0 if rows and not could_not and all(row.is_good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
