"""Pages of the enforcement team: packs to answer, what is listed, and results to write down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.documents.letters import html
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.permissions import Permission
from openprobation.supervision.enforcement.queries import breach as breaches
from openprobation.supervision.enforcement.web import breach_forms as forms
from openprobation.supervision.enforcement.web import breach_showing as showing
from openprobation.supervision.enforcement.web.breach import about, seen
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.vocabulary.breach import HearingTold

from .packs import lists_page, packs_page, results_page

CAN_ANSWER = (Permission.JUDGE_PACK, Permission.RECORD_HEARING)


@permitted(Permission.JUDGE_PACK)
def packs(request: SignedInRequest) -> HttpResponse:
    """What waits, whose days run out first, and how often each was returned."""
    at = clock.now()
    return render(
        request,
        "court/packs.html",
        {"page": packs_page(request.user, at=at), "today": clock.today()},
    )


@permitted(*CAN_ANSWER)
def lists(request: SignedInRequest) -> HttpResponse:
    """What is listed, by day and court."""
    at = clock.now()
    return render(
        request,
        "court/lists.html",
        {"days": lists_page(request.user, at=at), "today": clock.today()},
    )


@permitted(*CAN_ANSWER)
def results(request: SignedInRequest) -> HttpResponse:
    """Days in court of which nothing is written yet."""
    at = clock.now()
    return render(
        request,
        "court/results.html",
        {"rows": results_page(request.user, at=at), "today": clock.today()},
    )


# ── One pack ───────────────────────────────────────────────────────────────────────────────
def opened(
    request: SignedInRequest, pk: int, *, at: datetime
) -> tuple[persons.Handle, showing.Shown]:
    """The pack and whose it is: the look is audited, and takes a reason where it must."""
    person_id = breaches.whose(pk)
    whose = persons.by_id(person_id) if person_id is not None else None
    if whose is None:
        raise Http404
    person = open_person(request, whose.crn)
    shown = showing.shown(person, pk, viewer=request.user, at=at)
    if shown is None:
        raise Http404
    return person, shown


@permitted(*CAN_ANSWER)
def pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """One pack in two minutes: who, which court, days left, returns before; then accept, return or decide."""
    at = clock.now()
    person, shown = opened(request, pk, at=at)
    return render(request, "court/pack.html", page_of(person, shown, at=at, form=None))


def page_of(
    person: persons.Handle, shown: showing.Shown, *, at: datetime, form: Any
) -> dict[str, Any]:
    return {
        **about(person, at=at),
        "shown": shown,
        "tone_of": showing.tone_of,
        "served": html(shown.papers.served),
        "not_served": html(shown.papers.not_served),
        "on": shown.on,
        "form": form,
    }


@require_POST
@permitted(Permission.JUDGE_PACK)
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """The pack is good enough to go on."""
    at = clock.now()
    person_id = breaches.whose(pk)
    whose = persons.by_id(person_id) if person_id is not None else None
    if whose is None:
        raise Http404
    open_person(request, whose.crn)
    typed = request.POST.get("seen", "")
    try:
        actions.accept(
            breach_id=pk,
            by=request.user,
            at=at,
            seen_version=int(typed) if typed.isdecimal() else None,
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Accepted. Decide on it now, or later from the list."))
    return redirect("court:pack", pk)


@permitted(Permission.JUDGE_PACK)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the pack with a code and the line it is put to; the sender sees it at once."""
    at = clock.now()
    person, shown = opened(request, pk, at=at)
    form = open_form(request, forms.ReturnPack, seen=shown.line.version)

    def act() -> str:
        actions.return_pack(
            breach_id=pk,
            lines=form.lines,
            note=form.cleaned_data["note"],
            by=request.user,
            at=at,
            seen_version=seen(form),
        )
        messages.success(
            request,
            _("Returned to %(team)s. They see it now, and their days run on.")
            % {"team": shown.answering.team if shown.answering else _("the sender")},
        )
        return reverse("court:packs")

    return answer(request, form, act) or render(
        request,
        "court/return.html",
        {**page_of(person, shown, at=at, form=form), "may": shown.may("return")},
    )


@permitted(Permission.JUDGE_PACK)
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lay an information, with the court's day where it is known; or lay none, and say why."""
    at = clock.now()
    person, shown = opened(request, pk, at=at)
    form = open_form(
        request,
        forms.Decide,
        seen=shown.line.version,
        courts=courts.courts(),
        initial={"court": str(shown.line.court_id)},
    )

    def act() -> str:
        return decided(request, pk, form, at=at)

    may = shown.may("consider") or shown.may("lay")
    return answer(request, form, act) or render(
        request, "court/decide.html", {**page_of(person, shown, at=at, form=form), "may": may}
    )


def decided(request: SignedInRequest, pk: int, form: forms.Decide, *, at: datetime) -> str:
    given = form.cleaned_data
    if given["decision"] == forms.DO_NOT_LAY:
        actions.lay_no_information(
            breach_id=pk,
            reason=given["reason"],
            why=given["why"],
            by=request.user,
            at=at,
            seen_version=seen(form),
        )
        messages.success(request, _("No information is laid. Both sides see why."))
        return reverse("court:packs")
    listed_for = (
        actions.ListedFor(int(given["court"]), given["on"], given["process"])
        if given["on"]
        else None
    )
    actions.lay_information(
        breach_id=pk,
        why=given["why"],
        listed_for=listed_for,
        by=request.user,
        at=at,
        seen_version=seen(form),
    )
    messages.success(
        request,
        _("Information laid and listed.")
        if listed_for
        else _("Information laid. List it when the court gives a day."),
    )
    return reverse("court:packs")


@permitted(Permission.RECORD_HEARING)
def listing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down which court hears it and when."""
    at = clock.now()
    person, shown = opened(request, pk, at=at)
    form = open_form(
        request,
        forms.Listing,
        seen=shown.line.version,
        courts=courts.courts(),
        initial={"court": str(shown.line.court_id)},
    )

    def act() -> str:
        given = form.cleaned_data
        hearing = actions.list_hearing(
            breach_id=pk,
            court_id=int(given["court"]),
            on=given["on"],
            process=given["process"],
            by=request.user,
            at=at,
            seen_version=seen(form),
        )
        assert hearing.told is not None, "listing a hearing says whether the person was told"
        told = HearingTold(hearing.told)
        messages.success(
            request,
            _("Listed. The person: %(told)s. %(meaning)s")
            % {"told": told.label.lower(), "meaning": told.meaning},
        )
        return reverse("court:lists")

    may = shown.may("list") or shown.may("adjourn")
    return answer(request, form, act) or render(
        request, "court/listing.html", {**page_of(person, shown, at=at, form=form), "may": may}
    )


@permitted(Permission.RECORD_HEARING)
def result(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down what came of a day in court. `pk` is the hearing's."""
    at = clock.now()
    breach_id = breaches.breach_of_hearing(pk)
    if breach_id is None:
        raise Http404
    person, shown = opened(request, breach_id, at=at)
    form = open_form(request, forms.Result, seen=shown.line.version)

    def act() -> str:
        given = form.cleaned_data
        actions.record_hearing(
            hearing_id=pk,
            outcome=given["outcome"],
            note=given["note"],
            next_on=given["next_on"],
            by=request.user,
            at=at,
            seen_version=seen(form),
        )
        messages.success(request, _("Written down. Both sides see it."))
        return reverse("court:results")

    hearing = next((one for one in shown.hearings if one.id == pk), None)
    return answer(request, form, act) or render(
        request,
        "court/result.html",
        {**page_of(person, shown, at=at, form=form), "hearing": hearing, "may": shown.may("hear")},
    )
