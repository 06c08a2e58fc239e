"""What is the person told about a day in court, and when is nothing said?

The text holds the day, the court and a number: nothing that anybody typed. It waits the ten minutes of
the outbox, and is taken back when the day is over or will not be.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone, translation

from openprobation.foundation.access.queries import is_restricted
from openprobation.foundation.messaging import actions as messaging
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.ui import wording
from openprobation.vocabulary.breach import CourtProcess, HearingTold
from openprobation.vocabulary.messaging import Channel

from ...models import BreachHearing
from ...policies import HEARING, TextWording
from ...queries.letters import telephone_of


def tell(
    hearing: BreachHearing, person: persons.Handle, court: str, *, at: datetime
) -> HearingTold:
    """Put the text in the outbox; or say why there is none. Six queries."""
    on = timezone.localdate(at)
    if hearing.process == CourtProcess.WARRANT:
        return HearingTold.WARRANT
    if hearing.on <= on or person.died_on is not None:
        return HearingTold.TOO_LATE
    if is_restricted("person", person.ids, at=at):
        return HearingTold.RESTRICTED
    numbers = persons.text_numbers(person.ids, on=on, confirmed=True)
    mobile = next((numbers[pk] for pk in person.ids if pk in numbers), "")
    if not mobile:
        return HearingTold.NO_NUMBER
    words = HEARING.get(person.language, HEARING["English"])
    body = body_of(words, hearing, person, court, at=at)
    if risk.would_tell(person.ids, body):
        return HearingTold.QUARANTINED
    messaging.write(
        key=key_of(hearing.pk),
        channel=Channel.TEXT,
        to=mobile,
        body=body,
        person_id=person.id,
        at=at,
    )
    if words.language != person.language:
        return HearingTold.IN_ENGLISH
    return HearingTold.TEXT if words.is_checked else HearingTold.NOT_CHECKED


def body_of(
    words: TextWording,
    hearing: BreachHearing,
    person: persons.Handle,
    court: str,
    *,
    at: datetime,
) -> str:
    number = telephone_of(allocations.holder(person.ids, at))
    with translation.override(words.code):
        said = [
            words.words
            % {"called": person.called, "day": wording.plain_day(hearing.on), "court": court}
        ]
    if number:
        said.append(words.number % {"number": number})
    return " ".join(said)


def key_of(hearing_id: int) -> str:
    return f"hearing.{hearing_id}"


def take_back(*hearing_ids: int) -> None:
    """Take back what has not left about days in court that are over or will not be."""
    messaging.withdraw(*(key_of(pk) for pk in hearing_ids))
