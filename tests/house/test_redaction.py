"""Does every context with personal words answer when words must vanish, and is nothing left anywhere?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps

from openprobation.config.reactions import REACTIONS, WORDS
from openprobation.foundation.personal import PERSONAL
from openprobation.foundation.reactions import announce
from openprobation.foundation.redaction.events import WordsRedacted, WordsSought
from openprobation.foundation.redaction.finding import Known
from openprobation.foundation.redaction.sweeping import Sweep, free_words

OURS = [m for m in apps.get_models() if m.__module__.startswith("openprobation.")]
NOT_OF_A_PERSON = {
    "identity.User": "an account of staff: names and addresses of those who write, not of those written of",
    "audit.Entry": "the name of the account that acted; ids and codes else, guarded by the database",
    "persons.Spelling": "words anybody's name has, of whom is not said; forgotten with the last who has it",
}
HASHES = {
    "sign_in.Code": "hashes of a number and an address, forgotten within the hour",
}


def sweep(words: str = "nowhere at all") -> Sweep:
    return Sweep("persons.Person", (0,), ("/people/X0/",), Known((words,)), "[removed]", False)


def test_looking_and_removing_are_answered_by_the_same_functions():
    assert REACTIONS[WordsSought] is REACTIONS[WordsRedacted] is WORDS


@pytest.mark.django_db
def test_every_model_with_personal_words_is_gone_through():
    asked = sweep()

    announce(WordsSought(asked, 0, datetime(2017, 2, 16, 9, tzinfo=UTC)))

    personal = {m._meta.label for m in OURS if free_words(m)}
    answered = {m._meta.label for m in asked.passed}
    assert personal - answered - set(NOT_OF_A_PERSON) - set(HASHES) == set()


def test_what_is_left_out_is_there_and_personal():
    for label in {**NOT_OF_A_PERSON, **HASHES}:
        assert free_words(apps.get_model(label))


def test_every_context_with_a_personal_field_answers():
    answering = {answer.__module__.rsplit(".", 1)[0] for answer in WORDS}

    silent = {
        m.__module__.split(".models")[0]
        for m in OURS
        if any(f.db_comment == PERSONAL for f in m._meta.concrete_fields)
        and m._meta.label not in {**NOT_OF_A_PERSON, **HASHES}
        and free_words(m)
    } - answering

    assert silent == set()
