"""What do we ask of a supplier?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from openprobation.supervision.interventions.policies import LONGEST, MOST_SESSIONS
from openprobation.ui.forms import (
    ChoiceField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    TimeField,
    WholeNumberField,
    YesNo,
)
from openprobation.vocabulary.commissioning import ReturnReason
from openprobation.vocabulary.interventions import (
    Achievement,
    Attendance,
    Delivery,
    NoSessionReason,
    SessionKind,
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
