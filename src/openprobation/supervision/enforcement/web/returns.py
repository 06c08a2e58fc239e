"""A page on which both organisations see why packs are returned, by unit and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.rules.dates import months_later
from openprobation.vocabulary.breach import ReturnReason

from ..permissions import Permission
from ..queries import breach as queries

MONTHS = 6


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """What came back to one unit in a month, of how many it sent."""

    month: date
    organisation: str
    unit: str
    sent: int
    returned: int
    reasons: tuple[tuple[ReturnReason, int], ...]


@permitted(Permission.VIEW)
def returns(request: SignedInRequest) -> HttpResponse:
    """Return reasons by unit and month, the same page to both organisations. Three queries at most."""
    on = clock.today()
    since = months_later(on.replace(day=1), 1 - MONTHS)
    why: dict[tuple[date, int], list[tuple[ReturnReason, int]]] = {}
    overall: dict[tuple[str, ReturnReason], int] = {}
    for one in queries.return_reasons(since=since):
        why.setdefault((one.month, one.unit_id), []).append((one.reason, one.times))
        key = (one.organisation, one.reason)
        overall[key] = overall.get(key, 0) + one.times
    rows = [
        UnitMonth(
            one.month,
            one.organisation,
            one.unit,
            one.sent,
            one.returned,
            tuple(why.get((one.month, one.unit_id), ())),
        )
        for one in queries.sent_and_returned(since=since)
    ]
    organisations = sorted({organisation for organisation, _reason in overall})
    return render(
        request,
        "enforcement/returns.html",
        {
            "on": on,
            "since": since,
            "rows": rows,
            "organisations": organisations,
            "top": [
                (reason, [overall.get((each, reason), 0) for each in organisations])
                for reason in sorted(
                    {reason for _organisation, reason in overall},
                    key=lambda reason: (
                        -sum(overall.get((each, reason), 0) for each in organisations),
                        reason.label,
                    ),
                )
            ],
        },
    )
