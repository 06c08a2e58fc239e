"""Whatever is tried by whoever, does no illegal move succeed, and does somebody always answer?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from openprobation.foundation.access.check import may
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.foundation.refusals import Refused
from openprobation.rules import responsibility
from openprobation.supervision.allocations import actions
from openprobation.supervision.allocations.models import (
    Escalation,
    EscalationStep,
    Spell,
    Transfer,
    TransferStep,
)
from openprobation.supervision.allocations.permissions import Permission
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.moves import (
    Danger,
    EscalationPurpose,
    EscalationRefusal,
    EscalationReturn,
    TransferRejection,
)
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.risk import HarmLevel

from .factories import ALLOCATED, case_of, service

CASES = 3
#: What may follow what, told a second time and by hand: (verb, from) to state.
ESCALATION = {
    ("raise", None): "concern",
    ("keep", "concern"): "kept",
    ("keep", "returned"): "kept",
    ("refer", "concern"): "referred",
    ("return", "referred"): "returned",
    ("send_again", "returned"): "referred",
    ("name_another", "referred"): "referred",
    ("accept", "referred"): "accepted",
    ("refuse", "referred"): "refused",
    ("take", "accepted"): "taken",
    ("meet", "taken"): "met",
    ("withdraw", "concern"): "withdrawn",
    ("withdraw", "referred"): "withdrawn",
    ("withdraw", "returned"): "withdrawn",
}
TRANSFER = {
    ("ask", None): "asked",
    ("accept", "asked"): "accepted",
    ("reject", "asked"): "rejected",
    ("withdraw", "asked"): "withdrawn",
    ("lapse", "asked"): "lapsed",
}
ROLES = (
    Role.PROBATION_OFFICER,
    Role.SENIOR,
    Role.HEAD,
    Role.COURT_OFFICER,
)
STAFF = [(where, role.value) for where in ("crc", "crc2", "nps") for role in ROLES]
somebody = st.sampled_from(STAFF)
one = st.integers(0, CASES - 1)
a_verb = st.sampled_from(
    ["keep", "refer", "return", "send_again", "name_another", "accept", "accept_later", "refuse",
     "take", "meet", "withdraw"]
)  # fmt: skip
A_VERB_OF_TRANSFER = st.sampled_from(["accept", "reject", "withdraw"])


class Moves(RuleBasedStateMachine):
    """Three cases of a company, and everybody of both organisations trying everything."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.at: datetime = PUBLICATION_DAY
        self.place = service()
        self.second = TeamFactory(unit=self.place.crc_team.unit, name="CRC Bolton 2")
        self.teams = {
            "crc": self.place.crc_team,
            "crc2": self.second,
            "nps": self.place.nps_team,
        }
        self.staff: dict[tuple[str, str], User] = {
            (where, role.value): self.place.post(
                self.teams[where], role, leads_unit=role is Role.HEAD
            )
            for where in self.teams
            for role in ROLES
        }
        holder = self.staff["crc", Role.PROBATION_OFFICER.value]
        self.people = [case_of(holder, self.place.crc_team).person_id for _number in range(CASES)]
        self.been_with_nps: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def by(self, who: tuple[str, str]) -> User:
        user = self.staff[who]
        user.__dict__.pop("_authority", None)
        return user

    def tries(self, act) -> bool:
        self.at += timedelta(seconds=1)
        try:
            with transaction.atomic():
                act()
        except Refused:
            return False
        return True

    # ── Escalation ─────────────────────────────────────────────────────────────────────────
    @rule(who=somebody, number=one, is_urgent=st.booleans())
    def raise_concern(self, who, number, is_urgent):
        before = self.holder_of(number)
        was = Escalation.objects.filter(
            person_id=self.people[number],
            state__in=("concern", "referred", "returned", "accepted"),
        ).exists()

        done = self.tries(
            lambda: actions.raise_concern(
                person_id=self.people[number],
                concern=actions.Concern(
                    purpose=EscalationPurpose.HARM,
                    is_urgent=is_urgent,
                    danger=Danger.NOBODY,
                    told="",
                    harm_before=HarmLevel.MEDIUM,
                    harm_now=HarmLevel.HIGH,
                    what_changed="Moved back in.",
                    who_is_at_risk="A former partner.",
                    protective="Police told.",
                ),
                by=self.by(who),
                at=self.at,
            )
        )

        if done:
            assert not was
            assert kind_of(before) is OrganisationKind.CRC
            assert self.is_holder(who, before) or self.manages(who, before)

    @rule(who=somebody, number=one, verb=a_verb, named=somebody)
    def move_escalation(self, who, number, verb, named):
        found = Escalation.objects.filter(person_id=self.people[number]).order_by("-pk").first()
        if found is None:
            return
        holder, state = self.holder_of(number), found.state
        by, person = self.by(who), self.staff[named]
        given = {"escalation_id": found.pk, "by": by, "at": self.at + timedelta(seconds=1)}
        acts = {
            "keep": lambda: actions.keep_case(why="Stays.", **given),
            "refer": lambda: actions.refer(
                named_id=person.pk, team_id=self.teams[named[0]].pk, why="Agreed.", **given
            ),
            "name_another": lambda: actions.name_another(
                named_id=person.pk, team_id=self.teams[named[0]].pk, why="", **given
            ),
            "return": lambda: actions.return_for_information(
                code=EscalationReturn.WHAT_CHANGED, why="Since when?", **given
            ),
            "send_again": lambda: actions.send_again(why="Since Monday.", **given),
            "accept": lambda: actions.accept_escalation(
                moves_at=given["at"], why="", officer_id=None, **given
            ),
            "accept_later": lambda: actions.accept_escalation(
                moves_at=given["at"] + timedelta(seconds=3), why="", **given
            ),
            "refuse": lambda: actions.refuse_escalation(
                code=EscalationRefusal.NOT_HIGH, why="Not high.", **given
            ),
            "take": lambda: actions.take(**given),
            "meet": lambda: actions.record_meeting(met_on=self.at.date(), why="", **given),
            "withdraw": lambda: actions.withdraw_escalation(why="Mistaken.", **given),
        }

        done = self.tries(acts[verb])

        found.refresh_from_db()
        if not done:
            assert found.state == state
            return
        plain = "accept" if verb == "accept_later" else verb
        assert (plain, state) in ESCALATION
        sending = plain in ("keep", "refer", "send_again", "withdraw")
        if sending:
            assert self.manages(who, holder) or (
                self.is_holder(who, holder)
                and plain != "keep"
                and (plain != "refer" or found.is_urgent)
                and (plain != "withdraw" or not found.is_urgent)
            )
        elif plain != "meet":
            assert who[0] == "nps"
        if found.is_urgent:
            assert plain != "return"
            if plain in ("accept", "refuse"):
                assert who[1] in (Role.SENIOR.value, Role.HEAD.value)
        if found.state in ("taken", "met"):
            self.been_with_nps.add(self.people[number])

    @rule()
    def the_job_runs(self):
        self.at += timedelta(seconds=2)
        due = set(
            Escalation.objects.filter(state="accepted", moves_at__lte=self.at).values_list(
                "person_id", flat=True
            )
        )
        actions.take_what_is_due(by=system_user(), at=self.at)
        self.been_with_nps |= due

    # ── Transfer ───────────────────────────────────────────────────────────────────────────
    @rule(
        who=somebody, numbers=st.sets(one, min_size=1), to=st.sampled_from(["crc", "crc2", "nps"])
    )
    def ask_for_transfer(self, who, numbers, to):
        holders = [self.holder_of(number) for number in numbers]

        done = self.tries(
            lambda: actions.ask_for_transfer(
                person_ids=[self.people[number] for number in numbers],
                team_id=self.teams[to].pk,
                reason=SpellReason.ADDRESS,
                why="Moved house.",
                by=self.by(who),
                at=self.at,
            )
        )

        if done:
            for holder in holders:
                assert kind_of(holder).value == ("nps" if to == "nps" else "crc")
                assert self.is_holder(who, holder) or self.manages(who, holder)

    @rule(who=somebody, number=one, verb=A_VERB_OF_TRANSFER)
    def answer_transfer(self, who, number, verb):
        found = Transfer.objects.filter(person_id=self.people[number]).order_by("-pk").first()
        if found is None:
            return
        state, holder, batch = found.state, self.holder_of(number), UUID(str(found.batch))
        by, at = self.by(who), self.at + timedelta(seconds=1)
        acts = {
            "accept": lambda: actions.accept_transfer(batch=batch, by=by, at=at),
            "reject": lambda: actions.reject_transfer(
                batch=batch, code=TransferRejection.HAS_NOT_MOVED, why="Still there.", by=by, at=at
            ),
            "withdraw": lambda: actions.withdraw_transfer(batch=batch, why="No.", by=by, at=at),
        }

        done = self.tries(acts[verb])

        found.refresh_from_db()
        if not done or state != "asked":
            assert found.state == state
            return
        assert found.state == TRANSFER[verb, state]
        team = found.to_team if verb != "withdraw" else holder.team
        assert (
            self.manages_team(who, team)
            if verb != "withdraw"
            else self.manages(who, holder) or self.is_holder(who, holder)
        )

    # ── Within a team ──────────────────────────────────────────────────────────────────────
    @rule(who=somebody, number=one, to=somebody)
    def give_to_an_officer(self, who, number, to):
        spell = self.holder_of(number)
        by, officer = self.by(who), self.staff[to]
        if spell.officer_id is None:
            done = self.tries(
                lambda: actions.assign_officer(
                    person_id=self.people[number], officer_id=officer.pk, by=by, at=self.at
                )
            )
        else:
            done = self.tries(
                lambda: actions.reallocate(
                    person_id=self.people[number],
                    officer_id=officer.pk,
                    reason=SpellReason.ABSENCE,
                    note="Likes mornings.",
                    by=by,
                    at=self.at,
                )
            )

        if done:
            assert kind_of(self.holder_of(number)) is kind_of(spell)

    # ── What always holds ──────────────────────────────────────────────────────────────────
    @invariant()
    def somebody_answers_at_every_moment(self):
        if not hasattr(self, "people"):
            return
        for person_id in self.people:
            spells = [
                responsibility.Spell(str(pk), starts, ends)
                for pk, starts, ends in Spell.objects.filter(person_id=person_id).values_list(
                    "pk", "starts_at", "ends_at"
                )
            ]
            assert responsibility.faults(spells, starts=ALLOCATED) == []

    @invariant()
    def what_went_to_the_public_provider_stays(self):
        for number, person_id in enumerate(getattr(self, "people", ())):
            if person_id in self.been_with_nps:
                assert kind_of(self.holder_of(number)) is OrganisationKind.NPS

    @invariant()
    def state_is_the_latest_step_and_steps_meet(self):
        if not hasattr(self, "people"):
            return
        for rows, steps, ways in (
            (Escalation, EscalationStep.objects.order_by("pk"), ESCALATION),
            (Transfer, TransferStep.objects.order_by("pk"), TRANSFER),
        ):
            key = "escalation_id" if rows is Escalation else "transfer_id"
            seen = {}
            for step in steps:
                of = getattr(step, key)
                assert step.before == seen.get(of)
                assert ways[step.verb, step.before] == step.after
                seen[of] = step.after
            assert seen == dict(rows.objects.values_list("pk", "state"))

    # ── Who is who, told by hand ───────────────────────────────────────────────────────────
    def holder_of(self, number: int) -> Spell:
        return Spell.objects.select_related("team__unit__region__organisation").get(
            person_id=self.people[number], ends_at__isnull=True
        )

    def is_holder(self, who, spell) -> bool:
        return spell.officer_id == self.staff[who].pk

    def manages(self, who, spell) -> bool:
        return self.manages_team(who, spell.team)

    def manages_team(self, who, team) -> bool:
        where = self.teams[who[0]]
        is_senior = who[1] == Role.SENIOR.value and where.pk == team.pk
        return is_senior or (who[1] == Role.HEAD.value and where.unit_id == team.unit_id)


def kind_of(spell: Spell) -> OrganisationKind:
    return OrganisationKind(spell.team.unit.region.organisation.kind)


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Moves,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_no_illegal_move_succeeds_and_somebody_always_answers(db):
    run(12, 30)


@pytest.mark.postgres
def test_no_illegal_move_succeeds_and_somebody_always_answers_on_postgresql(db):
    run(12, 30)


def test_the_staff_of_the_test_differ_in_what_they_may_do(db):
    place = service()
    officer = place.post(place.crc_team, Role.PROBATION_OFFICER)
    court = place.post(place.court, Role.COURT_OFFICER)

    assert may(officer, Permission.RAISE_CONCERN, at=PUBLICATION_DAY)
    assert not may(court, Permission.RAISE_CONCERN, at=PUBLICATION_DAY)
