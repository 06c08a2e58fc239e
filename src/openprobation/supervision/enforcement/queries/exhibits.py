"""Which files go with the papers of a breach, under which number, and which could?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from openprobation.foundation.documents import queries as documents
from openprobation.rules.breach import ExhibitFacts
from openprobation.rules.dates import words
from openprobation.vocabulary.documents import Part

from ..models import Exhibit


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """One exhibit. `number` is its own once it was sent; before that, its place among those chosen."""

    number: int
    document: documents.DocumentLine

    @property
    def what(self) -> str:
        return said(self.document)

    @property
    def source(self) -> str:
        return source_of(self.document)

    @property
    def facts(self) -> ExhibitFacts:
        return ExhibitFacts(
            number=self.number,
            what=self.what,
            source=self.source,
            stands=self.document.stands,
            may_be_served=may_be_served(self.document),
        )


def said(document: documents.DocumentLine) -> str:
    return f"{document.kind.label}: {document.name}"


def source_of(document: documents.DocumentLine) -> str:
    kept_on = words(timezone.localdate(document.kept_at))
    return f"Held since {kept_on}, kept by {document.kept_by}"


def may_be_served(document: documents.DocumentLine) -> bool:
    """Whether a file can ever go with the served papers: what was kept as not served never can."""
    return document.part is not Part.NOT_SERVED


def could_be_exhibits(person_ids: Collection[int]) -> list[documents.DocumentLine]:
    """Files held about these people that stand and may be served, the latest first. One query."""
    return [each for each in documents.of_people(person_ids) if may_be_served(each)]


def exhibits_of(breach_id: int) -> tuple[ExhibitLine, ...]:
    """What goes with the papers, by number. One query, and one more where there is any."""
    rows = list(
        Exhibit.objects.filter(breach_id=breach_id)
        .order_by("pk")
        .values_list("document_id", "number", "taken_out_at")
    )
    if not rows:
        return ()
    numbers = numbered(rows)
    found = documents.by_ids(numbers)
    return tuple(
        ExhibitLine(number, found[pk])
        for pk, number in sorted(numbers.items(), key=lambda pair: pair[1])
    )


def numbered(rows: Collection[tuple[int, int | None, object]]) -> dict[int, int]:
    """The number of each file that stands: its own, else the next that no sent pack has used."""
    following = max((number for _pk, number, _out in rows if number is not None), default=0)
    numbers: dict[int, int] = {}
    for pk, number, taken_out_at in rows:
        if taken_out_at is not None:
            continue
        if number is None:
            following += 1
        numbers[pk] = number or following
    return numbers
