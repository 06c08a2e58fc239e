"""How does the demonstration grow to a nation's size? A whole region is copied, under other names.

Every further region is the first again with its own organisations, teams, staff and people: rows are
copied inside PostgreSQL under shifted keys, and the people get names, dates of birth and search keys
of their own. What a region costs does not depend on how many there are.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from openprobation.foundation.refusals import Refused
from openprobation.rules.names import name_words, search_keys
from openprobation.supervision.persons.actions.searching import know_words
from openprobation.vocabulary.persons import Ethnicity

from . import assumptions as share
from .names import FAMILY, GIVEN

PERSON, USER = "persons.person", "identity.user"
REGION = (
    "organisations.organisation",
    "organisations.region",
    "organisations.unit",
    "organisations.team",
    "organisations.area",
    "organisations.coverage",
    USER,
    "organisations.posting",
    "organisations.cover",
)
"""What a region is before anybody is sentenced in it."""
OF_STAFF = (
    "workforce.contract",
    "workforce.absence",
    "workforce.absencereason",
    "workforce.reduction",
    "workforce.supervisionsession",
    "workforce.agreedaction",
    "workforce.observation",
    "workforce.training",
    "workforce.loadnight",
)
"""How long a region's staff work, who of them is away and who is supervised, and what they carried."""
OF_SERVICES = (
    "commissioning.service",
    "commissioning.servicearea",
    "commissioning.rateprice",
    "commissioning.purchaseorder",
    "commissioning.purchasestep",
    "commissioning.statement",
    "commissioning.deliveryline",
    "commissioning.dispute",
    "interventions.group",
    "interventions.groupsession",
    "interventions.centre",
    "interventions.centretravel",
    "interventions.provisionforwomen",
    "unpaid_work.beneficiary",
    "unpaid_work.project",
    "unpaid_work.worksession",
    "iom.scheme",
    "iom.seat",
    "iom.clearance",
    "iom.panel",
    "iom.panelmember",
)
"""What a region buys and works on: its own catalogue, centres, groups and projects."""
WITHOUT_A_FOREIGN_KEY = ("audit.entry", "access.relation", "access.restriction")
MADE_ANEW = ("persons.searchkey", "persons.identifier")
OF_NO_REGION = (
    "practitioner.gathered",
    "sign_in.code",
    "redactions.redaction",
    "redactions.hold",
)
NAMED_BY_KIND = {
    "contacts.contact": {"reference_id": "reference_kind"},
    "audit.entry": {"record_id": "record_kind"},
    "access.relation": {"record_id": "record_kind", "holder_id": "holder_kind"},
    "access.restriction": {"record_id": "record_kind"},
}
SHORT = {
    "person": PERSON,
    "user": USER,
    "team": "organisations.team",
    "unit": "organisations.unit",
}
CRN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVW"
"""Of the copies; the first region's own people have an X."""
PEOPLE_WITH_STORIES = 3_000
"""A region has some more, those of the stories."""
PEOPLE_A_LETTER = 10_000
"""Of one region: more than any has, so that no two share a CRN."""


class NeedsPostgres(Refused):
    """A nation is kept on PostgreSQL; the message says how."""

    def __init__(self) -> None:
        super().__init__(
            "More than 20,000 people are kept on PostgreSQL, not on SQLite; nothing was changed."
            " Set DATABASE_URL to a PostgreSQL database, or ask for fewer: --people 20000."
        )


class HalfMade(Exception):
    """The copying was interrupted between two regions: each is whole, and there are too few."""

    def __init__(self, regions: int) -> None:
        super().__init__(
            f"Making the nation stopped after {regions} regions. Make it anew: ./run --reset"
        )


def refuse_where_it_cannot_be() -> None:
    if connection.vendor != "postgresql":
        raise NeedsPostgres


def copies_there_are() -> int:
    """How many regions were copied from the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organisations_team WHERE code LIKE 'CRC-BOL %%'")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Copied:
    """One table that is copied, and by how much the keys of each copy are shifted."""

    model: type[models.Model]
    shift: int

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


class Region:
    """The first region as it stands: the pattern every other is cut from."""

    def __init__(self) -> None:
        kinds = {model._meta.label_lower: model for model in apps.get_models()}
        labels = [*REGION, *OF_STAFF, *OF_SERVICES, *WITHOUT_A_FOREIGN_KEY]
        labels += [
            label
            for label, model in kinds.items()
            if leads_to_a_person(model) and label not in (*MADE_ANEW, *OF_NO_REGION)
        ]
        self.tables = {label: Copied(kinds[label], last_key(kinds[label])) for label in labels}
        self.people = self.pattern_people()
        self.everywhere = self.users_of_no_region()

    def users_of_no_region(self) -> list[int]:
        """The system's own account, and any that is not the demonstration's."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM identity_user WHERE NOT is_demonstration ORDER BY id")
            return [key for (key,) in cursor.fetchall()]

    def pattern_people(self) -> list[tuple[int, str, str, date]]:
        """Id, sex, ethnicity and date of birth of everybody in the pattern."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, sex, ethnicity, date_of_birth FROM persons_person ORDER BY id"
            )
            return list(cursor.fetchall())

    @cached_property
    def copying(self) -> list[str]:
        """One statement a table; each takes the number of the copy, and again wherever it shifts."""
        return [self.statement(table) for table in self.tables.values()]

    def statement(self, table: Copied) -> str:
        """Copy every row of the pattern in one table, keys shifted by so many of the pattern."""
        quote = connection.ops.quote_name
        fields = table.model._meta.concrete_fields
        columns = ", ".join(quote(str(field.column)) for field in fields)
        values = ", ".join(self.value(table, field) for field in fields)
        where = f"t.id <= {table.shift}"
        if table.label == "audit.entry":
            where += " AND t.person_id IS NOT NULL"
        if table.label == USER:
            where += " AND t.is_demonstration"
        if table.label in ("access.relation", "access.restriction"):
            where += " AND t.record_kind = 'person'"
        name = quote(table.model._meta.db_table)
        return (
            f"INSERT INTO {name} ({columns}) SELECT {values} FROM {name} t,"
            f" (SELECT %(copy)s::bigint AS n) k WHERE {where}"
        )

    def value(self, table: Copied, field: Any) -> str:
        """What stands in a column of a copy."""
        column = f"t.{connection.ops.quote_name(str(field.column))}"
        label = table.label
        if field.primary_key:
            return f"{column} + k.n * {table.shift}"
        if label == "persons.phone" and field.column in ("confirmed_at", "confirmed_by_id"):
            return "NULL"  # a number lets one person in
        if (label, field.column) == ("enforcement.warning", "letter_id"):
            return "NULL"  # the letter is to the pattern's person, by name
        if isinstance(field, models.ForeignKey):
            return self.shifted(column, field.related_model._meta.label_lower)
        if (label, field.column) == ("audit.entry", "person_id"):
            return self.shifted(column, PERSON)
        if kind := NAMED_BY_KIND.get(label, {}).get(field.column):
            return self.shifted_by_kind(column, f"t.{connection.ops.quote_name(kind)}")
        if (label, field.column) == (PERSON, "crn"):
            return (
                f"substr('{CRN_LETTERS}', (k.n::int - 1) %% {len(CRN_LETTERS)} + 1, 1)"
                f" || lpad(((k.n - 1) / {len(CRN_LETTERS)} * {PEOPLE_A_LETTER} + rank() OVER"
                " (ORDER BY t.id))::text, 6, '0')"
            )
        if (label, field.column) == ("audit.entry", "by"):
            return f"CASE WHEN {column} LIKE '%%@%%' THEN 'r' || k.n || '.' || {column} ELSE {column} END"
        if label == USER and field.column in ("username", "email"):
            return f"'r' || k.n || '.' || {column}"
        if field.unique and isinstance(field, models.CharField | models.TextField):
            return f"{column} || ' ' || k.n"
        return column

    def shifted(self, column: str, label: str) -> str:
        """A foreign key as the copy has it; who is of no region stays who they are."""
        table = self.tables.get(label)
        if label == USER and table and self.everywhere:
            kept = ", ".join(map(str, self.everywhere))
            return f"CASE WHEN {column} IN ({kept}) THEN {column} ELSE {column} + k.n * {table.shift} END"
        return f"{column} + k.n * {table.shift}" if table else column

    def shifted_by_kind(self, column: str, kind: str) -> str:
        """A key beside the word that says of which table."""
        by_word = {label: table.shift for label, table in self.tables.items()}
        by_word |= {short: by_word[label] for short, label in SHORT.items()}
        cases = " ".join(f"WHEN '{word}' THEN {shift}" for word, shift in sorted(by_word.items()))
        return f"{column} + k.n * CASE {kind} {cases} ELSE 0 END"


def leads_to_a_person(model: type[models.Model], seen: frozenset[Any] = frozenset()) -> bool:
    """Whether a row of the table is about one person, however many steps away."""
    if model._meta.label_lower == PERSON:
        return True
    return any(
        field.related_model not in (model, *seen)
        and not field.null
        and leads_to_a_person(field.related_model, seen | {model})
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    )


def last_key(model: type[models.Model]) -> int:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])


# ── Growing ────────────────────────────────────────────────────────────────────────────────
def grow(people: int, progress: Callable[[str], None]) -> None:
    """Copy the region until there are at least so many people. Each region is all or nothing."""
    wanted = -(-people // PEOPLE_WITH_STORIES) - 1
    if (copies := copies_there_are()) >= wanted:
        return
    if copies:
        raise HalfMade(copies + 1)
    region = Region()
    each = len(region.people)
    for copy in range(1, wanted + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for statement in region.copying:
                cursor.execute(statement, {"copy": copy})
            name_people(cursor, region, copy)
        progress(f"Making the nation's people: {min(people, (copy + 1) * each):,} of {people:,}")
    keep_counting(region)


def name_people(cursor: Any, region: Region, copy: int) -> None:
    """Names, dates of birth and search keys of a region's own."""
    shift = region.tables[PERSON].shift
    named = list(new_names(region.people, copy=copy, shift=shift))
    cursor.execute(
        "CREATE TEMPORARY TABLE IF NOT EXISTS renamed"
        " (id bigint, given text, family text, born date, alias text)"
    )
    cursor.execute("TRUNCATE renamed")
    with cursor.copy("COPY renamed FROM STDIN") as rows:
        for one in named:
            rows.write_row(one)
    cursor.execute(
        "UPDATE persons_person p SET given_names = r.given, family_name = r.family,"
        " preferred_name = '', date_of_birth = r.born FROM renamed r WHERE r.id = p.id"
    )
    cursor.execute(
        "UPDATE persons_othername o SET given_names = r.given, family_name = r.alias"
        " FROM renamed r WHERE r.id = o.person_id RETURNING o.person_id"
    )
    with_alias = {person_id for (person_id,) in cursor.fetchall()}
    words: set[str] = set()
    with cursor.copy("COPY persons_searchkey (person_id, key) FROM STDIN") as rows:
        for person_id, given, family, born, alias in named:
            names = [f"{given} {family}"]
            if person_id in with_alias:
                names.append(f"{given} {alias}")
            words |= name_words(names)
            for key in search_keys(names, [born]):
                rows.write_row((person_id, key))
    know_words(sorted(words))


def new_names(
    people: Iterable[tuple[int, str, str, date]], *, copy: int, shift: int
) -> Iterator[tuple[int, str, str, date, str]]:
    """Id, given and family name, date of birth and another family name, for one copy."""
    rng = random.Random(f"{share.SEED}:nation:{copy}")
    for key, sex, ethnicity, born in people:
        kind = Ethnicity(ethnicity) if (ethnicity, sex) in GIVEN else Ethnicity.WHITE
        given = rng.choice(GIVEN[kind, "female" if sex == "female" else "male"])
        family, alias = family_name(rng, kind), family_name(rng, kind)
        yield (
            key + copy * shift,
            given,
            family,
            born + timedelta(days=rng.randint(-700, 700)),
            alias,
        )


# fmt: off
BEGINNINGS = (
    "Ash", "Bar", "Black", "Bram", "Brad", "Burn", "Cald", "Clay", "Clif", "Cop", "Crom", "Dal",
    "Den", "Dun", "Ecc", "Ed", "Far", "Fen", "Ful", "Gar", "Gold", "Gran", "Hals", "Har",
    "Hath", "Hay", "Hol", "Hors", "Hud", "Kent", "Kirk", "Lang", "Lay", "Lin", "Mar", "Mid",
    "Mil", "Nor", "Oak", "Pem", "Pres", "Rams", "Rat", "Rid", "Rock", "Rush", "Sal", "Shaw",
    "Shel", "Stan", "Staf", "Stock", "Sut", "Thorn", "Tot", "Wad", "Wal", "War", "Wes", "Whit",
    "Wil", "Win", "Wood", "Yar",
)
# fmt: on
# fmt: off
ENDINGS = (
    "acre", "bank", "berry", "bottom", "bridge", "brook", "by", "cliffe", "combe", "cott",
    "croft", "dale", "den", "field", "ford", "gate", "grave", "ham", "head", "hill", "holme",
    "hurst", "land", "leigh", "ley", "low", "mere", "more", "royd", "shaw", "side", "stall",
    "stead", "ston", "ton", "wall", "ward", "well", "wick", "wood", "worth",
)
# fmt: on


def family_name(rng: random.Random, kind: Ethnicity) -> str:
    """One of the lists' own, or an invented one of two parts: a nation has more names than a region."""
    if kind is not Ethnicity.WHITE or rng.random() < 0.4:
        return rng.choice(FAMILY[kind])
    return rng.choice(BEGINNINGS) + rng.choice(ENDINGS)


def keep_counting(region: Region) -> None:
    """The next row somebody writes gets a key of its own, and the planner knows the sizes."""
    with connection.cursor() as cursor:
        for table in region.tables.values():
            name = connection.ops.quote_name(table.model._meta.db_table)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
            )
        cursor.execute("ANALYZE")
