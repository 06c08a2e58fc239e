"""Of what is a picture made? Boxes, marks and lines of text, each in its place."""

from __future__ import annotations

from dataclasses import dataclass, field

from openprobation.vocabulary.inspection import Coding, Rating
from openprobation.vocabulary.term import Term

from .text import shortened, wrap

INK = "#0b0c0c"
QUIET = "#484e52"
PAPER = "#ffffff"
RULE = "#b1b4b6"

LEADING = 1.28  # from one baseline to the next, in sizes
RISE = 0.98  # from the top of a line to its baseline, in sizes


@dataclass(frozen=True, slots=True)
class Look:
    """How a coding or a rating looks. Colour is never alone: each has its own shape and hatch."""

    coding: Term
    colour: str
    tint: str
    shape: str
    hatch: str


LOOKS: dict[Term, Look] = {
    look.coding: look
    for look in (
        Look(Coding.GOOD, "#00594f", "#dff1ec", "tick", "plain"),
        Look(Coding.BETWEEN, "#8a5a00", "#fff3d6", "half", "dots"),
        Look(Coding.NOT_SUFFICIENT, "#9b1c31", "#fbe4e4", "triangle", "lines"),
        Look(Coding.NOT_KNOWN, "#6f777b", "#ffffff", "query", "sparse"),
    )
}
RATED: dict[Term, Look] = {
    look.coding: look
    for look in (
        Look(Rating.OUTSTANDING, "#1d3f72", "#e3ebf7", "star", "plain"),
        Look(Rating.GOOD, "#00594f", "#dff1ec", "tick", "plain"),
        Look(Rating.REQUIRES_IMPROVEMENT, "#8a5a00", "#fff3d6", "half", "dots"),
        Look(Rating.INADEQUATE, "#9b1c31", "#fbe4e4", "triangle", "lines"),
        LOOKS[Coding.NOT_KNOWN],
    )
}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: filled with a colour, or hatched as a coding is."""

    x: float
    y: float
    width: float
    height: float
    fill: str = PAPER
    hatch: Term | None = None
    edge: str = ""
    dashed: bool = False

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Mark:
    """The shape of a coding, about its middle."""

    x: float
    y: float
    size: float
    look: Look


@dataclass(frozen=True, slots=True)
class Text:
    """One line of real text: where it starts (or its middle), its baseline, and the room it has."""

    content: str
    x: float
    y: float
    size: float
    room: float
    bold: bool = False
    ink: str = INK
    middle: bool = False

    @property
    def left(self) -> float:
        """Where the room it has begins."""
        return self.x - self.room / 2 if self.middle else self.x


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's specification, and what it says to those who cannot see it."""

    name: str
    width: float
    height: float
    title: str
    description: str
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    texts: tuple[Text, ...]
    looks: tuple[Look, ...] = tuple(LOOKS.values())


@dataclass(slots=True)
class Drawing:
    """A picture in the making."""

    width: float
    boxes: list[Box] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def paragraph(
        self,
        content: str,
        *,
        x: float,
        top: float,
        room: float,
        size: float,
        bold: bool = False,
        ink: str = INK,
        middle: bool = False,
    ) -> float:
        """Set text in as many lines as it takes, and say where the next thing may begin."""
        for line in wrap(content, room=room, size=size, bold=bold):
            self.texts.append(Text(line, x, top + RISE * size, size, room, bold, ink, middle))
            top += LEADING * size
        return top

    def line(
        self,
        content: str,
        *,
        x: float,
        top: float,
        room: float,
        size: float,
        bold: bool = False,
        ink: str = INK,
    ) -> float:
        """Set one line, shortened if it must be."""
        fits = shortened(content, room=room, size=size, bold=bold)
        self.texts.append(Text(fits, x, top + RISE * size, size, room, bold, ink))
        return top + LEADING * size

    def finished(
        self,
        *,
        name: str,
        height: float,
        title: str,
        description: str,
        looks: tuple[Look, ...] = tuple(LOOKS.values()),
    ) -> Picture:
        return Picture(
            name=name,
            width=self.width,
            height=height,
            title=title,
            description=description,
            boxes=tuple(self.boxes),
            marks=tuple(self.marks),
            texts=tuple(self.texts),
            looks=looks,
        )


def height_of(content: str, *, room: float, size: float, bold: bool = False) -> float:
    """How much height a paragraph will take."""
    return len(wrap(content, room=room, size=size, bold=bold)) * LEADING * size
