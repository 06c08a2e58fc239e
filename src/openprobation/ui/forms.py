"""How do we ask? The form every form of ours begins from, and its fields, with messages that help.

    class Arrange(Form):
        on = DayField(label=_("Date"), noun=_("the date of the appointment"))
        at = TimeField(label=_("Time"), hint=_("For example, 9:30am"))
        kind = TermField(AppointmentKind, label=_("What is it for?"))
        note = NoteField(label=_("Note"), required=False)

Every field takes `label`, and may take:
    hint       a sentence under the label
    noun       how messages name it ("the end date"); from the label when not given
    missing    the whole message when it is left empty
    required   False adds "(optional)" to the label
    initial    the value it opens with; Form(came_from={"on": "from the plan"}) says from where
A field shown by a macro reads its look from `kind`, `width`, `autocomplete`, `inputmode`, `suffix`.
"""

from __future__ import annotations

import calendar
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openprobation.ui import wording
from openprobation.vocabulary.term import Term

Words = str | Promise


class Refusal(Protocol):
    """The shape of `foundation.refusals.Refused`, which this layer may not import."""

    @property
    def message(self) -> str: ...
    @property
    def field(self) -> str | None: ...
    @property
    def parts(self) -> Sequence[Any]: ...


class Form(forms.Form):
    """Our form: a token against sending twice, the version seen, and where its values came from."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        *,
        seen: str | int | None = None,
        came_from: Mapping[str, Words] | None = None,
        **kwargs: Any,
    ) -> None:
        """`seen` is the version the page shows, sent back with the form."""
        super().__init__(data, files, **kwargs)
        self.fields["submission"].initial = uuid.uuid4
        self.fields["seen"].initial = "" if seen is None else str(seen)
        self.came_from: dict[str, Words] = dict(came_from or {})
        #: When a draft this form was filled from was kept; set by whoever fills it.
        self.typed_before: datetime | None = None
        # Hidden fields last, so that what people see is what comes first in the form.
        self.order_fields([name for name in self.fields if name not in {"submission", "seen"}])

    @property
    def token(self) -> str:
        """The token to send: the one that came with a form shown again, or a new one."""
        posted = self.data.get(self.add_prefix("submission")) if self.is_bound else None
        return str(posted or self["submission"].value() or uuid.uuid4())

    def refuse(self, refusal: Refusal) -> None:
        """Put each message of a refusal beside the field it names, or at the top."""
        for part in refusal.parts or (refusal,):
            field = part.field if part.field in self.fields else None
            self.add_error(field, ValidationError(str(part.message), code="refused"))


def keep_true_sources(form: Form) -> None:
    """Of a form shown again, keep "from the record" only beside what still is as the record has it."""
    if form.is_bound:
        form.came_from = {
            name: said
            for name, said in form.came_from.items()
            if name in form.fields
            and not form.fields[name].has_changed(form.initial.get(name), form[name].data)
        }


# ── What every field of ours shares ────────────────────────────────────────────────────────
def _as_noun(label: Words) -> str:
    words = str(label)
    if words.endswith("?"):
        return f"an answer to “{words}”"
    # CRN and GP stay as they are; "End date" becomes "end date".
    return f"the {words if words[:2].isupper() else words[:1].lower() + words[1:]}"


def _sentence(pattern: Words, noun: Words) -> str:
    words = str(pattern) % {"noun": noun}
    return words[:1].upper() + words[1:]


_lazy_sentence: Callable[[Words, Words], Any] = lazy(_sentence, str)
_lazy_noun: Callable[[Words], Any] = lazy(_as_noun, str)


class Asked:
    """Mixed into a Django field: label, hint, noun, what to say when it is empty, and its look."""

    kind = "text"
    width = ""
    autocomplete = ""
    inputmode = ""
    suffix: Words = ""
    prefix: Words = ""
    missing_pattern: Words = gettext_lazy("Enter %(noun)s")
    noun: Words

    def _ask(
        self,
        kwargs: dict[str, Any],
        *,
        label: Words,
        hint: Words = "",
        noun: Words | None = None,
        missing: Words | None = None,
        **look: Any,
    ) -> dict[str, Any]:
        """Take our words out of the keywords and give back Django's."""
        self.noun = noun or _lazy_noun(label)
        for name in ("width", "autocomplete", "inputmode", "suffix", "prefix", "kind"):
            if name in kwargs:
                setattr(self, name, kwargs.pop(name))
        said = missing or _lazy_sentence(self.missing_pattern, self.noun)
        messages = {"required": said, **kwargs.pop("error_messages", {})}
        return {**kwargs, "label": label, "help_text": hint, "error_messages": messages}

    def wrong(self, pattern: Words, code: str, **values: Any) -> ValidationError:
        """A message that begins with the field's noun."""
        words = str(pattern) % {"noun": self.noun, **values}
        return ValidationError(words[:1].upper() + words[1:], code=code)


# ── Text ───────────────────────────────────────────────────────────────────────────────────
class TextField(Asked, forms.CharField):
    """One line. `width` is one of 2, 3, 4, 5, 10, 20, 30 characters, or "" for the full width."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **self._ask(kwargs, **_words(kwargs)))
        # The length is checked below, in our words.
        self.validators = [v for v in self.validators if getattr(v, "code", "") != "max_length"]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.max_length is not None and len(value) > self.max_length:
            raise self.wrong(
                _("%(noun)s must be %(limit)s characters or fewer. You typed %(typed)s."),
                "max_length",
                limit=f"{self.max_length:,}",
                typed=f"{len(value):,}",
            )


class NoteField(TextField):
    """Plain text over several lines, up to 12,000 characters, with a count."""

    kind = "note"
    rows = 6
    widget = forms.Textarea

    def __init__(self, *, max_length: int = 12_000, rows: int = 6, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.rows = rows

    def to_python(self, value: Any) -> str:
        # Browsers send \r\n for a line's end but count it as one character.
        return super().to_python(str(value or "").replace("\r\n", "\n")) or ""


class EmailField(TextField):
    width = "20"
    autocomplete = "email"
    inputmode = "email"
    html_type = "email"

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value:
            try:
                validate_email(value)
            except ValidationError:
                raise ValidationError(
                    _("Enter an email address in the form name@example.com"), code="invalid"
                ) from None


class PhoneField(TextField):
    """A telephone number. Cleaned: digits only ("01614960123"), or + and a country's digits."""

    width = "20"
    autocomplete = "tel"
    inputmode = "tel"
    html_type = "tel"

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        digits = re.sub(r"[\s().\-]", "", typed)
        digits = re.sub(r"^(\+|00)440?", "0", digits)
        return re.sub(r"^00", "+", digits)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"0\d{9,10}|\+[1-9]\d{7,14}", value):
            raise ValidationError(
                _("Enter a telephone number, like 0161 496 0123 or 07700 900123"), code="invalid"
            )

    def prepare_value(self, value: Any) -> Any:
        return wording.phone(value) if isinstance(value, str) else value


class PostcodeField(TextField):
    """A United Kingdom postcode. Cleaned: capitals and one space, "BL1 1AA"."""

    width = "10"
    autocomplete = "postal-code"

    def to_python(self, value: Any) -> str:
        typed = re.sub(r"[^A-Za-z0-9]", "", super().to_python(value) or "").upper()
        return f"{typed[:-3]} {typed[-3:]}" if len(typed) > 4 else typed

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"(GIR 0AA|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})", value):
            raise ValidationError(_("Enter a full postcode, like BL1 1AA"), code="invalid")


class CrnField(TextField):
    """A case reference number: one letter and six digits. Cleaned: capital letter, no spaces."""

    width = "10"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("CRN"), **kwargs})

    def to_python(self, value: Any) -> str:
        return re.sub(r"\s", "", super().to_python(value) or "").upper()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[A-Z]\d{6}", value):
            raise ValidationError(
                _("A CRN is one letter and 6 numbers, like X123456"), code="invalid"
            )


class WholeNumberField(Asked, forms.IntegerField):
    """A whole number, with the unit after it: WholeNumberField(label="Length", suffix="months")."""

    kind = "text"
    width = "4"
    inputmode = "numeric"
    widget = forms.TextInput

    def __init__(
        self, *, at_least: int | None = None, at_most: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**self._ask(kwargs, **_words(kwargs)))
        self.at_least, self.at_most = at_least, at_most

    def to_python(self, value: Any) -> int | None:
        typed = re.sub(r"[\s,]", "", str(value)) if value is not None else ""
        try:
            return super().to_python(typed)
        except ValidationError:
            raise self.wrong(_("%(noun)s must be a whole number, like 12"), "invalid") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.at_least is not None and value < self.at_least:
            raise self.wrong(_("%(noun)s must be %(limit)s or more"), "min", limit=self.at_least)
        if self.at_most is not None and value > self.at_most:
            raise self.wrong(_("%(noun)s must be %(limit)s or fewer"), "max", limit=self.at_most)


# ── Days and times ─────────────────────────────────────────────────────────────────────────
MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name}


class DayInputs(forms.Widget):
    """Three inputs, name_day, name_month and name_year; or one value under the bare name."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if f"{name}_day" in data or f"{name}_month" in data or f"{name}_year" in data:
            typed = {
                part: str(data.get(f"{name}_{part}") or "").strip()
                for part in ("day", "month", "year")
            }
            if typed["day"] and not typed["month"] and not typed["year"]:
                return _split(typed["day"])
            return typed if any(typed.values()) else None
        whole = data.get(name)
        return _split(str(whole).strip()) if whole else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(
            key in data for key in (name, f"{name}_day", f"{name}_month", f"{name}_year")
        )


def _split(text: str) -> dict[str, str]:
    """ "16 2 17", "16/2/2017", "16 Feb 2017" or "2017-02-16", typed or pasted into one box."""
    if whole := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return {"year": whole[1], "month": whole[2], "day": whole[3]}
    pieces = [piece for piece in re.split(r"[\s/.,\-]+", text) if piece]
    if len(pieces) == 3:
        return {"day": pieces[0], "month": pieces[1], "year": pieces[2]}
    return {"day": text, "month": "", "year": ""}


class DayField(Asked, forms.Field):
    """A day, typed as day, month and year. Each message names the part that is wrong.

    `17` is read as 2017, unless `full_year=True` (births, where 55 would be a guess). `earliest`
    and `latest` catch a slip of the finger; a rule about days belongs to the action, which refuses
    with a reason.
    """

    kind = "day"
    widget = DayInputs

    def __init__(
        self,
        *,
        full_year: bool = False,
        earliest: date = date(1900, 1, 1),
        latest: date = date(2199, 12, 31),
        **kwargs: Any,
    ) -> None:
        super().__init__(**self._ask(kwargs, **_words(kwargs)))
        self.full_year, self.earliest, self.latest = full_year, earliest, latest

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        typed: dict[str, str] = value
        self._refuse_missing(typed)
        day, month, year = self._day(typed), self._month(typed), self._year(typed)
        self._refuse_unreal(day, month, year)
        found = date(year, month, day)
        self._refuse_far(found)
        return found

    def _refuse_missing(self, typed: Mapping[str, str]) -> None:
        gone = [part for part in ("day", "month", "year") if not typed.get(part)]
        if not gone:
            return
        words = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
        raise self._wrong(
            _("%(noun)s must include %(parts)s"),
            gone,
            parts=_(" and ").join(words[part] for part in gone),
        )

    def _day(self, typed: Mapping[str, str]) -> int:
        found = re.fullmatch(r"([0-9]{1,2})(st|nd|rd|th)?", typed["day"], re.IGNORECASE)
        if found and 1 <= int(found[1]) <= 31:
            return int(found[1])
        raise self._wrong(_("%(noun)s must have a day between 1 and 31"), ["day"])

    def _month(self, typed: Mapping[str, str]) -> int:
        text = typed["month"].lower()
        if text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= 12:
            return int(text)
        if text.isalpha() and text[:3] in MONTHS:
            return MONTHS[text[:3]]
        raise self._wrong(_("%(noun)s must have a month between 1 and 12"), ["month"])

    def _year(self, typed: Mapping[str, str]) -> int:
        text = typed["year"]
        if text.isascii() and text.isdigit():
            if len(text) == 4 and int(text):
                return int(text)
            if len(text) == 2 and not self.full_year:
                return 2000 + int(text)
        raise self._wrong(_("%(noun)s must have a year with 4 numbers, like 2017"), ["year"])

    def _refuse_unreal(self, day: int, month: int, year: int) -> None:
        if day <= calendar.monthrange(year, month)[1]:
            return
        if (day, month) == (29, 2):
            raise self._wrong(
                _(
                    "%(noun)s must be a real date: %(year)s is not a leap year,"
                    " so its February has 28 days"
                ),
                ["day"],
                year=year,
            )
        raise self._wrong(
            _("%(noun)s must be a real date: %(month)s has %(days)s days"),
            ["day"],
            month=date_format(date(year, month, 1), "F"),
            days=calendar.monthrange(year, month)[1],
        )

    def _refuse_far(self, found: date) -> None:
        if found < self.earliest:
            raise self._wrong(
                _("%(noun)s must be on or after %(limit)s"),
                ["year"] if found.year < self.earliest.year else ["day", "month", "year"],
                limit=wording.plain_day(self.earliest),
            )
        if found > self.latest:
            raise self._wrong(
                _("%(noun)s must be on or before %(limit)s"),
                ["year"] if found.year > self.latest.year else ["day", "month", "year"],
                limit=wording.plain_day(self.latest),
            )

    def _wrong(self, pattern: str, marked: list[str], **values: Any) -> ValidationError:
        error = self.wrong(pattern, "invalid", **values)
        # Which inputs to mark, for `rendering.bad_parts`. Django formats a message by its params.
        error.message = str(error.message).replace("%", "%%")
        error.params = {"parts": marked}
        return error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class TimeField(Asked, forms.Field):
    """A time of day as people write it: 9, 9:30, 9.30am, 0930, 14:00, 2pm, midday.

    A bare hour from 1 to 6 is asked about again: "2" could be morning or afternoon.
    """

    kind = "text"
    width = "5"
    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**self._ask(kwargs, **_words(kwargs)))

    def to_python(self, value: Any) -> time | None:
        if value in (None, "") or isinstance(value, time):
            return value or None
        text = str(value).strip().lower().replace(" ", "")
        if not text:
            return None
        if text in {"midday", "noon", "12noon", "12midday"}:
            return time(12)
        if text in {"midnight", "12midnight"}:
            return time(0)
        found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?(am|pm|a\.m\.?|p\.m\.?)?", text, re.ASCII)
        if not found:
            raise self.wrong(_("%(noun)s must be a time, like 9:30am or 14:00"), "invalid")
        return self._read(found[1], int(found[2] or 0), (found[3] or "").replace(".", ""))

    def _read(self, typed_hour: str, minute: int, half: str) -> time:
        hour = int(typed_hour)
        if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
            raise self.wrong(_("%(noun)s must be a time, like 9:30am or 14:00"), "invalid")
        if half:
            return time(hour % 12 + (12 if half == "pm" else 0), minute)
        if 1 <= hour <= 6 and not typed_hour.startswith("0"):
            shown = f"{hour}:{minute:02}" if minute else str(hour)
            raise ValidationError(
                _("Enter %(shown)sam or %(shown)spm, so that we know which you mean")
                % {"shown": shown},
                code="ambiguous",
            )
        return time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        return wording.time_of_day(value) if isinstance(value, time) else value


# ── Choices ────────────────────────────────────────────────────────────────────────────────
class _Chosen(Asked):
    """What the three kinds of choice share: drawn as radios, a select or checkboxes, with hints."""

    kind = "radios"
    missing_pattern = gettext_lazy("Select %(noun)s")
    hints: dict[str, Words]


class TermField(_Chosen, forms.TypedChoiceField):
    """One word of a Term, its meaning shown as the hint. Cleaned: the Term, or None.

    `only` keeps these words, `without` leaves these out; `as_select=True` for a long list;
    `meanings=False` for words that need no explaining.
    """

    widget = forms.RadioSelect

    def __init__(
        self,
        term: type[Term],
        *,
        only: Iterable[Term] | None = None,
        without: Iterable[Term] = (),
        as_select: bool = False,
        meanings: bool = True,
        **kwargs: Any,
    ) -> None:
        left_out = set(without)
        words = [word for word in (only if only is not None else term) if word not in left_out]
        if as_select:
            kwargs.setdefault("widget", forms.Select)
            self.kind = "select"
        super().__init__(
            choices=[(word.value, word.label) for word in words],
            coerce=term,
            empty_value=None,
            **self._ask(kwargs, **_words(kwargs)),
        )
        self.hints = {word.value: word.meaning for word in words} if meanings else {}
        self.error_messages["invalid_choice"] = self.error_messages["required"]


class ChoiceField(_Chosen, forms.ChoiceField):
    """One of (value, label) or (value, label, hint). Cleaned: the value, "" when none.

    Choices known only to the view are set afterwards: form.fields["slot"].offer(pairs).
    """

    widget = forms.RadioSelect

    def __init__(
        self,
        options: Iterable[Sequence[Any]] = (),
        *,
        as_select: bool = False,
        **kwargs: Any,
    ) -> None:
        if as_select:
            kwargs.setdefault("widget", forms.Select)
            self.kind = "select"
        super().__init__(**self._ask(kwargs, **_words(kwargs)))
        self.error_messages["invalid_choice"] = self.error_messages["required"]
        self.offer(options)

    def offer(self, options: Iterable[Sequence[Any]]) -> None:
        """Set what may be chosen."""
        rows = [tuple(row) for row in options]
        self.choices = [(str(row[0]), row[1]) for row in rows]
        self.hints = {str(row[0]): row[2] for row in rows if len(row) > 2 and row[2]}


class ChoicesField(_Chosen, forms.MultipleChoiceField):
    """Any of (value, label) or (value, label, hint), as checkboxes. Cleaned: a list of values."""

    kind = "checkboxes"
    widget = forms.CheckboxSelectMultiple

    def __init__(self, options: Iterable[Sequence[Any]] = (), **kwargs: Any) -> None:
        super().__init__(**self._ask(kwargs, **_words(kwargs)))
        self.error_messages["invalid_choice"] = self.error_messages["required"]
        self.offer(options)

    def offer(self, options: Iterable[Sequence[Any]]) -> None:
        rows = [tuple(row) for row in options]
        self.choices = [(str(row[0]), row[1]) for row in rows]
        self.hints = {str(row[0]): row[2] for row in rows if len(row) > 2 and row[2]}


class TermsField(ChoicesField):
    """Any words of a Term, as checkboxes. Cleaned: a list of the Term's words."""

    def __init__(self, term: type[Term], *, meanings: bool = True, **kwargs: Any) -> None:
        self.term = term
        rows = [(word.value, word.label, word.meaning if meanings else "") for word in term]
        super().__init__(rows, **kwargs)

    def clean(self, value: Any) -> list[Term]:
        return [self.term(word) for word in super().clean(value)]


class YesNo(_Chosen, forms.TypedChoiceField):
    """Yes or no, neither chosen beforehand. Cleaned: True, False, or None when not required."""

    kind = "radios"
    inline = True
    widget = forms.RadioSelect
    missing_pattern = gettext_lazy("Select yes or no")

    def __init__(self, **kwargs: Any) -> None:
        self.hints = {}
        super().__init__(
            choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
            coerce=lambda answer: answer == "yes",
            empty_value=None,
            **self._ask(kwargs, **_words(kwargs)),
        )
        self.error_messages["invalid_choice"] = self.error_messages["required"]

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


class TickField(Asked, forms.BooleanField):
    """One box to tick, such as "I have told the person". Required unless required=False."""

    kind = "tick"
    widget = forms.CheckboxInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**self._ask(kwargs, **_words(kwargs)))


def _words(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Our own keywords, taken out of the field's."""
    return {
        name: kwargs.pop(name) for name in ("label", "hint", "noun", "missing") if name in kwargs
    }


def count_of_problems(form: forms.BaseForm) -> str:
    """There is a problem, There are 3 problems: the heading of the error summary."""
    number = sum(len(messages) for messages in form.errors.values())
    return ngettext("There is a problem", "There are %(number)s problems", number) % {
        "number": number
    }
