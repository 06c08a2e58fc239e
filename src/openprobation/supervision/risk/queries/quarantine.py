"""What is kept from papers about somebody (of which kind, never which words), and who may read it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.protection import FactKind, ProtectionTask

from ..models import EnquiryStep, QuarantinedFact

HOLDS_THE_CASE = frozenset(
    {
        RelationKind.RESPONSIBLE_OFFICER,
        RelationKind.DEPUTY,
        RelationKind.TEAM,
        RelationKind.COURT_TEAM,
    }
)


@dataclass(frozen=True, slots=True)
class FactLine:
    """That something is kept from papers: of which kind, who wrote it and when. Not what."""

    id: int
    kind: FactKind
    written_by: str
    written_at: datetime


def quarantined_facts(person_ids: Collection[int]) -> list[FactLine]:
    """What is kept from papers about these people now, the latest first. One query."""
    rows = QuarantinedFact.objects.filter(person_id__in=person_ids, ended_at__isnull=True)
    return [
        FactLine(pk, FactKind(kind), by, at)
        for pk, kind, by, at in rows.order_by("-written_at", "-pk").values_list(
            "pk", "kind", "written_by__name", "written_at"
        )
    ]


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """That an enquiry was answered in words: which enquiry, who wrote it and when. Not what."""

    step_id: int
    task: ProtectionTask
    written_by: str
    written_at: datetime


def quarantined_answers(person_ids: Collection[int]) -> list[AnswerLine]:
    """Answers to enquiries about these people, the latest first. One query."""
    rows = EnquiryStep.objects.filter(enquiry__person_id__in=person_ids).exclude(answer_words="")
    return [
        AnswerLine(pk, ProtectionTask(task), by, at)
        for pk, task, by, at in rows.order_by("-at", "-pk").values_list(
            "pk", "enquiry__task", "by__name", "at"
        )
    ]


def would_tell(person_ids: Collection[int], text: str) -> bool:
    """Whether a text about to leave holds what is kept from messages about these people. Two queries.

    It says yes or no, and never which words.
    """
    facts = QuarantinedFact.objects.filter(person_id__in=person_ids, ended_at__isnull=True)
    answers = EnquiryStep.objects.filter(enquiry__person_id__in=person_ids).exclude(answer_words="")
    kept = [
        *(part for fact in facts.only("words", "source") for part in (fact.words, fact.source)),
        *(answer.answer_words for answer in answers.only("answer_words")),
    ]
    return any(words.is_told_by(text) for words in kept)


def holding_organisations(person_ids: Collection[int], *, at: datetime) -> frozenset[int]:
    """The organisations that hold a person's case now: of its team, its court team, its officer."""
    on = timezone.localdate(at)
    teams: set[int] = set()
    found: set[int] = set()
    for pk in person_ids:
        for kind, holder_id, relation in access.current_holders(kind="person", record_id=pk, at=at):
            if relation not in HOLDS_THE_CASE:
                continue
            if kind == HolderKind.TEAM:
                teams.add(holder_id)
            elif kind == HolderKind.USER:
                posts = organisations.posts_of(holder_id)
                found |= {each.post.organisation_id for each in posts if each.is_held(on)}
    if teams:
        lines = organisations.teams(on=on, ids=teams).values()
        found |= {line.organisation_id for line in lines}
    return frozenset(found)


def is_of_holding_organisation(user: User, person_ids: Collection[int], *, at: datetime) -> bool:
    """Whether a post of the user's is in an organisation that holds the case."""
    mine = authority(user, at).organisation_ids
    return bool(mine & holding_organisations(person_ids, at=at))
