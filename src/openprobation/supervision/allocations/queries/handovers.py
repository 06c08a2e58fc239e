"""What does an officer inherit, and which handovers has nobody looked at yet?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from openprobation.rules import handover as rules
from openprobation.rules.dates import words
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.moves import HandoverWay
from openprobation.vocabulary.needs import EngagementKind

from ..models import Handover, HandoverPage
from ..policies import MOVE_CAN_BE_UNDONE_FOR

NOTES_READ = 20
"""How many lines of the record the draft is made from: the latest say most."""
AHEAD = 100


@dataclass(frozen=True, slots=True)
class Inherited:
    """One change of officer, with what its page needs beside the page itself."""

    id: int
    person_id: int
    spell_id: int
    officer_id: int
    officer: str
    before_id: int
    before: str
    before_phone: str
    reason: SpellReason
    left: str
    moved_by: str
    number: int
    moved_at: datetime
    meet_by: date
    first_contact_by: date | None
    met_how: HandoverWay | None
    met_on: date | None
    read_by: str
    read_at: datetime | None
    batch: UUID | None
    is_held_now: bool

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


FIELDS = (
    "pk",
    "person_id",
    "spell_id",
    "spell__officer_id",
    "spell__officer__name",
    "before_id",
    "before__name",
    "before__telephone",
    "spell__reason",
    "spell__note",
    "spell__started_by__name",
    "number",
    "spell__starts_at",
    "meet_by",
    "spell__first_contact_by",
    "met_how",
    "met_on",
    "read_by__name",
    "read_at",
    "batch",
    "spell__ends_at",
)


def inherited_of(row: tuple[object, ...]) -> Inherited:
    known = list(row)
    known[8] = SpellReason(str(known[8]))
    known[15] = HandoverWay(str(known[15])) if known[15] else None
    known[17] = known[17] or ""
    known[20] = known[20] is None
    return Inherited(*known)  # type: ignore[arg-type]  # columns as in FIELDS


def handover(person_ids: Collection[int]) -> Inherited | None:
    """The latest change of officer of a person that stands. One query."""
    rows = Handover.objects.filter(person_id__in=person_ids, undone_at__isnull=True)
    row = rows.order_by("-pk").values_list(*FIELDS).first()
    return inherited_of(row) if row else None


def inherited(officer_id: int) -> list[Inherited]:
    """The cases an officer holds now that came from another officer and are not read yet. One query.

    Those whose officers must talk soonest come first.
    """
    rows = Handover.objects.filter(
        spell__officer_id=officer_id,
        spell__ends_at__isnull=True,
        undone_at__isnull=True,
        read_at__isnull=True,
    )
    return [inherited_of(row) for row in rows.order_by("meet_by", "pk").values_list(*FIELDS)]


@dataclass(frozen=True, slots=True)
class Batch:
    """A move of a caseload in one act, that can still be taken back."""

    batch: UUID
    cases: int
    before: str
    until: datetime


def just_moved(by_id: int, at: datetime) -> Batch | None:
    """The latest caseload somebody moved in the last ten minutes and nobody took back. One query."""
    rows = Handover.objects.filter(
        batch__isnull=False,
        undone_at__isnull=True,
        spell__started_by_id=by_id,
        spell__starts_at__gt=at - MOVE_CAN_BE_UNDONE_FOR,
        spell__starts_at__lte=at,
    )
    found = list(
        rows.order_by("-pk").values_list("batch", "before__name", "spell__starts_at", "read_at")
    )
    if not found or found[0][0] is None:
        return None
    same = [row for row in found if row[0] == found[0][0]]
    return Batch(
        found[0][0],
        len(same),
        same[0][1],
        min(row[2] for row in same) + MOVE_CAN_BE_UNDONE_FOR,
    )


# ── The page itself ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Page:
    """The page as it stands: corrected by somebody, or drafted from the record."""

    parts: Mapping[str, rules.Part]
    by: str
    at: datetime | None

    @property
    def is_draft(self) -> bool:
        return self.at is None


def pages(handover_id: int) -> list[tuple[str, datetime]]:
    """Who corrected a page and when, latest first. One query."""
    rows = HandoverPage.objects.filter(handover_id=handover_id).order_by("-pk")
    return list(rows.values_list("by__name", "at"))


def page(inherited: Inherited, person: persons.Handle, *, at: datetime) -> Page:
    """The page of a handover. Two queries where somebody has corrected it, fourteen where it is drafted."""
    row = (
        HandoverPage.objects.filter(handover_id=inherited.id)
        .order_by("-pk")
        .values_list(*rules.PARTS, "by__name", "at")
        .first()
    )
    if row is not None:
        *texts, by, when = row
        source = f"Written by {by}"
        parts = {
            name: rules.Part(str(text), source)
            for name, text in zip(rules.PARTS, texts, strict=True)
        }
        return Page(parts, str(by), when)
    return Page(rules.draft(known_of(inherited, person, at=at)).parts(), "", None)


def known_of(inherited: Inherited, person: persons.Handle, *, at: datetime) -> rules.Known:
    """What the record says, as the draft reads it; sensitive lines are left out. Thirteen queries."""
    on = timezone.localdate(at)
    harm = risk.latest(risk.harm(person.ids))
    flags = risk.flags(person.ids)
    offences = sentences.main_offence(person.ids)
    orders = sentences.current(person.ids, on)
    noted = needs.engagement(person.ids)
    return rules.Known(
        name=person.name,
        called=person.called,
        age=person.age(on),
        language=person.language,
        needs_interpreter=person.interpreter_needed,
        orders=tuple(
            f"{order.kind.label} to {words(order.ends_on)}"
            for few in orders.values()
            for order in few
        ),
        offence=next(iter(offences.values()), ""),
        circumstances=labels(persons.circumstances_of(person.ids, on=on)),
        disabilities=labels(persons.disabilities_of(person.ids, on=on)),
        adjustments=labels(persons.adjustments_of(person.ids, on=on)),
        harm=harm.overall if harm else None,
        harm_by=harm.assessed_by if harm else "",
        harm_on=harm.on if harm else None,
        who_is_at_risk=harm.who_is_at_risk if harm else "",
        what_could_happen=harm.what_could_happen if harm else "",
        what_protects_them=harm.what_protects_them if harm else "",
        registered=tuple(dict.fromkeys(flag.kind for few in flags.values() for flag in few)),
        left=rules.Written(
            timezone.localdate(inherited.moved_at), inherited.moved_by, inherited.left
        )
        if inherited.left
        else None,
        notes=notes(person, at=at),
        coming=coming(person, at=at),
        earlier=earlier(inherited),
        works=tuple(note.what for note in needs.of_kind(noted, EngagementKind.WORKS)),
        barriers=tuple(note.what for note in needs.of_kind(noted, EngagementKind.BARRIER)),
    )


def labels(found: Mapping[int, Collection[object]]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(str(getattr(kind, "label", kind)) for few in found.values() for kind in few)
    )


def notes(person: persons.Handle, *, at: datetime) -> tuple[rules.Written, ...]:
    """The latest notes that are not sensitive, what the service itself wrote left out. One query."""
    lines = contacts.timeline(
        person.ids,
        may_see_sensitive=False,
        filters=contacts.Filters(until=timezone.localdate(at), with_sensitive=False),
        size=NOTES_READ,
    ).lines
    return tuple(
        rules.Written(timezone.localdate(line.at), line.recorded_by, line.note)
        for line in lines
        if line.note and line.kind is not ContactKind.ALLOCATION
    )


def coming(person: persons.Handle, *, at: datetime) -> tuple[str, ...]:
    """What is ahead on the record, the soonest first. One query."""
    lines = contacts.timeline(
        person.ids,
        may_see_sensitive=False,
        filters=contacts.Filters(since=timezone.localdate(at), with_sensitive=False),
        size=AHEAD,
    ).lines
    ahead = sorted(
        (line for line in lines if line.at > at and not line.outcome and not line.is_withdrawn),
        key=lambda line: line.at,
    )
    return tuple(f"{when(line.at)}: {line.summary}" for line in ahead)


def when(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def earlier(inherited: Inherited) -> rules.Earlier | None:
    """The page an officer before corrected, of this person. One query."""
    row = (
        HandoverPage.objects.filter(
            handover__person_id=inherited.person_id, handover_id__lt=inherited.id
        )
        .order_by("-pk")
        .values_list("at", "by__name", "what_works", "not_to_say")
        .first()
    )
    return rules.Earlier(timezone.localdate(row[0]), *row[1:]) if row else None


def told(person_id: int, *, at: datetime) -> bool:
    """Whether there is a number the service may text: else the person must be told otherwise. One query."""
    return bool(persons.text_numbers([person_id], on=timezone.localdate(at), confirmed=True))
