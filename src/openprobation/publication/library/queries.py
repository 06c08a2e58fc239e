"""What is on the public shelves?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from .models import Document, Edition, File


@dataclass(frozen=True, slots=True)
class ShelvedFile:
    """What is sent: the body, its form, and what a browser may keep it by."""

    slug: str
    form: str
    body: str
    digest: str
    public_at: datetime
    edition: int


@dataclass(frozen=True, slots=True)
class ShelvedDocument:
    """A document as the shelves list it, with the forms of its current edition."""

    slug: str
    kind: str
    title: str
    summary: str
    source: str
    is_invented: bool
    public_at: datetime
    edition: int
    forms: tuple[str, ...]


def file(*, slug: str, form: str, at: datetime) -> ShelvedFile | None:
    """The current edition of a document in one form, or none that is public yet. One query."""
    edition = Edition.objects.public(at).filter(document__slug=slug).newest_first()[:1]
    found = File.objects.filter(edition__in=edition, form=form).select_related("edition").first()
    if found is None:
        return None
    return ShelvedFile(
        slug, form, found.body, found.digest, found.edition.public_at, found.edition.number
    )


def documents(*, at: datetime) -> list[ShelvedDocument]:
    """Everything public, by title. Three queries, however many.

    Editions are numbered as the public came to see them: a gap would tell of one still to come.
    """
    current: dict[int, Edition] = {}
    public: Counter[int] = Counter()
    for edition in Edition.objects.public(at).newest_first():
        current.setdefault(edition.document_id, edition)
        public[edition.document_id] += 1
    forms: dict[int, list[str]] = {}
    for edition_id, form in File.objects.filter(
        edition_id__in=[edition.pk for edition in current.values()]
    ).values_list("edition_id", "form"):
        forms.setdefault(edition_id, []).append(form)
    return [
        ShelvedDocument(
            slug=document.slug,
            kind=document.kind,
            title=document.title,
            summary=document.summary,
            source=document.source,
            is_invented=document.is_invented,
            public_at=current[document.pk].public_at,
            edition=public[document.pk],
            forms=tuple(sorted(forms.get(current[document.pk].pk, ()))),
        )
        for document in Document.objects.filter(pk__in=current).order_by("title", "pk")
    ]
