"""Which files are held against a record, and what is in one?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from openprobation.vocabulary.documents import DocumentKind, Part

from . import storing
from .letters import Letter, letter_of
from .models import Document


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One file in a list. `is_there`: its bytes are still held."""

    id: int
    kind: DocumentKind
    record_kind: str
    record_id: int
    person_id: int | None
    part: Part
    name: str
    media_type: str
    size: int
    keep_until: date | None
    kept_by: str
    kept_at: datetime
    replaced_by_id: int | None
    withdrawn_at: datetime | None
    withdrawn_why: str | None
    removed_at: datetime | None
    is_letter: bool

    @property
    def is_there(self) -> bool:
        return self.removed_at is None

    @property
    def stands(self) -> bool:
        """Neither replaced, withdrawn nor removed."""
        return self.is_there and self.replaced_by_id is None and self.withdrawn_at is None

    @property
    def spoken_size(self) -> str:
        if self.size < 1024 * 1024:
            return f"{max(self.size // 1024, 1)} KB"
        return f"{self.size / 1024 / 1024:.1f} MB"


HAS_LETTER = Q(letter_form__isnull=False)
LINE = (
    "pk", "kind", "record_kind", "record_id", "person_id", "part", "name", "media_type", "size",
    "keep_until", "kept_by__name", "kept_at", "replaced_by__pk", "withdrawn_at", "withdrawn_why",
    "removed_at", "has_letter",
)  # fmt: skip


def line(row: tuple[Any, ...]) -> DocumentLine:
    pk, kind, record_kind, record_id, person_id, part, *rest = row
    return DocumentLine(
        pk,
        DocumentKind(kind),
        record_kind,
        record_id,
        person_id,
        Part(part),
        *rest,
    )


def held(record_kind: str, record_ids: Collection[int]) -> dict[int, list[DocumentLine]]:
    """Every file of these records, by record, the latest first; withdrawn ones too. One query."""
    rows = (
        Document.objects.filter(record_kind=record_kind, record_id__in=record_ids)
        .annotate(has_letter=HAS_LETTER)
        .order_by("-pk")
        .values_list(*LINE)
    )
    found: dict[int, list[DocumentLine]] = {}
    for row in rows:
        each = line(row)
        found.setdefault(each.record_id, []).append(each)
    return found


def of_people(person_ids: Collection[int]) -> list[DocumentLine]:
    """Every file held about these people that still stands, the latest first. One query."""
    rows = (
        Document.objects.filter(
            person_id__in=person_ids,
            removed_at__isnull=True,
            withdrawn_at__isnull=True,
            replaced_by__isnull=True,
        )
        .annotate(has_letter=HAS_LETTER)
        .order_by("-pk")
        .values_list(*LINE)
    )
    return [line(row) for row in rows]


def by_ids(document_ids: Collection[int]) -> dict[int, DocumentLine]:
    """These files, whatever became of them. One query."""
    rows = Document.objects.filter(pk__in=document_ids).annotate(has_letter=HAS_LETTER)
    return {row[0]: line(row) for row in rows.values_list(*LINE)}


def by_id(document_id: int) -> DocumentLine | None:
    """One file. The caller asks whether the viewer may open its record. One query."""
    row = (
        Document.objects.filter(pk=document_id)
        .annotate(has_letter=HAS_LETTER)
        .values_list(*LINE)
        .first()
    )
    return line(row) if row else None


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, with what a browser needs to know of them."""

    name: str
    media_type: str
    data: bytes


def content(document_id: int) -> Content | None:
    """What is in a file; None where it was removed. One query, and the disk."""
    row = (
        Document.objects.filter(pk=document_id, removed_at__isnull=True)
        .values_list("name", "media_type", "digest")
        .first()
    )
    if row is None:
        return None
    name, media_type, digest = row
    return Content(name, media_type, storing.content(digest))


def letter(document_id: int) -> Letter | None:
    """What a letter says now, with the tombstone where words vanished. One query."""
    row = (
        Document.objects.filter(pk=document_id, letter_form__isnull=False)
        .values_list("letter_form", "letter_texts")
        .first()
    )
    return letter_of(row[0] or {}, row[1] or ()) if row else None
