"""How does somebody come on the shared list or off it, and how does the team work together?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.iom import Colour, NominalState, PanelDecision, Side
from openprobation.vocabulary.term import Term

from .events import PutOnTheList, TakenOffTheList
from .models import (
    Clearance,
    Decision,
    Intelligence,
    JointVisit,
    Nominal,
    Panel,
    PanelMember,
    Rating,
    Scheme,
    Seat,
    SharedAction,
)
from .permissions import Permission
from .policies import CLEARED_FOR_DAYS, LONGEST, SIDES_AT_A_PANEL
from .queries import is_cleared

GOES: dict[tuple[NominalState, PanelDecision], NominalState] = {
    (NominalState.PROPOSED, PanelDecision.SELECT): NominalState.SELECTED,
    (NominalState.PROPOSED, PanelDecision.DECLINE): NominalState.DECLINED,
    (NominalState.SELECTED, PanelDecision.KEEP): NominalState.SELECTED,
    (NominalState.SELECTED, PanelDecision.DESELECT): NominalState.DESELECTED,
}
"""What a panel may decide of somebody, and where that leads."""


# ── Refusals ───────────────────────────────────────────────────────────────────────────────
class NotThere(Refused):
    """What is not of one's own team is not there."""

    def __init__(self) -> None:
        super().__init__("There is nothing here that you can see.")


class SayIt(Refused):
    def __init__(self, words: str, field: str) -> None:
        super().__init__(words, field=field)


class TooLong(Refused):
    def __init__(self, length: int, field: str) -> None:
        super().__init__(
            f"This is {length:,} characters long. Keep it to {LONGEST:,}.", field=field
        )


class BeforeThePanel(Refused):
    def __init__(self) -> None:
        super().__init__("This person is on the list, or waits for the panel already.")


class Died(Refused):
    def __init__(self) -> None:
        super().__init__("This person has died.")


class NotOnTheList(Refused):
    def __init__(self) -> None:
        super().__init__("This person is not on the list now.")


class HasNoSeat(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("Choose somebody who sits at this team.", field=field)


class SameOrganisation(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A joint visit is of two organisations. Choose somebody from another one.",
            field="beside",
        )


class NotYet(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("This day has not come yet.", field=field)


class PastAlready(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("This day is past. Give today or a later one.", field=field)


class DoneAlready(Refused):
    def __init__(self, who: str) -> None:
        super().__init__(f"{who} has marked this as done.")


class PanelOpenAlready(Refused):
    def __init__(self) -> None:
        super().__init__("A panel of this team is open, or has met on that day. Close it first.")


class OneSidedPanel(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A panel needs people of two organisations or more. Say who else was there.",
            field="members",
        )


class PanelNotToday(Refused):
    def __init__(self) -> None:
        super().__init__("The panel decides on its day, not before.")


class PanelClosed(Refused):
    def __init__(self) -> None:
        super().__init__("This panel is closed: its decisions stand.")


class NotTheChair(Refused):
    def __init__(self) -> None:
        super().__init__("The chair of this panel records what it decided.")


class CannotBeDecided(Refused):
    def __init__(self, state: NominalState) -> None:
        super().__init__(
            f"This cannot be decided of somebody who is: {state.label.lower()}.", field="decision"
        )


class DecidedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This panel has decided on this person.")


class NotCleared(Refused):
    def __init__(self) -> None:
        super().__init__("You are not cleared for intelligence at this team today.")


class ClearedTooLong(Refused):
    def __init__(self) -> None:
        super().__init__(
            f"Clearance ends within {CLEARED_FOR_DAYS} days; then it is asked for again.",
            field="ends_on",
        )


class ClearingThemselves(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody else must clear you.", field="user")


class NameTaken(Refused):
    def __init__(self) -> None:
        super().__init__("There is a team of this name already.", field="name")


class SitsSomewhere(Refused):
    def __init__(self, name: str, scheme: str) -> None:
        super().__init__(
            f"{name} sits at {scheme}. Somebody has one seat at a time: end that one first.",
            field="email",
        )


class SeatOver(Refused):
    def __init__(self) -> None:
        super().__init__("This seat has ended.")


class EndsBeforeItBegan(Refused):
    def __init__(self) -> None:
        super().__init__("Give a day after the one the seat began.", field="ends_on")


def said(text: str, *, field: str, words: str) -> str:
    text = text.strip()
    if not text:
        raise SayIt(words, field)
    if len(text) > LONGEST:
        raise TooLong(len(text), field)
    return text


# ── The table ──────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def set_up(*, name: str, place: str, by: User, at: datetime) -> Scheme:
    """A team and its list; made once when an area begins to work so."""
    require(by, Permission.SEAT, at=at)
    name = said(name, field="name", words="Say what the team is called.")
    place = said(place, field="place", words="Say where it sits.")
    if Scheme.objects.filter(name__iexact=name).exists():
        raise NameTaken
    made = Scheme.objects.create(name=name, place=place)
    audit("iom.team.set_up", by=by.username, at=at, on=made)
    return made


@transaction.atomic
def take_seat(
    *, scheme_id: int, user: User, side: Side, starts_on: date, by: User, at: datetime
) -> Seat:
    """Somebody sits at the team for their organisation from a day on, and sees its list."""
    require(by, Permission.SEAT, at=at)
    teams = {one.pk: one for one in Scheme.objects.select_for_update().order_by("pk")}
    scheme = teams.get(scheme_id)  # every team is locked: nobody is given two seats at once
    if scheme is None:
        raise NotThere
    lasting = Seat.objects.filter(user=user).exclude(ends_on__lte=starts_on)
    if (before := lasting.select_related("scheme").first()) is not None:
        raise SitsSomewhere(user.name, before.scheme.name)
    made = Seat.objects.create(scheme=scheme, user=user, side=side, starts_on=starts_on)
    audit("iom.seat.given", by=by.username, at=at, on=made, user=user.pk)
    return made


@transaction.atomic
def end_seat(*, seat_id: int, ends_on: date, by: User, at: datetime) -> Seat:
    """Somebody sits there no longer from a day on; what they wrote stays."""
    require(by, Permission.SEAT, at=at)
    seat = Seat.objects.select_for_update().select_related("user").filter(pk=seat_id).first()
    if seat is None:
        raise NotThere
    if seat.ends_on is not None:
        raise SeatOver
    if ends_on <= seat.starts_on:
        raise EndsBeforeItBegan
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on"])
    audit("iom.seat.ended", by=by.username, at=at, on=seat, user=seat.user_id)
    return seat


def seated(user: User, permission: Term, *, at: datetime, scheme_id: int) -> Seat:
    """The viewer's own seat at this team, once a post of theirs allows the act; else nothing is there."""
    require(user, permission, at=at)
    on = timezone.localdate(at)
    seat = Seat.objects.held(on).filter(user=user, scheme_id=scheme_id).first()
    if seat is None:
        raise NotThere
    return seat


def theirs(pk: int, *, by: User, permission: Term, at: datetime) -> Nominal:
    """One of the viewer's team, locked, and not masked from them."""
    found = Nominal.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotThere
    seated(by, permission, at=at, scheme_id=found.scheme_id)
    person = persons.by_id(found.person_id)
    every = person.ids if person else (found.person_id,)
    if access.masked(by, kind="person", record_ids=every, at=at):
        raise NotThere
    return found


# ── Proposing, rating, acting, visiting ────────────────────────────────────────────────────
@transaction.atomic
def propose(*, person_id: int, scheme_id: int, why: str, by: User, at: datetime) -> Nominal:
    """Put somebody before the panel of a team. Whoever may open the record may propose."""
    person = persons.by_id(persons.kept_id(person_id))
    if person is None:
        raise NotThere
    require(by, Permission.PROPOSE, at=at, person_id=person.id)
    if person.died_on is not None:
        raise Died
    why = said(why, field="why", words="Say why police and probation should work together here.")
    if not Scheme.objects.filter(pk=scheme_id).exists():
        raise SayIt("Choose a team.", "scheme")
    running = Nominal.objects.filter(
        scheme_id=scheme_id,
        person_id__in=person.ids,
        state__in=(NominalState.PROPOSED, NominalState.SELECTED),
    )
    if running.exists():
        raise BeforeThePanel
    try:
        with transaction.atomic():
            made = Nominal.objects.create(
                scheme_id=scheme_id,
                person_id=person.id,
                state=NominalState.PROPOSED,
                why=why,
                proposed_by=by,
                proposed_at=at,
            )
    except IntegrityError:  # two proposed in the same moment
        raise BeforeThePanel from None
    written(made, "Proposed for Integrated Offender Management.", note=why, by=by, at=at)
    audit("iom.proposed", by=by.username, at=at, on=made, person_id=person.id)
    return made


def written(
    nominal: Nominal,
    summary: str,
    *,
    by: User,
    at: datetime,
    note: str = "",
    kind: ContactKind = ContactKind.AGENCY,
    happened_at: datetime | None = None,
) -> None:
    """The line on the record that tells of it."""
    contacts.record(
        person_id=nominal.person_id,
        kind=kind,
        happened_at=happened_at or at,
        summary=summary,
        note=note,
        reference=nominal,
        by=by,
        at=at,
    )


@transaction.atomic
def rate(*, nominal_id: int, colour: Colour, why: str, by: User, at: datetime) -> Rating:
    """Say how worried the team is, and why. The colours before stay."""
    found = theirs(nominal_id, by=by, permission=Permission.WORK, at=at)
    alive(found)
    why = said(why, field="why", words="Say why this colour.")
    made = Rating.objects.create(nominal=found, colour=colour, why=why, by=by, at=at)
    written(found, f"IOM colour: {colour.label.lower()}.", note=why, by=by, at=at)
    audit("iom.rated", by=by.username, at=at, on=found, person_id=found.person_id)
    return made


def alive(found: Nominal) -> None:
    if found.state not in (NominalState.PROPOSED, NominalState.SELECTED):
        raise NotOnTheList


@transaction.atomic
def set_action(
    *, nominal_id: int, text: str, owner_id: int, due_on: date, by: User, at: datetime
) -> SharedAction:
    """Agree what somebody of the team does by a day."""
    found = theirs(nominal_id, by=by, permission=Permission.WORK, at=at)
    alive(found)
    on = timezone.localdate(at)
    text = said(text, field="text", words="Say what will be done.")
    if due_on < on:
        raise PastAlready("due_on")
    owner = Seat.objects.held(on).filter(scheme_id=found.scheme_id, user_id=owner_id).first()
    if owner is None:
        raise HasNoSeat("owner")
    made = SharedAction.objects.create(
        nominal=found, text=text, owner_id=owner_id, due_on=due_on, set_by=by, set_at=at
    )
    written(found, f"IOM action agreed, by {due_on:%-d %B %Y}.", note=text, by=by, at=at)
    audit("iom.action.set", by=by.username, at=at, on=found, person_id=found.person_id)
    return made


@transaction.atomic
def finish_action(*, action_id: int, note: str, by: User, at: datetime) -> SharedAction:
    """It is done: anybody of the team may say so, and what came of it."""
    action = (
        SharedAction.objects.select_for_update(of=("self",))
        .select_related("done_by")
        .filter(pk=action_id)
        .first()
    )
    if action is None:
        raise NotThere
    found = theirs(action.nominal_id, by=by, permission=Permission.WORK, at=at)
    if action.done_by is not None:
        raise DoneAlready(action.done_by.name)
    action.done_note = said(note, field="note", words="Say what came of it.")
    action.done_by, action.done_at = by, at
    action.save(update_fields=["done_note", "done_by", "done_at"])
    written(found, "IOM action done.", note=action.done_note, by=by, at=at)
    audit("iom.action.done", by=by.username, at=at, on=found, person_id=found.person_id)
    return action


@transaction.atomic
def visit(
    *, nominal_id: int, on: date, beside_id: int, found: str, by: User, at: datetime
) -> JointVisit:
    """Record a visit of two organisations together; it stands on the record as a home visit."""
    nominal = theirs(nominal_id, by=by, permission=Permission.WORK, at=at)
    alive(nominal)
    if on > timezone.localdate(at):
        raise NotYet("on")
    found = said(found, field="found", words="Say what you found.")
    seats = {
        seat.user_id: seat
        for seat in Seat.objects.held(on).filter(
            scheme_id=nominal.scheme_id, user_id__in=(by.pk, beside_id)
        )
    }
    if beside_id not in seats or beside_id == by.pk:
        raise HasNoSeat("beside")
    if by.pk in seats and seats[by.pk].side == seats[beside_id].side:
        raise SameOrganisation
    made = JointVisit.objects.create(
        nominal=nominal, on=on, beside_id=beside_id, found=found, by=by, at=at
    )
    is_today = on == timezone.localdate(at)
    noon = datetime.combine(on, time(12), tzinfo=LONDON)
    written(
        nominal,
        f"Joint visit with {Side(seats[beside_id].side).label}.",
        note=found,
        kind=ContactKind.HOME_VISIT,
        happened_at=at if is_today else noon,
        by=by,
        at=at,
    )
    audit("iom.visited", by=by.username, at=at, on=nominal, person_id=nominal.person_id)
    return made


# ── Panels ─────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def call_panel(*, scheme_id: int, on: date, by: User, at: datetime) -> Panel:
    """Call the team's next panel; who calls it chairs it."""
    seated(by, Permission.CHAIR, at=at, scheme_id=scheme_id)
    if on < timezone.localdate(at):
        raise PastAlready("on")
    try:
        with transaction.atomic():
            made = Panel.objects.create(scheme_id=scheme_id, on=on, chair=by, called_at=at)
    except IntegrityError:
        raise PanelOpenAlready from None
    audit("iom.panel.called", by=by.username, at=at, on=made)
    return made


def chaired(panel_id: int, *, by: User, at: datetime) -> Panel:
    panel = Panel.objects.select_for_update().filter(pk=panel_id).first()
    if panel is None:
        raise NotThere
    seated(by, Permission.CHAIR, at=at, scheme_id=panel.scheme_id)
    if panel.chair_id != by.pk:
        raise NotTheChair
    if panel.closed_at is not None:
        raise PanelClosed
    if panel.on > timezone.localdate(at):
        raise PanelNotToday
    return panel


@transaction.atomic
def seat_members(*, panel_id: int, user_ids: Collection[int], by: User, at: datetime) -> None:
    """Say who is there. A panel of one organisation alone is none."""
    panel = chaired(panel_id, by=by, at=at)
    on = timezone.localdate(at)
    seats = list(
        Seat.objects.held(on).filter(scheme_id=panel.scheme_id, user_id__in={*user_ids, by.pk})
    )
    if len({seat.side for seat in seats}) < SIDES_AT_A_PANEL:
        raise OneSidedPanel
    there = set(panel.members.values_list("user_id", flat=True))
    PanelMember.objects.bulk_create(
        PanelMember(panel=panel, user_id=seat.user_id, side=seat.side)
        for seat in seats
        if seat.user_id not in there
    )
    audit("iom.panel.seated", by=by.username, at=at, on=panel, people=len(seats))


@transaction.atomic
def decide(
    *,
    panel_id: int,
    nominal_id: int,
    decision: PanelDecision,
    why: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Decision:
    """Record what the panel decided of somebody; it counts from that moment."""
    panel = chaired(panel_id, by=by, at=at)
    if len(set(panel.members.values_list("side", flat=True))) < SIDES_AT_A_PANEL:
        raise OneSidedPanel
    found = theirs(nominal_id, by=by, permission=Permission.CHAIR, at=at)
    if found.scheme_id != panel.scheme_id:
        raise NotThere
    if panel.decisions.filter(nominal=found).exists():
        raise DecidedAlready
    state = NominalState(found.state)
    goes_to = GOES.get((state, decision))
    if goes_to is None or (seen_version is not None and seen_version != found.version):
        raise CannotBeDecided(state)
    why = said(why, field="why", words="Say why the panel decided so.")
    made = Decision.objects.create(
        panel=panel,
        nominal=found,
        decision=decision,
        why=why,
        from_state=state,
        to_state=goes_to,
        by=by,
        at=at,
    )
    found.state = goes_to
    found.version += 1
    found.save(update_fields=["state", "version"])
    written(found, f"IOM panel: {decision.label.lower()}.", note=why, by=by, at=at)
    audit(
        "iom.decided",
        by=by.username,
        at=at,
        on=found,
        person_id=found.person_id,
        decision=decision,
    )
    if decision is PanelDecision.SELECT:
        announce(PutOnTheList(found.pk, found.person_id, panel.on))
    elif decision is PanelDecision.DESELECT:
        announce(TakenOffTheList(found.pk, found.person_id, panel.on))
    return made


@transaction.atomic
def close_panel(*, panel_id: int, by: User, at: datetime) -> None:
    """The panel is over. Whoever it did not come to waits for the next one."""
    panel = chaired(panel_id, by=by, at=at)
    panel.closed_at = at
    panel.save(update_fields=["closed_at"])
    audit("iom.panel.closed", by=by.username, at=at, on=panel)


# ── Intelligence ───────────────────────────────────────────────────────────────────────────
@transaction.atomic
def clear(
    *, scheme_id: int, user_id: int, ends_on: date, why: str, by: User, at: datetime
) -> Clearance:
    """Let somebody at the team read and write intelligence until a day."""
    seated(by, Permission.CLEAR, at=at, scheme_id=scheme_id)
    on = timezone.localdate(at)
    if user_id == by.pk:
        raise ClearingThemselves
    if not Seat.objects.held(on).filter(scheme_id=scheme_id, user_id=user_id).exists():
        raise HasNoSeat("user")
    if ends_on <= on:
        raise PastAlready("ends_on")
    if ends_on > on + timedelta(days=CLEARED_FOR_DAYS):
        raise ClearedTooLong
    why = said(why, field="why", words="Say why they need it.")
    made = Clearance.objects.create(
        scheme_id=scheme_id,
        user_id=user_id,
        starts_on=on,
        ends_on=ends_on,
        why=why,
        given_by=by,
        given_at=at,
    )
    audit("iom.cleared", by=by.username, at=at, on=made, user=user_id)
    return made


def cleared_for(found: Nominal, *, by: User, at: datetime) -> None:
    if not is_cleared(by, scheme_id=found.scheme_id, on=timezone.localdate(at)):
        raise NotCleared


@transaction.atomic
def write_intelligence(*, nominal_id: int, text: str, by: User, at: datetime) -> Intelligence:
    """Write what only the cleared may read. Nothing of it stands on the record."""
    found = theirs(nominal_id, by=by, permission=Permission.WORK, at=at)
    cleared_for(found, by=by, at=at)
    text = said(text, field="text", words="Write what is known, and how surely.")
    made = Intelligence.objects.create(nominal=found, text=text, by=by, at=at)
    audit("iom.intelligence.written", by=by.username, at=at, on=made)
    return made


@transaction.atomic
def withdraw_intelligence(*, intelligence_id: int, by: User, at: datetime) -> None:
    """It was wrong, or must not stand: it is shown to nobody any more."""
    line = (
        Intelligence.objects.select_for_update()
        .filter(pk=intelligence_id, withdrawn_at__isnull=True)
        .first()
    )
    if line is None:
        raise NotThere
    found = theirs(line.nominal_id, by=by, permission=Permission.WORK, at=at)
    cleared_for(found, by=by, at=at)
    line.withdrawn_by, line.withdrawn_at = by, at
    line.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit("iom.intelligence.withdrawn", by=by.username, at=at, on=line)
