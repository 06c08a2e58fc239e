"""What do we ask when a standard is rated from evidence, or a panel moved a rating?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import ChoiceField, ChoicesField, Form, NoteField, TermField
from openprobation.vocabulary.inspection import Rating

LONG = 4_000


class Found(Form):
    rating = TermField(Rating, meanings=False, label=_("What is it rated?"), noun=_("a rating"))
    why = NoteField(
        label=_("Why?"),
        noun=_("why"),
        hint=_("What was seen, heard and read. Tell of nobody who can be found by it."),
        rows=6,
        max_length=LONG,
    )


class Moved(Form):
    to = ChoiceField(label=_("To which rating?"), noun=_("a rating"))
    members = ChoicesField(
        label=_("Who sat on the panel?"),
        noun=_("who sat on the panel"),
        hint=_("Kept here, and never published."),
    )
    why = NoteField(
        label=_("Why did the panel move it?"),
        noun=_("why the panel moved it"),
        hint=_("This is published. Tell of nobody who can be found by it."),
        rows=5,
        max_length=LONG,
    )


class Why(Form):
    why = NoteField(label=_("Why?"), noun=_("why"), rows=3, max_length=1_000)
