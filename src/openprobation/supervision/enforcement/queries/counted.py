"""For figures of everybody: were failures decided, packs accepted and questions closed in time?"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from openprobation.vocabulary.breach import BreachMove
from openprobation.vocabulary.organisations import OrganisationKind

from ..models import BreachStep, Failure
from ..models.questions import Question

DECIDED_WITHIN = timedelta(days=14)


def failures_decided(since: date, until: date) -> list[tuple[int, bool]]:
    """Each failure of these days: whose, and whether it was decided within fourteen days. One query."""
    rows = Failure.objects.filter(on__gte=since, on__lt=until, taken_back_at__isnull=True)
    return [
        (
            person_id,
            decided_at is not None and timezone.localdate(decided_at) <= on + DECIDED_WITHIN,
        )
        for person_id, on, decided_at in rows.values_list("person_id", "on", "decided_at")
    ]


def packs(since: date) -> dict[OrganisationKind, tuple[int, int]]:
    """Sendings of breach packs from a day on, and returns, by the kind of the sender. One query."""
    rows = (
        BreachStep.objects.filter(at__date__gte=since)
        .values_list("holder_team__unit__region__organisation__kind")
        .annotate(
            sent=Count("pk", filter=Q(move__in=(BreachMove.SUBMIT, BreachMove.RESUBMIT))),
            returned=Count("pk", filter=Q(move=BreachMove.RETURN)),
        )
    )
    return {OrganisationKind(kind): (sent, back) for kind, sent, back in rows if kind and sent}


def questions_closed(since: date, until: date) -> list[tuple[OrganisationKind, bool]]:
    """Each question due on these days, by who had to answer: whether it was closed by then. One query."""
    rows = Question.objects.filter(due_on__gte=since, due_on__lt=until)
    return [
        (OrganisationKind(kind), closed_at is not None and timezone.localdate(closed_at) <= due_on)
        for kind, due_on, closed_at in rows.values_list(
            "owner_team__unit__region__organisation__kind", "due_on", "closed_at"
        )
    ]
