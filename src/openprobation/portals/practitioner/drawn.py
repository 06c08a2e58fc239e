"""What is drawn when it is gathered, so that a list of eighty need not be drawn each time it is opened?"""

from __future__ import annotations

from datetime import date
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.template import engines

from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.sentences import queries as sentences

if TYPE_CHECKING:
    from .somebody import Somebody

ROW = "practitioner/case_row.html"
DRAWN_FROM = (ROW, "practitioner/marks.html", "ui/components.html")


def case_row(
    person: Somebody,
    order: sentences.OrderShort | None,
    following: appointments.DayEntry | None,
    seen_on: date | None,
    *,
    on: date,
) -> str:
    """A person's row of my cases, as HTML: everything in it is escaped, and is so on one day."""
    macro = environment().get_template(ROW).module.case_row
    return str(macro(person, order, following, seen_on, (on - seen_on).days if seen_on else None))


@cache
def drawn_by() -> str:
    """Which templates a row was drawn from: of another release's nothing is read."""
    loader = environment().loader
    sources = [loader.get_source(environment(), name)[0] for name in DRAWN_FROM]
    return sha256("".join(sources).encode()).hexdigest()[:16]


def environment() -> Any:
    return engines["jinja2"].env  # type: ignore[attr-defined]
