"""How do judgements of probation look? Side by side for one area, and over many areas.

Each picture has a wide form, for a page or a print, and a narrow form, for a telephone. Heights
follow the words: a longer judgement makes a taller cell, never a smaller or a cut one.
"""

from __future__ import annotations

from dataclasses import dataclass

from .drawing import (
    INK,
    LOOKS,
    PAPER,
    QUIET,
    RULE,
    Box,
    Drawing,
    Look,
    Mark,
    Picture,
    height_of,
)
from .figures import Area, Cell, Judged, Judgements

WIDE = 960.0
NARROW = 290.0
GAP = 8.0
NUMBER = 18.0  # the room of an area's number
EDGE = 1.0  # a box's edge is drawn half outside it


@dataclass(frozen=True, slots=True)
class TypeOfCell:
    """How a cell with words is set: the band's width, the words' size, the detail's size."""

    band: float
    size: float
    small: float
    pad: float


LARGE = TypeOfCell(band=58, size=20, small=15, pad=12)
SMALL = TypeOfCell(band=40, size=16, small=14, pad=11)
TIGHT = TypeOfCell(band=34, size=15, small=13, pad=9)


# ── One area: organisations side by side, outcome by outcome ───────────────────────────────


def side_by_side(figure: Judgements, *, name: str) -> Picture:
    """One area: a row for each outcome, a column for each organisation, the words in the cells."""
    area = figure.areas[0]
    drawing = Drawing(WIDE)
    first = 148.0
    column = (WIDE - EDGE - first - GAP * len(area.providers)) / len(area.providers)
    lefts = [first + GAP + n * (column + GAP) for n in range(len(area.providers))]
    top = _heading(drawing, figure, size=26)

    bottoms = [
        _organisation(drawing, provider, kind, x=left + 4, top=top, room=column - 8)
        for provider, kind, left in zip(area.providers, figure.kinds, lefts, strict=True)
    ]
    top = max(bottoms) + 8

    rows = [(figure.overall, [provider.overall for provider in area.providers])]
    rows += [
        (outcome, [provider.outcomes[n] for provider in area.providers])
        for n, outcome in enumerate(figure.outcomes)
    ]
    for label, cells in rows[1:] + rows[:1]:
        height = max(
            86.0,
            height_of(label, room=first - 8, size=18, bold=True) + 28,
            *(_worded_height(cell, width=column, type_=LARGE) for cell in cells),
        )
        drawing.boxes.append(Box(0, top, WIDE, 1, fill=RULE))
        drawing.paragraph(label, x=0, top=top + 16, room=first - 8, size=18, bold=True)
        for cell, left in zip(cells, lefts, strict=True):
            _worded(drawing, cell, Box(left, top + GAP, column, height), type_=LARGE)
        top += height + 2 * GAP
    bottom = _footing(drawing, figure, top=top)
    return _finished(drawing, figure, name=name, height=bottom)


def side_by_side_narrow(figure: Judgements, *, name: str) -> Picture:
    """The same for a telephone: outcome after outcome, one organisation under the other."""
    area = figure.areas[0]
    drawing = Drawing(NARROW)
    top = _heading(drawing, figure, size=18)
    rows = [
        (outcome, [provider.outcomes[n] for provider in area.providers])
        for n, outcome in enumerate(figure.outcomes)
    ] + [(figure.overall, [provider.overall for provider in area.providers])]
    for label, cells in rows:
        drawing.boxes.append(Box(0, top, NARROW, 2, fill=INK))
        top = drawing.paragraph(label, x=0, top=top + 8, room=NARROW, size=17, bold=True) + 4
        for cell, provider in zip(cells, area.providers, strict=True):
            top = drawing.paragraph(provider.name, x=0, top=top, room=NARROW, size=13, ink=QUIET)
            width = NARROW - 2 * EDGE
            height = max(56.0, _worded_height(cell, width=width, type_=SMALL))
            _worded(drawing, cell, Box(EDGE, top + 2, width, height), type_=SMALL)
            top += height + 10
        top += 4
    bottom = _footing(drawing, figure, top=top)
    return _finished(drawing, figure, name=name, height=bottom)


# ── Many areas: a row for each ─────────────────────────────────────────────────────────────


def many_areas(figure: Judgements, *, name: str) -> Picture:
    """A row for each area: for each kind of organisation the verdict in words, and the outcomes."""
    drawing = Drawing(WIDE)
    first, outcome = 126.0, 70.0
    count = len(figure.outcomes)
    group = (WIDE - EDGE - first - 12 * (len(figure.kinds) - 1)) / len(figure.kinds)
    verdict = group - count * (outcome + 2)
    lefts = [first + n * (group + 12) for n in range(len(figure.kinds))]
    label = _label_height(figure, room=outcome - 6)
    top = _heading(drawing, figure, size=26)

    for kind, left in zip(figure.kinds, lefts, strict=True):
        drawing.paragraph(kind, x=left, top=top, room=group, size=17, bold=True)
        drawing.boxes.append(Box(left, top + 28, group, 3, fill=INK))
        drawing.paragraph(figure.overall, x=left, top=top + 38, room=verdict, size=13, bold=True)
        for n, title in enumerate(figure.outcomes):
            middle = left + verdict + 2 + n * (outcome + 2) + outcome / 2
            drawing.paragraph(
                title, x=middle, top=top + 38, room=outcome, size=12, bold=True, middle=True
            )
    heads = max(
        height_of(title, room=outcome, size=12, bold=True)
        for title in (*figure.outcomes, figure.overall)
    )
    top += 38 + heads + 4

    for area in figure.areas:
        height = max(
            label + 42.0,
            _place_height(area, room=first - 10),
            *(
                _worded_height(_verdict(provider), width=verdict, type_=TIGHT) + 4
                for provider in area.providers
            ),
        )
        drawing.boxes.append(Box(0, top, WIDE, 1, fill=RULE))
        _place(drawing, area, top=top + 6, room=first - 10)
        for provider, left in zip(area.providers, lefts, strict=True):
            _worded(
                drawing, _verdict(provider), Box(left, top + 4, verdict, height - 4), type_=TIGHT
            )
            for n, cell in enumerate(provider.outcomes):
                box = Box(left + verdict + 2 + n * (outcome + 2), top + 4, outcome, height - 4)
                _small(drawing, cell, box, label=label)
        top += height + 4
    bottom = _footing(drawing, figure, top=top + 4)
    return _finished(drawing, figure, name=name, height=bottom)


def many_areas_narrow(figure: Judgements, *, name: str) -> Picture:
    """The same for a telephone: area after area, each with its organisations and outcomes."""
    drawing = Drawing(NARROW)
    width = NARROW - 2 * EDGE
    outcome = (width - 2 * (len(figure.outcomes) - 1)) / len(figure.outcomes)
    label = _label_height(figure, room=outcome - 6)
    top = _heading(drawing, figure, size=18)
    for area in figure.areas:
        drawing.boxes.append(Box(0, top, NARROW, 2, fill=INK))
        place = f"{area.number}. {area.name}" if area.number else area.name
        top = drawing.paragraph(place, x=0, top=top + 8, room=NARROW, size=17, bold=True)
        top = drawing.paragraph(area.published, x=0, top=top, room=NARROW, size=13, ink=QUIET) + 4
        for provider, kind in zip(area.providers, figure.kinds, strict=True):
            top = drawing.paragraph(kind, x=0, top=top, room=NARROW, size=13, bold=True)
            cell = _verdict(provider)
            height = max(44.0, _worded_height(cell, width=width, type_=SMALL))
            _worded(drawing, cell, Box(EDGE, top + 2, width, height), type_=SMALL)
            top += height + 6
            heads = max(
                height_of(title, room=outcome - 4, size=12, bold=True) for title in figure.outcomes
            )
            for n, (title, judged) in enumerate(
                zip(figure.outcomes, provider.outcomes, strict=True)
            ):
                left = EDGE + n * (outcome + 2)
                drawing.paragraph(
                    title,
                    x=left + outcome / 2,
                    top=top,
                    room=outcome - 4,
                    size=12,
                    bold=True,
                    middle=True,
                )
                _small(
                    drawing, judged, Box(left, top + heads + 2, outcome, label + 34), label=label
                )
            top += heads + label + 34 + 14
        top += 6
    bottom = _footing(drawing, figure, top=top)
    return _finished(drawing, figure, name=name, height=bottom)


# ── The parts ──────────────────────────────────────────────────────────────────────────────


def _heading(drawing: Drawing, figure: Judgements, *, size: float) -> float:
    top = drawing.paragraph(figure.title, x=0, top=2, room=drawing.width, size=size, bold=True)
    top = drawing.paragraph(
        figure.subtitle, x=0, top=top + 2, room=drawing.width, size=max(13, size * 0.6), ink=QUIET
    )
    return top + 14


def _organisation(
    drawing: Drawing, provider: Judged, kind: str, *, x: float, top: float, room: float
) -> float:
    top = drawing.paragraph(provider.name, x=x, top=top, room=room, size=18, bold=True)
    about = f"{kind}, {provider.owner}" if provider.owner else kind
    return drawing.paragraph(about, x=x, top=top, room=room, size=14, ink=QUIET)


def _words_height(cell: Cell, *, width: float, type_: TypeOfCell) -> float:
    room = width - type_.band - 2 * type_.pad
    words = height_of(cell.shown, room=room, size=type_.size, bold=True)
    detail = height_of(cell.detail, room=room, size=type_.small) + 4 if cell.detail else 0
    return words + detail


def _worded_height(cell: Cell, *, width: float, type_: TypeOfCell) -> float:
    return _words_height(cell, width=width, type_=type_) + 2 * type_.pad


def _worded(drawing: Drawing, cell: Cell, box: Box, *, type_: TypeOfCell) -> None:
    """A cell with its words: a hatched band with the coding's mark, then the text on its tint."""
    look = LOOKS[cell.coding]
    _ground(drawing, look, box)
    drawing.boxes.append(Box(box.x, box.y, type_.band, box.height, hatch=look.coding))
    drawing.marks.append(
        Mark(box.x + type_.band / 2, box.y + box.height / 2, type_.band * 0.62, look)
    )
    left = box.x + type_.band + type_.pad
    room = box.right - type_.pad - left
    top = box.y + (box.height - _words_height(cell, width=box.width, type_=type_)) / 2
    top = drawing.paragraph(cell.shown, x=left, top=top, room=room, size=type_.size, bold=True)
    drawing.paragraph(cell.detail, x=left, top=top + 4, room=room, size=type_.small)


def _small(drawing: Drawing, cell: Cell, box: Box, *, label: float) -> None:
    """A cell too small for the published words: the coding's mark on its hatch, its label below.

    Every cell keeps `label` for its label, so that marks stand in line.
    """
    look = LOOKS[cell.coding]
    _ground(drawing, look, box)
    band = box.height - label - 6
    own = height_of(cell.coding.label, room=box.width - 6, size=12)
    drawing.boxes.append(Box(box.x, box.y, box.width, band, hatch=look.coding))
    drawing.marks.append(Mark(box.x + box.width / 2, box.y + band / 2, min(22, band - 4), look))
    drawing.paragraph(
        cell.coding.label,
        x=box.x + box.width / 2,
        top=box.y + band + 3 + (label - own) / 2,
        room=box.width - 6,
        size=12,
        middle=True,
    )


def _ground(drawing: Drawing, look: Look, box: Box) -> None:
    drawing.boxes.append(
        Box(
            box.x,
            box.y,
            box.width,
            box.height,
            fill=look.tint,
            edge=look.colour,
            dashed=look.hatch == "sparse",
        )
    )


def _label_height(figure: Judgements, *, room: float) -> float:
    """The height that the tallest label of an outcome in this picture takes."""
    labels = {
        cell.coding.label
        for area in figure.areas
        for provider in area.providers
        for cell in provider.outcomes
    }
    return max((height_of(label, room=room, size=12) for label in labels), default=0)


def _verdict(provider: Judged) -> Cell:
    """The overall verdict without its detail, for a picture of many."""
    return Cell(provider.overall.coding, provider.overall.words)


def _place_height(area: Area, *, room: float) -> float:
    inset = NUMBER if area.number else 0
    return (
        height_of(area.name, room=room - inset, size=15, bold=True)
        + height_of(area.published, room=room - inset, size=12)
        + 12
    )


def _place(drawing: Drawing, area: Area, *, top: float, room: float) -> None:
    inset = NUMBER if area.number else 0
    if area.number:
        drawing.line(area.number, x=0, top=top, room=inset - 2, size=15, ink=QUIET)
    room -= inset
    top = drawing.paragraph(area.name, x=inset, top=top, room=room, size=15, bold=True)
    drawing.paragraph(area.published, x=inset, top=top, room=room, size=12, ink=QUIET)


def _footing(drawing: Drawing, figure: Judgements, *, top: float) -> float:
    """The legend, then how the colours were made and where the facts come from."""
    wide = drawing.width == WIDE
    drawing.boxes.append(Box(0, top, drawing.width, 1, fill=RULE))
    top = drawing.paragraph(figure.note, x=0, top=top + 10, room=drawing.width, size=15, bold=True)
    top += 6
    columns = len(figure.legend) if wide else 1
    room = drawing.width / columns
    bottoms = []
    for n, (coding, meaning) in enumerate(figure.legend):
        left = (n % columns) * room
        look = LOOKS[coding]
        swatch = Box(left, top, 34, 26, hatch=coding, edge=look.colour)
        drawing.boxes.append(swatch)
        drawing.marks.append(Mark(left + 17, top + 13, 19, look))
        bottom = drawing.paragraph(meaning, x=left + 42, top=top + 4, room=room - 50, size=14)
        bottoms.append(max(bottom, swatch.bottom))
        if not wide:
            top = bottoms[-1] + 5
    top = max(bottoms) + 8
    return (
        drawing.paragraph(figure.source, x=0, top=top, room=drawing.width, size=13, ink=QUIET) + 4
    )


def _finished(drawing: Drawing, figure: Judgements, *, name: str, height: float) -> Picture:
    drawing.boxes.insert(0, Box(0, 0, drawing.width, height, fill=PAPER))
    return drawing.finished(
        name=name, height=height, title=figure.title, description=described(figure)
    )


def described(figure: Judgements) -> str:
    """The picture in sentences, for those who hear it."""
    sentences = [f"{figure.subtitle}."]
    for area in figure.areas:
        for provider in area.providers:
            parts = [f"overall, {provider.overall.shown}"] if provider.overall.words else []
            parts += [
                f"{outcome}, {cell.shown}"
                for outcome, cell in zip(figure.outcomes, provider.outcomes, strict=True)
                if cell.words
            ]
            said = "; ".join(parts) or "not known"
            sentences.append(f"{area.name}, {provider.name}: {said}.")
    return " ".join(sentences)
