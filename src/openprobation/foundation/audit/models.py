"""What is one line of the record of acts?"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL


class AppendOnly(Exception):
    """A line of the audit was about to be changed or removed. That is a fault in the program."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def about_person(self, person_ids: tuple[int, ...]) -> EntryQuerySet:
        return self.filter(person_id__in=person_ids)

    def update(self, **changes: Any) -> NoReturn:
        raise AppendOnly("Audit entries are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Audit entries are never removed.")


class Entry(models.Model):
    """One act or one view: ids and codes, never content, and no foreign key, so it outlives what it records."""

    at = models.DateTimeField(db_comment=NOT_PERSONAL)
    really_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    by = models.TextField(db_comment=PERSONAL)
    action = models.TextField(db_comment=NOT_PERSONAL)
    record_kind = models.TextField(db_comment=NOT_PERSONAL)
    record_id = models.BigIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    person_id = models.BigIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    detail = models.JSONField(default=dict, blank=True, db_comment=NOT_PERSONAL)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-id"], name="audit_about_person"),
            models.Index(fields=["by", "-id"], name="audit_by"),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.by} at {self.at:%d %B %Y %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Audit entries are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Audit entries are never removed.")


class Seal(models.Model):
    """A hash over a run of entries and the seal before it: a changed line breaks every later seal."""

    first_entry = models.BigIntegerField(unique=True, db_comment=NOT_PERSONAL)
    last_entry = models.BigIntegerField(unique=True, db_comment=NOT_PERSONAL)
    digest = models.TextField(db_comment=NOT_PERSONAL)
    sealed_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return f"Entries {self.first_entry} to {self.last_entry}"
