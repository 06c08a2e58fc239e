"""What does enforcement do when another context announces something?"""

from __future__ import annotations

from openprobation.foundation.identity.models import User
from openprobation.foundation.redaction.events import Words
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.events import PersonDied

from .actions import breach as breaches


def redact_words(event: Words) -> None:
    event.sweep.over_context("enforcement")


def end_breaches_after_death(event: PersonDied) -> None:
    """The person died: nobody is taken to court any more."""
    person = persons.by_id(event.person_id)
    breaches.end_after_death(
        person_ids=person.ids if person else (event.person_id,),
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )
