"""Does an inspector, or a head in the inspection's room, read a sentence when something is left empty?"""

from __future__ import annotations

import re

import pytest

from openprobation.portals.inspector import (
    inspection_forms,
    judging_forms,
    rating_forms,
    report_forms,
)
from openprobation.portals.manager import inspection as room
from openprobation.ui.forms import Form

BROKEN = re.compile(r"\bthe (the|what|how|who|why|when|which|is|do|does|to|of|or|read)\b")
FORMS = [
    pytest.param(form, id=f"{module.__name__.rpartition('.')[2]}.{form.__name__}")
    for module in (inspection_forms, judging_forms, rating_forms, report_forms, room)
    for form in vars(module).values()
    if isinstance(form, type)
    and issubclass(form, Form)
    and form not in (Form, judging_forms.Judge)
    and form.__module__ == module.__name__
]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_missing_is_told_in_a_sentence(form):
    empty = form({})

    empty.is_valid()

    said = [message for messages in empty.errors.values() for message in messages]
    assert [each for each in said if BROKEN.search(each)] == []
