"""Pages on which a leader sees, without names, what was bought, what came of it, and which needs were not met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.commissioning import actions as buying
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.commissioning.permissions import Permission as Buying
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.plans import queries as plans
from openprobation.vocabulary.needs import Need

from .. import queries
from . import forms


def year_of(on: date) -> date:
    """The first of April before a day: budgets run from it."""
    return date(on.year if (on.month, on.day) >= (4, 1) else on.year - 1, 4, 1)


@permitted(Buying.VIEW_SPEND)
def spend(request: SignedInRequest) -> HttpResponse:
    """Spend and use by unit, and unmet need by reason, since April; plans and first needs now. Eighteen queries."""
    at, on = clock.now(), clock.today()
    theirs = authority(request.user, at)
    ids = theirs.organisation_ids
    since = year_of(on)
    post = theirs.main_post
    if post is None:
        raise Http404
    teams = organisations.teams(on=on, ids=theirs.team_ids, unit_ids=theirs.unit_ids)
    people = allocations.people_of(teams, at)
    records = persons.records_of(people)
    return render(
        request,
        "interventions/spend.html",
        {
            "planned": plans.counted(records, started_of(records), on=on),
            "told": commissioning.told_count,
            "first": queries.first_needs(people),
            "since": since,
            "units": commissioning.spend(ids, since=since),
            "use": commissioning.use_by_service(ids, since=since, kind=post.organisation_kind),
            "unmet": commissioning.unmet(ids, since=since),
            "flow": queries.flow(ids),
            "statements": [each for each in commissioning.statements(ids) if each.buyer_id in ids],
        },
    )


def started_of(records: Mapping[int, Collection[int]]) -> dict[int, set[Need]]:
    """The needs a service has seen each of these people for, by the kept record. One query."""
    whose = {pk: kept for kept, ids in records.items() for pk in ids}
    found: dict[int, set[Need]] = defaultdict(set)
    for pk, needs in queries.started(whose).items():
        found[whose[pk]] |= needs
    return found


@permitted(Buying.CHECK_STATEMENT)
def statement(request: SignedInRequest, pk: int) -> HttpResponse:
    """One statement line by line. Three queries."""
    ids = authority(request.user, clock.now()).organisation_ids
    found = commissioning.statement(pk, organisation_ids=ids)
    if found is None or found.buyer_id not in ids:
        raise Http404
    return render(
        request,
        "interventions/statement.html",
        {"statement": found, "lines": commissioning.stated(pk)},
    )


@permitted(Buying.CHECK_STATEMENT)
def dispute(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a line is not right; the supplier answers."""
    form = open_form(request, forms.Dispute)
    back = reverse("interventions:spend")

    def act() -> str:
        buying.dispute(
            line_id=pk,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Disputed. The supplier answers."))
        return back

    return answer(request, form, act) or render(
        request,
        "interventions/form.html",
        {"form": form, "title": _("Dispute a delivery"), "button": _("Dispute"), "back": back},
    )
