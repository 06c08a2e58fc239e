"""What does unpaid work do when another context announces something?"""

from __future__ import annotations

from openprobation.foundation.identity.models import User
from openprobation.foundation.redaction.events import Words
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.events import PersonDied, RecordsMerged
from openprobation.supervision.sentences.events import SentenceWithdrawn, SupervisionEnded

from . import actions, queries


class HoursWereWorked(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Hours were counted towards this sentence, so it stays: correct what is wrong in it."
        )


def redact_words(event: Words) -> None:
    event.sweep.over_context("unpaid_work")


def keep_what_was_worked(event: SentenceWithdrawn) -> None:
    """Nobody's work is lost with a sentence that somebody takes back."""
    if queries.is_worked_for(event.event_id):
        raise HoursWereWorked


def stop_when_supervision_ends(event: SupervisionEnded) -> None:
    stop(event, why="Supervision ended.")


def stop_after_death(event: PersonDied) -> None:
    stop(event, why="The person died.")


def projects_follow(event: RecordsMerged) -> None:
    actions.follow(folded_id=event.folded_id, kept_id=event.kept_id, at=event.at)


def stop(event: SupervisionEnded | PersonDied, *, why: str) -> None:
    person = persons.by_id(event.person_id)
    actions.stop(
        person.ids if person else (event.person_id,),
        why=why,
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )
