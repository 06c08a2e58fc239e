"""What do the pages about an alleged breach show, the same to both organisations?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.documents.letters import Letter
from openprobation.rules.breach import BreachClock, Checked
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.breach import BreachMove, BreachState, LineState, PackPart

from ..queries import breach as queries
from ..queries import packs, questions
from ..queries.exhibits import ExhibitLine, exhibits_of

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

WITH_SENDER = (
    BreachState.DRAFT,
    BreachState.CHECKED,
    BreachState.ENDORSED,
    BreachState.RETURNED,
)
TONES = {
    LineState.GREEN: "green",
    LineState.AMBER: "yellow",
    LineState.OLD: "yellow",
    LineState.RED: "red",
}
STATE_TONES = {
    BreachState.DRAFT: "grey",
    BreachState.CHECKED: "blue",
    BreachState.ENDORSED: "blue",
    BreachState.RETURNED: "red",
    BreachState.WITHDRAWN: "grey",
    BreachState.NOT_LAID: "grey",
    BreachState.CONCLUDED: "green",
}


@dataclass(frozen=True, slots=True)
class Papers:
    """The two parts of a pack as they are read: as sent while it is with the enforcement team, else as it is now."""

    served: Letter
    not_served: Letter
    lines: tuple[Checked, ...]
    number: int | None

    @property
    def red(self) -> int:
        return sum(line.stops for line in self.lines)

    def part(self, part: str) -> Letter:
        return self.not_served if part == PackPart.NOT_SERVED else self.served


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a page of one breach shows.

    `since`: lines that were ready when the pack was sent and are red now, such as an excuse accepted.
    """

    line: queries.BreachLine
    steps: Sequence[queries.StepLine]
    clocks: tuple[BreachClock, ...]
    sent: Sequence[queries.SentLine]
    hearings: Sequence[queries.HearingLine]
    questions: Sequence[questions.QuestionLine]
    moves: frozenset[BreachMove]
    answering: queries.Answering | None
    papers: Papers
    pack: packs.Pack | None
    since: tuple[Checked, ...]
    exhibits: tuple[ExhibitLine, ...]
    on: date

    @property
    def tone(self) -> str:
        return STATE_TONES.get(self.line.state, "yellow")

    @property
    def returns(self) -> list[queries.StepLine]:
        """Each return, the latest first."""
        return [step for step in reversed(self.steps) if step.move is BreachMove.RETURN]

    @property
    def latest_return(self) -> queries.StepLine | None:
        """The return that waits to be put right."""
        return next(iter(self.returns), None) if self.line.state is BreachState.RETURNED else None

    @property
    def hearing(self) -> queries.HearingLine | None:
        return next((each for each in self.hearings if each.is_to_come), None)

    @property
    def can_write(self) -> bool:
        """Whether the viewer may change the pack's words now."""
        return (self.line.state is BreachState.DRAFT and BreachMove.CHECK in self.moves) or (
            self.line.state is BreachState.RETURNED and BreachMove.RESUBMIT in self.moves
        )

    def may(self, verb: str) -> bool:
        return BreachMove(verb) in self.moves

    def marked(self, line: Checked) -> list[queries.Returned]:
        """What the return that waits says of a line."""
        latest = self.latest_return
        return [each for each in latest.returned if each.line is line.line] if latest else []


def tone_of(line: Checked) -> str:
    return TONES[line.state]


def shown(person: persons.Handle, breach_id: int, *, viewer: User, at: datetime) -> Shown | None:
    """One breach of a person, ready to show. Thirty queries at most, however long its history."""
    line = queries.breach(breach_id, person_ids=person.ids)
    if line is None:
        return None
    on = timezone.localdate(at)
    steps = queries.steps_of([line.id]).get(line.id, [])
    answering = queries.answering(person.ids, breach_id=line.id, at=at)
    now = None if line.is_over else packs.pack_of(line, person, at=at)
    pack = now if line.state in WITH_SENDER else None
    asked = [one for one in questions.questions_about(person.ids) if one.breach_id == line.id]
    return Shown(
        line=line,
        steps=steps,
        clocks=queries.clocks_of(
            line, steps, sender_now=answering.kind if answering else steps[-1].holder_kind
        ),
        sent=queries.sent_packs(line.id),
        hearings=queries.hearings_of([line.id]).get(line.id, []),
        questions=asked,
        moves=queries.moves_of(
            line, viewer, organisation_id=answering.organisation_id if answering else None, at=at
        ),
        answering=answering,
        papers=papers_of(line, pack, person, answering, steps, on=on, at=at),
        pack=pack,
        exhibits=now.exhibits if now is not None else exhibits_of(line.id),
        since=now.missing if now is not None and pack is None else (),
        on=on,
    )


def papers_of(
    line: queries.BreachLine,
    pack: packs.Pack | None,
    person: persons.Handle,
    answering: queries.Answering | None,
    steps: Sequence[queries.StepLine],
    *,
    on: date,
    at: datetime,
) -> Papers:
    """As it is now while the sender has it; as it was sent once it has left; as it is now if it never did."""
    sent = packs.sent(line.id) if pack is None else None
    if sent is not None:
        return Papers(sent.served, sent.not_served, sent.lines, sent.number)
    pack = pack or packs.pack_of(line, person, at=at)
    return Papers(
        packs.served_letter(pack, line, crn=person.crn, sender=answering, steps=steps, on=on),
        packs.not_served_letter(pack, line, crn=person.crn, sender=answering, on=on),
        pack.lines,
        None,
    )


# ── In lists ───────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in a list: masked, only the CRN and whom to ask."""

    crn: str
    name: str
    ask: str

    @property
    def is_masked(self) -> bool:
        return bool(self.ask)


def somebodies(person_ids: Collection[int], *, viewer: User, at: datetime) -> dict[int, Somebody]:
    """Names for a list, masked where the viewer must not see them. Three queries at most."""
    named = persons.named(person_ids)
    masked = access.masked(viewer, kind="person", record_ids=person_ids, at=at)
    return {
        pk: Somebody(one.crn, "" if pk in masked else one.name, masked.get(pk, ""))
        for pk, one in named.items()
    }
