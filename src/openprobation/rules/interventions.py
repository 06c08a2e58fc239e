"""Who moves a referral from where to where, by when, and how far is a programme or a treatment?

The machine is the table `MOVES`. Whose move it is follows from the side; that the supplier's is the
organisation it was sent to, and the officer's one to whom the person is open, the actions ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from openprobation.rules.dates import words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.rules.working_days import (
    ENGLAND_AND_WALES,
    Deadline,
    HolidayCalendar,
    deadline,
    is_working_day,
)
from openprobation.vocabulary.interventions import (
    Achievement,
    PathwayStep,
    Side,
)
from openprobation.vocabulary.interventions import ReferralMove as Verb
from openprobation.vocabulary.interventions import ReferralState as State

SOURCE = "Service default; the same numbers were later published for national contracts [code]"
ASSESSED_WITHIN = Timeline(
    "interventions.assessment",
    "Supplier's assessment within ten working days of the referral",
    (Dated(SPLIT_ON, 10, SOURCE, 40),),
)
PLANNED_WITHIN = Timeline(
    "interventions.action_plan",
    "Action plan within five working days of the assessment",
    (Dated(SPLIT_ON, 5, SOURCE, 40),),
)
REPORTED_WITHIN = Timeline(
    "interventions.end_report",
    "End report within five working days of the last session",
    (Dated(SPLIT_ON, 5, SOURCE, 40),),
)

UNDER_WAY = frozenset(
    {State.ACCEPTED, State.ASSIGNED, State.ASSESSED, State.PLANNED, State.SESSIONS}
)
STARTED = frozenset({State.ASSESSED, State.PLANNED, State.SESSIONS, State.ENDED})
"""The person has been seen by the supplier: what counts as an intervention started."""
OPEN = UNDER_WAY | {State.SENT}


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the machine."""

    verb: Verb
    starts: frozenset[State]
    ends: State
    sides: frozenset[Side]


OFFICER, SUPPLIER = frozenset({Side.OFFICER}), frozenset({Side.SUPPLIER})

MOVES: tuple[Move, ...] = (
    Move(Verb.DRAFT, frozenset(), State.DRAFT, OFFICER),
    Move(Verb.SEND, frozenset({State.DRAFT}), State.SENT, OFFICER),
    Move(Verb.SEND_AGAIN, frozenset({State.RETURNED}), State.SENT, OFFICER),
    Move(Verb.ACCEPT, frozenset({State.SENT}), State.ACCEPTED, SUPPLIER),
    Move(Verb.RETURN, frozenset({State.SENT}), State.RETURNED, SUPPLIER),
    Move(Verb.ASSIGN, frozenset({State.ACCEPTED}), State.ASSIGNED, SUPPLIER),
    Move(Verb.ASSESS, frozenset({State.ASSIGNED}), State.ASSESSED, SUPPLIER),
    Move(Verb.PLAN, frozenset({State.ASSESSED}), State.PLANNED, SUPPLIER),
    Move(Verb.CHANGE_PLAN, frozenset({State.PLANNED}), State.PLANNED, SUPPLIER),
    Move(Verb.CHANGE_PLAN, frozenset({State.SESSIONS}), State.SESSIONS, SUPPLIER),
    Move(Verb.HOLD_SESSION, frozenset({State.PLANNED}), State.SESSIONS, SUPPLIER),
    Move(Verb.END, frozenset({State.SESSIONS}), State.ENDED, SUPPLIER),
    Move(Verb.WITHDRAW, frozenset({State.DRAFT, State.RETURNED}), State.WITHDRAWN, OFFICER),
    Move(Verb.WITHDRAW, OPEN, State.WITHDRAWN, OFFICER | SUPPLIER),
)


def row(verb: Verb, state: State | None) -> Move | None:
    """The row for a verb in a state; None is before there is anything."""
    for move in MOVES:
        if move.verb is verb and (state in move.starts if state else not move.starts):
            return move
    return None


def why_not(verb: Verb, state: State | None, side: Side) -> str | None:
    """Why a move cannot be made, in a sentence; None when it can."""
    move = row(verb, state)
    if move is None:
        stands = state.label.lower() if state else "not begun"
        return f"This cannot be done now: the referral is {stands}."
    if side not in move.sides:
        whose = " or ".join(sorted(each.label.lower() for each in move.sides))
        return f"This is for the {whose} to do."
    return None


def moves_open(state: State, side: Side) -> tuple[Verb, ...]:
    """What this side can do now, in the order of the machine."""
    return tuple(move.verb for move in MOVES if state in move.starts and side in move.sides)


# ── Clocks ─────────────────────────────────────────────────────────────────────────────────
def clock(
    state: State,
    *,
    sent_on: date | None,
    assessed_on: date | None = None,
    last_session_on: date | None = None,
    sessions_left: int | None = None,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Deadline | None:
    """The one clock that runs in a state: to assess, to plan, or to report once the sessions are over."""
    if state in (State.SENT, State.ACCEPTED, State.ASSIGNED) and sent_on is not None:
        return _due(ASSESSED_WITHIN, sent_on, "the referral", pack, calendar)
    if state is State.ASSESSED and assessed_on is not None:
        return _due(PLANNED_WITHIN, assessed_on, "the assessment", pack, calendar)
    if state is State.SESSIONS and last_session_on is not None and sessions_left == 0:
        return _due(REPORTED_WITHIN, last_session_on, "the last session", pack, calendar)
    return None


def _due(
    rule: Timeline[int], started_on: date, what: str, pack: Pack, calendar: HolidayCalendar
) -> Deadline:
    found = rule.on(started_on, pack=pack)
    return deadline(
        started_on,
        found.value,
        because=f"{found.value} working days after {what} on {words(started_on)}.",
        rule=found,
        calendar=calendar,
    )


# ── Sessions and scores ────────────────────────────────────────────────────────────────────
def score(achieved: Iterable[Achievement]) -> float | None:
    """The share achieved of what was wanted, from 0 to 1; None where nothing was scored."""
    points = [each.points for each in achieved]
    return sum(points) / len(points) if points else None


@dataclass(frozen=True, slots=True)
class RarProgress:
    """Days of rehabilitation activity by one referral: what was ordered, planned, held and attended."""

    ordered: int
    planned: int
    delivered: int
    attended: int


def rar_progress(
    ordered: int, sessions: Iterable[tuple[date, bool | None]], *, on: date
) -> RarProgress:
    """A day counts once, however many sessions it holds. Each session is its day and whether the person came.

    None: nobody has reported on it. A day is attended when any of its sessions was.
    """
    planned: set[date] = set()
    delivered: set[date] = set()
    attended: set[date] = set()
    for day, came in sessions:
        if came is None:
            planned.add(day)
            continue
        delivered.add(day)
        if came:
            attended.add(day)
    return RarProgress(ordered, len(planned - delivered), len(delivered), len(attended))


# ── Accredited programmes ──────────────────────────────────────────────────────────────────
def programme_days(
    starts_on: date,
    weekdays: Collection[int],
    sessions: int,
    *,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> tuple[date, ...]:
    """The days of a programme: these days of the week from the first on, bank holidays left out.

    Monday is 0. The schedule is never shorter for a holiday: it runs on.
    """
    if sessions < 0 or not set(weekdays) <= set(range(7)) or not (weekdays or sessions == 0):
        raise ValueError("A programme has days of the week and a number of sessions.")
    found: list[date] = []
    day = starts_on
    while len(found) < sessions:
        if day.weekday() in weekdays and (
            is_working_day(day, calendar=calendar) or day.weekday() >= 5
        ):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Completion:
    """Where one person stands in a programme: sessions done, to catch up and still to come."""

    done: int
    to_catch_up: tuple[int, ...]
    to_come: int

    @property
    def is_complete(self) -> bool:
        return not self.to_catch_up and not self.to_come


def completion(
    sessions: int, register: Iterable[tuple[int, bool]], *, held: Collection[int]
) -> Completion:
    """`register`: the number of each session with whether they came, catch-ups under the number they make good.

    Coming once, to either, makes a session done. One that was held without them is to catch up.
    """
    came = {number for number, present in register if present}
    missed = sorted(number for number in held if number not in came)
    to_come = sum(
        1 for number in range(1, sessions + 1) if number not in held and number not in came
    )
    return Completion(len(came), tuple(missed), to_come)


# ── From referral to treatment ─────────────────────────────────────────────────────────────
STEP_OF = {
    State.SENT: PathwayStep.REFERRED,
    State.RETURNED: PathwayStep.RETURNED,
    State.ACCEPTED: PathwayStep.TAKEN,
    State.ASSIGNED: PathwayStep.TAKEN,
    State.ASSESSED: PathwayStep.ASSESSED,
    State.PLANNED: PathwayStep.ASSESSED,
    State.SESSIONS: PathwayStep.IN_TREATMENT,
    State.ENDED: PathwayStep.ENDED,
    State.WITHDRAWN: PathwayStep.DROPPED,
}
FURTHEST = (
    PathwayStep.NOBODY_ASKED,
    PathwayStep.DROPPED,
    PathwayStep.RETURNED,
    PathwayStep.REFERRED,
    PathwayStep.TAKEN,
    PathwayStep.ASSESSED,
    PathwayStep.ENDED,
    PathwayStep.IN_TREATMENT,
)


def pathway(states: Sequence[tuple[State, bool]]) -> PathwayStep:
    """How far somebody got, by their referrals for drugs or alcohol: each state, and whether they came to a session.

    Sessions that nobody came to are not treatment.
    """
    steps = [
        PathwayStep.ASSESSED if state is State.SESSIONS and not came else STEP_OF[state]
        for state, came in states
        if state in STEP_OF
    ]
    return max(steps, key=FURTHEST.index, default=PathwayStep.NOBODY_ASKED)
