"""What follows from what? The one table; each reaction runs in the transaction of the fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openprobation.supervision.persons.events import PersonDied
from openprobation.supervision.sentences import reactions as sentences

REACTIONS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    PersonDied: [sentences.close_the_case],
}
