"""What was asked and answered in a test?"""

from __future__ import annotations

from datetime import datetime

from openprobation.foundation.identity.models import User
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.models import Person
from openprobation.supervision.redactions import actions
from openprobation.supervision.redactions.models import Redaction

ADDRESS = "14 Rose Lane"
WHY = "It belongs on another record."


def asked(person: Person, *, by: User, at: datetime, words: str = ADDRESS) -> Redaction:
    """A note that holds the words, and the request to remove them."""
    ContactFactory(person=person, note=f"She now lives at {words}.", at=at, recorded_at=at)
    return actions.ask(person_id=person.pk, words=words, why=WHY, by=by, at=at)
