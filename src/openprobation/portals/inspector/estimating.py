"""The page where a lead sees each question's share: from the sample, and from sample and program together."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.inspection.assessments import queries as assessments
from openprobation.inspection.samples import queries as samples
from openprobation.inspection.verdicts import queries
from openprobation.inspection.verdicts.permissions import Permission

from .judging import led


@permitted(Permission.ESTIMATE)
def estimates(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sample's own share always, and beside it the second figure or why there is none."""
    plan = led(request, pk)
    found = queries.estimates(pk, by=request.user, at=clock.now())
    if found is None:
        raise Http404
    cases = [one for one in samples.cases(pk) if one.state in samples.JUDGED]
    ids = [one.id for one in cases]
    as_of = timezone.localdate(cases[0].as_of) if cases else None
    return render(
        request,
        "inspector/estimating.html",
        {
            "plan": plan,
            "load": found.load,
            "loads": queries.loads(pk),
            "sections": [
                (title, list(group))
                for (_code, title), group in groupby(
                    found.questions, key=lambda one: (one.section, one.section_title)
                )
            ],
            "read": len(
                {
                    one.case_id
                    for one in assessments.of_cases(ids)
                    if one.reading == "first" and one.handed_in_at is not None
                }
            ),
            "cases": len(cases),
            "as_of": as_of,
            "is_of_another_day": found.load is not None and found.load.as_of != as_of,
            "changed": sum(one.changed for one in assessments.looks(ids)),
        },
    )
