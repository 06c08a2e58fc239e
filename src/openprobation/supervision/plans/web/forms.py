"""What do the pages about plans ask?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.supervision.needs.queries import FactorLine
from openprobation.ui.forms import (
    ChoicesField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    WholeNumberField,
    YesNo,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.plans import (
    Actor,
    Agreement,
    GoalState,
    ReviewReason,
    Stage,
    StepState,
)

from ..actions import GoneThrough, StepGiven
from ..policies import LONGEST_LINE, LONGEST_NOTE, REVIEW_MONTHS, WITHIN_DAYS
from ..queries import MARKED, GoalLine

STEPS = 3
"""How many steps the page of a new goal asks for; more are added afterwards."""


class AddGoal(Form):
    """A goal with its first steps."""

    need = TermField(Need, label=gettext_lazy("Which need does it answer?"), as_select=True)
    words = TextField(
        label=gettext_lazy("What does the person want to reach?"),
        hint=gettext_lazy("In their own words, so that they know it when they read it."),
        noun=gettext_lazy("the goal"),
        max_length=LONGEST_LINE,
    )
    by_when = DayField(label=gettext_lazy("By when?"), noun=gettext_lazy("the day of the goal"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, STEPS + 1):
            self.fields[f"step_{number}"] = TextField(
                label=_("What is done?"),
                required=False,
                max_length=LONGEST_LINE,
            )
            self.fields[f"actor_{number}"] = TermField(
                Actor, label=_("Who does it?"), as_select=True, required=False
            )
            self.fields[f"step_by_{number}"] = DayField(
                label=_("By when?"),
                noun=_("the day of the step"),
                hint=_("Empty: by the day of the goal."),
                required=False,
            )
        self.order_fields([n for n in self.fields if n not in {"submission", "seen"}])

    @property
    def steps(self) -> list[StepGiven]:
        """The steps typed; one left out in the middle keeps the numbers of the others."""
        given = self.cleaned_data
        typed = [
            StepGiven(given[f"step_{n}"], given[f"actor_{n}"], given[f"step_by_{n}"])
            for n in range(1, STEPS + 1)
        ]
        return [step for step in typed if step.what]


class AddStep(Form):
    """One more step towards a goal."""

    step = TextField(label=gettext_lazy("What is done?"), max_length=LONGEST_LINE)
    actor = TermField(Actor, label=gettext_lazy("Who does it?"))
    step_by = DayField(
        label=gettext_lazy("By when?"),
        noun=gettext_lazy("the day of the step"),
        hint=gettext_lazy("Empty: by the day of the goal."),
        required=False,
    )


class MarkStep(Form):
    """How far a step is."""

    state = TermField(StepState, label=gettext_lazy("How far is it?"))
    note = TextField(
        label=gettext_lazy("A note"),
        hint=gettext_lazy("When it will not be done, say why."),
        required=False,
        max_length=LONGEST_LINE,
    )


class CloseGoal(Form):
    """A goal was reached, or is dropped."""

    state = TermField(
        GoalState,
        without=[GoalState.ACTIVE],
        label=gettext_lazy("What became of it?"),
    )
    why = TextField(
        label=gettext_lazy("A line about it"),
        hint=gettext_lazy("When it is dropped, say why."),
        required=False,
        max_length=LONGEST_LINE,
    )


class Agree(Form):
    """What the person answers when asked about the plan."""

    answer = TermField(Agreement, label=gettext_lazy("Do they agree with the plan?"))
    said = NoteField(
        label=gettext_lazy("What do they say about it?"),
        hint=gettext_lazy("In their own words."),
        required=False,
        rows=3,
        max_length=LONGEST_NOTE,
    )
    on = DayField(label=gettext_lazy("When were they asked?"), noun=gettext_lazy("the day"))


class Review(Form):
    """A formal review: what changed, each goal in turn, what still protects, the person's answer."""

    on = DayField(label=gettext_lazy("When is the review?"), noun=gettext_lazy("the day"))
    reason = TermField(ReviewReason, label=gettext_lazy("Why now?"))
    person_took_part = YesNo(label=gettext_lazy("Did the person take part?"))
    what_changed = NoteField(
        label=gettext_lazy("What has changed since?"), rows=5, max_length=LONGEST_NOTE
    )
    factors = ChoicesField(
        label=gettext_lazy("What still holds them steady?"),
        hint=gettext_lazy("Tick what you went through together and still holds."),
        required=False,
    )
    answer = TermField(Agreement, label=gettext_lazy("Do they agree with the plan as it is now?"))
    said = NoteField(
        label=gettext_lazy("What do they say about it?"),
        required=False,
        rows=3,
        max_length=LONGEST_NOTE,
    )
    next_due_on = DayField(
        label=gettext_lazy("When is the next review?"), noun=gettext_lazy("the day of the next")
    )

    def __init__(
        self,
        *args: Any,
        goals: Sequence[GoalLine] = (),
        holding: Iterable[FactorLine] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.goals = goals
        offered = [(line.id, f"{line.kind.label}: {line.what}") for line in holding]
        factors = self.fields["factors"]
        assert isinstance(factors, ChoicesField)
        if offered:
            factors.offer(offered)
        else:
            del self.fields["factors"]
        for line in goals:
            self.fields[f"goal_{line.id}"] = TermField(
                GoalState,
                label=_("What becomes of it?"),
                meanings=False,
                missing=_("Say what becomes of: %(goal)s") % {"goal": line.words},
            )
            self.fields[f"why_{line.id}"] = TextField(
                label=_("Why?"),
                hint=_("When it is dropped, say why."),
                required=False,
                max_length=LONGEST_LINE,
            )
        asked = [name for line in goals for name in (f"goal_{line.id}", f"why_{line.id}")]
        first = ["on", "reason", "person_took_part", "what_changed", *asked]
        self.order_fields([*first, "factors", "answer", "said", "next_due_on", "submission"])

    @property
    def gone_through(self) -> dict[int, GoneThrough]:
        return {
            line.id: GoneThrough(
                self.cleaned_data[f"goal_{line.id}"], self.cleaned_data[f"why_{line.id}"]
            )
            for line in self.goals
        }


class MarkStage(Form):
    """A stage that no other page tells of was reached."""

    stage = TermField(Stage, only=MARKED, label=gettext_lazy("Which stage?"))
    on = DayField(label=gettext_lazy("When?"), noun=gettext_lazy("the day"))
    note = TextField(label=gettext_lazy("A line about it"), required=False, max_length=LONGEST_LINE)


class KeepModel(Form):
    """A new operating model, from a day."""

    name = TextField(label=gettext_lazy("Name"), max_length=LONGEST_LINE)
    starts_on = DayField(label=gettext_lazy("From which day?"), noun=gettext_lazy("the first day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in (Stage.INDUCTION, Stage.ASSESSMENT, Stage.PLAN, Stage.MODULES):
            self.fields[f"within_{stage}"] = WholeNumberField(
                label=_("Within how many days?"),
                width="3",
                at_least=WITHIN_DAYS[0],
                at_most=WITHIN_DAYS[1],
            )
        for stage in Stage:
            self.fields[f"asks_{stage}"] = TextField(
                label=_("What does it ask?"), required=False, max_length=LONGEST_LINE
            )
        self.fields["review_months"] = WholeNumberField(
            label=_("A formal review every how many months?"),
            width="2",
            at_least=REVIEW_MONTHS[0],
            at_most=REVIEW_MONTHS[1],
        )
        asked = [f"{part}_{stage}" for stage in Stage for part in ("within", "asks")]
        asked.insert(asked.index(f"asks_{Stage.REVIEW}"), "review_months")
        self.order_fields(["name", "starts_on", *asked, "submission", "seen"])
