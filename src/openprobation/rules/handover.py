"""What does the record already say to the officer who inherits a case? One page, each part with its source.

It is a draft: sentences are found by the words in them, and whoever receives the case corrects it. What is
not known is said so; nothing is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openprobation.rules.dates import words
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the record: its day, who wrote it, and what it says."""

    on: date
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the record says of somebody, in words. Empty where it says nothing.

    `left` is the line of whoever moved the case; `notes` are latest first, none of them sensitive; `works`
    and `barriers` are what officers noted of working with the person, latest first.
    """

    name: str
    called: str
    age: int
    language: str
    needs_interpreter: bool
    orders: tuple[str, ...] = ()
    offence: str = ""
    circumstances: tuple[str, ...] = ()
    disabilities: tuple[str, ...] = ()
    adjustments: tuple[str, ...] = ()
    harm: HarmLevel | None = None
    harm_by: str = ""
    harm_on: date | None = None
    who_is_at_risk: str = ""
    what_could_happen: str = ""
    what_protects_them: str = ""
    registered: tuple[RegistrationKind, ...] = ()
    left: Written | None = None
    notes: tuple[Written, ...] = ()
    coming: tuple[str, ...] = ()
    earlier: Earlier | None = None
    works: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an officer before corrected on their own page, and when."""

    on: date
    by: str
    what_works: str
    not_to_say: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page, and where it came from."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole page."""

    who_they_are: Part
    risk_to_whom: Part
    what_works: Part
    promised: Part
    next_event: Part
    not_to_say: Part

    def parts(self) -> dict[str, Part]:
        return {name: getattr(self, name) for name in PARTS}


PARTS = (
    "who_they_are",
    "risk_to_whom",
    "what_works",
    "promised",
    "next_event",
    "not_to_say",
)

WORKS = re.compile(
    r"\b(works?|suits?|prefers?|likes?|helps?|best|answers?|answered|responds?|better|easier)\b",
    re.I,
)
PROMISED = re.compile(
    r"\b(promis\w+|agreed to|i will|i'll|we will|we'll|told (?:him|her|them) (?:i|we)|owed?|was told)\b",
    re.I,
)
NOT_TO_SAY = re.compile(
    r"\b(do not|don['’]t|never|avoid|without mentioning|not to (?:say|mention|raise|tell))\b", re.I
)
MOST = 3
"""Sentences of one kind that a page shows: it is one page."""

CARE = {
    RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR: (
        "Say nothing of where a partner, former partner or the children live, or of what they told us."
    ),
    RegistrationKind.STALKING: "Say nothing of whoever is stalked: not where they are, not what they told us.",
    RegistrationKind.CHILD_PROTECTION: "Say nothing of who spoke to children's services, or what was said there.",
    RegistrationKind.RISK_TO_CHILDREN: "Say nothing of any child's school, address or plans.",
    RegistrationKind.STREET_GANGS: "Do not name others in the group, or who spoke of it.",
    RegistrationKind.TERRORISM: "Say nothing of what other agencies told us. Ask your senior first.",
    RegistrationKind.STAFF_SAFETY: "Read the note on risk to staff before meeting alone.",
    RegistrationKind.SELF_HARM: "Do not break hard news by text or at the end of a meeting.",
}
"""What not to say where something is registered, until somebody who knows the person says it better."""


def draft(known: Known) -> Draft:
    """The page as the record has it."""
    return Draft(
        who_they_are=who_they_are(known),
        risk_to_whom=risk_to_whom(known),
        what_works=what_works(known),
        promised=promised(known),
        next_event=next_event(known),
        not_to_say=not_to_say(known),
    )


def who_they_are(known: Known) -> Part:
    first = f"{known.name}, {known.age}."
    if known.called and known.called not in known.name.split(" ")[:1]:
        first = f"{known.name}, called {known.called}, {known.age}."
    parts = [first, *(f"{order}." for order in known.orders)]
    if known.offence:
        parts.append(f"{known.offence}.")
    for label, said in (
        ("Now", known.circumstances),
        ("Disability", known.disabilities),
    ):
        if said:
            parts.append(f"{label}: {listed(said)}.")
    return Part(" ".join(parts), "Personal details and the sentence on the record")


def risk_to_whom(known: Known) -> Part:
    if known.harm is None or known.harm_on is None:
        return Part(
            "Nobody has assessed the risk of serious harm. Assess it before you rely on anything.",
            "No assessment on the record",
        )
    parts = [f"{known.harm.label} risk of serious harm."]
    for label, said in (
        ("At risk", known.who_is_at_risk),
        ("What could happen", known.what_could_happen),
        ("What protects them", known.what_protects_them),
    ):
        if said.strip():
            parts.append(f"{label}: {stopped(said)}")
    if known.registered:
        parts.append(f"Registered: {listed([kind.label for kind in known.registered])}.")
    return Part(" ".join(parts), f"Assessed by {known.harm_by} on {words(known.harm_on)}")


def what_works(known: Known) -> Part:
    said: list[str] = []
    if known.needs_interpreter:
        said.append(f"Book an interpreter: speaks {known.language}.")
    if known.adjustments:
        said.append(f"We do differently: {listed(known.adjustments)}.")
    said += [stopped(each) for each in known.works[:MOST]]
    said += [f"Gets in the way: {stopped(each)}" for each in known.barriers[:MOST]]
    if known.earlier and known.earlier.what_works:
        said.append(stopped(known.earlier.what_works))
    return found(
        said,
        sentences(known, WORKS),
        known,
        none="The record does not say. Ask the officer before, and the person.",
    )


def promised(known: Known) -> Part:
    return found(
        [],
        sentences(known, PROMISED),
        known,
        none="No promise is written down. Ask the officer before, and ask the person what they were told.",
    )


def next_event(known: Known) -> Part:
    if not known.coming:
        return Part(
            "Nothing is arranged. Arrange the first appointment.", "Nothing ahead on the record"
        )
    return Part(" ".join(f"{each}." for each in known.coming[:MOST]), "What is ahead on the record")


def not_to_say(known: Known) -> Part:
    said = [CARE[kind] for kind in known.registered if kind in CARE]
    if known.earlier and known.earlier.not_to_say:
        said.append(stopped(known.earlier.not_to_say))
    return found(
        said,
        sentences(known, NOT_TO_SAY),
        known,
        none="Nothing is written down. Ask the officer before.",
    )


def found(said: Sequence[str], more: Sequence[Written], known: Known, *, none: str) -> Part:
    """What is known for certain, then sentences of the record with their day."""
    told = [*said, *(one.text for one in more)]
    if not told:
        return Part(none, "Nothing found in the latest notes")
    sources = []
    if said:
        earlier = known.earlier
        sources.append(
            f"The page of {earlier.by}, {words(earlier.on)}, and the record"
            if earlier and (earlier.what_works or earlier.not_to_say)
            else "The record"
        )
    sources += dict.fromkeys(f"{one.by}, {words(one.on)}" for one in more)
    return Part(" ".join(told), "; ".join(sources))


def sentences(known: Known, pattern: re.Pattern[str]) -> list[Written]:
    """Sentences with such words in them, the line left with the case first, then the latest notes."""
    lines = [known.left, *known.notes] if known.left else list(known.notes)
    matching = [
        Written(line.on, line.by, stopped(sentence))
        for line in lines
        for sentence in split(line.text)
        if pattern.search(sentence)
    ]
    once = {one.text: one for one in reversed(matching)}
    return [one for one in matching if once.get(one.text) is one][:MOST]


def split(text: str) -> list[str]:
    """Sentences of a note, as people write them."""
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def stopped(text: str) -> str:
    """With a full stop at its end."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def listed(said: Iterable[str]) -> str:
    """ "in work, caring for children"."""
    return ", ".join(one[:1].lower() + one[1:] if one[1:2].islower() else one for one in said)
