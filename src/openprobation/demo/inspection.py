"""How does an inspection begin? An invented one of both organisations, announced and drawn, with cases to judge.

It carries no inspectorate's name. Made by the actions a lead inspector uses, from the first team's people
and whoever else the record held when it was drawn: the frame keeps what it was drawn from.
"""

from __future__ import annotations

from datetime import timedelta

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Posting
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.samples import actions as samples
from openprobation.portals.inspector.framing import frame
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import Stratify, TeamPart

from .service import Service

AREA = "Upper Irwell (invented)"
TEAM = "INSPECT-1"
SEED = "upper-irwell-2017"
SIZE = 24
AT = PUBLICATION_DAY - timedelta(hours=1)
AS_OF = PUBLICATION_DAY - timedelta(days=1)


def tell(made: Service) -> int | None:
    """Announce, staff, draw, share out and announce the sample. Returns the inspection, if anybody is there."""
    lead = made.by_role[TEAM, Role.LEAD_INSPECTOR]
    framework = next(
        one for one in programmes.load_frameworks(at=AT) if one.code == "quality_impact_2016"
    )
    organisations = {
        team.unit.region.organisation_id
        for code, team in made.teams.items()
        if code in ("CRC-BOL", "NPS-BOL")
    }
    begins = PUBLICATION_DAY.date() + timedelta(weeks=3)
    inspection = programmes.announce(
        framework_id=framework.pk,
        area=AREA,
        organisation_ids=organisations,
        fieldwork_from=begins,
        fieldwork_until=begins + timedelta(days=11),
        by=lead,
        at=AT,
    )
    for number, assessor in enumerate(assessors()):
        programmes.join_team(
            inspection_id=inspection.pk,
            user_id=assessor.pk,
            part=TeamPart.ASSESSOR,
            is_cleared=number == 0,
            by=lead,
            at=AT,
        )
    plan = plans.plan_of(inspection.pk)
    assert plan is not None
    rows = frame(plan, as_of=AS_OF)
    if not rows:
        return inspection.pk
    samples.draw(
        rows=rows,
        as_of=AS_OF,
        confidence=0.8,
        margin=0.1,
        size=min(SIZE, len(rows)),
        strata=(Stratify.SEX, Stratify.HARM),
        seed=SEED,
        inspection_id=inspection.pk,
        by=lead,
        at=AT,
    )
    samples.share_out(inspection_id=inspection.pk, by=lead, at=AT)
    samples.announce(inspection_id=inspection.pk, by=lead, at=AT)
    return inspection.pk


def assessors() -> list[User]:
    """The inspectors of the demonstration's team, the first hired first."""
    posts = Posting.objects.filter(
        team__code=TEAM, role=Role.INSPECTOR, user__is_demonstration=True
    )
    return [post.user for post in posts.select_related("user").order_by("pk")]
