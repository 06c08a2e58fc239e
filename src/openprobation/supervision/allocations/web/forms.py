"""What do we ask to decide whose case it is?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from openprobation.rules.allocation import AllocationInputs
from openprobation.supervision.risk.web.forms import NarrativeField, PercentField
from openprobation.ui.forms import ChoiceField, DayField, Form, NoteField, TermField
from openprobation.vocabulary.allocations import REALLOCATION_REASONS, ProviderKind, SpellReason
from openprobation.vocabulary.risk import HarmLevel

from ..actions.assigning import LONGEST_NOTE

UNKNOWN = "unknown"
YES_NO_UNKNOWN = (("yes", _("Yes")), ("no", _("No")), (UNKNOWN, _("Not known yet")))
ANSWERS = {"yes": True, "no": False}


class DecidedField(TermField):
    """Asked on the check page only, so the page before it may leave it out."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class Allocate(Form):
    """The rule's inputs; then, on the check page, what is decided and why if not as the rule says."""

    harm = ChoiceField(
        [
            *((level.value, level.label) for level in HarmLevel),
            (UNKNOWN, _("Not known yet")),
        ],
        label=_("Risk of serious harm"),
        noun=_("the risk of serious harm"),
    )
    rsr = PercentField(
        label=_("RSR score"),
        noun=_("the RSR score"),
        hint=_("With two decimals, like 6.89. Leave it empty if it has not been scored."),
        required=False,
    )
    is_mappa_eligible = ChoiceField(
        YES_NO_UNKNOWN,
        label=_("Eligible for MAPPA?"),
        missing=_("Say whether the person is eligible for MAPPA"),
    )
    is_liable_to_deportation = ChoiceField(
        YES_NO_UNKNOWN,
        label=_("A foreign national liable to deportation?"),
        missing=_("Say whether the person is liable to deportation"),
    )
    is_public_interest = ChoiceField(
        YES_NO_UNKNOWN,
        label=_("A case of public interest?"),
        missing=_("Say whether this is a case of public interest"),
    )
    decided = DecidedField(ProviderKind, label=_("Who supervises?"), meanings=False)
    override_why = NarrativeField(
        label=_("Why not as the rule says?"),
        noun=_("why"),
        hint=_("The reason stays with the decision."),
        rows=3,
        max_length=LONGEST_NOTE,
    )
    team = ChoiceField(label=_("Which team receives the case?"), as_select=True, required=False)

    def __init__(
        self,
        *args: Any,
        teams: Iterable[Sequence[Any]] = (),
        organisations: Iterable[tuple[str, str, str]] = (),
        **kwargs: Any,
    ) -> None:
        """`organisations` are those that share the work: value, label and hint of each."""
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, ChoiceField)
        team.offer(teams)
        self.offer_organisations(organisations)

    def offer_organisations(self, organisations: Iterable[tuple[str, str, str]]) -> None:
        decided = self.fields["decided"]
        assert isinstance(decided, TermField)
        rows = list(organisations)
        decided.choices = [(value, label) for value, label, _hint in rows]
        decided.hints = {value: hint for value, _label, hint in rows}

    def inputs(self, *, company: str | None) -> AllocationInputs:
        """What was answered, as the rule reads it; the company is the area's."""
        given = self.cleaned_data
        rsr: Decimal | None = given["rsr"]
        return AllocationInputs(
            harm=None if given["harm"] == UNKNOWN else HarmLevel(given["harm"]),
            is_mappa_eligible=ANSWERS.get(given["is_mappa_eligible"]),
            rsr=rsr,
            is_liable_to_deportation=ANSWERS.get(given["is_liable_to_deportation"]),
            is_public_interest=ANSWERS.get(given["is_public_interest"]),
            crc=company,
        )


ASKED = ("harm", "rsr", "is_mappa_eligible", "is_liable_to_deportation", "is_public_interest")


def opens_with(inputs: AllocationInputs) -> dict[str, Any]:
    """What the record knows, as the form shows it; what nobody has said is left open."""
    yes = {True: "yes", False: "no"}
    found: Mapping[str, Any] = {
        "harm": inputs.harm.value if inputs.harm else None,
        "rsr": inputs.rsr,
        "is_mappa_eligible": yes.get(inputs.is_mappa_eligible),  # type: ignore[arg-type]  # None is in neither
        "is_public_interest": yes.get(inputs.is_public_interest),  # type: ignore[arg-type]
    }
    return {name: value for name, value in found.items() if value is not None}


class Assign(Form):
    """Which officer, and a line for them."""

    officer = ChoiceField(label=_("Which officer?"), missing=_("Select an officer"))
    note = NoteField(
        label=_("A line for the officer"), required=False, rows=3, max_length=LONGEST_NOTE
    )


class Reallocate(Assign):
    """A change of officer: who, why, what the next one must know, and by when they are in touch."""

    reason = TermField(
        SpellReason,
        only=REALLOCATION_REASONS,
        label=_("Why does the case move?"),
        missing=_("Select why the case moves"),
    )
    note = NoteField(
        label=_("Handover note"),
        noun=_("a handover note"),
        hint=_("What works, what was last promised, what not to say. The next officer reads it."),
        rows=4,
        max_length=LONGEST_NOTE,
    )
    first_contact_by = DayField(
        label=_("The new officer is in touch by"), noun=_("the day of first contact")
    )

    field_order = ("officer", "reason", "note", "first_contact_by")
