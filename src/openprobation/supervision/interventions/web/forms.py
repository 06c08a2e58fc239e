"""What do we ask of an officer who sends somebody to a service, and of a leader who checks what it cost?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.ui.forms import (
    ChoiceField,
    Form,
    NoteField,
    TermField,
    TextField,
    TickField,
    WholeNumberField,
)
from openprobation.vocabulary.commissioning import DisputeReason, UnmetReason
from openprobation.vocabulary.interventions import WithdrawalReason

from ..policies import LONGEST

WANTED = 2
"""How many outcomes the page has room for."""


class Refer(Form):
    """Everything but the reason is filled already."""

    why = NoteField(
        label=gettext_lazy("Why this service, for this person?"),
        noun=gettext_lazy("why this service"),
        hint=gettext_lazy("The supplier reads this. Do not name anybody else."),
        rows=4,
        max_length=LONGEST,
    )
    units = WholeNumberField(label=gettext_lazy("How many?"), at_least=1, at_most=200)
    funding_line = ChoiceField(label=gettext_lazy("Who pays?"), noun=gettext_lazy("who pays"))
    requirement = ChoiceField(
        label=gettext_lazy("Which requirement do its days count towards?"), required=False
    )
    with_who = TickField(
        label=gettext_lazy("Also send who is at risk and what protects them"),
        hint=gettext_lazy("Only if the supplier needs it to keep somebody safe."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, WANTED + 1):
            self.fields[f"wanted_{number}"] = TextField(
                label=_("Outcome %(number)s") % {"number": number},
                noun=_("what it should bring about"),
                required=number == 1,
            )

    @property
    def wanted(self) -> list[str]:
        return [self.cleaned_data[f"wanted_{n}"] for n in range(1, WANTED + 1)]


class Withdraw(Form):
    reason = TermField(
        WithdrawalReason,
        without=(WithdrawalReason.DIED,),
        label=gettext_lazy("Why?"),
        as_select=True,
        meanings=False,
    )
    why = NoteField(
        label=gettext_lazy("Anything to add"), required=False, rows=3, max_length=LONGEST
    )


class Again(Form):
    why = NoteField(
        label=gettext_lazy("What does the supplier need to know now?"), rows=4, max_length=LONGEST
    )


class WhyNot(Form):
    reason = TermField(UnmetReason, label=gettext_lazy("Why has no service been used?"))
    note = NoteField(
        label=gettext_lazy("Anything to add"), required=False, rows=3, max_length=LONGEST
    )


class Dispute(Form):
    reason = TermField(DisputeReason, label=gettext_lazy("What is wrong?"))
    note = NoteField(
        label=gettext_lazy("Anything to add"), required=False, rows=3, max_length=LONGEST
    )
