"""What do we ask about staff, their time and their work?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.ui.forms import (
    Asked,
    ChoiceField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    TickField,
    _words,
)
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import (
    AbsenceKind,
    PulseQuestion,
    ReductionReason,
    Tier,
    TrainingKind,
)

from ..policies import LONGEST_LINE, LONGEST_NOTE

AGREED = 4
"""How many agreed actions a session's page has room for."""


class HoursField(Asked, forms.Field):
    """Hours a week, with one decimal at most: 37, 18.5."""

    kind = "text"
    width = "4"
    inputmode = "decimal"
    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("suffix", gettext_lazy("hours"))
        super().__init__(**self._ask(kwargs, **_words(kwargs)))

    def to_python(self, value: Any) -> Decimal | None:
        typed = str(value if value is not None else "").strip().replace(",", ".")
        if not typed:
            return None
        try:
            found = Decimal(typed)
        except InvalidOperation:
            found = None
        if found is None or not found.is_finite() or not 0 <= found < 100:
            raise self.wrong(_("%(noun)s must be a number, like 37 or 18.5"), "invalid")
        return found.quantize(Decimal("0.1"))


class Hours(Form):
    grade = TermField(Grade, label=gettext_lazy("Grade"), meanings=False)
    hours = HoursField(label=gettext_lazy("Hours a week"), noun=gettext_lazy("the hours a week"))
    starts_on = DayField(label=gettext_lazy("From"), noun=gettext_lazy("the first day"))


class Absence(Form):
    kind = TermField(AbsenceKind, label=gettext_lazy("What is it?"))
    starts_on = DayField(
        label=gettext_lazy("First day away"), noun=gettext_lazy("the first day away")
    )
    last_on = DayField(
        label=gettext_lazy("Last day away"),
        noun=gettext_lazy("the last day away"),
        hint=gettext_lazy("Leave it empty while nobody knows."),
        required=False,
    )
    expected_back_on = DayField(
        label=gettext_lazy("Expected back"),
        noun=gettext_lazy("the day they are expected back"),
        required=False,
    )
    reason = NoteField(
        label=gettext_lazy("Reason"),
        hint=gettext_lazy(
            "Only if it must be kept. No list shows it; the head of the delivery unit can read it,"
            " and each time is written down."
        ),
        required=False,
        rows=3,
        max_length=LONGEST_NOTE,
    )


class Back(Form):
    last_on = DayField(label=gettext_lazy("Last day away"), noun=gettext_lazy("the last day away"))


class Reduction(Form):
    reason = TermField(ReductionReason, label=gettext_lazy("Why?"), as_select=True, meanings=False)
    hours = HoursField(
        label=gettext_lazy("Hours taken off a week"),
        noun=gettext_lazy("the hours taken off a week"),
        hint=gettext_lazy("Leave it empty where the reason takes a fixed share of the week."),
        required=False,
    )
    starts_on = DayField(label=gettext_lazy("From"), noun=gettext_lazy("the first day"))
    last_on = DayField(
        label=gettext_lazy("Until"),
        noun=gettext_lazy("the last day"),
        hint=gettext_lazy("That day included. Empty: the usual time, or no end."),
        required=False,
    )
    note = TextField(label=gettext_lazy("Note"), required=False, max_length=LONGEST_LINE)


class EndReduction(Form):
    last_on = DayField(label=gettext_lazy("Last day"), noun=gettext_lazy("the last day"))


class Session(Form):
    """A session of supervision, with room for what was agreed."""

    held_on = DayField(label=gettext_lazy("When was it?"), noun=gettext_lazy("the day"))
    note = NoteField(
        label=gettext_lazy("What did you talk about?"),
        noun=gettext_lazy("what you talked about"),
        hint=gettext_lazy(
            "Load, cases that worry, how they are, learning. Only they and their managers read it."
        ),
        max_length=LONGEST_NOTE,
    )
    next_on = DayField(
        label=gettext_lazy("Next session"), noun=gettext_lazy("the day of the next session")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, AGREED + 1):
            self.fields[f"action_{number}"] = TextField(
                label=_("Agreed action %(number)s") % {"number": number},
                required=False,
                max_length=LONGEST_LINE,
            )
            self.fields[f"due_{number}"] = DayField(
                label=_("By"),
                noun=_("the day of action %(number)s") % {"number": number},
                required=False,
            )
        self.order_fields([*(n for n in self.fields if n not in {"submission", "seen"})])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(1, AGREED + 1):
            text, due = cleaned.get(f"action_{number}"), cleaned.get(f"due_{number}")
            if text and due is None and f"due_{number}" not in self.errors:
                self.add_error(f"due_{number}", _("Say by when it is to be done."))
        return cleaned

    @property
    def agreed(self) -> list[tuple[str, date]]:
        return [
            (text, self.cleaned_data[f"due_{number}"])
            for number in range(1, AGREED + 1)
            if (text := self.cleaned_data.get(f"action_{number}"))
        ]


class Observed(Form):
    observed_on = DayField(label=gettext_lazy("When was it?"), noun=gettext_lazy("the day"))
    what = TextField(
        label=gettext_lazy("What did you see?"),
        noun=gettext_lazy("what you saw"),
        hint=gettext_lazy("For example, a first appointment. Do not name the person supervised."),
        max_length=LONGEST_LINE,
    )
    went_well = NoteField(
        label=gettext_lazy("What went well?"),
        noun=gettext_lazy("what went well"),
        rows=4,
        max_length=LONGEST_NOTE,
    )
    to_try = NoteField(
        label=gettext_lazy("What could they try next?"),
        noun=gettext_lazy("what to try next"),
        rows=4,
        max_length=LONGEST_NOTE,
    )


class Training(Form):
    kind = TermField(TrainingKind, label=gettext_lazy("What is it?"), as_select=True)
    due_on = DayField(label=gettext_lazy("By"), noun=gettext_lazy("the day"))


class Trained(Form):
    on = DayField(label=gettext_lazy("When was it done?"), noun=gettext_lazy("the day"))


class Induction(Form):
    started_on = DayField(label=gettext_lazy("First day"), noun=gettext_lazy("the first day"))


class Pulse(Form):
    """Four sentences, each from 1 to 5. Never kept as a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in PulseQuestion:
            self.fields[question.value] = ChoiceField(
                [
                    ("1", _("1 – not at all")),
                    ("2", "2"),
                    ("3", "3"),
                    ("4", "4"),
                    ("5", _("5 – very much")),
                ],
                label=question.label,
                hint=question.meaning,
                missing=_("Answer: %(question)s") % {"question": question.label},
            )
        self.order_fields([*(n for n in self.fields if n not in {"submission", "seen"})])

    @property
    def answers(self) -> dict[PulseQuestion, int]:
        return {each: int(self.cleaned_data[each.value]) for each in PulseQuestion}


class AskPulse(Form):
    closes_on = DayField(label=gettext_lazy("Until"), noun=gettext_lazy("the day it closes"))


class CaseTier(Form):
    tier = TermField(Tier, label=gettext_lazy("Tier"), as_select=True, meanings=False)
    assessed_on = DayField(
        label=gettext_lazy("Day of the assessment"), noun=gettext_lazy("the day of the assessment")
    )
    is_young_adult = TickField(
        label=gettext_lazy("Supervised as a young adult, in transition from youth services"),
        required=False,
    )
