"""What do we ask of a supplier?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.rules.interventions import programme_days
from openprobation.supervision.interventions.actions import Marked
from openprobation.supervision.interventions.policies import LONGEST, MOST_SESSIONS
from openprobation.supervision.interventions.queries import RegisterLine
from openprobation.ui.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    TimeField,
    WholeNumberField,
    YesNo,
)
from openprobation.vocabulary.appointments import WhoAsked
from openprobation.vocabulary.commissioning import ReturnReason
from openprobation.vocabulary.interventions import (
    Achievement,
    Attendance,
    Delivery,
    NoSessionReason,
    RegisterMark,
    SessionKind,
    SessionState,
    WithdrawalReason,
)


class Return(Form):
    reason = TermField(ReturnReason, label=gettext_lazy("Why do you send it back?"))
    why = NoteField(label=gettext_lazy("What should the officer know?"), rows=3, max_length=LONGEST)


class Assign(Form):
    worker = ChoiceField(label=gettext_lazy("Who works with the person?"))


class Assess(Form):
    text = NoteField(label=gettext_lazy("What did you find?"), max_length=LONGEST)


class Plan(Form):
    text = NoteField(
        label=gettext_lazy("What will be done towards each outcome?"), max_length=LONGEST
    )
    sessions = WholeNumberField(
        label=gettext_lazy("In how many sessions?"), at_least=1, at_most=MOST_SESSIONS
    )


class ChangePlan(Plan):
    why = TextField(label=gettext_lazy("Why does it change?"))


class Book(Form):
    kind = TermField(
        SessionKind,
        only=(SessionKind.ASSESSMENT, SessionKind.SESSION),
        label=gettext_lazy("What is it?"),
    )
    day = DayField(label=gettext_lazy("Day"), noun=gettext_lazy("the day"))
    time = TimeField(label=gettext_lazy("Time"), noun=gettext_lazy("the time"))
    minutes = WholeNumberField(label=gettext_lazy("Minutes"), at_least=5, at_most=600)
    delivery = TermField(Delivery, label=gettext_lazy("How?"))
    place = TextField(
        label=gettext_lazy("Where?"),
        hint=gettext_lazy("The person is told this."),
        required=False,
    )


class Report(Form):
    attendance = TermField(
        Attendance,
        label=gettext_lazy("Who came, and was it held?"),
        hint=gettext_lazy("You report; the officer decides what it means."),
    )
    no_session = TermField(
        NoSessionReason, label=gettext_lazy("If there was no session, why?"), required=False
    )
    note = NoteField(label=gettext_lazy("What happened?"), rows=4, max_length=LONGEST)


class CorrectReport(Report):
    why = TextField(label=gettext_lazy("Why does the report change?"), max_length=LONGEST)


class When(Form):
    day = DayField(label=gettext_lazy("Day"), noun=gettext_lazy("the day"))
    time = TimeField(label=gettext_lazy("Time"), noun=gettext_lazy("the time"))


class MoveSession(When):
    who_asked = TermField(WhoAsked, label=gettext_lazy("Who asked for another time?"))
    why = TextField(label=gettext_lazy("Why does it move?"), max_length=LONGEST)


class MoveGroupSession(When):
    why = TextField(label=gettext_lazy("Why does it move?"), max_length=LONGEST)


class CancelSession(Form):
    why = TextField(
        label=gettext_lazy("Why is it cancelled?"),
        hint=gettext_lazy("It counts against nobody. The officer reads this."),
        max_length=LONGEST,
    )


class NewGroup(Form):
    service = ChoiceField(label=gettext_lazy("Which programme?"), noun=gettext_lazy("a programme"))
    name = TextField(label=gettext_lazy("Name of the group"))
    place = TextField(
        label=gettext_lazy("Where does it meet?"), hint=gettext_lazy("People are told this.")
    )
    facilitator = ChoiceField(label=gettext_lazy("Who leads it?"), as_select=True)
    room_for = WholeNumberField(
        label=gettext_lazy("How many people?"),
        at_least=1,
        at_most=30,
        suffix=gettext_lazy("people"),
    )
    starts_on = DayField(label=gettext_lazy("First day"), noun=gettext_lazy("the first day"))
    at_time = TimeField(label=gettext_lazy("Time"), noun=gettext_lazy("the time"))
    minutes = WholeNumberField(
        label=gettext_lazy("How long is a session?"),
        at_least=15,
        at_most=480,
        suffix=gettext_lazy("minutes"),
    )
    weekdays = ChoicesField(
        label=gettext_lazy("On which days of the week?"),
        hint=gettext_lazy("Bank holidays are left out, and it runs on."),
        options=[(number, name) for number, name in WEEKDAYS.items()],
    )
    sessions = WholeNumberField(
        label=gettext_lazy("How many sessions in all?"), at_least=1, at_most=MOST_SESSIONS
    )


def days_of(form: Form) -> tuple[date, ...]:
    """The schedule that a new group would have."""
    data = form.cleaned_data
    return programme_days(
        data["starts_on"], [int(day) for day in data["weekdays"]], data["sessions"]
    )


class Join(Form):
    referral = ChoiceField(label=gettext_lazy("Who?"), noun=gettext_lazy("a person"))


class Register(Form):
    """A mark and a note for each person; a reason where something marked before changes."""

    def ask(
        self, lines: Sequence[RegisterLine], names: Mapping[int, str], *, all_present: bool
    ) -> None:
        for line in lines:
            name = names[line.person_id]
            begun = RegisterMark.PRESENT if all_present else None
            self.fields[f"mark_{line.session_id}"] = TermField(
                RegisterMark,
                label=name,
                noun=_("what to mark for %(name)s") % {"name": name},
                meanings=False,
                required=False,
            )
            self.fields[f"note_{line.session_id}"] = TextField(
                label=_("Note on %(name)s") % {"name": name}, required=False, max_length=LONGEST
            )
            self.initial.update(
                {
                    f"mark_{line.session_id}": line.mark or begun,
                    f"note_{line.session_id}": line.note,
                }
            )
        if any(line.state is SessionState.REPORTED for line in lines):
            self.fields["why"] = TextField(
                label=_("If you change a mark, why?"), required=False, max_length=LONGEST
            )

    def marks(self, lines: Sequence[RegisterLine]) -> dict[int, Marked]:
        """What was marked, by session."""
        return {
            line.session_id: Marked(mark, self.cleaned_data[f"note_{line.session_id}"])
            for line in lines
            if (mark := self.cleaned_data[f"mark_{line.session_id}"])
        }


class End(Form):
    text = NoteField(label=gettext_lazy("What came of it, and what is left?"), max_length=LONGEST)

    def score(self, outcomes: Any) -> None:
        """Ask for a score of each outcome that was wanted."""
        for each in outcomes:
            self.fields[f"outcome_{each.id}"] = TermField(
                Achievement, label=each.text, meanings=False
            )


class Withdraw(Form):
    reason = TermField(
        WithdrawalReason,
        without=(WithdrawalReason.DIED,),
        label=gettext_lazy("Why does it end early?"),
        as_select=True,
        meanings=False,
    )
    why = NoteField(
        label=gettext_lazy("Anything to add"), required=False, rows=3, max_length=LONGEST
    )


class AnswerDispute(Form):
    is_upheld = YesNo(label=gettext_lazy("Do you take the delivery back?"))
    answer = NoteField(label=gettext_lazy("What did you find?"), rows=3, max_length=LONGEST)
