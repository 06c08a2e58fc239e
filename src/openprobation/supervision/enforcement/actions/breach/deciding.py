"""Is the court told of the alleged breach or, with a reason, not?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openprobation.foundation.identity.models import User
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    NotLaidReason,
)

from ...models import (
    Breach,
    BreachStep,
)
from .hearing import ListedFor, list_hearing
from .moving import NoReasonGiven, NoteNeeded, move, refuse_too_long, taken_up


@transaction.atomic
def consider(
    *, breach_id: int, by: User, at: datetime, why: str = "", seen_version: int | None = None
) -> BreachStep:
    """Weigh whether it should go to court."""
    case = taken_up(breach_id, BreachMove.CONSIDER, by=by, at=at, seen_version=seen_version)
    refuse_too_long(why=why)
    return move(case, BreachMove.CONSIDER, BreachState.CONSIDERED, by=by, at=at, why=why)


@transaction.atomic
def lay_information(
    *,
    breach_id: int,
    by: User,
    at: datetime,
    why: str = "",
    listed_for: ListedFor | None = None,
    seen_version: int | None = None,
) -> BreachStep:
    """Tell the court of the alleged breach, and list it where the court has given a day.

    What was only accepted is considered in the same hand.
    """
    seen_version = considered_first(breach_id, by=by, at=at, why=why, seen_version=seen_version)
    case = taken_up(breach_id, BreachMove.LAY, by=by, at=at, seen_version=seen_version)
    step = move(
        case,
        BreachMove.LAY,
        BreachState.LAID,
        by=by,
        at=at,
        why=why,
        said="Information laid before the court",
    )
    if listed_for is not None:
        list_hearing(
            breach_id=breach_id,
            court_id=listed_for.court_id,
            on=listed_for.on,
            process=listed_for.process,
            by=by,
            at=at,
        )
    return step


@transaction.atomic
def lay_no_information(
    *,
    breach_id: int,
    reason: NotLaidReason | None,
    by: User,
    at: datetime,
    why: str = "",
    seen_version: int | None = None,
) -> BreachStep:
    """Decide, with a reason, not to go to court."""
    if reason is None:
        raise NoReasonGiven
    if reason is NotLaidReason.OTHER and not why.strip():
        raise NoteNeeded("why")
    seen_version = considered_first(breach_id, by=by, at=at, why=why, seen_version=seen_version)
    case = taken_up(breach_id, BreachMove.DO_NOT_LAY, by=by, at=at, seen_version=seen_version)
    return move(
        case,
        BreachMove.DO_NOT_LAY,
        BreachState.NOT_LAID,
        by=by,
        at=at,
        why=why,
        not_laid=reason,
        said=f"No information laid: {reason.label.lower()}",
        note=why,
    )


def considered_first(
    breach_id: int, *, by: User, at: datetime, why: str, seen_version: int | None
) -> int | None:
    """Somebody who decides has considered: where that was not written down, it is now."""
    state = Breach.objects.filter(pk=breach_id).values_list("state", flat=True).get()
    if state != BreachState.ACCEPTED:
        return seen_version
    consider(breach_id=breach_id, by=by, at=at, why=why, seen_version=seen_version)
    return None
