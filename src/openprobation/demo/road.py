"""How does a plan become a record? By calling, in the order things happened, the actions people use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.rules.working_days import working_days_after
from openprobation.supervision.allocations import actions as allocations
from openprobation.supervision.appointments import actions as appointments
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.enforcement.actions import failures
from openprobation.supervision.enforcement.queries import failures as failure_queries
from openprobation.supervision.persons import actions as persons
from openprobation.supervision.risk import actions as risk
from openprobation.supervision.risk import queries as risk_queries
from openprobation.supervision.sentences import actions as sentences
from openprobation.supervision.sentences import queries as sentence_queries
from openprobation.vocabulary.allocations import ProviderKind
from openprobation.vocabulary.appointments import AppointmentKind
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.moves import HandoverWay
from openprobation.vocabulary.persons import AddressKind, NameKind, PhoneKind
from openprobation.vocabulary.risk import HarmLevel, MappaLevel, RegistrationKind
from openprobation.vocabulary.sentences import OrderKind, RequirementKind, Unit

from . import protection
from .plan import Entry, Holding, Meeting, PersonPlan, Review, SentencePlan, at_clock
from .service import Service

Act = Holding | Review | Meeting | Entry


@transaction.atomic
def make(plan: PersonPlan, *, service: Service, decides: bool = True) -> int:
    """Carry one person's plan out. Returns the person's id.

    `decides`: what is a failure of the past was decided on; a story may tell of that itself.
    """
    court_officer = service.court_officer(plan.sentence.court_team)
    person_id = create(plan, service=service, by=court_officer)
    event_id = sentence(plan, person_id=person_id, service=service, by=court_officer)
    assess(plan, person_id=person_id, by=court_officer)
    allocate(plan, person_id=person_id, event_id=event_id, by=court_officer)
    rar = requirement(plan, person_id=person_id)
    for act in in_order(plan):
        match act:
            case Holding():
                hold(plan, act, person_id=person_id, service=service)
            case Review():
                look_again(plan, act, person_id=person_id, service=service)
            case Meeting():
                arrange(plan, act, person_id=person_id, service=service, rar=rar, decides=decides)
            case Entry():
                write(plan, act, person_id=person_id, service=service)
    protection.by_actions(plan, person_id=person_id, service=service)
    return person_id


def in_order(plan: PersonPlan) -> Iterator[Act]:
    """Everything after allocation in the order it happened; a meeting is arranged, then written down."""
    acts: list[tuple[datetime, int, int, Act]] = []
    acts += [(h.at, 0, n, h) for n, h in enumerate(plan.holdings)]
    acts += [(r.at, 1, n, r) for n, r in enumerate(plan.reviews)]
    acts += [(m.arranged_at, 2, n, m) for n, m in enumerate(plan.meetings)]
    acts += [(e.at, 3, n, e) for n, e in enumerate(plan.entries)]
    for _at, _rank, _number, act in sorted(acts, key=lambda act: act[:3]):
        yield act


def create(plan: PersonPlan, *, service: Service, by: User) -> int:
    at = plan.created_at
    person = persons.create_person(
        crn=plan.crn,
        given_names=plan.given_names,
        family_name=plan.family_name,
        preferred_name=plan.preferred_name,
        date_of_birth=plan.date_of_birth,
        sex=plan.sex,
        ethnicity=plan.ethnicity,
        nationality=plan.nationality,
        language=plan.language,
        interpreter_needed=plan.interpreter_needed,
        area_id=service.areas[plan.area].pk,
        by=by,
        at=at,
    )
    persons.add_address(
        person_id=person.pk,
        kind=AddressKind.MAIN,
        lines=plan.address,
        postcode=plan.postcode,
        no_fixed_abode=plan.no_fixed_abode,
        by=by,
        at=at,
    )
    if plan.alias:
        persons.add_other_name(
            person_id=person.pk,
            kind=NameKind.ALIAS,
            given_names=plan.alias[0],
            family_name=plan.alias[1],
            by=by,
            at=at,
        )
    if plan.mobile:
        persons.add_phone(
            person_id=person.pk,
            kind=PhoneKind.MOBILE,
            number=plan.mobile,
            safe_to_text=plan.safe_to_text,
            by=by,
            at=at,
        )
    for circumstance in plan.circumstances:
        persons.add_circumstance(person_id=person.pk, kind=circumstance, by=by, at=at)
    for disability in plan.disabilities:
        persons.add_disability(person_id=person.pk, kind=disability, by=by, at=at)
    for adjustment in plan.adjustments:
        persons.add_adjustment(person_id=person.pk, kind=adjustment, by=by, at=at)
    if plan.emergency:
        name, relationship, number = plan.emergency
        persons.add_emergency_contact(
            person_id=person.pk, name=name, relationship=relationship, number=number, by=by, at=at
        )
    return person.pk


def sentence(plan: PersonPlan, *, person_id: int, service: Service, by: User) -> int:
    passed = plan.sentence
    event = sentences.register_sentence(
        person_id=person_id,
        court_id=service.courts[passed.court],
        sentenced_on=passed.sentenced_on,
        offences=[offence(passed)],
        orders=[order(passed)],
        by=by,
        at=passed.registered_at,
        as_ordered=True,
    )
    return event.pk


def offence(passed: SentencePlan) -> sentences.OffenceGiven:
    return sentences.OffenceGiven(passed.offence, passed.committed_on, is_main=True)


def order(passed: SentencePlan) -> sentences.OrderGiven:
    """The one order a plan's sentence has, as the court officer would type it."""
    licence = passed.kind is OrderKind.LICENCE
    suspended = passed.kind is OrderKind.SUSPENDED_SENTENCE
    return sentences.OrderGiven(
        kind=passed.kind,
        length=None if licence else passed.months,
        unit=None if licence else Unit.MONTHS,
        custody_months=passed.custody_months if licence else (6 if suspended else None),
        operational_length=passed.months if suspended else None,
        operational_unit=Unit.MONTHS if suspended else None,
        released_on=passed.released_on,
        requirements=[
            sentences.RequirementGiven(each.kind, each.length, each.unit)
            for each in passed.requirements
        ],
    )


def assess(plan: PersonPlan, *, person_id: int, by: User) -> None:
    at = plan.risk.at
    risk.assess_harm(
        person_id=person_id,
        levels=plan.risk.levels,
        who_is_at_risk=plan.risk.who,
        what_could_happen=plan.risk.what,
        what_protects_them=plan.risk.protects,
        by=by,
        at=at,
    )
    risk.record_score(person_id=person_id, rsr=plan.risk.rsr, assessed_on=at.date(), by=by, at=at)


def allocate(plan: PersonPlan, *, person_id: int, event_id: int, by: User) -> None:
    allocations.allocate(
        person_id=person_id,
        event_id=event_id,
        inputs=allocations.inputs(
            person_id=person_id,
            mappa_eligible=plan.risk.mappa is not None,
            liable_to_deportation=plan.deportation,
            public_interest=plan.public_interest,
            at=plan.allocated_at,
        ),
        decided=ProviderKind(plan.provider.value),
        by=by,
        at=plan.allocated_at,
    )


def requirement(plan: PersonPlan, *, person_id: int) -> int | None:
    """The rehabilitation activity requirement, for meetings that count towards it."""
    live = sentence_queries.live_requirements([person_id], plan.sentence.registered_at.date())
    return next((line.id for line in live if line.kind is RequirementKind.RAR), None)


def hold(plan: PersonPlan, holding: Holding, *, person_id: int, service: Service) -> None:
    senior = service.senior(plan.team)
    officer = service.officer(plan.team, holding.officer)
    if holding is plan.holdings[0]:
        allocations.assign_officer(
            person_id=person_id, officer_id=officer.pk, by=senior, at=holding.at
        )
        for registration in plan.risk.registrations:
            risk.register(
                person_id=person_id,
                kind=registration,
                note="",
                starts_on=holding.at.date(),
                by=officer,
                at=holding.at,
            )
        if plan.risk.mappa:
            category, level = plan.risk.mappa
            risk.set_mappa(
                person_id=person_id,
                category=category,
                level=level,
                starts_on=holding.at.date(),
                by=officer,
                at=holding.at,
            )
        return
    allocations.reallocate(
        person_id=person_id,
        officer_id=officer.pk,
        reason=holding.reason,
        note=handover(plan),
        by=senior,
        at=holding.at,
    )
    read_at = handover_read_at(holding)
    if read_at is not None:
        allocations.read_handover(
            person_id=person_id,
            parts=handover_page(plan),
            met_how=HandoverWay.SPOKEN,
            met_on=read_at.date(),
            by=officer,
            at=read_at,
        )


def handover_read_at(holding: Holding) -> datetime | None:
    """When the receiver had talked with the officer before and read the page; None: not yet."""
    at = at_clock(working_days_after(holding.at.date(), 2)[-1], 11, 15)
    return at if at < PUBLICATION_DAY else None


def handover_page(plan: PersonPlan) -> dict[str, str]:
    """What the receiver left standing on the page."""
    return {
        "who_they_are": f"{plan.given_names} {plan.family_name}, {plan.sentence.offence.lower()}.",
        "risk_to_whom": f"{plan.risk.who} {plan.risk.what}".strip(),
        "what_works": handover(plan),
    }


def look_again(plan: PersonPlan, review: Review, *, person_id: int, service: Service) -> None:
    """The officer reads what is known of risk, and finds it so still."""
    officer = service.officer(plan.team, review.officer)
    match review.of:
        case HarmLevel():
            risk.assess_harm(
                person_id=person_id,
                levels=plan.risk.levels,
                who_is_at_risk=plan.risk.who,
                what_could_happen=plan.risk.what,
                what_protects_them=plan.risk.protects,
                by=officer,
                at=review.at,
            )
        case RegistrationKind():
            (flag,) = risk_queries.flags([person_id], [review.of])[person_id]
            risk.review_registration(
                registration_id=flag.id, note=STILL_SO, by=officer, at=review.at
            )
        case MappaLevel():
            assert plan.risk.mappa is not None  # its level is what is looked at
            risk.set_mappa(
                person_id=person_id,
                category=plan.risk.mappa[0],
                level=review.of,
                starts_on=review.at.date(),
                by=officer,
                at=review.at,
            )


STILL_SO = "Read the record and asked those involved. Still so."


def handover(plan: PersonPlan) -> str:
    """The line a senior leaves for the next officer."""
    return HANDOVERS[plan.number % len(HANDOVERS)]


HANDOVERS = (
    "Mornings suit best. Last promise: help with the housing form.",
    "Talks more on a walk than across a desk. Do not raise his father first.",
    "Texts are answered, calls are not. Was told the next meeting is about work.",
    "Steady for two months. Say so: it helps.",
)


def arrange(
    plan: PersonPlan,
    meeting: Meeting,
    *,
    person_id: int,
    service: Service,
    rar: int | None,
    decides: bool,
) -> None:
    """Arrange a meeting and, where it has happened, write down what came of it."""
    officer = service.officer(plan.team, meeting.officer)
    (made,) = appointments.arrange(
        person_id=person_id,
        officer_id=officer.pk,
        kind=meeting.kind,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        office_id=service.teams[plan.team].office_id if is_at_office(meeting) else None,
        place=place(meeting),
        requirement_id=rar if meeting.is_rar else None,
        counts_as_rar_day=meeting.is_rar,
        confirmed_warnings=True,
        by=officer,
        at=meeting.arranged_at,
    )
    if meeting.outcome is not None and meeting.outcome_at is not None:
        appointments.record_outcome(
            appointment_id=made.pk,
            seen_version=made.version,
            outcome=meeting.outcome,
            note=meeting.note,
            counts_as_rar_day=meeting.is_rar,
            by=officer,
            at=meeting.outcome_at,
        )
        decided_at = excuse_decided_at(meeting) if decides else None
        if decided_at is not None:
            failed = failure_queries.failures_of((person_id,))
            (failure,) = (line for line in failed if line.appointment_id == made.pk)
            excuse = excuse_of(failure.order_id)
            failures.decide_excuse(
                failure_id=failure.id,
                excuse=excuse,
                why=WHY_DECIDED[excuse],
                by=officer,
                at=decided_at,
            )


TIME_TO_EXPLAIN = timedelta(days=14)
"""Five working days at the most, Christmas among them. What is younger still waits for its officer."""
WHY_DECIDED = {
    Excuse.NOT_ACCEPTED: "No reason was given in the time to explain.",
    Excuse.ACCEPTED: "The reason given can be accepted.",
}


def excuse_decided_at(meeting: Meeting) -> datetime | None:
    """When the officer decided whether there was an excuse; None where there is nothing to decide, or not yet."""
    if meeting.outcome is None or meeting.outcome_at is None:
        return None
    at = meeting.outcome_at + TIME_TO_EXPLAIN
    return at if failures.counts(meeting.outcome) and at < PUBLICATION_DAY else None


def excuse_of(order_id: int | None) -> Excuse:
    """Where nobody knows which order was broken, there is nothing to hold against them."""
    return Excuse.NOT_ACCEPTED if order_id is not None else Excuse.ACCEPTED


def is_at_office(meeting: Meeting) -> bool:
    return meeting.kind in (
        AppointmentKind.OFFICE,
        AppointmentKind.INITIAL,
        AppointmentKind.ACTIVITY,
    )


def place(meeting: Meeting) -> str:
    return "At home" if meeting.kind is AppointmentKind.HOME else ""


def write(plan: PersonPlan, entry: Entry, *, person_id: int, service: Service) -> None:
    contacts.write(
        person_id=person_id,
        kind=entry.kind,
        happened_at=entry.at,
        summary=entry.summary,
        note=entry.note,
        is_sensitive=entry.is_sensitive,
        by=service.officer(plan.team, entry.officer),
        at=entry.at,
    )
