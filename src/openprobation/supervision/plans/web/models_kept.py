"""Pages about the operating model: what an owner's organisations share, and a new one from a day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.rules.operating_model import REVIEW_MONTHS, WITHIN
from openprobation.vocabulary.plans import Stage

from .. import actions, queries
from ..permissions import Permission
from . import forms


@permitted(Permission.VIEW, Permission.KEEP_MODEL)
def models(request: SignedInRequest) -> HttpResponse:
    """The model of the viewer's owner, with those before it, and which organisations share it."""
    theirs = authority(request.user, clock.now())
    owners, today = queries.owners(theirs.organisation_ids), clock.today()
    models = queries.models(list(owners))
    return render(
        request,
        "plans/models.html",
        {
            "owners": owners,
            "to_begin": [one for one in models if one.starts_on > today],
            "models": [one for one in models if one.starts_on <= today],
            "shared": queries.shared_by(list(owners)),
            "stages": list(Stage),
            "may_keep": theirs.may(Permission.KEEP_MODEL),
        },
    )


@permitted(Permission.KEEP_MODEL)
def keep(request: SignedInRequest, owner_id: int) -> HttpResponse:
    """A new model from a day. Opens with the one in force, or the one to begin, which it replaces."""
    owners = queries.owners(authority(request.user, clock.now()).organisation_ids)
    if owner_id not in owners:
        raise Http404
    last = next(iter(queries.models([owner_id])), None)
    form = open_form(request, forms.KeepModel, initial=filled_from(last))

    def act() -> str:
        given = form.cleaned_data
        actions.keep_model(
            owner_id=owner_id,
            name=given["name"],
            starts_on=given["starts_on"],
            within={s: given[f"within_{s}"] for s in Stage if f"within_{s}" in given},
            asks={s: given[f"asks_{s}"] for s in Stage},
            review_months=given["review_months"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The operating model is set."))
        return reverse("plans:models")

    return answer(request, form, act) or render(
        request,
        "plans/keep_model.html",
        {
            "form": form,
            "owner": owners[owner_id],
            "last": last,
            "has_begun": last is not None and last.starts_on <= clock.today(),
            "stages": list(Stage),
        },
    )


def filled_from(last: queries.ModelLine | None) -> dict[str, Any]:
    on = clock.today()
    defaults = WITHIN.on(on, pack=queries.pack()).value
    within = {**defaults, **(last.within if last else {})}
    return {
        "name": last.name if last else "",
        **({"starts_on": last.starts_on} if last and last.starts_on > on else {}),
        "review_months": last.review_months
        if last
        else REVIEW_MONTHS.on(on, pack=queries.pack()).value,
        **{f"within_{stage}": days for stage, days in within.items()},
        **{f"asks_{stage}": text for stage, text in (last.asks if last else {}).items()},
    }
