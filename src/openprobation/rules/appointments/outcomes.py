"""What may be written of an appointment, and what must follow it? [code]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from openprobation.rules.appointments.moments import (
    moment_in_words,
)
from openprobation.rules.dates import words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.rules.working_days import (
    ENGLAND_AND_WALES,
    Deadline,
    HolidayCalendar,
    deadline,
)
from openprobation.vocabulary.appointments import Outcome


@dataclass(frozen=True, slots=True)
class OutcomeFault:
    """Why an outcome cannot be recorded, in words for the officer."""

    message: str


ACTION_REQUIRED = Timeline(
    "appointment.action_required",
    "Outcomes that need an enforcement action with them",
    (
        Dated(
            SPLIT_ON,
            frozenset(
                {
                    Outcome.FAILED_TO_COMPLY,
                    Outcome.SENT_HOME_BEHAVIOUR,
                    Outcome.OTHER_INSTRUCTION,
                    Outcome.UNACCEPTABLE_ABSENCE,
                }
            ),
            "Outcome flag “action required” [code]; which outcomes carry it [general knowledge]",
            70,
        ),
    ),
)
TIME_TO_EXPLAIN = Timeline(
    "appointment.time_to_explain",
    "Working days a person has to explain an absence",
    (Dated(SPLIT_ON, 5, "Five working days in one text, seven days in a pilot [page]", 60),),
)


def outcome_fault(outcome: Outcome, *, starts_at: datetime, at: datetime) -> OutcomeFault | None:
    """Why an outcome may not be recorded at a moment; None: it may.

    Before the appointment starts only a permissible absence may be: the person will not come, and
    that is accepted. From the start on, any outcome may.
    """
    if starts_at <= at or outcome.may_be_future:
        return None
    return OutcomeFault(
        f"“{outcome.label}” can be recorded once the appointment has started, at"
        f" {moment_in_words(starts_at)}. Before that only an accepted absence can be."
    )


def outcomes_allowed(*, starts_at: datetime, at: datetime) -> tuple[Outcome, ...]:
    """The outcomes that may be recorded at a moment, in the order of the list."""
    return tuple(
        outcome for outcome in Outcome if outcome_fault(outcome, starts_at=starts_at, at=at) is None
    )


def may_have_action(outcome: Outcome) -> bool:
    """Whether an enforcement action may go with it: not acceptable, and enforceable. [code]"""
    return outcome.acceptable is False and outcome.enforceable


def needs_action(outcome: Outcome, *, on: date, pack: Pack = DEFAULT_PACK) -> bool:
    """Whether an enforcement action must go with it. `on` is the day of the appointment."""
    rule = ACTION_REQUIRED.find(on, pack=pack)
    return rule is not None and outcome in rule.value


def awaits_explanation(outcome: Outcome) -> bool:
    """Whether the person did not come and it is still open whether that is accepted."""
    return outcome is Outcome.AWAITING_EVIDENCE


def explanation_due(
    missed_on: date,
    *,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> Deadline:
    """By when a person must have explained an absence on a day."""
    rule = TIME_TO_EXPLAIN.on(missed_on, pack=pack)
    return deadline(
        missed_on,
        rule.value,
        because=f"{rule.value} working days after the absence on {words(missed_on)}.",
        rule=rule,
        calendar=calendar,
    )
