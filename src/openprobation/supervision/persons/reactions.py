"""What does what we know of a person do when words must vanish?"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F

from openprobation.foundation.redaction.events import Words, WordsRedacted

from .actions.searching import (
    forget_words,
    let_nobody_else_write_keys,
    renew_search_keys,
)
from .models import Identifier, OtherName, Person, Phone, Spelling


def redact_words(event: Words) -> None:
    if isinstance(event, WordsRedacted):
        stop_using(Phone, "number", event)
        stop_using(Identifier, "value", event)
    changed = event.sweep.over_context("persons", but=(Spelling,))
    if isinstance(event, WordsRedacted):
        refuse_open_forms(changed[Person])
        if changed[Person] or changed[OtherName]:
            find_by_what_is_left(event.sweep.record_ids)
            event.sweep.copied.add(Spelling)
        if forget_spellings(event.sweep.finder.spans):
            event.sweep.copied.add(Spelling)


def stop_using(model: type[Phone] | type[Identifier], name: str, event: WordsRedacted) -> None:
    """A number with a hole in it reaches nobody and proves nothing: it never was so.

    Before the hole is made, because two holes of two people would be one number in use.
    """
    rows = model._base_manager.filter(person_id__in=event.sweep.record_ids)
    texts = rows.values_list("pk", name)
    theirs = rows.filter(pk__in=[pk for pk, text in texts if event.sweep.finder.spans(text)])
    theirs.filter(ends_on__isnull=True).update(
        ends_on=F("starts_on"), is_mistake=True, ended_by=event.by_id, ended_at=event.at
    )
    theirs.update(ends_on=F("starts_on"), is_mistake=True)


def refuse_open_forms(person_ids: list[int]) -> None:
    """Somebody may have the old words on a form: the version tells them to look again."""
    Person.objects.filter(pk__in=person_ids).update(version=F("version") + 1)


def forget_spellings(finds: Callable[[str], object]) -> bool:
    """A word of a name that vanishes is looked up no more, unless somebody else is called by it.

    Whether there was one.
    """
    known = Spelling.objects.values_list("word", flat=True).distinct().order_by("word")
    if vanishing := [word for word in known.iterator() if finds(word)]:
        let_nobody_else_write_keys()
        forget_words(vanishing)
    return bool(vanishing)


def find_by_what_is_left(person_ids: tuple[int, ...]) -> None:
    for person in Person.objects.filter(pk__in=person_ids).order_by("pk"):
        renew_search_keys(person)
