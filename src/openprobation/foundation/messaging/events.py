"""What can happen to a message that others need to know?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AddressRefused:
    """The server of an address says that there is no such address."""

    key: str
    at: datetime
