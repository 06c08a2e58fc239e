"""How does a change of the catalogue become so? Asked, shown to be checked, then done once.

Before the check page is shown the change is tried and taken back, so that what would be refused is
said beside its field at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from openprobation.foundation.drafts.web.writing import SignedInRequest, answer
from openprobation.foundation.refusals import Refused
from openprobation.ui import rendering, wording
from openprobation.ui.forms import Form

CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Page:
    """What the two pages of a change say; `follows`: what comes of it."""

    title: str
    button: str
    back: str
    done: str
    now: Sequence[tuple[str, str]] = ()
    follows: Sequence[str] = ()


def changed(
    request: SignedInRequest, form: Form, act: Callable[[], str], page: Page
) -> HttpResponse:
    def really() -> str:
        went_to = act()
        messages.success(request, page.done)
        return went_to

    if request.method == "POST" and CHECKED in request.POST:
        if went := answer(request, form, really):
            return went
    elif request.method == "POST" and form.is_valid():
        refusal = refused_by(act)
        if refusal is None:
            return render(
                request,
                "commissioning/check.html",
                {
                    "form": form,
                    "page": page,
                    "here": request.path,
                    "rows": [
                        *({"key": key, "value": value} for key, value in page.now),
                        *said(form),
                    ],
                    "asked": carried(request),
                },
            )
        form.refuse(refusal)
    return render(request, "commissioning/form.html", {"form": form, "page": page})


def refused_by(act: Callable[[], str]) -> Refused | None:
    """Try the change and take it back: why it would be refused, if it would."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except Refused as refusal:
        return refusal
    return None


def said(form: Form) -> Iterator[dict[str, Any]]:
    """Each answer as a check page reads it back."""
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name)
        if isinstance(value, bool):
            words = _("Yes") if value else _("No")
        elif isinstance(value, list):
            labels = {str(option.value): option.label for option in rendering.options(bound)}
            words = ", ".join(str(labels.get(str(each), each)) for each in value)
        elif isinstance(value, date):
            words = wording.plain_day(value)
        elif isinstance(value, time):
            words = wording.time_of_day(value)
        elif rendering.kind(bound) in {"radios", "select"}:
            labels = {str(option.value): option.label for option in rendering.options(bound)}
            words = str(labels.get(str(value), ""))
        else:
            words = str(bound.value() or "")
        yield {"key": bound.label, "value": words}


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to go with what is confirmed."""
    return [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "submission", CHECKED)
        for value in request.POST.getlist(name)
    ]
