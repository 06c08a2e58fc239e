"""What did the program find, and what do its verdicts on every case add to the sample's shares?

Estimates are before release: they ask who is asking. What was found on one case is shown by
`actions.look` alone, after the inspector's own answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from openprobation.foundation.access.check import require
from openprobation.foundation.identity.models import User
from openprobation.inspection.assessments import queries as assessments
from openprobation.inspection.programmes import queries as programmes
from openprobation.inspection.samples import queries as samples
from openprobation.rules.inspection.applicability import CaseFacts
from openprobation.rules.inspection.estimation import (
    COMBINE_RULES,
    MET,
    NOT_MET,
    Estimate,
    Judged,
    sample_alone,
)
from openprobation.rules.inspection.intervals import SAMPLE_PLAN
from openprobation.rules.inspection.verdicts import Beside, Sample, beside_census
from openprobation.vocabulary.inspection import CaseAnswer

from .models import Bearing, Load, StoredVerdict
from .permissions import Permission


# ── What was loaded ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class LoadLine:
    id: int
    sample_id: int
    number: int
    as_of: date
    digest: str
    kept: int
    passed_over: int
    by: str
    at: datetime


def loads(inspection_id: int) -> list[LoadLine]:
    """Every file loaded for the draw that stands, the latest first. One query."""
    rows = Load.objects.filter(
        sample__inspection_id=inspection_id, sample__withdrawn_at__isnull=True
    ).order_by("-number", "-pk")
    return [
        LoadLine(*row)
        for row in rows.values_list(
            "pk", "sample_id", "number", "as_of", "digest", "kept", "passed_over", "by__name", "at"
        )
    ]


def latest(inspection_id: int) -> LoadLine | None:
    """The file whose verdicts count. One query."""
    return next(iter(loads(inspection_id)), None)


def covered(load_id: int) -> frozenset[int]:
    """The questions a load says something about. One query."""
    rows = Bearing.objects.filter(load_id=load_id).values_list("question_id", flat=True)
    return frozenset(rows)


@dataclass(frozen=True, slots=True)
class Found:
    """What the program found on a case by one standard; `evidence_id` is an entry of its record."""

    standard: str
    met: bool
    evidence_id: int


def found_on(
    case_id: int, *, load_id: int, question_ids: Collection[int]
) -> dict[int, tuple[Found, ...]]:
    """By question: nothing where no standard fitted the case. One query.

    Whoever calls has seen that the viewer's own answer stands and that the look is written down.
    """
    found: dict[int, list[Found]] = defaultdict(list)
    rows = StoredVerdict.objects.filter(
        case_id=case_id, bearing__load_id=load_id, bearing__question_id__in=question_ids
    ).order_by("bearing__standard")
    for question_id, standard, met, evidence_id in rows.values_list(
        "bearing__question_id", "bearing__standard", "met", "evidence_id"
    ):
        found[question_id].append(Found(standard, met, evidence_id))
    return {question_id: tuple(each) for question_id, each in found.items()}


# ── Census and sample together ─────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ShareLine:
    """One question of one organisation, or of the whole area where `kind` is empty.

    `alone` is the sample's share: of `judged` cases the question fitted, `met` met it. `beside` None:
    the program has nothing to say of it.
    """

    kind: str
    organisation: str
    met: int
    judged: int
    alone: Estimate
    beside: Beside | None

    @property
    def combined(self) -> Estimate | None:
        return self.beside.together.combined if self.beside else None


@dataclass(frozen=True, slots=True)
class QuestionLine:
    section: str
    section_title: str
    code: str
    text: str
    is_covered: bool
    shares: tuple[ShareLine, ...]


@dataclass(frozen=True, slots=True)
class Estimates:
    """Every question that was answered, in the framework's order. `load` None: no verdicts are stored."""

    load: LoadLine | None
    questions: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A sample's cases as judged and as the program has them, made ready for every question."""

    provider_of: Mapping[int, int]
    answers: Mapping[int, Mapping[int, CaseAnswer]]
    said: Mapping[int, Mapping[str, str]]
    census: Mapping[tuple[int, int], Mapping[str, int]]
    stands_for: Mapping[int, float]


def estimates(inspection_id: int, *, by: User, at: datetime) -> Estimates | None:
    """Each question's share, alone and together. Twenty-one queries at most, however many cases."""
    require(by, Permission.ESTIMATE, at=at)
    plan = programmes.plan_of(inspection_id)
    if plan is None:
        return None
    load = latest(inspection_id)
    read = read_of(inspection_id, load)
    about = covered(load.id) if load else frozenset()
    asked = assessments.questions(inspection_id, CaseFacts())
    on = plan.fieldwork_from
    lines = []
    for question_id, one in asked.items():
        shares = [
            share_of(read, question_id, {provider.id}, provider.kind, provider.name, on=on)
            for provider in plan.providers
        ]
        if len(plan.providers) > 1:
            ids = {provider.id for provider in plan.providers}
            shares.append(share_of(read, question_id, ids, "", plan.area, on=on))
        if known := tuple(share for share in shares if share):
            lines.append(
                QuestionLine(
                    one.section,
                    one.section_title,
                    one.code,
                    one.text,
                    question_id in about,
                    known,
                )
            )
    return Estimates(load, tuple(lines))


def read_of(inspection_id: int, load: LoadLine | None) -> Read:
    """Eight queries at most."""
    cases = [one for one in samples.cases(inspection_id) if one.state in samples.JUDGED]
    answers: dict[int, dict[int, CaseAnswer]] = defaultdict(dict)
    for each in assessments.final([one.id for one in cases]):
        answers[each.question_id][each.case_id] = each.answer
    framed = samples.framed_by_provider(cases[0].sample_id) if cases else {}
    drawn: dict[int, int] = defaultdict(int)
    for one in cases:
        drawn[one.provider_id] += 1
    return Read(
        provider_of={one.id: one.provider_id for one in cases},
        answers=answers,
        said=said_on([one.id for one in cases], load.id) if load else {},
        census=census_of(load.id) if load else {},
        stands_for={pk: framed.get(pk, number) / number for pk, number in drawn.items()},
    )


def said_on(case_ids: Collection[int], load_id: int) -> dict[int, dict[str, str]]:
    """The program's verdict on these cases by question: one standard not met decides. One query."""
    said: dict[int, dict[str, str]] = defaultdict(dict)
    rows = StoredVerdict.objects.filter(bearing__load_id=load_id, case_id__in=case_ids)
    for question_id, case_id, met in rows.values_list("bearing__question_id", "case_id", "met"):
        if not met:
            said[question_id][str(case_id)] = NOT_MET
        else:
            said[question_id].setdefault(str(case_id), MET)
    return said


def census_of(load_id: int) -> dict[tuple[int, int], dict[str, int]]:
    """How many cases of the frame have each verdict, by question and organisation. One query."""
    rows = (
        StoredVerdict.objects.filter(bearing__load_id=load_id)
        .values_list("bearing__question_id", "case__provider_id")
        .annotate(
            cases=Count("case", distinct=True),
            not_met=Count("case", distinct=True, filter=Q(met=False)),
        )
        .order_by()
    )
    return {
        (question_id, provider_id): {MET: cases - not_met, NOT_MET: not_met}
        for question_id, provider_id, cases, not_met in rows
    }


def share_of(
    read: Read, question_id: int, provider_ids: set[int], kind: str, name: str, *, on: date
) -> ShareLine | None:
    """None where no judged case was of the question."""
    theirs = {
        case_id: answer
        for case_id, answer in read.answers.get(question_id, {}).items()
        if read.provider_of.get(case_id) in provider_ids
    }
    unfit = {case_id for case_id, answer in theirs.items() if answer is CaseAnswer.NOT_APPLICABLE}
    met = {
        str(case_id): answer is CaseAnswer.MET
        for case_id, answer in theirs.items()
        if case_id not in unfit
    }
    if not met:
        return None
    alike = len(provider_ids) == 1
    weights = (
        {}
        if alike
        else {str(pk): read.stands_for[read.provider_of[pk]] for pk in theirs if pk not in unfit}
    )
    confidence = SAMPLE_PLAN.on(on).value.told_confidence
    return ShareLine(
        kind,
        name,
        sum(met.values()),
        len(met),
        sample_alone(
            [Judged("", is_met, weights.get(case, 1.0)) for case, is_met in met.items()],
            confidence=confidence,
        ),
        beside_census(
            str(question_id),
            added(read.census.get((question_id, pk), {}) for pk in provider_ids),
            read.said.get(question_id, {}),
            Sample(met, frozenset(map(str, unfit)), weights),
            rules=COMBINE_RULES.on(on).value,
            confidence=confidence,
        ),
    )


def added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total = {MET: 0, NOT_MET: 0}
    for count in counts:
        for verdict, cases in count.items():
            total[verdict] += cases
    return total
