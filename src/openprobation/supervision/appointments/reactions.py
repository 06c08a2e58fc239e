"""What do appointments do when another context announces something?"""

from __future__ import annotations

from openprobation.foundation.identity.models import User
from openprobation.foundation.redaction.events import Words
from openprobation.supervision.allocations.events import OfficersAssigned
from openprobation.supervision.persons.events import PersonDied
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.events import SentenceWithdrawn, SupervisionEnded

from . import actions
from .actions.people import handle
from .actions.standing import refuse_where_they_count


def stand_down_when_supervision_ends(event: SupervisionEnded) -> None:
    """Nobody is obliged to come any more: what was still planned is stood down.

    Where the supervision of a joined record runs on, the person still comes.
    """
    person_ids = handle(event.person_id).ids
    if sentences.open_period(person_ids) is not None:
        return
    actions.stand_down(
        person_ids=person_ids,
        why="Supervision ended.",
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )


def stand_down_after_death(event: PersonDied) -> None:
    """Nothing more is planned, and no reminder leaves, whether or not a case was open."""
    actions.stand_down(
        person_ids=handle(event.person_id).ids,
        why="The person died.",
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )


def keep_what_counts(event: SentenceWithdrawn) -> None:
    """Work done towards a sentence would count towards nothing: then it is not taken back."""
    refuse_where_they_count(event_id=event.event_id)


def follow_the_officer(event: OfficersAssigned) -> None:
    """Meetings still to come go with the case to its new officer."""
    changes = {
        case.person_id: (case.before_id, case.officer_id)
        for case in event.cases
        if case.before_id is not None and case.before_id != case.officer_id
    }
    if changes:
        actions.follow_officers(changes=changes, by=User.objects.get(pk=event.by_id), at=event.at)


def redact_words(event: Words) -> None:
    event.sweep.over_context("appointments")
