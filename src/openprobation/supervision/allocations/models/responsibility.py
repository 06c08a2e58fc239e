"""Whose case is it, since when, and who decided by which rule?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.allocations import ProviderKind, SpellReason


class AllocationDecision(models.Model):
    """Which organisation supervises for a sentence, by which rule, from what, and any override.

    `inputs` as given to the rule, `sources` where each came from, `ruled_on` the day whose rules
    apply, `reasoning` what the rule said: together they let anybody run the decision again.
    """

    person = models.ForeignKey(
        "persons.Person",
        models.PROTECT,
        related_name="allocation_decisions",
        db_comment=NOT_PERSONAL,
    )
    event = models.OneToOneField(
        "sentences.Event",
        models.PROTECT,
        related_name="allocation_decision",
        db_comment=NOT_PERSONAL,
    )
    inputs = models.JSONField(db_comment=PERSONAL)
    sources = models.JSONField(default=dict, blank=True, db_comment=PERSONAL)
    ruled_on = models.DateField(db_comment=PERSONAL)
    rule = models.TextField(db_comment=NOT_PERSONAL)
    rule_in_force_from = models.DateField(db_comment=NOT_PERSONAL)
    policy_pack = models.TextField(db_comment=NOT_PERSONAL)
    because = models.TextField(db_comment=PERSONAL)
    reasoning = models.JSONField(db_comment=PERSONAL)
    by_rule = models.TextField(
        choices=ProviderKind.choices, null=True, blank=True, db_comment=PERSONAL
    )
    decided = models.TextField(choices=ProviderKind.choices, db_comment=PERSONAL)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    override_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    decided_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            # `by_rule` is compared only where there is one: a comparison with null would pass.
            models.CheckConstraint(
                condition=Q(by_rule__isnull=False, by_rule=models.F("decided"))
                | (Q(override_why__isnull=False) & ~Q(override_why="")),
                name="override_says_why",
            )
        ]
        indexes = [models.Index(fields=["person", "-decided_at"], name="allocation_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} to {self.decided} at {self.decided_at:%d %B %Y}"


class Spell(models.Model):
    """Who answers for a person, from a moment to a moment: a team always, an officer when assigned.

    From sentence to the last day the spells of a person leave no gap and never overlap.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="spells", db_comment=NOT_PERSONAL
    )
    period = models.ForeignKey(
        "sentences.SupervisionPeriod",
        models.PROTECT,
        related_name="spells",
        db_comment=NOT_PERSONAL,
    )
    team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="spells",
        db_comment=NOT_PERSONAL,
    )
    reason = models.TextField(choices=SpellReason.choices, db_comment=NOT_PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    first_contact_by = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    decision = models.ForeignKey(
        AllocationDecision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="spells",
        db_comment=NOT_PERSONAL,
    )
    starts_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ends_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )

    class Meta:
        constraints = [
            ends_after_start("starts_at", "ends_at", name="spell_span"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_at__isnull=True), name="one_spell_now"
            ),
            models.UniqueConstraint(fields=["person", "starts_at"], name="spells_start_apart"),
        ]
        indexes = [
            models.Index(
                fields=["officer"], condition=Q(ends_at__isnull=True), name="cases_of_officer"
            ),
            models.Index(fields=["team"], condition=Q(ends_at__isnull=True), name="cases_of_team"),
        ]

    def __str__(self) -> str:
        holder = self.officer_id or self.team_id
        return f"{self.person_id} with {holder} from {self.starts_at:%d %B %Y}"


class QueuedDecision(models.Model):
    """A case the rule cannot allocate because an input is missing: it waits for a person."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    event = models.OneToOneField(
        "sentences.Event", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    missing = models.JSONField(db_comment=NOT_PERSONAL)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    queued_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    settled_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [all_or_none("settled_by", "settled_at", name="queued_settled_whole")]

    def __str__(self) -> str:
        return f"{self.person_id} waiting for a decision"
