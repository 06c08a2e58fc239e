"""The page of a formal review: opens filled from the plan and the record, checked, then saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.drafts import actions as drafts
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.rules import operating_model as rules
from openprobation.rules.dates import words
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.vocabulary.plans import GoalState, ReviewReason, StepState

from .. import actions, queries
from ..permissions import Permission
from . import forms
from .views import plan_of


@permitted(Permission.KEEP)
def review(request: SignedInRequest, crn: str) -> HttpResponse:
    """Go through the plan formally, check, and save."""
    person = open_person(request, crn)
    known = queries.plan(person.ids)
    if known is None or known.agreed_on is None or known.ended_on is not None:
        messages.info(request, _("There is no agreed plan to review yet."))
        return redirect(plan_of(person))
    factors = needs.factors(person.ids)
    today = clock.today()
    initial, came_from = filled_from(person, known, factors, on=today)
    form = open_form(
        request,
        forms.Review,
        goals=known.active,
        holding=[line for line in factors if line.is_live],
        initial=initial,
        came_from=came_from,
        seen=known.reviews[0].id if known.reviews else 0,
    )
    context: dict[str, Any] = {
        **about(person),
        "form": form,
        "plan": known,
        "today": today,
        "last": known.reviews[0] if known.reviews else None,
    }

    def act() -> str:
        save(request, person, form)
        messages.success(request, _("The review is on the record."))
        return plan_of(person)

    if request.method == "POST" and form.is_valid():
        if "checked" in request.POST:
            if done := answer(request, form, act):
                return done
        elif not dropped_without_reason(form):
            keep(request)  # so that going back to change it loses nothing
            return render(request, "plans/review_check.html", {**context, **checked(request, form)})
    return render(request, "plans/review.html", context)


def save(request: SignedInRequest, person: persons.Handle, form: forms.Review) -> None:
    given = form.cleaned_data
    seen = str(given["seen"] or "")
    actions.review(
        person_id=person.id,
        on=given["on"],
        reason=given["reason"],
        what_changed=given["what_changed"],
        goals=form.gone_through,
        person_took_part=given["person_took_part"],
        answer=given["answer"],
        said=given["said"],
        next_due_on=given["next_due_on"],
        factors=[int(pk) for pk in given.get("factors", ())],
        seen_id=int(seen) if seen.isdigit() else None,
        by=request.user,
        at=clock.now(),
    )


def filled_from(
    person: persons.Handle,
    known: queries.PlanPage,
    factors: list[needs.FactorLine],
    *,
    on: date,
) -> tuple[dict[str, Any], dict[str, str]]:
    """What the page opens with: each goal as it stands, and what the record says changed since."""
    since = known.last_look or on
    changed = "\n".join(changes_since(known, factors, since))
    months = queries.review_months(person.id, on=on, at=clock.now())
    initial: dict[str, Any] = {
        "on": on,
        "reason": ReviewReason.DUE if known.is_review_overdue(on) else "",
        "what_changed": changed,
        "next_due_on": rules.review_due(on, months=months, pack=queries.pack()),
        **{f"goal_{line.id}": as_it_stands(line).value for line in known.active},
    }
    came_from = {
        "on": _("Today"),
        "next_due_on": _("From the operating model: a review every so many months"),
    }
    if changed:
        came_from["what_changed"] = _("From the record since %(day)s") % {"day": words(since)}
    return initial, came_from


def as_it_stands(line: queries.GoalLine) -> GoalState:
    """A goal whose steps are all done opens as achieved; the officer may say otherwise."""
    done = line.steps and all(step.state is StepState.DONE for step in line.steps)
    return GoalState.ACHIEVED if done else GoalState.ACTIVE


def changes_since(
    known: queries.PlanPage, factors: list[needs.FactorLine], since: date
) -> Iterator[str]:
    """What the record tells of since the last formal look, a line each."""
    for line in factors:
        kind = line.kind.label.lower()
        if line.ends_on is not None and line.ends_on >= since:
            yield _("No longer protects: %(kind)s. %(why)s") % {"kind": kind, "why": line.end_why}
        elif line.is_live and line.starts_on > since:
            yield _("New protective factor: %(kind)s. %(what)s") % {"kind": kind, "what": line.what}
    for change in known.changes:
        if change.review_id is None and change.on >= since:
            yield _("Goal %(state)s: %(words)s") % {
                "state": change.after.label.lower(),
                "words": change.words,
            }
    for goal in known.active:
        for step in goal.steps:
            if step.state is StepState.DONE and step.changed_on >= since:
                day = words(step.changed_on)
                yield _("Done on %(day)s: %(what)s") % {"day": day, "what": step.what}


def dropped_without_reason(form: forms.Review) -> bool:
    """Whether a goal is dropped and nobody said why; the form then says so beside it."""
    for goal_id, gone in form.gone_through.items():
        if gone.state is GoalState.DROPPED and not gone.why:
            form.refuse(actions.SayWhyDropped(f"why_{goal_id}"))
    return bool(form.errors)


def checked(request: SignedInRequest, form: forms.Review) -> dict[str, Any]:
    gone = form.gone_through
    held = {str(pk) for pk in form.cleaned_data.get("factors", ())}
    choices = form.fields["factors"].choices if "factors" in form.fields else []  # type: ignore[attr-defined]
    return {
        "gone": [(line, gone[line.id]) for line in form.goals],
        "held": [label for value, label in choices if value in held],
        "asked": [
            (name, str(value))
            for name in request.POST
            if name not in ("csrfmiddlewaretoken", "submission", "checked")
            for value in request.POST.getlist(name)
        ],
    }


def keep(request: SignedInRequest) -> None:
    fields = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    drafts.keep(user=request.user, path=request.path, fields=fields, at=clock.machine_now())
