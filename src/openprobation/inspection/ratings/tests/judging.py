"""Which inspection is judged in a test of ratings? Two organisations, an evidence standard and one of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.inspection.assessments.models import Answer, Judgement, Moderation
from openprobation.inspection.programmes.models import TeamMember
from openprobation.inspection.programmes.tests.factories import (
    FrameworkFactory,
    InspectionFactory,
    ProviderFactory,
    QuestionFactory,
    SectionFactory,
)
from openprobation.inspection.samples.models import FramedCase, Sample
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import CaseAnswer, Reading, SampleState, TeamPart
from openprobation.vocabulary.organisations import OrganisationKind

SECRET = "Qx9Rated"
"""A word of the ratings: wherever a provider reads it, something leaked."""
MET, NOT_MET, NOT_APPLICABLE = CaseAnswer


@dataclass
class Judged:
    inspection: Any
    crc: Any
    nps: Any
    sample: Any
    questions: dict[str, Any]
    lead: Any
    inspector: Any
    other_lead: Any
    at: Any

    def judge(
        self,
        provider: Any,
        question: str,
        answers: Sequence[CaseAnswer],
        *,
        second: CaseAnswer | None = None,
        settled: CaseAnswer | None = None,
        handed_in: bool = True,
        state: SampleState = SampleState.CHOSEN,
    ) -> None:
        """A case for each answer, read once; or twice, and settled."""
        for number, answer in enumerate(answers, start=FramedCase.objects.count() + 1):
            case = FramedCase.objects.create(
                sample=self.sample, case=f"X{number}", record_id=number, provider=provider,
                sex="male", is_restricted=False, place=number, state=state,
            )  # fmt: skip
            pair = []
            given = [(Reading.FIRST, self.lead, answer)]
            if second is not None:
                given.append((Reading.SECOND, self.inspector, second))
            for reading, by, said in given:
                judgement = Judgement.objects.create(
                    case=case, reading=reading, assessor=by, facts={}, begun_at=self.at,
                    handed_in_at=self.at if handed_in else None,
                )  # fmt: skip
                made = Answer.objects.create(
                    judgement=judgement, question=self.questions[question], version=1, answer=said,
                    why="It does not fit." if said is NOT_APPLICABLE else "", at=self.at,
                )  # fmt: skip
                pair.append(made)
            if settled is not None:
                Moderation.objects.create(
                    case=case, question=self.questions[question], first=pair[0], second=pair[1],
                    settled=settled, why="Read again.", by=self.lead, at=self.at,
                )  # fmt: skip


def judged(at: Any, *, code: str = "core_2018_crc", scored: bool = True) -> Judged:
    """An announced inspection with a sample nobody has judged yet."""
    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    lead, other_lead = (officer(role=Role.LEAD_INSPECTOR, team=team) for _n in range(2))
    framework = FrameworkFactory(code=code, is_scored=scored)
    evidence, cases = (
        [("1.1", "Leadership")] if scored else [],
        ("2.1", ("2.1.1", "2.1.2")) if scored else ("protect", ("P1", "P2")),
    )
    for section, title in evidence:
        SectionFactory(framework=framework, code=section, title=title)
    section = SectionFactory(framework=framework, code=cases[0], title="Assessment")
    questions = {
        each: QuestionFactory(section=section, code=each, text=f"Is {each} done well?")
        for each in cases[1]
    }
    inspection = InspectionFactory(
        framework=framework, area="Riverside", announced_at=at, announced_by=lead,
        fieldwork_from=at.date(), fieldwork_until=at.date() + timedelta(days=9),
    )  # fmt: skip
    TeamMember.objects.create(
        inspection=inspection, user=lead, part=TeamPart.LEAD, joined_at=at - timedelta(days=1)
    )
    sample = Sample.objects.create(
        inspection=inspection, as_of=at, confidence=0.8, margin=0.05, size=2, strata=[],
        seed="s", frame_digest="d", drawn_at=at, drawn_by=lead, announced_at=at,
    )  # fmt: skip
    return Judged(
        inspection,
        ProviderFactory(inspection=inspection, kind=OrganisationKind.CRC, name="Riverside CRC"),
        ProviderFactory(inspection=inspection, kind=OrganisationKind.NPS, name="NPS Riverside"),
        sample,
        questions,
        lead,
        officer(role=Role.INSPECTOR, team=team),
        other_lead,
        at,
    )
