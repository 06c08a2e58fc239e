"""What do we ask about risk?"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.foundation.quarantine import TYPED, Quarantined
from openprobation.ui.forms import (
    Asked,
    ChoicesField,
    DayField,
    Form,
    NoteField,
    TermField,
    TextField,
    _words,
)
from openprobation.vocabulary.protection import (
    AnswerKind,
    CheckFinding,
    FactKind,
    ReadingPurpose,
)
from openprobation.vocabulary.risk import (
    HarmGroup,
    HarmLevel,
    MappaCategory,
    MappaLevel,
    RegistrationKind,
)

from ..policies import LONGEST_NOTE


class PercentField(Asked, forms.Field):
    """A percentage with up to two decimals, like 6.89; the sign may be typed."""

    kind = "text"
    width = "5"
    inputmode = "decimal"
    suffix = "%"
    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**self._ask(kwargs, **_words(kwargs)))

    def to_python(self, value: Any) -> Decimal | None:
        typed = str(value or "").strip().rstrip("%").strip().replace(",", ".")
        if not typed:
            return None
        try:
            found = Decimal(typed)
        except InvalidOperation:
            found = None
        if found is None or not found.is_finite():
            raise self.wrong(_("%(noun)s must be a number, like 6.89"), "invalid")
        if not Decimal(0) <= found <= Decimal(100):
            raise self.wrong(_("%(noun)s must be between 0 and 100"), "range")
        return found


class NarrativeField(NoteField):
    """Asked of everybody; only with every group low may it be empty, and that the action says."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class Assess(Form):
    """How likely serious harm is to each group, and the three sentences that make it useful."""

    public = TermField(HarmLevel, label=HarmGroup.PUBLIC.label, meanings=False)
    children = TermField(HarmLevel, label=HarmGroup.CHILDREN.label, meanings=False)
    known_adult = TermField(HarmLevel, label=HarmGroup.KNOWN_ADULT.label, meanings=False)
    staff = TermField(HarmLevel, label=HarmGroup.STAFF.label, meanings=False)
    prisoners = TermField(HarmLevel, label=HarmGroup.PRISONERS.label, meanings=False)
    who_is_at_risk = NarrativeField(
        label=gettext_lazy("Who is at risk?"),
        hint=gettext_lazy("Name them, or say what kind of person."),
        rows=3,
    )
    what_could_happen = NarrativeField(
        label=gettext_lazy("What could happen, and when is it likely?"), rows=4
    )
    what_protects_them = NarrativeField(
        label=gettext_lazy("What protects them?"),
        hint=gettext_lazy("What is in place now, and who would notice a change."),
        rows=4,
    )

    uses = ChoicesField(
        label=gettext_lazy("Answers this assessment takes in"),
        hint=gettext_lazy("An enquiry is done when its answer is used here."),
        required=False,
    )

    def __init__(
        self, *args: Any, answers: Collection[tuple[int, str]] = (), **kwargs: Any
    ) -> None:
        """`answers` are enquiries answered and not yet used."""
        super().__init__(*args, **kwargs)
        if answers:
            uses = self.fields["uses"]
            assert isinstance(uses, ChoicesField)
            uses.offer(answers)
        else:
            del self.fields["uses"]
        for group in HarmGroup:
            field = self.fields[group.value]
            field.help_text = group.meaning
            field.error_messages["required"] = _("Select a level for: %(group)s") % {
                "group": group.label.lower()
            }

    @property
    def levels(self) -> dict[HarmGroup, HarmLevel]:
        return {group: self.cleaned_data[group.value] for group in HarmGroup}


class Score(Form):
    """A score of an assessment done elsewhere."""

    rsr = PercentField(
        label=gettext_lazy("RSR score"),
        noun=gettext_lazy("the RSR score"),
        hint=gettext_lazy("The risk of serious recidivism, with two decimals, like 6.89."),
    )
    assessed_on = DayField(
        label=gettext_lazy("Day of the assessment"), noun=gettext_lazy("the day of the assessment")
    )


class Register(Form):
    """A flag on the record."""

    kind = TermField(
        RegistrationKind, label=gettext_lazy("What is registered?"), as_select=True, meanings=False
    )
    note = NoteField(
        label=gettext_lazy("What should somebody know who sees this?"),
        required=False,
        rows=4,
        max_length=LONGEST_NOTE,
    )
    starts_on = DayField(label=gettext_lazy("From"), noun=gettext_lazy("the first day"))
    review_due_on = DayField(
        label=gettext_lazy("Look at it again by"),
        noun=gettext_lazy("the day of the review"),
        hint=gettext_lazy("Leave it empty for the usual period of this kind."),
        required=False,
    )

    def __init__(self, *args: Any, taken: Collection[RegistrationKind] = (), **kwargs: Any) -> None:
        """`taken` are the kinds in force already: they are reviewed, not registered again."""
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, TermField)
        kind.choices = [(word.value, word.label) for word in RegistrationKind if word not in taken]


class Review(Form):
    """A look again that keeps the registration."""

    note = NoteField(
        label=gettext_lazy("What did you find?"),
        noun=gettext_lazy("what you found"),
        rows=4,
        max_length=LONGEST_NOTE,
    )
    next_due_on = DayField(
        label=gettext_lazy("Look at it again by"), noun=gettext_lazy("the day of the next review")
    )


class End(Form):
    """Taking a flag off, or ending MAPPA."""

    on = DayField(label=gettext_lazy("Ended on"), noun=gettext_lazy("the last day"))
    why = NoteField(
        label=gettext_lazy("Why does it end?"),
        noun=gettext_lazy("why it ends"),
        rows=4,
        max_length=LONGEST_NOTE,
    )


class SetMappa(Form):
    """A category and a level under the multi-agency arrangements."""

    category = TermField(MappaCategory, label=gettext_lazy("Category"))
    level = TermField(MappaLevel, label=gettext_lazy("Level"))
    starts_on = DayField(label=gettext_lazy("From"), noun=gettext_lazy("the first day"))
    review_due_on = DayField(
        label=gettext_lazy("Review by"),
        noun=gettext_lazy("the day of the review"),
        hint=gettext_lazy("Leave it empty for the usual period of the level."),
        required=False,
    )

    def __init__(
        self, *args: Any, categories: Collection[MappaCategory] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, TermField)
        field.choices = [(word.value, word.label) for word in categories]


# ── People at risk, and enquiries ──────────────────────────────────────────────────────────
class AddAtRisk(Form):
    """Somebody at risk, from what, and what protects them today."""

    group = TermField(
        HarmGroup,
        label=gettext_lazy("Which group are they of?"),
        missing=gettext_lazy("Select which group they are of"),
        meanings=False,
    )
    who = TextField(
        label=gettext_lazy("Who is at risk?"),
        noun=gettext_lazy("who is at risk"),
        hint=gettext_lazy(
            "For example: a former partner, or children at a school. Not where they are."
        ),
    )
    from_what = NoteField(
        label=gettext_lazy("What are they at risk of?"),
        noun=gettext_lazy("what they are at risk of"),
        rows=3,
        max_length=LONGEST_NOTE,
    )
    what_protects = NoteField(
        label=gettext_lazy("What protects them today?"),
        noun=gettext_lazy("what protects them today"),
        hint=gettext_lazy("This counts as checked today."),
        rows=3,
        max_length=LONGEST_NOTE,
    )


class Check(Form):
    """Checked today."""

    finding = TermField(
        CheckFinding,
        label=gettext_lazy("What did you find today?"),
        missing=gettext_lazy("Select what you found today"),
    )
    what_protects = NoteField(
        label=gettext_lazy("What protects them now?"),
        noun=gettext_lazy("what protects them now"),
        rows=4,
        max_length=LONGEST_NOTE,
    )


class Why(Form):
    why = NoteField(
        label=gettext_lazy("Why?"), noun=gettext_lazy("why"), rows=4, max_length=LONGEST_NOTE
    )


class Ask(Form):
    asked_of = TextField(
        label=gettext_lazy("Whom do you ask, or who will do it?"),
        noun=gettext_lazy("whom you ask"),
        hint=gettext_lazy("For example: children's services in Bolton, the police, my senior."),
    )


class Chase(Form):
    why = NoteField(
        label=gettext_lazy("What did you do to get an answer?"), required=False, rows=3,
        max_length=LONGEST_NOTE,
    )  # fmt: skip


class Use(Form):
    """One button."""


class QuarantinedNote(NoteField):
    """What is typed here is kept from papers: in no draft, and out of the form only wrapped."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        if not field_name.startswith(TYPED):
            raise ImproperlyConfigured(f"{field_name}: begin the name with {TYPED!r}.")
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        return Quarantined(str(super().clean(value) or ""))


class Answer(Form):
    """What was answered to an enquiry, or seen at a visit."""

    kind = TermField(
        AnswerKind,
        label=gettext_lazy("What was the answer?"),
        missing=gettext_lazy("Select what kind of answer it was"),
    )
    quarantined_words = QuarantinedNote(
        label=gettext_lazy("In their words, or what was seen"),
        noun=gettext_lazy("what was answered or seen"),
        hint=gettext_lazy(
            "Kept from every paper, letter and message. Not saved until you send it."
        ),
        rows=6,
    )


class Quarantine(Form):
    """What must be kept from papers."""

    kind = TermField(
        FactKind, label=gettext_lazy("What is it?"), missing=gettext_lazy("Select what it is")
    )
    quarantined_words = QuarantinedNote(
        label=gettext_lazy("What must be kept from papers?"),
        noun=gettext_lazy("what must be kept from papers"),
        hint=gettext_lazy("Not saved until you send it."),
        rows=5,
    )
    quarantined_source = QuarantinedNote(
        label=gettext_lazy("Who said so?"), required=False, rows=2, max_length=LONGEST_NOTE
    )


class Read(Form):
    purpose = TermField(
        ReadingPurpose,
        label=gettext_lazy("What do you need it for?"),
        missing=gettext_lazy("Select what you need it for"),
    )
