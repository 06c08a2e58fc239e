"""Which page shows every component, and which show that something went wrong?"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from openprobation.ui.catalogue import CAME_FROM, OPENS_WITH, WRONG, Refusal, Sampler, examples


def catalogue(request: HttpRequest, wrong: bool = False) -> HttpResponse:
    """Each component with examples; with `wrong`, the fields with what is wrong."""
    form = Sampler(WRONG) if wrong else Sampler(initial=OPENS_WITH, came_from=CAME_FROM)
    if wrong:
        form.refuse(Refusal("Somebody else changed this while you were typing. Read it again."))
    return render(request, "ui/catalogue.html", {"form": form, **examples()})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Why, in the words of whoever refused, when they gave any."""
    return _told(request, 403, message=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(request, 404)


def our_fault(request: HttpRequest) -> HttpResponse:
    """Shown when anything may be broken: so from the template alone, without viewer or database."""
    context = {"status": 500, "demonstration": getattr(settings, "DEMONSTRATION", False)}
    return HttpResponse(render_to_string("ui/error.html", context), status=500)


def _told(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    return render(request, "ui/error.html", {"status": status, "message": message}, status=status)
