"""How are names, numbers, addresses, telephones, circumstances and contacts added and ended?

Every fact runs from a day to a day and says who recorded and who ended it. Ending one as a mistake
gives it no length: it was never so, and the row stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules import identifiers
from openprobation.rules.dates import words
from openprobation.supervision.persons.events import DetailsChanged
from openprobation.supervision.persons.models import (
    Address,
    Adjustment,
    Circumstance,
    Dated,
    Disability,
    EmergencyContact,
    Identifier,
    OtherName,
    Person,
    Phone,
)
from openprobation.supervision.persons.permissions import Permission
from openprobation.supervision.persons.queries import kept_id
from openprobation.vocabulary.persons import (
    AddressKind,
    AdjustmentKind,
    CircumstanceKind,
    ContactRelationship,
    DisabilityKind,
    IdentifierKind,
    NameKind,
    PhoneKind,
)
from openprobation.vocabulary.term import Term

from .people import faults_in_birth, faults_in_name, locked, one_line, refuse_all
from .searching import renew_search_keys

D = TypeVar("D", bound=Dated)

LONGEST_NOTE = 2_000

READINGS: dict[IdentifierKind, Callable[[str], identifiers.Reading]] = {
    IdentifierKind.NOMS: identifiers.noms,
    IdentifierKind.PNC: identifiers.pnc,
    IdentifierKind.CRO: identifiers.cro,
    IdentifierKind.NATIONAL_INSURANCE: identifiers.national_insurance,
    IdentifierKind.PREVIOUS_CRN: identifiers.crn,
}

#: What each kind of row is called in the audit: "person.address.added".
PARTS: dict[type[Dated], str] = {
    OtherName: "name",
    Identifier: "identifier",
    Address: "address",
    Phone: "phone",
    Circumstance: "circumstance",
    Disability: "disability",
    Adjustment: "adjustment",
    EmergencyContact: "emergency_contact",
}


#: What the record says of each change. A kind is said where it gives nothing away; a value never is.
CALLED: dict[type[Dated], str] = {
    Circumstance: "Circumstance",
    Disability: "Disability",
    Adjustment: "Adjustment",
    EmergencyContact: "Emergency contact",
}
KINDS: dict[type[Dated], type[Term]] = {
    OtherName: NameKind,
    Identifier: IdentifierKind,
    Address: AddressKind,
    Phone: PhoneKind,
}
SAID = {
    "added": "{what} added",
    "ended": "{what} ended",
    "mistaken": "{what} taken back: recorded by mistake",
    "verified": "{what} verified",
    "confirmed": "{what} confirmed as the person's own",
    "text_safety_changed": "{what}: whether a text is safe changed",
}


class StartsInTheFuture(Refused):
    def __init__(self, today: date) -> None:
        super().__init__(
            f"This cannot begin after today, {words(today)}. Record it when it is so.",
            field="starts_on",
        )


class EndsInTheFuture(Refused):
    def __init__(self, today: date) -> None:
        super().__init__(f"This cannot have ended after today, {words(today)}.", field="ends_on")


class EndsBeforeItStarts(Refused):
    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"This began on {words(starts_on)}, so it cannot have ended before that.",
            field="ends_on",
        )


class EndedAlready(Refused):
    def __init__(self, ends_on: date) -> None:
        super().__init__(f"This already ended on {words(ends_on)}.")


class NoteTooLong(Refused):
    def __init__(self, length: int) -> None:
        super().__init__(
            f"The note is {length:,} characters long. Keep it to {LONGEST_NOTE:,}, and write the"
            " rest in the record.",
            field="note",
        )


class RecordedAlready(Refused):
    def __init__(self, what: str, *, field: str = "kind") -> None:
        super().__init__(f"{what} is already recorded for this person.", field=field)


class IdentifierWrong(Refused):
    def __init__(self, fault: str) -> None:
        super().__init__(fault, field="value")


class IdentifierOfAnother(Refused):
    def __init__(self, label: str, crn: str) -> None:
        super().__init__(
            f"This {label} is on another record, {crn}. If both are the same person, ask your"
            " senior to join the two records.",
            field="value",
        )


class AddressMissing(Refused):
    def __init__(self) -> None:
        super().__init__("Enter the address, or say that there is no fixed abode.", field="lines")


class BothAddressAndNone(Refused):
    def __init__(self) -> None:
        super().__init__(
            "You entered an address and also no fixed abode. Take one of them out; where the person"
            " can be found goes in the note.",
            field="no_fixed_abode",
        )


class OnlyMainWithoutAbode(Refused):
    def __init__(self) -> None:
        super().__init__(
            "No fixed abode can only be said of the main address.", field="no_fixed_abode"
        )


class PostcodeWrong(Refused):
    def __init__(self, fault: str) -> None:
        super().__init__(fault, field="postcode")


class TwoMainAddresses(Refused):
    def __init__(self, starts_on: date, ends_on: date | None) -> None:
        span = f"from {words(starts_on)}" + (f" to {words(ends_on)}" if ends_on else "")
        super().__init__(
            f"The person had another main address {span}, and can have only one at a time."
            " Check the dates.",
            field="starts_on",
        )


class VerifiedInTheFuture(Refused):
    def __init__(self) -> None:
        super().__init__("An address cannot be checked on a day to come.", field="verified_on")


class PhoneWrong(Refused):
    def __init__(self, fault: str, *, field: str = "number") -> None:
        super().__init__(fault, field=field)


class CannotTakeTexts(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Only a mobile can take a text. Say it is not safe to text this number.",
            field="safe_to_text",
        )


class NotSafeToText(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The sign-in code comes by text, and texts to this number are not marked safe. Ask the"
            " person, and mark it safe first."
        )


class ConfirmedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This number is already confirmed for signing in.")


class ConfirmedForAnother(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This number is confirmed for somebody else. A shared telephone cannot be used to sign"
            " in: a code would not tell the two people apart."
        )


class ContactNameMissing(Refused):
    def __init__(self) -> None:
        super().__init__("Enter the contact's name.", field="name")


# ── Adding ─────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_other_name(
    *,
    person_id: int,
    kind: NameKind,
    given_names: str,
    family_name: str,
    by: User,
    at: datetime,
    date_of_birth: date | None = None,
    starts_on: date | None = None,
) -> OtherName:
    """Another name the person can be found by."""
    person, starts_on = begin(person_id, starts_on, by=by, at=at)
    faults = faults_in_name(given_names, family_name)
    if date_of_birth is not None:
        faults += faults_in_birth(date_of_birth, on=timezone.localdate(at))
    refuse_all(faults)
    name = (one_line(given_names), one_line(family_name))
    live = OtherName.objects.filter(person=person, ends_on__isnull=True)
    if live.filter(given_names__iexact=name[0], family_name__iexact=name[1]).exists():
        raise RecordedAlready(f"The name {name[0]} {name[1]}", field="family_name")

    row = OtherName(
        person=person,
        kind=kind,
        given_names=name[0],
        family_name=name[1],
        date_of_birth=date_of_birth,
        starts_on=starts_on,
    )
    keep(row, by=by, at=at, kind=kind)
    renew_search_keys(person)
    return row


@transaction.atomic
def add_identifier(
    *,
    person_id: int,
    kind: IdentifierKind,
    value: str,
    by: User,
    at: datetime,
    starts_on: date | None = None,
) -> Identifier:
    """A number another system knows the person by; its form and check letter must be right."""
    person, starts_on = begin(person_id, starts_on, by=by, at=at)
    reading = READINGS[kind](value)
    if reading.value is None:
        raise IdentifierWrong(str(reading.fault))
    refuse_identifier_of_another(person, kind, reading.value)

    row = Identifier(person=person, kind=kind, value=reading.value, starts_on=starts_on)
    keep(row, by=by, at=at, kind=kind)
    return row


@transaction.atomic
def add_address(
    *,
    person_id: int,
    kind: AddressKind,
    by: User,
    at: datetime,
    lines: str = "",
    postcode: str = "",
    no_fixed_abode: bool = False,
    note: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    verified_on: date | None = None,
) -> Address:
    """Where the person lives, stays or gets letters. A new main address ends the one before it."""
    person, starts_on = begin(person_id, starts_on, by=by, at=at)
    lines = "\n".join(line for part in lines.splitlines() if (line := one_line(part)))
    faults = faults_in_address(
        kind, lines=lines, postcode=postcode, no_fixed_abode=no_fixed_abode, note=note
    )
    faults += faults_in_end(starts_on, ends_on, on=timezone.localdate(at))
    if verified_on is not None and verified_on > timezone.localdate(at):
        faults.append(VerifiedInTheFuture())
    refuse_all(faults)
    if kind == AddressKind.MAIN:
        make_way_for_main(person, starts_on, ends_on, by=by, at=at)

    row = Address(
        person=person,
        kind=kind,
        no_fixed_abode=no_fixed_abode,
        lines=lines,
        postcode=identifiers.postcode(postcode).value or "",
        note=note.strip(),
        verified_on=verified_on,
        starts_on=starts_on,
        ends_on=ends_on,
        ended_by=by if ends_on else None,
        ended_at=at if ends_on else None,
    )
    keep(row, by=by, at=at, kind=kind)
    return row


@transaction.atomic
def verify_address(*, address_id: int, on: date, by: User, at: datetime) -> Address:
    """Somebody checked that the person lives there."""
    row = (
        Address.objects.select_for_update(of=("self",)).select_related("person").get(pk=address_id)
    )
    require(by, Permission.CHANGE, at=at, person_id=row.person.kept_id)
    if row.ends_on is not None:
        raise EndedAlready(row.ends_on)
    if on > timezone.localdate(at):
        raise VerifiedInTheFuture
    row.verified_on = on
    row.save(update_fields=["verified_on"])
    tell(row, "verified", by=by, at=at)
    return row


@transaction.atomic
def add_phone(
    *,
    person_id: int,
    kind: PhoneKind,
    number: str,
    by: User,
    at: datetime,
    safe_to_text: bool = False,
    starts_on: date | None = None,
) -> Phone:
    """A telephone the person can be reached on, and whether a text to it is safe."""
    person, starts_on = begin(person_id, starts_on, by=by, at=at)
    reading = identifiers.phone(number)
    if reading.value is None:
        raise PhoneWrong(str(reading.fault))
    if safe_to_text and not identifiers.is_mobile(reading.value):
        raise CannotTakeTexts
    live = Phone.objects.filter(person=person, ends_on__isnull=True, number=reading.value)
    if live.exists():
        raise RecordedAlready("This number", field="number")

    row = Phone(
        person=person,
        kind=kind,
        number=reading.value,
        safe_to_text=safe_to_text,
        starts_on=starts_on,
    )
    keep(row, by=by, at=at, kind=kind, safe_to_text=safe_to_text)
    return row


@transaction.atomic
def mark_text_safety(*, phone_id: int, is_safe: bool, by: User, at: datetime) -> Phone:
    """A text to this number is safe now, or no longer.

    Where it is not, no sign-in code goes there either.
    """
    row = locked_phone(phone_id, by=by, at=at)
    if is_safe and not identifiers.is_mobile(row.number):
        raise CannotTakeTexts
    if row.safe_to_text == is_safe:
        return row
    row.safe_to_text = is_safe
    if not is_safe:
        row.confirmed_by = row.confirmed_at = None
    row.save(update_fields=["safe_to_text", "confirmed_by", "confirmed_at"])
    tell(row, "text_safety_changed", by=by, at=at, safe_to_text=is_safe)
    return row


@transaction.atomic
def confirm_phone(*, phone_id: int, by: User, at: datetime) -> Phone:
    """The officer saw that the number is the person's own: a code sent there opens the case."""
    row = locked_phone(phone_id, by=by, at=at)
    if row.confirmed_at is not None:
        raise ConfirmedAlready
    if not identifiers.is_mobile(row.number):
        raise CannotTakeTexts
    if not row.safe_to_text:
        raise NotSafeToText
    confirmed = Phone.objects.filter(
        number=row.number, ends_on__isnull=True, confirmed_at__isnull=False
    )
    if confirmed.exists():
        raise ConfirmedForAnother
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    tell(row, "confirmed", by=by, at=at)
    return row


@transaction.atomic
def add_circumstance(
    *,
    person_id: int,
    kind: CircumstanceKind,
    by: User,
    at: datetime,
    note: str = "",
    starts_on: date | None = None,
) -> Circumstance:
    """Something in the person's life that changes how we work with them."""
    person, starts_on = begin(person_id, starts_on, by=by, at=at)
    refuse_second(Circumstance, person, kind.label, kind=kind)
    refuse_long(note)
    row = Circumstance(person=person, kind=kind, note=note.strip(), starts_on=starts_on)
    keep(row, by=by, at=at)
    return row


@transaction.atomic
def add_disability(
    *,
    person_id: int,
    kind: DisabilityKind,
    by: User,
    at: datetime,
    note: str = "",
    starts_on: date | None = None,
) -> Disability:
    """A disability the person has told us of."""
    person, starts_on = begin(person_id, starts_on, by=by, at=at)
    refuse_second(Disability, person, kind.label, kind=kind)
    refuse_long(note)
    row = Disability(person=person, kind=kind, note=note.strip(), starts_on=starts_on)
    keep(row, by=by, at=at)
    return row


@transaction.atomic
def add_adjustment(
    *,
    person_id: int,
    kind: AdjustmentKind,
    by: User,
    at: datetime,
    note: str = "",
    starts_on: date | None = None,
) -> Adjustment:
    """Something we do differently so that the person can take part."""
    person, starts_on = begin(person_id, starts_on, by=by, at=at)
    refuse_second(Adjustment, person, kind.label, kind=kind)
    refuse_long(note)
    row = Adjustment(person=person, kind=kind, note=note.strip(), starts_on=starts_on)
    keep(row, by=by, at=at)
    return row


@transaction.atomic
def add_emergency_contact(
    *,
    person_id: int,
    name: str,
    relationship: ContactRelationship,
    number: str,
    by: User,
    at: datetime,
    starts_on: date | None = None,
) -> EmergencyContact:
    """Whom to call if something happens to the person."""
    person, starts_on = begin(person_id, starts_on, by=by, at=at)
    reading = identifiers.phone(number)
    faults: list[Refused] = [] if one_line(name) else [ContactNameMissing()]
    if reading.fault:
        faults.append(PhoneWrong(reading.fault))
    refuse_all(faults)
    live = EmergencyContact.objects.filter(person=person, ends_on__isnull=True)
    if live.filter(name__iexact=one_line(name), number=reading.value).exists():
        raise RecordedAlready("This contact", field="name")

    row = EmergencyContact(
        person=person,
        name=one_line(name),
        relationship=relationship,
        number=reading.value or "",
        starts_on=starts_on,
    )
    keep(row, by=by, at=at)
    return row


# ── Ending ─────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def end_other_name(
    *, other_name_id: int, on: date, by: User, at: datetime, is_mistake: bool = False
) -> OtherName:
    """The person no longer uses this name; a mistake was never theirs and no longer finds them."""
    row = end(OtherName, other_name_id, on=on, is_mistake=is_mistake, by=by, at=at)
    if is_mistake:
        renew_search_keys(row.person)
    return row


@transaction.atomic
def end_identifier(
    *, identifier_id: int, on: date, by: User, at: datetime, is_mistake: bool = False
) -> Identifier:
    """The number is no longer the person's, or never was."""
    return end(Identifier, identifier_id, on=on, is_mistake=is_mistake, by=by, at=at)


@transaction.atomic
def end_address(
    *, address_id: int, on: date, by: User, at: datetime, is_mistake: bool = False
) -> Address:
    """The person no longer lives, stays or gets letters there, or never did."""
    return end(Address, address_id, on=on, is_mistake=is_mistake, by=by, at=at)


@transaction.atomic
def end_phone(
    *, phone_id: int, on: date, by: User, at: datetime, is_mistake: bool = False
) -> Phone:
    """The person can no longer be reached there, and no longer signs in with it."""
    return end(Phone, phone_id, on=on, is_mistake=is_mistake, by=by, at=at)


@transaction.atomic
def end_circumstance(
    *, circumstance_id: int, on: date, by: User, at: datetime, is_mistake: bool = False
) -> Circumstance:
    """It is no longer so, or never was."""
    return end(Circumstance, circumstance_id, on=on, is_mistake=is_mistake, by=by, at=at)


@transaction.atomic
def end_disability(
    *, disability_id: int, on: date, by: User, at: datetime, is_mistake: bool = False
) -> Disability:
    """It is no longer so, or never was."""
    return end(Disability, disability_id, on=on, is_mistake=is_mistake, by=by, at=at)


@transaction.atomic
def end_adjustment(
    *, adjustment_id: int, on: date, by: User, at: datetime, is_mistake: bool = False
) -> Adjustment:
    """We no longer need to do this differently, or never did."""
    return end(Adjustment, adjustment_id, on=on, is_mistake=is_mistake, by=by, at=at)


@transaction.atomic
def end_emergency_contact(
    *, emergency_contact_id: int, on: date, by: User, at: datetime, is_mistake: bool = False
) -> EmergencyContact:
    """Do not call them any more."""
    return end(EmergencyContact, emergency_contact_id, on=on, is_mistake=is_mistake, by=by, at=at)


# ── What the actions above are made of ─────────────────────────────────────────────────────
def begin(person_id: int, starts_on: date | None, *, by: User, at: datetime) -> tuple[Person, date]:
    """Refuse those who may not, hold the person's row, and settle from which day."""
    person_id = kept_id(person_id)
    require(by, Permission.CHANGE, at=at, person_id=person_id)
    today = timezone.localdate(at)
    if starts_on is not None and starts_on > today:
        raise StartsInTheFuture(today)
    return locked(person_id), starts_on or today


def keep(row: Dated, *, by: User, at: datetime, **codes: object) -> None:
    """Save a new row, write the audit line and announce it."""
    row.recorded_by, row.recorded_at = by, at
    row.save(force_insert=True)
    tell(row, "added", by=by, at=at, **codes)


def tell(row: Dated, verb: str, *, by: User, at: datetime, **codes: object) -> None:
    person = row.person
    record(
        f"person.{PARTS[type(row)]}.{verb}",
        on=row,
        person_id=person.kept_id,
        by=by.username,
        at=at,
        **codes,
    )
    announce(
        DetailsChanged(
            person.kept_id,
            type(row).__name__,
            by.pk,
            at,
            said=said_of(row, verb),
            with_the_record=person.created_at == at,
        )
    )


def said_of(row: Dated, verb: str) -> str:
    """What the record says when a detail changes: "Main address added"."""
    terms = KINDS.get(type(row))
    kind: str = getattr(row, "kind", "")
    what = terms(kind).label if terms else CALLED[type(row)]
    if isinstance(row, OtherName):
        what = f"Name ({what[0].lower()}{what[1:]})"
    if isinstance(row, Phone):
        what = f"Telephone ({what[0].lower()}{what[1:]})"
    return SAID["mistaken" if row.is_mistake else verb].format(what=what)


def end(row_type: type[D], row_id: int, *, on: date, is_mistake: bool, by: User, at: datetime) -> D:
    """End a row on a day, or say that it never was: a mistake has no length."""
    rows = row_type._default_manager.select_for_update(of=("self",)).select_related("person")
    row: D = rows.get(pk=row_id)
    person = row.person
    require(by, Permission.CHANGE, at=at, person_id=person.kept_id)
    if row.ends_on is not None:
        raise EndedAlready(row.ends_on)
    on = row.starts_on if is_mistake else on
    refuse_all(faults_in_end(row.starts_on, on, on=timezone.localdate(at)))
    row.ends_on, row.ended_by, row.ended_at, row.is_mistake = on, by, at, is_mistake
    row.save(update_fields=["ends_on", "ended_by", "ended_at", "is_mistake"])
    tell(row, "ended", by=by, at=at, mistake=is_mistake)
    return row


def faults_in_end(starts_on: date, ends_on: date | None, *, on: date) -> list[Refused]:
    if ends_on is None:
        return []
    if ends_on < starts_on:
        return [EndsBeforeItStarts(starts_on)]
    return [EndsInTheFuture(on)] if ends_on > on else []


def faults_in_address(
    kind: AddressKind, *, lines: str, postcode: str, no_fixed_abode: bool, note: str
) -> list[Refused]:
    """All that is wrong with an address, each beside its field."""
    faults: list[Refused] = []
    if no_fixed_abode and kind != AddressKind.MAIN:
        faults.append(OnlyMainWithoutAbode())
    if no_fixed_abode and (lines or postcode.strip()):
        faults.append(BothAddressAndNone())
    if not no_fixed_abode and not lines:
        faults.append(AddressMissing())
    if postcode.strip() and (fault := identifiers.postcode(postcode).fault):
        faults.append(PostcodeWrong(fault))
    if len(note) > LONGEST_NOTE:
        faults.append(NoteTooLong(len(note)))
    return faults


def make_way_for_main(
    person: Person, starts_on: date, ends_on: date | None, *, by: User, at: datetime
) -> None:
    """End the present main address when the new one begins; no other may overlap it."""
    mains = Address.objects.filter(person=person, kind=AddressKind.MAIN, is_mistake=False)
    for other in mains.order_by("starts_on", "pk"):
        is_present = other.ends_on is None
        if is_present and ends_on is None and other.starts_on <= starts_on:
            other.ends_on, other.ended_by, other.ended_at = starts_on, by, at
            other.save(update_fields=["ends_on", "ended_by", "ended_at"])
            tell(other, "ended", by=by, at=at, mistake=False)
        elif (ends_on is None or other.starts_on < ends_on) and (
            is_present or other.ends_on > starts_on  # type: ignore[operator]  # not present: it ended
        ):
            raise TwoMainAddresses(other.starts_on, other.ends_on)


def refuse_identifier_of_another(person: Person, kind: IdentifierKind, value: str) -> None:
    live = Identifier.objects.filter(kind=kind, value=value, ends_on__isnull=True)
    holder = live.select_related("person").first()
    if holder is not None:
        if holder.person.kept_id == person.pk:
            raise RecordedAlready(f"This {kind.label}", field="value")
        kept = Person.objects.only("crn").get(pk=holder.person.kept_id)
        raise IdentifierOfAnother(kind.label, kept.crn)
    if kind == IdentifierKind.PREVIOUS_CRN:
        other = Person.objects.filter(crn=value).first()
        if other is not None and other.kept_id == person.pk:
            raise RecordedAlready("This CRN", field="value")
        if other is not None:
            raise IdentifierOfAnother("CRN", other.crn)


def refuse_second(
    row_type: type[Circumstance] | type[Disability] | type[Adjustment],
    person: Person,
    label: str,
    *,
    kind: str,
) -> None:
    """The same thing is not recorded twice at once."""
    if row_type.objects.filter(person=person, kind=kind, ends_on__isnull=True).exists():
        raise RecordedAlready(f"“{label}”")


def refuse_long(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(len(note))


def locked_phone(phone_id: int, *, by: User, at: datetime) -> Phone:
    """The telephone, held; refused to those who may not change it and once it has ended."""
    row = Phone.objects.select_for_update(of=("self",)).select_related("person").get(pk=phone_id)
    require(by, Permission.CHANGE, at=at, person_id=row.person.kept_id)
    if row.ends_on is not None:
        raise EndedAlready(row.ends_on)
    return row
