"""What do we ask about a sentence, one step at a time, and only what matters?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.supervision.courts.queries import CourtLine
from openprobation.supervision.sentences.actions import (
    ConditionGiven,
    OffenceFacts,
    OffenceGiven,
    OrderGiven,
    RequirementGiven,
    SentenceFacts,
)
from openprobation.supervision.sentences.actions.given import length_of
from openprobation.supervision.sentences.policies import WAYS_TO_END
from openprobation.ui.forms import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    TickField,
    WholeNumberField,
)
from openprobation.vocabulary.sentences import (
    ConditionKind,
    EndReason,
    OrderKind,
    RequirementKind,
    Unit,
)

from . import limits
from .limits import Orderable

MOST_OFFENCES = 20
MOST_ORDERS = 5
LARGEST = 999
STRETCHES = (Unit.MONTHS, Unit.WEEKS, Unit.DAYS)


def asked_for(data: Mapping[str, Any] | None, most: int) -> int:
    """How many of a thing a page shows, as its hidden field says: one at least."""
    try:
        number = int((data or {}).get("how_many") or 1)
    except (TypeError, ValueError):
        number = 1
    return min(max(number, 1), most)


class SeveralOfAKind(Form):
    """A form that grows by one, and shrinks by one, at the press of a button; without JavaScript."""

    how_many = forms.IntegerField(required=False, widget=forms.HiddenInput)
    prefix_of_each = ""
    most = 1

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.number = asked_for(data, self.most)
        self.fields["how_many"].initial = self.number
        for place in range(self.number):
            self.fields.update(self.one(place))
        hidden = {"submission", "seen", "how_many"}
        self.order_fields([name for name in self.fields if name not in hidden])

    @property
    def may_add(self) -> bool:
        return self.number < self.most

    def one(self, place: int) -> dict[str, forms.Field]:
        raise NotImplementedError

    @classmethod
    def with_one_more(cls, data: QueryDict) -> QueryDict:
        changed = data.copy()
        changed["how_many"] = str(min(asked_for(data, cls.most) + 1, cls.most))
        return changed

    @classmethod
    def without(cls, data: QueryDict, place: int) -> QueryDict:
        """The same words with one of them taken out, and those after it moved up."""
        changed = QueryDict(mutable=True)
        for name in data:
            kind, _dot, rest = name.partition(".")
            number, dot, field = rest.partition(".")
            if kind == cls.prefix_of_each and dot and number.isdigit():
                if int(number) == place:
                    continue
                if int(number) > place:
                    name_now = f"{kind}.{int(number) - 1}.{field}"
                    changed.setlist(name_now, data.getlist(name))
                    continue
            changed.setlist(name, data.getlist(name))
        changed["how_many"] = str(max(asked_for(data, cls.most) - 1, 1))
        return changed


# ── Step 1: the hearing and the offences ───────────────────────────────────────────────────
class Hearing(SeveralOfAKind):
    """The first offence is the main one: it decides which law applies."""

    court_id = ChoiceField(
        as_select=True, label=gettext_lazy("Court"), missing=gettext_lazy("Choose the court")
    )
    sentenced_on = DayField(
        label=gettext_lazy("Date of sentence"), noun=gettext_lazy("the date of sentence")
    )
    prefix_of_each = "offences"
    most = MOST_OFFENCES

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        courts: Iterable[CourtLine] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, *args, **kwargs)
        court = self.fields["court_id"]
        assert isinstance(court, ChoiceField)
        court.offer([(line.id, line.name) for line in courts])

    def one(self, place: int) -> dict[str, forms.Field]:
        which = _("the main offence") if place == 0 else _("offence %(n)s") % {"n": place + 1}
        return {
            f"offences.{place}.description": TextField(
                label=_("What was the offence?"),
                hint=_("As the court wrote it, for example: theft from a shop"),
                noun=which,
                missing=_("Enter %(which)s") % {"which": which},
                max_length=500,
            ),
            f"offences.{place}.committed_on": DayField(
                label=_("When was it committed?"),
                noun=_("the date of %(which)s") % {"which": which},
            ),
        }

    def offences(self) -> list[OffenceGiven]:
        return [
            OffenceGiven(
                self.cleaned_data[f"offences.{place}.description"],
                self.cleaned_data[f"offences.{place}.committed_on"],
                is_main=place == 0,
            )
            for place in range(self.number)
        ]


# ── Step 2: which orders, with which requirements ──────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class OrderAsked:
    """An order whose lengths are still to be asked."""

    kind: OrderKind
    requirements: tuple[RequirementKind, ...] = ()


class Required(ChoicesField):
    """Needed by two of the three kinds of order, so the form says whether one is missing."""

    small = True

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class Orders(SeveralOfAKind):
    prefix_of_each = "orders"
    most = MOST_ORDERS

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        orderable: Orderable,
        **kwargs: Any,
    ) -> None:
        self.orderable = orderable
        super().__init__(data, *args, **kwargs)

    def one(self, place: int) -> dict[str, forms.Field]:
        return {
            f"orders.{place}.kind": ChoiceField(
                [
                    (OrderKind.COMMUNITY_ORDER, OrderKind.COMMUNITY_ORDER.label),
                    (
                        OrderKind.SUSPENDED_SENTENCE,
                        OrderKind.SUSPENDED_SENTENCE.label,
                        _("Prison held over the person, with requirements"),
                    ),
                    (
                        OrderKind.LICENCE,
                        _("Prison, then licence"),
                        _("The licence, and the supervision after it, are worked out for you"),
                    ),
                ],
                label=_("What did the court pass?"),
                missing=_("Choose what the court passed"),
            ),
            f"orders.{place}.requirements": Required(
                [(kind.value, kind.label) for kind in self.orderable.kinds],
                label=_("What does the order require?"),
                hint=_("For a community order or a suspended sentence order."),
            ),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for place in range(self.number):
            kind = cleaned.get(f"orders.{place}.kind")
            field = f"orders.{place}.requirements"
            chosen = cleaned.get(field)
            if field in self.errors or not kind:
                continue
            if kind == OrderKind.LICENCE and chosen:
                self.add_error(
                    field,
                    _("A prison sentence has no requirements: clear them, or choose another order"),
                )
            elif kind != OrderKind.LICENCE and not chosen:
                self.add_error(field, _("Choose at least one requirement"))
        return cleaned

    def orders(self) -> tuple[OrderAsked, ...]:
        return tuple(
            OrderAsked(
                OrderKind(self.cleaned_data[f"orders.{place}.kind"]),
                tuple(
                    RequirementKind(kind)
                    for kind in self.cleaned_data[f"orders.{place}.requirements"]
                ),
            )
            for place in range(self.number)
        )


# ── Step 3: how long, how much, where ──────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page: a field, and the unit chosen beside it where there is a choice."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What is asked of one order, or of one of its requirements."""

    title: str
    rows: tuple[Row, ...]
    is_order: bool = False

    @property
    def needs_a_title(self) -> bool:
        return self.is_order or len(self.rows) > 1


DETAILS = {
    RequirementKind.EXCLUSION: (gettext_lazy("Which place must the person not enter?"), True),
    RequirementKind.PROHIBITED_ACTIVITY: (gettext_lazy("What must the person not do?"), True),
    RequirementKind.RESIDENCE: (gettext_lazy("Where must the person live?"), True),
    RequirementKind.PROGRAMME: (gettext_lazy("Which programme?"), False),
    RequirementKind.CURFEW: (gettext_lazy("Where, and between which hours?"), False),
}


def _as_continued(question: str) -> str:
    return question[:1].lower() + question[1:]


class Lengths(Form):
    """Built from what was chosen before. A field is named by the kinds it belongs to, so that an
    answer never slips to another requirement when the choice is changed."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        asked: Sequence[OrderAsked],
        sentenced_on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, *args, **kwargs)
        self.asked = asked
        self.sentenced_on = sentenced_on
        self.groups: list[Group] = []
        for place, order in enumerate(asked):
            self._ask_order(f"orders.{place}.{order.kind.value}", order)
        self.order_fields([name for name in self.fields if name not in {"submission", "seen"}])

    # What is asked
    def _ask_order(self, name: str, order: OrderAsked) -> None:
        match order.kind:
            case OrderKind.LICENCE:
                rows = self._prison(name)
                title = _("Prison, then licence")
            case OrderKind.SUSPENDED_SENTENCE:
                rows = self._suspended(name)
                title = order.kind.label
            case _:
                hint = limits.community_order_hint(
                    self.sentenced_on,
                    with_unpaid_work=RequirementKind.UNPAID_WORK in order.requirements,
                )
                rows = [self._stretch(name, "length", _("How long is the order?"), hint)]
                title = order.kind.label
        self.groups.append(Group(title, tuple(rows), is_order=True))
        for kind in order.requirements:
            asked = tuple(self._requirement(f"{name}.{kind.value}", kind))
            self.groups.append(Group(kind.label, asked))
            if len(asked) == 1:  # one question says itself what it is about
                only = self.fields[asked[0].name]
                only.label = f"{kind.label}: {_as_continued(str(only.label))}"

    def _suspended(self, name: str) -> list[Row]:
        day = self.sentenced_on
        return [
            self._stretch(
                name,
                "custody",
                _("How long is the prison sentence?"),
                limits.term_hint(day),
                usual=Unit.WEEKS,
            ),
            self._stretch(
                name, "operational", _("Suspended for how long?"), limits.operational_hint(day)
            ),
            self._stretch(
                name, "length", _("Supervised for how long?"), limits.supervision_hint(day)
            ),
        ]

    def _prison(self, name: str) -> list[Row]:
        self.fields[f"{name}.remand"] = WholeNumberField(
            label=_("Days on remand that count"),
            noun=_("the days on remand"),
            suffix=_("days"),
            at_least=0,
            at_most=LARGEST,
            required=False,
        )
        self.fields[f"{name}.released_on"] = DayField(
            label=_("Release date"),
            hint=_("Only if you know it. Left empty, release is half way."),
            noun=_("the release date"),
            required=False,
        )
        self.fields[f"{name}.conditions"] = NoteField(
            label=_("Added licence conditions"),
            hint=_("One a line. The standard conditions are added for you."),
            required=False,
            max_length=4_000,
            rows=3,
        )
        return [
            self._stretch(name, "custody", _("How long is the prison sentence?")),
            Row(f"{name}.remand"),
            Row(f"{name}.released_on"),
            Row(f"{name}.conditions"),
        ]

    def _requirement(self, name: str, kind: RequirementKind) -> Iterable[Row]:
        units = limits.units_of(kind, self.sentenced_on)
        if units:
            label = _("How much?") if Unit.HOURS in units else _("How long?")
            if len(units) == 1:
                label = _("How many %(unit)s?") % {"unit": units[0].value}
            yield self._stretch(
                name,
                "length",
                label,
                limits.requirement_hint(kind, self.sentenced_on),
                noun=kind.label.lower() if not kind.label.isupper() else kind.label,
                units=units,
            )
        if kind is RequirementKind.CURFEW:
            self.fields[f"{name}.hours_a_day"] = WholeNumberField(
                label=_("How many hours a day?"),
                hint=limits.curfew_hint(self.sentenced_on),
                noun=_("the hours of curfew a day"),
                suffix=_("hours"),
                at_least=1,
                at_most=24,
            )
            yield Row(f"{name}.hours_a_day")
        if kind in DETAILS:
            question, is_needed = DETAILS[kind]
            self.fields[f"{name}.detail"] = TextField(
                label=question, required=is_needed, missing=question, max_length=500
            )
            yield Row(f"{name}.detail")

    def _stretch(
        self,
        name: str,
        part: str,
        label: str,
        hint: str = "",
        *,
        noun: str = "",
        units: Sequence[Unit] = STRETCHES,
        usual: Unit | None = None,
    ) -> Row:
        """A number with its unit: said after it where there is one, chosen beside it otherwise."""
        only = units[0] if len(units) == 1 else None
        field = f"{name}.{part}"
        said = {"noun": noun} if noun else {}
        self.fields[field] = WholeNumberField(
            label=label,
            hint=hint,
            missing=label,
            suffix=only.value if only else "",
            at_least=1,
            at_most=LARGEST,
            **said,
        )
        if only:
            return Row(field)
        self.fields[f"{field}_unit"] = TermField(
            Unit,
            only=units,
            as_select=True,
            meanings=False,
            label=_("Unit of the length"),
            initial=usual or units[0],
        )
        return Row(field, f"{field}_unit")

    # What was answered
    def orders(self) -> list[OrderGiven]:
        return [
            self._order(f"orders.{place}.{asked.kind.value}", asked)
            for place, asked in enumerate(self.asked)
        ]

    def _order(self, name: str, asked: OrderAsked) -> OrderGiven:
        length, unit = self._length(f"{name}.length")
        custody, custody_unit = self._length(f"{name}.custody")
        operational, operational_unit = self._length(f"{name}.operational")
        return OrderGiven(
            kind=asked.kind,
            length=length,
            unit=unit,
            custody_length=custody,
            custody_unit=custody_unit,
            operational_length=operational,
            operational_unit=operational_unit,
            remand_days=self.cleaned_data.get(f"{name}.remand") or 0,
            released_on=self.cleaned_data.get(f"{name}.released_on"),
            requirements=[
                self._requirement_given(f"{name}.{kind.value}", kind) for kind in asked.requirements
            ],
            conditions=[
                ConditionGiven(ConditionKind.ADDITIONAL, line.strip())
                for line in (self.cleaned_data.get(f"{name}.conditions") or "").splitlines()
                if line.strip()
            ],
        )

    def _requirement_given(self, name: str, kind: RequirementKind) -> RequirementGiven:
        units = limits.units_of(kind, self.sentenced_on)
        length, unit = self._length(f"{name}.length", only=units[0] if len(units) == 1 else None)
        return RequirementGiven(
            kind=kind,
            length=length,
            unit=unit,
            detail=self.cleaned_data.get(f"{name}.detail") or "",
            hours_a_day=self.cleaned_data.get(f"{name}.hours_a_day"),
        )

    def _length(self, field: str, only: Unit | None = None) -> tuple[int | None, Unit | None]:
        number = self.cleaned_data.get(field)
        unit = only or self.cleaned_data.get(f"{field}_unit")
        return (number, unit) if number is not None else (None, None)

    # Where a fault belongs
    def field_of(self, fault: str) -> str | None:
        """The action says "orders.0.requirements.1.length"; here a field is named by its kinds."""
        pieces = fault.split(".")
        if pieces[0] != "orders" or len(pieces) < 3 or not pieces[1].isdigit():
            return None
        order = self.asked[int(pieces[1])]
        name = f"orders.{pieces[1]}.{order.kind.value}"
        if pieces[2] == "requirements" and len(pieces) == 5:
            name = f"{name}.{order.requirements[int(pieces[3])].value}"
        part = SHORTER.get(pieces[-1], pieces[-1])
        return next(
            (field for field in (f"{name}.{part}", f"{name}.length") if field in self.fields), None
        )


SHORTER = {
    "custody_length": "custody",
    "operational_length": "operational",
    "remand_days": "remand",
}


# ── Step 4: check ──────────────────────────────────────────────────────────────────────────
class Check(Form):
    as_ordered = TickField(
        label=gettext_lazy("The court's paper says so: I have looked at it again"), required=False
    )


# ── Putting right ──────────────────────────────────────────────────────────────────────────
def reason_field() -> NoteField:
    return NoteField(
        label=_("Why?"),
        hint=_("One sentence. Whoever opens this order reads it."),
        missing=_("Say why, so that whoever reads it next knows"),
        max_length=500,
        rows=3,
    )


class Withdraw(Form):
    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["why"] = reason_field()
        self.order_fields(["why"])


class Correct(Form):
    """Opens with what the record says. Asks of an order only what its kind has."""

    court_id = ChoiceField(
        as_select=True, label=gettext_lazy("Court"), missing=gettext_lazy("Choose the court")
    )
    sentenced_on = DayField(
        label=gettext_lazy("Date of sentence"), noun=gettext_lazy("the date of sentence")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        courts: Iterable[CourtLine] = (),
        facts: SentenceFacts,
        **kwargs: Any,
    ) -> None:
        self.facts = facts
        super().__init__(data, *args, initial=self.opens_with(facts), **kwargs)
        court = self.fields["court_id"]
        assert isinstance(court, ChoiceField)
        court.offer([(line.id, line.name) for line in courts])
        self.offence_names = list(self._ask_offences(facts))
        self._ask_order(facts)
        self.fields["why"] = reason_field()
        self.fields["as_ordered"] = TickField(
            label=_("The court's paper says so: I have looked at it again"), required=False
        )
        self.order_fields([name for name in self.fields if name not in {"submission", "seen"}])

    @staticmethod
    def opens_with(facts: SentenceFacts) -> dict[str, Any]:
        opens: dict[str, Any] = {
            "court_id": facts.court_id,
            "sentenced_on": facts.sentenced_on,
            "operational_ends_on": facts.operational_ends_on,
            "starts_on": facts.starts_on,
            "ends_on": facts.ends_on,
        }
        for place, offence in enumerate(facts.offences):
            opens[f"offences.{place}.description"] = offence.description
            opens[f"offences.{place}.committed_on"] = offence.committed_on
        for name, length in (("length", facts.length), ("custody_length", facts.custody)):
            if length is not None:
                opens[name], opens[f"{name}_unit"] = length.number, length.unit
        return opens

    def _ask_offences(self, facts: SentenceFacts) -> Iterable[tuple[str, str]]:
        for place in range(len(facts.offences)):
            which = _("the main offence") if place == 0 else _("offence %(n)s") % {"n": place + 1}
            wording, day = f"offences.{place}.description", f"offences.{place}.committed_on"
            self.fields[wording] = TextField(
                label=_("Main offence") if place == 0 else _("Offence %(n)s") % {"n": place + 1},
                noun=which,
                max_length=500,
            )
            self.fields[day] = DayField(
                label=_("When was it committed?"),
                noun=_("the date of %(which)s") % {"which": which},
            )
            yield wording, day

    def _ask_order(self, facts: SentenceFacts) -> None:
        self.rows: list[Row] = []
        if facts.custody is not None:
            self._stretch("custody_length", _("How long is the prison sentence?"))
        if facts.length is not None:
            self._stretch(
                "length",
                _("How long is the order?")
                if facts.custody is None
                else _("Supervised for how long?"),
                _("The last day is worked out from it."),
            )
        for name, label in (
            ("operational_ends_on", _("Suspended until")),
            ("starts_on", _("First day")),
            ("ends_on", _("Last day")),
        ):
            if getattr(facts, name) is not None:
                self.fields[name] = DayField(label=label)
                self.rows.append(Row(name))

    def _stretch(self, name: str, label: str, hint: str = "") -> None:
        self.fields[name] = WholeNumberField(
            label=label, hint=hint, missing=label, at_least=1, at_most=LARGEST
        )
        self.fields[f"{name}_unit"] = TermField(
            Unit, only=STRETCHES, as_select=True, meanings=False, label=_("Unit of the length")
        )
        self.rows.append(Row(name, f"{name}_unit"))

    def given(self) -> SentenceFacts:
        said = self.cleaned_data
        return SentenceFacts(
            court_id=int(said["court_id"]),
            sentenced_on=said["sentenced_on"],
            offences=tuple(
                OffenceFacts(offence.id, said[wording], said[day])
                for offence, (wording, day) in zip(
                    self.facts.offences, self.offence_names, strict=True
                )
            ),
            length=length_of(said.get("length"), said.get("length_unit")),
            custody=length_of(said.get("custody_length"), said.get("custody_length_unit")),
            operational_ends_on=said.get("operational_ends_on"),
            starts_on=said.get("starts_on"),
            ends_on=said.get("ends_on"),
        )


# ── Endings ────────────────────────────────────────────────────────────────────────────────
class End(Form):
    on = DayField(label=gettext_lazy("When did it end?"), noun=gettext_lazy("the day it ended"))
    reason = TermField(
        EndReason,
        label=gettext_lazy("Why did it end?"),
        missing=gettext_lazy("Choose why it ended"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *args: Any,
        kinds: Sequence[OrderKind],
        with_death: bool = False,
        **kwargs: Any,
    ) -> None:
        """Only the ways in which every one of these kinds can end are offered."""
        super().__init__(data, *args, **kwargs)
        ways = [
            way
            for way in EndReason
            if way is not EndReason.IN_ERROR and all(way in WAYS_TO_END[kind] for kind in kinds)
        ]
        if with_death:
            ways.append(EndReason.DIED)
        self.fields["reason"] = TermField(
            EndReason,
            only=list(dict.fromkeys(ways)),
            label=self.fields["reason"].label,
            missing=gettext_lazy("Choose why it ended"),
        )
