"""Pages on which an officer finds a service that fits, buys it, refers, and sees what came of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.rules.commissioning import pounds
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.commissioning import actions as buying
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.commissioning.permissions import Permission as Buying
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.commissioning import FundingLine
from openprobation.vocabulary.interventions import ReferralMove, Side
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.sentences import RequirementKind

from .. import actions, queries
from ..permissions import Permission
from . import forms


def found_for(
    request: SignedInRequest, person: persons.Handle, **asked: Any
) -> list[commissioning.ServiceLine]:
    """Services that fit this person and that the viewer's organisation may buy. Four queries."""
    on = clock.today()
    post = authority(request.user, clock.now()).main_post
    if post is None:
        return []
    return commissioning.services(
        area_id=person.area_id,
        sex=person.sex,
        age=person.age(on),
        buyer=post.organisation_kind,
        on=on,
        **asked,
    )


def whose(person: persons.Handle) -> dict[str, Any]:
    """Whose record this is, who holds it and what to heed, at the head of each of these pages. Three queries."""
    flags = [each.kind for found in risk.flags(person.ids).values() for each in found]
    return {
        **about(person),
        "holder": allocations.holder(person.ids, clock.now()),
        "flags": sorted(set(flags), key=flags.index),
    }


def rar_of(
    referrals: Collection[queries.ReferralLine],
    requirements: Collection[sentences.RequirementLine],
    *,
    on: date,
) -> list[queries.RarDays]:
    """Days of rehabilitation activity with suppliers, by each requirement that runs."""
    ordered = {
        line.id: line.length.number if line.length else 0
        for line in requirements
        if line.kind is RequirementKind.RAR
    }
    return queries.rar_days(referrals, ordered=ordered, on=on)


@permitted(Permission.VIEW)
def services(request: SignedInRequest, crn: str) -> HttpResponse:
    """What the person was sent to, which first needs have nothing, and what there is for one need."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    ranking = needs.ranked(person.ids)
    tops = next((one.needs for one in ranking.values()), ())
    asked = next((one for one in Need if one.value == request.GET.get("need")), None)
    need = asked or (tops[0] if tops else None)
    found = found_for(request, person, need=need) if need else []
    languages = sorted({language for each in found for language in each.languages})
    spoken = next((each for each in languages if each == request.GET.get("language")), "")
    referrals = queries.of_person(person.ids)
    requirements = (
        {line.id: line for line in sentences.live_requirements(person.ids, on)}
        if any(line.requirement_id is not None for line in referrals)
        else {}
    )
    return render(
        request,
        "interventions/services.html",
        {
            **whose(person),
            "needs": list(Need),
            "tops": tops,
            "need": need,
            "found": [each for each in found if not spoken or spoken in each.languages],
            "languages": languages,
            "spoken": spoken,
            "referrals": referrals,
            "rar": rar_of(referrals, requirements.values(), on=on),
            "asked_why": queries.why_asked(person.ids, on=on, ranking=ranking),
            "to_decide": queries.to_decide(person.ids)
            if any(each.waits_for_officer for line in referrals for each in line.sessions)
            else [],
            "may_refer": may(request.user, Permission.REFER, at=at),
            "progress": queries.progress([line.id for line in referrals], at=at)
            if any(each.number for line in referrals for each in line.sessions)
            else {},
            "ways": queries.ways(referrals, tops),
        },
    )


@permitted(Permission.REFER)
def refer(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Buy and send, with what the supplier will read shown beside the one thing to write."""
    person = open_person(request, crn)
    on = clock.today()
    service = next(iter(found_for(request, person, ids=[pk])), None)
    if service is None:
        raise Http404
    requirements = [
        line
        for line in sentences.live_requirements(person.ids, on)
        if line.kind in (RequirementKind.RAR, RequirementKind.PROGRAMME)
    ]
    form = open_form(
        request,
        forms.Refer,
        initial={
            "units": service.usual_units,
            "funding_line": service.prices[0].funding_line.value,
            "requirement": str(requirements[0].id) if requirements else "0",
            "wanted_1": _("Progress with %(need)s") % {"need": service.need.label.lower()},
        },
    )
    form.fields["funding_line"].offer(  # type: ignore[attr-defined]
        (
            line.funding_line.value,
            f"{line.funding_line.label}, {line.read} / {service.unit.label.lower()}",
        )
        for line in service.prices
    )
    form.fields["requirement"].offer(  # type: ignore[attr-defined]
        [("0", _("None")), *((line.id, line.spoken) for line in requirements)]
    )

    def act() -> str:
        found = actions.refer(
            person_id=person.id,
            service_id=pk,
            units=form.cleaned_data["units"],
            funding_line=FundingLine(form.cleaned_data["funding_line"]),
            why=form.cleaned_data["why"],
            wanted=form.wanted,
            requirement_id=int(form.cleaned_data["requirement"] or 0) or None,
            with_who=form.cleaned_data["with_who"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request,
            _("Bought and sent: %(reference)s. The supplier answers next.")
            % {"reference": found.reference},
        )
        return reverse("interventions:referral", args=[person.crn, found.pk])

    return answer(request, form, act) or render(
        request,
        "interventions/refer.html",
        {
            **whose(person),
            "form": form,
            "service": service,
            "summary": queries.parts_of(queries.summary(person, on=on, with_who=False)),
            "usual_cost": pounds(service.prices[0].pence * service.usual_units),
        },
    )


def theirs(crn_person: persons.Handle, pk: int) -> queries.ReferralLine:
    found = queries.referral(pk, person_ids=crn_person.ids)
    if found is None:
        raise Http404
    return found


@permitted(Permission.VIEW)
def referral(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """One referral as both sides see it, with the sessions that wait for the officer."""
    person = open_person(request, crn)
    line = theirs(person, pk)
    moves = line.moves(Side.OFFICER) if may(request.user, Permission.REFER, at=clock.now()) else ()
    return render(
        request,
        "interventions/referral.html",
        {
            **whose(person),
            "line": line,
            "progress": queries.progress([pk], at=clock.now()).get(pk),
            "told": queries.told(pk),
            "money": commissioning.orders([line.order_id])[line.order_id]
            if line.order_id
            else None,
            "may_withdraw": ReferralMove.WITHDRAW in moves,
            "may_send_again": ReferralMove.SEND_AGAIN in moves,
            "today": clock.today(),
        },
    )


def written(
    request: SignedInRequest,
    person: persons.Handle,
    form: Any,
    act: Any,
    *,
    title: str,
    button: str,
    back: str,
    hint: str = "",
) -> HttpResponse:
    return answer(request, form, act) or render(
        request,
        "interventions/form.html",
        {
            **whose(person),
            "form": form,
            "title": title,
            "button": button,
            "back": back,
            "hint": hint,
        },
    )


@permitted(Permission.REFER)
def withdraw(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """End a referral early, with a reason from the list."""
    person = open_person(request, crn)
    line = theirs(person, pk)
    form = open_form(request, forms.Withdraw)
    back = reverse("interventions:referral", args=[person.crn, pk])

    def act() -> str:
        actions.withdraw(
            referral_id=pk,
            reason=form.cleaned_data["reason"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Withdrawn."))
        return back

    title = _("Withdraw %(reference)s") % {"reference": line.reference}
    return written(request, person, form, act, title=title, button=_("Withdraw"), back=back)


@permitted(Permission.REFER)
def again(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Send again what came back, at the price of today."""
    person = open_person(request, crn)
    line = theirs(person, pk)
    form = open_form(request, forms.Again, initial={"why": queries.told(pk).why})
    back = reverse("interventions:referral", args=[person.crn, pk])

    def act() -> str:
        actions.send_again(
            referral_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        )
        messages.success(request, _("Sent again."))
        return back

    title = _("Send %(reference)s again") % {"reference": line.reference}
    return written(request, person, form, act, title=title, button=_("Send again"), back=back)


@permitted(Buying.SAY_WHY_NOT)
def why_not(request: SignedInRequest, crn: str, need: str) -> HttpResponse:
    """Say why a first need has had no service; there only while it is asked."""
    person = open_person(request, crn)
    asked = next(
        (one for one in queries.why_asked(person.ids, on=clock.today()) if one.need.value == need),
        None,
    )
    if asked is None and request.method != "POST":
        raise Http404
    form = open_form(request, forms.WhyNot)
    back = reverse("interventions:services", args=[person.crn])

    def act() -> str:
        buying.say_why_not(
            person_id=person.id,
            need=Need(need),
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved. It is counted, without a name, for your leaders."))
        return back

    return written(
        request,
        person,
        form,
        act,
        title=_("Why was no service used?"),
        button=_("Save"),
        back=back,
        hint=asked.because if asked else "",
    )
