"""How does a report of an inspection go from draft to public, and what may be published of small numbers?

The machine is the table `MOVES`. Who may make a move the actions ask; when a report is public is not a
move at all but a moment: everything asks `is_public`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from openprobation.rules.policy import Dated, Timeline
from openprobation.vocabulary.inspection import AccuracyAnswer, Coding
from openprobation.vocabulary.inspection import ReportMove as Verb
from openprobation.vocabulary.inspection import ReportState as State

Question = TypeVar("Question")
Part = TypeVar("Part")

SMALLEST = Timeline(
    "reporting.smallest_published",
    "Fewest applicable cases that a published share may rest on",
    (
        Dated(
            date(2014, 6, 1),
            5,
            "ours: a share of fewer could tell somebody's own case to those who know them",
            100,
        ),
    ),
)

PUBLISHED = frozenset({State.RELEASED, State.CORRECTED})
WRITABLE = frozenset({State.DRAFT})


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the machine."""

    verb: Verb
    starts: frozenset[State]
    ends: State


MOVES: tuple[Move, ...] = (
    Move(Verb.BEGIN, frozenset(), State.DRAFT),
    Move(Verb.SEND, frozenset({State.DRAFT}), State.ACCURACY),
    Move(Verb.SETTLE, frozenset({State.ACCURACY}), State.EMBARGOED),
    Move(Verb.REOPEN, frozenset({State.ACCURACY, State.EMBARGOED}), State.DRAFT),
    Move(Verb.RELEASE, frozenset({State.EMBARGOED}), State.RELEASED),
    Move(Verb.CALL_BACK, frozenset({State.RELEASED}), State.EMBARGOED),
    Move(Verb.CORRECT, PUBLISHED, State.CORRECTED),
)


def ends_at(verb: Verb, state: State | None) -> State | None:
    """Where a move leads from a state; None where there is no such move."""
    for move in MOVES:
        if move.verb is verb and (state in move.starts if state else not move.starts):
            return move.ends
    return None


def is_public(state: State, release_at: datetime | None, *, at: datetime) -> bool:
    """Whether the public may see it: from its moment on, that second included."""
    return state in PUBLISHED and release_at is not None and release_at <= at


def why_not(
    verb: Verb,
    state: State | None,
    *,
    release_at: datetime | None = None,
    at: datetime | None = None,
) -> str | None:
    """Why a move cannot be made, in a sentence; None when it can."""
    if ends_at(verb, state) is None:
        stands = state.label.lower() if state else "not begun"
        return f"This cannot be done now: the report is {stands}."
    has_come = bool(state and at and is_public(state, release_at, at=at))
    if verb is Verb.CALL_BACK and has_come:
        return "The moment of release has come: what is public can be corrected, not called back."
    if verb is Verb.CORRECT and not has_come:
        return "It is not public yet. Call it back to change it."
    return None


def why_not_settled(
    *,
    answers: Iterable[AccuracyAnswer | None],
    waiting: Iterable[tuple[str, date]],
    on: date,
) -> tuple[str, ...]:
    """What stands between a draft and its settled text: points without answer, providers with time left."""
    open_points = sum(answer is None for answer in answers)
    said = []
    if open_points == 1:
        said.append("One point has no answer yet. Answer every point first.")
    elif open_points:
        said.append(f"{open_points} points have no answer yet. Answer every point first.")
    said += [
        f"{name} has until {until:%-d %B %Y} to read the draft, and has not sent it back."
        for name, until in waiting
        if until >= on
    ]
    return tuple(said)


class Withheld(Enum):
    """Why a share is not published."""

    FEW = "few"
    BESIDE_FEW = "beside_few"  # with it, the few could be worked out from a total


def withheld(
    counts: Mapping[Question, Mapping[Part, int | None]], *, smallest: int
) -> dict[tuple[Question, Part], Withheld]:
    """Which shares are not published, by question and by the part of the cases they are of.

    A share of too few cases. And where that is the only one of its question, the next smallest too:
    a total, told here or known to a reader, would otherwise give the few away by subtraction.
    """
    found: dict[tuple[Question, Part], Withheld] = {}
    for question, parts in counts.items():
        counted = {part: number for part, number in parts.items() if number}
        few = [part for part, number in counted.items() if number < smallest]
        found.update({(question, part): Withheld.FEW for part in few})
        rest = sorted(
            (number, str(part), part) for part, number in counted.items() if number >= smallest
        )
        if len(few) == 1 and rest:
            found[question, rest[0][2]] = Withheld.BESIDE_FEW
    return found


OF = re.compile(
    r"\b(\d+|one|two|three|four)\s+(?:out\s+)?of\s+(?:the\s+)?(\d+|two|three|four)\b", re.I
)
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}


def few_told(text: str, *, smallest: int) -> tuple[str, ...]:
    """Where a text tells of a part of too few: "3 of 4", "one of the three". For somebody to look at."""
    return tuple(
        found[0]
        for found in OF.finditer(text)
        if 0 < WORDS.get(found[2].lower(), int(found[2]) if found[2].isdigit() else 0) < smallest
    )


RANK = {Coding.NOT_SUFFICIENT: 0, Coding.BETWEEN: 1, Coding.GOOD: 2}


def moved(before: Coding, after: Coding) -> int | None:
    """1 for better, 0 for the same, -1 for worse; None where either is not known."""
    if before not in RANK or after not in RANK:
        return None
    step = RANK[after] - RANK[before]
    return (step > 0) - (step < 0)
