"""Does a manager's page reckon with what the contexts tell of each case, and with nothing that was before?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.portals.practitioner.carried import CASES, cases
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.workforce import actions as workforce
from openprobation.supervision.workforce import queries
from openprobation.supervision.workforce.tests.factories import CaseTierFactory
from openprobation.vocabulary.workforce import Tier

from .caseload import case_of, sentenced

pytestmark = pytest.mark.django_db
ON = date(2017, 2, 16)


@pytest.fixture
def people():
    """One with nothing, one in a tier, one sentenced and seen."""
    user = officer()
    bare, tiered, seen = (case_of(user) for _number in range(3))
    CaseTierFactory(person=tiered)
    sentenced(seen)
    AppointmentFactory(person=seen, officer=user, attended=True)
    return [bare.pk, tiered.pk, seen.pk]


def test_what_is_kept_of_a_case_is_what_the_contexts_tell(people, at, django_assert_num_queries):
    CASES.gather(people, at=at, on=ON)

    with django_assert_num_queries(1):
        kept = CASES.of(people, at=at, on=ON)

    assert kept == cases(people, at=at, on=ON)
    assert [kept[pk].points for pk in people] == [queries.points([pk], on=ON)[pk] for pk in people]
    assert kept[people[1]].points is not None
    assert kept[people[2]].under_way_since is not None
    assert kept[people[2]].seen_at is not None


def test_a_list_of_tiers_taken_over_is_reckoned_with_at_once(people, at):
    before = CASES.of(people, at=at, on=ON)

    given = [workforce.TierGiven(pk, Tier.B1, ON) for pk in people]
    workforce.record_tiers(given=given, by=system_user(), at=at)

    after = CASES.of(people, at=at, on=ON)
    assert [before[pk].points for pk in people] != [after[pk].points for pk in people]
    assert after == cases(people, at=at, on=ON)


def test_of_another_day_nothing_is_read(people, at):
    CASES.gather(people, at=at, on=ON)

    tomorrow = at + timedelta(days=1)

    assert CASES.kept(people, at=tomorrow, on=ON + timedelta(days=1)) == {}


def test_the_command_gathers_every_case_and_proves_it(people, at, capsys):
    call_command("gather")
    assert CASES.kept(people, at=at, on=ON).keys() == set(people)

    CaseTierFactory(person_id=people[0])
    with pytest.raises(SystemExit):
        call_command("gather", "--prove")

    assert "1 not equal" in capsys.readouterr().out
