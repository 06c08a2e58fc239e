"""Does any order of moves, legal or not, by anybody of either organisation, break a breach?

Random moves by random roles, with the record changing underneath and the case changing hands. Every
success must be somebody's right by the table of `test_breach_rights`, written by hand; every refusal
must leave everything as it was.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from openprobation.foundation.access.queries import is_open
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.rules import responsibility
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.models import (
    Breach,
    BreachStep,
    Failure,
    ReturnedLine,
    SentPack,
    Warning,
)
from openprobation.supervision.enforcement.queries import breach as queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import BreachMove, BreachState, Side
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.organisations import OrganisationKind

from .breaches import AT, breached, opened_to_team
from .test_breach_rights import attempt, is_right

PLACES = {OrganisationKind.NPS: "nps", OrganisationKind.PROBATION_SERVICE: "ps"}
ROLES = [
    Role.PROBATION_OFFICER,
    Role.PROBATION_SERVICES_OFFICER,
    Role.SENIOR,
    Role.HEAD,
    Role.ENFORCEMENT_OFFICER,
    Role.COURT_OFFICER,
    Role.DUTY_OFFICER,
    Role.SUPPLIER,
]
NEEDS_NOTHING_OF_THE_RECORD = {
    BreachMove.AMEND,
    BreachMove.ACCEPT,
    BreachMove.RETURN,
    BreachMove.CONSIDER,
    BreachMove.LAY,
    BreachMove.DO_NOT_LAY,
    BreachMove.WITHDRAW,
}
"""Moves that whoever has the right can always make: no line of the pack has a say in them."""
MOVES = [verb for verb in BreachMove if verb is not BreachMove.OPEN]


def meant(verb: BreachMove, state: str) -> BreachMove:
    """The move an act begins with: to decide is to consider first, to conclude is to hear."""
    if verb in (BreachMove.LAY, BreachMove.DO_NOT_LAY) and state == "accepted":
        return BreachMove.CONSIDER
    if verb is BreachMove.CONCLUDE:
        return BreachMove.HEAR
    if verb in (BreachMove.LIST, BreachMove.ADJOURN):
        return BreachMove.ADJOURN if state == "hearing" else BreachMove.LIST
    return verb


class Breaching(RuleBasedStateMachine):
    """One case between two organisations, and everybody who might touch it."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at = AT
        self.case = breached()
        self.held_from = Spell.objects.get(person=self.case.person).starts_at
        court = self.case.court
        self.people = [
            officer(role=role, team=team)
            for team in (court.crc_team, court.nps_team)
            for role in ROLES
        ]
        for team in (court.crc_team, court.nps_team, court.enforcement):
            opened_to_team(self.case.person, team)
        self.people += [court.officer, court.senior, court.prosecutor]
        self.posts = {
            user.pk: list(
                user.postings.values_list(
                    "role",
                    "team__unit__region__organisation_id",
                    "team__unit__region__organisation__kind",
                )
            )
            for user in self.people
        }

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # ── What is so ─────────────────────────────────────────────────────────────────────────
    @property
    def breach(self) -> Breach | None:
        return Breach.objects.filter(person=self.case.person).order_by("-pk").first()

    def places(self, user):
        holder = allocations.holder([self.case.person.pk], self.at)
        for role, organisation_id, kind in self.posts[user.pk]:
            if organisation_id == holder.organisation_id:
                yield role, "own"
            yield role, PLACES.get(kind, "another company")

    def has_the_right(self, verb, state, user):
        verb = meant(verb, state)
        return any(
            is_right(verb.value, state, role, place)
            or (
                verb is BreachMove.SUBMIT
                and state == "checked"
                and self.goes_unendorsed(role, place)
            )
            for role, place in self.places(user)
        )

    def goes_unendorsed(self, role, place):
        breach = self.breach
        return not breach.endorsement_asked and is_right("submit", "endorsed", role, place)

    def everything(self):
        breach = self.breach
        return (
            breach and (breach.pk, breach.state, breach.version),
            BreachStep.objects.count(),
            SentPack.objects.count(),
            ReturnedLine.objects.count(),
        )

    # ── What happens ───────────────────────────────────────────────────────────────────────
    @initialize(state=st.sampled_from([state for state in BreachState if not state.is_end]))
    def it_stands_somewhere(self, state) -> None:
        """From the beginning a random walk would rarely come far."""
        self.case.at_state(state)

    @rule(verb=st.sampled_from(MOVES), number=st.integers(0, 18))
    def anybody_tries_anything(self, verb, number):
        breach, user = self.breach, self.people[number]
        if verb in (BreachMove.HEAR, BreachMove.CONCLUDE) and not breach.hearings.filter(
            outcome__isnull=True
        ):
            return
        self.try_to(verb, breach, user)

    @rule(data=st.data())
    def somebody_does_what_is_theirs(self, data):
        breach = self.breach
        places = {user.pk: list(self.places(user)) for user in self.people}
        ripe = [
            (verb, user)
            for verb in MOVES
            if verb is not BreachMove.WITHDRAW
            for user in self.people
            if any(
                is_right(meant(verb, breach.state).value, breach.state, role, place)
                for role, place in places[user.pk]
            )
        ]
        if ripe:
            verb, user = data.draw(st.sampled_from(ripe))
            self.try_to(verb, breach, user)

    def try_to(self, verb, breach, user):
        before, state = self.everything(), breach.state
        right = self.has_the_right(verb, state, user)
        refused = None
        try:
            with transaction.atomic():
                attempt(verb, breach, user, at=self.at)
        except Refused as said:
            refused = said
        if refused is None:
            assert right, (verb, state, user)
            assert self.everything() != before
        else:
            assert self.everything() == before
            assert not (right and verb in NEEDS_NOTHING_OF_THE_RECORD), (verb, state, refused)

    @rule(number=st.integers(0, 18))
    def anybody_begins_another(self, number):
        before, breach, user = self.everything(), self.breach, self.people[number]
        may = any(
            place == "own" and role in ("probation_officer", "probation_services_officer", "senior")
            for role, place in self.places(user)
        )
        try:
            with transaction.atomic():
                actions.open_breach(
                    person_id=self.case.person.pk,
                    order_id=self.case.order.pk,
                    failure_ids=[self.case.failure.pk],
                    by=user,
                    at=self.at,
                )
        except Refused:
            assert self.everything() == before
        else:
            assert may
            assert BreachState(breach.state).is_end

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours):
        self.at += timedelta(hours=hours)

    @rule(excuse=st.sampled_from([Excuse.ACCEPTED, Excuse.NOT_ACCEPTED]))
    def an_excuse_is_decided_otherwise(self, excuse):
        Failure.objects.filter(pk=self.case.failure.pk).update(excuse=excuse)

    @rule(withdrawn=st.booleans())
    def a_warning_is_withdrawn_or_not(self, withdrawn):
        by = self.case.court.officer if withdrawn else None
        Warning.objects.filter(pk=self.case.warning.pk).update(
            withdrawn_at=self.at if withdrawn else None,
            withdrawn_by=by,
            withdrawn_why="Wrong order" if withdrawn else None,
        )

    @rule()
    def the_case_changes_hands(self) -> None:
        """To the other organisation, with no moment between."""
        court = self.case.court
        self.at += timedelta(minutes=1)
        spell = Spell.objects.get(person=self.case.person, ends_at__isnull=True)
        to = court.nps_team if spell.team_id == court.crc_team.pk else court.crc_team
        Spell.objects.filter(pk=spell.pk).update(ends_at=self.at)
        Spell.objects.create(
            person=spell.person,
            period=spell.period,
            team=to,
            reason=spell.reason,
            starts_at=self.at,
            started_by=spell.started_by,
        )

    # ── What always holds ──────────────────────────────────────────────────────────────────
    @invariant()
    def the_row_is_where_its_steps_lead(self):
        for breach in Breach.objects.all():
            steps = list(breach.steps.order_by("pk"))
            assert steps[0].move == BreachMove.OPEN
            assert steps[-1].to_state == breach.state
            for before, after in pairwise(steps):
                assert before.to_state == after.from_state
                assert not BreachState(before.to_state).is_end

    @invariant()
    def only_an_enforcement_officer_of_the_public_provider_laid_an_information(self):
        for step in BreachStep.objects.filter(move=BreachMove.LAY).select_related("by"):
            posts = step.by.postings.select_related("team__unit__region__organisation")
            assert any(
                post.role == Role.ENFORCEMENT_OFFICER
                and post.team.unit.region.organisation.kind == OrganisationKind.NPS
                for post in posts
            )

    @invariant()
    def every_sending_kept_its_pack_and_every_return_its_reason(self):
        sent = BreachStep.objects.filter(move__in=(BreachMove.SUBMIT, BreachMove.RESUBMIT))
        assert SentPack.objects.count() == sent.count()
        assert not sent.filter(pack__isnull=True).exists()
        for step in BreachStep.objects.filter(move=BreachMove.RETURN):
            assert step.returned_lines.exists()

    @invariant()
    def at_most_one_breach_of_the_order_is_live(self):
        assert Breach.objects.live().count() <= 1

    @invariant()
    def whoever_must_answer_can_open_the_record(self):
        breach = self.breach
        if (
            breach is not None
            and breach.enforcement_team_id
            and not BreachState(breach.state).is_end
        ):
            prosecutor = self.case.court.prosecutor
            prosecutor.__dict__.pop("_authority", None)
            assert is_open("person", self.case.person.pk, to=prosecutor, at=self.at)

    @invariant()
    def one_answers_at_every_moment_and_never_two(self):
        spells = [
            responsibility.Spell(str(pk), starts, ends)
            for pk, starts, ends in Spell.objects.filter(person=self.case.person).values_list(
                "pk", "starts_at", "ends_at"
            )
        ]
        assert responsibility.faults(spells, starts=self.held_from) == []

    @invariant()
    def somebody_answers_for_the_case_and_somebodys_days_are_told(self):
        breach = self.breach
        if breach is None:
            return
        assert allocations.holder([self.case.person.pk], self.at) is not None
        line = queries.breach(breach.pk, person_ids=[self.case.person.pk])
        steps = queries.steps_of([breach.pk])[breach.pk]
        found = queries.clocks_of(line, steps, sender_now=steps[-1].holder_kind)
        assert found[0].side is Side.SENDER


def walk(examples: int) -> None:
    run(
        Breaching,
        settings=settings(
            max_examples=examples,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.django_db
def test_no_walk_of_moves_breaks_a_breach():
    walk(8)


@pytest.mark.postgres
@pytest.mark.django_db
def test_no_walk_of_moves_breaks_a_breach_on_postgresql():
    walk(8)
