"""Is somebody supervised, seen at work, and taught what they need?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.workforce import TrainingKind


class SupervisionSession(models.Model):
    """A manager and a member of staff met about the work; theirs to read, and nobody else's."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="supervision_sessions",
        db_comment=PERSONAL,
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    held_on = models.DateField(db_comment=NOT_PERSONAL)
    note = models.TextField(db_comment=PERSONAL)
    next_on = models.DateField(db_comment=NOT_PERSONAL)
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(member=models.F("manager")), name="nobody_supervises_themselves"
            ),
            models.CheckConstraint(
                condition=Q(next_on__gt=models.F("held_on")), name="the_next_session_is_later"
            ),
        ]
        indexes = [models.Index(fields=["member", "-held_on"], name="sessions_of_member")]

    def __str__(self) -> str:
        return f"Supervision of {self.member_id} on {self.held_on}"


class AgreedAction(models.Model):
    """Something agreed in a session, by a day, and when it was done."""

    session = models.ForeignKey(
        SupervisionSession, models.PROTECT, related_name="actions", db_comment=NOT_PERSONAL
    )
    text = models.TextField(db_comment=PERSONAL)
    due_on = models.DateField(db_comment=NOT_PERSONAL)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    done_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [all_or_none("done_by", "done_at", name="agreed_action_done_whole")]

    def __str__(self) -> str:
        return f"Action of {self.session_id} by {self.due_on}"


class Observation(models.Model):
    """A manager or a practice lead sat in on somebody's work, and what they said of it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="observations", db_comment=PERSONAL
    )
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    observed_on = models.DateField(db_comment=NOT_PERSONAL)
    what = models.TextField(db_comment=PERSONAL)
    went_well = models.TextField(db_comment=PERSONAL)
    to_try = models.TextField(db_comment=PERSONAL)
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(member=models.F("observer")), name="nobody_observes_themselves"
            )
        ]
        indexes = [models.Index(fields=["member", "-observed_on"], name="observed_member")]

    def __str__(self) -> str:
        return f"Practice of {self.member_id} seen on {self.observed_on}"


class Training(models.Model):
    """Something a member of staff is to learn by a day, and when they had."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="training", db_comment=PERSONAL
    )
    kind = models.TextField(choices=TrainingKind.choices, db_comment=NOT_PERSONAL)
    due_on = models.DateField(db_comment=NOT_PERSONAL)
    because = models.TextField(db_comment=NOT_PERSONAL)
    done_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(done_on__isnull=True), name="one_due_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["user", "kind"], name="training_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id} by {self.due_on}"
