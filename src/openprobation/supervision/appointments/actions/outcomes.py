"""How is it written down what came of a meeting, and how is that undone or put right?

Written once, with the next meeting in the same act; for ten minutes whoever wrote it may undo
both; afterwards it is corrected, saying why. Each adds a row and a line; none is overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.messaging.actions import UNDO_TIME
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.appointments import local, outcome_fault
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.appointments import AppointmentKind, AppointmentState, Outcome
from openprobation.vocabulary.sentences import RequirementKind

from ..events import OutcomeRecorded, OutcomeUndone
from ..models import Appointment, AppointmentChange
from ..permissions import Permission
from . import telling
from .arranging import tell_of
from .booking import NEXT, Clash, Terms, book, needs_place, officer_for, settle_access
from .people import handle

TAKEN_BACK = "The outcome it was arranged with was undone within ten minutes."


class NotStarted(Refused):
    """Before the start only an accepted absence can be written."""


class OutcomeAlreadyRecorded(Refused):
    """Somebody wrote the outcome first. Says who, what and when."""

    def __init__(self, appointment: Appointment) -> None:
        super().__init__(already_written(appointment), field=None)


class StaleForm(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This appointment has changed since you opened the page. What you typed is still here:"
            " check it against the appointment as it is now, and save again."
        )


class WasMoved(Refused):
    def __init__(self) -> None:
        super().__init__("This appointment was moved to another time. Open the new one instead.")


class WasTakenBack(Refused):
    def __init__(self) -> None:
        super().__init__("This appointment was taken back, so there is nothing to write down.")


class NotRecordedYet(Refused):
    def __init__(self) -> None:
        super().__init__("This appointment has no outcome yet. Record one first.")


class SameOutcome(Refused):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(
            f"The outcome is already “{outcome.label}”. Choose another, or add to the note.",
            field="outcome",
        )


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why the outcome is corrected.", field="why")


class NothingToUndo(Refused):
    def __init__(self) -> None:
        super().__init__(
            "There is no outcome here to undo: it was undone already, or never recorded."
        )


class NotYours(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} recorded this outcome, so only they can undo it."
            " You can correct it, saying why."
        )


class TooLateToUndo(Refused):
    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"It could be undone until {local(until):%-H:%M}."
            " Correct the outcome instead, and say why."
        )


class CannotBeUndone(Refused):
    """Something was built on it since."""


@dataclass(frozen=True, slots=True)
class NextAppointment:
    """The next meeting, arranged in the same act. What is not given is as it was this time."""

    starts_at: datetime
    minutes: int
    kind: AppointmentKind | None = None
    officer_id: int | None = None
    purpose: str = ""
    confirmed_warnings: bool = False


# ── Writing it down ────────────────────────────────────────────────────────────────────────


@transaction.atomic
def record_outcome(
    *,
    appointment_id: int,
    seen_version: int,
    outcome: Outcome,
    note: str,
    by: User,
    at: datetime,
    counts_as_rar_day: bool | None = None,
    is_sensitive: bool = False,
    next: NextAppointment | None = None,
) -> Appointment:
    """Write down what came of a meeting and, in the same act, arrange the next.

    Written once: afterwards it is undone, or corrected.
    """
    appointment = locked(appointment_id)
    person = handle(appointment.person_id)
    require(by, Permission.RECORD_OUTCOME, at=at, person_id=person.id)
    refuse_unrecordable(appointment, seen_version=seen_version)
    refuse_unfit(appointment, outcome, note=note, at=at)

    write_outcome(appointment, outcome, by=by, at=at, counts_as_rar_day=counts_as_rar_day)
    line = contacts.supersede_reference(
        appointment,
        why=outcome.label,
        by=by,
        at=at,
        outcome=outcome,
        note=note,
        is_sensitive=is_sensitive,
    )
    following = arrange_next(appointment, next, person=person, by=by, at=at) if next else None
    change = recorded(appointment, outcome, line_id=line.pk, arranged_next=following, by=by, at=at)
    change.save(force_insert=True)
    telling.take_back(appointment)
    record("appointment.outcome.recorded", on=appointment, by=by.username, at=at, outcome=outcome)
    announce_outcome(appointment, outcome, by=by, at=at)
    if following is not None:
        tell_of([following], by=by, at=at)
    return appointment


def locked(appointment_id: int) -> Appointment:
    """The appointment, held until the act is over.

    A second person waits, and then sees what the first wrote.
    """
    return (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("officer")
        .get(pk=appointment_id)
    )


def refuse_unrecordable(appointment: Appointment, *, seen_version: int | None) -> None:
    match appointment.state:
        case AppointmentState.RECORDED:
            raise OutcomeAlreadyRecorded(appointment)
        case AppointmentState.MOVED:
            raise WasMoved
        case AppointmentState.WITHDRAWN:
            raise WasTakenBack
    if seen_version is not None and appointment.version != seen_version:
        raise StaleForm


def refuse_unfit(appointment: Appointment, outcome: Outcome, *, note: str, at: datetime) -> None:
    faults: list[Refused] = []
    fault = outcome_fault(outcome, starts_at=appointment.starts_at, at=at)
    if fault is not None:
        faults.append(NotStarted(fault.message, field="outcome"))
    if len(note) > contacts.LONGEST_NOTE:
        faults.append(contacts.NoteTooLong(len(note)))
    if faults:
        raise RefusedForSeveralReasons(faults)


def write_outcome(
    appointment: Appointment,
    outcome: Outcome,
    *,
    by: User,
    at: datetime,
    counts_as_rar_day: bool | None,
) -> None:
    put_outcome(appointment, outcome, by=by, at=at, counts_as_rar_day=counts_as_rar_day)
    save(appointment, "counts_as_rar_day")


def put_outcome(
    appointment: Appointment,
    outcome: Outcome,
    *,
    by: User,
    at: datetime,
    counts_as_rar_day: bool | None,
) -> None:
    """Say on the row what came of it; the caller saves it."""
    appointment.state = AppointmentState.RECORDED
    appointment.outcome, appointment.outcome_by, appointment.outcome_at = outcome, by, at
    if counts_as_rar_day is not None:
        appointment.counts_as_rar_day = counts_as_rar_day and is_for_activity(appointment)


def recorded(
    appointment: Appointment,
    outcome: Outcome,
    *,
    line_id: int,
    by: User,
    at: datetime,
    arranged_next: Appointment | None = None,
) -> AppointmentChange:
    """The unsaved change from planned to recorded."""
    return AppointmentChange(
        appointment=appointment,
        before=AppointmentState.PLANNED,
        after=AppointmentState.RECORDED,
        outcome=outcome,
        arranged_next=arranged_next,
        line_id=line_id,
        by=by,
        at=at,
    )


def save(appointment: Appointment, *more: str) -> None:
    """Keep the state with who and when, and count the version on, so that an older page is told."""
    appointment.version += 1
    appointment.save(
        update_fields=["state", "outcome", "outcome_by", "outcome_at", "version", *more]
    )


def is_for_activity(appointment: Appointment) -> bool:
    requirement = appointment.requirement
    return requirement is not None and requirement.kind == RequirementKind.RAR


def arrange_next(
    appointment: Appointment,
    wanted: NextAppointment,
    *,
    person: persons.Handle,
    by: User,
    at: datetime,
) -> Appointment:
    """The next meeting on the terms of this one, but for what was changed."""
    kind = wanted.kind or following_kind(AppointmentKind(appointment.kind))
    same_kind = kind == appointment.kind
    at_office = needs_place(kind)
    officer_id = wanted.officer_id or appointment.officer_id
    on = local(wanted.starts_at).date()
    keeps = same_kind and is_live(appointment.requirement_id, person=person, on=on)
    terms = Terms(
        officer=officer_for(officer_id, person=person, by=by, at=at),
        kind=kind,
        minutes=wanted.minutes,
        office=appointment.office if at_office else None,
        place=appointment.place if same_kind or (at_office and appointment.office is None) else "",
        purpose=wanted.purpose,
        requirement_id=appointment.requirement_id if keeps else None,
        counts_as_rar_day=keeps and appointment.counts_as_rar_day,
    )
    return book(
        terms,
        [wanted.starts_at],
        person=person,
        by=by,
        at=at,
        confirmed_warnings=wanted.confirmed_warnings,
        beside=NEXT,
    )[0]


def following_kind(kind: AppointmentKind) -> AppointmentKind:
    """After a first appointment comes an office visit; after any other, the same again."""
    return AppointmentKind.OFFICE if kind is AppointmentKind.INITIAL else kind


def is_live(requirement_id: int | None, *, person: persons.Handle, on: date) -> bool:
    if requirement_id is None:
        return False
    return any(line.id == requirement_id for line in sentences.live_requirements(person.ids, on))


def announce_outcome(appointment: Appointment, outcome: Outcome, *, by: User, at: datetime) -> None:
    announce(
        OutcomeRecorded(appointment.pk, appointment.person_id, outcome, appointment.day, by.pk, at)
    )


def already_written(appointment: Appointment) -> str:
    who = appointment.outcome_by.name if appointment.outcome_by else ""
    moment = appointment.outcome_at
    # The database keeps outcome, who and when together.
    assert moment is not None
    assert appointment.outcome is not None
    return (
        f"{who} recorded “{Outcome(appointment.outcome).label}” at {local(moment):%-H:%M} on"
        f" {words(local(moment).date())}. What you typed is below and has not been saved."
        " If theirs is wrong, correct it and say why."
    )


# ── Taking it back within ten minutes ──────────────────────────────────────────────────────


@transaction.atomic
def undo_outcome(*, appointment_id: int, by: User, at: datetime) -> Appointment:
    """Within ten minutes, take back what one wrote.

    The outcome, the next meeting made with it, and its messages.
    """
    appointment = locked(appointment_id)
    person = handle(appointment.person_id)
    require(by, Permission.RECORD_OUTCOME, at=at, person_id=person.id)
    change = change_to_undo(appointment, by=by, at=at)
    if change.arranged_next_id is not None:
        take_back_next(change.arranged_next_id, by=by, at=at)

    appointment.state = AppointmentState.PLANNED
    appointment.outcome = appointment.outcome_by = appointment.outcome_at = None
    refuse_if_taken(appointment)
    save(appointment)
    line = contacts.supersede_reference(
        appointment, why="Undone within ten minutes.", by=by, at=at, outcome="", note=""
    )
    AppointmentChange.objects.create(
        appointment=appointment,
        before=AppointmentState.RECORDED,
        after=AppointmentState.PLANNED,
        undoes=change,
        line=line,
        by=by,
        at=at,
    )
    telling.put_back(appointment, at=at)
    record("appointment.outcome.undone", on=appointment, by=by.username, at=at)
    announce(OutcomeUndone(appointment.pk, appointment.person_id, by.pk, at))
    return appointment


def change_to_undo(appointment: Appointment, *, by: User, at: datetime) -> AppointmentChange:
    """The outcome as written, if the same person wrote it and the ten minutes are not over."""
    change = (
        AppointmentChange.objects.filter(appointment=appointment)
        .select_related("by")
        .order_by("-pk")
        .first()
    )
    if change is None or appointment.state != AppointmentState.RECORDED:
        raise NothingToUndo
    if change.before != AppointmentState.PLANNED:
        raise CannotBeUndone("The outcome has been corrected since. Correct it again instead.")
    if change.by_id != by.pk:
        raise NotYours(change.by.name)
    if at > change.at + UNDO_TIME:
        raise TooLateToUndo(change.at + UNDO_TIME)
    return change


def take_back_next(appointment_id: int, *, by: User, at: datetime) -> None:
    """The next meeting goes with the act it was made in, unless it has changed since."""
    following = locked(appointment_id)
    if following.state != AppointmentState.PLANNED:
        raise CannotBeUndone(
            "The next appointment made with it has changed since."
            " Correct the outcome instead, and say why."
        )
    following.state = AppointmentState.WITHDRAWN
    save(following)
    line = contacts.supersede_reference(
        following, why=TAKEN_BACK, by=by, at=at, note="", is_withdrawn=True
    )
    AppointmentChange.objects.create(
        appointment=following,
        before=AppointmentState.PLANNED,
        after=AppointmentState.WITHDRAWN,
        why=TAKEN_BACK,
        line=line,
        by=by,
        at=at,
    )
    telling.take_back(following)
    settle_access(following.person_id, following.officer, at=at)
    record("appointment.withdrawn", on=following, by=by.username, at=at)


def refuse_if_taken(appointment: Appointment) -> None:
    """An absence frees the time; if somebody has used it since, the outcome stays."""
    others = Appointment.objects.planned().filter(
        person_id=appointment.person_id,
        starts_at__lt=appointment.ends_at,
        ends_at__gt=appointment.starts_at,
    )
    attending = others.exclude(kind=AppointmentKind.TELEPHONE).exclude(pk=appointment.pk)
    if appointment.kind != AppointmentKind.TELEPHONE and attending.exists():
        raise Clash(
            "Another appointment has been arranged in this time since. Correct the outcome instead."
        )


# ── Putting it right later ─────────────────────────────────────────────────────────────────


@transaction.atomic
def correct_outcome(
    *,
    appointment_id: int,
    outcome: Outcome,
    why: str,
    note: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
    is_sensitive: bool = False,
) -> Appointment:
    """Put another outcome in the place of the one recorded, saying why.

    Both stay; a new note is added to the old.
    """
    appointment = locked(appointment_id)
    person = handle(appointment.person_id)
    require(by, Permission.CORRECT_OUTCOME, at=at, person_id=person.id)
    refuse_uncorrectable(appointment, seen_version=seen_version)
    refuse_unfit_correction(appointment, outcome, why=why, note=note, at=at)

    appointment.outcome, appointment.outcome_by, appointment.outcome_at = outcome, by, at
    save(appointment)
    line = contacts.supersede_reference(
        appointment,
        why=why,
        by=by,
        at=at,
        outcome=outcome,
        note=added_to(appointment, note),
        is_sensitive=is_sensitive,
    )
    AppointmentChange.objects.create(
        appointment=appointment,
        before=AppointmentState.RECORDED,
        after=AppointmentState.RECORDED,
        outcome=outcome,
        why=why.strip(),
        line=line,
        by=by,
        at=at,
    )
    record("appointment.outcome.corrected", on=appointment, by=by.username, at=at, outcome=outcome)
    announce_outcome(appointment, outcome, by=by, at=at)
    return appointment


def added_to(appointment: Appointment, note: str) -> str:
    """The note as it stands with what is new under it. Nothing typed before is lost."""
    before = (
        AppointmentChange.objects.filter(appointment=appointment)
        .order_by("-pk")
        .values_list("line__note", flat=True)
        .first()
    )
    return "\n\n".join(part for part in (before or "", note.strip()) if part)


def refuse_uncorrectable(appointment: Appointment, *, seen_version: int | None) -> None:
    match appointment.state:
        case AppointmentState.PLANNED:
            raise NotRecordedYet
        case AppointmentState.MOVED:
            raise WasMoved
        case AppointmentState.WITHDRAWN:
            raise WasTakenBack
    if seen_version is not None and appointment.version != seen_version:
        raise StaleForm


def refuse_unfit_correction(
    appointment: Appointment, outcome: Outcome, *, why: str, note: str, at: datetime
) -> None:
    faults: list[Refused] = []
    if not why.strip():
        faults.append(ReasonNeeded())
    if outcome == appointment.outcome and not note.strip():
        faults.append(SameOutcome(outcome))
    try:
        refuse_unfit(appointment, outcome, note=note, at=at)
    except Refused as unfit:
        faults.extend(unfit.parts)
    if faults:
        raise RefusedForSeveralReasons(faults)
