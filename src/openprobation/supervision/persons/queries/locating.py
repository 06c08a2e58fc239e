"""Who could somebody mean by a name, number or date of birth, however it is spelt?

The database gives a bounded number of people by the words that may have been meant; Python puts them
in order. A restricted person is one masked row: the CRN and whom to ask, nothing that tells
who it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import may
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.identity.models import User
from openprobation.rules import identifiers
from openprobation.rules.dates import age_on
from openprobation.rules.names import (
    CLOSE,
    MOST_WORDS,
    alike,
    parse_query,
    places,
    readings,
    score,
    spellings,
    words_of,
)
from openprobation.supervision.persons.models import (
    Identifier,
    OtherName,
    Person,
    SearchKey,
    Spelling,
)
from openprobation.vocabulary.persons import IdentifierKind, NameKind

CANDIDATES = 100
"""How many are put in order: those whose words are likest."""
MOST_ROWS = 1_000
"""How many are read at once, however many there are."""
LONGEST_TEXT = 200
NEARLY_THE_SAME_NAME = 0.95
SAME_BIRTH_LIKE_NAME = 0.6

SPACED_NI = re.compile(
    r"(?<!\w)([A-Z]{2})\s?(\d{2})\s?(\d{2})\s?(\d{2})\s?([A-D])(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search asks for, taken apart.

    `not_understood` is what looks like a number or date but is not.
    """

    words: tuple[str, ...] = ()
    name: str = ""
    numbers: tuple[tuple[IdentifierKind | None, str], ...] = ()
    born_on: date | None = None
    born_in: int | None = None
    not_understood: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.numbers or self.born_on or self.born_in)


@dataclass(frozen=True, slots=True)
class Found:
    """One person as a search shows them; `ids` are this record's and those joined into it.

    Of a masked one there is the CRN and whom to ask: no name, no date, nothing matched.
    """

    id: int
    crn: str
    name: str
    date_of_birth: date | None
    sex: str
    matched: str
    masked: bool
    ask: str
    died_on: date | None = None
    ids: tuple[int, ...] = ()

    def age(self, on: date) -> int | None:
        return age_on(self.date_of_birth, on) if self.date_of_birth else None


def sought(text: str, *, on: date) -> Sought:
    """Take a search apart: numbers of any kind, a day or year of birth, the words of a name."""
    text = SPACED_NI.sub(r"\1\2\3\4\5", text[:LONGEST_TEXT])
    asked = parse_query(text, on=on)
    numbers: list[tuple[IdentifierKind | None, str]] = []
    if asked.crn:
        numbers.append((None, asked.crn))
    if asked.noms:
        numbers.append((IdentifierKind.NOMS, asked.noms))
    if asked.pnc:
        numbers.append((IdentifierKind.PNC, asked.pnc))
    not_understood: list[str] = []
    for part in asked.not_understood:
        if value := identifiers.national_insurance(part).value:
            numbers.append((IdentifierKind.NATIONAL_INSURANCE, value))
        elif value := identifiers.cro(part).value:
            numbers.append((IdentifierKind.CRO, value))
        else:
            not_understood.append(part)
    return Sought(
        words=words_of(asked.name)[:MOST_WORDS],
        name=asked.name,
        numbers=tuple(numbers),
        born_on=asked.born_on,
        born_in=asked.born_in,
        not_understood=tuple(not_understood),
    )


def locate(text: str, *, viewer: User, at: datetime, size: int = 25) -> list[Found]:
    """People whom every part of the text fits, the likeliest first. Six queries at most.

    Nobody is found by those who may not locate. A record joined into another leads to the kept one,
    and each person is one row. Masked rows come last, so that their place says nothing.
    """
    if not may(viewer, Access.LOCATE, at=at):
        return []
    asked = sought(text, on=timezone.localdate(at))
    if asked.is_empty:
        return []
    people = known(candidates(asked))
    hits = [hit for person in people.values() if (hit := fit(asked, person)) is not None]
    return shown(hits, viewer=viewer, at=at, size=size)


def possible_matches(
    *,
    given_names: str,
    family_name: str,
    date_of_birth: date,
    viewer: User,
    at: datetime,
    size: int = 10,
) -> list[Found]:
    """Who might already have a record, before another is made. Seven queries at most.

    A name like theirs with a date of birth like theirs (one part of it wrong, or day and month
    swapped); the very name with any date of birth; the very date with a name somewhat like theirs.
    """
    if not may(viewer, Access.LOCATE, at=at):
        return []
    name = f"{given_names} {family_name}"
    by_name = candidates(Sought(words=words_of(name)[:MOST_WORDS], name=name))
    by_birth = candidates(Sought(born_on=date_of_birth))
    hits = []
    for person in known({*by_name, *by_birth}).values():
        likeness = max(score(name, person.names), score(name, [person.every_name]))
        birth = max(like_birth(date_of_birth, born) for born in person.births)
        is_likely = (
            (likeness >= CLOSE and birth > 0)
            or likeness >= NEARLY_THE_SAME_NAME
            or (birth == 1 and likeness >= SAME_BIRTH_LIKE_NAME)
        )
        if is_likely:
            hits.append(Hit(person, likeness + birth, person.why(name)))
    return shown(hits, viewer=viewer, at=at, size=size)


# ── Candidates: what the database is asked ─────────────────────────────────────────────────
ROOT = Coalesce("person__merged_into_id", "person_id")
"""The record that stands for the one a row belongs to."""
OWN_ROOT = Coalesce("merged_into_id", "pk")


def candidates(asked: Sought) -> list[int]:
    """Ids of kept records every part of the search fits. Two or three queries.

    A number is of so few people that the words only choose among them.
    """
    if asked.words and not asked.numbers:
        return by_words(asked.words, born=asked.born_on or asked.born_in)
    rows = Person.objects.annotate(root=F("pk")).order_by("root")
    for people in conditions(asked):
        rows = rows.filter(root__in=people)
    return list(rows.values_list("root", flat=True)[:CANDIDATES])


def by_words(words: Sequence[str], *, born: date | int | None) -> list[int]:
    """The likeliest people by the words of a name, with a date or year of birth where one was given."""
    ways = readings(words)
    like = meant_by({word for way in ways for word in way})
    likeness: dict[int, float] = {}
    in_one_place: dict[int, float] = {}
    for way in ways:
        first, *more = places(way, like, born=born)
        if more:
            gather(likeness, first, more)
        else:
            for key, fitting in first.items():
                in_one_place[key] = max(fitting, in_one_place.get(key, 0))
    gather(likeness, in_one_place)
    return sorted(likeness, key=lambda person_id: (-likeness[person_id], person_id))[:CANDIDATES]


def meant_by(typed: Collection[str]) -> dict[str, dict[str, float]]:
    """For each word typed, the words people are called by that may have been meant, and how like. One query."""
    of_key: dict[int, list[str]] = {}
    for word in typed:
        for key in spellings(word):
            of_key.setdefault(key, []).append(word)
    like: dict[str, dict[str, float]] = {word: {} for word in typed}
    rows = Spelling.objects.filter(key__in=of_key).values_list("key", "word")
    for key, held in rows[:MOST_ROWS]:
        for word in of_key[key]:
            if held not in like[word]:
                like[word][held] = alike(word, held)
    return like


def gather(
    likeness: dict[int, float], keys: dict[int, float], more: Iterable[dict[int, float]] = ()
) -> None:
    """Add people with one of the keys, and one of each of the others, with how well they fit.

    So many rows at most; where there are more, those that fit best are asked for before.
    """
    more = list(more)
    if not keys or not all(more):
        return
    rows = SearchKey.objects.filter(key__in=keys)
    for others in more:
        rows = rows.filter(person__in=SearchKey.objects.filter(key__in=others).values("person"))
    found = list(rows.values_list("person_id", "key")[:MOST_ROWS])
    if len(found) == MOST_ROWS:
        best = next(iter(keys))
        exact = rows.filter(key=best).order_by("person_id").values_list("person_id", "key")
        found += exact[:CANDIDATES]
    for person_id, key in found:
        likeness[person_id] = max(keys[key], likeness.get(person_id, 0))


def conditions(asked: Sought) -> list[QuerySet[Any]]:
    """For each number and date, the people it is true of, by any of their records or names."""
    found: list[QuerySet[Any]] = []
    for kind, value in asked.numbers:
        of_kind = Q(kind=kind) if kind else Q(kind=IdentifierKind.PREVIOUS_CRN)
        holders = Identifier.objects.filter(of_kind, value=value, is_mistake=False)
        people = holders.annotate(of=ROOT).values("of")
        if kind is None:
            people = people.union(
                Person.objects.filter(crn=value).annotate(of=OWN_ROOT).values("of"), all=True
            )
        found.append(people)
    if asked.born_on is not None:
        found.append(born(date_of_birth=asked.born_on))
    if asked.born_in is not None:
        found.append(born(date_of_birth__year=asked.born_in))
    return found


def born(**when: object) -> QuerySet[Any]:
    own = Person.objects.filter(**when).annotate(of=OWN_ROOT).values("of")
    others = OtherName.objects.filter(is_mistake=False, **when).annotate(of=ROOT).values("of")
    return own.union(others, all=True)


# ── Scoring: which of them is meant ────────────────────────────────────────────────────────
@dataclass(slots=True)
class KnownAs:
    """A candidate with every name they are known by.

    `other` pairs a name with how it is to be described.
    """

    id: int
    crn: str = ""
    name: str = ""
    date_of_birth: date = date.min
    sex: str = ""
    died_on: date | None = None
    other: list[tuple[str, str]] = field(default_factory=list)
    births: set[date] = field(default_factory=set)
    crns: set[str] = field(default_factory=set)
    folded: list[int] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [self.name, *(name for name, _as in self.other)]

    @property
    def every_name(self) -> str:
        """All their words as one name: for a given name of one and a family name of another."""
        return " ".join(dict.fromkeys(word for name in self.names for word in words_of(name)))

    def why(self, typed: str) -> str:
        """Which other name was meant, where it fits better than their own: "alias Jo Bloggs"."""
        if not self.other:
            return ""
        own = score(typed, [self.name])
        best, name, described = max(
            (score(typed, [name]), name, described) for name, described in self.other
        )
        return f"{described} {name}" if best > own or own < CLOSE else ""


@dataclass(frozen=True, slots=True)
class Hit:
    person: KnownAs
    likeness: float
    matched: str


DESCRIBED = {NameKind.ALIAS: "alias", NameKind.PREVIOUS: "previously"}


def known(ids: Collection[int]) -> dict[int, KnownAs]:
    """Everything candidates are known by, their joined records' names among it. Two queries."""
    people = {person_id: KnownAs(person_id) for person_id in ids}
    if not people:
        return people
    rows = Person.objects.filter(Q(pk__in=people) | Q(merged_into_id__in=people)).values_list(
        "pk",
        "merged_into_id",
        "crn",
        "given_names",
        "family_name",
        "preferred_name",
        "date_of_birth",
        "sex",
        "died_on",
    )
    for pk, merged_into, crn, given, family, preferred, birth, sex, died_on in rows:
        person = people[merged_into or pk]
        name = f"{given} {family}"
        person.births.add(birth)
        person.crns.add(crn)
        if merged_into:
            person.folded.append(pk)
            person.other.append((name, f"joined record {crn}"))
        else:
            person.crn, person.name, person.date_of_birth = crn, name, birth
            person.sex, person.died_on = sex, died_on
        if preferred and preferred.casefold() != given.casefold():
            person.other.append((f"{preferred} {family}", "called"))
    root_of = {pk: person.id for person in people.values() for pk in (person.id, *person.folded)}
    names = OtherName.objects.filter(is_mistake=False, person_id__in=root_of).values_list(
        "person_id", "kind", "given_names", "family_name", "date_of_birth"
    )
    for person_id, kind, given, family, also_born in names:
        root = root_of[person_id]
        people[root].other.append((f"{given} {family}", DESCRIBED[NameKind(kind)]))
        if also_born:
            people[root].births.add(also_born)
    return people


def fit(asked: Sought, person: KnownAs) -> Hit | None:
    """How well a candidate fits, and by which of their names; None where it is too far off."""
    if not person.crn:
        return None
    likeness, matched = 1.0, ""
    if asked.words:
        likeness = max(
            score(asked.name, person.names), 0.98 * score(asked.name, [person.every_name])
        )
        if likeness < CLOSE:
            return None
        matched = person.why(asked.name)
    crn = next((value for kind, value in asked.numbers if kind is None), None)
    if not matched and crn is not None and crn != person.crn:
        matched = f"joined record {crn}" if crn in person.crns else f"previous CRN {crn}"
    return Hit(person, likeness, matched)


def like_birth(one: date, other: date) -> float:
    """1 for the same day, a half where one part differs or day and month are swapped, else 0."""
    if one == other:
        return 1.0
    is_swapped = (one.year, one.day, one.month) == (other.year, other.month, other.day)
    same = sum((one.year == other.year, one.month == other.month, one.day == other.day))
    return 0.5 if is_swapped or same == 2 else 0.0


# ── Showing: what this viewer may see of them ──────────────────────────────────────────────
def shown(hits: Iterable[Hit], *, viewer: User, at: datetime, size: int) -> list[Found]:
    """The likeliest, as this viewer may see them; masked ones last, each once.

    Two queries at most.
    """
    in_order = sorted(
        hits, key=lambda hit: (-round(hit.likeness, 3), hit.person.name.casefold(), hit.person.crn)
    )
    asks = access.masked(
        viewer, kind="person", record_ids=[hit.person.id for hit in in_order], at=at
    )
    masked = sorted((hit.person.crn, hit.person.id) for hit in in_order if hit.person.id in asks)
    rows = [
        Found(person_id, crn, "", None, "", "", True, asks[person_id]) for crn, person_id in masked
    ][:size]
    clear = [hit for hit in in_order if hit.person.id not in asks][: size - len(rows)]
    return [
        Found(
            hit.person.id,
            hit.person.crn,
            hit.person.name,
            hit.person.date_of_birth,
            hit.person.sex,
            hit.matched,
            False,
            "",
            hit.person.died_on,
            (hit.person.id, *sorted(hit.person.folded)),
        )
        for hit in clear
    ] + rows
