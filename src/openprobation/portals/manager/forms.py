"""What does a manager say of a look?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import Form, NoteField, TermField
from openprobation.vocabulary.access import LookReview


class Review(Form):
    review = TermField(LookReview, label=_("Was the look needed?"))
    note = NoteField(label=_("Note"), required=False, rows=3, max_length=1_000)
