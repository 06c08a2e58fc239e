"""What is a letter made of? Plain text in blocks, cleaned of what no paper can hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

#: What XML cannot hold, halves of characters, and marks that turn the reading direction round.
NOT_ON_PAPER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def plain(text: str) -> str:
    """A text as it can stand on paper: ends of lines as one sign, nothing invisible that deceives."""
    return NOT_ON_PAPER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """A list with a dot before each."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one pair a row."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own."""


Block = Heading | Paragraph | Points | Facts | Table | NewPage
BLOCKS: Mapping[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "points": Points,
    "facts": Facts,
    "table": Table,
    "new_page": NewPage,
}
NAMES = {each: name for name, each in BLOCKS.items()}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or bundle of papers before it is drawn.

    `language` is a code such as "en-GB" or "ur"; `sender` and `to` are lines of an address;
    `reference` is how the reader names it when they write or ring.
    """

    title: str
    language: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    date: date
    blocks: tuple[Block, ...]
    reference: str = ""

    @property
    def reads_from_the_right(self) -> bool:
        return self.language.split("-")[0] in {"ar", "fa", "he", "ku", "ps", "ur"}


def clean(letter: Letter) -> Letter:
    """The letter with every text made plain."""
    return letter_of(*form_and_texts(letter))


def form_and_texts(letter: Letter) -> tuple[dict[str, Any], list[str]]:
    """What is kept of a letter: its form, in which each text is a number, and the texts.

    So whoever takes words out of the texts cannot hurt the form, and finds every text.
    """
    texts: list[str] = []
    form = _numbered(
        {
            "title": letter.title,
            "sender": letter.sender,
            "to": letter.to,
            "reference": letter.reference,
            "blocks": [asdict(block) for block in letter.blocks],
        },
        texts,
    )
    kinds = [NAMES[type(block)] for block in letter.blocks]
    form |= {"language": letter.language, "date": letter.date.isoformat(), "kinds": kinds}
    return form, texts


def letter_of(form: Mapping[str, Any], texts: Sequence[str]) -> Letter:
    """The same letter again."""
    said = {
        name: _spoken(form[name], texts)
        for name in ("title", "sender", "to", "reference", "blocks")
    }
    blocks = tuple(
        BLOCKS[kind](**parts) for kind, parts in zip(form["kinds"], said.pop("blocks"), strict=True)
    )
    return Letter(
        language=form["language"],
        date=date.fromisoformat(form["date"]),
        blocks=blocks,
        **said,
    )


def _numbered(value: Any, texts: list[str]) -> Any:
    if isinstance(value, str):
        texts.append(plain(value))
        return len(texts) - 1
    if isinstance(value, Mapping):
        return {name: _numbered(part, texts) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_numbered(each, texts) for each in value]
    return value


def _spoken(value: Any, texts: Sequence[str]) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return texts[value]
    if isinstance(value, Mapping):
        return {name: _spoken(part, texts) for name, part in value.items()}
    return tuple(_spoken(each, texts) for each in value)
