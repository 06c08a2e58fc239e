"""Which kinds of fact have a page to add one and a page to end one?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openprobation.supervision.persons import actions, queries
from openprobation.supervision.persons.web import forms
from openprobation.vocabulary.persons import AddressKind, PhoneKind


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of fact: its words, its form, and the verbs that add and end one."""

    add_title: str | Promise
    end_title: str | Promise
    added: str | Promise
    form: type[forms.Answers]
    add: Callable[..., Any]
    end: Callable[..., Any]
    key: str
    said: Callable[[Any], str]
    usual: Mapping[str, Any] = field(default_factory=dict)


def said_name(line: queries.OtherNameLine) -> str:
    return line.name


def said_identifier(line: queries.IdentifierLine) -> str:
    return f"{line.kind.label} {line.value}"


def said_address(line: queries.AddressLine) -> str:
    where = _now("No fixed abode") if line.no_fixed_abode else line.lines.replace("\n", ", ")
    return f"{where}, {line.postcode}" if line.postcode else where


def said_phone(line: queries.PhoneLine) -> str:
    return line.number


def said_kind(line: queries.KindLine[Any]) -> str:
    label: str = line.kind.label
    return label


def said_contact(line: queries.EmergencyContactLine) -> str:
    return f"{line.name}, {line.relationship.label.lower()}"


PARTS: Mapping[str, Part] = {
    "name": Part(
        _("Add another name"),
        _("End another name"),
        _("Name added."),
        forms.AddName,
        actions.add_other_name,
        actions.end_other_name,
        "other_name_id",
        said_name,
    ),
    "identifier": Part(
        _("Add a number"),
        _("End a number"),
        _("Number added."),
        forms.AddIdentifier,
        actions.add_identifier,
        actions.end_identifier,
        "identifier_id",
        said_identifier,
    ),
    "address": Part(
        _("Add an address"),
        _("End an address"),
        _("Address added."),
        forms.AddAddress,
        actions.add_address,
        actions.end_address,
        "address_id",
        said_address,
        {"kind": AddressKind.MAIN},
    ),
    "telephone": Part(
        _("Add a telephone"),
        _("End a telephone"),
        _("Telephone added."),
        forms.AddPhone,
        actions.add_phone,
        actions.end_phone,
        "phone_id",
        said_phone,
        {"kind": PhoneKind.MOBILE},
    ),
    "circumstance": Part(
        _("Add a circumstance"),
        _("End a circumstance"),
        _("Circumstance added."),
        forms.AddCircumstance,
        actions.add_circumstance,
        actions.end_circumstance,
        "circumstance_id",
        said_kind,
    ),
    "disability": Part(
        _("Add a disability"),
        _("End a disability"),
        _("Disability added."),
        forms.AddDisability,
        actions.add_disability,
        actions.end_disability,
        "disability_id",
        said_kind,
    ),
    "adjustment": Part(
        _("Add an adjustment"),
        _("End an adjustment"),
        _("Adjustment added."),
        forms.AddAdjustment,
        actions.add_adjustment,
        actions.end_adjustment,
        "adjustment_id",
        said_kind,
    ),
    "emergency-contact": Part(
        _("Add an emergency contact"),
        _("End an emergency contact"),
        _("Emergency contact added."),
        forms.AddEmergencyContact,
        actions.add_emergency_contact,
        actions.end_emergency_contact,
        "emergency_contact_id",
        said_contact,
    ),
}
