"""Pages where a framework is read before an inspection is announced by it: what it asks, and how it rates."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.inspection.programmes import queries
from openprobation.inspection.programmes.permissions import Permission
from openprobation.rules.inspection.frameworks import FRAMEWORKS
from openprobation.rules.inspection.ratings import (
    BEST,
    WORST_FIRST,
    band_told,
    overall_band,
    rules_on,
)
from openprobation.vocabulary.inspection import AppliesWhen, Sureness


@permitted(Permission.VIEW)
def shelf(request: SignedInRequest) -> HttpResponse:
    """Every framework, the newest first. One query of its own."""
    return render(request, "inspector/frameworks.html", {"frameworks": queries.frameworks()})


@permitted(Permission.VIEW)
def framework(request: SignedInRequest, code: str, version: int) -> HttpResponse:
    """What one version asks, section by section, and how its answers become ratings. Flat."""
    found = queries.framework(code=code, version=version)
    if found is None:
        raise Http404
    on = timezone.localdate(clock.now())
    return render(
        request,
        "inspector/framework.html",
        {
            "framework": found,
            "bands": bands(found, on),
            "whens": {one.value: one for one in AppliesWhen},
            "surenesses": {one.value: one for one in Sureness},
        },
    )


def bands(framework: queries.FrameworkInFull, on: date) -> dict[str, object] | None:
    """Each rating with its shares, and its points where the standards are known, best first. None: no ratings."""
    if not framework.is_scored:
        return None
    rules = rules_on(on)
    known = FRAMEWORKS.get(framework.code)
    standards = len(known.counted) if known else 0
    most = BEST * standards
    points: dict[object, list[int]] = {}
    for score in range(most + 1) if standards else ():
        points.setdefault(overall_band(score, standards, rules), []).append(score)
    return {
        "standards": standards,
        "most": most,
        "rows": [
            (
                rating.label,
                band_told(rating, rules),
                place,
                f"{points[rating][0]}–{points[rating][-1]}" if rating in points else "",
            )
            for place, rating in reversed(list(enumerate(WORST_FIRST)))
        ],
        "rules": rules,
    }
