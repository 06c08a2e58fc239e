"""What does a picture of judgements need to be told?

Plain values, with every word a reader will see already chosen: the geometry chooses none.
"""

from __future__ import annotations

from dataclasses import dataclass

from openprobation.vocabulary.inspection import Coding


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
