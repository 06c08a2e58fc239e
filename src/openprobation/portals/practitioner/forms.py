"""What may be asked of an officer's lists?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import DayField, Form, TermField, TermsField, TextField
from openprobation.vocabulary.contacts import ContactKind

from .cases import Showing, SortedBy


class CaseFilters(Form):
    words = TextField(label=_("Name or CRN"), required=False, max_length=100)
    show = TermField(Showing, label=_("Show"), as_select=True, required=False, meanings=False)
    sort = TermField(
        SortedBy, label=_("In order of"), as_select=True, required=False, meanings=False
    )


class RecordFilters(Form):
    words = TextField(label=_("Words"), required=False, max_length=100)
    kinds = TermsField(ContactKind, label=_("Kinds"), required=False, meanings=False)
    since = DayField(label=_("From"), noun=_("the first day"), required=False)
    until = DayField(label=_("To"), noun=_("the last day"), required=False)
