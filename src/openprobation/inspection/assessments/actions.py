"""How is a case judged, read a second time without knowing of the first, and settled where two differ?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.samples import actions as sampling
from openprobation.inspection.samples import queries as samples
from openprobation.rules.inspection.applicability import CaseFacts
from openprobation.vocabulary.inspection import (
    CaseAnswer,
    CaseFact,
    EvidenceKind,
    Reading,
    ReplacedFor,
)

from . import queries
from .models import Answer, Evidence, FactSaid, Judgement, Moderation, VerdictLook
from .permissions import Permission
from .policies import LONGEST, MOST_WEEKS

UNKNOWN = CaseFacts()


# ── Refusals ───────────────────────────────────────────────────────────────────────────────
class NotYours(Refused):
    def __init__(self) -> None:
        super().__init__("This case was not given to you to judge.")


class HandedInAlready(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This case is handed in. Ask the lead inspector to give it back before changing an answer."
        )


class NotAsked(Refused):
    def __init__(self) -> None:
        super().__init__("This question is not asked of this case.")


class ShowWhereYouSawIt(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(
            f"{code}: point at an entry of the record or at an interview, or say who told you what.",
            field=f"{code}_entries",
        )


class SayWhyNot(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(f"{code}: say why it does not apply to this case.", field=f"{code}_why")


class NoSuchInterview(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(
            f"{code}: that is not an interview on this case.", field=f"{code}_interviews"
        )


class AnswerTooLong(Refused):
    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"{code}: write at most {LONGEST:,} characters.", field=f"{code}_{field}")


class AnsweredSince(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(
            f"{code} was answered on another page after you opened this one. Yours is still here:"
            " look at what stands before you save it.",
            field=code,
        )


class SayWhyOtherwise(Refused):
    def __init__(self) -> None:
        super().__init__(f"Say how you know, in at most {LONGEST:,} characters.", field="why")


class NotSoMany(Refused):
    def __init__(self) -> None:
        super().__init__(f"Give a number from 0 to {MOST_WEEKS:,}.", field="value")


class SaidAlready(Refused):
    def __init__(self) -> None:
        super().__init__("That is what stands already.", field="value")


class AnsweredAlready(Refused):
    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            f"By this {', '.join(codes)} would no longer be asked, and you answered it."
            " Change the answer to “not applicable” first.",
            field="value",
        )


class NotAllAnswered(Refused):
    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"Still to answer: {', '.join(codes)}.")


class ReadAlready(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody else handed in this reading before the case came to you.")


class NothingAnswered(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing of this case is answered yet.")


class NoSuchJudgement(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such judgement in an inspection that you lead.")


class JudgedAlready(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This case is judged and handed in. A case is replaced because it cannot be judged, never"
            " for what was found in it."
        )


class NotHandedIn(Refused):
    def __init__(self) -> None:
        super().__init__("Both readings must be handed in first.")


class NoDifference(Refused):
    def __init__(self) -> None:
        super().__init__("Both gave the same answer: there is nothing to settle.")


class SettledAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This difference has been settled.")


class SayWhySettled(Refused):
    def __init__(self) -> None:
        super().__init__(f"Say what decided it, in at most {LONGEST:,} characters.", field="why")


class AnswerFirst(Refused):
    def __init__(self) -> None:
        super().__init__("Answer the question first: what the program found is shown after.")


# ── Answering ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Cited:
    """An entry of the record as it stood, and its day."""

    entry_id: int
    on: date


@dataclass(frozen=True, slots=True)
class Given:
    """What is answered to one question, and on what."""

    question_id: int
    answer: CaseAnswer
    why: str = ""
    entries: tuple[Cited, ...] = ()
    interviews: tuple[int, ...] = ()
    interview: EvidenceKind = EvidenceKind.OFFICER
    said: str = ""
    seen: int = 0  # the version this was written over, 0 for none


@transaction.atomic
def answer(
    *,
    case_id: int,
    given: Sequence[Given],
    by: User,
    at: datetime,
    facts: CaseFacts = UNKNOWN,
) -> Judgement:
    """Answer some questions of a case given to one. What stood before stays beside what is new.

    `facts` are the case's as it stood, kept with the first answer: they say which questions are asked.
    """
    judgement = mine(case_id, by=by, at=at, facts=facts)
    asked = queries.asked_of(judgement)
    standing = {
        each.question_id: each for each in Answer.objects.standing().filter(judgement=judgement)
    }
    held = (
        {each.id: each for each in samples.interviews(case_id)}
        if any(one.interviews for one in given)
        else {}
    )
    if wrong := list(faults(given, asked, standing, held)):
        raise wrong[0] if len(wrong) == 1 else RefusedForSeveralReasons(wrong)
    for one in given:
        written(one, judgement, before=standing.get(one.question_id), held=held, at=at)
    record(
        "assessment.answered",
        by=by.username,
        at=at,
        on=judgement,
        questions=len(given),
    )
    return judgement


def mine(case_id: int, *, by: User, at: datetime, facts: CaseFacts | None = None) -> Judgement:
    """One's judgement of a case, locked and in hand; begun now where `facts` are given."""
    require(by, Permission.JUDGE, at=at)
    case = queries.case_to_judge(case_id, by)
    if case is None:
        raise NotYours
    rows = Judgement.objects.select_for_update()
    found = rows.filter(case_id=case_id, assessor=by).first()
    if found is None and facts is not None:
        # Another page of the same assessor may begin it at this moment: then that one is taken.
        found, _begun = rows.get_or_create(
            case_id=case_id,
            assessor=by,
            defaults={
                "reading": queries.reading_of(case, by),
                "facts": asdict(facts),
                "begun_at": at,
            },
        )
    if found is None:
        raise NothingAnswered
    if found.handed_in_at is not None:
        raise HandedInAlready
    return found


def faults(
    given: Iterable[Given],
    asked: Mapping[int, queries.Asked],
    standing: Mapping[int, Answer],
    held: Mapping[int, samples.InterviewLine],
) -> Iterator[Refused]:
    for one in given:
        question = asked.get(one.question_id)
        if question is None or question.applies is False:
            yield NotAsked()
            continue
        code = question.code
        before = standing.get(one.question_id)
        if (before.version if before else 0) != one.seen:
            yield AnsweredSince(code)
        if one.answer is CaseAnswer.NOT_APPLICABLE:
            if not one.why.strip():
                yield SayWhyNot(code)
        elif not one.entries and not one.interviews and not one.said.strip():
            yield ShowWhereYouSawIt(code)
        if any(pk not in held for pk in one.interviews):
            yield NoSuchInterview(code)
        if len(one.why) > LONGEST:
            yield AnswerTooLong(code, "why")
        if len(one.said) > LONGEST:
            yield AnswerTooLong(code, "said")


def written(
    one: Given,
    judgement: Judgement,
    *,
    before: Answer | None,
    held: Mapping[int, samples.InterviewLine],
    at: datetime,
) -> Answer:
    made = Answer.objects.create(
        judgement=judgement,
        question_id=one.question_id,
        version=before.version + 1 if before else 1,
        replaces=before,
        answer=one.answer,
        why=one.why.strip(),
        at=at,
    )
    cited = [
        Evidence(answer=made, kind=EvidenceKind.RECORD, entry_id=each.entry_id, entry_on=each.on)
        for each in dict.fromkeys(one.entries)
    ]
    cited += [
        Evidence(answer=made, kind=EvidenceKind(held[pk].with_whom.value), interview_id=pk)
        for pk in dict.fromkeys(one.interviews)
    ]
    if one.said.strip():
        cited.append(Evidence(answer=made, kind=one.interview, said=one.said.strip()))
    Evidence.objects.bulk_create(cited)
    return made


@transaction.atomic
def say_fact(
    *,
    case_id: int,
    fact: CaseFact,
    value: bool | float,
    why: str,
    by: User,
    at: datetime,
    facts: CaseFacts = UNKNOWN,
) -> FactSaid:
    """Say of one's case what the record does not say or has wrong; what stood before is kept beside it.

    Refused where a question already answered would no longer be asked: nothing is dropped unseen.
    """
    judgement = mine(case_id, by=by, at=at, facts=facts)
    if not why.strip() or len(why) > LONGEST:
        raise SayWhyOtherwise
    if fact.is_number and not 0 <= value <= MOST_WEEKS:
        raise NotSoMany
    before = CaseFacts(**judgement.facts)
    if getattr(before, fact.value) == value:
        raise SaidAlready
    after = CaseFacts(**judgement.facts | {fact.value: value})
    case = samples.sampled_case(case_id)
    asked = queries.questions(case.inspection_id, after) if case else {}
    counted = Answer.objects.standing().filter(judgement=judgement)
    lost = [
        asked[pk].code
        for pk in counted.exclude(answer=CaseAnswer.NOT_APPLICABLE)
        .order_by("question_id")
        .values_list("question_id", flat=True)
        if asked[pk].applies is False
    ]
    if lost:
        raise AnsweredAlready(lost)
    said = FactSaid.objects.create(
        judgement=judgement,
        fact=fact,
        before=getattr(before, fact.value),
        value=value,
        why=why.strip(),
        at=at,
    )
    judgement.facts = asdict(after)
    judgement.save(update_fields=["facts"])
    record("assessment.fact.said", by=by.username, at=at, on=said, fact=fact)
    return said


@transaction.atomic
def hand_in(*, case_id: int, by: User, at: datetime) -> Judgement:
    """Every question that is asked has its answer: nothing changes any more."""
    judgement = mine(case_id, by=by, at=at)
    others = Judgement.objects.filter(
        case_id=case_id, reading=judgement.reading, handed_in_at__isnull=False
    )
    if others.exists():
        raise ReadAlready
    asked = queries.asked_of(judgement)
    done = set(judgement.answers.values_list("question_id", flat=True))
    left = [each.code for pk, each in asked.items() if each.applies is not False and pk not in done]
    if left:
        raise NotAllAnswered(left)
    judgement.handed_in_at = at
    judgement.save(update_fields=["handed_in_at"])
    record("assessment.handed_in", by=by.username, at=at, on=judgement)
    return judgement


@transaction.atomic
def give_back(*, judgement_id: int, by: User, at: datetime) -> Judgement:
    """The lead lets an assessor change answers again, while nothing of the case is settled."""
    require(by, Permission.MODERATE, at=at)
    case_id = Judgement.objects.filter(pk=judgement_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchJudgement
    led(case_id, by=by, at=at)  # the inspection is locked before any reading, as in settling
    judgement = Judgement.objects.select_for_update().get(pk=judgement_id)
    if judgement.handed_in_at is None:
        raise NotHandedIn
    if Moderation.objects.filter(case_id=judgement.case_id).exists():
        raise SettledAlready
    judgement.handed_in_at = None
    judgement.save(update_fields=["handed_in_at"])
    record("assessment.given_back", by=by.username, at=at, on=judgement)
    return judgement


@transaction.atomic
def replace_case(
    *, case_id: int, reason: ReplacedFor, note: str, by: User, at: datetime
) -> samples.SampledCase:
    """Replace a case of the sample, as `samples.actions.replace` does, while no reading of it is handed in."""
    led(case_id, by=by, at=at)
    readings = Judgement.objects.select_for_update().filter(case_id=case_id).order_by("pk")
    if any(each.handed_in_at for each in readings):
        raise JudgedAlready
    came = sampling.replace(case_id=case_id, reason=reason, note=note, by=by, at=at)
    found = samples.sampled_case(came.pk)
    assert found is not None
    return found


def led(case_id: int, *, by: User, at: datetime) -> None:
    """Refuse unless the case is of an inspection that this user leads."""
    case = samples.sampled_case(case_id)
    if case is None:
        raise NoSuchJudgement
    programmes.led(case.inspection_id, by=by, at=at)


@transaction.atomic
def look_at_verdict(*, case_id: int, question_id: int, by: User, at: datetime) -> None:
    """Written down once an answer: an inspector looks, after answering, at what the program found."""
    require(by, Permission.JUDGE, at=at)
    standing = (
        Answer.objects.standing()
        .filter(judgement__case_id=case_id, judgement__assessor=by, question_id=question_id)
        .first()
    )
    if standing is None:
        raise AnswerFirst
    _look, is_new = VerdictLook.objects.get_or_create(answer=standing, defaults={"at": at})
    if is_new:
        record("assessment.verdict.looked_at", by=by.username, at=at, on=standing)


# ── Where two differ ───────────────────────────────────────────────────────────────────────
@transaction.atomic
def settle(
    *, case_id: int, question_id: int, answer: CaseAnswer, why: str, by: User, at: datetime
) -> Moderation:
    """Settle a difference between two readings. Both stay as they were given."""
    require(by, Permission.MODERATE, at=at)
    led(case_id, by=by, at=at)
    readings = list(
        Judgement.objects.select_for_update().filter(case_id=case_id, handed_in_at__isnull=False)
    )
    if len(readings) < 2:
        raise NotHandedIn
    standing = {
        each.judgement.reading: each
        for each in Answer.objects.standing()
        .filter(judgement__in=readings, question_id=question_id)
        .select_related("judgement")
    }
    first, second = standing.get(Reading.FIRST), standing.get(Reading.SECOND)
    if first is None or second is None or first.answer == second.answer:
        raise NoDifference
    if not why.strip() or len(why) > LONGEST:
        raise SayWhySettled
    if Moderation.objects.filter(case_id=case_id, question_id=question_id).exists():
        raise SettledAlready
    made = Moderation.objects.create(
        case_id=case_id,
        question_id=question_id,
        first=first,
        second=second,
        settled=answer,
        why=why.strip(),
        by=by,
        at=at,
    )
    record("assessment.settled", by=by.username, at=at, on=made)
    return made
