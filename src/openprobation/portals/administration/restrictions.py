"""Keeping the lists of who may, and may not, open a record. The CRN is shown here, never the name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.foundation.access import actions, overseeing, queries
from openprobation.foundation.access.permissions import Permission
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import SignedInRequest, open_form, permitted
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import RestrictionKind

from . import forms
from .accounts import somebody
from .checking import Page, changed
from .organisations import found

keeps = permitted(Permission.RESTRICT)
PERSON = "person"
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, order=True)
class Listed:
    """A record that has a list: its CRN and how many lines of each kind."""

    crn: str
    let_in: int
    shut_out: int


def crns(record_ids: set[int]) -> dict[int, str]:
    """CRNs alone: names stay where they are."""
    return {pk: person.crn for pk, person in persons.named(record_ids).items()}


@require_safe
@keeps
def lists(request: SignedInRequest) -> HttpResponse:
    """Find a list by CRN; every list; and who asks to be let in."""
    form = forms.FindList(request.GET if "crn" in request.GET else None)
    if form.is_bound and form.is_valid():
        person = persons.by_crn(form.cleaned_data["crn"])
        if person is not None:
            return redirect("administration:restrictions-of", person.crn)
        form.refuse(Refused(_("Nobody has this CRN. Check it and try again."), field="crn"))
    at = clock.now()
    lines = queries.restrictions(at=at)
    waiting = queries.requests_waiting()
    names = crns({line.record_id for line in lines} | {line.record_id for line in waiting})
    kinds = Counter((line.record_id, line.kind) for line in lines)
    listed = sorted(
        Listed(
            names[pk],
            kinds[pk, RestrictionKind.LET_IN],
            kinds[pk, RestrictionKind.SHUT_OUT],
        )
        for pk in {line.record_id for line in lines}
        if pk in names
    )
    return render(
        request,
        "administration/restrictions.html",
        {
            "form": form,
            "listed": listed[:MOST_SHOWN],
            "in_all": len(listed),
            "waiting": [(line, names.get(line.record_id, "")) for line in waiting],
        },
    )


@require_safe
@keeps
def list_of(request: SignedInRequest, crn: str) -> HttpResponse:
    """One record's list. Opening it is a look, and is audited as one."""
    person = found(persons.by_crn(crn))
    at = clock.now()
    record("restriction.list_viewed", by=request.user.username, at=at, person_id=person.id)
    lines = queries.restrictions(at=at, record_id=person.id)
    return render(
        request,
        "administration/restrictions_of.html",
        {
            "crn": person.crn,
            "let_in": [line for line in lines if line.kind == RestrictionKind.LET_IN],
            "shut_out": [line for line in lines if line.kind == RestrictionKind.SHUT_OUT],
            "waiting": [line for line in queries.requests_waiting() if line.record_id == person.id],
        },
    )


@keeps
def add(request: SignedInRequest, crn: str) -> HttpResponse:
    person = found(persons.by_crn(crn))
    here = reverse("administration:restrictions-of", args=[person.crn])
    at = clock.now()
    before = queries.restrictions(at=at, record_id=person.id)
    form = open_form(
        request, forms.RestrictionLine, initial={"ask": before[0].ask if before else ""}
    )

    def act() -> str:
        given = form.cleaned_data
        actions.restrict(
            kind=PERSON,
            record_id=person.id,
            restriction=given["restriction"],
            user=somebody(given["user"], field="user"),
            why=given["why"],
            ask=given["ask"],
            by=request.user,
            at=at,
        )
        return here

    is_first = not any(line.kind == RestrictionKind.LET_IN for line in before)
    page = Page(
        title=_("Add to the list of %(crn)s") % {"crn": person.crn},
        button=_("Add to the list"),
        cancel=here,
        done=_("The list is changed."),
        about=[(_("CRN"), person.crn)],
        intro=_("Nobody is on the list of those who may open it: the first line hides the record from"
                " everybody else, their officer too.") if is_first else "",
        warning=_("Once somebody is named as the one who may open the record, it is hidden from"
                  " everybody who is not on the list.") if is_first else "",
    )  # fmt: skip
    return changed(request, form, act, page)


@keeps
def lift(request: SignedInRequest, pk: int) -> HttpResponse:
    at = clock.now()
    line = found(overseeing.restriction(pk, at=at))
    crn = found(crns({line.record_id}).get(line.record_id))
    here = reverse("administration:restrictions-of", args=[crn])
    kind = RestrictionKind(line.kind)
    alike = [
        other
        for other in queries.restrictions(at=at, record_id=line.record_id)
        if other.kind == line.kind
    ]

    def act() -> str:
        actions.lift_restriction(restriction_id=pk, by=request.user, at=at)
        return here

    opens = kind is RestrictionKind.LET_IN and len(alike) == 1
    page = Page(
        title=_("Take %(name)s off the list of %(crn)s") % {"name": line.name, "crn": crn},
        button=_("Take off the list"),
        cancel=here,
        done=_("The list is changed."),
        about=[(_("CRN"), crn), (_("Member of staff"), line.name), (_("List"), kind.label)],
        warning=_("This is the last line of those who may open it: the record will no longer be hidden"
                  " from anybody.") if opens else "",
        is_severe=opens,
    )  # fmt: skip
    return changed(request, open_form(request, forms.Nothing), act, page)


@keeps
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody asks to be let in: say yes or no."""
    asked = found(overseeing.request(pk))
    crn = found(crns({asked.record_id}).get(asked.record_id))
    here = reverse("administration:restrictions-of", args=[crn])
    form = open_form(request, forms.Decision)

    def act() -> str:
        actions.decide_request(
            request_id=pk,
            granted=form.cleaned_data["granted"],
            by=request.user,
            at=clock.now(),
        )
        return here

    page = Page(
        title=_("Decide a request about %(crn)s") % {"crn": crn},
        button=_("Decide"),
        cancel=here,
        done=_("The request is decided."),
        about=[(_("CRN"), crn), (_("Who asks"), asked.name), (_("Why"), asked.why)],
        warning=_("A yes puts them on the list of those who may open the record."),
    )
    return changed(request, form, act, page)
