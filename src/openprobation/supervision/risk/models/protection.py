"""Who is at risk and what protects them, how does each enquiry stand, and what is kept from every paper?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.foundation.quarantine import QuarantinedField
from openprobation.vocabulary.protection import (
    ENQUIRIES,
    AnswerKind,
    CheckFinding,
    EnquiryState,
    FactKind,
    ProtectionTask,
)
from openprobation.vocabulary.risk import HarmGroup

from .assessment import HarmAssessment

OPEN = (EnquiryState.ASKED, EnquiryState.CHASED, EnquiryState.ANSWERED)


class AtRisk(models.Model):
    """One person, or kind of person, whom somebody under supervision may harm, until it ends."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="puts_at_risk", db_comment=NOT_PERSONAL
    )
    group = models.TextField(choices=HarmGroup.choices, db_comment=PERSONAL)
    who = models.TextField(db_comment=PERSONAL)
    from_what = models.TextField(db_comment=PERSONAL)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    added_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    end_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)

    class Meta:
        constraints = [
            all_or_none("ended_at", "ended_by", "end_why", name="at_risk_ended_whole"),
            models.CheckConstraint(condition=~Q(who="") & ~Q(from_what=""), name="at_risk_of_what"),
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=Q(ended_at__isnull=True), name="at_risk_of_person"
            )
        ]

    def __str__(self) -> str:
        return f"At risk from {self.person_id}: {self.group}"


class ProtectionCheck(models.Model):
    """Somebody made sure, on a day, of what protects a person at risk; the latest stands."""

    at_risk = models.ForeignKey(
        AtRisk, models.PROTECT, related_name="checks", db_comment=NOT_PERSONAL
    )
    finding = models.TextField(choices=CheckFinding.choices, db_comment=PERSONAL)
    what_protects = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what_protects=""), name="check_says_what_protects")
        ]
        indexes = [models.Index(fields=["at_risk", "-at", "-id"], name="check_latest")]

    def __str__(self) -> str:
        return f"Check of {self.at_risk_id} on {self.at:%d %B %Y}"


class Enquiry(models.Model):
    """One thing policy asked of a case and how it stands; its steps say how it came there."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="enquiries", db_comment=NOT_PERSONAL
    )
    task = models.TextField(choices=ProtectionTask.choices, db_comment=NOT_PERSONAL)
    asked_of = models.TextField(blank=True, default="", db_comment=PERSONAL)
    because = models.TextField(db_comment=PERSONAL)
    rule = models.JSONField(db_comment=NOT_PERSONAL)
    state = models.TextField(choices=EnquiryState.choices, db_comment=NOT_PERSONAL)
    since = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "task"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="one_open_enquiry_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(task__in=[task.value for task in ENQUIRIES]),
                name="enquiry_has_steps",
            ),
        ]
        indexes = [models.Index(fields=["person", "task", "-since"], name="enquiry_latest")]

    def __str__(self) -> str:
        return f"{self.task} about {self.person_id}: {self.state}"


class EnquiryStep(models.Model):
    """An enquiry moved from one state to another: by whom, when and why."""

    enquiry = models.ForeignKey(
        Enquiry, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL
    )
    from_state = models.TextField(
        choices=EnquiryState.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    to_state = models.TextField(choices=EnquiryState.choices, db_comment=NOT_PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    answer = models.TextField(
        choices=AnswerKind.choices, null=True, blank=True, db_comment=PERSONAL
    )
    answer_words = QuarantinedField()
    assessment = models.ForeignKey(
        HarmAssessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_used",
        db_comment=NOT_PERSONAL,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_state=EnquiryState.ANSWERED, answer__isnull=False)
                | (~Q(to_state=EnquiryState.ANSWERED) & Q(answer__isnull=True)),
                name="answered_with_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(to_state=EnquiryState.USED, assessment__isnull=False)
                | (~Q(to_state=EnquiryState.USED) & Q(assessment__isnull=True)),
                name="used_in_an_assessment",
            ),
            models.CheckConstraint(
                condition=~Q(to_state=EnquiryState.NOT_NEEDED) | ~Q(why=""),
                name="not_needed_says_why",
            ),
        ]
        indexes = [models.Index(fields=["enquiry", "-at", "-id"], name="enquiry_step_latest")]

    def __str__(self) -> str:
        return f"Enquiry {self.enquiry_id}: {self.to_state}"


class QuarantinedFact(models.Model):
    """Something known that may reach no paper, letter, message, export, search or log, until it ends."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="quarantined_facts", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=FactKind.choices, db_comment=NOT_PERSONAL)
    words = QuarantinedField()
    source = QuarantinedField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    written_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )

    class Meta:
        constraints = [
            all_or_none("ended_at", "ended_by", name="quarantined_fact_ended_whole"),
            models.CheckConstraint(condition=~Q(words=""), name="quarantined_fact_says_something"),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="quarantined_fact_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} about {self.person_id}"
