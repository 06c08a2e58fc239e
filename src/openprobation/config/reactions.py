"""What follows from what? The one table; each reaction runs in the transaction of the fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openprobation.supervision.allocations import reactions as allocations
from openprobation.supervision.appointments import reactions as appointments
from openprobation.supervision.contacts import reactions as contacts
from openprobation.supervision.persons.events import (
    DetailsChanged,
    PersonDied,
    RecordsMerged,
    RecordsParted,
)
from openprobation.supervision.sentences import reactions as sentences
from openprobation.supervision.sentences.events import SentenceRegistered, SupervisionEnded

REACTIONS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    DetailsChanged: [contacts.tell_of_details],
    PersonDied: [
        sentences.close_the_case,
        appointments.stand_down_after_death,
        allocations.nobody_answers_after_death,
        contacts.tell_of_death,
    ],
    RecordsMerged: [contacts.tell_of_joining],
    RecordsParted: [contacts.tell_of_parting],
    SentenceRegistered: [allocations.court_team_holds],
    SupervisionEnded: [
        appointments.stand_down_when_supervision_ends,
        allocations.nobody_answers,
    ],
}
