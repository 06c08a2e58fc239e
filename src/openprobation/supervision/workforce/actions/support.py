"""How are supervision, observed practice, induction and training written down?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import months_later, words
from openprobation.rules.working_days import next_working_day
from openprobation.vocabulary.workforce import TrainingKind

from .. import queries
from ..models import AgreedAction, Observation, SupervisionSession, Training
from ..permissions import Permission
from ..policies import LONGEST_LINE, LONGEST_NOTE, TRAINING_DUE
from .guarding import NotFound, NotYet, TooLong, refuse_all, require_manager, said

Agreed = tuple[str, date]


class NextIsNotLater(Refused):
    def __init__(self) -> None:
        super().__init__("The next session must be after this one.", field="next_on")


class DoneAlready(Refused):
    def __init__(self, by: str, on: date) -> None:
        super().__init__(f"{by} ticked this off on {words(on)}.")


class PlannedAlready(Refused):
    def __init__(self, kind: TrainingKind, due_on: date) -> None:
        super().__init__(f"“{kind.label}” is due by {words(due_on)} already.", field="kind")


# ── Supervision ────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def hold_session(
    *,
    member_id: int,
    held_on: date,
    note: str,
    next_on: date,
    by: User,
    at: datetime,
    agreed: Sequence[Agreed] = (),
) -> SupervisionSession:
    """Write down a supervision session and what was agreed in it."""
    require_manager(by, member_id, Permission.SUPERVISE, at=at)
    refuse_all(session_faults(held_on, note, next_on, agreed, today=timezone.localdate(at)))
    session = SupervisionSession.objects.create(
        member_id=member_id,
        manager=by,
        held_on=held_on,
        note=note.strip(),
        next_on=next_on,
        recorded_at=at,
    )
    AgreedAction.objects.bulk_create(
        [AgreedAction(session=session, text=text.strip(), due_on=due) for text, due in agreed]
    )
    record(
        "workforce.supervision.held",
        on=session,
        by=by.username,
        at=at,
        user=member_id,
        agreed=len(agreed),
    )
    return session


def session_faults(
    held_on: date, note: str, next_on: date, agreed: Sequence[Agreed], *, today: date
) -> Iterable[Refused]:
    if held_on > today:
        yield NotYet("held_on")
    if next_on <= held_on:
        yield NextIsNotLater()
    yield from said(note, "note", message="Say what you talked about.", limit=LONGEST_NOTE)
    for number, (text, _due) in enumerate(agreed, 1):
        if len(text) > LONGEST_LINE:
            yield TooLong(f"action_{number}", len(text), LONGEST_LINE)


@transaction.atomic
def complete_action(*, action_id: int, by: User, at: datetime) -> AgreedAction:
    """Tick off what was agreed: the member of staff, or who manages them."""
    action = (
        AgreedAction.objects.select_for_update(of=("self",))
        .select_related("session", "done_by")
        .filter(pk=action_id)
        .first()
    )
    if action is None:
        raise NotFound
    member_id = action.session.member_id
    if member_id == by.pk:
        require(by, Permission.VIEW_OWN, at=at)
    else:
        require_manager(by, member_id, Permission.SUPERVISE, at=at)
    if action.done_at is not None and action.done_by is not None:
        raise DoneAlready(action.done_by.name, timezone.localdate(action.done_at))
    action.done_by, action.done_at = by, at
    action.save(update_fields=["done_by", "done_at"])
    record("workforce.supervision.action_done", on=action, by=by.username, at=at, user=member_id)
    return action


# ── Observed practice ──────────────────────────────────────────────────────────────────────
@transaction.atomic
def observe(
    *,
    member_id: int,
    observed_on: date,
    what: str,
    went_well: str,
    to_try: str,
    by: User,
    at: datetime,
) -> Observation:
    """Write down what was seen of somebody's work."""
    require_manager(by, member_id, Permission.SUPERVISE, at=at)
    today = timezone.localdate(at)
    refuse_all(
        [
            *([NotYet("observed_on")] if observed_on > today else []),
            *said(what, "what", message="Say what you saw.", limit=LONGEST_LINE),
            *said(went_well, "went_well", message="Say what went well.", limit=LONGEST_NOTE),
            *said(to_try, "to_try", message="Say what to try next.", limit=LONGEST_NOTE),
        ]
    )
    observation = Observation.objects.create(
        member_id=member_id,
        observer=by,
        observed_on=observed_on,
        what=what.strip(),
        went_well=went_well.strip(),
        to_try=to_try.strip(),
        recorded_at=at,
    )
    record("workforce.practice.observed", on=observation, by=by.username, at=at, user=member_id)
    return observation


# ── Induction and training ─────────────────────────────────────────────────────────────────
@transaction.atomic
def plan_induction(*, user_id: int, started_on: date, by: User, at: datetime) -> list[Training]:
    """Everything somebody new is to learn, each by a working day. What is planned already stays."""
    require_manager(by, user_id, Permission.SUPERVISE, at=at)
    there = set(Training.objects.filter(user_id=user_id).values_list("kind", flat=True))
    rule = TRAINING_DUE.on(started_on, pack=queries.pack()).value
    made = Training.objects.bulk_create(
        [
            Training(
                user_id=user_id,
                kind=kind,
                due_on=next_working_day(started_on + timedelta(days=due.days)).day,
                because=f"{due.days} days after the first day, {words(started_on)}.",
                recorded_by=by,
                recorded_at=at,
            )
            for kind, due in rule.items()
            if kind not in there
        ]
    )
    record("workforce.induction.planned", by=by.username, at=at, user=user_id, parts=len(made))
    return made


@transaction.atomic
def add_training(
    *, user_id: int, kind: TrainingKind, due_on: date, by: User, at: datetime
) -> Training:
    """Say what somebody is to learn, and by when."""
    require_manager(by, user_id, Permission.SUPERVISE, at=at)
    training = Training(
        user_id=user_id,
        kind=kind,
        due_on=due_on,
        because=f"Agreed on {words(timezone.localdate(at))}.",
        recorded_by=by,
        recorded_at=at,
    )
    try:
        with transaction.atomic():
            training.save(force_insert=True)
    except IntegrityError:
        before = Training.objects.filter(user_id=user_id, kind=kind, done_on__isnull=True)
        raise PlannedAlready(kind, before.values_list("due_on", flat=True)[0]) from None
    record(
        "workforce.training.planned", on=training, by=by.username, at=at, user=user_id, kind=kind
    )
    return training


@transaction.atomic
def complete_training(*, training_id: int, on: date, by: User, at: datetime) -> Training:
    """It was done; where it is to be repeated, the next is planned."""
    training = Training.objects.select_for_update().filter(pk=training_id).first()
    if training is None:
        raise NotFound
    require_manager(by, training.user_id, Permission.SUPERVISE, at=at)
    if training.done_on is not None:
        raise DoneAlready("Somebody", training.done_on)
    if on > timezone.localdate(at):
        raise NotYet("on")
    training.done_on = on
    training.save(update_fields=["done_on"])
    kind = TrainingKind(training.kind)
    again = TRAINING_DUE.on(on, pack=queries.pack()).value[kind].again_months
    if again is not None:
        Training.objects.create(
            user_id=training.user_id,
            kind=kind,
            due_on=months_later(on, again),
            because=f"{again} months after {words(on)}.",
            recorded_by=by,
            recorded_at=at,
        )
    record(
        "workforce.training.done",
        on=training,
        by=by.username,
        at=at,
        user=training.user_id,
        kind=kind,
    )
    return training
