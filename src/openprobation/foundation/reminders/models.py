"""What is one thing put off until a day?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL


class Reminder(models.Model):
    """One matter about one person that one user asked not to be shown until a day.

    `matter` is a code of whoever shows it, as "review.harm" or "order.ends.12": never what was written.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", db_comment=NOT_PERSONAL
    )
    person_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    matter = models.TextField(db_comment=NOT_PERSONAL)
    until = models.DateField(db_comment=NOT_PERSONAL)
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "person_id", "matter"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.matter} of {self.person_id} until {self.until:%d %B %Y}"
