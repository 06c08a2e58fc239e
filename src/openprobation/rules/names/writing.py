"""How is a name written in one way, and how does a word of it sound?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LETTERS_WITHOUT_MARKS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ı": "i",
        "ى": "ي",  # alef maqsura, often typed for yeh
        "ة": "ه",  # teh marbuta
        "ٱ": "ا",
        "ک": "ك",  # Persian and Urdu letters
        "ی": "ي",
        "ہ": "ه",
        "ھ": "ه",
        "ـ": "",  # the stroke that stretches a word
    }
)
"""Letters that no decomposition takes apart."""
APOSTROPHES = re.compile(r"['’‘ʼ`´ʻ]")
NOT_WRITTEN = re.compile(r"[^a-z0-9]+")


def normalise(text: str) -> str:
    """A name in one way of writing: lower case, no accents or apostrophes, single spaces.

    O'Neill is oneill; hyphens and full stops are spaces; every script is kept.
    """
    text = APOSTROPHES.sub("", text)
    if text.isascii():  # most names; all that the rest does to them
        return " ".join(NOT_WRITTEN.sub(" ", text.lower()).split())
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.translate(LETTERS_WITHOUT_MARKS)
    kept = (letter if _is_written(letter) else " " for letter in text)
    return " ".join("".join(kept).split())


def _is_written(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, in one way of writing."""
    return tuple(normalise(text).split())


ARABIC_SOUNDS = {
    letter: sound
    for letters, sound in (
        ("اأإآءع", "a"),
        ("بپ", "b"),
        ("تثط", "t"),
        ("جچ", "j"),
        ("حه", "h"),
        ("خغقكگ", "k"),
        ("دذض", "d"),
        ("ر", "r"),
        ("زسشصظژ", "s"),
        ("ف", "f"),
        ("ل", "l"),
        ("م", "m"),
        ("ن", "n"),
        ("و", "w"),
        ("ي", "y"),
    )
    for letter in letters
}
"""The consonant each Arabic letter is mostly written with in English."""

SOUND_SPELLINGS = (
    (re.compile(r"^(?:kn|gn|pn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"sch|sh|zh"), "s"),
    (re.compile(r"tch|ch(?=[eiy])"), "j"),
    (re.compile(r"th"), "t"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"gh(?=t|$)"), ""),
    (re.compile(r"[gk]h"), "k"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"ck|c|q"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"z"), "s"),
    (re.compile(r"v"), "f"),
    (re.compile(r"d$"), "t"),
)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A rough key of how a written word sounds: its first letter's sound and its consonants.

    Mohammed, Muhammad and محمد sound alike, as do Stephen and Steven, Catherine and Katherine.
    """
    word = "".join(ARABIC_SOUNDS.get(letter, letter) for letter in word)
    for pattern, letters in SOUND_SPELLINGS:
        word = pattern.sub(letters, word)
    word = re.sub(r"(.)\1+", r"\1", word)
    first = "a" if word[:1] in "aeiou" else word[:1]
    return first + re.sub(r"[aeiouyhw]", "", word[1:])
