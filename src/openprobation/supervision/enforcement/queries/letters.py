"""What does a letter about a failure say, in which language, from the record as it stands?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from openprobation.foundation.documents.letters import Block, Heading, Letter, Paragraph, Points
from openprobation.rules.enforcement import warning_expires
from openprobation.rules.identifiers import phone_as_people_write_it
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.ui import wording
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.sentences import OrderKind

from ..policies import EXPLAIN, NEXT, WARNING, Wording, wording_for
from .failures import FailureLine

COURT_ORDERS = (OrderKind.COMMUNITY_ORDER, OrderKind.SUSPENDED_SENTENCE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter, and what the officer must know of its language before it goes."""

    letter: Letter
    wanted: str
    language: str
    is_checked: bool

    @property
    def to_know(self) -> str:
        """Empty where the letter is in the person's language and its wording was checked."""
        if self.language != self.wanted:
            return _(
                "There is no letter in %(wanted)s yet, so this one is in English."
                " Have it read to them by an interpreter."
            ) % {"wanted": self.wanted}
        if not self.is_checked:
            return _("The wording in %(language)s has not been checked by a translator yet.") % {
                "language": self.language
            }
        return ""


def letter_to_explain(
    failure: FailureLine, person: persons.Handle, *, address: str, at: datetime, on: date
) -> Drawn:
    """Tell us why, by when and how. Two queries."""
    return _drawn(EXPLAIN, failure, person, {"address": address}, at=at, on=on)


def warning_letter(
    failure: FailureLine, person: persons.Handle, kind: OrderKind, *, at: datetime, on: date
) -> Drawn:
    """What was broken, that it is unacceptable, and what follows if it happens again. Two queries."""
    expires_on, _rule = warning_expires(on, kind, pack=policy_pack())
    language = wording_for(WARNING, person.language).language
    with translation.override(wording_for(WARNING, person.language).code):
        following = NEXT[language, kind in COURT_ORDERS] % {
            "expires": wording.plain_day(expires_on)
        }
    return _drawn(
        WARNING, failure, person, {"order": kind.label.lower(), "next": following}, at=at, on=on
    )


def _drawn(
    letters: Mapping[str, Wording],
    failure: FailureLine,
    person: persons.Handle,
    more: Mapping[str, str],
    *,
    at: datetime,
    on: date,
) -> Drawn:
    words = wording_for(letters, person.language)
    holder = allocations.holder(person.ids, at)
    home = persons.main_addresses(person.ids, on=on)
    address = home.get(person.id) or next(iter(home.values()), None)
    with translation.override(words.code):
        facts = {
            "called": person.called,
            "day": wording.plain_day(failure.on),
            "instruction": failure.instruction or failure.outcome.label,
            "what": what_happened(failure.outcome),
            "explain_by": wording.plain_day(failure.explain_by),
            "officer": (holder.officer if holder else "") or _("your officer"),
            "telephone": telephone_of(holder),
            **more,
        }
    blocks: tuple[Block, ...] = (
        Paragraph(words.greeting % facts),
        *(Paragraph(line % facts) for line in words.lines),
        Heading(words.points_title),
        Points(tuple(point % facts for point in words.points)),
        Paragraph(words.close % facts),
    )
    letter = Letter(
        title=words.title,
        language=words.code,
        sender=(holder.team, holder.organisation, telephone_of(holder)) if holder else (),
        to=(person.name, *(home_of(address) if address else ())),
        date=on,
        blocks=blocks,
        reference=person.crn,
    )
    return Drawn(letter, person.language, words.language, words.is_checked)


def what_happened(outcome: Outcome) -> str:
    """What is told to the person: that it waits for a reason is nothing they did."""
    return _("Did not attend") if outcome is Outcome.AWAITING_EVIDENCE else outcome.label


def telephone_of(holder: allocations.Holder | None) -> str:
    number = (holder.officer_phone or holder.duty_number) if holder else ""
    return phone_as_people_write_it(number) if number else ""


def home_of(address: persons.MainAddress) -> tuple[str, ...]:
    if address.no_fixed_abode:
        return ()
    return tuple(part for part in (*address.lines.split("\n"), address.postcode) if part)
