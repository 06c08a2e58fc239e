"""What can happen to a report that those who keep its page need to know?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportChanged:
    """What the public may read of a report is another, or will be from its moment."""

    slug: str
