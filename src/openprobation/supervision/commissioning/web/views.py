"""Pages on which the catalogue and the rate card are read and kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import SignedInRequest, open_form, permitted
from openprobation.foundation.organisations import queries as organisations
from openprobation.ui import wording
from openprobation.vocabulary.commissioning import PriceUnit

from .. import actions, queries
from ..permissions import Permission
from . import forms
from .checking import Page, changed

FIELDS = {
    "about": gettext_lazy("What it does"),
    "eligibility": gettext_lazy("Who may come"),
    "subcontractors": gettext_lazy("Subcontractors"),
    "languages": gettext_lazy("Languages"),
    "min_age": gettext_lazy("Youngest age"),
    "max_age": gettext_lazy("Oldest age"),
    "wait_days": gettext_lazy("Wait in days"),
    "capacity": gettext_lazy("Places"),
    "usual_units": gettext_lazy("Usual units"),
    "areas": gettext_lazy("Areas"),
    "ends_on": gettext_lazy("Off the catalogue from"),
}


@permitted(Permission.VIEW)
def catalogue(request: SignedInRequest) -> HttpResponse:
    """Every service by need, those retired last. Two queries."""
    on = clock.today()
    lines = queries.catalogue()
    return render(
        request,
        "commissioning/catalogue.html",
        {
            "on_it": [each for each in lines if not each.is_retired(on)],
            "retired": [each for each in lines if each.is_retired(on)],
            "today": on,
            "may_keep": may(request.user, Permission.KEEP, at=clock.now()),
        },
    )


def found(pk: int) -> queries.Kept:
    service = queries.kept(pk)
    if service is None:
        raise Http404
    return service


@permitted(Permission.VIEW)
def service(request: SignedInRequest, pk: int) -> HttpResponse:
    """One service: for whom, its rate card with every version, and how it changed. Six queries."""
    kept = found(pk)
    on = clock.today()
    areas = {each.id: each.name for each in organisations.areas()}
    return render(
        request,
        "commissioning/service.html",
        {
            "kept": kept,
            "line": kept.line,
            "areas": [areas[area] for area in kept.area_ids],
            "changes": [
                (
                    each,
                    [
                        (FIELDS.get(name, name), *(read(name, value, areas) for value in values))
                        for name, values in each.fields.items()
                    ],
                )
                for each in kept.changes
            ],
            "today": on,
            "may_keep": kept.line.ends_on is None
            and may(request.user, Permission.KEEP, at=clock.now()),
        },
    )


def read(name: str, value: Any, areas: dict[int, str]) -> str:
    """What a field was or became, in words."""
    if name == "areas":
        return ", ".join(areas.get(area, str(area)) for area in value)
    return str(value) if value not in (None, "") else _("nothing")


@permitted(Permission.KEEP)
def new(request: SignedInRequest) -> HttpResponse:
    """Put a service on the catalogue; its price comes next."""
    form = open_form(
        request,
        forms.NewService,
        initial={
            "min_age": 18,
            "languages": "English",
            "unit": PriceUnit.SESSION,
            "starts_on": clock.today(),
        },
    )
    form.offer_areas()
    form.offer_providers()

    def act() -> str:
        data = form.cleaned_data
        made = actions.add_service(
            provider_id=int(data["provider"]),
            title=data["title"],
            need=data["need"],
            kind=data["kind"],
            unit=data["unit"],
            sex=data["sex"],
            women_only=data["women_only"],
            starts_on=data["starts_on"],
            by=request.user,
            at=clock.now(),
            **form.given,
        )
        return reverse("commissioning:price", args=[made.pk])

    page = Page(
        title=_("Put a service on the catalogue"),
        button=_("Put it on the catalogue"),
        back=reverse("commissioning:catalogue"),
        done=_("On the catalogue. Nobody can buy it before it has a price: set one now."),
        follows=[_("It can be bought once it has a price.")],
    )
    return changed(request, form, act, page)


@permitted(Permission.KEEP)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say anew for whom, how long the wait and how many places. Opens filled from now."""
    kept = found(pk)
    form = open_form(
        request,
        forms.ChangeService,
        initial={
            "about": kept.about,
            "eligibility": kept.eligibility,
            "min_age": kept.min_age,
            "max_age": kept.max_age,
            "languages": "; ".join(kept.languages),
            "wait_days": kept.line.wait_days,
            "capacity": kept.line.capacity,
            "usual_units": kept.usual_units,
            "subcontractors": "; ".join(kept.subcontractors),
            "areas": [str(area) for area in kept.area_ids],
        },
    )
    form.offer_areas()
    back = reverse("commissioning:service", args=[pk])

    def act() -> str:
        actions.change_service(
            service_id=pk,
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
            **form.given,
        )
        return back

    page = Page(
        title=_("Change %(service)s") % {"service": kept.line.title},
        button=_("Change it"),
        back=back,
        done=_("Changed. What it said before is kept."),
        follows=[_("Officers see it from now. What was bought already does not change.")],
    )
    return changed(request, form, act, page)


@permitted(Permission.KEEP)
def price(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new version of a price from a day still to come; no price that was is ever changed."""
    kept = found(pk)
    form = open_form(request, forms.NewPrice)
    back = reverse("commissioning:service", args=[pk])

    def act() -> str:
        data = form.cleaned_data
        actions.set_price(
            service_id=pk,
            buyer=data["buyer"],
            funding_line=data["funding_line"],
            pence=data["pence"],
            starts_on=data["starts_on"],
            by=request.user,
            at=clock.now(),
        )
        return back

    now = [
        (
            f"{each.buyer.label}, {each.funding_line.label}",
            _("%(price)s since %(day)s")
            % {"price": each.read, "day": wording.plain_day(each.starts_on)},
        )
        for each in kept.card
        if each.ends_on is None
    ]
    page = Page(
        title=_("Set a price of %(service)s") % {"service": kept.line.title},
        button=_("Set the price"),
        back=back,
        done=_("Set. Orders made until then keep their price."),
        now=now,
        follows=[_("The price before ends that day. Every order keeps the price of its day.")],
    )
    return changed(request, form, act, page)


@permitted(Permission.KEEP)
def retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a service off the catalogue from a day on. Nothing is deleted."""
    kept = found(pk)
    form = open_form(request, forms.Retire, initial={"ends_on": clock.today()})
    back = reverse("commissioning:service", args=[pk])

    def act() -> str:
        actions.retire_service(
            service_id=pk,
            ends_on=form.cleaned_data["ends_on"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        return back

    page = Page(
        title=_("Retire %(service)s") % {"service": kept.line.title},
        button=_("Retire it"),
        back=back,
        done=_("Retired. What was bought goes on."),
        follows=[
            _("%(count)s orders are running: they go on to their end, at their price.")
            % {"count": kept.line.taken},
            _("It cannot be put back: a service that returns is a new one."),
        ],
    )
    return changed(request, form, act, page)
