"""By when must an alleged breach be referred and taken to court, and whose days are running?

Three clocks, in business days from stored moments: a company refers within 8 of becoming aware; the
public provider presents what is acceptable within 2 of receiving it; its own within 10 of becoming
aware. A return does not stop the sender's days, and the two days run from the receipt of the version
that is accepted in the end. Source: data.justice.gov.uk, AE, SL014 and SL015 [page].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openprobation.rules.clocks import BREACH_OWN, BREACH_PRESENTED, BREACH_REFERRED, due
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.rules.responsibility import LONDON
from openprobation.rules.working_days import (
    ENGLAND_AND_WALES,
    Deadline,
    HolidayCalendar,
    deadline,
)
from openprobation.vocabulary.breach import BreachMove as Verb
from openprobation.vocabulary.breach import Side
from openprobation.vocabulary.organisations import OrganisationKind

SENDS = (Verb.SUBMIT, Verb.RESUBMIT)

RESULT_WITHIN = Timeline(
    "breach.result_within",
    "Business days within which what came of a hearing is written down",
    (Dated(SPLIT_ON, 2, "Service default; no published number [general knowledge]", 50),),
)
ANSWER_WITHIN = Timeline(
    "breach.answer_within",
    "Business days within which a question between the two sides is answered",
    (Dated(SPLIT_ON, 5, "Service default; no published number [general knowledge]", 50),),
)


@dataclass(frozen=True, slots=True)
class Happened:
    """A move that was made, when, and which kind of organisation answered for the case then."""

    verb: Verb
    at: datetime
    sender: OrganisationKind


@dataclass(frozen=True, slots=True)
class BreachClock:
    """One side's days. `done_on`: the day on which what they measure was done, as it stands now.

    `stopped_on` ends the days without that: withdrawn, or decided not to go to court.
    """

    code: str
    title: str
    side: Side
    deadline: Deadline
    done_on: date | None = None
    stopped_on: date | None = None

    @property
    def is_running(self) -> bool:
        return self.done_on is None and self.stopped_on is None

    @property
    def was_in_time(self) -> bool | None:
        """Whether it was done in time; None while it is not done, or will not be."""
        return None if self.done_on is None else self.deadline.is_met_by(self.done_on)

    def is_overdue(self, on: date) -> bool:
        return self.is_running and self.deadline.is_overdue(on)

    def days_left(self, on: date, *, calendar: HolidayCalendar = ENGLAND_AND_WALES) -> int:
        return self.deadline.working_days_left(on, calendar=calendar)


def day_of(moment: datetime) -> date:
    """The day as people here count it, not as UTC does."""
    return moment.astimezone(LONDON).date()


def result_due(hearing_on: date, *, pack: Pack = DEFAULT_PACK) -> Deadline:
    """By when the result of a hearing is written down."""
    rule = RESULT_WITHIN.on(max(hearing_on, SPLIT_ON), pack=pack)
    return deadline(hearing_on, rule.value, because=f"{rule.title}: {rule.value}.", rule=rule)


def answer_due(asked_on: date, *, pack: Pack = DEFAULT_PACK) -> Deadline:
    """By when a question between the two sides is answered, unless they agree on another day."""
    rule = ANSWER_WITHIN.on(max(asked_on, SPLIT_ON), pack=pack)
    return deadline(asked_on, rule.value, because=f"{rule.title}: {rule.value}.", rule=rule)


def sender_of(happened: Sequence[Happened], *, now: OrganisationKind) -> OrganisationKind:
    """Whose clock it is: whoever sent what is with the enforcement team, else who answers now.

    So a case that moves to another provider takes its days with it until something is sent.
    """
    sent = standing_sending(happened)
    return sent.sender if sent else now


def standing_sending(happened: Sequence[Happened]) -> Happened | None:
    """The latest sending, unless it was returned since."""
    for each in reversed(happened):
        if each.verb is Verb.RETURN:
            return None
        if each.verb in SENDS:
            return each
    return None


def clocks(
    aware_at: datetime,
    happened: Sequence[Happened],
    *,
    sender_now: OrganisationKind,
    pack: Pack = DEFAULT_PACK,
    calendar: HolidayCalendar = ENGLAND_AND_WALES,
) -> tuple[BreachClock, ...]:
    """The clocks of one breach, the sender's first. `happened` in the order of time.

    None where no such clock ran on the day it would have started (before June 2014).
    """
    sent = standing_sending(happened)
    sent_on = day_of(sent.at) if sent else None
    laid_on = _day_of_first(happened, (Verb.LAY,))
    stopped_on = None if laid_on else _day_of_first(happened, (Verb.DO_NOT_LAY, Verb.WITHDRAW))
    if sender_of(happened, now=sender_now) is not OrganisationKind.CRC:
        own = _clock(BREACH_OWN, Side.SENDER, day_of(aware_at), laid_on, stopped_on, pack, calendar)
        return tuple(filter(None, [own]))
    refer = _clock(
        BREACH_REFERRED, Side.SENDER, day_of(aware_at), sent_on,
        stopped_on if sent_on is None else None, pack, calendar,
    )  # fmt: skip
    present = (
        _clock(BREACH_PRESENTED, Side.ENFORCEMENT, sent_on, laid_on, stopped_on, pack, calendar)
        if sent_on
        else None
    )
    return tuple(filter(None, [refer, present]))


def _day_of_first(happened: Sequence[Happened], verbs: Sequence[Verb]) -> date | None:
    return next((day_of(each.at) for each in happened if each.verb in verbs), None)


def _clock(
    timeline: Timeline[int],
    side: Side,
    started_on: date,
    done_on: date | None,
    stopped_on: date | None,
    pack: Pack,
    calendar: HolidayCalendar,
) -> BreachClock | None:
    deadline = due(timeline, started_on, pack=pack, calendar=calendar)
    if deadline is None:
        return None
    return BreachClock(timeline.code, timeline.title, side, deadline, done_on, stopped_on)
