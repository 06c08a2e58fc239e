"""Who cannot finish in time at the present rate, and what rate would do?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from openprobation.rules import unpaid_work as rules
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.sentences import RequirementKind
from openprobation.vocabulary.unpaid_work import Pace

from .. import policies
from ..models import Allocation, Obligation
from .hours import Progress, progress

WORST_FIRST = (Pace.PAST, Pace.NOT_STARTED, Pace.TOO_SLOW, Pace.IN_TIME, Pace.DONE)


@dataclass(frozen=True, slots=True)
class Controlled:
    """One requirement on the control of hours. `progress` is None where nobody has taken it on."""

    person_id: int
    requirement_id: int
    owed: int
    done: int
    control: rules.Control
    progress: Progress | None

    @property
    def review(self) -> int | None:
        """The review whose month has come: 6, 9 or 12."""
        return self.control.reviewed_at


def controlled(person_ids: Collection[int], *, on: date, at: datetime) -> list[Controlled]:
    """Every live requirement of unpaid work of these people, the worst first. Five queries."""
    known = {
        each.requirement_id: each
        for lines in progress(person_ids, on, at=at).values()
        for each in lines
    }
    policy = policies.control_policy(on).value
    found = []
    for line in sentences.live_requirements(person_ids, on):
        if line.kind is not RequirementKind.UNPAID_WORK or line.length is None:
            continue
        there = known.get(line.id)
        judged = (
            there.control
            if there
            else rules.control(
                required=line.length.number * 60,
                credited=0,
                starts_on=line.starts_on,
                on=on,
                months=policy.months,
                review_months=policy.reviews,
            )
        )
        found.append(
            Controlled(
                line.person_id,
                line.id,
                there.owed if there else line.length.number * 60,
                there.done if there else 0,
                judged,
                there,
            )
        )
    return sorted(found, key=order)


def order(line: Controlled) -> tuple[int, date, int]:
    return WORST_FIRST.index(line.control.pace), line.control.finish_by, line.requirement_id


def people_of_teams(team_ids: Collection[int], *, on: date) -> list[int]:
    """Who works, or worked last, on the projects of these teams and still owes. One query."""
    owing = Obligation.objects.filter(
        ended_on__isnull=True,
        pk__in=Allocation.objects.filter(project__team_id__in=team_ids).values("obligation_id"),
    )
    return list(owing.order_by("pk").values_list("person_id", flat=True))
