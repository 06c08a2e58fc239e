"""How is a person made findable, and how is a search written down?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from openprobation.foundation.access.check import require
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.rules.names import search_keys
from openprobation.supervision.persons.models import OtherName, Person, SearchKey

SHORT_FIRST_NAME = 4
"""Ann Marie is found as Annmarie too; of longer names the seven letters of a key say enough."""


def keys_of(person: Person, others: Iterable[tuple[str, str]] = ()) -> list[SearchKey]:
    """The unsaved keys that find a person: by name, by what they are called, by other names."""
    names = [person.name, *(f"{given} {family}" for given, family in others)]
    if person.preferred_name:
        names.append(f"{person.preferred_name} {person.family_name}")
    first, *more = person.given_names.split()
    if more and len(first) <= SHORT_FIRST_NAME:
        names.append(f"{first}{more[0]} {person.family_name}")
    return [SearchKey(person_id=person.pk, key=key) for key in sorted(search_keys(names))]


def renew_search_keys(person: Person) -> None:
    """Make the keys anew after a name came, changed or turned out to be a mistake."""
    others = OtherName.objects.filter(person=person, is_mistake=False)
    wanted = {
        key.key: key for key in keys_of(person, others.values_list("given_names", "family_name"))
    }
    kept = dict(SearchKey.objects.filter(person=person).values_list("key", "pk"))
    gone = [pk for key, pk in kept.items() if key not in wanted]
    if gone:
        SearchKey.objects.filter(pk__in=gone).delete()
    SearchKey.objects.bulk_create([row for key, row in wanted.items() if key not in kept])


def note_locate(*, found: int, by: User, at: datetime, person_id: int | None = None) -> None:
    """Write down that somebody was shown whom they looked for: how many, never the words typed.

    `person_id` where it was one person's own facts, such as on the page that asks for a reason.
    """
    require(by, Access.LOCATE, at=at)
    record("person.located", by=by.username, at=at, person_id=person_id, found=found)
