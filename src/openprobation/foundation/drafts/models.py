"""What was typed and not yet sent, and what was sent already?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL


class Draft(models.Model):
    """What somebody has typed into one page and not yet sent."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", db_comment=NOT_PERSONAL
    )
    path = models.TextField(db_comment=NOT_PERSONAL)
    fields = models.JSONField(db_comment=PERSONAL)
    saved_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="draft_once_a_page")]
        indexes = [models.Index(fields=["saved_at"], name="draft_saved_at")]

    def __str__(self) -> str:
        return f"Draft of {self.user_id} for {self.path}"


class Submission(models.Model):
    """A form that was sent and did its work: the same one sent again is told so and does nothing."""

    token = models.TextField(primary_key=True, db_comment=NOT_PERSONAL)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_comment=NOT_PERSONAL
    )
    path = models.TextField(db_comment=NOT_PERSONAL)
    went_to = models.TextField(db_comment=NOT_PERSONAL)
    sent_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [models.Index(fields=["sent_at"], name="submission_sent_at")]

    def __str__(self) -> str:
        return f"{self.path} at {self.sent_at:%d %B %Y %H:%M}"
