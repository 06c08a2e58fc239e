"""May somebody do this for this member of staff?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from openprobation.foundation.access.check import require
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.vocabulary.term import Term

from .. import queries


class NotYourStaff(Refused):
    def __init__(self) -> None:
        super().__init__("You do not manage this member of staff, so this is not yours to do.")


class NotYet(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("This day has not come yet. Give today or an earlier day.", field=field)


class Missing(Refused):
    def __init__(self, message: str, field: str) -> None:
        super().__init__(message, field=field)


class TooLong(Refused):
    def __init__(self, field: str, length: int, limit: int) -> None:
        super().__init__(f"This is {length:,} characters long. Keep it to {limit:,}.", field=field)


class EndsBeforeItStarts(Refused):
    def __init__(self, starts_on: date, field: str) -> None:
        super().__init__(
            f"The last day must be on or after {starts_on:%-d %B %Y}, when it began.", field=field
        )


class NotFound(Refused):
    def __init__(self) -> None:
        super().__init__("This is not there any more. Go back and look again.")


def require_manager(by: User, user_id: int, permission: Term, *, at: datetime) -> None:
    """Refuse unless a post includes the permission and its holder manages the member of staff."""
    require(by, permission, at=at)
    if not by.is_system and not queries.manages(by, user_id, at=at):
        raise NotYourStaff


def refuse_all(faults: Iterable[Refused]) -> None:
    """All that is wrong at once."""
    found = list(faults)
    if len(found) == 1:
        raise found[0]
    if found:
        raise RefusedForSeveralReasons(found)


def said(text: str, field: str, *, message: str, limit: int) -> Iterable[Refused]:
    """What is wrong with words somebody must give."""
    if not text.strip():
        yield Missing(message, field)
    elif len(text) > limit:
        yield TooLong(field, len(text), limit)
