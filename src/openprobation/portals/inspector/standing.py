"""What did the record hold of a case on the day its sample stands at, beside the timeline?

Supervision answers, each context once; what was written, changed or ended later is left out or named as
later. Nothing here is written: inspectors read a case and never change one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.samples.queries import SampledCase
from openprobation.rules.dates import words
from openprobation.rules.inspection.applicability import Found, OrderStood, found
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.enforcement import queries as enforcement
from openprobation.supervision.enforcement.queries import breach as breaches
from openprobation.supervision.interventions import queries as interventions
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.plans import queries as planning
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.inspection import CaseFact
from openprobation.vocabulary.plans import GoalState
from openprobation.vocabulary.sentences import RequirementKind

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

WHOLE = 5_000
"""Entries of a record that can be shown and cited."""


def is_cleared(case: SampledCase, user: User) -> bool:
    """Whether the lead cleared this member of the team: only then are sensitive lines shown to them.

    Being given a case opens its record; a victim's address in it is another matter.
    """
    plan = plans.plan_of(case.inspection_id)
    member = plan.member(user.pk) if plan else None
    return member is not None and member.is_cleared


def name(person: persons.Handle, *, as_of: datetime) -> str:
    """The name as it stood: somebody who changed it since is not told by the new one. Two queries."""
    return " ".join(persons.names_as_of([person.id], as_of)[person.id])


# ── What decides which questions are asked ─────────────────────────────────────────────────
def facts_of(cases: Collection[SampledCase]) -> dict[int, dict[CaseFact, Found]]:
    """What the record said of every fact of each case, by the case's id. Seven queries, however many cases."""
    people = persons.by_ids([case.record_id for case in cases])
    kept = {pk: one for one in people.values() for pk in one.ids}
    ids = tuple(kept)
    today = max((timezone.localdate(case.as_of) for case in cases), default=date.min)
    orders: dict[int, list[sentences.OrderLine]] = {}
    for order in sentences.orders_of(ids, today):
        orders.setdefault(kept[order.person_id].id, []).append(order)
    decided: dict[int, list[datetime]] = {}
    for decision in allocations.decisions(ids):
        decided.setdefault(kept[decision.person_id].id, []).append(decision.decided_at)
    return {
        case.id: found(
            [_stood(one) for one in ran(orders.get(kept[case.record_id].id, ()), case.as_of)],
            allocated_on=[
                timezone.localdate(at)
                for at in decided.get(kept[case.record_id].id, ())
                if at <= case.as_of
            ],
            on=timezone.localdate(case.as_of),
        )
        for case in cases
        if case.record_id in kept
    }


def stood(orders: Iterable[sentences.OrderLine], at: datetime) -> Iterator[sentences.OrderLine]:
    """The orders somebody had registered by a moment and nobody had taken back."""
    for one in orders:
        if one.registered_at <= at and (one.withdrawn is None or one.withdrawn.at > at):
            yield one


def ran(orders: Iterable[sentences.OrderLine], at: datetime) -> list[sentences.OrderLine]:
    on = timezone.localdate(at)
    return [one for one in stood(orders, at) if one.starts_on <= on and not over(one.ended_on, on)]


def over(ended_on: date | None, on: date) -> bool:
    return ended_on is not None and ended_on <= on


def _stood(order: sentences.OrderLine) -> OrderStood:
    return OrderStood(
        kind=order.kind,
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        sentenced_on=order.sentenced_on,
        released_on=order.released_on,
        custody=order.custody,
        requires_unpaid_work=any(
            one.kind is RequirementKind.UNPAID_WORK for one in order.requirements
        ),
    )


# ── What an inspector needs beside the form ────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Row:
    """One thing the record held: what, more of it, since when, and the entry that tells of it."""

    said: str
    more: tuple[str, ...] = ()
    on: date | None = None
    about: tuple[str, int] | None = None
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class AsItStood:
    """A case on the day: its name then, its parts, its timeline, and how many lines are masked."""

    name: str
    parts: tuple[Part, ...]
    lines: Sequence[contacts.Line]
    masked: int


def as_it_stood(person: persons.Handle, *, as_of: datetime, cleared: bool) -> AsItStood:
    """Everything beside the form. As many queries for a long record as for a short one."""
    lines = contacts.timeline(person.ids, may_see_sensitive=cleared, as_of=as_of, size=WHOLE).lines
    tells = {(one.reference_kind, one.reference_id or 0): one for one in lines if one.reference_id}
    on = timezone.localdate(as_of)
    told = (
        ("sentence", _("Sentence and requirements"), _sentence(person.ids, as_of)),
        ("officers", _("Who answered for the case"), _officers(person.ids, as_of)),
        ("risk", _("Risk of harm and of reoffending"), _risk(person.ids, as_of)),
        ("alerts", _("Alerts and MAPPA"), _alerts(person.ids, as_of, cleared)),
        ("protection", _("Who is at risk, and enquiries"), _protection(person.ids, as_of, cleared)),
        ("needs", _("Needs"), _needs(person.ids, as_of)),
        ("plan", _("Plan and reviews"), _plan(person.ids, as_of)),
        ("services", _("Services"), _services(person.ids, as_of)),
        ("compliance", _("Coming, failing and enforcing"), _compliance(person.ids, as_of, lines)),
    )
    return AsItStood(
        name(person, as_of=as_of),
        tuple(
            Part(code, title, tuple(_shown(row, tells, cleared, on) for row in rows))
            for code, title, rows in told
        ),
        lines,
        0 if cleared else sum(line.is_sensitive for line in lines),
    )


def _shown(
    row: Row, tells: Mapping[tuple[str, int], contacts.Line], cleared: bool, on: date
) -> Row:
    """With the entry that tells of it; masked where that entry is."""
    line = tells.get(row.about) if row.about else None
    if line is None:
        return row
    if line.is_sensitive and not cleared:
        return Row(_("Sensitive line"), on=row.on, entry_id=line.id)
    return replace(row, entry_id=line.id)


def _some(*said: str | None) -> tuple[str, ...]:
    return tuple(each for each in said if each)


def _ended(ended_on: date | None, on: date, why: str = "") -> str | None:
    if ended_on is None or not over(ended_on, on):
        return None
    said = _("Ended %(on)s") % {"on": words(ended_on)}
    return f"{said}: {why}" if why else said


def _sentence(ids: tuple[int, ...], at: datetime) -> Iterator[Row]:
    on = timezone.localdate(at)
    orders = list(stood(sentences.orders_of(ids, on), at))
    since = sentences.corrections_since({one.event_id for one in orders}, at)
    for one in orders:
        length = f", {one.length}" if one.length else ""
        yield Row(
            f"{one.kind.label}{length}",
            _some(
                f"{one.court}. {one.main_offence}".strip(),
                _("%(starts)s to %(ends)s")
                % {"starts": words(one.starts_on), "ends": words(one.ends_on)},
                _ended(one.ended_on, on, one.end_reason.label if one.end_reason else ""),
                *(
                    f"{each.spoken}{': ' + each.detail if each.detail else ''}"
                    for each in one.requirements
                    if each.starts_on <= on
                ),
                *(each.text for each in one.added_conditions),
                *(
                    _("Put right since: %(what)s was %(was)s")
                    % {"what": what, "was": was or _("empty")}
                    for correction in since.get(one.event_id, ())
                    for what, was, _now in correction.changes
                ),
            ),
            one.sentenced_on,
            ("sentences.event", one.event_id),
        )


def _officers(ids: tuple[int, ...], at: datetime) -> Iterator[Row]:
    for one in allocations.history(ids):
        if one.starts_at > at:
            continue
        ended = timezone.localdate(one.ends_at) if one.ends_at and one.ends_at <= at else None
        yield Row(
            one.officer or _("Nobody yet"),
            _some(
                f"{one.team}, {one.organisation}",
                one.reason.label,
                _("Until %(on)s") % {"on": words(ended)} if ended else None,
            ),
            timezone.localdate(one.starts_at),
            ("allocations.spell", one.id),
        )


def _risk(ids: tuple[int, ...], at: datetime) -> Iterator[Row]:
    known = [one for one in risk.harm_history(ids) if one.at <= at]
    for number, one in enumerate(known):
        is_standing = number == 0
        yield Row(
            _("Serious harm: %(level)s") % {"level": one.overall.label},
            _some(one.because, one.who_is_at_risk, one.what_could_happen, one.what_protects_them)
            if is_standing
            else _some(one.because),
            one.on,
            ("risk.harmassessment", one.id),
        )
    for score in risk.rsr_history(ids):
        if score.at <= at:
            yield Row(
                _("Serious recidivism: %(score)s%%") % {"score": score.rsr},
                on=score.assessed_on,
                about=("risk.reoffendingscore", score.id),
            )


def _alerts(ids: tuple[int, ...], at: datetime, cleared: bool) -> Iterator[Row]:
    on = timezone.localdate(at)
    for one in risk.registrations(ids):
        if one.at > at:
            continue
        looked = [each for each in one.reviews if each.at <= at]
        yield Row(
            one.kind.label,
            _some(
                _ended(one.ends_on, on),
                one.note if cleared else None,
                _("Looked at again %(on)s") % {"on": words(looked[0].reviewed_on)}
                if looked
                else None,
            ),
            one.starts_on,
            ("risk.registration", one.id),
        )
    for level in risk.mappa_history(ids):
        if level.at <= at:
            yield Row(
                level.said,
                _some(_ended(level.ends_on, on)),
                level.starts_on,
                ("risk.mappa", level.id),
            )


def _protection(ids: tuple[int, ...], at: datetime, cleared: bool) -> Iterator[Row]:
    for one in risk.at_risk(ids, as_of=at):
        yield Row(
            one.group.label,
            (
                one.who,
                one.from_what,
                f"{one.finding.label}. {one.what_protects}",
            )
            if cleared
            else (_("Who it is, is shown to inspectors cleared for it."), one.finding.label),
            one.checked_on,
        )
    asked = risk.enquiries(ids)
    moved = risk.steps([one.id for one in asked])
    for each in asked:
        by_then = [step for step in moved.get(each.id, ()) if step.at <= at]
        if by_then:
            yield Row(
                each.task.label,
                _some(each.asked_of, by_then[-1].state.label, by_then[-1].why),
                timezone.localdate(by_then[-1].at),
                ("risk.enquiry", each.id),
            )


def _needs(ids: tuple[int, ...], at: datetime) -> Iterator[Row]:
    known = sorted(
        (one for one in needs.versions(ids) if one.at <= at), key=lambda one: one.at, reverse=True
    )
    for number, one in enumerate(known):
        ranked = ", ".join(need.label for need in one.ranked)
        yield Row(
            _("Assessed: %(needs)s") % {"needs": ranked or _("no need ranked")},
            _some(
                one.what_led_to_it,
                *(
                    f"{line.need.label}, {line.level.label.lower()}. {line.found} {line.strength}".strip()
                    for line in one.in_order
                    if line.is_need or line.strength
                ),
            )
            if number == 0
            else (),
            one.on,
            ("needs.assessment", one.id),
        )


def _plan(ids: tuple[int, ...], at: datetime) -> Iterator[Row]:
    on = timezone.localdate(at)
    for one in planning.all_plans(ids):
        if one.began_on > on:
            continue
        for review in one.reviews:
            if review.on <= on:
                yield Row(
                    _("Review: %(reason)s") % {"reason": review.reason.label},
                    _some(review.what_changed),
                    review.on,
                    ("plans.review", review.id),
                )
        for goal in one.goals:
            if goal.added_at > at:
                continue
            became = [each for each in one.changes if each.goal_id == goal.id and each.at <= at]
            state = became[0].after if became else GoalState.ACTIVE
            yield Row(
                f"{goal.need.label}: {goal.words}",
                _some(
                    state.label,
                    *(
                        f"{step.what} ({step.actor.label.lower()}, {_since(step, at)})"
                        for step in goal.steps
                        if step.added_at <= at
                    ),
                ),
                timezone.localdate(goal.added_at),
                ("plans.goal", goal.id),
            )


def _since(step: planning.StepLine, at: datetime) -> str:
    """A step keeps its last state alone: one that moved later is told as that."""
    return step.state.label.lower() if step.changed_at <= at else _("moved since")


def _services(ids: tuple[int, ...], at: datetime) -> Iterator[Row]:
    on = timezone.localdate(at)
    for one in interventions.of_person(ids):
        if one.sent_at is None or one.sent_at > at:
            continue
        ended = timezone.localdate(one.ended_at) if one.ended_at else None
        held = sum(each.was_held and each.starts_at <= at for each in one.sessions)
        yield Row(
            f"{one.service}, {one.supplier}",
            _some(
                one.need.label,
                _("Sessions held: %(held)s") % {"held": held},
                _ended(ended, on),
            ),
            timezone.localdate(one.sent_at),
            ("interventions.referral", one.id),
        )


def _compliance(
    ids: tuple[int, ...], at: datetime, lines: Sequence[contacts.Line]
) -> Iterator[Row]:
    told = [one.outcome_word for one in lines if one.outcome and not one.is_withdrawn]
    if told:
        came = sum(word is not None and word.attended for word in told)
        yield Row(
            _("Came to %(came)s of %(all)s appointments with an outcome")
            % {"came": came, "all": len(told)}
        )
    on = timezone.localdate(at)
    for one in enforcement.failures_of(ids):
        back = one.taken_back_at is not None and one.taken_back_at <= at
        if one.noticed_at > at or back:
            continue
        decided = one.decided_at is not None and one.decided_at <= at
        yield Row(
            _("Failure: %(what)s") % {"what": one.outcome.label},
            _some(
                one.excuse.label if decided else _("Not decided by then"),
                one.explanation if one.explained_at and one.explained_at <= at else None,
            ),
            one.on,
            ("enforcement.failure", one.id),
        )
    for warned in enforcement.warnings_of(ids):
        back = warned.withdrawn_at is not None and warned.withdrawn_at <= at
        if warned.given_on <= on and not back:
            yield Row(
                _("Warning"),
                (_("For %(on)s") % {"on": words(warned.failed_on)},),
                warned.given_on,
                ("enforcement.warning", warned.id),
            )
    brought = [one for one in breaches.breaches_of(ids) if one.opened_at <= at]
    moves = breaches.steps_of([one.id for one in brought])
    for breach in brought:
        yield Row(
            _("Breach of a %(order)s") % {"order": breach.order_kind.label.lower()},
            _some(
                *(
                    f"{words(timezone.localdate(step.at))}: {step.move.label}."
                    f" {step.said or step.why}".strip()
                    for step in moves.get(breach.id, ())
                    if step.at <= at
                )
            ),
            timezone.localdate(breach.opened_at),
            ("enforcement.breach", breach.id),
        )
