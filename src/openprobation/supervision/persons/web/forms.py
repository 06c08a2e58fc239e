"""What do we ask about somebody?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.organisations.queries import AreaLine
from openprobation.ui.forms import (
    ChoiceField,
    CrnField,
    DayField,
    Form,
    NoteField,
    PhoneField,
    PostcodeField,
    TermField,
    TextField,
    TickField,
)
from openprobation.vocabulary.persons import (
    AddressKind,
    AdjustmentKind,
    CircumstanceKind,
    ContactRelationship,
    DisabilityKind,
    Ethnicity,
    IdentifierKind,
    NameKind,
    PhoneKind,
    Sex,
)

LONGEST_NAME = 100
LONGEST_NOTE = 2_000


class Answers(Form):
    """A form whose answers are an action's arguments, named alike. `rarely` are folded away."""

    rarely: tuple[str, ...] = ()

    @property
    def given(self) -> dict[str, Any]:
        ours = {"submission", "seen"}
        return {name: value for name, value in self.cleaned_data.items() if name not in ours}


def day_of_birth(**given: Any) -> DayField:
    return DayField(
        label=_("Date of birth"),
        noun=_("the date of birth"),
        hint=_("For example, 29 2 1996"),
        full_year=True,
        **given,
    )


def since(label: Any) -> DayField:
    return DayField(label=label, noun=_("the day it began"), required=False)


# ── A person ───────────────────────────────────────────────────────────────────────────────
class Particulars(Answers):
    given_names = TextField(label=_("Given names"), max_length=LONGEST_NAME)
    family_name = TextField(
        label=_("Family name"),
        hint=_("Somebody with only one name: write it here, and a dash as the given name."),
        max_length=LONGEST_NAME,
    )
    preferred_name = TextField(
        label=_("Likes to be called"), required=False, max_length=LONGEST_NAME, width="20"
    )
    date_of_birth = day_of_birth()
    sex = TermField(Sex, label=_("Sex"), meanings=False)
    pronouns = TextField(label=_("Pronouns"), required=False, max_length=50, width="20")
    ethnicity = TermField(Ethnicity, label=_("Ethnicity"), as_select=True, meanings=False)
    nationality = TextField(label=_("Nationality"), required=False, max_length=100, width="20")
    language = TextField(
        label=_("Language"),
        hint=_("The one they speak and read best."),
        max_length=100,
        width="20",
    )
    interpreter_needed = TickField(label=_("An interpreter is needed"), required=False)
    area_id = ChoiceField(
        label=_("Local authority area"),
        hint=_("Where they live: it decides which team serves them."),
        as_select=True,
        required=False,
    )

    def __init__(self, *args: Any, areas: Iterable[AreaLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["area_id"]
        assert isinstance(asked, ChoiceField)
        asked.offer((area.id, area.name) for area in areas)

    def see(self, version: int) -> None:
        """Send this version next time: the page now shows what somebody else changed."""
        typed = cast(QueryDict, self.data).copy()
        typed["seen"] = str(version)
        self.data = typed

    def clean_area_id(self) -> int | None:
        chosen: str = self.cleaned_data["area_id"]
        return int(chosen) if chosen else None


class NewPerson(Particulars):
    considered = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def given(self) -> dict[str, Any]:
        return {name: value for name, value in super().given.items() if name != "considered"}

    def consider_again(self) -> None:
        """What was typed is changed: whoever was shown is to be shown again."""
        typed = cast(QueryDict, self.data).copy()
        typed["considered"] = ""
        self.data = typed


class ChangePerson(Particulars):
    keep_previous_name = TickField(
        label=_("The old name was right until now: keep it as a previous name"), required=False
    )
    why = TextField(
        label=_("Why is it changed?"),
        hint=_("For example, “misheard in court” or “married in May”."),
        required=False,
    )


# ── One more fact ──────────────────────────────────────────────────────────────────────────
class AddName(Answers):
    kind = TermField(NameKind, label=_("What kind of name?"), missing=_("Select the kind of name"))
    given_names = TextField(label=_("Given names"), max_length=LONGEST_NAME)
    family_name = TextField(label=_("Family name"), max_length=LONGEST_NAME)
    date_of_birth = DayField(
        label=_("Date of birth used with it"),
        hint=_("Only where it is not their own."),
        noun=_("the date of birth"),
        full_year=True,
        required=False,
    )


class AddIdentifier(Answers):
    kind = TermField(
        IdentifierKind, label=_("What kind of number?"), missing=_("Select the kind of number")
    )
    value = TextField(label=_("Number"), max_length=30, width="20")


class AddAddress(Answers):
    rarely = ("ends_on", "verified_on")

    kind = TermField(
        AddressKind, label=_("What kind of address?"), missing=_("Select the kind of address")
    )
    no_fixed_abode = TickField(
        label=_("No fixed abode"),
        hint=_("Say in the note where they can be found."),
        required=False,
    )
    lines = NoteField(label=_("Address"), rows=3, max_length=500, required=False)
    postcode = PostcodeField(label=_("Postcode"), required=False)
    note = NoteField(
        label=_("Note"),
        hint=_("For example, “lives with his mother” or “no letters here”."),
        rows=2,
        max_length=LONGEST_NOTE,
        required=False,
    )
    starts_on = since(_("From when?"))
    ends_on = DayField(
        label=_("Until when?"),
        hint=_("Only for an address of before."),
        noun=_("the last day"),
        required=False,
    )
    verified_on = DayField(
        label=_("When was it checked?"),
        hint=_("The day somebody saw or was told for certain that they live there."),
        noun=_("the day it was checked"),
        required=False,
    )


class AddPhone(Answers):
    kind = TermField(
        PhoneKind, label=_("What kind of telephone?"), missing=_("Select the kind of telephone")
    )
    number = PhoneField(label=_("Number"), autocomplete="off")
    safe_to_text = TickField(
        label=_("It is safe to text this number"),
        hint=_("Ask: could somebody else read the messages? If in doubt, leave this empty."),
        required=False,
    )


class AddCircumstance(Answers):
    kind = TermField(CircumstanceKind, label=_("What is so?"), missing=_("Select what is so"))
    note = NoteField(label=_("Note"), rows=3, max_length=LONGEST_NOTE, required=False)
    starts_on = since(_("Since when?"))


class AddDisability(Answers):
    kind = TermField(
        DisabilityKind, label=_("Which disability?"), missing=_("Select the disability")
    )
    note = NoteField(label=_("Note"), rows=3, max_length=LONGEST_NOTE, required=False)
    starts_on = since(_("Since when?"))


class AddAdjustment(Answers):
    kind = TermField(
        AdjustmentKind,
        label=_("What do we do differently?"),
        missing=_("Select what we do differently"),
    )
    note = NoteField(label=_("Note"), rows=3, max_length=LONGEST_NOTE, required=False)
    starts_on = since(_("Since when?"))


class AddEmergencyContact(Answers):
    name = TextField(label=_("Name"), max_length=LONGEST_NAME)
    relationship = TermField(
        ContactRelationship,
        label=_("Who are they?"),
        missing=_("Select who they are"),
        as_select=True,
        meanings=False,
    )
    number = PhoneField(label=_("Telephone"), autocomplete="off")


# ── Ending, and the rest ───────────────────────────────────────────────────────────────────
class End(Form):
    how = ChoiceField(
        [
            ("ended", _("It was so, and has ended")),
            (
                "mistake",
                _("It was recorded by mistake"),
                _("It stays on the record, marked as a mistake, and nothing goes by it."),
            ),
        ],
        label=_("What happened?"),
        missing=_("Select what happened"),
        initial="ended",
    )
    ends_on = DayField(label=_("When did it end?"), noun=_("the day it ended"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (
            given.get("how") == "ended"
            and not given.get("ends_on")
            and "ends_on" not in self.errors
        ):
            self.add_error("ends_on", _("Enter the day it ended"))
        return given


class Death(Form):
    died_on = DayField(label=_("When did they die?"), noun=_("the date of death"))


class Why(Form):
    why = NoteField(label=_("Why?"), rows=3, max_length=LONGEST_NOTE, missing=_("Say why"))


class Join(Form):
    crn = CrnField(label=_("CRN of the other record"))
    keep = ChoiceField(label=_("Which record is kept?"), missing=_("Select which record is kept"))
    why = NoteField(
        label=_("How do you know that they are one person?"),
        hint=_("For example, “same prison number and the same mother”."),
        missing=_("Say how you know that they are one person"),
        rows=3,
        max_length=LONGEST_NOTE,
    )

    def __init__(self, *args: Any, this_crn: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["keep"]
        assert isinstance(asked, ChoiceField)
        leads = now("Its number stays; %(crn)s will lead to it.") % {"crn": this_crn}
        asked.offer(
            [
                ("this", now("This one, %(crn)s") % {"crn": this_crn}),
                ("other", now("The other one"), leads),
            ]
        )


class Ask(Form):
    why = NoteField(
        label=_("Why do you need to open it?"),
        missing=_("Say why you need to open it"),
        rows=4,
        max_length=LONGEST_NOTE,
    )
