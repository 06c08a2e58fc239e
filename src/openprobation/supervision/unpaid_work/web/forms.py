"""What do we ask about unpaid work?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import (
    ChoiceField,
    DayField,
    Form,
    NoteField,
    PhoneField,
    TermField,
    TermsField,
    TextField,
    TickField,
    TimeField,
    WholeNumberField,
)
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind
from openprobation.vocabulary.unpaid_work import (
    AttendanceMark,
    ExtensionAnswer,
    Frequency,
    ProjectKind,
    ReportState,
    StandDown,
    Weekday,
)

from .. import actions, policies

#: A day is stood down for the whole project; a person alone only where there was no room.
MARKS = tuple(AttendanceMark)


class Mark(Form):
    mark = TermField(AttendanceMark, label=_("What is it?"), missing=_("Select what it is"))
    arrived = TimeField(
        label=_("Came at"), hint=_("For somebody late. Like 9:30am."), required=False
    )
    left = TimeField(
        label=_("Left at"), hint=_("Sent home, or gone early. Like 1:15pm."), required=False
    )
    penalty = WholeNumberField(
        label=_("Minutes not counted"),
        hint=_("For a long break, or a slow start."),
        suffix=_("minutes"),
        required=False,
        at_least=0,
        at_most=policies.LONGEST_DAY,
    )
    note = NoteField(
        label=_("Note"),
        hint=_("Needed when somebody is sent home or does not do as told."),
        rows=3,
        max_length=policies.LONGEST_WORDS,
        required=False,
    )
    is_sensitive = TickField(label=_("The note is sensitive"), required=False)

    @property
    def said(self) -> actions.Attendance:
        given = self.cleaned_data
        return actions.Attendance(
            mark=given["mark"],
            arrived=given["arrived"],
            left=given["left"],
            penalty=given["penalty"] or 0,
            note=given["note"],
            is_sensitive=given["is_sensitive"],
        )


class Correct(Mark):
    why = TextField(label=_("Why is it corrected?"), required=False)


class Induct(Form):
    on = DayField(label=_("Day of the induction"), noun=_("the day of the induction"))
    limits = NoteField(
        label=_("What they cannot do"),
        hint=_("Health, medicine, faith or care that limits the work. The supervisor sees it."),
        rows=3,
        max_length=policies.LONGEST_WORDS,
        required=False,
    )


class Allocate(Form):
    requirement = ChoiceField(label=_("Towards which requirement?"))
    project = ChoiceField(label=_("Which project?"), missing=_("Select a project"))
    weekday = TermField(
        Weekday, label=_("On which day?"), meanings=False, as_select=True, missing=_("Select a day")
    )
    frequency = TermField(
        Frequency, label=_("How often?"), meanings=False, missing=_("Select how often")
    )
    start = TimeField(label=_("From"), noun=_("when the day begins"))
    end = TimeField(label=_("To"), noun=_("when the day ends"))
    starts_on = DayField(label=_("First from"), noun=_("from when"))
    ends_on = DayField(label=_("Last day"), noun=_("the last day"), required=False)

    def offer(
        self, *, projects: Iterable[tuple[Any, ...]], requirements: Iterable[tuple[Any, ...]]
    ) -> None:
        for name, options in (("project", projects), ("requirement", requirements)):
            asked = self.fields[name]
            assert isinstance(asked, ChoiceField)
            asked.offer(options)

    @property
    def terms(self) -> actions.Terms:
        given = self.cleaned_data
        return actions.Terms(
            project_id=int(given["project"]),
            frequency=given["frequency"],
            weekday=given["weekday"],
            starts_on=given["starts_on"],
            start=given["start"],
            end=given["end"],
            ends_on=given["ends_on"],
        )


class End(Form):
    why = TextField(label=_("Why does it end?"), required=False)


class Travel(Form):
    minutes = WholeNumberField(
        label=_("Minutes travelled, there and back"),
        noun=_("how many minutes"),
        suffix=_("minutes"),
    )


class BringForward(Form):
    minutes = WholeNumberField(
        label=_("Minutes already worked"), noun=_("how many minutes"), suffix=_("minutes")
    )
    on = DayField(label=_("Until which day?"), noun=_("the last day of them"))
    why = TextField(label=_("Where is that known from?"), required=False)


class Decide(Form):
    decision = TermField(
        ReportState,
        only=(ReportState.TAKEN_UP, ReportState.ACCEPTED),
        label=_("What do you decide?"),
        missing=_("Select what you decide"),
    )
    why = NoteField(
        label=_("Why?"),
        hint=_("Needed when you accept a reason."),
        rows=3,
        max_length=policies.LONGEST_WORDS,
        required=False,
    )


class Off(Form):
    reason = TermField(StandDown, label=_("Why is the day called off?"), missing=_("Select why"))


class Supervise(Form):
    supervisor = ChoiceField(label=_("Who takes the group?"), missing=_("Select who takes it"))


class ChangeProject(Form):
    name = TextField(label=_("Name of the project"))
    beneficiary = TextField(label=_("For whom is the work?"), noun=_("whom it is for"))
    telephone = PhoneField(label=_("Their telephone"), required=False)
    place = TextField(label=_("Where do people meet?"), noun=_("where people meet"))
    capacity = WholeNumberField(
        label=_("How many people does it take in a day?"),
        noun=_("how many"),
        suffix=_("people"),
        at_least=1,
        at_most=200,
    )
    highest_harm = TermField(
        HarmLevel,
        label=_("Highest risk of harm it takes"),
        meanings=False,
        missing=_("Select the highest level"),
    )
    not_with = TermsField(
        RegistrationKind,
        label=_("Nobody registered as"),
        meanings=False,
        required=False,
    )
    women_only = TickField(label=_("For women only"), required=False)
    travel_counts = TickField(label=_("Travel to it is counted"), required=False)


class NewProject(ChangeProject):
    team = ChoiceField(label=_("Run by"), missing=_("Select a team"), as_select=True)
    kind = TermField(ProjectKind, label=_("What kind is it?"), missing=_("Select what kind"))
    starts_on = DayField(label=_("First day"), noun=_("the first day"))
    ends_on = DayField(label=_("Last day"), noun=_("the last day"), required=False)
    field_order = ("team", "name", "kind")


class CloseProject(Form):
    ends_on = DayField(label=_("Last day"), noun=_("the last day"))
    why = TextField(
        label=_("Why does it close?"),
        hint=_("It is kept on the record of everybody who has a place there."),
        required=False,
    )


class AskForLonger(Form):
    until = DayField(label=_("Until when is the court asked for?"), noun=_("until when"))
    why = NoteField(
        label=_("Why can the hours not be done in time?"),
        rows=4,
        max_length=policies.LONGEST_WORDS,
        required=False,
    )


class CourtAnswer(Form):
    answer = TermField(
        ExtensionAnswer, label=_("What did the court say?"), missing=_("Select what it said")
    )
    granted_to = DayField(
        label=_("Until when, if it gave longer"), noun=_("until when"), required=False
    )
