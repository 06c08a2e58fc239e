"""Who starts the demonstration's clock?"""

from __future__ import annotations

from datetime import datetime

from openprobation.foundation import clock

from .models import ServiceClock


def start(*, service_moment: datetime, machine_moment: datetime) -> None:
    """Set the service's clock beside the machine's. Done once, when the data are made."""
    ServiceClock.objects.update_or_create(
        only=True,
        defaults={"service_moment": service_moment, "machine_moment": machine_moment},
    )
    clock.forget()
