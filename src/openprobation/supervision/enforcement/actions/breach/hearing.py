"""Which court hears it and when, and what came of it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.supervision.courts import queries as courts
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    CourtProcess,
    HearingOutcome,
)
from openprobation.vocabulary.sentences import OrderKind

from ...models import (
    Breach,
    BreachHearing,
)
from .checking import line_of
from .moving import Case, move, refuse_move, refuse_too_long, taken_up
from .telling import take_back, tell


class NoSuchCourt(Refused):
    def __init__(self) -> None:
        super().__init__("Choose a court.", field="court")


class BeforeItWasLaid(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(
            f"The hearing cannot be before {words(on)}, when the information was laid.",
            field="on",
        )


class NotHeardYet(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(
            f"The hearing is on {words(on)}. Its result can be recorded from that day."
        )


class HeardAlready(Refused):
    def __init__(self, outcome: HearingOutcome) -> None:
        super().__init__(f"The result of this hearing is written already: {outcome.label.lower()}.")


class NotForThisOrder(Refused):
    def __init__(self, outcome: HearingOutcome, kind: OrderKind) -> None:
        super().__init__(
            f"A court cannot do this with a {kind.label.lower()}: {outcome.label.lower()}.",
            field="outcome",
        )


class NextDayNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Write down the next day in court.", field="next_on")


@dataclass(frozen=True, slots=True)
class ListedFor:
    """A day that a court has given."""

    court_id: int
    on: date
    process: CourtProcess


@transaction.atomic
def list_hearing(
    *,
    breach_id: int,
    court_id: int,
    on: date,
    process: CourtProcess,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> BreachHearing:
    """Write down which court hears it and when: first after it was laid, or again after a hearing."""
    state = Breach.objects.filter(pk=breach_id).values_list("state", flat=True).get()
    verb = BreachMove.ADJOURN if state == BreachState.HEARING else BreachMove.LIST
    case = taken_up(breach_id, verb, by=by, at=at, seen_version=seen_version)
    court = courts.by_id(court_id)
    if court is None:
        raise NoSuchCourt
    refuse_too_early(case, on)
    hearing = BreachHearing.objects.create(
        breach=case.breach, court_id=court.id, on=on, process=process, listed_by=by, listed_at=at
    )
    told = hearing.told = tell(hearing, case.person, court.name, at=at)
    hearing.save(update_fields=["told"])
    move(
        case,
        verb,
        BreachState.LISTED,
        by=by,
        at=at,
        said=f"Breach listed at {court.name} on {words(on)}, by {process.label.lower()}",
        note=f"{told.label}. {told.meaning}",
    )
    return hearing


def refuse_too_early(case: Case, on: date) -> None:
    laid = case.breach.steps.filter(move=BreachMove.LAY).order_by("-pk").first()
    if laid is not None and on < (day := timezone.localdate(laid.at)):
        raise BeforeItWasLaid(day)


@transaction.atomic
def record_hearing(
    *,
    hearing_id: int,
    outcome: HearingOutcome,
    by: User,
    at: datetime,
    note: str = "",
    next_on: date | None = None,
    seen_version: int | None = None,
) -> BreachHearing:
    """Write down what came of a day in court; put off, with the next day."""
    hearing = BreachHearing.objects.select_for_update(of=("self",)).get(pk=hearing_id)
    if hearing.outcome is not None:
        raise HeardAlready(HearingOutcome(hearing.outcome))
    case = taken_up(hearing.breach_id, BreachMove.HEAR, by=by, at=at, seen_version=seen_version)
    refuse_unfit(hearing, case, outcome, note, next_on, on=timezone.localdate(at))

    hearing.outcome = outcome
    hearing.note = note.strip()
    hearing.recorded_by = by
    hearing.recorded_at = at
    hearing.save(update_fields=["outcome", "note", "recorded_by", "recorded_at"])
    take_back(hearing.pk)
    court = courts.by_id(hearing.court_id)
    move(
        case,
        BreachMove.HEAR,
        BreachState.HEARING,
        by=by,
        at=at,
        why=note,
        said=f"{court.name if court else ''}, {words(hearing.on)}: {outcome.label}",
        note=note.strip(),
    )
    if outcome.is_end:
        refuse_move(case.breach, BreachMove.CONCLUDE, by=by, answering=case.answering, at=at)
        move(case, BreachMove.CONCLUDE, BreachState.CONCLUDED, by=by, at=at, why=note)
    elif next_on is not None:
        list_hearing(
            breach_id=hearing.breach_id,
            court_id=hearing.court_id,
            on=next_on,
            process=CourtProcess(hearing.process),
            by=by,
            at=at,
        )
    return hearing


def refuse_unfit(
    hearing: BreachHearing,
    case: Case,
    outcome: HearingOutcome,
    note: str,
    next_on: date | None,
    *,
    on: date,
) -> None:
    refuse_too_long(note=note)
    if on < hearing.on:
        raise NotHeardYet(hearing.on)
    kind = line_of(case).order_kind
    is_after_prison = kind is OrderKind.POST_SENTENCE_SUPERVISION
    if outcome is HearingOutcome.DEFAULT_ORDER and not is_after_prison:
        raise NotForThisOrder(outcome, kind)
    if outcome is HearingOutcome.RESENTENCED and is_after_prison:
        raise NotForThisOrder(outcome, kind)
    if outcome is HearingOutcome.ADJOURNED and (next_on is None or next_on <= hearing.on):
        raise NextDayNeeded
