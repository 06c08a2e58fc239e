"""The provider's room: the draft a head was named for, its facts disputed, and the action plan afterwards.

A draft is there for its named reader alone; to everybody else it is not found. What is public brings
the action plan, for heads of the organisations it is addressed to.
"""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    one_form,
    open_form,
    permitted,
)
from openprobation.inspection.reports import actions, queries
from openprobation.inspection.reports.actions.following import planners_of
from openprobation.inspection.reports.permissions import Permission
from openprobation.inspection.reports.queries import showing
from openprobation.ui.forms import ChoiceField, DayField, Form, NoteField, TextField
from openprobation.vocabulary.inspection import ReportState

LONG = 4_000


class Point(Form):
    part = ChoiceField(
        label=gettext_lazy("What is it about?"),
        noun=gettext_lazy("what it is about"),
        as_select=True,
    )
    text = NoteField(
        label=gettext_lazy("What is wrong, and what shows it?"),
        noun=gettext_lazy("what is wrong, and what shows it"),
        hint=gettext_lazy("Facts, not opinions: a figure, a date, a document. Name nobody."),
        rows=5,
        max_length=LONG,
    )


class Step(Form):
    text = NoteField(
        label=gettext_lazy("What will be done?"),
        noun=gettext_lazy("what will be done"),
        rows=3,
        max_length=LONG,
    )
    post = TextField(
        label=gettext_lazy("Who does it?"),
        noun=gettext_lazy("who does it"),
        hint=gettext_lazy("A post, not a name: anybody can read it."),
        max_length=120,
    )
    due_on = DayField(label=gettext_lazy("By when?"), noun=gettext_lazy("the day it is due"))


class Done(Form):
    done_on = DayField(label=gettext_lazy("Done on"), noun=gettext_lazy("the day it was done"))
    evidence = NoteField(
        label=gettext_lazy("What shows it?"),
        noun=gettext_lazy("what shows it"),
        hint=gettext_lazy("What inspectors can look at. Only they and you read this."),
        rows=4,
        max_length=LONG,
    )


asked = partial(one_form, template="manager/inspection_form.html")
"""A page with one form in the provider's room."""


@permitted(Permission.CHECK_ACCURACY, Permission.PLAN)
def room(request: SignedInRequest) -> HttpResponse:
    """Drafts the viewer was named for, and recommendations their organisation must answer."""
    at = clock.now()
    copies = my_copies(request)
    return render(
        request,
        "manager/inspection_room.html",
        {
            "copies": [(copy, copy.is_public(at)) for copy in copies],
            "planned": queries.planned_for(planners_of(request.user, at=at), at=at),
            "today": clock.today(),
        },
    )


def my_copies(request: SignedInRequest) -> list[queries.Copy]:
    """Those the viewer was named for, in an organisation where they hold a post today."""
    theirs = authority(request.user, clock.now()).organisation_ids
    return [copy for copy in queries.for_reader(request.user.pk) if copy.organisation_id in theirs]


def my_copy(request: SignedInRequest, pk: int) -> queries.Copy:
    found = next((one for one in my_copies(request) if one.id == pk), None)
    if found is None:
        raise Http404
    return found


def my_draft(copy: queries.Copy) -> queries.ReportInFull:
    full = queries.draft(copy.report_id, at=clock.now())
    if full is None:
        raise Http404
    return full


@permitted(Permission.CHECK_ACCURACY)
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """The draft as it stands, the points made of it, and their answers. The look is written down."""
    mine = my_copy(request, pk)
    full = my_draft(mine)
    record("report.copy.viewed", by=request.user.username, at=clock.now(), copy=pk)
    return render(
        request,
        "manager/inspection_copy.html",
        {
            "copy": mine,
            "full": full,
            "pictures": showing.pictures(full),
            "estimates": showing.estimates(full),
            "smallest": showing.smallest(full),
            "points": queries.points_of([pk]),
            "is_public": mine.is_public(clock.now()),
            "is_open": full.line.state is ReportState.ACCURACY and mine.returned_at is None,
        },
    )


@permitted(Permission.CHECK_ACCURACY)
def point(request: SignedInRequest, pk: int) -> HttpResponse:
    """Dispute a fact."""
    mine = my_copy(request, pk)
    full = my_draft(mine)
    form = open_form(request, Point, initial={"part": request.GET.get("part", "")})
    field = form.fields["part"]
    assert isinstance(field, ChoiceField)
    bodies = {body.id: body.name for body in full.bodies}
    field.offer(
        [
            ("summary-0", _("The summary")),
            *(
                (f"verdict-{one.id}", f"{bodies[one.provider_id]}: “{one.words}”")
                for one in full.verdicts
            ),
            *((f"passage-{one.id}", one.heading) for one in full.passages),
            *(
                (f"advice-{one.id}", _("Recommendation %(n)s") % {"n": one.number})
                for one in full.advices
            ),
        ]
    )

    def act() -> None:
        kind, _dash, number = form.cleaned_data["part"].partition("-")
        actions.write_point(
            copy_id=pk,
            text=form.cleaned_data["text"],
            passage_id=int(number) if kind == "passage" else None,
            verdict_id=int(number) if kind == "verdict" else None,
            advice_id=int(number) if kind == "advice" else None,
            by=request.user,
            at=clock.now(),
        )

    return asked(
        request,
        form,
        act,
        title=_("Dispute a fact"),
        button=_("Add this point"),
        done=_("Added. Send the draft back when you have made every point."),
        back=reverse("manager:inspection_copy", args=[pk]),
    )


@permitted(Permission.CHECK_ACCURACY)
def point_back(request: SignedInRequest, pk: int, point: int) -> HttpResponse:
    """Take a point back, by the button only."""
    my_copy(request, pk)
    line = next((one for one in queries.points_of([pk]) if one.id == point), None)
    if line is None:
        raise Http404
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.take_point_back(point_id=point, by=request.user, at=clock.now()),
        title=_("Take this point back?"),
        lead=line.text,
        button=_("Take it back"),
        done=_("Taken back."),
        back=reverse("manager:inspection_copy", args=[pk]),
    )


@permitted(Permission.CHECK_ACCURACY)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that the draft was read; after that no point can be added."""
    mine = my_copy(request, pk)
    count = len(queries.points_of([pk]))
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.return_copy(copy_id=mine.id, by=request.user, at=clock.now()),
        title=_("Send the draft back?"),
        lead=_("You made %(n)s points. After this you can add none.") % {"n": count}
        if count
        else _("You dispute nothing. After this you can add no point."),
        button=_("Send it back"),
        done=_("Sent back. Each point gets an answer here."),
        back=reverse("manager:inspection_copy", args=[pk]),
    )


# ── The action plan ────────────────────────────────────────────────────────────────────────


def my_planned(request: SignedInRequest, advice: int) -> queries.Planned:
    at = clock.now()
    mine = queries.planned_for(planners_of(request.user, at=at), at=at)
    found = next((one for one in mine if one.advised.id == advice), None)
    if found is None:
        raise Http404
    return found


@permitted(Permission.PLAN)
def plan(request: SignedInRequest, advice: int) -> HttpResponse:
    """The steps for one recommendation, and one more."""
    mine = my_planned(request, advice)
    form = open_form(request, Step)
    return asked(
        request,
        form,
        lambda: actions.plan_step(
            advice_id=advice,
            organisation_id=mine.organisation_id,
            text=form.cleaned_data["text"],
            post=form.cleaned_data["post"],
            due_on=form.cleaned_data["due_on"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Action plan for recommendation %(n)s") % {"n": mine.advised.number},
        lead=mine.advised.text,
        mine=mine,
        steps=queries.plan_of(advice, organisation_ids=[mine.organisation_id]),
        form_title=_("Add a step"),
        button=_("Add this step"),
        done=_("Added. Anybody can read it."),
        back=reverse("manager:inspection_plan", args=[advice]),
        up=reverse("manager:inspection"),
    )


def my_step(request: SignedInRequest, advice: int, step: int) -> queries.PlanLine:
    mine = my_planned(request, advice)
    steps = queries.plan_of(advice, organisation_ids=[mine.organisation_id])
    found = next((one for one in steps if one.id == step), None)
    if found is None:
        raise Http404
    return found


@permitted(Permission.PLAN)
def step_done(request: SignedInRequest, advice: int, step: int) -> HttpResponse:
    """Show that a step was taken."""
    line = my_step(request, advice, step)
    form = open_form(request, Done)
    return asked(
        request,
        form,
        lambda: actions.show_done(
            step_id=step,
            done_on=form.cleaned_data["done_on"],
            evidence=form.cleaned_data["evidence"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Show that it is done"),
        lead=line.text,
        button=_("Show it"),
        done=_("Saved. Inspectors can read it."),
        back=reverse("manager:inspection_plan", args=[advice]),
    )


@permitted(Permission.PLAN)
def step_out(request: SignedInRequest, advice: int, step: int) -> HttpResponse:
    """Take a step out of the plan, by the button only."""
    line = my_step(request, advice, step)
    return asked(
        request,
        open_form(request, Form),
        lambda: actions.drop_step(step_id=step, by=request.user, at=clock.now()),
        title=_("Take this step out of the plan?"),
        lead=line.text,
        button=_("Take it out"),
        done=_("Taken out."),
        back=reverse("manager:inspection_plan", args=[advice]),
    )
