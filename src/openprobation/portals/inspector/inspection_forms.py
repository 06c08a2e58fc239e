"""What do we ask when an inspection is announced, planned and its sample drawn?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    NoteField,
    TermField,
    TermsField,
    TextField,
    TickField,
    WholeNumberField,
)
from openprobation.vocabulary.inspection import InterviewWith, ReplacedFor, Stratify, TeamPart


class Announce(Form):
    framework = ChoiceField(label=_("By which framework?"), noun=_("a framework"), as_select=True)
    area = TextField(label=_("Area"), noun=_("the area"), max_length=80)
    organisations = ChoicesField(
        label=_("Which organisations?"),
        noun=_("the organisations"),
        hint=_("At most one of each kind, such as one company."),
    )
    fieldwork_from = DayField(
        label=_("First day of fieldwork"), noun=_("the first day of fieldwork")
    )
    fieldwork_until = DayField(
        label=_("Last day of fieldwork"), noun=_("the last day of fieldwork")
    )

    follows = ChoiceField(
        label=_("Does it look again at what an earlier one found?"),
        hint=_("Leave empty if not. If so, its report will say what moved since."),
        noun=_("an inspection"),
        as_select=True,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        begins, ends = told.get("fieldwork_from"), told.get("fieldwork_until")
        if begins and ends and ends <= begins:
            self.add_error("fieldwork_until", _now("The last day comes after the first."))
        return told


class Day(Form):
    on = DayField(label=_("On which day?"), noun=_("the day"))


class Join(Form):
    user = ChoiceField(label=_("Who?"), noun=_("an inspector"), as_select=True)
    part = TermField(TeamPart, label=_("As what?"), noun=_("their part"))
    is_cleared = TickField(label=_("Cleared for restricted cases"), required=False)


class Draw(Form):
    as_of = DayField(
        label=_("The record as it stood on"),
        hint=_("The frame is every case with an order running at the end of that day."),
        noun=_("the day of the frame"),
    )
    confidence = WholeNumberField(label=_("Confidence"), suffix=_("%"), at_least=50, at_most=99)
    margin = WholeNumberField(
        label=_("Margin either way"), suffix=_("points"), at_least=1, at_most=30
    )
    size = WholeNumberField(
        label=_("Or so many cases"),
        hint=_("Leave empty to have the number worked out."),
        at_least=1,
        required=False,
    )
    strata = TermsField(
        Stratify,
        label=_("Part the frame by"),
        hint=_("Each group gives its share of the sample."),
        required=False,
    )


class Why(Form):
    why = NoteField(label=_("Why?"), noun=_("why"), rows=3, max_length=1_000)


class ShareOut(Form):
    twice = WholeNumberField(
        label=_("Read twice"),
        noun=_("how many are read twice"),
        hint=_("Of a hundred cases. The seed says which, and another assessor reads them."),
        suffix=_("%"),
        at_least=0,
        at_most=100,
    )


class Give(Form):
    assessor = ChoiceField(label=_("To whom?"), noun=_("an assessor"), as_select=True)
    is_second = TickField(label=_("To judge it a second time, blind to the first"), required=False)


class Replace(Form):
    reason = TermField(ReplacedFor, label=_("Why is it replaced?"), noun=_("why it is replaced"))
    note = TextField(label=_("In words"), required=False, max_length=300)


class Interview(Form):
    with_whom = TermField(InterviewWith, label=_("Who was spoken to?"), noun=_("who was spoken to"))
    held_on = DayField(label=_("On which day?"), noun=_("the day"))
    note = NoteField(label=_("What was said"), noun=_("what was said"), rows=6, max_length=6_000)
