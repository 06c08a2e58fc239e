"""Pages of the anonymous pulse. What somebody answers is never kept, not even when it is not sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
    to_sign_in,
)
from openprobation.foundation.refusals import Refused

from .. import actions, queries
from ..permissions import Permission
from ..policies import LEAST_SHOWN
from . import forms

Page = Callable[..., HttpResponse]


def kept_nowhere(view: Page) -> Page:
    """Whoever is signed out begins again: what they had answered would be kept under their name."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request, kept=False)
        return view(request, *args, **kwargs)

    return page


@sensitive_post_parameters()
@kept_nowhere
@permitted(Permission.ANSWER_PULSE)
def answer_page(request: SignedInRequest) -> HttpResponse:
    """Four questions, once. Without the token against sending twice: that too would have a time."""
    asked = queries.asked(request.user.pk, on=clock.today())
    form = forms.Pulse(request.POST) if request.method == "POST" else forms.Pulse()
    if request.method == "POST" and asked is not None and form.is_valid():
        try:
            actions.answer_pulse(
                pulse_id=asked.pulse_id, answers=form.answers, by=request.user, at=clock.now()
            )
            messages.success(request, _("Thank you. Nobody can tell which answers were yours."))
            return redirect("workforce:pulse")
        except Refused as refusal:
            form.refuse(refusal)
    least = LEAST_SHOWN.on(clock.today(), pack=queries.pack()).value
    return render(request, "workforce/pulse.html", {"asked": asked, "form": form, "least": least})


@permitted(Permission.ANSWER_PULSE)
def results(request: SignedInRequest) -> HttpResponse:
    """What came of closed pulses, to everybody who was asked."""
    at, on = clock.now(), clock.today()
    return render(
        request,
        "workforce/pulse_results.html",
        {
            "results": queries.results(authority(request.user, at).organisation_ids, on=on),
            "may_ask": may(request.user, Permission.RUN_PULSE, at=at),
            "least": LEAST_SHOWN.on(on, pack=queries.pack()).value,
        },
    )


@permitted(Permission.RUN_PULSE)
def ask(request: SignedInRequest) -> HttpResponse:
    """Ask the staff of the organisation."""
    form = open_form(request, forms.AskPulse)
    post = authority(request.user, clock.now()).main_post

    def act() -> str:
        assert post is not None  # a right comes from a post
        actions.open_pulse(
            organisation_id=post.organisation_id,
            closes_on=form.cleaned_data["closes_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Asked. What comes of it is shown when it has closed."))
        return reverse("workforce:pulse_results")

    return answer(request, form, act) or render(
        request, "workforce/ask_pulse.html", {"form": form, "post": post}
    )
