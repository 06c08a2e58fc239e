"""For figures of everybody: who was referred to a service, and did it begin?"""

from __future__ import annotations

from datetime import datetime

from openprobation.rules.interventions import STARTED

from ..models import Referral


def referred(since: datetime, until: datetime) -> list[tuple[int, bool, datetime]]:
    """Each referral sent between two moments: whose, whether the supplier has seen them, and when. One query."""
    rows = Referral.objects.filter(sent_at__gte=since, sent_at__lt=until)
    return [
        (person_id, state in STARTED, sent_at)
        for person_id, state, sent_at in rows.values_list("person_id", "state", "sent_at")
        if sent_at is not None
    ]
