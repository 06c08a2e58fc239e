"""Everybody's search keys made anew: for words together and with dates of birth, and words by themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import islice
from typing import Any

from django.db import migrations

from openprobation.rules.names import name_words, search_keys, spellings

BATCH = 2_000
SHORT_FIRST_NAME = 4


def make_anew(apps: Any, schema_editor: Any) -> None:
    """A person's keys from all names and dates of birth of their records, kept and joined."""
    Person, OtherName, SearchKey, Spelling = (
        apps.get_model("persons", name) for name in ("Person", "OtherName", "SearchKey", "Spelling")
    )
    connection = schema_editor.connection
    clear(SearchKey, connection)
    folded: dict[int, list[Any]] = defaultdict(list)
    for person in Person.objects.filter(merged_into__isnull=False):
        folded[person.merged_into_id].append(person)
    other: dict[int, list[Any]] = defaultdict(list)
    for name in OtherName.objects.filter(is_mistake=False).order_by("pk"):
        other[name.person_id].append(name)
    known: dict[str, None] = {}
    people = Person.objects.filter(merged_into__isnull=True).order_by("pk").iterator(BATCH)
    while batch := list(islice(people, BATCH)):
        rows: list[tuple[int, int]] = []
        for person in batch:
            names: list[str] = []
            births: set[date] = set()
            for record in (person, *folded[person.pk]):
                names += names_of(record)
                births.add(record.date_of_birth)
                for also in other[record.pk]:
                    names.append(f"{also.given_names} {also.family_name}")
                    births |= {also.date_of_birth} - {None}
            known |= dict.fromkeys(sorted(name_words(names)))
            rows += [(person.pk, key) for key in sorted(search_keys(names, births))]
        write(SearchKey, rows, connection)
    Spelling.objects.bulk_create(
        [Spelling(key=key, word=word) for word in known for key in sorted(spellings(word))],
        batch_size=BATCH,
    )


def names_of(person: Any) -> list[str]:
    names = [f"{person.given_names} {person.family_name}"]
    if person.preferred_name:
        names.append(f"{person.preferred_name} {person.family_name}")
    first, *more = person.given_names.split() or [""]
    if more and len(first) <= SHORT_FIRST_NAME:
        names.append(f"{first}{more[0]} {person.family_name}")
    return names


def clear(model: Any, connection: Any) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    whole = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    with connection.cursor() as cursor:
        cursor.execute(f"{whole} {table}")


def write(model: Any, rows: list[tuple[int, int]], connection: Any) -> None:
    if connection.vendor != "postgresql":
        model.objects.bulk_create(
            [model(person_id=person_id, key=key) for person_id, key in rows], batch_size=BATCH
        )
        return
    table = connection.ops.quote_name(model._meta.db_table)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} (person_id, key) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def planner_knows(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("ANALYZE persons_searchkey")
            cursor.execute("ANALYZE persons_spelling")


class Migration(migrations.Migration):
    dependencies = [("persons", "0002_how_words_are_spelt")]

    operations = [
        migrations.RunPython(make_anew, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(planner_knows, migrations.RunPython.noop, elidable=True),
    ]
