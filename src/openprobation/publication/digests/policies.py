"""How do the links in an e-mail say whose it is, and when is noon? Nothing of it is kept in a table."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from openprobation.foundation.clock import LONDON

NOON = time(12)
CONFIRM_WITHIN = timedelta(days=2)
ASK_AGAIN_AFTER = timedelta(hours=1)
MOST_ASKED_AN_HOUR = 300
KEPT_FOR = timedelta(days=30)
"""Words and address of an e-mail that left; after that only that it left."""


def noon(day: date) -> datetime:
    """Twelve as people in London read it, on either side of a change of the clocks."""
    return datetime.combine(day, NOON, tzinfo=LONDON)


def signer(purpose: str) -> Signer:
    return Signer(salt=f"openprobation.digests.{purpose}")


def token(purpose: str, subscription_id: int) -> str:
    return signer(purpose).sign(str(subscription_id))


def whose(purpose: str, given: str) -> int | None:
    """The subscription a token speaks of, or none where it is not one of ours."""
    try:
        return int(signer(purpose).unsign(given))
    except (BadSignature, ValueError):
        return None


def link(purpose: str, subscription_id: int) -> str:
    address = reverse(f"public:{purpose}", args=[token(purpose, subscription_id)])
    return f"{settings.SERVICE_ADDRESS}{address}"
