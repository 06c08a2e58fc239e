"""What must an officer do by a day, about whom first, and where is it put right when it is wrong?

First appointments to arrange come first; then people by risk of harm; then by the earliest day. What an
officer put off is not shown to that officer until its day, but is counted and listed apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openprobation.foundation.access.check import authority
from openprobation.foundation.reminders import queries as reminders
from openprobation.rules import working_days
from openprobation.rules.commissioning import ASK_AFTER
from openprobation.rules.dates import words
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.enforcement.queries import breach as breaches
from openprobation.supervision.enforcement.queries import to_decide
from openprobation.supervision.enforcement.queries.questions import waiting_for
from openprobation.supervision.enforcement.queries.referring import to_refer
from openprobation.supervision.interventions import queries as interventions
from openprobation.supervision.plans import queries as plans
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.unpaid_work import queries as unpaid_work
from openprobation.vocabulary.breach import BreachState, Side
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.risk import HarmLevel

from .somebody import Somebody

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

SHOWN = 5
"""At most five nudges a day, the rest counted and one link away (product rule 7)."""
REVIEWS_WITHIN = timedelta(days=14)
ENDS_WITHIN = timedelta(days=28)
ANSWERED_WITHIN = 2
"""Working days in which the officer answers what somebody else reported or sent back."""
LEVELS = list(HarmLevel)


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that must be done by a day, with its answers: do it, or say that the data is wrong.

    `matter` is its code among the person's; `until` is the day it comes back when it was put off.
    """

    matter: str
    what: str
    due_on: date
    working_days_left: int
    address: str
    act: str
    corrected_at: str
    is_first: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What is due about one person, the earliest first."""

    person: Somebody
    clocks: tuple[Clock, ...]

    @property
    def is_first(self) -> bool:
        """Whether nobody has arranged to see them yet."""
        return any(clock.is_first for clock in self.clocks)

    @property
    def place(self) -> tuple[bool, int, date, str]:
        """Where their line stands among the others."""
        harm = LEVELS.index(self.person.harm) if self.person.harm else -1
        return (
            not self.is_first,
            0 if self.is_first else -harm,
            self.clocks[0].due_on,
            self.person.crn,
        )


@dataclass(frozen=True, slots=True)
class Dues:
    """Everybody about whom something is due now, and what of that the officer put off."""

    now: list[Due]
    put_off: list[Due]


def clocks_of(
    cases: Mapping[int, Somebody], *, at: datetime, on: date
) -> Mapping[int, Sequence[Clock]]:
    """What is due about these people, whoever asks, by the id of each one's kept record."""
    people = {pk: person for person in cases.values() for pk in person.ids}
    holders = allocations.holders(cases, at)
    known = risk.known(people, on)
    found: dict[int, list[Clock]] = defaultdict(list)
    for pk, clock in (
        *first_appointments(cases, holders, at=at, on=on),
        *reviews(list(people), known, people=people, on=on),
        *protections(cases, known, on=on),
        *endings(known.orders, people=people, on=on),
        *breaches_to_move(cases, holders, at=at, on=on),
        *excuses_to_decide(cases, on=on),
        *reports_to_decide(cases, on=on),
        *referrals_to_move(cases, on=on),
        *plans_to_move(cases, on=on),
    ):
        found[people[pk].id].append(clock)
    return found


def due_about(
    people: Iterable[tuple[Somebody, Sequence[Clock]]],
    *,
    officer: User,
    at: datetime,
    on: date,
) -> Dues:
    """What is due on these cases, one line a person. Three queries, however many cases.

    A masked person has no line: what is due would tell what the record says.
    """
    cases: dict[int, Somebody] = {}
    found: dict[int, list[Clock]] = defaultdict(list)
    for person, clocks in people:
        if not person.is_masked:
            cases[person.id] = person
            found[person.id] = list(clocks)
    for pk, clock in (*questions_to_answer(cases, officer=officer, at=at, on=on),):
        found[pk].append(clock)
    waits = reminders.put_off(officer.pk, on=on)
    now: list[Due] = []
    put_off: list[Due] = []
    for pk, clocks in found.items():
        marked = [replace(clock, until=comes_back(clock, cases[pk], waits)) for clock in clocks]
        shown = [clock for clock in marked if clock.until is None]
        hidden = [clock for clock in marked if clock.until is not None]
        now += [Due(cases[pk], in_order(shown))] if shown else []
        put_off += [Due(cases[pk], in_order(hidden))] if hidden else []
    return Dues(in_turn(now), in_turn(put_off))


def comes_back(
    clock: Clock, person: Somebody, waits: Mapping[tuple[int, str], date]
) -> date | None:
    """The day a matter comes back, whichever record of the person it was put off on."""
    return max(
        (waits[pk, clock.matter] for pk in person.ids if (pk, clock.matter) in waits), default=None
    )


def in_turn(lines: Iterable[Due]) -> list[Due]:
    return sorted(lines, key=lambda line: line.place)


def in_order(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    return tuple(sorted(clocks, key=lambda clock: (not clock.is_first, clock.due_on, clock.what)))


def first_appointments(
    cases: Mapping[int, Somebody],
    holders: Mapping[int, allocations.Holder],
    *,
    at: datetime,
    on: date,
) -> Iterator[tuple[int, Clock]]:
    """Cases new to the officer that nobody has arranged to see, with the day by which they must be."""
    new = {
        pk: holder.first_contact_by
        for pk, holder in holders.items()
        if holder.first_contact_by is not None
    }
    ids = [record for pk in new for record in cases[pk].ids]
    met = appointments.last_for(ids, at).keys() | appointments.next_for(ids, at).keys()
    for pk, due_on in new.items():
        if not met.isdisjoint(cases[pk].ids):
            continue
        crn = cases[pk].crn
        yield (
            pk,
            Clock(
                "first",
                _("First appointment to arrange"),
                due_on,
                working_days.working_days_between(on, due_on),
                reverse("appointments:arrange", args=[crn]),
                _("Arrange"),
                reverse("allocations:history", args=[crn]),
                is_first=True,
            ),
        )


def reviews(
    case_ids: Collection[int],
    known: risk.KnownAlready,
    *,
    people: Mapping[int, Somebody],
    on: date,
) -> Iterator[tuple[int, Clock]]:
    """Harm, registrations and MAPPA levels to look at again within a fortnight."""
    for pk, due in risk.reviews_due(case_ids, on + REVIEWS_WITHIN, already=known).items():
        for review in due:
            address, corrected_at = where_reviewed(people[pk].crn, review)
            yield (
                pk,
                Clock(
                    f"review.{review.matter}",
                    _("Review: %(what)s") % {"what": review.what},
                    review.due_on,
                    working_days.working_days_between(on, review.due_on),
                    address,
                    _("Review"),
                    corrected_at,
                ),
            )


def where_reviewed(crn: str, review: risk.ReviewDue) -> tuple[str, str]:
    """Where it is looked at again, and where it is put right when it should not stand."""
    if review.registration_id is not None:
        at = [crn, review.registration_id]
        return reverse("risk:review", args=at), reverse("risk:end", args=at)
    if review.matter == "mappa":
        return reverse("risk:mappa", args=[crn]), reverse("risk:end_mappa", args=[crn])
    return reverse("risk:assess", args=[crn]), reverse("risk:summary", args=[crn])


def protections(
    cases: Mapping[int, Somebody], known: risk.KnownAlready, *, on: date
) -> Iterator[tuple[int, Clock]]:
    """What policy asks of a case to protect people: overdue, or due within a fortnight, on one line.

    Put off, it comes back when policy asks for something else as well.
    """
    records = {person.id: person.ids for person in cases.values()}
    asked = risk.protection(records, on=on, already=known)
    for pk, due in risk.enquiries_due(asked, on + REVIEWS_WITHIN).items():
        first, crn = due[0], cases[pk].crn
        yield (
            pk,
            Clock(
                f"protection.{'+'.join(sorted(each.task for each in due))}",
                _("Protect people: %(what)s")
                % {"what": ", ".join(each.task.label.lower() for each in due)},
                first.due_on,
                working_days.working_days_between(on, first.due_on),
                f"{reverse('risk:protection', args=[crn])}#asked",
                _("See what to do"),
                reverse("risk:summary", args=[crn]),
            ),
        )


def endings(
    current: Mapping[int, Sequence[sentences.OrderShort]],
    *,
    people: Mapping[int, Somebody],
    on: date,
) -> Iterator[tuple[int, Clock]]:
    """Orders that end within four weeks, and those that ran out and nobody has ended."""
    for pk, orders in current.items():
        for order in orders:
            if order.ends_on > on + ENDS_WITHIN:
                continue
            at = [people[pk].crn, order.id]
            see, end = reverse("sentences:order", args=at), reverse("sentences:end", args=at)
            has_run_out = order.ends_on < on
            said = _("%(order)s ran out: end it") if has_run_out else _("%(order)s ends")
            yield (
                pk,
                Clock(
                    f"order.{order.id}.{'ran_out' if has_run_out else 'ends'}",
                    said % {"order": order.kind.label},
                    order.ends_on,
                    working_days.working_days_between(on, order.ends_on),
                    end if has_run_out else see,
                    _("End it") if has_run_out else _("Open"),
                    see if has_run_out else end,
                ),
            )


BREACH_ASKS = {
    BreachState.DRAFT: gettext_lazy("Breach pack to finish"),
    BreachState.CHECKED: gettext_lazy("Breach pack to be endorsed and sent"),
    BreachState.ENDORSED: gettext_lazy("Breach pack to send"),
    BreachState.RETURNED: gettext_lazy("Breach pack returned: put it right"),
}
"""What a breach asks of whoever supervises; in its other states somebody else has it."""


def questions_to_answer(
    cases: Mapping[int, Somebody], *, officer: User, at: datetime, on: date
) -> Iterator[tuple[int, Clock]]:
    """What the other side of a breach asks of the officer's team."""
    whose = {pk: person.id for person in cases.values() for pk in person.ids}
    for asked in waiting_for(authority(officer, at).team_ids, person_ids=list(whose)):
        crn = cases[whose[asked.person_id]].crn
        yield (
            whose[asked.person_id],
            Clock(
                f"breach.question.{asked.question_id}",
                _("%(name)s of the other side asks") % {"name": asked.asked_by},
                asked.due_on,
                working_days.working_days_between(on, asked.due_on),
                reverse("enforcement:question", args=[asked.question_id]),
                _("Answer"),
                reverse("enforcement:record", args=[crn]),
            ),
        )


def breaches_to_move(
    cases: Mapping[int, Somebody],
    holders: Mapping[int, allocations.Holder],
    *,
    at: datetime,
    on: date,
) -> Iterator[tuple[int, Clock]]:
    """Failures that must be referred, and packs that wait for the officer, with the days left of theirs."""
    whose = {pk: person.id for person in cases.values() for pk in person.ids}
    kinds = {
        pk: holders[kept].organisation_kind if kept in holders else OrganisationKind.NPS
        for pk, kept in whose.items()
    }
    for due in to_refer(kinds, at=at):
        crn = cases[whose[due.person_id]].crn
        yield (
            whose[due.person_id],
            Clock(
                f"breach.refer.{due.failure_id}",
                _("Must be referred: failure of %(day)s") % {"day": words(due.on)},
                due.clock.deadline.due_on,
                due.clock.days_left(on),
                f"{reverse('enforcement:breach_new', args=[crn])}?failure={due.failure_id}",
                _("Put the pack together"),
                reverse("enforcement:record", args=[crn]),
            ),
        )
    for waiting in breaches.live_of(list(whose), at=at):
        said = BREACH_ASKS.get(waiting.breach.state)
        clock = next((one for one in waiting.clocks if one.side is Side.SENDER), None)
        if said is None or clock is None:
            continue
        crn = cases[whose[waiting.breach.person_id]].crn
        address = reverse("enforcement:breach", args=[crn, waiting.breach.id])
        yield (
            whose[waiting.breach.person_id],
            Clock(
                f"breach.{waiting.breach.id}.{waiting.breach.state}",
                str(said),
                clock.deadline.due_on,
                clock.days_left(on),
                address,
                _("Open the pack"),
                f"{address}#history",
            ),
        )


def excuses_to_decide(cases: Mapping[int, Somebody], *, on: date) -> Iterator[tuple[int, Clock]]:
    """Failures whose time to explain is over, or that were explained: was there a reasonable excuse?"""
    whose = {pk: person.id for person in cases.values() for pk in person.ids}
    for pk, waiting in to_decide(list(whose), on).items():
        crn = cases[whose[pk]].crn
        for line in waiting:
            at = [crn, line.failure_id]
            said = (
                _("They have explained %(day)s: decide on the excuse")
                if line.has_explained
                else _("Time to explain %(day)s is over: decide on the excuse")
            )
            yield (
                whose[pk],
                Clock(
                    f"excuse.{line.failure_id}",
                    said % {"day": words(line.on)},
                    line.explain_by,
                    working_days.working_days_between(on, line.explain_by),
                    reverse("enforcement:failure", args=at),
                    _("Decide"),
                    reverse("enforcement:record", args=[crn]),
                ),
            )


def reports_to_decide(cases: Mapping[int, Somebody], *, on: date) -> Iterator[tuple[int, Clock]]:
    """What supervisors of unpaid work reported: is it a failure, or was there a reason?"""
    whose = {pk: person.id for person in cases.values() for pk in person.ids}
    for pk, reported in unpaid_work.reports_waiting(list(whose)).items():
        crn = cases[whose[pk]].crn
        for day in reported:
            due_on = working_days.working_days_after(day.on, ANSWERED_WITHIN)[-1]
            yield (
                whose[pk],
                Clock(
                    f"unpaid_work.{day.id}",
                    _("Unpaid work on %(day)s reported: decide what it is")
                    % {"day": words(day.on)},
                    due_on,
                    working_days.working_days_between(on, due_on),
                    reverse("unpaid_work:report", args=[crn, day.id]),
                    _("Decide"),
                    reverse("unpaid_work:hours", args=[crn]),
                ),
            )


def referrals_to_move(cases: Mapping[int, Somebody], *, on: date) -> Iterator[tuple[int, Clock]]:
    """What suppliers handed back to the officer: a referral to put right, a session to decide on. Two queries."""
    whose = {pk: person.id for person in cases.values() for pk in person.ids}
    for pk, came_back in interventions.returned(whose).items():
        crn = cases[whose[pk]].crn
        for referral_id, (service, day) in {one[0]: one[1:] for one in came_back}.items():
            due_on = working_days.working_days_after(day, ANSWERED_WITHIN)[-1]
            yield (
                whose[pk],
                Clock(
                    f"referral.{referral_id}.returned.{day}",
                    _("Referral sent back: %(service)s") % {"service": service},
                    due_on,
                    working_days.working_days_between(on, due_on),
                    reverse("interventions:referral", args=[crn, referral_id]),
                    _("Put it right"),
                    f"{reverse('interventions:services', args=[crn])}#referrals",
                ),
            )
    for one in interventions.to_decide(whose):
        crn = cases[whose[one.person_id]].crn
        due_on = working_days.working_days_after(one.on, ANSWERED_WITHIN)[-1]
        yield (
            whose[one.person_id],
            Clock(
                f"session.{one.session_id}",
                _("%(service)s on %(day)s reported: decide what it is")
                % {"service": one.service, "day": words(one.on)},
                due_on,
                working_days.working_days_between(on, due_on),
                reverse("appointments:outcome", args=[crn, one.appointment_id]),
                _("Decide"),
                f"{reverse('interventions:services', args=[crn])}#decide",
            ),
        )


# ── Plans, and needs that nothing answers ──────────────────────────────────────────────────
def plans_to_move(cases: Mapping[int, Somebody], *, on: date) -> Iterator[tuple[int, Clock]]:
    """Plans to review within a fortnight, first needs with no intervention, needs of which a reason is asked.

    A reason is asked only when a need among the first three had no service for six weeks; until then an
    agreed plan whose first need no service has seen is told from a fortnight before.
    """
    records = {person.id: person.ids for person in cases.values()}
    running = running_plans(records)
    for pk, plan in running.items():
        if plan.review_due_on is not None and plan.review_due_on <= on + REVIEWS_WITHIN:
            yield pk, plan_to_review(cases[pk].crn, plan.review_due_on, on=on)
    asked = interventions.why_asked_of(records, on=on)
    wait = timedelta(days=ASK_AFTER.on(on, pack=interventions.pack()).value)
    for pk, needs in asked.items():
        first, crn = needs[0], cases[pk].crn
        due_on = min(one.since for one in needs) + wait
        yield (
            pk,
            Clock(
                f"need.why.{'+'.join(sorted(one.need for one in needs))}",
                _("No service for six weeks: %(needs)s")
                % {"needs": ", ".join(one.need.label.lower() for one in needs)},
                due_on,
                working_days.working_days_between(on, due_on),
                reverse("interventions:services", args=[crn])
                if len(needs) > 1
                else reverse("interventions:why_not", args=[crn, first.need]),
                _("Find one or say why not") if len(needs) > 1 else _("Say why not"),
                reverse("needs:summary", args=[crn]),
            ),
        )
    unmet = first_need_not_started(records, running)
    about = {pk: kept for kept in unmet for pk in records[kept]}
    answered = {
        (about[line.person_id], line.need)
        for line in commissioning.not_used(about)
        if on - line.on < wait
    }
    for pk, found in unmet.items():
        due_on = (found.agreed_on or on) + wait
        is_told = found.need in {one.need for one in asked.get(pk, ())}
        if is_told or (pk, found.need) in answered or due_on > on + REVIEWS_WITHIN:
            continue
        crn = cases[pk].crn
        yield (
            pk,
            Clock(
                f"need.first.{found.need}",
                _("The need that comes first has had no intervention: %(need)s")
                % {"need": found.need.label.lower()},
                due_on,
                working_days.working_days_between(on, due_on),
                reverse("interventions:services", args=[crn]),
                _("Find a service"),
                reverse("plans:plan", args=[crn]),
            ),
        )


def plan_to_review(crn: str, due_on: date, *, on: date) -> Clock:
    return Clock(
        "plan.review",
        _("Formal review of the plan"),
        due_on,
        working_days.working_days_between(on, due_on),
        reverse("plans:review", args=[crn]),
        _("Review"),
        f"{reverse('plans:plan', args=[crn])}#reviews",
    )


def running_plans(records: Mapping[int, Collection[int]]) -> dict[int, plans.PlanShort]:
    """The plan in force of each of these, by the id of the kept record. Two queries."""
    return plans.standing([pk for ids in records.values() for pk in ids])


def first_need_not_started(
    records: Mapping[int, Collection[int]], running: Mapping[int, plans.PlanShort]
) -> dict[int, plans.NotStarted]:
    """Agreed plans whose first need no service has seen, by the id of the kept record. Two queries."""
    agreed = [kept for kept, plan in running.items() if plan.is_agreed]
    whose = {pk: kept for kept in agreed for pk in records[kept]}
    seen: dict[int, set[Need]] = defaultdict(set)
    for pk, needs in interventions.started(whose).items():
        seen[whose[pk]] |= needs
    return plans.top_need_not_started(whose, seen, already=running)
