"""Who could this be, who holds them, and may I open the record? For whoever is on duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from openprobation.foundation import clock
from openprobation.foundation.access import actions as access
from openprobation.foundation.access import queries as standings
from openprobation.foundation.access.check import may
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    signed_in,
)
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import actions, queries
from openprobation.supervision.persons.permissions import Permission
from openprobation.supervision.risk import queries as risk
from openprobation.ui.forms import Form, NoteField, TermField, TextField
from openprobation.vocabulary.access import LookReason
from openprobation.vocabulary.risk import SEEN_WHEN_LOCATING

MOST_SHOWN = 25


class Search(Form):
    q = TextField(
        label=_("Name, CRN, date of birth or another number"),
        hint=_("For example: khan 9/7/1988. Spelling need not be exact."),
        missing=_("Type a name, a number or a date of birth"),
        max_length=200,
        autocomplete="off",
    )


class Reason(Form):
    reason = TermField(
        LookReason,
        without=[LookReason.EMERGENCY],
        label=_("Why do you need to open it?"),
        missing=_("Choose a reason"),
    )
    note = NoteField(label=_("Note"), required=False, rows=2, max_length=500)


class Emergency(Form):
    note = NoteField(
        label=_("What is happening?"),
        hint=_("One sentence. A manager always reads it."),
        missing=_("Say what is happening, in a sentence"),
        rows=3,
        max_length=500,
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """One person as the search shows them: what anybody on duty may know. Masked ones have neither."""

    found: queries.Found
    holder: allocations.Holder | None
    flags: tuple[risk.Flag, ...]


def hits(found: list[queries.Found], *, at: datetime) -> list[Hit]:
    """Who holds each, and the flags that keep staff and children safe. Three queries, however many."""
    ids = [pk for one in found for pk in one.ids]
    holders = allocations.holders(ids, at) if ids else {}
    flags = risk.flags(ids, kinds=SEEN_WHEN_LOCATING) if ids else {}
    return [
        Hit(
            one,
            next((holders[pk] for pk in one.ids if pk in holders), None),
            tuple(flag for pk in one.ids for flag in flags.get(pk, ())),
        )
        for one in found
    ]


@signed_in
def locate(request: SignedInRequest) -> HttpResponse:
    """Find anybody by name, alias, number or date of birth, and see whom to ring."""
    at, on = clock.now(), clock.today()
    if not may(request.user, Access.LOCATE, at=at):
        raise Http404
    form = Search(request.GET if "q" in request.GET else None)
    asked, found, has_searched = None, [], False
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["q"]
        asked = queries.sought(text, on=on)
        found = queries.locate(text, viewer=request.user, at=at, size=MOST_SHOWN + 1)
        shown = found[:MOST_SHOWN]
        actions.note_locate(found=len(shown), by=request.user, at=at)
        has_searched = True
    return render(
        request,
        "practitioner/locate.html",
        {
            "form": form,
            "asked": asked,
            "hits": hits(found[:MOST_SHOWN], at=at),
            "has_more": len(found) > MOST_SHOWN,
            "has_searched": has_searched,
            "may_create": may(request.user, Permission.CREATE, at=at),
            "today": on,
        },
    )


@signed_in
def open_with_reason(request: SignedInRequest, crn: str) -> HttpResponse:
    """Why do you need this record? One tap; then on to where the viewer was going.

    A restricted record shows its CRN and whom to ask, and opens only because somebody is in danger.
    """
    at = clock.now()
    if not may(request.user, Access.OPEN_WITH_REASON, at=at):
        raise Http404
    person = queries.by_crn(crn)
    if person is None:
        raise Http404
    going = where_next(request, person.crn)
    standing = standings.standing("person", person.id, to=request.user, at=at)
    if standing.is_open:
        return redirect(going)
    form: Form = open_form(request, Emergency) if standing.is_masked else open_form(request, Reason)

    def act() -> str:
        given = form.cleaned_data
        access.look(
            kind="person",
            record_id=person.id,
            reason=LookReason.EMERGENCY if standing.is_masked else given["reason"],
            note=given["note"],
            by=request.user,
            at=at,
        )
        return going

    sent = answer(request, form, act)
    if sent:
        return sent
    actions.note_locate(found=1, by=request.user, at=at, person_id=person.id)
    if standing.is_masked:
        shown = {"form": form, "crn": person.crn, "ask": standing.ask, "going": going}
        return render(request, "practitioner/restricted.html", shown)
    return render(
        request,
        "practitioner/open.html",
        {
            "form": form,
            "person": person,
            "holder": allocations.holder(person.ids, at),
            "reasons": [why for why in LookReason if why is not LookReason.EMERGENCY],
            "going": going,
            "until": at + access.LOOK_LASTS,
        },
    )


def where_next(request: SignedInRequest, crn: str) -> str:
    """The page the viewer was going to, when it is one of ours; else the person's page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("practitioner:person", args=[crn])
