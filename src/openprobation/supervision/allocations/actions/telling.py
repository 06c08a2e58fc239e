"""What is a person told when their officer changes? Who it is now and how to reach them, in their language.

A text goes only to a mobile the officer confirmed and marked safe, after the ten minutes in which a move
can be undone. Where there is none, the receiver's page says that the person must be told otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from openprobation.foundation.messaging import actions as messaging
from openprobation.foundation.organisations import queries as organisations
from openprobation.supervision.allocations.models import Spell
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.messaging import Channel

WELSH = "cy"
ENGLISH = "en-gb"


def tell(cases: Sequence[tuple[persons.Handle, Spell]], *, at: datetime) -> None:
    """Put a text in the outbox for each person who has an officer now. Three queries, however many."""
    held = [(person, spell) for person, spell in cases if spell.officer is not None]
    today = timezone.localdate(at)
    ids = [pk for person, _spell in held for pk in person.ids]
    numbers = persons.text_numbers(ids, on=today, confirmed=True) if ids else {}
    if not numbers:
        return
    teams = organisations.teams(on=today, ids={spell.team_id for _person, spell in held})
    messages = []
    for person, spell in held:
        mobile = next((numbers[pk] for pk in person.ids if pk in numbers), "")
        if not mobile or spell.officer is None or person.died_on is not None:
            continue
        team = teams.get(spell.team_id)
        with override(WELSH if person.language == "Welsh" else ENGLISH):
            body = words(
                called=person.called,
                officer=spell.officer.name,
                number=spell.officer.telephone or (team.duty_number if team else ""),
                office=team.office if team else "",
            )
        messages.append(
            messaging.message(
                key=key_of(spell.pk),
                channel=Channel.TEXT,
                to=mobile,
                body=body,
                person_id=person.id,
                at=at,
            )
        )
    messaging.write_many(messages)


def key_of(spell_id: int) -> str:
    return f"officer.{spell_id}"


def take_back(spell_ids: Sequence[int]) -> None:
    """Take back what has not left about officers who no longer answer."""
    messaging.withdraw(*(key_of(pk) for pk in spell_ids))


def words(*, called: str, officer: str, number: str, office: str) -> str:
    """Plain, short, without a picture: a name, a number and where."""
    parts = [
        _("Hello %(name)s.") % {"name": called},
        _("Your probation officer is now %(officer)s.") % {"officer": officer},
    ]
    if number:
        parts.append(_("You can call on %(number)s.") % {"number": number})
    if office:
        parts.append(_("The office is %(office)s.") % {"office": office})
    parts.append(_("Appointments you already have stay as they are, unless we tell you."))
    return " ".join(parts)
