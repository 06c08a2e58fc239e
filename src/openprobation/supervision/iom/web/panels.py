"""Pages of the panel: who is there, whom it decides on, and what it decided; and who is cleared."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import SignedInRequest, open_form, permitted
from openprobation.foundation.refusals import Refused
from openprobation.supervision.commissioning.web.checking import Page, changed
from openprobation.vocabulary.iom import PanelDecision

from .. import actions, queries
from ..permissions import Permission
from . import forms
from .views import asked, is_outside, my_table, others


@permitted(Permission.CHAIR)
def call(request: SignedInRequest) -> HttpResponse:
    table = my_table(request)
    form = open_form(request, forms.CallPanel, initial={"on": clock.today()})
    return asked(
        request,
        form,
        lambda: actions.call_panel(
            scheme_id=table.id, on=form.cleaned_data["on"], by=request.user, at=clock.now()
        ),
        title=_("Call a panel"),
        button=_("Call it"),
        done=_("The panel is called. You chair it."),
        back=reverse("iom:team"),
    )


def the_panel(request: SignedInRequest, pk: int) -> tuple[queries.Table, queries.PanelLine]:
    table = my_table(request)
    found = queries.panel(pk, table=table)
    if found is None:
        raise Http404
    return table, found


@permitted(Permission.SEE)
def panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whom the panel decides on, those proposed first; its decisions as they are made."""
    at = clock.now()
    table, found = the_panel(request, pk)
    lines = queries.the_list(table, viewer=request.user, at=at)
    gone = [each for each in found.decided if each not in {one.id for one in lines}]
    lines += queries.some(gone, table=table, viewer=request.user, at=at)
    record("iom.panel.viewed", by=request.user.username, at=at, panel=pk)
    outside = is_outside(request, at)
    is_mine = found.chair_id == request.user.pk and found.closed_at is None
    return render(
        request,
        "iom/panel.html",
        {
            "table": table,
            "panel": found,
            "waiting": [one for one in lines if one.id not in found.decided]
            if found.closed_at is None
            else [],
            "decided": [(one, *found.decided[one.id]) for one in lines if one.id in found.decided],
            "open": {one.id for one in lines if one.state in queries.BEFORE or not outside},
            "sides": {member.side for member in found.members},
            "may_decide": is_mine
            and found.on <= clock.today()
            and authority(request.user, at).may(Permission.CHAIR),
            "today": clock.today(),
        },
    )


@permitted(Permission.CHAIR)
def there(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who is there, besides the chair."""
    table, found = the_panel(request, pk)
    form = open_form(
        request,
        forms.There,
        initial={"members": [str(each.user_id) for each in found.members]},
    )
    form.fields["members"].offer(others(table, request))  # type: ignore[attr-defined]
    return asked(
        request,
        form,
        lambda: actions.seat_members(
            panel_id=pk,
            user_ids=[int(each) for each in form.cleaned_data["members"]],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Who is here?"),
        button=_("Save"),
        done=_("Saved. The panel can decide."),
        back=reverse("iom:panel", args=[pk]),
    )


@permitted(Permission.CHAIR)
def decide(request: SignedInRequest, pk: int, nominal: int) -> HttpResponse:
    """What the panel decides of one person: asked, checked, done."""
    at = clock.now()
    table, found = the_panel(request, pk)
    line = queries.nominal(nominal, table=table, viewer=request.user, at=at)
    if line is None:
        raise Http404
    form = open_form(request, forms.Decide, seen=line.version)
    form.fields["decision"].offer(  # type: ignore[attr-defined]
        (each.value, each.label, each.meaning)
        for (state, each) in actions.GOES
        if state is line.state
    )

    def act() -> str:
        seen = str(form.cleaned_data["seen"] or "")
        actions.decide(
            panel_id=pk,
            nominal_id=nominal,
            decision=PanelDecision(form.cleaned_data["decision"]),
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
            seen_version=int(seen) if seen.isdigit() else None,
        )
        return reverse("iom:panel", args=[pk])

    return changed(
        request,
        form,
        act,
        Page(
            title=_("%(name)s: what the panel decides") % {"name": line.name},
            button=_("Record the decision"),
            back=reverse("iom:panel", args=[pk]),
            done=_("The decision is recorded, and on the record of %(name)s.")
            % {"name": line.name},
            now=[
                (_("Now"), line.state.label),
                (_("Colour"), line.colour.label if line.colour else _("None yet")),
                (_("Proposed because"), line.why),
                (_("Here"), ", ".join(f"{one.name} ({one.side.label})" for one in found.members)),
            ],
        ),
    )


@require_POST
@permitted(Permission.CHAIR)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    the_panel(request, pk)
    try:
        actions.close_panel(panel_id=pk, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The panel is closed. Its decisions stand."))
    return redirect("iom:team")


@permitted(Permission.CLEAR)
def clearances(request: SignedInRequest) -> HttpResponse:
    """Who may read intelligence, until when and why; and clear another."""
    table = my_table(request)
    form = open_form(request, forms.Clear)
    form.fields["user"].offer(others(table, request))  # type: ignore[attr-defined]
    return asked(
        request,
        form,
        lambda: actions.clear(
            scheme_id=table.id,
            user_id=int(form.cleaned_data["user"]),
            ends_on=form.cleaned_data["ends_on"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Cleared for intelligence"),
        button=_("Clear them"),
        done=_("They are cleared until that day."),
        back=reverse("iom:clearances"),
        cleared=queries.clearances(table.id, on=clock.today()),
        leads_to=reverse("iom:team"),
    )
