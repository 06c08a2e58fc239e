"""Who may keep hours, absence and supervision: every role, everywhere, of what is open and what is done?"""

from __future__ import annotations

import pytest
from django.db import transaction

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import TeamFactory
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations.tests.factories import service
from openprobation.supervision.workforce.models import (
    Absence,
    AgreedAction,
    Reduction,
    Training,
)
from openprobation.vocabulary.access import Role

from .test_actions import ACTS, TODAY, everything

pytestmark = pytest.mark.django_db

WHERE = ("of the team", "beside in the unit", "another unit", "other provider", "themselves")
ONCE = {"back", "end reduction", "delete reduction", "tick", "trained"}
"""What cannot be done a second time, whoever asks."""


def by_hand(role, where, act, *, is_done):
    if act in ONCE and is_done:
        return False
    if where == "themselves":
        return act == "tick" and role in OWN
    leads = role is Role.HEAD and where in ("of the team", "beside in the unit")
    return leads or (role is Role.SENIOR and where == "of the team")


OWN = {
    Role.COURT_OFFICER,
    Role.PROBATION_OFFICER,
    Role.PROBATION_SERVICES_OFFICER,
    Role.SENIOR,
    Role.ENFORCEMENT_OFFICER,
    Role.DUTY_OFFICER,
    Role.UNPAID_WORK_SUPERVISOR,
    Role.HEAD,
}
"""Who has a page of their own work."""


def everything_done(officer, at):
    Absence.objects.filter(user=officer).update(ends_on=TODAY)
    Reduction.objects.filter(user=officer).update(deleted_at=at, deleted_by=officer)
    Training.objects.filter(user=officer).update(done_on=TODAY)
    AgreedAction.objects.filter(session__member=officer).update(done_at=at, done_by=officer)


@pytest.mark.parametrize("is_done", [False, True], ids=["open", "done"])
@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_every_role_everywhere_may_do_to_staff_just_what_is_theirs(role, where, is_done, at):
    place = service()
    team = {
        "of the team": place.crc_team,
        "beside in the unit": TeamFactory(unit=place.crc_team.unit),
        "another unit": TeamFactory(unit__region=place.crc_team.unit.region),
        "other provider": place.nps_team,
        "themselves": place.crc_team,
    }[where]
    by = place.post(team, role, leads_unit=role is Role.HEAD)
    of = by if where == "themselves" else place.post(place.crc_team, Role.PROBATION_OFFICER)
    found = {}

    for act in ACTS:
        with transaction.atomic():
            acts = everything(of, by, at)
            if is_done:
                everything_done(of, at)
            try:
                acts[act]()
                found[act] = Entry.objects.filter(by=by.username).exists()
            except Refused:
                found[act] = Entry.objects.exists()
            transaction.set_rollback(True)

    assert found == {act: by_hand(role, where, act, is_done=is_done) for act in ACTS}
