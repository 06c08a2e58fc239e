"""Does every word mean something, and does the glossary say what the code says?"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import openprobation.vocabulary
from openprobation.vocabulary.glossary import glossary, terms
from openprobation.vocabulary.term import Term

ROOT = Path(__file__).parents[2]

for module in pkgutil.iter_modules(openprobation.vocabulary.__path__):
    importlib.import_module(f"openprobation.vocabulary.{module.name}")


@pytest.mark.parametrize("term", terms(), ids=lambda t: t.__name__)
def test_every_word_has_a_label_and_a_meaning_of_its_own(term):
    labels = [word.label for word in term]

    assert len(set(labels)) == len(labels)
    for word in term:
        assert word.label[0].isupper() or word.label[0].isdigit(), word
        assert len(word.meaning.split()) >= 3, word


def test_a_word_without_a_meaning_cannot_be_made():
    with pytest.raises((TypeError, ValueError)):

        class Careless(Term):
            WORD = "word", "Word", "no full stop"


def test_the_glossary_is_printed_from_the_words():
    printed = (ROOT / "docs" / "glossary.md").read_text()

    assert printed == glossary(), "run: openprobation glossary"
