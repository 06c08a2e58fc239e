"""What can others react to in the chronological record?"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ContactRecorded:
    contact_id: int
    person_id: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactCorrected:
    contact_id: int
    corrects_id: int
    person_id: int
    at: datetime
