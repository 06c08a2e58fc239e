"""What do plans do when another context announces something?"""

from __future__ import annotations

from django.utils import timezone

from openprobation.foundation.redaction.events import Words
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.events import PersonDied
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.events import SupervisionEnded

from . import actions


def end_when_supervision_ends(event: SupervisionEnded) -> None:
    """Nothing is worked on any more, unless the supervision of a joined record runs on."""
    person = persons.by_id(event.person_id)
    person_ids = person.ids if person else (event.person_id,)
    if sentences.open_period(person_ids) is None:
        actions.end_plans(person_ids, on=event.on)


def end_after_death(event: PersonDied) -> None:
    """The person died: nothing is worked on any more, on any of their records."""
    person = persons.by_id(event.person_id)
    actions.end_plans(
        person.ids if person else (event.person_id,),
        on=person.died_on if person and person.died_on else timezone.localdate(event.at),
    )


def redact_words(event: Words) -> None:
    event.sweep.over_context("plans")
