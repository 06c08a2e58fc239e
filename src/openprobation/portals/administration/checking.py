"""How does an administrator's change become so? Asked, shown to be checked, then done once.

    return changed(request, form, act, Page(title=…, button=…, cancel=…, done=…))

`act` does the change and returns where to go. Before the check page is shown the change is tried and
taken back, so that what would be refused is said beside its field at once. A form without questions
opens on the check page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from openprobation.foundation.drafts.web.writing import SignedInRequest, answer
from openprobation.foundation.refusals import Refused
from openprobation.ui import forms, rendering, wording
from openprobation.vocabulary.term import Term

Words = str | Promise
CONFIRMED, CHANGE = "confirmed", "change"
NOT_CARRIED = {"csrfmiddlewaretoken", "submission", "seen", CONFIRMED, CHANGE}


@dataclass(frozen=True, slots=True)
class Page:
    """What the two pages of a change say."""

    title: Words
    button: Words
    cancel: str
    done: Words
    about: Sequence[tuple[Words, Any]] = ()
    intro: Words = ""
    warning: Words = ""
    is_severe: bool = False


def changed(
    request: SignedInRequest, form: forms.Form, act: Callable[[], str], page: Page
) -> HttpResponse:
    asks = bool(form.visible_fields())
    if request.method == "POST" and CONFIRMED in request.POST:

        def really() -> str:
            went_to = act()
            messages.success(request, str(page.done))
            return went_to

        if went := answer(request, form, really):
            return went
        return shown(request, form, page, to_check=not asks)
    if request.method == "POST" and CHANGE not in request.POST and form.is_valid():
        refusal = refused_by(act)
        if refusal is None:
            return shown(request, form, page, to_check=True)
        form.refuse(refusal)
    return shown(request, form, page, to_check=not asks)


def refused_by(act: Callable[[], str]) -> Refused | None:
    """Try the change and take it back: why it would be refused, if it would."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except Refused as refusal:
        return refusal
    return None


def shown(
    request: SignedInRequest, form: forms.Form, page: Page, *, to_check: bool
) -> HttpResponse:
    template = "administration/check.html" if to_check else "administration/form.html"
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        for value in values
    ]
    context: dict[str, Any] = {"form": form, "page": page}
    if to_check:
        context |= {
            "carried": carried,
            "rows": rows(form, page),
            "asks": bool(form.visible_fields()),
        }
    return render(request, template, context)


def rows(form: forms.Form, page: Page) -> list[dict[str, Any]]:
    """What the check page lists: what the change is about, then each answer."""
    about = [{"key": key, "value": value} for key, value in page.about]
    if not form.is_bound:
        return about
    return about + [
        {"key": bound.label, "value": said(form.cleaned_data.get(bound.name), bound)}
        for bound in form.visible_fields()
    ]


def said(value: Any, bound: BoundField) -> str:
    if isinstance(value, Term):
        return value.label
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return wording.plain_day(value)
    if rendering.kind(bound) in {"radios", "select"}:
        labels = {option.value: option.label for option in rendering.options(bound)}
        return labels.get(str(value), "")
    if isinstance(bound.field, forms.PhoneField):
        return wording.phone(str(value or ""))
    return str(value or "")
