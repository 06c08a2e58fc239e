"""How wide is a piece of text, and where does it break?

A picture is drawn on the server, where no browser can measure. So widths are looked up: for each
character the wider of the two faces a reader may get (our page font and Arial or a face of its
measure), in thousandths of the size. Text is therefore never wider than we say, only narrower.
"""

from __future__ import annotations

# fmt: off
CHARACTERS = (
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
    "£·×éôŵŷâîûàèïöü–—‘’“”…•→✓"
)
REGULAR = (
    280, 281, 355, 655, 594, 927, 705, 191, 333, 333, 433, 602, 278, 368, 278, 377, 648, 556, 556,
    574, 614, 583, 598, 556, 615, 598, 278, 278, 584, 602, 584, 556, 1015, 667, 667, 722, 722,
    667, 611, 778, 722, 414, 510, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944,
    667, 667, 611, 315, 377, 315, 552, 556, 333, 556, 566, 500, 564, 556, 311, 560, 556, 278, 254,
    500, 239, 841, 556, 556, 566, 576, 340, 500, 324, 556, 500, 722, 500, 500, 500, 334, 260, 334,
    584, 586, 278, 584, 556, 556, 722, 500, 556, 278, 556, 556, 556, 278, 556, 556, 556, 1000,
    235, 235, 398, 398, 1000, 438, 1000, 838,
)
BOLD = (
    320, 333, 474, 783, 619, 977, 722, 238, 366, 366, 434, 618, 278, 374, 278, 442, 652, 556, 586,
    605, 626, 612, 632, 556, 625, 561, 333, 333, 584, 618, 584, 614, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 458, 560, 722, 611, 842, 722, 778, 667, 781, 722, 667, 617, 722, 667, 944, 699,
    687, 621, 333, 442, 333, 589, 556, 333, 556, 611, 556, 611, 566, 367, 611, 611, 315, 278, 567,
    314, 889, 611, 611, 611, 611, 389, 556, 379, 611, 556, 778, 556, 556, 516, 389, 280, 389, 584,
    617, 301, 584, 566, 611, 778, 556, 556, 301, 611, 556, 566, 301, 611, 611, 556, 1000, 278,
    278, 500, 500, 1000, 438, 1000, 838,
)
# fmt: on
WIDEST = 1300  # a character that was never measured takes more than a full square

_REGULAR = dict(zip(CHARACTERS, REGULAR, strict=True))
_BOLD = dict(zip(CHARACTERS, BOLD, strict=True))

HYPHEN = "-"
ELLIPSIS = "…"


def width(text: str, *, size: float, bold: bool = False) -> float:
    """The most that a line of text can take, in the unit of the size."""
    widths = _BOLD if bold else _REGULAR
    return sum(widths.get(character, WIDEST) for character in text) * size / 1000


def wrap(text: str, *, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Lines that each fit the room. A word too long for a line of its own is broken with a hyphen.

    Nothing is lost: the lines without their added hyphens hold every character of the text but the
    spaces at which they break. A room too narrow for one character and a hyphen still takes one.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size=size, bold=bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, room=room, size=size, bold=bold)
        lines.extend(full)
    if line:
        lines.append(line)
    return tuple(lines)


def shortened(text: str, *, room: float, size: float, bold: bool = False) -> str:
    """One line that fits the room, ended with an ellipsis where something was left out."""
    if width(text, size=size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + ELLIPSIS, size=size, bold=bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def _broken(word: str, *, room: float, size: float, bold: bool) -> list[str]:
    """The word in parts that fit, each but the last ended with a hyphen."""
    parts: list[str] = []
    while width(word, size=size, bold=bold) > room and len(word) > 1:
        cut = len(word) - 1
        while cut > 1 and width(word[:cut] + HYPHEN, size=size, bold=bold) > room:
            cut -= 1
        parts.append(word[:cut] + HYPHEN)
        word = word[cut:]
    return [*parts, word]
