"""What will a provider do about a recommendation, what did it do, and what do inspectors say of that?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL
from openprobation.vocabulary.inspection import Progress

from .written import Advice


class PlanStep(models.Model):
    """One step of an organisation's action plan for a recommendation, and the evidence that it was taken."""

    advice = models.ForeignKey(Advice, models.PROTECT, related_name="plan", db_comment=NOT_PERSONAL)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    text = models.TextField(db_comment=NOT_PERSONAL)
    post = models.TextField(db_comment=NOT_PERSONAL)  # who: a post, never a name
    due_on = models.DateField(db_comment=NOT_PERSONAL)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    done_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    evidence = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    shown_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    dropped_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("done_on", "shown_at", name="step_done_is_shown"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, evidence="")
                | (Q(done_on__isnull=False) & ~Q(evidence="")),
                name="step_done_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ProgressJudgement(models.Model):
    """How far a recommendation was carried out, as inspectors judged it on a day. The latest holds."""

    advice = models.ForeignKey(
        Advice, models.PROTECT, related_name="judged", db_comment=NOT_PERSONAL
    )
    progress = models.TextField(choices=Progress.choices, db_comment=NOT_PERSONAL)
    reason = models.TextField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="progress_says_why")]

    def __str__(self) -> str:
        return f"{self.advice_id}: {self.progress}"
