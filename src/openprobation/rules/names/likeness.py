"""How alike are a typed name and the names somebody has?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from openprobation.rules.names.writing import sound, words_of

CLOSE = 0.82
"""A score from which a name may be shown as a possible match."""
TWO_SWAPPED = 0.92
"""What a word with two neighbouring letters swapped is worth: a slip of the hand."""
OTHER_SCRIPT = 0.85
"""What two words are worth that sound the same and share no letter: one name in two scripts."""
STARTS_WITH = 0.9
"""What the beginning of a word is worth, from three letters on."""


def score(query: str, names: Iterable[str]) -> float:
    """How well a typed name fits the best of a person's names, from 0 (not) to 1 (exactly).

    Order does not count, and words that were not typed cost little: "Smith" fits John Smith well,
    but John Smith fits "John Smith" better than John Paul Smith does.
    """
    wanted = words_of(query)
    if not wanted:
        return 0.0
    return max((_fit(wanted, words_of(name)) for name in names), default=0.0)


@lru_cache(maxsize=4096)
def _fit(wanted: tuple[str, ...], held: tuple[str, ...]) -> float:
    if not held:
        return 0.0
    as_one = alike("".join(wanted), "".join(held))
    word_by_word = _word_by_word(wanted, held)
    for at in range(len(wanted) - 1):
        joined = (*wanted[:at], wanted[at] + wanted[at + 1], *wanted[at + 2 :])
        word_by_word = max(word_by_word, _word_by_word(joined, held))
    for at in range(len(held) - 1):
        joined = (*held[:at], held[at] + held[at + 1], *held[at + 2 :])
        word_by_word = max(word_by_word, _word_by_word(wanted, joined))
    return max(as_one, word_by_word)


def _word_by_word(wanted: tuple[str, ...], held: tuple[str, ...]) -> float:
    """Each typed word takes its best free partner, likeliest pairs first; long words weigh more."""
    pairs = sorted(
        ((alike(w, h), i, j) for i, w in enumerate(wanted) for j, h in enumerate(held)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    best = [0.0] * len(wanted)
    taken: set[int] = set()
    given: set[int] = set()
    for likeness, i, j in pairs:
        if i not in given and j not in taken:
            best[i] = likeness
            given.add(i)
            taken.add(j)
    weights = [len(word) + 2 for word in wanted]
    total = sum(value * weight for value, weight in zip(best, weights, strict=True))
    unasked = len(held) - len(taken)
    return total / sum(weights) * (1 - 0.02 * unasked)


@lru_cache(maxsize=65536)
def alike(one: str, other: str) -> float:
    """How alike two written words are, from 0 to 1."""
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if not shorter:
        return 0.0
    if len(shorter) == 1:
        return 0.7 if longer.startswith(shorter) else 0.0
    likeness = 1 - edits(one, other) / len(longer)
    if len(shorter) >= 3 and longer.startswith(shorter):
        likeness = max(likeness, STARTS_WITH)
    if sorted(one) == sorted(other) and edits(one, other) == 1:
        likeness = max(likeness, TWO_SWAPPED)
    if not set(one) & set(other):
        return OTHER_SCRIPT if _sound_alike(one, other) else likeness
    if _sound_alike(one, other):
        likeness = max(likeness, 0.6 + 0.4 * likeness)
    return likeness


def _sound_alike(one: str, other: str) -> bool:
    heard = sound(one)
    return len(heard) > 1 and heard == sound(other)


def edits(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with their neighbour to make one word of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before_last, before, row = before, row, [i]
        for j, with_letter in enumerate(other, start=1):
            cost = min(
                before[j] + 1,
                row[j - 1] + 1,
                before[j - 1] + (letter != with_letter),
            )
            is_swap = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == with_letter
            if is_swap:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
    return row[-1]
