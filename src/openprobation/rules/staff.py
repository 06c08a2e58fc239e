"""When is staff supervision due, is somebody new, and which answers of a pulse may be shown?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from openprobation.rules.dates import months_later, words

K = TypeVar("K")


# ── Supervision ────────────────────────────────────────────────────────────────────────────
def is_new(started_on: date | None, *, on: date, months: int) -> bool:
    """Whether somebody began less than so many months ago; nobody knows of who has no first day."""
    return started_on is not None and started_on <= on < months_later(started_on, months)


@dataclass(frozen=True, slots=True)
class SupervisionDue:
    """By which day the next session is due, and why. None: nothing to count from."""

    due_on: date | None
    because: str

    def is_overdue(self, on: date) -> bool:
        """Whether the due day is over; who has nothing to count from was never supervised."""
        return self.due_on is None or on > self.due_on

    def days_over(self, on: date) -> int:
        return 0 if self.due_on is None else max(0, (on - self.due_on).days)


def supervision_due(
    *,
    last_on: date | None,
    agreed_next: date | None,
    started_on: date | None,
    back_on: date | None,
    days: int,
) -> SupervisionDue:
    """The sooner of the day agreed and so many days after the last; first of all, after the first day.

    Time away does not count against anybody: who came back is due so many days after, or within a
    week where that is sooner than the rest.
    """
    after = timedelta(days=days)
    if last_on is not None:
        due, because = last_on + after, f"{days} days after the session of {words(last_on)}."
        if agreed_next is not None and agreed_next < due:
            due, because = agreed_next, f"Agreed on {words(last_on)}."
    elif started_on is not None:
        due, because = started_on + after, f"{days} days after the first day, {words(started_on)}."
    else:
        return SupervisionDue(None, "No session is written down.")
    if back_on is not None and back_on + timedelta(days=7) > due:
        return SupervisionDue(
            back_on + timedelta(days=7), f"A week after coming back on {words(back_on)}."
        )
    return SupervisionDue(due, because)


# ── The pulse ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Shown:
    """What may be told of one group: how many answered, and the mean of each question."""

    answers: int
    means: tuple[float, ...]


def may_be_shown(
    groups: Mapping[K, Sequence[Sequence[int]]], *, least: int
) -> tuple[dict[K, Shown], Shown | None]:
    """Which groups, and whether all together, may be shown; the rest is not, in any form.

    A group is its questions, each the counts of the values 1, 2, …. No number under `least` is shown
    or can be worked out: a group with fewer answers is left out; so is one whose answers to a question
    are all alike, for then everybody's is known; and where what is left out is under `least` in all,
    the total is left out too, from which it could be taken.
    """
    shown = {name: of for name, counts in groups.items() if (of := one(counts, least=least))}
    hidden = [counts for name, counts in groups.items() if name not in shown]
    together = one(added(list(groups.values())), least=least) if groups else None
    left_out = sum(answers_of(counts) for counts in hidden)
    if 0 < left_out < least or len([counts for counts in hidden if answers_of(counts)]) == 1:
        together = None
    return shown, together


def one(counts: Sequence[Sequence[int]], *, least: int) -> Shown | None:
    answers = answers_of(counts)
    alike = any(max(of, default=0) == answers for of in counts)
    if answers < least or alike:
        return None
    return Shown(answers, tuple(mean(of) for of in counts))


def answers_of(counts: Sequence[Sequence[int]]) -> int:
    return min((sum(of) for of in counts), default=0)


def mean(counts: Sequence[int]) -> float:
    return round(sum(value * n for value, n in enumerate(counts, 1)) / sum(counts), 1)


def added(groups: Sequence[Sequence[Sequence[int]]]) -> list[list[int]]:
    """The counts of several groups, question by question and value by value."""
    return [
        [sum(values) for values in zip(*question, strict=True)]
        for question in zip(*groups, strict=True)
    ]
