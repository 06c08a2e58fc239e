"""Do invented inspectors judge by the actions, with the report's shape, the same from the same seed?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from openprobation.demo import judging
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.inspection.assessments import actions, queries
from openprobation.inspection.assessments.models import Evidence, Judgement
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.samples import actions as samples
from openprobation.inspection.samples import queries as sampled
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.inspection import CaseAnswer, TeamPart
from openprobation.vocabulary.organisations import OrganisationKind

pytestmark = pytest.mark.django_db

EACH = 5
QUESTIONS = 14


@pytest.fixture
def told(at):
    """An announced sample of five cases of each organisation, half of them to be read twice."""
    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    lead = officer(role=Role.LEAD_INSPECTOR, team=team)
    one, two = (officer(role=Role.INSPECTOR, team=team) for _n in range(2))
    kinds = (OrganisationKind.CRC, OrganisationKind.NPS)
    bodies = [OrganisationFactory(kind=kind) for kind in kinds]
    begins = timezone.localdate(at) + timedelta(weeks=5)
    framework = programmes.load_framework(path=programmes.DATA / "quality_impact_2016.toml", at=at)
    say = {"by": lead, "at": at}
    pk = programmes.announce(
        framework_id=framework.pk, area="Riverside", organisation_ids=[one.pk for one in bodies],
        fieldwork_from=begins, fieldwork_until=begins + timedelta(days=12), **say,
    ).pk  # fmt: skip
    for user in (one, two):
        programmes.join_team(
            inspection_id=pk, user_id=user.pk, part=TeamPart.ASSESSOR, is_cleared=False, **say
        )
    as_of = at - timedelta(days=1)
    rows = []
    for provider in plans.plan_of(pk).providers:
        for _n in range(EACH):
            person = PersonFactory()
            for kind in (ContactKind.RISK, ContactKind.PLAN, ContactKind.APPOINTMENT):
                ContactFactory(person=person, kind=kind, at=as_of, recorded_at=as_of)
            ContactFactory(person=person, kind=ContactKind.RISK, at=at, recorded_at=at)
            rows.append(
                sampled.FrameRow(
                    person.crn, person.pk, provider.id, provider.kind, "male", "low",
                    "community_order", None, False,
                )
            )  # fmt: skip
    samples.draw(
        inspection_id=pk, rows=rows, as_of=as_of, confidence=0.8, margin=0.1, size=len(rows),
        strata=(), seed="riverside", **say,
    )  # fmt: skip
    samples.share_out(inspection_id=pk, twice=50, **say)
    samples.announce(inspection_id=pk, **say)
    return pk, lead


def shape(pk):
    """Met of those that apply, by organisation and section."""
    cases = {one.id: one.organisation for one in sampled.cases(pk)}
    codes = {one.id: one.section for one in queries.questions(pk, judging.CaseFacts()).values()}
    found = {}
    for one in queries.final(list(cases)):
        if one.answer is not CaseAnswer.NOT_APPLICABLE:
            key = cases[one.case_id], codes[one.question_id]
            met, of = found.get(key, (0, 0))
            found[key] = met + (one.answer is CaseAnswer.MET), of + 1
    return {key: met / of for key, (met, of) in found.items()}


def test_every_reading_left_is_judged_on_the_record_as_it_stood_in_the_shape_of_the_report(
    told, at
):
    pk, lead = told
    cases = sampled.cases(pk)
    left_alone = next(case for case in cases if not case.second_id)
    begun = next(case for case in cases if case.second_id)
    assessor = judging.identity.by_id(begun.assessor_id)
    first = next(iter(queries.questions(pk, judging.CaseFacts())))
    actions.answer(
        case_id=begun.id,
        given=[actions.Given(first, CaseAnswer.NOT_MET, said="Typed before.")],
        by=assessor,
        at=at,
    )

    made = judging.judge(pk, seed="s", at=at, skip=[left_alone.id], disagree=0.5)

    lines = queries.of_cases([case.id for case in cases])
    assert made == len(lines) == len(cases) - 1 + sum(bool(case.second_id) for case in cases)
    assert all(line.handed_in_at and line.answered == QUESTIONS for line in lines)
    assert left_alone.id not in {line.case_id for line in lines}
    assert Evidence.objects.filter(said="Typed before.").exists()
    cited = Evidence.objects.exclude(entry_id=None)
    by_person = dict(Contact.objects.values_list("pk", "person_id"))
    assert all(
        by_person[entry] == record
        for entry, record in cited.values_list("entry_id", "answer__judgement__case__record_id")
    )
    late = set(Contact.objects.filter(recorded_at=at).values_list("pk", flat=True))
    assert not late & set(cited.values_list("entry_id", flat=True))
    assert judging.judge(pk, seed="s", at=at, skip=[left_alone.id]) == 0

    found = shape(pk)
    assert found["nps", "protect"] > 0.7 > 0.6 > found["crc", "protect"]
    assert found["nps", "reoffend"] > found["crc", "reoffend"]
    assert min(found["nps", "abide"], found["crc", "abide"]) > 0.7

    differ = judging.differences(pk)
    assert differ
    for one in differ:
        actions.settle(
            case_id=one.case_id, question_id=one.question_id, answer=one.first,
            why="The first is right.", by=lead, at=at,
        )  # fmt: skip
    assert not judging.differences(pk)


def test_the_same_seed_judges_the_same_and_nobody_differs_where_none_is_to(told, at):
    pk, _lead = told
    judging.judge(pk, seed="s", at=at, disagree=0)
    before = queries.final([case.id for case in sampled.cases(pk)])
    assert not judging.differences(pk)
    Judgement.objects.update(handed_in_at=None)
    for model in (Evidence, queries.Answer, Judgement):
        model.objects.all().delete()

    judging.judge(pk, seed="s", at=at)

    assert queries.final([case.id for case in sampled.cases(pk)]) == before
