"""What are many bodies rated, from the rows of a table of scores?

A row is either a rating of a whole standard or counts for one key question. Counts for the same
question are added up; a given rating beats counts, whoever judged it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openprobation.vocabulary.inspection import Rating

from .frameworks import Framework
from .ratings import (
    RATING_RULES,
    Counted,
    OverallRated,
    RatingRules,
    StandardRated,
    overall,
    rate_by_cases,
    rate_by_findings,
)

COLUMNS = ("body", "standard", "key_question", "met", "applicable", "rating")
HIGHEST = 1_000_000
JOINERS = "\u200c\u200d"
"""Written between letters of some languages, seen in their shapes alone."""
RATINGS = {text: rating for rating in Rating for text in (rating.value, rating.label.casefold())}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, counted as a spreadsheet does: its heading is row 1."""

    row: int
    message: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"


@dataclass(frozen=True, slots=True)
class BodyRated:
    """A body's standards in their order, and what they come to."""

    body: str
    standards: tuple[StandardRated, ...]
    overall: OverallRated


@dataclass(frozen=True, slots=True)
class Computed:
    """Every body, or every fault: never some of each."""

    bodies: tuple[BodyRated, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """What the rows say of a body, named as its first row names it."""

    body: str
    given: dict[str, Rating] = field(default_factory=dict)
    counts: dict[str, dict[str, list[int]]] = field(default_factory=dict)


def compute(
    rows: Iterable[tuple[int, Mapping[str, str]]], *, framework: Framework | None = None
) -> Computed:
    """Rate every body from numbered rows. Bodies in the order met; standards in the framework's,
    or by their numbers where no framework is named: then those present are all there are."""
    gathered: dict[str, _Gathered] = {}
    faults: list[Fault] = []
    for number, row in rows:
        wrong = _take_in(gathered, row, framework)
        faults += [Fault(number, message) for message in wrong]
    if faults:
        return Computed(faults=tuple(faults))
    rules = (RATING_RULES.on(framework.begins_on) if framework else RATING_RULES.on(LATEST)).value
    return Computed(tuple(_body(found, framework, rules) for found in gathered.values()))


LATEST = RATING_RULES.entries[-1].in_force_from
"""Without a framework there is no day: the latest rules are used."""


def _take_in(
    gathered: dict[str, _Gathered], row: Mapping[str, str], framework: Framework | None
) -> list[str]:
    """Add a row to what is gathered, or say all that is wrong with it."""
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    wrong = [f"{name} is empty." for name in ("body", "standard") if not said[name]]
    for name in ("body", "standard", "key_question"):
        if unseen := _unseen(said[name]):
            wrong.append(f"{name} holds a character that cannot be seen ({unseen}).")
    wrong += _unknown(said, framework)
    rating = RATINGS.get(said["rating"].casefold())
    if said["rating"] and rating is None:
        wrong.append(f"“{_told(said['rating'])}” is not a rating: use {_one_of_the_ratings()}.")
    is_given = bool(said["rating"]) and not said["key_question"]
    if not is_given and not said["key_question"]:
        return [*wrong, "give a key question with its counts, or a rating."]
    met, applicable = _whole(said["met"]), _whole(said["applicable"])
    for name, number in (("met", met), ("applicable", applicable)):
        if number is None and (said[name] or not is_given):
            wrong.append(f"{name} must be a whole number, not “{_told(said[name])}”.")
    if met is not None and applicable is not None and met > applicable:
        wrong.append(f"met is {met}, more than the {applicable} applicable.")
    if wrong:
        return wrong
    found = gathered.setdefault(_same(said["body"]), _Gathered(said["body"]))
    if is_given and rating is not None:
        stands = found.given.setdefault(said["standard"], rating)
        if stands is not rating:
            wrong.append(f"{said['standard']} was given {stands.label} in a row before.")
    elif met is not None and applicable is not None:
        counts = found.counts.setdefault(said["standard"], {})
        sums = counts.setdefault(said["key_question"], [0, 0])
        sums[0] += met
        sums[1] += applicable
    return wrong


def _same(body: str) -> str:
    """What two ways of typing one name have in common: accents composed or not, and wide spaces."""
    return " ".join(unicodedata.normalize("NFC", body).split())


def _unseen(text: str) -> str:
    """The first character that would hide in a name or turn a terminal around, by its code."""
    return next(
        (
            f"U+{ord(each):04X}"
            for each in text
            if not (each.isprintable() or each in JOINERS or unicodedata.category(each) == "Zs")
        ),
        "",
    )


def _told(text: str) -> str:
    """A cell as it may be printed in a line of a terminal."""
    shown = "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def _unknown(said: Mapping[str, str], framework: Framework | None) -> list[str]:
    """What the framework does not know of a row's standard and key question."""
    if framework is None or not said["standard"]:
        return []
    standard = framework.standard(said["standard"])
    if standard is None:
        return [f"{framework.id} has no standard {_told(said['standard'])}."]
    if said["key_question"] and not standard.asks(said["key_question"]):
        return [f"standard {standard.id} has no key question {_told(said['key_question'])}."]
    return []


def _whole(text: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,7}", text) and int(text) <= HIGHEST:
        return int(text)
    return None


def _one_of_the_ratings() -> str:
    *most, final = [rating.label for rating in Rating]
    return f"{', '.join(most)} or {final}"


def _body(found: _Gathered, framework: Framework | None, rules: RatingRules) -> BodyRated:
    present = found.given.keys() | found.counts.keys()
    order = (
        [standard.id for standard in framework.standards if standard.id in present]
        if framework
        else sorted(present, key=_numbers)
    )
    rated = tuple(
        rate_by_findings(standard, found.given[standard])
        if standard in found.given
        else rate_by_cases(standard, _counted(found.counts[standard]), rules=rules)
        for standard in order
    )
    counted = [standard.id for standard in framework.counted] if framework else order
    return BodyRated(found.body, rated, overall(rated, counted=counted, rules=rules))


def _counted(counts: Mapping[str, list[int]]) -> list[Counted]:
    return [
        Counted(question, met, applicable)
        for question, (met, applicable) in sorted(
            counts.items(), key=lambda item: _numbers(item[0])
        )
    ]


def _numbers(standard: str) -> list[tuple[int, int, str]]:
    """So that 1.10 comes after 1.9."""
    return [
        (1, int(part), "") if part.isdecimal() else (0, 0, part)
        for part in re.split(r"(\d+)", standard)
    ]
