"""Which pages were slow, for whoever keeps the service?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.foundation.watching import slow
from openprobation.foundation.watching.permissions import Permission

MOST_SHOWN = 100
ORDERS: dict[str, tuple[str | Promise, Callable[[slow.Request], Any]]] = {
    "newest": (_("Newest"), lambda one: -one.at.timestamp()),
    "slowest": (_("Slowest"), lambda one: -one.ms),
    "queries": (_("Most queries"), lambda one: -one.queries),
    "page": (_("Page"), lambda one: (one.view, -one.ms)),
}


@require_safe
@permitted(Permission.WATCH)
def slow_requests(request: SignedInRequest) -> HttpResponse:
    """The slow requests that are kept, in the order asked for; an order there is not is the first."""
    order = request.GET.get("order", "newest")
    if order not in ORDERS:
        order = "newest"
    kept = slow.kept()
    return render(
        request,
        "administration/slow.html",
        {
            "requests": sorted(kept, key=ORDERS[order][1])[:MOST_SHOWN],
            "kept": len(kept),
            "order": order,
            "orders": [(name, words) for name, (words, _key) in ORDERS.items()],
            "limit": settings.SLOW_REQUEST_MS,
        },
    )
