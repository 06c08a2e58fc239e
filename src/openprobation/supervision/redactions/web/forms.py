"""What do we ask when words must vanish, and when a record must be kept?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import Form, NoteField, TermField
from openprobation.vocabulary.redactions import RedactionAnswer


class Ask(Form):
    words = NoteField(
        label=_("Which words must vanish?"),
        hint=_(
            "One thing a line, as it is written in the record: an address on one line, its postcode"
            " on the next. Capitals, spaces and commas make no difference."
        ),
        missing=_("Write the words that must vanish"),
        rows=4,
        max_length=2_000,
    )
    why = NoteField(
        label=_("Why?"),
        hint=_("Without the words themselves: the reason stays."),
        missing=_("Say why the words must vanish"),
        rows=3,
        max_length=1_000,
    )


class Answer(Form):
    answer = TermField(RedactionAnswer, label=_("What do you say?"))
    why = NoteField(
        label=_("Why not?"),
        hint=_("Only when you say no. Whoever asked reads it."),
        required=False,
        rows=3,
        max_length=1_000,
    )


class Hold(Form):
    why = NoteField(
        label=_("Why must this record be kept?"),
        hint=_("For example an inquiry, a claim or an inquest, and who asked."),
        missing=_("Say why the record must be kept"),
        rows=3,
        max_length=1_000,
    )


class Lift(Form):
    why = NoteField(
        label=_("Why need it not be kept any longer?"),
        missing=_("Say why the record need not be kept any longer"),
        rows=3,
        max_length=1_000,
    )
