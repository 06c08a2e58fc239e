"""What do we ask when a case moves: the handover page, a concern, an answer, a transfer, a caseload?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    NoteField,
    TermField,
    TimeField,
    YesNo,
)
from openprobation.vocabulary.allocations import REALLOCATION_REASONS, SpellReason
from openprobation.vocabulary.moves import (
    Danger,
    EscalationPurpose,
    EscalationRefusal,
    EscalationReturn,
    HandoverWay,
    TransferRejection,
)
from openprobation.vocabulary.risk import HarmLevel, MappaCategory

from ..actions.assigning import LONGEST_NOTE
from ..actions.handing import LONGEST_PART


class ReadHandover(Form):
    """The one page, to put right; and how the two officers talked."""

    who_they_are = NoteField(
        label=_("Who they are"), required=False, rows=3, max_length=LONGEST_PART
    )
    risk_to_whom = NoteField(
        label=_("Risk, and to whom"), required=False, rows=4, max_length=LONGEST_PART
    )
    what_works = NoteField(
        label=_("What works with them"), required=False, rows=3, max_length=LONGEST_PART
    )
    promised = NoteField(
        label=_("The last promise made"), required=False, rows=2, max_length=LONGEST_PART
    )
    next_event = NoteField(label=_("What is next"), required=False, rows=2, max_length=LONGEST_PART)
    not_to_say = NoteField(
        label=_("What not to say"), required=False, rows=3, max_length=LONGEST_PART
    )
    met_how = TermField(
        HandoverWay, label=_("How did you two talk about the case?"), required=False
    )
    met_on = DayField(label=_("When?"), required=False)


class RaiseConcern(Form):
    """What somebody says who sees risk rising; the danger of this moment first."""

    danger = TermField(
        Danger, label=_("Is somebody in immediate danger?"), missing=_("Say whether anybody is"),
        meanings=False,
    )  # fmt: skip
    told = NoteField(
        label=_("Whom did you tell, and when?"),
        hint=_("Police or children's services, with any reference they gave."),
        required=False,
        rows=2,
        max_length=LONGEST_NOTE,
    )
    purpose = TermField(EscalationPurpose, label=_("What is asked?"), meanings=False)
    mappa_category = TermField(
        MappaCategory,
        only=(MappaCategory.ONE, MappaCategory.TWO, MappaCategory.THREE),
        label=_("Which MAPPA category?"),
        required=False,
    )
    is_urgent = YesNo(
        label=_("Is it urgent?"),
        hint=_("Urgent: a manager of the public provider accepts or refuses it today."),
        missing=_("Say whether it is urgent"),
    )
    harm_now = TermField(
        HarmLevel,
        label=_("Risk of serious harm now, as you see it"),
        missing=_("Select how high the risk is now"),
        meanings=False,
    )
    what_changed = NoteField(
        label=_("What changed?"), noun=_("what changed"), rows=3, max_length=LONGEST_NOTE
    )
    who_is_at_risk = NoteField(
        label=_("Who is at risk?"), noun=_("who is at risk"), rows=2, max_length=LONGEST_NOTE
    )
    protective = NoteField(
        label=_("What has been done to protect them?"),
        noun=_("what has been done"),
        rows=2,
        max_length=LONGEST_NOTE,
    )


class Step(Form):
    """One step of an escalation: the words, and what the verb needs beside them."""

    named = ChoiceField(label=_("Who answers?"), as_select=True, required=False)
    code = ChoiceField(label=_("Which ground?"), as_select=True, required=False)
    officer = ChoiceField(label=_("Which officer will have it?"), as_select=True, required=False)
    moves_on = DayField(label=_("Responsibility moves on"), required=False)
    moves_time = TimeField(label=_("At"), required=False)
    met_on = DayField(label=_("The meeting was on"), required=False)
    why = NoteField(label=_("Say why"), required=False, rows=3, max_length=LONGEST_NOTE)


class AskForTransfer(Form):
    """Where a case should go, and why."""

    team = ChoiceField(label=_("Which team?"), missing=_("Select a team"), as_select=True)
    officer = ChoiceField(
        label=_("A particular officer?"),
        hint=_("Only where it matters. The receiving senior decides."),
        as_select=True,
        required=False,
    )
    reason = TermField(
        SpellReason,
        only=REALLOCATION_REASONS,
        label=_("Why should it move?"),
        missing=_("Select why it should move"),
        as_select=True,
    )
    why = NoteField(
        label=_("What the receiving team should know"),
        noun=_("what the receiving team should know"),
        rows=3,
        max_length=LONGEST_NOTE,
    )


class AskForSet(AskForTransfer):
    """Which cases, and where they should go together."""

    cases = ChoicesField(label=_("Which cases?"), missing=_("Select at least one case"))

    field_order = ("cases", "team", "officer", "reason", "why")


class AnswerTransfer(Form):
    """Yes with an officer, or no with a reason from the list."""

    officer = ChoiceField(
        label=_("Which officer will have them?"),
        hint=_("Leave it open to assign them later."),
        as_select=True,
        required=False,
    )
    code = TermField(
        TransferRejection, label=_("If you reject it, why?"), required=False, as_select=True
    )
    why = NoteField(label=_("What must be put right?"), required=False, rows=3)


class MoveCaseload(Form):
    """Why a colleague's cases move; who takes which is asked beside each case."""

    reason = TermField(
        SpellReason,
        only=REALLOCATION_REASONS,
        label=_("Why do the cases move?"),
        missing=_("Select why the cases move"),
        as_select=True,
    )
    note = NoteField(
        label=_("A line for the receivers"),
        noun=_("a line for the receivers"),
        hint=_("It stands on every handover page. What is said of one person goes on theirs."),
        rows=2,
        max_length=LONGEST_NOTE,
    )


RETURN_CODES = [(code.value, code.label) for code in EscalationReturn]
REFUSAL_CODES = [(code.value, code.label) for code in EscalationRefusal]
