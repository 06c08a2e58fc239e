"""One co-located team that works: police, the public provider and the company with one list in Bolton.

The strength inspectors saw. Eight people are on its list, red to green; two wait for the panel that meets
today. Told by the actions its people use; people and police are invented.
"""

from __future__ import annotations

from datetime import date, timedelta

from openprobation.foundation.access import queries as access
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.iom import actions
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.iom import Colour, PanelDecision, Side

from .places import FIRST_TEAM
from .plan import at_clock
from .service import Service

BEGAN = date(2015, 9, 1)
BEGAN_AT = at_clock(BEGAN, 9)
PROPOSED, MET, TODAY = date(2016, 12, 5), date(2016, 12, 15), date(2017, 2, 16)
LISTED, WAITING = 8, 2
WHY = (
    "Eleven burglaries in two years, most within a mile of home, all to pay for heroin.",
    "Steals cars with the same two friends; three pursuits since the summer.",
    "Shop theft every week, in and out of hostels; wants a script and never collects it.",
    "Released in October after a robbery; back with the group he did it with.",
    "Handles what others steal, and is paid in crack.",
)
COLOURS = (
    (Colour.RED, "Stopped twice this week with tools; moved out of his mother’s."),
    (Colour.RED, "A warrant is out for a car taken on Sunday."),
    (Colour.AMBER, "Script collected, but two appointments late."),
    (Colour.AMBER, "New flat since January. Too early to say."),
    (Colour.AMBER, "Keeps to the tag; his friends do not."),
    (Colour.GREEN, "Four months without an arrest, and at work on the markets."),
    (Colour.GREEN, "Finished the programme; asks for the meetings himself."),
    (Colour.GREEN, "Clean since November. Ready to leave the list."),
)
SHARED = (
    ("Call on him before work, twice this week.", Side.POLICE, 3, ""),
    ("Get the housing officer to the Thursday meeting.", Side.CRC, -2, ""),
    ("Speak to his mother about the bail address.", Side.NPS, 8, ""),
    ("Drive him to the first pharmacy appointment.", Side.POLICE, -20, "Went, and collected."),
)


def tell(made: Service) -> None:
    """The team, its list since December, and the panel of today."""
    chair = made.senior(FIRST_TEAM)
    company, public = made.officer(FIRST_TEAM, 0), made.officer("NPS-BOL", 0)
    police = made.by_role["POL-IOM", Role.PARTNER]
    system = identity.system_user()
    team = actions.set_up(
        name="Bolton Integrated Offender Management team",
        place="Bolton Police Station, second floor",
        by=system,
        at=BEGAN_AT,
    )
    for user, side in (
        (chair, Side.CRC),
        (company, Side.CRC),
        (public, Side.NPS),
        (police, Side.POLICE),
    ):
        actions.take_seat(
            scheme_id=team.pk, user=user, side=side, starts_on=BEGAN, by=system, at=BEGAN_AT
        )
    who = chosen(company, public)
    on_list = [
        actions.propose(
            person_id=person_id,
            scheme_id=team.pk,
            why=WHY[number % len(WHY)],
            by=officer,
            at=at_clock(PROPOSED, 10, number),
        ).pk
        for number, (person_id, officer) in enumerate(who[:LISTED])
    ]
    called = at_clock(PROPOSED, 16)
    first = actions.call_panel(scheme_id=team.pk, on=MET, by=chair, at=called).pk
    met = at_clock(MET, 14)
    actions.seat_members(panel_id=first, user_ids=[public.pk, police.pk], by=chair, at=met)
    for nominal in on_list:
        actions.decide(
            panel_id=first,
            nominal_id=nominal,
            decision=PanelDecision.SELECT,
            why="All three agreed: each of us sees him, and none of us sees all of it.",
            by=chair,
            at=met,
        )
    actions.close_panel(panel_id=first, by=chair, at=met + timedelta(hours=2))
    by_side = {Side.POLICE: police, Side.NPS: public, Side.CRC: company}
    work_together(on_list, by_side)
    intelligence(team.pk, on_list[0], police=police, chair=chair)
    for number, (person_id, officer) in enumerate(who[LISTED:]):
        actions.propose(
            person_id=person_id,
            scheme_id=team.pk,
            why=WHY[(LISTED + number) % len(WHY)],
            by=officer,
            at=at_clock(date(2017, 2, 13), 15, number),
        )
    actions.call_panel(scheme_id=team.pk, on=TODAY, by=chair, at=at_clock(date(2017, 2, 9), 9))


def chosen(company: User, public: User) -> list[tuple[int, User]]:
    """Men held since before December by either officer, the public provider's among them."""
    since = at_clock(PROPOSED, 9)
    theirs = [
        [
            pk
            for pk in allocations.cases_of(user.pk, PUBLICATION_DAY)
            if pk in set(allocations.cases_of(user.pk, since))
        ]
        for user in (public, company)
    ]
    every = [pk for ids in theirs for pk in ids]
    hidden = access.masked(company, kind="person", record_ids=every, at=PUBLICATION_DAY)
    hidden |= access.masked(public, kind="person", record_ids=every, at=PUBLICATION_DAY)
    named = persons.named(every)
    men = [
        [(pk, user) for pk in ids if pk not in hidden and named[pk].sex == "male"]
        for ids, user in zip(theirs, (public, company), strict=True)
    ]
    from_public = men[0][:3]
    return (from_public + men[1])[: LISTED + WAITING]


def work_together(on_list: list[int], by_side: dict[Side, User]) -> None:
    """Colours, actions and visits since the panel."""
    sides = list(by_side.values())
    for number, nominal in enumerate(on_list):
        colour, why = COLOURS[number % len(COLOURS)]
        day = date(2017, 1, 9) + timedelta(days=number * 4)
        user = sides[number % len(sides)]
        actions.rate(nominal_id=nominal, colour=colour, why=why, by=user, at=at_clock(day, 9))
        actions.visit(
            nominal_id=nominal,
            on=day,
            beside_id=sides[(number + 1) % len(sides)].pk,
            found="At home, up and talking. Said what he is short of this week.",
            by=user,
            at=at_clock(day, 12),
        )
        text, side, due_in, done = SHARED[number % len(SHARED)]
        due = TODAY + timedelta(days=due_in)
        made = actions.set_action(
            nominal_id=nominal,
            text=text,
            owner_id=by_side[side].pk,
            due_on=due,
            by=user,
            at=at_clock(min(day, due), 13),
        )
        if done:
            actions.finish_action(
                action_id=made.pk, note=done, by=by_side[side], at=at_clock(due, 17)
            )


def intelligence(scheme_id: int, nominal: int, *, police: User, chair: User) -> None:
    """One officer of the police is cleared by the senior, and wrote one line."""
    at = at_clock(date(2017, 1, 10), 10)
    actions.clear(
        scheme_id=scheme_id,
        user_id=police.pk,
        ends_on=date(2017, 12, 31),
        why="Brings the force’s intelligence to the team.",
        by=chair,
        at=at,
    )
    actions.write_intelligence(
        nominal_id=nominal,
        text="Believed to store tools in a lock-up near the canal. Not confirmed.",
        by=police,
        at=at,
    )
