"""What does anybody see who comes to this service without signing in?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.inspection.reports import queries as reports
from openprobation.publication.library import queries as library
from openprobation.vocabulary.inspection import FindingSubject

from . import pages


def public_page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A public page, with the public's own menu."""
    return render(request, template, {**places(request), **context})


def places(request: HttpRequest) -> dict[str, Any]:
    """The public's own menu."""
    menu = [
        (_("Greater Manchester"), reverse("home")),
        (_("The first seven"), reverse("public:picture", args=[pages.FIRST_SEVEN])),
        (_("All inspections"), reverse("public:inspections")),
        (_("Recommendations"), reverse("public:recommendations")),
        (_("News"), reverse("public:articles")),
        (_("Open data"), reverse("public:open-data")),
        (_("About"), reverse("public:about")),
    ]
    return {
        "public_navigation": [
            {"label": label, "url": url, "current": request.path == url} for label, url in menu
        ],
        "sign_in": reverse("account_login"),
    }


def _of(full: reports.InspectionInFull, subject: FindingSubject) -> list[reports.FoundThing]:
    return [finding for finding in full.findings if finding.subject == subject]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Greater Manchester as published on 16 February 2017; then the demonstration's doors."""
    today = clock.today()
    full = reports.inspection_in_full(slug=pages.GREATER_MANCHESTER, on=today)
    doors = pages.doors()
    if full is None:
        return public_page(request, "public/nothing_yet.html", doors=doors)
    seven = pages.first_seven(on=today, outcomes=full.outcomes)
    return public_page(
        request,
        "public/home.html",
        full=full,
        drawn=pages.side_by_side(full),
        of_company=_of(full, FindingSubject.CRC),
        of_public_service=_of(full, FindingSubject.NPS),
        between=_of(full, FindingSubject.BETWEEN),
        seven=seven,
        compared=pages.compared(seven.inspections) if seven else "",
        share=pages.share(request, path=reverse("home"), title=full.inspection.headline),
        reading=reports.earlier_reading(on=today, besides=full.inspection.slug),
        doors=doors,
    )


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """One picture with the table behind it."""
    today = clock.today()
    drawn = None
    if slug == pages.FIRST_SEVEN:
        drawn = pages.first_seven(on=today, outcomes=reports.outcomes())
    elif slug == pages.GREATER_MANCHESTER:
        full = reports.inspection_in_full(slug=slug, on=today)
        drawn = pages.side_by_side(full) if full else None
    if drawn is None:
        raise Http404
    return public_page(
        request,
        "public/picture_page.html",
        drawn=drawn,
        compared=pages.compared(drawn.inspections) if slug == pages.FIRST_SEVEN else "",
        share=pages.share(request, path=drawn.page, title=drawn.title),
    )


@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """Every inspection published up to the service's day."""
    return public_page(
        request,
        "public/inspections.html",
        inspections=reports.published(on=clock.today()),
        today=clock.today(),
    )


@require_safe
def inspection(request: HttpRequest, slug: str) -> HttpResponse:
    """One inspection: its picture, its judgements with their sources, and what was recommended."""
    full = reports.inspection_in_full(slug=slug, on=clock.today())
    if full is None:
        raise Http404
    return public_page(
        request,
        "public/inspection.html",
        full=full,
        drawn=pages.side_by_side(full),
        share=pages.share(
            request,
            path=reverse("public:inspection", args=[slug]),
            title=full.inspection.headline,
        ),
    )


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """What may be taken away, and on what terms."""
    return public_page(
        request, "public/open_data.html", documents=library.documents(at=clock.now())
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return public_page(request, "public/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return public_page(request, "public/privacy.html", everybody_is_invented=settings.DEMONSTRATION)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return public_page(request, "public/about.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What may search engines keep? The published pages; nothing that needs signing in."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in NOT_FOR_ROBOTS]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


NOT_FOR_ROBOTS = (
    "/accounts/",
    "/administration/",
    "/court/",
    "/demonstration/",
    "/editor/",
    "/inspector/",
    "/manager/",
    "/my/",
    "/people/",
)
