"""What must be so before time is given to a meeting, and what is written when it is?

The one road for a meeting just arranged, the next one after an outcome, and one that takes
another's place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from openprobation.foundation.access import actions as access
from openprobation.foundation.access import queries as standing
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Office
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.appointments import Arrangement, local
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.actions import hold
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.appointments import AppointmentKind
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.sentences import RequirementKind

from ..models import Appointment
from ..permissions import Permission
from ..queries import Proposal, day_bounds, judged, later
from . import telling

SHORTEST = 5
LONGEST = 600
LONGEST_PURPOSE = 500
MOST_AT_ONCE = 26


class Clash(Refused):
    """The person would have to be in two places at once."""


class NeedsAcceptance(RefusedForSeveralReasons):
    """What the officer should know before arranging it so. One tick accepts it all."""

    def __init__(self, warnings: Sequence[str], *, field: str) -> None:
        super().__init__(Refused(warning, field=field) for warning in warnings)


class TimePassed(Refused):
    def __init__(self, starts_at: datetime, *, field: str) -> None:
        super().__init__(
            f"{words(local(starts_at).date())} has passed. Choose today or a later day.",
            field=field,
        )


class LengthOutOfRange(Refused):
    def __init__(self, *, field: str) -> None:
        super().__init__(
            f"An appointment lasts from {SHORTEST} minutes to {LONGEST // 60} hours.", field=field
        )


class TooManyAtOnce(Refused):
    def __init__(self, times: int) -> None:
        super().__init__(
            f"Arrange from 2 to {MOST_AT_ONCE} at once: this would be {times}.", field="times"
        )


class PurposeTooLong(Refused):
    def __init__(self, length: int) -> None:
        super().__init__(
            f"What it is about is {length:,} characters long. Keep it to {LONGEST_PURPOSE}.",
            field="purpose",
        )


class PersonDied(Refused):
    def __init__(self, died_on: date) -> None:
        super().__init__(
            f"This person died on {words(died_on)}. Nothing more can be arranged with them."
        )


class NotInPost(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not in a post that sees people. Choose another officer.", field="officer"
        )


class OfficerMayNotOpen(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} may not open this person's record. Choose an officer who may.", field="officer"
        )


class UnknownOffice(Refused):
    def __init__(self) -> None:
        super().__init__("This office is not open on that day. Choose another.", field="office")


class PlaceNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Choose an office, or say where you will meet.", field="office")


class RequirementNotLive(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This requirement has ended, or is another person's. Choose one that is running then.",
            field="requirement",
        )


class ActivityNeedsRequirement(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Choose the rehabilitation activity requirement that this counts towards.",
            field="requirement",
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What a meeting is, apart from when: the same for every one of a series."""

    officer: User
    kind: AppointmentKind
    minutes: int
    office: Office | None = None
    place: str = ""
    purpose: str = ""
    requirement_id: int | None = None
    counts_as_rar_day: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Which fields of the page the refusals of a time belong beside."""

    day: str = "day"
    time: str = "time"
    minutes: str = "minutes"
    accept: str = "accept"


NEXT = Beside("next_day", "next_time", "next_minutes", "next_accept")


def officer_for(officer_id: int, *, person: persons.Handle, by: User, at: datetime) -> User:
    """Who will see the person: in post, and not kept from the record."""
    officer = by if officer_id == by.pk else User.objects.get(pk=officer_id)
    if not may(officer, Permission.RECORD_OUTCOME, at=at):
        raise NotInPost(officer.name)
    if officer != by and standing.masked(officer, kind="person", record_ids=[person.id], at=at):
        raise OfficerMayNotOpen(officer.name)
    return officer


def office_for(office_id: int | None, *, on: date) -> Office | None:
    if office_id is None:
        return None
    office = Office.objects.filter(pk=office_id).first()
    if office is None or (office.closed_on is not None and office.closed_on <= on):
        raise UnknownOffice
    return office


def book(
    terms: Terms,
    starts: Sequence[datetime],
    *,
    person: persons.Handle,
    by: User,
    at: datetime,
    confirmed_warnings: bool,
    beside: Beside = Beside(),
    moved_from: Appointment | None = None,
) -> list[Appointment]:
    """Give time to meetings on these terms: refuse, or write each with its line and messages."""
    refuse_unfit(terms, starts, person=person, at=at, beside=beside)
    hold(person.id)
    refuse_clash(
        terms, starts, person=person, confirmed=confirmed_warnings, beside=beside, moved=moved_from
    )
    made = written(terms, starts, person=person, by=by, at=at, moved_from=moved_from, beside=beside)
    for appointment in made:
        contacts.record(
            person_id=person.id,
            kind=ContactKind.APPOINTMENT,
            happened_at=appointment.starts_at,
            summary=summary(appointment),
            reference=appointment,
            by=by,
            at=at,
        )
    let_see(person.id, terms.officer, until=made[-1].starts_at, at=at)
    telling.confirm(made, person=person, at=at, moved=moved_from is not None)
    return made


def refuse_unfit(
    terms: Terms,
    starts: Sequence[datetime],
    *,
    person: persons.Handle,
    at: datetime,
    beside: Beside,
) -> None:
    if person.died_on is not None:
        raise PersonDied(person.died_on)
    faults: list[Refused] = []
    if local(starts[0]).date() < local(at).date():
        faults.append(TimePassed(starts[0], field=beside.day))
    if not SHORTEST <= terms.minutes <= LONGEST:
        faults.append(LengthOutOfRange(field=beside.minutes))
    if len(terms.purpose) > LONGEST_PURPOSE:
        faults.append(PurposeTooLong(len(terms.purpose)))
    if needs_place(terms.kind) and terms.office is None and not terms.place.strip():
        faults.append(PlaceNeeded())
    faults.extend(requirement_faults(terms, person=person, on=local(starts[-1]).date()))
    if faults:
        raise RefusedForSeveralReasons(faults)


def needs_place(kind: AppointmentKind) -> bool:
    """At home and by telephone the place is already said."""
    return kind not in (AppointmentKind.HOME, AppointmentKind.TELEPHONE)


def requirement_faults(terms: Terms, *, person: persons.Handle, on: date) -> list[Refused]:
    """A rehabilitation activity, or what counts as one, is tied to a live requirement for it."""
    is_activity = terms.kind is AppointmentKind.ACTIVITY or terms.counts_as_rar_day
    if terms.requirement_id is None:
        return [ActivityNeedsRequirement()] if is_activity else []
    live = {line.id: line for line in sentences.live_requirements(person.ids, on)}
    chosen = live.get(terms.requirement_id)
    if chosen is None:
        return [RequirementNotLive()]
    if is_activity and chosen.kind is not RequirementKind.RAR:
        return [ActivityNeedsRequirement()]
    return []


def refuse_clash(
    terms: Terms,
    starts: Sequence[datetime],
    *,
    person: persons.Handle,
    confirmed: bool,
    beside: Beside,
    moved: Appointment | None,
) -> None:
    """A clash stops it; of anything else the officer is told, and decides."""
    proposals = [Proposal(terms.officer.pk, terms.kind, moment, terms.minutes) for moment in starts]
    found = judged(
        proposals, person_ids=person.ids, without=moved.pk if moved is not None else None
    )
    clashes = once_each(each.refusals for each in found)
    if clashes:
        raise RefusedForSeveralReasons(Clash(clash, field=beside.time) for clash in clashes)
    warnings = all_warnings(found)
    if warnings and not confirmed:
        raise NeedsAcceptance(warnings, field=beside.accept)


def all_warnings(found: Sequence[Arrangement]) -> tuple[str, ...]:
    return once_each(each.warnings for each in found)


def once_each(messages: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(message for few in messages for message in few))  # type: ignore[attr-defined]


def written(
    terms: Terms,
    starts: Sequence[datetime],
    *,
    person: persons.Handle,
    by: User,
    at: datetime,
    moved_from: Appointment | None,
    beside: Beside,
) -> list[Appointment]:
    """The rows, all at once. The database has the last word on two at the same moment."""
    series = uuid4() if len(starts) > 1 else None
    rows = [
        row_of(
            terms, moment, person_id=person.id, series=series, moved_from=moved_from, by=by, at=at
        )
        for moment in starts
    ]
    try:
        with transaction.atomic():
            return Appointment.objects.bulk_create(rows)
    except IntegrityError as taken:
        raise Clash(
            "Somebody has just arranged another appointment for this person at that time."
            " Choose another time.",
            field=beside.time,
        ) from taken


def row_of(
    terms: Terms,
    moment: datetime,
    *,
    person_id: int,
    by: User,
    at: datetime,
    series: UUID | None = None,
    moved_from: Appointment | None = None,
) -> Appointment:
    """The unsaved meeting."""
    return Appointment(
        person_id=person_id,
        officer=terms.officer,
        kind=terms.kind,
        requirement_id=terms.requirement_id,
        counts_as_rar_day=terms.counts_as_rar_day,
        office=terms.office,
        place=terms.place.strip(),
        purpose=terms.purpose.strip(),
        starts_at=moment.astimezone(UTC),
        ends_at=later(moment, terms.minutes),
        series=series,
        moved_from=moved_from,
        arranged_by=by,
        arranged_at=at,
    )


def summary(appointment: Appointment) -> str:
    """One line for the record: what, with whom, where, and what about."""
    parts = [f"{AppointmentKind(appointment.kind).label} with {appointment.officer.name}"]
    if appointment.office is not None:
        parts.append(appointment.office.name)
    if appointment.place:
        parts.append(appointment.place)
    told = ", ".join(parts)
    return f"{told}: {appointment.purpose}" if appointment.purpose else told


def let_see(person_id: int, officer: User, *, until: datetime, at: datetime) -> None:
    """Make the record the business of an officer who only has a meeting with the person.

    Until the end of the day of the meeting.
    """
    if is_their_business(person_id, officer, at=at):
        return
    access.relate(
        kind="person",
        record_id=person_id,
        holder=HolderKind.USER,
        holder_id=officer.pk,
        relation=RelationKind.APPOINTMENT,
        at=at,
        until=max(day_bounds(local(until).date())[1], at),
    )


def is_their_business(person_id: int, officer: User, *, at: datetime) -> bool:
    """Whether an officer has to do with a person by more than a meeting."""
    theirs = authority(officer, at)
    holders = {
        (HolderKind.USER.value, officer.pk),
        *((HolderKind.TEAM.value, team_id) for team_id in theirs.team_ids),
        *((HolderKind.UNIT.value, unit_id) for unit_id in theirs.unit_ids),
    }
    return any(
        (kind, holder_id) in holders
        for kind, holder_id, relation in standing.current_holders(
            kind="person", record_id=person_id, at=at
        )
        if relation != RelationKind.APPOINTMENT
    )


def settle_access(person_id: int, officer: User, *, at: datetime) -> None:
    """After a meeting was moved or will not be: the record stays open for the meetings left."""
    ended = access.end_relations(
        kind="person",
        record_id=person_id,
        relations=(RelationKind.APPOINTMENT,),
        holder_id=officer.pk,
        at=at,
    )
    if not ended:
        return
    today = day_bounds(local(at).date())[0]
    left = (
        Appointment.objects.standing()
        .filter(person_id=person_id, officer=officer, starts_at__gte=today)
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    if left is not None:
        let_see(person_id, officer, until=left, at=at)
