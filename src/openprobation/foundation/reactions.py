"""What follows from a fact? `config/reactions.py` is the one table; this looks it up and runs it.

Reactions run in the caller's transaction, in the order of the table. A reaction announces nothing that
others answer: where one fact must lead to another, name both in the row of the first, or write a longer
action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

type_of_table = Mapping[type, Sequence[Callable[[Any], None]]]
REACTING: ContextVar[type | None] = ContextVar("reacting", default=None)


class AnnouncedInAReaction(Exception):
    """A reaction announced what others answer. Name all that follows in the table instead."""


@cache
def table() -> type_of_table:
    found: type_of_table = import_string(settings.REACTIONS)
    return found


def notify(event: object) -> None:
    """Tell whoever keeps a copy that it may be out of date; within a reaction too, for they only forget."""
    for forget in table().get(type(event), ()):
        forget(event)


def announce(event: object) -> None:
    """Tell whoever answers, now and in this transaction, that something happened."""
    answers = table().get(type(event), ())
    if answers and (before := REACTING.get()) is not None:
        raise AnnouncedInAReaction(f"{type(event).__name__}, while answering {before.__name__}")
    token = REACTING.set(type(event))
    try:
        for react in answers:
            react(event)
    finally:
        REACTING.reset(token)
