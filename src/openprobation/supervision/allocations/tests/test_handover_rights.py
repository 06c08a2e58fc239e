"""Who may hand a case over, read its handover or take a move back: every role, everywhere, in every state?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from openprobation.foundation.access.actions import relate
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations import actions
from openprobation.supervision.allocations.models import Handover, Spell
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.allocations import SpellReason

from .factories import case_of, service

pytestmark = pytest.mark.django_db

WHERE = ("of the team", "beside", "other provider")
STATES = ("no handover", "unread", "read", "taken back")
VERBS = ("read", "change the officer", "move the caseload", "take the move back")
HOLDERS = {Role.PROBATION_OFFICER, Role.PROBATION_SERVICES_OFFICER, Role.SENIOR}
MANAGERS = {Role.SENIOR, Role.HEAD}


def by_hand(role, where, verb, state, *, holds, moved):
    """Who may do what, told without the code."""
    manages = where == "of the team" and role in MANAGERS
    if verb == "read":
        return state in ("unread", "read") and (holds or manages)
    if verb == "take the move back":
        return state == "unread" and moved
    return manages


class Standing:
    """A case in one state, and one member of staff before it to whom the record is open."""

    def __init__(self, role, where, state, at):
        self.place, self.at = service(), at
        team = {
            "of the team": self.place.crc_team,
            "beside": TeamFactory(),
            "other provider": self.place.nps_team,
        }[where]
        self.user = self.place.post(team, role, leads_unit=role is Role.HEAD)
        crc = self.place.crc_team
        self.before, self.after = (
            self.place.post(crc, Role.PROBATION_OFFICER) for _number in range(2)
        )
        is_here = where == "of the team"
        if is_here and role in HOLDERS - MANAGERS:
            self.after = self.user
        manager = self.place.post(crc, Role.SENIOR)
        self.mover = self.user if is_here and role in MANAGERS else manager
        self.person_id = case_of(
            self.after if state == "no handover" else self.before, crc
        ).person_id
        relate(
            kind="person", record_id=self.person_id, holder=HolderKind.USER,
            holder_id=self.user.pk, relation=RelationKind.APPOINTMENT, at=at - timedelta(days=1),
        )  # fmt: skip
        self.batch = UUID(int=0)
        if state != "no handover":
            self.batch = self.move(self.mover, self.after)
        if state == "read":
            self.read(self.after)
        if state == "taken back":
            self.undo(self.mover)

    def move(self, by, to):
        return actions.move_caseload(
            moves=[actions.Moving(self.person_id, to.pk)],
            reason=SpellReason.ABSENCE,
            note="Away.",
            by=by,
            at=self.at,
        )

    def read(self, by):
        actions.read_handover(
            person_id=self.person_id, parts={}, met_how=None, met_on=None, by=by, at=self.at
        )

    def undo(self, by):
        actions.undo_move(batch=self.batch, by=by, at=self.at + timedelta(minutes=5))

    def tries(self, verb):
        """Whether it went through. Nothing of it stays."""
        third = self.place.post(self.place.crc_team, Role.PROBATION_OFFICER)
        acts = {
            "read": lambda: self.read(self.user),
            "change the officer": lambda: actions.reallocate(
                person_id=self.person_id, officer_id=third.pk, reason=SpellReason.ABSENCE,
                note="Away.", by=self.user, at=self.at,
            ),
            "move the caseload": lambda: self.move(self.user, third),
            "take the move back": lambda: self.undo(self.user),
        }  # fmt: skip
        was = self.everything()
        with transaction.atomic():
            try:
                acts[verb]()
            except Refused:
                assert self.everything() == was
                return False
            finally:
                transaction.set_rollback(True)
        return True

    def everything(self):
        handovers = Handover.objects.order_by("pk").values_list("pk", "read_at", "undone_at")
        return (
            list(Spell.objects.order_by("pk").values_list("pk", "officer_id", "ends_at")),
            list(handovers),
        )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_every_role_everywhere_may_do_to_a_handover_just_what_is_theirs(role, where, state, at):
    standing = Standing(role, where, state, at)
    holds = standing.user == standing.after and state != "taken back"
    moved = standing.user == standing.mover

    found = {verb: standing.tries(verb) for verb in VERBS}

    assert found == {
        verb: by_hand(role, where, verb, state, holds=holds, moved=moved) for verb in VERBS
    }
