"""What is one line of the chronological record?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.contacts import ContactKind


class AppendOnly(Exception):
    """A contact was about to be changed or removed. Correct it with a new row instead."""


class ContactQuerySet(models.QuerySet["Contact"]):
    def current(self) -> ContactQuerySet:
        """Lines nothing has corrected: the record as it stands now."""
        return self.filter(~Exists(Contact.objects.filter(corrects=OuterRef("pk"))))

    def as_of(self, moment: datetime) -> ContactQuerySet:
        """The record as it stood at a moment: what was written by then and not yet corrected by then."""
        later = Contact.objects.filter(corrects=OuterRef("pk"), recorded_at__lte=moment)
        return self.filter(~Exists(later), recorded_at__lte=moment)

    def of(self, person_ids: tuple[int, ...]) -> ContactQuerySet:
        return self.filter(person_id__in=person_ids)

    def update(self, **changes: Any) -> NoReturn:
        raise AppendOnly("Contacts are never changed: correct one with a new row.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Contacts are never removed: correct one with a new row.")


class Contact(models.Model):
    """One thing that happened, or is planned to happen, with a person; a correction is a new row that names the old."""

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="contacts", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=ContactKind.choices, db_comment=NOT_PERSONAL)
    at = models.DateTimeField(db_comment=NOT_PERSONAL)
    summary = models.TextField(db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    outcome = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    is_sensitive = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    reference_kind = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    reference_id = models.BigIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        db_comment=NOT_PERSONAL,
    )
    why_corrected = models.TextField(blank=True, default="", db_comment=PERSONAL)
    is_withdrawn = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(why_corrected=""),
                name="correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(corrects__isnull=False),
                name="only_a_correction_withdraws",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="contact_timeline"),
            models.Index(fields=["reference_kind", "reference_id"], name="contact_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} with {self.person_id} at {self.at:%d %B %Y %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Contacts are never changed: correct one with a new row.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Contacts are never removed: correct one with a new row.")
