"""How does somebody at risk come onto the record, and who made sure of what protects them?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.protection import CheckFinding
from openprobation.vocabulary.risk import HarmGroup

from ..models import AtRisk, ProtectionCheck
from ..permissions import Permission
from ..policies import LONGEST_NOTE
from .refusing import SayWhy, TooLong, refuse_all


class SayWhoIsAtRisk(Refused):
    def __init__(self) -> None:
        super().__init__("Say who is at risk. Do not write where they are.", field="who")


class SayFromWhat(Refused):
    def __init__(self) -> None:
        super().__init__("Say what they are at risk of.", field="from_what")


class SayWhatProtects(Refused):
    def __init__(self) -> None:
        super().__init__("Say what protects them, or that nothing does yet.", field="what_protects")


class NoLongerAtRisk(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has ended this line. Add it again if they are at risk.")


@transaction.atomic
def add_at_risk(
    *,
    person_id: int,
    group: HarmGroup,
    who: str,
    from_what: str,
    what_protects: str,
    by: User,
    at: datetime,
) -> AtRisk:
    """Say that somebody is at risk, from what, and what protects them today: the first check."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.PROTECT, at=at, person_id=person_id)
    texts = {
        "who": who.strip(),
        "from_what": from_what.strip(),
        "what_protects": what_protects.strip(),
    }
    refuse_all(_faults(texts))
    line = at_risk_of(
        person_id, group, who=texts["who"], from_what=texts["from_what"], by=by, at=at
    )
    line.save(force_insert=True)
    first = check_of(line, CheckFinding.HOLDS, texts["what_protects"], by=by, at=at)
    first.save(force_insert=True)
    _tell(line, "added", said_of_added(group), by=by, at=at)
    return line


def at_risk_of(
    person_id: int, group: HarmGroup, *, who: str, from_what: str, by: User, at: datetime
) -> AtRisk:
    """The unsaved line."""
    return AtRisk(
        person_id=person_id, group=group, who=who, from_what=from_what, added_by=by, added_at=at
    )


def check_of(
    line: AtRisk, finding: CheckFinding, what_protects: str, *, by: User, at: datetime
) -> ProtectionCheck:
    """The unsaved check."""
    return ProtectionCheck(at_risk=line, finding=finding, what_protects=what_protects, by=by, at=at)


def said_of_added(group: HarmGroup) -> str:
    """What the record says: the kind of person, not who."""
    return f"Named as at risk: {group.label.lower()}"


def said_of_check(finding: CheckFinding) -> str:
    return f"Checked what protects somebody at risk: {finding.label.lower()}"


@transaction.atomic
def check_protection(
    *, at_risk_id: int, finding: CheckFinding, what_protects: str, by: User, at: datetime
) -> ProtectionCheck:
    """Say that today somebody made sure of what protects a person at risk, and what they found."""
    line = _live(at_risk_id, by=by, at=at)
    refuse_all(_faults({"what_protects": what_protects.strip()}))
    check = check_of(line, finding, what_protects.strip(), by=by, at=at)
    check.save(force_insert=True)
    _tell(line, "checked", said_of_check(finding), by=by, at=at, finding=finding)
    return check


@transaction.atomic
def end_at_risk(*, at_risk_id: int, why: str, by: User, at: datetime) -> AtRisk:
    """Say that somebody is no longer at risk, and why. The line stays, ended."""
    line = _live(at_risk_id, by=by, at=at)
    if not why.strip():
        raise SayWhy
    if len(why) > LONGEST_NOTE:
        raise TooLong("why", len(why), LONGEST_NOTE)
    line.ended_at, line.ended_by, line.end_why = at, by, why.strip()
    line.save(update_fields=["ended_at", "ended_by", "end_why"])
    _tell(line, "ended", "No longer named as at risk", by=by, at=at)
    return line


def _live(at_risk_id: int, *, by: User, at: datetime) -> AtRisk:
    line = AtRisk.objects.select_for_update().get(pk=at_risk_id)
    require(by, Permission.PROTECT, at=at, person_id=persons.kept_id(line.person_id))
    if line.ended_at is not None:
        raise NoLongerAtRisk
    return line


def _faults(texts: dict[str, str]) -> Iterable[Refused]:
    missing = {"who": SayWhoIsAtRisk, "from_what": SayFromWhat, "what_protects": SayWhatProtects}
    for field, text in texts.items():
        if not text:
            yield missing[field]()
        elif len(text) > LONGEST_NOTE:
            yield TooLong(field, len(text), LONGEST_NOTE)


def _tell(line: AtRisk, what: str, said: str, *, by: User, at: datetime, **codes: Any) -> None:
    contacts.record(
        person_id=line.person_id,
        kind=ContactKind.RISK,
        happened_at=at,
        summary=said,
        by=by,
        at=at,
        reference=line,
    )
    audit(f"risk.at_risk.{what}", on=line, by=by.username, at=at, **codes)
