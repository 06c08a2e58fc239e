"""When did the demonstration's clock begin?"""

from __future__ import annotations

from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL


class ServiceClock(models.Model):
    """The one moment at which the service's clock and the machine's were set beside each other."""

    only = models.BooleanField(primary_key=True, default=True, db_comment=NOT_PERSONAL)
    service_moment = models.DateTimeField(db_comment=NOT_PERSONAL)
    machine_moment = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(only=True), name="clock_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.service_moment:%d %B %Y %H:%M} at {self.machine_moment:%d %B %Y %H:%M}"
