"""What does the database itself refuse about risk?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError

from .factories import (
    DeregistrationFactory,
    MappaFactory,
    RegistrationFactory,
    ReoffendingScoreFactory,
)

pytestmark = pytest.mark.django_db


def test_a_score_is_a_percentage():
    with pytest.raises(IntegrityError):
        ReoffendingScoreFactory(rsr=Decimal("100.01"))


def test_a_kind_is_registered_once_at_a_time():
    registration = RegistrationFactory()

    with pytest.raises(IntegrityError):
        RegistrationFactory(person=registration.person)


def test_a_kind_can_be_registered_again_after_it_ended():
    ended = DeregistrationFactory().registration

    assert RegistrationFactory(person=ended.person)


def test_a_registration_does_not_end_before_it_starts():
    with pytest.raises(IntegrityError):
        RegistrationFactory(starts_on=date(2017, 1, 9), ends_on=date(2017, 1, 8))


def test_a_deregistration_says_why():
    with pytest.raises(IntegrityError):
        DeregistrationFactory(why="")


def test_one_mappa_category_is_in_force():
    mappa = MappaFactory()

    with pytest.raises(IntegrityError):
        MappaFactory(person=mappa.person)


def test_the_end_of_mappa_is_whole():
    with pytest.raises(IntegrityError):
        MappaFactory(ends_on=date(2017, 1, 9))
