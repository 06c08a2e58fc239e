"""Which cases stood with the inspected organisations on a day? Supervision's record, handed over as rows."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.organisations import queries as organisations
from openprobation.inspection.programmes.queries import Planned
from openprobation.inspection.samples.queries import FrameRow
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences


def frame(plan: Planned, *, as_of: datetime) -> list[FrameRow]:
    """Everybody with an order running whom the organisations answered for at that moment.

    Restricted people are in it: leaving them out would hide the most delicate work from inspectors.
    Two queries an organisation and six more, however many cases.
    """
    on = timezone.localdate(as_of)
    of: dict[int, tuple[int, str]] = {}
    for provider in plan.providers:
        if provider.organisation_id is None:
            continue
        teams = organisations.teams(on=on, organisation_id=provider.organisation_id)
        for person_id in allocations.people_of(tuple(teams) or (0,), as_of):
            of.setdefault(person_id, (provider.id, provider.kind))
    people = persons.by_ids(tuple(of))
    records = {pk: one.id for one in people.values() for pk in one.ids}
    running = sentences.current(tuple(records), on)
    harm: dict[int, str] = {}
    for said in risk.harm_history(tuple(records)):  # latest first
        if said.at <= as_of:
            harm.setdefault(records[said.person_id], said.overall)
    restricted = access.restricted_records("person", at=as_of)
    rows = []
    for pk, one in people.items():
        orders = sorted(
            (order for record in one.ids for order in running.get(record, ()) if order.has_begun),
            key=lambda order: (order.starts_on, order.id),
        )
        holder = next((of[record] for record in one.ids if record in of), None)
        if holder is None or not orders:
            continue
        rows.append(
            FrameRow(
                case=one.crn,
                record_id=pk,
                provider_id=holder[0],
                organisation=holder[1],
                sex=one.sex,
                harm=harm.get(pk, ""),
                sentence=orders[0].kind,
                starts_on=orders[0].starts_on,
                is_restricted=any(record in restricted for record in one.ids),
            )
        )
    return sorted(rows, key=lambda row: row.case)
