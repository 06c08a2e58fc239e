"""The pages on which another team is asked for a set of cases at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.rules import moves as rules
from openprobation.ui.forms import ChoicesField
from openprobation.vocabulary.organisations import TeamKind

from .. import actions, queries
from ..permissions import Permission
from . import loads
from . import moving_forms as forms
from .moving import Who, field, members_of, people


@dataclass(frozen=True, slots=True)
class Total:
    """What the officers of a team carry together, and what the set would add."""

    cases: int
    points: int
    room: int
    more_cases: int
    more_points: int


@permitted(Permission.ASK_FOR_TRANSFER)
def ask_for_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose cases of one officer, who should have them and why; see the loads; ask once for all."""
    at, on = clock.now(), clock.today()
    colleague = identity.by_id(pk)
    if colleague is None or pk not in may_ask_for(request, at=at):
        raise Http404
    lines = queries.caseload(pk, at)
    who = people([line.person_id for line in lines], viewer=request.user, at=at)
    teams = teams_to_ask(on=on, holders=queries.holders([line.person_id for line in lines], at))
    members = [
        member
        for member in organisations.members(team_ids=teams, on=on, roles=queries.HOLD_CASES)
        if member.user_id != pk
    ]
    form = open_form(request, forms.AskForSet, initial={"reason": "absence"})
    chosen = form.fields["cases"]
    assert isinstance(chosen, ChoicesField)
    chosen.offer([said_case(who[line.person_id]) for line in lines])
    field(form, "team").offer(
        (team_id, f"{team.name}, {team.organisation}") for team_id, team in teams.items()
    )
    field(form, "officer").offer(
        (member.user_id, f"{member.name}, {teams[member.team_id].name}") for member in members
    )

    def act() -> str:
        given = form.cleaned_data
        batch = actions.ask_for_transfer(
            person_ids=[int(each) for each in given["cases"]],
            team_id=int(given["team"]),
            officer_id=officer_of(form),
            reason=given["reason"],
            why=given["why"],
            by=request.user,
            at=at,
        )
        messages.success(
            request,
            _("Asked for %(n)s cases in one set. They stay where they are until it is accepted.")
            % {"n": len(given["cases"])},
        )
        return reverse("allocations:transfer_set", args=[batch])

    context = {"colleague": colleague, "form": form, "has_cases": bool(lines)}
    if request.method == "POST" and form.is_valid():
        refuse_officer_elsewhere(form, members)
    if request.method == "POST" and form.is_valid():
        if "checked" not in request.POST:
            return render(
                request,
                "allocations/set_check.html",
                {
                    **context,
                    **checked(form, teams, members, at=at),
                    "chosen": [who[int(each)] for each in form.cleaned_data["cases"]],
                    "asked": hidden(request),
                },
            )
        if done := answer(request, form, act):
            return done
    return render(request, "allocations/set.html", context)


def may_ask_for(request: SignedInRequest, *, at: datetime) -> set[int]:
    """Whose cases the viewer may ask another team to take: their own, and their officers'."""
    return {request.user.pk, *(member.user_id for member in members_of(request.user, at=at))}


def teams_to_ask(
    *, on: date, holders: dict[int, queries.Holder]
) -> dict[int, organisations.TeamLine]:
    """Teams that supervise and may hold any of these cases; the act asks again of each. One query.

    Not a team that holds all of them.
    """
    kinds = {holder.organisation_kind for holder in holders.values()}
    return {
        team.id: team
        for team in organisations.teams(on=on).values()
        if team.kind is TeamKind.SUPERVISION
        and any(holder.team_id != team.id for holder in holders.values())
        and any(not rules.why_not_there(kind, team.organisation_kind) for kind in kinds)
    }


def said_case(who: Who) -> tuple[int, str, str]:
    if who.ask:
        return who.id, _("Restricted record %(crn)s") % {"crn": who.crn}, ""
    return who.id, f"{who.name} {who.crn}", f"{who.harm.label} harm" if who.harm else ""


def officer_of(form: forms.AskForSet) -> int | None:
    officer = str(form.cleaned_data["officer"] or "")
    return int(officer) if officer.isdigit() else None


def refuse_officer_elsewhere(form: forms.AskForSet, members: list[organisations.Member]) -> None:
    """An officer named must be of the team named: said before the loads are shown."""
    officer, team_id = officer_of(form), int(form.cleaned_data["team"])
    if officer is not None and not any(
        member.user_id == officer and member.team_id == team_id for member in members
    ):
        form.refuse(
            Refused(_("Choose somebody who holds cases in that team today."), field="officer")
        )


def checked(
    form: forms.AskForSet,
    teams: dict[int, organisations.TeamLine],
    members: list[organisations.Member],
    *,
    at: datetime,
) -> dict[str, object]:
    """What the receiving side carries, before and with the set: the officer named, and the team together."""
    team_id = int(form.cleaned_data["team"])
    people_ids = [int(each) for each in form.cleaned_data["cases"]]
    receivers = [member for member in members if member.team_id == team_id]
    officer = officer_of(form)
    found = loads.weights(
        receivers, {officer: people_ids} if officer else {}, at=at, on=clock.today()
    )
    worth = loads.worth_of(people_ids, on=clock.today())
    return {
        "team": teams[team_id],
        "weight": found.get(officer) if officer else None,
        "total": Total(
            cases=sum(one.load.cases for one in found.values()),
            points=sum(one.load.points for one in found.values()),
            room=sum(one.load.available for one in found.values()),
            more_cases=len(people_ids),
            more_points=worth.points,
        ),
        "without_tier": worth.without_tier,
        "answer_by": actions.answer_due(clock.today()),
    }


def hidden(request: SignedInRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent again from the check page."""
    return [
        (name, str(value))
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "submission", "checked")
        for value in request.POST.getlist(name)
    ]
