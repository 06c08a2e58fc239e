"""Pages a court officer registers a sentence on: hearing, orders, lengths, check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
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
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts.queries import day_start
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.supervision.sentences import actions, queries
from openprobation.supervision.sentences.permissions import Permission

from . import forms, wizard


@permitted(Permission.REGISTER)
def hearing(request: SignedInRequest, crn: str) -> HttpResponse:
    """Step 1: where, when and for what. The court of the last registration today is chosen."""
    person = open_person(request, crn)
    if crn != person.crn:
        return redirect(wizard.HEARING, person.crn)
    if grown := _grown_or_shrunk(request, forms.Hearing):
        return grown
    initial, came_from = _opens_with(request)
    form = _open(
        request,
        forms.Hearing,
        courts=courts.courts(),
        initial=initial,
        came_from=came_from,
    )
    if request.method == "POST":
        wizard.keep(request, request.POST)
        if form.is_valid() and wizard.hearing_is_sound(form, person):
            return wizard.after_hearing(request, person)
    elif _is_looked_at(request, form) and form.is_valid():
        wizard.hearing_is_sound(form, person)
    return _page(request, "hearing", person, form=form)


@permitted(Permission.REGISTER)
def orders(request: SignedInRequest, crn: str) -> HttpResponse:
    """Step 2: what the court passed, and what it required."""
    person = open_person(request, crn)
    heard = wizard.heard(request, person)
    if heard is None or crn != person.crn:
        return wizard.to(wizard.HEARING, request, person)
    if grown := _grown_or_shrunk(request, forms.Orders):
        return grown
    form = _open(request, forms.Orders, orderable=wizard.orderable(heard, person))
    if request.method == "POST":
        wizard.keep(request, request.POST)
        if form.is_valid():
            return redirect(wizard.address(wizard.LENGTHS, person))
    elif _is_looked_at(request, form):
        form.is_valid()
    return _page(request, "orders", person, form=form, heard=heard)


@permitted(Permission.REGISTER)
def lengths(request: SignedInRequest, crn: str) -> HttpResponse:
    """Step 3: how long and how much, with the limits of the day beside each field."""
    person = open_person(request, crn)
    heard = wizard.heard(request, person)
    if heard is None or crn != person.crn:
        return wizard.to(wizard.HEARING, request, person)
    asked = wizard.asked(request, person, heard)
    if asked is None:
        return wizard.to(wizard.ORDERS, request, person)
    form = _open(request, forms.Lengths, asked=asked, sentenced_on=heard.sentenced_on)
    if request.method == "POST":
        wizard.keep(request, request.POST)
        if form.is_valid() and wizard.lengths_are_sound(form, person, heard):
            return redirect(wizard.address(wizard.CHECK, person))
    elif _is_looked_at(request, form) and form.is_valid():
        wizard.lengths_are_sound(form, person, heard)
    return _page(request, "lengths", person, form=form, heard=heard)


@permitted(Permission.REGISTER)
def check(request: SignedInRequest, crn: str) -> HttpResponse:
    """Step 4: what will be written, with the reason for each date. Then it is registered."""
    person = open_person(request, crn)
    form = forms.Check(request.POST or None)

    def act() -> str:
        found = wizard.registration(request, person)
        if isinstance(found, HttpResponse):
            raise Refused(_("Some of what you typed is missing. Nothing was registered."))
        event = actions.register_sentence(
            person_id=person.id,
            court_id=found.heard.court.id,
            sentenced_on=found.heard.sentenced_on,
            offences=found.heard.offences,
            orders=found.orders,
            as_ordered=form.cleaned_data["as_ordered"],
            by=request.user,
            at=clock.now(),
        )
        wizard.forget(request, person)
        messages.success(
            request,
            _("Registered as event %(number)s. Now decide who supervises.")
            % {"number": event.number},
        )
        return f"{reverse('allocations:decide', args=[person.crn])}?event={event.pk}"

    # A second press finds the answers gone: the token of the first is asked before them.
    if done := answer(request, form, act):
        return done
    found = wizard.registration(request, person)
    if isinstance(found, HttpResponse):
        return found
    plan = found.plan(person)
    if plan.certain:
        return wizard.to(wizard.LENGTHS, request, person)
    return _page(request, "check", person, form=form, found=found, plan=plan)


# ── What the steps share ───────────────────────────────────────────────────────────────────
def _open(request: SignedInRequest, form_class: Any, **kwargs: Any) -> Any:
    """As `open_form`; a page that grew by one says nothing of drafts, and nothing typed came from us."""
    form = open_form(request, form_class, **kwargs)
    if form.is_bound:
        form.came_from = {}
    if {"grown", "look"} & request.GET.keys():
        form.typed_before = None
    return form


def _is_looked_at(request: SignedInRequest, form: Any) -> bool:
    """Sent back here from a later step: what is wrong is said, although nothing was sent now."""
    if "look" not in request.GET or not form.is_bound:
        return False
    form.full_clean()  # `open_form` shows kept words unjudged; here they are judged
    return True


def _grown_or_shrunk(
    request: SignedInRequest, form_class: type[forms.SeveralOfAKind]
) -> HttpResponse | None:
    """One more, or one fewer, on the same page, with everything typed kept."""
    if request.method != "POST":
        return None
    changed: QueryDict | None = None
    place = 0
    if "add" in request.POST:
        changed = form_class.with_one_more(request.POST)
        place = forms.asked_for(changed, form_class.most) - 1
    elif (number := request.POST.get("remove", "")).isdigit():
        changed = form_class.without(request.POST, int(number))
        place = max(int(number) - 1, 0)
    if changed is None:
        return None
    wizard.keep(request, changed)
    return redirect(f"{request.path}?grown#{form_class.prefix_of_each}-{place}")


def _opens_with(request: SignedInRequest) -> tuple[dict[str, Any], dict[str, str]]:
    today = clock.today()
    court = queries.last_court(request.user.pk, since=day_start(today))
    initial: dict[str, Any] = {"sentenced_on": today}
    came_from = {"sentenced_on": _("Today")}
    if court is not None:
        initial["court_id"] = court
        came_from["court_id"] = _("The court you registered from last today")
    return initial, came_from


def _page(request: SignedInRequest, step: str, person: Handle, **context: Any) -> HttpResponse:
    return render(request, f"sentences/{step}.html", {**about(person), **context})
