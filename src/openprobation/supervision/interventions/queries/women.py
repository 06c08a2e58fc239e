"""What was a woman offered, which centre is nearest, who was not asked, and how do the centres do?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from openprobation.foundation.prepared import prepared
from openprobation.rules.interventions import STARTED
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.commissioning import FundingLine
from openprobation.vocabulary.interventions import ReferralState
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.women import Childcare, OfferAnswer, OfferGap, SafeContact

from ..models import Centre, CentreTravel, ProvisionForWomen, Referral, Session, WomensOffer
from ..policies import HELD, OFFER_CAN_BE_UNDONE_FOR


# ── What she was offered ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Offer:
    """What a woman was offered and said, as recorded once."""

    id: int
    person_id: int
    space: OfferAnswer
    officer: OfferAnswer
    childcare: Childcare
    safe_contact: SafeContact
    safe_words: str
    why_not: str
    by_id: int
    by: str
    at: datetime

    @property
    def how_to_reach(self) -> str:
        """What whoever rings or writes must heed."""
        said = self.safe_contact.label
        return f"{said}: {self.safe_words}" if self.safe_words else said

    def undo_until(self, user_id: int, at: datetime) -> datetime | None:
        """Until when this viewer may take it back, while they may."""
        until = self.at + OFFER_CAN_BE_UNDONE_FOR
        return until if user_id == self.by_id and at <= until else None


def offers(person_ids: Collection[int]) -> list[Offer]:
    """All that was recorded of these records and not undone, the latest first. One query."""
    return [
        Offer(
            pk, person_id, OfferAnswer(space), OfferAnswer(officer), Childcare(childcare),
            SafeContact(safe), safe_words, why_not, by_id, by, at,
        )
        for pk, person_id, space, officer, childcare, safe, safe_words, why_not, by_id, by, at
        in offered_to(tuple(person_ids))
    ]  # fmt: skip


@prepared
def offered_to(person_ids: tuple[int, ...]) -> QuerySet[WomensOffer, tuple[Any, ...]]:
    rows = WomensOffer.objects.standing().filter(person_id__in=person_ids)
    return rows.order_by("-asked_at", "-pk").values_list(
        "pk", "person_id", "space", "officer", "childcare", "safe_contact", "safe_words",
        "why_not", "asked_by_id", "asked_by__name", "asked_at",
    )  # fmt: skip


def latest_offers(person_ids: Collection[int]) -> dict[int, Offer]:
    """What counts now, by the record it was written on. One query."""
    found: dict[int, Offer] = {}
    for each in offers(person_ids):
        found.setdefault(each.person_id, each)
    return found


def latest_of(found: Mapping[int, Offer], person_ids: Collection[int]) -> Offer | None:
    """Of all somebody's records, the latest."""
    theirs = [found[pk] for pk in person_ids if pk in found]
    return max(theirs, key=lambda each: (each.at, each.id), default=None)


def told_to_supplier(person_ids: Collection[int]) -> str:
    """What whoever works with her must know of it; nothing where she was not asked. One query."""
    offer = next(iter(offers(person_ids)), None)
    if offer is None:
        return ""
    said = [offer.how_to_reach, f"Childcare: {offer.childcare.label.lower()}"]
    if offer.space is OfferAnswer.YES:
        said.append("Wants a space for women only")
    if offer.officer is OfferAnswer.YES:
        said.append("Wants to work with a woman")
    return "\n".join(said)


# ── Centres ────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CentreLine:
    """A centre as seen from one area: how long the way there takes, where somebody knows."""

    id: int
    service_id: int
    name: str
    place: str
    has_creche: bool
    minutes: int | None

    @property
    def travel(self) -> str:
        return f"{self.minutes} minutes" if self.minutes else "Travel not known"


def centres(area_id: int | None) -> list[CentreLine]:
    """Every centre, the nearest to an area first. Two queries."""
    there = CentreTravel.objects.filter(area_id=area_id or 0)
    took = dict(there.values_list("centre_id", "minutes"))
    found = [
        CentreLine(*row, took.get(row[0]))
        for row in Centre.objects.order_by("name").values_list(
            "pk", "service_id", "name", "place", "has_creche"
        )
    ]
    return sorted(found, key=lambda each: (each.minutes is None, each.minutes or 0, each.name))


def travel_of(service_id: int) -> dict[int, int]:
    """Minutes to the centre of this service, by area. One query."""
    rows = CentreTravel.objects.filter(centre__service_id=service_id)
    return dict(rows.values_list("area_id", "minutes"))


# ── What the lead asks ─────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class WomanLine:
    """A woman of whose offer something is missing, who answers for her, and her nearest centre."""

    person_id: int
    ids: tuple[int, ...]
    crn: str
    name: str
    gap: OfferGap
    officer: str
    team: str
    nearest: str
    minutes: int | None
    why_not: str


@dataclass(frozen=True, slots=True)
class Offered:
    """Of all women some teams answer for: what was recorded, and of whom something is missing."""

    women: int
    asked: int
    spaces: Counter[OfferAnswer]
    officers: Counter[OfferAnswer]
    missing: tuple[WomanLine, ...]


GAPS = list(OfferGap)


def offered(team_ids: Collection[int], *, at: datetime) -> Offered:
    """Every woman of these teams, those with something missing by name. Eight queries, however many."""
    women = persons.records_of_sex(allocations.people_of(team_ids, at), Sex.FEMALE)
    named = persons.named(women)
    every = [pk for ids in women.values() for pk in ids]
    asked = latest_offers(every)
    sent = {pk for (pk,) in sent_to_a_centre(tuple(every))}
    holders = allocations.holders(every, at)
    near = nearest_of(every)
    spaces: Counter[OfferAnswer] = Counter()
    officers: Counter[OfferAnswer] = Counter()
    missing: list[WomanLine] = []
    for kept, ids in women.items():
        offer = latest_of(asked, ids)
        if offer is not None:
            spaces[offer.space] += 1
            officers[offer.officer] += 1
        gap = gap_of(offer, was_sent=any(pk in sent for pk in ids))
        if gap is None:
            continue
        holder = next((holders[pk] for pk in ids if pk in holders), None)
        centre, minutes = near.get(kept, ("", None))
        missing.append(
            WomanLine(
                kept, ids, named[kept].crn, named[kept].name, gap,
                holder.officer if holder else "", holder.team if holder else "", centre, minutes,
                offer.why_not if offer else "",
            )
        )  # fmt: skip
    missing.sort(key=lambda each: (GAPS.index(each.gap), each.minutes or 999, each.crn))
    return Offered(len(women), spaces.total(), spaces, officers, tuple(missing))


@prepared
def sent_to_a_centre(person_ids: tuple[int, ...]) -> QuerySet[Referral, tuple[Any, ...]]:
    return Referral.objects.filter(
        person_id__in=person_ids, service__womens_centre__isnull=False, sent_at__isnull=False
    ).values_list("person_id")


def gap_of(offer: Offer | None, *, was_sent: bool) -> OfferGap | None:
    """What is missing of a woman's record first, if anything is."""
    if offer is None:
        return OfferGap.NOT_ASKED
    if offer.space is OfferAnswer.NO:
        return OfferGap.NO_SPACE
    if offer.officer is OfferAnswer.NO:
        return OfferGap.NO_OFFICER
    if offer.space is OfferAnswer.YES and not was_sent:
        return OfferGap.NO_CENTRE
    return None


def nearest_of(person_ids: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """For each of these, the centre nearest to their area and the minutes there. Two queries."""
    areas = persons.areas_of(person_ids)
    nearest: dict[int, tuple[str, int | None]] = {}
    for area_id, name, minutes in ways_from(tuple(sorted(set(areas.values())))):
        nearest[area_id] = (name, minutes)
    return {pk: nearest[area_id] for pk, area_id in areas.items() if area_id in nearest}


@prepared
def ways_from(area_ids: tuple[int, ...]) -> QuerySet[CentreTravel, tuple[Any, ...]]:
    rows = CentreTravel.objects.filter(area_id__in=area_ids).order_by("-minutes", "-centre__name")
    return rows.values_list("area_id", "centre__name", "minutes")


@dataclass(frozen=True, slots=True)
class CentreFigures:
    """How a centre does with women some organisations sent, and nobody's name."""

    centre: str
    place: str
    has_creche: bool
    sent: int
    started: int
    attended: int
    ended: int

    def told(self, count: int) -> str:
        """A count of women, where it is not so small that it tells of one."""
        if 0 < count < commissioning.SMALL:
            return f"fewer than {commissioning.SMALL}"
        return str(count)


def figures(
    buyer_ids: Collection[int], *, area_ids: Collection[int] | None = None
) -> list[CentreFigures]:
    """Women these organisations sent to each centre, and how far they got. Two queries.

    Of the centres that can be reached from some areas, and of any to which somebody was sent.
    """
    came = Session.objects.filter(referral_id=OuterRef("pk"), attendance__in=HELD)
    rows = (
        Referral.objects.filter(
            service__womens_centre__isnull=False,
            sent_at__isnull=False,
            order__buyer_id__in=buyer_ids,
        )
        .annotate(came=Exists(came))
        .values_list("service__womens_centre")
        .annotate(
            sent=Count("person_id", distinct=True),
            started=Count("person_id", distinct=True, filter=Q(state__in=STARTED)),
            attended=Count("person_id", distinct=True, filter=Q(came=True)),
            ended=Count("person_id", distinct=True, filter=Q(state=ReferralState.ENDED)),
        )
    )
    counted = {row[0]: row[1:] for row in rows}
    there = Centre.objects.all()
    if area_ids is not None:
        reached = CentreTravel.objects.filter(area_id__in=area_ids).values("centre_id")
        there = there.filter(Q(pk__in=reached) | Q(pk__in=list(counted)))
    return [
        CentreFigures(name, place, creche, *counted.get(pk, (0, 0, 0, 0)))
        for pk, name, place, creche in there.order_by("name", "pk").values_list(
            "pk", "name", "place", "has_creche"
        )
    ]


# ── What contracts promise ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Provision:
    """A co-funded service and the latest of what it says it does for women; empty where it says nothing."""

    service_id: int
    service: str
    provider: str
    women_only: bool
    number: int
    text: str
    by: str
    at: datetime | None


def provisions(on: date, *, area_ids: Collection[int] | None = None) -> list[Provision]:
    """Every service co-funded on a day: all, or those in some areas. Three queries."""
    funded = commissioning.funded_by(FundingLine.COMMISSIONER, on=on, area_ids=area_ids)
    told = commissioning.told_of(funded)
    latest: dict[int, tuple[int, str, str, datetime]] = {}
    rows = ProvisionForWomen.objects.filter(service_id__in=told).order_by("number")
    for service_id, number, text, by, at in rows.values_list(
        "service_id", "number", "text", "stated_by__name", "stated_at"
    ):
        latest[service_id] = (number, text, by, at)
    return [
        Provision(
            pk, each.title, each.provider, each.women_only, *latest.get(pk, (0, "", "", None))
        )
        for pk, each in told.items()
    ]
