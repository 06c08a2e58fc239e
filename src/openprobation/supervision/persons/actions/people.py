"""How does a person's record begin, change and close?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from openprobation.foundation.access.actions import relate
from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules import identifiers
from openprobation.rules.dates import age_on, words
from openprobation.supervision.persons.events import DetailsChanged, PersonCreated, PersonDied
from openprobation.supervision.persons.models import (
    Correction,
    Identifier,
    OtherName,
    Person,
)
from openprobation.supervision.persons.permissions import Permission
from openprobation.supervision.persons.queries import kept_id
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.persons import Ethnicity, IdentifierKind, NameKind, Sex

from .searching import make_findable, renew_search_keys

YOUNGEST, OLDEST = 10, 110
LONGEST_NAME = 100
MAKER_MAY_OPEN_FOR = timedelta(days=28)
FOUND_BY = frozenset({"given_names", "family_name", "preferred_name", "date_of_birth"})
CRN_LETTERS = "XYZABCDEFGHJKLMNPQRTUVW"


#: The person's own fields, in the words of the form, in its order.
CALLED = {
    "given_names": "given names",
    "family_name": "family name",
    "preferred_name": "preferred name",
    "pronouns": "pronouns",
    "date_of_birth": "date of birth",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "nationality": "nationality",
    "language": "language",
    "interpreter_needed": "interpreter",
    "area_id": "area",
}


class NameMissing(Refused):
    def __init__(self, field: str) -> None:
        part = "given names" if field == "given_names" else "family name"
        super().__init__(
            f"Enter the {part}. For somebody who has only one name, enter a dash here.", field=field
        )


class NotAName(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("A name has letters. Check what you typed.", field=field)


class NameTooLong(Refused):
    def __init__(self, field: str, length: int) -> None:
        super().__init__(
            f"This name is {length} characters long. Keep it to {LONGEST_NAME}.", field=field
        )


class NotBornYet(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The date of birth is in the future. Check the year.", field="date_of_birth"
        )


class AgeUnlikely(Refused):
    def __init__(self, age: int) -> None:
        super().__init__(
            f"That date of birth makes the person {age} years old. Check the year."
            f" We hold records of people from {YOUNGEST} to {OLDEST}.",
            field="date_of_birth",
        )


class CrnWrong(Refused):
    def __init__(self, fault: str) -> None:
        super().__init__(fault, field="crn")


class CrnTaken(Refused):
    def __init__(self, crn: str) -> None:
        super().__init__(f"There is already a record with the CRN {crn}.", field="crn")


class StaleForm(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Somebody changed these details after you opened this page, so nothing was saved."
            " What you typed is still here: check it against the record as it is now, then save"
            " again."
        )


class NothingChanged(Refused):
    def __init__(self) -> None:
        super().__init__("You have not changed anything.")


class JoinedIntoAnother(Refused):
    def __init__(self, crn: str) -> None:
        super().__init__(f"This record was joined into {crn}. Make the change there.")


class DiedInTheFuture(Refused):
    def __init__(self, today: date) -> None:
        super().__init__(
            f"The date of death cannot be after today, {words(today)}.", field="died_on"
        )


class DiedBeforeBirth(Refused):
    def __init__(self, born_on: date) -> None:
        super().__init__(
            f"The date of death cannot be before the date of birth, {words(born_on)}.",
            field="died_on",
        )


class DeathRecordedAlready(Refused):
    def __init__(self, died_on: date) -> None:
        super().__init__(f"It is already recorded that this person died on {words(died_on)}.")


class NoDeathRecorded(Refused):
    def __init__(self) -> None:
        super().__init__("No death is recorded for this person.")


class ReasonNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why, in a sentence.", field="why")


@transaction.atomic
def create_person(
    *,
    given_names: str,
    family_name: str,
    date_of_birth: date,
    sex: Sex,
    by: User,
    at: datetime,
    crn: str | None = None,
    preferred_name: str = "",
    pronouns: str = "",
    ethnicity: Ethnicity = Ethnicity.NOT_STATED,
    nationality: str = "",
    language: str = "English",
    interpreter_needed: bool = False,
    area_id: int | None = None,
) -> Person:
    """Make a record for somebody not known before.

    Their maker's team may open it until a case is registered.
    """
    require(by, Permission.CREATE, at=at)
    faults = faults_in_name(given_names, family_name)
    faults += faults_in_birth(date_of_birth, on=timezone.localdate(at))
    if crn is not None:
        reading = identifiers.crn(crn)
        if reading.fault:
            faults.append(CrnWrong(reading.fault))
        elif Person.objects.filter(crn=reading.value).exists():
            faults.append(CrnTaken(str(reading.value)))
        crn = reading.value
    refuse_all(faults)

    person = Person(
        given_names=one_line(given_names),
        family_name=one_line(family_name),
        date_of_birth=date_of_birth,
        sex=sex,
        preferred_name=one_line(preferred_name),
        pronouns=one_line(pronouns),
        ethnicity=ethnicity,
        nationality=one_line(nationality),
        language=one_line(language) or "English",
        interpreter_needed=interpreter_needed,
        area_id=area_id,
        created_by=by,
        created_at=at,
    )
    save_under(person, crn)
    make_findable(person)
    let_maker_open(person, by=by, at=at)

    record("person.created", on=person, person_id=person.pk, by=by.username, at=at)
    announce(PersonCreated(person.pk, at))
    return person


@transaction.atomic
def change_person(
    *,
    person_id: int,
    seen_version: int,
    by: User,
    at: datetime,
    given_names: str | None = None,
    family_name: str | None = None,
    preferred_name: str | None = None,
    pronouns: str | None = None,
    date_of_birth: date | None = None,
    sex: Sex | None = None,
    ethnicity: Ethnicity | None = None,
    nationality: str | None = None,
    language: str | None = None,
    interpreter_needed: bool | None = None,
    area_id: int | None = None,
    keep_previous_name: bool = False,
    why: str = "",
) -> Person:
    """Put a person's own fields right; what is not given stays. What they said before is kept."""
    person_id = kept_id(person_id)
    require(by, Permission.CHANGE, at=at, person_id=person_id)
    person = locked(person_id)
    if person.version != seen_version:
        raise StaleForm
    given = {
        "given_names": given_names,
        "family_name": family_name,
        "preferred_name": preferred_name,
        "pronouns": pronouns,
        "date_of_birth": date_of_birth,
        "sex": sex,
        "ethnicity": ethnicity,
        "nationality": nationality,
        "language": language,
        "interpreter_needed": interpreter_needed,
        "area_id": area_id,
    }
    wanted: dict[str, Any] = {
        name: one_line(value) if type(value) is str else value
        for name, value in given.items()
        if value is not None
    }
    changed = {name: value for name, value in wanted.items() if getattr(person, name) != value}
    faults = faults_in_name(
        wanted.get("given_names", person.given_names), wanted.get("family_name", person.family_name)
    )
    if date_of_birth is not None:
        faults += faults_in_birth(date_of_birth, on=timezone.localdate(at))
    refuse_all(faults)
    if not changed:
        raise NothingChanged

    name_before = (person.given_names, person.family_name)
    correct(person, changed, why=why, by=by, at=at)
    if keep_previous_name and name_before != (person.given_names, person.family_name):
        keep_name(person, name_before, by=by, at=at)
    if FOUND_BY & changed.keys():
        renew_search_keys(person)

    record(
        "person.details.changed",
        on=person,
        person_id=person.pk,
        by=by.username,
        at=at,
        fields=" ".join(sorted(changed)),
    )
    announce(DetailsChanged(person.pk, "Person", by.pk, at, said=said_of(changed)))
    return person


@transaction.atomic
def record_death(*, person_id: int, died_on: date, by: User, at: datetime) -> Person:
    """Write down that a person died. What follows, such as closing the case, answers PersonDied."""
    person_id = kept_id(person_id)
    require(by, Permission.CHANGE, at=at, person_id=person_id)
    person = locked(person_id)
    refuse_death(person, died_on, on=timezone.localdate(at))
    correct(person, {"died_on": died_on}, why="", by=by, at=at)
    record("person.death.recorded", on=person, person_id=person.pk, by=by.username, at=at)
    announce(PersonDied(person.pk, by.pk, at))
    return person


@transaction.atomic
def check_death(*, person_id: int, died_on: date, by: User, at: datetime) -> None:
    """Refuse what record_death would refuse, and change nothing: for the page that asks once more."""
    person_id = kept_id(person_id)
    require(by, Permission.CHANGE, at=at, person_id=person_id)
    refuse_death(locked(person_id), died_on, on=timezone.localdate(at))


@transaction.atomic
def withdraw_death(*, person_id: int, why: str, by: User, at: datetime) -> Person:
    """The death was recorded by mistake.

    A case that it closed stays closed until somebody opens one.
    """
    person_id = kept_id(person_id)
    require(by, Permission.CHANGE, at=at, person_id=person_id)
    person = locked(person_id)
    if person.died_on is None:
        raise NoDeathRecorded
    if not why.strip():
        raise ReasonNeeded
    correct(person, {"died_on": None}, why=why.strip(), by=by, at=at)
    record("person.death.withdrawn", on=person, person_id=person.pk, by=by.username, at=at)
    announce(
        DetailsChanged(person.pk, "Person", by.pk, at, said="Death taken back: recorded by mistake")
    )
    return person


# ── What the actions above are made of ─────────────────────────────────────────────────────
def locked(person_id: int) -> Person:
    """The person, with their row held until the transaction ends.

    A record joined into another takes no changes.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.merged_into_id is not None:
        raise JoinedIntoAnother(Person.objects.get(pk=person.merged_into_id).crn)
    return person


def refuse_death(person: Person, died_on: date, *, on: date) -> None:
    if person.died_on is not None:
        raise DeathRecordedAlready(person.died_on)
    if died_on > on:
        raise DiedInTheFuture(on)
    if died_on < person.date_of_birth:
        raise DiedBeforeBirth(person.date_of_birth)


def correct(person: Person, changed: dict[str, Any], *, why: str, by: User, at: datetime) -> None:
    """Change fields of a person and keep what they said before."""
    before = {name: plain(getattr(person, name)) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    person.version += 1
    person.save(update_fields=[*changed, "version"])
    Correction.objects.create(
        person=person,
        before=before,
        after={name: plain(value) for name, value in changed.items()},
        why=why.strip(),
        by=by,
        at=at,
    )


def said_of(changed: Collection[str]) -> str:
    """Which fields changed, in words; never what they say."""
    return f"Changed: {', '.join(words for name, words in CALLED.items() if name in changed)}"


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def keep_name(person: Person, name: tuple[str, str], *, by: User, at: datetime) -> None:
    """The name a person had until today, as a previous one."""
    OtherName.objects.create(
        person=person,
        kind=NameKind.PREVIOUS,
        given_names=name[0],
        family_name=name[1],
        starts_on=timezone.localdate(at),
        recorded_by=by,
        recorded_at=at,
    )


def let_maker_open(person: Person, *, by: User, at: datetime) -> None:
    """Whoever makes a record goes on to register the sentence: their team need give no reason."""
    if by.is_system:
        return
    post = authority(by, at).main_post
    if post is not None:
        relate(
            kind="person",
            record_id=person.pk,
            holder=HolderKind.TEAM,
            holder_id=post.team_id,
            relation=RelationKind.RECORD_MADE,
            at=at,
            until=at + MAKER_MAY_OPEN_FOR,
        )


def save_under(person: Person, crn: str | None) -> None:
    """Save a new person under this CRN or the next free one; two at once take different ones."""
    if crn is not None:
        person.crn = crn
        person.save(force_insert=True)
        return
    for attempt in range(20):
        person.crn = next_crn()
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError:
            if attempt == 19:
                raise
        else:
            return


def next_crn() -> str:
    """The number after the highest given out, leaving out those somebody was known by before."""
    for letter in CRN_LETTERS:
        highest = (
            Person.objects.filter(crn__gte=f"{letter}000000", crn__lte=f"{letter}999999")
            .order_by("-crn")
            .values_list("crn", flat=True)
            .first()
        )
        number = int(highest[1:]) + 1 if highest else 1
        while number <= 999_999:
            crn = f"{letter}{number:06d}"
            known_before = Identifier.objects.filter(value=crn, kind=IdentifierKind.PREVIOUS_CRN)
            if not known_before.exists():
                return crn
            number += 1
    raise RuntimeError("Every CRN has been given out.")


def one_line(text: str) -> str:
    return " ".join(text.split())


def faults_in_name(given_names: str, family_name: str) -> list[Refused]:
    """All that is wrong with a name, each beside its field."""
    faults: list[Refused] = []
    for field, name in (("given_names", given_names), ("family_name", family_name)):
        typed = one_line(name)
        if not typed:
            faults.append(NameMissing(field))
        elif len(typed) > LONGEST_NAME:
            faults.append(NameTooLong(field, len(typed)))
        elif typed != "-" and not any(letter.isalpha() for letter in typed):
            faults.append(NotAName(field))
    if one_line(given_names) == one_line(family_name) == "-":
        faults.append(NameMissing("family_name"))
    return faults


def faults_in_birth(born_on: date, *, on: date) -> list[Refused]:
    if born_on > on:
        return [NotBornYet()]
    age = age_on(born_on, on)
    return [] if YOUNGEST <= age <= OLDEST else [AgeUnlikely(age)]


def refuse_all(faults: list[Refused]) -> None:
    """Say all that is wrong at once."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)


def hold(person_id: int) -> None:
    """Hold a person until the caller's transaction ends: two who plan the same time take turns."""
    list(Person.objects.select_for_update(no_key=True).filter(pk=person_id).values_list("pk"))
