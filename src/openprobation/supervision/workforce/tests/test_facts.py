"""Does one written-out question tell of members of staff what their rows tell one by one?"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from openprobation.foundation.clock import LONDON
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.supervision.workforce.models import Observation
from openprobation.supervision.workforce.queries.facts import PLANNED, Facts, facts
from openprobation.supervision.workforce.queries.support import absent, away_of
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import AbsenceKind, TrainingKind

from .factories import (
    AbsenceFactory,
    AgreedActionFactory,
    ContractFactory,
    ReductionFactory,
    SessionFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2017, 2, 16)
NOON = datetime(2017, 2, 10, 12, 0, tzinfo=LONDON)


def some_member(rng):
    """Somebody of whom something is written, much of it begun, ended or due about today."""
    member, manager = UserFactory(), UserFactory()

    def near(days=3):
        return TODAY + timedelta(days=rng.randint(-days, days))

    def some(most=2):
        return range(rng.randint(0, most))

    first = TODAY - timedelta(days=rng.randint(40, 900))
    changed = near()
    if rng.random() < 0.8:
        ContractFactory(user=member, starts_on=first, ends_on=changed)
        ContractFactory(
            user=member, starts_on=changed, grade=rng.choice(list(Grade)), hours=Decimal("22.5")
        )
    for number in some(3):
        began = TODAY - timedelta(days=30 - 10 * number)
        AbsenceFactory(
            user=member,
            kind=rng.choice(list(AbsenceKind)),
            starts_on=began,
            ends_on=None if number == 2 else rng.choice([began + timedelta(days=5), near()]),
            expected_back_on=rng.choice([None, near(9)]),
        )
    for _each in some(3):
        deleted = {"deleted_by": manager, "deleted_at": NOON} if rng.random() < 0.3 else {}
        ReductionFactory(
            user=member,
            starts_on=near(),
            ends_on=rng.choice([None, TODAY + timedelta(4)]),
            **deleted,
        )
    for _each in some(3):
        held = SessionFactory(member=member, manager=manager, held_on=near())
        for _action in some():
            done = {"done_by": manager, "done_at": NOON} if rng.random() < 0.4 else {}
            AgreedActionFactory(session=held, due_on=near(1), **done)
    for kind in rng.sample(list(TrainingKind), 3):
        TrainingFactory(user=member, kind=kind, due_on=near(1), done_on=rng.choice([None, TODAY]))
    for _each in some():
        Observation.objects.create(
            member=member, observer=manager, observed_on=near(), recorded_at=NOON
        )
    return member


def one_by_one(member):
    """The same from each row, reckoned here."""

    def runs(row):
        return row.starts_on <= TODAY and (row.ends_on is None or row.ends_on > TODAY)

    contract = next(filter(runs, member.contracts.all()), None)
    away = max(
        filter(runs, member.absences.all()), key=lambda row: (row.starts_on, row.pk), default=None
    )
    held = [row for row in member.supervision_sessions.all() if row.held_on <= TODAY]
    last = max(held, key=lambda row: (row.held_on, row.pk), default=None)
    late = [row for row in member.training.all() if row.done_on is None and row.due_on < TODAY]
    agreed = [action for row in member.supervision_sessions.all() for action in row.actions.all()]
    back = [
        row.ends_on
        for row in member.absences.all()
        if row.ends_on is not None and row.ends_on <= TODAY and row.kind not in PLANNED
    ]
    seen = [row.observed_on for row in member.observations.all() if row.observed_on <= TODAY]
    off = [row.hours for row in member.reductions.all() if row.deleted_at is None and runs(row)]
    return Facts(
        grade=Grade(contract.grade) if contract else None,
        hours=contract.hours if contract else None,
        hours_off=sum(off, Decimal(0)),
        absence_id=away.pk if away else None,
        away=AbsenceKind(away.kind) if away else None,
        away_since=away.starts_on if away else None,
        expected_back_on=(away.ends_on or away.expected_back_on) if away else None,
        started_on=min((row.starts_on for row in member.contracts.all()), default=None),
        back_on=max(back, default=None),
        last_session_on=last.held_on if last else None,
        next_session_on=last.next_on if last else None,
        actions_late=sum(row.done_at is None and row.due_on < TODAY for row in agreed),
        training_late=len(late),
        observed_on=max(seen, default=None),
    )


@pytest.mark.parametrize("seed", range(6))
def test_one_question_tells_what_the_rows_tell_one_by_one(seed, django_assert_num_queries):
    rng = random.Random(f"facts {seed}")
    members = [some_member(rng) for _number in range(6)]
    ids = [member.pk for member in members]

    with django_assert_num_queries(1):
        told = facts(ids, on=TODAY)

    assert told == {member.pk: one_by_one(member) for member in members}


@pytest.mark.parametrize("seed", range(6))
def test_who_is_away_is_told_alike_by_both(seed):
    rng = random.Random(f"away {seed}")
    ids = [some_member(rng).pk for _number in range(6)]

    away = {pk: away_of(each, on=TODAY) for pk, each in facts(ids, on=TODAY).items()}

    assert {pk: gone for pk, gone in away.items() if gone} == absent(ids, on=TODAY)


def test_nobody_is_asked_about_without_a_question(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert facts([], on=TODAY) == {}
