"""By which numbers is somebody found, however their name is spelt?

Two steps, each of which reads few rows however many people there are. The words typed are looked up
among all words anybody is called by: one is found by its spelling with any one letter left out, and
by how it sounds (`spellings`). One letter left out on either side finds a letter added, lost or
changed, and two swapped. Each person has a number for every word of their names, for every two of
them together, and for every word with a date of birth (`search_keys`); `places` says which of those
numbers to ask for, and how like what was typed each is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations

from openprobation.rules.names.likeness import CLOSE
from openprobation.rules.names.writing import normalise, sound, words_of

PREFIX = 7
"""Letters of a word that it is found by; what comes after decides only in `score`."""
MOST_WORDS = 8
"""More words than any name has; what follows is not looked for."""
SHORT_ENOUGH_TO_JOIN = 4
"""Mc Donald is looked for as McDonald too: some of the seven letters must be the second's."""
MOST_KEYS = 400
"""Of all spellings of two words together, so many of the likeliest are asked for."""
NEAR = CLOSE - 0.05
"""Words that are together less like than this are no match; `score` decides on the rest."""
WRITTEN_TOGETHER = "al el abd abdul ibn bin bint mc mac o van von der den de la le di da st"
PARTICLES = frozenset(WRITTEN_TOGETHER.split())
"""Small words that are often written together with the next."""

Likeness = Mapping[str, Mapping[str, float]]
"""For each word typed, the words that may have been meant and how like it each is."""


# ── What is kept ───────────────────────────────────────────────────────────────────────────
def name_words(names: Iterable[str]) -> frozenset[str]:
    """The words of all a person's names.

    Words joined by a hyphen or an apostrophe, or by parts like "van" and "al", also count as one,
    so that Smithjones and Alhassan are found.
    """
    words: set[str] = set()
    for name in names:
        words.update(words_of(name))
        words |= _joined(name)
    return frozenset(words)


def search_keys(names: Collection[str], births: Iterable[date] = ()) -> frozenset[int]:
    """The numbers by which a person is found: for all names and dates of birth they go by.

    A given name of one and a family name of another are found together, and so is an initial.
    """
    words = name_words(names)
    keys = {word_key(word) for word in words}
    for one, other in combinations(words, 2):
        keys |= _pair_keys(one, other)
    for name in names:
        twice = (word for word, times in Counter(words_of(name)).items() if times > 1)
        for word in twice:
            keys |= _pair_keys(word, word)
    for born in births:
        for word in words:
            keys |= {born_key(word, born), born_key(word, born.year)}
    return frozenset(keys)


@lru_cache(maxsize=65536)
def spellings(word: str) -> frozenset[int]:
    """The numbers a word is found by: as it is, with a letter left out, and as it sounds."""
    prefix = word[:PREFIX]
    keys = {word_key(word), _number("=", prefix)}
    if len(prefix) > 2:
        keys |= {_number("=", prefix[:n] + prefix[n + 1 :]) for n in range(len(prefix))}
    if len(heard := sound(word)) > 1:
        keys.add(_number("~", heard))
    return frozenset(keys)


@lru_cache(maxsize=65536)
def word_key(word: str) -> int:
    return _number("w", word)


@lru_cache(maxsize=65536)
def pair_key(one: str, other: str) -> int:
    """Of two words in either order; the first letter of one counts as a word."""
    return _number("p", " ".join(sorted((one, other))))


@lru_cache(maxsize=65536)
def born_key(word: str, born: date | int) -> int:
    """Of a word and a day of birth, or a year."""
    return _number("b", f"{word} {born}")


def _pair_keys(one: str, other: str) -> set[int]:
    return {pair_key(one, other), pair_key(one[0], other), pair_key(one, other[0])}


def _joined(name: str) -> set[str]:
    """Words that belong together, as one word: across a hyphen, and from a particle on."""
    found = {
        normalise(part).replace(" ", "") for part in name.split() if "-" in part or "‐" in part
    }
    words = words_of(name)
    for start, word in enumerate(words[:-1]):
        if word in PARTICLES:
            end = start + 1
            while end < len(words) - 1 and words[end] in PARTICLES:
                end += 1
            found.add("".join(words[start : end + 1]))
    return found - {""}


def _number(kind: str, text: str) -> int:
    """A signed 64-bit number, the same on every machine and in every run."""
    digest = blake2b(f"{kind}{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


# ── What is asked for ──────────────────────────────────────────────────────────────────────
def readings(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The words as typed, and with a short one and the next as one ("Mc Donald", "O Neill")."""
    words = tuple(words)[:MOST_WORDS]
    together = [
        (*words[:at], word + words[at + 1], *words[at + 2 :])
        for at, word in enumerate(words[:-1])
        if len(word) <= SHORT_ENOUGH_TO_JOIN
    ]
    return [words, *together] if words else []


def places(
    words: Sequence[str], like: Likeness, *, born: date | int | None = None
) -> list[dict[int, float]]:
    """What a person meant by these words has: of each of the places, one of its numbers.

    With each number goes how well its words fit what was typed, the likeliest first. A single letter is an
    initial: it is asked for beside one word, and left to the scoring beside more.
    """
    long_words = [word for word in words if len(word) > 1] or list(words)
    initials = [] if len(long_words) == len(words) else [w for w in words if len(w) == 1]
    total = sum(map(_weight, words))

    def fitting(lost: float) -> float:
        return 1 - lost / total

    if born is not None:
        return [
            _likeliest((fitting(lost), born_key(meant, born)) for meant, lost in _meant(word, like))
            for word in long_words
        ]
    if len(long_words) == 1:
        (word,) = long_words
        found = [(fitting(lost), word_key(meant)) for meant, lost in _meant(word, like)]
        if initials:
            first = initials[0]
            found = [(likeness - _weight(first) / total, key) for likeness, key in found]
            found += [(fitting(lost), pair_key(first, meant)) for meant, lost in _meant(word, like)]
        return [_likeliest(found)]
    ends = [*long_words, long_words[0]] if len(long_words) % 2 else long_words
    return [
        _likeliest(
            (fitting(lost_of_one + lost_of_other), pair_key(one, other))
            for one, lost_of_one in _meant(ends[at], like)
            for other, lost_of_other in _meant(ends[at + 1], like)
        )
        for at in range(0, len(ends), 2)
    ]


def _meant(word: str, like: Likeness) -> list[tuple[str, float]]:
    """The words that may have been meant, with what each takes from the likeness of the whole."""
    return [(meant, (1 - alike) * _weight(word)) for meant, alike in like.get(word, {}).items()]


def _weight(word: str) -> int:
    """Long words weigh more, as in `score`."""
    return len(word) + 2


def _likeliest(found: Iterable[tuple[float, int]]) -> dict[int, float]:
    """The best first, each key once with the most it is worth."""
    worth: dict[int, float] = {}
    for likeness, key in found:
        if likeness >= NEAR:
            worth[key] = max(likeness, worth.get(key, 0))
    return dict(sorted(worth.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_KEYS])
