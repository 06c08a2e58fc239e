"""What does the chronological record say when something befalls the record itself?"""

from __future__ import annotations

from openprobation.foundation.identity.models import User
from openprobation.foundation.redaction.events import Words
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.events import (
    DetailsChanged,
    PersonDied,
    RecordsMerged,
    RecordsParted,
)
from openprobation.vocabulary.contacts import ContactKind

from . import actions


def tell_of_details(event: DetailsChanged) -> None:
    """What changed and who changed it, without the value.

    What was taken down in the moment the record was made is no change.
    """
    if not event.with_the_record:
        tell(event, event.person_id, event.said)


def tell_of_death(event: PersonDied) -> None:
    """Whoever reads the record next must not miss it."""
    tell(event, event.person_id, "Death recorded")


def tell_of_joining(event: RecordsMerged) -> None:
    """On the record that is kept, which shows the lines of both."""
    folded = persons.named([event.folded_id])[event.folded_id]
    tell(event, event.kept_id, f"Record {folded.crn} joined into this one")


def tell_of_parting(event: RecordsParted) -> None:
    """On both: each stands alone again, with what was written on it."""
    names = persons.named([event.kept_id, event.folded_id])
    tell(event, event.kept_id, f"Parted from record {names[event.folded_id].crn}")
    tell(event, event.folded_id, f"Parted from record {names[event.kept_id].crn}")


def tell(
    event: DetailsChanged | PersonDied | RecordsMerged | RecordsParted, person_id: int, summary: str
) -> None:
    actions.record(
        person_id=person_id,
        kind=ContactKind.PERSON,
        happened_at=event.at,
        summary=summary,
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )


def redact_words(event: Words) -> None:
    event.sweep.over_context("contacts")
