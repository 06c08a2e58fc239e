"""Is the overall level the highest, and does each review fall due when policy says?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules.harm import (
    ORDER,
    harm_review_due,
    mappa_review_due,
    overall,
    registration_review_due,
)
from openprobation.vocabulary.risk import HarmGroup, HarmLevel, MappaLevel, RegistrationKind

DAY = date(2017, 2, 16)


def test_every_level_has_its_place():
    assert set(ORDER) == set(HarmLevel)


def test_the_highest_group_sets_the_level_and_the_rest_is_told():
    found = overall(
        {
            HarmGroup.PUBLIC: HarmLevel.LOW,
            HarmGroup.CHILDREN: HarmLevel.HIGH,
            HarmGroup.KNOWN_ADULT: HarmLevel.HIGH,
        }
    )

    assert found.level is HarmLevel.HIGH
    assert found.because == "High for children and known adult; low for public."


def test_nothing_assessed_has_no_level():
    assert overall({}) is None


@given(levels=st.dictionaries(st.sampled_from(HarmGroup), st.sampled_from(HarmLevel), min_size=1))
def test_no_group_is_above_the_overall_level(levels):
    found = overall(levels)

    assert all(ORDER.index(level) <= ORDER.index(found.level) for level in levels.values())
    assert {*found.groups, *found.lower} == set(levels)
    assert all(levels[group] is found.level for group in found.groups)


@pytest.mark.parametrize(
    ("level", "due_on"),
    [
        (HarmLevel.VERY_HIGH, date(2017, 5, 16)),
        (HarmLevel.HIGH, date(2017, 6, 16)),
        (HarmLevel.MEDIUM, date(2017, 8, 16)),
        (HarmLevel.LOW, date(2017, 8, 16)),
    ],
)
def test_a_higher_level_is_reviewed_sooner(level, due_on):
    found = harm_review_due(level, set_on=DAY)

    assert found.due_on == due_on
    assert not found.is_overdue(due_on)


def test_review_periods_are_the_services_own_and_say_so():
    found = registration_review_due(RegistrationKind.CHILD_PROTECTION, set_on=date(2017, 11, 30))

    assert found.due_on == date(2018, 2, 28)
    assert not found.rule.is_sure
    assert found.because == (
        "3 months after 30 November 2017 (a period this service has set for itself)."
    )


def test_every_registration_and_mappa_level_has_a_review():
    for kind in RegistrationKind:
        assert registration_review_due(kind, set_on=DAY).due_on > DAY
    months = [mappa_review_due(level, set_on=DAY).months for level in MappaLevel]
    assert months == sorted(months, reverse=True)
