"""Where do the machines lead, and is every state reached?"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from openprobation.rules.moves import (
    ESCALATION,
    TRANSFER,
    Receiver,
    meet_by,
    share_out,
    why_not_there,
)
from openprobation.vocabulary.moves import ESCALATION_OPEN, EscalationState, TransferState
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.risk import HarmLevel

MACHINES = [(ESCALATION, EscalationState), (TRANSFER, TransferState)]


@pytest.mark.parametrize(("ways", "states"), MACHINES)
def test_every_state_is_reached_from_the_beginning(ways, states):
    reached, frontier = set(), {None}
    while frontier:
        frontier = {way.after for way in ways if way.before in frontier} - reached
        reached |= frontier

    assert reached == set(states)


@pytest.mark.parametrize(("ways", "states"), MACHINES)
def test_from_every_state_that_waits_there_is_a_way_to_an_end(ways, states):
    leads = {state: {way.after for way in ways if way.before is state} for state in states}
    ends = {state for state, after in leads.items() if not after}

    for state in states:
        reached, frontier = {state}, {state}
        while frontier:
            frontier = set().union(*(leads[one] for one in frontier)) - reached
            reached |= frontier
        assert reached & ends, state


@pytest.mark.parametrize(("ways", "states"), MACHINES)
def test_a_verb_leads_to_one_place_from_each_state(ways, states):
    asked = [(way.verb, way.before) for way in ways]

    assert len(asked) == len(set(asked))


def test_an_urgent_escalation_that_is_open_always_has_somebody_who_may_act():
    for state in ESCALATION_OPEN:
        if state is EscalationState.RETURNED:
            continue  # an urgent one is never returned
        assert any(way.before is state and way.allowed(is_urgent=True) for way in ESCALATION)


def test_a_case_goes_to_the_public_provider_only_by_escalation_and_never_back():
    nps, crc = OrganisationKind.NPS, OrganisationKind.CRC

    assert "does not go back" in why_not_there(nps, crc)
    assert "risk escalation" in why_not_there(crc, nps)
    assert why_not_there(crc, crc) == why_not_there(nps, nps) == ""


def test_officers_talk_soon_where_harm_is_high_or_nobody_knows():
    friday, first = date(2017, 2, 17), date(2017, 2, 24)

    def by(harm):
        return meet_by(harm, moved_on=friday, first_contact_by=first, days=2)

    assert by(HarmLevel.VERY_HIGH) == by(None) == date(2017, 2, 21)
    assert by(HarmLevel.MEDIUM) == first


def test_a_caseload_is_shared_heaviest_first_to_whoever_fits_and_holds_least():
    beyond = (HarmLevel.HIGH, HarmLevel.VERY_HIGH)
    cases = {1: HarmLevel.LOW, 2: HarmLevel.HIGH, 3: HarmLevel.LOW, 4: None}

    shared = share_out(cases, [Receiver(10, 0, beyond), Receiver(20, 5)])

    assert shared[2] == 20
    assert [shared[1], shared[3]] == [10, 10]
    assert share_out(cases, []) == {}


def test_where_room_is_written_down_points_of_it_count_and_not_cases():
    cases = dict.fromkeys(range(1, 7), HarmLevel.LOW)
    full = Receiver(10, cases=2, points=900, room=1_000)
    half_time_and_empty = Receiver(20, cases=0, points=0, room=500)
    roomy = Receiver(30, cases=30, points=400, room=1_000)

    shared = share_out(cases, [full, half_time_and_empty, roomy], worth=dict.fromkeys(cases, 100))

    assert Counter(shared.values()) == {20: 3, 30: 3}
