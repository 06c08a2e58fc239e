"""What do we ask when a report is written, released and followed up?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.clock import LONDON
from openprobation.ui.forms import (
    ChoiceField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    TimeField,
)
from openprobation.vocabulary.inspection import (
    AccuracyAnswer,
    Addressee,
    Coding,
    FindingTone,
    PassageKind,
    Progress,
)

LONG = 4_000


class Opening(Form):
    title = TextField(label=_("Headline"), hint=_("What was found, in one line."), max_length=160)
    summary = NoteField(
        label=_("Summary"),
        hint=_("What everybody should know who reads only this."),
        rows=6,
        max_length=LONG,
    )


class Begin(Opening):
    inspection = ChoiceField(label=_("Which inspection?"), noun=_("an inspection"))
    field_order = ("inspection", "title", "summary")


class Verdict(Form):
    words = TextField(
        label=_("The judgement, in words"),
        noun=_("the judgement, in words"),
        hint=_("For example: generally effective"),
    )
    detail = TextField(label=_("What lies behind it"), required=False, max_length=400)
    coding = TermField(
        Coding,
        without=(Coding.NOT_KNOWN,),
        meanings=False,
        label=_("What it comes to"),
        noun=_("what it comes to"),
        hint=_("Colours the picture. The words are the judgement."),
    )


class Passage(Form):
    kind = TermField(PassageKind, label=_("What is it?"), noun=_("what it is"))
    provider = ChoiceField(label=_("Of whom?"), noun=_("of whom it is"))
    section = ChoiceField(label=_("On which outcome?"), noun=_("an outcome"))
    tone = TermField(FindingTone, label=_("How does it read?"), noun=_("how it reads"))
    heading = TextField(label=_("Heading"), max_length=160)
    text = NoteField(label=_("Text"), rows=6, max_length=LONG)
    changed_name = TextField(
        label=_("The changed name"),
        hint=_("Only for good practice: the name the text gives the person, which is not theirs."),
        required=False,
        width="20",
    )


class Recommendation(Form):
    addressee = TermField(Addressee, label=_("To whom?"), noun=_("to whom it is made"))
    text = NoteField(
        label=_("What should they do?"), noun=_("what they should do"), rows=4, max_length=LONG
    )
    due_on = DayField(label=_("By when?"), noun=_("the deadline"))


class SendForAccuracy(Form):
    answer_by = DayField(label=_("They have until"), noun=_("the day they have until"))


class Answer(Form):
    answer = TermField(AccuracyAnswer, label=_("What do you say?"), noun=_("what you say"))
    now_says = NoteField(
        label=_("What the draft shall say there"),
        hint=_("Only when you accept the point."),
        required=False,
        rows=5,
        max_length=LONG,
    )
    reason = NoteField(
        label=_("Why, in words for the provider"),
        hint=_("Needed when you do not accept the point."),
        required=False,
        rows=3,
        max_length=LONG,
    )


class Why(Form):
    why = NoteField(label=_("Why?"), noun=_("why"), rows=3, max_length=1_000)


class Moment(Form):
    when = ChoiceField(
        (("now", _("Now")), ("later", _("At a minute still to come"))),
        label=_("When shall it be public?"),
        noun=_("when it shall be public"),
    )
    on = DayField(label=_("Day"), noun=_("the day of release"), required=False)
    time = TimeField(label=_("Time"), noun=_("the time of release"), required=False)

    def clean(self) -> dict[str, Any]:
        kept = dict(super().clean() or {})
        if kept.get("when") != "later" or self.errors:
            return kept
        for name, said in (
            ("on", _now("Enter the day of release")),
            ("time", _now("Enter the time of release")),
        ):
            if not kept.get(name):
                self.add_error(name, ValidationError(said))
        return kept

    def moment(self) -> datetime | None:
        """The named minute in London; None for now."""
        if self.cleaned_data["when"] != "later":
            return None
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"], tzinfo=LONDON)


class Correct(Form):
    text = NoteField(
        label=_("What it shall say"), noun=_("what it shall say"), rows=6, max_length=LONG
    )
    why = NoteField(
        label=_("Why was it wrong?"),
        noun=_("why it was wrong"),
        hint=_("Everybody reads this."),
        rows=3,
        max_length=1_000,
    )


class Judge(Form):
    progress = TermField(
        Progress, label=_("How far was it carried out?"), noun=_("how far it was carried out")
    )
    reason = NoteField(
        label=_("Why do you say so?"),
        noun=_("why you say so"),
        hint=_("Everybody reads this."),
        rows=4,
        max_length=LONG,
    )
