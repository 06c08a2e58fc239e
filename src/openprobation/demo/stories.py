"""Which stories stand behind the doors? A few invented people whose case is already in trouble at 09:00."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from openprobation.foundation.access import actions as access
from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import actions as organisations
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import actions as persons
from openprobation.supervision.persons import queries as person_queries
from openprobation.supervision.risk import actions as risk
from openprobation.vocabulary.access import LookReason, RestrictionKind, Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.appointments import AppointmentKind, Outcome
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import (
    AdjustmentKind,
    CircumstanceKind,
    Ethnicity,
    NameKind,
    PhoneKind,
    Sex,
)
from openprobation.vocabulary.risk import HarmGroup, HarmLevel, RegistrationKind
from openprobation.vocabulary.sentences import OrderKind, RequirementKind, Unit

from . import road
from .plan import (
    OPENING,
    Holding,
    Meeting,
    PersonPlan,
    RequirementPlan,
    SentencePlan,
    at_clock,
    crn_of,
    plan_person,
    plan_reviews,
)
from .service import Service

#: Story people are numbered from here, beyond any the marginals make.
FIRST = 990_001
TODAY = OPENING.date()
YESTERDAY = TODAY - timedelta(days=1)
PERSON_MOBILE = "07700 900142"
ON_THE_PHONE = 42
"""Their number among the people of the stories."""
"""The mobile of the person behind the "person on probation" door, confirmed by their officer."""


def tell(service: Service) -> None:
    """Every story, in order. Each is made by the actions its people would use."""
    officer = service.officer("CRC-BOL", 0)
    early_and_late(service, officer=officer)
    new_to_the_officer(service, officer=officer)
    changed_overnight(service, officer=officer)
    waiting_at_court(service)
    nobody_assigned(service)
    restricted(service, officer=officer)
    a_colleague_away(service, officer=officer)
    an_evening_on_the_phone(service, officer=officer)
    looks_to_review(service)


def story(
    number: int,
    *,
    given: str,
    family: str,
    sex: Sex,
    sentenced_on: date,
    team: str,
    provider: OrganisationKind = OrganisationKind.CRC,
    born: date = date(1989, 5, 4),
    ethnicity: Ethnicity = Ethnicity.WHITE,
    holdings: tuple[Holding, ...] = (),
    meetings: tuple[Meeting, ...] = (),
    rsr: str = "2.10",
) -> PersonPlan:
    """A plan of somebody named here, on the frame the marginals use."""
    frame = plan_person(FIRST - number)
    plan = replace(
        frame,
        number=FIRST + number,
        crn=crn_of(FIRST + number),
        created_at=at_clock(sentenced_on, 13, 30),
        sex=sex,
        ethnicity=ethnicity,
        given_names=given,
        family_name=family,
        preferred_name="",
        date_of_birth=born,
        language="English",
        interpreter_needed=False,
        nationality="British",
        area="Bolton",
        alias=None,
        address=f"{10 + number} Raglan Street, Bolton",
        postcode="BL2 3ZZ",
        no_fixed_abode=False,
        mobile=f"07700 9001{number:02d}",
        safe_to_text=True,
        circumstances=(CircumstanceKind.EMPLOYED,),
        disabilities=(),
        adjustments=(),
        emergency=None,
        sentence=SentencePlan(
            court="Bolton Magistrates' Court",
            court_team="NPS-C-BOL",
            sentenced_on=sentenced_on,
            registered_at=at_clock(sentenced_on, 14, 0),
            offence="Common assault",
            committed_on=sentenced_on - timedelta(days=90),
            kind=OrderKind.COMMUNITY_ORDER,
            months=12,
            custody_months=None,
            released_on=None,
            requirements=(RequirementPlan(RequirementKind.RAR, 20, Unit.DAYS),),
        ),
        risk=replace(
            frame.risk,
            at=at_clock(sentenced_on, 14, 20),
            levels=dict.fromkeys(HarmGroup, HarmLevel.LOW) | {HarmGroup.PUBLIC: HarmLevel.MEDIUM},
            rsr=Decimal(rsr),
            registrations=(),
            mappa=None,
        ),
        provider=provider,
        team=team,
        deportation=False,
        public_interest=False,
        allocated_at=at_clock(sentenced_on, 16, 30),
        holdings=holdings,
        meetings=meetings,
        entries=(),
    )
    return replace(plan, reviews=plan_reviews(plan))


def met(
    day: date,
    hour: int,
    minute: int,
    *,
    arranged: date,
    outcome: Outcome | None = None,
    note: str = "",
    kind: AppointmentKind = AppointmentKind.OFFICE,
    minutes: int = 30,
    is_rar: bool = False,
) -> Meeting:
    """A meeting of a story with officer 0."""
    starts_at = at_clock(day, hour, minute)
    return Meeting(
        at_clock(arranged, 12, 0),
        starts_at,
        minutes,
        kind,
        is_rar,
        outcome,
        starts_at + timedelta(minutes=50) if outcome else None,
        note,
        0,
    )


def held(day: date, hour: int = 10) -> tuple[Holding, ...]:
    return (Holding(0, at_clock(day, hour), SpellReason.ASSIGNED),)


def early_and_late(service: Service, *, officer: User) -> None:
    """Somebody seen at 08:15 today, before the clock starts, and two whose outcomes nobody wrote down."""
    first = date(2016, 9, 6)
    week = [
        met(
            date(2016, 9, 13),
            10,
            0,
            arranged=date(2016, 9, 7),
            outcome=Outcome.COMPLIED,
            note="First appointment. Went through the order and what happens if he does not come.",
            kind=AppointmentKind.INITIAL,
        ),
        met(
            date(2016, 11, 22),
            10,
            0,
            arranged=date(2016, 11, 15),
            outcome=Outcome.UNACCEPTABLE_ABSENCE,
            note="Did not come. Rang: forgot. Not accepted.",
        ),
        met(
            date(2017, 2, 9),
            8,
            15,
            arranged=date(2017, 2, 2),
            outcome=Outcome.COMPLIED,
            note="Came on his way to work. New shift pattern: only before nine suits him. Agreed.",
        ),
        met(TODAY, 8, 15, arranged=date(2017, 2, 9), is_rar=True, kind=AppointmentKind.ACTIVITY),
    ]
    road.make(
        story(
            1,
            given="Darren",
            family="Hollinworth",
            sex=Sex.MALE,
            sentenced_on=first,
            team="CRC-BOL",
            holdings=held(first + timedelta(days=1)),
            meetings=tuple(week),
        ),
        service=service,
    )
    for number, given, family, day, hour in (
        (2, "Kayleigh", "Thornley", date(2017, 2, 13), 14),
        (3, "Imran", "Bhatti", date(2017, 2, 14), 11),
    ):
        sentenced = date(2016, 11, 8)
        road.make(
            story(
                number,
                given=given,
                family=family,
                sex=Sex.FEMALE if number == 2 else Sex.MALE,
                ethnicity=Ethnicity.WHITE if number == 2 else Ethnicity.ASIAN,
                sentenced_on=sentenced,
                team="CRC-BOL",
                holdings=held(sentenced + timedelta(days=1)),
                meetings=(
                    met(
                        date(2016, 11, 15),
                        hour,
                        0,
                        arranged=date(2016, 11, 9),
                        outcome=Outcome.COMPLIED,
                        note="First appointment. Calm and open.",
                        kind=AppointmentKind.INITIAL,
                    ),
                    met(day, hour, 0, arranged=date(2017, 1, 31)),
                ),
            ),
            service=service,
        )


def new_to_the_officer(service: Service, *, officer: User) -> None:
    """A woman from court on Monday: allocated, assigned yesterday, nobody has arranged to see her yet."""
    sentenced = date(2017, 2, 13)
    person_id = road.make(
        story(
            4,
            given="Chantelle",
            family="Openshaw",
            sex=Sex.FEMALE,
            sentenced_on=sentenced,
            team="CRC-BOL",
            born=date(1996, 2, 29),
            holdings=held(YESTERDAY, 15),
        ),
        service=service,
    )
    persons.add_circumstance(
        person_id=person_id,
        kind=CircumstanceKind.CARING,
        note="Two children at primary school: between half past nine and half past two suits her.",
        by=officer,
        at=at_clock(YESTERDAY, 15, 30),
    )
    persons.add_adjustment(
        person_id=person_id,
        kind=AdjustmentKind.WOMAN_OFFICER,
        note="Asked at court.",
        by=officer,
        at=at_clock(YESTERDAY, 15, 31),
    )


def changed_overnight(service: Service, *, officer: User) -> None:
    """The duty officer wrote a flag last night after the police rang."""
    sentenced = date(2016, 6, 14)
    person_id = road.make(
        story(
            5,
            given="Shane",
            family="Pollitt",
            sex=Sex.MALE,
            sentenced_on=sentenced,
            team="CRC-BOL",
            holdings=held(sentenced + timedelta(days=1)),
            rsr="4.90",
            meetings=(
                met(
                    date(2016, 6, 21),
                    11,
                    0,
                    arranged=date(2016, 6, 15),
                    outcome=Outcome.COMPLIED,
                    note="First appointment.",
                    kind=AppointmentKind.INITIAL,
                ),
                met(
                    date(2017, 2, 2),
                    11,
                    0,
                    arranged=date(2017, 1, 19),
                    outcome=Outcome.COMPLIED,
                    note="Back with Kelly since Christmas, he says. Asked how arguments end.",
                ),
                met(TODAY, 11, 0, arranged=date(2017, 2, 2)),
            ),
        ),
        service=service,
    )
    duty = service.by_role["CRC-BOL", Role.DUTY_OFFICER]
    evening = at_clock(YESTERDAY, 19, 40)
    contacts.write(
        person_id=person_id,
        kind=ContactKind.AGENCY,
        happened_at=evening - timedelta(minutes=15),
        summary="Police: called to the address last night",
        note="Shouting and a broken door. Partner not hurt and would not make a statement. Two"
        " children upstairs. Police have told children's services.",
        is_sensitive=False,
        by=duty,
        at=evening,
    )
    risk.register(
        person_id=person_id,
        kind=RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR,
        note="Police call-out on 14 February. See the record.",
        starts_on=YESTERDAY,
        by=duty,
        at=evening,
    )
    risk.register(
        person_id=person_id,
        kind=RegistrationKind.CHILD_CONCERNS,
        note="Two children in the house during the call-out.",
        starts_on=YESTERDAY,
        by=duty,
        at=evening + timedelta(minutes=3),
    )


def waiting_at_court(service: Service) -> None:
    """One sentenced yesterday and still to allocate; one that waits because a score is missing."""
    by = service.court_officer("NPS-C-BOL")
    for number, given, family, with_score in (
        (6, "Lewis", "Crompton", True),
        (7, "Aneeka", "Sheikh", False),
    ):
        plan = story(
            number,
            given=given,
            family=family,
            sex=Sex.MALE if with_score else Sex.FEMALE,
            ethnicity=Ethnicity.WHITE if with_score else Ethnicity.ASIAN,
            sentenced_on=YESTERDAY,
            team="CRC-BOL",
        )
        person_id = road.create(plan, service=service, by=by)
        road.sentence(plan, person_id=person_id, service=service, by=by)
        if with_score:
            road.assess(plan, person_id=person_id, by=by)


def nobody_assigned(service: Service) -> None:
    """Three cases the company received that no officer has yet."""
    by = service.court_officer("NPS-C-BOL")
    for number, given, family, sentenced in (
        (8, "Jordan", "Kershaw", date(2017, 2, 10)),
        (9, "Tomasz", "Wojcik", date(2017, 2, 13)),
        (10, "Leanne", "Rothwell", date(2017, 2, 14)),
    ):
        plan = story(
            number,
            given=given,
            family=family,
            sex=Sex.FEMALE if number == 10 else Sex.MALE,
            ethnicity=Ethnicity.OTHER if number == 9 else Ethnicity.WHITE,
            sentenced_on=sentenced,
            team="CRC-BOL",
        )
        person_id = road.create(plan, service=service, by=by)
        event_id = road.sentence(plan, person_id=person_id, service=service, by=by)
        road.assess(plan, person_id=person_id, by=by)
        road.allocate(plan, person_id=person_id, event_id=event_id, by=by)


def restricted(service: Service, *, officer: User) -> None:
    """Two restricted records: one held by the NPS, one in the first team and not for the first officer."""
    system = identity.system_user()
    ask = "the head of the delivery unit, on 0161 496 0188"
    for number, given, family, team, provider, let_in in (
        (
            11,
            "Martin",
            "Ashdown",
            "NPS-BOL",
            OrganisationKind.NPS,
            (service.officer("NPS-BOL", 0), service.senior("NPS-BOL")),
        ),
        (
            12,
            "Rebecca",
            "Lindqvist",
            "CRC-BOL",
            OrganisationKind.CRC,
            (service.officer("CRC-BOL", 1), service.senior("CRC-BOL")),
        ),
    ):
        sentenced = date(2016, 10, 4)
        plan = story(
            number,
            given=given,
            family=family,
            sex=Sex.MALE if number == 11 else Sex.FEMALE,
            sentenced_on=sentenced,
            team=team,
            provider=provider,
            rsr="7.40" if provider is OrganisationKind.NPS else "1.20",
            holdings=(
                Holding(
                    0 if number == 11 else 1, at_clock(date(2016, 10, 5), 10), SpellReason.ASSIGNED
                ),
            ),
        )
        person_id = road.make(plan, service=service)
        for user in let_in:
            access.restrict(
                kind="person",
                record_id=person_id,
                restriction=RestrictionKind.LET_IN,
                user=user,
                why="Known to people who work here."
                if number == 11
                else "A former member of staff.",
                ask=ask,
                by=system,
                at=at_clock(date(2016, 10, 6), 9),
            )


def a_colleague_away(service: Service, *, officer: User) -> None:
    """The third officer is off sick; the first stands in, and is named as deputy on every line."""
    away = service.officer("CRC-BOL", 2)
    organisations.cover(
        user=away,
        deputy=officer,
        starts_on=date(2017, 2, 6),
        by=identity.system_user(),
        at=at_clock(date(2017, 2, 6), 9),
    )


def an_evening_on_the_phone(service: Service, *, officer: User) -> None:
    """The person behind the last door: an Arabic name, a confirmed mobile, an appointment tomorrow, hours owed."""
    sentenced = date(2016, 8, 16)
    plan = replace(
        story(
            ON_THE_PHONE,
            given="Yusuf",
            family="al-Khatib",
            sex=Sex.MALE,
            ethnicity=Ethnicity.OTHER,
            born=date(1991, 11, 30),
            sentenced_on=sentenced,
            team="CRC-BOL",
            holdings=held(sentenced + timedelta(days=1)),
            meetings=(
                met(
                    date(2016, 8, 23),
                    15,
                    30,
                    arranged=date(2016, 8, 17),
                    outcome=Outcome.COMPLIED,
                    note="First appointment, with an interpreter.",
                    kind=AppointmentKind.INITIAL,
                ),
                met(
                    date(2016, 10, 4),
                    15,
                    30,
                    arranged=date(2016, 9, 27),
                    is_rar=True,
                    kind=AppointmentKind.ACTIVITY,
                    outcome=Outcome.COMPLIED,
                    note="Thinking skills, session one.",
                ),
                met(
                    date(2017, 2, 3),
                    15,
                    30,
                    arranged=date(2017, 1, 20),
                    is_rar=True,
                    kind=AppointmentKind.ACTIVITY,
                    outcome=Outcome.COMPLIED,
                    note="Thinking skills, session four. Works hard at it.",
                ),
                met(TODAY + timedelta(days=1), 15, 30, arranged=date(2017, 2, 3)),
            ),
        ),
        language="Arabic",
        interpreter_needed=True,
        mobile=None,
    )
    owes = RequirementPlan(RequirementKind.UNPAID_WORK, 80, Unit.HOURS)
    plan = replace(
        plan,
        sentence=replace(plan.sentence, requirements=(*plan.sentence.requirements, owes)),
    )
    person_id = road.make(plan, service=service)
    at = at_clock(date(2017, 2, 3), 16, 30)
    persons.add_other_name(
        person_id=person_id,
        kind=NameKind.ALIAS,
        given_names="يوسف",
        family_name="الخطيب",
        by=officer,
        at=at,
    )
    phone = persons.add_phone(
        person_id=person_id,
        kind=PhoneKind.MOBILE,
        number=PERSON_MOBILE,
        safe_to_text=True,
        by=officer,
        at=at,
    )
    persons.confirm_phone(phone_id=phone.pk, by=officer, at=at + timedelta(minutes=2))


def looks_to_review(service: Service) -> None:
    """Two looks at the first team's people by others, one of them an emergency."""
    held_now = allocations.cases_of(service.officer("CRC-BOL", 1).pk, OPENING)
    restricted_person = person_queries.by_crn(crn_of(FIRST + 12))
    assert restricted_person is not None
    duty = service.by_role["NPS-BOL", Role.DUTY_OFFICER]
    ordinary = next(pk for pk in held_now if pk != restricted_person.id)
    access.look(
        kind="person",
        record_id=ordinary,
        reason=LookReason.DUTY_CALL,
        note="",
        by=duty,
        at=at_clock(YESTERDAY, 16, 5),
    )
    access.look(
        kind="person",
        record_id=restricted_person.id,
        reason=LookReason.EMERGENCY,
        note="Hostel says she has taken tablets. Ambulance asked for her medication.",
        by=duty,
        at=at_clock(YESTERDAY, 21, 12),
    )


__all__ = ["FIRST", "ON_THE_PHONE", "PERSON_MOBILE", "tell"]
