"""What do our components look like, each with an example? Invented people only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from openprobation.ui import forms
from openprobation.vocabulary.term import Term


class Colour(Term):
    """A Term for the catalogue alone, so that the catalogue depends on no context."""

    RED = "red", "Red", "Stop, and wait behind the line."
    AMBER = "amber", "Amber", "Stop, unless stopping is not safe."
    GREEN = "green", "Green", "Go, if the way is clear."


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    crn: str
    preferred_name: str = ""
    born: date | None = None
    age: int | None = None
    language: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    officer: str | None
    team: str
    organisation: str
    deputy: str = ""
    duty_phone: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The shape of a refusal, as an action would raise it."""

    message: str
    field: str | None = None

    @property
    def parts(self) -> tuple[Refusal, ...]:
        return (self,)


class Sampler(forms.Form):
    """One of each field."""

    court = forms.TextField(label=_("Court"), noun=_("the court"), width="20")
    crn = forms.CrnField(hint=_("One letter and 6 numbers, like X123456"))
    end = forms.DayField(
        label=_("End date"), hint=_("For example, 16 2 2017"), noun=_("the end date")
    )
    at = forms.TimeField(label=_("Time"), hint=_("For example, 9:30am or 14:00"))
    length = forms.WholeNumberField(label=_("Length"), at_least=1, at_most=36, suffix=_("months"))
    colour = forms.TermField(Colour, label=_("Light"), noun=_("what the light showed"))
    office = forms.ChoiceField(
        [("bolton", "Bolton"), ("wigan", "Wigan"), ("salford", "Salford")],
        label=_("Office"),
        noun=_("an office"),
        as_select=True,
    )
    interpreter = forms.YesNo(
        label=_("Does the person need an interpreter?"),
        missing=_("Select yes if the person needs an interpreter"),
    )
    lights = forms.TermsField(
        Colour, label=_("Lights seen"), meanings=False, required=False, hint=_("Tick all you saw")
    )
    phone = forms.PhoneField(label=_("Mobile number"), required=False)
    email = forms.EmailField(label=_("Email address"), required=False)
    postcode = forms.PostcodeField(label=_("Postcode"), required=False)
    note = forms.NoteField(label=_("Note"), hint=_("What was said, and what was agreed"))
    told = forms.TickField(
        label=_("I have told the person"), missing=_("Tick the box once you have told the person")
    )


OPENS_WITH: dict[str, Any] = {"court": "Bolton", "end": date(2018, 2, 15), "length": 12}
CAME_FROM = {"court": _("From the court's entry on 3 February 2017")}
WRONG = {
    "crn": "12",
    "end_day": "29",
    "end_month": "2",
    "end_year": "2018",
    "at": "2",
    "length": "48",
    "phone": "12",
    "email": "name at example",
    "postcode": "B",
    "note": "What was typed is still here. " * 450,
}

AMIRA = Holder(
    "Amira Khan",
    "Bolton 2",
    "Cheshire & Greater Manchester CRC",
    deputy="Tom Okafor",
    duty_phone="01614960123",
    grade="PO",
)


def examples() -> dict[str, Any]:
    """What the catalogue's template shows."""
    morning = datetime(2017, 2, 16, 9, 5, tzinfo=UTC)
    return {
        "holder": AMIRA,
        "holder_without_officer": Holder(None, "Wigan 1", "Cheshire & Greater Manchester CRC"),
        "person": Person(
            "Daniel Whitworth", "X320741", "Dan", date(1988, 2, 29), 28, "English", "#person"
        ),
        "person_in_arabic": Person("يوسف الحسيني", "X320877", born=date(1991, 7, 4), age=25),
        "flags": [
            (
                "Risk to staff",
                "red",
                "Has threatened or hurt staff: see the note before meeting alone.",
            ),
            ("Child protection", "plum"),
        ],
        "morning": morning,
        "day": date(2017, 2, 16),
        "hostile": "<script>alert('typed')</script> & \"quoted\"",
        "long_text": "Came on time. Talked about the job at the warehouse: starts Monday.\n\n"
        "Agreed:\n- bring the rota next week\n- ring the surgery about the appointment",
    }
