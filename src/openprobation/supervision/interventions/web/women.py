"""Pages on which a woman is asked what she wants, and the lead sees who was not, how far it is and how centres do."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.persons.web.opening import open_person
from openprobation.ui.forms import Form, NoteField, TermField, TextField, WholeNumberField, YesNo
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.women import Childcare, OfferAnswer, OfferGap, SafeContact

from .. import actions, queries
from ..permissions import Permission
from ..policies import LONGEST
from ..queries import women
from .views import found_for, whose, written

MOST_SHOWN = 60
"""How many women of whom something is missing are named; the rest are counted."""
FARTHEST = 240
"""Minutes: nobody is sent farther."""


class Ask(Form):
    space = TermField(OfferAnswer, label=gettext_lazy("Does she want a space for women only?"))
    officer = TermField(OfferAnswer, label=gettext_lazy("Does she want her officer to be a woman?"))
    why_not = TextField(
        label=gettext_lazy("If something was not offered, why?"), required=False, max_length=LONGEST
    )
    childcare = TermField(Childcare, label=gettext_lazy("Childcare"))
    safe_contact = TermField(SafeContact, label=gettext_lazy("How is it safe to reach her?"))
    safe_words = TextField(
        label=gettext_lazy("In her words: how and when"),
        hint=gettext_lazy("A centre she is sent to reads this."),
        required=False,
        max_length=LONGEST,
    )


class KeepCentre(Form):
    name = TextField(label=gettext_lazy("Name of the centre"))
    place = TextField(label=gettext_lazy("Where is it?"))
    has_creche = YesNo(label=gettext_lazy("Is there a crèche?"))

    def ask_minutes(self, areas: list[organisations.AreaLine]) -> None:
        """Ask how far it is from each area."""
        for area in areas:
            self.fields[f"minutes_{area.id}"] = WholeNumberField(
                label=_("Minutes from %(area)s, by bus, tram or train") % {"area": area.name},
                at_least=1,
                at_most=FARTHEST,
                required=False,
            )

    @property
    def minutes(self) -> dict[int, int]:
        return {
            int(name.removeprefix("minutes_")): took
            for name, took in self.cleaned_data.items()
            if name.startswith("minutes_") and took
        }


class State(Form):
    text = NoteField(label=gettext_lazy("What does this service do for women?"), max_length=LONGEST)


# ── A woman is asked ───────────────────────────────────────────────────────────────────────
@permitted(Permission.VIEW)
def offer(request: SignedInRequest, crn: str) -> HttpResponse:
    """What she was offered and said, the nearest centre and how far, and what came of it."""
    person = open_person(request, crn)
    if person.sex != Sex.FEMALE:
        raise Http404
    at = clock.now()
    told = women.offers(person.ids)
    near = women.centres(person.area_id)
    services = {each.service_id for each in near}
    open_to_her = {each.id: each for each in found_for(request, person, ids=services)}
    latest = told[0] if told else None
    may_ask = may(request.user, Permission.ASK_WOMEN, at=at)
    referrals = [line for line in queries.of_person(person.ids) if line.service_id in services]
    return render(
        request,
        "interventions/women.html",
        {
            **whose(person),
            "offer": latest,
            "before": told[1:],
            "undo_until": latest.undo_until(request.user.pk, at) if latest and may_ask else None,
            "centres": [(each, open_to_her.get(each.service_id)) for each in near],
            "referrals": referrals,
            "open_at": {line.service_id for line in referrals if not line.state.is_end},
            "may_ask": may_ask,
            "may_refer": may(request.user, Permission.REFER, at=at),
        },
    )


@permitted(Permission.ASK_WOMEN)
def ask(request: SignedInRequest, crn: str) -> HttpResponse:
    """Record what she was offered and said. Opens filled from the last time."""
    person = open_person(request, crn)
    if person.sex != Sex.FEMALE:
        raise Http404
    last = next(iter(women.offers(person.ids)), None)
    form = open_form(
        request,
        Ask,
        initial={
            "space": last.space,
            "officer": last.officer,
            "childcare": last.childcare,
            "safe_contact": last.safe_contact,
            "safe_words": last.safe_words,
            "why_not": last.why_not,
        }
        if last
        else {"safe_contact": SafeContact.ANY},
    )
    back = reverse("interventions:women", args=[person.crn])

    def act() -> str:
        data = form.cleaned_data
        actions.ask_woman(
            person_id=person.id,
            space=data["space"],
            officer=data["officer"],
            childcare=data["childcare"],
            safe_contact=data["safe_contact"],
            safe_words=data["safe_words"],
            why_not=data["why_not"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved. It can be undone for ten minutes."))
        return back

    title = _("What does she want?")
    return written(request, person, form, act, title=title, button=_("Save"), back=back)


@permitted(Permission.ASK_WOMEN)
@require_POST
def undo(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Take back what one wrote in the last ten minutes."""
    person = open_person(request, crn)
    if not any(each.id == pk for each in women.offers(person.ids)):
        raise Http404
    try:
        actions.undo_asking(offer_id=pk, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Undone."))
    return redirect("interventions:women", crn=person.crn)


# ── The lead's page ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the list; only the CRN and whom to ask where the record is restricted."""

    line: women.WomanLine
    ask: str


@permitted(Permission.LEAD_WOMEN)
def lead(request: SignedInRequest) -> HttpResponse:
    """Women with something missing, those not asked first; figures by centre; what contracts promise."""
    at, on = clock.now(), clock.today()
    theirs = authority(request.user, at)
    teams = organisations.teams(on=on, ids=theirs.team_ids, unit_ids=theirs.unit_ids)
    areas = organisations.covered_by(theirs.organisation_ids, on=on)
    keeps = theirs.may(Permission.KEEP_CENTRES)
    found = women.offered(list(teams), at=at)
    first = found.missing[:MOST_SHOWN]
    every = [pk for line in first for pk in line.ids]
    asks = access.masked(request.user, kind="person", record_ids=every, at=at)
    record("women.list_viewed", by=request.user.username, at=at, count=len(first))
    return render(
        request,
        "interventions/women_lead.html",
        {
            "found": found,
            "lines": [
                Shown(line, next((asks[pk] for pk in line.ids if pk in asks), "")) for line in first
            ],
            "gaps": [(gap, sum(line.gap is gap for line in found.missing)) for gap in OfferGap],
            "answers": list(OfferAnswer),
            "centres": women.figures(theirs.organisation_ids, area_ids=areas),
            "provisions": women.provisions(on, area_ids=areas),
            "may_keep": keeps,
            "women_only": commissioning.told_of(commissioning.for_women_only(on)).items()
            if keeps
            else (),
        },
    )


@permitted(Permission.KEEP_CENTRES)
def centre(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where a centre is, and how far from each area."""
    service = commissioning.told_of([pk]).get(pk)
    if service is None or not service.women_only:
        raise Http404
    kept = next((each for each in women.centres(None) if each.service_id == pk), None)
    areas = organisations.areas()
    took = women.travel_of(pk)
    form = open_form(
        request,
        KeepCentre,
        initial={
            "name": kept.name if kept else service.provider,
            "place": kept.place if kept else "",
            "has_creche": kept.has_creche if kept else None,
            **{f"minutes_{area}": minutes for area, minutes in took.items()},
        },
    )
    form.ask_minutes(areas)
    back = reverse("interventions:women_lead")

    def act() -> str:
        actions.keep_centre(
            service_id=pk,
            name=form.cleaned_data["name"],
            place=form.cleaned_data["place"],
            has_creche=form.cleaned_data["has_creche"],
            minutes=form.minutes,
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved."))
        return back

    return answer(request, form, act) or render(
        request,
        "interventions/form.html",
        {"form": form, "title": service.title, "button": _("Save"), "back": back},
    )


@permitted(Permission.KEEP_CENTRES)
def provision(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new version of what a co-funded service does for women, filled from the last."""
    found = next((each for each in women.provisions(clock.today()) if each.service_id == pk), None)
    if found is None:
        raise Http404
    form = open_form(request, State, initial={"text": found.text})
    back = reverse("interventions:women_lead")

    def act() -> str:
        actions.state_provision(
            service_id=pk, text=form.cleaned_data["text"], by=request.user, at=clock.now()
        )
        messages.success(request, _("Saved. The statement before stays."))
        return back

    return answer(request, form, act) or render(
        request,
        "interventions/form.html",
        {"form": form, "title": found.service, "button": _("Save"), "back": back},
    )
