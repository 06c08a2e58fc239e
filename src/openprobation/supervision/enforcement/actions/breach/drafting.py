"""How is a pack begun from failures, and how are its own words written?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.rules.breach import endorsement_is_asked, why_not
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
)
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.sentences import OrderKind

from ...models import (
    Breach,
    BreachFailure,
    Failure,
    Warning,
)
from ...queries import breach as queries
from .exhibiting import choose_exhibits
from .moving import (
    NEEDED,
    Case,
    NobodyAnswers,
    NotNow,
    move,
    refuse_too_long,
    require_any,
    taken_up,
)


class NothingAlleged(Refused):
    def __init__(self) -> None:
        super().__init__("Choose at least one failure.", field="failures")


class NotAFailureOfThisOrder(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Choose failures of this order whose excuse was not accepted.", field="failures"
        )


class NoSuchOrder(Refused):
    def __init__(self) -> None:
        super().__init__("Choose an order that is running.", field="order")


class LicenceIsRecalled(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A licence is not taken to court. Put the matter to your senior, who may ask for a"
            " recall.",
            field="order",
        )


class BreachedAlready(Refused):
    def __init__(self, state: BreachState) -> None:
        super().__init__(
            f"A breach of this order is under way already: {state.label.lower()}. Open that one.",
            field="order",
        )


@transaction.atomic
def open_breach(
    *, person_id: int, order_id: int, failure_ids: Collection[int], by: User, at: datetime
) -> Breach:
    """Begin a pack from failures of one order that were not excused."""
    person = persons.by_id(persons.kept_id(person_id))
    assert person is not None
    require_any(by, NEEDED[BreachMove.OPEN], at=at, person_id=person.id)
    answering = queries.answering(person.ids, breach_id=None, at=at)
    if answering is None:
        raise NobodyAnswers
    said = why_not(
        BreachMove.OPEN,
        None,
        queries.actors(by, organisation_id=answering.organisation_id, at=at),
    )
    if said is not None and not by.is_system:
        raise NotNow(said)
    order = order_to_breach(order_id, person, on=timezone.localdate(at))
    failures = failures_to_allege(failure_ids, person, order_id=order.id)

    breach = Breach.objects.create(
        person_id=person.id,
        order_id=order.id,
        state=BreachState.DRAFT,
        aware_at=became_aware(failures),
        written_by=by,
        written_at=at,
        endorsement_asked=endorsement_is_asked(
            answering.kind, on=timezone.localdate(at), pack=policy_pack()
        ),
        opened_by=by,
        opened_at=at,
    )
    allege(breach, failures, order, by=by, at=at)
    case = Case(breach, person, answering)
    move(
        case,
        BreachMove.OPEN,
        BreachState.DRAFT,
        by=by,
        at=at,
        said=f"Breach of {order.kind.label.lower()} begun",
    )
    return breach


def order_to_breach(order_id: int, person: persons.Handle, *, on: date) -> sentences.OrderLine:
    order = sentences.order(order_id, person_ids=person.ids, on=on)
    if order is None or not order.is_live or order.withdrawn:
        raise NoSuchOrder
    if order.kind is OrderKind.LICENCE:
        raise LicenceIsRecalled
    live = Breach.objects.live().filter(order_id=order_id).first()
    if live is not None:
        raise BreachedAlready(BreachState(live.state))
    return order


def failures_to_allege(
    failure_ids: Collection[int], person: persons.Handle, *, order_id: int
) -> list[Failure]:
    wanted = set(failure_ids)
    if not wanted:
        raise NothingAlleged
    found = list(
        Failure.objects.standing()
        .filter(pk__in=wanted, person_id__in=person.ids)
        .exclude(excuse=Excuse.ACCEPTED)
        .order_by("on", "pk")
    )
    if len(found) != len(wanted) or any(each.order_id not in (None, order_id) for each in found):
        raise NotAFailureOfThisOrder
    return found


def became_aware(failures: Sequence[Failure]) -> datetime:
    """The moment the service noticed the first alleged failure that it did not answer with a warning."""
    warned = set(
        Warning.objects.filter(
            failure__in=[each.pk for each in failures], withdrawn_at__isnull=True
        ).values_list("failure_id", flat=True)
    )
    counted = [each for each in failures if each.pk not in warned] or list(failures)
    return min(each.noticed_at for each in counted)


def allege(
    breach: Breach,
    failures: Iterable[Failure],
    order: sentences.OrderLine,
    *,
    by: User,
    at: datetime,
) -> None:
    """Put each failure to its requirement; to the only one there is, where the record names none."""
    live = [each.id for each in order.live_requirements]
    only = live[0] if len(live) == 1 else None
    BreachFailure.objects.bulk_create(
        BreachFailure(
            breach=breach,
            failure=failure,
            requirement_id=failure.requirement_id or only,
            added_by=by,
            added_at=at,
        )
        for failure in failures
    )


@transaction.atomic
def change_pack(
    *,
    breach_id: int,
    put_to: Mapping[int, str],
    tried: str,
    proposal: str,
    without_warning_why: str,
    by: User,
    at: datetime,
    exhibits: Collection[int] | None = None,
    seen_version: int | None = None,
) -> Breach:
    """Write the pack's own words, and say which failures it alleges and what each is put to.

    `put_to` maps a failure to "requirement.3", "condition.7" or "" for not said yet; a failure that is
    not in it is taken out. `exhibits` are the files that go with the papers; None leaves them. Only
    before it is sent, and while it is returned.
    """
    breach = Breach.objects.get(pk=breach_id)
    verb = BreachMove.RESUBMIT if breach.state == BreachState.RETURNED else BreachMove.CHECK
    case = taken_up(breach_id, verb, by=by, at=at, seen_version=seen_version)
    breach = case.breach
    refuse_too_long(tried=tried, proposal=proposal, without_warning_why=without_warning_why)
    order = sentences.order(breach.order_id, person_ids=case.person.ids, on=timezone.localdate(at))
    assert order is not None
    failures = failures_to_keep(breach, put_to, case.person)
    rewrite_alleged(breach, failures, put_to, order, by=by, at=at)
    if exhibits is not None:
        choose_exhibits(case, exhibits, by=by, at=at)

    breach.tried = tried.strip()
    breach.proposal = proposal.strip()
    breach.without_warning_why = without_warning_why.strip()
    breach.aware_at = became_aware(failures)
    breach.written_by = by
    breach.written_at = at
    breach.version += 1
    breach.save(
        update_fields=[
            "tried", "proposal", "without_warning_why", "aware_at", "written_by", "written_at",
            "version",
        ]
    )  # fmt: skip
    audit("breach.pack.changed", on=breach, person_id=case.person.id, by=by.username, at=at)
    return breach


def failures_to_keep(
    breach: Breach, put_to: Mapping[int, str], person: persons.Handle
) -> list[Failure]:
    """Those chosen now. One whose excuse was accepted meanwhile may stay until it is taken out."""
    if not put_to:
        raise NothingAlleged
    alleged = set(
        breach.alleged.filter(taken_out_at__isnull=True).values_list("failure_id", flat=True)
    )
    kept = list(Failure.objects.filter(pk__in=alleged & set(put_to)).order_by("on", "pk"))
    fresh = set(put_to) - alleged
    if fresh:
        kept += failures_to_allege(fresh, person, order_id=breach.order_id)
    return kept


def rewrite_alleged(
    breach: Breach,
    failures: Sequence[Failure],
    put_to: Mapping[int, str],
    order: sentences.OrderLine,
    *,
    by: User,
    at: datetime,
) -> None:
    requirements = {each.id for each in order.requirements}
    conditions = {each.id for each in order.conditions}
    standing = {each.failure_id: each for each in breach.alleged.filter(taken_out_at__isnull=True)}
    chosen = {each.pk for each in failures}
    breach.alleged.filter(
        pk__in=[row.pk for pk, row in standing.items() if pk not in chosen]
    ).update(taken_out_at=at)
    for failure in failures:
        kind, _dot, number = put_to[failure.pk].partition(".")
        named = int(number) if number.isdecimal() else None
        requirement = named if kind == "requirement" and named in requirements else None
        condition = named if kind == "condition" and named in conditions else None
        row = standing.get(failure.pk)
        if row is None:
            row = BreachFailure(breach=breach, failure=failure, added_by=by, added_at=at)
        row.requirement_id = requirement
        row.condition_id = condition
        row.save()
