"""A supplier's money: what it may state, what it stated, and what buyers dispute."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.supervision.commissioning import actions, queries
from openprobation.supervision.commissioning.actions import suppliers_of
from openprobation.supervision.commissioning.permissions import Permission

from . import forms


@permitted(Permission.DELIVER)
def home(request: SignedInRequest) -> HttpResponse:
    """What may be stated, what was, and what is disputed. Four queries."""
    mine = suppliers_of(request.user, at=clock.now())
    return render(
        request,
        "provider/money.html",
        {
            "to_state": queries.to_state(mine),
            "month": queries.ended_month(clock.today()),
            "statements": [each for each in queries.statements(mine) if each.supplier_id in mine],
            "disputes": queries.open_disputes(mine),
        },
    )


@permitted(Permission.DELIVER)
@require_POST
def issue(request: SignedInRequest, buyer: int) -> HttpResponse:
    """State the month that is over, to one buyer."""
    at = clock.now()
    for supplier_id in sorted(suppliers_of(request.user, at=at)):
        try:
            made = actions.issue_statement(
                supplier_id=supplier_id,
                buyer_id=buyer,
                month=queries.ended_month(clock.today()),
                by=request.user,
                at=at,
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Issued: statement %(number)s.") % {"number": made.pk})
    return redirect("provider:money")


@permitted(Permission.DELIVER)
def answer_dispute(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree, and the units are credited; or show that they stand."""
    mine = suppliers_of(request.user, at=clock.now())
    if request.method != "POST" and not any(each.id == pk for each in queries.open_disputes(mine)):
        raise Http404
    form = open_form(request, forms.AnswerDispute)
    back = reverse("provider:money")

    def act() -> str:
        actions.answer_dispute(
            dispute_id=pk,
            is_upheld=form.cleaned_data["is_upheld"],
            answer=form.cleaned_data["answer"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Answered."))
        return back

    return answer(request, form, act) or render(
        request,
        "provider/form.html",
        {"form": form, "title": _("Answer a dispute"), "button": _("Save"), "back": back},
    )
