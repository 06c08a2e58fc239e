"""By which numbers is a name found, even misspelt?

Each word of a name gives a few signed 64-bit numbers, stored beside the person: its spelling with
any one letter left out, and how it sounds. A search makes the same numbers and takes the people
with most in common. One letter left out on either side finds a letter added, lost or changed, and
two swapped.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from openprobation.rules.names.writing import normalise, sound, words_of

PREFIX = 7
"""Letters of a word that make keys; what comes after decides only in `score`."""


def search_keys(names: Iterable[str]) -> frozenset[int]:
    """The numbers by which a person is found: for every name and alias the person has.

    Words joined by a hyphen or an apostrophe, or parts like "van" and "al", also give the keys of
    the whole, so that Smithjones and Alhassan are found.
    """
    keys: set[int] = set()
    for name in names:
        for word in words_of(name):
            keys |= _word_keys(word)
        for word in _joined(name):
            keys |= _whole_keys(word)
    return frozenset(keys)


def query_keys(text: str) -> frozenset[int]:
    """The numbers to look for: those with most in common with a person's are the likely ones.

    Neighbouring words are also tried as one ("Mc Donald", "O Neill").
    """
    words = words_of(text)[:MOST_WORDS]
    pairs = {first + second for first, second in pairwise(words)}
    keys: set[int] = set()
    for word in {*words, *pairs}:
        keys |= _word_keys(word)
    return frozenset(keys)


MOST_WORDS = 8
"""More words than any name has; what follows is not looked for."""
WRITTEN_TOGETHER = "al el abd abdul ibn bin bint mc mac o van von der den de la le di da st"
PARTICLES = frozenset(WRITTEN_TOGETHER.split())
"""Small words that are often written together with the next."""


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
    return found


@lru_cache(maxsize=65536)
def _word_keys(word: str) -> frozenset[int]:
    prefix = word[:PREFIX]
    if len(prefix) <= 2:
        return _whole_keys(word)
    spellings = {prefix[:n] + prefix[n + 1 :] for n in range(len(prefix))}
    return _whole_keys(word) | {_number("=", spelling) for spelling in spellings}


def _whole_keys(word: str) -> frozenset[int]:
    """Only the word as it is spelt and as it sounds."""
    keys = {_number("=", word[:PREFIX])}
    if len(heard := sound(word)) > 1:
        keys.add(_number("~", heard))
    return frozenset(keys)


def _number(kind: str, text: str) -> int:
    """A signed 64-bit number, the same on every machine and in every run."""
    digest = blake2b(f"{kind}{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
