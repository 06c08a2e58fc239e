"""What did we agree to do, who does it by when, what came of it, and by which model do we work?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.plans import (
    Actor,
    Agreement,
    GoalState,
    ReviewReason,
    Stage,
    StepState,
)


class OperatingModel(models.Model):
    """How an owner's organisations go through supervision, from a day; the latest begun is in force."""

    owner = models.ForeignKey(
        "organisations.Owner",
        models.PROTECT,
        related_name="operating_models",
        db_comment=NOT_PERSONAL,
    )
    name = models.TextField(db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    within = models.JSONField(db_comment=NOT_PERSONAL)
    """days from the start of supervision by stage; what is left out is as the service's default"""
    asks = models.JSONField(db_comment=NOT_PERSONAL)
    """what each stage asks of the officer, in a sentence"""
    review_months = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    kept_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "starts_on"], name="one_model_a_day"),
            models.CheckConstraint(
                condition=Q(review_months__range=(1, 24)), name="model_reviews_in_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.starts_on}"


class Plan(models.Model):
    """What one person and the service work on together, from its first goal until it ends."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="plans", db_comment=NOT_PERSONAL
    )
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    began_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    agreed_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    review_due_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    ended_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="one_plan_now"
            ),
            all_or_none("agreed_on", "review_due_on", name="an_agreed_plan_is_reviewed"),
        ]

    def __str__(self) -> str:
        return f"Plan of {self.person_id}"


class Review(models.Model):
    """Somebody went through the plan formally on a day: what changed, and when the next is due."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="reviews", db_comment=NOT_PERSONAL)
    on = models.DateField(db_comment=NOT_PERSONAL)
    reason = models.TextField(choices=ReviewReason.choices, db_comment=NOT_PERSONAL)
    person_took_part = models.BooleanField(db_comment=NOT_PERSONAL)
    what_changed = models.TextField(db_comment=PERSONAL)
    next_due_on = models.DateField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what_changed=""), name="review_says_what_changed"),
            models.CheckConstraint(
                condition=Q(next_due_on__gt=models.F("on")), name="the_next_review_is_later"
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.plan_id} on {self.on}"


class PlanAgreement(models.Model):
    """What the person answered when asked about the plan, and what they said."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="agreements", db_comment=NOT_PERSONAL
    )
    review = models.OneToOneField(
        Review,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreement",
        db_comment=NOT_PERSONAL,
    )
    answer = models.TextField(choices=Agreement.choices, db_comment=PERSONAL)
    said = models.TextField(blank=True, default="", db_comment=PERSONAL)
    on = models.DateField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=Agreement.AGREES) | ~Q(said=""), name="not_agreed_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer} to {self.plan_id} on {self.on}"


class Goal(models.Model):
    """Something the person wants to reach, by a day, tied to a need."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals", db_comment=NOT_PERSONAL)
    need = models.TextField(choices=Need.choices, db_comment=PERSONAL)
    words = models.TextField(db_comment=PERSONAL)
    by_when = models.DateField(db_comment=PERSONAL)
    state = models.TextField(choices=GoalState.choices, db_comment=PERSONAL)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    added_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="goal_says_what")]

    def __str__(self) -> str:
        return f"Goal {self.pk} of {self.plan_id}"


class GoalChange(models.Model):
    """A goal was reached, dropped or taken up again, in a review or outside one, and why."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="changes", db_comment=NOT_PERSONAL)
    review = models.ForeignKey(
        Review,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        db_comment=NOT_PERSONAL,
    )
    before = models.TextField(choices=GoalState.choices, db_comment=PERSONAL)
    after = models.TextField(choices=GoalState.choices, db_comment=PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(after=GoalState.DROPPED) | ~Q(why=""), name="dropped_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.before} to {self.after}"


class Step(models.Model):
    """Something to do towards a goal: what, who, by when, and how far it is."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL)
    what = models.TextField(db_comment=PERSONAL)
    actor = models.TextField(choices=Actor.choices, db_comment=PERSONAL)
    by_when = models.DateField(db_comment=PERSONAL)
    state = models.TextField(choices=StepState.choices, db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    added_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    changed_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=StepState.NOT_DONE) | ~Q(note=""), name="step_not_done_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"Step {self.pk} of {self.goal_id}"


class StageMark(models.Model):
    """A stage of the operating model that no other row tells of was reached on a day."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="stage_marks", db_comment=NOT_PERSONAL
    )
    stage = models.TextField(choices=Stage.choices, db_comment=NOT_PERSONAL)
    on = models.DateField(db_comment=NOT_PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "stage", "on"], name="stage_marked_once")
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.person_id} on {self.on}"
