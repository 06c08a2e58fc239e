"""What is one concern that a case no longer belongs with the company, and what became of it?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.moves import (
    ESCALATION_OPEN,
    Danger,
    EscalationPurpose,
    EscalationState,
    EscalationVerb,
)
from openprobation.vocabulary.risk import HarmLevel, MappaCategory


class Escalation(models.Model):
    """One concern that a case should move to the public provider; `state` is its latest step's."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="escalations", db_comment=NOT_PERSONAL
    )
    purpose = models.TextField(choices=EscalationPurpose.choices, db_comment=PERSONAL)
    is_urgent = models.BooleanField(db_comment=NOT_PERSONAL)
    danger = models.TextField(choices=Danger.choices, db_comment=PERSONAL)
    told = models.TextField(blank=True, default="", db_comment=PERSONAL)
    harm_before = models.TextField(
        choices=HarmLevel.choices, null=True, blank=True, db_comment=PERSONAL
    )
    harm_now = models.TextField(choices=HarmLevel.choices, db_comment=PERSONAL)
    mappa_category = models.TextField(
        choices=MappaCategory.choices, null=True, blank=True, db_comment=PERSONAL
    )
    what_changed = models.TextField(db_comment=PERSONAL)
    who_is_at_risk = models.TextField(db_comment=PERSONAL)
    protective = models.TextField(db_comment=PERSONAL)
    from_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    to_team = models.ForeignKey(
        "organisations.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    named = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="escalations_named_in",
        db_comment=NOT_PERSONAL,
    )
    answer_by = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    moves_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    met_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    state = models.TextField(choices=EscalationState.choices, db_comment=NOT_PERSONAL)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    raised_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=[state.value for state in ESCALATION_OPEN]),
                name="one_escalation_now",
            ),
            all_or_none("to_team", "named", "answer_by", name="escalation_referred_whole"),
            models.CheckConstraint(
                condition=~Q(
                    state__in=("referred", "returned", "accepted", "refused", "taken", "met")
                )
                | Q(named__isnull=False),
                name="escalation_names_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "taken", "met")) | Q(moves_at__isnull=False),
                name="escalation_moves_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(danger="nobody") | ~Q(told=""), name="danger_says_who_was_told"
            ),
        ]
        indexes = [
            models.Index(fields=["named", "state"], name="escalation_named"),
            models.Index(fields=["to_team", "state"], name="escalation_to"),
            models.Index(fields=["from_team", "state"], name="escalation_from"),
        ]

    def __str__(self) -> str:
        return f"Escalation of {self.person_id}: {self.state}"


class EscalationStep(models.Model):
    """One step of an escalation: from which state to which, by whom, when and why."""

    escalation = models.ForeignKey(
        Escalation, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL
    )
    verb = models.TextField(choices=EscalationVerb.choices, db_comment=NOT_PERSONAL)
    before = models.TextField(
        choices=EscalationState.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    after = models.TextField(choices=EscalationState.choices, db_comment=NOT_PERSONAL)
    code = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [models.Index(fields=["escalation", "id"], name="escalation_steps")]

    def __str__(self) -> str:
        return f"{self.verb} of {self.escalation_id} at {self.at:%d %B %Y %H:%M}"
