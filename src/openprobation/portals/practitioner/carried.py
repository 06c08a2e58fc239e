"""What does a manager's page reckon with of each case: what it is worth, and when was the person last seen?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.workforce import queries as workforce

from .keeping import Shelf
from .models import Shown


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `points` None: nobody has put it in a tier; `under_way_since` None: nothing runs."""

    ids: tuple[int, ...]
    points: int | None
    under_way_since: date | None
    seen_at: datetime | None

    @property
    def good_until(self) -> None:
        """Until midnight, unless something is written: nobody is seen without a line of record."""

    def is_unseen(self, since: datetime) -> bool:
        """Whether nobody has seen them since, though an order ran by then.

        Those in prison, whose licence has not begun, are not expected.
        """
        if self.under_way_since is None or self.under_way_since > since.date():
            return False
        return self.seen_at is None or self.seen_at <= since


def cases(person_ids: Collection[int], *, at: datetime, on: date) -> dict[int, Case]:
    """What the contexts tell of these cases now. Four queries."""
    worth = workforce.points(person_ids, on=on)
    orders = sentences.current(person_ids, on)
    last = appointments.last_for(person_ids, at)
    return {
        pk: Case(
            (pk,),
            worth[pk],
            min((order.starts_on for order in orders.get(pk, ())), default=None),
            came.starts_at if pk in last and (came := last[pk].attended) else None,
        )
        for pk in person_ids
    }


CASES = Shelf(Shown.CASE, Case, cases)
