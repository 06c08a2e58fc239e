"""Pages where words are asked to vanish, where a second person looks and answers, and where a record is held."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from openprobation.foundation.redaction.finding import Known
from openprobation.foundation.redaction.keeping import OtherKey
from openprobation.supervision.persons.web.opening import open_person
from openprobation.ui.forms import Form
from openprobation.vocabulary.redactions import RedactionAnswer, RedactionState

from .. import actions, queries
from ..permissions import Permission
from . import forms, showing


@permitted(Permission.ASK)
def ask(request: SignedInRequest, crn: str) -> HttpResponse:
    """Ask that words vanish. Below it, what was asked before and what came of it."""
    person = open_person(request, crn)
    form = open_form(request, forms.Ask)

    def act() -> str:
        asked = actions.ask(
            person_id=person.id,
            words=form.cleaned_data["words"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Asked. Nothing changes until a second person confirms it."))
        return reverse("redactions:check", args=[person.crn, asked.pk])

    return answer(request, form, act) or render(
        request,
        "redactions/ask.html",
        {
            "person": person,
            "form": form,
            "before": queries.of_person(person.ids, at=clock.now()),
        },
    )


@permitted(Permission.ASK, Permission.CONFIRM)
def check(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Where the words stand, before anything is written; whoever may confirm answers here."""
    person, at = open_person(request, crn), clock.now()
    asked = queries.one(pk, person_ids=person.ids, at=at)
    if asked is None:
        raise Http404
    is_waiting = asked.state == RedactionState.WAITING
    mine = asked.asked_by_id == request.user.pk
    may_answer = is_waiting and not mine and may(request.user, Permission.CONFIRM, at=at)
    if request.method == "POST" and not may(request.user, Permission.CONFIRM, at=at):
        raise PermissionDenied
    form = open_form(request, forms.Answer)

    def act() -> str:
        if form.cleaned_data["answer"] == RedactionAnswer.CONFIRM:
            actions.confirm(redaction_id=pk, by=request.user, at=clock.now())
            messages.success(request, _("The words are removed from this record."))
        else:
            actions.refuse(
                redaction_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()
            )
            messages.success(request, _("Refused. Nothing was changed."))
        return reverse("redactions:check", args=[person.crn, pk])

    answered = answer(request, form, act)
    if answered is not None:
        return answered
    sees = is_waiting and (mine or may_answer)
    words, trouble = held_words(pk) if sees else ((), "")
    sweep = actions.look_for(person, Known(words), by=request.user, at=at) if words else None
    return render(
        request,
        "redactions/check.html",
        {
            "person": person,
            "asked": asked,
            "words": words,
            "trouble": trouble,
            "places": showing.lines(sweep.places.values()) if sweep else [],
            "tombstone": sweep.tombstone if sweep else "",
            "form": form,
            "may_answer": may_answer,
            "may_take_back": is_waiting and mine,
            "is_clearing": asked.state == RedactionState.CONFIRMED and queries.is_clearing(),
            "token": Form().token,
        },
    )


def held_words(pk: int) -> tuple[tuple[str, ...], str]:
    try:
        return queries.words_of(pk), ""
    except OtherKey as refusal:
        return (), refusal.message


@permitted(Permission.ASK)
def take_back(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Whoever asked takes it back; by the button only."""
    person = open_person(request, crn)
    asked = queries.one(pk, person_ids=person.ids, at=clock.now())
    if asked is None or asked.asked_by_id != request.user.pk:
        raise Http404
    form = open_form(request, Form)

    def act() -> str:
        actions.withdraw(redaction_id=pk, by=request.user, at=clock.now())
        messages.success(request, _("Taken back. Nothing was changed."))
        return reverse("redactions:ask", args=[person.crn])

    return answer(request, form, act) or render(
        request, "redactions/take_back.html", {"person": person, "asked": asked, "form": form}
    )


@permitted(Permission.HOLD)
def hold(request: SignedInRequest, crn: str) -> HttpResponse:
    """Keep a record whatever the schedule says, or say that it need not be kept any longer."""
    person = open_person(request, crn)
    held = next(iter(queries.holds(person.ids).values()), None)
    form = open_form(request, forms.Lift if held else forms.Hold)

    def act() -> str:
        do = actions.lift if held else actions.hold
        do(person_id=person.id, why=form.cleaned_data["why"], by=request.user, at=clock.now())
        messages.success(request, _("The hold is lifted.") if held else _("The record is held."))
        return reverse("redactions:hold", args=[person.crn])

    return answer(request, form, act) or render(
        request, "redactions/hold.html", {"person": person, "held": held, "form": form}
    )
