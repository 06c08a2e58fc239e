"""Pages on which an alleged breach is prepared, checked, endorsed and sent, and its history is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.documents.letters import PdfNotPossible, html
from openprobation.foundation.documents.web.sending import download, letter_to_save
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about as about_person
from openprobation.supervision.sentences import queries as sentences
from openprobation.ui.forms import Form
from openprobation.vocabulary.breach import BreachMove, PackPart
from openprobation.vocabulary.sentences import OrderKind

from ..actions import breach as actions
from ..permissions import Permission
from ..queries import breach as queries
from ..queries import exhibits, packs
from . import breach_forms as forms
from . import breach_showing as showing


def about(person: persons.Handle, *, at: datetime) -> dict[str, Any]:
    """Whose page it is and who holds the case. Two queries."""
    return {**about_person(person), "holder": allocations.holder(person.ids, at)}


def found(
    request: SignedInRequest, person: persons.Handle, pk: int, *, at: datetime
) -> showing.Shown:
    shown = showing.shown(person, pk, viewer=request.user, at=at)
    if shown is None:
        raise Http404
    return shown


def here(person: persons.Handle, pk: int) -> str:
    return reverse("enforcement:breach", args=[person.crn, pk])


# ── Begin ──────────────────────────────────────────────────────────────────────────────────
@permitted(Permission.PREPARE_PACK)
def begin(request: SignedInRequest, crn: str) -> HttpResponse:
    """Which order and which failures: the rest of the pack assembles itself."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    orders = [
        order
        for order in sentences.orders_of(person.ids, on)
        if order.is_live and not order.withdrawn and order.kind is not OrderKind.LICENCE
    ]
    alleged = queries.failures_alleged(person.ids)
    failures = [
        failure for failure in packs.could_be_alleged(person.ids) if failure.id not in alleged
    ]
    wanted = request.GET.getlist("failure")
    form = open_form(
        request,
        forms.Begin,
        orders=orders,
        failures=failures,
        initial={"failures": wanted or [str(each.id) for each in failures[:1]]},
    )

    def act() -> str:
        breach = actions.open_breach(
            person_id=person.id,
            order_id=int(form.cleaned_data["order"]),
            failure_ids=[int(each) for each in form.cleaned_data["failures"]],
            by=request.user,
            at=at,
        )
        return here(person, breach.pk)

    return answer(request, form, act) or render(
        request,
        "enforcement/breach_new.html",
        {**about(person, at=at), "form": form, "orders": orders, "failures": failures},
    )


# ── The pack ───────────────────────────────────────────────────────────────────────────────
@permitted(Permission.VIEW)
def breach(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """The pack as the court will see it, its checklist, its days and its whole history."""
    person = open_person(request, crn)
    at = clock.now()
    shown = found(request, person, pk, at=at)
    form = words_form(request, person, shown, at=at) if shown.can_write else None
    if form is not None:
        if done := answer(request, form, saving(request, person, shown, form, at=at)):
            return done
    elif request.method == "POST":
        messages.info(request, _("This pack cannot be changed now. Below is where it stands."))
        return redirect(here(person, pk))
    return render(
        request,
        "enforcement/breach.html",
        {
            **about(person, at=at),
            "shown": shown,
            "form": form,
            "tone_of": showing.tone_of,
            "served": html(shown.papers.served),
            "not_served": html(shown.papers.not_served),
            "on": shown.on,
        },
    )


def words_form(
    request: SignedInRequest, person: persons.Handle, shown: showing.Shown, *, at: datetime
) -> forms.Words:
    line, pack = shown.line, shown.pack
    assert pack is not None
    known = {each.failure.id: each.failure for each in pack.alleged}
    for failure in packs.could_be_alleged(person.ids, order_id=line.order_id):
        known.setdefault(failure.id, failure)
    chosen = [each.document for each in pack.exhibits]
    files = {each.id: each for each in (*chosen, *exhibits.could_be_exhibits(person.ids))}
    tried = line.tried or packs.tried_as_recorded(person, line, at=at)
    has_warning = any(
        warning.counts_for(failure, on=shown.on)
        for warning in pack.served.warnings
        for failure in pack.served.failures
    )
    return open_form(
        request,
        forms.Words,
        seen=line.version,
        initial={
            "tried": tried,
            "proposal": line.proposal,
            "without_warning_why": line.without_warning_why,
            "exhibits": [str(each.id) for each in chosen],
        },
        came_from={}
        if line.tried or not tried
        else {"tried": _("Drafted from the record. Read it, and add what it does not know.")},
        failures=sorted(known.values(), key=lambda each: (each.on, each.id)),
        alleged=pack.alleged,
        order=pack.order,
        needs_reason=not has_warning or bool(line.without_warning_why),
        files=list(files.values()),
    )


def saving(
    request: SignedInRequest,
    person: persons.Handle,
    shown: showing.Shown,
    form: forms.Words,
    *,
    at: datetime,
) -> Callable[[], str]:
    """Keep the words; with the second button, say at once that the pack was read and is right."""

    def act() -> str:
        given = form.cleaned_data
        actions.change_pack(
            breach_id=shown.line.id,
            put_to=form.put_to,
            tried=given["tried"],
            proposal=given["proposal"],
            without_warning_why=given.get("without_warning_why", ""),
            exhibits=[int(each) for each in given.get("exhibits", ())],
            by=request.user,
            at=at,
            seen_version=seen(form),
        )
        messages.success(request, _("Saved. Below is the pack as the court will see it."))
        return here(person, shown.line.id)

    return act


def seen(form: Form) -> int | None:
    typed = str(form.cleaned_data.get("seen") or "")
    return int(typed) if typed.isdecimal() else None


# ── Moves ──────────────────────────────────────────────────────────────────────────────────
def with_one_button(
    move: Callable[..., Any], told: Callable[[], str]
) -> Callable[[SignedInRequest, str, int], HttpResponse]:
    """A move that asks for nothing: done, or refused on the page it came from."""

    def view(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
        person = open_person(request, crn)
        typed = request.POST.get("seen", "")
        if queries.breach(pk, person_ids=person.ids) is None:
            raise Http404
        try:
            move(
                breach_id=pk,
                by=request.user,
                at=clock.now(),
                seen_version=int(typed) if typed.isdecimal() else None,
            )
        except Refused as refusal:
            for part in refusal.parts:
                messages.error(request, part.message)
        else:
            messages.success(request, told())
        return redirect(here(person, pk))

    return view


check = require_POST(
    permitted(Permission.PREPARE_PACK)(
        with_one_button(actions.check, lambda: _("Checked. It can go on now."))
    )
)
amend = require_POST(
    permitted(Permission.PREPARE_PACK)(
        with_one_button(actions.amend, lambda: _("The pack is yours to change again."))
    )
)


@permitted(Permission.ENDORSE_PACK)
def endorse(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """A manager who neither wrote nor checked it puts their name to the pack."""
    return confirmed(
        request,
        crn,
        pk,
        BreachMove.ENDORSE,
        lambda shown, form: actions.endorse(
            breach_id=pk,
            note=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
            seen_version=seen(form),
        ),
        told=lambda: _("Endorsed. The officer can send it now."),
    )


@permitted(Permission.PREPARE_PACK)
def send(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Send the pack, or send it again after it was returned."""
    person = open_person(request, crn)
    at = clock.now()
    shown = found(request, person, pk, at=at)
    is_again = shown.may(BreachMove.RESUBMIT)

    def act(shown: showing.Shown, form: forms.Confirm) -> object:
        if is_again:
            return actions.resubmit(
                breach_id=pk,
                why=form.cleaned_data["why"],
                by=request.user,
                at=at,
                seen_version=seen(form),
            )
        return actions.submit(breach_id=pk, by=request.user, at=at, seen_version=seen(form))

    return confirmed(
        request,
        crn,
        pk,
        BreachMove.RESUBMIT if is_again else BreachMove.SUBMIT,
        act,
        told=lambda: _("Sent. The enforcement team has it, and you will see their answer here."),
        opened=(person, shown),
    )


def confirmed(
    request: SignedInRequest,
    crn: str,
    pk: int,
    verb: BreachMove,
    move: Callable[[showing.Shown, forms.Confirm], object],
    *,
    told: Callable[[], str],
    opened: tuple[persons.Handle, showing.Shown] | None = None,
) -> HttpResponse:
    """A page that says what will happen, with room for a line; then it is done."""
    at = clock.now()
    if opened is None:
        person = open_person(request, crn)
        shown = found(request, person, pk, at=at)
    else:
        person, shown = opened
    form = open_form(request, forms.Confirm, seen=shown.line.version)

    def act() -> str:
        move(shown, form)
        messages.success(request, told())
        return here(person, pk)

    return answer(request, form, act) or render(
        request,
        "enforcement/breach_move.html",
        {
            **about(person, at=at),
            "form": form,
            "shown": shown,
            "verb": verb,
            "may": shown.may(verb),
            "has_line": verb is not BreachMove.SUBMIT,
            "tone_of": showing.tone_of,
            "on": shown.on,
        },
    )


@permitted(Permission.PREPARE_PACK, Permission.ENDORSE_PACK, Permission.JUDGE_PACK)
def withdraw(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Take the alleged breach back, with a reason."""
    person = open_person(request, crn)
    at = clock.now()
    shown = found(request, person, pk, at=at)
    form = open_form(request, forms.Withdraw, seen=shown.line.version)

    def act() -> str:
        actions.withdraw(
            breach_id=pk,
            reason=form.cleaned_data["reason"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=at,
            seen_version=seen(form),
        )
        messages.success(request, _("Withdrawn. The record says why."))
        return here(person, pk)

    return answer(request, form, act) or render(
        request,
        "enforcement/breach_withdraw.html",
        {**about(person, at=at), "form": form, "shown": shown, "on": shown.on},
    )


@permitted(Permission.VIEW)
def exhibit(request: SignedInRequest, crn: str, pk: int, number: int) -> HttpResponse:
    """A file that goes with the papers, to save."""
    person = open_person(request, crn)
    if queries.breach(pk, person_ids=person.ids) is None:
        raise Http404
    line = next((each for each in exhibits.exhibits_of(pk) if each.number == number), None)
    if line is None or not line.facts.may_be_served:
        raise Http404
    audit(
        "breach.exhibit.saved",
        by=request.user.username,
        at=clock.now(),
        person_id=person.id,
        breach=pk,
        number=number,
    )
    return download(line.document.id)


# ── On paper ───────────────────────────────────────────────────────────────────────────────
@permitted(Permission.VIEW)
def papers(request: SignedInRequest, crn: str, pk: int, part: str, form: str) -> HttpResponse:
    """One part of the pack to save, as a PDF or for a word processor: as sent, or as it is now."""
    person = open_person(request, crn)
    at = clock.now()
    shown = found(request, person, pk, at=at)
    if part not in {each.value for each in PackPart}:
        raise Http404
    letter = shown.papers.part(part)
    number = request.GET.get("number", "")
    if number.isdecimal():
        sent = packs.sent(pk, number=int(number))
        if sent is None:
            raise Http404
        letter = sent.not_served if part == PackPart.NOT_SERVED else sent.served
    name = f"{person.crn}-breach-{pk}-{part.replace('_', '-')}"
    try:
        made = letter_to_save(letter, name, as_pdf=form == "pdf")
    except PdfNotPossible as refusal:
        messages.error(request, refusal.message)
        return redirect(here(person, pk))
    audit(
        "breach.papers.saved",
        by=request.user.username,
        at=at,
        person_id=person.id,
        breach=pk,
        part=part,
        form=form,
    )
    return made
