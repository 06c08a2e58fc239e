"""What do we ask about a meeting that is arranged, moved or written down?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import (
    ChoiceField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    TickField,
    TimeField,
    WholeNumberField,
)
from openprobation.vocabulary.appointments import (
    USUAL_OUTCOMES,
    AppointmentKind,
    Outcome,
    Repeat,
    WhoAsked,
)

#: Moving is a page of its own, so that the new time is tied to the old; clearing a failure comes a year later.
NOT_WRITTEN_HERE = (
    Outcome.RESCHEDULED_BY_PERSON,
    Outcome.RESCHEDULED_BY_SERVICE,
    Outcome.CLEARED_LATER,
)
OTHER_OUTCOMES = tuple(
    outcome for outcome in Outcome if outcome not in USUAL_OUTCOMES + NOT_WRITTEN_HERE
)
MOST_AT_ONCE = 26


def moment(day: date, at: time) -> datetime:
    """A day and a time on the wall, as a moment."""
    return timezone.make_aware(datetime.combine(day, at))


def key_of(values: Iterable[object]) -> str:
    """What was shown to the officer, as one word, so that a tick counts for that and nothing else."""
    return "|".join("" if value is None else str(value) for value in values)


class Timed(Form):
    """A form that asks for a day and a time, and whether to go on knowing what the officer should know."""

    #: The names of its fields: day, time, minutes, and the tick that accepts the warnings.
    day_name, time_name, minutes_name, accept_name = "day", "time", "minutes", "accept"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, at = cleaned.get(self.day_name), cleaned.get(self.time_name)
        if day and at:
            self.refuse_missing_hour(day, at)
        if cleaned.get(self.accept_name) and self.data.get("accepted_for") != self.accepting:
            # The tick was for another time: what is to know of this one has not been seen.
            cleaned[self.accept_name] = False
        return cleaned

    def refuse_missing_hour(self, day: date, at: time) -> None:
        """On the night the clocks go forward there is no half past one."""
        there_and_back = timezone.localtime(moment(day, at).astimezone(UTC))
        if there_and_back.time() != at:
            self.add_error(
                self.time_name,
                gettext(
                    "The clocks go forward that night, so there is no such time. Choose another"
                ),
            )

    @property
    def accepting(self) -> str:
        """What the tick accepts: this day, time, length, officer and series, as typed."""
        names = (self.day_name, self.time_name, self.minutes_name, "officer", "repeat", "times")
        typed = getattr(self, "cleaned_data", {})
        return key_of(typed.get(name) for name in names)

    @property
    def starts_at(self) -> datetime:
        return moment(self.cleaned_data[self.day_name], self.cleaned_data[self.time_name])

    @property
    def must_accept(self) -> bool:
        """Whether the page shows the tick: there is something to know, or it was ticked."""
        name = self.accept_name
        return name in self.errors or bool(self.is_bound and self.data.get(name))


def accept(label: str | Promise) -> TickField:
    return TickField(label=label, required=False)


def minutes(**kwargs: Any) -> WholeNumberField:
    return WholeNumberField(
        label=_("How long?"), noun=_("how long it lasts"), suffix=_("minutes"), width="3", **kwargs
    )


class Arrange(Timed):
    kind = TermField(
        AppointmentKind,
        label=_("What is it?"),
        missing=_("Select what kind of appointment it is"),
        as_select=True,
    )
    officer = ChoiceField(
        label=_("With whom?"), missing=_("Select who will see them"), as_select=True
    )
    day = DayField(label=_("Day"), noun=_("the day of the appointment"))
    time = TimeField(
        label=_("Time"), hint=_("For example, 9:30am"), noun=_("the time of the appointment")
    )
    minutes = minutes(initial=30)
    office = ChoiceField(label=_("Office"), required=False, as_select=True)
    place = TextField(
        label=_("Or another place"),
        hint=_("Not needed for a home visit or a telephone call."),
        required=False,
    )
    requirement = ChoiceField(
        label=_("Does it count towards a requirement?"), required=False, as_select=True
    )
    purpose = TextField(label=_("What is it about?"), required=False, max_length=500)
    repeat = TermField(
        Repeat,
        without=(Repeat.DAILY,),
        label=_("How often?"),
        meanings=False,
        initial=Repeat.NONE,
    )
    times = WholeNumberField(
        label=_("How many in all?"), required=False, width="2", at_least=2, at_most=MOST_AT_ONCE
    )
    accept = accept(_("I know this. Arrange it all the same"))

    def offer(
        self,
        *,
        officers: Iterable[tuple[Any, str]],
        offices: Iterable[tuple[Any, str]],
        requirements: Iterable[tuple[Any, str]],
    ) -> None:
        """What may be chosen for this person today."""
        for name, options in (
            ("officer", officers),
            ("office", offices),
            ("requirement", requirements),
        ):
            field = self.fields[name]
            assert isinstance(field, ChoiceField)
            field.offer(options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        repeats = cleaned.get("repeat") not in (None, Repeat.NONE)
        if repeats and not cleaned.get("times") and "times" not in self.errors:
            self.add_error("times", gettext("Enter how many in all, from 2 to 26"))
        if cleaned.get("office") and cleaned.get("place"):
            cleaned["office"] = ""
        return cleaned


class RecordOutcome(Timed):
    day_name, time_name = "next_day", "next_time"
    minutes_name, accept_name = "next_minutes", "next_accept"

    outcome = TermField(
        Outcome,
        only=USUAL_OUTCOMES + OTHER_OUTCOMES,
        label=_("What came of it?"),
        missing=_("Select what came of it"),
    )
    note = NoteField(label=_("Note"), required=False, rows=3)
    is_sensitive = TickField(
        label=_("The note is sensitive"),
        hint=_("Only those who may read sensitive lines see it. It cannot be made ordinary later."),
        required=False,
    )
    counts_as_rar_day = TickField(
        label=_("Counts as a rehabilitation activity day"), required=False
    )
    arrange_next = TickField(label=_("Arrange the next appointment"), required=False)
    next_day = DayField(label=_("Day"), noun=_("the day of the next appointment"))
    next_time = TimeField(label=_("Time"), noun=_("the time of the next appointment"))
    next_minutes = minutes()
    next_kind = TermField(
        AppointmentKind,
        label=_("What is it?"),
        missing=_("Select what the next appointment is"),
        as_select=True,
        meanings=False,
    )
    next_accept = accept(_("I know this. Arrange it all the same"))

    NEXT = ("next_day", "next_time", "next_minutes", "next_kind")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("arrange_next"):
            # What is wrong with a next appointment nobody wants does not stop the outcome.
            for name in self.NEXT:
                self.errors.pop(name, None)
        elif self.data.get("told_for") == self.accepting:
            # The page told what there is to know of its suggestion before it was ticked.
            cleaned["next_accept"] = True
        return cleaned

    @property
    def next_differs(self) -> bool:
        """Whether the next appointment was changed from what was suggested: then it stays open to see."""
        return any(name in self.changed_data for name in self.NEXT)

    @property
    def next_is_wrong(self) -> bool:
        """Whether the page opens the fields of the next appointment: something in them is to be seen to."""
        return any(name in self.errors for name in (*self.NEXT, "next_accept"))


class CorrectOutcome(Form):
    outcome = TermField(
        Outcome,
        only=(*USUAL_OUTCOMES, *OTHER_OUTCOMES, Outcome.CLEARED_LATER),
        label=_("What came of it?"),
        missing=_("Select what came of it"),
    )
    why = TextField(
        label=_("Why is it corrected?"),
        hint=_("The outcome as it was stays on the record, with this reason."),
        missing=_("Say why the outcome is corrected"),
        max_length=500,
    )
    note = NoteField(
        label=_("Add to the note"),
        hint=_("What was written before stays above it."),
        required=False,
        rows=3,
    )
    is_sensitive = TickField(label=_("The note is sensitive"), required=False)


class Move(Timed):
    day = DayField(label=_("New day"), noun=_("the new day"))
    time = TimeField(label=_("New time"), hint=_("For example, 9:30am"), noun=_("the new time"))
    minutes = minutes()
    who_asked = TermField(
        WhoAsked, label=_("Who asked?"), missing=_("Select who asked"), meanings=False
    )
    why = TextField(label=_("Why?"), missing=_("Say why it is moved"), max_length=500)
    accept = accept(_("I know this. Move it all the same"))
