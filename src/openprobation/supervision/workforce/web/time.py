"""Pages on which hours, absence and reductions are written down."""

from __future__ import annotations

from datetime import timedelta

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
from openprobation.ui.forms import Form

from .. import actions, queries
from ..permissions import Permission
from . import forms
from .member import Whose, managed, own_or_managed


def asking(
    request: SignedInRequest, whose: Whose, form: Form, *, title: str, button: str, about: str = ""
) -> HttpResponse:
    """The page of a short form about one member of staff."""
    return render(
        request,
        "workforce/form.html",
        {"whose": whose, "form": form, "title": title, "button": button, "about": about},
    )


def home_of(whose: Whose) -> str:
    return (
        reverse("workforce:own") if whose.is_own else reverse("workforce:member", args=[whose.id])
    )


@permitted(Permission.KEEP_STAFF)
def hours(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what grade and hours somebody has."""
    whose, today = managed(request, pk), clock.today()
    now = next(iter(queries.member(pk, on=today).contracts), None)
    form = open_form(
        request,
        forms.Hours,
        initial={
            "grade": now.grade.value if now else None,
            "hours": now.hours if now else None,
            "starts_on": today,
        },
        came_from={"hours": _("As now"), "grade": _("As now")} if now else {},
    )

    def act() -> str:
        actions.set_hours(
            user_id=pk,
            grade=form.cleaned_data["grade"],
            hours=form.cleaned_data["hours"],
            starts_on=form.cleaned_data["starts_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: the hours of %(name)s.") % {"name": whose.name})
        return home_of(whose)

    return answer(request, form, act) or asking(
        request, whose, form, title=_("Hours and grade"), button=_("Save")
    )


@permitted(Permission.KEEP_STAFF)
def absence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody is away."""
    whose = managed(request, pk)
    form = open_form(request, forms.Absence, initial={"starts_on": clock.today()})

    def act() -> str:
        actions.record_absence(
            user_id=pk,
            kind=form.cleaned_data["kind"],
            starts_on=form.cleaned_data["starts_on"],
            last_on=form.cleaned_data["last_on"],
            expected_back_on=form.cleaned_data["expected_back_on"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: %(name)s is away.") % {"name": whose.name})
        return home_of(whose)

    return answer(request, form, act) or asking(
        request, whose, form, title=_("Record an absence"), button=_("Save the absence")
    )


def absence_of(pk: int, absence_id: int) -> queries.AbsenceLine:
    line = queries.absence(absence_id)
    if line is None or line.user_id != pk:
        raise Http404
    return line


@permitted(Permission.KEEP_STAFF)
def back(request: SignedInRequest, pk: int, absence_id: int) -> HttpResponse:
    """Somebody is back."""
    whose, line = managed(request, pk), absence_of(pk, absence_id)
    form = open_form(request, forms.Back, initial={"last_on": clock.today() - timedelta(days=1)})

    def act() -> str:
        actions.end_absence(
            absence_id=line.id,
            last_on=form.cleaned_data["last_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: %(name)s is back.") % {"name": whose.name})
        return home_of(whose)

    return answer(request, form, act) or asking(
        request,
        whose,
        form,
        title=_("Back at work"),
        button=_("Save"),
        about=_("Agree a supervision session for the first week back."),
    )


@permitted(Permission.VIEW_OWN)
def reason(request: SignedInRequest, pk: int, absence_id: int) -> HttpResponse:
    """Why somebody was away, to them and to who has leave to know. The look is written down."""
    whose, line = own_or_managed(request, pk), absence_of(pk, absence_id)
    try:
        text = actions.read_reason(absence_id=line.id, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(home_of(whose))
    return render(request, "workforce/reason.html", {"whose": whose, "line": line, "text": text})


@permitted(Permission.KEEP_STAFF)
def reduction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take hours off a week."""
    whose = managed(request, pk)
    form = open_form(request, forms.Reduction, initial={"starts_on": clock.today()})

    def act() -> str:
        made = actions.reduce(
            user_id=pk,
            reason=form.cleaned_data["reason"],
            hours=form.cleaned_data["hours"],
            starts_on=form.cleaned_data["starts_on"],
            last_on=form.cleaned_data["last_on"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request, _("Saved: %(hours)s hours a week taken off.") % {"hours": made.hours}
        )
        return home_of(whose)

    return answer(request, form, act) or asking(
        request, whose, form, title=_("Take hours off"), button=_("Save")
    )


@permitted(Permission.KEEP_STAFF)
def end(request: SignedInRequest, pk: int, reduction_id: int) -> HttpResponse:
    """Say which day is a reduction's last."""
    whose = managed(request, pk)
    form = open_form(request, forms.EndReduction, initial={"last_on": clock.today()})

    def act() -> str:
        actions.end_reduction(
            reduction_id=reduction_id,
            last_on=form.cleaned_data["last_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: the reduction has a last day."))
        return home_of(whose)

    return answer(request, form, act) or asking(
        request, whose, form, title=_("End a reduction"), button=_("Save")
    )


@require_POST
@permitted(Permission.KEEP_STAFF)
def delete(request: SignedInRequest, pk: int, reduction_id: int) -> HttpResponse:
    """Take back a reduction entered by mistake."""
    whose = managed(request, pk)
    try:
        actions.delete_reduction(reduction_id=reduction_id, by=request.user, at=clock.now())
        messages.success(request, _("Taken back: it counts nothing."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(home_of(whose))
