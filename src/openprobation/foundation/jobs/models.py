"""What is one run of a job?"""

from __future__ import annotations

from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL


class Run(models.Model):
    """A job at the moment it was due: unique, so that two workers cannot both do it."""

    job = models.TextField(db_comment=NOT_PERSONAL)
    due_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    started_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    finished_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    attempts = models.PositiveSmallIntegerField(default=1, db_comment=NOT_PERSONAL)
    fault = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "due_at"], name="job_run_once")]

    def __str__(self) -> str:
        return f"{self.job} due {self.due_at:%d %B %Y %H:%M}"
