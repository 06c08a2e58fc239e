"""How does one move of a breach come about, whoever makes it?

Every move goes one road, `taken_up` then `move`: the rights, the machine, the row, the record and the audit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from openprobation.foundation.access.actions import end_relations
from openprobation.foundation.access.check import NotAllowed, authority, may, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.breach import why_not
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import RelationKind
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    NotLaidReason,
    WithdrawalReason,
)
from openprobation.vocabulary.contacts import ContactKind

from ...models import (
    Breach,
    BreachStep,
    SentPack,
)
from ...permissions import Permission
from ...queries import breach as queries

LONGEST = 4_000
OPEN_AFTERWARDS = timedelta(weeks=4)
"""How long the enforcement team can open the record after a breach is over."""


NEEDED: Mapping[BreachMove, tuple[Permission, ...]] = {
    BreachMove.OPEN: (Permission.PREPARE_PACK,),
    BreachMove.CHECK: (Permission.PREPARE_PACK,),
    BreachMove.AMEND: (Permission.PREPARE_PACK,),
    BreachMove.ENDORSE: (Permission.ENDORSE_PACK,),
    BreachMove.SUBMIT: (Permission.PREPARE_PACK,),
    BreachMove.RETURN: (Permission.JUDGE_PACK,),
    BreachMove.RESUBMIT: (Permission.PREPARE_PACK,),
    BreachMove.ACCEPT: (Permission.JUDGE_PACK,),
    BreachMove.CONSIDER: (Permission.JUDGE_PACK,),
    BreachMove.LAY: (Permission.LAY_INFORMATION,),
    BreachMove.DO_NOT_LAY: (Permission.JUDGE_PACK,),
    BreachMove.LIST: (Permission.RECORD_HEARING,),
    BreachMove.HEAR: (Permission.RECORD_HEARING,),
    BreachMove.ADJOURN: (Permission.RECORD_HEARING,),
    BreachMove.CONCLUDE: (Permission.RECORD_HEARING,),
    BreachMove.WITHDRAW: (
        Permission.PREPARE_PACK,
        Permission.ENDORSE_PACK,
        Permission.JUDGE_PACK,
    ),
}
"""What a move needs leave for: any one of these. The machine then says whose it is."""


class NotNow(Refused):
    """The machine has no such move, or not by this hand."""


class NobodyAnswers(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody answers for this case, so nobody can breach it.")


class ChangedMeanwhile(Refused):
    def __init__(self, breach: Breach, latest: BreachStep | None) -> None:
        who = (
            f" {latest.by.name} did at {timezone.localtime(latest.at):%H:%M on %-d %B %Y}."
            if latest
            else ""
        )
        super().__init__(
            f"Somebody changed this since you opened it.{who} It stands at:"
            f" {BreachState(breach.state).label.lower()}. Nothing of yours was saved."
        )


class NoReasonGiven(Refused):
    def __init__(self) -> None:
        super().__init__("Choose a reason from the list.", field="reason")


class NoteNeeded(Refused):
    def __init__(self, field: str = "note") -> None:
        super().__init__("Say what the other reason is.", field=field)


class TooLong(Refused):
    def __init__(self, length: int, field: str) -> None:
        super().__init__(
            f"This is {length:,} characters long. Keep it to {LONGEST:,}.", field=field
        )


@dataclass(slots=True)
class Case:
    """A breach taken up for a move: its row locked, whose it is, who answers for the case."""

    breach: Breach
    person: persons.Handle
    answering: queries.Answering

    @property
    def state(self) -> BreachState:
        return BreachState(self.breach.state)


def require_any(
    by: User, needed: Sequence[Permission], *, at: datetime, person_id: int | None
) -> None:
    """Refuse unless a post includes one of these and the person is open."""
    held = next((each for each in needed if may(by, each, at=at)), None)
    if held is None:
        raise NotAllowed(needed[0])
    if person_id is not None:
        person_id = persons.kept_id(person_id)
    require(by, held, at=at, person_id=person_id)


def taken_up(
    breach_id: int, verb: BreachMove, *, by: User, at: datetime, seen_version: int | None = None
) -> Case:
    """The breach with its row locked, once the move is allowed. Refuses with the reason why not."""
    breach = Breach.objects.select_for_update(of=("self",)).get(pk=breach_id)
    person = persons.by_id(persons.kept_id(breach.person_id))
    assert person is not None
    require_any(by, NEEDED[verb], at=at, person_id=person.id)
    answering = queries.answering(person.ids, breach_id=breach.pk, at=at)
    if answering is None:
        raise NobodyAnswers
    refuse_changed(breach, seen_version)
    refuse_move(breach, verb, by=by, answering=answering, at=at)
    return Case(breach, person, answering)


def refuse_changed(breach: Breach, seen_version: int | None) -> None:
    """Of two who move it at once, the second is told what the first did."""
    if seen_version is not None and seen_version != breach.version:
        raise ChangedMeanwhile(breach, breach.steps.select_related("by").order_by("-pk").first())


def refuse_move(
    breach: Breach, verb: BreachMove, *, by: User, answering: queries.Answering, at: datetime
) -> None:
    if by.is_system:
        return
    said = why_not(
        verb,
        BreachState(breach.state),
        queries.actors(by, organisation_id=answering.organisation_id, at=at),
        endorsement_asked=breach.endorsement_asked,
    )
    if said is not None:
        raise NotNow(said)


def move(
    case: Case,
    verb: BreachMove,
    ends: BreachState,
    *,
    by: User,
    at: datetime,
    why: str = "",
    pack: SentPack | None = None,
    not_laid: NotLaidReason | None = None,
    withdrawn: WithdrawalReason | None = None,
    said: str = "",
    note: str = "",
) -> BreachStep:
    """Write the step, the new state, a line of the record where `said`, and the audit."""
    breach = case.breach
    step = BreachStep.objects.create(
        breach=breach,
        move=verb,
        from_state=None if verb is BreachMove.OPEN else breach.state,
        to_state=ends,
        holder_team_id=case.answering.team_id,
        not_laid=not_laid,
        withdrawn=withdrawn,
        why=why.strip(),
        pack=pack,
        by=by,
        by_team_id=team_of(by, at=at),
        at=at,
    )
    breach.state = ends
    if verb is not BreachMove.OPEN:
        breach.version += 1
        breach.save(update_fields=["state", "version", "enforcement_team"])
    if said:
        contacts.record(
            person_id=case.person.id,
            kind=ContactKind.COURT,
            happened_at=at,
            summary=said,
            note=note,
            by=by,
            at=at,
            reference=breach,
        )
    audit(
        "breach.moved",
        on=breach,
        person_id=case.person.id,
        by=by.username,
        at=at,
        move=verb,
        state=ends,
        reason=not_laid or withdrawn,
    )
    if ends.is_end:
        leave(case, at=at)
    return step


def team_of(by: User, *, at: datetime) -> int | None:
    post = authority(by, at).main_post
    return post.team_id if post else None


def leave(case: Case, *, at: datetime) -> None:
    """It is over: the enforcement team can open the record for some weeks yet, unless it has another of it."""
    team_id = case.breach.enforcement_team_id
    others = Breach.objects.live().filter(person_id__in=case.person.ids, enforcement_team=team_id)
    if team_id is None or others.exclude(pk=case.breach.pk).exists():
        return
    end_relations(
        kind="person",
        record_id=case.person.id,
        relations=(RelationKind.ENFORCEMENT,),
        at=at + OPEN_AFTERWARDS,
        holder_id=team_id,
    )


def refuse_too_long(**texts: str) -> None:
    faults = [TooLong(len(text), field) for field, text in texts.items() if len(text) > LONGEST]
    refuse_all(faults)


def refuse_all(faults: Sequence[Refused]) -> None:
    """All that is wrong at once."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)
