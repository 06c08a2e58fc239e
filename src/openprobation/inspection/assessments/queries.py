"""What is asked of a case, what was answered, how far is everybody, and how far do two readings agree?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from openprobation.inspection.programmes import queries as programmes
from openprobation.inspection.samples import queries as samples
from openprobation.inspection.samples.queries import SampledCase
from openprobation.rules.inspection.agreement import Agreement, agreement
from openprobation.rules.inspection.applicability import CaseFacts, applicable
from openprobation.vocabulary.inspection import (
    AppliesWhen,
    CaseAnswer,
    CaseFact,
    EvidenceKind,
    Reading,
    SampleState,
)

from .models import Answer, Evidence, FactSaid, Judgement, Moderation, VerdictLook

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


# ── The form ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is asked of one case: whether it fits it, and if not, why."""

    id: int
    section: str
    section_title: str
    code: str
    text: str
    prompts: tuple[str, ...]
    applies: bool | None
    because: str
    when: AppliesWhen = AppliesWhen.ALWAYS


def case_to_judge(case_id: int, by: User) -> SampledCase | None:
    """A case, if it was given to this user to judge, is announced and was not replaced. Two queries."""
    case = samples.sampled_case(case_id)
    if case is None or not case.is_announced or not case.is_judged_by(by.pk):
        return None
    return None if case.state == SampleState.REPLACED else case


def reading_of(case: SampledCase, by: User) -> Reading:
    return Reading.FIRST if case.assessor_id == by.pk else Reading.SECOND


def questions(inspection_id: int, facts: CaseFacts) -> dict[int, Asked]:
    """The questions of an inspection's framework in their order, for a case of these facts. Eight queries."""
    plan = programmes.plan_of(inspection_id)
    full = plan and programmes.framework(code=plan.framework_code, version=plan.framework_version)
    if not full:
        return {}
    found = {}
    for section in full.sections:
        for each in section.questions:
            fits = applicable(AppliesWhen(each.applies_when), facts)
            found[each.id] = Asked(
                each.id,
                section.code,
                section.title,
                each.code,
                each.text,
                each.prompts,
                fits.applies,
                fits.why_not,
                AppliesWhen(each.applies_when),
            )
    return found


def asked_of(judgement: Judgement) -> dict[int, Asked]:
    """What is asked of the case of a judgement, by the facts kept with it. Ten queries."""
    case = samples.sampled_case(judgement.case_id)
    return questions(case.inspection_id, CaseFacts(**judgement.facts)) if case else {}


@dataclass(frozen=True, slots=True)
class FactLine:
    """What an assessor said of a fact."""

    fact: CaseFact
    before: bool | float | None
    value: bool | float
    why: str
    at: datetime


def facts_said(judgement_id: int) -> list[FactLine]:
    """What was said of the facts of a case, the latest first. One query."""
    rows = FactSaid.objects.filter(judgement_id=judgement_id).order_by("-at", "-pk")
    return [
        FactLine(CaseFact(fact), before, value, why, at)
        for fact, before, value, why, at in rows.values_list("fact", "before", "value", "why", "at")
    ]


@dataclass(frozen=True, slots=True)
class CitedLine:
    """An entry, an interview with its words in `said`, or free words."""

    kind: EvidenceKind
    entry_id: int | None
    entry_on: date | None
    said: str
    interview_id: int | None = None
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What stands to a question."""

    id: int
    question_id: int
    version: int
    answer: CaseAnswer
    why: str
    at: datetime
    evidence: tuple[CitedLine, ...]
    looked: bool


def answers_of(judgement_ids: Collection[int]) -> dict[int, dict[int, AnswerLine]]:
    """What stands, by judgement and question. Two queries."""
    rows = list(
        Answer.objects.standing()
        .filter(judgement_id__in=judgement_ids)
        .values_list("judgement_id", "pk", "question_id", "version", "answer", "why", "at", "looks")
    )
    cited: dict[int, list[CitedLine]] = defaultdict(list)
    for answer_id, kind, entry_id, on, said, interview_id, held_on, note in (
        Evidence.objects.filter(answer_id__in=[row[1] for row in rows])
        .order_by("entry_on", "pk")
        .values_list(
            "answer_id", "kind", "entry_id", "entry_on", "said", "interview_id",
            "interview__held_on", "interview__note",
        )
    ):  # fmt: skip
        cited[answer_id].append(
            CitedLine(EvidenceKind(kind), entry_id, on, said or note or "", interview_id, held_on)
        )
    found: dict[int, dict[int, AnswerLine]] = defaultdict(dict)
    for judgement_id, pk, question_id, version, answer, why, at, look in rows:
        found[judgement_id][question_id] = AnswerLine(
            pk, question_id, version, CaseAnswer(answer), why, at, tuple(cited[pk]), bool(look)
        )
    return found


@dataclass(frozen=True, slots=True)
class JudgementLine:
    id: int
    case_id: int
    reading: Reading
    assessor_id: int
    assessor: str
    handed_in_at: datetime | None
    answered: int
    facts: CaseFacts


def given_to(assessor: User) -> list[JudgementLine]:
    """What somebody has to read, what is in hand first. One query."""
    return judgements(Q(assessor=assessor))


def own(case_id: int, *, assessor: User) -> JudgementLine | None:
    """One's own judgement of a case; another's is not found. One query."""
    return next(iter(judgements(Q(case_id=case_id, assessor=assessor))), None)


def of_cases(case_ids: Collection[int]) -> list[JudgementLine]:
    """Both readings of some cases, for the lead. One query."""
    return judgements(Q(case_id__in=case_ids))


def judgements(which: Q) -> list[JudgementLine]:
    rows = (
        Judgement.objects.filter(which)
        .annotate(answered=Count("answers__question", distinct=True))
        .order_by("handed_in_at", "pk")
        .values_list(
            "pk",
            "case_id",
            "reading",
            "assessor_id",
            "assessor__name",
            "handed_in_at",
            "answered",
            "facts",
        )
    )
    return [
        JudgementLine(
            pk, case_id, Reading(reading), user, name, handed, answered, CaseFacts(**facts)
        )
        for pk, case_id, reading, user, name, handed, answered, facts in rows
    ]


# ── What is counted ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Final:
    """What counts of one question of one case: settled where two differed, else the first reading."""

    case_id: int
    question_id: int
    answer: CaseAnswer
    was_settled: bool


def final(case_ids: Collection[int]) -> list[Final]:
    """Of cases whose first reading is handed in. Two queries."""
    settled = {
        (case_id, question_id): CaseAnswer(answer)
        for case_id, question_id, answer in Moderation.objects.filter(
            case_id__in=case_ids
        ).values_list("case_id", "question_id", "settled")
    }
    first = (
        Answer.objects.standing()
        .filter(
            judgement__case_id__in=case_ids,
            judgement__reading=Reading.FIRST,
            judgement__handed_in_at__isnull=False,
        )
        .order_by("judgement__case_id", "question_id")
        .values_list("judgement__case_id", "question_id", "answer")
    )
    return [
        Final(
            case_id,
            question_id,
            settled.get((case_id, question_id), CaseAnswer(answer)),
            (case_id, question_id) in settled,
        )
        for case_id, question_id, answer in first
    ]


# ── Two readings ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Pair:
    """One question of one case as two people answered it, neither knowing of the other."""

    case_id: int
    question_id: int
    first: CaseAnswer
    second: CaseAnswer
    settled: CaseAnswer | None
    why: str

    @property
    def differ(self) -> bool:
        return self.first is not self.second


def pairs(case_ids: Collection[int]) -> list[Pair]:
    """Every question both readers answered, of cases both handed in. Two queries."""
    settled = {
        (case_id, question_id): (CaseAnswer(answer), why)
        for case_id, question_id, answer, why in Moderation.objects.filter(
            case_id__in=case_ids
        ).values_list("case_id", "question_id", "settled", "why")
    }
    given: dict[tuple[int, int], dict[Reading, CaseAnswer]] = defaultdict(dict)
    rows = Answer.objects.standing().filter(
        judgement__case_id__in=case_ids, judgement__handed_in_at__isnull=False
    )
    for case_id, question_id, reading, answer in rows.values_list(
        "judgement__case_id", "question_id", "judgement__reading", "answer"
    ):
        given[case_id, question_id][Reading(reading)] = CaseAnswer(answer)
    return [
        Pair(
            case_id,
            question_id,
            both[Reading.FIRST],
            both[Reading.SECOND],
            *settled.get((case_id, question_id), (None, "")),
        )
        for (case_id, question_id), both in sorted(given.items())
        if len(both) == 2
    ]


LABELS = tuple(each.value for each in CaseAnswer)


def agreed(found: Collection[Pair]) -> Mapping[int, Agreement]:
    """How far two readers agree, by question. No query."""
    by_question: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in found:
        by_question[one.question_id].append((one.first.value, one.second.value))
    return {
        question_id: agreement(str(question_id), answers, labels=LABELS)
        for question_id, answers in by_question.items()
    }


# ── Looks at what the program found ────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Looks:
    """How often an assessor looked after answering, and how many of those answers they then changed."""

    assessor: str
    looks: int
    changed: int


def looks(case_ids: Collection[int]) -> list[Looks]:
    """By assessor, most looks first. One query."""
    rows = (
        VerdictLook.objects.filter(answer__judgement__case_id__in=case_ids)
        .values_list("answer__judgement__assessor__name")
        .annotate(n=Count("pk"), changed=Count("answer__replaced_by"))
        .order_by("-n", "answer__judgement__assessor_id")
    )
    return [Looks(*row) for row in rows]
