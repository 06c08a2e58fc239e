"""How does an enquiry go from asked to used in the assessment, or is decided to be not needed?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.quarantine import Quarantined
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.rules.protection import MOVES, Asked
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.protection import AnswerKind, EnquiryState, ProtectionTask

from ..models import Enquiry, EnquiryStep, HarmAssessment
from ..models.protection import OPEN
from ..permissions import Permission
from ..policies import LONGEST_NOTE
from ..queries.protection import protection
from .refusing import SayWhy, TooLong, ids_of


# ── Refusals ───────────────────────────────────────────────────────────────────────────────
class AskedAlready(Refused):
    def __init__(self, task: ProtectionTask) -> None:
        super().__init__(
            f"“{task.label}” is under way already. Chase it, or write down its answer."
        )


class SayWhom(Refused):
    def __init__(self) -> None:
        super().__init__("Say whom you asked, or who will do it.", field="asked_of")


class SayWhatWasAnswered(Refused):
    def __init__(self) -> None:
        super().__init__("Write what was answered or seen.", field="quarantined_words")


class NotThatStep(Refused):
    def __init__(self, state: EnquiryState) -> None:
        super().__init__(
            f"This enquiry is “{state.label.lower()}” now. Somebody else may have moved it just now."
        )


class NobodyAsksThis(Refused):
    def __init__(self, task: ProtectionTask) -> None:
        super().__init__(f"No policy asks this case for it now: {task.label.lower()}.")


class AssessedBeforeTheAnswer(Refused):
    def __init__(self, answered_at: datetime) -> None:
        day = words(timezone.localdate(answered_at))
        super().__init__(
            f"The answer came on {day}, after the last assessment of harm. Assess harm again with"
            " the answer before you: that is what makes it used."
        )


# ── Asking, chasing, answering ─────────────────────────────────────────────────────────────
@transaction.atomic
def ask(*, person_id: int, task: ProtectionTask, asked_of: str, by: User, at: datetime) -> Enquiry:
    """Ask, or set in motion, what policy asks of the case or what the officer thinks it needs."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.PROTECT, at=at, person_id=person_id)
    if not asked_of.strip():
        raise SayWhom
    if len(asked_of) > LONGEST_NOTE:
        raise TooLong("asked_of", len(asked_of), LONGEST_NOTE)
    enquiry = _open(person_id, task, asked_of=asked_of.strip(), at=at)
    return _move(enquiry, EnquiryState.ASKED, by=by, at=at)


def _open(person_id: int, task: ProtectionTask, *, asked_of: str, at: datetime) -> Enquiry:
    """The unsaved enquiry, with why it is asked and by which rule."""
    ids = ids_of(person_id)
    if Enquiry.objects.filter(person_id__in=ids, task=task, state__in=OPEN).exists():
        raise AskedAlready(task)
    asked = demanded(person_id, task, at=at)
    return enquiry_of(person_id, task, asked_of=asked_of, asked=asked, at=at)


def demanded(person_id: int, task: ProtectionTask, *, at: datetime) -> Asked | None:
    """What policy asks of the case by this task now."""
    found = protection({person_id: ids_of(person_id)}, on=timezone.localdate(at))
    return found[person_id].of(task)


def enquiry_of(
    person_id: int, task: ProtectionTask, *, asked_of: str, asked: Asked | None, at: datetime
) -> Enquiry:
    """The unsaved enquiry."""
    return Enquiry(
        person_id=person_id,
        task=task,
        asked_of=asked_of,
        because=asked.because if asked else "Asked by the officer: no policy asks for it.",
        rule=asked.rule.as_record() if asked else {},
        since=at,
    )


@transaction.atomic
def chase(*, enquiry_id: int, why: str, by: User, at: datetime) -> Enquiry:
    """Ask again, because no answer has come."""
    enquiry = _held(enquiry_id, by=by, at=at, permission=Permission.PROTECT)
    _refuse_long(why)
    return _move(enquiry, EnquiryState.CHASED, why=why.strip(), by=by, at=at)


@transaction.atomic
def answer(
    *,
    enquiry_id: int,
    kind: AnswerKind,
    answer_words: Quarantined,
    by: User,
    at: datetime,
) -> Enquiry:
    """Write down what was answered. It is not done by that: an assessment must take it in.

    Management oversight is answered by whoever oversees.
    """
    enquiry = _held(enquiry_id, by=by, at=at, permission=None)
    is_oversight = enquiry.task == ProtectionTask.OVERSIGHT
    permission = Permission.OVERSEE if is_oversight else Permission.PROTECT
    require(by, permission, at=at, person_id=persons.kept_id(enquiry.person_id))
    if not answer_words:
        raise SayWhatWasAnswered
    return _move(
        enquiry, EnquiryState.ANSWERED, answer=kind, answer_words=answer_words, by=by, at=at
    )


@transaction.atomic
def use(*, enquiry_id: int, by: User, at: datetime) -> Enquiry:
    """Say that the standing assessment of harm took the answer in. It must be later than the answer."""
    enquiry = _held(enquiry_id, by=by, at=at, permission=Permission.ASSESS)
    ids = ids_of(persons.kept_id(enquiry.person_id))
    assessment = (
        HarmAssessment.objects.filter(person_id__in=ids).order_by("-assessed_at", "-pk").first()
    )
    if enquiry.state == EnquiryState.ANSWERED and (
        assessment is None or assessment.assessed_at < enquiry.since
    ):
        raise AssessedBeforeTheAnswer(enquiry.since)
    return _move(enquiry, EnquiryState.USED, assessment=assessment, by=by, at=at)


def use_in(
    assessment: HarmAssessment, enquiry_ids: Collection[int], *, by: User, at: datetime
) -> None:
    """Mark the answers an assessment takes in, in the assessment's own act."""
    ids = ids_of(assessment.person_id)
    answered = Enquiry.objects.select_for_update().filter(
        pk__in=enquiry_ids, person_id__in=ids, state=EnquiryState.ANSWERED
    )
    for enquiry in answered.order_by("pk"):
        _move(enquiry, EnquiryState.USED, assessment=assessment, by=by, at=at)


@transaction.atomic
def not_needed(
    *, person_id: int, task: ProtectionTask, why: str, by: User, at: datetime
) -> Enquiry:
    """Decide, with a reason, that a case does not need what policy asks for, until it is due again."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.OVERSEE, at=at, person_id=person_id)
    if not why.strip():
        raise SayWhy
    _refuse_long(why)
    under_way = (
        Enquiry.objects.select_for_update()
        .filter(person_id__in=ids_of(person_id), task=task, state__in=OPEN)
        .first()
    )
    if under_way is None:
        asked = demanded(person_id, task, at=at)
        if asked is None:
            raise NobodyAsksThis(task)
        under_way = enquiry_of(person_id, task, asked_of="", asked=asked, at=at)
    return _move(under_way, EnquiryState.NOT_NEEDED, why=why.strip(), by=by, at=at)


# ── The one road every step takes ──────────────────────────────────────────────────────────
def _held(enquiry_id: int, *, by: User, at: datetime, permission: Permission | None) -> Enquiry:
    """The enquiry, held until the transaction ends, if the record is open to whoever asks."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry_id)
    if permission is not None:
        require(by, permission, at=at, person_id=persons.kept_id(enquiry.person_id))
    return enquiry


def _refuse_long(why: str) -> None:
    if len(why) > LONGEST_NOTE:
        raise TooLong("why", len(why), LONGEST_NOTE)


def _move(
    enquiry: Enquiry,
    to: EnquiryState,
    *,
    by: User,
    at: datetime,
    why: str = "",
    answer: AnswerKind | None = None,
    answer_words: Quarantined | None = None,
    assessment: HarmAssessment | None = None,
) -> Enquiry:
    """Guard, row, contact, audit."""
    before = EnquiryState(enquiry.state) if enquiry.pk else None
    if to not in MOVES[before]:
        assert before is not None  # everything a new enquiry is made for is among its moves
        raise NotThatStep(before)
    enquiry.state, enquiry.since = to, at
    try:
        with transaction.atomic():
            enquiry.save()
    except IntegrityError:  # two at once: the other one's is under way
        raise AskedAlready(ProtectionTask(enquiry.task)) from None
    step = step_of(
        enquiry,
        before,
        to,
        why=why,
        answer=answer,
        answer_words=answer_words,
        assessment=assessment,
        by=by,
        at=at,
    )
    step.save(force_insert=True)
    contacts.record(
        person_id=enquiry.person_id,
        kind=ContactKind.RISK,
        happened_at=at,
        summary=said_of_step(ProtectionTask(enquiry.task), to, answer),
        note=why,
        by=by,
        at=at,
        reference=enquiry,
    )
    audit(f"risk.enquiry.{to.value}", on=enquiry, by=by.username, at=at, task=enquiry.task)
    return enquiry


def step_of(
    enquiry: Enquiry,
    before: EnquiryState | None,
    to: EnquiryState,
    *,
    by: User,
    at: datetime,
    why: str = "",
    answer: AnswerKind | None = None,
    answer_words: Quarantined | None = None,
    assessment: HarmAssessment | None = None,
) -> EnquiryStep:
    """The unsaved step."""
    return EnquiryStep(
        enquiry=enquiry,
        from_state=before,
        to_state=to,
        why=why,
        answer=answer,
        answer_words=answer_words or Quarantined(""),
        assessment=assessment,
        by=by,
        at=at,
    )


def said_of_step(task: ProtectionTask, to: EnquiryState, answer: AnswerKind | None = None) -> str:
    """What the record says of a step: of an answer only its kind, never its words."""
    said = f"{task.label}: {to.label.lower()}"
    return f"{said} ({answer.label.lower()})" if answer else said
