"""How far is an inspection in its second week? Invented ones of both organisations, drawn, shared out and half judged.

They carry no inspectorate's name. Made by the actions a lead inspector and assessors use. `tell` draws from
the first team's people and whoever else the record held before the first page; `tell_of_everybody` draws
sixty from everybody once they are all there. What is left is a visitor's to judge, and to settle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.models import Posting
from openprobation.inspection.assessments import actions as assessments
from openprobation.inspection.assessments import queries as judged
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.samples import actions as samples
from openprobation.inspection.samples import queries as sampled
from openprobation.portals.inspector.framing import frame
from openprobation.rules.inspection.applicability import CaseFacts
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import Stratify, TeamPart

from . import judging
from .plan import at_clock
from .service import Service

TEAM = "INSPECT-1"
FRAMEWORK = "quality_impact_2016"
ANNOUNCED = at_clock(date(2017, 1, 9), 10)
AS_OF = at_clock(date(2017, 1, 30), 0)
DRAWN = at_clock(date(2017, 1, 30), 9)
FIELDWORK = date(2017, 2, 6), date(2017, 2, 24)
JUDGED = at_clock(date(2017, 2, 15), 16)


@dataclass(frozen=True, slots=True)
class Story:
    """An invented inspection: how many cases are drawn, and how many first readings are left to make."""

    area: str
    seed: str
    size: int
    left: int


UPPER = Story("Upper Irwell (invented)", "upper-irwell-2017", 24, 12)
EVERYBODY = Story("Lower Irwell (invented)", "lower-irwell-2017", 60, 8)


def tell(made: Service) -> int | None:
    """Half of twenty-four cases are judged, one is begun, and one difference waits for the lead."""
    pk = _drawn(made, UPPER)
    if pk is not None:
        _judged(pk, UPPER, lead=made.by_role[TEAM, Role.LEAD_INSPECTOR])
    return pk


def tell_of_everybody(made: Service) -> int | None:
    """Sixty of everybody, most of them judged; told once, and in small steps beside the pages."""
    if any(plan.area == EVERYBODY.area for plan in plans.planned()):
        return None
    pk = _drawn(made, EVERYBODY)
    if pk is not None:
        _judged(pk, EVERYBODY, lead=made.by_role[TEAM, Role.LEAD_INSPECTOR])
    return pk


def _drawn(made: Service, story: Story) -> int | None:
    """Announce, staff, draw, share out and tell. Returns the inspection if there were cases to draw."""
    lead = made.by_role[TEAM, Role.LEAD_INSPECTOR]
    every = {one.code: one.pk for one in programmes.load_frameworks(at=ANNOUNCED)}
    begins, ends = FIELDWORK
    pk = programmes.announce(
        framework_id=every[FRAMEWORK],
        area=story.area,
        organisation_ids={
            made.teams[code].unit.region.organisation_id for code in ("CRC-BOL", "NPS-BOL")
        },
        fieldwork_from=begins,
        fieldwork_until=ends,
        by=lead,
        at=ANNOUNCED,
    ).pk
    for number, assessor in enumerate(assessors()):
        programmes.join_team(
            inspection_id=pk,
            user_id=assessor.pk,
            part=TeamPart.ASSESSOR,
            is_cleared=number == 0,
            by=lead,
            at=ANNOUNCED,
        )
    plan = plans.plan_of(pk)
    assert plan is not None
    rows = frame(plan, as_of=AS_OF)
    if not rows:
        return None
    samples.draw(
        inspection_id=pk,
        rows=rows,
        as_of=AS_OF,
        confidence=0.8,
        margin=0.1,
        size=min(story.size, len(rows)),
        strata=(Stratify.SEX, Stratify.HARM),
        seed=story.seed,
        by=lead,
        at=DRAWN,
    )
    samples.share_out(inspection_id=pk, by=lead, at=DRAWN)
    samples.announce(inspection_id=pk, by=lead, at=DRAWN)
    return pk


def _judged(pk: int, story: Story, *, lead: User) -> None:
    """All but so many cases are judged; of those, one is left to a second reader and one is begun."""
    cases = sampled.cases(pk)
    cases.sort(key=lambda case: judging.chance(story.seed, "left", case.case))
    left = [case.id for case in cases[: story.left]]
    again = next((case.id for case in cases[story.left :] if case.second_id), None)
    judging.judge(pk, seed=story.seed, at=JUDGED, skip=[*left, *([again] if again else [])])
    judging.judge(pk, seed=story.seed, at=JUDGED, skip=left, seconds=False)
    for pair in judging.differences(pk)[1:]:
        assessments.settle(
            case_id=pair.case_id,
            question_id=pair.question_id,
            answer=pair.first,
            why="Read together. What the first one pointed at decides it.",
            by=lead,
            at=JUDGED,
        )
    _begun(cases[0])


def _begun(case: sampled.SampledCase) -> None:
    """Two questions are answered, the rest is still to do."""
    user = next(one for one in assessors() if one.pk == case.assessor_id)
    codes = {one.code: one for one in judged.questions(case.inspection_id, CaseFacts()).values()}
    assessments.answer(
        case_id=case.id,
        given=[judging.answer_to(codes[code], case) for code in ("P1", "P2")],
        by=user,
        at=JUDGED,
    )


def assessors() -> list[User]:
    """The inspectors of the demonstration's team, the first hired first."""
    posts = Posting.objects.filter(
        team__code=TEAM, role=Role.INSPECTOR, user__is_demonstration=True
    )
    return [post.user for post in posts.select_related("user").order_by("pk")]
