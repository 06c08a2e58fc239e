"""Keeping organisations, regions, delivery units, teams, offices and the areas they serve."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.foundation.access import overseeing
from openprobation.foundation.drafts.web.writing import SignedInRequest, open_form, permitted
from openprobation.foundation.organisations import actions, keeping
from openprobation.foundation.organisations import queries as organisation_queries
from openprobation.foundation.organisations.permissions import Permission
from openprobation.foundation.refusals import Refused
from openprobation.ui.forms import Form

from . import forms
from .checking import Page, changed

T = TypeVar("T")
keeps = permitted(Permission.KEEP_ORGANISATIONS)
looks_at = permitted(Permission.KEEP_ORGANISATIONS, Permission.KEEP_ACCOUNTS)


def found(row: T | None) -> T:
    if row is None:
        raise Http404
    return row


# ── Organisations ──────────────────────────────────────────────────────────────────────────
@require_safe
@looks_at
def organisations(request: SignedInRequest) -> HttpResponse:
    return render(
        request,
        "administration/organisations.html",
        {"organisations": organisation_queries.organisations(), "today": clock.today()},
    )


@require_safe
@looks_at
def organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    lines = {line.id: line for line in organisation_queries.organisations()}
    return render(
        request,
        "administration/organisation.html",
        {
            "organisation": found(lines.get(pk)),
            "regions": keeping.regions(pk),
            "today": clock.today(),
        },
    )


@keeps
def new_organisation(request: SignedInRequest) -> HttpResponse:
    form = open_form(request, forms.Organisation)

    def act() -> str:
        given = form.cleaned_data
        made = actions.keep_organisation(
            code=given["code"],
            name=given["name"],
            kind=given["kind"],
            owner=given["owner"],
            operating_model=given["operating_model"],
            starts_on=given["starts_on"],
            by=request.user,
            at=clock.now(),
        )
        return reverse("administration:organisation", args=[made.pk])

    page = Page(
        title=_("Add an organisation"),
        button=_("Add organisation"),
        cancel=reverse("administration:organisations"),
        done=_("The organisation is added. Add its regions and delivery units next."),
    )
    return changed(request, form, act, page)


@keeps
def new_region(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = found(keeping.organisation(pk))
    here = reverse("administration:organisation", args=[pk])
    form = open_form(request, forms.Named)

    def act() -> str:
        actions.add_region(
            organisation=organisation,
            name=form.cleaned_data["name"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("Add a region"),
        button=_("Add region"),
        cancel=here,
        done=_("The region is added."),
        about=[(_("Organisation"), organisation.name)],
        intro=_("A division of the National Probation Service, or the contract area of a company."),
    )
    return changed(request, form, act, page)


@keeps
def new_unit(request: SignedInRequest, pk: int) -> HttpResponse:
    region = found(keeping.region(pk))
    here = reverse("administration:organisation", args=[region.organisation_id])
    form = open_form(request, forms.Named)

    def act() -> str:
        actions.add_unit(
            region=region, name=form.cleaned_data["name"], by=request.user, at=clock.now()
        )
        return here

    page = Page(
        title=_("Add a delivery unit"),
        button=_("Add delivery unit"),
        cancel=here,
        done=_("The delivery unit is added."),
        about=[(_("Organisation"), region.organisation.name), (_("Region"), region.name)],
        intro=_("The teams of an area, led by one head."),
    )
    return changed(request, form, act, page)


# ── Teams ──────────────────────────────────────────────────────────────────────────────────
@require_safe
@looks_at
def teams(request: SignedInRequest) -> HttpResponse:
    by_organisation: dict[str, list[keeping.TeamRow]] = {}
    for row in keeping.teams():
        by_organisation.setdefault(row.organisation, []).append(row)
    return render(
        request,
        "administration/teams.html",
        {"by_organisation": by_organisation, "today": clock.today()},
    )


@require_safe
@looks_at
def team(request: SignedInRequest, pk: int) -> HttpResponse:
    on = clock.today()
    row = found(keeping.team(pk))
    posts = keeping.posts(team_id=pk)
    return render(
        request,
        "administration/team.html",
        {
            "team": row,
            "organisation": row.unit.region.organisation,
            "held": [post for post in posts if not post.is_over(on)],
            "past": [post for post in posts if post.is_over(on)],
            "areas": keeping.coverage(on=on, team_id=pk),
            "today": on,
        },
    )


@keeps
def new_team(request: SignedInRequest, pk: int) -> HttpResponse:
    unit = found(keeping.unit(pk))
    form = open_form(request, forms.Team)
    offer_offices(form)

    def act() -> str:
        given = form.cleaned_data
        made = actions.add_team(
            unit=unit,
            code=given["code"],
            name=given["name"],
            kind=given["kind"],
            office=keeping.office(given["office"]),
            duty_number=given["duty_number"],
            starts_on=given["starts_on"],
            by=request.user,
            at=clock.now(),
        )
        return reverse("administration:team", args=[made.pk])

    page = Page(
        title=_("Add a team"),
        button=_("Add team"),
        cancel=reverse("administration:organisation", args=[unit.region.organisation_id]),
        done=_("The team is added. Post its staff next."),
        about=[
            (_("Organisation"), unit.region.organisation.name),
            (_("Delivery unit"), unit.name),
        ],
    )
    return changed(request, form, act, page)


@keeps
def change_team(request: SignedInRequest, pk: int) -> HttpResponse:
    team = found(keeping.team(pk))
    here = reverse("administration:team", args=[pk])
    form = open_form(
        request,
        forms.TeamChange,
        initial={
            "name": team.name,
            "office": team.office_id or "",
            "duty_number": team.duty_number.replace(" ", ""),
        },
    )
    offer_offices(form)

    def act() -> str:
        given = form.cleaned_data
        actions.change_team(
            team=found(keeping.team(pk)),
            name=given["name"],
            office=keeping.office(given["office"]),
            duty_number=given["duty_number"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("Change %(team)s") % {"team": team.name},
        button=_("Save"),
        cancel=here,
        done=_("The team is changed."),
    )
    return changed(request, form, act, page)


@keeps
def close_team(request: SignedInRequest, pk: int) -> HttpResponse:
    team = found(keeping.team(pk))
    here = reverse("administration:team", args=[pk])
    form = open_form(request, forms.Ending)

    def act() -> str:
        overseeing.close_team(
            team=found(keeping.team(pk)),
            ends_on=form.cleaned_data["ends_on"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("Close %(team)s") % {"team": team.name},
        button=_("Close team"),
        cancel=here,
        done=_("The team is closed."),
        about=[(_("Team"), team.name)],
        intro=_("A team can close when it holds no cases, receives no areas and has no staff."),
        is_severe=True,
    )
    return changed(request, form, act, page)


def offer_offices(form: Form) -> None:
    open_now = organisation_queries.offices(on=clock.today())
    field = form.fields["office"]
    field.offer([(line.id, line.name) for line in open_now])  # type: ignore[attr-defined]


# ── Offices and areas ──────────────────────────────────────────────────────────────────────
@require_safe
@looks_at
def offices(request: SignedInRequest) -> HttpResponse:
    found_offices = organisation_queries.offices(on=clock.today())
    return render(request, "administration/offices.html", {"offices": found_offices})


@keeps
def new_office(request: SignedInRequest) -> HttpResponse:
    form = open_form(request, forms.Office)
    here = reverse("administration:offices")

    def act() -> str:
        given = form.cleaned_data
        actions.add_office(
            name=given["name"],
            address=given["address"],
            postcode=given["postcode"],
            telephone=given["telephone"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("Add an office"),
        button=_("Add office"),
        cancel=here,
        done=_("The office is added."),
    )
    return changed(request, form, act, page)


@require_safe
@looks_at
def areas(request: SignedInRequest) -> HttpResponse:
    """Which team receives new cases from which area; and the areas nobody receives."""
    on = clock.today()
    coverage = keeping.coverage(on=on)
    covered = {line.area_id for line in coverage}
    return render(
        request,
        "administration/areas.html",
        {
            "coverage": coverage,
            "uncovered": [line for line in organisation_queries.areas() if line.id not in covered],
        },
    )


@keeps
def new_area(request: SignedInRequest) -> HttpResponse:
    form = open_form(request, forms.Area)
    here = reverse("administration:areas")

    def act() -> str:
        given = form.cleaned_data
        actions.add_area(
            code=given["code"].upper(), name=given["name"], by=request.user, at=clock.now()
        )
        return here

    page = Page(
        title=_("Add an area"),
        button=_("Add area"),
        cancel=here,
        done=_("The area is added. Say on a team’s page that the team receives it."),
    )
    return changed(request, form, act, page)


@keeps
def cover_area(request: SignedInRequest, pk: int) -> HttpResponse:
    team = found(keeping.team(pk))
    here = reverse("administration:team", args=[pk])
    form = open_form(request, forms.CoverArea)
    offer: Callable[..., None] = form.fields["area"].offer  # type: ignore[attr-defined]
    offer([(line.id, line.name) for line in organisation_queries.areas()])
    organisation = team.unit.region.organisation

    def act() -> str:
        given = form.cleaned_data
        area = keeping.area(given["area"])
        if area is None:
            raise Refused(_("Select an area"), field="area")
        actions.cover_area(
            area=area, team=team, starts_on=given["starts_on"], by=request.user, at=clock.now()
        )
        return here

    page = Page(
        title=_("Receive an area"),
        button=_("Receive area"),
        cancel=here,
        done=_("The team receives the area’s new cases."),
        about=[(_("Team"), team.name), (_("Organisation"), organisation.name)],
        intro=_(
            "New cases of this organisation from the area come to this team. If another of its teams"
            " receives them now, that ends on the day."
        ),
    )
    return changed(request, form, act, page)
