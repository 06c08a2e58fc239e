"""How are needs and strengths assessed, signed and countersigned?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules import needs as rules
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.needs import AssessmentState, Need, NeedLevel

from ..events import AssessmentCompleted
from ..models import AssessedNeed, Assessment
from ..permissions import Permission
from ..policies import LONGEST_LINE, LONGEST_NOTE
from ..queries import pack
from .refusing import TooLong, refuse_all


# ── Refusals ───────────────────────────────────────────────────────────────────────────────
class NeedNotLookedAt(Refused):
    def __init__(self, need: Need) -> None:
        super().__init__(
            f"Say how much need there is: {need.label.lower()}.", field=f"{need}_level"
        )


class SayWhatYouFound(Refused):
    def __init__(self, need: Need) -> None:
        super().__init__(f"Say what you found: {need.label.lower()}.", field=f"{need}_found")


class SayWhatLedToIt(Refused):
    def __init__(self) -> None:
        super().__init__("Say what led to the offending.", field="what_led_to_it")


class RankTheNeeds(Refused):
    def __init__(self) -> None:
        super().__init__("Say which need comes first.", field="rank_1")


class NotANeed(Refused):
    def __init__(self, need: Need, rank: int) -> None:
        super().__init__(
            f"{need.label} was found to be no need. Rank another, or change what you found.",
            field=f"rank_{rank}",
        )


class RankedTwice(Refused):
    def __init__(self, need: Need, rank: int) -> None:
        super().__init__(f"{need.label} is ranked twice.", field=f"rank_{rank}")


class AssessedSince(Refused):
    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(
            f"{by} signed an assessment at {timezone.localtime(at):%H:%M on %-d %B %Y}, after you"
            " opened this page. What you typed is still here: read theirs before you sign yours."
        )


class AnsweredAlready(Refused):
    def __init__(self) -> None:
        super().__init__("This assessment has been answered, or a newer one has been signed.")


class YourOwn(Refused):
    def __init__(self) -> None:
        super().__init__("You signed this assessment: somebody else must countersign it.")


class SayWhatToChange(Refused):
    def __init__(self) -> None:
        super().__init__("Say what the officer should change.", field="answer")


# ── Signing ────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Found(rules.Looked):
    """What was found of one need, with the words for it."""

    found: str = ""
    strength: str = ""


@transaction.atomic
def assess(
    *,
    person_id: int,
    found: Mapping[Need, Found],
    ranked: Sequence[Need],
    what_led_to_it: str,
    by: User,
    at: datetime,
    ask_senior: bool = False,
    seen_id: int | None = None,
) -> Assessment:
    """Sign an assessment: every need looked at, the first three ranked. A senior reads it where that is asked.

    `seen_id` is the version the writer had before them (0: none); a newer one is not written over unread.
    """
    person_id = persons.kept_id(person_id)
    require(by, Permission.ASSESS, at=at, person_id=person_id)
    what_led_to_it = what_led_to_it.strip()
    refuse_all(_faults(found, ranked, what_led_to_it))
    before = latest_of(person_id)
    if before is not None and seen_id is not None and before.pk != seen_id:
        raise AssessedSince(before.signed_by.name, before.signed_at)
    reading = reading_of(found, asked=ask_senior, by=by, at=at)
    assessment = assessment_of(
        person_id,
        version=next_number(person_id),
        what_led_to_it=what_led_to_it,
        reading=reading,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            assessment.save(force_insert=True)
    except IntegrityError:  # somebody signed the same version in the same moment
        first = latest_of(person_id)
        assert first is not None
        raise AssessedSince(first.signed_by.name, first.signed_at) from None
    AssessedNeed.objects.bulk_create(lines_of(assessment, found, ranked))
    contacts.record(
        person_id=person_id,
        kind=ContactKind.PLAN,
        happened_at=at,
        summary=said_of_assessment(assessment.version, reading.is_needed),
        note=said_of_ranked(ranked),
        by=by,
        at=at,
        reference=assessment,
    )
    audit(
        "needs.assessment.signed",
        on=assessment,
        by=by.username,
        at=at,
        version=assessment.version,
        awaits=reading.is_needed,
    )
    if not reading.is_needed:
        announce(AssessmentCompleted(person_id, assessment.pk, assessment.version, by.pk, at))
    return assessment


def check_assessment(
    *, found: Mapping[Need, Found], ranked: Sequence[Need], what_led_to_it: str
) -> None:
    """Refuse what `assess` would refuse, and write nothing: for the page before it is signed."""
    refuse_all(_faults(found, ranked, what_led_to_it.strip()))


def reading_of(
    found: Mapping[Need, Found], *, asked: bool, by: User, at: datetime
) -> rules.Countersigning:
    """Whether a senior would read it first, and why."""
    return rules.countersigning(
        found,
        roles=authority(by, at).roles,
        asked=asked,
        on=timezone.localdate(at),
        pack=pack(),
    )


def assessment_of(
    person_id: int,
    *,
    version: int,
    what_led_to_it: str,
    reading: rules.Countersigning,
    by: User,
    at: datetime,
) -> Assessment:
    """The unsaved version."""
    return Assessment(
        person_id=person_id,
        version=version,
        state=AssessmentState.AWAITING if reading.is_needed else AssessmentState.IN_USE,
        what_led_to_it=what_led_to_it,
        needs_reading=" ".join(reading.reasons),
        signed_by=by,
        signed_at=at,
    )


def lines_of(
    assessment: Assessment, found: Mapping[Need, Found], ranked: Sequence[Need]
) -> list[AssessedNeed]:
    """The unsaved lines of a version, one a need."""
    place = {need: rank for rank, need in enumerate(ranked, 1)}
    return [
        AssessedNeed(
            assessment=assessment,
            need=need,
            level=found[need].level,
            bears_on_harm=found[need].bears_on_harm,
            bears_on_reoffending=found[need].bears_on_reoffending,
            found=found[need].found.strip(),
            strength=found[need].strength.strip(),
            rank=place.get(need),
        )
        for need in Need
    ]


def said_of_assessment(version: int, waits: bool) -> str:
    said = f"Needs and strengths assessed, version {version}"
    return f"{said}; waiting for countersignature" if waits else said


def said_of_ranked(ranked: Sequence[Need]) -> str:
    if not ranked:
        return "No need was found."
    return f"First: {', '.join(need.label.lower() for need in ranked)}."


def _faults(
    found: Mapping[Need, Found], ranked: Sequence[Need], what_led_to_it: str
) -> Iterator[Refused]:
    if not what_led_to_it:
        yield SayWhatLedToIt()
    if len(what_led_to_it) > LONGEST_NOTE:
        yield TooLong("what_led_to_it", len(what_led_to_it), LONGEST_NOTE)
    for need in Need:
        if need not in found:
            yield NeedNotLookedAt(need)
            continue
        one = found[need]
        if one.is_need and not one.found.strip():
            yield SayWhatYouFound(need)
        for field, words in (("found", one.found), ("strength", one.strength)):
            if len(words.strip()) > LONGEST_LINE:
                yield TooLong(f"{need}_{field}", len(words.strip()), LONGEST_LINE)
    yield from _ranking_faults(found, ranked)


def _ranking_faults(found: Mapping[Need, Found], ranked: Sequence[Need]) -> Iterable[Refused]:
    if not ranked and any(one.level is not NeedLevel.NONE for one in found.values()):
        yield RankTheNeeds()
    for rank, need in enumerate(ranked, 1):
        if need in found and not found[need].is_need:
            yield NotANeed(need, rank)
        if need in ranked[: rank - 1]:
            yield RankedTwice(need, rank)


# ── Countersigning ─────────────────────────────────────────────────────────────────────────
@transaction.atomic
def countersign(
    *, assessment_id: int, accepts: bool, by: User, at: datetime, answer: str = ""
) -> Assessment:
    """A senior has read it: it is in use, or goes back with what to change."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment_id)
    person_id = persons.kept_id(assessment.person_id)
    require(by, Permission.COUNTERSIGN, at=at, person_id=person_id)
    answer = answer.strip()
    if assessment.signed_by_id == by.pk:
        raise YourOwn
    newest = latest_of(person_id)
    if assessment.state != AssessmentState.AWAITING or newest != assessment:
        raise AnsweredAlready
    if not accepts and not answer:
        raise SayWhatToChange
    if len(answer) > LONGEST_NOTE:
        raise TooLong("answer", len(answer), LONGEST_NOTE)

    assessment.state = AssessmentState.IN_USE if accepts else AssessmentState.SENT_BACK
    assessment.answered_by, assessment.answered_at, assessment.answer = by, at, answer
    assessment.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    contacts.record(
        person_id=person_id,
        kind=ContactKind.PLAN,
        happened_at=at,
        summary=said_of_answer(assessment.version, accepts),
        note=answer,
        by=by,
        at=at,
        reference=assessment,
    )
    audit(
        "needs.assessment.countersigned" if accepts else "needs.assessment.sent_back",
        on=assessment,
        by=by.username,
        at=at,
        version=assessment.version,
    )
    if accepts:
        announce(AssessmentCompleted(person_id, assessment.pk, assessment.version, by.pk, at))
    return assessment


def said_of_answer(version: int, accepts: bool) -> str:
    done = "countersigned" if accepts else "sent back to the officer"
    return f"Assessment of needs, version {version}, {done}"


def latest_of(person_id: int) -> Assessment | None:
    """The version signed last, whichever of the person's joined records it was signed on."""
    rows = versions_of(person_id).select_related("signed_by")
    return rows.order_by("-signed_at", "-version", "-pk").first()


def next_number(person_id: int) -> int:
    """One more than any version of the person's joined records: the last signed may have a smaller one."""
    highest = versions_of(person_id).aggregate(highest=Max("version"))["highest"]
    return (highest or 0) + 1


def versions_of(person_id: int) -> QuerySet[Assessment]:
    person = persons.by_id(person_id)
    return Assessment.objects.filter(person_id__in=person.ids if person else (person_id,))
