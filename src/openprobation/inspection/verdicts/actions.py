"""How are verdicts on every case loaded, and when may an inspector look at one?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.inspection.assessments import actions as assessments
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.samples import queries as samples

from . import queries
from .models import Bearing, Load, StoredVerdict
from .permissions import Permission

AT_ONCE = 2_000


# ── Refusals ───────────────────────────────────────────────────────────────────────────────
class NotDrawn(Refused):
    def __init__(self) -> None:
        super().__init__("This inspection has drawn no sample yet: there is no frame to load for.")


class DayToCome(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing can be known as at a day that has not come.")


class NothingOfTheFrame(Refused):
    def __init__(self, rows: int) -> None:
        super().__init__(
            f"None of the {rows:,} rows is of a case of this inspection's frame and a standard of"
            " the table. Nothing was loaded."
        )


class NothingLoaded(Refused):
    def __init__(self) -> None:
        super().__init__("No verdicts are loaded for this inspection.")


# ── Loading ────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Told:
    """One row of the file: what the program found on a case of its own numbering by a standard."""

    case_id: int
    standard: str
    met: bool
    evidence_id: int


@transaction.atomic
def load(
    *,
    inspection_id: int,
    as_of: date,
    digest: str,
    table: Mapping[str, int],
    rows: Iterable[Told],
    case_of: Mapping[int, int],
    by: User,
    at: datetime,
) -> Load:
    """Keep the verdicts on the frame's cases, in place of those loaded before, which stay.

    `table` says on which question (its id) each standard bears, and `case_of` which framed case (its
    id) each case of the file is; rows of other standards and cases are passed over and counted.
    """
    if by.is_system:
        programmes.hold(inspection_id)
    else:
        require(by, Permission.LOAD, at=at)
        programmes.led(inspection_id, by=by, at=at)
    sample = samples.sample_of(inspection_id)
    if sample is None:
        raise NotDrawn
    if as_of > timezone.localdate(at):
        raise DayToCome
    seen, kept = 0, []
    for seen, row in enumerate(rows, start=1):  # noqa: B007 # the last count is how many there are
        if row.standard in table and row.case_id in case_of:
            kept.append(row)
    if not kept:
        raise NothingOfTheFrame(seen)
    before = Load.objects.filter(sample_id=sample.id).aggregate(latest=Max("number"))["latest"]
    made = Load.objects.create(
        sample_id=sample.id,
        number=(before or 0) + 1,
        as_of=as_of,
        digest=digest,
        kept=len(kept),
        passed_over=seen - len(kept),
        by=by,
        at=at,
    )
    bearing = {
        standard: Bearing.objects.create(load=made, standard=standard, question_id=question_id)
        for standard, question_id in sorted(table.items())
    }
    StoredVerdict.objects.bulk_create(
        (
            StoredVerdict(
                bearing=bearing[row.standard],
                case_id=case_of[row.case_id],
                met=row.met,
                evidence_id=row.evidence_id,
            )
            for row in kept
        ),
        batch_size=AT_ONCE,
    )
    record(
        "verdict.loaded",
        by=by.username,
        at=at,
        on=made,
        inspection=inspection_id,
        number=made.number,
        kept=made.kept,
    )
    return made


# ── Looking ────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def look(
    *, inspection_id: int, case_id: int, question_id: int, by: User, at: datetime
) -> tuple[queries.Found, ...]:
    """What the program found on a question of a case, once the inspector's own answer stands.

    The look is written down with that answer. Nothing: no standard fitted the case by that day.
    """
    assessments.look_at_verdict(case_id=case_id, question_id=question_id, by=by, at=at)
    load = queries.latest(inspection_id)
    if load is None:
        raise NothingLoaded
    found = queries.found_on(case_id, load_id=load.id, question_ids=[question_id])
    return found.get(question_id, ())
