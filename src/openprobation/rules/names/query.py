"""What is somebody looking for who typed this into the search box?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from openprobation.rules import identifiers
from openprobation.rules.dates import age_on


@dataclass(frozen=True, slots=True)
class PersonQuery:
    """What a search asks for. `not_understood`: parts that look like a date or number but are not.

    `name` is what is left, as typed; empty where nothing is. `born_on` and `born_in` (a year alone)
    are never both set.
    """

    name: str
    crn: str | None = None
    noms: str | None = None
    pnc: str | None = None
    born_on: date | None = None
    born_in: int | None = None
    not_understood: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.crn or self.noms or self.pnc or self.born_on or self.born_in)


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
YOUNGEST = 10
"""Nobody younger than the age of criminal responsibility is here; it settles a two-digit year."""

_YEAR = r"(?P<year>\d{4}|\d{2})"
_MONTH_WORD = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")"
WRITTEN_DATES = tuple(
    re.compile(rf"(?<![\w/]){pattern}(?![\w/])", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})\s*[/.\-]\s*(?P<month>\d{{1,2}})\s*[/.\-]\s*{_YEAR}",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s\-]+(?:of\s+)?{_MONTH_WORD}[\s,\-]+{_YEAR}",
        rf"{_MONTH_WORD}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,]+{_YEAR}",
        r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\s+(?P<month>\d{1,2})\s+(?P<year>\d{4})",
    )
)
BORN_WORDS = re.compile(
    r"(?<!\w)(?:dob|d\.o\.b\.?|born(?:\s+(?:on|in))?)\s*:?(?!\w)", re.IGNORECASE
)
SPACED_CRN = re.compile(r"(?<!\w)([A-Z])[ \-](\d{6})(?!\w)", re.IGNORECASE)
PNC_TYPED = re.compile(r"(?<!\w)(?:\d{4}|\d{2})/\d{1,7}[A-Z](?!\w)", re.IGNORECASE)


def parse_query(text: str, *, on: date) -> PersonQuery:
    """Take a search apart: numbers, a date of birth, and the name that is left. Day before month.

    `on` settles a two-digit year: the latest that makes the person old enough to be here.
    """
    rest, pnc = _take_pnc(text)
    rest = SPACED_CRN.sub(r"\1\2", rest)
    rest = BORN_WORDS.sub(" ", rest)
    rest, born_on, not_understood = _take_date(rest, on)
    found: dict[str, str] = {}
    kept: list[str] = []
    born_in: int | None = None
    for word in rest.replace(",", " ").split():
        if "crn" not in found and (value := identifiers.crn(word).value):
            found["crn"] = value
        elif "noms" not in found and (value := identifiers.noms(word).value):
            found["noms"] = value
        elif born_on is None and born_in is None and _is_year_of_birth(word, on):
            born_in = int(word)
        elif any(character.isdigit() for character in word):
            not_understood.append(word)
        else:
            kept.append(word)
    return PersonQuery(
        name=" ".join(kept),
        crn=found.get("crn"),
        noms=found.get("noms"),
        pnc=pnc,
        born_on=born_on,
        born_in=born_in,
        not_understood=tuple(not_understood),
    )


def _take_pnc(text: str) -> tuple[str, str | None]:
    found = PNC_TYPED.search(text)
    value = identifiers.pnc(found[0]).value if found else None
    if found is None or value is None:
        return text, None
    return f"{text[: found.start()]} {text[found.end() :]}", value


def _take_date(text: str, on: date) -> tuple[str, date | None, list[str]]:
    """The text without its first date, the date, and what looked like one but is not."""
    for pattern in WRITTEN_DATES:
        if found := pattern.search(text):
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            day = _day(found["day"], found["month"], found["year"], on)
            return (rest, day, []) if day else (rest, None, [found[0].strip()])
    return text, None, []


def _day(day: str, month: str, year: str, on: date) -> date | None:
    """A day, or None where there is no such day or nobody here was born on it."""
    month_number = int(month) if month.isdigit() else MONTHS[month.lower()]
    candidates = [int(year)] if len(year) == 4 else [on.year // 100 * 100 + int(year)]
    if len(year) == 2:
        candidates.append(candidates[0] - 100)
    for candidate in candidates:
        try:
            born_on = date(candidate, month_number, int(day))
        except ValueError:
            continue
        if len(year) == 2 and (born_on > on or age_on(born_on, on) < YOUNGEST):
            continue
        return born_on if date(1900, 1, 1) <= born_on <= on else None
    return None


def _is_year_of_birth(word: str, on: date) -> bool:
    return bool(re.fullmatch(r"\d{4}", word)) and 1900 <= int(word) <= on.year - YOUNGEST
