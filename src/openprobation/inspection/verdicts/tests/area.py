"""Which area is judged and watched in a test? Two organisations, a frame, a sample read, and verdicts on all."""

from __future__ import annotations

from datetime import timedelta

from openprobation.foundation import clock
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.inspection.assessments.models import Answer, Judgement
from openprobation.inspection.programmes.models import TeamMember
from openprobation.inspection.programmes.tests.factories import (
    InspectionFactory,
    ProviderFactory,
    QuestionFactory,
    SectionFactory,
)
from openprobation.inspection.samples.models import FramedCase, Given, Sample
from openprobation.inspection.verdicts import actions
from openprobation.inspection.verdicts.actions import Told
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import CaseAnswer, Reading, SampleState, TeamPart
from openprobation.vocabulary.organisations import OrganisationKind

FILE = 500_000
"""What the file's own numbers of cases begin after."""
STANDARDS = {"plan-in-time": "P1", "home-visit": "P1", "never-judged": "P2"}


def answer_of(is_met):
    return CaseAnswer.MET if is_met else CaseAnswer.NOT_MET


class Area:
    """Of every case with an odd number all is met. People judged so too, but for one in ten."""

    def __init__(self, *, crc=200, nps=100, drawn=40, wrong=10, slug="riverside"):
        at = self.at = clock.now()
        past = at - timedelta(days=2)
        team = TeamFactory(
            unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
        )
        self.lead = officer(role=Role.LEAD_INSPECTOR, team=team)
        self.assessor, self.second = (officer(role=Role.INSPECTOR, team=team) for _n in range(2))
        section = SectionFactory(code="protect", title="Protecting the public")
        self.questions = {
            code: QuestionFactory(section=section, code=code) for code in ("P1", "P2", "P3")
        }
        self.inspection = InspectionFactory(
            framework=section.framework, area="Riverside", slug=slug,
            announced_at=past, announced_by=self.lead,
            fieldwork_from=past.date(), fieldwork_until=at.date() + timedelta(days=9),
        )  # fmt: skip
        TeamMember.objects.create(
            inspection=self.inspection, user=self.lead, part=TeamPart.LEAD, joined_at=past
        )
        self.sample = Sample.objects.create(
            inspection=self.inspection, as_of=past, confidence=0.8, margin=0.05, size=2 * drawn,
            strata=[], seed="s", frame_digest="d", drawn_at=past, drawn_by=self.lead,
            announced_at=past,
        )  # fmt: skip
        self.frame: list[FramedCase] = []
        for kind, cases in ((OrganisationKind.CRC, crc), (OrganisationKind.NPS, nps)):
            provider = ProviderFactory(
                inspection=self.inspection, kind=kind, name=f"{kind.value} Riverside"
            )
            self.frame += FramedCase.objects.bulk_create(
                FramedCase(
                    sample=self.sample, case=f"{kind.value}{n}", record_id=len(self.frame) + n,
                    provider=provider, sex="male", is_restricted=False, place=n,
                    state=SampleState.CHOSEN if n <= drawn else SampleState.RESERVE,
                )
                for n in range(1, cases + 1)
            )  # fmt: skip
        self.read = [case for case in self.frame if case.state == SampleState.CHOSEN]
        self.judge_all(
            self.read,
            lambda number, case: {
                "P1": answer_of(self.is_met(case) is bool(number % wrong)),
                "P3": CaseAnswer.MET,
            },
        )

    @staticmethod
    def is_met(case):
        return case.place % 2 == 1

    def judge_all(self, cases, answers, *, by=None, reading=Reading.FIRST):
        """Read and handed in by one assessor, with what each case is given as answers."""
        user = by or self.assessor
        Given.objects.bulk_create(
            Given(case=case, assessor=user, is_second=reading is Reading.SECOND, given_at=self.at)
            for case in cases
        )
        judgements = Judgement.objects.bulk_create(
            Judgement(
                case=case, reading=reading, assessor=user, facts={}, begun_at=self.at,
                handed_in_at=self.at,
            )
            for case in cases
        )  # fmt: skip
        Answer.objects.bulk_create(
            Answer(
                judgement=judgement, question=self.questions[code], version=1, answer=answer,
                why="No order.", at=self.at,
            )
            for number, judgement in enumerate(judgements)
            for code, answer in answers(number, judgement.case).items()
        )  # fmt: skip

    def judge(self, case, *, by=None, reading=Reading.FIRST, **answers):
        self.judge_all([case], lambda _number, _case: answers, by=by, reading=reading)

    def rows(self, said=None):
        said = said or self.is_met
        for case in self.frame:
            yield Told(FILE + case.pk, "plan-in-time", True, 7)
            yield Told(FILE + case.pk, "home-visit", said(case), 8)
            yield Told(FILE + case.pk, "of-no-question", True, 9)
        yield Told(1, "home-visit", True, 8)

    def load(self, said=None, **told):
        return actions.load(
            **{
                "inspection_id": self.inspection.pk,
                "as_of": self.at.date(),
                "digest": "d" * 64,
                "table": {name: self.questions[code].pk for name, code in STANDARDS.items()},
                "rows": self.rows(said),
                "case_of": {FILE + case.pk: case.pk for case in self.frame},
                "by": self.lead,
                "at": self.at,
            }
            | told
        )
