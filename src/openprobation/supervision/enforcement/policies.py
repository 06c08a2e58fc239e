"""In which languages is there a letter, how is it worded, and how long does an evidence link work?

A wording nobody has had checked by a translator says so to the officer, not to the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_FILES = 10
"""Files a person may send in about one failure."""
LONGEST_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Wording:
    """One letter in one language. `lines` and `points` are filled with the facts of the record."""

    code: str
    language: str
    title: str
    greeting: str
    lines: tuple[str, ...]
    points_title: str
    points: tuple[str, ...]
    close: str
    is_checked: bool = True


@dataclass(frozen=True, slots=True)
class TextWording:
    """One text in one language. `number` is said where the officer can be rung."""

    code: str
    language: str
    words: str
    number: str
    is_checked: bool = True


HEARING: Mapping[str, TextWording] = {
    "English": TextWording(
        "en-GB",
        "English",
        "Hello %(called)s. You must come to court on %(day)s: %(court)s. Your summons says at what"
        " time. Bring the summons, and anything that shows why you could not do what was asked, such"
        " as a sick note.",
        "If you need help to get there, or an interpreter, call %(number)s.",
    ),
    "Welsh": TextWording(
        "cy",
        "Welsh",
        "Helo %(called)s. Rhaid i chi ddod i'r llys ar %(day)s: %(court)s. Mae eich gwŷs yn dweud"
        " faint o'r gloch. Dewch â'r wŷs, ac unrhyw beth sy'n dangos pam na allech wneud yr hyn a"
        " ofynnwyd, fel nodyn salwch.",
        "Os oes angen help arnoch i gyrraedd, neu gyfieithydd, ffoniwch %(number)s.",
        is_checked=False,
    ),
}
"""What the person is told of a day in court. Nothing in it is typed: day, court and number alone."""


EXPLAIN: Mapping[str, Wording] = {
    "English": Wording(
        "en-GB",
        "English",
        "You did not do what you were told: tell us why",
        "Dear %(called)s,",
        (
            "On %(day)s you were told to: %(instruction)s. What we wrote down: %(what)s.",
            "If you had a reason, tell us by %(explain_by)s. We will decide after we have heard from"
            " you, or after that day.",
        ),
        "How to tell us",
        (
            "Send a photograph of a letter or a sick note here: %(address)s",
            "Or ring %(officer)s on %(telephone)s.",
            "If anything makes it hard for you to come, tell us that too. We can often change it.",
        ),
        "%(officer)s",
    ),
    "Welsh": Wording(
        "cy",
        "Welsh",
        "Ni wnaethoch yr hyn y gofynnwyd i chi ei wneud: dywedwch wrthym pam",
        "Annwyl %(called)s,",
        (
            "Ar %(day)s gofynnwyd i chi: %(instruction)s. Yr hyn a nodwyd: %(what)s.",
            "Os oedd gennych reswm, dywedwch wrthym erbyn %(explain_by)s. Byddwn yn penderfynu ar ôl"
            " clywed gennych, neu ar ôl y diwrnod hwnnw.",
        ),
        "Sut i ddweud wrthym",
        (
            "Anfonwch lun o lythyr neu nodyn salwch yma: %(address)s",
            "Neu ffoniwch %(officer)s ar %(telephone)s.",
            "Os oes unrhyw beth yn ei gwneud yn anodd i chi ddod, dywedwch hynny hefyd.",
        ),
        "%(officer)s",
        is_checked=False,
    ),
}
WARNING: Mapping[str, Wording] = {
    "English": Wording(
        "en-GB",
        "English",
        "Warning",
        "Dear %(called)s,",
        (
            "On %(day)s you were told to: %(instruction)s. What we wrote down: %(what)s.",
            "I have decided that you had no reasonable excuse. This is unacceptable.",
            "This is a warning under your %(order)s. %(next)s",
        ),
        "What you can do",
        (
            "Keep your next appointment. If you cannot come, ring %(telephone)s before the time.",
            "If you had a reason and can show it, tell %(officer)s. The warning is then withdrawn.",
            "If anything makes it hard for you to come, tell us. We can often change it.",
        ),
        "%(officer)s",
    ),
    "Welsh": Wording(
        "cy",
        "Welsh",
        "Rhybudd",
        "Annwyl %(called)s,",
        (
            "Ar %(day)s gofynnwyd i chi: %(instruction)s. Yr hyn a nodwyd: %(what)s.",
            "Rwyf wedi penderfynu nad oedd gennych esgus rhesymol. Mae hyn yn annerbyniol.",
            "Rhybudd yw hwn o dan eich %(order)s. %(next)s",
        ),
        "Beth allwch chi ei wneud",
        (
            "Cadwch eich apwyntiad nesaf. Os na allwch ddod, ffoniwch %(telephone)s cyn yr amser.",
            "Os oedd gennych reswm ac y gallwch ei ddangos, dywedwch wrth %(officer)s. Bydd y"
            " rhybudd wedyn yn cael ei dynnu'n ôl.",
        ),
        "%(officer)s",
        is_checked=False,
    ),
}
NEXT: Mapping[tuple[str, bool], str] = {
    ("English", True): (
        "If you fail to comply again before %(expires)s without a reasonable excuse, the law says"
        " that it must be referred, and you may be taken back to court."
    ),
    ("English", False): (
        "It counts until %(expires)s. If you fail to comply again, your officer and a manager decide"
        " what follows. That can be another warning, help, or a step towards prison or court."
    ),
    ("Welsh", True): (
        "Os byddwch yn methu â chydymffurfio eto cyn %(expires)s heb esgus rhesymol, mae'r gyfraith"
        " yn dweud bod rhaid ei gyfeirio, ac efallai y cewch eich dwyn yn ôl i'r llys."
    ),
    ("Welsh", False): (
        "Mae'n cyfrif tan %(expires)s. Os byddwch yn methu â chydymffurfio eto, bydd eich swyddog a"
        " rheolwr yn penderfynu beth sy'n dilyn."
    ),
}


def wording_for(letters: Mapping[str, Wording], language: str) -> Wording:
    """The letter in the person's language where there is one, else in English."""
    return letters.get(language, letters["English"])
