"""Does the demonstration show, in figures, what the inspection found of plans, services and women?

Assessments good and plans thinner; few interventions started in the company; treatment reached by some
people of the public provider only; a rate card hardly used; a strong women's centre; one co-located team that works.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from openprobation.demo import bulk, iom, make, plans, service, services, unpaid_work, women
from openprobation.demo.places import FIRST_TEAM
from openprobation.demo.plan import FIRST_TEAM_PEOPLE, OPENING, plan_person
from openprobation.foundation.organisations.models import Organisation
from openprobation.rules.working_days import working_days_between
from openprobation.supervision.allocations.queries import people_of
from openprobation.supervision.commissioning import queries as buying
from openprobation.supervision.interventions import queries as interventions
from openprobation.supervision.interventions.queries import women as offers
from openprobation.supervision.iom import queries as shared
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.needs.models import Assessment
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.plans.models import Goal, Plan, Review
from openprobation.supervision.unpaid_work import queries as hours
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.interventions import PathwayStep
from openprobation.vocabulary.iom import Colour, NominalState, Side
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.unpaid_work import Pace
from openprobation.vocabulary.women import OfferGap

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

TODAY = OPENING.date()
A_YEAR_AGO = date(2016, 2, 16)
REACHED = (PathwayStep.ASSESSED, PathwayStep.IN_TREATMENT, PathwayStep.ENDED)
SIX_WEEKS = timedelta(days=42)


def test_figures_tell_the_story_of_the_report():
    made = service.set_up()
    people = [plan_person(number) for number in range(1, FIRST_TEAM_PEOPLE + 1)]
    bulk.make(people, place=bulk.Place.of(made)).write()
    with make.nothing_beside_it():
        unpaid_work.tell(made)
        plans.tell(made)
        services.tell(made)
        iom.tell(made)
    team = made.teams[FIRST_TEAM]
    company = team.unit.region.organisation_id
    told_of = [
        plan
        for plan in people[: plans.TOLD_OF]
        if plan.holdings and plan.holdings[-1].at.date() <= TODAY - timedelta(days=30)
    ]
    ids = list(persons.ids_of([plan.crn for plan in told_of]).values())
    tops = needs.top_needs(ids)

    # Assessed, all of them, in time; planned, fewer; for the first need, fewer still; reviewed, few.
    first = {
        pk: min(each.signed_at for each in Assessment.objects.filter(person_id=pk)) for pk in ids
    }
    planned = set(Plan.objects.filter(person_id__in=ids).values_list("person_id", flat=True))
    answered = {
        person_id
        for person_id, need in Goal.objects.filter(plan__person_id__in=ids).values_list(
            "plan__person_id", "need"
        )
        if tops[person_id][0] == need
    }
    reviewed = set(
        Review.objects.filter(plan__person_id__in=ids).values_list("plan__person_id", flat=True)
    )
    assert len(ids) >= 25
    assert all(tops[pk] for pk in ids)
    assert sum(took(plan, first) <= 21 for plan in told_of) >= 0.9 * len(ids)
    assert 0.5 * len(ids) < len(planned) < 0.9 * len(ids)
    assert 0.3 * len(ids) < len(answered) < 0.7 * len(ids)
    assert 0 < len(reviewed) < 0.4 * len(ids)

    # Few interventions started in the company.
    sent = sum(line.sent for line in interventions.flow([company]) if line.need != Need.WELLBEING)
    started = sum(1 for met in interventions.started(ids).values() if met)
    assert 0 < started < sent < 0.3 * len(ids)

    # Why not: asked of many, most of the questions less than six weeks old, none of them a year.
    late = [
        on_time
        for asked in interventions.why_asked_of({pk: (pk,) for pk in ids}, on=TODAY).values()
        for on_time in [TODAY - (min(each.since for each in asked) + SIX_WEEKS)]
    ]
    assert len(late) > 10
    assert sum(each <= SIX_WEEKS for each in late) >= 0.8 * len(late)
    assert max(late) < timedelta(days=120)
    assert working_days_between(TODAY - max(late), TODAY) < 90

    # Treatment for drugs or alcohol: reached by some of the public provider's, not by most.
    public = list(
        persons.ids_of(
            [services.plan_of(number).crn for number in range(len(services.PEOPLE))]
        ).values()
    )
    steps = interventions.pathways(public)
    reached = sum(step in REACHED for by_need in steps.values() for step in by_need.values())
    assert 0 < reached < 0.5 * len(public)
    assert len(steps) < len(public), "somebody was never referred"

    # A rate card with prices for the public provider, hardly used by it.
    npses = list(
        Organisation.objects.filter(kind=OrganisationKind.NPS).values_list("pk", flat=True)
    )
    card = buying.use_by_service(npses, since=A_YEAR_AGO, kind=OrganisationKind.NPS)
    assert sum(1 for line in card if line.orders) <= 0.5 * len(card)
    assert sum(line.orders for line in card) <= 5

    # Hours of unpaid work: a third and more not done in time, some never begun, some in time, some done.
    paces = Counter(
        line.control.pace
        for line in hours.controlled(people_of([team.pk], OPENING), on=TODAY, at=OPENING)
    )
    late_with_hours = sum(paces[pace] for pace in (Pace.PAST, Pace.TOO_SLOW, Pace.NOT_STARTED))
    owing = paces.total() - paces[Pace.DONE]
    assert 0.3 * owing < late_with_hours < 0.75 * owing
    assert all(paces[pace] >= 3 for pace in Pace)

    # Women: most asked, the centre strong, its way told, nobody's name in the figures.
    found = offers.offered([team.pk], at=OPENING)
    (centre,) = offers.figures([company])
    (stated,) = [each for each in offers.provisions(TODAY) if each.women_only]
    assert found.women * 0.6 < found.asked < found.women
    assert {OfferGap.NOT_ASKED, OfferGap.NO_CENTRE} <= {each.gap for each in found.missing}
    assert all(each.minutes == 10 for each in found.missing if each.nearest)
    assert (centre.sent, centre.attended) == (women.COME, women.COME)
    assert stated.text == women.STATEMENT

    # One co-located team that works: three at its panel, everybody seen together since, most kept from red.
    police = made.by_role["POL-IOM", Role.PARTNER]
    table = shared.table_of(police, on=TODAY)
    listed = [
        each
        for each in shared.the_list(table, viewer=police, at=OPENING)
        if each.state is NominalState.SELECTED
    ]
    (panel,) = [each for each in shared.panels(table.id) if each.closed_at]
    assert {each.side for each in panel.members} == {Side.POLICE, Side.NPS, Side.CRC}
    assert len(listed) == iom.LISTED
    assert all(each.last_visit for each in listed)
    assert sum(each.colour is Colour.RED for each in listed) < 0.5 * len(listed)
    assert len({each.organisation for each in listed}) == 2


def took(plan, first):
    """Days from the officer's first day to the first assessment."""
    (pk,) = persons.ids_of([plan.crn]).values()
    return (first[pk].date() - plan.holdings[-1].at.date()).days
