"""What is one case that another team was asked to take, and what was answered?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.allocations import SpellReason
from openprobation.vocabulary.moves import TransferState, TransferVerb


class Transfer(models.Model):
    """One case that a team was asked to take, alone or in a set of the same `batch`; `state` is its latest step's.

    Until it is accepted, `from_team` answers.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="transfers", db_comment=NOT_PERSONAL
    )
    batch = models.UUIDField(db_comment=NOT_PERSONAL)
    from_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    to_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    to_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    reason = models.TextField(choices=SpellReason.choices, db_comment=NOT_PERSONAL)
    answer_by = models.DateField(db_comment=NOT_PERSONAL)
    state = models.TextField(choices=TransferState.choices, db_comment=NOT_PERSONAL)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    asked_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="asked"), name="one_transfer_now"
            )
        ]
        indexes = [
            models.Index(fields=["batch"], name="transfer_batch"),
            models.Index(fields=["to_team", "state"], name="transfer_to"),
            models.Index(fields=["from_team", "state"], name="transfer_from"),
        ]

    def __str__(self) -> str:
        return f"Transfer of {self.person_id}: {self.state}"


class TransferStep(models.Model):
    """One step of a transfer: from which state to which, by whom, when and why."""

    transfer = models.ForeignKey(
        Transfer, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL
    )
    verb = models.TextField(choices=TransferVerb.choices, db_comment=NOT_PERSONAL)
    before = models.TextField(
        choices=TransferState.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    after = models.TextField(choices=TransferState.choices, db_comment=NOT_PERSONAL)
    code = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [models.Index(fields=["transfer", "id"], name="transfer_steps")]

    def __str__(self) -> str:
        return f"{self.verb} of {self.transfer_id} at {self.at:%d %B %Y %H:%M}"
