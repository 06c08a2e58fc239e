"""Pages that put right what was registered, and that take back a sentence registered in error."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.supervision.sentences import actions, queries
from openprobation.supervision.sentences.permissions import Permission

from . import forms, wizard

CARRIED_BY_THE_CHECK_PAGE = {"csrfmiddlewaretoken", "submission", "checked", "as_ordered"}


@permitted(Permission.CORRECT)
def correct(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """The facts as the record has them, to put right; then what changes, to confirm."""
    person = open_person(request, crn)
    order = _order(person, pk)
    if elsewhere := _not_here(request, person, order):
        return elsewhere
    facts = actions.facts_of(pk)
    form = open_form(
        request,
        forms.Correct,
        courts=courts.courts(),
        facts=facts,
        seen=len(queries.corrections(order.event_id)),
    )

    def act() -> str:
        actions.correct_sentence(
            order_id=pk,
            facts=form.given(),
            seen=_seen(form),
            why=form.cleaned_data["why"],
            as_ordered=form.cleaned_data["as_ordered"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Put right. What stood before can be read below."))
        return reverse("sentences:order", args=[person.crn, pk])

    context: dict[str, Any] = {**about(person), "order": order, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "sentences/correct.html", context)
    if "checked" in request.POST and (done := answer(request, form, act)):
        return done
    wizard.keep(request, request.POST)  # so that going back to change it loses nothing
    plan = actions.plan_correction(order_id=pk, facts=form.given(), at=clock.now())
    for fault in plan.faults:
        if fault.is_sure and "checked" not in request.POST:
            form.add_error(fault.field if fault.field in form.fields else None, fault.message)
    if not plan.changes and not form.errors:
        form.add_error(None, _("This is what the record says already. Change what is wrong."))
    if any(fault.is_sure for fault in plan.faults) or not plan.changes:
        return render(request, "sentences/correct.html", context)
    return render(
        request,
        "sentences/correct_check.html",
        {**context, "plan": plan, "asked": _sent(request)},
    )


@permitted(Permission.CORRECT)
def withdraw(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Take back a sentence that was never passed on this person: what goes is shown before it does."""
    person = open_person(request, crn)
    order = _order(person, pk)
    if elsewhere := _not_here(request, person, order):
        return elsewhere
    form = open_form(request, forms.Withdraw)
    every = queries.orders_of_event(order.event_id, person_ids=person.ids, on=clock.today())
    others = [
        line
        for line in queries.orders_of(person.ids, clock.today())
        if line.is_live and line.event_id != order.event_id
    ]

    def act() -> str:
        actions.withdraw_sentence(
            event_id=order.event_id,
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Taken back: the record says it was registered in error."))
        return reverse("sentences:order", args=[person.crn, pk])

    context = {
        **about(person), "order": order, "orders": every, "is_last": not others, "form": form
    }  # fmt: skip
    if request.method == "POST" and form.is_valid() and "checked" not in request.POST:
        wizard.keep(request, request.POST)  # so that going back to change it loses nothing
        return render(request, "sentences/withdraw_check.html", context)
    return answer(request, form, act) or render(request, "sentences/withdraw.html", context)


# ── What the two share ─────────────────────────────────────────────────────────────────────
def _order(person: Handle, pk: int) -> queries.OrderLine:
    found = queries.order(pk, person_ids=person.ids, on=clock.today())
    if found is None:
        raise Http404
    return found


def _not_here(
    request: SignedInRequest, person: Handle, order: queries.OrderLine
) -> HttpResponse | None:
    """Taken back already, or another team's: the order's page says which, and who may."""
    if actions.may_correct(event_id=order.event_id, by=request.user, at=clock.now()):
        return None
    if order.withdrawn is None:
        messages.info(
            request,
            _(
                "%(name)s registered this sentence. Only their court team, the senior or the head"
                " can put it right: ask one of them."
            )
            % {"name": order.registered_by},
        )
    return redirect("sentences:order", person.crn, order.id)


def _seen(form: forms.Correct) -> int:
    seen = str(form.cleaned_data["seen"] or "")
    return int(seen) if seen.isdigit() else 0


def _sent(request: SignedInRequest) -> list[tuple[str, str]]:
    """What was typed before the check page, to go with what is confirmed on it."""
    return [
        (name, str(value))
        for name in request.POST
        if name not in CARRIED_BY_THE_CHECK_PAGE
        for value in request.POST.getlist(name)
    ]
