"""What does each field take, and what does it say when it cannot?"""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.http import QueryDict

from openprobation.ui import forms
from openprobation.ui.catalogue import Colour, Refusal
from openprobation.ui.rendering import bad_parts, error_id, errors_in_order


class Sent(forms.Form):
    end = forms.DayField(label="End date", required=False)
    born = forms.DayField(label="Date of birth", full_year=True, required=False)
    at = forms.TimeField(label="Time", required=False)


def end(day: str = "", month: str = "", year: str = "") -> Sent:
    return Sent({"end_day": day, "end_month": month, "end_year": year})


def message(form: forms.Form, field: str) -> str:
    return form.errors[field][0]


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("16", "2", "2017"), ("16", "2", "17"), ("16", "Feb", "2017"), ("16th", "february", "2017")],
)
def test_a_day_is_read_as_people_write_it(day, month, year):
    form = end(day, month, year)

    assert form.is_valid()
    assert form.cleaned_data["end"] == date(2017, 2, 16)


@pytest.mark.parametrize("pasted", ["16 2 17", "16/02/2017", "16 Feb 2017", "2017-02-16"])
def test_a_whole_day_pasted_into_one_box_is_read(pasted):
    form = end(pasted)

    assert form.is_valid()
    assert form.cleaned_data["end"] == date(2017, 2, 16)


@pytest.mark.parametrize(
    ("typed", "said", "marked"),
    [
        (("16", "2", ""), "The end date must include a year", ["year"]),
        (("", "", "2017"), "The end date must include a day and a month", ["day", "month"]),
        (("32", "1", "2017"), "The end date must have a day between 1 and 31", ["day"]),
        (("1", "13", "2017"), "The end date must have a month between 1 and 12", ["month"]),
        (
            ("1", "1", "20"),
            None,
            [],
        ),
        (
            ("1", "1", "207"),
            "The end date must have a year with 4 numbers, like 2017",
            ["year"],
        ),
        (
            ("29", "2", "2018"),
            "The end date must be a real date: 2018 is not a leap year, so its February has 28 days",
            ["day"],
        ),
        (("31", "4", "2017"), "The end date must be a real date: April has 30 days", ["day"]),
        (("1", "1", "0000"), "The end date must have a year with 4 numbers, like 2017", ["year"]),
        (("1", "1", "1017"), "The end date must be on or after 1 January 1900", ["year"]),
        (("1", "1", "9999"), "The end date must be on or before 31 December 2199", ["year"]),
        (("²", "1", "2017"), "The end date must have a day between 1 and 31", ["day"]),
    ],
)
def test_a_wrong_day_names_the_part_that_is_wrong(typed, said, marked):
    form = end(*typed)

    form.is_valid()

    assert form.errors.get("end", [None])[0] == said
    assert bad_parts(form["end"]) == marked


def test_29_february_of_a_leap_year_is_taken():
    form = end("29", "2", "2016")

    assert form.is_valid()
    assert form.cleaned_data["end"] == date(2016, 2, 29)


def test_a_birth_needs_the_whole_year():
    form = Sent({"born_day": "1", "born_month": "2", "born_year": "55"})

    assert message(form, "born").startswith("The date of birth must have a year with 4 numbers")


def test_the_link_of_a_wrong_day_goes_to_the_wrong_input():
    form = end("16", "2", "")

    form.is_valid()

    assert error_id(form["end"]) == "id_end-year"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("9.30am", time(9, 30)),
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("14:00", time(14)),
        ("2pm", time(14)),
        ("2.15 PM", time(14, 15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("midday", time(12)),
        ("02:30", time(2, 30)),
        ("12", time(12)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, read):
    form = Sent({"at": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == read


@pytest.mark.parametrize("typed", ["25", "9:60", "13pm", "0am", "soon", "9:5", "-1", "٩"])
def test_what_is_no_time_is_refused_with_an_example(typed):
    form = Sent({"at": typed})

    assert message(form, "at") == "The time must be a time, like 9:30am or 14:00"


def test_an_hour_that_could_be_morning_or_afternoon_is_asked_about_again():
    assert message(Sent({"at": "2"}), "at").startswith("Enter 2am or 2pm")
    assert message(Sent({"at": "2:30"}), "at").startswith("Enter 2:30am or 2:30pm")


def test_a_note_of_exactly_the_limit_is_taken_and_one_more_is_not():
    class Noted(forms.Form):
        note = forms.NoteField(label="Note")

    assert Noted({"note": "a" * 12_000}).is_valid()
    assert message(Noted({"note": "a" * 12_001}), "note") == (
        "The note must be 12,000 characters or fewer. You typed 12,001."
    )


def test_a_line_end_counts_once_as_the_browser_counts_it():
    class Noted(forms.Form):
        note = forms.NoteField(label="Note", max_length=5)

    form = Noted({"note": "ab\r\ncd"})

    assert form.is_valid()
    assert form.cleaned_data["note"] == "ab\ncd"


def one(field: Any, value: Any) -> tuple[Any, str | None]:
    """What one field makes of one value: what was cleaned, or what is said."""
    made = type("Made", (forms.Form,), {"it": field})
    form = made({"it": value})
    return (form.cleaned_data.get("it"), None) if form.is_valid() else (None, form.errors["it"][0])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0161 496 0123", "01614960123"),
        ("+44 161 496 0123", "01614960123"),
        ("+44 (0)7700 900123", "07700900123"),
        ("0044 7700900123", "07700900123"),
        ("+353 20 912 0000", "+353209120000"),
    ],
)
def test_a_telephone_number_is_kept_as_digits(typed, kept):
    assert one(forms.PhoneField(label="Mobile"), typed) == (kept, None)


def test_what_is_no_telephone_number_is_refused():
    assert one(forms.PhoneField(label="Mobile"), "12")[1].startswith("Enter a telephone number")


def test_a_postcode_is_put_in_order_and_half_of_one_is_refused():
    assert one(forms.PostcodeField(label="Postcode"), "bl11aa") == ("BL1 1AA", None)
    assert one(forms.PostcodeField(label="Postcode"), "BL1")[1] == (
        "Enter a full postcode, like BL1 1AA"
    )


def test_a_crn_is_put_in_order_and_one_of_the_wrong_form_is_refused():
    assert one(forms.CrnField(), " x123 456") == ("X123456", None)
    assert one(forms.CrnField(), "12")[1] == "A CRN is one letter and 6 numbers, like X123456"
    assert one(forms.CrnField(), "")[1] == "Enter the CRN"


def test_a_whole_number_says_its_bounds():
    def months() -> forms.WholeNumberField:
        return forms.WholeNumberField(label="Length", at_least=1, at_most=36)

    assert one(months(), "1,0") == (10, None)
    assert one(months(), "0")[1] == "The length must be 1 or more"
    assert one(months(), "48")[1] == "The length must be 36 or fewer"
    assert one(months(), "a year")[1] == "The length must be a whole number, like 12"


def test_a_term_is_given_back_as_the_word_and_others_are_refused():
    field = forms.TermField(Colour, label="Light", without=[Colour.GREEN])

    assert one(field, "red") == (Colour.RED, None)
    assert one(field, "green")[1] == "Select the light"
    assert one(field, "")[1] == "Select the light"


def test_yes_and_no_are_not_chosen_beforehand_and_no_is_an_answer():
    field = forms.YesNo(label="Interpreter?", missing="Select yes if one is needed")

    assert one(field, "no") == (False, None)
    assert one(field, "yes") == (True, None)
    assert one(field, "")[1] == "Select yes if one is needed"


def test_several_words_are_given_back_as_words():
    made = type("Made", (forms.Form,), {"it": forms.TermsField(Colour, label="Lights")})

    form = made(QueryDict("it=red&it=green"))

    assert form.is_valid()
    assert form.cleaned_data["it"] == [Colour.RED, Colour.GREEN]


def test_choices_known_to_the_view_are_its_own_forms_alone():
    made = type("Made", (forms.Form,), {"it": forms.ChoiceField(label="Slot")})
    first, second = made(), made()

    first.fields["it"].offer([(1, "Monday", "9am to 1pm")])

    assert first.fields["it"].choices == [("1", "Monday")]
    assert first.fields["it"].hints == {"1": "9am to 1pm"}
    assert second.fields["it"].choices == []


def test_a_refusal_stands_beside_its_field_or_at_the_top():
    form = end("16", "2", "2017")
    form.is_valid()

    form.refuse(Refusal("The end is before the start", field="end"))
    form.refuse(Refusal("Somebody else changed this", field="not_here"))

    assert [(p.message, p.href) for p in errors_in_order(form)] == [
        ("Somebody else changed this", ""),
        ("The end is before the start", "#id_end"),
    ]


def test_the_token_comes_back_with_a_form_shown_again_and_is_new_with_a_new_one():
    shown_again = Sent({"submission": "5f0c2a3e-7f53-4c58-9c4e-0d5c5a0b3f11"})

    assert shown_again.token == "5f0c2a3e-7f53-4c58-9c4e-0d5c5a0b3f11"
    assert Sent().token != Sent().token


def test_a_prefixed_form_still_reads_its_days():
    form = Sent({"a-end_day": "16", "a-end_month": "2", "a-end_year": "17"}, prefix="a")

    assert form.is_valid()
    assert form.cleaned_data["end"] == date(2017, 2, 16)


def test_a_question_left_empty_is_asked_for_in_a_sentence():
    assert one(forms.TextField(label="Who does it?"), "")[1] == (
        "Enter an answer to “Who does it?”"
    )
