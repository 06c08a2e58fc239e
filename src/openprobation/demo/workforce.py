"""How do the demonstration's staff fare? A company's teams short of people, a public team that is steady.

The story: in the company sickness is high, loads have grown since the autumn, and supervision has
stopped for many, new staff among them. The public provider's Bolton team is supervised every six weeks
and carries what it can. All of it by actions; nothing here is a finding about a real service.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import actions as organisations
from openprobation.foundation.organisations.models import Posting, Team
from openprobation.supervision.allocations import tasks as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.workforce import actions, queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind
from openprobation.vocabulary.risk import HarmLevel, MappaLevel
from openprobation.vocabulary.workforce import (
    AbsenceKind,
    PulseQuestion,
    ReductionReason,
    Tier,
    TrainingKind,
)

from . import assumptions as share
from .places import FIRST_TEAM
from .plan import LONDON, OPENING, PersonPlan, at_clock
from .service import Service

STEADY_TEAM = "NPS-BOL"
TODAY = OPENING.date()
HANDED_OVER_AT = datetime(2017, 2, 15, 17, 0, tzinfo=LONDON)
NIGHTS_KEPT = 12
"""One a week: what the nightly job would have kept, at the pace a demonstration can afford."""

LAST_NIGHT = TODAY - timedelta(days=1)
"""Looked at in the morning, it is still the night that began the evening before."""

#: An assumption, listed with the others: how much change work a tier asks for.
CHANGE = {
    OrganisationKind.CRC: ((1, 0.25), (2, 0.45), (3, 0.3)),
    OrganisationKind.NPS: ((1, 0.75), (2, 0.2), (3, 0.05)),
}

PROTECT = {
    HarmLevel.VERY_HIGH: "A",
    HarmLevel.HIGH: "B",
    HarmLevel.MEDIUM: "C",
    HarmLevel.LOW: "D",
}
ORDER = (HarmLevel.LOW, HarmLevel.MEDIUM, HarmLevel.HIGH, HarmLevel.VERY_HIGH)


# ── Tiers ──────────────────────────────────────────────────────────────────────────────────
def tier_of(plan: PersonPlan) -> Tier:
    """The tier typed for a planned person: the letter by harm and MAPPA, the number drawn."""
    letter = PROTECT[max(plan.risk.levels.values(), key=ORDER.index)]
    if plan.risk.mappa is not None and plan.risk.mappa[1] is not MappaLevel.ONE:
        letter = "A"
    rng = random.Random(f"{share.SEED}:tier:{plan.number}")
    change = CHANGE[plan.provider]
    number = rng.choices([n for n, _w in change], [weight for _n, weight in change])[0]
    return Tier(f"{letter}{number}")


def hand_over_tiers(plans: Iterable[PersonPlan]) -> None:
    """Type the tiers of these people, those who have one left alone: a list, as one was handed over."""
    wanted = {plan.crn: plan for plan in plans}
    people = persons.ids_of(wanted)
    have = queries.tiers(people.values())
    actions.record_tiers(
        given=[
            actions.TierGiven(people[crn], tier_of(plan), min(plan.risk.at.date(), TODAY))
            for crn, plan in wanted.items()
            if crn in people and people[crn] not in have
        ],
        by=identity.system_user(),
        at=HANDED_OVER_AT,
    )


# ── Who works how long, who is away, who is supervised ─────────────────────────────────────
def tell(made: Service) -> None:
    """The first page's part: the first team and the steady one, but for the nights.

    What was carried on a night is reckoned from whose cases there are, so that comes last.
    """
    system = identity.system_user()
    first, steady = made.teams[FIRST_TEAM], made.teams[STEADY_TEAM]
    hours_of([first, steady], by=system)
    new_starters(first, senior=made.senior(FIRST_TEAM), by=system)
    a_team_short_of_people(made)
    those_who_lead(made, first, latest=date(2016, 12, 6))
    a_steady_team(made)
    those_who_lead(made, steady, latest=date(2017, 1, 24))


def tell_the_rest(made: Service) -> None:
    """Everybody else, beside the pages: hours, who is away, what was asked of them, and the nights."""
    system = identity.system_user()
    others = [
        team
        for code, team in sorted(made.teams.items())
        if team.kind == TeamKind.SUPERVISION and code not in (FIRST_TEAM, STEADY_TEAM)
    ]
    for team in others:
        with transaction.atomic():
            if not queries.member(made.officers[team.code][0].pk, on=TODAY).contracts:
                hours_of([team], by=system)
                months_of_a_team(made, team)
    for code in (FIRST_TEAM, STEADY_TEAM):
        with transaction.atomic():
            ask_the_pulse(made.teams[code], by=system)
    officers = [officer.pk for team in others for officer in made.officers[team.code]]
    if not queries.kept_for(officers, night=LAST_NIGHT):
        keep_nights([*others, made.teams[FIRST_TEAM], made.teams[STEADY_TEAM]], by=system)


def those_who_lead(made: Service, team: Team, *, latest: date) -> None:
    """The duty officer supervised by the senior, the senior by whoever leads the unit."""
    senior = made.senior(team.code)
    duty = made.by_role[team.code, Role.DUTY_OFFICER]
    supervised(duty, [latest], senior=senior, done=0)
    head = Posting.objects.filter(
        leads_unit=True, team__unit_id=team.unit_id, ends_on__isnull=True
    ).first()
    if head is not None:
        supervised(senior, [latest + timedelta(days=2)], senior=head.user, done=0)


def hours_of(teams: Iterable[Team], *, by: User) -> None:
    """Everybody posted has a full week, one in five less, since the day they were posted."""
    teams = list(teams)
    rng = random.Random(f"{share.SEED}:hours:{teams[0].code}")
    postings = Posting.objects.filter(team__in=teams, ends_on__isnull=True).order_by("pk")
    for posting in postings:
        part = posting.grade in (Grade.PROBATION_OFFICER, Grade.PROBATION_SERVICES_OFFICER)
        hours = Decimal("29.6") if part and rng.random() < 0.15 else Decimal(37)
        actions.set_hours(
            user_id=posting.user_id,
            grade=Grade(posting.grade),
            hours=hours,
            starts_on=posting.starts_on,
            by=by,
            at=at_clock(posting.starts_on, 9),
        )


STARTERS = (
    ("Nadia Brooks", Role.PROBATION_SERVICES_OFFICER, Grade.PROBATION_SERVICES_OFFICER, date(2016, 12, 5)),
    ("Tom Adeyemi", Role.PROBATION_OFFICER, Grade.TRAINEE, date(2017, 1, 16)),
)  # fmt: skip
LEARNT = {
    "Nadia Brooks": (TrainingKind.WELCOME, TrainingKind.RECORDING, TrainingKind.DATA_PROTECTION),
    "Tom Adeyemi": (TrainingKind.WELCOME,),
}


def new_starters(team: Team, *, senior: User, by: User) -> None:
    """Two people new to the company's Bolton team: inducted on the first day, and little since."""
    for number, (name, role, grade, on) in enumerate(STARTERS, 1):
        at = at_clock(on, 9)
        user = identity.create_account(
            name=name,
            email=f"{name.lower().replace(' ', '.')}@example.org",
            password=None,
            by=identity.SYSTEM,
            is_demonstration=True,
        )
        user.telephone = f"0161 496 19{number:02d}"
        user.save(update_fields=["telephone"])
        organisations.post(user=user, role=role, grade=grade, team=team, starts_on=on, by=by, at=at)
        actions.set_hours(
            user_id=user.pk, grade=grade, hours=Decimal(37), starts_on=on, by=by, at=at
        )
        planned = actions.plan_induction(user_id=user.pk, started_on=on, by=senior, at=at)
        for training in planned:
            if training.kind in LEARNT[name]:
                done = min(training.due_on, TODAY)
                actions.complete_training(
                    training_id=training.pk, on=done, by=senior, at=at_clock(done, 16)
                )
    trainee = User.objects.get(name=STARTERS[1][0])
    actions.reduce(
        user_id=trainee.pk,
        reason=ReductionReason.TRAINEE_FIRST,
        starts_on=STARTERS[1][3],
        by=senior,
        at=at_clock(STARTERS[1][3], 10),
    )


def a_team_short_of_people(made: Service) -> None:
    """The company's Bolton team: one away ill for a fortnight and one before her, no session since autumn."""
    senior = made.senior(FIRST_TEAM)
    officers = made.officers[FIRST_TEAM]
    away(officers[2], AbsenceKind.SICKNESS, date(2017, 2, 6), back_on=date(2017, 3, 6), by=senior)
    for officer, since, last in (
        (officers[0], date(2016, 12, 5), date(2016, 12, 9)),
        (officers[1], date(2016, 11, 7), date(2016, 12, 2)),
        (officers[3], date(2016, 9, 12), date(2016, 10, 7)),
        (officers[3], date(2016, 12, 12), date(2016, 12, 30)),
    ):
        away(officer, AbsenceKind.SICKNESS, since, last_on=last, by=senior)
    for number, officer in enumerate(officers[:4]):
        supervised(
            officer,
            (date(2016, 6, 14 + number), date(2016, 8, 9 + number), date(2016, 10, 18 + number)),
            senior=senior,
            done=number % 2,
        )
    actions.reduce(
        user_id=officers[3].pk,
        reason=ReductionReason.PHASED_RETURN,
        hours=Decimal(11),
        starts_on=date(2017, 1, 3),
        last_on=date(2017, 3, 31),
        note="Three days a week for now.",
        by=senior,
        at=at_clock(date(2017, 1, 3), 10),
    )
    actions.reduce(
        user_id=officers[1].pk,
        reason=ReductionReason.SINGLE_CONTACT,
        hours=Decimal("1.8"),
        starts_on=date(2016, 4, 4),
        note="Leads on housing for the office.",
        by=senior,
        at=at_clock(date(2016, 4, 4), 10),
    )


def a_steady_team(made: Service) -> None:
    """The public provider's Bolton team: a session every six weeks, practice seen twice a year."""
    senior = made.senior(STEADY_TEAM)
    for number, officer in enumerate(made.officers[STEADY_TEAM]):
        latest = date(2017, 1, 12) + timedelta(days=7 * (number % 4))
        days = [latest - timedelta(days=42 * n) for n in range(3, -1, -1)]
        supervised(officer, days, senior=senior, done=1)
        seen = date(2016, 10, 4) + timedelta(days=7 * number)
        actions.observe(
            member_id=officer.pk,
            observed_on=seen,
            what="A planned appointment, with the plan on the table.",
            went_well="Asked, waited, and came back to what was agreed the time before.",
            to_try="Write the person's own words into the plan before they leave.",
            by=senior,
            at=at_clock(seen, 16),
        )
    away(
        made.officers[STEADY_TEAM][4],
        AbsenceKind.LEAVE,
        date(2017, 2, 13),
        last_on=date(2017, 2, 17),
        by=senior,
    )


def months_of_a_team(made: Service, team: Team) -> None:
    """A team nobody tells a story of: supervised late in the company, in time at the public provider."""
    rng = random.Random(f"{share.SEED}:months:{team.code}")
    senior = made.senior(team.code)
    is_company = team.unit.region.organisation.kind == OrganisationKind.CRC
    those_who_lead(made, team, latest=date(2016, 12, 20) if is_company else date(2017, 1, 24))
    for officer in made.officers[team.code]:
        latest = TODAY - timedelta(days=rng.randint(20, 150) if is_company else rng.randint(3, 44))
        supervised(officer, (latest - timedelta(days=45), latest), senior=senior, done=1)
        if rng.random() < (0.55 if is_company else 0.2):
            since = TODAY - timedelta(days=rng.randint(30, 150))
            last = since + timedelta(days=rng.randint(1, 24))
            away(officer, AbsenceKind.SICKNESS, since, last_on=last, by=senior)
        if is_company and rng.random() < 0.15:
            away(
                officer,
                AbsenceKind.SICKNESS,
                TODAY - timedelta(days=rng.randint(3, 5)),
                back_on=TODAY + timedelta(days=rng.randint(4, 20)),
                by=senior,
            )


def away(
    officer: User,
    kind: AbsenceKind,
    since: date,
    *,
    by: User,
    last_on: date | None = None,
    back_on: date | None = None,
) -> None:
    actions.record_absence(
        user_id=officer.pk,
        kind=kind,
        starts_on=since,
        last_on=last_on,
        expected_back_on=back_on,
        by=by,
        at=at_clock(since, 9, 30),
    )


SAID = (
    "Talked about load and the two cases that worry most. Holding up, tired on Fridays.",
    "Went through the list case by case. Two plans are late; both have a day now.",
    "Wants the domestic abuse course. Asked about a move to mornings; will look at it.",
)
AGREED = (
    "Sit in on a colleague's home visit.",
    "Bring the two late plans to the next session.",
    "Book the domestic abuse course.",
)


def supervised(officer: User, days: Iterable[date], *, senior: User, done: int) -> None:
    """Sessions on these days; what was agreed is done when `done`, but for the last."""
    held = list(days)
    for number, day in enumerate(held):
        at = at_clock(day, 15)
        session = actions.hold_session(
            member_id=officer.pk,
            held_on=day,
            note=SAID[number % len(SAID)],
            next_on=day + timedelta(days=42),
            agreed=[(AGREED[number % len(AGREED)], day + timedelta(days=28))],
            by=senior,
            at=at,
        )
        if done and number + 1 < len(held):
            for action in session.actions.all():
                actions.complete_action(
                    action_id=action.pk, by=officer, at=at_clock(action.due_on, 11)
                )


# ── How they say they are ──────────────────────────────────────────────────────────────────
ASKED_ON, CLOSED_ON = date(2016, 11, 21), date(2016, 12, 5)
ANSWERS = {
    OrganisationKind.CRC: (1, 2, 2, 2, 3, 3, 4),
    OrganisationKind.NPS: (2, 3, 3, 4, 4, 4, 5),
}


def ask_the_pulse(team: Team, *, by: User) -> None:
    """One pulse in the organisation of a team before Christmas; a few never answered."""
    organisation = team.unit.region.organisation
    if queries.results([organisation.pk], on=TODAY):
        return
    rng = random.Random(f"{share.SEED}:pulse:{team.code}")
    at = at_clock(ASKED_ON, 10)
    pulse = actions.open_pulse(organisation_id=organisation.pk, closes_on=CLOSED_ON, by=by, at=at)
    values = ANSWERS[OrganisationKind(organisation.kind)]
    for mark in pulse.taken.select_related("user").order_by("pk"):
        if rng.random() < 0.9:
            actions.answer_pulse(
                pulse_id=pulse.pk,
                answers={question: rng.choice(values) for question in PulseQuestion},
                by=mark.user,
                at=at,
            )


# ── The nights ─────────────────────────────────────────────────────────────────────────────
def keep_nights(teams: Iterable[Team], *, by: User) -> None:
    """What officers carried on one night of each of the last weeks, oldest first."""
    ids = [team.pk for team in teams]
    for weeks in range(NIGHTS_KEPT, -1, -1):
        at = OPENING - timedelta(weeks=weeks)
        allocations.keep_the_night(by=by, at=at, team_ids=ids)
