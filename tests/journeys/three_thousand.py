"""What stands in for the rest of a region while an inspection is walked through? Kept by a second process.

`python -m tests.journeys.three_thousand` reads one command a line and answers each with one line: it
makes people with an order and a few contacts each, judges cases, sets the clock and posts the mail, in
the database of a served demonstration.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import django

ENTRIES = 8
"""Of one person's record, the latest: enough to judge a case by."""


def people(upto: int) -> int:
    """Make people like the first team's until so many have an order running. Returns how many there are."""
    from django.db import transaction

    from openprobation.supervision.allocations.models import Spell
    from openprobation.supervision.contacts.models import Contact
    from openprobation.supervision.persons.models import Person
    from openprobation.supervision.risk.models import HarmAssessment
    from openprobation.supervision.sentences.models import Event, Order, SupervisionPeriod

    def latest(rows: Any, of: Callable[[Any], int]) -> dict[int, Any]:
        return {of(row): row for row in rows}

    spells = latest(Spell.objects.filter(ends_at=None), lambda row: row.person_id)
    periods = latest(SupervisionPeriod.objects.filter(closed_on=None), lambda row: row.person_id)
    orders = latest(
        Order.objects.filter(
            ended_on=None, starts_on__lte=date(2017, 2, 1), event__withdrawn_at=None
        ).select_related("event"),
        lambda row: row.person_id,
    )
    harm = latest(HarmAssessment.objects.order_by("assessed_at"), lambda row: row.person_id)
    lines: dict[int, list[Contact]] = {}
    for line in Contact.objects.current().filter(corrects=None).order_by("-at"):
        lines.setdefault(line.person_id, []).append(line)
    like = [
        person
        for person in Person.objects.filter(merged_into=None).order_by("pk")
        if person.pk in spells and person.pk in periods and person.pk in orders
    ]
    more = range(max(0, upto - len(like)))
    made = [like[number % len(like)] for number in more]

    def again(row: Any, **other: Any) -> Any:
        values = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.primary_key
        }
        return type(row)(**{**values, **other})

    with transaction.atomic():
        new = Person.objects.bulk_create(
            [
                again(old, crn=f"Z{number:06d}", family_name=f"{old.family_name}-{number}")
                for number, old in enumerate(made)
            ]
        )
        pairs = list(zip(made, new, strict=True))
        period = SupervisionPeriod.objects.bulk_create(
            [again(periods[old.pk], person_id=one.pk) for old, one in pairs]
        )
        events = Event.objects.bulk_create(
            [
                again(orders[old.pk].event, person_id=one.pk, number=1, period_id=of.pk)
                for (old, one), of in zip(pairs, period, strict=True)
            ]
        )
        Order.objects.bulk_create(
            [
                again(orders[old.pk], person_id=one.pk, event_id=event.pk)
                for (old, one), event in zip(pairs, events, strict=True)
            ]
        )
        Spell.objects.bulk_create(
            [
                again(spells[old.pk], person_id=one.pk, period_id=of.pk)
                for (old, one), of in zip(pairs, period, strict=True)
            ]
        )
        HarmAssessment.objects.bulk_create(
            [again(harm[old.pk], person_id=one.pk) for old, one in pairs if old.pk in harm]
        )
        Contact.objects.bulk_create(
            [
                again(line, person_id=one.pk, reference_kind="", reference_id=None)
                for old, one in pairs
                for line in lines.get(old.pk, [])[:ENTRIES]
            ]
        )
    return len(like) + len(new)


def judge(inspection: int, seed: str) -> int:
    """Judge what is left of a sample by the actions inspectors use, two readers alike. Returns how many readings."""
    from openprobation.demo import judging
    from openprobation.foundation import clock

    return judging.judge(inspection, seed=seed, at=clock.now(), disagree=0.0)


def sign_in(role: str, organisation: str) -> list[str]:
    """Sign in as somebody in a role of a kind of organisation: the name and value of the cookie."""
    from django.conf import settings
    from django.test import Client

    from openprobation.foundation.organisations.models import Posting

    posts = Posting.objects.filter(
        role=role, ends_on=None, team__unit__region__organisation__kind=organisation
    )
    post = posts.order_by("-leads_unit", "pk").first() or posted(role, organisation)
    client = Client()
    client.force_login(post.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return [settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value]


def posted(role: str, organisation: str) -> Any:
    """Somebody new in a role of a kind of organisation."""
    from openprobation.foundation.identity.models import User
    from openprobation.foundation.organisations.models import Posting, Team
    from openprobation.vocabulary.organisations import Grade

    team = Team.objects.filter(unit__region__organisation__kind=organisation).order_by("pk")[0]
    somebody = User.objects.create(
        username=f"{role}.of.{organisation}", name="Ada Quill", is_demonstration=True
    )
    return Posting.objects.create(
        user=somebody, role=role, grade=Grade.OTHER, team=team, starts_on=date(2015, 2, 1)
    )


def set_clock(moment: str) -> str:
    """Set the service's clock; processes that have read it keep theirs until they start again."""
    from openprobation.foundation import clock
    from openprobation.foundation.clock import actions

    actions.start(
        service_moment=datetime.fromisoformat(moment).replace(tzinfo=clock.LONDON),
        machine_moment=clock.machine_now(),
    )
    return clock.now().isoformat()


def clock_runs_ahead_by() -> float:
    """How many seconds the service's clock is ahead of the machine's."""
    from openprobation.foundation import clock

    return (clock.now() - clock.machine_now()).total_seconds()


def post(at: str) -> str:
    """Do what the worker does at a moment: write the day's e-mail and hand over what waits."""
    from openprobation.foundation import clock
    from openprobation.foundation.messaging import actions as messaging
    from openprobation.publication.digests import actions as digests

    moment = datetime.fromisoformat(at).replace(tzinfo=clock.LONDON)
    digests.write_noon(moment)
    messaging.send_waiting(moment + timedelta(seconds=1))
    return moment.isoformat()


COMMANDS: dict[str, Callable[..., Any]] = {
    each.__name__: each for each in (people, judge, sign_in, set_clock, clock_runs_ahead_by, post)
}

if __name__ == "__main__":
    django.setup()
    for asked in sys.stdin:
        name, given = json.loads(asked)
        sys.stdout.write(json.dumps(COMMANDS[name](**given)) + "\n")
        sys.stdout.flush()
