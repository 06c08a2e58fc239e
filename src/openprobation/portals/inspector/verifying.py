"""The provider's room of a sample: its own cases once announced, and everything to draw them again."""

from __future__ import annotations

import csv

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.access.queries import masked
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.foundation.organisations.authority import Authority
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.samples import queries
from openprobation.inspection.samples.permissions import Permission


def theirs(
    request: SignedInRequest, pk: int
) -> tuple[plans.Planned, queries.SampleLine, plans.Inspected]:
    """The announced sample and the viewer's own organisation in it; nothing else is there."""
    plan, sample = plans.plan_of(pk), queries.sample_of(pk)
    viewer: Authority = authority(request.user, clock.now())
    heads = {post.organisation_id for post in viewer.posts if post.leads_unit}
    if plan is None or sample is None or sample.announced_at is None:
        raise Http404
    provider = next((one for one in plan.providers if one.organisation_id in heads), None)
    if provider is None:
        raise Http404
    return plan, sample, provider


@permitted(Permission.VERIFY)
def room(request: SignedInRequest) -> HttpResponse:
    """The samples announced to the organisations the viewer heads."""
    heads = {
        post.organisation_id
        for post in authority(request.user, clock.now()).posts
        if post.leads_unit
    }
    announced = queries.announced()
    told = [
        plan
        for plan in plans.planned()
        if plan.id in announced and any(one.organisation_id in heads for one in plan.providers)
    ]
    return render(request, "inspector/samples.html", {"plans": told})


@permitted(Permission.VERIFY)
def own(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own organisation's cases, drawn again while the page is made."""
    plan, sample, provider = theirs(request, pk)
    draw = queries.own_draw(sample, provider_id=provider.id)
    on = timezone.localdate(sample.as_of)
    hidden = masked(
        request.user,
        kind="person",
        record_ids=[line.record_id for line in draw.lines],
        at=clock.now(),
    )
    return render(
        request,
        "inspector/sample_own.html",
        {
            "plan": plan,
            "sample": sample,
            "provider": provider,
            "draw": draw,
            "hidden": {line.case for line in draw.lines if line.record_id in hidden},
            "replacements": [
                line for line in queries.replacements(sample.id) if line.provider_id == provider.id
            ],
            "withdrawn": queries.withdrawn(pk),
            "shows": queries.shows({provider.name: (len(draw.drawn), len(draw.lines))}, on=on),
        },
    )


@permitted(Permission.VERIFY)
def frame(request: SignedInRequest, pk: int) -> HttpResponse:
    """One's own frame as CSV: with the seed it is all that is needed to draw again. The copy is written down."""
    plan, sample, provider = theirs(request, pk)
    draw = queries.own_draw(sample, provider_id=provider.id)
    hidden = masked(
        request.user,
        kind="person",
        record_ids=[line.record_id for line in draw.lines],
        at=clock.now(),
    )
    record("sample.frame.downloaded", by=request.user.username, at=clock.now(), sample=sample.id)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{plan.slug}-{provider.kind}-frame.csv"'
    answer["Cache-Control"] = "no-store, private"
    rows = csv.writer(answer)
    rows.writerow(["case", *sample.strata, "key", "place", "drawn"])
    for line in draw.lines:
        is_hidden = line.record_id in hidden
        told = [line.case, *line.stratum, line.key, line.place]
        if is_hidden:
            told = ["restricted", *("" for _each in told[1:])]
        rows.writerow([*told, "yes" if line.is_drawn else "no"])
    return answer
