"""How do ratings and shares look? A table of ratings, and a bar for each question and organisation.

Each has a wide form for a page or a print and a narrow form for a telephone, as judgements have.
"""

from __future__ import annotations

from dataclasses import replace

from openprobation.vocabulary.inspection import Coding, Rating

from .drawing import INK, PAPER, QUIET, RATED, RULE, Box, Drawing, Mark, Picture, height_of
from .figures import Bar, Group, Ratings, Shares
from .judgements import EDGE, GAP, NARROW, WIDE

FILLS = ("#1f4e79", "#5f7f9b", "#2f6f6a")
"""Of the first organisation's bars, the second's and so on: no colour of a judgement. Each bar is also named."""
LABEL, BODY, WORDS = 318.0, 52.0, 186.0
THICK = 15.0
SHEET = 980.0
"""The tallest picture that a page of paper holds beside a heading, all but at its whole width."""


# ── Shares: a bar for each question and organisation ───────────────────────────────────────


def question_bars(figure: Shares, *, name: str) -> Picture:
    """The question, then a bar for each organisation with its interval, then the figures in words."""
    drawing = Drawing(WIDE)
    left = LABEL + BODY + 2 * GAP
    scale = WIDE - EDGE - left - WORDS - GAP
    top = _heading(drawing, figure.title, figure.subtitle, size=26)
    for group in figure.groups:
        drawing.boxes.append(Box(0, top, WIDE, 2, fill=INK))
        top = drawing.paragraph(group.title, x=0, top=top + 8, room=WIDE, size=18, bold=True) + 6
        for asked in group.asked:
            lines = max(26.0, *(height_of(bar.words, room=WORDS, size=14) for bar in asked.bars))
            height = max(height_of(asked.label, room=LABEL, size=15), lines * len(asked.bars)) + 12
            drawing.boxes.append(Box(0, top, WIDE, 1, fill=RULE))
            drawing.paragraph(asked.label, x=0, top=top + 8, room=LABEL, size=15)
            for place, bar in enumerate(asked.bars):
                at = top + 7 + place * lines
                drawing.line(bar.body, x=LABEL + GAP, top=at + 1, room=BODY, size=14, bold=True)
                _bar(drawing, bar, x=left, y=at, width=scale, fill=FILLS[place % len(FILLS)])
                drawing.paragraph(bar.words, x=left + scale + GAP, top=at + 1, room=WORDS, size=14)
            top += height
        top += 10
    return _ended(drawing, figure, top=top, name=name)


def question_bars_in_parts(figure: Shares, *, name: str) -> tuple[Picture, ...]:
    """The same in as many pictures as it takes for each to fit a page, whole standards in each."""
    parts: list[list[Group]] = []
    for group in figure.groups:
        together = [*parts[-1], group] if parts else []
        if together and _drawn(figure, together, name).height <= SHEET:
            parts[-1] = together
        else:
            parts.append([group])
    return tuple(
        _drawn(figure, groups, f"{name}-{number}") for number, groups in enumerate(parts, start=1)
    )


def _drawn(figure: Shares, groups: list[Group], name: str) -> Picture:
    return question_bars(replace(figure, groups=tuple(groups)), name=name)


def question_bars_narrow(figure: Shares, *, name: str) -> Picture:
    """The same for a telephone: each bar under its figures."""
    drawing = Drawing(NARROW)
    top = _heading(drawing, figure.title, figure.subtitle, size=18)
    for group in figure.groups:
        drawing.boxes.append(Box(0, top, NARROW, 2, fill=INK))
        top = drawing.paragraph(group.title, x=0, top=top + 8, room=NARROW, size=17, bold=True) + 6
        for asked in group.asked:
            top = drawing.paragraph(asked.label, x=0, top=top, room=NARROW, size=15) + 3
            for place, bar in enumerate(asked.bars):
                said = f"{bar.body}: {bar.words}"
                top = drawing.paragraph(said, x=0, top=top, room=NARROW, size=13, ink=QUIET) + 2
                fill = FILLS[place % len(FILLS)]
                _bar(drawing, bar, x=EDGE, y=top, width=NARROW - 2 * EDGE, fill=fill)
                top += THICK + 6
            top += 8
    return _ended(drawing, figure, top=top, name=name)


def _bar(drawing: Drawing, bar: Bar, *, x: float, y: float, width: float, fill: str) -> None:
    """A share on its ground, and its interval as a line with two ends; or an empty, dashed ground."""
    if bar.percent is None:
        drawing.boxes.append(Box(x, y + 1, width, THICK, edge=RULE, dashed=True))
        return
    drawing.boxes.append(Box(x, y + 1, width, THICK, fill="#eef0f1"))
    drawing.boxes.append(Box(x, y + 1, max(1.5, width * bar.percent / 100), THICK, fill=fill))
    drawing.boxes.append(Box(x + width / 2, y - 1, 1, THICK + 4, fill=RULE))
    if bar.low is None or bar.high is None:
        return
    start, end, middle = x + width * bar.low / 100, x + width * bar.high / 100, y + 1 + THICK / 2
    drawing.boxes.append(Box(start, middle - 2.5, max(1.0, end - start), 5, fill=PAPER))
    drawing.boxes.append(Box(start, middle - 1, max(1.0, end - start), 2, fill=INK))
    for place in (max(start, x + 1.5), min(end, x + width - 2.5)):
        drawing.boxes.append(Box(place - 1.5, middle - 5, 4, 10, fill=PAPER))
        drawing.boxes.append(Box(place - 0.5, middle - 4, 2, 8, fill=INK))


def _ended(drawing: Drawing, figure: Shares, *, top: float, name: str) -> Picture:
    drawing.boxes.append(Box(0, top, drawing.width, 1, fill=RULE))
    top = drawing.paragraph(figure.note, x=0, top=top + 10, room=drawing.width, size=14) + 4
    top = drawing.paragraph(figure.source, x=0, top=top, room=drawing.width, size=13, ink=QUIET)
    drawing.boxes.insert(0, Box(0, 0, drawing.width, top + 4, fill=PAPER))
    said = " ".join(
        f"{group.title}. "
        + " ".join(
            f"{asked.label} " + "; ".join(f"{bar.body}: {bar.words}" for bar in asked.bars) + "."
            for asked in group.asked
        )
        for group in figure.groups
    )
    return drawing.finished(
        name=name,
        height=top + 4,
        title=figure.title,
        description=f"{figure.subtitle}. {said}",
        looks=(),
    )


# ── Ratings: a row for each standard, a column for each organisation ───────────────────────


def rating_table(figure: Ratings, *, name: str) -> Picture:
    drawing = Drawing(WIDE)
    first = 330.0
    column = (WIDE - EDGE - first - GAP * len(figure.bodies)) / max(1, len(figure.bodies))
    lefts = [first + GAP + n * (column + GAP) for n in range(len(figure.bodies))]
    top = _heading(drawing, figure.title, figure.subtitle, size=26)
    bottoms = [
        drawing.paragraph(body, x=left, top=top, room=column, size=17, bold=True)
        for body, left in zip(figure.bodies, lefts, strict=True)
    ]
    top = max(bottoms, default=top) + 6
    for label, ratings in figure.rows:
        height = max(40.0, height_of(label, room=first - 8, size=16, bold=True) + 16)
        drawing.boxes.append(Box(0, top, WIDE, 1, fill=RULE))
        drawing.paragraph(label, x=0, top=top + 12, room=first - 8, size=16, bold=True)
        for rating, left in zip(ratings, lefts, strict=True):
            _rated(drawing, rating, Box(left, top + 4, column, height), words=figure.not_rated)
        top += height + 8
    return _finished(drawing, figure, top=top, name=name)


def rating_table_narrow(figure: Ratings, *, name: str) -> Picture:
    drawing = Drawing(NARROW)
    top = _heading(drawing, figure.title, figure.subtitle, size=18)
    for label, ratings in figure.rows:
        drawing.boxes.append(Box(0, top, NARROW, 2, fill=INK))
        top = drawing.paragraph(label, x=0, top=top + 8, room=NARROW, size=16, bold=True) + 4
        for body, rating in zip(figure.bodies, ratings, strict=True):
            top = drawing.paragraph(body, x=0, top=top, room=NARROW, size=13, ink=QUIET)
            box = Box(EDGE, top + 2, NARROW - 2 * EDGE, 40)
            _rated(drawing, rating, box, words=figure.not_rated)
            top += 50
    return _finished(drawing, figure, top=top, name=name)


def _rated(drawing: Drawing, rating: Rating | None, box: Box, *, words: str) -> None:
    look = RATED[rating or Coding.NOT_KNOWN]
    drawing.boxes.append(
        Box(box.x, box.y, box.width, box.height, look.tint, edge=look.colour, dashed=not rating)
    )
    drawing.boxes.append(Box(box.x, box.y, 44, box.height, hatch=look.coding))
    drawing.marks.append(Mark(box.x + 22, box.y + box.height / 2, 26, look))
    said = rating.label if rating else words
    tall = height_of(said, room=box.width - 64, size=17, bold=True)
    drawing.paragraph(
        said,
        x=box.x + 54,
        top=box.y + (box.height - tall) / 2,
        room=box.width - 64,
        size=17,
        bold=True,
    )


def _finished(drawing: Drawing, figure: Ratings, *, top: float, name: str) -> Picture:
    drawing.boxes.append(Box(0, top, drawing.width, 1, fill=RULE))
    top = drawing.paragraph(
        figure.source, x=0, top=top + 10, room=drawing.width, size=13, ink=QUIET
    )
    drawing.boxes.insert(0, Box(0, 0, drawing.width, top + 4, fill=PAPER))
    said = " ".join(
        f"{label}: "
        + "; ".join(
            f"{body}, {rating.label if rating else figure.not_rated}"
            for body, rating in zip(figure.bodies, ratings, strict=True)
        )
        + "."
        for label, ratings in figure.rows
    )
    return drawing.finished(
        name=name,
        height=top + 4,
        title=figure.title,
        description=f"{figure.subtitle}. {said}",
        looks=tuple(RATED.values()),
    )


def _heading(drawing: Drawing, title: str, subtitle: str, *, size: float) -> float:
    top = drawing.paragraph(title, x=0, top=2, room=drawing.width, size=size, bold=True)
    return (
        drawing.paragraph(
            subtitle, x=0, top=top + 2, room=drawing.width, size=max(13, size * 0.6), ink=QUIET
        )
        + 14
    )
