"""Who may move an alleged breach from where to where?

The machine is the table `MOVES`. A post counts by its role and its kind of organisation; on the
sender's side it must also be in the organisation that answers for the case now. Only an enforcement
officer of the public provider lays an information: CJA 2003 Sch 8 para 6A [law].
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, PolicyTable
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import BreachMove as Verb
from openprobation.vocabulary.breach import BreachState as State
from openprobation.vocabulary.breach import Side
from openprobation.vocabulary.organisations import OrganisationKind

Roles = frozenset[Role]
States = frozenset[State]

SUPERVISING = frozenset(
    {OrganisationKind.NPS, OrganisationKind.CRC, OrganisationKind.PROBATION_SERVICE}
)
PUBLIC = frozenset({OrganisationKind.NPS, OrganisationKind.PROBATION_SERVICE})

OFFICERS = frozenset({Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER, Role.SENIOR})
MANAGERS = frozenset({Role.SENIOR, Role.HEAD})
PROSECUTES = frozenset({Role.ENFORCEMENT_OFFICER})
AT_COURT = frozenset({Role.ENFORCEMENT_OFFICER, Role.COURT_OFFICER})

BEFORE_SENDING = frozenset({State.DRAFT, State.CHECKED, State.ENDORSED})
UNANSWERED = frozenset({State.SUBMITTED, State.RESUBMITTED})
WITH_SENDER = BEFORE_SENDING | {State.RETURNED}
WITH_ENFORCEMENT = UNANSWERED | {State.ACCEPTED, State.CONSIDERED}
IN_COURT = frozenset({State.LAID, State.LISTED, State.HEARING})
ENDS = frozenset(state for state in State if state.is_end)


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the machine: from any of these states to that one, by these roles of these kinds."""

    verb: Verb
    starts: States
    ends: State
    side: Side
    roles: Roles
    kinds: frozenset[OrganisationKind]


@dataclass(frozen=True, slots=True)
class Actor:
    """A post as the machine sees it. `is_sender`: in the organisation that answers for the case."""

    role: Role
    kind: OrganisationKind
    is_sender: bool = False


def _sender(verb: Verb, starts: Iterable[State], ends: State, roles: Roles = OFFICERS) -> Move:
    return Move(verb, frozenset(starts), ends, Side.SENDER, roles, SUPERVISING)


def _enforcement(
    verb: Verb, starts: Iterable[State], ends: State, roles: Roles = PROSECUTES
) -> Move:
    return Move(verb, frozenset(starts), ends, Side.ENFORCEMENT, roles, PUBLIC)


MOVES: tuple[Move, ...] = (
    _sender(Verb.OPEN, (), State.DRAFT),
    _sender(Verb.CHECK, [State.DRAFT], State.CHECKED),
    _sender(Verb.AMEND, [State.CHECKED, State.ENDORSED], State.DRAFT),
    _sender(Verb.ENDORSE, [State.CHECKED], State.ENDORSED, MANAGERS),
    _sender(Verb.SUBMIT, [State.CHECKED, State.ENDORSED], State.SUBMITTED),
    _sender(Verb.RESUBMIT, [State.RETURNED], State.RESUBMITTED),
    _sender(Verb.WITHDRAW, WITH_SENDER | UNANSWERED, State.WITHDRAWN, OFFICERS | MANAGERS),
    _enforcement(Verb.ACCEPT, UNANSWERED, State.ACCEPTED),
    _enforcement(Verb.RETURN, UNANSWERED, State.RETURNED),
    _enforcement(Verb.CONSIDER, [State.ACCEPTED], State.CONSIDERED),
    _enforcement(Verb.LAY, [State.CONSIDERED], State.LAID),
    _enforcement(Verb.DO_NOT_LAY, [State.CONSIDERED], State.NOT_LAID),
    _enforcement(Verb.LIST, [State.LAID], State.LISTED, AT_COURT),
    _enforcement(Verb.HEAR, [State.LISTED], State.HEARING, AT_COURT),
    _enforcement(Verb.ADJOURN, [State.HEARING], State.LISTED, AT_COURT),
    _enforcement(Verb.CONCLUDE, [State.HEARING], State.CONCLUDED, AT_COURT),
    _enforcement(Verb.WITHDRAW, [State.ACCEPTED, State.CONSIDERED, *IN_COURT], State.WITHDRAWN),
)

ENDORSEMENT: PolicyTable[OrganisationKind, bool] = PolicyTable(
    "breach.endorsement",
    "Whether a manager must endorse a pack before it is sent",
    {
        OrganisationKind.CRC: (
            Dated(SPLIT_ON, True, "Local policy; no published rule [general knowledge]", 50),
        ),
    },
    (Dated(SPLIT_ON, False, "Local policy; no published rule [general knowledge]", 50),),
)


def endorsement_is_asked(kind: OrganisationKind, *, on: date, pack: Pack = DEFAULT_PACK) -> bool:
    """Whether this kind of organisation has a manager endorse a pack opened on that day."""
    return ENDORSEMENT.on(max(on, SPLIT_ON), kind, pack=pack).value


def row(verb: Verb, state: State | None) -> Move | None:
    """The row of the machine for a verb in a state; None is before there is anything."""
    for move in MOVES:
        if move.verb is verb and (state in move.starts if state else not move.starts):
            return move
    return None


def is_theirs(move: Move, actors: Iterable[Actor]) -> bool:
    """Whether any of somebody's posts may make a move."""
    return any(
        actor.role in move.roles
        and actor.kind in move.kinds
        and (move.side is Side.ENFORCEMENT or actor.is_sender)
        for actor in actors
    )


def why_not(
    verb: Verb,
    state: State | None,
    actors: Iterable[Actor],
    *,
    endorsement_asked: bool = False,
) -> str | None:
    """Why a move cannot be made, in a sentence for whoever asked; None when it can."""
    move = row(verb, state)
    if move is None:
        return _not_from_here(verb, state)
    if not is_theirs(move, actors):
        return _not_theirs(move)
    if verb is Verb.SUBMIT and state is State.CHECKED and endorsement_asked:
        return "A manager must endorse this pack before it can be sent."
    return None


def may_move(
    verb: Verb,
    state: State | None,
    actors: Iterable[Actor],
    *,
    endorsement_asked: bool = False,
) -> bool:
    return why_not(verb, state, actors, endorsement_asked=endorsement_asked) is None


def moves_open(
    state: State, actors: Collection[Actor], *, endorsement_asked: bool = False
) -> frozenset[Verb]:
    """All that somebody may do now: which buttons a page shows."""
    return frozenset(
        verb for verb in Verb if may_move(verb, state, actors, endorsement_asked=endorsement_asked)
    )


def reachable(*, endorsement_asked: bool) -> frozenset[State]:
    """Every state that moves can lead to, from nothing."""
    found: set[State | None] = {None}
    while True:
        ends = {
            move.ends
            for move in MOVES
            for state in (move.starts or {None})
            if state in found
            and not (endorsement_asked and move.verb is Verb.SUBMIT and state is State.CHECKED)
        }
        if ends <= found:
            return frozenset(state for state in found if state is not None)
        found |= ends


def _not_from_here(verb: Verb, state: State | None) -> str:
    doing = verb.label[0].lower() + verb.label[1:]
    if state is None:
        return f"There is nothing yet to {doing}."
    stands = state.label[0].lower() + state.label[1:]
    if state.is_end:
        return f"This is over: {stands}. Nothing more can be done with it."
    return f"You cannot {doing} now. It stands at: {stands}."


def _not_theirs(move: Move) -> str:
    who = " or ".join(sorted(role.label.lower() for role in move.roles))
    where = (
        "of the organisation that answers for the case"
        if move.side is Side.SENDER
        else "of the public provider"
    )
    return f"Only a {who} {where} can do this."
