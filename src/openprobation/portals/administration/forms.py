"""What is asked of an administrator?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from openprobation.ui.forms import (
    ChoiceField,
    CrnField,
    DayField,
    EmailField,
    Form,
    NoteField,
    PhoneField,
    PostcodeField,
    TermField,
    TextField,
    TickField,
    YesNo,
)
from openprobation.vocabulary.access import RestrictionKind, Role
from openprobation.vocabulary.identity import FactorLoss
from openprobation.vocabulary.iom import Side
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind

FOR_EXAMPLE = _("For example, 16 2 2017")


class Nothing(Form):
    """Nothing is asked: the check page is the whole question."""


class Organisation(Form):
    name = TextField(label=_("Name"))
    code = TextField(
        label=_("Code"),
        width="10",
        max_length=20,
        hint=_("Short, in capitals. It is never shown to the public."),
    )
    kind = TermField(OrganisationKind, label=_("What is it?"), missing=_("Select what it is"))
    owner = TextField(
        label=_("Who owns it?"),
        noun=_("who owns it"),
        hint=_("The company or department, for example Ministry of Justice"),
    )
    operating_model = NoteField(
        label=_("How it works"), rows=3, max_length=2000, required=False,
        hint=_("In a sentence or two, for whoever compares organisations"),
    )  # fmt: skip
    starts_on = DayField(label=_("From"), noun=_("the first day"), hint=FOR_EXAMPLE)


class Named(Form):
    """A region or a delivery unit."""

    name = TextField(label=_("Name"))


class Team(Form):
    name = TextField(label=_("Name"))
    code = TextField(label=_("Code"), width="10", max_length=20, hint=_("Short, in capitals"))
    kind = TermField(TeamKind, label=_("What does it do?"), missing=_("Select what it does"))
    office = ChoiceField(label=_("Office"), as_select=True, required=False)
    duty_number = PhoneField(
        label=_("Duty telephone"),
        hint=_("Shown beside every case of the team: who answers when the officer is away"),
    )
    starts_on = DayField(label=_("From"), noun=_("the first day"), hint=FOR_EXAMPLE)


class TeamChange(Form):
    name = TextField(label=_("Name"))
    office = ChoiceField(label=_("Office"), as_select=True, required=False)
    duty_number = PhoneField(label=_("Duty telephone"))


class Ending(Form):
    ends_on = DayField(
        label=_("From which day is it over?"),
        noun=_("the day"),
        hint=_("From this day it gives no rights and takes no cases"),
    )


class Office(Form):
    name = TextField(label=_("Name"))
    address = NoteField(label=_("Address"), rows=3, max_length=500)
    postcode = PostcodeField(label=_("Postcode"))
    telephone = PhoneField(label=_("Telephone"), hint=_("People on probation are told to ring it"))


class Area(Form):
    name = TextField(label=_("Name"), hint=_("As the council is called, for example Bolton"))
    code = TextField(
        label=_("Code"),
        width="10",
        max_length=9,
        hint=_("The national code, for example E08000001"),
    )


class CoverArea(Form):
    area = ChoiceField(label=_("Area"), as_select=True, noun=_("an area"))
    starts_on = DayField(label=_("From"), noun=_("the first day"), hint=FOR_EXAMPLE)


class Account(Form):
    name = TextField(label=_("Name"), hint=_("As colleagues know them"))
    email = EmailField(label=_("E-mail address"), hint=_("They sign in with it"))


class LostFactor(Form):
    loss = TermField(
        FactorLoss, label=_("What happened?"), missing=_("Select what happened"), noun=_("what")
    )
    is_them = TickField(
        label=_("I know that it is they who ask"),
        hint=_("Seen in person, or rung back on the number in their team’s list. Not by e-mail."),
        missing=_("Make sure that it is they who ask, then say so here"),
    )


class PostHere(Form):
    """A post in a team that is known."""

    email = EmailField(
        label=_("E-mail address of the member of staff"), noun=_("the e-mail address")
    )
    role = TermField(
        Role,
        label=_("Role"),
        without=(Role.PERSON, Role.PUBLIC),
        missing=_("Select a role"),
        hint=_("What the post may do: see Roles"),
    )
    grade = TermField(Grade, label=_("Grade"), as_select=True, meanings=False)
    leads_unit = TickField(
        label=_("Leads the delivery unit"),
        hint=_("Cases of every team of the unit are this post’s business"),
        required=False,
    )
    starts_on = DayField(label=_("From"), noun=_("the first day"), hint=FOR_EXAMPLE)


class Post(PostHere):
    """A post of somebody who is known."""

    email = None  # type: ignore[assignment]  # Django's way to leave out a field that is inherited
    team = ChoiceField(label=_("Team"), as_select=True, noun=_("a team"))
    field_order = ("team", "role", "grade", "leads_unit", "starts_on")


class Deputy(Form):
    deputy = EmailField(
        label=_("E-mail address of the deputy"),
        noun=_("the e-mail address"),
        hint=_("Shown beside each case, and told to whoever rings"),
    )
    starts_on = DayField(label=_("From"), noun=_("the first day"), hint=FOR_EXAMPLE)


class FindList(Form):
    crn = CrnField(hint=_("One letter and 6 numbers, like X123456"))


class RestrictionLine(Form):
    restriction = TermField(
        RestrictionKind, label=_("What may they do?"), missing=_("Select what they may do")
    )
    user = EmailField(
        label=_("E-mail address of the member of staff"), noun=_("the e-mail address")
    )
    why = NoteField(
        label=_("Why?"),
        noun=_("why"),
        rows=3,
        max_length=2000,
        hint=_("Do not write the person’s name, or where they are"),
    )
    ask = TextField(
        label=_("Whom should people ask?"),
        noun=_("whom people should ask"),
        hint=_("Shown to everybody who finds the restricted record, with the CRN"),
    )


class Decision(Form):
    granted = YesNo(label=_("Let them in?"), missing=_("Select yes or no"))


class FindAccounts(Form):
    words = TextField(label=_("Name or e-mail address"), required=False, max_length=100)


class SharedTeam(Form):
    """A co-located team: police and probation at one list."""

    name = TextField(label=_("Name"), hint=_("For example, Bolton IOM"))
    place = TextField(label=_("Where it sits"), noun=_("where it sits"))


class Seat(Form):
    email = EmailField(
        label=_("E-mail address of whoever sits there"),
        noun=_("the e-mail address"),
        hint=_("They need an account whose role works with the shared list"),
    )
    side = TermField(Side, label=_("For whom do they sit?"), missing=_("Select for whom they sit"))
    starts_on = DayField(label=_("From"), noun=_("the first day"), hint=FOR_EXAMPLE)
