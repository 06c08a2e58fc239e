"""What does every page show, whoever opens it?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.identity.models import User

from .navigation import NAVIGATION, TEAM_PAGE


def every_page(request: HttpRequest) -> dict[str, Any]:
    """The band, the viewer and their post, and the navigation their posts allow. One query at most."""
    context: dict[str, Any] = {
        "demonstration": settings.DEMONSTRATION,
        "service_now": clock.now(),
        "navigation": [],
        "team_pages": [],
        "viewer_name": "",
        "viewer_post": "",
        "change_password": "",
        "keys_and_codes": "",
    }
    user = request.user if hasattr(request, "user") else None
    if isinstance(user, User):
        theirs = authority(user, clock.now())
        context["viewer_name"] = user.name
        context["viewer_post"] = theirs.main_post.label if theirs.main_post else ""
        if user.has_usable_password():
            context["change_password"] = reverse("account_change_password")
            context["keys_and_codes"] = reverse("mfa_index")
        leads = theirs.may(TEAM_PAGE)
        places = [place for place in NAVIGATION if theirs.may(place.permission)]
        context["navigation"] = [
            {
                "label": place.label,
                "url": (url := reverse(place.url_name)),
                "current": request.path == url,
            }
            for place in places
            if not (leads and place.is_on_team_page)
        ]
        if leads:
            context["team_pages"] = [
                (place.label, reverse(place.url_name)) for place in places if place.is_on_team_page
            ]
    return context
