"""What does the database itself refuse about whose case it is?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from openprobation.vocabulary.allocations import ProviderKind

from .factories import ALLOCATED, AllocationDecisionFactory, SpellFactory

pytestmark = pytest.mark.django_db


def test_one_spell_runs_now():
    spell = SpellFactory()

    with pytest.raises(IntegrityError):
        SpellFactory(
            event=spell.decision.event, decision=None, starts_at=ALLOCATED + timedelta(days=1)
        )


def test_no_two_spells_of_a_person_start_at_one_moment():
    spell = SpellFactory(ends_at=ALLOCATED + timedelta(days=1))

    with pytest.raises(IntegrityError):
        SpellFactory(event=spell.decision.event, decision=None)


def test_a_spell_does_not_end_before_it_starts():
    with pytest.raises(IntegrityError):
        SpellFactory(ends_at=ALLOCATED - timedelta(days=1))


def test_a_decision_other_than_the_rule_says_why():
    with pytest.raises(IntegrityError):
        AllocationDecisionFactory(decided=ProviderKind.NPS)


def test_a_decision_where_the_rule_stopped_says_why():
    with pytest.raises(IntegrityError):
        AllocationDecisionFactory(by_rule=None)


def test_a_reason_of_no_words_is_no_reason():
    with pytest.raises(IntegrityError):
        AllocationDecisionFactory(by_rule=None, override_why="")


def test_a_sentence_is_allocated_once():
    decision = AllocationDecisionFactory()

    with pytest.raises(IntegrityError):
        AllocationDecisionFactory(event=decision.event)
