"""Are ratings settled from the judged cases, and does a panel's move survive only while its grounds hold?"""

from __future__ import annotations

import pytest

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.inspection.ratings import actions, queries
from openprobation.inspection.ratings.models import EvidenceRating, PanelMove, Settling
from openprobation.inspection.ratings.tests.judging import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    judged,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import Rating, SampleState

pytestmark = pytest.mark.django_db
RI, GOOD = Rating.REQUIRES_IMPROVEMENT, Rating.GOOD


@pytest.fixture
def made(at):
    return judged(at)


def settle(made, **more):
    return actions.settle_judged(inspection_id=made.inspection.pk, by=made.lead, at=made.at, **more)


def line(made, standard="2.1", body=0):
    table = queries.ratings_of(made.inspection.pk, by=made.lead, at=made.at)
    return next(each for each in table.bodies[body].standards if each.standard == standard)


def moved(made, to=GOOD, **more):
    given = {"members": [made.lead, made.inspector], "why": "Two turned on a late record."}
    return actions.move_by_panel(
        rating_id=line(made).id, to=to, by=made.lead, at=made.at, **{**given, **more}
    )


def rate(made, provider=None, standard="1.1", why="Seen in meetings.", by=None):
    return actions.rate_from_findings(
        provider_id=(provider or made.crc).pk,
        standard=standard,
        rating=GOOD,
        why=why,
        by=by or made.lead,
        at=made.at,
    )


def test_settling_counts_final_answers_of_judged_cases_that_were_not_replaced(
    made, django_assert_num_queries
):
    made.judge(made.crc, "2.1.1", [MET, MET, NOT_MET, NOT_APPLICABLE])
    made.judge(made.crc, "2.1.1", [MET], second=NOT_MET, settled=NOT_MET)
    made.judge(made.crc, "2.1.1", [MET], second=NOT_MET)
    made.judge(made.crc, "2.1.1", [NOT_MET], state=SampleState.REPLACED)
    made.judge(made.crc, "2.1.1", [NOT_MET], handed_in=False)
    made.judge(made.nps, "2.1.2", [MET])

    with django_assert_num_queries(13):
        proposal = queries.proposal(made.inspection.pk, by=made.lead, at=made.at)
    settle(made)

    assert proposal.judged.differences == 1
    assert proposal.judged.handed_in == {made.crc.pk: 6, made.nps.pk: 1}
    assert proposal.judged.in_sample == {made.crc.pk: 7, made.nps.pk: 1}
    first, second = line(made).shares
    assert (first.met, first.applicable, first.text) == (3, 5, "Is 2.1.1 done well?")
    assert (second.met, second.applicable, second.percent) == (0, 0, None)
    assert line(made).rating is RI
    assert (line(made, body=1).shares[1].met, line(made, body=1).rating) == (
        1,
        Rating.OUTSTANDING,
    )
    table = queries.ratings_of(made.inspection.pk, by=made.lead, at=made.at)
    again = queries.proposal(made.inspection.pk, by=made.lead, at=made.at)
    assert again.differs_from(table) == []


def test_nothing_judged_is_refused_and_so_is_a_page_that_grew_old(made):
    with pytest.raises(actions.NothingToSettle):
        settle(made)
    made.judge(made.crc, "2.1.1", [MET])
    settle(made, seen_number=0)
    with pytest.raises(actions.SettledAgain):
        settle(made, seen_number=0)
    assert Settling.objects.count() == 1


def test_evidence_is_rated_with_a_reason_replaced_taken_back_and_counts_when_settled(made):
    rate(made)
    rate(made, why="Heard again, and read.")

    assert EvidenceRating.objects.filter(ended_at__isnull=True).get().why.startswith("Heard")
    assert EvidenceRating.objects.count() == 2
    assert not Settling.objects.exists()
    settle(made)
    assert (line(made, "1.1").rating, line(made, "1.1").percent) == (GOOD, None)
    taken = {"provider_id": made.crc.pk, "standard": "1.1", "at": made.at}
    with pytest.raises(NotAllowed):
        actions.take_back_findings(by=made.inspector, **taken)
    actions.take_back_findings(by=made.lead, **taken)
    with pytest.raises(actions.NoSuchRating):
        actions.take_back_findings(by=made.lead, **taken)
    assert queries.proposal(made.inspection.pk, by=made.lead, at=made.at).worked == ()
    assert Entry.objects.filter(action="rating.evidence.rated").count() == 2
    assert Entry.objects.filter(action="rating.evidence.taken_back").count() == 1


@pytest.mark.parametrize(
    ("changed", "said", "field"),
    [
        ({"why": " "}, "Say why", "why"),
        ({"why": "x" * 4_001}, "Keep it to 4,000", "why"),
        ({"why": "As in X123456."}, "case number", "why"),
        ({"standard": "2.1"}, "rated from cases", None),
        ({"standard": "9.1"}, "no standard 9.1", None),
    ],
)
def test_rating_from_evidence_refuses_and_changes_nothing(made, changed, said, field):
    with pytest.raises(Refused) as refused:
        rate(made, **changed)

    assert said in refused.value.message
    assert refused.value.field == field
    assert not EvidenceRating.objects.exists()
    assert not Entry.objects.filter(action="rating.evidence.rated").exists()


def test_only_a_lead_settles_or_rates_and_nobody_of_the_service_sees_what_it_would_come_to(made):
    made.judge(made.crc, "2.1.1", [MET])
    for user in (made.inspector, officer(role=Role.HEAD), officer(role=Role.SENIOR)):
        with pytest.raises(NotAllowed):
            actions.settle_judged(inspection_id=made.inspection.pk, by=user, at=made.at)
        with pytest.raises(NotAllowed):
            rate(made, by=user)
    with pytest.raises(NotAllowed):
        queries.proposal(made.inspection.pk, by=officer(role=Role.HEAD), at=made.at)
    assert not Settling.objects.exists()


def test_a_panels_move_survives_settling_again_while_its_grounds_hold(made):
    made.judge(made.crc, "2.1.1", [MET] * 61 + [NOT_MET] * 39)
    settle(made)
    first = moved(made)

    made.judge(made.crc, "2.1.1", [MET])
    settle(made)

    kept = line(made)
    assert (kept.worked_out, kept.rating, kept.percent) == (RI, GOOD, 61)
    (told,) = kept.moves
    assert (told.stands, told.is_carried, told.at) == (True, True, first.at)
    assert sorted(told.members) == sorted([made.lead.name, made.inspector.name])
    assert told.grounds == "May be moved to Good: 61% is within 5 points of 65%."
    entry = Entry.objects.filter(action="rating.settled").order_by("pk").last()
    assert (entry.detail["moves_kept"], entry.detail["moves_lapsed"]) == (1, 0)
    actions.take_back_move(rating_id=kept.id, why="Wrong", by=made.lead, at=made.at)
    settle(made)
    assert line(made).moves == ()


@pytest.mark.parametrize(
    ("met", "not_met", "said"),
    [
        (0, 3, "At 59% the rules no longer let a panel move it to Good."),
        (20, 0, "The cases give Good by themselves now."),
        (100, 0, "It was moved from Requires improvement. The cases give Outstanding now."),
        (0, 40, "It was moved from Requires improvement. The cases give Inadequate now."),
    ],
)
def test_a_panels_move_lapses_with_the_reason_when_its_grounds_are_gone(made, met, not_met, said):
    made.judge(made.crc, "2.1.1", [MET] * 60 + [NOT_MET] * 39)
    settle(made)
    moved(made)

    made.judge(made.crc, "2.1.1", [MET] * met + [NOT_MET] * not_met)
    settle(made)

    now = line(made)
    (told,) = now.moves
    assert (told.stands, told.lapsed_why) == (False, said)
    assert now.rating is now.worked_out
    assert PanelMove.objects.standing().filter(rating_id=now.id).count() == 0
    settle(made)
    assert [move.lapsed_why for move in line(made).moves] == [said]


def test_a_lapsed_move_may_be_made_anew_by_a_panel(made):
    made.judge(made.crc, "2.1.1", [MET] * 60 + [NOT_MET] * 39)
    settle(made)
    moved(made)
    made.judge(made.crc, "2.1.1", [NOT_MET] * 3)
    settle(made)
    made.judge(made.crc, "2.1.1", [MET] * 6)
    settle(made)
    assert line(made).rating is RI

    moved(made)

    assert line(made).rating is GOOD
    assert [move.stands for move in line(made).moves] == [False, True]
