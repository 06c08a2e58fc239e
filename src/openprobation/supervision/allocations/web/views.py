"""Pages on which it is decided whose case it is, and one that tells whose it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.drafts import actions as drafts
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.rules import allocation as rules
from openprobation.rules.dates import words
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.ui.forms import ChoiceField, keep_true_sources

from .. import actions, queries
from ..permissions import Permission
from . import forms, showing


class ChooseWho(Refused):
    def __init__(self) -> None:
        super().__init__(_("Select who supervises"), field="decided")


# ── To an organisation ─────────────────────────────────────────────────────────────────────
@permitted(Permission.ALLOCATE_TO_ORGANISATION)
def decide(request: SignedInRequest, crn: str) -> HttpResponse:
    """What the rule needs to know, with where it is known from; then what it says, to confirm."""
    person = open_person(request, crn)
    at = clock.now()
    case = showing.deciding(person, wanted=wanted_event(request), at=at, on=clock.today())
    if case is None:
        return nothing_to_allocate(request, person)
    form = open_form(
        request,
        forms.Allocate,
        initial=forms.opens_with(case.known.inputs),
        came_from=case.known.sources,
        teams=case.teams,
        organisations=case.options(None),
    )
    context = {**showing.about(person, at=at), "sentence": case.sentence}
    if request.method == "POST" and form.is_valid():
        return check_decision(request, person, case, form, context, at=at)
    keep_true_sources(form)
    return render(request, "allocations/decide.html", {**context, "form": form})


def wanted_event(request: SignedInRequest) -> int | None:
    """The sentence the address names, for somebody with several to allocate."""
    named = request.GET.get("event", "")
    return int(named) if named.isdecimal() else None


def check_decision(
    request: SignedInRequest,
    person: persons.Handle,
    case: showing.Deciding,
    form: forms.Allocate,
    context: dict[str, Any],
    *,
    at: datetime,
) -> HttpResponse:
    """The rule that fires, its date and certainty, and who would have the case; then it is done."""
    inputs = form.inputs(company=case.known.inputs.crc)
    sources = showing.where_from(inputs, case.known, request.user)
    ruled = queries.proposal(inputs, sentenced_on=case.sentence.event.sentenced_on)

    def act() -> str:
        if "leave" in request.POST:
            return leave_to_a_person(request, person, case, inputs, at=at)
        return allocate_as_chosen(request, person, case, form, inputs, sources, at=at)

    if "checked" in request.POST:
        if done := answer(request, form, act):
            return done
    else:
        keep(request)  # so that going back to change it loses nothing
        form = forms.Allocate(with_the_rules_choice(request.POST, ruled), teams=case.teams)
    form.offer_organisations(case.options(ruled.provider))
    return render(
        request,
        "allocations/decide_check.html",
        {
            **context,
            "form": form,
            "ruled": ruled,
            "source": showing.said_source(ruled.rule.source),
            "looked": showing.looked_at(ruled, sources),
            "threshold": showing.threshold(case.sentence),
            "nameless": case.nameless,
            "others": [one.kind for one in case.receivers if one.kind is not ruled.provider],
            "first_appointment": queries.first_appointment_by(
                case.sentence.event.kinds, on=clock.today()
            ),
            "may_override": may(request.user, Permission.OVERRIDE, at=at),
            "asked": sent(request, forms.ASKED),
        },
    )


def with_the_rules_choice(typed: QueryDict, ruled: rules.AllocationDecision) -> QueryDict:
    """What was typed, with what the rule says already chosen; it still takes a person to confirm."""
    chosen = typed.copy()
    if ruled.provider is not None:
        chosen["decided"] = ruled.provider.value
    return chosen


def leave_to_a_person(
    request: SignedInRequest,
    person: persons.Handle,
    case: showing.Deciding,
    inputs: rules.AllocationInputs,
    *,
    at: datetime,
) -> str:
    actions.propose(
        person_id=person.id,
        event_id=case.sentence.event.id,
        given=inputs,
        by=request.user,
        at=at,
    )
    messages.info(
        request,
        _("%(name)s waits for a person to decide. The court team still holds the case.")
        % {"name": person.name},
    )
    return reverse("practitioner:person", args=[person.crn])


def allocate_as_chosen(
    request: SignedInRequest,
    person: persons.Handle,
    case: showing.Deciding,
    form: forms.Allocate,
    inputs: rules.AllocationInputs,
    sources: dict[str, str],
    *,
    at: datetime,
) -> str:
    if form.cleaned_data["decided"] is None:
        raise ChooseWho
    decision = actions.allocate(
        person_id=person.id,
        event_id=case.sentence.event.id,
        inputs=inputs,
        sources=sources,
        decided=form.cleaned_data["decided"],
        override_why=form.cleaned_data["override_why"],
        team_id=int(form.cleaned_data["team"] or 0) or None,
        by=request.user,
        at=at,
    )
    due = queries.first_appointment_by(case.sentence.event.kinds, on=clock.today())
    messages.success(
        request,
        _("Allocated to %(organisation)s, %(team)s. The first appointment is due by %(day)s.")
        % {
            "organisation": decision.organisation.name,
            "team": decision.team.name,
            "day": words(due.due_on) if due else _("no set day"),
        },
    )
    return reverse("practitioner:person", args=[person.crn])


def nothing_to_allocate(request: SignedInRequest, person: persons.Handle) -> HttpResponse:
    """Every sentence has its organisation, or there is none: the page of the holder says which."""
    said = (
        _("This sentence has been allocated meanwhile. Below is by whom, and why.")
        if request.method == "POST"
        else _("There is no sentence of %(name)s to allocate.") % {"name": person.name}
    )
    messages.info(request, said)
    return redirect("allocations:history", person.crn)


# ── To an officer ──────────────────────────────────────────────────────────────────────────
@permitted(Permission.ALLOCATE_TO_OFFICER)
def assign(request: SignedInRequest, crn: str) -> HttpResponse:
    """Officers with their load before and after; one of them takes the case."""
    person = open_person(request, crn)
    at = clock.now()
    holder = queries.holder(person.ids, at)
    if holder is not None and holder.officer_id is not None and request.method != "POST":
        return redirect("allocations:reallocate", person.crn)
    form = open_form(request, forms.Assign, seen=holder.spell_id if holder else None)

    def act() -> str:
        spell = actions.assign_officer(
            person_id=person.id,
            officer_id=int(form.cleaned_data["officer"]),
            note=form.cleaned_data["note"],
            seen_spell_id=seen_spell(form),
            by=request.user,
            at=at,
        )
        assert spell.officer is not None  # just assigned
        messages.success(
            request,
            _("%(officer)s now has %(name)s.")
            % {"officer": spell.officer.name, "name": person.name},
        )
        return reverse("manager:unallocated")

    return choose_officer(request, person, holder, form, act, moving=False, at=at)


@permitted(Permission.REALLOCATE)
def reallocate(request: SignedInRequest, crn: str) -> HttpResponse:
    """A change of officer, with its cost said: reason, handover note, first contact, count."""
    person = open_person(request, crn)
    at = clock.now()
    holder = queries.holder(person.ids, at)
    if holder is not None and holder.officer_id is None and request.method != "POST":
        return redirect("allocations:assign", person.crn)
    due_on = actions.first_contact_due(clock.today())
    form = open_form(
        request,
        forms.Reallocate,
        seen=holder.spell_id if holder else None,
        initial={"first_contact_by": due_on},
        came_from={"first_contact_by": _("5 working days from today, a period of this service")},
    )

    def act() -> str:
        spell = actions.reallocate(
            person_id=person.id,
            officer_id=int(form.cleaned_data["officer"]),
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            first_contact_by=form.cleaned_data["first_contact_by"],
            seen_spell_id=seen_spell(form),
            by=request.user,
            at=at,
        )
        assert spell.officer is not None  # just assigned
        messages.success(
            request,
            _("%(officer)s now has %(name)s, and is in touch by %(day)s.")
            % {
                "officer": spell.officer.name,
                "name": person.name,
                "day": words(form.cleaned_data["first_contact_by"]),
            },
        )
        return reverse("allocations:history", args=[person.crn])

    return choose_officer(request, person, holder, form, act, moving=True, at=at)


def choose_officer(
    request: SignedInRequest,
    person: persons.Handle,
    holder: queries.Holder | None,
    form: forms.Assign,
    act: Any,
    *,
    moving: bool,
    at: datetime,
) -> HttpResponse:
    """The two pages, officer and check, that assigning and moving a case share."""
    context: dict[str, Any] = {
        **showing.about(person, at=at),
        "form": form,
        "moving": moving,
        "ordinal": showing.ordinal(sum(queries.officer_changes(person.ids).values()) + 1)
        if moving
        else "",
    }
    if holder is None:
        return render(request, "allocations/no_holder.html", context)
    officers = showing.officers_for(person, holder, request.user, at=at, on=clock.today())
    offer(form, officers)
    context |= {"officers": officers, "is_theirs": manages(request, holder, at=at)}
    if request.method == "POST" and form.is_valid():
        if "checked" in request.POST:
            if done := answer(request, form, act):
                return done
        else:
            keep(request)  # so that going back to change it loses nothing
            chosen = officers.chosen(form.cleaned_data["officer"])
            sent_on = sent(request, tuple(request.POST))
            return render(
                request,
                "allocations/assign_check.html",
                {**context, "chosen": chosen, "asked": sent_on},
            )
    keep_true_sources(form)
    return render(request, "allocations/assign.html", context)


def offer(form: forms.Assign, officers: showing.Officers) -> None:
    field = form.fields["officer"]
    assert isinstance(field, ChoiceField)
    field.offer(
        (choice.candidate.user_id, choice.candidate.name)
        for choice in officers.choices
        if not choice.candidate.is_holder
    )


def manages(request: SignedInRequest, holder: queries.Holder, *, at: datetime) -> bool:
    """Whether the viewer is the senior of the team that holds the case, or the head of its unit."""
    theirs = authority(request.user, at)
    return holder.team_id in theirs.team_ids or holder.unit_id in theirs.unit_ids


def seen_spell(form: forms.Assign) -> int | None:
    seen = str(form.cleaned_data["seen"] or "")
    return int(seen) if seen.isdigit() else None


# ── Who held it, and why ───────────────────────────────────────────────────────────────────
@permitted(Permission.VIEW)
def history(request: SignedInRequest, crn: str) -> HttpResponse:
    """Who answers and answered, since when, and the rule that sent the case where it is."""
    person = open_person(request, crn)
    at = clock.now()
    spells = queries.history(person.ids)
    changes = sum(queries.officer_changes(person.ids).values())
    holder = queries.holder(person.ids, at)
    theirs = holder is not None and manages(request, holder, at=at)
    return render(
        request,
        "allocations/history.html",
        {
            **showing.about(person, at=at),
            "spells": spells,
            "changes": showing.changes_said(changes) if spells else "",
            "reasons": showing.reasons(person),
            "may_assign": theirs and may(request.user, Permission.ALLOCATE_TO_OFFICER, at=at),
            "may_move": theirs and may(request.user, Permission.REALLOCATE, at=at),
            **may_move_on(request, person, holder, theirs=theirs, at=at),
            "may_allocate": may(request.user, Permission.ALLOCATE_TO_ORGANISATION, at=at)
            and queries.event_to_allocate(person.ids) is not None,
        },
    )


def may_move_on(
    request: SignedInRequest,
    person: persons.Handle,
    holder: queries.Holder | None,
    *,
    theirs: bool,
    at: datetime,
) -> dict[str, bool]:
    """What the viewer may do by which the case moves on. Two queries."""
    answers = theirs or (holder is not None and request.user.pk == holder.officer_id)
    there = queries.escalation_of(person.ids)
    return {
        "has_handover": queries.handover(person.ids) is not None,
        "may_hand_over": may(request.user, Permission.HAND_OVER, at=at),
        "has_escalation": there is not None
        and (there.is_open or (holder is not None and holder.organisation_kind.value != "crc")),
        "may_escalate": answers
        and holder is not None
        and holder.organisation_kind.value == "crc"
        and may(request.user, Permission.RAISE_CONCERN, at=at),
        "may_transfer": answers and may(request.user, Permission.ASK_FOR_TRANSFER, at=at),
    }


# ── What the pages share ───────────────────────────────────────────────────────────────────
#: Written by the check page itself, not carried over.
NOT_CARRIED = {"csrfmiddlewaretoken", "submission", "checked", "leave"}


def sent(request: SignedInRequest, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What was typed before the check page, to go with what is confirmed on it."""
    return [
        (name, str(value))
        for name in names
        if name not in NOT_CARRIED
        for value in request.POST.getlist(name)
    ]


def keep(request: SignedInRequest) -> None:
    fields = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    drafts.keep(user=request.user, path=request.path, fields=fields, at=clock.machine_now())
