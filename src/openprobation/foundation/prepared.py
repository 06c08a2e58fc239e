"""How is a question that every page asks put to the database without being written anew each time?

    @prepared
    def _posts(user_id: int) -> QuerySet[Posting, tuple[Any, ...]]:
        return Posting.objects.filter(user_id=user_id).values_list("role", "team_id")

    rows = _posts(user.pk)

Writing the SQL of a query costs this program more than running it. The function is called once a
connection with stand-ins for what is given, and its SQL kept; later only the values are put in. So it
must ask the same question whatever it is given, and it must not look at what it is given. What may be
given: whole numbers, text, days, moments, and tuples of whole numbers for `in`; never None. However long
a tuple is, its question is the same one: its numbers are written into the SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

P = ParamSpec("P")
FIRST_NUMBER = 31_900
LONG_AGO = datetime(1801, 1, 1, tzinfo=UTC)
"""Stand-ins no query holds of its own: whole numbers that fit the smallest column, days and
moments long ago."""


class NotTheSameQuestion(Exception):
    """What was given to a prepared question is not among the values of its SQL."""


PLACE = re.compile("%%|%s")


@dataclass(frozen=True, slots=True)
class Written:
    """The SQL of a question: its own values, and which of them are given, by their place.

    `parts` has a gap for each tuple that is given; `tuples` tells which stands there.
    """

    parts: tuple[str, ...]
    tuples: tuple[int, ...]
    values: tuple[Any, ...]
    given: tuple[tuple[int, int], ...]
    compiler: Any

    def ask(self, given: Sequence[Any]) -> list[tuple[Any, ...]]:
        values = list(self.values)
        for place, number in self.given:
            values[place] = as_kept(given[number])
        sql = self.parts[0]
        for number, part in zip(self.tuples, self.parts[1:], strict=True):
            sql += written_out(given[number]) + part
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        return list(self.compiler.results_iter(results=[rows], tuple_expected=True))


def prepared(
    question: Callable[P, QuerySet[Any, tuple[Any, ...]]],
) -> Callable[P, list[tuple[Any, ...]]]:
    """A question as a list of rows; `question` makes the query set, of `values_list`."""

    @wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[tuple[Any, ...]]:
        assert not kwargs, "what is given to a prepared question is given in order"
        if () in args:
            return list(question(*args, **kwargs))
        connection = connections[DEFAULT_DB_ALIAS]
        kept: dict[Any, Written] = connection.__dict__.setdefault("_prepared", {})
        shape = (question, *map(type, args))
        if shape not in kept:
            kept[shape] = written(question, args)
        return kept[shape].ask(args)

    return ask


def written(question: Callable[..., QuerySet[Any, Any]], args: Sequence[Any]) -> Written:
    """Ask with stand-ins, and find where they went. For a tuple stands one of a single number."""
    stand_ins = [stand_in(each, number) for number, each in enumerate(args)]
    query = question(*stand_ins).query
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, values = compiler.as_sql()
    which = {
        key(as_kept(each[0] if isinstance(each, tuple) else each)): number
        for number, each in enumerate(stand_ins)
    }
    goes = [which.get(key(value), -1) for value in values]
    if not set(which.values()).issubset(goes):
        raise NotTheSameQuestion(question.__qualname__)
    is_tuple = [number >= 0 and isinstance(args[number], tuple) for number in goes]
    stays = [place for place, each in enumerate(is_tuple) if not each]
    return Written(
        parts=in_parts(sql, is_tuple),
        tuples=tuple(goes[place] for place, each in enumerate(is_tuple) if each),
        values=tuple(values[place] for place in stays),
        given=tuple((after, goes[place]) for after, place in enumerate(stays) if goes[place] >= 0),
        compiler=compiler,
    )


def in_parts(sql: str, is_tuple: Sequence[bool]) -> tuple[str, ...]:
    """The SQL before, between and after the places of tuples, which must stand alone after `in`."""
    places = [each for each in PLACE.finditer(sql) if each[0] == "%s"]
    parts, after = [], 0
    for place, here in zip(places, is_tuple, strict=True):
        if here:
            if not (sql.endswith(" IN (", 0, place.start()) and sql.startswith(")", place.end())):
                raise NotTheSameQuestion("a tuple may be given for `in` only")
            parts.append(sql[after : place.start()])
            after = place.end()
    return (*parts, sql[after:])


def written_out(ids: Iterable[int]) -> str:
    """Whole numbers as they stand in SQL, and nothing but whole numbers."""
    return ", ".join(map(str, map(int, ids)))


def stand_in(value: Any, number: int) -> Any:
    match value:
        case bool() | None:
            raise NotTheSameQuestion(f"{value!r} changes what is asked")
        case int():
            return FIRST_NUMBER + number
        case tuple():
            return (FIRST_NUMBER + number,)
        case str():
            return f"stand-in {number}"
        case datetime():
            return LONG_AGO + timedelta(days=number)
        case date():
            return (LONG_AGO + timedelta(days=number)).date()
    raise NotTheSameQuestion(f"{type(value).__name__} cannot be given")


def as_kept(value: Any) -> Any:
    """A value as this database takes it."""
    operations = connections[DEFAULT_DB_ALIAS].ops
    if isinstance(value, datetime):
        return operations.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return operations.adapt_datefield_value(value)
    return value


def key(value: Any) -> tuple[type, Any]:
    """To tell values apart that are equal and are not the same, such as 1 and True."""
    if isinstance(value, int) and not isinstance(value, bool):
        return (int, int(value))  # PostgreSQL's driver has kinds of its own for small columns
    return (type(value), value) if isinstance(value, bool | str | date) else (type(value), None)
