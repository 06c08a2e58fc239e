"""What can others react to about what was written down?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordWritten:
    """Something was done on these people's records: what was gathered from them may no longer be so."""

    person_ids: tuple[int, ...]
