"""Pages of the team: its list, one of its people, and what is shared about them."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    one_form,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.iom import NominalState

from .. import actions, queries
from ..permissions import Permission
from . import forms


def my_table(request: SignedInRequest) -> queries.Table:
    """The team the viewer sits at; for whoever sits at none there is no such page."""
    found = queries.table_of(request.user, on=clock.today())
    if found is None:
        raise Http404
    return found


def is_outside(request: SignedInRequest, at: datetime) -> bool:
    """Is the viewer at the table as a partner alone, with no case of any other sort?"""
    return authority(request.user, at).roles <= {Role.PARTNER}


@permitted(Permission.SEE)
def team(request: SignedInRequest) -> HttpResponse:
    """One page for all who sit there: the people, what I have taken on, the next panel, who is who."""
    at = clock.now()
    theirs = authority(request.user, at)
    table = queries.table_of(request.user, on=clock.today())
    if table is None and theirs.roles <= {Role.PARTNER}:
        raise Http404
    if table is None:
        return render(request, "iom/no_seat.html")
    lines = queries.the_list(table, viewer=request.user, at=at)
    panels = queries.panels(table.id)
    record("iom.list_viewed", by=request.user.username, at=at, count=len(lines))
    return render(
        request,
        "iom/team.html",
        {
            "table": table,
            "listed": [one for one in lines if one.state is NominalState.SELECTED],
            "proposed": [one for one in lines if one.state is NominalState.PROPOSED],
            "mine": queries.mine_to_do(request.user, table=table),
            "crns": {one.id: one for one in lines},
            "panel": next((one for one in panels if one.closed_at is None), None),
            "panels": [one for one in panels if one.closed_at is not None],
            "today": clock.today(),
            "may_chair": theirs.may(Permission.CHAIR),
            "may_clear": theirs.may(Permission.CLEAR),
        },
    )


def listed(request: SignedInRequest, pk: int) -> tuple[queries.Table, queries.NominalLine]:
    """One of the viewer's team, not masked from them; the look is written down.

    A partner finds those on the list or before the panel; whoever left the list is no longer their business.
    """
    at, table = clock.now(), my_table(request)
    line = queries.nominal(pk, table=table, viewer=request.user, at=at)
    if line is None or (line.state not in queries.BEFORE and is_outside(request, at)):
        raise Http404
    record("iom.viewed", by=request.user.username, at=at, person_id=line.person_id)
    return table, line


@permitted(Permission.SEE)
def one(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that the team shares about somebody; intelligence for the cleared alone."""
    table, line = listed(request, pk)
    at = clock.now()
    theirs = authority(request.user, at)
    cleared = queries.is_cleared(request.user, scheme_id=table.id, on=clock.today())
    if cleared:
        record("iom.intelligence.viewed", by=request.user.username, at=at, person_id=line.person_id)
    is_live = line.state in queries.BEFORE
    return render(
        request,
        "iom/one.html",
        {
            "line": line,
            "table": table,
            "told": queries.told(pk),
            "cleared": cleared,
            "intelligence": queries.intelligence(pk) if cleared else [],
            "may_work": is_live and theirs.may(Permission.WORK),
            "may_open": not theirs.roles <= {Role.PARTNER},
            "today": clock.today(),
        },
    )


asked = partial(one_form, template="iom/form.html")
"""A page with one form about one list."""


def to_one(pk: int) -> str:
    return reverse("iom:one", args=[pk])


def others(table: queries.Table, request: SignedInRequest) -> list[tuple[str, str]]:
    return [
        (str(seat.user_id), f"{seat.name}, {seat.side.label}")
        for seat in table.seats
        if seat.user_id != request.user.pk
    ]


@permitted(Permission.WORK)
def rate(request: SignedInRequest, pk: int) -> HttpResponse:
    _table, line = listed(request, pk)
    form = open_form(
        request, forms.Rate, initial={"colour": line.colour.value if line.colour else None}
    )
    return asked(
        request,
        form,
        lambda: actions.rate(
            nominal_id=pk,
            colour=form.cleaned_data["colour"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Colour"),
        button=_("Save colour"),
        done=_("The colour is saved."),
        back=to_one(pk),
        line=line,
    )


@permitted(Permission.WORK)
def set_action(request: SignedInRequest, pk: int) -> HttpResponse:
    table, line = listed(request, pk)
    form = open_form(request, forms.SetAction, initial={"owner": str(request.user.pk)})
    form.fields["owner"].offer(  # type: ignore[attr-defined]
        (str(seat.user_id), f"{seat.name}, {seat.side.label}") for seat in table.seats
    )
    return asked(
        request,
        form,
        lambda: actions.set_action(
            nominal_id=pk,
            text=form.cleaned_data["text"],
            owner_id=int(form.cleaned_data["owner"]),
            due_on=form.cleaned_data["due_on"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Agree an action"),
        button=_("Save action"),
        done=_("The action is on everybody’s list."),
        back=to_one(pk),
        line=line,
    )


@permitted(Permission.WORK)
def finish_action(request: SignedInRequest, pk: int) -> HttpResponse:
    table = my_table(request)
    found = next(iter(queries.shared_actions_of(pk, table=table)), None)
    if found is None:
        raise Http404
    _table, line = listed(request, found.nominal_id)
    form = open_form(request, forms.FinishAction)
    return asked(
        request,
        form,
        lambda: actions.finish_action(
            action_id=pk, note=form.cleaned_data["note"], by=request.user, at=clock.now()
        ),
        title=_("Done"),
        button=_("Mark as done"),
        done=_("Marked as done."),
        back=to_one(found.nominal_id),
        line=line,
        hint=found.text,
    )


@permitted(Permission.WORK)
def visit(request: SignedInRequest, pk: int) -> HttpResponse:
    table, line = listed(request, pk)
    form = open_form(request, forms.Visit, initial={"on": clock.today()})
    form.fields["beside"].offer(others(table, request))  # type: ignore[attr-defined]
    return asked(
        request,
        form,
        lambda: actions.visit(
            nominal_id=pk,
            on=form.cleaned_data["on"],
            beside_id=int(form.cleaned_data["beside"]),
            found=form.cleaned_data["found"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Joint visit"),
        button=_("Save visit"),
        done=_("The visit is on the record."),
        back=to_one(pk),
        line=line,
    )


@permitted(Permission.WORK)
def write_intelligence(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the cleared; for anybody else there is no such page."""
    table, line = listed(request, pk)
    if not queries.is_cleared(request.user, scheme_id=table.id, on=clock.today()):
        raise Http404
    form = open_form(request, forms.Write)
    return asked(
        request,
        form,
        lambda: actions.write_intelligence(
            nominal_id=pk, text=form.cleaned_data["text"], by=request.user, at=clock.now()
        ),
        title=_("Write intelligence"),
        button=_("Save"),
        done=_("Saved. Only those cleared read it."),
        back=to_one(pk),
        line=line,
    )


@require_POST
@permitted(Permission.WORK)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    my_table(request)
    try:
        actions.withdraw_intelligence(intelligence_id=pk, by=request.user, at=clock.now())
    except actions.NotCleared:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Withdrawn: nobody is shown it any more."))
    return redirect("iom:team")


@permitted(Permission.PROPOSE)
def propose(request: SignedInRequest, crn: str) -> HttpResponse:
    """Where somebody stands with each team, and the reason to put them before one."""
    person = open_person(request, crn)
    schemes = queries.schemes()
    form = open_form(
        request, forms.Propose, initial={"scheme": str(schemes[0][0]) if schemes else ""}
    )
    form.fields["scheme"].offer(schemes)  # type: ignore[attr-defined]
    standing = queries.of_person(person.ids)
    may_propose = bool(schemes) and may(request.user, Permission.PROPOSE, at=clock.now())
    return asked(
        request,
        form,
        lambda: actions.propose(
            person_id=person.id,
            scheme_id=int(form.cleaned_data["scheme"]),
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Integrated Offender Management"),
        button=_("Put before the panel"),
        done=_("The next panel decides. The record says who proposed it and why."),
        back=reverse("iom:propose", args=[person.crn]),
        standing=standing,
        closed=not may_propose or any(state in queries.BEFORE for _n, state, _c, _d in standing),
        leads_to=reverse("practitioner:person", args=[person.crn]),
        **about(person),
    )
