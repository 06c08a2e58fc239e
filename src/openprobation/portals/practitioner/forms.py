"""What may be asked of an officer's lists?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    TermField,
    TermsField,
    TextField,
)
from openprobation.vocabulary.contacts import ContactKind

from .cases import Showing, SortedBy


class Filters(Form):
    """What may be asked of a list. The empty one is one for everybody, and changed by nobody."""

    is_the_empty_one = False


class CaseFilters(Filters):
    words = TextField(label=_("Name or CRN"), required=False, max_length=100)
    show = TermField(Showing, label=_("Show"), as_select=True, required=False, meanings=False)
    sort = TermField(
        SortedBy, label=_("In order of"), as_select=True, required=False, meanings=False
    )


class RecordFilters(Filters):
    words = TextField(label=_("Words"), required=False, max_length=100)
    kinds = TermsField(ContactKind, label=_("Kinds"), required=False, meanings=False)
    since = DayField(label=_("From"), noun=_("the first day"), required=False)
    until = DayField(label=_("To"), noun=_("the last day"), required=False)


def asked(kind: type[Filters], query: QueryDict) -> Filters:
    """The filters as they were asked for."""
    return kind(query) if query else nothing_asked(kind)


@cache
def nothing_asked(kind: type[Filters]) -> Filters:
    form = kind()
    form.is_the_empty_one = True
    return form


class Later(Form):
    matters = ChoicesField(label=_("What to put off"), missing=_("Select what to put off"))
    until = ChoiceField(label=_("Remind me on"), missing=_("Select the day to be reminded on"))

    def __init__(
        self,
        *args: Any,
        matters: Iterable[Sequence[Any]],
        days: Iterable[Sequence[Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, options in (("matters", matters), ("until", days)):
            asked = self.fields[name]
            assert isinstance(asked, ChoiceField | ChoicesField)
            asked.offer(options)
