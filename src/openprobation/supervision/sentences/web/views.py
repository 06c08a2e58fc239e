"""Pages that show an order and end one, a requirement or the whole case."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.supervision.persons import actions as persons
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.supervision.sentences import actions, queries
from openprobation.supervision.sentences.permissions import Permission
from openprobation.vocabulary.sentences import EndReason

from . import forms, wizard


@permitted(Permission.VIEW)
def order(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """One order: for what, from when to when, what it requires, and what else the event led to."""
    person = open_person(request, crn)
    today = clock.today()
    found = queries.order(pk, person_ids=person.ids, on=today)
    if found is None:
        raise Http404
    others = queries.orders_of_event(found.event_id, person_ids=person.ids, on=today)
    return render(
        request,
        "sentences/order.html",
        {
            **about(person),
            "order": found,
            "others": [line for line in others if line.id != pk],
            "may_end": may(request.user, Permission.CLOSE, at=clock.now()),
            "may_correct": actions.may_correct(
                event_id=found.event_id, by=request.user, at=clock.now()
            ),
            "corrections": queries.corrections(found.event_id),
        },
    )


@permitted(Permission.CLOSE)
def end(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """End one order. Says first when that closes the case."""
    person = open_person(request, crn)
    found = queries.order(pk, person_ids=person.ids, on=clock.today())
    if found is None:
        raise Http404
    form = open_form(
        request, forms.End, kinds=[found.kind], initial={"on": min(found.ends_on, clock.today())}
    )

    def act() -> str:
        actions.end_order(
            order_id=pk,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
        if queries.open_period(person.ids) is None:
            return closed(request, person)
        messages.success(request, _("The order has ended, and the record says so."))
        return reverse("practitioner:person", args=[person.crn])

    if done := answer(request, form, act):
        return done
    lines = queries.orders_of(person.ids, clock.today())
    live = [line for line in lines if line.is_live and line.id != pk]
    return render(
        request,
        "sentences/end.html",
        {**about(person), "order": found, "form": form, "is_last": not live},
    )


@permitted(Permission.CLOSE)
def end_requirement(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """End one requirement; the order runs on."""
    person = open_person(request, crn)
    found = queries.requirement(pk, person_ids=person.ids)
    held = queries.order(found.order_id, person_ids=person.ids, on=clock.today()) if found else None
    if found is None or held is None:
        raise Http404
    form = open_form(request, forms.End, kinds=[held.kind], initial={"on": clock.today()})

    def act() -> str:
        actions.end_requirement(
            requirement_id=pk,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The requirement has ended. The order runs on."))
        return reverse("sentences:order", args=[person.crn, held.id])

    return answer(request, form, act) or render(
        request,
        "sentences/end_requirement.html",
        {**about(person), "requirement": found, "order": held, "form": form},
    )


@permitted(Permission.CLOSE)
def close(request: SignedInRequest, crn: str) -> HttpResponse:
    """Close the whole case: what will end is shown before it does."""
    person = open_person(request, crn)
    period = queries.open_period(person.ids)
    lines = queries.orders_of(person.ids, clock.today())
    live = [line for line in lines if line.is_live]
    form = open_form(
        request,
        forms.End,
        kinds=[line.kind for line in live],
        with_death=True,
        initial={"on": person.died_on or clock.today()},
    )

    def act() -> str:
        on, reason = form.cleaned_data["on"], form.cleaned_data["reason"]
        if reason is EndReason.DIED and person.died_on is None:
            # The death is a fact about the person; the case closes because of it.
            persons.record_death(person_id=person.id, died_on=on, by=request.user, at=clock.now())
        else:
            actions.close_case(
                person_id=person.id, on=on, reason=reason, by=request.user, at=clock.now()
            )
        return closed(request, person)

    context = {**about(person), "orders": live, "form": form, "period": period}
    if request.method == "POST" and form.is_valid() and "checked" not in request.POST:
        wizard.keep(request, request.POST)  # so that going back to change it loses nothing
        return render(request, "sentences/close_check.html", context)
    return answer(request, form, act) or render(request, "sentences/close.html", context)


def closed(request: SignedInRequest, person: Handle) -> str:
    """Back to the record, for the letters and the last line; it leaves the list of cases at once."""
    messages.success(
        request,
        _("The case of %(name)s is closed, and the record says so.") % {"name": person.name},
    )
    return reverse("practitioner:person", args=[person.crn])
