"""What do we ask to prepare a breach, answer one and write down what a court did?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.documents.queries import DocumentLine
from openprobation.rules.dates import words
from openprobation.supervision.courts.queries import CourtLine
from openprobation.supervision.sentences.queries import OrderLine
from openprobation.ui.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    NoteField,
    TermField,
    TickField,
)
from openprobation.vocabulary.breach import (
    CourtProcess,
    HearingOutcome,
    NotLaidReason,
    PackLine,
    QuestionKind,
    ReturnReason,
    WithdrawalReason,
)

from ..actions.breach import LONGEST, LineReturned
from ..queries.exhibits import said, source_of
from ..queries.failures import FailureLine
from ..queries.packs import Alleged


class Begin(Form):
    """Which order, and which failures are alleged."""

    order = ChoiceField(label=_("Which order?"), missing=_("Select the order"))
    failures = ChoicesField(
        label=_("Which failures are alleged?"), missing=_("Select at least one failure")
    )

    def __init__(
        self,
        *args: Any,
        orders: Sequence[OrderLine] = (),
        failures: Sequence[FailureLine] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        order, chosen = self.fields["order"], self.fields["failures"]
        assert isinstance(order, ChoiceField)
        assert isinstance(chosen, ChoicesField)
        order.offer([(line.id, said_order(line)) for line in orders])
        chosen.offer([(line.id, said_failure(line), line.excuse.label) for line in failures])
        if len(orders) == 1:
            order.initial = str(orders[0].id)


def said_order(line: OrderLine) -> str:
    return _now("%(order)s, %(court)s, %(day)s") % {
        "order": line.kind.label,
        "court": line.court,
        "day": words(line.sentenced_on),
    }


def said_failure(line: FailureLine) -> str:
    return f"{words(line.on)}: {line.outcome.label}"


class ToFinish(NoteField):
    """Asked for before the pack can be sent; until then it may be saved without."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class PutTo(ChoiceField):
    """As `ToFinish`: which requirement was broken."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class Words(Form):
    """What only a person can write: all else in the pack is read from the record."""

    tried = ToFinish(
        label=_("What was done to help the person comply?"),
        hint=_("The court reads this. Add what the record does not know."),
        rows=4,
        max_length=LONGEST,
    )
    proposal = ToFinish(
        label=_("What do you ask the court to do, and why?"),
        hint=_("The court and the person read this."),
        rows=4,
        max_length=LONGEST,
    )
    exhibits = ChoicesField(
        label=_("Which files go with the papers?"),
        hint=_("They are served on the person and numbered. What is not served is not offered."),
        required=False,
    )
    without_warning_why = ToFinish(
        label=_("Why is it referred without a warning?"),
        hint=_("No warning counts for a failure alleged. The court reads this."),
        rows=3,
        max_length=LONGEST,
    )

    def __init__(
        self,
        *args: Any,
        failures: Sequence[FailureLine] = (),
        alleged: Sequence[Alleged] = (),
        order: OrderLine | None = None,
        needs_reason: bool = False,
        files: Sequence[DocumentLine] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["exhibits"]
        assert isinstance(offered, ChoicesField)
        offered.offer([(each.id, said(each), source_of(each)) for each in files])
        chosen = {each.failure.id: each for each in alleged}
        self.rows: list[tuple[str, str]] = []
        for line in failures:
            tick, put_to = f"failure_{line.id}", f"put_to_{line.id}"
            self.fields[tick] = TickField(
                label=said_failure(line), required=False, initial=line.id in chosen
            )
            self.fields[put_to] = PutTo(
                choices_of(order),
                label=_now("Requirement broken on %(day)s") % {"day": words(line.on)},
                as_select=True,
                initial=put_to_of(line, chosen.get(line.id), order),
            )
            self.rows.append((tick, put_to))
        if not needs_reason:
            del self.fields["without_warning_why"]
        if not files:
            del self.fields["exhibits"]

    @property
    def put_to(self) -> dict[int, str]:
        """The failures ticked, each with what it is put to."""
        given = self.cleaned_data
        return {
            int(tick.removeprefix("failure_")): str(given.get(put_to) or "")
            for tick, put_to in self.rows
            if given.get(tick)
        }


def choices_of(order: OrderLine | None) -> Iterable[tuple[str, str]]:
    if order is None:
        return []
    return [
        *((f"requirement.{each.id}", each.spoken) for each in order.requirements),
        *(
            (f"condition.{each.id}", each.text.rstrip("."))
            for each in order.conditions
            if each.ended_on is None
        ),
    ]


def put_to_of(line: FailureLine, alleged: Alleged | None, order: OrderLine | None) -> str:
    """What is chosen already, else what the failure says, else the only one there is."""
    if alleged is not None and alleged.put_to:
        return alleged.put_to
    if line.requirement_id is not None:
        return f"requirement.{line.requirement_id}"
    live = order.live_requirements if order else ()
    return f"requirement.{live[0].id}" if len(live) == 1 else ""


class Confirm(Form):
    """A move that asks for nothing but a line, if anything."""

    why = NoteField(label=_("A line to go with it"), required=False, rows=3, max_length=LONGEST)


class Withdraw(Form):
    reason = TermField(
        WithdrawalReason,
        label=_("Why is it withdrawn?"),
        missing=_("Select why it is withdrawn"),
    )
    why = NoteField(label=_("More about it"), required=False, rows=3, max_length=LONGEST)


class ReturnPack(Form):
    """A code and the line it is put to; up to three of them."""

    reason = TermField(
        ReturnReason,
        as_select=True,
        label=_("Why is it returned?"),
        missing=_("Select why it is returned"),
    )
    line = TermField(
        PackLine,
        as_select=True,
        label=_("Which line of the pack?"),
        missing=_("Select the line that is meant"),
    )
    note = NoteField(label=_("What must be put right?"), required=False, rows=3, max_length=LONGEST)
    reason_2 = TermField(ReturnReason, as_select=True, label=_("Second reason"), required=False)
    line_2 = TermField(PackLine, as_select=True, label=_("Line of the second"), required=False)
    reason_3 = TermField(ReturnReason, as_select=True, label=_("Third reason"), required=False)
    line_3 = TermField(PackLine, as_select=True, label=_("Line of the third"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in ("2", "3"):
            reason, line = given.get(f"reason_{number}"), given.get(f"line_{number}")
            if reason and not line:
                self.add_error(f"line_{number}", _now("Select the line that is meant"))
            if line and not reason:
                self.add_error(f"reason_{number}", _now("Select why it is returned"))
        return given

    @property
    def lines(self) -> list[LineReturned]:
        given = self.cleaned_data
        found = [LineReturned(given["line"], given["reason"], given["note"])]
        found += [
            LineReturned(given[f"line_{number}"], given[f"reason_{number}"], given["note"])
            for number in ("2", "3")
            if given[f"reason_{number}"]
        ]
        return found


LAY, DO_NOT_LAY = "lay", "do_not_lay"


class Listing(Form):
    """Which court hears it, and when."""

    court = ChoiceField(label=_("Which court?"), as_select=True, missing=_("Select the court"))
    on = DayField(label=_("Day of the hearing"), noun=_("the day of the hearing"))
    process = TermField(
        CourtProcess, label=_("How is the person brought?"), missing=_("Select summons or warrant")
    )

    def __init__(self, *args: Any, courts: Iterable[CourtLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        court = self.fields["court"]
        assert isinstance(court, ChoiceField)
        court.offer([(line.id, line.name) for line in courts])


class Decide(Listing):
    """Lay an information, and where it is heard if that is known; or lay none, and why."""

    decision = ChoiceField(
        [
            (LAY, _("Lay an information"), _("The court is told of the alleged breach.")),
            (DO_NOT_LAY, _("Lay no information"), _("It does not go to court. Say why.")),
        ],
        label=_("What do you decide?"),
        missing=_("Select what you decide"),
    )
    reason = TermField(
        NotLaidReason, label=_("Why not?"), as_select=True, required=False, meanings=False
    )
    why = NoteField(label=_("A line about it"), required=False, rows=3, max_length=LONGEST)

    field_order = ("decision", "court", "on", "process", "reason", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("court", "on", "process"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """A listing is whole or absent; a decision not to go on has its reason."""
        given = super().clean() or {}
        if given.get("decision") == DO_NOT_LAY and not given.get("reason"):
            self.add_error("reason", _now("Select why no information is laid"))
        if given.get("decision") == LAY and given.get("on"):
            if not given.get("court"):
                self.add_error("court", _now("Select the court"))
            if not given.get("process"):
                self.add_error("process", _now("Select summons or warrant"))
        return given


class Result(Form):
    """What came of a day in court."""

    outcome = TermField(
        HearingOutcome, label=_("What came of it?"), missing=_("Select what came of it")
    )
    next_on = DayField(
        label=_("Next day in court"),
        noun=_("the next day in court"),
        hint=_("If it was put off."),
        required=False,
    )
    note = NoteField(label=_("Note"), required=False, rows=3, max_length=LONGEST)


class Ask(Form):
    """A question or a joint action, for a team, by a day."""

    kind = TermField(
        QuestionKind,
        without=[QuestionKind.STANDING],
        label=_("What is it?"),
        missing=_("Select what it is"),
    )
    words = NoteField(
        label=_("What do you ask, or what was agreed?"),
        noun=_("what you ask or agreed"),
        rows=4,
        max_length=LONGEST,
    )
    owner_team = ChoiceField(
        label=_("Which team is it for?"), as_select=True, missing=_("Select the team it is for")
    )
    due_on = DayField(label=_("By when?"), noun=_("the day it is due"))

    def __init__(
        self,
        *args: Any,
        teams: Iterable[tuple[int, str]] = (),
        without_kind: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["owner_team"]
        assert isinstance(team, ChoiceField)
        team.offer(teams)
        if without_kind:
            del self.fields["kind"]


class Answer(Form):
    """Something said to it, which may close it."""

    words = NoteField(label=_("Your answer"), noun=_("your answer"), rows=3, max_length=LONGEST)
    closes = TickField(label=_("This closes it"), required=False)


class HandOn(Form):
    """Another owner, and why."""

    owner = ChoiceField(
        label=_("Who answers it now?"), as_select=True, missing=_("Select who answers it now")
    )
    why = NoteField(
        label=_("Why do you hand it on?"),
        noun=_("why you hand it on"),
        hint=_("Both organisations see it. When it was asked and its day stay as they are."),
        rows=3,
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, owners: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, ChoiceField)
        owner.offer(owners)
