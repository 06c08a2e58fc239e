"""What does the e-mail at noon do when an address is refused, or words must vanish?"""

from __future__ import annotations

from openprobation.foundation.messaging.events import AddressRefused
from openprobation.foundation.redaction.events import Words
from openprobation.vocabulary.publication import SubscriptionEnd

from . import actions
from .models import Subscription


def stop_address(event: AddressRefused) -> None:
    """A server that knows no such address is not asked again."""
    kind, *rest = event.key.split(".")
    if kind != "digest":
        return
    found = Subscription.objects.select_for_update().filter(pk=int(rest[1])).first()
    if found is not None:
        actions.end(found, why=SubscriptionEnd.REFUSED, at=event.at)


def redact_words(event: Words) -> None:
    """An address that holds the words is taken out whole: half an address is none."""
    changed = event.sweep.over(Subscription.objects.all(), quietly=True)
    if event.sweep.writes:
        for found in Subscription.objects.standing().filter(pk__in=changed):
            actions.end(found, why=SubscriptionEnd.ERASED, at=event.at)
