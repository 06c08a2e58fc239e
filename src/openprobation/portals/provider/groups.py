"""A supplier's accredited programmes: groups, their schedule, the register of a session, catching up.

A group is found by the viewer's organisation. What the register says lands in each person's record,
where the officer decides what it means.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import LONDON
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.supervision.commissioning.web.checking import carried, said
from openprobation.supervision.interventions import actions, queries
from openprobation.supervision.interventions.actions.moving import suppliers_of
from openprobation.supervision.interventions.permissions import Permission
from openprobation.vocabulary.interventions import SessionState

from . import forms
from .people import shown


@permitted(Permission.SUPPLY)
def home(request: SignedInRequest) -> HttpResponse:
    """The groups this supplier runs. Three queries, however many."""
    mine = suppliers_of(request.user, at=clock.now())
    return render(
        request,
        "provider/groups.html",
        {
            "groups": queries.groups(mine),
            "may_make": bool(queries.programmes_of(mine, on=clock.today())),
            "now": clock.now(),
        },
    )


def colleagues(organisation_ids: frozenset[int], *, on: date) -> list[tuple[int, str]]:
    """Who works for these suppliers on a day."""
    teams = [
        pk
        for organisation_id in organisation_ids
        for pk in organisations.teams(on=on, organisation_id=organisation_id)
    ]
    found = organisations.members(team_ids=teams, on=on)
    return sorted(
        {(each.user_id, each.name) for each in found if each.role.value == "supplier"},
        key=lambda each: each[1],
    )


@permitted(Permission.SUPPLY)
def new(request: SignedInRequest) -> HttpResponse:
    """Make a group with its whole schedule; what it comes to is shown before it is made."""
    at, on = clock.now(), clock.today()
    mine = suppliers_of(request.user, at=at)
    programmes = queries.programmes_of(mine, on=on)
    if not programmes:
        raise Http404
    form = open_form(
        request,
        forms.NewGroup,
        initial={"facilitator": str(request.user.pk), "minutes": 120, "room_for": 12},
    )
    form.fields["service"].offer(programmes.items())  # type: ignore[attr-defined]
    form.fields["facilitator"].offer(colleagues(mine, on=on))  # type: ignore[attr-defined]

    def act() -> str:
        data = form.cleaned_data
        made = actions.make_group(
            service_id=int(data["service"]),
            name=data["name"],
            place=data["place"],
            facilitator_id=int(data["facilitator"]),
            room_for=data["room_for"],
            minutes=data["minutes"],
            starts_on=data["starts_on"],
            at_time=data["at_time"],
            weekdays=[int(day) for day in data["weekdays"]],
            sessions=data["sessions"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Made. Put people in it next."))
        return reverse("provider:group", args=[made.pk])

    here, back = reverse("provider:new_group"), reverse("provider:groups")
    if request.method == "POST" and form.is_valid():
        done = answer(request, form, act) if "checked" in request.POST else None
        if done is not None:
            return done
        if not form.errors and "checked" not in request.POST:
            return render(
                request,
                "provider/check.html",
                {
                    "form": form,
                    "title": _("Check before you make the group"),
                    "button": _("Make the group"),
                    "here": here,
                    "rows": [*said(form)],
                    "days": forms.days_of(form),
                    "asked": carried(request),
                },
            )
    return render(
        request,
        "provider/form.html",
        {"form": form, "title": _("Make a group"), "button": _("Continue"), "back": back},
    )


def run_here(request: SignedInRequest, pk: int) -> queries.GroupLine:
    mine = suppliers_of(request.user, at=clock.now())
    found = next(iter(queries.groups(mine, ids=[pk])), None)
    if found is None:
        raise Http404
    return found


@permitted(Permission.SUPPLY)
def group(request: SignedInRequest, pk: int) -> HttpResponse:
    """One group: what is on when, who is in it and how far each got. Ten queries, however many."""
    at = clock.now()
    line = run_here(request, pk)
    members = queries.members(line, at=at)
    joining = queries.may_join(line.service_id) if line.room_left else []
    people = shown(
        [*(each.person_id for each in members), *(each.person_id for each in joining)],
        to=request,
        at=at,
    )
    record("programme.group.viewed", by=request.user.username, at=at, members=len(members))
    marked = queries.marked(pk)
    return render(
        request,
        "provider/group.html",
        {
            "group": line,
            "schedule": [
                (session_id, number, starts_at, *marked.get(session_id, (0, 0)))
                for session_id, number, starts_at in line.sessions
            ],
            "members": members,
            "people": people,
            "may_join": bool([each for each in joining if not people[each.person_id].is_masked]),
            "now": at,
        },
    )


@permitted(Permission.SUPPLY)
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put somebody who was referred in the group: each session to come is booked."""
    line = run_here(request, pk)
    at = clock.now()
    ready = queries.may_join(line.service_id)
    people = shown([each.person_id for each in ready], to=request, at=at)
    form = open_form(request, forms.Join)
    form.fields["referral"].offer(  # type: ignore[attr-defined]
        (each.referral_id, f"{people[each.person_id].name}, {each.reference}")
        for each in ready
        if not people[each.person_id].is_masked
    )
    back = reverse("provider:group", args=[pk])

    def act() -> str:
        actions.join(
            referral_id=int(form.cleaned_data["referral"]),
            group_id=pk,
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("In the group. The sessions are booked."))
        return back

    return answer(request, form, act) or render(
        request,
        "provider/form.html",
        {
            "form": form,
            "title": _("Put somebody in %(group)s") % {"group": line.name},
            "button": _("Put in the group"),
            "back": back,
        },
    )


@permitted(Permission.SUPPLY)
def register(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody of one session at once: mark, or correct until the officer has decided."""
    at = clock.now()
    mine = suppliers_of(request.user, at=at)
    met = queries.register(pk, organisation_ids=mine)
    if met is None:
        raise Http404
    people = shown([line.person_id for line in met.lines], to=request, at=at)
    record("programme.register.viewed", by=request.user.username, at=at, people=len(met.lines))
    lines = [
        line for line in met.lines if line.may_be_marked and not people[line.person_id].is_masked
    ]
    form = open_form(request, forms.Register)
    form.ask(
        lines,
        {pk: each.name for pk, each in people.items()},
        all_present="present" in request.GET,
    )
    back = reverse("provider:group", args=[met.group_id])

    def act() -> str:
        count = actions.take_register(
            group_session_id=pk,
            marks=form.marks(lines),
            why=form.cleaned_data.get("why", ""),
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request,
            _("Saved for %(count)s. The officers see it and decide what it means.")
            % {"count": count},
        )
        return back

    return answer(request, form, act) or render(
        request,
        "provider/register.html",
        {
            "form": form,
            "met": met,
            "people": people,
            "lines": lines,
            "others": [line for line in met.lines if line not in lines],
            "has_begun": met.starts_at <= at,
            "unmarked": any(line.state is SessionState.PLANNED for line in lines),
            "back": back,
        },
    )


@permitted(Permission.SUPPLY)
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another day or time for everybody in the group."""
    mine = suppliers_of(request.user, at=clock.now())
    met = queries.register(pk, organisation_ids=mine)
    if met is None:
        raise Http404
    local = met.starts_at.astimezone(LONDON)
    form = open_form(
        request, forms.MoveGroupSession, initial={"day": local.date(), "time": local.time()}
    )
    back = reverse("provider:group", args=[met.group_id])

    def act() -> str:
        data = form.cleaned_data
        actions.move_group_session(
            group_session_id=pk,
            starts_at=datetime.combine(data["day"], data["time"], tzinfo=LONDON),
            why=data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Moved for everybody in the group."))
        return back

    title = _("Move session %(number)s of %(group)s") % {"number": met.number, "group": met.group}
    return answer(request, form, act) or render(
        request,
        "provider/form.html",
        {"form": form, "title": title, "button": _("Move it for everybody"), "back": back},
    )


def standing(line: Any, at: datetime) -> queries.Progress:
    """How far the person of a referral got, or nothing there."""
    found = queries.progress([line.id], at=at).get(line.id)
    if found is None:
        raise Http404
    return found
