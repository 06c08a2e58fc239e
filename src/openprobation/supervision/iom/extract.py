"""What does the shared list hold, as rows without names? Intelligence is given to no extract."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from openprobation.analytics.tables import Filled, Row
from openprobation.analytics.tables import iom as tables

from .models import Decision, JointVisit, Nominal, Rating, SharedAction

CHUNK = 2_000
PERSON = Coalesce("nominal__person__merged_into_id", "nominal__person_id")


def nominals() -> Iterator[Row]:
    """Everybody ever put before a team, by number. One query."""
    latest = Rating.objects.filter(nominal=OuterRef("pk")).order_by("-at", "-pk").values("colour")
    return (
        Nominal.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("person__merged_into_id", "person_id"), "scheme_id", "state",
            Subquery(latest[:1]), "proposed_at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def decisions() -> Iterator[Row]:
    """One query."""
    rows = Decision.objects.order_by("pk")
    return rows.values_list("pk", PERSON, "nominal_id", "panel__on", "decision", "at").iterator(
        chunk_size=CHUNK
    )


def shared_actions() -> Iterator[Row]:
    """One query."""
    rows = SharedAction.objects.order_by("pk")
    return rows.values_list("pk", PERSON, "nominal_id", "due_on", "set_at", "done_at").iterator(
        chunk_size=CHUNK
    )


def visits() -> Iterator[Row]:
    """One query."""
    rows = JointVisit.objects.order_by("pk")
    return rows.values_list("pk", PERSON, "nominal_id", "on").iterator(chunk_size=CHUNK)


SHARE = (
    Filled(tables.NOMINALS, nominals),
    Filled(tables.PANEL_DECISIONS, decisions),
    Filled(tables.SHARED_ACTIONS, shared_actions),
    Filled(tables.JOINT_VISITS, visits),
)
"""What these give to an extract."""
