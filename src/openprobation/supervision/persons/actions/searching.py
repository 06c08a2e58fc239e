"""How is a person made findable, and how is a search written down?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q

from openprobation.foundation.access.check import require
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.rules.names import name_words, search_keys, spellings, word_key
from openprobation.supervision.persons.models import OtherName, Person, SearchKey, Spelling

SHORT_FIRST_NAME = 4
"""Ann Marie is found as Annmarie too; of longer names the seven letters of a key say enough."""


def names_of(person: Person) -> list[str]:
    """What a record says its person is called."""
    names = [person.name]
    if person.preferred_name:
        names.append(f"{person.preferred_name} {person.family_name}")
    first, *more = person.given_names.split()
    if more and len(first) <= SHORT_FIRST_NAME:
        names.append(f"{first}{more[0]} {person.family_name}")
    return names


def make_findable(person: Person) -> None:
    """The keys of a person who has just come, and no other name yet."""
    names = names_of(person)
    keys = sorted(search_keys(names, [person.date_of_birth]))
    SearchKey.objects.bulk_create([SearchKey(person=person, key=key) for key in keys])
    know_words(sorted(name_words(names)))


def renew_search_keys(person: Person) -> None:
    """Make the keys anew after a name or date of birth came, changed or turned out to be a mistake.

    What is known of a joined record finds the kept one.
    """
    kept_id = person.kept_id
    records = list(Person.objects.filter(Q(pk=kept_id) | Q(merged_into_id=kept_id)))
    ids = {record.pk for record in records}
    names = [name for record in records for name in names_of(record)]
    births = {record.date_of_birth for record in records}
    others = OtherName.objects.filter(person_id__in=ids, is_mistake=False)
    for given, family, born in others.values_list("given_names", "family_name", "date_of_birth"):
        names.append(f"{given} {family}")
        births |= {born} if born else set()
    wanted = search_keys(names, births)

    there = list(SearchKey.objects.filter(person_id__in=ids).values_list("pk", "person_id", "key"))
    gone = [pk for pk, of, key in there if of != kept_id or key not in wanted]
    found_by = {key for _pk, of, key in there if of == kept_id}
    given_up = {key for _pk, _of, key in there} - wanted
    if given_up:
        let_nobody_else_write_keys()
    if gone:
        SearchKey.objects.filter(pk__in=gone).delete()
    SearchKey.objects.bulk_create(
        [SearchKey(person_id=kept_id, key=key) for key in sorted(wanted - found_by)]
    )
    know_words(sorted(name_words(names)))
    if given_up:
        forget_words_of_nobody(given_up)


# ── The words anybody is called by ─────────────────────────────────────────────────────────
def know_words(words: Iterable[str]) -> None:
    """Words of names are found by their spellings from now on. After the keys of whoever has them."""
    of_word = {word_key(word): word for word in words}
    known = set(Spelling.objects.filter(key__in=of_word).values_list("key", flat=True))
    Spelling.objects.bulk_create(
        [
            Spelling(key=spelt, word=word)
            for key, word in of_word.items()
            if key not in known
            for spelt in sorted(spellings(word))
        ],
        ignore_conflicts=True,
    )


def forget_words_of_nobody(keys: Collection[int]) -> None:
    """Of the words that have one of these keys, those nobody is called by any more."""
    words = set(Spelling.objects.filter(key__in=keys).values_list("word", flat=True))
    of_word = {word_key(word): word for word in words}
    in_use = SearchKey.objects.filter(key__in=of_word).values_list("key", flat=True).distinct()
    for key in of_word.keys() - set(in_use):
        word = of_word[key]
        Spelling.objects.filter(key__in=spellings(word), word=word).delete()


def forget_words(words: Iterable[str]) -> None:
    """Of these words, those nobody is called by any more, under whatever key they are kept."""
    of_word = {word_key(word): word for word in words}
    in_use = SearchKey.objects.filter(key__in=of_word).values_list("key", flat=True).distinct()
    nobodys = [of_word[key] for key in of_word.keys() - set(in_use)]
    Spelling.objects.filter(word__in=nobodys).delete()


def let_nobody_else_write_keys() -> None:
    """Until the end of the transaction, where others can write at all: a word is forgotten only while
    nobody else comes to be called by it. Taken before any key is written, so that two cannot wait on
    each other."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(SearchKey._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


# ── Looking ────────────────────────────────────────────────────────────────────────────────
def note_locate(*, found: int, by: User, at: datetime, person_id: int | None = None) -> None:
    """Write down that somebody was shown whom they looked for: how many, never the words typed.

    `person_id` where it was one person's own facts, such as on the page that asks for a reason.
    """
    require(by, Access.LOCATE, at=at)
    record("person.located", by=by.username, at=at, person_id=person_id, found=found)
