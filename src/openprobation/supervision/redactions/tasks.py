"""What is past its time, what is held all the same, and what would be removed? A plan first, then the hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access import reactions as access
from openprobation.foundation.audit.actions import record
from openprobation.foundation.documents import reactions as documents
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.messaging import reactions as messaging
from openprobation.foundation.reactions import announce
from openprobation.foundation.redaction.events import WordsRedacted, WordsSought
from openprobation.foundation.redaction.finding import Everything
from openprobation.foundation.redaction.sweeping import Sweep
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.redactions import RecordKind

from . import actions, queries
from .models import NightlyPlan
from .policies import YEARS

PAST = "[past its time, removed"


@dataclass(frozen=True, slots=True)
class Case:
    """A case whose time is over, and why it is kept all the same, if it is."""

    person: Handle
    ended_on: date
    rows: int
    kept_because: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the schedule says today: cases and, by kind, how many rows elsewhere."""

    cases: tuple[Case, ...]
    rows: dict[RecordKind, int]

    @property
    def due(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if not case.kept_because)


def years_before(on: date, years: int) -> date:
    """The same day some years before; 29 February counts as 28."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def kept_from(kind: RecordKind, on: date) -> date:
    """What began its time before this day is past it."""
    return years_before(on, YEARS[kind].on(on).value)


def sweep_all(person: Handle | None, *, at: datetime, writes: bool) -> Sweep:
    crns = [each.crn for each in persons.named(person.ids).values()] if person else []
    return Sweep(
        record=actions.PERSON,
        record_ids=person.ids if person else (),
        paths=tuple(f"/people/{crn}/" for crn in sorted(crns)),
        finder=Everything(but=PAST),
        tombstone=f"{PAST} {timezone.localtime(at):%-d %b %Y}]",
        writes=writes,
    )


def plan(*, at: datetime) -> Plan:
    """What is past its time. Nothing is changed."""
    on = timezone.localdate(at)
    cases = tuple(cases_past(on, at=at))
    return Plan(cases, loose_rows(sweep_all(None, at=at, writes=False), on=on, at=at))


@transaction.atomic
def keep_the_plan(*, at: datetime) -> None:
    """Count by night what would go, for whoever keeps the service. Only a person removes it."""
    made = plan(at=at)
    counts = {
        "counted_at": at,
        "cases": len(made.due),
        "cases_kept": len(made.cases) - len(made.due),
        "messages": made.rows[RecordKind.MESSAGE],
        "looks": made.rows[RecordKind.LOOK],
        "files": made.rows[RecordKind.FILE],
    }
    NightlyPlan.objects.update_or_create(on=timezone.localdate(at), defaults=counts)


def cases_past(on: date, *, at: datetime) -> list[Case]:
    ended = sentences.over_since(kept_from(RecordKind.CASE, on))
    found = []
    for kept_id in persons.records_of(ended):
        person = actions.of(kept_id)
        if not set(person.ids) <= set(ended) | never_supervised(person, ended):
            continue
        sweep = sweep_all(person, at=at, writes=False)
        announce(WordsSought(sweep, system_user().pk, at))
        rows = sum(sweep.counts().values())
        if rows:
            day = max(ended[pk] for pk in person.ids if pk in ended)
            found.append(Case(person, day, rows, why_kept(person)))
    return sorted(found, key=lambda case: (case.ended_on, case.person.crn))


def never_supervised(person: Handle, ended: dict[int, date]) -> set[int]:
    """Joined records on which no supervision ever ran: the others speak for them."""
    return {
        pk
        for pk in person.ids
        if pk not in ended
        and sentences.open_period([pk]) is None
        and not sentences.closed_periods([pk])
    }


def why_kept(person: Handle) -> str:
    """A hold, or MAPPA: those cases have a time of their own, which this schedule does not know yet."""
    if held := queries.holds(person.ids):
        line = next(iter(held.values()))
        return f"held by {line.placed_by} since {timezone.localdate(line.placed_at):%-d %B %Y}"
    return "was managed under MAPPA" if risk.mappa_history(person.ids) else ""


def loose_rows(sweep: Sweep, *, on: date, at: datetime) -> dict[RecordKind, int]:
    """Messages, notes and files past their time, whoever's; those of held records are left."""
    held = [pk for found in queries.holds() for pk in actions.of(found).ids]
    return {
        RecordKind.MESSAGE: messaging.forget_words_of(
            sweep, sent_before=moment(kept_from(RecordKind.MESSAGE, on)), not_of=held
        ),
        RecordKind.LOOK: access.forget_notes_of(
            sweep, opened_before=moment(kept_from(RecordKind.LOOK, on)), not_of=held
        ),
        RecordKind.FILE: documents.forget_files(sweep, on=on, at=at, not_of=held),
    }


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


@transaction.atomic
def carry_out(*, at: datetime) -> Plan:
    """Remove what is past its time and not held. Figures, days and codes stay; what anybody wrote goes."""
    by = system_user()
    made = plan(at=at)
    tables: set[str] = set()
    for case in made.due:
        sweep = sweep_all(case.person, at=at, writes=True)
        announce(WordsRedacted(sweep, by.pk, at))
        tables.update(sweep.tables())
        record(
            "retention.words.removed",
            by=by.username,
            at=at,
            person_id=case.person.id,
            ended_on=case.ended_on,
            rows=case.rows,
        )
    loose = sweep_all(None, at=at, writes=True)
    rows = loose_rows(loose, on=timezone.localdate(at), at=at)
    tables.update(loose.tables())
    for kind, count in rows.items():
        if count:
            record("retention.words.removed", by=by.username, at=at, kind=kind.value, rows=count)
    if tables:
        actions.clear_later(sorted(tables), at=at)
    return made
