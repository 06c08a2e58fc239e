"""What happened to each invented person, decided before anything is written?

A plan is plain data: the same number gives the same person whatever else is made, so the service can
be made person by person, by actions (`road`) or in bulk (`bulk`), and comes out the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from openprobation.rules.harm import harm_review_due, mappa_review_due, registration_review_due
from openprobation.rules.working_days import is_working_day, next_working_day, previous_working_day
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.appointments import AppointmentKind, Outcome
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import (
    AdjustmentKind,
    CircumstanceKind,
    ContactRelationship,
    DisabilityKind,
    Ethnicity,
    Sex,
)
from openprobation.vocabulary.risk import (
    HarmGroup,
    HarmLevel,
    MappaCategory,
    MappaLevel,
    RegistrationKind,
)
from openprobation.vocabulary.sentences import OrderKind, RequirementKind, Unit

from . import assumptions as share
from .names import DISTRICTS, FAMILY, GIVEN, STREET_KINDS, STREETS
from .places import AREA_WEIGHTS, AREAS, COURTS, CRC, NPS, TeamPlace

LONDON = ZoneInfo("Europe/London")
OPENING = datetime(2017, 2, 16, 9, 0, tzinfo=LONDON)
LAST_SENTENCED = date(2017, 2, 8)
FIRST_TEAM_PEOPLE = 150
FIRST_AREA = "Bolton"
FULL_DAY = {
    12: (9, 30),
    40: (10, 15),
    88: (11, 45),
    92: (13, 15),
    96: (14, 30),
    124: (15, 45),
}
"""Whom of the first team its first officer sees on the day the demonstration opens, and at what hour."""


@dataclass(frozen=True, slots=True)
class RequirementPlan:
    kind: RequirementKind
    length: int | None
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class SentencePlan:
    """What a court passed, and when the court officer wrote it down."""

    court: str
    court_team: str
    sentenced_on: date
    registered_at: datetime
    offence: str
    committed_on: date
    kind: OrderKind
    months: int
    custody_months: int | None
    released_on: date | None
    requirements: tuple[RequirementPlan, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """An officer of the team answers from a moment; `officer` is a number within the team."""

    officer: int
    at: datetime
    reason: SpellReason


@dataclass(frozen=True, slots=True)
class Meeting:
    """One appointment: `outcome` None is still to come, or was never written down."""

    arranged_at: datetime
    starts_at: datetime
    minutes: int
    kind: AppointmentKind
    is_rar: bool
    outcome: Outcome | None
    outcome_at: datetime | None
    note: str
    officer: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A line an officer wrote by hand."""

    at: datetime
    kind: ContactKind
    summary: str
    note: str
    is_sensitive: bool
    officer: int


@dataclass(frozen=True, slots=True)
class Review:
    """The officer looks again: at the level of harm, at one registration, or at the MAPPA level."""

    at: datetime
    of: HarmLevel | RegistrationKind | MappaLevel
    officer: int


@dataclass(frozen=True, slots=True)
class RiskPlan:
    at: datetime
    levels: dict[HarmGroup, HarmLevel]
    who: str
    what: str
    protects: str
    rsr: Decimal
    registrations: tuple[RegistrationKind, ...]
    mappa: tuple[MappaCategory, MappaLevel] | None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """Everything the demonstration knows of one invented person."""

    number: int
    crn: str
    created_at: datetime
    sex: Sex
    ethnicity: Ethnicity
    given_names: str
    family_name: str
    preferred_name: str
    date_of_birth: date
    language: str
    interpreter_needed: bool
    nationality: str
    area: str
    alias: tuple[str, str] | None
    address: str
    postcode: str
    no_fixed_abode: bool
    mobile: str | None
    safe_to_text: bool
    circumstances: tuple[CircumstanceKind, ...]
    disabilities: tuple[DisabilityKind, ...]
    adjustments: tuple[AdjustmentKind, ...]
    emergency: tuple[str, ContactRelationship, str] | None
    sentence: SentencePlan
    risk: RiskPlan
    provider: OrganisationKind
    team: str
    deportation: bool
    public_interest: bool
    allocated_at: datetime
    holdings: tuple[Holding, ...]
    meetings: tuple[Meeting, ...] = field(default=())
    entries: tuple[Entry, ...] = field(default=())
    reviews: tuple[Review, ...] = field(default=())


OFFENCES = (
    ("Theft from a shop", 0.17),
    ("Common assault", 0.14),
    ("Assault occasioning actual bodily harm", 0.1),
    ("Possession of a controlled drug of class B with intent to supply", 0.09),
    ("Burglary other than dwelling", 0.06),
    ("Burglary of a dwelling", 0.07),
    ("Driving while disqualified", 0.07),
    ("Driving with excess alcohol", 0.08),
    ("Criminal damage", 0.07),
    ("Fraud by false representation", 0.06),
    ("Possession of a bladed article in a public place", 0.05),
    ("Harassment without violence", 0.04),
)
GRAVER = (
    ("Wounding with intent", 0.2),
    ("Robbery", 0.25),
    ("Controlling or coercive behaviour in a relationship", 0.15),
    ("Sexual assault", 0.15),
    ("Assault occasioning actual bodily harm", 0.25),
)

AT_RISK = {
    "partner": (
        "A former partner and any new partner.",
        "Assault, threats or damage to her home after drinking or when contact is refused.",
        "A non-molestation order, separate addresses, the neighbourhood police team, and his sister who"
        " calls when he drinks.",
    ),
    "public": (
        "People met in town at night, and anybody who confronts him.",
        "A fight or an assault after drinking or taking drugs.",
        "Work on Friday and Saturday nights, his mother, and an alcohol worker every fortnight.",
    ),
    "shops": (
        "Shop staff.",
        "Threats or a push when stopped while stealing to pay for drugs.",
        "A prescription for a heroin substitute, and a keyworker who rings when it is missed.",
    ),
    "low": (
        "Nobody in particular.",
        "Nothing that would cause serious harm is expected.",
        "A settled home and work.",
    ),
    "children": (
        "Children in the household.",
        "Neglect, or being in the house when there is violence.",
        "Children's services visit every week; a grandmother is in the house.",
    ),
}

NOTES = {
    Outcome.COMPLIED: (
        "Came on time. Talked about the week, money and sleep.",
        "Came on time. Went over the plan: two steps done, one moved to next month.",
        "Came on time, tired after nights. Job is holding. Asked about changing the day.",
        "Talked through what happened on Saturday and what he could have done instead. Engaged well.",
        "Looked at triggers. She named three herself. Agreed to ring before Friday if things get hard.",
        "Brought the letter from the housing office. Rang them together: interview next week.",
        "Short meeting, in good spirits. Children's birthday at the weekend. No concerns.",
        "Quieter than usual. Says nothing is wrong. Will ask again next time.",
    ),
    Outcome.FAILED_TO_COMPLY: (
        "Forty minutes late and smelt of drink. Would not take part. Told what that means.",
        "Came, would not talk about the offence and left after ten minutes.",
    ),
    Outcome.AWAITING_EVIDENCE: ("Did not come. Rang twice, no answer. Text sent asking why.",),
    Outcome.UNACCEPTABLE_ABSENCE: (
        "Did not come and gave no reason when rung. Warned that this counts.",
        "Did not come. Says he forgot. Not accepted.",
    ),
    Outcome.ABSENT_MEDICAL: (
        "Rang before nine: chest infection. Doctor's letter seen on the phone.",
    ),
    Outcome.ABSENT_WORK: ("Called in for an extra shift. Employer confirmed by text.",),
    Outcome.ABSENT_FAMILY: ("Child ill and nobody to mind him.",),
    Outcome.ABSENT_JUDGEMENT: ("Buses off because of snow. Accepted.",),
}

LINES = (
    (
        ContactKind.PHONE_CALL,
        "Rang about next week's appointment",
        "Knows the time. In good spirits.",
    ),
    (
        ContactKind.PHONE_CALL,
        "Call from the person",
        "Asked about travel money. Told how to claim.",
    ),
    (
        ContactKind.AGENCY,
        "Housing office",
        "On the list. Needs proof of income by the end of the month.",
    ),
    (ContactKind.AGENCY, "Drug and alcohol service", "Attended two of the last three sessions."),
    (ContactKind.AGENCY, "Job centre", "Work coach says he is applying and turning up."),
    (ContactKind.AGENCY, "Police neighbourhood team", "No calls to the address this month."),
    (
        ContactKind.CASE_NOTE,
        "Where things stand",
        "Steady since the last review. Next: unpaid bills.",
    ),
    (ContactKind.EMAIL, "E-mail to housing support", "Sent what they asked for, with consent."),
    (ContactKind.LETTER, "Letter with the next three appointments", ""),
    (ContactKind.HOME_VISIT, "Home visit", "Home tidy, heating on. Partner there and friendly."),
    (
        ContactKind.MANAGEMENT,
        "Senior looked at the case",
        "Content with the plan. See again in eight weeks.",
    ),
)


def chosen(rng: random.Random, weighted: tuple[tuple[str, float], ...]) -> str:
    return rng.choices(
        [word for word, _weight in weighted], [weight for _word, weight in weighted]
    )[0]


def teams_of(kind: OrganisationKind) -> tuple[TeamPlace, ...]:
    provider = NPS if kind is OrganisationKind.NPS else CRC
    return tuple(team for team in provider.teams if team.officers)


def team_for(kind: OrganisationKind, area: str) -> TeamPlace:
    return next(team for team in teams_of(kind) if area in team.areas)


def at_clock(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def crn_of(number: int) -> str:
    """Numbers of the demonstration begin with X, as those of no live record here do."""
    return f"X{number:06d}" if number < 1_000_000 else f"Y{number - 1_000_000:06d}"


def plan_person(number: int) -> PersonPlan:
    """The same number is always the same person. Numbers begin at 1; the first 150 are the first team's."""
    first_team = number <= FIRST_TEAM_PEOPLE
    rng = random.Random(f"{share.SEED}:{number}")
    sex = Sex.FEMALE if rng.random() < share.WOMEN.value else Sex.MALE
    ethnicity = rng.choices(
        (Ethnicity.WHITE, Ethnicity.ASIAN, Ethnicity.BLACK, Ethnicity.MIXED, Ethnicity.OTHER),
        (0.77, 0.09, 0.06, 0.05, 0.03),
    )[0]
    given = rng.choice(GIVEN[ethnicity, sex.value])
    family = rng.choice(FAMILY[ethnicity])
    born = date(1994, 12, 1) - timedelta(days=int(365.25 * min(60, rng.expovariate(1 / 15))))
    area = (
        FIRST_AREA if first_team else rng.choices([name for _code, name in AREAS], AREA_WEIGHTS)[0]
    )
    needs_interpreter = rng.random() < share.INTERPRETER.value * (
        8 if ethnicity in (Ethnicity.OTHER, Ethnicity.ASIAN) else 0.1
    )
    language = (
        rng.choice(("Polish", "Urdu", "Kurdish", "Romanian", "Arabic"))
        if needs_interpreter
        else "English"
    )

    risk_kind, risk = plan_risk(rng, sex)
    deportation = needs_interpreter and rng.random() < 0.08
    public_interest = rng.random() < 0.004
    if first_team:
        risk = within_the_company(risk)
        deportation = public_interest = False
    overall = max(risk.levels.values(), key=list(HarmLevel).index)
    provider = (
        OrganisationKind.NPS
        if overall in (HarmLevel.HIGH, HarmLevel.VERY_HIGH)
        or risk.mappa is not None
        or risk.rsr >= Decimal("6.89")
        or deportation
        or public_interest
        else OrganisationKind.CRC
    )
    team = team_for(provider, area)
    sentence = plan_sentence(rng, provider, graver=overall in (HarmLevel.HIGH, HarmLevel.VERY_HIGH))
    risk = RiskPlan(
        sentence.registered_at + timedelta(minutes=20),
        risk.levels,
        risk.who,
        risk.what,
        risk.protects,
        risk.rsr,
        risk.registrations,
        risk.mappa,
    )
    begins = sentence.released_on or sentence.sentenced_on
    allocated_at = at_clock(next_working_day(begins + timedelta(days=1)).day, 11, 30)
    assigned_at = at_clock(next_working_day(allocated_at.date() + timedelta(days=1)).day, 10, 15)
    holdings = plan_holdings(rng, team, assigned_at, number)
    meetings = plan_meetings(rng, sentence, risk, holdings, number)
    entries = plan_entries(rng, assigned_at, holdings, count=max(4, rng.gauss(17, 5)))
    street = f"{rng.randint(1, 180)} {rng.choice(STREETS)} {rng.choice(STREET_KINDS)}"
    homeless = rng.random() < 0.07
    mobile = f"07700 900{rng.randint(0, 999):03d}" if rng.random() < 0.85 else None
    plan = PersonPlan(
        number=number,
        crn=crn_of(number),
        created_at=sentence.registered_at - timedelta(minutes=25),
        sex=sex,
        ethnicity=ethnicity,
        given_names=given,
        family_name=family,
        preferred_name=given[:3] if len(given) > 5 and rng.random() < 0.1 else "",
        date_of_birth=born,
        language=language,
        interpreter_needed=needs_interpreter,
        nationality="British" if not needs_interpreter else "",
        area=area,
        alias=(given, rng.choice(FAMILY[ethnicity])) if rng.random() < 0.12 else None,
        address="" if homeless else f"{street}, {area}",
        postcode="" if homeless else f"{rng.choice(DISTRICTS[area])} {rng.randint(1, 9)}ZZ",
        no_fixed_abode=homeless,
        mobile=mobile,
        safe_to_text=mobile is not None and risk_kind != "partner" and rng.random() < 0.7,
        circumstances=plan_circumstances(rng, sex, homeless=homeless),
        disabilities=(rng.choice(list(DisabilityKind)),) if rng.random() < 0.22 else (),
        adjustments=(rng.choice(list(AdjustmentKind)),) if rng.random() < 0.14 else (),
        emergency=(
            f"{rng.choice(GIVEN[ethnicity, 'female'])} {family}",
            rng.choice(list(ContactRelationship)[:5]),
            f"0161 496 0{rng.randint(200, 999)}",
        )
        if rng.random() < 0.5
        else None,
        sentence=sentence,
        risk=risk,
        provider=provider,
        team=team.code,
        deportation=deportation,
        public_interest=public_interest,
        allocated_at=allocated_at,
        holdings=holdings,
        meetings=meetings,
        entries=entries,
    )
    return replace(plan, reviews=plan_reviews(plan))


def plan_circumstances(
    rng: random.Random, sex: Sex, *, homeless: bool
) -> tuple[CircumstanceKind, ...]:
    found = [CircumstanceKind.EMPLOYED if rng.random() < 0.4 else CircumstanceKind.UNEMPLOYED]
    if homeless:
        found.append(CircumstanceKind.HOMELESS)
    if rng.random() < (0.4 if sex is Sex.FEMALE else 0.08):
        found.append(CircumstanceKind.CARING)
    return tuple(found)


def plan_risk(rng: random.Random, sex: Sex) -> tuple[str, RiskPlan]:
    """Harm to each group, its story, the reoffending score, registrations and MAPPA. The moment is set later."""
    draw = rng.random()
    if draw < share.VERY_HIGH_HARM.value:
        overall = HarmLevel.VERY_HIGH
    elif draw < share.VERY_HIGH_HARM.value + share.HIGH_HARM.value:
        overall = HarmLevel.HIGH
    elif draw < share.VERY_HIGH_HARM.value + share.HIGH_HARM.value + share.MEDIUM_HARM.value:
        overall = HarmLevel.MEDIUM
    else:
        overall = HarmLevel.LOW
    kind = (
        "low"
        if overall is HarmLevel.LOW
        else rng.choice(("partner", "public", "public", "shops", "children"))
    )
    group = {
        "partner": HarmGroup.KNOWN_ADULT,
        "children": HarmGroup.CHILDREN,
        "public": HarmGroup.PUBLIC,
        "shops": HarmGroup.PUBLIC,
        "low": HarmGroup.PUBLIC,
    }[kind]
    levels = dict.fromkeys(HarmGroup, HarmLevel.LOW)
    levels[group] = overall
    if overall is HarmLevel.HIGH and rng.random() < 0.2:
        levels[HarmGroup.STAFF] = HarmLevel.MEDIUM
    who, what, protects = AT_RISK[kind]
    if sex is Sex.FEMALE:
        who, what, protects = (
            text.replace(" his ", " her ").replace(" he ", " she ").replace("him", "her")
            for text in (who, what, protects)
        )
    registrations = {
        "partner": (RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR,),
        "children": (RegistrationKind.CHILD_CONCERNS,),
    }.get(kind, ())
    if rng.random() < 0.12:
        registrations = (*registrations, RegistrationKind.MENTAL_HEALTH)
    if rng.random() < 0.05:
        registrations = (*registrations, RegistrationKind.SELF_HARM)
    if levels[HarmGroup.STAFF] is not HarmLevel.LOW:
        registrations = (*registrations, RegistrationKind.STAFF_SAFETY)
    mappa = None
    if overall in (HarmLevel.HIGH, HarmLevel.VERY_HIGH) and rng.random() < 0.7:
        mappa = (
            rng.choice((MappaCategory.ONE, MappaCategory.TWO, MappaCategory.TWO)),
            MappaLevel.TWO if overall is HarmLevel.VERY_HIGH else MappaLevel.ONE,
        )
    rsr = Decimal(str(round(min(40.0, rng.expovariate(1 / 4.2)), 2)))
    return kind, RiskPlan(OPENING, levels, who, what, protects, rsr, registrations, mappa)


def within_the_company(risk: RiskPlan) -> RiskPlan:
    """The first team is the company's: its people are at low or medium risk, by the rule of the day."""
    worst = (HarmLevel.HIGH, HarmLevel.VERY_HIGH)
    return replace(
        risk,
        levels={
            group: HarmLevel.MEDIUM if level in worst else level
            for group, level in risk.levels.items()
        },
        rsr=min(risk.rsr, Decimal("6.40")),
        mappa=None,
    )


def plan_sentence(rng: random.Random, provider: OrganisationKind, *, graver: bool) -> SentencePlan:
    licence = rng.random() < (0.55 if graver else share.LICENCE.value * 0.7)
    span = (LAST_SENTENCED - share.HISTORY_BEGINS).days
    # Recent sentences are likelier, because those of two years ago have mostly ended.
    day = LAST_SENTENCED - timedelta(days=int(span * rng.random() ** 1.5))
    while not is_working_day(day):
        day -= timedelta(days=1)
    offence = chosen(rng, GRAVER if graver else OFFENCES)
    court = rng.choice(COURTS)
    custody = released = None
    requirements: tuple[RequirementPlan, ...] = ()
    if licence:
        kind = OrderKind.LICENCE
        custody = rng.choice((14, 16, 18, 20, 22, 24, 30, 36, 48))
        # Half of it is served on licence: long enough to be running still.
        on_licence = (LAST_SENTENCED - day).days / 30.4 + 1
        custody = max(custody, 2 * (int(on_licence) + 1))
        released = day
        # Sentenced so that half of it ended on the day of release; release is what opens supervision here.
        months = custody
        sentenced_on = day - timedelta(days=int(custody * 30.4 / 2))
        registered = at_clock(day, 9, 30)
    else:
        kind = (
            OrderKind.SUSPENDED_SENTENCE
            if rng.random() < share.SUSPENDED.value
            else OrderKind.COMMUNITY_ORDER
        )
        elapsed = (LAST_SENTENCED - day).days / 30.4
        months = next(m for m in (12, 18, 24, 36) if m > elapsed + 0.7)
        if kind is OrderKind.SUSPENDED_SENTENCE:
            months = min(24, months)
            if months <= elapsed + 0.7:
                kind, months = OrderKind.COMMUNITY_ORDER, 36
        sentenced_on = day
        registered = at_clock(day, 14, rng.randrange(0, 60, 5))
        requirements = plan_requirements(rng)
    committed = sentenced_on - timedelta(days=rng.randint(40, 300))
    if licence and committed < date(2015, 2, 1):
        committed = sentenced_on - timedelta(days=40)
    return SentencePlan(
        court=court[0],
        court_team="NPS-C-BOL" if court[2] in ("Bolton", "Bury", "Wigan") else "NPS-C-MAN",
        sentenced_on=sentenced_on,
        registered_at=registered,
        offence=offence,
        committed_on=committed,
        kind=kind,
        months=months,
        custody_months=custody,
        released_on=released,
        requirements=requirements,
    )


def plan_requirements(rng: random.Random) -> tuple[RequirementPlan, ...]:
    found = []
    if rng.random() < share.RAR.value:
        found.append(
            RequirementPlan(RequirementKind.RAR, rng.choice((10, 15, 20, 25, 30)), Unit.DAYS)
        )
    if rng.random() < share.UNPAID_WORK.value or not found:
        found.append(
            RequirementPlan(
                RequirementKind.UNPAID_WORK, rng.choice((60, 80, 100, 120, 150, 200)), Unit.HOURS
            )
        )
    if rng.random() < 0.06:
        found.append(RequirementPlan(RequirementKind.DRUG_REHABILITATION, 9, Unit.MONTHS))
    if rng.random() < 0.07:
        found.append(RequirementPlan(RequirementKind.PROGRAMME, 30, Unit.DAYS))
    return tuple(found)


def plan_holdings(
    rng: random.Random, team: TeamPlace, assigned_at: datetime, number: int
) -> tuple[Holding, ...]:
    """Who held the case: the companies' people changed officer more often, as inspectors found."""
    officer = number % team.officers
    found = [Holding(officer, assigned_at, SpellReason.ASSIGNED)]
    rate = share.CHANGES_OF_OFFICER.value if team.code.startswith("CRC") else 0.25
    at = assigned_at
    earlier: list[Holding] = []
    while rng.random() < rate / 2.2:
        gap = (OPENING - at).days
        if gap < 70:
            break
        at = at + timedelta(days=rng.randint(60, gap))
        day = next_working_day(at.date()).day
        at = at_clock(day, 12, 0)
        if at >= OPENING:
            break
        reason = rng.choice((SpellReason.ABSENCE, SpellReason.CASELOAD, SpellReason.OFFICER_LEFT))
        earlier.append(Holding(0, at, reason))
    if earlier and team.officers > 1:
        # The officer who holds the case now is fixed by number, so that loads are even; those before differ.
        order = [officer]
        for _change in earlier:
            order.append((order[-1] + 1 + rng.randrange(team.officers - 1)) % team.officers)
        order.reverse()
        found = [Holding(order[0], assigned_at, SpellReason.ASSIGNED)]
        found += [
            Holding(who, change.at, change.reason)
            for who, change in zip(order[1:], earlier, strict=True)
        ]
    return tuple(found)


def holder_at(holdings: tuple[Holding, ...], moment: datetime) -> int:
    held = [holding.officer for holding in holdings if holding.at <= moment]
    return held[-1] if held else holdings[0].officer


def plan_meetings(
    rng: random.Random,
    sentence: SentencePlan,
    risk: RiskPlan,
    holdings: tuple[Holding, ...],
    number: int,
) -> tuple[Meeting, ...]:
    """Appointments from the first to the next one to come: weekly, then every two weeks, then every four."""
    weekday, slot = (number // 11) % 5, (number // 5) % 14
    hour, minute = divmod(9 * 60 + 30 + slot * 30, 60)
    high = max(risk.levels.values(), key=list(HarmLevel).index) in (
        HarmLevel.HIGH,
        HarmLevel.VERY_HIGH,
    )
    start = holdings[0].at
    day = next_working_day(start.date() + timedelta(days=2)).day
    arranged_at = start + timedelta(minutes=15)
    has_rar = any(r.kind is RequirementKind.RAR for r in sentence.requirements)
    found: list[Meeting] = []
    while True:
        starts_at = at_clock(day, hour, minute)
        first = not found
        kind = (
            AppointmentKind.INITIAL
            if first
            else rng.choices(
                (AppointmentKind.OFFICE, AppointmentKind.TELEPHONE, AppointmentKind.HOME),
                (0.86, 0.08, 0.06),
            )[0]
        )
        is_rar = has_rar and not first and rng.random() < 0.35
        if is_rar:
            kind = AppointmentKind.ACTIVITY
        officer = holder_at(holdings, starts_at)
        if starts_at.date() >= OPENING.date():
            minutes = 45
            if number in FULL_DAY and not first and arranged_at < OPENING - timedelta(days=5):
                starts_at, minutes = at_clock(OPENING.date(), *FULL_DAY[number]), 30
            to_come = Meeting(
                arranged_at, starts_at, minutes, kind, is_rar, None, None, "", officer
            )
            return (*found, to_come)
        outcome = plan_outcome(rng)
        never_written = (
            not first
            and outcome is Outcome.COMPLIED
            and (OPENING - starts_at).days < 40
            and rng.random() < share.OUTCOME_NOT_LOGGED.value * 4
        )
        outcome_at = starts_at + timedelta(minutes=rng.choice((50, 60, 75, 90)))
        note = rng.choice(NOTES[outcome])
        found.append(
            Meeting(
                arranged_at,
                starts_at,
                45,
                kind,
                is_rar,
                None if never_written else outcome,
                None if never_written else outcome_at,
                "" if never_written else note,
                officer,
            )
        )
        weeks = (starts_at - start).days / 7
        gap = 7 if weeks < 4 else 14 if high or weeks < 16 else 28
        arranged_at = outcome_at
        day = next_working_day(onto_weekday(day + timedelta(days=gap), weekday)).day


def plan_reviews(plan: PersonPlan) -> tuple[Review, ...]:
    """Risk is looked at again as it falls due, mostly a few days before; of late, not always."""
    if not plan.holdings:
        return ()
    rng = random.Random(f"{share.SEED}:reviews:{plan.number}")
    assigned_on = plan.holdings[0].at.date()
    overall = max(plan.risk.levels.values(), key=list(HarmLevel).index)
    found = list(reviews_of(rng, plan.holdings, overall, first=plan.risk.at.date()))
    for kind in plan.risk.registrations:
        found += reviews_of(rng, plan.holdings, kind, first=assigned_on)
    if plan.risk.mappa:
        found += reviews_of(rng, plan.holdings, plan.risk.mappa[1], first=assigned_on)
    return tuple(sorted(found, key=lambda review: review.at))


NOT_DONE_SINCE = OPENING.date() - timedelta(days=60)
"""A review that fell due before this was done in the end."""


def reviews_of(
    rng: random.Random,
    holdings: tuple[Holding, ...],
    of: HarmLevel | RegistrationKind | MappaLevel,
    *,
    first: date,
) -> Iterator[Review]:
    looked_on = first
    while True:
        due_on = next_due(of, looked_on)
        if rng.random() < share.REVIEW_NOT_DONE_YET.value and due_on >= NOT_DONE_SINCE:
            return
        day = previous_working_day(due_on - timedelta(days=rng.randint(0, 10))).day
        at = at_clock(day, rng.randint(13, 16), rng.randrange(1, 59, 2))
        if at >= OPENING:
            return
        if at > holdings[0].at:
            yield Review(at, of, holder_at(holdings, at))
        looked_on = day


def next_due(of: HarmLevel | RegistrationKind | MappaLevel, looked_on: date) -> date:
    """The day the rules set for the next look."""
    match of:
        case HarmLevel():
            return harm_review_due(of, set_on=looked_on).due_on
        case RegistrationKind():
            return registration_review_due(of, set_on=looked_on).due_on
        case MappaLevel():
            return mappa_review_due(of, set_on=looked_on).due_on


def onto_weekday(day: date, weekday: int) -> date:
    """The nearest day with this weekday, never more than three days off."""
    shift = (weekday - day.weekday() + 3) % 7 - 3
    return day + timedelta(days=shift)


def plan_outcome(rng: random.Random) -> Outcome:
    if rng.random() >= share.MISSED.value:
        return Outcome.FAILED_TO_COMPLY if rng.random() < 0.015 else Outcome.COMPLIED
    if rng.random() < share.MISSED_UNACCEPTABLE.value:
        return Outcome.UNACCEPTABLE_ABSENCE
    return rng.choice(
        (
            Outcome.ABSENT_MEDICAL,
            Outcome.ABSENT_WORK,
            Outcome.ABSENT_FAMILY,
            Outcome.ABSENT_JUDGEMENT,
        )
    )


def plan_entries(
    rng: random.Random, start: datetime, holdings: tuple[Holding, ...], *, count: float
) -> tuple[Entry, ...]:
    """Notes, calls and letters between the appointments."""
    span = (OPENING - start).days
    found = []
    for _each in range(min(int(count), max(1, span // 5))):
        day = next_working_day(start.date() + timedelta(days=rng.randint(1, max(1, span - 4)))).day
        if day >= OPENING.date():
            continue
        at = at_clock(day, rng.randint(9, 16), rng.randrange(0, 60, 5))
        kind, summary, note = rng.choice(LINES)
        found.append(Entry(at, kind, summary, note, rng.random() < 0.02, holder_at(holdings, at)))
    return tuple(sorted(found, key=lambda entry: entry.at))


LINES_IN_SHORT = 20


def shortened(plan: PersonPlan) -> PersonPlan:
    """The plan with its latest contacts alone, about twenty: of a nation nobody reads every history."""
    meetings = plan.meetings[-LINES_IN_SHORT // 2 :]
    entries = plan.entries[-(LINES_IN_SHORT - len(meetings)) :]
    return replace(plan, meetings=meetings, entries=entries)
