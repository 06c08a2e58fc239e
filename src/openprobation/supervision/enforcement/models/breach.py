"""What is an alleged breach, how did it come to where it stands, and what was sent and returned?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    CourtProcess,
    HearingOutcome,
    HearingTold,
    NotLaidReason,
    PackLine,
    ReturnReason,
    WithdrawalReason,
)

from .failures import Failure

ENDS = [state.value for state in BreachState if state.is_end]


class BreachQuerySet(models.QuerySet["Breach"]):
    def live(self) -> BreachQuerySet:
        return self.exclude(state__in=ENDS)


class Breach(models.Model):
    """One alleged breach of one order, prepared by whoever supervises and taken to court by the public provider.

    `state` is that of the latest step. `aware_at` starts the sender's days. The typed words are the
    pack's only ones: all else in it is read from the record each time it is shown.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="breaches", db_comment=NOT_PERSONAL
    )
    order = models.ForeignKey(
        "sentences.Order", models.PROTECT, related_name="breaches", db_comment=NOT_PERSONAL
    )
    state = models.TextField(choices=BreachState.choices, db_comment=PERSONAL)
    aware_at = models.DateTimeField(db_comment=PERSONAL)
    tried = models.TextField(blank=True, default="", db_comment=PERSONAL)
    proposal = models.TextField(blank=True, default="", db_comment=PERSONAL)
    without_warning_why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    endorsement_asked = models.BooleanField(db_comment=NOT_PERSONAL)
    enforcement_team = models.ForeignKey(
        "organisations.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    opened_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    objects = BreachQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=~Q(state__in=ENDS), name="one_live_breach_of_an_order"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-opened_at"], name="breach_of_person"),
            models.Index(
                fields=["enforcement_team", "state"],
                condition=~Q(state__in=ENDS),
                name="breach_with_team",
            ),
        ]

    def __str__(self) -> str:
        return f"Breach of order {self.order_id}: {self.state}"


class BreachFailure(models.Model):
    """A failure alleged in a breach, and the requirement or licence condition it is put to."""

    breach = models.ForeignKey(
        Breach, models.PROTECT, related_name="alleged", db_comment=NOT_PERSONAL
    )
    failure = models.ForeignKey(
        Failure, models.PROTECT, related_name="alleged_in", db_comment=NOT_PERSONAL
    )
    requirement = models.ForeignKey(
        "sentences.Requirement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    condition = models.ForeignKey(
        "sentences.Condition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    added_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    taken_out_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "failure"],
                condition=Q(taken_out_at__isnull=True),
                name="failure_alleged_once",
            ),
            models.CheckConstraint(
                condition=Q(requirement__isnull=True) | Q(condition__isnull=True),
                name="put_to_a_requirement_or_a_condition",
            ),
        ]

    def __str__(self) -> str:
        return f"Failure {self.failure_id} in breach {self.breach_id}"


class Exhibit(models.Model):
    """A file of the record chosen to go with the served papers.

    `number` is the one it was first sent under, and stays its own; null until then.
    """

    breach = models.ForeignKey(
        Breach, models.PROTECT, related_name="exhibits", db_comment=NOT_PERSONAL
    )
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    number = models.PositiveSmallIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    chosen_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    taken_out_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "document"],
                condition=Q(taken_out_at__isnull=True),
                name="exhibit_chosen_once",
            ),
            models.UniqueConstraint(
                fields=["breach", "number"],
                condition=Q(number__isnull=False),
                name="exhibit_numbered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Exhibit {self.number or '-'} of breach {self.breach_id}"


class SentPack(models.Model):
    """A pack as it was sent, in its two parts, which never meet in one column.

    Of each letter the form and the texts are kept apart, so that words can be taken out of the texts.
    """

    breach = models.ForeignKey(
        Breach, models.PROTECT, related_name="sent_packs", db_comment=NOT_PERSONAL
    )
    number = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    served_form = models.JSONField(db_comment=NOT_PERSONAL)
    served_texts = models.JSONField(db_comment=PERSONAL)
    not_served_form = models.JSONField(db_comment=NOT_PERSONAL)
    not_served_texts = models.JSONField(db_comment=PERSONAL)
    checklist_form = models.JSONField(db_comment=NOT_PERSONAL)
    checklist_texts = models.JSONField(db_comment=PERSONAL)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    sent_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["breach", "number"], name="pack_numbered_once")
        ]

    def __str__(self) -> str:
        return f"Pack {self.number} of breach {self.breach_id}"


class BreachStep(models.Model):
    """One move of a breach: from a state to a state, by whom, when and why.

    `holder_team` answered for the case at that moment: whose days they were is read from it.
    """

    breach = models.ForeignKey(
        Breach, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL
    )
    move = models.TextField(choices=BreachMove.choices, db_comment=NOT_PERSONAL)
    from_state = models.TextField(
        choices=BreachState.choices, null=True, blank=True, db_comment=PERSONAL
    )
    to_state = models.TextField(choices=BreachState.choices, db_comment=PERSONAL)
    holder_team = models.ForeignKey(
        "organisations.Team", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    not_laid = models.TextField(
        choices=NotLaidReason.choices, null=True, blank=True, db_comment=PERSONAL
    )
    withdrawn = models.TextField(
        choices=WithdrawalReason.choices, null=True, blank=True, db_comment=PERSONAL
    )
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    pack = models.ForeignKey(
        SentPack,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        db_comment=NOT_PERSONAL,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    by_team = models.ForeignKey(
        "organisations.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_state__isnull=True, move=BreachMove.OPEN)
                | Q(from_state__isnull=False) & ~Q(move=BreachMove.OPEN),
                name="breach_is_opened_from_nothing",
            ),
            models.CheckConstraint(
                condition=Q(not_laid__isnull=False, to_state=BreachState.NOT_LAID)
                | Q(not_laid__isnull=True) & ~Q(to_state=BreachState.NOT_LAID),
                name="not_laid_says_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=False, to_state=BreachState.WITHDRAWN)
                | Q(withdrawn__isnull=True) & ~Q(to_state=BreachState.WITHDRAWN),
                name="breach_withdrawn_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["breach", "id"], name="steps_of_breach"),
            models.Index(fields=["move", "at"], name="steps_by_move"),
        ]

    def __str__(self) -> str:
        return f"{self.move} of breach {self.breach_id}"


class ReturnedLine(models.Model):
    """One reason for which a pack was returned, and the line of it that is meant."""

    step = models.ForeignKey(
        BreachStep, models.PROTECT, related_name="returned_lines", db_comment=NOT_PERSONAL
    )
    line = models.TextField(choices=PackLine.choices, db_comment=NOT_PERSONAL)
    reason = models.TextField(choices=ReturnReason.choices, db_comment=NOT_PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["step", "line", "reason"], name="line_returned_once_for_a_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


class BreachHearing(models.Model):
    """One day in court for a breach, and what came of it once it is known."""

    breach = models.ForeignKey(
        Breach, models.PROTECT, related_name="hearings", db_comment=NOT_PERSONAL
    )
    court = models.ForeignKey("courts.Court", models.PROTECT, related_name="+", db_comment=PERSONAL)
    on = models.DateField(db_comment=PERSONAL)
    process = models.TextField(choices=CourtProcess.choices, db_comment=PERSONAL)
    told = models.TextField(choices=HearingTold.choices, null=True, blank=True, db_comment=PERSONAL)
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    listed_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    outcome = models.TextField(
        choices=HearingOutcome.choices, null=True, blank=True, db_comment=PERSONAL
    )
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    recorded_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("outcome", "recorded_by", "recorded_at", name="hearing_recorded_whole"),
            models.UniqueConstraint(
                fields=["breach"],
                condition=Q(outcome__isnull=True),
                name="one_hearing_to_come",
            ),
        ]
        indexes = [
            models.Index(
                fields=["on"], condition=Q(outcome__isnull=True), name="hearings_to_record"
            ),
            models.Index(fields=["court", "on"], name="hearings_of_court"),
        ]

    def __str__(self) -> str:
        return f"Hearing of breach {self.breach_id} on {self.on}"
