"""How does one move of a report come about, whoever makes it? `taken_up`, then `move`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.reporting import ends_at, why_not
from openprobation.vocabulary.inspection import ReportMove, ReportState

from ..models import ReportStep, WrittenReport

LONGEST = 12_000
CASE_NUMBER = re.compile(r"\b[A-Za-z]\d{6}\b")


class NoSuchReport(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such report.")


class NotNow(Refused):
    """The machine has no such move from here."""


class ChangedMeanwhile(Refused):
    def __init__(self, state: ReportState) -> None:
        super().__init__(
            "Somebody changed this report since you opened it. It stands at:"
            f" {state.label.lower()}. Nothing of yours was saved: read it again."
        )


class TextStands(Refused):
    def __init__(self, state: ReportState) -> None:
        super().__init__(
            f"The text changes only in the draft, and this report stands at: {state.label.lower()}."
        )


class Unsaid(Refused):
    """Something that must be said was not."""


class TooLong(Refused):
    def __init__(self, length: int, field: str) -> None:
        super().__init__(f"This is {length:,} characters. Keep it to {LONGEST:,}.", field=field)


class NamesSomebody(Refused):
    def __init__(self, field: str) -> None:
        super().__init__(
            "This holds a case number. A report tells of nobody who can be found by it.",
            field=field,
        )


def refuse_all(faults: Sequence[Refused]) -> None:
    """All that is wrong at once."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)


def unfit(**texts: str) -> list[Refused]:
    """What is wrong with texts that must each say something, and of nobody by number."""
    faults: list[Refused] = []
    for field, text in texts.items():
        if not text.strip():
            faults.append(Unsaid("Write this before you save it.", field=field))
        elif len(text) > LONGEST:
            faults.append(TooLong(len(text), field))
        elif CASE_NUMBER.search(text):
            faults.append(NamesSomebody(field))
    return faults


def locked(report_id: int) -> WrittenReport:
    found = (
        WrittenReport.objects.select_for_update(of=("self",))
        .select_related("inspection")
        .filter(pk=report_id)
        .first()
    )
    if found is None:
        raise NoSuchReport
    return found


def writable(report_id: int) -> WrittenReport:
    """The report with its row locked, while its text may still change."""
    found = locked(report_id)
    if found.state != ReportState.DRAFT:
        raise TextStands(ReportState(found.state))
    return found


def taken_up(
    report_id: int, verb: ReportMove, *, at: datetime, seen_version: int | None = None
) -> WrittenReport:
    """The report with its row locked, once the move is allowed. Refuses with the reason why not."""
    found = locked(report_id)
    if seen_version is not None and seen_version != found.version:
        raise ChangedMeanwhile(ReportState(found.state))
    said = why_not(verb, ReportState(found.state), release_at=found.release_at, at=at)
    if said is not None:
        raise NotNow(said)
    return found


def move(
    found: WrittenReport,
    verb: ReportMove,
    *,
    by: User,
    at: datetime,
    why: str = "",
    also: Sequence[str] = (),
) -> None:
    """The step, the new state and the audit."""
    before = ReportState(found.state)
    after = ends_at(verb, before)
    assert after is not None, f"{verb} from {before}"
    found.state = after
    found.version += 1
    found.save(update_fields=["state", "version", "release_at", *also])
    step(found, verb, before=before.value, by=by, at=at, why=why)


def step(
    found: WrittenReport, verb: ReportMove, *, before: str, by: User, at: datetime, why: str = ""
) -> None:
    ReportStep.objects.create(
        report=found,
        move=verb,
        from_state=before,
        to_state=found.state,
        release_at=found.release_at,
        why=why.strip(),
        by=by,
        at=at,
    )
    record("report.moved", by=by.username, at=at, on=found, move=verb, state=found.state)


def changed(found: WrittenReport, *, part: str, by: User, at: datetime) -> None:
    """The text was changed: a new version, and a line of the audit that says which part."""
    found.version += 1
    found.save(update_fields=["version"])
    record("report.written", by=by.username, at=at, on=found, part=part)
