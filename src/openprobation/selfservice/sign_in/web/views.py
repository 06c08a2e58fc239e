"""Signing in with a mobile number and a code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openprobation.foundation import clock
from openprobation.foundation.refusals import Refused

from .. import actions
from . import forms, session

ASKED, SHOWN = "code_id", "demonstration_code"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Which number is yours? Whatever is typed, the next page is the same."""
    if request.method != "POST":
        if session.person_of(request) is not None:
            return redirect("my_case:home")
        begins_with = request.GET.get("number", "") if settings.DEMONSTRATION else ""
        form = forms.Number(initial={"number": begins_with})
        return render(request, "sign_in/number.html", {"form": form})
    form = forms.Number(request.POST)
    if form.is_valid():
        try:
            asked = actions.ask_for_code(
                number=form.cleaned_data["number"],
                asked_from=address_of(request),
                at=clock.now(),
                really_at=clock.machine_now(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            request.session[ASKED] = asked.id
            if settings.DEMONSTRATION:
                request.session[SHOWN] = asked.code
            return redirect("sign_in:code")
    return render(request, "sign_in/number.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """What does the text say? Only the browser that asked for a code can use it."""
    asked = request.session.get(ASKED)
    if asked is None:
        return redirect("sign_in:number")
    form = forms.Typed(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            signed_in = actions.prove(
                code_id=asked,
                typed=form.cleaned_data["code"],
                at=clock.now(),
                really_at=clock.machine_now(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            session.begin(request, signed_in.person_id)
            return redirect("my_case:home")
    shown = request.session.get(SHOWN) if settings.DEMONSTRATION else None
    return render(request, "sign_in/code.html", {"form": form, "shown": shown})


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    session.end(request)
    return redirect("sign_in:number")


def address_of(request: HttpRequest) -> str:
    """Where a request came from. Behind a proxy of ours, what that proxy says; else the connection."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
