"""How is a pulse asked and answered, so that nobody can find out who said what?

An answer adds one to counts that are there from the start, and sets a mark that has no time. It writes
no line of the audit, for that would say when: the one act of staff that is not written down, and this
is why. What is typed is not kept when it is not sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from openprobation.foundation.access.check import authority, require, roles
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.workforce import PulseQuestion

from ..models import Pulse, PulseCount, PulseTaken
from ..permissions import Permission
from ..queries.pulse import VALUES


class PulseIsOpen(Refused):
    def __init__(self, until: date) -> None:
        super().__init__(
            f"Staff are being asked already, until {until:%-d %B %Y}. Wait for what comes of it.",
            field="closes_on",
        )


class ClosesTooSoon(Refused):
    def __init__(self) -> None:
        super().__init__("Leave people a day at least.", field="closes_on")


class NotYourOrganisation(Refused):
    def __init__(self) -> None:
        super().__init__("You can only ask the staff of your own organisation.")


class NotAsked(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody is asking you now: it may have closed.")


class AlreadyAnswered(Refused):
    def __init__(self) -> None:
        super().__init__(
            "You have answered. It cannot be changed: nobody can tell which was yours."
        )


class AnswerEvery(Refused):
    def __init__(self) -> None:
        super().__init__("Answer every question, from 1 to 5.")


@transaction.atomic
def open_pulse(*, organisation_id: int, closes_on: date, by: User, at: datetime) -> Pulse:
    """Ask everybody whose post in an organisation lets them answer how work is, until a day."""
    require(by, Permission.RUN_PULSE, at=at)
    if not by.is_system and organisation_id not in authority(by, at).organisation_ids:
        raise NotYourOrganisation
    today = timezone.localdate(at)
    if closes_on <= today:
        raise ClosesTooSoon
    running = Pulse.objects.filter(organisation_id=organisation_id, closes_on__gt=today).first()
    if running is not None:
        raise PulseIsOpen(running.closes_on)
    pulse = Pulse.objects.create(
        organisation_id=organisation_id,
        opens_on=today,
        closes_on=closes_on,
        opened_by=by,
        opened_at=at,
    )
    teams = organisations.teams(on=today, organisation_id=organisation_id)
    unit_of: dict[int, int] = {}
    may_answer = [role for role, held in roles().items() if Permission.ANSWER_PULSE.value in held]
    for member in organisations.members(team_ids=teams, on=today, roles=may_answer):
        unit_of.setdefault(member.user_id, teams[member.team_id].unit_id)
    PulseTaken.objects.bulk_create(
        [
            PulseTaken(pulse=pulse, user_id=user_id, unit_id=unit_id)
            for user_id, unit_id in sorted(unit_of.items())
        ],
        batch_size=500,
    )
    PulseCount.objects.bulk_create(
        [
            PulseCount(pulse=pulse, unit_id=unit_id, question=question, value=value)
            for unit_id in sorted(set(unit_of.values()))
            for question in PulseQuestion
            for value in VALUES
        ],
        batch_size=500,
    )
    record("workforce.pulse.opened", on=pulse, by=by.username, at=at, asked=len(unit_of))
    return pulse


@transaction.atomic
def answer_pulse(
    *, pulse_id: int, answers: Mapping[PulseQuestion, int], by: User, at: datetime
) -> None:
    """Say how work is. Nothing that is written says who, when or what."""
    require(by, Permission.ANSWER_PULSE, at=at)
    today = timezone.localdate(at)
    mine = PulseTaken.objects.filter(
        pulse_id=pulse_id, user=by, pulse__opens_on__lte=today, pulse__closes_on__gt=today
    )
    unit_id = mine.values_list("unit_id", flat=True).first()
    if unit_id is None:
        raise NotAsked
    if set(answers) != set(PulseQuestion) or not set(answers.values()) <= set(VALUES):
        raise AnswerEvery
    # Set only where it is not: of two answers sent at once, one finds it set.
    marks = PulseTaken.objects.filter(pulse_id=pulse_id, user=by, has_answered=False)
    if not marks.update(has_answered=True):
        raise AlreadyAnswered
    for question, value in answers.items():
        PulseCount.objects.filter(
            pulse_id=pulse_id, unit_id=unit_id, question=question, value=value
        ).update(count=F("count") + 1)
