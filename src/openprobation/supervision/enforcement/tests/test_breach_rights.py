"""Who may make which move, in every role of every organisation, in every state?"""

from __future__ import annotations

import pytest

from openprobation.foundation.organisations.models import Team
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    UnitFactory,
    officer,
)
from openprobation.foundation.refusals import Refused
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.models import Breach, BreachStep
from openprobation.supervision.enforcement.queries import breach as queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    CourtProcess,
    HearingOutcome,
    NotLaidReason,
    WithdrawalReason,
)
from openprobation.vocabulary.organisations import OrganisationKind

from .breaches import AT, MISSING_PROOF, breached, opened_to_team

pytestmark = pytest.mark.django_db

OFFICERS = {Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER, Role.SENIOR}
MANAGERS = {Role.SENIOR, Role.HEAD}
PROSECUTES = {Role.ENFORCEMENT_OFFICER}
AT_COURT = {Role.ENFORCEMENT_OFFICER, Role.COURT_OFFICER}
NOT_YET_SENT = {"draft", "checked", "endorsed"}

#: Written by hand beside the machine and not from it: verb → (from where, by whom, sender's own or public's).
SENDERS = {
    "check": ({"draft"}, OFFICERS),
    "amend": ({"checked", "endorsed"}, OFFICERS),
    "endorse": ({"checked"}, MANAGERS),
    "submit": ({"endorsed"}, OFFICERS),  # a company's pack goes endorsed or not at all
    "resubmit": ({"returned"}, OFFICERS),
    "withdraw": (NOT_YET_SENT | {"submitted", "returned", "resubmitted"}, OFFICERS | MANAGERS),
}
PUBLICS = {
    "accept": ({"submitted", "resubmitted"}, PROSECUTES),
    "return": ({"submitted", "resubmitted"}, PROSECUTES),
    "consider": ({"accepted"}, PROSECUTES),
    "lay": ({"considered"}, PROSECUTES),
    "do_not_lay": ({"considered"}, PROSECUTES),
    "list": ({"laid"}, AT_COURT),
    "hear": ({"listed"}, AT_COURT),
    "adjourn": ({"hearing"}, AT_COURT),
    "conclude": ({"hearing"}, AT_COURT),
    "withdraw": ({"accepted", "considered", "laid", "listed", "hearing"}, PROSECUTES),
}


def is_right(verb, state, role, place):
    starts, roles = SENDERS.get(verb, (set(), set()))
    if place == "own" and state in starts and role in roles:
        return True
    starts, roles = PUBLICS.get(verb, (set(), set()))
    return place in ("nps", "ps") and state in starts and role in roles


PLACES = ("own", "another company", "nps", "ps", "supplier", "inspectorate")


@pytest.fixture
def case():
    return breached()


@pytest.fixture
def everybody(case):
    """Somebody in every role in every kind of organisation, to each of whom the record is open."""
    teams: dict[str, Team] = {
        "own": case.court.crc_team,
        "another company": team_of(OrganisationKind.CRC),
        "nps": case.court.nps_team,
        "ps": team_of(OrganisationKind.PROBATION_SERVICE),
        "supplier": team_of(OrganisationKind.SUPPLIER),
        "inspectorate": team_of(OrganisationKind.INSPECTORATE),
    }
    for team in teams.values():
        opened_to_team(case.person, team)
    return {
        (place, role): officer(role=role, team=team)
        for place, team in teams.items()
        for role in Role
    }


def team_of(kind):
    return TeamFactory(unit=UnitFactory(region__organisation=OrganisationFactory(kind=kind)))


def allowed(breach, verb, user, case):
    """The guard that every move goes through, and nothing after it."""
    try:
        actions.require_any(user, actions.NEEDED[verb], at=AT, person_id=case.person.pk)
        answering = queries.answering([case.person.pk], breach_id=breach.pk, at=AT)
        actions.refuse_move(breach, verb, by=user, answering=answering, at=AT)
    except Refused:
        return False
    return True


@pytest.mark.slow
def test_every_role_of_every_organisation_in_every_state_may_do_what_is_theirs_and_nothing_else(
    case, everybody
):
    breach = case.draft()
    wrong = []
    for state in BreachState:
        breach.state = state
        for verb in BreachMove:
            if verb is BreachMove.OPEN:
                continue
            for (place, role), user in everybody.items():
                found = allowed(breach, verb, user, case)
                if found is not is_right(verb.value, state.value, role, place):
                    wrong.append((place, role.value, verb.value, state.value, found))

    assert wrong == []


def attempt(verb, breach, user, at=AT):
    """The action itself, as a page would call it."""
    common = {"breach_id": breach.pk, "by": user, "at": at}
    if verb is BreachMove.RETURN:
        return actions.return_pack(lines=[MISSING_PROOF], **common)
    if verb is BreachMove.DO_NOT_LAY:
        return actions.lay_no_information(reason=NotLaidReason.DELAY, **common)
    if verb is BreachMove.WITHDRAW:
        return actions.withdraw(reason=WithdrawalReason.IN_ERROR, **common)
    if verb in (BreachMove.LIST, BreachMove.ADJOURN):
        return actions.list_hearing(
            court_id=breach.order.event.court_id,
            on=at.date(),
            process=CourtProcess.SUMMONS,
            **common,
        )
    if verb in (BreachMove.HEAR, BreachMove.CONCLUDE):
        return actions.record_hearing(
            hearing_id=breach.hearings.get(outcome__isnull=True).pk,
            outcome=HearingOutcome.CONTINUES,
            by=user,
            at=at,
        )
    act = {
        BreachMove.CHECK: actions.check,
        BreachMove.AMEND: actions.amend,
        BreachMove.ENDORSE: actions.endorse,
        BreachMove.SUBMIT: actions.submit,
        BreachMove.RESUBMIT: actions.resubmit,
        BreachMove.ACCEPT: actions.accept,
        BreachMove.CONSIDER: actions.consider,
        BreachMove.LAY: actions.lay_information,
    }[verb]
    return act(**common)


RIPE = {
    BreachMove.CHECK: BreachState.DRAFT,
    BreachMove.AMEND: BreachState.CHECKED,
    BreachMove.ENDORSE: BreachState.CHECKED,
    BreachMove.SUBMIT: BreachState.ENDORSED,
    BreachMove.RESUBMIT: BreachState.RETURNED,
    BreachMove.ACCEPT: BreachState.SUBMITTED,
    BreachMove.RETURN: BreachState.RESUBMITTED,
    BreachMove.CONSIDER: BreachState.ACCEPTED,
    BreachMove.LAY: BreachState.CONSIDERED,
    BreachMove.DO_NOT_LAY: BreachState.CONSIDERED,
    BreachMove.LIST: BreachState.LAID,
    BreachMove.HEAR: BreachState.LISTED,
    BreachMove.ADJOURN: BreachState.HEARING,
    BreachMove.WITHDRAW: BreachState.RETURNED,
}


@pytest.mark.parametrize(("verb", "state"), RIPE.items(), ids=lambda one: one.value)
def test_nobody_else_gets_through_the_action_itself_and_nothing_changes(
    case, everybody, verb, state
):
    breach = case.at_state(state)
    steps = BreachStep.objects.count()

    for (place, role), user in everybody.items():
        if not is_right(verb.value, state.value, role, place):
            with pytest.raises(Refused):
                attempt(verb, breach, user)

    assert BreachStep.objects.count() == steps
    assert Breach.objects.get(pk=breach.pk).state == state


THEIRS = [
    (verb, state, place)
    for verb, state in RIPE.items()
    for place in ("own", "nps")
    if any(is_right(verb.value, state.value, role, place) for role in Role)
]


@pytest.mark.parametrize(("verb", "state", "place"), THEIRS)
def test_those_whose_it_is_get_through(case, everybody, verb, state, place):
    theirs = next(
        user
        for (where, role), user in everybody.items()
        if where == place and is_right(verb.value, state.value, role, where)
    )
    breach = case.at_state(state)

    attempt(verb, breach, theirs)

    assert Breach.objects.get(pk=breach.pk).state != state


@pytest.mark.parametrize(("verb", "state"), RIPE.items(), ids=lambda one: one.value)
def test_a_record_that_is_not_open_lets_nobody_through(case, verb, state):
    breach = case.at_state(state)
    strangers = [
        officer(role=role, team=team_of(kind))
        for role in Role
        for kind in (OrganisationKind.CRC, OrganisationKind.NPS)
    ]

    for stranger in strangers:
        with pytest.raises(Refused):
            attempt(verb, breach, stranger)

    assert Breach.objects.get(pk=breach.pk).state == state
