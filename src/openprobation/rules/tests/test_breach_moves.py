"""Can a breach reach every state, by the right hands and no others?"""

from datetime import date

import pytest

from openprobation.rules.breach import (
    MOVES,
    Actor,
    endorsement_is_asked,
    may_move,
    moves_open,
    reachable,
    why_not,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import BreachMove, BreachState, Side
from openprobation.vocabulary.organisations import OrganisationKind

CRC_OFFICER = Actor(Role.PROBATION_OFFICER, OrganisationKind.CRC, is_sender=True)
CRC_SENIOR = Actor(Role.SENIOR, OrganisationKind.CRC, is_sender=True)
PROSECUTOR = Actor(Role.ENFORCEMENT_OFFICER, OrganisationKind.NPS)


@pytest.mark.parametrize("endorsed", [True, False])
def test_every_state_can_be_reached(endorsed):
    assert reachable(endorsement_asked=endorsed) == frozenset(BreachState)


def test_from_every_state_there_is_a_way_to_an_end():
    ends = {state for state in BreachState if state.is_end}
    found = set(ends)
    while True:
        more = {state for move in MOVES if move.ends in found for state in move.starts} | found
        if more == found:
            break
        found = more

    assert found == set(BreachState)


def test_an_end_is_an_end():
    for move in MOVES:
        assert not any(state.is_end for state in move.starts), move.verb


def test_a_verb_in_a_state_is_one_row():
    rows = [(move.verb, state) for move in MOVES for state in (move.starts or {None})]

    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("verb", BreachMove)
def test_every_move_is_in_the_machine(verb):
    assert any(move.verb is verb for move in MOVES)


def test_only_an_enforcement_officer_of_the_public_provider_lays_an_information():
    may = {
        (role, kind)
        for role in Role
        for kind in OrganisationKind
        for is_sender in (True, False)
        if may_move(BreachMove.LAY, BreachState.CONSIDERED, [Actor(role, kind, is_sender)])
    }

    assert may == {
        (Role.ENFORCEMENT_OFFICER, OrganisationKind.NPS),
        (Role.ENFORCEMENT_OFFICER, OrganisationKind.PROBATION_SERVICE),
    }


def test_those_who_do_not_practise_move_nothing():
    bystanders = [
        Actor(role, kind, is_sender=True)
        for role in (Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR, Role.PERSON, Role.PUBLIC)
        for kind in OrganisationKind
    ]

    for state in BreachState:
        assert moves_open(state, bystanders) == frozenset()


def test_the_sender_must_be_in_the_organisation_that_answers_for_the_case():
    elsewhere = Actor(Role.PROBATION_OFFICER, OrganisationKind.CRC)

    assert may_move(BreachMove.SUBMIT, BreachState.ENDORSED, [CRC_OFFICER])
    assert not may_move(BreachMove.SUBMIT, BreachState.ENDORSED, [elsewhere])
    assert "answers for the case" in why_not(BreachMove.SUBMIT, BreachState.ENDORSED, [elsewhere])


def test_a_pack_goes_unendorsed_only_where_no_endorsement_is_asked():
    assert may_move(BreachMove.SUBMIT, BreachState.CHECKED, [CRC_OFFICER])
    refused = why_not(BreachMove.SUBMIT, BreachState.CHECKED, [CRC_OFFICER], endorsement_asked=True)

    assert refused == "A manager must endorse this pack before it can be sent."


def test_an_officer_does_not_endorse_and_a_senior_does():
    assert not may_move(BreachMove.ENDORSE, BreachState.CHECKED, [CRC_OFFICER])
    assert may_move(BreachMove.ENDORSE, BreachState.CHECKED, [CRC_SENIOR])


def test_what_was_accepted_cannot_be_returned_nor_withdrawn_by_the_sender():
    assert not may_move(BreachMove.RETURN, BreachState.ACCEPTED, [PROSECUTOR])
    assert not may_move(BreachMove.WITHDRAW, BreachState.ACCEPTED, [CRC_OFFICER])
    assert may_move(BreachMove.WITHDRAW, BreachState.ACCEPTED, [PROSECUTOR])


def test_each_side_is_offered_its_own_moves():
    assert moves_open(BreachState.SUBMITTED, [PROSECUTOR]) == {
        BreachMove.ACCEPT,
        BreachMove.RETURN,
    }
    assert moves_open(BreachState.SUBMITTED, [CRC_OFFICER]) == {BreachMove.WITHDRAW}
    assert moves_open(BreachState.RETURNED, [PROSECUTOR]) == frozenset()


def test_what_is_over_says_so():
    said = why_not(BreachMove.RETURN, BreachState.WITHDRAWN, [PROSECUTOR])

    assert said == "This is over: withdrawn. Nothing more can be done with it."


def test_whether_a_manager_endorses_is_dated_policy_of_the_kind_of_organisation():
    on = date(2017, 2, 16)

    assert endorsement_is_asked(OrganisationKind.CRC, on=on)
    assert not endorsement_is_asked(OrganisationKind.NPS, on=on)


def test_nothing_on_the_enforcement_side_is_asked_of_a_company():
    for move in MOVES:
        if move.side is Side.ENFORCEMENT:
            assert OrganisationKind.CRC not in move.kinds
