"""What follows for whose case it is, when a sentence begins, supervision ends or the person dies?

And when two records turn out to be one person, or not to be.
"""

from __future__ import annotations

from datetime import datetime

from openprobation.foundation.access.check import authority
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.redaction.events import Words
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.events import PersonDied, RecordsMerged, RecordsParted
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.events import SentenceRegistered, SupervisionEnded
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import TeamKind

from . import actions


class NoCourtTeam(Refused):
    def __init__(self) -> None:
        super().__init__(
            "No court team could hold this case until it is allocated. Ask the administrator to"
            " post you to one."
        )


def court_team_holds(event: SentenceRegistered) -> None:
    """A new supervision begins with the team of whoever registered the sentence."""
    if not event.opened:
        return
    by = User.objects.get(pk=event.by_id)
    actions.hold_by_court(
        person_id=event.person_id,
        period_id=event.period_id,
        team_id=court_team_of(by, at=event.at),
        since=event.sentenced_on,
        by=by,
        at=event.at,
    )


def court_team_of(by: User, *, at: datetime) -> int:
    """The court officer's own team; for somebody with another post, that; for the system, a court's."""
    theirs = authority(by, at)
    posts = sorted(theirs.posts, key=lambda post: post.role is not Role.COURT_OFFICER)
    if posts:
        return posts[0].team_id
    for team in organisations.teams(on=theirs.on).values():
        if team.kind is TeamKind.COURT:
            return team.id
    raise NoCourtTeam


def nobody_answers(event: SupervisionEnded) -> None:
    """The last order ended: the open spell ends at that moment."""
    actions.end_responsibility(
        period_ids=[event.period_id], by=User.objects.get(pk=event.by_id), at=event.at
    )
    person = persons.by_id(event.person_id)
    ids = person.ids if person else (event.person_id,)
    if sentences.open_period(ids) is None:
        actions.lapse_moves(ids, why="Supervision ended.", at=event.at)


def nobody_answers_after_death(event: PersonDied) -> None:
    """Every supervision of the person has just closed: their open spells end at that moment."""
    person = persons.by_id(event.person_id)
    ids = person.ids if person else (event.person_id,)
    actions.end_responsibility(
        period_ids=sentences.closed_periods(ids), by=User.objects.get(pk=event.by_id), at=event.at
    )
    actions.lapse_moves(ids, why="The person died.", at=event.at)


def one_answers(event: RecordsMerged) -> None:
    """Two records are one person: whoever holds the kept one answers."""
    by = User.objects.get(pk=event.by_id)
    actions.join_cases(kept_id=event.kept_id, folded_id=event.folded_id, by=by, at=event.at)


def each_has_a_holder(event: RecordsParted) -> None:
    """Two people after all: the record parted off is somebody's case again."""
    by = User.objects.get(pk=event.by_id)
    actions.part_cases(kept_id=event.kept_id, folded_id=event.folded_id, by=by, at=event.at)


def redact_words(event: Words) -> None:
    event.sweep.over_context("allocations", codes=["inputs"])
