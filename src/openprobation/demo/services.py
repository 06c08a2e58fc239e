"""What can be bought in the demonstration, and why is so little? A rate card hardly used, few referrals started.

The story is the inspection's: few interventions started in the company, and substance misuse services
not consistently reached by the public provider. Told of some of the first team and four people of the
public provider, by the actions their people use. Providers, prices and people are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import actions as organisations
from openprobation.foundation.organisations.models import Team
from openprobation.supervision.commissioning import actions as buying
from openprobation.supervision.interventions import actions
from openprobation.supervision.interventions import queries as interventions
from openprobation.supervision.needs import actions as assessing
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.commissioning import (
    FundingLine,
    PriceUnit,
    ReturnReason,
    ServiceKind,
    UnmetReason,
)
from openprobation.vocabulary.interventions import (
    Achievement,
    Attendance,
    Delivery,
    NoSessionReason,
    RegisterMark,
    SessionKind,
)
from openprobation.vocabulary.needs import Need, NeedLevel
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind
from openprobation.vocabulary.persons import Sex

from . import road, women
from .places import FIRST_TEAM
from .plan import PersonPlan, at_clock, plan_person
from .service import BEGAN, BEGAN_AT, Service
from .stories import held, story

CODE = "CRC-SVC"
"""The company's services team, whose worker is behind a door."""
FIRST = 240
"""Their numbers among the people of the stories."""
TOLD_OF = 40
"""People of the first team who may have an assessment: those who have are told of here."""
SINCE, CARD_TWO = date(2015, 4, 1), date(2016, 4, 1)
SENT = date(2017, 1, 23)
REASONS = (
    UnmetReason.NOT_KNOWN,
    UnmetReason.ONE_TO_ONE,
    UnmetReason.NOT_KNOWN,
    UnmetReason.WAIT,
    UnmetReason.NOT_KNOWN,
    UnmetReason.NOT_READY,
)


@dataclass(frozen=True, slots=True)
class Offered:
    """One line of the rate card: pence a unit in the first version and the second."""

    title: str
    need: Need
    kind: ServiceKind
    unit: PriceUnit
    units: int
    wait: int
    places: int
    pence: tuple[int, int]
    subcontractor: str = ""


CARD = (
    Offered(
        "Thinking skills programme",
        Need.THINKING,
        ServiceKind.ACCREDITED,
        PriceUnit.PLACE,
        1,
        35,
        12,
        (148_000, 152_500),
    ),
    Offered(
        "Recovery, one to one",
        Need.DRUGS,
        ServiceKind.TREATMENT,
        PriceUnit.SESSION,
        8,
        21,
        20,
        (5_800, 6_200),
        "Northgate Recovery (invented)",
    ),
    Offered(
        "Drink less, step by step",
        Need.ALCOHOL,
        ServiceKind.TREATMENT,
        PriceUnit.SESSION,
        6,
        28,
        20,
        (5_200, 5_400),
        "Northgate Recovery (invented)",
    ),
    Offered(
        "A key of my own: housing advice",
        Need.ACCOMMODATION,
        ServiceKind.SERVICE,
        PriceUnit.HOUR,
        5,
        10,
        30,
        (4_100, 4_100 + 150),
    ),
    Offered(
        "Ready for work",
        Need.ETE,
        ServiceKind.SERVICE,
        PriceUnit.DAY,
        6,
        14,
        30,
        (7_500, 7_900),
        "Loom Street Training (invented)",
    ),
)


def tell(made: Service) -> None:
    """The services team, its rate card, who was referred, and who was asked why not."""
    system = identity.system_user()
    team = made.teams[FIRST_TEAM]
    services = organisations.add_team(
        unit=team.unit,
        code=CODE,
        name="Bolton programmes and services",
        kind=TeamKind.SERVICES,
        office=team.office,
        duty_number="0161 496 0197",
        starts_on=BEGAN,
        by=system,
        at=BEGAN_AT,
    )
    worker = hired("Carys Whittle", services, by=system)
    card = rate_card(made, team, by=system)
    by_need = {offered.need: (pk, offered) for offered, pk in zip(CARD, card, strict=True)}
    in_the_company(made, by_need, worker=worker)
    in_a_group(made, by_need[Need.THINKING], worker=worker)
    in_the_public_provider(made, by_need, worker=worker)
    women.tell(made)


def hired(name: str, team: Team, *, by: User) -> User:
    user = identity.create_account(
        name=name,
        email=f"{name.lower().replace(' ', '.')}@example.org",
        password=None,
        by=identity.SYSTEM,
        is_demonstration=True,
    )
    user.telephone = "0161 496 1890"
    user.save(update_fields=["telephone"])
    organisations.post(
        user=user,
        role=Role.SUPPLIER,
        grade=Grade.OTHER,
        team=team,
        starts_on=BEGAN,
        by=by,
        at=BEGAN_AT,
    )
    return user


def rate_card(made: Service, team: Team, *, by: User) -> list[int]:
    """Two versions of each price for the public provider; the company pays by its contract."""
    keys = []
    for offered in CARD:
        service = buying.add_service(
            provider_id=team.unit.region.organisation_id,
            title=offered.title,
            need=offered.need,
            kind=offered.kind,
            about=f"For people whose first need is {offered.need.label.lower()}.",
            subcontractors=[offered.subcontractor] if offered.subcontractor else [],
            wait_days=offered.wait,
            capacity=offered.places,
            unit=offered.unit,
            usual_units=offered.units,
            area_ids=[area.pk for area in made.areas.values()],
            starts_on=SINCE,
            by=by,
            at=BEGAN_AT,
        )
        for starts_on, pence in zip((SINCE, CARD_TWO), offered.pence, strict=True):
            price(service.pk, OrganisationKind.NPS, FundingLine.NPS_BUDGET, pence, starts_on, by=by)
        price(service.pk, OrganisationKind.CRC, FundingLine.CONTRACT, 0, SINCE, by=by)
        keys.append(service.pk)
    space = buying.add_service(
        provider_id=made.teams["WAY-1"].unit.region.organisation_id,
        title="Wayforward: a space of our own",
        need=Need.WELLBEING,
        kind=ServiceKind.SERVICE,
        about="A women’s centre: support, a crèche and time to talk.",
        wait_days=5,
        capacity=40,
        unit=PriceUnit.SESSION,
        usual_units=8,
        women_only=True,
        area_ids=[area.pk for area in made.areas.values()],
        starts_on=SINCE,
        by=by,
        at=BEGAN_AT,
    )
    for buyer in (OrganisationKind.NPS, OrganisationKind.CRC):
        price(space.pk, buyer, FundingLine.COMMISSIONER, 0, SINCE, by=by)
    return keys


def price(
    service_id: int,
    buyer: OrganisationKind,
    line: FundingLine,
    pence: int,
    starts_on: date,
    *,
    by: User,
) -> None:
    buying.set_price(
        service_id=service_id,
        buyer=buyer,
        funding_line=line,
        pence=pence,
        starts_on=starts_on,
        by=by,
        at=BEGAN_AT,
    )


def in_the_company(
    made: Service, by_need: dict[Need, tuple[int, Offered]], *, worker: User
) -> None:
    """Of those assessed, six were referred and two began; of the rest some were asked why not."""
    ids = persons.ids_of([plan_person(number).crn for number in range(1, TOLD_OF + 1)])
    tops = needs.top_needs(list(ids.values()))
    referred = asked = 0
    for number in range(1, TOLD_OF + 1):
        plan = plan_person(number)
        person_id = ids.get(plan.crn)
        top = tops.get(person_id or 0)
        if person_id is None or not top or not plan.holdings:
            continue
        officer = made.officer(plan.team, plan.holdings[-1].officer)
        if top[0] in by_need and referred < 6:
            refer(person_id, by_need[top[0]], referred, officer=officer, worker=worker)
            referred += 1
        elif asked < len(REASONS):
            why_not(person_id, REASONS[asked], officer=officer)
            asked += 1


def why_not(person_id: int, reason: UnmetReason, *, officer: User) -> None:
    """As the officer answers it, where the six weeks are over."""
    at = at_clock(date(2017, 2, 10), 15)
    for need in interventions.why_asked((person_id,), on=at.date())[:1]:
        buying.say_why_not(
            person_id=person_id, need=need.need, reason=reason, note="", by=officer, at=at
        )


def refer(
    person_id: int,
    what: tuple[int, Offered],
    far: int,
    *,
    officer: User,
    worker: User,
    line: FundingLine = FundingLine.CONTRACT,
) -> int:
    """One referral. `far`: 0 and 5 only sent, 1 sent back, 2 accepted, 3 under way, 4 ended."""
    service_id, offered = what
    at = at_clock(SENT, 11)
    found = actions.refer(
        person_id=person_id,
        service_id=service_id,
        units=offered.units,
        funding_line=line,
        why=f"{offered.need.label} comes first in the assessment, and they want help with it.",
        wanted=[f"Steady progress with {offered.need.label.lower()}"],
        by=officer,
        at=at,
    ).pk
    at += timedelta(days=1)
    if far == 1:
        actions.return_referral(
            referral_id=found,
            reason=ReturnReason.NO_CAPACITY,
            why="No worker free before April.",
            by=worker,
            at=at,
        )
    if far in (2, 3, 4):
        actions.accept(referral_id=found, by=worker, at=at)
        actions.assign(referral_id=found, worker_id=worker.pk, by=worker, at=at)
    if far in (3, 4):
        begun(found, far, worker=worker, at=at)
    return found


def begun(found: int, far: int, *, worker: User, at: datetime) -> None:
    """Assessed and planned; one session missed where it is under way, all held where it ended."""
    actions.assess(
        referral_id=found, text="Came, and said what has not worked before.", by=worker, at=at
    )
    actions.make_plan(
        referral_id=found, text="Two meetings, then a look back.", sessions=2, by=worker, at=at
    )
    for number, day in enumerate((date(2017, 1, 30), date(2017, 2, 6))):
        starts_at = at_clock(day, 18)
        session = actions.book(
            referral_id=found,
            kind=SessionKind.SESSION,
            starts_at=starts_at,
            minutes=60,
            delivery=Delivery.IN_PERSON,
            place="Bolton Probation Office, group room",
            by=worker,
            at=at,
        )
        missed = far == 3 and number == 1
        actions.report(
            session_id=session.pk,
            attendance=Attendance.DID_NOT_COME if missed else Attendance.CAME,
            no_session=NoSessionReason.PERSON_UNACCEPTABLE if missed else None,
            note="Rang; no answer." if missed else "Worked hard.",
            by=worker,
            at=starts_at + timedelta(hours=2),
        )
    if far == 4:
        wanted = interventions.told(found).wanted
        actions.end(
            referral_id=found,
            text="Did what the plan said. Carry on with the weekly group.",
            scores={each.id: Achievement.PARTLY for each in wanted},
            by=worker,
            at=at_clock(date(2017, 2, 9), 10),
        )


# ── A group of the programme ───────────────────────────────────────────────────────────────
GROUP_BEGAN, GROUP_SESSIONS, GROUP_ROOM = date(2017, 1, 25), 10, 12
"""Wednesdays at six; yesterday's register is not taken yet."""
IN_THE_GROUP = 3
"""Three places of twelve: the programme is hardly used."""


def in_a_group(made: Service, what: tuple[int, Offered], *, worker: User) -> None:
    """A few people with this need, three sessions done; one was ill once, and has it to catch up."""
    service_id, offered = what
    sent, joined = at_clock(date(2017, 1, 9), 11), at_clock(date(2017, 1, 20), 11)
    group = actions.make_group(
        service_id=service_id,
        name="Wednesday evenings, Bolton",
        place="Bolton Probation Office, group room",
        facilitator_id=worker.pk,
        room_for=GROUP_ROOM,
        minutes=120,
        starts_on=GROUP_BEGAN,
        at_time=time(18),
        weekdays=[GROUP_BEGAN.weekday()],
        sessions=GROUP_SESSIONS,
        by=worker,
        at=sent,
    )
    officers: dict[int, User] = {}
    for person_id, officer in with_need(made, offered.need)[:IN_THE_GROUP]:
        found = actions.refer(
            person_id=person_id,
            service_id=service_id,
            units=offered.units,
            funding_line=FundingLine.CONTRACT,
            why="Acts before thinking, and says so. Ready for a group.",
            wanted=["Stops and thinks when it is tense"],
            by=officer,
            at=sent,
        ).pk
        given: dict[str, Any] = {"referral_id": found, "by": worker, "at": sent + timedelta(days=2)}
        actions.accept(**given)
        actions.assign(worker_id=worker.pk, **given)
        actions.assess(text="Keen; can read and write; works days.", **given)
        actions.make_plan(text="The programme, in the group.", sessions=GROUP_SESSIONS, **given)
        actions.join(referral_id=found, group_id=group.pk, by=worker, at=joined)
        officers[found] = officer
    registers(group.pk, officers, worker=worker)


def with_need(made: Service, need: Need) -> list[tuple[int, User]]:
    """People of the first team who have this among their first needs and were sent nowhere."""
    ids = persons.ids_of([plan_person(number).crn for number in range(1, TOLD_OF + 1)])
    tops = needs.top_needs(list(ids.values()))
    sent = {line.person_id for line in interventions.of_person(list(ids.values()))}
    found = []
    for number in range(1, TOLD_OF + 1):
        plan = plan_person(number)
        person_id = ids.get(plan.crn, 0)
        if need in tops.get(person_id, ())[:3] and person_id not in sent and plan.holdings:
            found.append((person_id, made.officer(plan.team, plan.holdings[-1].officer)))
    return found


def registers(group_id: int, officers: dict[int, User], *, worker: User) -> None:
    """Three registers, and what each officer made of them."""
    (group,) = interventions.groups([worker_of(worker)], ids=[group_id])
    for session_id, number, starts_at in group.sessions[:3]:
        met = interventions.register(session_id, organisation_ids=[group.supplier_id])
        assert met is not None
        ill = met.lines[-1].session_id if number == 2 and met.lines else None
        marks = {
            line.session_id: actions.Marked(RegisterMark.EXCUSED, "Rang in: flu.")
            if line.session_id == ill
            else actions.Marked(RegisterMark.PRESENT, "Took part.")
            for line in met.lines
        }
        if not marks:
            continue
        actions.take_register(
            group_session_id=session_id, marks=marks, by=worker, at=starts_at + timedelta(hours=2)
        )
        for line in met.lines:
            actions.decide(
                session_id=line.session_id,
                outcome=Outcome.ABSENT_MEDICAL if line.session_id == ill else Outcome.COMPLIED,
                note="",
                by=officers[line.referral_id],
                at=starts_at + timedelta(hours=16),
            )


def worker_of(worker: User) -> int:
    """The organisation that somebody delivers for."""
    return next(iter(buying.suppliers_of(worker, at=at_clock(SENT, 11))))


# ── The public provider ────────────────────────────────────────────────────────────────────
PEOPLE = (
    ("Dawn", "Ridley", Sex.FEMALE, Need.DRUGS, None),
    ("Kevin", "Astle", Sex.MALE, Need.DRUGS, 1),
    ("Curtis", "Mayne", Sex.MALE, Need.ALCOHOL, 2),
    ("Dale", "Hatch", Sex.MALE, Need.DRUGS, 3),
)


def plan_of(number: int) -> PersonPlan:
    given, family, sex, _need, _far = PEOPLE[number]
    sentenced = date(2016, 10, 3)
    return story(
        FIRST + number,
        given=given,
        family=family,
        sex=sex,
        sentenced_on=sentenced,
        team="NPS-BOL",
        provider=OrganisationKind.NPS,
        rsr="7.40",
        holdings=held(sentenced + timedelta(days=2)),
    )


def in_the_public_provider(
    made: Service, by_need: dict[Need, tuple[int, Offered]], *, worker: User
) -> None:
    """Four with drugs or alcohol first: nobody asked, sent back, accepted but not seen, and one in treatment."""
    officer = made.officer("NPS-BOL", 0)
    for number, (_given, _family, _sex, need, far) in enumerate(PEOPLE):
        plan = plan_of(number)
        person_id = road.make(replace(plan, area="Bolton", mobile=""), service=made)
        top = [need, Need.THINKING, Need.ACCOMMODATION]
        assessing.assess(
            person_id=person_id,
            found={
                each: assessing.Found(
                    level=NeedLevel.HIGH
                    if each is need
                    else (NeedLevel.SOME if each in top else NeedLevel.NONE),
                    bears_on_reoffending=each in top,
                    found="Comes before most offences." if each in top else "",
                    strength="",
                )
                for each in Need
            },
            ranked=top,
            what_led_to_it="Had used for three days and owed money for it.",
            by=officer,
            at=at_clock(date(2016, 10, 24), 14),
        )
        if far is not None:
            refer(
                person_id,
                by_need[need],
                far,
                officer=officer,
                worker=worker,
                line=FundingLine.NPS_BUDGET,
            )
