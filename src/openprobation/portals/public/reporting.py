"""What does anybody read of reports made here, and of every recommendation ever made?

Everything asks for the moment: before its release a report has no page, no count and no file.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.inspection.reports import queries as reports
from openprobation.inspection.reports.queries import showing
from openprobation.publication.library import queries as library
from openprobation.publication.library.actions import released

from .news import share
from .views import places, public_page

FOLDER = "reports"


def shelved(slugs: set[str]) -> dict[str, list[tuple[str, str]]]:
    """What is on the shelves under these names: each form with its address. Three queries."""
    return {
        document.slug: [
            (form.upper(), reverse("library:file", args=[document.slug, form]))
            for form in document.forms
        ]
        for document in library.documents(at=clock.now())
        if document.slug in slugs
    }


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """One report whole, with what followed from it."""
    full = reports.public_report(slug=slug, at=clock.now())
    if full is None:
        raise Http404
    answer = public_page(request, "public/report.html", **of_report(full))
    answer["Cache-Control"] = "no-cache"
    return answer


def of_report(full: reports.ReportInFull) -> dict[str, Any]:
    slug = full.line.slug
    kinds = (*showing.PICTURES, showing.ESTIMATES)
    there = shelved({f"report-{slug}", *(f"{slug}-{kind}" for kind in kinds)})
    return {
        "full": full,
        "pictures": showing.pictures(full),
        "estimates": showing.estimates(full),
        "smallest": showing.smallest(full),
        "files": {kind: there.get(f"{slug}-{kind}", []) for kind in kinds},
        "documents": there.get(f"report-{slug}", []),
        "follow_up": True,
        "is_demonstration": settings.DEMONSTRATION,
        "share": share(reverse("public:report", args=[slug]), full.line.title),
    }


@require_safe
def all_reports(request: HttpRequest) -> HttpResponse:
    """Every report made here that is public."""
    return public_page(request, "public/reports.html", reports=reports.released(at=clock.now()))


@require_safe
def recommendations(request: HttpRequest) -> HttpResponse:
    """Every recommendation ever made, with its state where it is followed up here."""
    return public_page(
        request,
        "public/recommendations.html",
        made=reports.ever_made(at=clock.now()),
        shelved=shelved({"recommendations"}).get("recommendations", []),
    )


# ── As files ───────────────────────────────────────────────────────────────────────────────


def draw(slug: str) -> tuple[str, datetime] | None:
    """A report's page as nobody in particular sees it, and when it last changed. None: not public."""
    at = clock.now()
    full = reports.public_report(slug=slug, at=at)
    if full is None:
        return None
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = reverse("public:report", args=[slug])
    request.user = AnonymousUser()
    with override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "public/report.html", {**places(request), **of_report(full)}, request
        )
    return text, reports.page_stamps(at=at)[slug]


def name_of(slug: str) -> str:
    return f"{FOLDER}/{slug}"


def keep_pages(at: datetime) -> None:
    """Write the file of every page that became public or changed, and take the others away. A job."""
    for slug in released.stale(FOLDER, reports.page_stamps(at=at)):
        released.keep(name_of(slug), partial(draw, slug))
