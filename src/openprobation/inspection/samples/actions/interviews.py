"""What did the officer or the person say of a case?"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.inspection import InterviewWith

from .. import queries
from ..models import Interview
from ..permissions import Permission
from .standing import NoSuchCase


class NothingSaid(Refused):
    def __init__(self) -> None:
        super().__init__("Write what was said.", field="note")


@transaction.atomic
def keep_interview(
    *,
    case_id: int,
    with_whom: InterviewWith,
    held_on: date,
    note: str,
    by: User,
    at: datetime,
) -> Interview:
    """Write down what the officer or the person said; only whoever judges the case may."""
    require(by, Permission.VIEW, at=at)
    case = queries.sampled_case(case_id)
    if case is None or not case.is_announced or not case.is_judged_by(by.pk):
        raise NoSuchCase
    if held_on > timezone.localdate(at):
        raise Refused("Give a day that is past, or today.", field="held_on")
    if not note.strip():
        raise NothingSaid
    interview = Interview.objects.create(
        case_id=case_id, with_whom=with_whom, held_on=held_on, note=note.strip(), by=by, at=at
    )
    record("sample.interview.kept", on=interview, by=by.username, at=at, who=with_whom)
    return interview
