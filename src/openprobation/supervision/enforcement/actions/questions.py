"""How do those who supervise and those who prosecute ask each other, agree on something, and close it?"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.rules.breach import answer_due
from openprobation.rules.dates import words as said_day
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.breach import QuestionKind

from ..models import Answer, Breach, HandedOn, Question
from ..permissions import Permission

LONGEST = 4_000


class NothingWritten(Refused):
    def __init__(self) -> None:
        super().__init__("Write what you ask or agreed.", field="words")


class TooLong(Refused):
    def __init__(self, length: int, field: str = "words") -> None:
        super().__init__(
            f"This is {length:,} characters long. Keep it to {LONGEST:,}.", field=field
        )


class WhyNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Say why you hand it on.", field="why")


class NotAnOwner(Refused):
    def __init__(self) -> None:
        super().__init__("Choose somebody who may open and answer it.", field="owner")


class TheirsAlready(Refused):
    def __init__(self) -> None:
        super().__init__("It is with them already. Choose somebody else.", field="owner")


class NoSuchTeam(Refused):
    def __init__(self) -> None:
        super().__init__("Choose the team it is for.", field="owner_team")


class NotInThatTeam(Refused):
    def __init__(self) -> None:
        super().__init__("Choose somebody of the team it is for.", field="owner")


class DueInThePast(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"Choose a day from {said_day(on)} on.", field="due_on")


class ClosedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This is closed already. Ask anew if something is left.")


class NotYours(Refused):
    def __init__(self) -> None:
        super().__init__("Only the two organisations it is between can answer this.")


class NoPost(Refused):
    def __init__(self) -> None:
        super().__init__("You hold no post today from which to ask.")


@transaction.atomic
def ask(
    *,
    kind: QuestionKind,
    person_id: int,
    words: str,
    owner_team_id: int,
    by: User,
    at: datetime,
    breach_id: int | None = None,
    owner_id: int | None = None,
    due_on: date | None = None,
) -> Question:
    """Ask the other side about a case, or write down what both agreed to do; always with an owner and a day."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.ASK, at=at, person_id=person_id)
    person = persons.by_id(person_id)
    assert person is not None
    if breach_id is not None:  # one of another person's is not theirs to name
        breach_id = (
            Breach.objects.filter(pk=breach_id, person_id__in=person.ids)
            .values_list("pk", flat=True)
            .get()
        )
    if kind is QuestionKind.STANDING:
        kind = QuestionKind.JOINT_ACTION
    return raised(
        kind, words, owner_team_id, owner_id, due_on,
        person_id=person_id, breach_id=breach_id, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def raise_standing(
    *,
    words: str,
    owner_team_id: int,
    by: User,
    at: datetime,
    owner_id: int | None = None,
    due_on: date | None = None,
) -> Question:
    """Put a matter to the senior team of the other organisation, about no one case."""
    require(by, Permission.KEEP_STANDING, at=at)
    return raised(
        QuestionKind.STANDING, words, owner_team_id, owner_id, due_on,
        person_id=None, breach_id=None, by=by, at=at,
    )  # fmt: skip


def raised(
    kind: QuestionKind,
    words: str,
    owner_team_id: int,
    owner_id: int | None,
    due_on: date | None,
    *,
    person_id: int | None,
    breach_id: int | None,
    by: User,
    at: datetime,
) -> Question:
    on = timezone.localdate(at)
    refuse_unfit(words)
    if owner_team_id not in organisations.teams(on=on, ids=[owner_team_id]):
        raise NoSuchTeam
    refuse_outsider(owner_id, owner_team_id, on=on)
    due_on = due_on or answer_due(on, pack=policy_pack()).due_on
    if due_on < on:
        raise DueInThePast(on)
    asked = Question.objects.create(
        kind=kind,
        person_id=person_id,
        breach_id=breach_id,
        words=words.strip(),
        asked_by=by,
        asked_by_team_id=own_team(by, at=at),
        asked_at=at,
        owner_id=owner_id,
        owner_team_id=owner_team_id,
        due_on=due_on,
    )
    audit("breach.question.asked", on=asked, person_id=person_id, by=by.username, at=at, kind=kind)
    return asked


@transaction.atomic
def answer(*, question_id: int, words: str, closes: bool, by: User, at: datetime) -> Answer:
    """Say something to it; with it, close it."""
    asked = open_question(question_id, by=by, at=at)
    refuse_unfit(words)
    said = Answer.objects.create(
        question=asked, words=words.strip(), by=by, by_team_id=own_team(by, at=at), at=at
    )
    if closes:
        asked.closed_at = at
        asked.closed_by = by
        asked.save(update_fields=["closed_at", "closed_by"])
    audit(
        "breach.question.answered",
        on=asked,
        person_id=asked.person_id,
        by=by.username,
        at=at,
        closes=closes,
    )
    return said


@transaction.atomic
def hand_on(
    *, question_id: int, owner_team_id: int, owner_id: int, why: str, by: User, at: datetime
) -> Question:
    """Give it to another named owner, and say why. When it was asked and its day stay as they are."""
    asked = open_question(question_id, by=by, at=at)
    on = timezone.localdate(at)
    if not why.strip():
        raise WhyNeeded
    if len(why) > LONGEST:
        raise TooLong(len(why), "why")
    if owner_team_id not in organisations.teams(on=on, ids=[owner_team_id]):
        raise NotAnOwner
    refuse_outsider(owner_id, owner_team_id, on=on)
    if owner_id == asked.owner_id and owner_team_id == asked.owner_team_id:
        raise TheirsAlready
    refuse_shut_out(asked, owner_id, at=at)
    HandedOn.objects.create(
        question=asked,
        from_owner_id=asked.owner_id,
        from_team_id=asked.owner_team_id,
        to_owner_id=owner_id,
        to_team_id=owner_team_id,
        why=why.strip(),
        by=by,
        at=at,
    )
    asked.owner_team_id = owner_team_id
    asked.owner_id = owner_id
    asked.save(update_fields=["owner_team", "owner"])
    audit("breach.question.handed_on", on=asked, person_id=asked.person_id, by=by.username, at=at)
    return asked


def refuse_shut_out(asked: Question, owner_id: int, *, at: datetime) -> None:
    """An owner who may not answer it is none: they must be able to open the person, or keep standing matters."""
    owner = User.objects.get(pk=owner_id)
    try:
        if asked.person_id is not None:
            person_id = persons.kept_id(asked.person_id)
            require(owner, Permission.ASK, at=at, person_id=person_id)
        else:
            require(owner, Permission.KEEP_STANDING, at=at)
            refuse_third_parties(asked, owner, at=at)
    except Refused as refusal:
        raise NotAnOwner from refusal


def open_question(question_id: int, *, by: User, at: datetime) -> Question:
    """The question with its row locked, for somebody who may answer it."""
    asked = (
        Question.objects.select_for_update(of=("self",))
        .select_related("asked_by_team__unit__region", "owner_team__unit__region")
        .get(pk=question_id)
    )
    if asked.person_id is not None:
        require(by, Permission.ASK, at=at, person_id=persons.kept_id(asked.person_id))
    else:
        require(by, Permission.KEEP_STANDING, at=at)
        refuse_third_parties(asked, by, at=at)
    if asked.closed_at is not None:
        raise ClosedAlready
    return asked


def refuse_third_parties(asked: Question, by: User, *, at: datetime) -> None:
    between = {
        asked.asked_by_team.unit.region.organisation_id,
        asked.owner_team.unit.region.organisation_id,
    }
    if not by.is_system and between.isdisjoint(authority(by, at).organisation_ids):
        raise NotYours


def refuse_unfit(words: str) -> None:
    if not words.strip():
        raise NothingWritten
    if len(words) > LONGEST:
        raise TooLong(len(words))


def refuse_outsider(owner_id: int | None, owner_team_id: int, *, on: date) -> None:
    if owner_id is None:
        return
    members = organisations.members(team_ids=[owner_team_id], on=on)
    if owner_id not in {member.user_id for member in members}:
        raise NotInThatTeam


def own_team(by: User, *, at: datetime) -> int:
    post = authority(by, at).main_post
    if post is None:
        raise NoPost
    return post.team_id
