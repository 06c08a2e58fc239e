"""May this move be made now, by whom, and where does it lead?

Two small machines, risk escalation and transfer, each one table: verb, from where, to where, by whom.
What is not in a table is not allowed. Who somebody is to a case is handed in; so is what is urgent.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Generic, TypeVar

from openprobation.rules.working_days import full_business_day_after
from openprobation.vocabulary.moves import (
    EscalationState,
    EscalationVerb,
    Standing,
    TransferState,
    TransferVerb,
)
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.risk import HarmLevel
from openprobation.vocabulary.term import Term

S = TypeVar("S", bound=Term)
V = TypeVar("V", bound=Term)


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class Way(Generic[S, V]):
    """One way from a state to another: which verb, and by whom. None is before there is anything.

    `when_urgent` says by whom where it is urgent; None: by the same, empty: by nobody.
    """

    verb: V
    before: S | None
    after: S
    by: frozenset[Standing]
    when_urgent: frozenset[Standing] | None = None

    def allowed(self, *, is_urgent: bool) -> frozenset[Standing]:
        return self.by if not is_urgent or self.when_urgent is None else self.when_urgent


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class Ruling(Generic[S]):
    """Where a verb leads; or, when it may not be done, why not in a sentence."""

    after: S | None
    because: str

    @property
    def is_allowed(self) -> bool:
        return self.after is not None


HOLDER, MANAGER = Standing.HOLDER, Standing.HOLDING_MANAGER
NAMED, RECEIVER = Standing.NAMED, Standing.RECEIVING_MANAGER
NOBODY: frozenset[Standing] = frozenset()


def _by(*standings: Standing) -> frozenset[Standing]:
    return frozenset(standings)


_E, _DO = EscalationState, EscalationVerb
ESCALATION: tuple[Way[EscalationState, EscalationVerb], ...] = (
    Way(_DO.RAISE, None, _E.CONCERN, _by(HOLDER, MANAGER)),
    Way(_DO.KEEP, _E.CONCERN, _E.KEPT, _by(MANAGER)),
    Way(_DO.KEEP, _E.RETURNED, _E.KEPT, _by(MANAGER)),
    # What is urgent does not wait for a manager who is away.
    Way(_DO.REFER, _E.CONCERN, _E.REFERRED, _by(MANAGER), when_urgent=_by(HOLDER, MANAGER)),
    Way(_DO.RETURN, _E.REFERRED, _E.RETURNED, _by(NAMED, RECEIVER), when_urgent=NOBODY),
    Way(_DO.SEND_AGAIN, _E.RETURNED, _E.REFERRED, _by(HOLDER, MANAGER)),
    Way(_DO.NAME_ANOTHER, _E.REFERRED, _E.REFERRED, _by(NAMED, RECEIVER)),
    Way(_DO.ACCEPT, _E.REFERRED, _E.ACCEPTED, _by(NAMED, RECEIVER), when_urgent=_by(RECEIVER)),
    Way(_DO.REFUSE, _E.REFERRED, _E.REFUSED, _by(NAMED, RECEIVER), when_urgent=_by(RECEIVER)),
    Way(_DO.TAKE, _E.ACCEPTED, _E.TAKEN, _by(NAMED, RECEIVER, Standing.SERVICE)),
    # By now the receiving team holds the case: its officer and its manager.
    Way(_DO.MEET, _E.TAKEN, _E.MET, _by(HOLDER, MANAGER)),
    Way(_DO.WITHDRAW, _E.CONCERN, _E.WITHDRAWN, _by(HOLDER, MANAGER), when_urgent=_by(MANAGER)),
    Way(_DO.WITHDRAW, _E.REFERRED, _E.WITHDRAWN, _by(HOLDER, MANAGER), when_urgent=_by(MANAGER)),
    Way(_DO.WITHDRAW, _E.RETURNED, _E.WITHDRAWN, _by(HOLDER, MANAGER), when_urgent=_by(MANAGER)),
    *(
        Way(_DO.LAPSE, state, _E.LAPSED, _by(Standing.SERVICE))
        for state in (_E.CONCERN, _E.REFERRED, _E.RETURNED, _E.ACCEPTED)
    ),
)

_T, _ASK = TransferState, TransferVerb
TRANSFER: tuple[Way[TransferState, TransferVerb], ...] = (
    Way(_ASK.ASK, None, _T.ASKED, _by(HOLDER, MANAGER)),
    Way(_ASK.ACCEPT, _T.ASKED, _T.ACCEPTED, _by(RECEIVER)),
    Way(_ASK.REJECT, _T.ASKED, _T.REJECTED, _by(RECEIVER)),
    Way(_ASK.WITHDRAW, _T.ASKED, _T.WITHDRAWN, _by(HOLDER, MANAGER)),
    Way(_ASK.LAPSE, _T.ASKED, _T.LAPSED, _by(Standing.SERVICE)),
)


def escalation(
    verb: EscalationVerb,
    *,
    state: EscalationState | None,
    standings: Collection[Standing],
    is_urgent: bool,
) -> Ruling[EscalationState]:
    """Whether a verb may be done to a risk escalation by somebody, and where it leads."""
    return _ruled(ESCALATION, verb, state, standings, is_urgent=is_urgent)


def transfer(
    verb: TransferVerb, *, state: TransferState | None, standings: Collection[Standing]
) -> Ruling[TransferState]:
    """Whether a verb may be done to a transfer by somebody, and where it leads."""
    return _ruled(TRANSFER, verb, state, standings, is_urgent=False)


def verbs_for(
    ways: Iterable[Way[S, V]],
    state: S | None,
    standings: Collection[Standing],
    *,
    is_urgent: bool = False,
) -> tuple[V, ...]:
    """What somebody may do now, in the order of the table."""
    return tuple(
        dict.fromkeys(
            way.verb
            for way in ways
            if way.before == state and way.allowed(is_urgent=is_urgent) & set(standings)
        )
    )


def _ruled(
    ways: Sequence[Way[S, V]],
    verb: V,
    state: S | None,
    standings: Collection[Standing],
    *,
    is_urgent: bool,
) -> Ruling[S]:
    here = [way for way in ways if way.verb is verb and way.before == state]
    if not here:
        stands = state.label.lower() if state is not None else "not begun"
        return Ruling(None, f"“{verb.label}” cannot be done now: it stands at “{stands}”.")
    (way,) = here
    allowed = way.allowed(is_urgent=is_urgent)
    if not allowed:
        return Ruling(
            None,
            f"It is urgent, and “{verb.label.lower()}” is not open. Accept it or refuse it today.",
        )
    if not allowed & set(standings):
        who = " or ".join(
            standing.meaning[:1].lower() + standing.meaning[1:].rstrip(".")
            for standing in Standing
            if standing in allowed
        )
        return Ruling(None, f"“{verb.label}” is for {who}.")
    return Ruling(way.after, way.after.meaning)


# ── Where a case may go ────────────────────────────────────────────────────────────────────
def why_not_there(held_by: OrganisationKind, to: OrganisationKind) -> str:
    """Why a transfer cannot take a case from one kind of provider to another; empty when it can."""
    if held_by is OrganisationKind.NPS and to is OrganisationKind.CRC:
        return (
            "Once a case is with the National Probation Service it does not go back to a company in"
            " that sentence."
        )
    if held_by is OrganisationKind.CRC and to is OrganisationKind.NPS:
        return (
            "A case goes from a company to the National Probation Service by a risk escalation, not by"
            " a transfer."
        )
    return ""


# ── Person to person ───────────────────────────────────────────────────────────────────────
SPOKEN_SOON = (HarmLevel.HIGH, HarmLevel.VERY_HIGH)


def meet_by(harm: HarmLevel | None, *, moved_on: date, first_contact_by: date, days: int) -> date:
    """By when the two officers talk: within the days where harm is high; before first contact else.

    Where nobody assessed the harm it is treated as high: what is not known is not low.
    """
    if harm is None or harm in SPOKEN_SOON:
        return min(full_business_day_after(moved_on, days), max(first_contact_by, moved_on))
    return first_contact_by


# ── Sharing a caseload out ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who could take cases: what they hold, and which harm levels they do not usually hold.

    Points of what room there is count where there is room written down; else cases alone.
    """

    id: int
    cases: int
    beyond: tuple[HarmLevel, ...] = ()
    points: int = 0
    room: int = 0

    def fullness(self, more: int) -> float:
        """The share of the room there is that would be taken, with so many points more."""
        return (self.points + more) / self.room if self.room > 0 else math.inf


def share_out(
    cases: Mapping[int, HarmLevel | None],
    receivers: Sequence[Receiver],
    worth: Mapping[int, int] = MappingProxyType({}),
) -> dict[int, int]:
    """Who takes which case: the heaviest first, each to whoever fits and would be least full.

    Case id → receiver id; `worth` is the points of a case where they are known. A case that fits
    nobody's grade goes to whoever would be least full all the same: the check page warns, and a person
    decides. No receivers, no proposal.
    """
    if not receivers:
        return {}
    now = {receiver.id: receiver for receiver in receivers}
    place = {receiver.id: number for number, receiver in enumerate(receivers)}
    levels = list(HarmLevel)

    def weight(case: int) -> tuple[int, int, int]:
        return -levels.index(cases[case] or HarmLevel.HIGH), -worth.get(case, 0), case

    shared: dict[int, int] = {}
    for case in sorted(cases, key=weight):
        more = worth.get(case, 0)
        fit = [one for one in now.values() if cases[case] not in one.beyond]
        chosen = min(
            fit or now.values(), key=lambda one: (one.fullness(more), one.cases, place[one.id])
        )
        shared[case] = chosen.id
        now[chosen.id] = replace(chosen, cases=chosen.cases + 1, points=chosen.points + more)
    return shared
