"""What have we published, in which edition, at an address that lasts?"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from openprobation.foundation.personal import NOT_PERSONAL
from openprobation.vocabulary.publication import DocumentKind, Form


class Document(models.Model):
    """Something published under a name that never changes, whatever edition is current."""

    slug = models.SlugField(max_length=100, unique=True, db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=DocumentKind.choices, db_comment=NOT_PERSONAL)
    title = models.TextField(db_comment=NOT_PERSONAL)
    summary = models.TextField(db_comment=NOT_PERSONAL)
    source = models.TextField(db_comment=NOT_PERSONAL)
    is_invented = models.BooleanField(default=False, db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return self.title


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self, at: datetime) -> Self:
        return self.filter(public_at__lte=at)

    def newest_first(self) -> Self:
        """The one that holds is the one last made public; of those, the one last made."""
        return self.order_by("-public_at", "-number")


class Edition(models.Model):
    """One edition of a document, public from a moment. A correction is a new edition."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="editions", db_comment=NOT_PERSONAL
    )
    number = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    public_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    made_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_from_one"),
        ]
        indexes = [models.Index(fields=["document", "-public_at", "-number"], name="edition_order")]

    def __str__(self) -> str:
        return f"Edition {self.number} of {self.document_id}"


class File(models.Model):
    """An edition in one form: exactly what is sent; a PDF is kept in base 64."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="files", db_comment=NOT_PERSONAL
    )
    form = models.TextField(choices=Form.choices, db_comment=NOT_PERSONAL)
    body = models.TextField(db_comment=NOT_PERSONAL)
    digest = models.TextField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "form"], name="file_form_once"),
            models.CheckConstraint(condition=~Q(body=""), name="file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} as {self.form}"
