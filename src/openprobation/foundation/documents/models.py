"""What is a file held against a record?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.documents import DocumentKind, Part


class Document(models.Model):
    """One file held against a record that is known as (kind, id).

    The bytes lie on the disk under their digest. A letter of ours keeps its form and its texts, from
    which it is drawn again; `words` is what can be read in another file. Both so that words that must
    vanish are found. Once `removed_at` is set there is no file any more, only this row.
    """

    kind = models.TextField(choices=DocumentKind.choices, db_comment=NOT_PERSONAL)
    record_kind = models.TextField(db_comment=NOT_PERSONAL)
    record_id = models.BigIntegerField(db_comment=NOT_PERSONAL)
    person_id = models.BigIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    part = models.TextField(choices=Part.choices, default=Part.RECORD, db_comment=NOT_PERSONAL)
    name = models.TextField(db_comment=PERSONAL)
    media_type = models.TextField(db_comment=NOT_PERSONAL)
    size = models.PositiveBigIntegerField(db_comment=NOT_PERSONAL)
    digest = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    letter_form = models.JSONField(null=True, blank=True, db_comment=NOT_PERSONAL)
    letter_texts = models.JSONField(null=True, blank=True, db_comment=PERSONAL)
    words = models.TextField(blank=True, default="", db_comment=PERSONAL)
    keep_until = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    kept_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
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
    removed_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none(
                "withdrawn_at", "withdrawn_by", "withdrawn_why", name="document_withdrawn_whole"
            ),
            all_or_none("letter_form", "letter_texts", name="document_letter_whole"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) & ~Q(digest="")
                | Q(removed_at__isnull=False, digest=""),
                name="document_has_a_file_or_is_removed",
            ),
        ]
        indexes = [
            models.Index(fields=["record_kind", "record_id", "-id"], name="document_of_record"),
            models.Index(fields=["person_id", "-id"], name="document_of_person"),
            models.Index(fields=["digest"], name="document_by_digest"),
            models.Index(
                fields=["keep_until"],
                condition=Q(removed_at__isnull=True, keep_until__isnull=False),
                name="document_past_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.record_kind} {self.record_id}"
