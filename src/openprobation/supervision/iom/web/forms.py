"""What do we ask of the team and its panel?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    NoteField,
    TermField,
)
from openprobation.vocabulary.iom import Colour

from ..policies import LONGEST


class Propose(Form):
    scheme = ChoiceField(label=_("Which team?"), noun=_("a team"))
    why = NoteField(
        label=_("Why should police and probation work with this person together?"),
        noun=_("why"),
        hint=_("What they did, how often, and what would help. Police read this."),
        rows=4,
        max_length=LONGEST,
    )


class Rate(Form):
    colour = TermField(Colour, label=_("Which colour?"), noun=_("a colour"))
    why = NoteField(label=_("Why?"), noun=_("why"), rows=3, max_length=LONGEST)


class SetAction(Form):
    text = NoteField(label=_("What will be done?"), rows=3, max_length=LONGEST)
    owner = ChoiceField(label=_("Who does it?"), noun=_("who does it"), as_select=True)
    due_on = DayField(label=_("By when?"), noun=_("by when"))


class FinishAction(Form):
    note = NoteField(label=_("What came of it?"), rows=3, max_length=LONGEST)


class Visit(Form):
    on = DayField(label=_("When?"), noun=_("the day of the visit"))
    beside = ChoiceField(
        label=_("Who was with you?"),
        noun=_("who was with you"),
        hint=_("Somebody of another organisation."),
        as_select=True,
    )
    found = NoteField(label=_("What did you find?"), rows=4, max_length=LONGEST)


class Write(Form):
    text = NoteField(
        label=_("What is known, and how surely?"),
        noun=_("what is known"),
        hint=_("Only people cleared at this team read it. Nothing of it stands on the record."),
        rows=4,
        max_length=LONGEST,
    )


class CallPanel(Form):
    on = DayField(label=_("On which day?"), noun=_("the day of the panel"))


class There(Form):
    members = ChoicesField(label=_("Who is here besides you?"), noun=_("who is here"))


class Decide(Form):
    decision = ChoiceField(label=_("What does the panel decide?"), noun=_("what is decided"))
    why = NoteField(label=_("Why?"), noun=_("why"), rows=3, max_length=LONGEST)


class Clear(Form):
    user = ChoiceField(label=_("Who?"), noun=_("who"), as_select=True)
    ends_on = DayField(label=_("Until when?"), noun=_("until when"))
    why = NoteField(label=_("Why do they need it?"), noun=_("why"), rows=3, max_length=LONGEST)
