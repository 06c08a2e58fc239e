"""Which inspections are there, of which organisations and outcomes? Asked through our own rows' keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from openprobation.vocabulary.inspection import SectionKind
from openprobation.vocabulary.organisations import OrganisationKind

from ..models import WrittenReport


@dataclass(frozen=True, slots=True)
class InspectedBody:
    """An organisation as the report names it; `organisation_id` where it is one of this service's."""

    id: int
    kind: OrganisationKind
    name: str
    owner: str
    organisation_id: int | None

    @property
    def short(self) -> str:
        return self.kind.value.upper()


@dataclass(frozen=True, slots=True)
class Outlined:
    """An outcome or topic of the framework."""

    id: int
    code: str
    title: str
    kind: SectionKind


def _inspections() -> Any:
    return cast(Any, WrittenReport._meta.get_field("inspection").related_model).objects


@dataclass(frozen=True, slots=True)
class Unreported:
    """An inspection with no report, ours or published."""

    id: int
    area: str
    fieldwork_until: date | None


def without_report() -> list[Unreported]:
    """Inspections that wait for a report, the newest first. One query."""
    rows = _inspections().filter(report__isnull=True, written__isnull=True).order_by("-pk")
    return [Unreported(*row) for row in rows.values_list("pk", "area", "fieldwork_until")]


def bodies_of(inspection_id: int) -> tuple[InspectedBody, ...]:
    """The organisations inspected, the company before the public service. One query."""
    found = _inspections().prefetch_related("providers").filter(pk=inspection_id).first()
    rows = sorted(found.providers.all(), key=lambda row: (row.kind, row.pk)) if found else []
    return tuple(
        InspectedBody(
            row.pk,
            OrganisationKind(row.kind),
            row.name,
            row.owner,
            getattr(row, "organisation_id", None),
        )
        for row in rows
    )


def outline_of(inspection_id: int) -> tuple[Outlined, ...]:
    """The outcomes and topics that the inspection's framework judges, in its order. One query."""
    rows = (
        _inspections()
        .filter(pk=inspection_id, framework__sections__isnull=False)
        .order_by("framework__sections__position", "framework__sections__pk")
        .values_list(
            "framework__sections__pk",
            "framework__sections__code",
            "framework__sections__title",
            "framework__sections__kind",
        )
    )
    return tuple(Outlined(pk, code, title, SectionKind(kind)) for pk, code, title, kind in rows)
