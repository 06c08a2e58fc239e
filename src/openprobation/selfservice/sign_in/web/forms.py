"""What is asked of a person who signs in?"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.rules import identifiers
from openprobation.ui.forms import Form, TextField


class MobileField(TextField):
    """A United Kingdom or foreign mobile. Cleaned: + and a country's digits."""

    width = "20"
    autocomplete = "tel"
    inputmode = "tel"
    html_type = "tel"

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return identifiers.phone(typed).value or typed

    def validate(self, value: Any) -> None:
        super().validate(value)
        is_right = identifiers.is_mobile(value) or (
            value.startswith("+") and not value.startswith("+44")
        )
        if value and not is_right:
            raise ValidationError(_("Type your mobile number, like 07700 900123"), code="invalid")

    def prepare_value(self, value: Any) -> Any:
        return identifiers.phone_as_people_write_it(value) if isinstance(value, str) else value


class CodeField(TextField):
    """Six digits, however they are spaced. Cleaned: the digits alone."""

    width = "10"
    autocomplete = "one-time-code"
    inputmode = "numeric"

    def to_python(self, value: Any) -> str:
        return re.sub(r"\D", "", super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not re.fullmatch(r"[0-9]{6}", value):
            raise ValidationError(_("The code has 6 numbers"), code="invalid")


class Number(Form):
    number = MobileField(
        label=gettext_lazy("Your mobile number"),
        hint=gettext_lazy("The number you gave your officer. For example, 07700 900123."),
        missing=gettext_lazy("Type your mobile number"),
    )


class Typed(Form):
    code = CodeField(
        label=gettext_lazy("The code"),
        hint=gettext_lazy("It has 6 numbers. It works for 10 minutes."),
        missing=gettext_lazy("Type the code from the text"),
    )
