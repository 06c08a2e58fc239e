"""What does every test stand on? A stopped clock, and no way out to the network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from openprobation.foundation import clock


@pytest.fixture(autouse=True)
def at() -> Iterator[datetime]:
    """The service's clock stands still at 09:00 on Thursday 16 February 2017."""
    with clock.stopped_at(clock.PUBLICATION_DAY):
        yield clock.PUBLICATION_DAY
