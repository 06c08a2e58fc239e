"""Which rule is in force on a day, where does it come from, and how sure of it are we?

Numbers live in `Timeline`s and `PolicyTable`s, never in the code that uses them. A rule is chosen
by the day of the event (the sentence, the release, the look at the case), not by today. What a
decision hands on is a `Rule`: the value with its date and source, so that it can be explained years
later.

Marks in a `source`: [code] read in public code · [law] legislation · [page] a public page ·
[general knowledge] nobody has read it yet. `certainty` is a percentage, ours, and shown.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any, Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=str)

SURE = 90
"""Percentage from which a rule may be told as fact; below it, a page adds "not yet checked"."""


class NothingInForce(LookupError):
    """No rule covers that day: it is before the first one, or the pack does not hold it."""


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class Dated(Generic[T]):
    """A value in force from a day (that day included) until the next one in its timeline."""

    in_force_from: date
    value: T
    source: str
    certainty: int

    def __post_init__(self) -> None:
        if not 1 <= self.certainty <= 100:
            raise ValueError(f"Certainty is a percentage from 1 to 100, not {self.certainty}.")
        if not self.source:
            raise ValueError("A dated rule says where it comes from.")


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class Rule(Generic[T]):
    """A rule as it stood on the day somebody asked: what a decision keeps and a page shows."""

    code: str
    title: str
    value: T
    in_force_from: date
    source: str
    certainty: int
    is_applied_early: bool = False

    @property
    def is_sure(self) -> bool:
        return self.certainty >= SURE

    def as_record(self) -> dict[str, str | int | bool]:
        """What to store with a decision (JSON): enough to say which rule it was, not to run it."""
        return {
            "code": self.code,
            "title": self.title,
            "in_force_from": self.in_force_from.isoformat(),
            "source": self.source,
            "certainty": self.certainty,
            "is_applied_early": self.is_applied_early,
        }


@dataclass(frozen=True, slots=True)
class AppliedEarly:
    """A tool of a later time that a pack uses before its date, said openly on the page."""

    code: str
    title: str
    why: str

    def covers(self, code: str) -> bool:
        """Whether a rule is this tool or part of it ("tier" covers "tier.protect")."""
        return code == self.code or code.startswith(f"{self.code}.")


@dataclass(frozen=True, slots=True)
class Pack:
    """A service's rule book: which stretch of the timelines it knows. `ends_on` is exclusive."""

    name: str
    title: str
    begins_on: date
    ends_on: date | None
    applied_early: tuple[AppliedEarly, ...] = ()

    def applies_early(self, code: str) -> bool:
        return any(tool.covers(code) for tool in self.applied_early)

    def knows(self, in_force_from: date) -> bool:
        """Whether a rule of that date is in this book at all, whatever the day of the event."""
        return self.ends_on is None or in_force_from < self.ends_on

    def all_rules(self) -> tuple[Timeline[Any], ...]:
        """Every timeline of every rules module, by code: for house tests and the rules page."""
        return timelines_in("openprobation.rules")

    def rules_on(self, day: date) -> tuple[Rule[Any], ...]:
        """Everything in force on a day under this pack."""
        found = (timeline.find(day, pack=self) for timeline in self.all_rules())
        return tuple(rule for rule in found if rule is not None)


SPLIT_ON = date(2014, 6, 1)
"""Probation trusts gave way to the National Probation Service and the companies."""
UNIFIED_ON = date(2021, 6, 26)
"""The companies' contracts ended and one Probation Service began."""

TR_2014_2021 = Pack(
    name="tr_2014_2021",
    title="Two organisations: the National Probation Service and the companies, 2014 to 2021",
    begins_on=SPLIT_ON,
    ends_on=UNIFIED_ON,
    applied_early=(
        AppliedEarly(
            "tier",
            "Tier by protect and change",
            "Published later; used here so that workload can be told in 2017.",
        ),
        AppliedEarly(
            "workload.points",
            "Workload points",
            "Published later; used here so that a senior can see load before assigning a case.",
        ),
    ),
)
PROBATION_SERVICE_2021 = Pack(
    name="probation_service_2021",
    title="One Probation Service, from 2021",
    begins_on=UNIFIED_ON,
    ends_on=None,
)
PACKS: Mapping[str, Pack] = {pack.name: pack for pack in (TR_2014_2021, PROBATION_SERVICE_2021)}
DEFAULT_PACK = TR_2014_2021


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class Timeline(Generic[T]):
    """One rule through time: its dated values, oldest first."""

    code: str
    title: str
    entries: tuple[Dated[T], ...]

    def __post_init__(self) -> None:
        dates = [entry.in_force_from for entry in self.entries]
        if not dates or dates != sorted(set(dates)):
            raise ValueError(f"The dates of {self.code} must rise, one value a day.")

    def on(self, day: date, *, pack: Pack = DEFAULT_PACK) -> Rule[T]:
        """The rule in force on a day under a pack. Raises `NothingInForce` where there is none."""
        rule = self.find(day, pack=pack)
        if rule is None:
            raise NothingInForce(
                f"{self.title}: no rule was in force on {day:%-d %B %Y} under “{pack.title}”."
                f" The first is dated {self.entries[0].in_force_from:%-d %B %Y}."
            )
        return rule

    def find(self, day: date, *, pack: Pack = DEFAULT_PACK) -> Rule[T] | None:
        """As `on`, but None where there is no rule.

        A tool the pack applies early uses its first value on days before its date; that is the only
        way a rule dated after the day can come back, and it says so (`is_applied_early`).
        """
        if pack.applies_early(self.code):
            reached = [entry for entry in self.entries if entry.in_force_from <= day]
            return self._rule(reached[-1] if reached else self.entries[0], day)
        reached = [
            entry
            for entry in self.entries
            if entry.in_force_from <= day and pack.knows(entry.in_force_from)
        ]
        return self._rule(reached[-1], day) if reached else None

    def _rule(self, entry: Dated[T], day: date) -> Rule[T]:
        return Rule(
            code=self.code,
            title=self.title,
            value=entry.value,
            in_force_from=entry.in_force_from,
            source=entry.source,
            certainty=entry.certainty,
            is_applied_early=entry.in_force_from > day,
        )


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class PolicyTable(Generic[K, T]):
    """One rule that differs by kind (of registration, say): a timeline a kind, one for the rest."""

    code: str
    title: str
    rows: Mapping[K, tuple[Dated[T], ...]]
    otherwise: tuple[Dated[T], ...]

    def timeline(self, kind: K | None = None) -> Timeline[T]:
        if kind is None or kind not in self.rows:
            return Timeline(f"{self.code}.otherwise", self.title, self.otherwise)
        return Timeline(f"{self.code}.{kind.lower()}", self.title, self.rows[kind])

    def timelines(self) -> tuple[Timeline[T], ...]:
        return (*(self.timeline(kind) for kind in self.rows), self.timeline())

    def on(self, day: date, kind: K | None, *, pack: Pack = DEFAULT_PACK) -> Rule[T]:
        """The rule for a kind on a day; for a kind the table does not name, that for the rest."""
        return self.timeline(kind).on(day, pack=pack)


def timelines_in(package: str) -> tuple[Timeline[Any], ...]:
    """Every timeline at the top of a module, or of a package's modules (its tests left out)."""
    found: dict[str, Timeline[Any]] = {}
    for module in _modules(package):
        for value in vars(module).values():
            for timeline in _timelines_of(value):
                if found.setdefault(timeline.code, timeline) != timeline:
                    raise ValueError(f"Two different rules share the code {timeline.code!r}.")
    return tuple(found[code] for code in sorted(found))


def _timelines_of(value: object) -> tuple[Timeline[Any], ...]:
    if isinstance(value, Timeline):
        return (value,)
    if isinstance(value, PolicyTable):
        return value.timelines()
    return ()


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    yield root
    for found in pkgutil.walk_packages(getattr(root, "__path__", ()), prefix=f"{package}."):
        if ".tests" not in found.name:
            yield importlib.import_module(found.name)
