"""The officer's day, the officer's cases, and the person's page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted, signed_in
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.allocations.permissions import Permission as Allocation
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.appointments.permissions import Permission as Appointment
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.contacts.permissions import Permission as Contact
from openprobation.supervision.needs.permissions import Permission as Needs
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.redactions.permissions import Permission as Redaction
from openprobation.supervision.risk.permissions import Permission as Risk
from openprobation.supervision.sentences.permissions import Permission as Sentence
from openprobation.supervision.unpaid_work.permissions import Permission as UnpaidWork
from openprobation.supervision.workforce.permissions import Permission as Workforce
from openprobation.vocabulary.contacts import ContactKind

from . import forms
from .cases import Showing, SortedBy, cases_of
from .day import day_of
from .later import due_for
from .person import by_day, page_of
from .somebody import somebodies

FIRST_PAGE = 20


@permitted(Appointment.HOLD_A_DAY)
def day(request: SignedInRequest) -> HttpResponse:
    """The officer's day (moment 1). 60 seconds at 08:50."""
    at, on = clock.now(), clock.today()
    recorded = appointments.just_recorded(request.user.pk, at)
    person = (
        somebodies({recorded.person_id}, viewer=request.user, at=at).get(recorded.person_id)
        if recorded
        else None
    )
    return render(
        request,
        "practitioner/day.html",
        {
            "day": day_of(request.user, at=at, on=on),
            "recorded": recorded if person and not person.is_masked else None,
            "recorded_person": person,
            "at": at,
        },
    )


@permitted(Appointment.HOLD_A_DAY)
def due(request: SignedInRequest) -> HttpResponse:
    """Everything due on the officer's cases, one line a person."""
    found = due_for(request.user, at=clock.now(), on=clock.today())
    return render(request, "practitioner/due.html", {"due": found})


@permitted(Appointment.HOLD_A_DAY)
def cases(request: SignedInRequest) -> HttpResponse:
    """The officer's cases: filtered, in order, all on one page."""
    form = forms.asked(forms.CaseFilters, request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = cases_of(
        request.user,
        at=clock.now(),
        on=clock.today(),
        sort=asked.get("sort") or SortedBy.NEXT,
        show=asked.get("show") or Showing.ALL,
        words=asked.get("words") or "",
    )
    return render(request, "practitioner/cases.html", {"cases": found, "filters": form})


@signed_in
def person(request: SignedInRequest, crn: str) -> HttpResponse:
    """The person's page: who, held by whom, why, risk to whom, what protects them, next, last, the record."""
    found = open_person(request, crn)
    at, on = clock.now(), clock.today()
    return render(
        request,
        "practitioner/person.html",
        {
            "person": found,
            "page": page_of(found, at=at, on=on),
            "holder": allocations.holder(found.ids, at),
            "age": found.age(on),
            "may": {
                "arrange": may(request.user, Appointment.ARRANGE, at=at),
                "outcome": may(request.user, Appointment.RECORD_OUTCOME, at=at),
                "write": may(request.user, Contact.WRITE, at=at),
                "assess": may(request.user, Risk.ASSESS, at=at),
                "needs": may(request.user, Needs.VIEW, at=at),
                "protect": may(request.user, Risk.PROTECT, at=at),
                "register": may(request.user, Sentence.REGISTER, at=at),
                "close": may(request.user, Sentence.CLOSE, at=at),
                "reallocate": may(request.user, Allocation.REALLOCATE, at=at),
                "audit": may(request.user, Access.READ_AUDIT, at=at),
                "redact": may(request.user, Redaction.ASK, at=at),
                "hold": may(request.user, Redaction.HOLD, at=at),
                "unpaid_work": may(request.user, UnpaidWork.VIEW, at=at),
                "tier": may(request.user, Workforce.RECORD_TIER, at=at),
            },
            "at": at,
            "today": clock.today(),
            **timeline(request, found, size=FIRST_PAGE),
        },
    )


@signed_in
def record(request: SignedInRequest, crn: str) -> HttpResponse:
    """The record by itself, page by page: what HTMX adds to the person's page, and a page of its own without it."""
    found = open_person(request, crn)
    whole = not (request.htmx and not request.htmx.history_restore_request)
    template = "practitioner/record.html" if whole else "practitioner/record_lines.html"
    return render(request, template, {"person": found, **timeline(request, found)})


def timeline(
    request: SignedInRequest, person: Handle, *, size: int = contacts.PAGE
) -> dict[str, Any]:
    form = forms.asked(forms.RecordFilters, request.GET)
    asked: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    filters = contacts.Filters(
        kinds=frozenset(ContactKind(kind) for kind in asked.get("kinds") or ()),
        since=asked.get("since"),
        until=asked.get("until"),
        words=asked.get("words") or "",
    )
    try:
        page = contacts.timeline(
            person.ids,
            may_see_sensitive=may(request.user, Contact.VIEW_SENSITIVE, at=clock.now()),
            filters=filters,
            before=request.GET.get("before"),
            size=size,
        )
    except contacts.BadCursor as bad:
        raise Http404 from bad
    address = reverse("practitioner:record", args=[person.crn])
    older = None
    if page.older:
        query = request.GET.copy()
        query["before"] = page.older
        older = f"{address}?{query.urlencode()}"
    return {
        "filters": form,
        "days": by_day(page.lines),
        "older": older,
        "is_filtered": filters != contacts.Filters(),
        "record_address": address,
    }
