"""What do sentences do when another context announces something?"""

from __future__ import annotations

from openprobation.foundation.identity.models import User
from openprobation.foundation.redaction.events import Words
from openprobation.supervision.persons.events import PersonDied

from . import actions


def close_the_case(event: PersonDied) -> None:
    """Whoever recorded the death has done all that is needed: every order ends with the case."""
    by = User.objects.get(pk=event.by_id)
    actions.close_after_death(person_id=event.person_id, by=by, at=event.at)


def redact_words(event: Words) -> None:
    event.sweep.over_context("sentences")
