"""For figures of everybody: which kind of organisation answers for each, and how many officers had they?"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from openprobation.vocabulary.organisations import OrganisationKind

from ..models import Spell
from .holding import ONE_RECORD, running


def answered_for_by_kind(at: datetime) -> dict[int, OrganisationKind]:
    """Everybody under supervision, with the kind of organisation that answers for them. One query."""
    rows = Spell.objects.filter(running(at), ONE_RECORD)
    return {
        person_id: OrganisationKind(kind)
        for person_id, kind in rows.values_list(
            "person_id", "team__unit__region__organisation__kind"
        )
    }


def officers_since(since: datetime, *, at: datetime) -> dict[int, int]:
    """How many different officers answered for each between two moments; nobody with none. One query."""
    lasted = Q(starts_at__lte=at) & (Q(ends_at__isnull=True) | Q(ends_at__gt=since))
    rows = Spell.objects.filter(lasted, officer__isnull=False)
    return dict(rows.values_list("person_id").annotate(n=Count("officer_id", distinct=True)))
