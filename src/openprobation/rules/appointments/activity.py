"""How many rehabilitation activity days are done, planned and left?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Activity:
    """A contact that counts towards rehabilitation activity. `attended` None: not recorded yet."""

    on: date
    attended: bool | None


@dataclass(frozen=True, slots=True)
class ActivityDays:
    """Rehabilitation activity days: ordered (a maximum), done, planned from tomorrow, and left.

    `unrecorded` are days among the done ones that only count because nobody has said otherwise.
    """

    ordered: int
    done: int
    planned: int
    left: int
    beyond: int
    unrecorded: int

    @property
    def percent(self) -> int:
        """Whole per cent of the ordered days done, at most 100."""
        return min(100, 100 * self.done // self.ordered) if self.ordered else 100


def activity_days_done(activities: Iterable[Activity], *, on: date) -> frozenset[date]:
    """The distinct dates up to a day (included), attended or not recorded yet. [code]"""
    return frozenset(
        activity.on
        for activity in activities
        if activity.on <= on and activity.attended is not False
    )


def activity_progress(activities: Iterable[Activity], *, ordered: int, on: date) -> ActivityDays:
    """How far a rehabilitation activity requirement of so many days has come on a day."""
    activities = tuple(activities)
    done = activity_days_done(activities, on=on)
    attended = {activity.on for activity in activities if activity.attended}
    planned = {
        activity.on for activity in activities if activity.on > on and activity.attended is None
    }
    return ActivityDays(
        ordered=ordered,
        done=len(done),
        planned=len(planned),
        left=max(0, ordered - len(done)),
        beyond=max(0, len(done) - ordered),
        unrecorded=len(done - attended),
    )
