"""Is an inspection announced, planned and staffed by its lead alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.foundation.refusals import Refused
from openprobation.inspection.programmes import actions, queries
from openprobation.inspection.programmes.models import Inspection, TeamMember
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import AppliesWhen, MilestoneKind, TeamPart
from openprobation.vocabulary.organisations import OrganisationKind

pytestmark = pytest.mark.django_db


def test_every_framework_loads_and_is_asked_by_the_same_ids_as_it_is_rated(capsys):
    call_command("frameworks", "load")
    call_command("frameworks", "show", "dynamic_2025")
    assert "C1 Does assessment focus enough on keeping others safe? (V)" in capsys.readouterr().out

    from openprobation.rules.inspection.frameworks import FRAMEWORKS

    loaded = {line.code for line in queries.frameworks()}
    assert loaded == set(FRAMEWORKS) - {"yjs_2021"}
    for code in loaded - {"quality_impact_2016"}:
        full = queries.framework(code=code)
        ruled = FRAMEWORKS[code]
        assert [one.code for one in full.sections] == [one.id for one in ruled.standards]
        assert full.is_scored is ruled.is_scored
        for section in full.sections:
            assert all(ruled.standard(section.code).asks(one.code) for one in section.questions)
    nps = queries.framework(code="core_2018_nps", version=1)
    when = {one.applies_when for part in nps.sections for one in part.questions}
    assert when == {AppliesWhen.ALWAYS, AppliesWhen.COURT_WORK, AppliesWhen.VICTIM_CONTACT}


def test_an_inspection_is_announced_planned_and_staffed_by_its_lead(at):
    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    lead, other = (officer(role=Role.LEAD_INSPECTOR, team=team) for _n in range(2))
    assessor = officer(role=Role.INSPECTOR, team=team)
    crc = OrganisationFactory(kind=OrganisationKind.CRC, name="Riverside CRC")
    nps = OrganisationFactory(kind=OrganisationKind.NPS, name="NPS Riverside")
    framework = actions.load_framework(path=actions.DATA / "quality_impact_2016.toml", at=at)
    begins = timezone.localdate(at) + timedelta(weeks=5)
    told = {
        "framework_id": framework.pk,
        "area": "Riverside",
        "organisation_ids": [crc.pk, nps.pk],
        "fieldwork_from": begins,
        "fieldwork_until": begins + timedelta(days=12),
        "by": lead,
        "at": at,
    }
    for wrong, field in (
        ({"framework_id": 0}, "framework"),
        ({"area": " "}, "area"),
        ({"organisation_ids": []}, "organisations"),
        ({"fieldwork_from": timezone.localdate(at)}, "fieldwork_from"),
        ({"fieldwork_until": begins}, "fieldwork_until"),
    ):
        with pytest.raises(Refused) as refused:
            actions.announce(**told | wrong)
        assert field in {part.field for part in refused.value.parts}
    with pytest.raises(NotAllowed):
        actions.announce(**told | {"by": assessor})
    assert not Inspection.objects.exists()

    made = actions.announce(**told)
    again = actions.announce(**told)
    assert again.slug == f"{made.slug}-2"

    for follows, bodies in ((0, [crc.pk]), (again.pk, [crc.pk])):  # nothing, or still to come
        with pytest.raises(Refused, match="fieldwork was over"):
            actions.announce(**told | {"follows_id": follows, "organisation_ids": bodies})
    later = {"fieldwork_from": begins + timedelta(days=300), "follows_id": made.pk}
    later["fieldwork_until"] = later["fieldwork_from"] + timedelta(days=5)
    other_kind = OrganisationFactory(kind=OrganisationKind.PROBATION_SERVICE)
    with pytest.raises(Refused, match="one of these"):  # it looked at nobody of these
        actions.announce(**told | later | {"organisation_ids": [other_kind.pk]})
    follower = queries.plan_of(actions.announce(**told | later).pk)
    assert (follower.follows_id, follower.follows) == (made.pk, "Riverside")

    plan = queries.plan_of(made.pk)
    assert plan.follows_id is None
    assert [one.organisation_id for one in plan.providers] == [crc.pk, nps.pk]
    assert plan.is_led_by(lead.pk)
    assert [kind for kind, _on in plan.milestones] == list(MilestoneKind)

    seat = {"inspection_id": made.pk, "part": TeamPart.ASSESSOR, "is_cleared": False, "at": at}
    with pytest.raises(actions.NoSuchInspection):
        actions.join_team(user_id=assessor.pk, by=other, **seat)
    with pytest.raises(actions.NotAnInspector):
        actions.join_team(user_id=officer(role=Role.HEAD).pk, by=lead, **seat)
    actions.join_team(user_id=assessor.pk, by=lead, **seat)
    with pytest.raises(actions.OnTheTeam):
        actions.join_team(user_id=assessor.pk, by=lead, **seat)
    with pytest.raises(actions.TeamNeedsALead):
        actions.leave_team(inspection_id=made.pk, user_id=lead.pk, by=lead, at=at)
    with pytest.raises(actions.OutOfOrder):
        actions.move_milestone(
            inspection_id=made.pk, kind=MilestoneKind.RELEASE, on=begins, by=lead, at=at
        )
    later = begins + timedelta(weeks=30)
    actions.move_milestone(
        inspection_id=made.pk, kind=MilestoneKind.RELEASE, on=later, by=lead, at=at
    )
    assert dict(queries.plan_of(made.pk).milestones)[MilestoneKind.RELEASE] == later
    actions.leave_team(
        inspection_id=made.pk, user_id=assessor.pk, by=lead, at=at + timedelta(minutes=1)
    )
    assert TeamMember.objects.filter(left_at__isnull=True, inspection=made).count() == 1
    assert set(
        Entry.objects.filter(action__startswith="inspection.").values_list("action", flat=True)
    ) == {
        "inspection.announced",
        "inspection.team.joined",
        "inspection.milestone.moved",
        "inspection.team.left",
    }
