"""What can others react to about who somebody is?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonCreated:
    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DetailsChanged:
    """A name, address, telephone, circumstance or contact was added or ended.

    `what` is the model's name; `said` is the change in words, without the value. `with_the_record`:
    it was taken down in the moment the record was made.
    """

    person_id: int
    what: str
    by_id: int
    at: datetime
    said: str
    with_the_record: bool = False


@dataclass(frozen=True, slots=True)
class PersonDied:
    person_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordsMerged:
    kept_id: int
    folded_id: int
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordsParted:
    kept_id: int
    folded_id: int
    by_id: int
    at: datetime
