"""Keeping co-located teams: which there are, and who sits there for which organisation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import SignedInRequest, open_form, permitted
from openprobation.supervision.iom import actions, queries
from openprobation.supervision.iom.permissions import Permission

from . import forms
from .accounts import somebody
from .checking import Page, changed
from .organisations import found

keeps = permitted(Permission.SEAT)


def kept(pk: int) -> queries.KeptTeam:
    return found({one.id: one for one in queries.kept_teams()}.get(pk))


@require_safe
@keeps
def shared_teams(request: SignedInRequest) -> HttpResponse:
    return render(
        request,
        "administration/shared_teams.html",
        {"teams": queries.kept_teams(), "today": clock.today()},
    )


@keeps
def new_shared_team(request: SignedInRequest) -> HttpResponse:
    form = open_form(request, forms.SharedTeam)
    here = reverse("administration:shared-teams")

    def act() -> str:
        given = form.cleaned_data
        actions.set_up(name=given["name"], place=given["place"], by=request.user, at=clock.now())
        return here

    page = Page(
        title=_("Set up an IOM team"),
        button=_("Set up team"),
        cancel=here,
        done=_("The team is set up. Say who sits there next."),
        intro=_("Police and probation of both organisations, at one table with one list."),
    )
    return changed(request, form, act, page)


@keeps
def new_seat(request: SignedInRequest, pk: int) -> HttpResponse:
    team = kept(pk)
    form = open_form(request, forms.Seat)
    here = reverse("administration:shared-teams")

    def act() -> str:
        given = form.cleaned_data
        actions.take_seat(
            scheme_id=team.id,
            user=somebody(given["email"], field="email"),
            side=given["side"],
            starts_on=given["starts_on"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("Give a seat at %(team)s") % {"team": team.name},
        button=_("Give seat"),
        cancel=here,
        done=_("The seat is given."),
        about=[(_("Team"), team.name), (_("Where it sits"), team.place)],
        warning=_(
            "From that day they see everybody on this team’s list, except restricted people."
        ),
    )
    return changed(request, form, act, page)


@keeps
def end_seat(request: SignedInRequest, pk: int) -> HttpResponse:
    team, seat = found(
        next(
            ((team, seat) for team in queries.kept_teams() for seat in team.seats if seat.id == pk),
            None,
        )
    )
    form = open_form(request, forms.Ending)
    here = reverse("administration:shared-teams")

    def act() -> str:
        actions.end_seat(
            seat_id=pk, ends_on=form.cleaned_data["ends_on"], by=request.user, at=clock.now()
        )
        return here

    page = Page(
        title=_("End the seat of %(name)s") % {"name": seat.name},
        button=_("End seat"),
        cancel=here,
        done=_("The seat ends on that day."),
        about=[(_("Team"), team.name), (_("Sits for"), seat.side.label)],
        warning=_("From that day they no longer find the list. What they wrote stays."),
        is_severe=True,
    )
    return changed(request, form, act, page)
