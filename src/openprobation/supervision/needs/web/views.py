"""Pages about what somebody needs, what holds them steady, their own view, and how to work with them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts import actions as drafts
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.ui.forms import keep_true_sources
from openprobation.vocabulary.needs import EngagementKind, Need

from .. import actions, queries
from ..permissions import Permission
from . import forms


@permitted(Permission.VIEW)
def summary(request: SignedInRequest, crn: str) -> HttpResponse:
    """What stands: needs in order, strengths, protective factors, own words, how to work with them."""
    person = open_person(request, crn)
    at = clock.now()
    versions = queries.versions(person.ids)
    standing = next((one for one in versions if one.state.value != "sent_back"), None)
    notes = queries.engagement(person.ids)
    factors = queries.factors(person.ids)
    return render(
        request,
        "needs/summary.html",
        {
            **about(person),
            "today": clock.today(),
            "latest": versions[0] if versions else None,
            "standing": standing,
            "versions": versions,
            "views": queries.own_views(person.ids),
            "factors": [line for line in factors if line.is_live],
            "ended": [line for line in factors if not line.is_live],
            "works": queries.of_kind(notes, EngagementKind.WORKS),
            "barriers": queries.of_kind(notes, EngagementKind.BARRIER),
            "may_assess": may(request.user, Permission.ASSESS, at=at),
            "may_countersign": may(request.user, Permission.COUNTERSIGN, at=at),
        },
    )


@permitted(Permission.ASSESS)
def assess(request: SignedInRequest, crn: str) -> HttpResponse:
    """Assess every need, check, and sign. The page opens with the last version."""
    person = open_person(request, crn)
    versions = queries.versions(person.ids)
    last = versions[0] if versions else None
    initial, came_from = filled_from(last)
    form = open_form(
        request,
        forms.Assess,
        initial=initial,
        came_from=came_from,
        seen=last.id if last else 0,
    )
    keep_true_sources(form)
    context: dict[str, Any] = {
        **about(person),
        "form": form,
        "last": last,
        "needs": list(Need),
        "ranks": forms.RANKS,
        "view": next(iter(queries.own_views(person.ids)), None),
    }

    def act() -> str:
        seen = str(form.cleaned_data["seen"] or "")
        made = actions.assess(
            person_id=person.id,
            found=form.found,
            ranked=form.ranked,
            what_led_to_it=form.cleaned_data["what_led_to_it"],
            ask_senior=form.cleaned_data["ask_senior"],
            seen_id=int(seen) if seen.isdigit() else None,
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request,
            _("Signed. A senior has been asked to countersign it.")
            if made.state == "awaiting"
            else _("Signed: version %(version)s is in use.") % {"version": made.version},
        )
        return summary_of(person)

    if request.method == "POST" and form.is_valid():
        if "checked" in request.POST:
            if done := answer(request, form, act):
                return done
        elif stands(form):
            keep(request)  # so that going back to change it loses nothing
            return render(request, "needs/assess_check.html", {**context, **checked(request, form)})
    return render(request, "needs/assess.html", context)


def filled_from(last: queries.Assessment | None) -> tuple[dict[str, Any], dict[str, str]]:
    """What the page opens with: the last version, whatever became of it; and where each value came from."""
    if last is None:
        return {}, {}
    initial: dict[str, Any] = {"what_led_to_it": last.what_led_to_it}
    for need, line in last.needs.items():
        initial |= {
            f"{need}_level": line.level.value,
            f"{need}_found": line.found,
            f"{need}_harm": line.bears_on_harm,
            f"{need}_reoffending": line.bears_on_reoffending,
            f"{need}_strength": line.strength,
        }
    initial |= dict(zip(forms.RANKS, (need.value for need in last.ranked), strict=False))
    said = _("From the assessment by %(name)s on %(day)s") % {
        "name": last.signed_by,
        "day": words(last.on),
    }
    return initial, {name: said for name, value in initial.items() if value}


def stands(form: forms.Assess) -> bool:
    """Whether it could be signed as it is; else the form says why not."""
    try:
        actions.check_assessment(
            found=form.found,
            ranked=form.ranked,
            what_led_to_it=form.cleaned_data["what_led_to_it"],
        )
    except Refused as refusal:
        form.refuse(refusal)
    return not form.errors


def checked(request: SignedInRequest, form: forms.Assess) -> dict[str, Any]:
    """What the check page shows: the needs found, in the order ranked, and whether a senior reads it."""
    found = form.found
    reading = actions.reading_of(
        found, asked=form.cleaned_data["ask_senior"], by=request.user, at=clock.now()
    )
    place = {need: rank for rank, need in enumerate(form.ranked, 1)}
    return {
        "found": [(need, found[need], place.get(need)) for need in in_turn(form)],
        "no_need": [need for need in Need if not found[need].is_need],
        "strengths": [(need, found[need].strength) for need in Need if found[need].strength],
        "reading": reading,
        "asked": [
            (name, str(value))
            for name in request.POST
            if name not in ("csrfmiddlewaretoken", "submission", "checked")
            for value in request.POST.getlist(name)
        ],
    }


def in_turn(form: forms.Assess) -> list[Need]:
    found = form.found
    return [*form.ranked, *(n for n in Need if found[n].is_need and n not in form.ranked)]


def keep(request: SignedInRequest) -> None:
    fields = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    drafts.keep(user=request.user, path=request.path, fields=fields, at=clock.machine_now())


@permitted(Permission.VIEW)
def version(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """One version as it was signed."""
    person = open_person(request, crn)
    return page(request, "version", person, one=version_of(pk, person))


@permitted(Permission.COUNTERSIGN)
def countersign(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Read it, and put it in use or send it back."""
    person = open_person(request, crn)
    one = version_of(pk, person)
    form = open_form(request, forms.Countersign)

    def act() -> str:
        accepts = form.cleaned_data["accepts"]
        actions.countersign(
            assessment_id=one.id,
            accepts=accepts,
            answer=form.cleaned_data["answer"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request,
            _("Countersigned: it is in use.") if accepts else _("Sent back to the officer."),
        )
        return summary_of(person)

    return answer(request, form, act) or page(request, "countersign", person, form=form, one=one)


@permitted(Permission.ASSESS)
def own_view(request: SignedInRequest, crn: str) -> HttpResponse:
    """Write down what the person says. Opens with what they said last, to be asked again."""
    person = open_person(request, crn)
    last = next(iter(queries.own_views(person.ids)), None)
    initial: dict[str, Any] = {"said_on": clock.today()}
    came_from: dict[str, str] = {"said_on": _("Today")}
    if last is not None:
        told = {"going_well": last.going_well, "is_hard": last.is_hard, "wants": last.wants}
        said = _("As they said on %(day)s") % {"day": words(last.said_on)}
        initial |= told
        came_from |= {name: said for name, text in told.items() if text}
    form = open_form(request, forms.OwnView, initial=initial, came_from=came_from)

    def act() -> str:
        given = form.cleaned_data
        actions.say_own_view(
            person_id=person.id,
            said_on=given["said_on"],
            going_well=given["going_well"],
            is_hard=given["is_hard"],
            wants=given["wants"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Their own view is on the record."))
        return summary_of(person)

    return answer(request, form, act) or page(request, "own_view", person, form=form, last=last)


@permitted(Permission.ASSESS)
def add_factor(request: SignedInRequest, crn: str) -> HttpResponse:
    """Add something that holds the person steady."""
    person = open_person(request, crn)
    live = [line for line in queries.factors(person.ids) if line.is_live]
    form = open_form(request, forms.AddFactor)

    def act() -> str:
        given = form.cleaned_data
        actions.add_factor(
            person_id=person.id,
            kind=given["kind"],
            what=given["what"],
            starts_on=given["starts_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The protective factor is on the record."))
        return f"{summary_of(person)}#protective"

    return answer(request, form, act) or page(request, "add_factor", person, form=form, live=live)


@require_POST
@permitted(Permission.ASSESS)
def look(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """It still holds today."""
    person = open_person(request, crn)
    line = factor_of(pk, person)
    try:
        actions.look_at_factor(factor_id=line.id, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Still so, as of today."))
    return redirect(f"{summary_of(person)}#protective")


@permitted(Permission.ASSESS)
def end_factor(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """It no longer holds."""
    person = open_person(request, crn)
    line = factor_of(pk, person)
    form = open_form(
        request,
        forms.EndFactor,
        initial={"on": clock.today()},
        came_from={"on": _("Today")},
    )

    def act() -> str:
        actions.end_factor(
            factor_id=line.id,
            on=form.cleaned_data["on"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Ended, with the reason."))
        return f"{summary_of(person)}#protective"

    return answer(request, form, act) or page(request, "end_factor", person, form=form, line=line)


@permitted(Permission.ASSESS)
def note(request: SignedInRequest, crn: str) -> HttpResponse:
    """Write down what gets in the way or what works, for the next officer too."""
    person = open_person(request, crn)
    form = open_form(request, forms.Note)

    def act() -> str:
        actions.note_engagement(
            person_id=person.id,
            kind=form.cleaned_data["kind"],
            what=form.cleaned_data["what"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved: it goes into the handover."))
        return f"{summary_of(person)}#working"

    return answer(request, form, act) or page(request, "note", person, form=form)


@require_POST
@permitted(Permission.ASSESS)
def withdraw(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """It is no longer so."""
    person = open_person(request, crn)
    if pk not in {line.id for line in queries.engagement(person.ids)}:
        raise Http404
    try:
        actions.withdraw_engagement(note_id=pk, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken out of the handover; it stays on the record."))
    return redirect(f"{summary_of(person)}#working")


# ── What the pages share ───────────────────────────────────────────────────────────────────
def version_of(pk: int, person: persons.Handle) -> queries.Assessment:
    one = queries.assessment(pk, person.ids)
    if one is None:
        raise Http404
    return one


def factor_of(pk: int, person: persons.Handle) -> queries.FactorLine:
    for line in queries.factors(person.ids):
        if line.id == pk:
            return line
    raise Http404


def summary_of(person: persons.Handle) -> str:
    return reverse("needs:summary", args=[person.crn])


def page(
    request: SignedInRequest, name: str, person: persons.Handle, **context: Any
) -> HttpResponse:
    return render(request, f"needs/{name}.html", {**about(person), **context})
