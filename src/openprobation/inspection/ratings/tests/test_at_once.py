"""Two leads settle, or a panel moves meanwhile, on PostgreSQL: does every number and move stay whole?"""

from __future__ import annotations

import pytest

from openprobation.foundation.drafts.tests.at_once import at_once, refused_at_once
from openprobation.foundation.refusals import Refused
from openprobation.inspection.ratings import actions
from openprobation.inspection.ratings.models import EvidenceRating, PanelMove, Settling

from .judging import MET, NOT_MET, judged
from .test_settling import GOOD, line, moved, rate, settle

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def made(at):
    made = judged(at)
    made.judge(made.crc, "2.1.1", [MET] * 61 + [NOT_MET] * 39)
    return made


def test_two_leads_settle_what_each_saw_and_one_is_told_to_look_again(made):
    (refused,) = refused_at_once(lambda _n: settle(made, seen_number=0))

    assert isinstance(refused, actions.SettledAgain)
    assert Settling.objects.get().number == 1


def test_settling_twice_at_once_gives_two_numbers(made):
    assert refused_at_once(lambda _n: settle(made)) == []
    assert sorted(Settling.objects.values_list("number", flat=True)) == [1, 2]


def test_a_panel_moves_a_rating_once(made):
    settle(made)

    (refused,) = refused_at_once(lambda _n: moved(made))

    assert isinstance(refused, actions.MovedAlready)
    assert PanelMove.objects.count() == 1


def test_a_move_made_while_ratings_are_settled_is_carried_over_or_refused(made):
    settle(made)
    rating = line(made).id

    move, again = at_once(
        lambda: actions.move_by_panel(
            rating_id=rating, to=GOOD, members=[made.lead, made.inspector], why="A late record.",
            by=made.lead, at=made.at,
        ),
        lambda: settle(made),
    )  # fmt: skip

    assert again.number == 2
    if isinstance(move, Refused):
        assert isinstance(move, actions.SettledAgain)
    assert [each.is_carried for each in line(made).moves] == (
        [] if isinstance(move, Refused) else [True]
    )


def test_two_ratings_from_evidence_at_once_leave_one_standing(made):
    assert refused_at_once(lambda n: rate(made, why=f"Seen by {n}.")) == []
    assert EvidenceRating.objects.filter(ended_at__isnull=True).count() == 1
    assert EvidenceRating.objects.count() == 2
