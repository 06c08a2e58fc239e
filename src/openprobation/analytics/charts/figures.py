"""What does a picture of judgements need to be told?

Plain values, with every word a reader will see already chosen: the geometry chooses none.
"""

from __future__ import annotations

from dataclasses import dataclass

from openprobation.vocabulary.inspection import Coding, Rating


@dataclass(frozen=True, slots=True)
class Cell:
    """One judgement: what was said, in few words, and how we coded it."""

    coding: Coding
    words: str = ""
    detail: str = ""

    @property
    def shown(self) -> str:
        """The words, or the label of what is not known. Never blank."""
        return self.words or self.coding.label


@dataclass(frozen=True, slots=True)
class Judged:
    """One organisation in one area: its overall verdict, and a cell for each outcome in order."""

    name: str
    kind: str
    owner: str
    overall: Cell
    outcomes: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """One inspection: where, when published, and the organisations judged."""

    name: str
    published: str
    providers: tuple[Judged, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class Judgements:
    """A picture's whole content. `kinds` and `outcomes` head columns; `note` heads `legend`."""

    title: str
    subtitle: str
    kinds: tuple[str, ...]
    overall: str
    outcomes: tuple[str, ...]
    areas: tuple[Area, ...]
    legend: tuple[tuple[Coding, str], ...]
    note: str
    source: str


# ── Ratings and shares ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RatedRow:
    """One line of a ratings table: a key question, or a standard where `question` is empty.

    Whoever computes ratings fills it. `percent` is of applicable cases; `low` and `high` are its
    interval; what was rated from findings alone has a rating and no cases.
    """

    body: str  # the kind of organisation: "crc", "nps"
    standard: str
    title: str
    question: str = ""
    met: int | None = None
    applicable: int | None = None
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    rating: Rating | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One organisation's share on one question; no percent: it may not or cannot be shown."""

    body: str
    words: str
    percent: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class AskedOf:
    """One question, with a bar for each organisation."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one standard or outcome."""

    title: str
    asked: tuple[AskedOf, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """A picture of shares: `bodies` in the order of the bars."""

    title: str
    subtitle: str
    bodies: tuple[str, ...]
    groups: tuple[Group, ...]
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Ratings:
    """A picture of ratings: a row for each standard, a rating (or none) for each of `bodies`."""

    title: str
    subtitle: str
    bodies: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Rating | None, ...]], ...]
    not_rated: str
    source: str
