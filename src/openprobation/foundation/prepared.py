"""How is a question that every page asks put to the database without being written anew each time?

    @prepared
    def _posts(user_id: int) -> QuerySet[Posting, tuple[Any, ...]]:
        return Posting.objects.filter(user_id=user_id).values_list("role", "team_id")

    rows = _posts(user.pk)

Writing the SQL of a query costs this program more than running it. The function is called once a
connection with stand-ins for what is given, and its SQL kept; later only the values are put in. So it
must ask the same question whatever it is given, and it must not look at what it is given. What may be
given: whole numbers, text, days, moments, and tuples of whole numbers; never None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

P = ParamSpec("P")
FIRST_NUMBER = 1_987_000_000
A_FEW = 8
"""Of more ids than these the SQL is not kept: each number of them would be a question of its own."""
LONG_AGO = datetime(1801, 1, 1, tzinfo=UTC)
"""Stand-ins no query holds of its own: whole numbers that fit every column, days and moments long ago."""


class NotTheSameQuestion(Exception):
    """What was given to a prepared question is not among the values of its SQL."""


@dataclass(frozen=True, slots=True)
class Written:
    """The SQL of a question: its own values, and which of them are given, by their place."""

    sql: str
    values: tuple[Any, ...]
    given: tuple[tuple[int, int], ...]
    compiler: Any

    def ask(self, given: Sequence[Any]) -> list[tuple[Any, ...]]:
        values = list(self.values)
        for place, number in self.given:
            values[place] = given[number]
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(self.sql, values)
            rows = cursor.fetchall()
        return list(self.compiler.results_iter(results=[rows], tuple_expected=True))


def prepared(
    question: Callable[P, QuerySet[Any, tuple[Any, ...]]],
) -> Callable[P, list[tuple[Any, ...]]]:
    """A question as a list of rows; `question` makes the query set, of `values_list`."""

    @wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[tuple[Any, ...]]:
        assert not kwargs, "what is given to a prepared question is given in order"
        if any(isinstance(each, tuple) and not 0 < len(each) <= A_FEW for each in args):
            return list(question(*args, **kwargs))
        connection = connections[DEFAULT_DB_ALIAS]
        kept: dict[Any, Written] = connection.__dict__.setdefault("_prepared", {})
        shape = (question, *(len(each) if isinstance(each, tuple) else type(each) for each in args))
        if shape not in kept:
            kept[shape] = written(question, args)
        return kept[shape].ask([as_kept(each) for each in flat(args)])

    return ask


def written(question: Callable[..., QuerySet[Any, Any]], args: Sequence[Any]) -> Written:
    """Ask with stand-ins, and find where they went."""
    numbers = iter(range(1_000))
    stand_ins = [
        tuple(stand_in(one, next(numbers)) for one in each)
        if isinstance(each, tuple)
        else stand_in(each, next(numbers))
        for each in args
    ]
    query = question(*stand_ins).query
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, values = compiler.as_sql()
    which = {key(as_kept(each)): number for number, each in enumerate(flat(stand_ins))}
    given = [
        (place, which[key(value)]) for place, value in enumerate(values) if key(value) in which
    ]
    if {number for _place, number in given} != set(which.values()):
        raise NotTheSameQuestion(question.__qualname__)
    return Written(sql, tuple(values), tuple(given), compiler)


def stand_in(value: Any, number: int) -> Any:
    match value:
        case bool() | None:
            raise NotTheSameQuestion(f"{value!r} changes what is asked")
        case int():
            return FIRST_NUMBER + number
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
    return (type(value), value) if isinstance(value, int | str | date) else (type(value), None)


def flat(args: Sequence[Any]) -> Iterator[Any]:
    for each in args:
        if isinstance(each, tuple):
            yield from each
        else:
            yield each
