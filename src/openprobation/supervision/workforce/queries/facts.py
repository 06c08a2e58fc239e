"""What is written down of members of staff on a day: hours, time away, sessions, what is late? One query.

Written out, because a manager's page asks it of everybody each time it is opened; tests hold it equal to
what the rows say one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from openprobation.foundation.prepared import written_out
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import AbsenceKind

from ..models import (
    Absence,
    AgreedAction,
    Contract,
    Observation,
    Reduction,
    SupervisionSession,
    Training,
)

NOTHING = Decimal("0.0")
PLANNED = (AbsenceKind.LEAVE, AbsenceKind.TRAINING)
"""Time away after which nobody is due for a session sooner."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One member of staff on a day."""

    grade: Grade | None
    """None where no hours are written down."""
    hours: Decimal | None
    hours_off: Decimal
    absence_id: int | None
    away: AbsenceKind | None
    away_since: date | None
    expected_back_on: date | None
    started_on: date | None
    back_on: date | None
    last_session_on: date | None
    next_session_on: date | None
    actions_late: int
    training_late: int
    observed_on: date | None


ASKED = """
SELECT staff.id, hours.grade, hours.hours,
    (SELECT sum(off.hours) FROM {reduction} AS off WHERE off.user_id = staff.id
        AND off.deleted_at IS NULL AND off.starts_on <= %(on)s
        AND (off.ends_on IS NULL OR off.ends_on > %(on)s)),
    away.id, away.kind, away.starts_on, coalesce(away.ends_on, away.expected_back_on),
    (SELECT min(first.starts_on) FROM {contract} AS first WHERE first.user_id = staff.id),
    (SELECT max(back.ends_on) FROM {absence} AS back WHERE back.user_id = staff.id
        AND back.ends_on <= %(on)s AND back.kind NOT IN ({planned})),
    held.held_on, held.next_on,
    (SELECT count(*) FROM {action} AS agreed JOIN {session} AS agreed_in
        ON agreed_in.id = agreed.session_id
        WHERE agreed_in.member_id = staff.id AND agreed.done_at IS NULL AND agreed.due_on < %(on)s),
    (SELECT count(*) FROM {training} AS taught WHERE taught.user_id = staff.id
        AND taught.done_on IS NULL AND taught.due_on < %(on)s),
    (SELECT max(seen.observed_on) FROM {observation} AS seen WHERE seen.member_id = staff.id
        AND seen.observed_on <= %(on)s)
FROM {user} AS staff
LEFT JOIN {contract} AS hours ON hours.user_id = staff.id AND hours.starts_on <= %(on)s
    AND (hours.ends_on IS NULL OR hours.ends_on > %(on)s)
LEFT JOIN {absence} AS away ON away.user_id = staff.id AND away.starts_on <= %(on)s
    AND (away.ends_on IS NULL OR away.ends_on > %(on)s)
LEFT JOIN {session} AS held ON held.id = (
    SELECT latest.id FROM {session} AS latest
    WHERE latest.member_id = staff.id AND latest.held_on <= %(on)s
    ORDER BY latest.held_on DESC, latest.id DESC LIMIT 1)
WHERE staff.id IN ({staff}) ORDER BY away.starts_on, away.id
"""
TABLES = {
    "absence": Absence,
    "action": AgreedAction,
    "contract": Contract,
    "observation": Observation,
    "reduction": Reduction,
    "session": SupervisionSession,
    "training": Training,
}


def facts(user_ids: Collection[int], *, on: date) -> dict[int, Facts]:
    """What stands of each of these on a day, those of whom nothing is written too. One query."""
    if not user_ids:
        return {}
    asked = ASKED.format(
        **{name: model._meta.db_table for name, model in TABLES.items()},
        user=apps.get_model(settings.AUTH_USER_MODEL)._meta.db_table,
        planned=", ".join(f"'{kind.value}'" for kind in PLANNED),
        staff=written_out(user_ids),
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, {"on": connection.ops.adapt_datefield_value(on)})
        return {row[0]: told(*row[1:]) for row in cursor.fetchall()}


def told(
    grade: str | None,
    hours: Any,
    hours_off: Any,
    absence_id: int | None,
    away: str | None,
    *rest: Any,
) -> Facts:
    """A row as it is meant: one of the two databases tells days and hours as text and as floats."""
    since, back, started, was_back, held_on, next_on, late, untaught, observed = rest
    return Facts(
        Grade(grade) if grade else None,
        None if hours is None else hours_of(hours),
        NOTHING if hours_off is None else hours_of(hours_off),
        absence_id,
        AbsenceKind(away) if away else None,
        day(since),
        day(back),
        day(started),
        day(was_back),
        day(held_on),
        day(next_on),
        late,
        untaught,
        day(observed),
    )


def hours_of(given: Decimal | float) -> Decimal:
    """Hours with their one decimal: a sum of floats is a little beside it."""
    return Decimal(str(given)).quantize(NOTHING)


def day(given: date | str | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) else given
