"""Pages about what we agreed to do: the plan, its goals and steps, agreement, and stages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.rules.dates import months_later
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.vocabulary.needs import Need

from .. import actions, queries
from ..permissions import Permission
from . import forms

GOAL_MONTHS = 3
"""The day a new goal's page opens with."""


@permitted(Permission.VIEW)
def plan(request: SignedInRequest, crn: str) -> HttpResponse:
    """The plan whole: goals and steps, what the person said, reviews, and the model in this case."""
    person = open_person(request, crn)
    at, today = clock.now(), clock.today()
    every = queries.all_plans(person.ids)
    known = next(iter(every), None)
    versions = needs.versions(person.ids)
    standing = next((one for one in versions if one.state.value != "sent_back"), None)
    holder = allocations.holder(person.ids, at)
    return render(
        request,
        "plans/plan.html",
        {
            **about(person),
            "today": today,
            "plan": known,
            "earlier": every[1:],
            "standing": standing,
            "uncovered": uncovered(standing, known),
            "here": queries.in_this_case(
                person.ids,
                known=known,
                assessments=versions,
                organisation_id=holder.organisation_id if holder else None,
                on=today,
            ),
            "may_keep": may(request.user, Permission.KEEP, at=at),
        },
    )


def uncovered(
    standing: needs.Assessment | None, known: queries.PlanPage | None
) -> tuple[Need, ...]:
    """The needs ranked first to third that no goal answers."""
    if standing is None:
        return ()
    runs = known is not None and known.ended_on is None
    answered = {line.need for line in known.active} if known is not None and runs else set()
    return tuple(need for need in standing.ranked if need not in answered)


@permitted(Permission.KEEP)
def add_goal(request: SignedInRequest, crn: str) -> HttpResponse:
    """Set a goal with its first steps. Opens with the first need that no goal answers."""
    person = open_person(request, crn)
    standing = needs.latest(needs.current(person.ids))
    missing = uncovered(standing, queries.plan(person.ids))
    asked = request.GET.get("need", "")
    need = asked if asked in set(Need) else (missing[0].value if missing else "")
    initial: dict[str, Any] = {
        "need": need,
        "by_when": months_later(clock.today(), GOAL_MONTHS),
    }
    came_from = {"by_when": _("Three months from today")}
    if need and not asked:
        came_from["need"] = _("The first need of the assessment that no goal answers")
    form = open_form(request, forms.AddGoal, initial=initial, came_from=came_from)

    def act() -> str:
        given = form.cleaned_data
        actions.add_goal(
            person_id=person.id,
            need=given["need"],
            words=given["words"],
            by_when=given["by_when"],
            steps=form.steps,
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The goal is in the plan. Ask the person about it."))
        return plan_of(person)

    return answer(request, form, act) or page(
        request,
        "add_goal",
        person,
        form=form,
        standing=standing,
        line=standing.needs.get(Need(need)) if standing and need else None,
        view=next(iter(needs.own_views(person.ids)), None),
        steps=range(1, forms.STEPS + 1),
    )


@permitted(Permission.KEEP)
def add_step(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """One more step towards a goal."""
    person = open_person(request, crn)
    goal = goal_of(pk, person)
    form = open_form(request, forms.AddStep)

    def act() -> str:
        given = form.cleaned_data
        actions.add_step(
            goal_id=goal.id,
            given=actions.StepGiven(given["step"], given["actor"], given["step_by"]),
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The step is in the plan."))
        return plan_of(person)

    return answer(request, form, act) or page(request, "add_step", person, form=form, goal=goal)


@permitted(Permission.KEEP)
def step(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """How far a step is. Opens as it was last marked."""
    person = open_person(request, crn)
    goal, line = step_of(pk, person)
    form = open_form(
        request,
        forms.MarkStep,
        initial={"state": line.state.value, "note": line.note},
    )

    def act() -> str:
        actions.mark_step(
            step_id=line.id,
            state=form.cleaned_data["state"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Marked."))
        return plan_of(person)

    return answer(request, form, act) or page(
        request, "step", person, form=form, goal=goal, line=line
    )


@permitted(Permission.KEEP)
def close_goal(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """A goal was reached, or is dropped, outside a formal review."""
    person = open_person(request, crn)
    goal = goal_of(pk, person)
    form = open_form(request, forms.CloseGoal)

    def act() -> str:
        actions.close_goal(
            goal_id=goal.id,
            state=form.cleaned_data["state"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Saved, with what became of it."))
        return plan_of(person)

    return answer(request, form, act) or page(request, "close_goal", person, form=form, goal=goal)


@permitted(Permission.KEEP)
def agree(request: SignedInRequest, crn: str) -> HttpResponse:
    """Ask the person about the plan."""
    person = open_person(request, crn)
    known = queries.plan(person.ids)
    form = open_form(
        request, forms.Agree, initial={"on": clock.today()}, came_from={"on": _("Today")}
    )

    def act() -> str:
        given = form.cleaned_data
        actions.agree(
            person_id=person.id,
            answer=given["answer"],
            said=given["said"],
            on=given["on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Their answer is on the record."))
        return plan_of(person)

    return answer(request, form, act) or page(request, "agree", person, form=form, plan=known)


@permitted(Permission.KEEP)
def stage(request: SignedInRequest, crn: str) -> HttpResponse:
    """Mark a stage of the operating model that no other page tells of."""
    person = open_person(request, crn)
    form = open_form(
        request,
        forms.MarkStage,
        initial={"on": clock.today(), "stage": request.GET.get("stage", "")},
        came_from={"on": _("Today")},
    )

    def act() -> str:
        given = form.cleaned_data
        actions.reach_stage(
            person_id=person.id,
            stage=given["stage"],
            on=given["on"],
            note=given["note"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The stage is marked."))
        return f"{plan_of(person)}#model"

    return answer(request, form, act) or page(request, "stage", person, form=form)


# ── What the pages share ───────────────────────────────────────────────────────────────────
def goal_of(pk: int, person: persons.Handle) -> queries.GoalLine:
    goal = queries.goal(pk, person.ids)
    if goal is None:
        raise Http404
    return goal


def step_of(pk: int, person: persons.Handle) -> tuple[queries.GoalLine, queries.StepLine]:
    known = queries.plan(person.ids)
    for goal in known.goals if known else ():
        for line in goal.steps:
            if line.id == pk:
                return goal, line
    raise Http404


def plan_of(person: persons.Handle) -> str:
    return reverse("plans:plan", args=[person.crn])


def page(
    request: SignedInRequest, name: str, person: persons.Handle, **context: Any
) -> HttpResponse:
    today: date = clock.today()
    return render(request, f"plans/{name}.html", {**about(person), "today": today, **context})
