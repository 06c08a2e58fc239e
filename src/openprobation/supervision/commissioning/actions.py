"""How is a service put on the catalogue, priced, ordered, delivered, stated and disputed?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import models, transaction
from django.utils import timezone

from openprobation.foundation.access.check import NotAllowed, authority, require
from openprobation.foundation.access.check import roles as table
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.commissioning import MOVES, TOP, Account, may_move, pounds
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.needs import queries as needs
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.commissioning import (
    DisputeReason,
    DisputeState,
    FundingLine,
    PriceUnit,
    PurchaseMove,
    PurchaseState,
    ReturnReason,
    ServiceKind,
    UnmetReason,
)
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex

from . import queries
from .events import NeedNotMet, PurchaseMoved
from .models import (
    DeliveryLine,
    Dispute,
    NotUsed,
    PurchaseOrder,
    PurchaseStep,
    RatePrice,
    Service,
    ServiceArea,
    ServiceChange,
    Statement,
    in_force,
)
from .permissions import Permission
from .policies import LONGEST_NOTE, MOST_UNITS


class NotFound(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing here by that number.")


class TitleTaken(Refused):
    def __init__(self, title: str) -> None:
        super().__init__(f"This provider has a service “{title}” already.", field="title")


class NothingChanged(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is different. Change something, or go back.")


class Retired(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"This service is off the catalogue from {words(on)}.")


class PricePast(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A price runs from a day still to come: what was bought until now keeps its price.",
            field="starts_on",
        )


class PriceNotLater(Refused):
    def __init__(self, since: date) -> None:
        super().__init__(
            f"The price now runs since {words(since)}. A new one must start after that day: orders"
            " already made keep theirs.",
            field="starts_on",
        )


class NotOffered(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"This service was not on the catalogue on {words(on)}.", field="service")


class NotForYou(Refused):
    def __init__(self) -> None:
        super().__init__(
            "The rate card has no price for your organisation from this funding line on this day.",
            field="funding_line",
        )


class UnitsOutOfRange(Refused):
    def __init__(self) -> None:
        super().__init__(f"Order from 1 to {MOST_UNITS} units.", field="units")


class Full(Refused):
    def __init__(self, title: str) -> None:
        super().__init__(f"{title} has no place left. Choose another, or say why none was used.")


class NotNow(Refused):
    def __init__(self, state: PurchaseState) -> None:
        super().__init__(f"This cannot be done now: the order is {state.label.lower()}.")


class MoreThanOrdered(Refused):
    def __init__(self, left: int) -> None:
        super().__init__(f"{left} units are left of this order. Deliver no more than that.")


class NoEvidence(Refused):
    def __init__(self) -> None:
        super().__init__("Say what shows that this was delivered.", field="evidence")


class NotOver(Refused):
    def __init__(self) -> None:
        super().__init__("The month is not over. A statement is for a whole month.", field="month")


class NothingToState(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing was delivered to this buyer that is not on a statement already.")


class StatedAlready(Refused):
    def __init__(self, month: date) -> None:
        super().__init__(f"The statement for {month:%B %Y} was issued. It is never changed.")


class TakenBackAlready(Refused):
    def __init__(self) -> None:
        super().__init__("These units were taken back already.")


class InDispute(Refused):
    def __init__(self) -> None:
        super().__init__("The buyer disputes this delivery. Answer that first.")


class DisputedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has disputed this line already.")


class AnsweredAlready(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody has answered this already.")


class NotATopNeed(Refused):
    def __init__(self, need: Need) -> None:
        super().__init__(f"{need.label} is not among this person's first {TOP} needs.")


class TooLong(Refused):
    def __init__(self, length: int, field: str) -> None:
        super().__init__(
            f"This is {length:,} characters long. Keep it to {LONGEST_NOTE:,}.", field=field
        )


# ── The catalogue ──────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_service(
    *,
    provider_id: int,
    title: str,
    need: Need,
    kind: ServiceKind,
    about: str,
    wait_days: int,
    capacity: int,
    unit: PriceUnit,
    usual_units: int,
    area_ids: Collection[int],
    starts_on: date,
    by: User,
    at: datetime,
    subcontractors: Sequence[str] = (),
    eligibility: str = "",
    sex: Sex | None = None,
    women_only: bool = False,
    min_age: int = 18,
    max_age: int | None = None,
    languages: Sequence[str] = ("English",),
) -> Service:
    """Put a service on the catalogue. It can be bought once it has a price."""
    require(by, Permission.KEEP, at=at)
    refuse_unlisted(
        title=title,
        about=about,
        area_ids=area_ids,
        capacity=capacity,
        min_age=min_age,
        max_age=max_age,
    )
    if Service.objects.filter(provider_id=provider_id, title=title.strip()).exists():
        raise TitleTaken(title.strip())
    service = Service.objects.create(
        provider_id=provider_id,
        subcontractors="; ".join(subcontractors),
        title=title.strip(),
        need=need,
        kind=kind,
        about=about.strip(),
        eligibility=eligibility.strip(),
        sex=Sex.FEMALE if women_only else sex,
        women_only=women_only,
        min_age=min_age,
        max_age=max_age,
        languages="; ".join(languages),
        wait_days=wait_days,
        capacity=capacity,
        unit=unit,
        usual_units=usual_units,
        starts_on=starts_on,
    )
    ServiceArea.objects.bulk_create(
        [ServiceArea(service=service, area_id=area_id) for area_id in area_ids]
    )
    record("commissioning.service.added", on=service, by=by.username, at=at, need=need)
    return service


def refuse_unlisted(
    *,
    title: str,
    about: str,
    area_ids: Collection[int],
    capacity: int,
    min_age: int,
    max_age: int | None,
) -> None:
    """What a service cannot be on the catalogue without."""
    faults: list[Refused] = []
    if not title.strip():
        faults.append(Refused("Give the service a name.", field="title"))
    if not about.strip():
        faults.append(Refused("Say what it does, in a sentence.", field="about"))
    if not area_ids:
        faults.append(Refused("Choose at least one area.", field="areas"))
    if capacity < 1:
        faults.append(Refused("It must have a place.", field="capacity"))
    if max_age is not None and max_age < min_age:
        faults.append(Refused("The oldest age is below the youngest.", field="max_age"))
    refuse_all(faults)


MAY_CHANGE = (
    "about",
    "eligibility",
    "subcontractors",
    "languages",
    "min_age",
    "max_age",
    "wait_days",
    "capacity",
    "usual_units",
)
"""What may change of a service. Provider, need, kind and unit make it another service; prices have versions."""


@transaction.atomic
def change_service(
    *,
    service_id: int,
    about: str,
    eligibility: str,
    subcontractors: Sequence[str],
    languages: Sequence[str],
    min_age: int,
    max_age: int | None,
    wait_days: int,
    capacity: int,
    usual_units: int,
    area_ids: Collection[int],
    why: str,
    by: User,
    at: datetime,
) -> Service:
    """Say anew for whom it is, how long the wait and how many places. What it said before is kept."""
    require(by, Permission.KEEP, at=at)
    service = kept(service_id, at=at)
    refuse_unlisted(
        title=service.title,
        about=about,
        area_ids=area_ids,
        capacity=capacity,
        min_age=min_age,
        max_age=max_age,
    )
    new = {
        "about": about.strip(),
        "eligibility": eligibility.strip(),
        "subcontractors": "; ".join(subcontractors),
        "languages": "; ".join(languages),
        "min_age": min_age,
        "max_age": max_age,
        "wait_days": wait_days,
        "capacity": capacity,
        "usual_units": usual_units,
    }
    changed: dict[str, list[object]] = {
        name: [getattr(service, name), new[name]]
        for name in MAY_CHANGE
        if getattr(service, name) != new[name]
    }
    areas = sorted(service.areas.values_list("area_id", flat=True))
    if areas != sorted(area_ids):
        changed["areas"] = [areas, sorted(area_ids)]
    if not changed:
        raise NothingChanged
    if not why.strip():
        raise Refused("Say why it changes.", field="why")
    if len(why) > LONGEST_NOTE:
        raise TooLong(len(why), "why")
    for name in MAY_CHANGE:
        setattr(service, name, new[name])
    service.save(update_fields=list(MAY_CHANGE))
    if "areas" in changed:
        service.areas.exclude(area_id__in=area_ids).delete()
        ServiceArea.objects.bulk_create(
            [ServiceArea(service=service, area_id=pk) for pk in area_ids if pk not in areas]
        )
    ServiceChange.objects.create(service=service, fields=changed, why=why.strip(), by=by, at=at)
    record(
        "commissioning.service.changed",
        on=service,
        by=by.username,
        at=at,
        fields=len(changed),
    )
    return service


@transaction.atomic
def retire_service(*, service_id: int, ends_on: date, why: str, by: User, at: datetime) -> Service:
    """Take it off the catalogue from a day on. What was bought goes on; nothing is deleted."""
    require(by, Permission.KEEP, at=at)
    service = kept(service_id, at=at)
    faults: list[Refused] = []
    if ends_on < timezone.localdate(at) or ends_on <= service.starts_on:
        faults.append(Refused("Choose today or a day still to come.", field="ends_on"))
    if not why.strip():
        faults.append(Refused("Say why it is retired.", field="why"))
    if len(why) > LONGEST_NOTE:
        faults.append(TooLong(len(why), "why"))
    refuse_all(faults)
    service.ends_on = ends_on
    service.save(update_fields=["ends_on"])
    ServiceChange.objects.create(
        service=service,
        fields={"ends_on": [None, ends_on.isoformat()]},
        why=why.strip(),
        by=by,
        at=at,
    )
    record("commissioning.service.retired", on=service, by=by.username, at=at)
    return service


def kept(service_id: int, *, at: datetime) -> Service:
    """A service that is or will be on the catalogue, with its row locked."""
    service = Service.objects.select_for_update().filter(pk=service_id).first()
    if service is None:
        raise NotFound
    if service.ends_on is not None:
        raise Retired(service.ends_on)
    return service


@transaction.atomic
def set_price(
    *,
    service_id: int,
    buyer: OrganisationKind,
    funding_line: FundingLine,
    pence: int,
    starts_on: date,
    by: User,
    at: datetime,
) -> RatePrice:
    """A new version of a price, from a day on. The one before ends that day; orders made keep theirs."""
    require(by, Permission.KEEP, at=at)
    service = kept(service_id, at=at)
    if pence < 0:
        raise Refused("A price is nothing or more.", field="pence")
    if starts_on < service.starts_on:
        raise Refused(
            f"The service is on the catalogue from {words(service.starts_on)}.", field="starts_on"
        )
    before = RatePrice.objects.select_for_update().filter(
        service_id=service_id, buyer=buyer, funding_line=funding_line
    )
    latest = before.order_by("-version").first()
    if latest is not None:
        if starts_on <= latest.starts_on:
            raise PriceNotLater(latest.starts_on)
        if starts_on <= timezone.localdate(at):
            raise PricePast
        before.filter(ends_on__isnull=True).update(ends_on=starts_on)
    price = RatePrice.objects.create(
        service_id=service_id,
        buyer=buyer,
        funding_line=funding_line,
        pence=pence,
        version=latest.version + 1 if latest else 1,
        starts_on=starts_on,
        set_by=by,
        set_at=at,
    )
    record(
        "commissioning.price.set",
        on=price,
        by=by.username,
        at=at,
        service=service_id,
        buyer=buyer,
        pence=pence,
    )
    return price


# ── Orders ─────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def order(
    *,
    service_id: int,
    person_id: int | None,
    units: int,
    funding_line: FundingLine,
    by: User,
    at: datetime,
) -> PurchaseOrder:
    """Order units of a service at the price of the day, for the organisation of one's post."""
    if person_id is not None:
        person_id = persons.kept_id(person_id)
    require(by, Permission.BUY, at=at, person_id=person_id)
    post = authority(by, at).main_post
    if post is None:
        raise NotAllowed(Permission.BUY)
    on = timezone.localdate(at)
    service = Service.objects.select_for_update().filter(in_force(on), pk=service_id).first()
    if service is None:
        raise NotOffered(on)
    if not 0 < units <= MOST_UNITS:
        raise UnitsOutOfRange
    offered = queries.prices_on([service.pk], buyer=post.organisation_kind, on=on)
    price = next(
        (line for line in offered.get(service.pk, ()) if line.funding_line is funding_line), None
    )
    if price is None:
        raise NotForYou
    if queries.used_so_far([service.pk]).get(service.pk, queries.UNUSED).taken >= service.capacity:
        raise Full(service.title)
    made = PurchaseOrder.objects.create(
        service=service,
        price_id=price.id,
        person_id=person_id,
        supplier_id=service.provider_id,
        buyer_id=post.organisation_id,
        buyer_team_id=post.team_id,
        units=units,
        unit_pence=price.pence,
        state=PurchaseState.ORDERED,
        ordered_by=by,
        ordered_at=at,
    )
    stepped(made, PurchaseMove.ORDER, by=by, at=at, before=None)
    return made


def accept_order(*, order_id: int, by: User, at: datetime) -> PurchaseOrder:
    """The supplier will deliver it."""
    return move(order_id, PurchaseMove.ACCEPT, by=by, at=at, is_suppliers=True)


def return_order(*, order_id: int, reason: ReturnReason, by: User, at: datetime) -> PurchaseOrder:
    """The supplier sends it back; nothing is owed."""
    return move(order_id, PurchaseMove.RETURN, by=by, at=at, is_suppliers=True, returned=reason)


def stop_order(*, order_id: int, by: User, at: datetime) -> PurchaseOrder:
    """No more will be delivered: an order nobody accepted is cancelled, one accepted is closed."""
    state = PurchaseOrder.objects.values_list("state", flat=True).get(pk=order_id)
    verb = PurchaseMove.CLOSE if state == PurchaseState.ACCEPTED else PurchaseMove.CANCEL
    return move(order_id, verb, by=by, at=at, is_suppliers=None)


def end_order(
    *, order_id: int, achieved_percent: int | None, by: User, at: datetime
) -> PurchaseOrder:
    """The work is over, and this share of what was wanted was achieved: the catalogue tells of it."""
    ended = move(order_id, PurchaseMove.CLOSE, by=by, at=at, is_suppliers=True)
    ended.achieved_percent = achieved_percent
    ended.save(update_fields=["achieved_percent"])
    return ended


@transaction.atomic
def move(
    order_id: int,
    verb: PurchaseMove,
    *,
    by: User,
    at: datetime,
    is_suppliers: bool | None,
    returned: ReturnReason | None = None,
) -> PurchaseOrder:
    """The one road of every later move: whose it is, the machine, the row, the step, the audit."""
    found = locked(order_id)
    require_side(found, by=by, at=at, is_suppliers=is_suppliers)
    before = PurchaseState(found.state)
    if not may_move(verb, before):
        raise NotNow(before)
    found.state = MOVES[verb][1]
    found.save(update_fields=["state"])
    stepped(found, verb, by=by, at=at, before=before, returned=returned)
    return found


def locked(order_id: int) -> PurchaseOrder:
    found = PurchaseOrder.objects.select_for_update().filter(pk=order_id).first()
    if found is None:
        raise NotFound
    return found


def require_side(
    found: PurchaseOrder, *, by: User, at: datetime, is_suppliers: bool | None
) -> None:
    """Refuse unless somebody is in post with the supplier, or the buyer; None: with either."""
    if by.is_system:
        return
    if is_suppliers is not False and found.supplier_id in suppliers_of(by, at=at):
        return
    if is_suppliers is not True:
        require(
            by,
            Permission.BUY,
            at=at,
            person_id=found.person_id and persons.kept_id(found.person_id),
        )
        return
    require(by, Permission.DELIVER, at=at)
    raise NotFound


def suppliers_of(by: User, *, at: datetime) -> frozenset[int]:
    """The organisations for which somebody's posts let them deliver."""
    return frozenset(
        post.organisation_id
        for post in authority(by, at).posts
        if Permission.DELIVER.value in table()[post.role]
    )


def stepped(
    found: PurchaseOrder,
    verb: PurchaseMove,
    *,
    by: User,
    at: datetime,
    before: PurchaseState | None,
    returned: ReturnReason | None = None,
) -> None:
    PurchaseStep.objects.create(
        order=found,
        move=verb,
        from_state=before,
        to_state=found.state,
        returned=returned,
        by=by,
        at=at,
    )
    record(
        "commissioning.order.moved",
        on=found,
        person_id=found.person_id,
        by=by.username,
        at=at,
        move=verb,
        state=found.state,
    )
    announce(PurchaseMoved(found.pk, found.person_id, PurchaseState(found.state), by.pk, at))


# ── Delivery, statement, dispute ───────────────────────────────────────────────────────────
def account(found: PurchaseOrder) -> Account:
    lines = queries.lines_of(models.Q(order=found)).get(found.pk, [])
    return Account(found.units, found.unit_pence, PurchaseState(found.state), tuple(lines))


@transaction.atomic
def deliver(
    *, order_id: int, units: int, evidence: str, on: date, by: User, at: datetime
) -> DeliveryLine:
    """Record units delivered on a day, with what shows it; never more than is left of the order."""
    found = locked(order_id)
    require_side(found, by=by, at=at, is_suppliers=True)
    if found.state != PurchaseState.ACCEPTED:
        raise NotNow(PurchaseState(found.state))
    faults: list[Refused] = []
    if not evidence.strip():
        faults.append(NoEvidence())
    if len(evidence) > LONGEST_NOTE:
        faults.append(TooLong(len(evidence), "evidence"))
    if on > timezone.localdate(at):
        faults.append(Refused("This has not happened yet.", field="on"))
    standing = account(found)
    if not standing.may_deliver(units):
        faults.append(MoreThanOrdered(standing.left))
    refuse_all(faults)
    line = DeliveryLine.objects.create(
        order=found,
        units=units,
        on=on,
        evidence=evidence.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    record(
        "commissioning.units.delivered",
        on=line,
        person_id=found.person_id,
        by=by.username,
        at=at,
        order=order_id,
        units=units,
    )
    return line


@transaction.atomic
def take_back(*, line_id: int, by: User, at: datetime) -> DeliveryLine:
    """The supplier finds that a delivery did not happen: it is credited, on a statement if it was on one."""
    order_id = DeliveryLine.objects.values_list("order_id", flat=True).get(pk=line_id)
    found = locked(order_id)
    require_side(found, by=by, at=at, is_suppliers=True)
    line = DeliveryLine.objects.get(pk=line_id)
    if line.units < 0 or hasattr(line, "taken_back_by"):
        raise TakenBackAlready
    if Dispute.objects.filter(line=line, state=DisputeState.OPEN).exists():
        raise InDispute
    credit = credited(line, by=by, at=at)
    record(
        "commissioning.units.taken_back",
        on=credit,
        person_id=found.person_id,
        by=by.username,
        at=at,
        order=order_id,
        units=line.units,
    )
    return credit


def credited(line: DeliveryLine, *, by: User, at: datetime) -> DeliveryLine:
    """The line that takes another back."""
    return DeliveryLine.objects.create(
        order_id=line.order_id,
        units=-line.units,
        on=timezone.localdate(at),
        evidence="",
        takes_back=line,
        recorded_by=by,
        recorded_at=at,
    )


def refuse_all(faults: Sequence[Refused]) -> None:
    """All that is wrong at once."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)


@transaction.atomic
def issue_statement(
    *, supplier_id: int, buyer_id: int, month: date, by: User, at: datetime
) -> Statement:
    """State a month: every delivery up to its end that is on no statement yet, credits among them."""
    require(by, Permission.DELIVER, at=at)
    if not by.is_system and supplier_id not in suppliers_of(by, at=at):
        raise NotFound
    month = month.replace(day=1)
    following = (month.replace(day=28) + (date(2001, 1, 5) - date(2001, 1, 1))).replace(day=1)
    if timezone.localdate(at) < following:
        raise NotOver
    if Statement.objects.filter(supplier_id=supplier_id, buyer_id=buyer_id, month=month).exists():
        raise StatedAlready(month)
    waiting = (
        DeliveryLine.objects.select_for_update(of=("self",))
        .filter(
            order__supplier_id=supplier_id,
            order__buyer_id=buyer_id,
            statement__isnull=True,
            on__lt=following,
        )
        .exclude(order__unit_pence=0)
        .order_by("pk")
    )
    lines = list(waiting.values_list("pk", "units", "order__unit_pence"))
    if not lines:
        raise NothingToState
    made = Statement.objects.create(
        supplier_id=supplier_id,
        buyer_id=buyer_id,
        month=month,
        total_pence=sum(units * pence for _pk, units, pence in lines),
        issued_by=by,
        issued_at=at,
    )
    DeliveryLine.objects.filter(pk__in=[pk for pk, _units, _pence in lines]).update(statement=made)
    record(
        "commissioning.statement.issued",
        on=made,
        by=by.username,
        at=at,
        buyer=buyer_id,
        lines=len(lines),
        total=pounds(made.total_pence),
    )
    return made


@transaction.atomic
def dispute(*, line_id: int, reason: DisputeReason, note: str, by: User, at: datetime) -> Dispute:
    """Say that a line of a statement is not right; the supplier answers."""
    require(by, Permission.CHECK_STATEMENT, at=at)
    line = (
        DeliveryLine.objects.select_for_update(of=("self",))
        .select_related("order")
        .filter(
            pk=line_id,
            statement__isnull=False,
            order__buyer_id__in=authority(by, at).organisation_ids,
        )
        .first()
    )
    if line is None or line.units < 0:
        raise NotFound
    if len(note) > LONGEST_NOTE:
        raise TooLong(len(note), "note")
    if Dispute.objects.filter(line=line).exists():
        raise DisputedAlready
    if hasattr(line, "taken_back_by"):
        raise TakenBackAlready
    made = Dispute.objects.create(
        line=line,
        reason=reason,
        note=note.strip(),
        raised_by=by,
        raised_at=at,
        state=DisputeState.OPEN,
    )
    record(
        "commissioning.line.disputed",
        on=made,
        person_id=line.order.person_id,
        by=by.username,
        at=at,
        reason=reason,
    )
    return made


@transaction.atomic
def answer_dispute(
    *, dispute_id: int, is_upheld: bool, answer: str, by: User, at: datetime
) -> Dispute:
    """The supplier agrees, and the units are credited on the next statement; or shows that they stand."""
    require(by, Permission.DELIVER, at=at)
    found = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("line__order")
        .filter(pk=dispute_id, line__order__supplier_id__in=suppliers_of(by, at=at))
        .first()
    )
    if found is None:
        raise NotFound
    if found.state != DisputeState.OPEN:
        raise AnsweredAlready
    if not answer.strip():
        raise Refused("Say what you found, in a sentence.", field="answer")
    if len(answer) > LONGEST_NOTE:
        raise TooLong(len(answer), "answer")
    found.state = DisputeState.UPHELD if is_upheld else DisputeState.REJECTED
    found.answer, found.answered_by, found.answered_at = answer.strip(), by, at
    found.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if is_upheld:
        credited(found.line, by=by, at=at)
    record(
        "commissioning.dispute.answered",
        on=found,
        person_id=found.line.order.person_id,
        by=by.username,
        at=at,
        state=found.state,
    )
    return found


# ── Why not used ───────────────────────────────────────────────────────────────────────────
@transaction.atomic
def say_why_not(
    *, person_id: int, need: Need, reason: UnmetReason, note: str, by: User, at: datetime
) -> NotUsed:
    """Say why a need among the first three has had no service."""
    person = persons.by_id(persons.kept_id(person_id))
    if person is None:
        raise NotFound
    require(by, Permission.SAY_WHY_NOT, at=at, person_id=person.id)
    ranked = needs.top_needs(person.ids)
    if not any(need in top[:TOP] for top in ranked.values()):
        raise NotATopNeed(need)
    if len(note) > LONGEST_NOTE:
        raise TooLong(len(note), "note")
    post = authority(by, at).main_post
    if post is None:
        raise NotAllowed(Permission.SAY_WHY_NOT)
    said = NotUsed.objects.create(
        person_id=person.id,
        need=need,
        reason=reason,
        note=note.strip(),
        team_id=post.team_id,
        said_by=by,
        said_at=at,
    )
    contacts.record(
        person_id=person.id,
        kind=ContactKind.PLAN,
        happened_at=at,
        summary=f"No service used for {need.label.lower()}: {reason.label.lower()}",
        note=note.strip(),
        by=by,
        at=at,
        reference=said,
    )
    record("commissioning.not_used.said", on=said, person_id=person.id, by=by.username, at=at)
    announce(NeedNotMet(person.id, need, reason, by.pk, at))
    return said
