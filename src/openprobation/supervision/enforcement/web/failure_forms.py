"""What is asked when a failure is explained, decided on, warned of, or put to a senior?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openprobation.supervision.sentences.queries import OrderShort
from openprobation.ui.forms import ChoiceField, Form, NoteField, TermField, TermsField, TickField
from openprobation.vocabulary.enforcement import (
    Alternative,
    Excuse,
    InstructionGiven,
    SeniorAnswer,
)

from ..policies import LONGEST_WORDS


class Explain(Form):
    explanation = NoteField(
        label=_("What did they say?"),
        hint=_("In their own words where you can. It is added under what was said before."),
        missing=_("Write what they said"),
        max_length=LONGEST_WORDS,
        rows=4,
    )


def why(label: Any, hint: Any = "") -> NoteField:
    return NoteField(
        label=label,
        hint=hint,
        missing=_("Say why, in a sentence"),
        max_length=LONGEST_WORDS,
        rows=3,
    )


class OfOrder(Form):
    """Asks which order was broken where more than one ran, and how they were told."""

    order = ChoiceField(label=_("Which order or licence was broken?"))
    instruction_how = TermField(
        InstructionGiven,
        label=_("How were they told to come?"),
        required=False,
        as_select=True,
    )
    now = TickField(label=_("I decide now, before their time to explain is over"), required=False)

    def __init__(self, *args: Any, orders: list[OrderShort], is_early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].offer(  # type: ignore[attr-defined]
            [(order.id, order.kind.label) for order in orders]
        )
        if len(orders) == 1:
            self.fields["order"].initial = str(orders[0].id)
        if not is_early:
            del self.fields["now"]

    @property
    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "order_id": int(said["order"]),
            "instruction_how": said["instruction_how"],
            "now": bool(said.get("now")),
        }


class Decide(OfOrder):
    excuse = TermField(
        Excuse,
        without=(Excuse.UNDECIDED,),
        label=_("Was there a reasonable excuse?"),
        missing=_("Select whether there was a reasonable excuse"),
    )
    why = why(_("Why?"))
    field_order = ("excuse", "why", "order", "instruction_how", "now")


class Warn(OfOrder):
    why = why(
        _("Why was there no reasonable excuse?"),
        _("What they said, what you considered, and why it is not accepted."),
    )
    field_order = ("why", "order", "instruction_how", "now")


class Withdraw(Form):
    why = why(_("Why is the warning withdrawn?"))


class ToSenior(Form):
    alternatives = TermsField(
        Alternative,
        label=_("Which alternatives did you consider?"),
        missing=_("Select each alternative that you considered"),
    )
    weighed = why(_("What do you think of each, and what do you propose?"))


class Answer(Form):
    answer = TermField(SeniorAnswer, label=_("What follows?"), missing=_("Select what follows"))
    why = why(_("Why?"))


class SendIn(Form):
    file = forms.FileField(required=False, label=_("A photograph, PDF or document"))
    said = NoteField(
        label=_("What happened?"),
        required=False,
        max_length=2_000,
        rows=4,
    )
