"""How do many tests read the published judgements without loading them each time?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from openprobation.foundation import clock
from openprobation.inspection.reports.actions import load_published


@contextmanager
def loaded_beneath(django_db_blocker: Any) -> Iterator[None]:
    """Load what is published once, beneath the transactions of many tests, and take it back after."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.stopped_at(clock.PUBLICATION_DAY):
            load_published(at=clock.PUBLICATION_DAY)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)
