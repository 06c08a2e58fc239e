"""Pages on which those who supervise and those who prosecute ask each other, and see what is open and whose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import NotAllowed, authority, may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules.breach import answer_due
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import QuestionKind
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind

from ..actions import questions as actions
from ..permissions import Permission
from ..queries import breach as breaches
from ..queries import questions as queries
from . import breach_forms as forms
from .breach import about
from .breach_showing import somebodies

KEEP_STANDING = (Role.SENIOR, Role.HEAD, Role.ENFORCEMENT_OFFICER)
BETWEEN = (OrganisationKind.NPS, OrganisationKind.CRC, OrganisationKind.PROBATION_SERVICE)


def teams_beside(person: persons.Handle, *, mine: Collection[int]) -> list[tuple[int, str]]:
    """Who can be asked about a case: the team that holds it and those that prosecute; others' first. Three queries."""
    at, on = clock.now(), clock.today()
    holder = allocations.holder(person.ids, at)
    found = organisations.teams(on=on)
    ids = [team.id for team in found.values() if team.kind is TeamKind.ENFORCEMENT]
    if holder is not None and holder.team_id in found:
        ids.append(holder.team_id)
    ids.sort(key=lambda pk: (pk in mine, found[pk].name))
    return [(pk, f"{found[pk].name}, {found[pk].organisation}") for pk in ids]


@permitted(Permission.ASK, Permission.KEEP_STANDING)
def listing(request: SignedInRequest) -> HttpResponse:
    """What is open between the two sides: on cases of the viewer's teams, and standing. Nine queries at most."""
    at, on = clock.now(), clock.today()
    theirs = authority(request.user, at)
    asked = queries.open_questions(theirs.team_ids)
    ids = {one.person_id for one in asked if one.person_id is not None}
    people = somebodies(ids, viewer=request.user, at=at) if ids else {}
    return render(
        request,
        "enforcement/questions.html",
        {
            "on": on,
            "ours": [one for one in asked if one.owner_team_id in theirs.team_ids],
            "theirs": [one for one in asked if one.owner_team_id not in theirs.team_ids],
            "people": people,
            "standing": queries.standing_matters(theirs.organisation_ids),
            "may_raise": theirs.may(Permission.KEEP_STANDING),
        },
    )


@permitted(Permission.ASK)
def ask(request: SignedInRequest, crn: str) -> HttpResponse:
    """Ask the other side about a case, or write down what both agreed to do."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    named = request.GET.get("breach", "")
    breach = breaches.breach(int(named), person_ids=person.ids) if named.isdecimal() else None
    teams = teams_beside(person, mine=authority(request.user, at).team_ids)
    form = open_form(
        request,
        forms.Ask,
        teams=teams,
        initial={
            "kind": QuestionKind.QUESTION.value,
            "owner_team": str(teams[0][0]) if teams else "",
            "due_on": answer_due(on, pack=policy_pack()).due_on,
        },
    )

    def act() -> str:
        given = form.cleaned_data
        actions.ask(
            kind=given["kind"],
            person_id=person.id,
            breach_id=breach.id if breach else None,
            words=given["words"],
            owner_team_id=int(given["owner_team"]),
            due_on=given["due_on"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("Asked. It is on their list, with its day."))
        if breach is not None:
            return reverse("enforcement:breach", args=[person.crn, breach.id])
        return reverse("enforcement:record", args=[person.crn])

    return answer(request, form, act) or render(
        request,
        "enforcement/ask.html",
        {**about(person, at=at), "form": form, "breach": breach},
    )


@permitted(Permission.KEEP_STANDING)
def raise_standing(request: SignedInRequest) -> HttpResponse:
    """Put a matter to a senior team of the other organisation."""
    at, on = clock.now(), clock.today()
    mine = authority(request.user, at)
    teams = [
        (team.id, f"{team.name}, {team.organisation}")
        for team in organisations.teams(on=on).values()
        if team.organisation_kind in BETWEEN
        and team.organisation_id not in mine.organisation_ids
        and team.kind in (TeamKind.SUPERVISION, TeamKind.ENFORCEMENT, TeamKind.COURT)
    ]
    form = open_form(
        request,
        forms.Ask,
        teams=teams,
        without_kind=True,
        initial={"due_on": answer_due(on, pack=policy_pack()).due_on},
    )

    def act() -> str:
        given = form.cleaned_data
        actions.raise_standing(
            words=given["words"],
            owner_team_id=int(given["owner_team"]),
            due_on=given["due_on"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("Raised. Both senior teams see it until it is closed."))
        return reverse("enforcement:questions")

    return answer(request, form, act) or render(
        request, "enforcement/standing.html", {"form": form}
    )


@dataclass(frozen=True, slots=True)
class OnePage:
    """A question as its pages show it, and where they lead back to."""

    asked: queries.QuestionLine
    person: persons.Handle | None
    context: dict[str, Any]
    back: str


def opened(request: SignedInRequest, pk: int, *, at: datetime) -> OnePage:
    """The question, if the viewer may see it. One about a case opens the person first."""
    asked = queries.question(pk)
    if asked is None:
        raise Http404
    if asked.person_id is not None:
        found = persons.by_id(persons.kept_id(asked.person_id))
        if found is None:
            raise Http404
        person = open_person(request, found.crn)
        back = reverse("enforcement:questions")
        if asked.breach_id is not None:
            back = reverse("enforcement:breach", args=[person.crn, asked.breach_id])
        return OnePage(asked, person, about(person, at=at), back)
    if not may(request.user, Permission.KEEP_STANDING, at=at):
        raise PermissionDenied(str(NotAllowed(Permission.KEEP_STANDING)))
    if pk not in {one.id for one in queries.standing_matters(organisations_of(request))}:
        raise Http404
    return OnePage(asked, None, {}, reverse("enforcement:questions"))


@permitted(Permission.ASK, Permission.KEEP_STANDING)
def question(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer one, or close it."""
    at, on = clock.now(), clock.today()
    page = opened(request, pk, at=at)
    form = open_form(request, forms.Answer)

    def act() -> str:
        actions.answer(
            question_id=pk,
            words=form.cleaned_data["words"],
            closes=form.cleaned_data["closes"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("Written down. Both sides see it."))
        return page.back

    return answer(request, form, act) or render(
        request,
        "enforcement/question.html",
        {**page.context, "form": form, "asked": page.asked, "back": page.back, "on": on},
    )


@permitted(Permission.ASK, Permission.KEEP_STANDING)
def hand_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give one to another named owner of either organisation, and say why; its age is kept."""
    at, on = clock.now(), clock.today()
    page = opened(request, pk, at=at)
    form = open_form(request, forms.HandOn, owners=owners_of(page, at=at, on=on))

    def act() -> str:
        user_id, _dot, team_id = form.cleaned_data["owner"].partition(".")
        actions.hand_on(
            question_id=pk,
            owner_id=int(user_id),
            owner_team_id=int(team_id),
            why=form.cleaned_data["why"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("Handed on. Both sides see who has it now, and why."))
        return reverse("enforcement:question", args=[pk])

    return answer(request, form, act) or render(
        request,
        "enforcement/hand_on.html",
        {
            **page.context,
            "form": form,
            "asked": page.asked,
            "back": reverse("enforcement:question", args=[pk]),
            "on": on,
        },
    )


def owners_of(page: OnePage, *, at: datetime, on: date) -> list[tuple[str, str]]:
    """Who could have it: of the teams beside the case, or of those that keep standing matters. Four queries.

    The owner it has already is not offered.
    """
    asked = page.asked
    every = organisations.teams(on=on)
    if page.person is not None:
        beside = [pk for pk, _name in teams_beside(page.person, mine=())]
        ids = {*beside, asked.owner_team_id, asked.asked_by_team_id}
        roles = None
    else:
        between = {asked.owner_organisation, asked.asked_by_organisation}
        ids = {pk for pk, team in every.items() if team.organisation in between}
        roles = KEEP_STANDING
    members = organisations.members(team_ids=ids, on=on, roles=roles)
    return sorted(
        (
            (
                f"{member.user_id}.{member.team_id}",
                f"{member.name}, {every[member.team_id].name}, {every[member.team_id].organisation}",
            )
            for member in members
            if member.team_id in every
            and (member.user_id, member.team_id) != (asked.owner_id, asked.owner_team_id)
        ),
        key=lambda pair: pair[1],
    )


def organisations_of(request: SignedInRequest) -> frozenset[int]:
    return authority(request.user, clock.now()).organisation_ids
