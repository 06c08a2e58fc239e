"""Is a case judged once each way, on evidence, blind, by whom it was given to, and settled with both kept?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.foundation.redaction.events import WordsRedacted
from openprobation.foundation.redaction.finding import Known
from openprobation.foundation.redaction.sweeping import Sweep
from openprobation.foundation.refusals import Refused
from openprobation.inspection.assessments import actions, queries, reactions
from openprobation.inspection.assessments.actions import Cited, Given
from openprobation.inspection.assessments.models import (
    Answer,
    Evidence,
    FactSaid,
    Judgement,
    Moderation,
    VerdictLook,
)
from openprobation.inspection.programmes.models import TeamMember
from openprobation.inspection.programmes.tests.factories import (
    FrameworkFactory,
    InspectionFactory,
    ProviderFactory,
    QuestionFactory,
    SectionFactory,
)
from openprobation.inspection.samples.models import FramedCase, Interview, Sample
from openprobation.inspection.samples.models import Given as GivenTo
from openprobation.rules.inspection.applicability import CaseFacts
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import (
    AppliesWhen,
    CaseAnswer,
    CaseFact,
    EvidenceKind,
    InterviewWith,
    Reading,
    ReplacedFor,
    SampleState,
    TeamPart,
)
from openprobation.vocabulary.organisations import OrganisationKind

pytestmark = pytest.mark.django_db
MET, NOT_MET, NOT_APPLICABLE = CaseAnswer


@dataclass
class Judging:
    case: FramedCase
    other_case: FramedCase
    questions: list[Any]
    lead: Any
    first: Any
    second: Any
    outside: Any
    at: Any

    def answer(self, *given, by=None, **more):
        return actions.answer(
            case_id=self.case.pk, given=given, by=by or self.first, at=self.at, **more
        )

    def hand_in(self, by):
        return actions.hand_in(case_id=self.case.pk, by=by, at=self.at)

    def given(self, number, answer=MET, **more):
        cited = {"entries": (Cited(7, self.at.date()),)} | more
        return Given(self.questions[number].pk, answer, **cited)

    def settle(self, **changed):
        told = {
            "case_id": self.case.pk,
            "question_id": self.questions[0].pk,
            "answer": NOT_MET,
            "why": "The plan came after the review.",
            "by": self.lead,
            "at": self.at,
        }
        return actions.settle(**told | changed)


@pytest.fixture
def judging(at):
    return made(at)


def made(at):
    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    lead = officer(role=Role.LEAD_INSPECTOR, team=team)
    first, second, outside = (officer(role=Role.INSPECTOR, team=team) for _n in range(3))
    framework = FrameworkFactory()
    section = SectionFactory(framework=framework)
    questions = [
        QuestionFactory(section=section),
        QuestionFactory(section=section),
        QuestionFactory(section=section, applies_when=AppliesWhen.UNPAID_WORK),
    ]
    inspection = InspectionFactory(
        framework=framework,
        announced_at=at,
        announced_by=lead,
        fieldwork_from=at.date(),
        fieldwork_until=at.date() + timedelta(days=9),
    )
    TeamMember.objects.create(
        inspection=inspection, user=lead, part=TeamPart.LEAD, joined_at=at - timedelta(days=1)
    )
    provider = ProviderFactory(inspection=inspection)
    sample = Sample.objects.create(
        inspection=inspection, as_of=at, confidence=0.8, margin=0.05, size=2, strata=[],
        seed="s", frame_digest="d", drawn_at=at, drawn_by=lead, announced_at=at,
    )  # fmt: skip
    case, other_case = (
        FramedCase.objects.create(
            sample=sample, case=f"X{n}", record_id=n, provider=provider, sex="male",
            is_restricted=False, place=n, state=SampleState.CHOSEN,
        )
        for n in (1, 2)
    )  # fmt: skip
    GivenTo.objects.create(case=case, assessor=first, given_at=at)
    GivenTo.objects.create(case=case, assessor=second, is_second=True, given_at=at)
    return Judging(case, other_case, questions, lead, first, second, outside, at)


def test_an_answer_needs_evidence_and_whoever_the_case_was_given_to(judging):
    for wrong, by, field in (
        (judging.given(0, entries=()), None, f"{judging.questions[0].code}_entries"),
        (judging.given(0, NOT_APPLICABLE), None, f"{judging.questions[0].code}_why"),
        (judging.given(0, said="x" * 4_001), None, f"{judging.questions[0].code}_said"),
        (judging.given(0, seen=3), None, judging.questions[0].code),
        (Given(0, MET), None, None),
        (judging.given(0), judging.outside, None),
        (judging.given(0), judging.lead, None),
    ):
        with pytest.raises(Refused) as refused:
            judging.answer(wrong, by=by)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        judging.answer(judging.given(0), by=officer(role=Role.HEAD))
    with pytest.raises(actions.NotAsked):
        judging.answer(judging.given(2), facts=CaseFacts(has_unpaid_work=False))
    with pytest.raises(actions.NothingAnswered):
        judging.hand_in(judging.first)
    assert not Answer.objects.exists()
    assert not Judgement.objects.exists()
    assert not Entry.objects.filter(action__startswith="assessment.").exists()

    facts = CaseFacts(has_unpaid_work=False)
    judging.answer(judging.given(0, said="She showed the plan."), facts=facts)
    with pytest.raises(actions.NotAllAnswered) as left:
        judging.hand_in(judging.first)
    assert str(left.value) == f"Still to answer: {judging.questions[1].code}."
    judging.answer(judging.given(0, NOT_MET, seen=1), judging.given(1, MET))
    own = queries.own(judging.case.pk, assessor=judging.first)
    assert (own.reading, own.answered, own.handed_in_at) == (Reading.FIRST, 2, None)
    stands = queries.answers_of([own.id])[own.id][judging.questions[0].pk]
    assert (stands.version, stands.answer, stands.looked) == (2, NOT_MET, False)
    assert [one.kind for one in stands.evidence] == [EvidenceKind.RECORD]
    corrected = Answer.objects.get(judgement=own.id, version=1, question=judging.questions[0])
    assert corrected.answer == MET
    assert set(corrected.evidence.values_list("said", flat=True)) == {"", "She showed the plan."}

    for _twice in range(2):
        actions.look_at_verdict(
            case_id=judging.case.pk,
            question_id=judging.questions[0].pk,
            by=judging.first,
            at=judging.at,
        )
    with pytest.raises(actions.AnswerFirst):
        actions.look_at_verdict(
            case_id=judging.case.pk,
            question_id=judging.questions[0].pk,
            by=judging.second,
            at=judging.at,
        )
    assert VerdictLook.objects.count() == 1
    judging.hand_in(judging.first)
    with pytest.raises(actions.HandedInAlready):
        judging.answer(judging.given(1, NOT_MET, seen=1))
    assert queries.own(judging.case.pk, assessor=judging.second) is None
    assert list(
        Entry.objects.filter(action__startswith="assessment.")
        .order_by("pk")
        .values_list("action", flat=True)
    ) == [
        "assessment.answered",
        "assessment.answered",
        "assessment.verdict.looked_at",
        "assessment.handed_in",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.update(answer=NOT_APPLICABLE)


def test_two_blind_readings_are_compared_and_a_difference_is_settled_with_both_kept(judging):
    judging.answer(judging.given(0, MET), judging.given(1), judging.given(2))
    judging.hand_in(judging.first)
    with pytest.raises(actions.NotHandedIn):
        judging.settle()
    judging.answer(judging.given(0, NOT_MET), judging.given(1), judging.given(2), by=judging.second)
    assert queries.pairs([judging.case.pk]) == []  # the second is not handed in
    judging.hand_in(judging.second)

    found = queries.pairs([judging.case.pk])
    assert [one.differ for one in found] == [True, False, False]
    how = queries.agreed(found)
    assert [how[each.pk].same for each in judging.questions] == [0, 1, 1]

    for wrong, refusal in (
        ({"question_id": judging.questions[1].pk}, actions.NoDifference),
        ({"why": " "}, actions.SayWhySettled),
        ({"by": judging.first}, NotAllowed),
        ({"by": officer(role=Role.LEAD_INSPECTOR)}, Refused),
    ):
        with pytest.raises(refusal):
            judging.settle(**wrong)
    assert not Moderation.objects.exists()

    judging.settle()
    with pytest.raises(actions.SettledAlready):
        judging.settle()
    first = next(one for one in queries.of_cases([judging.case.pk]) if one.reading == "first")
    with pytest.raises(actions.SettledAlready):
        actions.give_back(judgement_id=first.id, by=judging.lead, at=judging.at)
    counted = {one.question_id: one for one in queries.final([judging.case.pk])}
    assert counted[judging.questions[0].pk].answer is NOT_MET
    assert counted[judging.questions[0].pk].was_settled
    assert counted[judging.questions[1].pk].answer is MET
    settled = Moderation.objects.get()
    assert (settled.first.answer, settled.second.answer) == (MET, NOT_MET)


def test_the_lead_gives_a_case_back_and_it_can_be_answered_again(judging):
    judging.answer(*(judging.given(number) for number in range(3)))
    done = judging.hand_in(judging.first)
    assert queries.final([judging.case.pk])

    with pytest.raises(NotAllowed):
        actions.give_back(judgement_id=done.pk, by=judging.first, at=judging.at)
    actions.give_back(judgement_id=done.pk, by=judging.lead, at=judging.at)

    judging.answer(judging.given(0, NOT_MET, seen=1))
    assert queries.final([judging.case.pk]) == []
    judging.hand_in(judging.first)
    assert queries.final([judging.case.pk])[0].answer is NOT_MET
    GivenTo.objects.filter(assessor=judging.second).update(taken_back_at=judging.at)
    with pytest.raises(actions.NotYours):
        judging.answer(judging.given(0), by=judging.second)


def test_a_case_is_replaced_before_it_is_judged_and_never_for_what_was_found(judging):
    FramedCase.objects.filter(pk=judging.other_case.pk).update(state=SampleState.RESERVE)
    say = {
        "case_id": judging.case.pk,
        "reason": ReplacedFor.NO_RECORD,
        "note": "",
        "at": judging.at,
    }
    judging.answer(*(judging.given(number, NOT_MET) for number in range(3)))
    done = judging.hand_in(judging.first)
    with pytest.raises(actions.JudgedAlready):
        actions.replace_case(by=judging.lead, **say)
    with pytest.raises(NotAllowed):
        actions.replace_case(by=judging.first, **say)
    assert FramedCase.objects.get(pk=judging.case.pk).state == SampleState.CHOSEN

    actions.give_back(judgement_id=done.pk, by=judging.lead, at=judging.at)
    came = actions.replace_case(by=judging.lead, **say)

    assert (came.id, came.state) == (judging.other_case.pk, SampleState.BROUGHT_IN)
    with pytest.raises(actions.NotYours):
        judging.hand_in(judging.first)


def test_an_interview_of_the_case_is_cited_as_it_was_written_down(judging):
    kept = [
        Interview.objects.create(
            case=case, with_whom=InterviewWith.PERSON, held_on=judging.at.date(),
            note="She rang weekly.", by=judging.second, at=judging.at,
        )
        for case in (judging.case, judging.other_case)
    ]  # fmt: skip
    with pytest.raises(actions.NoSuchInterview) as refused:
        judging.answer(judging.given(0, entries=(), interviews=(kept[1].pk,)))
    assert refused.value.field == f"{judging.questions[0].code}_interviews"
    assert not Answer.objects.exists()

    made = judging.answer(judging.given(0, entries=(), interviews=(kept[0].pk, kept[0].pk)))

    cited = queries.answers_of([made.pk])[made.pk][judging.questions[0].pk].evidence
    assert [(one.kind, one.interview_id, one.said) for one in cited] == [
        (EvidenceKind.PERSON, kept[0].pk, "She rang weekly.")
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(said="And words of its own")


def test_an_assessor_says_a_fact_is_otherwise_with_a_reason_and_what_stood_is_kept(judging):
    def say(value, why="The order says so.", by=None, fact=CaseFact.UNPAID_WORK):
        return actions.say_fact(
            case_id=judging.case.pk, fact=fact, value=value, why=why,
            by=by or judging.first, at=judging.at, facts=CaseFacts(has_unpaid_work=False),
        )  # fmt: skip

    for value, why, by, refusal, fact in (
        (True, " ", None, actions.SayWhyOtherwise, CaseFact.UNPAID_WORK),
        (False, "So.", None, actions.SaidAlready, CaseFact.UNPAID_WORK),
        (-1, "So.", None, actions.NotSoMany, CaseFact.LICENCE_WEEKS),
        (True, "So.", judging.lead, Refused, CaseFact.UNPAID_WORK),
        (True, "So.", judging.outside, actions.NotYours, CaseFact.UNPAID_WORK),
    ):
        with pytest.raises(refusal):
            say(value, why, by, fact)
    assert not FactSaid.objects.exists()
    assert not Judgement.objects.exists()

    say(True)
    made = judging.answer(judging.given(2))
    with pytest.raises(actions.AnsweredAlready, match=judging.questions[2].code):
        say(False)
    judging.answer(judging.given(2, NOT_APPLICABLE, why="None was ordered.", seen=1))
    say(False, "I misread it.")

    assert queries.own(judging.case.pk, assessor=judging.first).facts.has_unpaid_work is False
    assert [(one.before, one.value, one.why) for one in queries.facts_said(made.pk)] == [
        (True, False, "I misread it."),
        (False, True, "The order says so."),
    ]
    assert Entry.objects.filter(action="assessment.fact.said").count() == 2
    judging.answer(judging.given(0), judging.given(1))
    judging.hand_in(judging.first)
    with pytest.raises(actions.HandedInAlready):
        say(True)


def test_words_that_must_vanish_leave_the_judgements_of_that_record_alone(judging):
    judging.answer(
        judging.given(0, said="Her sister rang."),
        judging.given(1, NOT_APPLICABLE, why="As her sister said."),
    )
    actions.say_fact(
        case_id=judging.case.pk, fact=CaseFact.ON_LICENCE, value=True, why="Her sister told us.",
        by=judging.first, at=judging.at,
    )  # fmt: skip

    for record, left in ((2, 1), (1, 0)):
        sweep = Sweep("persons.Person", (record,), (), Known(("her sister",)), "[removed]", True)
        reactions.redact_words(WordsRedacted(sweep, judging.lead.pk, judging.at))
        assert Evidence.objects.filter(said="Her sister rang.").count() == left
        assert Answer.objects.filter(why="As her sister said.").count() == left
        assert FactSaid.objects.filter(why="Her sister told us.").count() == left
    assert Evidence.objects.filter(said="[removed] rang.").exists()
