"""The page where a lead sees how far two readings agree, question by question, and who looked at the program."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.inspection.assessments import queries
from openprobation.inspection.assessments.permissions import Permission
from openprobation.inspection.samples import queries as samples
from openprobation.rules.inspection.agreement import AGREEMENT_WORDS, Agreement, told
from openprobation.rules.inspection.applicability import CaseFacts
from openprobation.rules.inspection.intervals import Interval, wilson

from .judging import led


@dataclass(frozen=True, slots=True)
class Agreed:
    asked: queries.Asked
    how: Agreement
    words: str


@dataclass(frozen=True, slots=True)
class InAll:
    """Every question of every case read twice."""

    cases: int
    n: int
    same: int
    settled: int

    @property
    def differ(self) -> int:
        return self.n - self.same

    @property
    def interval(self) -> Interval | None:
        return wilson(self.same, self.n) if self.n else None


@permitted(Permission.MODERATE)
def agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Percent, kappa and alpha, each with its interval and in words. No case and no answer is named."""
    plan = led(request, pk)
    ids = [one.id for one in samples.cases(pk) if one.state in samples.JUDGED]
    pairs = queries.pairs(ids)
    agreed = queries.agreed(pairs)
    words = AGREEMENT_WORDS.on(plan.fieldwork_from).value
    return render(
        request,
        "inspector/agreeing.html",
        {
            "plan": plan,
            "agreed": [
                Agreed(one, agreed[key], told(agreed[key], words=words))
                for key, one in queries.questions(pk, CaseFacts()).items()
                if key in agreed
            ],
            "in_all": InAll(
                len({one.case_id for one in pairs}),
                len(pairs),
                sum(not one.differ for one in pairs),
                sum(one.differ and one.settled is not None for one in pairs),
            ),
            "looks": queries.looks(ids),
        },
    )
