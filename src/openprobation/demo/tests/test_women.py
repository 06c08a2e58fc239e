"""Does the demonstration show a strong centre for women, most of them asked, and nobody's name in its figures?"""

from __future__ import annotations

import pytest

from openprobation.demo import bulk, service, women
from openprobation.demo.places import FIRST_TEAM
from openprobation.demo.plan import FIRST_TEAM_PEOPLE, OPENING, plan_person
from openprobation.demo.services import rate_card
from openprobation.foundation.identity.actions import system_user
from openprobation.supervision.interventions.queries import women as queries
from openprobation.vocabulary.women import OfferGap

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_most_women_were_asked_and_some_come():
    made = service.set_up()
    plans = [plan_person(number) for number in range(1, FIRST_TEAM_PEOPLE + 1)]
    bulk.make(plans, place=bulk.Place.of(made)).write()
    rate_card(made, made.teams[FIRST_TEAM], by=system_user())
    women.tell(made)

    team = made.teams[FIRST_TEAM]
    found = queries.offered([team.pk], at=OPENING)
    (centre,) = queries.figures([team.unit.region.organisation_id])
    (stated,) = [each for each in queries.provisions(OPENING.date()) if each.women_only]

    assert found.women * 0.6 < found.asked < found.women
    assert {OfferGap.NOT_ASKED, OfferGap.NO_CENTRE} <= {each.gap for each in found.missing}
    assert all(each.minutes == 10 for each in found.missing if each.nearest)
    assert (centre.sent, centre.attended) == (women.COME, women.COME)
    assert stated.text == women.STATEMENT
