"""What is a word of the field, as code? A stored value, a label and a meaning."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A closed list of words. Each member: value for machines, label for people, meaning for a new officer.

    Never branch on a label; never show a value. `Word.choices` is handed to a field uncalled, so a
    new word makes no migration.
    """

    label: str
    meaning: str

    # Defaults only so that looking a word up by its value, `Outcome("attended")`, is well typed.
    def __new__(cls, value: str, label: str = "", meaning: str = "") -> Self:
        if not meaning.endswith((".", "?")):
            raise ValueError(f"The meaning of {value!r} must be a sentence: {meaning!r}")
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        word.meaning = meaning
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(word.value, word.label) for word in cls]
