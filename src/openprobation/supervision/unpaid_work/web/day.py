"""Pages of a day's work: the projects, one project's day, and what is marked of one person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.rules.unpaid_work import spoken
from openprobation.ui import wording
from openprobation.ui.forms import ChoiceField, Form

from .. import actions, queries
from ..permissions import Permission
from . import forms

DATA = "application/json"


YEARS = range(2000, 2100)


def a_day(value: str) -> date:
    """A day as an address writes it, in years for which there are rules and calendars."""
    found = date.fromisoformat(value)
    if found.year not in YEARS:
        raise ValueError(value)
    return found


def day_asked(request: HttpRequest) -> date:
    try:
        return a_day(request.GET.get("on", ""))
    except ValueError:
        return clock.today()


@permitted(Permission.RUN)
def day(request: SignedInRequest) -> HttpResponse:
    """The projects of one's organisation on a day, and who takes them."""
    at, on = clock.now(), day_asked(request)
    theirs = authority(request.user, at)
    return render(
        request,
        "unpaid_work/day.html",
        {
            "on": on,
            "today": clock.today(),
            "days": queries.project_days(organisation_ids=theirs.organisation_ids, on=on),
            "may_keep": theirs.may(Permission.KEEP_PROJECTS),
            "may_mark": theirs.may(Permission.MARK),
        },
    )


def the_project(request: SignedInRequest, pk: int, on: date) -> queries.ProjectDay:
    """A project of one's own organisation. Those of others are not found."""
    theirs = authority(request.user, clock.now())
    found = queries.project_days(organisation_ids=theirs.organisation_ids, on=on, project_id=pk)
    if not found:
        raise Http404
    return found[0]


@permitted(Permission.RUN)
def project(request: SignedInRequest, pk: int, on: date) -> HttpResponse:
    """One project on one day: who is due, what is marked, and what can be done."""
    at = clock.now()
    found = the_project(request, pk, on)
    due = queries.due_on(on, [pk])
    record("unpaid_work.day.looked_at", by=request.user.username, at=at, project=pk)
    who = queries.people({each.person_id for each in due}, viewer=request.user, at=at)
    far = queries.progress({each.person_id for each in due}, on, at=at)
    left = {each.obligation_id: each for lines in far.values() for each in lines}
    theirs = authority(request.user, at)
    is_theirs = theirs.may(Permission.MARK) and found.team_id in theirs.team_ids
    return render(
        request,
        "unpaid_work/project.html",
        {
            "project": found,
            "on": on,
            "today": clock.today(),
            "lines": [(each, who[each.person_id], left.get(each.obligation_id)) for each in due],
            "spoken": spoken,
            "may_mark": theirs.may(Permission.MARK) and on <= clock.today(),
            "may_finish": is_theirs and found.unsettled and on <= clock.today(),
            "may_call_off": (is_theirs or theirs.may(Permission.KEEP_PROJECTS))
            and on >= clock.today()
            and found.stood_down is None,
            "may_take": is_theirs and found.supervisor_id != request.user.pk,
            "may_name": theirs.may(Permission.KEEP_PROJECTS),
        },
    )


def back_to(pk: int, on: date) -> str:
    return reverse("unpaid_work:project", args=[pk, on])


@require_POST
@permitted(Permission.MARK)
def finish(request: SignedInRequest, pk: int, on: date) -> HttpResponse:
    """The day is over: the minutes of all who are there are counted."""
    the_project(request, pk, on)
    try:
        people = actions.finish(project_id=pk, on=on, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("The day is finished. Hours counted for %(n)s people.") % {"n": people}
        )
    return redirect(back_to(pk, on))


@require_POST
@permitted(Permission.MARK)
def take(request: SignedInRequest, pk: int, on: date) -> HttpResponse:
    """A supervisor takes the group on this day: it comes on their sheet."""
    the_project(request, pk, on)
    try:
        actions.supervise(
            project_id=pk, on=on, supervisor_id=request.user.pk, by=request.user, at=clock.now()
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back_to(pk, on))
    messages.success(request, _("You take this group. It is on your sheet."))
    return redirect(back_to(pk, on))


@permitted(Permission.KEEP_PROJECTS)
def supervise(request: SignedInRequest, pk: int, on: date) -> HttpResponse:
    """Name who takes the group on a day."""
    found = the_project(request, pk, on)
    form = open_form(request, forms.Supervise, initial={"supervisor": found.supervisor_id})
    asked = form.fields["supervisor"]
    assert isinstance(asked, ChoiceField)
    asked.offer((each.id, each.name) for each in queries.supervisors(found.team_id, on=on))

    def act() -> str:
        actions.supervise(
            project_id=pk,
            on=on,
            supervisor_id=int(form.cleaned_data["supervisor"]),
            by=request.user,
            at=clock.now(),
        )
        return back_to(pk, on)

    return answer(request, form, act) or simple(
        request, form, title=_("Who takes the group?"), button=_("Save"), back=back_to(pk, on)
    )


@permitted(Permission.MARK, Permission.KEEP_PROJECTS)
def call_off(request: SignedInRequest, pk: int, on: date) -> HttpResponse:
    """Stand a day down. It never counts against anybody."""
    found = the_project(request, pk, on)
    form = open_form(request, forms.Off)

    def act() -> str:
        people = actions.stand_down(
            project_id=pk,
            on=on,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request,
            _("Stood down. It counts against none of the %(n)s people.") % {"n": len(people)},
        )
        return back_to(pk, on)

    return answer(request, form, act) or simple(
        request,
        form,
        title=_("Stand the day down"),
        button=_("Stand it down"),
        back=back_to(pk, on),
        about=_(
            "%(project)s, %(day)s. Those marked already stay as they are; the others are stood"
            " down and their time is planned anew."
        )
        % {"project": found.name, "day": wording.day(on)},
    )


def simple(
    request: SignedInRequest,
    form: Form,
    *,
    title: str,
    button: str,
    back: str,
    about: str = "",
    **more: Any,
) -> HttpResponse:
    """A page with one form on it."""
    context = {"form": form, "title": title, "button": button, "back": back, "about": about}
    return render(request, "unpaid_work/form.html", {**context, **more})


# ── One person's day ───────────────────────────────────────────────────────────────────────
def the_day(request: SignedInRequest, pk: int) -> tuple[queries.DayOfWork, queries.Who]:
    """A day of somebody at a project of one's organisation; masked people and others' are not found."""
    at = clock.now()
    found = queries.day_by_id(pk)
    if found is None:
        raise Http404
    the_project(request, found.project_id, found.on)
    who = queries.people({found.person_id}, viewer=request.user, at=at)[found.person_id]
    if who.is_masked:
        raise Http404
    return found, who


@permitted(Permission.MARK)
def mark(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a supervisor says of one person: by this page, or sent by the sheet (moment 14)."""
    at = clock.now()
    found, who = the_day(request, pk)
    if request.method != "POST" and found.mark is not None:
        return redirect("unpaid_work:correct", pk=pk)
    form = open_form(request, forms.Mark, seen=found.version)

    def act() -> str:
        actions.mark(
            appointment_id=pk,
            seen_version=version_seen(form),
            said=form.said,
            by=request.user,
            at=at,
        )
        return back_to(found.project_id, found.on)

    wants_data = request.method == "POST" and request.headers.get("Accept") == DATA
    answered = answer(request, form, act)
    if answered is not None:
        return private(JsonResponse({"saved": True})) if wants_data else answered
    now = queries.day_by_id(pk) or found
    if wants_data:
        return private(JsonResponse(not_saved(now, form)))
    keep_up(form, now)
    return simple(
        request,
        form,
        title=_("Mark: %(name)s") % {"name": who.name},
        button=_("Save"),
        back=back_to(found.project_id, found.on),
        about=when_and_where(now),
        corrects=reverse("unpaid_work:correct", args=[pk]) if now.mark else "",
    )


@permitted(Permission.MARK, Permission.ADJUST)
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another mark in the place of one, saying why; what it counted is counted anew."""
    at = clock.now()
    found, who = the_day(request, pk)
    if found.mark is None:
        return redirect("unpaid_work:mark", pk=pk)
    form = open_form(request, forms.Correct, seen=found.version, initial=as_marked(found))

    def act() -> str:
        actions.correct(
            appointment_id=pk,
            seen_version=version_seen(form),
            said=form.said,
            why=form.cleaned_data["why"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("Corrected. Both stay on the record."))
        return back_to(found.project_id, found.on)

    answered = answer(request, form, act)
    if answered is not None:
        return answered
    now = queries.day_by_id(pk) or found
    keep_up(form, now)
    return simple(
        request,
        form,
        title=_("Correct: %(name)s") % {"name": who.name},
        button=_("Save"),
        back=back_to(found.project_id, found.on),
        about=when_and_where(now),
        stands=now,
        spoken=spoken,
    )


def as_marked(day: queries.DayOfWork) -> dict[str, Any]:
    """What a form to correct opens with."""
    return {
        "mark": day.mark,
        "arrived": day.arrived if day.arrived != day.start else None,
        "left": day.left,
        "penalty": day.penalty or None,
    }


def when_and_where(day: queries.DayOfWork) -> str:
    return _("%(project)s, %(day)s, %(start)s to %(end)s.") % {
        "project": day.project,
        "day": wording.day(day.on),
        "start": wording.time_of_day(day.start),
        "end": wording.time_of_day(day.end),
    }


def version_seen(form: Form) -> int:
    seen = str(form.cleaned_data["seen"])
    return int(seen) if seen.isdecimal() else 0


def keep_up(form: Form, now: queries.DayOfWork) -> None:
    """A form shown again carries the version its reader now sees, so that it can be saved."""
    if form.is_bound:
        form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        form.data["seen"] = str(now.version)  # type: ignore[index]


def not_saved(now: queries.DayOfWork, form: Form) -> dict[str, Any]:
    """Why not, and the day as it stands, in the shape the sheet knows."""
    address = reverse("unpaid_work:correct", args=[now.id])
    theirs = {
        "outcome": str(now.mark.label) if now.mark else "",
        "by": now.marked_by,
        "at": f"{wording.short_day(now.marked_at)}, {wording.time_of_day(now.marked_at)}"
        if now.marked_at
        else "",
        "note": "",
    }
    return {
        "saved": False,
        "errors": [str(words) for each in form.errors.values() for words in each],
        "state": "recorded" if now.mark else "planned",
        "version": now.version,
        "starts": f"{wording.short_day(now.on)}, {wording.time_of_day(now.start)}",
        "theirs": theirs if now.mark else None,
        "appointment": address if now.mark else reverse("unpaid_work:mark", args=[now.id]),
        "correct": address if now.mark else None,
    }


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
