"""What do the pages about needs ask?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.rules.needs import MOST_RANKED
from openprobation.ui.forms import (
    ChoiceField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    TickField,
    YesNo,
)
from openprobation.vocabulary.needs import EngagementKind, Need, NeedLevel, ProtectiveKind

from ..actions import Found
from ..policies import LONGEST_LINE, LONGEST_NOTE

RANKS = tuple(f"rank_{number}" for number in range(1, MOST_RANKED + 1))
PARTS = ("level", "found", "harm", "reoffending", "strength")


class Assess(Form):
    """Every need in turn, the first three in order, and what led to the offending."""

    what_led_to_it = NoteField(
        label=gettext_lazy("What led to the offending?"),
        hint=gettext_lazy("What happened before, and what it was about."),
        rows=4,
        max_length=LONGEST_NOTE,
    )
    ask_senior = TickField(
        label=gettext_lazy("Ask a senior to countersign it"),
        hint=gettext_lazy("It is also asked for where policy says so."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for need in Need:
            self.fields |= asked_of(need)
        for number, name in enumerate(RANKS, 1):
            self.fields[name] = ChoiceField(
                [(need.value, need.label) for need in Need],
                as_select=True,
                label=FIRST_TO_THIRD[number - 1],
                required=False,
            )
        asked = [f"{need}_{part}" for need in Need for part in PARTS]
        self.order_fields(["what_led_to_it", *asked, *RANKS, "ask_senior", "submission", "seen"])

    @property
    def found(self) -> dict[Need, Found]:
        given = self.cleaned_data
        return {
            need: Found(
                level=given[f"{need}_level"],
                bears_on_harm=given[f"{need}_harm"],
                bears_on_reoffending=given[f"{need}_reoffending"],
                found=given[f"{need}_found"],
                strength=given[f"{need}_strength"],
            )
            for need in Need
        }

    @property
    def ranked(self) -> tuple[Need, ...]:
        return tuple(Need(self.cleaned_data[name]) for name in RANKS if self.cleaned_data[name])


FIRST_TO_THIRD = (gettext_lazy("First"), gettext_lazy("Second"), gettext_lazy("Third"))


def asked_of(need: Need) -> dict[str, Any]:
    """The five things asked of each need."""
    noun = need.label.lower()
    return {
        f"{need}_level": TermField(
            NeedLevel,
            label=_("How much need is there?"),
            meanings=False,
            missing=_("Say how much need there is: %(need)s") % {"need": noun},
        ),
        f"{need}_found": TextField(
            label=_("What you found"), required=False, max_length=LONGEST_LINE
        ),
        f"{need}_harm": TickField(label=_("Bears on serious harm"), required=False),
        f"{need}_reoffending": TickField(label=_("Bears on reoffending"), required=False),
        f"{need}_strength": TextField(
            label=_("What is strong here"), required=False, max_length=LONGEST_LINE
        ),
    }


class Countersign(Form):
    """A senior has read it."""

    accepts = YesNo(label=gettext_lazy("Do you countersign it?"))
    answer = NoteField(
        label=gettext_lazy("A line for the officer"),
        hint=gettext_lazy("When you send it back, say what to change."),
        required=False,
        rows=3,
        max_length=LONGEST_NOTE,
    )


class OwnView(Form):
    """What the person says, in their own words."""

    said_on = DayField(label=gettext_lazy("When did they say it?"), noun=gettext_lazy("the day"))
    going_well = NoteField(
        label=gettext_lazy("What is going well for you?"),
        required=False,
        rows=3,
        max_length=LONGEST_NOTE,
    )
    is_hard = NoteField(
        label=gettext_lazy("What is hard?"), required=False, rows=3, max_length=LONGEST_NOTE
    )
    wants = NoteField(
        label=gettext_lazy("What would you like to be different?"),
        required=False,
        rows=3,
        max_length=LONGEST_NOTE,
    )


class AddFactor(Form):
    """Something that holds the person steady."""

    kind = TermField(ProtectiveKind, label=gettext_lazy("What kind of thing is it?"))
    what = TextField(
        label=gettext_lazy("What is it?"),
        hint=gettext_lazy("Like “His sister rings every evening”."),
        max_length=LONGEST_LINE,
    )
    starts_on = DayField(label=gettext_lazy("Since when?"), noun=gettext_lazy("the first day"))


class EndFactor(Form):
    """It no longer holds."""

    on = DayField(label=gettext_lazy("Until when?"), noun=gettext_lazy("the last day"))
    why = TextField(label=gettext_lazy("What happened?"), max_length=LONGEST_LINE)


class Note(Form):
    """What gets in the way, or what works."""

    kind = TermField(EngagementKind, label=gettext_lazy("Which is it?"))
    what = TextField(
        label=gettext_lazy("What should the next officer know?"), max_length=LONGEST_LINE
    )
