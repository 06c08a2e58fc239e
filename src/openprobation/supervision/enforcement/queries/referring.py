"""Which failures must be referred and are in no breach yet, and how many days are left to do it?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from openprobation.rules.breach import BreachClock, clocks
from openprobation.rules.enforcement import (
    Decision,
    FailureFacts,
    OrderFacts,
    WarningFacts,
    what_follows,
)
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.sentences import OrderKind

from ..models import Failure
from .breach import failures_alleged
from .failures import WarningLine, warnings_of


@dataclass(frozen=True, slots=True)
class ToRefer:
    """A failure the law says must be referred, that nobody has begun a breach of."""

    failure_id: int
    person_id: int
    on: date
    decision: Decision
    clock: BreachClock


def to_refer(kinds: Mapping[int, OrganisationKind], *, at: datetime) -> list[ToRefer]:
    """Of these people, by the kind of organisation that answers for each. Three queries at most."""
    rows = (
        Failure.objects.standing()
        .filter(
            person_id__in=list(kinds),
            excuse=Excuse.NOT_ACCEPTED,
            order__isnull=False,
            order__ended_on__isnull=True,
        )
        .order_by("on", "pk")
        .values_list(
            "pk",
            "person_id",
            "on",
            "decided_at",
            "noticed_at",
            "order_id",
            "order__kind",
            "order__starts_on",
        )
    )
    found = list(rows)
    if not found:
        return []
    people = {row[1] for row in found}
    alleged = failures_alleged(people)
    warnings = by_person(warnings_of(people))
    on = timezone.localdate(at)
    pack = policy_pack()
    due = []
    for pk, person_id, failed_on, decided_at, noticed_at, order_id, kind, starts_on in found:
        if pk in alleged:
            continue
        decision = what_follows(
            FailureFacts(pk, failed_on, Excuse.NOT_ACCEPTED, timezone.localdate(decided_at)),
            warnings.get(person_id, ()),
            order=OrderFacts(order_id, OrderKind(kind), starts_on),
            on=on,
            pack=pack,
        )
        if not decision.must_refer:
            continue
        for clock in clocks(noticed_at, (), sender_now=kinds[person_id], pack=pack):
            due.append(ToRefer(pk, person_id, failed_on, decision, clock))
    return due


def by_person(lines: Collection[WarningLine]) -> dict[int, list[WarningFacts]]:
    found: dict[int, list[WarningFacts]] = {}
    for line in lines:
        found.setdefault(line.person_id, []).append(
            WarningFacts(
                line.id,
                line.order_id,
                line.failure_id,
                line.given_on,
                line.expires_on,
                timezone.localdate(line.withdrawn_at) if line.withdrawn_at else None,
                line.failure_excuse,
            )
        )
    return found
