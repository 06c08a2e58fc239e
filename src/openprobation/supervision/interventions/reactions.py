"""What do interventions do when another context announces something?"""

from __future__ import annotations

from openprobation.foundation.identity.models import User
from openprobation.foundation.redaction.events import Words
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.events import PersonDied
from openprobation.supervision.sentences.events import SupervisionEnded
from openprobation.vocabulary.interventions import WithdrawalReason

from . import actions


def redact_words(event: Words) -> None:
    event.sweep.over_context("interventions")


def withdraw_after_death(event: PersonDied) -> None:
    """The person died: no supplier waits for them any more."""
    person = persons.by_id(event.person_id)
    actions.withdraw_all(
        person_ids=person.ids if person else (event.person_id,),
        reason=WithdrawalReason.DIED,
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )


def withdraw_when_supervision_ends(event: SupervisionEnded) -> None:
    """The sentence is over: what was still running ends with it."""
    person = persons.by_id(event.person_id)
    actions.withdraw_all(
        person_ids=person.ids if person else (event.person_id,),
        reason=WithdrawalReason.EXPIRED,
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )
