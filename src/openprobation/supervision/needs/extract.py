"""What do needs hold, as rows without names?

A person is the number of the kept record, whichever record the row was written on.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models.functions import Coalesce

from openprobation.analytics.tables import Filled, Row
from openprobation.analytics.tables import needs as tables

from .models import AssessedNeed, Assessment, OwnView, ProtectiveFactor

CHUNK = 2_000
WHOSE = Coalesce("person__merged_into_id", "person_id")


def assessments() -> Iterator[Row]:
    """Every version by its number. One query."""
    return (
        Assessment.objects.order_by("pk")
        .values_list("pk", WHOSE, "version", "state", "signed_by_id", "signed_at", "answered_at")
        .iterator(chunk_size=CHUNK)
    )


def assessed_needs() -> Iterator[Row]:
    """Every need of every version by its number. One query."""
    return (
        AssessedNeed.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("assessment__person__merged_into_id", "assessment__person_id"),
            "assessment_id", "need", "level", "bears_on_harm", "bears_on_reoffending", "rank",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def protective_factors() -> Iterator[Row]:
    """Every factor by its number, those that ended too. One query."""
    return (
        ProtectiveFactor.objects.order_by("pk")
        .values_list("pk", WHOSE, "kind", "starts_on", "looked_at_on", "ends_on", "written_at")
        .iterator(chunk_size=CHUNK)
    )


def own_views() -> Iterator[Row]:
    """Every time somebody's own view was written down. One query."""
    return (
        OwnView.objects.order_by("pk")
        .values_list("pk", WHOSE, "said_on", "written_at")
        .iterator(chunk_size=CHUNK)
    )


SHARE = (
    Filled(tables.ASSESSMENTS, assessments),
    Filled(tables.NEEDS, assessed_needs),
    Filled(tables.PROTECTIVE_FACTORS, protective_factors),
    Filled(tables.OWN_VIEWS, own_views),
)
"""What these give to an extract."""
