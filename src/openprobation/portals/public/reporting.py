"""What does anybody read of reports made here, and of every recommendation ever made?

Everything asks for the moment: before its release a report has no page, no count and no file.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.inspection.reports import queries as reports
from openprobation.inspection.reports.queries import showing
from openprobation.publication.library import queries as library

from . import pages
from .views import public_page


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
    there = shelved({f"report-{slug}", *(f"{slug}-{kind}" for kind in showing.PICTURES)})
    return public_page(
        request,
        "public/report.html",
        full=full,
        pictures=showing.pictures(full),
        smallest=showing.smallest(full),
        files={kind: there.get(f"{slug}-{kind}", []) for kind in showing.PICTURES},
        documents=there.get(f"report-{slug}", []),
        follow_up=True,
        is_demonstration=settings.DEMONSTRATION,
        share=pages.share(
            request, path=reverse("public:report", args=[slug]), title=full.line.title
        ),
    )


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
