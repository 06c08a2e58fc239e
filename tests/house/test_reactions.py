"""Is everything that follows from a fact in the one table, and does no reaction start another?"""

from __future__ import annotations

import importlib
import inspect
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from openprobation.config.reactions import REACTIONS
from openprobation.foundation import reactions
from openprobation.foundation.reactions import AnnouncedInAReaction, announce

PACKAGE = Path(__file__).parents[2] / "src" / "openprobation"
SOURCES = sorted(path for path in PACKAGE.glob("*/*/reactions.py"))
ANNOUNCES = re.compile(r"\bannounce\(")


@dataclass(frozen=True)
class Fact:
    """Something happened."""


@dataclass(frozen=True)
class Another:
    """Something else happened."""


def answering(monkeypatch, table):
    monkeypatch.setattr(reactions, "table", lambda: table)


def takes_one_event(function):
    return list(inspect.signature(function).parameters) == ["event"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.name)
def test_every_reaction_stands_in_the_table_and_none_announces(source):
    module = ".".join(source.relative_to(PACKAGE.parent).with_suffix("").parts)
    of_module = inspect.getmembers(importlib.import_module(module), inspect.isfunction)
    written = {one for _, one in of_module if one.__module__ == module and takes_one_event(one)}

    listed = {react for row in REACTIONS.values() for react in row}

    assert written, f"{module} answers nothing"
    assert written <= listed, f"{module}: a reaction is not in the table"
    assert not ANNOUNCES.search(source.read_text())


@pytest.mark.parametrize("fact", REACTIONS, ids=lambda fact: fact.__name__)
def test_what_is_answered_is_an_event_and_nobody_answers_twice(fact):
    assert fact.__module__.endswith(".events")
    assert len(set(REACTIONS[fact])) == len(REACTIONS[fact])


def test_a_reaction_that_announces_what_others_answer_is_stopped(monkeypatch):
    heard = []
    answering(monkeypatch, {Fact: [lambda _fact: announce(Another())], Another: [heard.append]})

    with pytest.raises(AnnouncedInAReaction, match="Another, while answering Fact"):
        announce(Fact())

    assert heard == []


def test_a_reaction_that_fails_stops_no_later_fact(monkeypatch):
    heard = []
    answering(monkeypatch, {Fact: [lambda _fact: announce(Another())], Another: [heard.append]})

    with pytest.raises(AnnouncedInAReaction):
        announce(Fact())
    announce(Another())

    assert heard == [Another()]
