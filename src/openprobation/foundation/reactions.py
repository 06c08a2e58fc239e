"""What follows from a fact? `config/reactions.py` is the one table; this looks it up and runs it.

Reactions run in the caller's transaction, in the order of the table. A reaction announces nothing:
where one fact must lead to another, write a longer action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

type_of_table = Mapping[type, Sequence[Callable[[Any], None]]]


@cache
def table() -> type_of_table:
    found: type_of_table = import_string(settings.REACTIONS)
    return found


def announce(event: object) -> None:
    """Tell whoever answers, now and in this transaction, that something happened."""
    for react in table().get(type(event), ()):
        react(event)
