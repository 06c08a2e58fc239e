"""What is a failure to comply, and what is a warning given for it?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.enforcement import Excuse, InstructionGiven, SeniorAnswer


class FailureQuerySet(models.QuerySet["Failure"]):
    def standing(self) -> FailureQuerySet:
        """Those not taken back: the outcome they come from was not undone or made an accepted one."""
        return self.filter(taken_back_at__isnull=True)

    def undecided(self) -> FailureQuerySet:
        return self.standing().filter(excuse=Excuse.UNDECIDED)


class Failure(models.Model):
    """One thing a person was told to do and did not, with what they said and what was decided.

    `noticed_at` is when the service became aware, from which enforcement clocks are counted;
    `explain_by` is the last day of the time to explain. `order` is empty until it is known which
    order was broken. One whose outcome was undone or corrected is taken back, and stays.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="failures", db_comment=NOT_PERSONAL
    )
    order = models.ForeignKey(
        "sentences.Order",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="failures",
        db_comment=NOT_PERSONAL,
    )
    requirement = models.ForeignKey(
        "sentences.Requirement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="failures",
        db_comment=NOT_PERSONAL,
    )
    appointment = models.ForeignKey(
        "appointments.Appointment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="failures",
        db_comment=NOT_PERSONAL,
    )
    on = models.DateField(db_comment=PERSONAL)
    outcome = models.TextField(choices=Outcome.choices, db_comment=PERSONAL)
    instruction = models.TextField(blank=True, default="", db_comment=PERSONAL)
    instruction_given_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    instruction_how = models.TextField(
        choices=InstructionGiven.choices, null=True, blank=True, db_comment=PERSONAL
    )
    noticed_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    noticed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    explain_by = models.DateField(db_comment=PERSONAL)
    explain_rule = models.JSONField(default=dict, db_comment=NOT_PERSONAL)
    explanation = models.TextField(blank=True, default="", db_comment=PERSONAL)
    explained_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    excuse = models.TextField(choices=Excuse.choices, default=Excuse.UNDECIDED, db_comment=PERSONAL)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    decided_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    decided_why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    taken_back_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    taken_back_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    objects = FailureQuerySet.as_manager()

    class Meta:
        constraints = [
            all_or_none("decided_by", "decided_at", name="failure_decided_whole"),
            all_or_none("taken_back_at", "taken_back_why", name="failure_taken_back_whole"),
            models.CheckConstraint(
                condition=Q(excuse="undecided", decided_at__isnull=True)
                | Q(excuse__in=("accepted", "not_accepted"), decided_at__isnull=False),
                name="excuse_and_decision_agree",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(taken_back_at__isnull=True),
                name="one_failure_of_an_appointment",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-on"], name="failure_of_person"),
            models.Index(
                fields=["person", "explain_by"],
                condition=Q(taken_back_at__isnull=True, excuse="undecided"),
                name="failure_to_decide",
            ),
        ]

    def __str__(self) -> str:
        return f"Failure of {self.person_id} on {self.on}"


class Warning(models.Model):
    """A warning given for one failure under one order. It counts from `given_on`; `expires_on` is the
    first day on which it no longer does.
    """

    failure = models.ForeignKey(
        Failure, models.PROTECT, related_name="warnings", db_comment=NOT_PERSONAL
    )
    order = models.ForeignKey(
        "sentences.Order", models.PROTECT, related_name="warnings", db_comment=NOT_PERSONAL
    )
    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="warnings", db_comment=NOT_PERSONAL
    )
    given_on = models.DateField(db_comment=PERSONAL)
    expires_on = models.DateField(db_comment=PERSONAL)
    rule = models.JSONField(default=dict, db_comment=NOT_PERSONAL)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    given_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    letter = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    withdrawn_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)

    class Meta:
        constraints = [
            all_or_none(
                "withdrawn_at", "withdrawn_by", "withdrawn_why", name="warning_withdrawn_whole"
            ),
            models.CheckConstraint(condition=Q(expires_on__gt=F("given_on")), name="warning_span"),
            models.UniqueConstraint(
                fields=["failure"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_warning_of_a_failure",
            ),
        ]
        indexes = [models.Index(fields=["person", "-given_on"], name="warning_of_person")]

    def __str__(self) -> str:
        return f"Warning of {self.person_id} given on {self.given_on}"


class EvidenceLink(models.Model):
    """An address at which a person sends in evidence about one failure, without signing in.

    Only a keyed hash of what makes the address is kept. It works until a moment, or until the excuse
    is decided or a new one is made.
    """

    failure = models.ForeignKey(
        Failure, models.PROTECT, related_name="evidence_links", db_comment=NOT_PERSONAL
    )
    token_hash = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    letter = models.ForeignKey(
        "documents.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    made_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    good_until = models.DateTimeField(db_comment=NOT_PERSONAL)
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("made_at", "good_until", name="evidence_link_span"),
            models.UniqueConstraint(
                fields=["failure"],
                condition=Q(ended_at__isnull=True),
                name="one_evidence_link_of_a_failure",
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence link of failure {self.failure_id}"


class LicenceMatter(models.Model):
    """A failure on a licence, or in supervision after it, put to the senior with what else was weighed."""

    failure = models.ForeignKey(
        Failure, models.PROTECT, related_name="licence_matters", db_comment=NOT_PERSONAL
    )
    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="licence_matters", db_comment=NOT_PERSONAL
    )
    alternatives = models.JSONField(db_comment=NOT_PERSONAL)
    weighed = models.TextField(db_comment=PERSONAL)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    sent_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    answer = models.TextField(
        choices=SeniorAnswer.choices, null=True, blank=True, db_comment=PERSONAL
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    answered_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    answer_why = models.TextField(blank=True, default="", db_comment=PERSONAL)

    class Meta:
        constraints = [
            all_or_none("answer", "answered_by", "answered_at", name="licence_matter_answer_whole"),
            models.UniqueConstraint(
                fields=["failure"],
                condition=Q(answer__isnull=True),
                name="one_open_licence_matter",
            ),
        ]

    def __str__(self) -> str:
        return f"Licence matter of failure {self.failure_id}"
