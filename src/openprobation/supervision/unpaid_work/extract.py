"""What does unpaid work hold, as rows without names?

A person is the number of the kept record, whichever record the row was written on.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models.functions import Coalesce

from openprobation.analytics.tables import Filled, Row
from openprobation.analytics.tables import unpaid_work as tables

from .models import Allocation, Extension, HoursEntry, Obligation, WorkAppointment, WorkSession

CHUNK = 2_000
WHOSE = Coalesce("obligation__person__merged_into_id", "obligation__person_id")


def hours_owed() -> Iterator[Row]:
    """Everything owed by its number. One query."""
    return (
        Obligation.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("person__merged_into_id", "person_id"), "order_id", "requirement_id",
            "owed", "starts_on", "inducted_on", "ended_on",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def work_places() -> Iterator[Row]:
    """Every place by its number. One query."""
    return (
        Allocation.objects.order_by("pk")
        .values_list(
            "pk", WHOSE, "obligation_id", "project_id", "frequency", "weekday", "starts_on",
            "ends_on", "made_at", "ended_at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def work_days() -> Iterator[Row]:
    """Every person's day by its number, those taken back too. One query."""
    return (
        WorkAppointment.objects.order_by("pk")
        .values_list(
            "pk", WHOSE, "obligation_id", "project_id", "on", "mark", "penalty", "settled",
            "report", "marked_at", "taken_back_at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def hours_counted() -> Iterator[Row]:
    """Every line of every ledger by its number. One query."""
    return (
        HoursEntry.objects.order_by("pk")
        .values_list(
            "pk", WHOSE, "obligation_id", "kind", "minutes", "balance", "on", "appointment_id",
            "at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def longer_asked() -> Iterator[Row]:
    """Every time the court was asked, by its number. One query."""
    return (
        Extension.objects.order_by("pk")
        .values_list(
            "pk", WHOSE, "obligation_id", "until", "asked_at", "answer", "granted_to",
            "answered_at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def project_days() -> Iterator[Row]:
    """Every day of a project by its number. One query."""
    return (
        WorkSession.objects.order_by("pk")
        .values_list("pk", "project_id", "on", "stood_down", "stood_down_at")
        .iterator(chunk_size=CHUNK)
    )


SHARE = (
    Filled(tables.HOURS_OWED, hours_owed),
    Filled(tables.WORK_PLACES, work_places),
    Filled(tables.WORK_DAYS, work_days),
    Filled(tables.HOURS_COUNTED, hours_counted),
    Filled(tables.LONGER_ASKED, longer_asked),
    Filled(tables.PROJECT_DAYS, project_days),
)
"""What these give to an extract."""
