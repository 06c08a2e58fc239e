"""The page on which a case gets its tier, until tiers are calculated."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about

from .. import actions, queries
from ..permissions import Permission
from . import forms


@permitted(Permission.RECORD_TIER)
def record(request: SignedInRequest, crn: str) -> HttpResponse:
    """Type the tier of an assessment done elsewhere."""
    person = open_person(request, crn)
    history = queries.tier_history(person.ids)
    now = history[0] if history else None
    form = open_form(
        request,
        forms.CaseTier,
        initial={
            "tier": now.tier.value if now else None,
            "is_young_adult": now.is_young_adult if now else False,
            "assessed_on": clock.today(),
        },
    )

    def act() -> str:
        made = actions.record_tier(
            person_id=person.id,
            tier=form.cleaned_data["tier"],
            is_young_adult=bool(form.cleaned_data["is_young_adult"]),
            assessed_on=form.cleaned_data["assessed_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: tier %(tier)s.") % {"tier": made.tier})
        return reverse("practitioner:person", args=[person.crn])

    return answer(request, form, act) or render(
        request,
        "workforce/tier.html",
        {**about(person), "form": form, "history": history},
    )
