"""What do we ask of whoever keeps the catalogue and the rate card?"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy

from openprobation.foundation.organisations import queries as organisations
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
from openprobation.vocabulary.commissioning import FundingLine, PriceUnit, ServiceKind
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex

from ..policies import LONGEST_NOTE, MOST_UNITS
from ..queries import parts

BUYERS = (OrganisationKind.NPS, OrganisationKind.CRC)
"""Who may buy from the rate card."""
MONEY = re.compile(r"£?\s*(\d{1,3}(?:,?\d{3}){0,2})(?:\.(\d{2}))?")


class PoundsField(TextField):
    """A sum as people write it: 62, £62.50, 1,525. Cleaned: whole pence."""

    width = "5"

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        found = MONEY.fullmatch(str(typed).strip())
        if found is None:
            raise self.wrong(
                gettext_lazy("%(noun)s must be in pounds, like 62 or 62.50"), "invalid"
            )
        return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


class ListField(TextField):
    """Several words with a semicolon between. Cleaned: each of them."""

    def clean(self, value: Any) -> Any:
        return list(parts(super().clean(value)))


class ForWhom(Form):
    """What may change of a service without making it another."""

    about = NoteField(label=gettext_lazy("What does it do?"), rows=3, max_length=LONGEST_NOTE)
    eligibility = NoteField(
        label=gettext_lazy("Who may come, beyond age and sex?"),
        required=False,
        rows=2,
        max_length=LONGEST_NOTE,
    )
    min_age = WholeNumberField(
        label=gettext_lazy("Youngest age"), at_least=10, at_most=99, suffix=gettext_lazy("years")
    )
    max_age = WholeNumberField(
        label=gettext_lazy("Oldest age"),
        hint=gettext_lazy("Leave empty for no limit."),
        at_least=10,
        at_most=120,
        required=False,
        suffix=gettext_lazy("years"),
    )
    languages = ListField(
        label=gettext_lazy("Languages"), hint=gettext_lazy("With a semicolon between.")
    )
    wait_days = WholeNumberField(
        label=gettext_lazy("Wait"), at_least=0, at_most=365, suffix=gettext_lazy("days")
    )
    capacity = WholeNumberField(label=gettext_lazy("Places at a time"), at_least=1, at_most=5000)
    usual_units = WholeNumberField(
        label=gettext_lazy("How many units does a person usually take?"),
        at_least=1,
        at_most=MOST_UNITS,
    )
    subcontractors = ListField(
        label=gettext_lazy("Subcontractors"),
        hint=gettext_lazy("Who delivers it for the provider, with a semicolon between."),
        required=False,
    )
    areas = ChoicesField(label=gettext_lazy("From which areas?"), noun=gettext_lazy("an area"))

    def offer_areas(self) -> None:
        self.fields["areas"].offer(  # type: ignore[attr-defined]
            (area.id, area.name) for area in organisations.areas()
        )

    @property
    def given(self) -> dict[str, Any]:
        """As the actions take it."""
        names = (
            "about", "eligibility", "subcontractors", "languages", "min_age", "max_age",
            "wait_days", "capacity", "usual_units",
        )  # fmt: skip
        return {
            **{name: self.cleaned_data[name] for name in names},
            "area_ids": [int(pk) for pk in self.cleaned_data["areas"]],
        }


class NewService(ForWhom):
    provider = ChoiceField(
        label=gettext_lazy("Who provides it?"), noun=gettext_lazy("a provider"), as_select=True
    )
    title = TextField(label=gettext_lazy("Name of the service"))
    need = TermField(Need, label=gettext_lazy("For which need?"), as_select=True, meanings=False)
    kind = TermField(ServiceKind, label=gettext_lazy("What kind?"))
    unit = TermField(PriceUnit, label=gettext_lazy("What is a unit?"))
    sex = TermField(
        Sex,
        only=(Sex.FEMALE, Sex.MALE),
        label=gettext_lazy("Only for one sex?"),
        hint=gettext_lazy("Leave empty for everybody."),
        meanings=False,
        required=False,
    )
    women_only = TickField(label=gettext_lazy("A space for women only"), required=False)
    starts_on = DayField(
        label=gettext_lazy("On the catalogue from"), noun=gettext_lazy("the first day")
    )
    field_order = (
        "provider", "title", "need", "kind", "about", "eligibility", "sex", "women_only",
        "min_age", "max_age", "languages", "areas", "wait_days", "capacity", "unit",
        "usual_units", "subcontractors", "starts_on",
    )  # fmt: skip

    def offer_providers(self, kinds: Collection[OrganisationKind] | None = None) -> None:
        self.fields["provider"].offer(  # type: ignore[attr-defined]
            (each.id, each.name)
            for each in organisations.organisations()
            if each.ends_on is None and (kinds is None or each.kind in kinds)
        )


class ChangeService(ForWhom):
    why = TextField(label=gettext_lazy("Why does it change?"), max_length=LONGEST_NOTE)


class NewPrice(Form):
    buyer = TermField(
        OrganisationKind, only=BUYERS, label=gettext_lazy("Who buys?"), meanings=False
    )
    funding_line = TermField(FundingLine, label=gettext_lazy("Who pays?"))
    pence = PoundsField(
        label=gettext_lazy("Price of a unit"),
        noun=gettext_lazy("the price"),
        hint=gettext_lazy("In pounds. 0 where the contract pays."),
    )
    starts_on = DayField(label=gettext_lazy("From"), noun=gettext_lazy("the first day"))


class Retire(Form):
    ends_on = DayField(
        label=gettext_lazy("From which day can nobody buy it?"), noun=gettext_lazy("the day")
    )
    why = TextField(label=gettext_lazy("Why is it retired?"), max_length=LONGEST_NOTE)
