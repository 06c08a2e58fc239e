"""How is a form's field shown: what kind is it, what was typed, which input is wrong?

Called from ui/forms.html only. It knows our own fields and Django's, so that a form written by
another package (sign-in) looks the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

#: A date's inputs. The day's id is the field's own, so that links reach it; the wrapper has -date.
DAY_PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice as shown. The first has the field's own id, so that an error link reaches it."""

    id: str
    value: str
    label: str
    hint: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """One message of the error summary; `href` is empty when it belongs to no one input."""

    message: str
    href: str


_KINDS: list[tuple[type[forms.Widget], str]] = [
    (forms.HiddenInput, "hidden"),
    (forms.Textarea, "note"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "tick"),
    (forms.ClearableFileInput, "file"),
]


def kind(bound: BoundField) -> str:
    """Which macro draws the field. Our own fields say so themselves."""
    own: str | None = getattr(bound.field, "kind", None)
    if own:
        return own
    for widget, name in _KINDS:
        if isinstance(bound.field.widget, widget):
            return name
    return "text"


def parts(bound: BoundField) -> dict[str, str]:
    """What stands in each input of a date: as typed, however wrong."""
    value = bound.value()
    if not value:
        return dict.fromkeys(DAY_PARTS, "")
    if isinstance(value, dict):
        return {part: value.get(part, "") for part in DAY_PARTS}
    if hasattr(value, "year"):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    return {"day": str(value), "month": "", "year": ""}


def part_id(bound: BoundField, part: str) -> str:
    return bound.id_for_label if part == "day" else f"{bound.id_for_label}-{part}"


def bad_parts(bound: BoundField) -> list[str]:
    """Which inputs of a date are wrong: those the error names, else all of them."""
    named: list[str] = []
    for error in bound.form.errors.as_data().get(bound.name, []):
        named += (error.params or {}).get("parts", DAY_PARTS)
    return [part for part in DAY_PARTS if part in named]


def error_id(bound: BoundField) -> str:
    """The input an error link should put the cursor in."""
    if kind(bound) == "day" and (bad := bad_parts(bound)):
        return part_id(bound, bad[0])
    return bound.id_for_label or bound.auto_id or bound.name


def errors_in_order(form: forms.BaseForm) -> list[Problem]:
    """All that is wrong: what belongs to no field first, then in the order of the page."""
    problems = [Problem(str(message), "") for message in form.non_field_errors()]
    for name in form.fields:
        bound = form[name]
        href = "" if kind(bound) == "hidden" else f"#{error_id(bound)}"
        problems += [Problem(str(message), href) for message in form.errors.get(name, [])]
    return problems


def _chosen(bound: BoundField) -> set[str]:
    value = bound.value()
    if value is None:
        return set()
    if isinstance(value, (list, tuple, set)):
        return {str(one) for one in value}
    return {str(value)}


def options(bound: BoundField) -> list[Option]:
    """The choices with their hints. Groups are flattened; the empty choice is the select's own."""
    chosen = _chosen(bound)
    hints: dict[str, str] = getattr(bound.field, "hints", {})
    made: list[Option] = []
    base = bound.auto_id or bound.name
    for value, label in _flat(getattr(bound.field, "choices", [])):
        value = str(value)
        if value == "":
            continue
        made.append(
            Option(
                id=base if not made else f"{base}-{len(made) + 1}",
                value=value,
                label=str(label),
                hint=str(hints.get(value, "")),
                is_chosen=value in chosen,
            )
        )
    return made


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield value, label
