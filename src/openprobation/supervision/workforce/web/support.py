"""Pages on which supervision, observed practice, induction and training are written down."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused

from .. import actions, queries
from ..permissions import Permission
from ..policies import SUPERVISION_EVERY
from . import forms
from .member import managed, own_or_managed
from .time import asking, home_of


@permitted(Permission.SUPERVISE)
def supervise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a session, beside what was agreed last time."""
    whose, today = managed(request, pk), clock.today()
    support = queries.support([pk], on=today)[pk]
    every = SUPERVISION_EVERY.on(today, pack=queries.pack()).value
    days = every.new if support.is_new else every.others
    form = open_form(
        request,
        forms.Session,
        initial={"held_on": today, "next_on": today + timedelta(days=days)},
        came_from={"held_on": _("Today"), "next_on": _("%(days)s days on") % {"days": days}},
    )

    def act() -> str:
        actions.hold_session(
            member_id=pk,
            held_on=form.cleaned_data["held_on"],
            note=form.cleaned_data["note"],
            next_on=form.cleaned_data["next_on"],
            agreed=form.agreed,
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: supervision of %(name)s.") % {"name": whose.name})
        return home_of(whose)

    return answer(request, form, act) or render(
        request,
        "workforce/supervise.html",
        {
            "whose": whose,
            "form": form,
            "numbers": range(1, forms.AGREED + 1),
            "sessions": queries.member(pk, on=today).sessions[:1],
            "support": support,
        },
    )


@require_POST
@permitted(Permission.VIEW_OWN)
def action_done(request: SignedInRequest, pk: int, action_id: int) -> HttpResponse:
    """Tick off what was agreed."""
    whose = own_or_managed(request, pk)
    try:
        actions.complete_action(action_id=action_id, by=request.user, at=clock.now())
        messages.success(request, _("Ticked off."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(home_of(whose))


@permitted(Permission.SUPERVISE)
def observe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down practice that was seen."""
    whose = managed(request, pk)
    form = open_form(request, forms.Observed, initial={"observed_on": clock.today()})

    def act() -> str:
        actions.observe(
            member_id=pk,
            observed_on=form.cleaned_data["observed_on"],
            what=form.cleaned_data["what"],
            went_well=form.cleaned_data["went_well"],
            to_try=form.cleaned_data["to_try"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: %(name)s can read it.") % {"name": whose.name})
        return home_of(whose)

    return answer(request, form, act) or asking(
        request, whose, form, title=_("Practice seen"), button=_("Save")
    )


@permitted(Permission.SUPERVISE)
def induction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan everything somebody new is to learn."""
    whose, today = managed(request, pk), clock.today()
    started = queries.support([pk], on=today)[pk].started_on
    form = open_form(request, forms.Induction, initial={"started_on": started or today})

    def act() -> str:
        made = actions.plan_induction(
            user_id=pk,
            started_on=form.cleaned_data["started_on"],
            by=request.user,
            at=clock.now(),
        )
        said = ngettext("%(n)s part planned.", "%(n)s parts planned.", len(made))
        messages.success(request, said % {"n": len(made)})
        return home_of(whose)

    return answer(request, form, act) or asking(
        request,
        whose,
        form,
        title=_("Plan an induction"),
        button=_("Plan it"),
        about=_("Each part gets its day, counted from the first. What is planned stays as it is."),
    )


@permitted(Permission.SUPERVISE)
def train(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what somebody is to learn, and by when."""
    whose = managed(request, pk)
    form = open_form(
        request, forms.Training, initial={"due_on": clock.today() + timedelta(days=28)}
    )

    def act() -> str:
        actions.add_training(
            user_id=pk,
            kind=form.cleaned_data["kind"],
            due_on=form.cleaned_data["due_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved."))
        return home_of(whose)

    return answer(request, form, act) or asking(
        request, whose, form, title=_("Training to do"), button=_("Save")
    )


@permitted(Permission.SUPERVISE)
def trained(request: SignedInRequest, pk: int, training_id: int) -> HttpResponse:
    """Say when it was done."""
    whose = managed(request, pk)
    form = open_form(request, forms.Trained, initial={"on": clock.today()})

    def act() -> str:
        actions.complete_training(
            training_id=training_id,
            on=form.cleaned_data["on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: done."))
        return home_of(whose)

    return answer(request, form, act) or asking(
        request, whose, form, title=_("Training done"), button=_("Save")
    )
