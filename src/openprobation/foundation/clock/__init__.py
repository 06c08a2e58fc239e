"""What time is it for this service? The only reader of time for pages, jobs and commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")
PUBLICATION_DAY = datetime(2017, 2, 16, 9, 0, tzinfo=LONDON)

_stopped: datetime | None = None
_started: tuple[datetime, datetime] | None = None


def now() -> datetime:
    """The service's moment. In the demonstration: publication day, 09:00, plus the time since."""
    if _stopped is not None:
        return _stopped
    if not settings.DEMONSTRATION:
        return timezone.now()
    started = _began()
    if started is None:
        return PUBLICATION_DAY
    service, machine = started
    return service + (timezone.now() - machine)


def today() -> date:
    """The service's day, as people in England count it."""
    return timezone.localdate(now())


def machine_now() -> datetime:
    """The machine's own moment: for sessions, codes, lock-out and audit's second column."""
    return timezone.now()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the service's clock still, for a test."""
    global _stopped
    before, _stopped = _stopped, moment
    try:
        yield
    finally:
        _stopped = before


def forget() -> None:
    """Read the kept start of the clock again: after the demonstration's data were made anew."""
    global _started
    _started = None


def _began() -> tuple[datetime, datetime] | None:
    global _started
    if _started is None:
        from .models import ServiceClock  # models load after this package

        row = ServiceClock.objects.values_list("service_moment", "machine_moment").first()
        _started = row
    return _started
