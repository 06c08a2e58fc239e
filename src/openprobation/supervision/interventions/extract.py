"""What do interventions hold, as rows without names?

A person is the number of the kept record, whichever record the row was written on.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Coalesce

from openprobation.analytics.tables import Filled, Row
from openprobation.analytics.tables import interventions as tables

from .models import Referral, ReferralStep, Session, WomensOffer

CHUNK = 2_000
IS_UNDONE = ExpressionWrapper(Q(undone_at__isnull=False), output_field=BooleanField())


def referrals() -> Iterator[Row]:
    """Every referral by its number. One query."""
    return (
        Referral.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("person__merged_into_id", "person_id"), "service_id", "supplier_id",
            "order_id", "requirement_id", "need", "state", "begun_at", "sent_at", "assessed_at",
            "ended_at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def referral_moves() -> Iterator[Row]:
    """Every move of every referral by its number. One query."""
    return (
        ReferralStep.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("referral__person__merged_into_id", "referral__person_id"),
            "referral_id", "move", "to_state", "returned", "withdrawn", "by_id", "at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def sessions() -> Iterator[Row]:
    """Every session by its number, as it stands. One query."""
    return (
        Session.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("referral__person__merged_into_id", "referral__person_id"),
            "referral_id", "kind", "appointment_id", "starts_at", "minutes", "delivery", "state",
            "attendance", "no_session", "reported_at",
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


def womens_offers() -> Iterator[Row]:
    """Every offer by its number, those taken back too. One query."""
    return (
        WomensOffer.objects.order_by("pk")
        .values_list(
            "pk", Coalesce("person__merged_into_id", "person_id"), "space", "officer",
            "childcare", "asked_at", IS_UNDONE,
        )
        .iterator(chunk_size=CHUNK)
    )  # fmt: skip


SHARE = (
    Filled(tables.REFERRALS, referrals),
    Filled(tables.REFERRAL_MOVES, referral_moves),
    Filled(tables.SESSIONS, sessions),
    Filled(tables.WOMENS_OFFERS, womens_offers),
)
"""What these give to an extract."""
