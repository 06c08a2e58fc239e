"""How does a case get its tier, until tiers are calculated?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import entry, record_many
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.risk import ScoreSource
from openprobation.vocabulary.workforce import Tier

from ..models import CaseTier
from ..permissions import Permission
from .guarding import NotYet


class OnlyOneByOne(Refused):
    def __init__(self) -> None:
        super().__init__("A list of tiers is taken over by the service. Type them one by one.")


@dataclass(frozen=True, slots=True)
class TierGiven:
    """One tier of a list handed over from elsewhere."""

    person_id: int
    tier: Tier
    assessed_on: date
    is_young_adult: bool = False


@transaction.atomic
def record_tier(
    *,
    person_id: int,
    tier: Tier,
    assessed_on: date,
    by: User,
    at: datetime,
    is_young_adult: bool = False,
) -> CaseTier:
    """Type the tier of an assessment done elsewhere. The one before is kept, and stands no more."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.RECORD_TIER, at=at, person_id=person_id)
    if assessed_on > timezone.localdate(at):
        raise NotYet("assessed_on")
    (made,) = write([TierGiven(person_id, tier, assessed_on, is_young_adult)], by=by, at=at)
    contacts.record(
        person_id=person_id,
        kind=ContactKind.RISK,
        happened_at=at,
        summary=f"Tier {tier.label} recorded",
        note=f"From the assessment of {assessed_on:%-d %B %Y}.",
        by=by,
        at=at,
        reference=made,
    )
    return made


@transaction.atomic
def record_tiers(*, given: Sequence[TierGiven], by: User, at: datetime) -> int:
    """Take over a list of tiers, as an organisation hands it over. Few queries, however many.

    Only the service itself may: a list is not anybody's case.
    """
    if not by.is_system:
        raise OnlyOneByOne
    return len(write(given, by=by, at=at))


def write(given: Sequence[TierGiven], *, by: User, at: datetime) -> list[CaseTier]:
    standing = CaseTier.objects.filter(
        person_id__in=[each.person_id for each in given], superseded_at__isnull=True
    )
    standing.update(superseded_at=at)
    made = CaseTier.objects.bulk_create(
        [
            CaseTier(
                person_id=each.person_id,
                tier=each.tier,
                is_young_adult=each.is_young_adult,
                source=ScoreSource.TYPED,
                assessed_on=each.assessed_on,
                recorded_by=by,
                recorded_at=at,
            )
            for each in given
        ],
        batch_size=500,
    )
    record_many(
        entry("workforce.tier.recorded", on=each, by=by.username, at=at, tier=each.tier)
        for each in made
    )
    return made
