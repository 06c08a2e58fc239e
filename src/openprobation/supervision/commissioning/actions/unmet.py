"""Why was no service used for a need?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openprobation.foundation.access.check import NotAllowed, authority, require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.rules.commissioning import TOP
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.commissioning import (
    UnmetReason,
)
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.needs import Need

from ..events import NeedNotMet
from ..models import (
    NotUsed,
)
from ..permissions import Permission
from ..policies import LONGEST_NOTE
from .refusals import NotATopNeed, NotFound, TooLong


@transaction.atomic
def say_why_not(
    *, person_id: int, need: Need, reason: UnmetReason, note: str, by: User, at: datetime
) -> NotUsed:
    """Say why a need among the first three has had no service."""
    person = persons.by_id(persons.kept_id(person_id))
    if person is None:
        raise NotFound
    require(by, Permission.SAY_WHY_NOT, at=at, person_id=person.id)
    ranked = needs.top_needs(person.ids)
    if not any(need in top[:TOP] for top in ranked.values()):
        raise NotATopNeed(need)
    if len(note) > LONGEST_NOTE:
        raise TooLong(len(note), "note")
    post = authority(by, at).main_post
    if post is None:
        raise NotAllowed(Permission.SAY_WHY_NOT)
    said = NotUsed.objects.create(
        person_id=person.id,
        need=need,
        reason=reason,
        note=note.strip(),
        team_id=post.team_id,
        said_by=by,
        said_at=at,
    )
    contacts.record(
        person_id=person.id,
        kind=ContactKind.PLAN,
        happened_at=at,
        summary=f"No service used for {need.label.lower()}: {reason.label.lower()}",
        note=note.strip(),
        by=by,
        at=at,
        reference=said,
    )
    record("commissioning.not_used.said", on=said, person_id=person.id, by=by.username, at=at)
    announce(NeedNotMet(person.id, need, reason, by.pk, at))
    return said
