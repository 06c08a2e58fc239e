"""How is the text of an article read? Headings, lists, links and strong words, and nothing else.

    ## A heading            ### A smaller one
    - a point               1. a numbered point
    [words](https://…)      **strong words**      https://… stands for itself

An empty line ends a paragraph. There is no HTML: what looks like it is shown as it was typed. One
reading serves the page, the feed and the e-mail, so all three say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

INLINE = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})\]\((?P<to>[^()\s]{1,2000})\)"
    r"|\*\*(?P<strong>[^*\n]{1,500})\*\*"
    r"|(?P<bare>https?://[^\s<>\"]{3,2000})"
)
LINE = re.compile(r"(?P<mark>#{2,3}|[-*]|\d{1,3}[.)])[ \t]+(?P<said>\S.*)")
MAY_LINK = re.compile(r"(https?://|mailto:)[^\s\\\x00-\x1f]+|/(?![/\\])[^\s\\\x00-\x1f]*", re.I)
AFTER_AN_ADDRESS = ".,;:!?)'”’"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: plain, strong, or a link."""

    said: str
    to: str = ""
    strong: bool = False


Words = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 stands below the article's own headline, 2 below that. None is jumped over."""

    words: Words
    level: int
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Words
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Points:
    items: tuple[Words, ...]
    is_numbered: bool
    kind: str = "points"


Block = Heading | Paragraph | Points


def read(text: str, *, home: str = "") -> tuple[Block, ...]:
    """The blocks of a text. `home` is put before an address on this service: for feeds and e-mails."""
    blocks: list[Block] = []
    lines: list[str] = []

    def end_paragraph() -> None:
        if lines:
            blocks.append(Paragraph(tuple(pieces(" ".join(lines), home=home))))
            lines.clear()

    for line in text.splitlines():
        found = LINE.fullmatch(line.strip())
        if found is None:
            if line.strip():
                lines.append(line.strip())
            else:
                end_paragraph()
            continue
        end_paragraph()
        said = tuple(pieces(found["said"].strip(), home=home))
        if found["mark"][0] == "#":
            headed = any(isinstance(each, Heading) for each in blocks)
            blocks.append(Heading(said, 2 if headed and found["mark"] == "###" else 1))
        else:
            put_point(blocks, said, is_numbered=found["mark"][0].isdigit())
    end_paragraph()
    return tuple(blocks)


def put_point(blocks: list[Block], said: Words, *, is_numbered: bool) -> None:
    """Beside the points before it, or the first of new ones."""
    before = blocks[-1] if blocks else None
    if isinstance(before, Points) and before.is_numbered == is_numbered:
        blocks[-1] = Points((*before.items, said), is_numbered)
    else:
        blocks.append(Points((said,), is_numbered))


def pieces(words: str, *, home: str = "") -> Iterator[Piece]:
    """Plain words, strong words and links. An address that may not be linked stays as it was typed."""
    at = 0
    for found in INLINE.finditer(words):
        whole, piece = found[0], None
        if found["strong"]:
            piece = Piece(found["strong"], strong=True)
        elif found["bare"]:
            whole = whole.rstrip(AFTER_AN_ADDRESS)
            piece = Piece(whole, whole)
        elif may_link(found["to"]):
            to = found["to"]
            piece = Piece(found["words"], home + to if to.startswith("/") else to)
        if piece is None:
            continue
        if found.start() > at:
            yield Piece(words[at : found.start()])
        yield piece
        at = found.start() + len(whole)
    if at < len(words):
        yield Piece(words[at:])


def may_link(address: str) -> bool:
    """The web, an e-mail address, or a page of this service; never a script, nor another's host unnamed."""
    return MAY_LINK.fullmatch(address) is not None


def not_linked(text: str) -> list[str]:
    """Addresses given for a link that may not be one."""
    return [
        found["to"] for found in INLINE.finditer(text) if found["to"] and not may_link(found["to"])
    ]


def plain(blocks: Iterable[Block]) -> str:
    """The text for an e-mail in plain words."""
    return "\n\n".join(plain_block(block) for block in blocks)


def plain_block(block: Block) -> str:
    if isinstance(block, Heading):
        said = plain_words(block.words)
        return f"{said}\n{('=', '-')[block.level - 1] * min(len(said), 60)}"
    if isinstance(block, Paragraph):
        return plain_words(block.words)
    return "\n".join(
        f"{f'{number}.' if block.is_numbered else '-'} {plain_words(item)}"
        for number, item in enumerate(block.items, start=1)
    )


def plain_words(words: Sequence[Piece]) -> str:
    return "".join(
        f"{each.said} ({each.to.removeprefix('mailto:')})"
        if each.to and each.to.removeprefix("mailto:") != each.said
        else each.said
        for each in words
    )


def one_line(words: str) -> str:
    """Words of another text, so that they begin no heading, point or paragraph of this one."""
    return " ".join(words.split())
