"""What does a line of the log say? Ids, codes and counts; never what anybody wrote or is called.

One JSON object a line. Of our own events only the fields named in `SAID` are written. Of a library's
message only the template is written, never what was put into it; of an exception its kind and where it
rose, never its words: a database quotes the row it refuses.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import Any

import structlog

#: What an event may say. A new name is a decision: can its value ever be somebody's words?
SAID = (
    *("request", "method", "view", "status", "ms", "queries", "user"),
    *("job", "fault", "attempt", "steps"),
)
EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")
MOST_FRAMES = 12
MOST_CAUSES = 5


def hand_over(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The last step of structlog: the event goes to the standard library with its fields beside it."""
    name, exc_info = event.pop("event"), event.pop("exc_info", None)
    return (name,), {"extra": {"said": dict(event)}, "exc_info": exc_info}


def configure_structlog() -> None:
    logging.raiseExceptions = False  # a line that cannot be written is not printed whole instead
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, hand_over],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def logging_config(*, level: str, requests: bool) -> dict[str, Any]:
    """Django's LOGGING. No handler of Django's own stays: its e-mail of a fault holds everything."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"one_line": {"()": f"{__name__}.OneLine"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "one_line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            "django.request": {"level": "ERROR"},  # what was refused has its own line
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "axes": {"level": "ERROR"},
            "_granian": {"handlers": [], "level": "WARNING", "propagate": True},
            "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "openprobation.requests": {"level": "INFO" if requests else "ERROR"},
        },
    }


class OneLine(logging.Formatter):
    """A record of the log as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        said = getattr(record, "said", None)
        if isinstance(said, Mapping):
            line["event"] = record.msg if EVENT.fullmatch(str(record.msg)) else "unnamed"
        else:
            said = {}
            # Without anything to put in, a message may be made whole already, words and all.
            is_template = bool(record.args) and isinstance(record.msg, str)
            line["event"] = record.msg if is_template else "message.withheld"
            line["line"] = place(record.pathname, record.lineno, record.funcName)
        said = {**structlog.contextvars.get_contextvars(), **said}
        line |= {name: plain(said[name]) for name in SAID if name in said}
        if record.exc_info and record.exc_info[1] is not None:
            line["faults"] = faults(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return str(value)


def faults(exception: BaseException) -> list[dict[str, Any]]:
    """What went wrong and what it came from, nearest first: kinds, codes and places."""
    found: list[dict[str, Any]] = []
    fault: BaseException | None = exception
    while fault is not None and len(found) < MOST_CAUSES:
        one: dict[str, Any] = {"kind": f"{type(fault).__module__}.{type(fault).__qualname__}"}
        code = getattr(fault, "sqlstate", None) or getattr(fault, "sqlite_errorname", None)
        if isinstance(code, str):
            one["code"] = code
        one["where"] = places(fault.__traceback__)
        found.append(one)
        fault = fault.__cause__ or fault.__context__
    return found


def places(traceback: TracebackType | None) -> list[str]:
    """The last frames, outermost first, without their locals and without their lines."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(place(code.co_filename, traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    return found[-MOST_FRAMES:]


def place(file: str, line: int, function: str | None) -> str:
    return f"{'/'.join(PurePath(file).parts[-3:])}:{line} {function or ''}".rstrip()
