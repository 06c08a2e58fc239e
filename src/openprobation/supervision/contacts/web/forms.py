"""What do we ask when something is written in the record?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import (
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    TickField,
    TimeField,
)
from openprobation.vocabulary.contacts import WRITTEN_BY_HAND, ContactKind


class Write(Form):
    kind = TermField(
        ContactKind, only=WRITTEN_BY_HAND, label=_("What was it?"), missing=_("Say what it was")
    )
    day = DayField(label=_("When did it happen?"), noun=_("the day it happened"))
    time = TimeField(label=_("Time"), noun=_("the time it happened"))
    summary = TextField(
        label=_("In a few words"),
        hint=_("This is the line people see first."),
        noun=_("what happened"),
        missing=_("Say in a few words what happened"),
        max_length=200,
    )
    note = NoteField(label=_("Note"), required=False)
    is_sensitive = TickField(
        label=_("This line is sensitive"),
        hint=_("Only those who may read sensitive lines see it. It cannot be made ordinary later."),
        required=False,
    )


class Correct(Write):
    why = TextField(
        label=_("Why is it corrected?"),
        hint=_("The line as it was stays on the record, with this reason."),
        missing=_("Say why the line is corrected"),
        max_length=500,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.order_fields(["why", "day", "time", "summary", "note", "is_sensitive"])


class Withdraw(Form):
    why = TextField(
        label=_("Why should this line not be here?"),
        hint=_(
            "For example, it is about somebody else. The record will say that it was withdrawn, and why."
        ),
        missing=_("Say why the line is withdrawn"),
        max_length=500,
    )
