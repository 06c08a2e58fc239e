"""How fast is what officers do most, against a floor measured beside it? `openprobation bench`.

The floor is a bare page behind the same middleware: signed in, one audit row written, one indexed query
for as many rows as a page shows, plain text. Everything is asked in turn in one run, so that a busy
machine slows all of it alike; what is told is the ratio of medians.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import SignedInRequest, signed_in
from openprobation.supervision.allocations import actions as allocations
from openprobation.supervision.appointments import actions as appointments
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.appointments import AppointmentKind, Outcome

from . import bench_services

CASES = 80
LINES = 50
ROUNDS = 60
NAMES_ASKED = 200
OFFICERS, CASES_EACH = 10, 60
"""Of the unit whose head opens the manager's page."""
PACKS = 40
MOVES, MOVE_SECONDS = 10, 2
MOST_TIMES_THE_FLOOR = 4
LOCATE_MS, LOCATE_WITH_A_TYPO_MS = 15, 40
OUTCOME_MS, OUTCOMES_A_SECOND, WRITERS, SECONDS_OF_WRITING = 15, 150, 2, 10

Person: Any = apps.get_model("persons.Person")
Contact: Any = apps.get_model("contacts.Contact")
Spell: Any = apps.get_model("allocations.Spell")
Relation: Any = apps.get_model("access.Relation")
Appointment: Any = apps.get_model("appointments.Appointment")
User: Any = apps.get_model("identity.User")
Posting: Any = apps.get_model("organisations.Posting")
Breach: Any = apps.get_model("enforcement.Breach")

HOLD = (Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER)


@signed_in
def floor(request: SignedInRequest, person_id: int) -> HttpResponse:
    """The least a page of this service can do."""
    record("person.viewed", by=request.user.username, at=clock.now(), person_id=person_id)
    lines = Contact.objects.filter(person_id=person_id).order_by("-at", "-id")[:LINES]
    words = "\n".join(summary for (summary,) in lines.values_list("summary"))
    return HttpResponse(words, content_type="text/plain")


urlpatterns = [
    path("bench/floor/<int:person_id>/", floor),
    path("", include(settings.ROOT_URLCONF)),
]


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing measured: milliseconds at the median and the 95th percentile, and what was promised."""

    what: str
    median: float
    late: float
    queries: int | None
    promised: str
    kept: bool | None

    def row(self) -> str:
        mark = "" if self.kept is None else "yes" if self.kept else "**no**"
        queries = "" if self.queries is None else str(self.queries)
        return f"| {self.what} | {self.median:.1f} | {self.late:.1f} | {queries} | {self.promised} | {mark} |"


def late(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


# ── The whole run ──────────────────────────────────────────────────────────────────────────
def run(say: Callable[[str], None]) -> bool:
    """Measure everything against this database and print the table. True where all was kept."""
    say(size_of_it())
    officer = somebody_with(CASES)
    head = somebody_leading(OFFICERS, cases=CASES_EACH)
    rows: list[Measured] = []
    parts: tuple[Callable[[], list[Measured]], ...] = (
        lambda: pages(officer, head, somebody_answering(PACKS)),
        lambda: locating(officer),
        lambda: [moving(officer)],
        outcomes,
    )
    for part in parts:
        rows += part()
    say("")
    say("| what | median ms | 95 % ms | queries | promised | kept |")
    say("|---|---:|---:|---:|---|---|")
    for row in rows:
        say(row.row())
    return all(row.kept is not False for row in rows)


def size_of_it() -> str:
    people, lines = (count(model) for model in (Person, Contact))
    return (
        f"{people:,} people, {lines:,} contacts, {connection.vendor}, Python {platform.python_version()},"
        f" {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )


def count(model: Any) -> int:
    return int(model.objects.count())


def somebody_with(cases: int) -> Any:
    """An officer with so many cases; colleagues' are moved to the fullest one where nobody has."""
    held = Spell.objects.filter(ends_at__isnull=True, officer__isnull=False)
    fullest = held.values("officer", "team").annotate(n=Count("pk")).order_by("-n", "officer")
    most = next(row for row in fullest if row["n"] <= cases)
    missing = cases - most["n"]
    if missing:
        theirs = held.filter(team=most["team"]).exclude(officer=most["officer"])
        taken = list(theirs.order_by("pk").values_list("pk", "person_id")[:missing])
        ids = [person_id for _pk, person_id in taken]
        Spell.objects.filter(pk__in=[pk for pk, _id in taken]).update(officer=most["officer"])
        Relation.objects.filter(
            record_kind="person",
            record_id__in=ids,
            relation=RelationKind.RESPONSIBLE_OFFICER,
            ends_at__isnull=True,
        ).update(holder_id=most["officer"])
    return User.objects.get(pk=most["officer"])


def somebody_leading(officers: int, *, cases: int) -> Any:
    """The head of a unit with so many officers of so many cases; those of other units are moved to it."""
    posted = Posting.objects.filter(ends_on__isnull=True, role__in=HOLD)
    units = posted.values("team__unit").annotate(n=Count("user", distinct=True))
    unit_id = units.filter(n__gte=officers).order_by("n", "team__unit").first()["team__unit"]
    theirs = posted.filter(team__unit=unit_id).order_by("pk").values_list("user", "team")
    organisation = Posting.objects.filter(team__unit=unit_id).values("team__unit__region")[:1]
    spare = Spell.objects.filter(ends_at__isnull=True, officer__isnull=False)
    spare = spare.filter(team__unit__region=organisation).exclude(team__unit=unit_id)
    for officer_id, team_id in theirs[:officers]:
        held = Spell.objects.filter(officer=officer_id, ends_at__isnull=True).count()
        taken = list(spare.order_by("pk").values_list("pk", "person_id")[: max(0, cases - held)])
        Spell.objects.filter(pk__in=[pk for pk, _id in taken]).update(
            officer=officer_id, team=team_id
        )
        for relation, kind, holder_id in (
            (RelationKind.RESPONSIBLE_OFFICER, HolderKind.USER, officer_id),
            (RelationKind.TEAM, HolderKind.TEAM, team_id),
            (RelationKind.UNIT, HolderKind.UNIT, unit_id),
        ):
            Relation.objects.filter(
                record_kind="person",
                record_id__in=[person_id for _pk, person_id in taken],
                relation=relation,
                holder_kind=kind,
                ends_at__isnull=True,
            ).update(holder_id=holder_id)
    return head_of(unit_id)


def head_of(unit_id: int) -> Any:
    leads = Posting.objects.filter(ends_on__isnull=True, leads_unit=True, team__unit=unit_id)
    return leads.order_by("pk").first().user


def somebody_answering(packs: int) -> Any:
    """An enforcement officer whose team has so many live packs, or the most there are."""
    teams = Breach.objects.live().filter(enforcement_team__isnull=False)
    counted = teams.values("enforcement_team").annotate(n=Count("pk"))
    fullest = counted.order_by("-n", "enforcement_team")
    fit = next((row for row in fullest if row["n"] <= packs), None) or fullest.first()
    posted = Posting.objects.filter(role=Role.ENFORCEMENT_OFFICER, ends_on__isnull=True)
    if fit is not None:
        posted = posted.filter(team=fit["enforcement_team"])
    return posted.order_by("pk").first().user


def packs_with(prosecutor: Any) -> int:
    teams = Posting.objects.filter(user=prosecutor, ends_on__isnull=True).values("team")
    return int(Breach.objects.live().filter(enforcement_team__in=teams).count())


# ── Pages ──────────────────────────────────────────────────────────────────────────────────
@override_settings(ROOT_URLCONF="openprobation.demo.bench", ALLOWED_HOSTS=["*"])
def pages(officer: Any, head: Any, prosecutor: Any) -> list[Measured]:
    """The floor and the pages, asked in turn."""
    person_id, crn = case_with_most_lines(officer)
    mine, leading, answering = (signed_in_as(each) for each in (officer, head, prosecutor))
    addresses = {
        "the floor": (mine, f"/bench/floor/{person_id}/"),
        "the person's page": (mine, f"/people/{crn}/"),
        f"my cases, {CASES}": (mine, "/cases/"),
        f"the officer's day, {CASES} cases": (mine, "/day/"),
        f"the manager's page, {OFFICERS} officers of {CASES_EACH} cases": (leading, "/manager/"),
        f"breach packs, {packs_with(prosecutor)} of a team": (answering, "/court/packs/"),
    }
    addresses |= {
        what: (signed_in_as(user), address)
        for what, (user, address) in bench_services.asked().items()
    }
    queries = {what: queries_of(*asked) for what, asked in addresses.items()}
    times = in_turn({what: asking(*asked) for what, asked in addresses.items()})
    least = statistics.median(times["the floor"])
    return [
        Measured(
            what,
            statistics.median(took),
            late(took),
            queries[what],
            f"{statistics.median(took) / least:.1f} × the floor; at most {MOST_TIMES_THE_FLOOR}"
            if what != "the floor"
            else "",
            statistics.median(took) <= MOST_TIMES_THE_FLOOR * least
            if what != "the floor"
            else None,
        )
        for what, took in times.items()
    ]


def signed_in_as(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def case_with_most_lines(officer: Any) -> tuple[int, str]:
    mine = Person.objects.filter(spells__officer=officer, spells__ends_at__isnull=True)
    found = mine.annotate(lines=Count("contacts")).order_by("-lines", "pk").first()
    return found.pk, found.crn


def asking(client: Client, address: str) -> Callable[[], object]:
    def ask() -> HttpResponse:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        return answer  # type: ignore[return-value]

    return ask


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def in_turn(
    asked: dict[str, Callable[[], object]], *, rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Milliseconds of each, every one asked once a round."""
    times: dict[str, list[float]] = {what: [] for what in asked}
    for each in range(rounds + 3):
        for what, ask in asked.items():
            began = time.perf_counter()
            ask()
            if each >= 3:  # the first rounds warm what a server keeps warm
                times[what].append((time.perf_counter() - began) * 1000)
    return times


# ── Locating ───────────────────────────────────────────────────────────────────────────────
def locating(officer: Any) -> list[Measured]:
    """By full name, by CRN, by date of birth with a name, and with a letter wrong."""
    at = clock.now()
    step = max(1, count(Person) // NAMES_ASKED)
    some = list(Person.objects.filter(pk__in=range(1, count(Person), step)).order_by("pk"))
    asked = {
        "locate by name": [f"{one.given_names} {one.family_name}" for one in some],
        "locate by family name and date of birth": [
            f"{one.family_name} {one.date_of_birth:%d/%m/%Y}" for one in some
        ],
        "locate by CRN": [one.crn for one in some],
        "locate with a typing error": [
            f"{one.given_names} {with_a_slip(one.family_name)}" for one in some
        ],
    }
    times: dict[str, list[float]] = {what: [] for what in asked}
    missed = dict.fromkeys(asked, 0)
    for number, one in enumerate(some):
        for what, texts in asked.items():
            began = time.perf_counter()
            found = persons.locate(texts[number], viewer=officer, at=at)
            times[what].append((time.perf_counter() - began) * 1000)
            missed[what] += one.crn not in {hit.crn for hit in found}
    return [
        Measured(
            f"{what} ({len(took) - missed[what]} of {len(took)} among the first 25)",
            statistics.median(took),
            late(took),
            None,
            f"under {most} ms",
            statistics.median(took) < most,
        )
        for what, took in times.items()
        for most in [LOCATE_WITH_A_TYPO_MS if "error" in what else LOCATE_MS]
    ]


def with_a_slip(name: str) -> str:
    """Two letters in the middle change places."""
    middle = len(name) // 2
    return name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]


# ── A caseload moved ───────────────────────────────────────────────────────────────────────
def moving(officer: Any) -> Measured:
    """A colleague gets the whole caseload and gives it back, each in one act with every handover."""
    post = Posting.objects.get(user=officer, ends_on__isnull=True, role__in=HOLD)
    colleagues = Posting.objects.filter(team=post.team, ends_on__isnull=True, role__in=HOLD)
    colleague = colleagues.exclude(user=officer).order_by("pk").first().user
    by = head_of(post.team.unit_id)
    theirs = Spell.objects.filter(officer=officer, ends_at__isnull=True).order_by("pk")
    people = list(theirs.values_list("person_id", flat=True))
    few = people[::4]  # of all kinds: some can be texted, some cannot
    asked = {}
    move(few, to=colleague, by=by)  # whose posts these are is then known
    move(few, to=officer, by=by)
    for some in (few, people):
        with CaptureQueriesContext(connection) as captured:
            move(some, to=colleague, by=by)
        asked[len(some)] = len(captured)
        move(some, to=officer, by=by)
    times = []
    for round_trip in range(MOVES):
        began = time.perf_counter()
        move(people, to=officer if round_trip % 2 else colleague, by=by)
        times.append((time.perf_counter() - began) * 1000)
    return Measured(
        f"a caseload of {len(people)} moved, with its handovers",
        statistics.median(times),
        late(times),
        asked[len(people)],
        f"under {MOVE_SECONDS} s, no more queries than for {len(few)}",
        statistics.median(times) < MOVE_SECONDS * 1000 and asked[len(people)] == asked[len(few)],
    )


def move(people: Sequence[int], *, to: Any, by: Any) -> None:
    allocations.move_caseload(
        moves=[allocations.Moving(person_id, to.pk) for person_id in people],
        reason=SpellReason.CASELOAD,
        note="So that each has as much as the other.",
        by=by,
        at=clock.now(),
    )


# ── Outcomes ───────────────────────────────────────────────────────────────────────────────
def outcomes() -> list[Measured]:
    """Two writers at once, each its own process: an outcome with its lines of record and audit."""
    command = [sys.argv[0], "bench", "--write"]
    writers = [
        subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(WRITERS)
    ]
    times = [float(word) for writer in writers for word in writer.communicate()[0].split()]
    a_second = len(times) / SECONDS_OF_WRITING
    return [
        Measured(
            f"an outcome with its audit, {WRITERS} writers, {a_second:.0f} a second",
            statistics.median(times),
            late(times),
            None,
            f"95 % under {OUTCOME_MS} ms, {OUTCOMES_A_SECOND} a second",
            late(times) < OUTCOME_MS and a_second >= OUTCOMES_A_SECOND,
        )
    ]


def write(writer: int) -> Iterable[float]:
    """Milliseconds of each outcome one writer records, for as long as writing is measured."""
    at = begun_by()
    waiting = (
        Appointment.objects.filter(state="planned", starts_at__lt=at, officer__isnull=False)
        .exclude(kind=AppointmentKind.TELEPHONE)
        .filter(person__spells__ends_at__isnull=True, person__died_on__isnull=True)
        .order_by("-pk")
        .values_list("pk", "version", "person__spells__officer")
    )
    mine = [row for row in waiting[: WRITERS * 4_000] if row[0] % WRITERS == writer and row[2]]
    users = User.objects.in_bulk({officer for _pk, _version, officer in mine})
    until = time.perf_counter() + SECONDS_OF_WRITING
    for pk, version, officer in mine:
        began = time.perf_counter()
        if began > until:
            return
        appointments.record_outcome(
            appointment_id=pk,
            seen_version=version,
            outcome=Outcome.COMPLIED,
            note="Came on time.",
            by=users[officer],
            at=at,
        )
        yield (time.perf_counter() - began) * 1000


def begun_by() -> datetime:
    """A moment by which every next appointment has begun."""
    return clock.now() + timedelta(days=60)
