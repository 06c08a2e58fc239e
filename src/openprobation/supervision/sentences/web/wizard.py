"""Where are the answers of a registration while it is being typed?

In the drafts of its pages, one a step, kept on the server for whoever types: they outlive the session,
the browser and the machine, and the page a step was typed in opens with them. Nothing is carried in
the session or in hidden fields, so two steps can never disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.drafts import actions as drafts
from openprobation.foundation.drafts import queries as typed
from openprobation.foundation.drafts.web.writing import SignedInRequest
from openprobation.foundation.refusals import Refused
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.sentences import actions
from openprobation.supervision.sentences.actions import OffenceGiven, OrderGiven, Plan

from . import forms, limits

HEARING, ORDERS, LENGTHS, CHECK = (
    "sentences:register",
    "sentences:orders",
    "sentences:lengths",
    "sentences:check",
)
STEPS = (HEARING, ORDERS, LENGTHS)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the first step says."""

    court: courts.CourtLine
    sentenced_on: date
    offences: tuple[OffenceGiven, ...]


@dataclass(frozen=True, slots=True)
class Registration:
    """Everything typed, every step sound by itself."""

    heard: Heard
    asked: tuple[forms.OrderAsked, ...]
    orders: tuple[OrderGiven, ...]

    def plan(self, person: Handle) -> Plan:
        return actions.plan_sentence(
            person_id=person.id,
            court_id=self.heard.court.id,
            sentenced_on=self.heard.sentenced_on,
            offences=self.heard.offences,
            orders=self.orders,
            at=clock.now(),
        )


# ── Keeping and reading ────────────────────────────────────────────────────────────────────
def address(step: str, person: Handle) -> str:
    return reverse(step, args=[person.crn])


def keep(request: SignedInRequest, data: QueryDict) -> None:
    """Keep a step as it was typed, right or wrong."""
    fields = {name: [str(v) for v in values] for name, values in data.lists()}
    for button in ("add", "remove"):
        fields.pop(button, None)
    drafts.keep(user=request.user, path=request.path, fields=fields, at=clock.machine_now())


def forget(request: SignedInRequest, person: Handle) -> None:
    """The sentence is registered: nothing of it is left half typed."""
    for step in STEPS:
        drafts.discard(user=request.user, path=address(step, person))


def answers(request: SignedInRequest, person: Handle, step: str) -> QueryDict | None:
    kept = typed.typed(user=request.user, path=address(step, person))
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    return data


def heard(request: SignedInRequest, person: Handle) -> Heard | None:
    """The first step, when it is complete."""
    data = answers(request, person, HEARING)
    if data is None:
        return None
    every = courts.courts()
    form = forms.Hearing(data, courts=every)
    if not form.is_valid():
        return None
    by_id = {str(court.id): court for court in every}
    return Heard(
        by_id[form.cleaned_data["court_id"]],
        form.cleaned_data["sentenced_on"],
        tuple(form.offences()),
    )


def orderable(hearing: Heard, person: Handle) -> limits.Orderable:
    return limits.orderable(
        sentenced_on=hearing.sentenced_on,
        committed_on=hearing.offences[0].committed_on,
        born_on=person.date_of_birth,
    )


def asked(
    request: SignedInRequest, person: Handle, hearing: Heard
) -> tuple[forms.OrderAsked, ...] | None:
    """The second step, when it is complete."""
    data = answers(request, person, ORDERS)
    form = forms.Orders(data, orderable=orderable(hearing, person)) if data is not None else None
    return form.orders() if form is not None and form.is_valid() else None


def ordered(
    request: SignedInRequest,
    person: Handle,
    hearing: Heard,
    chosen: Sequence[forms.OrderAsked],
) -> tuple[OrderGiven, ...] | None:
    """The third step, when it is complete."""
    data = answers(request, person, LENGTHS)
    if data is None:
        return None
    form = forms.Lengths(data, asked=chosen, sentenced_on=hearing.sentenced_on)
    return tuple(form.orders()) if form.is_valid() else None


# ── Where next ─────────────────────────────────────────────────────────────────────────────
def registration(request: SignedInRequest, person: Handle) -> Registration | HttpResponse:
    """All three steps, or the page of the first one that is not complete."""
    hearing = heard(request, person)
    if hearing is None:
        return to(HEARING, request, person)
    chosen = asked(request, person, hearing)
    if chosen is None:
        return to(ORDERS, request, person)
    orders = ordered(request, person, hearing, chosen)
    if orders is None:
        return to(LENGTHS, request, person)
    return Registration(hearing, chosen, orders)


def to(step: str, request: SignedInRequest, person: Handle) -> HttpResponse:
    """A step's page; one that was typed already shows what is wrong with it."""
    typed_already = answers(request, person, step) is not None
    return redirect(f"{address(step, person)}{'?look' if typed_already else ''}")


def after_hearing(request: SignedInRequest, person: Handle) -> HttpResponse:
    """On to the check page when the other steps still stand, else to the first that does not."""
    found = registration(request, person)
    if isinstance(found, HttpResponse):
        return found
    if found.plan(person).certain:
        return to(LENGTHS, request, person)
    return redirect(address(CHECK, person))


# ── What is wrong, beside its field ────────────────────────────────────────────────────────
def hearing_is_sound(form: forms.Hearing, person: Handle) -> bool:
    try:
        actions.check_hearing(
            person_id=person.id,
            court_id=int(form.cleaned_data["court_id"]),
            sentenced_on=form.cleaned_data["sentenced_on"],
            offences=form.offences(),
            at=clock.now(),
        )
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def lengths_are_sound(form: forms.Lengths, person: Handle, hearing: Heard) -> bool:
    """What is certainly wrong is said here; a doubt is asked about on the check page."""
    plan = Registration(hearing, tuple(form.asked), tuple(form.orders())).plan(person)
    for fault in plan.certain:
        form.add_error(form.field_of(fault.field), ValidationError(fault.message, code="refused"))
    return not plan.certain
