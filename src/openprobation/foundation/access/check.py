"""May this person do this, to this record, now?"""

from __future__ import annotations

from datetime import datetime

from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.authority import (
    Authority,
    NotAllowed,
    authority,
    may,
    require_post,
    roles,
)
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.term import Term

__all__ = ["Authority", "NotAllowed", "NotYourCase", "authority", "may", "require", "roles"]


class NotYourCase(Refused):
    def __init__(self) -> None:
        super().__init__("This record is not open to you. Open it with a reason first.")


def require(user: User, permission: Term, *, at: datetime, person_id: int | None = None) -> None:
    """Refuse unless a post of the user's includes the permission and, where given, the person is open to them."""
    require_post(user, permission, at=at)
    if person_id is not None and not user.is_system:
        from .queries import is_open  # queries ask who somebody is; this asks queries

        if not is_open("person", person_id, to=user, at=at):
            raise NotYourCase
