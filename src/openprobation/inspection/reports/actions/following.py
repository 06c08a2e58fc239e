"""What is done about a recommendation? The provider plans and shows; inspectors judge how far it got."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.access.check import roles as table
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules.reporting import is_public
from openprobation.vocabulary.inspection import Progress, ReportState

from ..events import ReportChanged
from ..models import Advice, PlanStep, ProgressJudgement
from ..permissions import Permission
from ..queries.following import organisations_addressed
from .files import shelve_recommendations
from .moving import refuse_all, unfit


class NoSuchRecommendation(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such recommendation.")


class StepDueInThePast(Refused):
    def __init__(self) -> None:
        super().__init__("Give a day that is still to come.", field="due_on")


class DoneInTheFuture(Refused):
    def __init__(self) -> None:
        super().__init__("This day has not come yet.", field="done_on")


class ShownAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This step was shown to be done already.")


def public_advice(advice_id: int, *, at: datetime) -> Advice:
    """A recommendation that is public. Before that there is nothing to answer."""
    found = Advice.objects.select_related("report__inspection").filter(pk=advice_id).first()
    if found is None or not is_public(
        ReportState(found.report.state), found.report.release_at, at=at
    ):
        raise NoSuchRecommendation
    return found


def planners_of(by: User, *, at: datetime) -> frozenset[int]:
    """The organisations whose action plans somebody's posts let them keep."""
    return frozenset(
        post.organisation_id
        for post in authority(by, at).posts
        if Permission.PLAN.value in table()[post.role]
    )


@transaction.atomic
def plan_step(
    *,
    advice_id: int,
    organisation_id: int,
    text: str,
    post: str,
    due_on: date,
    by: User,
    at: datetime,
) -> PlanStep:
    """Say what will be done, by which post and by when."""
    require(by, Permission.PLAN, at=at)
    advice = public_advice(advice_id, at=at)
    if organisation_id not in planners_of(by, at=at) & organisations_addressed(advice):
        raise NoSuchRecommendation
    faults = unfit(text=text, post=post)
    if due_on <= timezone.localdate(at):
        faults.append(StepDueInThePast())
    refuse_all(faults)
    step = PlanStep.objects.create(
        advice=advice,
        organisation_id=organisation_id,
        text=text.strip(),
        post=post.strip(),
        due_on=due_on,
        written_by=by,
        written_at=at,
    )
    record("report.plan.step_added", by=by.username, at=at, on=step, advice=advice.pk)
    shelve_recommendations(at=at, by=by.username)
    announce(ReportChanged(advice.report.inspection.slug))
    return step


def own_step(step_id: int, *, by: User, at: datetime) -> PlanStep:
    require(by, Permission.PLAN, at=at)
    step = (
        PlanStep.objects.select_for_update(of=("self",))
        .select_related("advice__report__inspection")
        .filter(pk=step_id, organisation_id__in=planners_of(by, at=at), dropped_at__isnull=True)
        .first()
    )
    if step is None:
        raise NoSuchRecommendation
    if step.done_on is not None:
        raise ShownAlready
    return step


@transaction.atomic
def show_done(*, step_id: int, done_on: date, evidence: str, by: User, at: datetime) -> None:
    """Show that a step was taken: on which day, and what inspectors can look at."""
    step = own_step(step_id, by=by, at=at)
    faults = unfit(evidence=evidence)
    if done_on > timezone.localdate(at):
        faults.append(DoneInTheFuture())
    refuse_all(faults)
    step.done_on, step.evidence, step.shown_at = done_on, evidence.strip(), at
    step.save(update_fields=["done_on", "evidence", "shown_at"])
    record("report.plan.step_shown", by=by.username, at=at, on=step, advice=step.advice_id)
    announce(ReportChanged(step.advice.report.inspection.slug))


@transaction.atomic
def drop_step(*, step_id: int, by: User, at: datetime) -> None:
    """Take a step out of the plan, before it was shown to be done. The row stays."""
    step = own_step(step_id, by=by, at=at)
    step.dropped_at = at
    step.save(update_fields=["dropped_at"])
    record("report.plan.step_dropped", by=by.username, at=at, on=step, advice=step.advice_id)
    shelve_recommendations(at=at, by=by.username)
    announce(ReportChanged(step.advice.report.inspection.slug))


@transaction.atomic
def judge_progress(
    *, advice_id: int, progress: Progress, reason: str, by: User, at: datetime
) -> ProgressJudgement:
    """Say how far a recommendation was carried out, and why. The latest judgement holds; all are kept."""
    require(by, Permission.FOLLOW_UP, at=at)
    advice = public_advice(advice_id, at=at)
    refuse_all(unfit(reason=reason))
    judged = ProgressJudgement.objects.create(
        advice=advice, progress=progress, reason=reason.strip(), by=by, at=at
    )
    record("report.progress.judged", by=by.username, at=at, on=judged, progress=progress)
    shelve_recommendations(at=at, by=by.username)
    announce(ReportChanged(advice.report.inspection.slug))
    return judged
