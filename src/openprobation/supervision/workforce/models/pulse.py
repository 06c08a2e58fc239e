"""How are people, without knowing who said what?

No row holds an answer. A pulse has a count for every unit, question and value from the day it opens,
and answering adds one to some of them; who has answered is kept apart, without a time. So two services
whose staff gave each other's answers are the same, row for row: there is nothing to join.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.workforce import PulseQuestion


class Pulse(models.Model):
    """One asking of the staff of an organisation, from a day to a day."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    opens_on = models.DateField(db_comment=NOT_PERSONAL)
    closes_on = models.DateField(db_comment=NOT_PERSONAL)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    opened_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=models.F("opens_on")), name="pulse_span"
            ),
            models.UniqueConstraint(fields=["organisation", "opens_on"], name="one_pulse_a_day"),
        ]

    def __str__(self) -> str:
        return f"Pulse of {self.organisation_id} from {self.opens_on}"


class PulseCount(models.Model):
    """How many in a unit gave a question one value. There from the start, at none."""

    pulse = models.ForeignKey(Pulse, models.PROTECT, related_name="counts", db_comment=NOT_PERSONAL)
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    question = models.TextField(choices=PulseQuestion.choices, db_comment=NOT_PERSONAL)
    value = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    count = models.PositiveIntegerField(default=0, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pulse", "unit", "question", "value"], name="one_count_of_a_value"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=1, value__lte=5), name="pulse_value_from_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"Count of {self.question} {self.value}"


class PulseTaken(models.Model):
    """That somebody had been asked and whether they answered; not when, and not what.

    The rows are made when the pulse opens, so their order says nothing either.
    """

    pulse = models.ForeignKey(Pulse, models.PROTECT, related_name="taken", db_comment=NOT_PERSONAL)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=PERSONAL
    )
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    has_answered = models.BooleanField(default=False, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pulse", "user"], name="asked_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in pulse {self.pulse_id}"
