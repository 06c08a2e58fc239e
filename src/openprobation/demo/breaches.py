"""Which breaches is the demonstration in the middle of? Fourteen packs that wait, and how they came to.

The story is the report's: papers of both organisations come back, the company's more often each month.
All of it by the actions its people would use; every name is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from openprobation.foundation.identity.models import User
from openprobation.rules.working_days import full_business_day_after, working_days_after
from openprobation.supervision.enforcement import queries as failures
from openprobation.supervision.enforcement.actions import breach as breaches
from openprobation.supervision.enforcement.actions import failures as deciding
from openprobation.supervision.enforcement.actions import questions
from openprobation.supervision.enforcement.actions import warnings as warning
from openprobation.supervision.enforcement.actions.breach import LineReturned
from openprobation.supervision.enforcement.queries import breach as queries
from openprobation.supervision.enforcement.queries import packs
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import AppointmentKind, Outcome
from openprobation.vocabulary.breach import (
    CourtProcess,
    HearingOutcome,
    PackLine,
    QuestionKind,
    ReturnReason,
)
from openprobation.vocabulary.enforcement import Excuse, InstructionGiven
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Ethnicity, Sex

from . import road
from .plan import PersonPlan, at_clock
from .service import Service
from .stories import held, met, story

FIRST = 60
"""Their numbers among the people of the stories."""
ENFORCEMENT = "NPS-ENF"
AREAS = {
    "CRC-BOL": "Bolton",
    "CRC-WIG": "Wigan",
    "CRC-OLD": "Oldham",
    "CRC-ROC": "Rochdale",
    "CRC-MAN": "Manchester",
    "CRC-STO": "Stockport",
    "NPS-BOL": "Bolton",
    "NPS-WIG": "Wigan",
}
"""Where the people of a team live: the rule allocates by it."""
SENTENCED = date(2016, 9, 5)
FIRST_MISSED = date(2016, 11, 28)
TRIED = (
    "Two appointments were moved to the afternoon at their request, a text was sent the day before"
    " each, and the officer rang after every absence."
)
PROPOSAL = "That the order goes on, with ten more hours of unpaid work: it is still working."


@dataclass(frozen=True, slots=True)
class Told:
    """One breach: whose, of which team, missed on which day, sent on which, and returned how often and why."""

    given: str
    family: str
    sex: Sex
    team: str
    missed: date
    sent: date | None
    returned: tuple[tuple[PackLine, ReturnReason, str], ...] = ()
    ends: HearingOutcome | None = None
    is_listed: bool = False
    ethnicity: Ethnicity = Ethnicity.WHITE

    @property
    def is_public(self) -> bool:
        return self.team.startswith("NPS")


NO_PROOF = (
    PackLine.INSTRUCTION,
    ReturnReason.NO_PROOF_OF_INSTRUCTION,
    "Nothing shows that the letter with the new time was sent.",
)
UNANSWERED = (
    PackLine.EXPLANATIONS,
    ReturnReason.EXPLANATION_NOT_ANSWERED,
    "He said his shift had changed. Why was that not accepted?",
)
UNCLEAR = (
    PackLine.PROPOSAL,
    ReturnReason.PROPOSAL_UNCLEAR,
    "Ten hours of what? The order has no unpaid work.",
)
DISAGREE = (
    PackLine.FAILURES,
    ReturnReason.DATES_DISAGREE,
    "The record says the 6th and the papers the 7th.",
)
M, F = Sex.MALE, Sex.FEMALE
EARLY, LATE = date(2017, 2, 3), date(2017, 2, 6)
TUESDAY, WEDNESDAY = date(2017, 2, 14), date(2017, 2, 15)

WAITING: tuple[Told, ...] = (
    Told("Shaun", "Pendlebury", M, "CRC-BOL", EARLY, TUESDAY),
    Told("Gavin", "Rigby", M, "CRC-BOL", EARLY, TUESDAY, (NO_PROOF,)),
    Told("Stacey", "Horrocks", F, "CRC-WIG", EARLY, TUESDAY),
    Told("Nathan", "Seddon", M, "CRC-WIG", EARLY, TUESDAY, (UNANSWERED, NO_PROOF)),
    Told("Wasim", "Akhtar", M, "CRC-OLD", EARLY, TUESDAY, ethnicity=Ethnicity.ASIAN),
    Told("Ashley", "Brindle", M, "CRC-OLD", LATE, WEDNESDAY, (DISAGREE,)),
    Told("Jordan", "Clegg", M, "CRC-ROC", LATE, WEDNESDAY),
    Told("Kerry", "Dearden", F, "CRC-ROC", LATE, WEDNESDAY),
    Told("Marlon", "Bennett", M, "CRC-MAN", LATE, WEDNESDAY, ethnicity=Ethnicity.BLACK),
    Told("Lewis", "Crompton", M, "CRC-MAN", LATE, WEDNESDAY, (NO_PROOF,)),
    Told("Dale", "Heyes", M, "CRC-STO", LATE, WEDNESDAY),
    Told("Craig", "Unsworth", M, "NPS-BOL", LATE, WEDNESDAY),
    Told("Terence", "Makinson", M, "NPS-BOL", LATE, WEDNESDAY, (UNCLEAR,)),
    Told("Robert", "Aspinall", M, "NPS-WIG", LATE, WEDNESDAY),
)
EARLIER: tuple[Told, ...] = (
    Told("Joel", "Grundy", M, "CRC-BOL", date(2016, 12, 12), date(2016, 12, 21), (), HearingOutcome.CONTINUES),
    Told("Andrew", "Latham", M, "CRC-WIG", date(2017, 1, 9), date(2017, 1, 18), (NO_PROOF,), HearingOutcome.FINED),
    Told("Scott", "Tyldesley", M, "NPS-BOL", date(2017, 1, 9), date(2017, 1, 19), (UNCLEAR,), HearingOutcome.CONTINUES),
)  # fmt: skip
IN_JANUARY: dict[int, Told] = {
    15: Told("Liam", "Bamber", M, "CRC-BOL", date(2017, 1, 10), date(2017, 1, 19), (), HearingOutcome.CONTINUES),
    16: Told("Paige", "Rigby", F, "CRC-WIG", date(2017, 1, 11), date(2017, 1, 20), (), HearingOutcome.CONTINUES),
}  # fmt: skip
"""With these, of four sendings of the company one came back in January, and five of sixteen this month."""
LISTED: dict[int, Told] = {
    89: Told(
        "Ian", "Fairclough", M, "NPS-WIG", date(2017, 1, 26), date(2017, 2, 6), is_listed=True
    ),
}
"""On a court's list next week: what is on the list, and what a text can tell."""
TO_BEGIN = Told("Connor", "Walmsley", M, "CRC-BOL", LATE, None)
"""The officer behind the door has this one: it must be referred, and nobody has begun."""


def tell(service: Service) -> None:
    """Those decided, those that wait, and the one to begin."""
    made = {
        told: failing(service, told, number=FIRST + number)
        for number, told in enumerate((*EARLIER, *WAITING, TO_BEGIN))
    }
    for number, told in (IN_JANUARY | LISTED).items():
        failing(service, told, number=number)
    between_the_two(service, person_id=made[WAITING[0]])


def failing(service: Service, told: Told, *, number: int) -> int:
    """Somebody warned in the autumn who failed again: as far as the story of their breach goes. Their id."""
    person_id = road.make(plan(told, number), service=service, decides=False)
    officer = service.officer(told.team, 0)
    warned, failed = sorted(failures.failures_of([person_id]), key=lambda each: each.on)
    warning.give_warning(
        failure_id=warned.id,
        why="Rang two days later and gave no reason.",
        instruction_how=InstructionGiven.IN_PERSON,
        by=officer,
        at=after(FIRST_MISSED, 7, 11),
    )
    decided = after(told.missed, 6, 9) if told.sent is None else at_clock(told.sent, 9, 5)
    deciding.decide_excuse(
        failure_id=failed.id,
        excuse=Excuse.NOT_ACCEPTED,
        why="Nothing was heard in the time to explain.",
        instruction_how=InstructionGiven.IN_PERSON,
        now=True,
        by=officer,
        at=decided,
    )
    if told.sent is not None:
        order_id = failures.failures_of([person_id])[0].order_id
        assert order_id is not None
        send(service, told, person_id, order_id, failed.id, officer)
    return person_id


def after(day: date, working_days: int, hour: int) -> datetime:
    return at_clock(working_days_after(day, working_days)[-1], hour, 0)


def plan(told: Told, number: int) -> PersonPlan:
    """A year's order, a first meeting kept, one missed in the autumn, one kept and one missed now."""
    meetings = (
        met(
            date(2016, 9, 12), 10, 0, arranged=date(2016, 9, 6), outcome=Outcome.COMPLIED,
            note="First appointment. Went through the order.", kind=AppointmentKind.INITIAL,
        ),
        met(
            FIRST_MISSED, 10, 0, arranged=date(2016, 11, 21), outcome=Outcome.UNACCEPTABLE_ABSENCE,
            note="Did not come. Rang two days later: forgot.",
        ),
        met(
            date(2016, 12, 5), 14, 0, arranged=date(2016, 11, 30), outcome=Outcome.COMPLIED,
            note="Came. Talked about what gets in the way.",
        ),
        met(
            told.missed, 10, 0, arranged=told.missed - timedelta(days=7),
            outcome=Outcome.UNACCEPTABLE_ABSENCE, note="Did not come. No answer on the telephone.",
        ),
    )  # fmt: skip
    made = story(
        number,
        given=told.given,
        family=told.family,
        sex=told.sex,
        ethnicity=told.ethnicity,
        sentenced_on=SENTENCED,
        team=told.team,
        provider=OrganisationKind.NPS if told.is_public else OrganisationKind.CRC,
        rsr="8.40" if told.is_public else "2.10",
        holdings=held(SENTENCED + timedelta(days=1)),
        meetings=meetings,
    )
    return replace(made, area=AREAS[told.team])


# ── From the failure to the enforcement team, and back, and on ─────────────────────────────
def send(
    service: Service, told: Told, person_id: int, order_id: int, failure_id: int, officer: User
) -> None:
    assert told.sent is not None
    prosecutor = service.by_role[ENFORCEMENT, Role.ENFORCEMENT_OFFICER]
    moments = quarters(at_clock(told.sent, 9, 10))
    made = breaches.open_breach(
        person_id=person_id, order_id=order_id, failure_ids=[failure_id], by=officer,
        at=next(moments),
    )  # fmt: skip
    put_to = {each.failure.id: each.put_to for each in packs.alleged_in(made.pk)}
    breaches.change_pack(
        breach_id=made.pk, put_to=put_to, tried=TRIED, proposal=PROPOSAL,
        without_warning_why="", by=officer, at=next(moments),
    )  # fmt: skip
    breaches.check(breach_id=made.pk, by=officer, at=next(moments))
    if made.endorsement_asked:
        breaches.endorse(breach_id=made.pk, by=service.senior(told.team), at=next(moments))
    breaches.submit(breach_id=made.pk, by=officer, at=next(moments))
    come_back(made.pk, told.returned, officer=officer, prosecutor=prosecutor, moments=moments)
    if told.ends is not None or told.is_listed:
        go_to_court(made.pk, told, person_id=person_id, prosecutor=prosecutor)


def quarters(moment: datetime) -> Iterator[datetime]:
    """A quarter of an hour after the one before."""
    while True:
        yield moment
        moment += timedelta(minutes=15)


def come_back(
    breach_id: int,
    returned: Sequence[tuple[PackLine, ReturnReason, str]],
    *,
    officer: User,
    prosecutor: User,
    moments: Iterator[datetime],
) -> None:
    for line, reason, note in returned:
        breaches.return_pack(
            breach_id=breach_id, lines=[LineReturned(line, reason, note)], by=prosecutor,
            at=next(moments),
        )  # fmt: skip
        breaches.resubmit(
            breach_id=breach_id, why="Put right, and the proof is in.", by=officer, at=next(moments)
        )


def go_to_court(breach_id: int, told: Told, *, person_id: int, prosecutor: User) -> None:
    assert told.sent is not None
    line = queries.breach(breach_id, person_ids=[person_id])
    assert line is not None
    laid = at_clock(full_business_day_after(told.sent, 1), 11, 0)
    heard = full_business_day_after(told.sent, 12)
    breaches.accept(breach_id=breach_id, by=prosecutor, at=laid - timedelta(hours=1))
    breaches.lay_information(
        breach_id=breach_id,
        listed_for=breaches.ListedFor(line.court_id, heard, CourtProcess.SUMMONS),
        by=prosecutor,
        at=laid,
    )
    if told.ends is None:
        return
    (hearing,) = queries.hearings_of([breach_id])[breach_id]
    breaches.record_hearing(
        hearing_id=hearing.id, outcome=told.ends, by=prosecutor,
        at=at_clock(heard, 15, 0),
    )  # fmt: skip


# ── What the two sides have open ───────────────────────────────────────────────────────────
def between_the_two(service: Service, *, person_id: int) -> None:
    """A question about a pack, and a standing matter between the senior teams that grows old."""
    prosecutor = service.by_role[ENFORCEMENT, Role.ENFORCEMENT_OFFICER]
    team = service.teams["CRC-BOL"]
    (asked,) = queries.breaches_of([person_id])
    questions.ask(
        kind=QuestionKind.QUESTION,
        person_id=person_id,
        breach_id=asked.id,
        words="Was the new time given in person on the day, or by the letter that followed?",
        owner_team_id=team.pk,
        by=prosecutor,
        at=at_clock(WEDNESDAY, 10, 0),
    )
    questions.raise_standing(
        words="Packs arrive after four on a Friday and the two days run over the weekend. Can we"
        " agree a time?",
        owner_team_id=team.pk,
        owner_id=service.senior("CRC-BOL").pk,
        by=prosecutor,
        at=at_clock(date(2017, 1, 23), 12, 0),
    )
