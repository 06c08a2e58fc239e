"""How is risk assessed, flagged, looked at again and taken off?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules import harm as rules
from openprobation.rules.allocation import at_two_decimals
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.risk import (
    HarmGroup,
    HarmLevel,
    MappaCategory,
    MappaLevel,
    RegistrationKind,
    ScoreSource,
)

from ..events import HarmAssessed, MappaChanged, RegistrationChanged
from ..models import (
    Deregistration,
    HarmAssessment,
    Mappa,
    Registration,
    RegistrationReview,
    ReoffendingScore,
)
from ..permissions import Permission
from ..policies import HOLD_MAPPA_CASES, LONGEST_NARRATIVE, LONGEST_NOTE, MAPPA_CATEGORIES
from ..queries import harm_change, pack
from .enquiring import use_in
from .refusing import SayWhy, TooLong, ids_of, refuse_all


# ── Refusals ───────────────────────────────────────────────────────────────────────────────
class GroupNotAssessed(Refused):
    def __init__(self, group: HarmGroup) -> None:
        super().__init__(
            f"Say how likely serious harm is for this group: {group.label.lower()}.",
            field=group.value,
        )


class SayWho(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Say who is at risk: name them, or say what kind of person.", field="who_is_at_risk"
        )


class SayWhat(Refused):
    def __init__(self) -> None:
        super().__init__("Say what could happen, and when.", field="what_could_happen")


class SayWhatProtects(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Say what protects them, or that nothing does yet.", field="what_protects_them"
        )


class AssessedSince(Refused):
    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(
            f"{by} assessed harm at {timezone.localtime(at):%H:%M on %-d %B %Y}, after you opened"
            " this page. What you typed is still here: read the new assessment before you send it."
        )


class NotAPercentage(Refused):
    def __init__(self) -> None:
        super().__init__("An RSR score is a percentage from 0 to 100, like 6.89.", field="rsr")


class NotYet(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("This day has not come yet. Give today or an earlier day.", field=field)


class ReviewAlreadyPast(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("The next review must be after today.", field=field)


class AlreadyRegistered(Refused):
    def __init__(self, kind: RegistrationKind, since: date) -> None:
        super().__init__(
            f"“{kind.label}” has been registered since {words(since)}. Review it instead.",
            field="kind",
        )


class AlreadyEnded(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"This ended on {words(on)}. Somebody else may have ended it just now.")


class EndsBeforeItStarts(Refused):
    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"The last day must be on or after {words(starts_on)}, when it began.", field="on"
        )


class BeforeWhatIsInForce(Refused):
    def __init__(self, starts_on: date) -> None:
        super().__init__(
            "The first day must be on or after"
            f" {words(starts_on)}, when the category and level in force began.",
            field="starts_on",
        )


class SayWhatYouFound(Refused):
    def __init__(self) -> None:
        super().__init__("Say what you found when you looked again.", field="note")


class MappaIsForTheNps(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A Community Rehabilitation Company holds no MAPPA cases. If you think this person is"
            " eligible, refer the case to the National Probation Service: they decide."
        )


class CategoryNotInForce(Refused):
    def __init__(self, category: MappaCategory, on: date) -> None:
        super().__init__(
            f"There was no {category.label.lower()} on {words(on)}. Choose another, or a later"
            " first day.",
            field="category",
        )


class NoMappa(Refused):
    def __init__(self) -> None:
        super().__init__("No MAPPA category and level is in force for this person.")


# ── Harm and reoffending ───────────────────────────────────────────────────────────────────
@transaction.atomic
def assess_harm(
    *,
    person_id: int,
    levels: Mapping[HarmGroup, HarmLevel],
    who_is_at_risk: str,
    what_could_happen: str,
    what_protects_them: str,
    by: User,
    at: datetime,
    seen_id: int | None = None,
    uses: Collection[int] = (),
) -> HarmAssessment:
    """Say how likely serious harm is to each group, to whom, and what protects them.

    `uses` are the answered enquiries this assessment takes in: with it they are done.
    `seen_id` is the assessment the writer had before them; a newer one is not written over unread.
    """
    person_id = persons.kept_id(person_id)
    require(by, Permission.ASSESS, at=at, person_id=person_id)
    narrative = {
        "who_is_at_risk": who_is_at_risk.strip(),
        "what_could_happen": what_could_happen.strip(),
        "what_protects_them": what_protects_them.strip(),
    }
    refuse_all(_harm_faults(levels, narrative))
    before = (
        HarmAssessment.objects.filter(person_id__in=ids_of(person_id))
        .select_related("assessed_by")
        .order_by("-assessed_at", "-pk")
        .first()
    )
    if seen_id is not None and before is not None and before.pk != seen_id:
        raise AssessedSince(before.assessed_by.name, before.assessed_at)
    said = rules.overall(levels)
    assert said is not None  # every group has a level

    assessment = assessment_of(person_id, levels, said=said, narrative=narrative, by=by, at=at)
    assessment.save(force_insert=True)
    was = before.overall if before else None
    contacts.record(
        person_id=person_id,
        kind=ContactKind.RISK,
        happened_at=at,
        summary=harm_change(was, said.level),
        note=said.because,
        by=by,
        at=at,
        reference=assessment,
    )
    audit("risk.harm.assessed", on=assessment, by=by.username, at=at, before=was, now=said.level)
    announce(HarmAssessed(person_id, assessment.pk, was, said.level, by.pk, at))
    if uses:
        use_in(assessment, uses, by=by, at=at)
    return assessment


def assessment_of(
    person_id: int,
    levels: Mapping[HarmGroup, HarmLevel],
    *,
    said: rules.OverallHarm,
    narrative: Mapping[str, str],
    by: User,
    at: datetime,
) -> HarmAssessment:
    """The unsaved assessment."""
    return HarmAssessment(
        person_id=person_id,
        overall=said.level,
        **{group.value: levels[group] for group in HarmGroup},
        **narrative,
        assessed_by=by,
        assessed_at=at,
    )


def _harm_faults(
    levels: Mapping[HarmGroup, HarmLevel], narrative: Mapping[str, str]
) -> Iterable[Refused]:
    """With any group above low there is somebody at risk: who, of what, protected by what."""
    for group in HarmGroup:
        if group not in levels:
            yield GroupNotAssessed(group)
    if any(level is not HarmLevel.LOW for level in levels.values()):
        for field, refusal in (
            ("who_is_at_risk", SayWho()),
            ("what_could_happen", SayWhat()),
            ("what_protects_them", SayWhatProtects()),
        ):
            if not narrative[field]:
                yield refusal
    for field, text in narrative.items():
        if len(text) > LONGEST_NARRATIVE:
            yield TooLong(field, len(text), LONGEST_NARRATIVE)


@transaction.atomic
def record_score(
    *, person_id: int, rsr: Decimal, assessed_on: date, by: User, at: datetime
) -> ReoffendingScore:
    """Type the risk-of-serious-recidivism score of an assessment done elsewhere."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.ASSESS, at=at, person_id=person_id)
    if not Decimal(0) <= rsr <= Decimal(100):
        raise NotAPercentage
    if assessed_on > timezone.localdate(at):
        raise NotYet("assessed_on")
    score = ReoffendingScore.objects.create(
        person_id=person_id,
        rsr=at_two_decimals(rsr),
        source=ScoreSource.TYPED,
        assessed_on=assessed_on,
        recorded_by=by,
        recorded_at=at,
    )
    contacts.record(
        person_id=person_id,
        kind=ContactKind.RISK,
        happened_at=at,
        summary=said_of_score(score),
        note=source_of_score(score),
        by=by,
        at=at,
        reference=score,
    )
    audit("risk.score.recorded", on=score, by=by.username, at=at)
    return score


def said_of_score(score: ReoffendingScore) -> str:
    """What the record says of a score."""
    return f"RSR score of {score.rsr}% recorded"


def source_of_score(score: ReoffendingScore) -> str:
    return f"From the assessment of {words(score.assessed_on)}."


# ── Registrations ──────────────────────────────────────────────────────────────────────────
@transaction.atomic
def register(
    *,
    person_id: int,
    kind: RegistrationKind,
    note: str,
    starts_on: date,
    by: User,
    at: datetime,
    review_due_on: date | None = None,
) -> Registration:
    """Put a flag on the record, and a day to look at it again: the rule's, or the one given."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.REGISTER, at=at, person_id=person_id)
    today = timezone.localdate(at)
    refuse_all(_registration_faults(note, starts_on, review_due_on, today))
    due_on = review_due_on or registration_due(kind, today)
    live = Registration.objects.filter(
        person_id__in=ids_of(person_id), kind=kind, ends_on__isnull=True
    )
    if before := live.first():
        raise AlreadyRegistered(kind, before.starts_on)
    try:
        with transaction.atomic():
            registration = Registration.objects.create(
                person_id=person_id,
                kind=kind,
                note=note.strip(),
                starts_on=starts_on,
                review_due_on=due_on,
                registered_by=by,
                registered_at=at,
            )
    except IntegrityError:  # two at once: the other one's row is there now
        raise AlreadyRegistered(kind, live.get().starts_on) from None
    contacts.record(
        person_id=person_id,
        kind=ContactKind.RISK,
        happened_at=at,
        summary=said_of_registration("added", kind),
        note=note.strip(),
        by=by,
        at=at,
        reference=registration,
    )
    audit("risk.registration.added", on=registration, by=by.username, at=at, kind=kind)
    announce(RegistrationChanged(person_id, registration.pk, "added", by.pk, at))
    return registration


def _registration_faults(
    note: str, starts_on: date, review_due_on: date | None, today: date
) -> Iterable[Refused]:
    if len(note) > LONGEST_NOTE:
        yield TooLong("note", len(note), LONGEST_NOTE)
    if starts_on > today:
        yield NotYet("starts_on")
    if review_due_on is not None and review_due_on <= today:
        yield ReviewAlreadyPast("review_due_on")


def registration_due(kind: RegistrationKind, today: date) -> date:
    return rules.registration_review_due(kind, set_on=today, pack=pack()).due_on


@transaction.atomic
def review_registration(
    *,
    registration_id: int,
    note: str,
    by: User,
    at: datetime,
    next_due_on: date | None = None,
) -> RegistrationReview:
    """Look at a registration again and keep it, saying what was found and when to look next."""
    registration = _live_registration(registration_id, by=by, at=at)
    today = timezone.localdate(at)
    if not note.strip():
        raise SayWhatYouFound
    refuse_all(_registration_faults(note, registration.starts_on, next_due_on, today))
    due_on = next_due_on or registration_due(RegistrationKind(registration.kind), today)

    review = RegistrationReview.objects.create(
        registration=registration,
        reviewed_on=today,
        note=note.strip(),
        next_due_on=due_on,
        by=by,
        at=at,
    )
    registration.review_due_on = due_on
    registration.save(update_fields=["review_due_on"])
    _tell_of(registration, "reviewed", note.strip(), by=by, at=at)
    return review


@transaction.atomic
def end_registration(
    *, registration_id: int, why: str, on: date, by: User, at: datetime
) -> Deregistration:
    """Take a flag off the record, and say why. The registration stays, ended."""
    registration = _live_registration(registration_id, by=by, at=at)
    faults: list[Refused] = []
    if not why.strip():
        faults.append(SayWhy())
    elif len(why) > LONGEST_NOTE:
        faults.append(TooLong("why", len(why), LONGEST_NOTE))
    if on > timezone.localdate(at):
        faults.append(NotYet("on"))
    elif on < registration.starts_on:
        faults.append(EndsBeforeItStarts(registration.starts_on))
    refuse_all(faults)

    ended = Deregistration.objects.create(
        registration=registration, on=on, why=why.strip(), by=by, at=at
    )
    registration.ends_on = on
    registration.save(update_fields=["ends_on"])
    _tell_of(registration, "ended", why.strip(), by=by, at=at)
    return ended


def _live_registration(registration_id: int, *, by: User, at: datetime) -> Registration:
    """The registration, held until the transaction ends, if the record is open to whoever asks."""
    registration = Registration.objects.select_for_update().get(pk=registration_id)
    kept_id = persons.kept_id(registration.person_id)
    require(by, Permission.REGISTER, at=at, person_id=kept_id)
    if registration.ends_on is not None:
        raise AlreadyEnded(registration.ends_on)
    return registration


SAID = {
    "added": "Registered",
    "reviewed": "Registration reviewed",
    "ended": "Registration ended",
}


def said_of_registration(what: str, kind: RegistrationKind) -> str:
    """What the record says of a registration added, reviewed or ended."""
    return f"{SAID[what]}: {kind.label}"


def _tell_of(registration: Registration, what: str, note: str, *, by: User, at: datetime) -> None:
    """The contact line, the audit line and the announcement of a review or an end."""
    kind = RegistrationKind(registration.kind)
    contacts.record(
        person_id=registration.person_id,
        kind=ContactKind.RISK,
        happened_at=at,
        summary=said_of_registration(what, kind),
        note=note,
        by=by,
        at=at,
        reference=registration,
    )
    audit(f"risk.registration.{what}", on=registration, by=by.username, at=at, kind=kind)
    announce(RegistrationChanged(registration.person_id, registration.pk, what, by.pk, at))


# ── MAPPA ──────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def set_mappa(
    *,
    person_id: int,
    category: MappaCategory,
    level: MappaLevel,
    starts_on: date,
    by: User,
    at: datetime,
    review_due_on: date | None = None,
) -> Mappa:
    """Manage somebody under MAPPA from a day, or change category or level. Public provider only."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.REGISTER, at=at, person_id=person_id)
    refuse_companies(by, at=at)
    today = timezone.localdate(at)
    refuse_all(_mappa_faults(category, starts_on, review_due_on, today))
    before = _live_mappa(person_id)
    if before is not None:
        if starts_on < before.starts_on:
            raise BeforeWhatIsInForce(before.starts_on)
        end(before, on=starts_on, why=CHANGED, by=by, at=at)
        before.save(update_fields=["ends_on", "end_why", "ended_by", "ended_at"])

    due_on = review_due_on or mappa_due(level, today)
    mappa = Mappa.objects.create(
        person_id=person_id,
        category=category,
        level=level,
        starts_on=starts_on,
        review_due_on=due_on,
        set_by=by,
        set_at=at,
    )
    _tell_of_mappa(mappa, "set", said_of_mappa(mappa), "", by=by, at=at)
    return mappa


def mappa_due(level: MappaLevel, today: date) -> date:
    return rules.mappa_review_due(level, set_on=today, pack=pack()).due_on


def said_of_mappa(mappa: Mappa) -> str:
    """What the record says when a category and level are set."""
    category, level = MappaCategory(mappa.category), MappaLevel(mappa.level)
    said = f"MAPPA {category.label.lower()}, {level.label.lower()}"
    return f"{said}, from {words(mappa.starts_on)}"


def _mappa_faults(
    category: MappaCategory, starts_on: date, review_due_on: date | None, today: date
) -> Iterable[Refused]:
    rule = MAPPA_CATEGORIES.find(starts_on, pack=pack())
    if rule is not None and category not in rule.value:
        yield CategoryNotInForce(category, starts_on)
    if starts_on > today:
        yield NotYet("starts_on")
    if review_due_on is not None and review_due_on <= today:
        yield ReviewAlreadyPast("review_due_on")


@transaction.atomic
def end_mappa(*, person_id: int, why: str, on: date, by: User, at: datetime) -> Mappa:
    """Stop managing somebody under MAPPA, and say why. Public provider only."""
    person_id = persons.kept_id(person_id)
    require(by, Permission.REGISTER, at=at, person_id=person_id)
    refuse_companies(by, at=at)
    mappa = _live_mappa(person_id)
    if mappa is None:
        raise NoMappa
    faults: list[Refused] = []
    if not why.strip():
        faults.append(SayWhy())
    if on > timezone.localdate(at):
        faults.append(NotYet("on"))
    elif on < mappa.starts_on:
        faults.append(EndsBeforeItStarts(mappa.starts_on))
    refuse_all(faults)
    end(mappa, on=on, why=why.strip(), by=by, at=at)
    mappa.save(update_fields=["ends_on", "end_why", "ended_by", "ended_at"])
    _tell_of_mappa(mappa, "ended", "MAPPA ended", why.strip(), by=by, at=at)
    return mappa


def refuse_companies(by: User, *, at: datetime) -> None:
    """Only a post in the public provider manages people under MAPPA."""
    if by.is_system:
        return
    if not any(post.organisation_kind in HOLD_MAPPA_CASES for post in authority(by, at).posts):
        raise MappaIsForTheNps


def _live_mappa(person_id: int) -> Mappa | None:
    live = Mappa.objects.select_for_update().filter(ends_on__isnull=True)
    return live.filter(person_id__in=ids_of(person_id)).order_by("pk").first()


CHANGED = "The category or level changed."


def end(mappa: Mappa, *, on: date, why: str, by: User, at: datetime) -> None:
    """Say on the row that it ended; the caller saves it."""
    mappa.ends_on, mappa.end_why, mappa.ended_by, mappa.ended_at = on, why, by, at


def _tell_of_mappa(
    mappa: Mappa, what: str, said: str, note: str, *, by: User, at: datetime
) -> None:
    contacts.record(
        person_id=mappa.person_id,
        kind=ContactKind.RISK,
        happened_at=at,
        summary=said,
        note=note,
        by=by,
        at=at,
        reference=mappa,
    )
    audit(
        f"risk.mappa.{what}",
        on=mappa,
        by=by.username,
        at=at,
        category=mappa.category,
        level=mappa.level,
    )
    announce(MappaChanged(mappa.person_id, by.pk, at))
