"""Where in a text are the words that must vanish, however they are spaced, cased and punctuated?

Only letters and digits count, without case and accents: "14 Rose Lane", "14, ROSE  LANE" and
"14 rose-lane" are one. Words are found while they are known (`Known`) and, from fingerprints, when
nobody knows them any more (`Fingerprinted`); a test holds the two equal.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256
from typing import Any, Protocol

Span = tuple[int, int]
FINGERPRINT = 16
"""bytes"""


class Finder(Protocol):
    def spans(self, text: str) -> list[Span]:
        """Where the words are: parts of the text, in order, none overlapping another."""
        ...


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(each for each in plain if each.isalnum())


def folded(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text, and where in the text each stands."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _folded(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def letters_of(text: str) -> str:
    return folded(text)[0]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def whole(text: str, places: list[int], start: int, length: int) -> Span:
    """The part of the text that some of its letters stand for, with accents that hang on the last."""
    end = places[start + length - 1] + 1
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return places[start], end


@dataclass(frozen=True, slots=True)
class Known:
    """Words that are known: what two people look at before anything is written."""

    words: tuple[str, ...]

    def spans(self, text: str) -> list[Span]:
        letters, places = folded(text)
        return joined(
            whole(text, places, start, len(wanted))
            for wanted in map(letters_of, self.words)
            for start in _starts(letters, wanted)
        )


def _starts(letters: str, wanted: str) -> Iterator[int]:
    start = letters.find(wanted) if wanted else -1
    while start >= 0:
        yield start
        start = letters.find(wanted, start + 1)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How long some words are in letters and digits, and what they come to under a key."""

    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Fingerprinted:
    """Words that nobody knows any more: every stretch of their length is tried."""

    key: bytes
    fingerprints: tuple[Fingerprint, ...]

    def spans(self, text: str) -> list[Span]:
        letters, places = folded(text)
        return joined(
            whole(text, places, start, each.length)
            for each in self.fingerprints
            for start in range(len(letters) - each.length + 1)
            if _digest(letters[start : start + each.length], self.key) == each.digest
        )


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is written, for a record past its time; what begins as its own tombstone is gone already."""

    but: str = ""

    def spans(self, text: str) -> list[Span]:
        is_gone = bool(self.but) and text.startswith(self.but)
        return [(0, len(text))] if text.strip() and not is_gone else []


@dataclass(frozen=True, slots=True)
class ButCodes:
    """What another finds, leaving codes of ours alone, such as "very_high": pages read them."""

    finder: Finder

    def spans(self, text: str) -> list[Span]:
        return [] if re.fullmatch(r"[a-z0-9_]+", text) else self.finder.spans(text)


def _digest(letters: str, key: bytes) -> str:
    return blake2b(letters.encode(), key=key, digest_size=FINGERPRINT).hexdigest()


def key_for(salt: str, *, secret: bytes) -> bytes:
    """The key of one redaction: without the secret its fingerprints say nothing."""
    return hmac.digest(secret, f"redaction.{salt}".encode(), sha256)


def fingerprints_of(words: Iterable[str], *, key: bytes) -> tuple[Fingerprint, ...]:
    return tuple(
        Fingerprint(len(letters), _digest(letters, key)) for letters in map(letters_of, words)
    )


def without(value: Any, finder: Finder, *, tombstone: str) -> tuple[Any, int]:
    """A text, or whatever lists and names of texts hold, with the tombstone in place of the words; and how often."""
    if isinstance(value, str):
        spans = finder.spans(value)
        for start, end in reversed(spans):
            value = f"{value[:start]}{tombstone}{value[end:]}"
        return value, len(spans)
    if isinstance(value, dict):
        parts = {name: without(part, finder, tombstone=tombstone) for name, part in value.items()}
        return {name: new for name, (new, _n) in parts.items()}, sum(
            n for _new, n in parts.values()
        )
    if isinstance(value, list | tuple):
        each = [without(part, finder, tombstone=tombstone) for part in value]
        return [new for new, _n in each], sum(n for _new, n in each)
    return value, 0


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, in order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
