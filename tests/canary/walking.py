"""How is every address of the service walked, by whoever, and every answer, log line, column and file searched?"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import URLPattern, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils.html import escape

from openprobation.foundation.clock import machine_now
from openprobation.foundation.watching.logs import OneLine

LEFT_ALONE = ("/accounts/logout", "/my/out", "/static/")
Values = Callable[[str, str, str], Sequence[object]]
"""What may stand in a place of an address, by the address's name, the kind and the name of the place."""


def addresses(values_for: Values) -> Iterator[tuple[str, str]]:
    """Every address there is, by its name, with each of the values that may stand in its places."""
    for name, route in patterns(get_resolver()):
        places = named_places(route)
        given = [values_for(name, kind, place) for kind, place in places]
        for values in product(*given):
            try:
                address = reverse(
                    name, kwargs=dict(zip((p for _k, p in places), values, strict=True))
                )
            except NoReverseMatch:
                continue
            if not any(part in address for part in LEFT_ALONE):
                yield name, address


def patterns(resolver: Any, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            if each.name:
                yield f"{namespace}{each.name}", path
        else:
            space = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from patterns(each, path, space)


def named_places(route: str) -> list[tuple[str, str]]:
    return re.findall(r"<(?:(\w+):)?(\w+)>", route)


def holds(text: str, canary: str) -> bool:
    folded = text.casefold()
    return canary.casefold() in folded or escape(canary).casefold() in folded


def body_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


def leaks(answer: Any, canary: str) -> bool:
    return holds(body_of(answer), canary) or holds(str(answer.headers), canary)


@contextmanager
def everything_said() -> Iterator[io.StringIO]:
    """What every logger says, when each says all it can."""
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h.formatter, OneLine)]
    loggers = [
        logging.getLogger(),
        *(logging.getLogger(n) for n in logging.root.manager.loggerDict),
    ]
    levels = [(logger, logger.level) for logger in loggers]
    sink = io.StringIO()
    before, forced = handler.setStream(sink), connection.force_debug_cursor
    connection.force_debug_cursor = True
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        yield sink
    finally:
        handler.setStream(before)
        connection.force_debug_cursor = forced
        for logger, level in levels:
            logger.setLevel(level)


def columns_that_hold(canary: str) -> Iterator[str]:
    """Every column of every table where the words can be read."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(f'SELECT CAST("{column.name}" AS TEXT) FROM "{table}"')
                if any(text and holds(text, canary) for (text,) in cursor.fetchall()):
                    yield f"{table}.{column.name}"


def files_that_hold(canary: str, *more: Path) -> Iterator[str]:
    """Files written in the last minutes where the service keeps files, but the database's own."""
    lately = machine_now().timestamp() - 600
    for folder in (settings.VAR, settings.MEDIA_ROOT, *more):
        for path in Path(str(folder)).rglob("*"):
            is_new = path.is_file() and path.stat().st_mtime > lately
            if is_new and "sqlite" not in path.name and canary.encode() in path.read_bytes():
                yield str(path)
